//! The signal to stop: asked for once, seen by every task, and over when every task that had something to finish has
//! let go.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

/// A handle on the signal. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Stop {
    asked: Arc<watch::Sender<bool>>,
    holds: mpsc::WeakSender<()>,
}

/// Keeps [`Drained::wait`] waiting until it is dropped.
#[derive(Debug)]
pub struct Hold {
    /// `None` when the wait was over before it began.
    _sender: Option<mpsc::Sender<()>>,
}

/// The end of the signal that waits for every [`Hold`] to be dropped.
#[derive(Debug)]
pub struct Drained {
    last_hold: mpsc::Receiver<()>,
    own: mpsc::Sender<()>,
}

impl Stop {
    /// A signal that nobody has asked for yet.
    pub fn new() -> (Self, Drained) {
        let (own, last_hold) = mpsc::channel(1);
        let holds = own.downgrade();
        (Self { asked: Arc::new(watch::Sender::new(false)), holds }, Drained { last_hold, own })
    }

    /// Asks everybody to stop.
    pub fn ask(&self) {
        self.asked.send_replace(true);
    }

    /// Whether somebody has asked.
    pub fn is_asked(&self) -> bool {
        *self.asked.borrow()
    }

    /// Waits until somebody asks.
    pub async fn asked(&self) {
        // The sender lives in `self`, so that the wait cannot fail.
        let _ = self.asked.subscribe().wait_for(|asked| *asked).await;
    }

    /// For a task that has something to finish before the process may end.
    #[must_use]
    pub fn hold(&self) -> Hold {
        Hold { _sender: self.holds.upgrade() }
    }
}

impl Drained {
    /// Waits until every hold is gone.
    pub async fn wait(self) {
        let Self { mut last_hold, own } = self;
        drop(own);
        while last_hold.recv().await.is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_hears_and_those_who_hold_are_waited_for() {
        let (stop, drained) = Stop::new();
        let task = {
            let (stop, hold) = (stop.clone(), stop.hold());
            tokio::spawn(async move {
                stop.asked().await;
                drop(hold);
                stop.is_asked()
            })
        };
        assert!(!stop.is_asked());
        stop.ask();
        drained.wait().await;
        assert!(task.await.expect("the task ends"));
        drop(stop.hold());
    }
}
