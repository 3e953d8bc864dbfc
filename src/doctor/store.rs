//! The server itself: whether it runs, and whether its database takes writes.

use super::{Line, Patient};
use crate::store::Health;

pub(super) async fn examine(patient: Patient<'_>) -> Vec<Line> {
    let Some(app) = patient.app else {
        return vec![Line::bad("server", "The server does not answer on this machine.").so(
            "Nobody can sign in or read anything. What follows was looked at from outside of it.",
            "Start it (systemctl start hostplant), and read its log if it ends again (journalctl -u hostplant).",
        )];
    };
    let health = app.store.health().borrow().clone();
    if let Health::Failed(reason) = health {
        return vec![Line::bad("database", format!("The database takes no writes: {reason}.")).so(
            "Nothing can be posted, and nobody can sign in, until the server has started again.",
            "Look at the disk below. If the start fails too, run `hostplant check` and restore a backup.",
        )];
    }
    let work = app.store.work();
    let failed = work.failed_jobs();
    let mut lines = vec![Line::good(
        "database",
        format!(
            "The database takes writes: {} commits since the start, {failed} writes undone.",
            work.commits()
        ),
    )];
    if app.memory.is_high() {
        lines.push(Line::warning("memory", "Tasks of the server wait for memory.").so(
            "Caches are dropped, and exports and imports are answered with 503 until there is room.",
            "End other programs of this machine, or give the server's unit more (MemoryHigh, MemoryMax).",
        ));
    }
    lines
}
