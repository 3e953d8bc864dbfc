//! The two tokens of a password session: HS256 JWTs that only this server makes and reads.
//!
//! Access tokens are stateless and live two hours. Refresh tokens name a row by their `jti`, see [`super::sessions`].

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64;
use serde_json::json;

use crate::base::{Secret, Timestamp, random_bytes};
use crate::crypto::{hmac_sha256, jwt};
use crate::syntax::Did;

/// How long an access token is good for.
pub const ACCESS_TTL: Duration = Duration::from_secs(2 * 60 * 60);
/// How long a refresh token is good for, unless it is used before.
pub const REFRESH_TTL: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Header types (RFC 9068 for the first).
const ACCESS_TYPE: &str = "at+jwt";
const REFRESH_TYPE: &str = "refresh+jwt";

/// What an access token of a password session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Everything: the main password was given.
    Full,
    /// An app password.
    AppPassword,
    /// An app password that may also reach direct messages.
    PrivilegedAppPassword,
    /// The main password of an account that was taken down.
    Takendown,
    /// An account that waits to be let in. We never issue it; tokens with it are understood.
    SignupQueued,
}

impl Scope {
    const ALL: [Self; 5] =
        [Self::Full, Self::AppPassword, Self::PrivilegedAppPassword, Self::Takendown, Self::SignupQueued];

    /// The value of the `scope` claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "com.atproto.access",
            Self::AppPassword => "com.atproto.appPass",
            Self::PrivilegedAppPassword => "com.atproto.appPassPrivileged",
            Self::Takendown => "com.atproto.takendown",
            Self::SignupQueued => "com.atproto.signupQueued",
        }
    }
}

const REFRESH_SCOPE: &str = "com.atproto.refresh";

/// The name of a refresh token: 32 random bytes. Whoever knows it can refresh only together with our signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshId([u8; 32]);

impl RefreshId {
    /// A new one.
    pub fn random() -> Self {
        Self(random_bytes())
    }

    /// The bytes, to be hashed.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    fn from_claim(text: &str) -> Option<Self> {
        Some(Self(BASE64.decode(text.as_bytes()).ok()?.try_into().ok()?))
    }

    fn to_claim(self) -> String {
        BASE64.encode(&self.0)
    }
}

impl fmt::Debug for RefreshId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshId(…)")
    }
}

/// Why a token of ours is not accepted, in the order in which it is found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not signed by us, of another type, or for another service.
    #[error("Token could not be verified")]
    Unverified,
    /// Its time is over. Clients refresh on this.
    #[error("Token has expired")]
    Expired,
    /// Signed by us, and yet not what we issue.
    #[error("Malformed token")]
    Malformed,
    /// A scope that does not exist.
    #[error("Bad token scope")]
    Scope,
}

/// Makes and reads session tokens.
pub struct SessionTokens {
    secret: Secret<Vec<u8>>,
    service: Did,
}

impl SessionTokens {
    /// Tokens of `service`, signed with the bytes of `secret` as they are.
    pub fn new(secret: &Secret<String>, service: Did) -> Self {
        Self { secret: Secret::new(secret.expose().clone().into_bytes()), service }
    }

    /// An access token.
    pub fn access(&self, did: &Did, scope: Scope, now: Timestamp) -> String {
        let claims = json!({
            "scope": scope.as_str(),
            "aud": self.service,
            "sub": did,
            "iat": now.secs(),
            "exp": now.after(ACCESS_TTL).secs(),
        });
        jwt::sign_hs256(self.secret.expose(), ACCESS_TYPE, &claims)
    }

    /// A refresh token with the name `id`.
    pub fn refresh(&self, did: &Did, id: RefreshId, now: Timestamp) -> String {
        let claims = json!({
            "scope": REFRESH_SCOPE,
            "aud": self.service,
            "sub": did,
            "jti": id.to_claim(),
            "iat": now.secs(),
            "exp": now.after(REFRESH_TTL).secs(),
        });
        jwt::sign_hs256(self.secret.expose(), REFRESH_TYPE, &claims)
    }

    /// The name of the token that follows the token `id`: the same whenever it is asked for, and known to us alone.
    pub fn successor(&self, id: RefreshId) -> RefreshId {
        let mut message = b"refresh token after ".to_vec();
        message.extend_from_slice(&id.0);
        RefreshId(hmac_sha256(self.secret.expose(), &message))
    }

    /// Reads an access token.
    ///
    /// # Errors
    /// [`TokenError`], the first that applies.
    pub fn read_access(&self, token: &str, now: Timestamp) -> Result<(Did, Scope), TokenError> {
        let parsed = self.read(token, ACCESS_TYPE, Some(now))?;
        let did = subject(&parsed)?;
        let scope = parsed.claim_text("scope");
        let scope = Scope::ALL.into_iter().find(|known| scope == Some(known.as_str()));
        Ok((did, scope.ok_or(TokenError::Scope)?))
    }

    /// Reads a refresh token; `now` is `None` where an expired one does as well.
    ///
    /// # Errors
    /// [`TokenError`], the first that applies.
    pub fn read_refresh(&self, token: &str, now: Option<Timestamp>) -> Result<(Did, RefreshId), TokenError> {
        let parsed = self.read(token, REFRESH_TYPE, now)?;
        let did = subject(&parsed)?;
        if parsed.claim_text("scope") != Some(REFRESH_SCOPE) {
            return Err(TokenError::Scope);
        }
        let id = parsed.claim_text("jti").and_then(RefreshId::from_claim).ok_or(TokenError::Malformed)?;
        Ok((did, id))
    }

    fn read(&self, token: &str, typ: &str, now: Option<Timestamp>) -> Result<jwt::Parsed, TokenError> {
        let parsed = jwt::parse(token).map_err(|_| TokenError::Unverified)?;
        let ours = parsed.verify_hs256(self.secret.expose())
            && parsed.header_text("typ").is_some_and(|given| given.eq_ignore_ascii_case(typ))
            && parsed.claim_text("aud") == Some(self.service.as_str());
        if !ours {
            return Err(TokenError::Unverified);
        }
        let expires = parsed.claim_time("exp").ok_or(TokenError::Unverified)?;
        if now.is_some_and(|now| now.secs() >= expires) {
            return Err(TokenError::Expired);
        }
        // Service tokens and proof-of-possession tokens have no business here, whoever signed them.
        if parsed.claims.contains_key("lxm") || parsed.claims.contains_key("cnf") {
            return Err(TokenError::Malformed);
        }
        Ok(parsed)
    }
}

impl fmt::Debug for SessionTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionTokens({})", self.service)
    }
}

fn subject(parsed: &jwt::Parsed) -> Result<Did, TokenError> {
    parsed.claim_text("sub").and_then(|sub| sub.parse().ok()).ok_or(TokenError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn tokens() -> SessionTokens {
        SessionTokens::new(&Secret::new("s".to_owned()), "did:web:pds.test".parse().expect("a DID"))
    }

    fn alice() -> Did {
        "did:plc:alice".parse().expect("a DID")
    }

    fn signed(typ: &str, claims: &serde_json::Value) -> String {
        jwt::sign_hs256(b"s", typ, claims)
    }

    #[test]
    fn access_tokens_of_every_scope() {
        for scope in Scope::ALL {
            let token = tokens().access(&alice(), scope, NOW);
            assert_eq!(tokens().read_access(&token, NOW), Ok((alice(), scope)));
            assert_eq!(tokens().read_access(&token, NOW.after(ACCESS_TTL)), Err(TokenError::Expired));
            assert_eq!(tokens().read_refresh(&token, Some(NOW)), Err(TokenError::Unverified));
        }
    }

    #[test]
    fn refresh_tokens() {
        let id = RefreshId::random();
        let token = tokens().refresh(&alice(), id, NOW);
        assert_eq!(tokens().read_refresh(&token, Some(NOW)), Ok((alice(), id)));
        assert_eq!(tokens().read_refresh(&token, Some(NOW.after(REFRESH_TTL))), Err(TokenError::Expired));
        assert_eq!(tokens().read_refresh(&token, None), Ok((alice(), id)));
        assert_eq!(tokens().read_access(&token, NOW), Err(TokenError::Unverified));
    }

    #[test]
    fn tokens_of_others_are_not_verified() {
        let token = tokens().access(&alice(), Scope::Full, NOW);
        let other =
            SessionTokens::new(&Secret::new("t".to_owned()), "did:web:pds.test".parse().expect("a DID"));
        assert_eq!(other.read_access(&token, NOW), Err(TokenError::Unverified));
        let other =
            SessionTokens::new(&Secret::new("s".to_owned()), "did:web:other.test".parse().expect("a DID"));
        assert_eq!(other.read_access(&token, NOW), Err(TokenError::Unverified));
        assert_eq!(tokens().read_access("a.b.c", NOW), Err(TokenError::Unverified));
        let no_expiry =
            json!({"scope": "com.atproto.access", "aud": "did:web:pds.test", "sub": "did:plc:alice"});
        assert_eq!(tokens().read_access(&signed("at+jwt", &no_expiry), NOW), Err(TokenError::Unverified));
    }

    #[test]
    fn claims_that_we_never_issue() {
        let claims = |more: serde_json::Value| {
            let mut claims = json!({
                "scope": "com.atproto.access", "aud": "did:web:pds.test", "sub": "did:plc:alice", "exp": NOW.secs() + 1,
            });
            for (name, value) in more.as_object().expect("an object") {
                claims[name] = value.clone();
            }
            tokens().read_access(&signed("at+jwt", &claims), NOW)
        };
        assert_eq!(claims(json!({})), Ok((alice(), Scope::Full)));
        assert_eq!(claims(json!({"lxm": "com.atproto.server.getSession"})), Err(TokenError::Malformed));
        assert_eq!(claims(json!({"cnf": {}})), Err(TokenError::Malformed));
        assert_eq!(claims(json!({"sub": "alice"})), Err(TokenError::Malformed));
        assert_eq!(claims(json!({"scope": "com.atproto.everything"})), Err(TokenError::Scope));
        assert_eq!(claims(json!({"scope": "com.atproto.refresh"})), Err(TokenError::Scope));
    }
}
