//! Layer 6: the OAuth provider: authorization requests, grants and tokens, client metadata, scopes, proofs of possession.
//!
//! Follows the atproto profile of OAuth 2.1 (PAR, PKCE, DPoP). Knows accounts and the store; knows neither pages nor
//! sockets. Apps are strangers here: everything that they send is checked, everything that is kept of them is bounded.
//!
//! The way of a request: a client pushes it ([`Provider::push`]) and sends a browser to it; a person looks at it
//! ([`Provider::open`], [`decide`]) and lets the app in or not ([`Provider::approve`], [`Provider::deny`]); the client
//! fetches tokens ([`Provider::exchange`]) and calls with them ([`Provider::check_access`], [`Provider::granted`]) until
//! it or the person has enough ([`Provider::revoke`], [`Provider::revoke_app`]).

mod access;
mod authorization;
mod challenges;
pub mod client;
mod config;
mod consent;
mod documents;
pub mod dpop;
mod error;
mod exchange;
mod fields;
mod grant;
pub mod jwk;
pub mod permission_set;
mod prompt;
mod redirect;
mod request;
mod revoke;
pub mod scope;
mod token;

use std::sync::Arc;

pub use access::{Granted, Presented, Verifier};
pub use authorization::{LoginHint, Prompt, Request};
pub use config::OAuthConfig;
pub use consent::{Consenting, DecideError, OpenError, Remembered};
pub use documents::Documents;
pub use error::{ErrorCode, OAuthError};
pub use exchange::Tokens;
pub use fields::Fields;
pub use grant::{ACCESS_FOR, GrantView, revoke_all};
pub use prompt::{Asked, Decision, FRESH_FOR, SignedIn, decide};
pub use redirect::{Redirect, ResponseMode};
pub use request::{BadRequestId, PUSHED_FOR, RequestId};
pub use token::{AccessClaims, Holder};

pub use crate::store::rows::oauth::Lifetime;

use crate::account::devices::Devices;
use crate::base::{Clock, Timestamp};
use crate::store::Store;
use access::KeptGrants;
use challenges::Challenges;
use client::{Client, ClientAuth, ClientError, ClientId, Clients};
use dpop::Proof;
use permission_set::PermissionSets;
use request::Requests;

/// The authorization server. Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Parts>);

struct Parts {
    config: OAuthConfig,
    store: Store,
    clock: Clock,
    clients: Clients,
    devices: Devices,
    permission_sets: PermissionSets,
    verifier: Verifier,
    documents: Documents,
    requests: Requests,
    challenges: Challenges,
    kept: KeptGrants,
}

/// What a client gets for a request that it pushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The request.
    pub id: RequestId,
    /// How long it waits to be opened, in seconds.
    pub expires_in: u64,
}

impl Provider {
    /// A provider for the accounts in `store`.
    pub fn new(
        config: OAuthConfig,
        store: Store,
        clock: Clock,
        clients: Clients,
        devices: Devices,
        permission_sets: PermissionSets,
    ) -> Self {
        Self(Arc::new(Parts {
            verifier: Verifier::new(&config.secret, &config.issuer, config.service.clone()),
            documents: Documents::new(&config),
            requests: Requests::default(),
            challenges: Challenges::default(),
            kept: KeptGrants::default(),
            config,
            store,
            clock,
            clients,
            devices,
            permission_sets,
        }))
    }

    /// The server's origin: the issuer of what it answers.
    pub fn issuer(&self) -> &str {
        &self.0.config.issuer
    }

    /// What the server says about itself to clients.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// The apps of the world.
    pub fn clients(&self) -> &Clients {
        &self.0.clients
    }

    /// The permission sets of the world.
    pub fn permission_sets(&self) -> &PermissionSets {
        &self.0.permission_sets
    }

    /// The nonce that every answer to a client carries.
    pub fn next_nonce(&self) -> String {
        self.0.verifier.proofs.next_nonce(self.0.clock.now())
    }

    /// Whether the clock can be believed. Until then no proof can be judged and no time be promised.
    ///
    /// # Errors
    /// `temporarily_unavailable` while the clock is not set.
    pub fn check_clock(&self) -> Result<(), OAuthError> {
        if !self.0.clock.is_set() {
            return Err(OAuthError::new(
                ErrorCode::TemporarilyUnavailable,
                "The server's clock is not set yet",
            ));
        }
        Ok(())
    }

    /// Checks the proof of a request to a machine endpoint at `path`.
    ///
    /// # Errors
    /// `invalid_dpop_proof` and `use_dpop_nonce`.
    pub fn check_proof(&self, proofs: &[&str], method: &str, path: &str) -> Result<Proof, OAuthError> {
        Ok(self.0.verifier.proofs.check(proofs, method, path, None, self.0.clock.now())?)
    }

    /// Takes in an authorization request (RFC 9126). `proof` is what the client proved, if it did already.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub async fn push(&self, fields: &Fields, proof: Option<Proof>) -> Result<Pushed, OAuthError> {
        let (client, auth) = self.authenticate(fields, proof).await?;
        let request = Request::read(fields, client, auth, proof.map(|proof| proof.jkt))?;
        self.opened(&request.scope).await?;
        let id = self.0.requests.push(request, self.now()).map_err(|_| {
            OAuthError::new(ErrorCode::TemporarilyUnavailable, "Too many requests wait to be answered")
        })?;
        Ok(Pushed { id, expires_in: PUSHED_FOR.as_secs() })
    }

    /// Forgets requests that are over. Their number is bounded in any case.
    pub fn sweep(&self) {
        self.0.requests.sweep(self.now());
    }

    fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Finds out which client sends `fields`, and that it is that client.
    async fn authenticate(
        &self,
        fields: &Fields,
        proof: Option<Proof>,
    ) -> Result<(Arc<Client>, ClientAuth), OAuthError> {
        let id: ClientId = fields.need("client_id")?.parse().map_err(ClientError::Id)?;
        let clients = &self.0.clients;
        let client = clients.get(&id).await?;
        let (kind, assertion) = (fields.get("client_assertion_type"), fields.get("client_assertion"));
        let auth = clients.authenticate(&client, kind, assertion).await?;
        // One key for both would let a token thief who has the one also have the other.
        if let (ClientAuth::PrivateKeyJwt { jkt, .. }, Some(proof)) = (&auth, proof)
            && *jkt == proof.jkt
        {
            return Err(OAuthError::invalid(
                "The DPoP proof must be signed with a different key than the client assertion",
            ));
        }
        Ok((client, auth))
    }
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer()).finish_non_exhaustive()
    }
}
