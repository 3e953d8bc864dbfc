//! Brings a bundle from an address or a browser to the appliance: one at a time, in pieces, looked through before it is
//! handed over.

use std::error::Error;
use std::io;
use std::path::PathBuf;
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
/// Largest bundle.
pub const MAX_BUNDLE_BYTES: u64 = MAX_SYSTEM_BYTES + FRAME_BYTES;
/// Redirects that are followed: places of downloads have one or two.
const REDIRECTS: usize = 5;
const LIMITS: Limits = Limits {
    head: Duration::from_secs(30),
    idle: Duration::from_secs(60),
    total: Some(Duration::from_secs(60 * 60)),
    body: MAX_BUNDLE_BYTES,
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
pub enum FetchError {
    /// It cannot be asked for.
    #[error(transparent)]
    Net(#[from] crate::net::Error),
    /// Something else was answered.
    #[error("it answered {0}")]
    Status(StatusCode),
    /// It ended in the middle.
    #[error("it broke off")]
    Body(#[source] Box<dyn Error + Send + Sync>),
    /// It cannot be kept.
    #[error("it cannot be written")]
    Write(#[from] io::Error),
    /// It is not right.
    #[error(transparent)]
    Update(#[from] UpdateError),
}

impl Fetch {
    /// How far it is.
    pub fn state(&self) -> FetchState {
        self.lock().clone()
    }

    /// Begins to bring the bundle at `url` to the appliance; does nothing while another comes.
    pub fn begin(&self, client: Client, url: Uri, appliance: Appliance) {
        let Some(mut incoming) = self.receive(appliance) else { return };
        tokio::spawn(async move {
            let came = bring(&client, url, &mut incoming).await;
            incoming.end(came).await;
        });
    }

    /// Begins to take a bundle that is sent; `None` while another comes.
    pub fn receive(&self, appliance: Appliance) -> Option<Incoming> {
        let mut state = self.lock();
        if matches!(*state, FetchState::Comes(_)) {
            return None;
        }
        *state = FetchState::Comes(0);
        drop(state);
        Some(Incoming { fetch: self.clone(), appliance, file: None, bytes: 0 })
    }

    fn lock(&self) -> MutexGuard<'_, FetchState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn bring(client: &Client, url: Uri, incoming: &mut Incoming) -> Result<(), FetchError> {
    let mut response = client.open(url, "*/*", LIMITS, REDIRECTS).await?;
    if response.status != StatusCode::OK {
        return Err(FetchError::Status(response.status));
    }
    while let Some(frame) = response.body.frame().await {
        if let Ok(piece) = frame.map_err(|error| FetchError::Body(error.into()))?.into_data() {
            incoming.write(&piece).await?;
        }
    }
    Ok(())
}

/// A bundle that comes. Let go before [`Incoming::end`], it broke off.
#[derive(Debug)]
pub struct Incoming {
    fetch: Fetch,
    appliance: Appliance,
    file: Option<(PathBuf, File)>,
    bytes: u64,
}

impl Incoming {
    /// Takes the next piece of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        let (_, file) = match &mut self.file {
            Some(open) => open,
            none => {
                let path = self.appliance.incoming()?;
                let file = File::create(&path).await?;
                none.insert((path, file))
            }
        };
        file.write_all(piece).await?;
        self.bytes += piece.len() as u64;
        *self.fetch.lock() = FetchState::Comes(self.bytes);
        Ok(())
    }

    /// It is here, or did not come. Looks through what is here, and hands it over.
    pub async fn end(mut self, came: Result<(), FetchError>) {
        let ended = match came {
            Ok(()) => self.hand_over().await,
            Err(error) => Err(error),
        };
        let state = match ended {
            Ok(version) => FetchState::Handed(version),
            Err(error) => {
                let reason = with_causes(&error);
                tracing::warn!(reason, "the update did not come");
                FetchState::Failed(reason)
            }
        };
        *self.fetch.lock() = state;
    }

    async fn hand_over(&mut self) -> Result<Version, FetchError> {
        let (_, file) = self.file.as_ref().ok_or(UpdateError::Malformed("it is empty"))?;
        file.sync_all().await?;
        self.file = None;
        let appliance = self.appliance.clone();
        Ok(tokio::task::spawn_blocking(move || appliance.hand_over()).await.map_err(io::Error::other)??)
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Some((path, _)) = self.file.take() {
            // Nothing reads it; the next one is written over it.
            let _ = std::fs::remove_file(path);
        }
        let mut state = self.fetch.lock();
        if matches!(*state, FetchState::Comes(_)) {
            *state = FetchState::Failed("it broke off".to_owned());
        }
    }
}
