//! How a confidential client proves who it is: a token that it signs with its own key (RFC 7523), used once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::id::ClientId;
use crate::base::Timestamp;
use crate::crypto::jwt::{self, Parsed};
use crate::crypto::sha256;
use crate::oauth::jwk::{Algorithm, Jwk, JwkError, Thumbprint};

/// The one kind of assertion.
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How old an assertion may be. No client may be refused for one that is younger.
const MAX_AGE: Duration = Duration::from_secs(60);
/// How far a client's clock may be ahead.
const TOLERANCE: Duration = Duration::from_secs(30);
/// Assertions that are remembered, over all clients. About 200 KiB.
const MAX_REMEMBERED: usize = 4_096;

/// How a client has proven who it is. What is begun one way goes on the same way, see [`ClientAuth::continues`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientAuth {
    /// Not at all: a public client.
    None,
    /// With a key of its own.
    PrivateKeyJwt {
        /// The algorithm.
        alg: Algorithm,
        /// What the client calls the key.
        kid: String,
        /// The key.
        jkt: Thumbprint,
    },
}

impl ClientAuth {
    /// Whether a session that began as `begun` may go on with this: the same key, or any key where there was none. A
    /// client that becomes confidential keeps its sessions; one that ceases to be does not.
    pub fn continues(&self, begun: &Self) -> bool {
        match (begun, self) {
            (Self::None, _) => true,
            (Self::PrivateKeyJwt { jkt: begun, .. }, Self::PrivateKeyJwt { jkt, .. }) => begun == jkt,
            (Self::PrivateKeyJwt { .. }, Self::None) => false,
        }
    }
}

/// Why an assertion is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionError {
    /// There is none.
    #[error("client authentication method \"private_key_jwt\" requires a \"client_assertion\"")]
    Missing,
    /// One of another kind.
    #[error("Unsupported client_assertion_type")]
    Type,
    /// Not a token.
    #[error("client_assertion is not a JWT")]
    Malformed,
    /// It does not say which key signed it.
    #[error("\"kid\" required in client_assertion")]
    NoKid,
    /// Signed by a key that the client has not published.
    #[error("client_assertion is signed by a key that the client does not publish")]
    UnknownKey,
    /// Not signed by that key, or not in a way that is known here.
    #[error("client_assertion cannot be verified: {0}")]
    Signature(#[from] JwkError),
    /// A claim is missing or wrong.
    #[error("client_assertion: \"{0}\" missing or wrong")]
    Claim(&'static str),
    /// Too old, or not to be used yet.
    #[error("client_assertion is not current; check the clock")]
    Stale,
    /// It was used before.
    #[error("client_assertion was used before")]
    Replayed,
}

/// An assertion that was taken apart. Nothing in it is proven yet.
pub(super) struct Assertion {
    token: Parsed,
    pub kid: String,
    pub algorithm: Algorithm,
}

impl Assertion {
    /// Reads the fields of a request. Empty ones count as absent: some clients always send them.
    pub fn read(kind: Option<&str>, text: Option<&str>) -> Result<Self, AssertionError> {
        let text = text.filter(|text| !text.is_empty()).ok_or(AssertionError::Missing)?;
        if kind != Some(TYPE) {
            return Err(AssertionError::Type);
        }
        let token = jwt::parse(text).map_err(|_| AssertionError::Malformed)?;
        let kid = token.header_text("kid").filter(|kid| !kid.is_empty()).ok_or(AssertionError::NoKid)?;
        let algorithm = token.header_text("alg").ok_or(JwkError::Algorithm)?.parse()?;
        Ok(Self { kid: kid.to_owned(), algorithm, token })
    }

    /// Checks that `client` made it with `key` for `issuer`, just now and for the first time.
    pub fn check(
        self,
        client: &ClientId,
        key: &Jwk,
        issuer: &str,
        spent: &Spent,
        now: Timestamp,
    ) -> Result<ClientAuth, AssertionError> {
        let alg = key.verify(&self.token)?;
        for claim in ["iss", "sub"] {
            if self.token.claim_text(claim) != Some(client.as_str()) {
                return Err(AssertionError::Claim(claim));
            }
        }
        let is_for_us = match self.token.claims.get("aud") {
            Some(Value::String(audience)) => audience == issuer,
            Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience == issuer),
            _ => false,
        };
        if !is_for_us {
            return Err(AssertionError::Claim("aud"));
        }
        let made = self.time("iat")?.ok_or(AssertionError::Claim("iat"))?;
        let expired = self.time("exp")?.is_some_and(|expires| expires <= now);
        let early = self.time("nbf")?.is_some_and(|begins| begins.since(now) > TOLERANCE);
        if expired || early || now.since(made) > MAX_AGE || made.since(now) > TOLERANCE {
            return Err(AssertionError::Stale);
        }
        let id = self.token.claim_text("jti").filter(|id| !id.is_empty());
        let id = id.ok_or(AssertionError::Claim("jti"))?;
        if !spent.spend(client, id, made.after(MAX_AGE), now) {
            return Err(AssertionError::Replayed);
        }
        Ok(ClientAuth::PrivateKeyJwt { alg, kid: self.kid, jkt: key.thumbprint() })
    }

    fn time(&self, claim: &'static str) -> Result<Option<Timestamp>, AssertionError> {
        if !self.token.claims.contains_key(claim) {
            return Ok(None);
        }
        let time = self.token.claim_time(claim).ok_or(AssertionError::Claim(claim))?;
        Ok(Some(Timestamp::from_secs(time)))
    }
}

/// Names a client or an assertion: the first half of a hash.
type Mark = [u8; 16];

fn mark(text: &str) -> Mark {
    *sha256(text.as_bytes()).first_chunk().expect("a hash is longer than a mark")
}

/// Assertions that were used, for as long as they would be good.
///
/// When there are too many, the client with the most loses its oldest: a client that floods the memory weakens the
/// protection of its own assertions, not that of others.
#[derive(Default)]
pub(super) struct Spent(Mutex<Used>);

#[derive(Default)]
struct Used {
    by_client: HashMap<Mark, VecDeque<(Mark, Timestamp)>>,
    count: usize,
}

impl Spent {
    /// Notes that an assertion is used now that would be good until `until`. Whether this is its first use.
    fn spend(&self, client: &ClientId, id: &str, until: Timestamp, now: Timestamp) -> bool {
        // Nothing in here panics half-way through a change.
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (client, id) = (mark(client.as_str()), mark(id));
        let own = used.by_client.get(&client);
        if own.is_some_and(|own| own.iter().any(|(known, until)| *known == id && *until >= now)) {
            return false;
        }
        if used.count == MAX_REMEMBERED {
            used.make_room(now);
        }
        used.by_client.entry(client).or_default().push_back((id, until));
        used.count += 1;
        true
    }
}

impl Used {
    fn make_room(&mut self, now: Timestamp) {
        self.by_client.retain(|_, own| {
            own.retain(|(_, until)| *until >= now);
            !own.is_empty()
        });
        self.count = self.by_client.values().map(VecDeque::len).sum();
        if self.count < MAX_REMEMBERED {
            return;
        }
        if let Some(most) = self.by_client.values_mut().max_by_key(|own| own.len())
            && most.pop_front().is_some()
        {
            self.count -= 1;
        }
    }
}

#[cfg(test)]
mod tests;
