//! Layer 7: examines the server and what it stands on, and says what is well, what is not, what that means, and what to
//! do about it.
//!
//! Only looks: nothing is changed but a small file that is written, synced and removed again. Knows nothing of how its
//! report is shown. `docs/doctor.md` lists what is looked at.

mod backups;
mod board;
mod certificate;
mod clock;
mod config;
mod disk;
mod dyndns;
mod files;
mod history;
mod letters;
mod local_name;
mod memory;
mod names;
mod outside;
mod peers;
mod reach;
mod report;
mod store;
mod system;
mod websocket;

use std::pin::Pin;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::Semaphore;

pub use config::DoctorConfig;
pub use history::{History, RESIDENT, Sample, process_bytes};
pub use names::is_same_place;
pub use report::{Line, Report, State};
pub use system::System;

use crate::app::App;
use crate::base::Clock;
use crate::net::{Limits, Network};

/// How long one part of the examination may take. All parts go on at once.
const PATIENCE: Duration = Duration::from_secs(10);
/// What one question to another machine may cost: less than the part that it belongs to.
const QUESTION: Limits = Limits::lookup(Duration::from_secs(8), 64 * 1024);

/// Examines a server. One examination goes on at a time; others wait for their turn.
#[derive(Debug)]
pub struct Doctor {
    config: DoctorConfig,
    turn: Semaphore,
}

/// What is examined.
#[derive(Clone, Copy)]
struct Patient<'a> {
    config: &'a DoctorConfig,
    network: &'a Network,
    clock: &'a Clock,
    /// The running server, unless it is examined from outside.
    app: Option<&'a App>,
}

impl Doctor {
    /// For a server with this configuration.
    pub const fn new(config: DoctorConfig) -> Self {
        Self { config, turn: Semaphore::const_new(1) }
    }

    /// Where the system's readings come from: `/`, but in tests.
    pub fn set_system(&mut self, system: System) {
        self.config.system = system;
    }

    /// Examines a server that does not run, or does not answer, as far as that can be done from outside.
    pub async fn examine_stopped(&self, network: &Network, clock: &Clock) -> Report {
        self.examine(network, clock, None).await
    }

    async fn examine(&self, network: &Network, clock: &Clock, app: Option<&App>) -> Report {
        // The semaphore is never closed.
        let _turn = self.turn.acquire().await;
        let patient = Patient { config: &self.config, network, clock, app };
        let parts = join_all(parts(patient)).await;
        Report { examined_at: clock.now().to_string(), lines: parts.into_iter().flatten().collect() }
    }
}

/// Examines a running server. Takes `PATIENCE` at most.
pub async fn examine(app: &App) -> Report {
    app.doctor.examine(&app.network, &app.clock, Some(app)).await
}

type Part<'a> = Pin<Box<dyn Future<Output = Vec<Line>> + Send + 'a>>;

/// All parts in the order of the report: what keeps others from reaching the server first.
fn parts(patient: Patient<'_>) -> Vec<Part<'_>> {
    vec![
        part("server", store::examine(patient)),
        part("name", names::examine(patient)),
        part("dynamic dns", dyndns::examine(patient)),
        part("ports", reach::examine_ports(patient)),
        part("public address", reach::examine_public_address(patient)),
        part("websocket", websocket::examine(patient)),
        part("outside", outside::examine(patient)),
        part("local name", local_name::examine(patient)),
        part("certificate", certificate::examine(patient)),
        part("clock", clock::examine(patient)),
        part("directory", peers::examine_directory(patient)),
        part("appview", peers::examine_app_view(patient)),
        part("relays", peers::examine_relays(patient)),
        part("mail", letters::examine(patient)),
        part("disk", disk::examine(patient)),
        part("board", board::examine(patient)),
        part("memory", memory::examine(patient)),
        part("files", files::examine(patient)),
        part("backups", backups::examine(patient)),
    ]
}

fn part<'a>(subject: &'static str, work: impl Future<Output = Vec<Line>> + Send + 'a) -> Part<'a> {
    Box::pin(async move {
        tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| {
            vec![Line::unknown(subject, format!("It was not examined within {} s.", PATIENCE.as_secs()))]
        })
    })
}

/// Runs what blocks on a thread of its own.
async fn blocking(work: impl FnOnce() -> Vec<Line> + Send + 'static) -> Vec<Line> {
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}
