//! Passkeys of whoever runs the server, who is no account: what browsers are asked, and judging what they answer. Whose
//! they are and where they are kept is the caller's.

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::challenge::{Ceremony, Challenges, Timely};
use super::passkeys::{TIMEOUT, checked_name, descriptors};
use super::webauthn::{self, Assertion, CeremonyError, Registration, RelyingParty, Use, Verification};
use super::{FactorError, PasskeyId};
use crate::base::{Secret, Timestamp};
use crate::crypto::{COSE_ALGORITHMS, constant_time_eq, hmac_sha256, sha256};
use crate::store::keys::Digest;
use crate::store::rows::factors::Passkey;

/// What browsers show as the name of the passkey's owner.
const USER: &str = "admin";

/// Asks for passkeys and judges them.
#[derive(Debug)]
pub struct OperatorPasskeys {
    relying_party: RelyingParty,
    challenges: Challenges,
    user: [u8; 32],
}

/// A passkey that signed, before its use is written down.
#[derive(Debug)]
pub struct UsedPasskey {
    id: PasskeyId,
    timely: Timely,
    seen: Use,
}

impl OperatorPasskeys {
    /// For the server with this host name, whose pages lie under `origin`.
    pub fn new(hostname: &str, origin: &str, seal_key: &Secret<[u8; 32]>) -> Self {
        Self {
            relying_party: RelyingParty::new(hostname, origin),
            challenges: Challenges::new(),
            user: hmac_sha256(seal_key.expose(), b"hostplant passkey operator"),
        }
    }

    /// The options for `navigator.credentials.create`, for one more beside those that are known.
    pub fn creation_options(&self, known: &[Passkey], now: Timestamp) -> String {
        let challenge = self.challenges.make(Ceremony::RegisterOperator, now);
        let host = self.relying_party.id();
        let options = json!({
            "rp": { "id": host, "name": host },
            "user": { "id": BASE64URL_NOPAD.encode(&self.user), "name": USER, "displayName": USER },
            "challenge": BASE64URL_NOPAD.encode(&challenge),
            "pubKeyCredParams":
                COSE_ALGORITHMS.map(|algorithm| json!({ "type": "public-key", "alg": algorithm })),
            "timeout": TIMEOUT,
            "excludeCredentials": descriptors(known),
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": "required",
            },
            "attestation": "none",
        });
        options.to_string()
    }

    /// The passkey that a browser made, to be kept.
    ///
    /// # Errors
    /// [`FactorError::Passkey`], [`FactorError::Name`].
    pub fn register(
        &self,
        answer: &Registration,
        name: &str,
        now: Timestamp,
    ) -> Result<Passkey, FactorError> {
        let name = checked_name(name)?;
        let timely = self.challenges.recognise(Ceremony::RegisterOperator, answer.challenge(), now);
        let timely = timely.ok_or(CeremonyError::Challenge)?;
        let new = self.relying_party.check_registration(answer, &timely, Verification::Required)?;
        if !self.challenges.spend(&timely, now) {
            return Err(CeremonyError::Challenge.into());
        }
        Ok(Passkey {
            id: new.id,
            public_key: new.public_key,
            counter: new.counter,
            name,
            created_at: now,
            last_used_at: None,
            discoverable: true,
            synced: new.synced,
            transports: new.transports,
        })
    }

    /// The options for `navigator.credentials.get`. They name no passkey: nobody learns from them which there are.
    pub fn request_options(&self, now: Timestamp) -> String {
        let challenge = self.challenges.make(Ceremony::ProveOperator, now);
        let options = json!({
            "challenge": BASE64URL_NOPAD.encode(&challenge),
            "timeout": TIMEOUT,
            "rpId": self.relying_party.id(),
            "allowCredentials": [],
            "userVerification": "required",
        });
        options.to_string()
    }

    /// Checks what one of the `known` passkeys signed.
    ///
    /// # Errors
    /// See [`CeremonyError`]; an unknown passkey is [`CeremonyError::Signature`].
    pub fn judge(
        &self,
        known: &[Passkey],
        answer: &Assertion,
        now: Timestamp,
    ) -> Result<UsedPasskey, CeremonyError> {
        let timely = self.challenges.recognise(Ceremony::ProveOperator, answer.challenge(), now);
        let timely = timely.ok_or(CeremonyError::Challenge)?;
        let is_mine = answer.user_handle().is_some_and(|handle| constant_time_eq(handle, &self.user));
        let found = known.iter().find(|passkey| is_mine && passkey.id == answer.id());
        let passkey = found.ok_or(CeremonyError::Signature)?;
        let seen = self.relying_party.check_assertion(
            answer,
            &timely,
            Verification::Required,
            &passkey.public_key,
            passkey.counter,
        )?;
        Ok(UsedPasskey { id: answer.credential(), timely, seen })
    }

    /// Writes down in `known` that a passkey was used, once per challenge and with a counter that rises.
    ///
    /// # Errors
    /// [`CeremonyError::Signature`] when it was removed meanwhile, [`CeremonyError::Copied`],
    /// [`CeremonyError::Challenge`].
    pub fn accept(
        &self,
        known: &mut [Passkey],
        used: &UsedPasskey,
        now: Timestamp,
    ) -> Result<(), CeremonyError> {
        let passkey = known.iter_mut().find(|passkey| PasskeyId::of(passkey) == used.id);
        let passkey = passkey.ok_or(CeremonyError::Signature)?;
        if !webauthn::rises(passkey.counter, used.seen.counter) {
            return Err(CeremonyError::Copied);
        }
        if !self.challenges.spend(&used.timely, now) {
            return Err(CeremonyError::Challenge);
        }
        passkey.counter = used.seen.counter;
        passkey.synced = used.seen.synced;
        passkey.last_used_at = Some(now);
        Ok(())
    }
}

impl PasskeyId {
    /// That of a passkey.
    pub fn of(passkey: &Passkey) -> Self {
        Self(Digest(sha256(&passkey.id)))
    }

    /// The hash that it is.
    pub const fn digest(&self) -> Digest {
        self.0
    }
}
