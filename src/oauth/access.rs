//! Access tokens at the resource server, which is this server: who calls, for which account, and what the app may do.
//!
//! Every call looks at the grant's row, so that revocation holds from the next call on. Only what is read out of a row
//! is kept in memory, and it is used while the row is byte for byte the same.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::Provider;
use super::error::{ErrorCode, OAuthError};
use super::grant::{GRACE, stored};
use super::jwk::Thumbprint;
use super::scope::{Scope, ScopeSet};
use super::token::{AccessClaims, is_over};
use crate::base::Timestamp;
use crate::store::keys::{GrantId, GrantKey};
use crate::store::rows::oauth::Grant;
use crate::store::tables::Grants;
use crate::store::{Aid, Read, RowCodec};
use crate::syntax::Did;

/// Grants whose rows are kept read. A few hundred bytes each, or what their scopes take.
const MAX_KEPT: usize = 256;

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

impl Provider {
    /// Whether a token is one of ours, however it was presented and whether its time is over or not.
    pub fn is_access_token(&self, token: &str) -> bool {
        self.0.forge.read_access(token).is_some()
    }

    /// Checks a token and the proof that comes with it. What it is good for says [`Provider::granted`].
    ///
    /// # Errors
    /// `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`.
    pub fn check_access(&self, token: &str, presented: &Presented<'_>) -> Result<AccessClaims, OAuthError> {
        let now = self.0.clock.now();
        let claims = self.0.forge.read_access(token).ok_or_else(|| invalid("Invalid token"))?;
        let Presented { proofs, method, path } = presented;
        let proof = self.0.proofs.check(proofs, method, path, Some(token), now)?;
        if proof.jkt != claims.jkt {
            return Err(invalid("The DPoP proof does not match the key of the token"));
        }
        if is_over(claims.expires, now) {
            return Err(invalid("Token expired"));
        }
        Ok(claims)
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
    uses: u64,
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
        if kept.rows.len() >= MAX_KEPT
            && let Some(oldest) = kept.rows.iter().min_by_key(|(_, place)| place.used).map(|(id, _)| *id)
        {
            kept.rows.remove(&oldest);
        }
        kept.rows.insert(claims.grant, Place { row: row.into(), read: Arc::clone(&read), used });
        Some(read)
    }
}

impl fmt::Debug for KeptGrants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptGrants")
    }
}
