//! Service tokens: short-lived JWTs by which one server acts for an account at another (XRPC spec, "inter-service
//! authentication").

use std::time::Duration;

use data_encoding::HEXLOWER;
use serde::Serialize;

use super::Authenticator;
use super::replay::{Replay, TokenMark};
use crate::base::{Timestamp, random_bytes};
use crate::crypto::{LowS, PublicKey, SigningKey, jwt};
use crate::identity::Refresh;
use crate::syntax::{Did, Nsid};

/// How long a token of ours is good for unless the client asks otherwise.
pub const SERVICE_TOKEN_TTL: Duration = Duration::from_secs(60);
/// Types that mark tokens of other kinds.
const OTHER_TYPES: [&str; 3] = ["at+jwt", "refresh+jwt", "dpop+jwt"];
/// Service and key of a moderation service; everybody else signs with the key of the account.
const LABELER_SERVICE: &str = "atproto_labeler";
const LABELER_KEY: &str = "atproto_label";
const ACCOUNT_KEY: &str = "atproto";
/// Fragment that may follow our DID in the audience.
const PDS_SERVICE: &str = "#atproto_pds";

/// Makes a token that lets its bearer act for `issuer` at `audience`, a DID with or without a service, until
/// `expires`; with a method, for that method only.
pub fn issue(
    key: &SigningKey,
    issuer: &Did,
    audience: &str,
    method: Option<&Nsid>,
    expires: Timestamp,
    now: Timestamp,
) -> String {
    #[derive(Serialize)]
    struct Claims<'a> {
        iat: u64,
        iss: &'a Did,
        aud: &'a str,
        exp: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        lxm: Option<&'a Nsid>,
        jti: String,
    }
    let jti = HEXLOWER.encode(&random_bytes::<16>());
    let claims =
        Claims { iat: now.secs(), iss: issuer, aud: audience, exp: expires.secs(), lxm: method, jti };
    jwt::sign(key, "JWT", Some("#atproto"), &claims)
}

/// Who sent a service token, and for which service of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceCaller {
    /// The DID that signed.
    pub did: Did,
    /// The service of the DID that signed, if the token names one.
    pub service: Option<String>,
    pub(super) mark: TokenMark,
}

/// Why a service token is refused, in the order in which it is found out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ServiceTokenError {
    /// Not a token.
    #[error("poorly formatted jwt")]
    Malformed,
    /// A token of another kind.
    #[error("Invalid jwt type \"{0}\"")]
    Type(String),
    /// Its time is over.
    #[error("jwt expired")]
    Expired,
    /// For another method.
    #[error("bad jwt lexicon method (\"lxm\"). must match: {0}")]
    Method(Nsid),
    /// For no method in particular.
    #[error("missing jwt lexicon method (\"lxm\"). must match: {0}")]
    NoMethod(Nsid),
    /// From nobody who could be.
    #[error("jwt iss is not a valid did")]
    Issuer,
    /// From somebody who may not.
    #[error("Untrusted issuer")]
    Untrusted,
    /// The issuer has no DID document.
    #[error("could not resolve iss did")]
    Unresolved,
    /// The issuer's document has no fitting key.
    #[error("missing or bad key in did doc")]
    NoKey,
    /// Not signed by the issuer.
    #[error("jwt signature does not match jwt issuer")]
    Signature,
    /// For another server.
    #[error("jwt audience does not match service did")]
    Audience,
    /// It was used before.
    #[error("jwt was used before")]
    Replayed,
}

/// Whether a token of this kind works more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Uses {
    /// Once.
    One,
    /// Until it expires: doing twice what it allows is harmless, and services try again.
    Many,
}

impl Authenticator {
    /// Checks a service token for a call of `method`. With `trusted`, only that DID may have issued it.
    pub(super) async fn service_token(
        &self,
        token: &str,
        method: &Nsid,
        trusted: Option<&Did>,
        uses: Uses,
    ) -> Result<ServiceCaller, ServiceTokenError> {
        let parsed = jwt::parse(token).map_err(|_| ServiceTokenError::Malformed)?;
        if let Some(typ) = parsed.header_text("typ").filter(|typ| OTHER_TYPES.contains(typ)) {
            return Err(ServiceTokenError::Type(typ.to_owned()));
        }
        let (Some(issuer), Some(audience), Some(expires)) =
            (parsed.claim_text("iss"), parsed.claim_text("aud"), parsed.claim_time("exp"))
        else {
            return Err(ServiceTokenError::Malformed);
        };
        let now = self.clock.now();
        if now.secs() > expires {
            return Err(ServiceTokenError::Expired);
        }
        match parsed.claims.get("lxm").map(|lxm| lxm.as_str()) {
            Some(Some(lxm)) if lxm == method.as_str() => {}
            None => return Err(ServiceTokenError::NoMethod(method.clone())),
            Some(_) => return Err(ServiceTokenError::Method(method.clone())),
        }
        let (did, service) = match issuer.split_once('#') {
            Some((did, service)) if !service.is_empty() && !service.contains('#') => (did, Some(service)),
            Some(_) => return Err(ServiceTokenError::Issuer),
            None => (issuer, None),
        };
        let did: Did = did.parse().map_err(|_| ServiceTokenError::Issuer)?;
        if trusted
            .is_some_and(|trusted| *trusted != did || service.is_some_and(|name| name != LABELER_SERVICE))
        {
            return Err(ServiceTokenError::Untrusted);
        }
        let key_id = if service == Some(LABELER_SERVICE) { LABELER_KEY } else { ACCOUNT_KEY };
        let key = self.issuer_key(&did, key_id, Refresh::Cached).await;
        let verified = key.as_ref().is_ok_and(|key| parsed.verify(key, LowS::Tolerated));
        if !verified {
            // The key may have been changed a moment ago: look once more, past all caches.
            let fresh = self.issuer_key(&did, key_id, Refresh::Force).await?;
            if key.ok() == Some(fresh) || !parsed.verify(&fresh, LowS::Tolerated) {
                return Err(ServiceTokenError::Signature);
            }
        }
        let audience = audience.strip_suffix(PDS_SERVICE).unwrap_or(audience);
        if audience != self.service.as_str() {
            return Err(ServiceTokenError::Audience);
        }
        let caller = ServiceCaller { did, service: service.map(str::to_owned), mark: Replay::mark(token) };
        if uses == Uses::One && !self.replay.spend(caller.mark, Timestamp::from_secs(expires + 1), now) {
            return Err(ServiceTokenError::Replayed);
        }
        Ok(caller)
    }

    /// Makes a token good again whose call failed and changed nothing, so that the caller can try once more.
    pub fn forgive(&self, caller: &ServiceCaller) {
        self.replay.forgive(&caller.mark);
    }

    async fn issuer_key(
        &self,
        did: &Did,
        id: &str,
        refresh: Refresh,
    ) -> Result<PublicKey, ServiceTokenError> {
        let document =
            self.resolver.document(did, refresh).await.map_err(|_| ServiceTokenError::Unresolved)?;
        document.key(id).ok_or(ServiceTokenError::NoKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::Curve;

    #[test]
    fn tokens_of_ours() {
        let key = SigningKey::generate(Curve::P256);
        let alice: Did = "did:plc:alice".parse().expect("a DID");
        let method: Nsid = "com.atproto.server.createAccount".parse().expect("an NSID");
        let now = Timestamp::from_secs(1_000);
        let make =
            || issue(&key, &alice, "did:web:b.test#svc", Some(&method), now.after(SERVICE_TOKEN_TTL), now);
        let token = jwt::parse(&make()).expect("well formed");
        assert!(token.verify(key.public(), LowS::Required));
        assert_eq!(token.header_text("typ"), Some("JWT"));
        assert_eq!(token.claim_text("iss"), Some("did:plc:alice"));
        assert_eq!(token.claim_text("aud"), Some("did:web:b.test#svc"));
        assert_eq!(token.claim_text("lxm"), Some("com.atproto.server.createAccount"));
        assert_eq!((token.claim_time("iat"), token.claim_time("exp")), (Some(1_000), Some(1_060)));
        let other = jwt::parse(&make()).expect("well formed");
        assert_ne!(token.claim_text("jti"), other.claim_text("jti"));
        let any = issue(&key, &alice, "did:web:b.test", None, now, now);
        assert!(!jwt::parse(&any).expect("well formed").claims.contains_key("lxm"));
    }
}
