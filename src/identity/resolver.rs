//! Answers who a DID or a handle is, from memory where it is recent enough.

use std::hash::Hash;
use std::sync::Arc;

use super::config::IdentityConfig;
use super::document::DidDocument;
use super::handles::{HandleError, HandleLookup};
use super::plc::{PlcClient, PlcError};
use super::web::{self, WebError};
use crate::base::{Age, Cache, Clock, Lifetime};
use crate::net::Network;
use crate::syntax::{Did, Handle, Nsid};

/// Memory of all remembered documents, in bytes.
const DOCUMENTS_WEIGHT: usize = 1024 * 1024;
/// Memory of all remembered handles, in bytes.
const HANDLES_WEIGHT: usize = 256 * 1024;
/// Memory of one remembered handle beside its text, in bytes.
const ENTRY_WEIGHT: usize = 128;

/// Whether an answer from memory will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Yes, while it is not too old.
    Cached,
    /// No: ask the network now, and remember the new answer.
    Force,
}

/// Why a DID has no document.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// Neither did:plc nor did:web.
    #[error("the DID method is not supported")]
    UnsupportedMethod,
    /// There is no such DID, or it has no document.
    #[error("there is no document for this DID")]
    NotFound(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The DID was ended.
    #[error("the DID was ended by its owner")]
    Deactivated,
    /// The directory or host cannot be asked now.
    #[error("the document of this DID cannot be had now")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<PlcError> for ResolveError {
    fn from(error: PlcError) -> Self {
        match error {
            PlcError::Tombstoned => Self::Deactivated,
            error if error.is_transient() => Self::Unreachable(Box::new(error)),
            error => Self::NotFound(Box::new(error)),
        }
    }
}

impl From<WebError> for ResolveError {
    fn from(error: WebError) -> Self {
        match error {
            WebError::Unsupported => Self::UnsupportedMethod,
            WebError::Unreachable(_) => Self::Unreachable(Box::new(error)),
            WebError::NotFound | WebError::Invalid(_) => Self::NotFound(Box::new(error)),
        }
    }
}

/// Resolves DIDs and handles. Cheap to clone; clones share the memory.
#[derive(Clone, Debug)]
pub struct Resolver(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    network: Network,
    plc: PlcClient,
    lookup: HandleLookup,
    config: IdentityConfig,
    clock: Clock,
    documents: Cache<Did, Arc<DidDocument>>,
    handles: Cache<Handle, Did>,
}

impl Resolver {
    /// A resolver over `network`.
    pub fn new(network: Network, config: IdentityConfig, clock: Clock) -> Self {
        let lifetime = Lifetime { fresh: config.fresh_for, stale: config.stale_for };
        let lookup = HandleLookup::new(
            network.names.clone(),
            network.lookups.clone(),
            &config.backup_nameservers,
            config.timeout,
        );
        Self(Arc::new(Inner {
            plc: PlcClient::new(network.trusted.clone(), &config.plc_url, config.timeout),
            lookup,
            network,
            clock,
            documents: Cache::new(lifetime, DOCUMENTS_WEIGHT),
            handles: Cache::new(lifetime, HANDLES_WEIGHT),
            config,
        }))
    }

    /// The configured PLC directory.
    pub fn plc(&self) -> &PlcClient {
        &self.0.plc
    }

    /// The document of a DID. A stale one is answered while a newer one is fetched behind the caller's back.
    ///
    /// # Errors
    /// When there is none, or none can be had now and memory has nothing recent enough.
    pub async fn document(&self, did: &Did, refresh: Refresh) -> Result<Arc<DidDocument>, ResolveError> {
        let fetch_again = || {
            let (this, did) = (self.clone(), did.clone());
            tokio::spawn(async move {
                if let Err(error) = this.fetch_document(&did).await {
                    tracing::debug!(%did, %error, "a stale DID document stays");
                }
            });
        };
        match self.recall(&self.0.documents, did, refresh, fetch_again) {
            Some(document) => Ok(document),
            None => self.fetch_document(did).await,
        }
    }

    /// The remembered answer, if it may be given. The first to be given a stale one begins to `fetch_again`.
    fn recall<K: Clone + Eq + Hash, V: Clone>(
        &self,
        cache: &Cache<K, V>,
        key: &K,
        refresh: Refresh,
        fetch_again: impl FnOnce(),
    ) -> Option<V> {
        if refresh == Refresh::Force {
            return None;
        }
        match cache.get(key, self.0.clock.now())? {
            (answer, Age::Fresh | Age::Stale { refresh: false }) => Some(answer),
            (answer, Age::Stale { refresh: true }) => {
                fetch_again();
                Some(answer)
            }
            (_, Age::Expired) => None,
        }
    }

    async fn fetch_document(&self, did: &Did) -> Result<Arc<DidDocument>, ResolveError> {
        let found = match did.method() {
            "plc" => self.0.plc.document(did).await.map_err(ResolveError::from),
            "web" => web::document(&self.0.network.lookups, did, self.0.config.timeout)
                .await
                .map_err(ResolveError::from),
            _ => Err(ResolveError::UnsupportedMethod),
        };
        match found {
            Ok(document) => {
                let document = Arc::new(document);
                let weight = document.weight();
                self.0.documents.put(did.clone(), Arc::clone(&document), weight, self.0.clock.now());
                Ok(document)
            }
            Err(error) => {
                // The network says that there is none (any more): the memory of one is wrong.
                if !matches!(error, ResolveError::Unreachable(_)) {
                    self.0.documents.remove(did);
                }
                Err(error)
            }
        }
    }

    /// The DID that a handle names on the network. The caller has looked among its own accounts before.
    ///
    /// # Errors
    /// When nobody publishes one, or nobody can be asked and memory has nothing recent enough.
    pub async fn handle(&self, handle: &Handle, refresh: Refresh) -> Result<Did, HandleError> {
        if handle.has_disallowed_tld() || (self.0.config.dev && handle.tld() == "test") {
            return Err(HandleError::NotFound);
        }
        let fetch_again = || {
            let (this, handle) = (self.clone(), handle.clone());
            tokio::spawn(async move {
                if let Err(error) = this.fetch_handle(&handle).await {
                    tracing::debug!(%handle, %error, "a stale handle stays");
                }
            });
        };
        match self.recall(&self.0.handles, handle, refresh, fetch_again) {
            Some(did) => Ok(did),
            None => self.fetch_handle(handle).await,
        }
    }

    /// The DID that publishes the lexicon of that name (lexicon specification, "publication and resolution").
    ///
    /// # Errors
    /// When nobody publishes one, or nobody can be asked.
    pub async fn publisher(&self, nsid: &Nsid) -> Result<Did, HandleError> {
        self.0.lookup.publisher(nsid).await
    }

    async fn fetch_handle(&self, handle: &Handle) -> Result<Did, HandleError> {
        match self.0.lookup.resolve(handle).await {
            Ok(did) => {
                let weight = ENTRY_WEIGHT + handle.as_str().len() * 2 + did.as_str().len();
                self.0.handles.put(handle.clone(), did.clone(), weight, self.0.clock.now());
                Ok(did)
            }
            Err(error) => {
                if matches!(error, HandleError::NotFound) {
                    self.0.handles.remove(handle);
                }
                Err(error)
            }
        }
    }

    /// Forgets what is remembered of a DID, after its owner changed it.
    pub fn forget(&self, did: &Did) {
        self.0.documents.remove(did);
    }

    /// Forgets everything, to give its memory back.
    pub fn forget_all(&self) {
        self.0.documents.clear();
        self.0.handles.clear();
    }
}
