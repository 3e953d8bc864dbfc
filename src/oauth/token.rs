//! The form of tokens and codes. All are made from the name of a grant and a secret, so that none has to be kept: an
//! access token is a JWT that only this server reads; refresh tokens and codes are the grant's name and a MAC of it.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::jwk::Thumbprint;
use crate::base::{Secret, Timestamp};
use crate::crypto::{constant_time_eq, hmac_sha256, jwt};
use crate::store::Aid;
use crate::store::keys::GrantId;
use crate::store::rows::oauth::Grant;
use crate::syntax::Did;

/// Header type of access tokens (RFC 9068).
const ACCESS_TYPE: &str = "at+jwt";
/// What each kind of token begins with, so that none is taken for another.
const TOKEN_ID: &str = "tok-";
const REFRESH: &str = "ref-";
const CODE: &str = "cod-";
/// Bytes of a MAC.
const MAC: usize = 32;

/// Which grant a token or a code belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The account.
    pub aid: Aid,
    /// Its grant.
    pub grant: GrantId,
}

/// What an access token says, signature and audience checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessClaims {
    /// Whose it is.
    pub did: Did,
    /// The grant that it was issued under.
    pub grant: GrantId,
    /// Which of the grant's tokens it is.
    pub generation: u32,
    /// The key that it is bound to.
    pub jkt: Thumbprint,
    /// When it runs out, in seconds since 1970.
    pub expires: u64,
}

/// Makes and reads tokens.
pub struct TokenForge {
    access: Secret<[u8; 32]>,
    opaque: Secret<[u8; 32]>,
    issuer: Box<str>,
    service: Did,
}

impl TokenForge {
    /// Tokens of the server `service` that clients know as `issuer`. The keys are derived from `secret`, so that no
    /// token of another kind is ever taken for one of these.
    pub fn new(secret: &Secret<String>, issuer: &str, service: Did) -> Self {
        let derive = |purpose: &[u8]| Secret::new(hmac_sha256(secret.expose().as_bytes(), purpose));
        Self {
            access: derive(b"hostplant OAuth access tokens"),
            opaque: derive(b"hostplant OAuth refresh tokens and codes"),
            issuer: issuer.into(),
            service,
        }
    }

    /// The access token of the newest generation of a grant: the same whenever it is asked for.
    pub fn access(&self, did: &Did, id: GrantId, grant: &Grant) -> String {
        let claims = json!({
            "jti": format!("{TOKEN_ID}{id}.{}", grant.generation),
            "sub": did,
            "iat": grant.issued_at.secs(),
            "exp": grant.access_until.secs(),
            "aud": self.service,
            "iss": self.issuer,
            "client_id": grant.client,
            "cnf": { "jkt": Thumbprint::from_bytes(grant.jkt.0).to_string() },
        });
        jwt::sign_hs256(self.access.expose(), ACCESS_TYPE, &claims)
    }

    /// Reads an access token, whether its time is over or not; `None` when it is not one of ours.
    pub fn read_access(&self, token: &str) -> Option<AccessClaims> {
        let parsed = jwt::parse(token).ok()?;
        let ours = parsed.verify_hs256(self.access.expose())
            && parsed.header_text("typ") == Some(ACCESS_TYPE)
            && parsed.claim_text("aud") == Some(self.service.as_str())
            && parsed.claim_text("iss") == Some(&self.issuer);
        if !ours {
            return None;
        }
        let (grant, generation) = parsed.claim_text("jti")?.strip_prefix(TOKEN_ID)?.split_once('.')?;
        Some(AccessClaims {
            did: parsed.claim_text("sub")?.parse().ok()?,
            grant: grant.parse().ok()?,
            generation: generation.parse().ok()?,
            jkt: parsed.claims.get("cnf")?.get("jkt")?.as_str()?.parse().ok()?,
            expires: parsed.claim_time("exp")?,
        })
    }

    /// The refresh token of a generation of a grant.
    pub fn refresh(&self, holder: Holder, generation: u32) -> String {
        self.opaque(REFRESH, holder, &generation.to_be_bytes())
    }

    /// Which grant and generation a refresh token is of; `None` when it is not one of ours.
    pub fn read_refresh(&self, token: &str) -> Option<(Holder, u32)> {
        let (holder, generation) = self.read_opaque(REFRESH, token)?;
        Some((holder, u32::from_be_bytes(generation)))
    }

    /// The code for which an app gets a grant.
    pub fn code(&self, holder: Holder) -> String {
        self.opaque(CODE, holder, &[])
    }

    /// Which grant a code is for; `None` when it is not one of ours.
    pub fn read_code(&self, code: &str) -> Option<Holder> {
        self.read_opaque::<0>(CODE, code).map(|(holder, [])| holder)
    }

    fn opaque(&self, prefix: &str, holder: Holder, more: &[u8]) -> String {
        let mut bytes = holder.aid.to_u32().to_be_bytes().to_vec();
        bytes.extend_from_slice(&holder.grant.0);
        bytes.extend_from_slice(more);
        let mac = self.mac(prefix, &bytes);
        bytes.extend_from_slice(&mac);
        format!("{prefix}{}", BASE64URL_NOPAD.encode(&bytes))
    }

    fn read_opaque<const MORE: usize>(&self, prefix: &str, token: &str) -> Option<(Holder, [u8; MORE])> {
        let text = token.strip_prefix(prefix)?;
        // Refused before it is decoded: a token of any length is decoded for nothing.
        if text.len() > 2 * (4 + 16 + MORE + MAC) {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (named, mac) = bytes.split_last_chunk::<MAC>()?;
        if !constant_time_eq(&self.mac(prefix, named), mac) {
            return None;
        }
        let (aid, rest) = named.split_first_chunk::<4>()?;
        let (grant, more) = rest.split_first_chunk::<16>()?;
        let holder = Holder { aid: Aid::from_u32(u32::from_be_bytes(*aid)), grant: GrantId(*grant) };
        Some((holder, more.try_into().ok()?))
    }

    fn mac(&self, prefix: &str, named: &[u8]) -> [u8; MAC] {
        hmac_sha256(self.opaque.expose(), &[prefix.as_bytes(), named].concat())
    }
}

impl fmt::Debug for TokenForge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenForge({})", self.issuer)
    }
}

/// Whether `now` is past the end of a token, which its claims give in whole seconds.
pub fn is_over(expires: u64, now: Timestamp) -> bool {
    now.secs() >= expires
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::keys::Digest;
    use crate::store::rows::oauth::Lifetime;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn forge(secret: &str) -> TokenForge {
        let service = "did:web:pds.test".parse().expect("a DID");
        TokenForge::new(&Secret::new(secret.to_owned()), "https://pds.test", service)
    }

    fn alice() -> Did {
        "did:plc:alice".parse().expect("a DID")
    }

    fn holder() -> Holder {
        Holder { aid: Aid::from_u32(7), grant: GrantId([9; 16]) }
    }

    fn grant() -> Grant {
        Grant {
            client: "https://app.test/client.json".to_owned(),
            created_at: NOW,
            issued_at: NOW,
            generation: 3,
            asked: "atproto".to_owned(),
            granted: "atproto".to_owned(),
            scope: "atproto".to_owned(),
            jkt: Digest([5; 32]),
            client_key: None,
            device: None,
            lifetime: Lifetime::UntilRevoked,
            refreshable: true,
            access_until: Timestamp::from_secs(NOW.secs() + 900),
            refresh_until: NOW,
            ends_at: NOW,
        }
    }

    #[test]
    fn access_tokens_are_read_as_they_are_written() {
        let token = forge("a").access(&alice(), holder().grant, &grant());
        let claims = forge("a").read_access(&token).expect("one of ours");
        assert_eq!(claims.did, alice());
        assert_eq!((claims.grant, claims.generation), (holder().grant, 3));
        assert_eq!(claims.jkt, Thumbprint::from_bytes([5; 32]));
        assert!(
            !is_over(claims.expires, NOW) && is_over(claims.expires, Timestamp::from_secs(NOW.secs() + 900))
        );
        assert_eq!(token, forge("a").access(&alice(), holder().grant, &grant()), "nothing in it is random");
        assert!(forge("b").read_access(&token).is_none(), "a token of another secret");
        assert!(forge("a").read_access(&token[..token.len() - 1]).is_none());
    }

    #[test]
    fn an_access_token_is_good_at_its_server_only() {
        let token = forge("a").access(&alice(), holder().grant, &grant());
        let elsewhere = |issuer: &str, service: &str| {
            let service = service.parse().expect("a DID");
            TokenForge::new(&Secret::new("a".to_owned()), issuer, service).read_access(&token)
        };
        assert!(elsewhere("https://pds.test", "did:web:pds.test").is_some());
        assert!(elsewhere("https://other.test", "did:web:pds.test").is_none());
        assert!(elsewhere("https://pds.test", "did:web:other.test").is_none());
    }

    #[test]
    fn refresh_tokens_and_codes_are_read_as_they_are_written() {
        let forge_a = forge("a");
        let refresh = forge_a.refresh(holder(), 12);
        assert!(refresh.starts_with("ref-"));
        assert_eq!(forge_a.read_refresh(&refresh), Some((holder(), 12)));
        assert_ne!(refresh, forge_a.refresh(holder(), 13));
        assert_eq!(forge("b").read_refresh(&refresh), None);
        let code = forge_a.code(holder());
        assert_eq!(forge_a.read_code(&code), Some(holder()));
        assert_eq!(forge("b").read_code(&code), None);
    }

    #[test]
    fn one_kind_is_not_taken_for_another() {
        let forge = forge("a");
        let (refresh, code) = (forge.refresh(holder(), 1), forge.code(holder()));
        assert_eq!(forge.read_code(&refresh), None);
        assert_eq!(forge.read_refresh(&code), None);
        assert_eq!(forge.read_code(&refresh.replacen("ref-", "cod-", 1)), None);
        assert_eq!(forge.read_refresh(&code.replacen("cod-", "ref-", 1)), None);
        assert_eq!(forge.read_refresh(&format!("ref-{}", "A".repeat(10_000))), None);
        assert_eq!(forge.read_refresh("ref-"), None);
    }

    #[test]
    fn a_changed_token_is_no_token() {
        let forge = forge("a");
        let token = forge.refresh(holder(), 1);
        let mut bytes = BASE64URL_NOPAD.decode(&token.as_bytes()[4..]).expect("base64");
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            let changed = format!("ref-{}", BASE64URL_NOPAD.encode(&bytes));
            assert_eq!(forge.read_refresh(&changed), None, "byte {at}");
            bytes[at] ^= 1;
        }
    }
}
