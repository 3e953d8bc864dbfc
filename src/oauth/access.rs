//! Access tokens at the resource server, which is this server: who calls, for which account, and what the app may do.
//!
//! Every call looks at the grant's row, so that revocation holds from the next call on. Only what is read out of a row
//! is kept in memory, and it is used while the row is byte for byte the same.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Provider;
use super::dpop::Proofs;
use super::error::{ErrorCode, OAuthError};
use super::grant::{GRACE, renew, stored};
use super::jwk::Thumbprint;
use super::scope::{Scope, ScopeSet};
use super::token::{AccessClaims, TokenForge, is_over};
use crate::base::{Secret, Timestamp};
use crate::store::keys::{Digest, GrantId, GrantKey};
use crate::store::rows::oauth::{Grant, Lifetime};
use crate::store::tables::Grants;
use crate::store::{Aid, Read, RowCodec};
use crate::syntax::Did;

/// Grants whose rows are kept read.
const MAX_KEPT: usize = 256;
/// Bytes of the rows that are kept; what is read out of them takes a few times as much.
const MAX_KEPT_BYTES: usize = 256 * 1024;
/// Longest row that is kept. Apps with longer lists of scopes have them read at each call.
const MAX_KEPT_ROW: usize = MAX_KEPT_BYTES / 8;

/// What an app may do for an account, proven by a token and a key.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The account.
    pub aid: Aid,
    /// Its DID.
    pub did: Did,
    /// The grant.
    pub grant: GrantId,
    /// The app's `client_id`.
    pub client: Box<str>,
    /// What it may do, permission sets opened.
    pub scope: ScopeSet,
}

/// What a request to the resource server shows.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The values of every `DPoP` header.
    pub proofs: &'a [&'a str],
    /// The HTTP method.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
}

/// Checks tokens and the proofs that come with them. The part of a call's check that costs time.
pub struct Verifier {
    pub(super) forge: TokenForge,
    pub(super) proofs: Proofs,
}

impl Verifier {
    /// For the tokens of `service` at the origin `issuer`, which are derived from `secret`.
    pub fn new(secret: &Secret<String>, issuer: &str, service: Did) -> Self {
        Self { forge: TokenForge::new(secret, issuer, service), proofs: Proofs::new(issuer) }
    }

    /// The nonce that every answer to a client carries.
    pub fn next_nonce(&self, now: Timestamp) -> String {
        self.proofs.next_nonce(now)
    }

    /// An access token such as apps hold, bound to the key `jkt`: what `hostplant bench` measures with.
    pub fn specimen(&self, did: &Did, jkt: Thumbprint, now: Timestamp) -> String {
        let mut grant = Grant {
            client: "https://app.example.com/client-metadata.json".to_owned(),
            created_at: now,
            issued_at: now,
            generation: 1,
            asked: String::new(),
            granted: String::new(),
            scope: String::new(),
            jkt: Digest(*jkt.as_bytes()),
            client_key: None,
            device: None,
            lifetime: Lifetime::default(),
            refreshable: true,
            access_until: now,
            refresh_until: now,
            ends_at: now,
        };
        renew(&mut grant, now);
        self.forge.access(did, GrantId([0; 16]), &grant)
    }

    /// Checks a token and the proof that comes with it.
    ///
    /// # Errors
    /// `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`.
    pub fn check(
        &self,
        token: &str,
        presented: &Presented<'_>,
        now: Timestamp,
    ) -> Result<AccessClaims, OAuthError> {
        let claims = self.forge.read_access(token).ok_or_else(|| invalid("Invalid token"))?;
        let Presented { proofs, method, path } = presented;
        let proof = self.proofs.check(proofs, method, path, Some(token), now)?;
        if proof.jkt != claims.jkt {
            return Err(invalid("The DPoP proof does not match the key of the token"));
        }
        if is_over(claims.expires, now) {
            return Err(invalid("Token expired"));
        }
        Ok(claims)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.proofs)
    }
}

impl Provider {
    /// Whether a token is one of ours, however it was presented and whether its time is over or not.
    pub fn is_access_token(&self, token: &str) -> bool {
        self.0.verifier.forge.read_access(token).is_some()
    }

    /// Checks a token and the proof that comes with it. What it is good for says [`Provider::granted`].
    ///
    /// # Errors
    /// `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`.
    pub fn check_access(&self, token: &str, presented: &Presented<'_>) -> Result<AccessClaims, OAuthError> {
        self.0.verifier.check(token, presented, self.0.clock.now())
    }

    /// What a checked token is good for, by the row of its grant. `aid` is the account of the token's DID.
    ///
    /// # Errors
    /// `invalid_token` when the grant is gone or the token was replaced.
    pub fn granted(
        &self,
        db: &impl Read,
        aid: Aid,
        claims: &AccessClaims,
    ) -> Result<Arc<Granted>, OAuthError> {
        let key = GrantKey { aid, grant: claims.grant };
        let kept = db
            .look::<Grants, _>(&key, |row| self.0.kept.read(aid, claims, row))?
            .ok_or_else(|| invalid("Token was revoked"))?
            .ok_or_else(|| invalid("Invalid token"))?;
        let now = self.0.clock.now();
        if !kept.is_current(claims, now) {
            return Err(invalid("Token was replaced"));
        }
        if !kept.granted.scope.contains(&Scope::Atproto) {
            return Err(invalid("Token lacks the \"atproto\" scope"));
        }
        Ok(Arc::clone(&kept.granted))
    }
}

fn invalid(description: &'static str) -> OAuthError {
    OAuthError::new(ErrorCode::InvalidToken, description)
}

/// A row, read.
#[derive(Debug)]
struct KeptGrant {
    generation: u32,
    issued_at: Timestamp,
    ends_at: Timestamp,
    jkt: Thumbprint,
    granted: Arc<Granted>,
}

impl KeptGrant {
    fn read(aid: Aid, claims: &AccessClaims, row: &[u8]) -> Option<Self> {
        let row = Grant::decode(row)?;
        Some(Self {
            generation: row.generation,
            issued_at: row.issued_at,
            ends_at: row.ends_at,
            jkt: Thumbprint::from_bytes(row.jkt.0),
            granted: Arc::new(Granted {
                aid,
                did: claims.did.clone(),
                grant: claims.grant,
                scope: stored(&row.scope),
                client: row.client.into(),
            }),
        })
    }

    /// Whether a token is the newest, or was until a moment ago: calls that were on their way when a client refreshed
    /// are let through.
    fn is_current(&self, claims: &AccessClaims, now: Timestamp) -> bool {
        let newest = claims.generation == self.generation
            || claims.generation.checked_add(1) == Some(self.generation) && now.since(self.issued_at) < GRACE;
        newest && claims.jkt == self.jkt && now < self.ends_at
    }
}

/// The rows that were read last.
#[derive(Default)]
pub(super) struct KeptGrants(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    rows: HashMap<GrantId, Place>,
    bytes: usize,
    uses: u64,
}

impl Kept {
    fn remove(&mut self, id: GrantId) {
        if let Some(place) = self.rows.remove(&id) {
            self.bytes -= place.row.len();
        }
    }

    fn insert(&mut self, id: GrantId, place: Place) {
        self.remove(id);
        while self.rows.len() >= MAX_KEPT || self.bytes + place.row.len() > MAX_KEPT_BYTES {
            let oldest = self.rows.iter().min_by_key(|(_, place)| place.used).map(|(id, _)| *id);
            let Some(oldest) = oldest else { return };
            self.remove(oldest);
        }
        self.bytes += place.row.len();
        self.rows.insert(id, place);
    }
}

struct Place {
    row: Box<[u8]>,
    read: Arc<KeptGrant>,
    used: u64,
}

impl KeptGrants {
    /// A row, read now or earlier; `None` when it is unreadable.
    fn read(&self, aid: Aid, claims: &AccessClaims, row: &[u8]) -> Option<Arc<KeptGrant>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let used = kept.uses;
        if let Some(place) = kept.rows.get_mut(&claims.grant)
            && *place.row == *row
            && place.read.granted.aid == aid
        {
            place.used = used;
            return Some(Arc::clone(&place.read));
        }
        let read = Arc::new(KeptGrant::read(aid, claims, row)?);
        if row.len() <= MAX_KEPT_ROW {
            kept.insert(claims.grant, Place { row: row.into(), read: Arc::clone(&read), used });
        }
        Some(read)
    }
}

impl fmt::Debug for KeptGrants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptGrants")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::RowCodec;

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    fn claims(grant: u8) -> AccessClaims {
        AccessClaims {
            did: "did:plc:alice".parse().expect("a DID"),
            grant: GrantId([grant; 16]),
            generation: 2,
            jkt: Thumbprint::from_bytes([5; 32]),
            expires: NOW.secs() + 900,
        }
    }

    fn row(scope: &str) -> Vec<u8> {
        let mut grant = Grant {
            client: "https://app.test/client.json".to_owned(),
            created_at: NOW,
            issued_at: NOW,
            generation: 2,
            asked: String::new(),
            granted: String::new(),
            scope: scope.to_owned(),
            jkt: Digest([5; 32]),
            client_key: None,
            device: None,
            lifetime: Lifetime::default(),
            refreshable: true,
            access_until: NOW,
            refresh_until: NOW,
            ends_at: NOW,
        };
        renew(&mut grant, NOW);
        let mut bytes = Vec::new();
        grant.encode(&mut bytes);
        bytes
    }

    #[test]
    fn a_row_is_read_anew_when_it_changed() {
        let kept = KeptGrants::default();
        let aid = Aid::from_u32(1);
        let read = |row: &[u8]| kept.read(aid, &claims(1), row).expect("a grant");
        let first = read(&row("atproto"));
        assert!(Arc::ptr_eq(&first, &read(&row("atproto"))));
        let changed = read(&row("atproto transition:email"));
        assert!(!Arc::ptr_eq(&first, &changed));
        assert_eq!(changed.granted.scope.to_string(), "atproto transition:email");
        assert!(kept.read(aid, &claims(1), b"damaged").is_none());
    }

    #[test]
    fn rows_that_are_kept_are_bounded() {
        let kept = KeptGrants::default();
        let long = format!("atproto {}", "x".repeat(20_000));
        for grant in 0..=255 {
            for scope in [&long, "atproto"] {
                assert!(kept.read(Aid::from_u32(1), &claims(grant), &row(scope)).is_some());
            }
            assert!(kept.read(Aid::from_u32(1), &claims(grant), &row(&long)).is_some());
            let kept = kept.0.lock().expect("a lock");
            assert!(kept.bytes <= MAX_KEPT_BYTES && kept.rows.len() <= MAX_KEPT);
            assert_eq!(kept.bytes, kept.rows.values().map(|place| place.row.len()).sum::<usize>());
        }
        let huge = row(&"x".repeat(MAX_KEPT_ROW));
        assert!(kept.read(Aid::from_u32(2), &claims(0), &huge).is_some());
    }

    #[test]
    fn only_the_newest_token_counts_and_for_a_moment_the_one_before() {
        let grant = KeptGrant::read(Aid::from_u32(1), &claims(1), &row("atproto")).expect("a grant");
        let is_current = |generation, after| {
            grant.is_current(
                &AccessClaims { generation, ..claims(1) },
                NOW.after(std::time::Duration::from_secs(after)),
            )
        };
        assert!(is_current(2, 0) && is_current(2, 800));
        assert!(is_current(1, 9) && !is_current(1, 10));
        assert!(!is_current(0, 0) && !is_current(3, 0) && !is_current(u32::MAX, 0));
        assert!(!grant.is_current(&AccessClaims { jkt: Thumbprint::from_bytes([6; 32]), ..claims(1) }, NOW));
    }
}
