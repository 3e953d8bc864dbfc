//! The owner's part: looking at a request, letting the app in or not, and what is remembered of it.

use std::sync::Arc;

use super::Provider;
use super::authorization::Request;
use super::client::Client;
use super::error::ErrorCode;
use super::grant::stored;
use super::redirect::Redirect;
use super::request::{Approval, Closed, Decided, RequestId};
use super::scope::{Scope, ScopeSet};
use super::token::Holder;
use crate::account::{Hosted, Origin};
use crate::base::random_bytes;
use crate::store::keys::{DeviceId, GrantId};
use crate::store::rows::accounts::Standing;
use crate::store::rows::oauth::{self, Consent, Lifetime};
use crate::store::{Aid, StorageError, Tx};

/// What an owner decided before about an app, as far as it still holds.
#[derive(Clone, Debug)]
pub struct Remembered {
    /// Scopes that the app was given.
    pub granted: ScopeSet,
    /// Scopes that it asked for and was not given: shown unticked.
    pub refused: ScopeSet,
    /// For how long the app was let in.
    pub lifetime: Lifetime,
}

impl Remembered {
    /// Whether the owner said yes to everything in `scope`.
    pub fn covers(&self, scope: &ScopeSet) -> bool {
        scope.is_subset_of(&self.granted)
    }
}

/// Why a request cannot be shown.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none, and so nobody to tell but the person who looks.
    #[error("unknown request_uri")]
    Unknown,
    /// It is over; the client is told so.
    #[error("the request cannot be answered any more")]
    Refused(Redirect),
    /// It was decided in this browser. Nothing is lost: the person is told so and can close the page.
    #[error("the request was answered already")]
    AlreadyDone(Arc<Request>),
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such request for this browser.
    #[error("unknown request")]
    Unknown,
    /// Its time is over; the client is told so.
    #[error("the request cannot be answered any more")]
    Refused(Redirect),
    /// It was decided otherwise, or the client has its tokens already.
    #[error("the request was answered already")]
    AlreadyDone,
    /// The account is switched off; its owner may switch it on first.
    #[error("this account has been deactivated")]
    Deactivated,
    /// The account is withheld or gone.
    #[error("this account cannot be used")]
    NoAccount,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What an owner decides in favour of an app.
#[derive(Clone, Debug)]
pub struct Consenting {
    /// The account.
    pub aid: Aid,
    /// The browser.
    pub device: DeviceId,
    /// The scopes that are given. Those that were not asked for do not count; `atproto` always does.
    pub granted: ScopeSet,
    /// For how long.
    pub lifetime: Lifetime,
    /// Who decides, and from where.
    pub origin: Origin,
}

impl Provider {
    /// Looks at a request, which belongs to the browser `device` from then on. `client_id` is what stands beside the
    /// request's name in the address, on the page that clients send browsers to.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(
        &self,
        id: RequestId,
        client_id: Option<&str>,
        device: DeviceId,
    ) -> Result<Arc<Request>, OpenError> {
        let now = self.0.clock.now();
        self.0.requests.open(id, client_id, device, now).map_err(|(closed, request)| {
            let why = match closed {
                Closed::Unknown => return OpenError::Unknown,
                Closed::Decided => return request.map_or(OpenError::Unknown, OpenError::AlreadyDone),
                Closed::Expired => "This request has expired",
                Closed::OtherDevice => "This request was initiated from another device",
                Closed::OtherClient => "This request was initiated for another client",
            };
            match request {
                Some(request) => {
                    OpenError::Refused(self.error_redirect(&request, ErrorCode::AccessDenied, why))
                }
                None => OpenError::Unknown,
            }
        })
    }

    /// Lets a request live for half an hour more whose answer is still being made up in the browser `device`.
    pub fn keep_open(&self, id: RequestId, device: DeviceId) {
        self.0.requests.keep_open(id, device, self.0.clock.now());
    }

    /// Lets the app in. Pressing the button again gives the same answer.
    ///
    /// # Errors
    /// See [`DecideError`].
    pub async fn approve(&self, id: RequestId, consenting: Consenting) -> Result<Redirect, DecideError> {
        let request = match self.open(id, None, consenting.device) {
            Ok(request) | Err(OpenError::AlreadyDone(request)) => request,
            Err(OpenError::Unknown) => return Err(DecideError::Unknown),
            Err(OpenError::Refused(redirect)) => return Err(DecideError::Refused(redirect)),
        };
        let Consenting { aid, device, granted, lifetime, origin } = consenting;
        let hosted = self.0.store.read(move |db| Hosted::by_aid(db, aid)).await?;
        let hosted = hosted.ok_or(DecideError::NoAccount)?;
        match hosted.account.standing() {
            Standing::Active => {}
            Standing::Deactivated => return Err(DecideError::Deactivated),
            Standing::TakenDown => return Err(DecideError::NoAccount),
        }
        let granted = request.scope.filter(|scope| *scope == Scope::Atproto || granted.contains(scope));
        let holder = Holder { aid, grant: GrantId(random_bytes()) };
        let approval = Approval { holder, did: hosted.account.did, granted, lifetime, device, origin };
        let redirect = |request: &Request| {
            Redirect::with_code(request, &self.0.config.issuer, self.0.verifier.forge.code(holder))
        };
        self.settle(self.0.requests.approve(id, approval, redirect, self.0.clock.now()))
    }

    /// Turns the request down, with the error that the client is to see.
    ///
    /// # Errors
    /// See [`DecideError`].
    pub fn deny(
        &self,
        id: RequestId,
        device: DeviceId,
        error: ErrorCode,
        description: &str,
    ) -> Result<Redirect, DecideError> {
        let redirect = |request: &Request| self.error_redirect(request, error, description);
        self.settle(self.0.requests.deny(id, device, redirect, self.0.clock.now()))
    }

    /// What the owner decided before about a client; nothing for clients that are always to be asked about.
    ///
    /// # Errors
    /// As every read.
    pub async fn remembered(&self, aid: Aid, client: &Client) -> Result<Option<Remembered>, StorageError> {
        if !client.may_be_silent() {
            return Ok(None);
        }
        let client = client.id.to_string();
        let consent = self.0.store.read(move |db| oauth::consent(db, aid, &client)).await?;
        let now = self.0.clock.now();
        // An owner who let an app in for a day wants to be asked again tomorrow.
        let holds = |consent: &Consent| {
            consent.lifetime.limit().is_none_or(|limit| now.since(consent.decided_at) < limit)
        };
        Ok(consent.filter(holds).map(|consent| Remembered {
            granted: stored(&consent.granted),
            refused: stored(&consent.refused),
            lifetime: consent.lifetime,
        }))
    }

    fn settle(&self, decided: Decided) -> Result<Redirect, DecideError> {
        match decided {
            Decided::Done(redirect) => Ok(redirect),
            Decided::Already => Err(DecideError::AlreadyDone),
            Decided::Closed => Err(DecideError::Unknown),
        }
    }

    fn error_redirect(&self, request: &Request, error: ErrorCode, description: &str) -> Redirect {
        Redirect::with_error(request, &self.0.config.issuer, error, description)
    }
}

/// Adds a decision to what is remembered: what was granted and what was refused, apart from each other. The last word
/// on a scope counts.
pub(super) fn remember(
    tx: &mut Tx<'_>,
    aid: Aid,
    client: &str,
    asked: &ScopeSet,
    granted: &ScopeSet,
    lifetime: Lifetime,
) -> Result<(), StorageError> {
    let old = oauth::consent(tx, aid, client)?.unwrap_or_default();
    let refused = asked.difference(granted);
    let consent = Consent {
        granted: stored(&old.granted).union(granted).difference(&refused).to_string(),
        refused: stored(&old.refused).union(&refused).difference(granted).to_string(),
        decided_at: tx.now(),
        lifetime,
    };
    oauth::put_consent(tx, aid, client, &consent)
}
