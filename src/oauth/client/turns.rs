//! One at a time for each name: while somebody fetches a document, others who want it wait and then find it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;

/// Bounded by the requests that are being served: a name is held only while somebody waits for it.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<Box<str>, Arc<tokio::sync::Mutex<()>>>>);

/// Somebody's turn; over when dropped.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    name: Box<str>,
    /// `None` while waiting.
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits for the turn.
    pub async fn take(&self, name: &str) -> Turn<'_> {
        let lock = {
            let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(held.entry(name.into()).or_default())
        };
        // Made before the wait, so that who gives up waiting cleans up as well.
        let mut turn = Turn { turns: self, name: name.into(), guard: None };
        turn.guard = Some(lock.lock_owned().await);
        turn
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut held = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.guard.take());
        // Under the lock nobody else can come to hold it: one owner left is the map itself.
        if held.get(&self.name).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            held.remove(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_are_taken_one_by_one_and_leave_nothing() {
        let turns = Turns::default();
        let first = turns.take("a").await;
        let other = turns.take("b").await;
        let waiting = turns.take("a");
        tokio::pin!(waiting);
        assert!(futures_util::poll!(&mut waiting).is_pending());
        {
            let given_up = turns.take("a");
            tokio::pin!(given_up);
            assert!(futures_util::poll!(&mut given_up).is_pending());
        }
        drop(first);
        let second = waiting.await;
        drop((second, other));
        assert!(turns.0.lock().expect("not poisoned").is_empty());
    }
}
