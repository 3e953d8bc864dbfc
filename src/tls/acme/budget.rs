//! How many certificates are ordered for whoever asks: authorities count by domain, and names of its owner's own are among
//! those. When they were ordered lies in a file, so that a restart does not begin anew.

use std::path::PathBuf;
use std::time::Duration;

use crate::base::{Timestamp, with_causes};
use crate::tls::files::{keep, read};

/// Most in [`WEEK`]. Let's Encrypt gives a domain fifty; the rest is for the server's own names, and for what else its
/// owner has below that domain.
const MOST: usize = 40;
/// What authorities count by. Renewals are none of it.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What was ordered.
#[derive(Debug)]
pub(super) struct Budget {
    path: PathBuf,
    /// When, in seconds since 1970.
    ordered: Vec<u64>,
}

impl Budget {
    /// What the file says; nothing when it cannot be read.
    pub(super) fn load(path: PathBuf) -> Self {
        let ordered =
            read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { path, ordered }
    }

    /// When there is room for another one; `None` when there is now.
    pub(super) fn room_at(&self, now: Timestamp) -> Option<Timestamp> {
        // Those of a clock that was ahead for a while are not counted.
        let mut counted: Vec<Timestamp> =
            self.ordered.iter().map(|at| Timestamp::from_secs(*at)).filter(|at| counts(*at, now)).collect();
        counted.sort_unstable();
        let last_to_go = counted.len().checked_sub(MOST)?;
        Some(counted[last_to_go].after(WEEK))
    }

    /// Notes that one was ordered.
    pub(super) async fn note(&mut self, now: Timestamp) {
        self.ordered.retain(|at| counts(Timestamp::from_secs(*at), now));
        self.ordered.push(now.secs());
        let bytes = serde_json::to_vec(&self.ordered).expect("numbers are always JSON");
        if let Err(error) = keep(self.path.clone(), bytes).await {
            tracing::warn!(error = with_causes(&error), "what was ordered is not kept");
        }
    }
}

fn counts(at: Timestamp, now: Timestamp) -> bool {
    at <= now && now.since(at) < WEEK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_week_has_room_for_so_many() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ordered.json");
        let start = Timestamp::from_secs(1_800_000_000);
        let hour = |n: usize| start.after(Duration::from_secs(3_600) * u32::try_from(n).expect("few"));
        let mut budget = Budget::load(path.clone());
        budget.note(hour(10_000)).await;
        for n in 0..MOST {
            assert_eq!(budget.room_at(hour(n)), None, "{n}");
            budget.note(hour(n)).await;
        }
        let again = Budget::load(path);
        assert_eq!(again.ordered.len(), MOST, "the one of a wrong clock is gone");
        assert_eq!(again.room_at(hour(MOST)), Some(start.after(WEEK)));
        assert_eq!(again.room_at(start.after(WEEK)), None);
        assert_eq!(again.room_at(Timestamp::from_secs(0)), None);
    }
}
