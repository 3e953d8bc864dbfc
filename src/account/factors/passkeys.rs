//! Passkeys and hardware keys of accounts: registering, naming, removing, and judging what one signs.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::challenge::{Ceremony, Timely};
use super::webauthn::{self, Assertion, CeremonyError, Registration, Use, Verification};
use super::{FactorError, FactorKind, note_added, note_removed, recovery, rows};
use crate::account::activity::{self, Act, Origin};
use crate::account::{Accounts, Hosted, Parts};
use crate::base::{Secret, Timestamp};
use crate::crypto::{COSE_ALGORITHMS, constant_time_eq, hmac_sha256, sha256};
use crate::store::keys::Digest;
use crate::store::rows::factors::Passkey;
use crate::store::{Aid, Read, Snapshot, StorageError, Tx};

/// Most passkeys and hardware keys of an account.
const MAX_PASSKEYS: usize = 20;
/// Longest name in characters.
const MAX_NAME: usize = 64;
/// How long the browser is asked to wait for its user, in milliseconds.
pub(super) const TIMEOUT: u32 = 300_000;

/// Which passkey of an account: 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasskeyId(pub(super) Digest);

/// Text that names no passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a passkey")]
pub struct NotAPasskeyId;

impl fmt::Display for PasskeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", HEXLOWER.encode_display(&self.0.0))
    }
}

impl FromStr for PasskeyId {
    type Err = NotAPasskeyId;

    fn from_str(text: &str) -> Result<Self, NotAPasskeyId> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| NotAPasskeyId)?;
        bytes.try_into().map(|bytes| Self(Digest(bytes))).map_err(|_| NotAPasskeyId)
    }
}

/// What a new credential is to be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyKind {
    /// Signing in by itself: the authenticator finds it without a name and checks who touches it.
    Passkey,
    /// A second factor: any security key that can be touched.
    SecurityKey,
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    /// Which one.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it was used last.
    pub last_used_at: Option<Timestamp>,
    /// Whether it can sign in by itself.
    pub discoverable: bool,
    /// Whether it may be copied to other devices of its owner.
    pub synced: bool,
}

impl From<(Digest, Passkey)> for PasskeyView {
    fn from((credential, row): (Digest, Passkey)) -> Self {
        Self {
            id: PasskeyId(credential),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            discoverable: row.discoverable,
            synced: row.synced,
        }
    }
}

/// A passkey that was registered.
#[derive(Clone, Debug)]
pub struct Added {
    /// The passkey.
    pub passkey: PasskeyView,
    /// Recovery codes, if the account had none: the only copy of them.
    pub recovery_codes: Option<Vec<Secret<String>>>,
}

/// A passkey whose signature fits, before its use is written down.
pub(in crate::account) struct Shown {
    pub aid: Aid,
    credential: Digest,
    timely: Timely,
    seen: Use,
}

impl Accounts {
    /// Begins to register a passkey: the options for `navigator.credentials.create`, as
    /// `PublicKeyCredential.parseCreationOptionsFromJSON` reads them.
    ///
    /// # Errors
    /// [`FactorError::Full`], [`FactorError::NoAccount`], or when the store fails.
    pub async fn begin_passkey(&self, aid: Aid, kind: PasskeyKind) -> Result<String, FactorError> {
        let look = move |db: &Snapshot| -> Result<_, FactorError> {
            let account = Hosted::by_aid(db, aid)?.ok_or(FactorError::NoAccount)?.account;
            Ok((account, rows::passkeys(db, aid)?))
        };
        let (account, passkeys) = self.0.store.read(look).await?;
        if passkeys.len() >= MAX_PASSKEYS {
            return Err(FactorError::Full);
        }
        let name = account.handle.as_ref().map_or(account.did.as_str(), |handle| handle.as_str());
        let (resident, verification) = match kind {
            PasskeyKind::Passkey => ("required", "required"),
            PasskeyKind::SecurityKey => ("discouraged", "discouraged"),
        };
        let challenge = self.0.challenges.make(Ceremony::Register(aid), self.0.clock.now());
        let options = json!({
            "rp": { "id": self.0.relying_party.id(), "name": self.0.config.hostname },
            "user": {
                "id": BASE64URL_NOPAD.encode(&self.0.user_handle(aid)),
                "name": name,
                "displayName": name,
            },
            "challenge": BASE64URL_NOPAD.encode(&challenge),
            "pubKeyCredParams":
                COSE_ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm })),
            "timeout": TIMEOUT,
            "excludeCredentials": descriptors(passkeys.iter().map(|(_, passkey)| passkey)),
            "authenticatorSelection": {
                "residentKey": resident,
                "requireResidentKey": kind == PasskeyKind::Passkey,
                "userVerification": verification,
            },
            "attestation": "none",
            "extensions": { "credProps": true },
        });
        Ok(options.to_string())
    }

    /// Registers the passkey that a browser made, and tells the owner by mail.
    ///
    /// # Errors
    /// [`FactorError::Passkey`], [`FactorError::Name`], [`FactorError::Exists`], [`FactorError::Full`],
    /// [`FactorError::NoAccount`], or when the store fails.
    pub async fn add_passkey(
        &self,
        aid: Aid,
        kind: PasskeyKind,
        answer: &Registration,
        name: &str,
        origin: Origin,
    ) -> Result<Added, FactorError> {
        let name = checked_name(name)?;
        let now = self.0.clock.now();
        let timely = self.0.challenges.recognise(Ceremony::Register(aid), answer.challenge(), now);
        let timely = timely.ok_or(CeremonyError::Challenge)?;
        let verification = match kind {
            PasskeyKind::Passkey => Verification::Required,
            PasskeyKind::SecurityKey => Verification::NotRequired,
        };
        let new = self.0.relying_party.check_registration(answer, &timely, verification)?;
        if !self.0.challenges.spend(&timely, now) {
            return Err(CeremonyError::Challenge.into());
        }
        let parts = Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let credential = Digest(sha256(&new.id));
            // Also those of other accounts: an id belongs to one key.
            if rows::passkey_owner(tx, credential)?.is_some() {
                return Err(FactorError::Exists);
            }
            if rows::passkeys(tx, aid)?.len() >= MAX_PASSKEYS {
                return Err(FactorError::Full);
            }
            let row = Passkey {
                id: new.id,
                public_key: new.public_key,
                counter: new.counter,
                name,
                created_at: tx.now(),
                last_used_at: None,
                discoverable: new.discoverable || kind == PasskeyKind::Passkey,
                synced: new.synced,
                transports: new.transports,
            };
            rows::put_passkey(tx, aid, credential, &row)?;
            let mut factors = rows::get(tx, aid)?;
            let recovery_codes = recovery::make_if_none(&mut factors, &parts.recovery, aid);
            if recovery_codes.is_some() {
                rows::put(tx, aid, &factors)?;
            }
            note_added(tx, &hosted, FactorKind::Passkey, Some(&row.name), &origin)?;
            Ok(Added { passkey: PasskeyView::from((credential, row)), recovery_codes })
        };
        let added = self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(added)
    }

    /// Begins to ask for a passkey: the options for `navigator.credentials.get`, as
    /// `PublicKeyCredential.parseRequestOptionsFromJSON` reads them. With an account, one of its passkeys is asked for,
    /// as a second factor; without, the authenticator says whose it is, and must check who touches it.
    ///
    /// # Errors
    /// As every read.
    pub async fn passkey_challenge(&self, aid: Option<Aid>) -> Result<String, StorageError> {
        let (ceremony, passkeys) = match aid {
            Some(aid) => {
                let passkeys = self.0.store.read(move |db: &Snapshot| rows::passkeys(db, aid)).await?;
                (Ceremony::Prove(aid), passkeys)
            }
            None => (Ceremony::SignIn, Vec::new()),
        };
        let challenge = self.0.challenges.make(ceremony, self.0.clock.now());
        let options = json!({
            "challenge": BASE64URL_NOPAD.encode(&challenge),
            "timeout": TIMEOUT,
            "rpId": self.0.relying_party.id(),
            "allowCredentials": descriptors(passkeys.iter().map(|(_, passkey)| passkey)),
            "userVerification": if aid.is_some() { "preferred" } else { "required" },
        });
        Ok(options.to_string())
    }

    /// Gives a passkey another name.
    ///
    /// # Errors
    /// [`FactorError::Name`], [`FactorError::NotSet`] when the account has no such passkey, or when the store fails.
    pub async fn rename_passkey(
        &self,
        aid: Aid,
        id: PasskeyId,
        name: &str,
        origin: Origin,
    ) -> Result<(), FactorError> {
        let name = checked_name(name)?;
        let job = move |tx: &mut Tx<'_>| {
            let mut row = find(tx, aid, id.0)?.ok_or(FactorError::NotSet)?;
            if row.name != name {
                activity::note(tx, aid, Act::PasskeyRenamed, &origin, Some(&name))?;
                row.name = name;
                rows::put_passkey(tx, aid, id.0, &row)?;
            }
            Ok::<_, FactorError>(())
        };
        Ok(self.0.store.write(job).await?)
    }

    /// Removes a passkey, and tells the owner by mail.
    ///
    /// # Errors
    /// [`FactorError::NotSet`] when the account has no such passkey, or when the store fails.
    pub async fn remove_passkey(&self, aid: Aid, id: PasskeyId, origin: Origin) -> Result<(), FactorError> {
        let job = move |tx: &mut Tx<'_>| {
            let hosted = Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let row = find(tx, aid, id.0)?.ok_or(FactorError::NotSet)?;
            rows::remove_passkey(tx, aid, id.0)?;
            note_removed(tx, &hosted, FactorKind::Passkey, Some(&row.name), &origin)?;
            Ok::<_, FactorError>(())
        };
        self.0.store.write(job).await?;
        self.0.mailer.wake();
        Ok(())
    }

    /// Checks what a passkey signed, outside of the writer. With an account it must be one of that account's; without,
    /// it must have checked who touched it, and says whose it is.
    pub(in crate::account) async fn check_passkey(
        &self,
        aid: Option<Aid>,
        answer: Assertion,
    ) -> Result<Result<Shown, FactorError>, StorageError> {
        let parts = Arc::clone(&self.0);
        let now = self.0.clock.now();
        self.0.store.read(move |db: &Snapshot| parts.judge_passkey(db, aid, &answer, now)).await
    }
}

impl Parts {
    /// What authenticators know an account by: tells nothing to others, and is the same for all of its passkeys.
    fn user_handle(&self, aid: Aid) -> [u8; 32] {
        let mut message = b"hostplant passkey user ".to_vec();
        message.extend_from_slice(&aid.to_u32().to_be_bytes());
        hmac_sha256(self.config.seal_key.expose(), &message)
    }

    fn judge_passkey(
        &self,
        db: &Snapshot,
        aid: Option<Aid>,
        answer: &Assertion,
        now: Timestamp,
    ) -> Result<Result<Shown, FactorError>, StorageError> {
        let ceremony = aid.map_or(Ceremony::SignIn, Ceremony::Prove);
        let Some(timely) = self.challenges.recognise(ceremony, answer.challenge(), now) else {
            return Ok(Err(CeremonyError::Challenge.into()));
        };
        let PasskeyId(credential) = answer.credential();
        let owner = rows::passkey_owner(db, credential)?.filter(|owner| aid.is_none_or(|aid| aid == *owner));
        let Some(owner) = owner else { return Ok(Err(FactorError::Wrong)) };
        let Some(row) = find(db, owner, credential)? else { return Ok(Err(FactorError::Wrong)) };
        // An authenticator that finds a credential by itself must say whose it is, and be right in any case.
        let is_owners = answer.user_handle().map(|handle| constant_time_eq(handle, &self.user_handle(owner)));
        let verification = match (aid, is_owners) {
            (_, Some(false)) | (None, None) => return Ok(Err(FactorError::Wrong)),
            (Some(_), _) => Verification::NotRequired,
            (None, Some(true)) => Verification::Required,
        };
        let checked =
            self.relying_party.check_assertion(answer, &timely, verification, &row.public_key, row.counter);
        Ok(match checked {
            Ok(seen) => Ok(Shown { aid: owner, credential, timely, seen }),
            Err(error) => Err(FactorError::Passkey(error)),
        })
    }

    /// Writes down that a passkey was used, once per challenge and with a counter that rises.
    pub(in crate::account) fn accept_passkey(
        &self,
        tx: &mut Tx<'_>,
        shown: &Shown,
    ) -> Result<Result<(), CeremonyError>, StorageError> {
        let Shown { aid, credential, timely, seen } = shown;
        let Some(mut row) = find(tx, *aid, *credential)? else { return Ok(Err(CeremonyError::Signature)) };
        if !webauthn::rises(row.counter, seen.counter) {
            return Ok(Err(CeremonyError::Copied));
        }
        let now = tx.now();
        if !self.challenges.spend(timely, now) {
            return Ok(Err(CeremonyError::Challenge));
        }
        row.counter = seen.counter;
        row.synced = seen.synced;
        row.last_used_at = Some(now);
        rows::put_passkey(tx, *aid, *credential, &row)?;
        Ok(Ok(()))
    }
}

/// Notes that a passkey may have been copied.
pub(in crate::account) fn note_copy(
    tx: &mut Tx<'_>,
    PasskeyId(credential): PasskeyId,
    origin: &Origin,
) -> Result<(), StorageError> {
    let Some(aid) = rows::passkey_owner(tx, credential)? else { return Ok(()) };
    match find(tx, aid, credential)? {
        Some(row) => activity::note(tx, aid, Act::PasskeyCopied, origin, Some(&row.name)),
        None => Ok(()),
    }
}

impl Assertion {
    /// Which credential was used.
    pub(in crate::account) fn credential(&self) -> PasskeyId {
        PasskeyId(Digest(sha256(self.id())))
    }
}

fn find(db: &impl Read, aid: Aid, credential: Digest) -> Result<Option<Passkey>, StorageError> {
    db.get::<crate::store::tables::Passkeys>(&crate::store::keys::PasskeyKey { aid, credential })
}

pub(super) fn descriptors<'a>(passkeys: impl IntoIterator<Item = &'a Passkey>) -> Vec<Value> {
    let descriptor = |passkey: &Passkey| {
        let id = BASE64URL_NOPAD.encode(&passkey.id);
        json!({ "type": "public-key", "id": id, "transports": passkey.transports })
    };
    passkeys.into_iter().map(descriptor).collect()
}

pub(super) fn checked_name(name: &str) -> Result<String, FactorError> {
    let name = name.trim();
    let is_fit = (1..=MAX_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_fit { Ok(name.to_owned()) } else { Err(FactorError::Name) }
}
