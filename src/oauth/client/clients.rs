//! Finding clients and finding out whether it is really them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use super::assertion::{Assertion, AssertionError, ClientAuth, Spent};
use super::config::ClientsConfig;
use super::error::ClientError;
use super::fetch::{Document, Fetcher};
use super::id::{ClientId, ClientKind};
use super::known::Client;
use super::metadata::{Authentication, ClientKeys};
use super::shelf::{Dated, Shelf, may_serve};
use crate::base::{Clock, Timestamp, with_causes};
use crate::mail::{Design, Designs, Look};
use crate::net::Network;
use crate::oauth::jwk::{JwkError, JwkSet};
use crate::store::keys::Text;
use crate::store::rows::clients::{PublishedClient, PublishedKeys};
use crate::store::tables::PublishedClients;
use crate::store::{Read, StorageError, Store, Tx, WriteError};

/// Metadata in memory, in bytes. One document may take an eighth of it.
const METADATA_BYTES: usize = 1024 * 1024;
/// Key sets in memory, in bytes.
const KEYS_BYTES: usize = 512 * 1024;
/// Templates of letters in memory, in bytes; one takes an eighth of it at most.
const LETTERS_BYTES: usize = 1024 * 1024;
/// A key that nobody knows is looked for anew when the known ones are older than this.
const KEYS_PAUSE: Duration = Duration::from_secs(60);
/// A stored document is written again when it is older than this, though nothing in it has changed.
const STORED_FOR: Duration = Duration::from_secs(3_600);

/// All clients. Cheap to clone.
#[derive(Clone)]
pub struct Clients(Arc<Inner>);

struct Inner {
    config: ClientsConfig,
    fetcher: Fetcher,
    store: Store,
    clock: Clock,
    known: Shelf<Client>,
    keys: Shelf<Published>,
    letters: Shelf<PublishedDesign>,
    designs: Designs,
    spent: Spent,
}

/// A key set with an address of its own.
struct Published {
    keys: JwkSet,
    document: Bytes,
    fetched_at: Timestamp,
}

impl Dated for Published {
    fn fetched_at(&self) -> Timestamp {
        self.fetched_at
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.keys.weight() + self.document.len()
    }
}

impl Published {
    fn read(document: Bytes, fetched_at: Timestamp) -> Result<Self, ClientError> {
        let set = serde_json::from_slice(&document).map_err(|_| JwkError::Malformed);
        let keys = set.and_then(|set| JwkSet::from_json(&set)).map_err(ClientError::Keys)?;
        Ok(Self { keys, document, fetched_at })
    }
}

/// What a client's letters look like.
struct PublishedDesign {
    design: Arc<Design>,
    fetched_at: Timestamp,
}

impl Dated for PublishedDesign {
    fn fetched_at(&self) -> Timestamp {
        self.fetched_at
    }

    fn weight(&self) -> usize {
        size_of::<Self>() + self.design.weight()
    }
}

/// The keys of a client, wherever they are.
enum Keys {
    Inline(Arc<Client>),
    Remote(Arc<Published>),
}

impl Keys {
    fn set(&self) -> Option<&JwkSet> {
        match self {
            Self::Remote(published) => Some(&published.keys),
            Self::Inline(client) => match &client.metadata.authentication {
                Authentication::PrivateKeyJwt { keys: ClientKeys::Inline(keys), .. } => Some(keys),
                Authentication::PrivateKeyJwt { .. } | Authentication::None => None,
            },
        }
    }

    fn fetched_at(&self) -> Timestamp {
        match self {
            Self::Remote(published) => published.fetched_at,
            Self::Inline(client) => client.fetched_at,
        }
    }
}

impl Clients {
    /// Clients whose documents are fetched over `network` and kept in `store`, and whose letters look as `designs` say.
    pub fn new(
        config: ClientsConfig,
        network: &Network,
        store: Store,
        designs: Designs,
        clock: Clock,
    ) -> Self {
        let fetcher = Fetcher::new(network.documents.clone(), config.development_hosts.clone());
        Self(Arc::new(Inner {
            config,
            fetcher,
            store,
            clock,
            known: Shelf::new(METADATA_BYTES),
            keys: Shelf::new(KEYS_BYTES),
            letters: Shelf::new(LETTERS_BYTES),
            designs,
            spent: Spent::default(),
        }))
    }

    /// The client of that name.
    ///
    /// # Errors
    /// When it cannot be asked and has not been heard of for a day, or what it says breaks a rule.
    pub async fn get(&self, id: &ClientId) -> Result<Arc<Client>, ClientError> {
        match id.kind() {
            ClientKind::Loopback => {
                Ok(Arc::new(Client::loopback(id, self.0.config.regard(id), self.0.clock.now())?))
            }
            ClientKind::Discoverable => self.discoverable(id, Timestamp::default()).await,
        }
    }

    /// How `client` proves who it is in a request with these two fields. Its metadata decide, not what it sends: what a
    /// public client sends here is ignored.
    ///
    /// # Errors
    /// When a confidential client proves nothing, or its keys cannot be had.
    pub async fn authenticate(
        &self,
        client: &Client,
        assertion_type: Option<&str>,
        assertion: Option<&str>,
    ) -> Result<ClientAuth, ClientError> {
        let Authentication::PrivateKeyJwt { keys, .. } = &client.metadata.authentication else {
            return Ok(ClientAuth::None);
        };
        let assertion = Assertion::read(assertion_type, assertion)?;
        let now = self.0.clock.now();
        let mut found = self.keys(client, keys, Timestamp::default()).await?;
        let is_known = |found: &Keys| {
            found.set().is_some_and(|set| set.find(&assertion.kid, assertion.algorithm).is_some())
        };
        if !is_known(&found) && now.since(found.fetched_at()) >= KEYS_PAUSE {
            found = self.keys(client, keys, now).await?;
        }
        let key = found.set().and_then(|set| set.find(&assertion.kid, assertion.algorithm));
        let key = key.ok_or(AssertionError::UnknownKey)?;
        Ok(assertion.check(&client.id, key, &self.0.config.issuer, &self.0.spent, now)?)
    }

    /// How `client` wants its letters to look, if the operator grants its wishes. Its template is fetched when it is not
    /// known or old; without it, letters look as the server's own.
    pub async fn look(&self, client: &Client) -> Option<Look> {
        let branding = client.branding()?;
        let metadata = &client.metadata;
        let mut look = Look {
            app_name: metadata.name.clone().unwrap_or_else(|| client.display_host().to_owned()),
            logo_uri: metadata.logo_uri.as_ref().map(Url::to_string),
            subject: branding.email_subject_template.clone(),
            design: None,
        };
        let template = branding.email_template_uri.as_ref();
        let Some(url) = template.filter(|url| self.0.config.takes_template(&client.id, url)) else {
            return Some(look);
        };
        let fetch = async {
            let fetched = self.0.fetcher.get(url, Document::Letter).await;
            let document = fetched.map_err(|error| ClientError::Unavailable(Arc::new(error)))?;
            let images = metadata.logo_uri.as_ref().and_then(Url::host_str);
            let design = Arc::new(Design::parse(&document, images)?);
            Ok(PublishedDesign { design, fetched_at: self.0.clock.now() })
        };
        let name = client.id.as_str();
        match self.0.letters.get(name, Timestamp::default(), &self.0.clock, fetch, async { None }).await {
            Ok(published) => {
                self.0.designs.put(name, Arc::clone(&published.design));
                look.design = Some(name.to_owned());
            }
            Err(error) => {
                tracing::info!(
                    client = name,
                    error = with_causes(&error),
                    "an app's letter template is not used"
                );
            }
        }
        Some(look)
    }

    /// Keeps what the client and its keys are known by, for times when nobody can be asked. For clients that somebody
    /// has let in: the store is not for everybody who makes a request.
    ///
    /// # Errors
    /// As every write.
    pub async fn remember(&self, client: &Client) -> Result<(), WriteError<StorageError>> {
        if client.is_loopback() {
            return Ok(());
        }
        let keys = match &client.metadata.authentication {
            Authentication::PrivateKeyJwt { keys: ClientKeys::Remote(url), .. } => {
                let published = self.0.keys.peek(url.as_str(), self.0.clock.now());
                published.map(|published| PublishedKeys {
                    address: url.to_string(),
                    document: published.document.to_vec(),
                    fetched_at: published.fetched_at,
                })
            }
            Authentication::PrivateKeyJwt { .. } | Authentication::None => None,
        };
        let row =
            PublishedClient { metadata: client.document.to_vec(), metadata_at: client.fetched_at, keys };
        let stored = self.stored(&client.id).await;
        if stored.is_some_and(|stored| is_current(&stored, &row)) {
            return Ok(());
        }
        let key = Text::new(client.id.as_str());
        self.0.store.write(move |tx: &mut Tx<'_>| tx.put::<PublishedClients>(&key, &row)).await
    }

    /// Forgets all documents, to give their memory back.
    pub fn forget_all(&self) {
        self.0.known.clear();
        self.0.keys.clear();
        self.0.letters.clear();
        self.0.designs.clear();
    }

    async fn discoverable(&self, id: &ClientId, since: Timestamp) -> Result<Arc<Client>, ClientError> {
        let fetch = async {
            let url = Url::parse(id.as_str()).map_err(|_| super::InvalidClientId::NotPublic)?;
            let fetched = self.0.fetcher.get(&url, Document::Metadata).await;
            let document = fetched.map_err(|error| ClientError::Unavailable(Arc::new(error)))?;
            Ok(Client::discoverable(id, document, self.0.config.regard(id), self.0.clock.now())?)
        };
        let kept = async {
            let row = self.stored(id).await?;
            let serves = may_serve(row.metadata_at, self.0.clock.now());
            // Rules may have become stricter since it was stored.
            let read = || {
                Client::discoverable(id, row.metadata.into(), self.0.config.regard(id), row.metadata_at).ok()
            };
            serves.then(read).flatten()
        };
        self.0.known.get(id.as_str(), since, &self.0.clock, fetch, kept).await
    }

    /// The keys of `client`, fetched at `since` or later if they can be.
    async fn keys(&self, client: &Client, keys: &ClientKeys, since: Timestamp) -> Result<Keys, ClientError> {
        let ClientKeys::Remote(url) = keys else {
            return Ok(Keys::Inline(self.discoverable(&client.id, since).await?));
        };
        let fetch = async {
            let fetched = self.0.fetcher.get(url, Document::Keys).await;
            let document = fetched.map_err(|error| ClientError::KeysUnavailable(Arc::new(error)))?;
            Published::read(document, self.0.clock.now())
        };
        let kept = async {
            let keys = self.stored(&client.id).await?.keys.filter(|keys| keys.address == url.as_str())?;
            let serves = may_serve(keys.fetched_at, self.0.clock.now());
            serves.then(|| Published::read(keys.document.into(), keys.fetched_at).ok()).flatten()
        };
        self.0.keys.get(url.as_str(), since, &self.0.clock, fetch, kept).await.map(Keys::Remote)
    }

    /// What the store has of a client. It is a spare: when it fails, there is none.
    async fn stored(&self, id: &ClientId) -> Option<PublishedClient> {
        let key = Text::new(id.as_str());
        match self.0.store.read(move |db| db.get::<PublishedClients>(&key)).await {
            Ok(row) => row,
            Err(error) => {
                let _: &StorageError = &error;
                tracing::warn!(%error, "a stored client cannot be read");
                None
            }
        }
    }
}

/// Whether writing `new` over `stored` would change nothing of use.
fn is_current(stored: &PublishedClient, new: &PublishedClient) -> bool {
    let same_keys = match (&stored.keys, &new.keys) {
        (Some(stored), Some(new)) => {
            stored.address == new.address
                && stored.document == new.document
                && new.fetched_at.since(stored.fetched_at) < STORED_FOR
        }
        (_, None) => true,
        (None, Some(_)) => false,
    };
    same_keys && stored.metadata == new.metadata && new.metadata_at.since(stored.metadata_at) < STORED_FOR
}

impl std::fmt::Debug for Clients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Clients").field("config", &self.0.config).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
