//! Apps that act for accounts: what each may do, and what owners decided about them. No token is kept: those of a
//! grant follow from its name, its generation and a secret outside the database.

use std::time::Duration;

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::{ConsentKey, DeviceId, Digest, GrantId, GrantKey};
use crate::store::tables::{Consents, Grants};
use crate::store::{Aid, Read, Span, StorageError, Tx};

/// Most grants that an account has; a new one ends the one that was used least recently.
pub const MAX_GRANTS: usize = 200;
/// Most apps whose owner's decision is remembered per account; the oldest decision goes.
pub const MAX_CONSENTS: usize = 200;

/// For how long an account's owner let an app in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Lifetime {
    /// A day.
    #[n(0)]
    Day,
    /// 30 days.
    #[n(1)]
    Month,
    /// For as long as the kind of app may stay.
    #[default]
    #[n(2)]
    UntilRevoked,
}

impl Lifetime {
    /// The longest that the app stays; `None` when its kind decides.
    pub const fn limit(self) -> Option<Duration> {
        match self {
            Self::Day => Some(Duration::from_secs(24 * 60 * 60)),
            Self::Month => Some(Duration::from_secs(30 * 24 * 60 * 60)),
            Self::UntilRevoked => None,
        }
    }
}

/// The key with which a confidential app authenticates itself.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ClientKey {
    /// The signature algorithm.
    #[n(0)]
    pub alg: String,
    /// The app's name for the key.
    #[n(1)]
    pub kid: String,
    /// Its thumbprint.
    #[n(2)]
    pub jkt: Digest,
}

/// What an app may do for an account, and how it proves that it is the same app.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Grant {
    /// The app's `client_id`.
    #[n(0)]
    pub client: String,
    /// When the owner's consent became a grant.
    #[n(1)]
    pub created_at: Timestamp,
    /// When the newest tokens were issued.
    #[n(2)]
    pub issued_at: Timestamp,
    /// Counts the pairs of tokens that were issued.
    #[n(3)]
    pub generation: u32,
    /// The scopes that the app asked for.
    #[n(4)]
    pub asked: String,
    /// Those that the owner gave it, permission sets by name.
    #[n(5)]
    pub granted: String,
    /// What the newest access token allows: `granted` with permission sets opened.
    #[n(6)]
    pub scope: String,
    /// Thumbprint of the key that the tokens are bound to.
    #[n(7)]
    pub jkt: Digest,
    /// The key of a confidential app.
    #[n(8)]
    pub client_key: Option<ClientKey>,
    /// The browser in which the owner consented.
    #[n(9)]
    pub device: Option<DeviceId>,
    /// For how long the owner consented.
    #[n(10)]
    pub lifetime: Lifetime,
    /// Whether the app may refresh.
    #[n(11)]
    pub refreshable: bool,
    /// When the newest access token runs out.
    #[n(12)]
    pub access_until: Timestamp,
    /// When the newest refresh token runs out.
    #[n(13)]
    pub refresh_until: Timestamp,
    /// When all of it ends, however often it is refreshed.
    #[n(14)]
    pub ends_at: Timestamp,
}

impl Grant {
    /// When nothing can be done with it any more.
    pub fn over_at(&self) -> Timestamp {
        let renewable = if self.refreshable { self.refresh_until } else { self.access_until };
        renewable.max(self.access_until).min(self.ends_at)
    }
}

/// What an account's owner decided about an app. Scopes that nobody decided about are in neither list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Consent {
    /// Scopes that the app was given.
    #[n(0)]
    pub granted: String,
    /// Scopes that it asked for and was not given.
    #[n(1)]
    pub refused: String,
    /// When the owner decided last.
    #[n(2)]
    pub decided_at: Timestamp,
    /// For how long the app was let in then.
    #[n(3)]
    pub lifetime: Lifetime,
}

cbor_rows!(Grant, Consent);

/// The grant of this name.
///
/// # Errors
/// As every read.
pub fn get(db: &impl Read, aid: Aid, grant: GrantId) -> Result<Option<Grant>, StorageError> {
    db.get::<Grants>(&GrantKey { aid, grant })
}

/// All grants of an account.
///
/// # Errors
/// As every read.
pub fn of_account(db: &impl Read, aid: Aid) -> Result<Vec<(GrantId, Grant)>, StorageError> {
    db.range::<Grants>(GrantKey::of(aid))?.map(|entry| entry.map(|(key, grant)| (key.grant, grant))).collect()
}

/// Adds a grant and, when the account has too many, ends those that were used least recently.
///
/// # Errors
/// As every write.
pub fn add(tx: &mut Tx<'_>, aid: Aid, grant: GrantId, row: &Grant) -> Result<(), StorageError> {
    let mut others = of_account(tx, aid)?;
    others.sort_unstable_by_key(|(_, other)| other.issued_at);
    let surplus = (others.len() + 1).saturating_sub(MAX_GRANTS);
    for (old, _) in others.into_iter().take(surplus) {
        end(tx, aid, old)?;
    }
    replace(tx, aid, grant, row)
}

/// Writes a grant that is there already.
///
/// # Errors
/// As every write.
pub fn replace(tx: &mut Tx<'_>, aid: Aid, grant: GrantId, row: &Grant) -> Result<(), StorageError> {
    tx.put::<Grants>(&GrantKey { aid, grant }, row)
}

/// Ends a grant and with it all its tokens. Whether there was one.
///
/// # Errors
/// As every write.
pub fn end(tx: &mut Tx<'_>, aid: Aid, grant: GrantId) -> Result<bool, StorageError> {
    tx.delete::<Grants>(&GrantKey { aid, grant })
}

/// Ends every grant of an account. How many there were.
///
/// # Errors
/// As every write.
pub fn end_all(tx: &mut Tx<'_>, aid: Aid) -> Result<usize, StorageError> {
    let grants = of_account(tx, aid)?;
    for (grant, _) in &grants {
        end(tx, aid, *grant)?;
    }
    Ok(grants.len())
}

/// What the owner decided about an app.
///
/// # Errors
/// As every read.
pub fn consent(db: &impl Read, aid: Aid, client: &str) -> Result<Option<Consent>, StorageError> {
    db.get::<Consents>(&ConsentKey { aid, client: client.into() })
}

/// Remembers what the owner decided about an app.
///
/// # Errors
/// As every write.
pub fn put_consent(tx: &mut Tx<'_>, aid: Aid, client: &str, consent: &Consent) -> Result<(), StorageError> {
    let key = ConsentKey { aid, client: client.into() };
    if !tx.has::<Consents>(&key)? {
        let mut others = tx
            .range::<Consents>(ConsentKey::of(aid))?
            .map(|entry| entry.map(|(key, consent)| (consent.decided_at, key)))
            .collect::<Result<Vec<_>, _>>()?;
        others.sort_unstable();
        let surplus = (others.len() + 1).saturating_sub(MAX_CONSENTS);
        for (_, old) in others.into_iter().take(surplus) {
            tx.delete::<Consents>(&old)?;
        }
    }
    tx.put::<Consents>(&key, consent)
}

/// Forgets what the owner decided about an app.
///
/// # Errors
/// As every write.
pub fn forget_consent(tx: &mut Tx<'_>, aid: Aid, client: &str) -> Result<(), StorageError> {
    tx.delete::<Consents>(&ConsentKey { aid, client: client.into() }).map(drop)
}

/// Forgets what the owner decided about all apps.
///
/// # Errors
/// As every write.
pub fn forget_consents(tx: &mut Tx<'_>, aid: Aid) -> Result<(), StorageError> {
    tx.delete_some::<Consents>(ConsentKey::of(aid), usize::MAX).map(drop)
}

/// The grants that are over among the next `limit` after `from`, and where to go on if there are more.
///
/// # Errors
/// As every read.
pub fn find_over(
    db: &impl Read,
    from: Option<&GrantKey>,
    now: Timestamp,
    limit: usize,
) -> Result<(Vec<GrantKey>, Option<GrantKey>), StorageError> {
    let span = Span::all();
    let span = if let Some(from) = from { span.after(from) } else { span };
    let mut over = Vec::new();
    for (seen, row) in db.range::<Grants>(span)?.enumerate() {
        let (key, grant) = row?;
        if grant.over_at() <= now {
            over.push(key.clone());
        }
        if seen + 1 == limit {
            return Ok((over, Some(key)));
        }
    }
    Ok((over, None))
}
