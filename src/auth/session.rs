//! Principals that come with a session token of ours.

use std::fmt;
use std::marker::PhantomData;

use super::{AuthError, Authenticator, Credentials};
use crate::account::{Hosted, RefreshId, Scope, TokenError};
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

/// An account with a live session that fulfils `P`.
pub struct Session<P: Policy> {
    /// The account.
    pub hosted: Hosted,
    /// What the token allows.
    pub scope: Scope,
    policy: PhantomData<fn() -> P>,
}

impl<P: Policy> Session<P> {
    /// Whose session it is.
    pub fn did(&self) -> &Did {
        &self.hosted.account.did
    }
}

impl<P: Policy> Clone for Session<P> {
    fn clone(&self) -> Self {
        Self { hosted: self.hosted.clone(), scope: self.scope, policy: PhantomData }
    }
}

impl<P: Policy> fmt::Debug for Session<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} by {}", P::NAME, self.did(), self.scope.as_str())
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
    pub async fn session<P: Policy>(&self, header: Option<&str>) -> Result<Session<P>, AuthError> {
        let (did, scope) = match Credentials::parse(header)? {
            None => return Err(AuthError::Missing),
            Some(Credentials::Bearer(token)) => {
                self.accounts.tokens().read_access(token, self.clock.now())?
            }
            // Tokens of the OAuth provider are read here once there is one; none has been issued.
            Some(Credentials::Dpop(_)) => return Err(TokenError::Unverified.into()),
            Some(Credentials::Basic(_)) => return Err(AuthError::UnexpectedScheme),
        };
        if !P::SCOPES.contains(&scope) {
            return Err(TokenError::Scope.into());
        }
        let hosted = self.store.read(move |snapshot| Hosted::by_did(snapshot, &did)).await?;
        let hosted = hosted.ok_or(AuthError::NoAccount)?;
        if P::IN_STANDING && hosted.account.standing() == Standing::TakenDown {
            return Err(AuthError::TakenDown);
        }
        Ok(Session { hosted, scope, policy: PhantomData })
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
    pub async fn viewer<P: Policy>(&self, header: Option<&str>) -> Result<Viewer, AuthError> {
        match Credentials::parse(header)? {
            None => Ok(Viewer::Anonymous),
            Some(Credentials::Basic(_)) => self.operator(header).map(|()| Viewer::Operator),
            Some(Credentials::Bearer(_) | Credentials::Dpop(_)) => {
                self.session::<P>(header).await.map(|session| Viewer::Account(session.did().clone()))
            }
        }
    }
}
