//! Layer 6: from what a request presents to who makes it.
//!
//! The only reader of `Authorization`. Knows tokens, accounts and the documents of other DIDs; knows no endpoint. Each
//! method of [`Authenticator`] answers with a typed principal or with the first thing that is wrong.

mod apps;
mod delegation;
mod header;
mod replay;
mod service_token;
mod session;

pub use apps::{AnyApp, AppRule, Apps, EmailApps, HandleApps, IdentityApps, NoApps, RepoApps, StatusApps};
pub use delegation::{is_move_away, is_privileged, is_protected};
pub use header::{Credentials, Presented};
pub use service_token::{SERVICE_TOKEN_TTL, ServiceCaller, ServiceTokenError, issue as issue_service_token};
pub use session::{
    Bearer, Full, FullInStanding, FullOrTakendown, Permitted, Policy, Refresh, Session, Standard,
    StandardInStanding, StandardOrQueued, StandardOrTakendown, Unpermitted, Viewer,
};

use data_encoding::BASE64;

use crate::account::{Accounts, TokenError};
use crate::base::{Clock, Secret};
use crate::crypto::constant_time_eq;
use crate::identity::Resolver;
use crate::oauth::{OAuthError, Provider};
use crate::store::{StorageError, Store};
use crate::syntax::{Did, Nsid};
use replay::Replay;
use service_token::Uses;

/// Name of the operator in HTTP Basic authentication.
const OPERATOR: &str = "admin";

/// Finds out who makes a request.
pub struct Authenticator {
    accounts: Accounts,
    store: Store,
    resolver: Resolver,
    oauth: Provider,
    clock: Clock,
    service: Did,
    moderation_service: Option<Did>,
    admin_password: Secret<String>,
    replay: Replay,
}

/// Why a request's credentials are not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    /// There are none.
    #[error("Authentication Required")]
    Missing,
    /// The header is not a scheme and one word.
    #[error("Malformed authorization header")]
    MalformedHeader,
    /// A scheme that nobody here knows.
    #[error("Unsupported authorization type: {0}")]
    UnsupportedScheme(String),
    /// A scheme that this method does not take.
    #[error("Unexpected authorization type")]
    UnexpectedScheme,
    /// Credentials of no use where credentials may be left out.
    #[error("Invalid authorization header")]
    InvalidHeader,
    /// A token of ours that is no good.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// An app lacks a scope; the smallest one that would do.
    #[error("Missing required scope \"{0}\"")]
    ScopeMissing(String),
    /// No app may do this.
    #[error("OAuth credentials are not supported for this endpoint")]
    NoApps,
    /// The account was taken down.
    #[error("Account has been taken down")]
    TakenDown,
    /// The account is gone.
    #[error("Account not found")]
    NoAccount,
    /// Not the operator.
    #[error("Authentication Required")]
    NotOperator,
    /// A service token that is no good.
    #[error(transparent)]
    Service(#[from] ServiceTokenError),
    /// An app's token, or the proof that comes with it, is no good.
    #[error("{}", .0.description())]
    OAuth(#[from] OAuthError),
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Who moderates: the operator or the configured moderation service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moderator {
    /// The operator.
    Operator,
    /// The service.
    Service(Did),
}

impl Authenticator {
    /// For the server `service` and its accounts.
    pub fn new(
        accounts: Accounts,
        store: Store,
        resolver: Resolver,
        oauth: Provider,
        clock: Clock,
        moderation_service: Option<Did>,
        admin_password: Secret<String>,
    ) -> Self {
        let service = accounts.config().service.clone();
        Self {
            accounts,
            store,
            resolver,
            oauth,
            clock,
            service,
            moderation_service,
            admin_password,
            replay: Replay::default(),
        }
    }

    /// The operator, by HTTP Basic.
    ///
    /// # Errors
    /// [`AuthError::NotOperator`], whatever is wrong.
    pub fn operator(&self, header: Option<&str>) -> Result<(), AuthError> {
        let Ok(Some(Credentials::Basic(encoded))) = Credentials::parse(header) else {
            return Err(AuthError::NotOperator);
        };
        let given = BASE64.decode(encoded.as_bytes()).map_err(|_| AuthError::NotOperator)?;
        let expected = format!("{OPERATOR}:{}", self.admin_password.expose());
        if constant_time_eq(&given, expected.as_bytes()) { Ok(()) } else { Err(AuthError::NotOperator) }
    }

    /// The operator, or the moderation service calling `method`.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn moderator(&self, header: Option<&str>, method: &Nsid) -> Result<Moderator, AuthError> {
        match Credentials::parse(header)? {
            Some(Credentials::Bearer(token)) => {
                Ok(Moderator::Service(self.moderation_service(token, method).await?.did))
            }
            _ => self.operator(header).map(|()| Moderator::Operator),
        }
    }

    /// The moderation service calling `method`.
    async fn moderation_service(
        &self,
        token: &str,
        method: &Nsid,
    ) -> Result<ServiceCaller, ServiceTokenError> {
        let trusted = self.moderation_service.as_ref().ok_or(ServiceTokenError::Untrusted)?;
        self.service_token(token, method, Some(trusted), Uses::Many).await
    }

    /// Whoever proves a DID with a service token, which is used up; `None` for a request without a token.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn did_owner(
        &self,
        header: Option<&str>,
        method: &Nsid,
    ) -> Result<Option<ServiceCaller>, AuthError> {
        match Credentials::parse(header)? {
            Some(Credentials::Bearer(token)) => {
                Ok(Some(self.service_token(token, method, None, Uses::One).await?))
            }
            Some(Credentials::Basic(_) | Credentials::Dpop(_)) => Err(AuthError::InvalidHeader),
            None => Ok(None),
        }
    }

    /// An account of ours by its session, or by a service token that another service holds for it.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn session_or_service<P: Policy>(
        &self,
        presented: &Presented<'_>,
        method: &Nsid,
    ) -> Result<SessionOrService<P>, AuthError> {
        match Credentials::parse(presented.authorization)? {
            Some(Credentials::Bearer(token)) if is_service_token(token) => {
                Ok(SessionOrService::Service(self.service_token(token, method, None, Uses::Many).await?))
            }
            _ => Ok(SessionOrService::Session(self.unpermitted(presented).await?)),
        }
    }

    /// An account of ours by its session, or the moderation service.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn session_or_moderation<P: Policy>(
        &self,
        presented: &Presented<'_>,
        method: &Nsid,
    ) -> Result<SessionOrService<P>, AuthError> {
        match Credentials::parse(presented.authorization)? {
            Some(Credentials::Bearer(token)) if is_service_token(token) => {
                Ok(SessionOrService::Service(self.moderation_service(token, method).await?))
            }
            _ => Ok(SessionOrService::Session(self.unpermitted(presented).await?)),
        }
    }
}

/// A caller of a method that accounts and services share.
#[derive(Clone, Debug)]
pub enum SessionOrService<P: Policy> {
    /// The account itself.
    Session(Unpermitted<P>),
    /// A service, for the DID in its token.
    Service(ServiceCaller),
}

/// Whether a bearer token names a method, which session tokens never do.
fn is_service_token(token: &str) -> bool {
    crate::crypto::jwt::parse(token).is_ok_and(|parsed| parsed.claims.contains_key("lxm"))
}

impl std::fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticator").field("service", &self.service).finish_non_exhaustive()
    }
}
