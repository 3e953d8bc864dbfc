//! Brings a bundle from an address to the appliance: one at a time, in pieces, looked through before it is handed over.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::{StatusCode, Uri};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::{Appliance, MAX_SYSTEM_BYTES, UpdateError, Version};
use crate::base::with_causes;
use crate::net::{Client, Limits};

/// What a bundle has beside its system, at most.
const FRAME_BYTES: u64 = 64 * 1024;
/// Redirects that are followed: places of downloads have one or two.
const REDIRECTS: usize = 5;
const LIMITS: Limits = Limits {
    head: Duration::from_secs(30),
    idle: Duration::from_secs(60),
    total: Some(Duration::from_secs(60 * 60)),
    body: MAX_SYSTEM_BYTES + FRAME_BYTES,
};

/// How far it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FetchState {
    /// Nothing was asked for.
    #[default]
    Idle,
    /// So many bytes are here.
    Comes(u64),
    /// This version is handed over.
    Handed(Version),
    /// It did not come, or is not right.
    Failed(String),
}

/// Brings bundles. Clones share what they know.
#[derive(Clone, Debug, Default)]
pub struct Fetch(Arc<Mutex<FetchState>>);

/// Why a bundle did not come.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error(transparent)]
    Net(#[from] crate::net::Error),
    #[error("it answered {0}")]
    Status(StatusCode),
    #[error("it broke off")]
    Body(#[from] crate::net::BodyError),
    #[error("it cannot be written")]
    Write(#[from] std::io::Error),
    #[error(transparent)]
    Update(#[from] UpdateError),
    #[error("looking through it failed")]
    Task(#[from] tokio::task::JoinError),
}

impl Fetch {
    /// How far it is.
    pub fn state(&self) -> FetchState {
        self.lock().clone()
    }

    /// Begins to bring the bundle at `url` to the appliance; does nothing while another comes.
    pub fn begin(&self, client: Client, url: Uri, appliance: Appliance) {
        let mut state = self.lock();
        if matches!(*state, FetchState::Comes(_)) {
            return;
        }
        *state = FetchState::Comes(0);
        drop(state);
        let own = self.clone();
        tokio::spawn(async move {
            let came = own.bring(&client, url, appliance).await;
            *own.lock() = match came {
                Ok(version) => FetchState::Handed(version),
                Err(error) => {
                    let reason = with_causes(&error);
                    tracing::warn!(reason, "the update did not come");
                    FetchState::Failed(reason)
                }
            };
        });
    }

    async fn bring(&self, client: &Client, url: Uri, appliance: Appliance) -> Result<Version, FetchError> {
        let response = client.open(url, "*/*", LIMITS, REDIRECTS).await?;
        if response.status != StatusCode::OK {
            return Err(FetchError::Status(response.status));
        }
        let path = appliance.incoming()?;
        let written = self.write(response.body, &path).await;
        if written.is_err() {
            // Nothing reads it; the next one is written over it.
            let _ = tokio::fs::remove_file(&path).await;
        }
        written?;
        Ok(tokio::task::spawn_blocking(move || appliance.hand_over()).await??)
    }

    async fn write(&self, mut body: crate::net::ResponseBody, path: &Path) -> Result<(), FetchError> {
        let mut file = File::create(path).await?;
        let mut count = 0;
        while let Some(frame) = body.frame().await {
            if let Ok(piece) = frame?.into_data() {
                file.write_all(&piece).await?;
                count += piece.len() as u64;
                *self.lock() = FetchState::Comes(count);
            }
        }
        Ok(file.sync_all().await?)
    }

    fn lock(&self) -> MutexGuard<'_, FetchState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
