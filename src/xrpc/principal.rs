//! Who calls: the types that the `auth` column names. A handler takes one as its second parameter and so cannot be
//! reached without it.
//!
//! How credentials are checked is the business of [`crate::auth`]; here its answers become [`XrpcError`]s.

use std::future::Future;
use std::time::Duration;

use hyper::StatusCode;
use hyper::header::{HeaderValue, WWW_AUTHENTICATE};

use super::{Call, Turn, XrpcError};
use crate::account::TokenError;
use crate::app::App;
use crate::auth::{
    AppRule, Apps, AuthError, Moderator, Policy, Presented, Refresh, ServiceCaller, ServiceTokenError,
    Session, SessionOrService, Unpermitted, Viewer,
};
use crate::base::Timestamp;
use crate::oauth::{self, ErrorCode, OAuthError, dpop};
use crate::store::rows::accounts::{Account, Standing};
use crate::syntax::Did;

/// A kind of caller.
pub trait Principal: Sized + Send {
    /// What tables of endpoints call it.
    const KIND: &'static str;
    /// Whether a call without credentials is refused.
    const REQUIRED: bool;
    /// Whether credentials are looked at: answers then say that they are for the caller alone.
    const PRIVATE: bool = true;

    /// What is asked of apps.
    const APPS: AppRule;

    /// Finds out who calls.
    fn authenticate(app: &App, call: &Call) -> impl Future<Output = Result<Self, XrpcError>> + Send;

    /// The account that the call acts for, which `Account` limits are keyed by.
    fn account(&self) -> Option<&Did> {
        None
    }

    /// Whether the caller is spared the limits of the row at `now`: an account that is moving in sends everything that
    /// it has within a short time.
    fn is_moving_in(&self, _now: Timestamp) -> bool {
        false
    }
}

/// How long after it was made a deactivated account counts as moving in.
const MOVING_TIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// When to try again what cannot be done now, in seconds.
const RETRY_SECS: u32 = 10;

fn is_moving_in(account: &Account, now: Timestamp) -> bool {
    account.standing() == Standing::Deactivated && now.since(account.created_at) < MOVING_TIME
}

/// Anyone; credentials are not looked at.
#[derive(Clone, Copy, Debug)]
pub struct Public;

impl Principal for Public {
    const KIND: &'static str = "Public";
    const REQUIRED: bool = false;
    const PRIVATE: bool = false;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(_: &App, _: &Call) -> Result<Self, XrpcError> {
        Ok(Self)
    }
}

/// The operator: HTTP Basic as `admin` with the configured password.
#[derive(Clone, Copy, Debug)]
pub struct Admin;

impl Principal for Admin {
    const KIND: &'static str = "Admin";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        app.auth.operator(authorization(call))?;
        Ok(Self)
    }
}

impl Principal for Moderator {
    const KIND: &'static str = "Moderator";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let _turn = turn(app, call).await?;
        Ok(app.auth.moderator(authorization(call), &call.nsid).await?)
    }
}

impl<P: Policy, A: Apps> Principal for Session<P, A> {
    const KIND: &'static str = P::NAME;
    const REQUIRED: bool = true;
    const APPS: AppRule = A::RULE;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        Ok(app.auth.session(&presented(call, &dpop::headers(&call.headers))).await?)
    }

    fn account(&self) -> Option<&Did> {
        Some(self.did())
    }

    fn is_moving_in(&self, now: Timestamp) -> bool {
        is_moving_in(&self.hosted.account, now)
    }
}

impl<P: Policy> Principal for Unpermitted<P> {
    const KIND: &'static str = P::NAME;
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::ByCall;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        Ok(app.auth.unpermitted(&presented(call, &dpop::headers(&call.headers))).await?)
    }

    fn account(&self) -> Option<&Did> {
        Some(&Self::account(self).did)
    }

    fn is_moving_in(&self, now: Timestamp) -> bool {
        is_moving_in(Self::account(self), now)
    }
}

impl Principal for Refresh {
    const KIND: &'static str = "Refresh";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        Ok(app.auth.refresh(authorization(call), false)?)
    }

    fn account(&self) -> Option<&Did> {
        Some(&self.did)
    }
}

/// The holder of a refresh token that may have expired.
#[derive(Clone, Debug)]
pub struct ExpiredRefresh(pub Refresh);

impl Principal for ExpiredRefresh {
    const KIND: &'static str = "ExpiredRefresh";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        Ok(Self(app.auth.refresh(authorization(call), true)?))
    }

    fn account(&self) -> Option<&Did> {
        Some(&self.0.did)
    }
}

/// Whoever proves a DID with a service token, or nobody in particular. The token is used up.
#[derive(Clone, Debug)]
pub struct DidOwner(pub Option<ServiceCaller>);

impl Principal for DidOwner {
    const KIND: &'static str = "DidOwner";
    const REQUIRED: bool = false;
    const APPS: AppRule = AppRule::Unseen;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let _turn = turn(app, call).await?;
        Ok(Self(app.auth.did_owner(authorization(call), &call.nsid).await?))
    }
}

/// Whoever looks at something public; those who say who they are must fulfil `P`.
#[derive(Clone, Debug)]
pub struct Viewing<P> {
    /// Who it is.
    pub viewer: Viewer,
    policy: std::marker::PhantomData<fn() -> P>,
}

impl<P: Policy> Principal for Viewing<P> {
    const KIND: &'static str = "Viewing";
    const REQUIRED: bool = false;
    const APPS: AppRule = AppRule::Admitted;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let viewer = app.auth.viewer::<P>(&presented(call, &dpop::headers(&call.headers))).await?;
        Ok(Self { viewer, policy: std::marker::PhantomData })
    }
}

impl<P: Policy> Principal for SessionOrService<P> {
    const KIND: &'static str = "SessionOrService";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::ByCall;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let _turn = turn(app, call).await?;
        Ok(app.auth.session_or_service(&presented(call, &dpop::headers(&call.headers)), &call.nsid).await?)
    }

    fn account(&self) -> Option<&Did> {
        match self {
            Self::Session(session) => Some(&session.account().did),
            Self::Service(caller) => Some(&caller.did),
        }
    }

    fn is_moving_in(&self, now: Timestamp) -> bool {
        matches!(self, Self::Session(session) if is_moving_in(session.account(), now))
    }
}

/// An account of ours, or the moderation service.
#[derive(Clone, Debug)]
pub struct SessionOrModeration<P: Policy>(pub SessionOrService<P>);

impl<P: Policy> Principal for SessionOrModeration<P> {
    const KIND: &'static str = "SessionOrModeration";
    const REQUIRED: bool = true;
    const APPS: AppRule = AppRule::ByCall;

    async fn authenticate(app: &App, call: &Call) -> Result<Self, XrpcError> {
        let _turn = turn(app, call).await?;
        Ok(Self(
            app.auth
                .session_or_moderation(&presented(call, &dpop::headers(&call.headers)), &call.nsid)
                .await?,
        ))
    }

    fn account(&self) -> Option<&Did> {
        self.0.account()
    }
}

/// Whose token is a service's may make us look up any DID.
async fn turn(app: &App, call: &Call) -> Result<Option<Turn>, XrpcError> {
    match authorization(call) {
        Some(_) => app.lookups.turn(call.client).await.map(Some),
        None => Ok(None),
    }
}

fn authorization(call: &Call) -> Option<&str> {
    call.header("authorization")
}

fn presented<'a>(call: &'a Call, proofs: &'a [&'a str]) -> Presented<'a> {
    let proof = oauth::Presented { proofs, method: call.method.as_str(), path: call.uri.path() };
    Presented { authorization: authorization(call), proof }
}

impl From<AuthError> for XrpcError {
    fn from(error: AuthError) -> Self {
        let error = match error {
            AuthError::OAuth(error) => return error.into(),
            AuthError::ScopeMissing(scope) => return scope_missing(&scope),
            error => error,
        };
        let (status, name) = match &error {
            AuthError::Missing => (StatusCode::UNAUTHORIZED, Some("AuthMissing")),
            AuthError::MalformedHeader | AuthError::UnsupportedScheme(_) | AuthError::UnexpectedScheme => {
                (StatusCode::BAD_REQUEST, Some("InvalidToken"))
            }
            AuthError::Token(TokenError::Expired) => (StatusCode::BAD_REQUEST, Some("ExpiredToken")),
            AuthError::Token(_) => (StatusCode::BAD_REQUEST, Some("InvalidToken")),
            AuthError::NoApps => (StatusCode::FORBIDDEN, None),
            AuthError::TakenDown => (StatusCode::UNAUTHORIZED, Some("AccountTakedown")),
            AuthError::NoAccount => (StatusCode::FORBIDDEN, Some("AccountNotFound")),
            AuthError::InvalidHeader | AuthError::NotOperator => (StatusCode::UNAUTHORIZED, None),
            AuthError::Service(error) => (StatusCode::UNAUTHORIZED, name_of(error)),
            AuthError::OAuth(_) | AuthError::ScopeMissing(_) | AuthError::Storage(_) => {
                return Self::internal(error);
            }
        };
        let answer = Self::new(status, error.to_string());
        match name {
            Some(name) => answer.with_name(name),
            None => answer,
        }
    }
}

/// 403, with a challenge that tells the app what it lacks (RFC 6750, 3.1). Scopes hold neither quotes nor backslashes.
fn scope_missing(scope: &str) -> XrpcError {
    let answer =
        XrpcError::forbidden(format!("Missing required scope \"{scope}\"")).with_name("ScopeMissingError");
    let challenge = format!("DPoP error=\"insufficient_scope\", scope=\"{scope}\"");
    match HeaderValue::try_from(challenge) {
        Ok(challenge) => answer.with_header(WWW_AUTHENTICATE, challenge),
        Err(_) => answer,
    }
}

/// An app is told in the words of OAuth, so that it tries again with a nonce or refreshes its token.
impl From<OAuthError> for XrpcError {
    fn from(error: OAuthError) -> Self {
        match error.code() {
            ErrorCode::ServerError => Self::internal(error),
            ErrorCode::TemporarilyUnavailable => Self::busy(error.description().to_owned(), RETRY_SECS),
            code => {
                let answer = Self::unauthenticated(error.description().to_owned()).with_name(code.as_str());
                match HeaderValue::from_str(&error.challenge()) {
                    Ok(challenge) => answer.with_header(WWW_AUTHENTICATE, challenge),
                    Err(_) => answer,
                }
            }
        }
    }
}

const fn name_of(error: &ServiceTokenError) -> Option<&'static str> {
    match error {
        ServiceTokenError::Malformed | ServiceTokenError::Replayed => Some("BadJwt"),
        ServiceTokenError::Type(_) => Some("BadJwtType"),
        ServiceTokenError::Expired => Some("JwtExpired"),
        ServiceTokenError::Method(_) | ServiceTokenError::NoMethod(_) => Some("BadJwtLexiconMethod"),
        ServiceTokenError::Issuer => Some("BadJwtIss"),
        ServiceTokenError::Untrusted => Some("UntrustedIss"),
        ServiceTokenError::Unresolved | ServiceTokenError::NoKey => None,
        ServiceTokenError::Signature => Some("BadJwtSignature"),
        ServiceTokenError::Audience => Some("BadJwtAudience"),
    }
}
