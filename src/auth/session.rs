//! Principals that come with a session token of ours.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::apps::{AnyApp, AppRule, Apps};
use super::{AuthError, Authenticator, Credentials, Presented};
use crate::account::{Hosted, RefreshId, Scope, TokenError};
use crate::oauth::scope::Permission;
use crate::oauth::{ErrorCode, Granted, OAuthError};
use crate::store::Snapshot;
use crate::store::rows::accounts::{Account, Standing};
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
#[derive(Clone)]
pub enum Bearer {
    /// Whoever logged in with a password, or with an app password.
    Password(Scope),
    /// An app that the owner let in.
    App(Arc<Granted>),
}

impl Bearer {
    /// The app, if it is one.
    pub fn app(&self) -> Option<&Granted> {
        match self {
            Self::Password(_) => None,
            Self::App(granted) => Some(granted),
        }
    }

    /// Whether the holder may do this. Of passwords nothing is asked here: what they are good for says the [`Policy`].
    fn may(&self, permission: &Permission<'_>) -> bool {
        self.app().is_none_or(|granted| granted.scope.permits(permission))
    }

    fn need(&self, permission: &Permission<'_>) -> Result<(), AuthError> {
        if self.may(permission) { Ok(()) } else { Err(AuthError::ScopeMissing(permission.to_string())) }
    }

    fn obey(&self, rule: &AppRule) -> Result<(), AuthError> {
        match rule {
            AppRule::Needs(permission) => self.need(permission),
            AppRule::Refused | AppRule::Unseen if self.app().is_some() => Err(AuthError::NoApps),
            AppRule::Refused | AppRule::Unseen | AppRule::Admitted | AppRule::ByCall => Ok(()),
        }
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password(scope) => f.write_str(scope.as_str()),
            Self::App(granted) => f.write_str(&granted.client),
        }
    }
}

/// An account with a live session that fulfils `P`, held by a person, or by an app that fulfils `A`.
pub struct Session<P: Policy, A> {
    /// The account.
    pub hosted: Hosted,
    /// Who holds the session.
    pub bearer: Bearer,
    rules: PhantomData<fn() -> (P, A)>,
}

impl<P: Policy, A> Session<P, A> {
    /// Whose session it is.
    pub fn did(&self) -> &Did {
        &self.hosted.account.did
    }

    /// The `client_id` of the app that holds it, if it is one.
    pub fn app(&self) -> Option<Box<str>> {
        self.bearer.app().map(|granted| granted.client.clone())
    }

    /// Whether the holder may also do this.
    pub fn may(&self, permission: &Permission<'_>) -> bool {
        self.bearer.may(permission)
    }

    fn new((hosted, bearer): (Hosted, Bearer)) -> Self {
        Self { hosted, bearer, rules: PhantomData }
    }
}

impl<P: Policy, A> Clone for Session<P, A> {
    fn clone(&self) -> Self {
        Self::new((self.hosted.clone(), self.bearer.clone()))
    }
}

impl<P: Policy, A> fmt::Debug for Session<P, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} by {:?}", P::NAME, self.did(), self.bearer)
    }
}

/// Says of a [`Session`] that its holder was asked for what the call needs.
#[derive(Clone, Copy, Debug)]
pub enum Permitted {}

/// An account with a live session that fulfils `P`, whose holder was not yet asked for what the call needs. Until then
/// only the account can be looked at.
#[derive(Clone, Debug)]
pub struct Unpermitted<P: Policy>(Session<P, Permitted>);

impl<P: Policy> Unpermitted<P> {
    /// The account, to tell whom the call concerns.
    pub fn account(&self) -> &Account {
        &self.0.hosted.account
    }

    /// Whether the holder may do this, where that is only a part of what the call needs.
    ///
    /// # Errors
    /// [`AuthError::ScopeMissing`] for an app that may not.
    pub fn check(&self, permission: &Permission<'_>) -> Result<(), AuthError> {
        self.0.bearer.need(permission)
    }

    /// The session, if its holder may do this.
    ///
    /// # Errors
    /// [`AuthError::ScopeMissing`] for an app that may not.
    pub fn permit(self, permission: &Permission<'_>) -> Result<Session<P, Permitted>, AuthError> {
        self.permit_all([*permission])
    }

    /// The session, if its holder may do all of these.
    ///
    /// # Errors
    /// [`AuthError::ScopeMissing`] for the first that an app may not do.
    pub fn permit_all<'a>(
        self,
        permissions: impl IntoIterator<Item = Permission<'a>>,
    ) -> Result<Session<P, Permitted>, AuthError> {
        for permission in permissions {
            self.check(&permission)?;
        }
        Ok(self.0)
    }

    /// The session, if its holder may do one of two things.
    ///
    /// # Errors
    /// [`AuthError::ScopeMissing`] for the first when an app may do neither.
    pub fn permit_either(
        self,
        first: &Permission<'_>,
        second: &Permission<'_>,
    ) -> Result<Session<P, Permitted>, AuthError> {
        if self.check(second).is_ok() { Ok(self.0) } else { self.permit(first) }
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
    /// An account with a session that fulfils `P` and `A`.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn session<P: Policy, A: Apps>(
        &self,
        presented: &Presented<'_>,
    ) -> Result<Session<P, A>, AuthError> {
        let session = Session::new(self.holder::<P>(presented).await?);
        session.bearer.obey(&A::RULE)?;
        Ok(session)
    }

    /// An account with a session that fulfils `P`, whose holder is to be asked for what the call needs.
    ///
    /// # Errors
    /// See [`AuthError`].
    pub async fn unpermitted<P: Policy>(
        &self,
        presented: &Presented<'_>,
    ) -> Result<Unpermitted<P>, AuthError> {
        Ok(Unpermitted(Session::new(self.holder::<P>(presented).await?)))
    }

    async fn holder<P: Policy>(&self, presented: &Presented<'_>) -> Result<(Hosted, Bearer), AuthError> {
        let (hosted, bearer) = match Credentials::parse(presented.authorization)? {
            None => return Err(AuthError::Missing),
            Some(Credentials::Bearer(token)) => self.by_password(token).await?,
            Some(Credentials::Dpop(token)) => self.by_app(token, presented).await?,
            Some(Credentials::Basic(_)) => return Err(AuthError::UnexpectedScheme),
        };
        // An app has no business with an account that is withheld, whatever the method.
        let in_standing = match &bearer {
            Bearer::Password(scope) if !P::SCOPES.contains(scope) => return Err(TokenError::Scope.into()),
            Bearer::Password(_) => P::IN_STANDING,
            Bearer::App(_) => true,
        };
        if in_standing && hosted.account.standing() == Standing::TakenDown {
            return Err(AuthError::TakenDown);
        }
        Ok((hosted, bearer))
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
            // Clients give up a session when its token is no good, and for no other reason.
            let hosted = Hosted::by_did(snapshot, &claims.did)?
                .ok_or_else(|| OAuthError::new(ErrorCode::InvalidToken, "Account was deleted"))?;
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
            Some(Credentials::Bearer(_) | Credentials::Dpop(_)) => self
                .session::<P, AnyApp>(presented)
                .await
                .map(|session| Viewer::Account(session.did().clone())),
        }
    }
}
