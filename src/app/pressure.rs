//! Watches how long tasks wait for memory (Linux's pressure stall information), gives up what can be had again when
//! they wait too long, and tells the API, which then puts off exports and imports.
//!
//! The service's own control group is looked at where there is one, because its limits are reached long before the
//! machine's. Where the kernel does not tell, nothing is done.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::App;

/// How often the kernel is asked. Its shortest average is over ten seconds.
const LOOK: Duration = Duration::from_secs(5);
/// Memory is short when tasks waited for it for this share of the last ten seconds, in hundredths of a per cent…
const HIGH: u32 = 1_000;
/// …and no more when they waited for less than this.
const LOW: u32 = 200;

/// Watches until the server stops.
pub(super) async fn run(app: &App) {
    let named = std::env::var_os("MEMORY_PRESSURE_WATCH").map(PathBuf::from);
    let Some(file) = find(named, Path::new("/")).await else {
        tracing::debug!("the kernel does not tell of memory pressure");
        return;
    };
    loop {
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = app.stop.asked() => return,
        }
        let Some(stalled) = read(&file).await else { continue };
        let high = stalled >= if app.memory.is_high() { LOW } else { HIGH };
        let is_new = app.memory.set(high);
        match (high, is_new) {
            (true, true) => tracing::warn!("memory is short: caches are dropped, exports and imports wait"),
            (false, true) => tracing::info!("memory is no longer short"),
            _ => {}
        }
        if high {
            app.identity.forget_all();
            app.oauth.clients().forget_all();
            app.accounts.signers().close_all();
            app.firehose.shrink();
        }
    }
}

/// The file that tells of the pressure on this process: the one that the service manager names, that of its own control
/// group, or that of the machine. `root` is where `/proc` and `/sys` lie.
async fn find(named: Option<PathBuf>, root: &Path) -> Option<PathBuf> {
    let group = tokio::fs::read_to_string(root.join("proc/self/cgroup")).await.unwrap_or_default();
    let group = group.lines().find_map(|line| line.strip_prefix("0::/")).filter(|path| !path.is_empty());
    let own = group.map(|path| root.join("sys/fs/cgroup").join(path).join("memory.pressure"));
    let machine = root.join("proc/pressure/memory");
    // The service manager names /dev/null where it does not want this to be done.
    let candidates = if named.is_some() { [named, None] } else { [own, Some(machine)] };
    for path in candidates.into_iter().flatten() {
        if read(&path).await.is_some() {
            return Some(path);
        }
    }
    None
}

/// For which share of the last ten seconds some task waited for memory, in hundredths of a per cent.
async fn read(path: &Path) -> Option<u32> {
    parse(&tokio::fs::read_to_string(path).await.ok()?)
}

/// Reads `some avg10=1.23 avg60=… avg300=… total=…`.
fn parse(text: &str) -> Option<u32> {
    let some = text.lines().find_map(|line| line.strip_prefix("some "))?;
    let average = some.split_ascii_whitespace().find_map(|field| field.strip_prefix("avg10="))?;
    let (whole, hundredths) = average.split_once('.')?;
    if hundredths.len() != 2 {
        return None;
    }
    whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: &str =
        "some avg10=0.00 avg60=0.10 avg300=0.22 total=1234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n";

    #[test]
    fn pressure_is_read_in_hundredths() {
        assert_eq!(parse(CALM), Some(0));
        assert_eq!(parse("some avg10=12.34 avg60=0.00 avg300=0.00 total=1\n"), Some(1_234));
        for text in
            ["", "full avg10=1.00", "some avg60=1.00", "some avg10=1", "some avg10=x.yz", "some avg10=1.234"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[tokio::test]
    async fn the_nearest_file_is_looked_at() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(&path, text).expect("a file");
            path
        };
        assert_eq!(find(None, root).await, None);
        let machine = write("proc/pressure/memory", CALM);
        assert_eq!(find(None, root).await, Some(machine.clone()));
        write("proc/self/cgroup", "0::/system.slice/hostplant.service\n");
        assert_eq!(find(None, root).await, Some(machine), "the group does not tell");
        let own = write("sys/fs/cgroup/system.slice/hostplant.service/memory.pressure", CALM);
        assert_eq!(find(None, root).await, Some(own));
        let named = write("named", CALM);
        assert_eq!(find(Some(named.clone()), root).await, Some(named));
        assert_eq!(find(Some(PathBuf::from("/dev/null")), root).await, None, "it is switched off");
    }
}
