//! How old the newest backup is that the server knows of.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use super::{Line, Patient};
use crate::base::Timestamp;
use crate::blobs::{LastBackup, last_backup};
use crate::store::tables::Accounts;
use crate::store::{Read, Snapshot, Span, StorageError};

const SUBJECT: &str = "backup";
const DAY: Duration = Duration::from_secs(24 * 3_600);
/// A backup that is older wants another.
const OLD: Duration = Duration::from_secs(8 * 24 * 3_600);
const HOW: &str = "Run `hostplant backup FOLDER` with a folder on another disk, better daily by a timer, and keep \
                   secrets.toml of the data folder with it.";

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let Some(app) = patient.app else { return Vec::new() };
    let read = |db: &Snapshot| -> Result<(Option<LastBackup>, bool), StorageError> {
        Ok((last_backup(db)?, db.first::<Accounts>(Span::all())?.is_some()))
    };
    let (last, has_accounts) = match app.store.read(read).await {
        Ok(found) => found,
        Err(error) => return vec![Line::unknown(SUBJECT, format!("The database cannot be read: {error}."))],
    };
    let now = patient.clock.now();
    let data = patient.config.data.clone();
    super::blocking(move || vec![judge(last.as_ref(), has_accounts, &data, now)]).await
}

fn judge(last: Option<&LastBackup>, has_accounts: bool, data: &Path, now: Timestamp) -> Line {
    let Some(last) = last else {
        if !has_accounts {
            return Line::note(SUBJECT, "There is nothing to back up yet.");
        }
        return Line::warning(SUBJECT, "No backup was ever made by hostplant.")
            .so("When the disk fails, accounts, posts and keys are lost.", HOW);
    };
    let age = now.since(last.at);
    let days = age.as_secs() / DAY.as_secs();
    let when = match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    let what = format!("The newest backup was made {when}, in {}.", last.folder.display());
    if age >= OLD {
        return Line::warning(SUBJECT, what).so("What came since then is lost when the disk fails.", HOW);
    }
    if is_same_disk(&last.folder, data) {
        return Line::warning(SUBJECT, what).so("It is on the disk that it is to stand in for.", HOW);
    }
    Line::good(SUBJECT, what)
}

/// Whether two folders are on one file system; no, where one of them is not there now.
fn is_same_disk(a: &Path, b: &Path) -> bool {
    let device = |path: &Path| std::fs::metadata(path).ok().map(|folder| folder.dev());
    device(a).is_some_and(|own| Some(own) == device(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::State;

    #[test]
    fn backups_are_judged_by_age_and_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = Timestamp::from_secs(1_795_000_000);
        let state =
            |last: Option<LastBackup>, accounts| judge(last.as_ref(), accounts, folder.path(), now).state;
        assert_eq!(state(None, false), State::Note);
        assert_eq!(state(None, true), State::Warning);
        let made = |days: u32, folder: &Path| {
            Some(LastBackup { at: now.before(DAY * days), folder: folder.to_owned() })
        };
        let elsewhere = Path::new("/there/is/no/such/disk");
        assert_eq!(state(made(1, elsewhere), true), State::Good);
        assert_eq!(state(made(8, elsewhere), true), State::Warning);
        assert_eq!(state(made(0, folder.path()), true), State::Warning);
    }
}
