//! How the server does, noted at an interval of its own: other chores may take longer than that.

use std::sync::Arc;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

/// Notes it until the server stops.
pub async fn note_samples(app: Arc<App>) {
    let _hold = app.stop.hold();
    let mut times = interval(app.settings.admin.sample_every.0);
    times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first time is at once, when there is nothing to tell.
    times.tick().await;
    loop {
        tokio::select! {
            _ = times.tick() => {}
            () = app.stop.asked() => return,
        }
        app.history.sample(app.store.io().written_bytes());
    }
}
