//! Principals that come with a session token of ours.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{AuthError, Authenticator, Credentials, Presented};
use crate::account::{Hosted, RefreshId, Scope, TokenError};
use crate::oauth::{ErrorCode, Granted, OAuthError};
use crate::store::Snapshot;
use crate::store::rows::accounts::Standing;
use crate::syntax::Did;

/// What a method asks of a session. Types implement it so that a handler's signature says what was checked.
pub trait Policy: Send + Sync + 'static {
    /// How tables of endpoints write it.
    const NAME: &'static str;
    /// Scopes that are let in.
    const SCOPES: &'static [Scope];
    /// Whether the account must not be taken down, whatever the token says.
    const IN_STANDING: bool;
}

macro_rules! policies {
    ($($(#[$doc:meta])* $name:ident = $text:literal, scopes [$($scope:ident),+], in_standing $standing:literal;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Policy for $name {
                const NAME: &'static str = $text;
                const SCOPES: &'static [Scope] = &[$(Scope::$scope),+];
                const IN_STANDING: bool = $standing;
            }
        )+
    };
}

policies! {
    /// Any password session, app passwords included.
    Standard = "Session<Standard>", scopes [Full, AppPassword, PrivilegedAppPassword], in_standing false;
    /// As [`Standard`], and accounts that were taken down.
    StandardOrTakendown = "Session<StandardOrTakendown>",
        scopes [Full, AppPassword, PrivilegedAppPassword, Takendown], in_standing false;
    /// As [`Standard`], and accounts that wait to be let in.
    StandardOrQueued = "Session<StandardOrQueued>",
        scopes [Full, AppPassword, PrivilegedAppPassword, SignupQueued], in_standing false;
    /// As [`Standard`], of an account that is not taken down.
    StandardInStanding = "Session<StandardInStanding>",
        scopes [Full, AppPassword, PrivilegedAppPassword], in_standing true;
    /// A session by the main password.
    Full = "Session<Full>", scopes [Full], in_standing false;
    /// As [`Full`], and accounts that were taken down.
    FullOrTakendown = "Session<FullOrTakendown>", scopes [Full, Takendown], in_standing false;
    /// As [`Full`], of an account that is not taken down.
    FullInStanding = "Session<FullInStanding>", scopes [Full], in_standing true;
}

/// Who holds a session.
#[derive(Clone, Debug)]
pub enum Bearer {
    /// Whoever logged in with a password, or with an app password.
    Password(Scope),
    /// An app that the owner let in.
    App(Arc<Granted>),
}

/// An account with a live session that fulfils `P`.
pub struct Session<P: Policy> {
    /// The account.
    pub hosted: Hosted,
    /// Who holds the session.
    pub bearer: Bearer,
    policy: PhantomData<fn() -> P>,
}

impl<P: Policy> Session<P> {
    /// Whose session it is.
    pub fn did(&self) -> &Did {
        &self.hosted.account.did
    }

    /// What the session may do, in the words of password sessions. An app counts as an ordinary app password.
    pub fn scope(&self) -> Scope {
        match &self.bearer {
            Bearer::Password(scope) => *scope,
            Bearer::App(_) => Scope::AppPassword,
        }
    }
}

impl<P: Policy> Clone for Session<P> {
    fn clone(&self) -> Self {
        Self { hosted: self.hosted.clone(), bearer: self.bearer.clone(), policy: PhantomData }
    }
}

impl<P: Policy> fmt::Debug for Session<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.bearer {
            Bearer::Password(scope) => write!(f, "{} of {} by {}", P::NAME, self.did(), scope.as_str()),
            Bearer::App(granted) => write!(f, "{} of {} by {}", P::NAME, self.did(), granted.client),
        }
    }
}

/// A refresh token of ours.
#[derive(Clone, Debug)]
pub struct Refresh {
    /// Whose session it continues or ends.
    pub did: Did,
    /// Its name.
    pub id: RefreshId,
}

/// Whoever looks at something public, and may see more of it than others.
#[derive(Clone, Debug)]
pub enum Viewer {
    /// Anybody.
    Anonymous,
    /// An account of ours.
    Account(Did),
    /// The operator.
    Operator,
}

impl Viewer {
    /// Whether the viewer may see what is withheld of `did`.
    pub fn sees_all_of(&self, did: &Did) -> bool {
        match self {
            Self::Anonymous => false,
            Self::Account(own) => own == did,
            Self::Operator => true,
        }
    }
}

impl Authenticator {
    /// An account with a session that fulfils `P`.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn session<P: Policy>(&self, presented: &Presented<'_>) -> Result<Session<P>, AuthError> {
        let (hosted, bearer) = match Credentials::parse(presented.authorization)? {
            None => return Err(AuthError::Missing),
            Some(Credentials::Bearer(token)) => self.by_password(token).await?,
            Some(Credentials::Dpop(token)) => self.by_app(token, presented).await?,
            Some(Credentials::Basic(_)) => return Err(AuthError::UnexpectedScheme),
        };
        let session = Session { hosted, bearer, policy: PhantomData };
        if !P::SCOPES.contains(&session.scope()) {
            return Err(TokenError::Scope.into());
        }
        // An app has no business with an account that is withheld, whatever the method.
        let in_standing = P::IN_STANDING || matches!(session.bearer, Bearer::App(_));
        if in_standing && session.hosted.account.standing() == Standing::TakenDown {
            return Err(AuthError::TakenDown);
        }
        Ok(session)
    }

    async fn by_password(&self, token: &str) -> Result<(Hosted, Bearer), AuthError> {
        let (did, scope) = match self.accounts.tokens().read_access(token, self.clock.now()) {
            Err(TokenError::Unverified) if self.oauth.is_access_token(token) => {
                let description = "Access token is bound to a DPoP proof, but the scheme is Bearer";
                return Err(OAuthError::new(ErrorCode::InvalidToken, description).into());
            }
            read => read?,
        };
        let hosted = self.store.read(move |snapshot| Hosted::by_did(snapshot, &did)).await?;
        Ok((hosted.ok_or(AuthError::NoAccount)?, Bearer::Password(scope)))
    }

    async fn by_app(&self, token: &str, presented: &Presented<'_>) -> Result<(Hosted, Bearer), AuthError> {
        let claims = self.oauth.check_access(token, &presented.proof)?;
        let provider = self.oauth.clone();
        let read = move |snapshot: &Snapshot| -> Result<_, AuthError> {
            let hosted = Hosted::by_did(snapshot, &claims.did)?.ok_or(AuthError::NoAccount)?;
            let granted = provider.granted(snapshot, hosted.aid, &claims)?;
            Ok((hosted, Bearer::App(granted)))
        };
        self.store.read(read).await
    }

    /// The holder of a refresh token; with `expired`, of one whose time is over as well.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub fn refresh(&self, header: Option<&str>, expired: bool) -> Result<Refresh, AuthError> {
        let Some(Credentials::Bearer(token)) = Credentials::parse(header)? else {
            return Err(AuthError::Missing);
        };
        let now = (!expired).then(|| self.clock.now());
        let (did, id) = self.accounts.tokens().read_refresh(token, now)?;
        Ok(Refresh { did, id })
    }

    /// Whoever looks. Credentials may be left out, but those that are given must be good.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn viewer<P: Policy>(&self, presented: &Presented<'_>) -> Result<Viewer, AuthError> {
        match Credentials::parse(presented.authorization)? {
            None => Ok(Viewer::Anonymous),
            Some(Credentials::Basic(_)) => self.operator(presented.authorization).map(|()| Viewer::Operator),
            Some(Credentials::Bearer(_) | Credentials::Dpop(_)) => {
                self.session::<P>(presented).await.map(|session| Viewer::Account(session.did().clone()))
            }
        }
    }
}
