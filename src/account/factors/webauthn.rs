//! WebAuthn as a relying party (Web Authentication Level 3, section 7): what a browser says of a new credential and of
//! one that was used, taken apart and checked. Attestation statements, by which makers vouch for their devices, are
//! neither asked for nor looked at.
//!
//! Knows nothing of accounts and storage.

use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use minicbor::Decoder;
use serde::Deserialize;

use super::challenge::Timely;
use crate::crypto::{CoseKey, constant_time_eq, sha256};

/// Longest answer of a browser that is read, in bytes.
const MAX_ANSWER: usize = 16 * 1024;
/// Longest id of a credential in bytes (section 4).
const MAX_ID: usize = 1_023;
/// Most transports that are kept, and the longest word for one.
const MAX_TRANSPORTS: usize = 8;
const MAX_TRANSPORT: usize = 32;

/// Flags of authenticator data.
const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// Why what a browser sent does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CeremonyError {
    /// Not an answer of `navigator.credentials`.
    #[error("the browser's answer cannot be read")]
    Malformed,
    /// The answer to another kind of question.
    #[error("the browser answered another question")]
    Type,
    /// Not the challenge of this ceremony, or one that is over or was answered.
    #[error("the question was answered before, or too long ago")]
    Challenge,
    /// Made on another page than this server's.
    #[error("the answer was made for another page")]
    Origin,
    /// Made for another server.
    #[error("the answer was made for another server")]
    RelyingParty,
    /// Nobody touched the authenticator.
    #[error("nobody touched the authenticator")]
    NotPresent,
    /// The authenticator did not check who touched it.
    #[error("the authenticator did not ask for a PIN, fingerprint or face")]
    NotVerified,
    /// A key of a kind that was not asked for.
    #[error("the authenticator made a key of an unsupported kind")]
    Key,
    /// The signature is not the credential's.
    #[error("the signature does not fit the passkey")]
    Signature,
    /// The counter did not rise: another authenticator has the same key.
    #[error("there is a copy of this passkey")]
    Copied,
}

/// Whether the authenticator must have checked who touched it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verification {
    Required,
    NotRequired,
}

/// This server as authenticators know it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    id: String,
    origin: String,
}

/// What a browser says of a new credential: the JSON form of `PublicKeyCredential` after `create`.
#[derive(Clone, Debug)]
pub struct Registration {
    client: ClientData,
    authenticator: Vec<u8>,
    transports: Vec<String>,
    discoverable: bool,
}

/// What a browser says of a credential that was used: the JSON form of `PublicKeyCredential` after `get`.
#[derive(Clone, Debug)]
pub struct Assertion {
    id: Vec<u8>,
    client: ClientData,
    authenticator: Vec<u8>,
    signature: Vec<u8>,
    user_handle: Option<Vec<u8>>,
}

/// A credential as it was registered.
#[derive(Clone, Debug)]
pub(super) struct NewCredential {
    pub id: Vec<u8>,
    /// In COSE form.
    pub public_key: Vec<u8>,
    pub counter: u32,
    pub synced: bool,
    pub discoverable: bool,
    pub transports: Vec<String>,
}

/// A credential as it was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    pub counter: u32,
    pub synced: bool,
}

/// `clientDataJSON`: its hash, which is signed, and the fields that are looked at.
#[derive(Clone, Debug)]
struct ClientData {
    hash: [u8; 32],
    kind: String,
    challenge: Vec<u8>,
    origin: String,
    is_embedded: bool,
}

impl ClientData {
    fn read(json: &[u8]) -> Result<Self, CeremonyError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields {
            r#type: String,
            challenge: Base64Url,
            origin: String,
            #[serde(default)]
            cross_origin: bool,
            top_origin: Option<serde::de::IgnoredAny>,
        }
        let fields: Fields = serde_json::from_slice(json).map_err(|_| CeremonyError::Malformed)?;
        Ok(Self {
            hash: sha256(json),
            kind: fields.r#type,
            challenge: fields.challenge.0,
            origin: fields.origin,
            is_embedded: fields.cross_origin || fields.top_origin.is_some(),
        })
    }
}

/// Bytes that JSON carries as base64url. Some browsers pad it.
#[derive(Clone, Debug)]
struct Base64Url(Vec<u8>);

impl<'de> Deserialize<'de> for Base64Url {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes());
        bytes.map(Self).map_err(serde::de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer<R> {
    raw_id: Base64Url,
    r#type: String,
    response: R,
    #[serde(default)]
    client_extension_results: Extensions,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Extensions {
    #[serde(default)]
    cred_props: CredProps,
}

#[derive(Default, Deserialize)]
struct CredProps {
    #[serde(default)]
    rk: bool,
}

fn read_answer<'a, R: Deserialize<'a>>(text: &'a str) -> Result<Answer<R>, CeremonyError> {
    if text.len() > MAX_ANSWER {
        return Err(CeremonyError::Malformed);
    }
    let answer: Answer<R> = serde_json::from_str(text).map_err(|_| CeremonyError::Malformed)?;
    if answer.r#type != "public-key" || answer.raw_id.0.is_empty() || answer.raw_id.0.len() > MAX_ID {
        return Err(CeremonyError::Malformed);
    }
    Ok(answer)
}

impl FromStr for Registration {
    type Err = CeremonyError;

    fn from_str(text: &str) -> Result<Self, CeremonyError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Response {
            #[serde(rename = "clientDataJSON")]
            client_data: Base64Url,
            attestation_object: Base64Url,
            #[serde(default)]
            transports: Vec<String>,
        }
        let Answer { response, client_extension_results, .. } = read_answer::<Response>(text)?;
        let is_word = |word: &String| {
            (1..=MAX_TRANSPORT).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        Ok(Self {
            client: ClientData::read(&response.client_data.0)?,
            authenticator: authenticator_data(&response.attestation_object.0)
                .map_err(|_| CeremonyError::Malformed)?,
            transports: response.transports.into_iter().filter(is_word).take(MAX_TRANSPORTS).collect(),
            discoverable: client_extension_results.cred_props.rk,
        })
    }
}

impl FromStr for Assertion {
    type Err = CeremonyError;

    fn from_str(text: &str) -> Result<Self, CeremonyError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Response {
            #[serde(rename = "clientDataJSON")]
            client_data: Base64Url,
            authenticator_data: Base64Url,
            signature: Base64Url,
            user_handle: Option<Base64Url>,
        }
        let Answer { raw_id, response, .. } = read_answer::<Response>(text)?;
        Ok(Self {
            id: raw_id.0,
            client: ClientData::read(&response.client_data.0)?,
            authenticator: response.authenticator_data.0,
            signature: response.signature.0,
            user_handle: response.user_handle.map(|handle| handle.0).filter(|handle| !handle.is_empty()),
        })
    }
}

impl Registration {
    /// The challenge that is answered.
    pub(super) fn challenge(&self) -> &[u8] {
        &self.client.challenge
    }
}

impl Assertion {
    /// The challenge that is answered.
    pub(super) fn challenge(&self) -> &[u8] {
        &self.client.challenge
    }

    /// Which credential was used.
    pub(super) fn id(&self) -> &[u8] {
        &self.id
    }

    /// Whose the authenticator says it is.
    pub(super) fn user_handle(&self) -> Option<&[u8]> {
        self.user_handle.as_deref()
    }
}

impl RelyingParty {
    /// For the server with this host name, whose pages lie under `origin`.
    pub fn new(hostname: &str, origin: &str) -> Self {
        Self { id: hostname.to_owned(), origin: origin.to_owned() }
    }

    /// The domain to which credentials belong.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Checks a new credential (section 7.1). Its challenge was recognised before.
    pub(super) fn check_registration(
        &self,
        answer: &Registration,
        _: &Timely,
        verification: Verification,
    ) -> Result<NewCredential, CeremonyError> {
        self.check_client(&answer.client, "webauthn.create")?;
        let data = self.check_authenticator(&answer.authenticator, verification)?;
        let attested = data.attested.ok_or(CeremonyError::Malformed)?;
        if attested.id.is_empty() || attested.id.len() > MAX_ID {
            return Err(CeremonyError::Malformed);
        }
        Ok(NewCredential {
            id: attested.id.to_vec(),
            public_key: attested.public_key.to_vec(),
            counter: data.counter,
            synced: data.flags & BACKUP_ELIGIBLE != 0,
            discoverable: answer.discoverable,
            transports: answer.transports.clone(),
        })
    }

    /// Checks that a credential was used (section 7.2), with the key and the counter that are known of it. Its challenge
    /// was recognised before.
    pub(super) fn check_assertion(
        &self,
        answer: &Assertion,
        _: &Timely,
        verification: Verification,
        public_key: &[u8],
        counter: u32,
    ) -> Result<Use, CeremonyError> {
        self.check_client(&answer.client, "webauthn.get")?;
        let data = self.check_authenticator(&answer.authenticator, verification)?;
        let (key, _) = CoseKey::read(public_key).map_err(|_| CeremonyError::Key)?;
        let mut signed = answer.authenticator.clone();
        signed.extend_from_slice(&answer.client.hash);
        if !key.verifies(&signed, &answer.signature) {
            return Err(CeremonyError::Signature);
        }
        if !rises(counter, data.counter) {
            return Err(CeremonyError::Copied);
        }
        Ok(Use { counter: data.counter, synced: data.flags & BACKUP_ELIGIBLE != 0 })
    }

    fn check_client(&self, client: &ClientData, kind: &str) -> Result<(), CeremonyError> {
        if client.kind != kind {
            return Err(CeremonyError::Type);
        }
        // Our pages are never framed, so that an answer made in a frame was not made on them.
        if client.origin != self.origin || client.is_embedded {
            return Err(CeremonyError::Origin);
        }
        Ok(())
    }

    fn check_authenticator<'a>(
        &self,
        bytes: &'a [u8],
        verification: Verification,
    ) -> Result<AuthenticatorData<'a>, CeremonyError> {
        let data = AuthenticatorData::read(bytes)?;
        if !constant_time_eq(data.relying_party, &sha256(self.id.as_bytes())) {
            return Err(CeremonyError::RelyingParty);
        }
        if data.flags & USER_PRESENT == 0 {
            return Err(CeremonyError::NotPresent);
        }
        if verification == Verification::Required && data.flags & USER_VERIFIED == 0 {
            return Err(CeremonyError::NotVerified);
        }
        if data.flags & BACKED_UP != 0 && data.flags & BACKUP_ELIGIBLE == 0 {
            return Err(CeremonyError::Malformed);
        }
        Ok(data)
    }
}

/// Whether a signature counter goes on from `before`. Authenticators without one say zero always.
pub(super) const fn rises(before: u32, now: u32) -> bool {
    (before == 0 && now == 0) || now > before
}

/// Authenticator data (section 6.1).
struct AuthenticatorData<'a> {
    relying_party: &'a [u8; 32],
    flags: u8,
    counter: u32,
    attested: Option<Attested<'a>>,
}

/// The credential in authenticator data of a registration.
struct Attested<'a> {
    id: &'a [u8],
    public_key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, CeremonyError> {
        Self::split(bytes).ok_or(CeremonyError::Malformed)?
    }

    /// `None` when the bytes end too early or too late.
    fn split(bytes: &'a [u8]) -> Option<Result<Self, CeremonyError>> {
        let (relying_party, rest) = bytes.split_first_chunk::<32>()?;
        let (flags, rest) = rest.split_first()?;
        let (counter, mut rest) = rest.split_first_chunk::<4>()?;
        let mut attested = None;
        if flags & ATTESTED != 0 {
            let (_aaguid, after) = rest.split_first_chunk::<16>()?;
            let (length, after) = after.split_first_chunk::<2>()?;
            let (id, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            let Ok((_, length)) = CoseKey::read(after) else { return Some(Err(CeremonyError::Key)) };
            let (public_key, after) = after.split_at_checked(length)?;
            attested = Some(Attested { id, public_key });
            rest = after;
        }
        if flags & EXTENDED != 0 {
            let mut extensions = Decoder::new(rest);
            extensions.skip().ok()?;
            rest = rest.get(extensions.position()..)?;
        }
        let counter = u32::from_be_bytes(*counter);
        rest.is_empty().then_some(Ok(Self { relying_party, flags: *flags, counter, attested }))
    }
}

/// The authenticator data in an attestation object: `{fmt, attStmt, authData}` in CBOR.
fn authenticator_data(object: &[u8]) -> Result<Vec<u8>, minicbor::decode::Error> {
    let malformed = minicbor::decode::Error::message;
    let mut decoder = Decoder::new(object);
    let mut found = None;
    for _ in 0..decoder.map()?.ok_or_else(|| malformed("a map of known length"))? {
        match decoder.str()? {
            "authData" => found = Some(decoder.bytes()?.to_vec()),
            _ => decoder.skip()?,
        }
    }
    if decoder.position() != object.len() {
        return Err(malformed("something follows"));
    }
    found.ok_or_else(|| malformed("no authenticator data"))
}
