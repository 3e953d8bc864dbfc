//! Layer 9: work that nobody waits for: tasks whose time has come, and chores at intervals. One task of the runtime does
//! all of it, one piece after the other, until the server stops; another one notes meanwhile how the server does.
//!
//! Knows when things are to be done; what they are is the business of the parts.

mod chores;
mod due;
mod samples;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::app::App;
use crate::base::random_bytes;
pub use chores::{CHORES, Chore};
pub use due::run_due;
pub use samples::note_samples;

/// How often tasks are looked for. Nothing that people wait for is a task of this kind.
const LOOK: Duration = Duration::from_secs(5);
/// Chores are spread over this part of their interval, so that they do not come together.
const JITTER_PARTS: u32 = 10;

/// Works until the server stops.
pub async fn run(app: Arc<App>) {
    let _hold = app.stop.hold();
    let start = Instant::now();
    let mut planned: Vec<(Instant, &'static Chore)> =
        CHORES.iter().map(|chore| (start + chore.first + jitter(chore.first), chore)).collect();
    let mut look = start + LOOK;
    let mut is_set = true;
    loop {
        let next = planned.iter().map(|(at, _)| *at).fold(look, Instant::min);
        tokio::select! {
            () = sleep_until(next) => {}
            () = app.stop.asked() => return,
        }
        let now = Instant::now();
        if !app.clock.is_set() {
            // The clock is not set: nothing is due, and what is written now would be dated wrongly.
            if std::mem::take(&mut is_set) {
                tracing::warn!("the clock is not set: calls, sign-ins and tokens are refused until it is");
            }
            look = now + LOOK;
            planned.iter_mut().for_each(|(at, _)| *at = (*at).max(look));
            continue;
        }
        if !std::mem::replace(&mut is_set, true) {
            tracing::info!("the clock is set");
        }
        if now >= look {
            let pause = match run_due(&app).await {
                // There are more.
                Ok(due::BATCH) => Duration::ZERO,
                Ok(_) => LOOK,
                Err(error) => {
                    tracing::error!(%error, "tasks cannot be settled");
                    LOOK
                }
            };
            look = Instant::now() + pause;
        }
        for (at, chore) in planned.iter_mut().filter(|(at, _)| *at <= now) {
            if app.stop.is_asked() {
                return;
            }
            if let Err(error) = (chore.run)(&app).await {
                tracing::warn!(chore = chore.name, %error, "a chore was not finished");
            }
            *at = Instant::now() + chore.every + jitter(chore.every);
        }
    }
}

/// A random part of a tenth of `span`.
fn jitter(span: Duration) -> Duration {
    (span / JITTER_PARTS).mul_f64(f64::from(u16::from_be_bytes(random_bytes())) / f64::from(u16::MAX))
}
