//! The signal to stop: asked for once, seen by every task, and over when every task has let go.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

/// A handle on the signal. Cheap to clone; whoever holds a clone keeps [`Stop::all_gone`] waiting, so that tasks
/// take one for as long as they have something to finish.
#[derive(Clone, Debug)]
pub struct Stop {
    asked: Arc<watch::Sender<bool>>,
    _alive: mpsc::Sender<()>,
}

/// The end of the signal that waits for every [`Stop`] to be dropped.
#[derive(Debug)]
pub struct Drained(mpsc::Receiver<()>);

impl Stop {
    /// A signal that nobody has asked for yet.
    pub fn new() -> (Self, Drained) {
        let (alive, gone) = mpsc::channel(1);
        (Self { asked: Arc::new(watch::Sender::new(false)), _alive: alive }, Drained(gone))
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
}

impl Drained {
    /// Waits until every clone of the signal is gone.
    pub async fn wait(&mut self) {
        let _ = self.0.recv().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn everybody_hears_and_is_waited_for() {
        let (stop, mut drained) = Stop::new();
        let task = {
            let stop = stop.clone();
            tokio::spawn(async move {
                stop.asked().await;
                stop.is_asked()
            })
        };
        assert!(!stop.is_asked());
        stop.ask();
        drop(stop);
        drained.wait().await;
        assert!(task.await.expect("the task ends"));
    }
}
