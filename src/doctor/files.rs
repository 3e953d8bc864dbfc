//! Who may read the server's secrets, and whether its files are its own.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Line, Patient, blocking};

/// Files and folders of the data folder that only the server's user may read.
const PRIVATE: [&str; 6] = ["secrets.toml", "settings.toml", "setup-code", "acme", "tls", "hostplant.redb"];
/// Without these the server neither signs nor lets anybody in.
const SECRETS: &str = "secrets.toml";
/// What others than the owner may do.
const OTHERS: u32 = 0o077;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let data = patient.config.data.clone();
    let owner = patient.app.is_some().then(|| rustix::process::geteuid().as_raw());
    blocking(move || look(&data, owner)).await
}

/// `owner` is the server's user, where it is known.
fn look(data: &Path, owner: Option<u32>) -> Vec<Line> {
    let Ok(folder) = std::fs::metadata(data) else {
        return vec![Line::bad("files", format!("There is no folder {}.", data.display())).so(
            "The server has nothing to work with.",
            "Start it once, or name the right folder (--data-dir, storage.directory).",
        )];
    };
    let mut lines = Vec::new();
    let shut = folder.mode() & OTHERS == 0;
    if !shut {
        lines.push(
            Line::warning(
                "files",
                format!("{} can be entered by others (mode {:o}).", data.display(), folder.mode() & 0o777),
            )
            .so("Other users of this machine can look into it.", format!("chmod 700 {}", data.display())),
        );
    }
    for name in PRIVATE {
        let path = data.join(name);
        let Ok(file) = std::fs::metadata(&path) else { continue };
        let mode = file.mode() & 0o777;
        // A folder that is shut keeps what is in it.
        if mode & OTHERS != 0 && !shut {
            let what = format!("{} can be read by others (mode {mode:o}).", path.display());
            let line = if name == SECRETS { Line::bad("files", what) } else { Line::warning("files", what) };
            lines.push(line.so(
                "Whoever reads it can act as the server, or as people who have accounts.",
                format!("chmod go= {}", path.display()),
            ));
        }
        if let Some(owner) = owner.filter(|owner| *owner != 0 && file.uid() != *owner) {
            lines.push(
                Line::bad(
                    "files",
                    format!(
                        "{} belongs to user {}, not to the server's ({owner}).",
                        path.display(),
                        file.uid()
                    ),
                )
                .so(
                    "The server cannot write it, or not read it after a restart.",
                    format!("chown {owner} {}", path.display()),
                ),
            );
        }
    }
    if lines.is_empty() {
        lines.push(Line::good("files", format!("Only the server's user can read {}.", data.display())));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::doctor::State;

    #[test]
    fn what_others_can_read_is_told_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path();
        let mode = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
        };
        let states = |owner| look(data, owner).into_iter().map(|line| line.state).collect::<Vec<_>>();
        let secrets = data.join("secrets.toml");
        std::fs::write(&secrets, "").expect("a file");
        mode(data, 0o700);
        mode(&secrets, 0o644);
        assert_eq!(states(None), [State::Good], "nobody gets in");
        mode(data, 0o755);
        assert_eq!(states(None), [State::Warning, State::Bad]);
        mode(&secrets, 0o600);
        assert_eq!(states(None), [State::Warning]);
        mode(data, 0o700);
        let own = std::fs::metadata(&secrets).expect("a file").uid();
        assert_eq!(states(Some(own + 1)), [State::Bad]);
        assert_eq!(look(&data.join("none"), None)[0].state, State::Bad);
    }
}
