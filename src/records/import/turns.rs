//! Who may import: a few at once, and each account once.

use std::collections::BTreeSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ImportError;
use crate::store::Aid;

/// Imports at once. More of them wait.
const MAX_IMPORTS: usize = 2;

/// All turns, as everybody shares them.
#[derive(Clone)]
pub(in crate::records) struct Turns {
    slots: Arc<Semaphore>,
    /// Those that import or wait: never more than there are connections.
    accounts: Arc<Mutex<BTreeSet<Aid>>>,
}

/// The right to import for one account, until it is dropped.
pub(super) struct Turn {
    _claim: Claim,
    _slot: OwnedSemaphorePermit,
}

struct Claim {
    aid: Aid,
    turns: Turns,
}

impl Turns {
    pub fn new() -> Self {
        Self { slots: Arc::new(Semaphore::new(MAX_IMPORTS)), accounts: Arc::default() }
    }

    /// Waits until there is a slot.
    pub(super) async fn take(&self, aid: Aid) -> Result<Turn, ImportError> {
        let claim = self.claim(aid)?;
        let slot = Arc::clone(&self.slots).acquire_owned().await.map_err(io::Error::other)?;
        Ok(Turn { _claim: claim, _slot: slot })
    }

    fn claim(&self, aid: Aid) -> Result<Claim, ImportError> {
        if !self.accounts().insert(aid) {
            return Err(ImportError::UnderWay);
        }
        Ok(Claim { aid, turns: self.clone() })
    }

    /// Whether an import for the account has not ended.
    pub(super) fn is_importing(&self, aid: Aid) -> bool {
        self.accounts().contains(&aid)
    }

    fn accounts(&self) -> MutexGuard<'_, BTreeSet<Aid>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.turns.accounts().remove(&self.aid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_account_has_one_turn_and_few_have_one_at_once() {
        let turns = Turns::new();
        let aid = Aid::from_u32;
        let first = turns.take(aid(1)).await.expect("a turn");
        assert!(matches!(turns.take(aid(1)).await, Err(ImportError::UnderWay)));
        let second = turns.take(aid(2)).await.expect("a turn");
        assert!(turns.is_importing(aid(1)) && turns.is_importing(aid(2)) && !turns.is_importing(aid(3)));

        // The third waits, and gives its claim back when it does so no longer.
        let waiting = turns.clone();
        let third = tokio::spawn(async move { waiting.take(aid(3)).await });
        while !turns.is_importing(aid(3)) {
            tokio::task::yield_now().await;
        }
        assert!(!third.is_finished());
        third.abort();
        assert!(third.await.is_err());
        assert!(!turns.is_importing(aid(3)));
        drop(first);
        assert!(!turns.is_importing(aid(1)));
        drop(turns.take(aid(3)).await.expect("a turn"));
        drop(second);
    }
}
