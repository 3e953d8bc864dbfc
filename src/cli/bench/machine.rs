//! What the figures were measured on, as far as it can be told.

use serde::Serialize;

/// A machine.
#[derive(Debug, Serialize)]
pub(super) struct Machine {
    /// What the program was built for.
    pub target: &'static str,
    /// What the board or its processor is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Cores that the program may use.
    pub cores: usize,
    /// What gives away that the processor is not a real one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emulated: Option<String>,
}

impl Machine {
    /// This one.
    pub(super) fn here() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).ok();
        let board = read("/proc/device-tree/model").map(|text| text.trim_matches(['\0', '\n']).to_owned());
        let processor = read("/proc/cpuinfo").unwrap_or_default();
        let named = |key: &str| {
            let value = processor.lines().find_map(|line| line.strip_prefix(key)?.split_once(':'));
            value.map(|(_, name)| name.trim().to_owned())
        };
        Self {
            target: std::env::consts::ARCH,
            model: board.or_else(|| named("model name")),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            emulated: emulated(std::env::consts::ARCH, read("/proc/sys/kernel/arch").as_deref(), &processor),
        }
    }
}

/// The kernel of an emulated program is that of another kind of machine, and says so where emulators do not look.
fn emulated(target: &str, kernel: Option<&str>, processor: &str) -> Option<String> {
    if let Some(kernel) = kernel.map(str::trim) {
        let native = match target {
            "x86" => matches!(kernel, "x86_64" | "i386" | "i486" | "i586" | "i686"),
            "arm" => kernel.starts_with("arm") || kernel == "aarch64",
            target => target == kernel,
        };
        return (!native).then(|| format!("the kernel is one for {kernel}"));
    }
    let foreign = ["GenuineIntel", "AuthenticAMD"].into_iter().find(|vendor| processor.contains(vendor));
    foreign.filter(|_| !target.starts_with("x86")).map(|vendor| format!("the processor is of {vendor}"))
}

#[cfg(test)]
mod tests {
    use super::emulated;

    #[test]
    fn emulators_are_given_away_by_the_kernel() {
        for (target, kernel, processor, is) in [
            ("x86_64", Some("x86_64\n"), "", false),
            ("aarch64", Some("aarch64\n"), "", false),
            ("arm", Some("aarch64\n"), "", false),
            ("arm", Some("armv6l\n"), "", false),
            ("arm", Some("x86_64\n"), "model name: ARM1176", true),
            ("aarch64", Some("x86_64\n"), "", true),
            ("aarch64", None, "vendor_id : GenuineIntel", true),
            ("aarch64", None, "CPU implementer : 0x41", false),
            ("x86_64", None, "vendor_id : GenuineIntel", false),
        ] {
            assert_eq!(emulated(target, kernel, processor).is_some(), is, "{target} {kernel:?}");
        }
    }
}
