//! Tells the service manager that the server is well, as long as it is: the writer answers and a snapshot opens.

use std::time::Duration;

use super::App;
use crate::sd;
use crate::store::{StorageError, Tx};

/// Checks twice in every interval that the service manager waits, until the server stops.
pub(super) async fn run(app: &App, interval: Duration) {
    let pause = interval / 2;
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = app.stop.asked() => return,
        }
        match tokio::time::timeout(pause, is_well(app)).await {
            Ok(true) => sd::alive(),
            Ok(false) => tracing::error!("the store does not answer as it should"),
            Err(_) => tracing::error!("the store does not answer"),
        }
    }
}

/// Whether the store reads and writes.
async fn is_well(app: &App) -> bool {
    let read = app.store.read(|_| Ok::<_, StorageError>(())).await.is_ok();
    let written = app.store.write(|_: &mut Tx<'_>| Ok::<_, StorageError>(())).await;
    // A full disk is a state to live with, not one to restart for.
    read && matches!(written, Ok(()) | Err(crate::store::WriteError::Full))
}
