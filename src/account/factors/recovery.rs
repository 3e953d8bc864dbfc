//! Recovery codes: ten, shown once, each good for one sign-in without the other factors.

use super::{FactorError, rows};
use crate::account::activity::{self, Act, Origin};
use crate::account::{Accounts, Hosted};
use crate::base::{Secret, base32_token};
use crate::crypto::{constant_time_eq, hmac_sha256};
use crate::store::keys::Digest;
use crate::store::{Aid, StorageError, Tx};

/// How many codes are made at once.
pub const RECOVERY_CODES: usize = 10;
/// A code is so many groups of so many characters of base32: 60 bits, which a keyed hash keeps.
const GROUPS: usize = 3;
const GROUP: usize = 4;

/// Hashes recovery codes. A copy of the database alone does not tell whether a guess is right.
pub struct RecoverySecret([u8; 32]);

impl std::fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoverySecret(…)")
    }
}

impl RecoverySecret {
    pub(in crate::account) fn derive(seal_key: &[u8; 32]) -> Self {
        Self(hmac_sha256(seal_key, b"hostplant recovery codes"))
    }

    fn hash(&self, aid: Aid, code: &str) -> Digest {
        let mut message = aid.to_u32().to_be_bytes().to_vec();
        message.extend_from_slice(code.as_bytes());
        Digest(hmac_sha256(&self.0, &message))
    }
}

impl Accounts {
    /// Makes ten recovery codes in place of any before; the answer is the only copy of them.
    ///
    /// # Errors
    /// [`FactorError::NoAccount`], or when the store fails.
    pub async fn make_recovery_codes(
        &self,
        aid: Aid,
        origin: Origin,
    ) -> Result<Vec<Secret<String>>, FactorError> {
        let parts = std::sync::Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| {
            Hosted::by_aid(tx, aid)?.ok_or(FactorError::NoAccount)?;
            let mut factors = rows::get(tx, aid)?;
            let codes = make(&mut factors, &parts.recovery, aid);
            rows::put(tx, aid, &factors)?;
            activity::note(tx, aid, Act::RecoveryCodesMade, &origin, None)?;
            Ok::<_, FactorError>(codes)
        };
        Ok(self.0.store.write(job).await?)
    }
}

/// Makes codes unless the account has some. Whoever calls writes the row.
pub(super) fn make_if_none(
    factors: &mut rows::Factors,
    secret: &RecoverySecret,
    aid: Aid,
) -> Option<Vec<Secret<String>>> {
    factors.recovery_codes.is_empty().then(|| make(factors, secret, aid))
}

fn make(factors: &mut rows::Factors, secret: &RecoverySecret, aid: Aid) -> Vec<Secret<String>> {
    let plain: Vec<String> = (0..RECOVERY_CODES).map(|_| base32_token(GROUP * GROUPS)).collect();
    factors.recovery_codes = plain.iter().map(|code| secret.hash(aid, code)).collect();
    let shown = |code: &String| {
        let groups: Vec<&str> = (0..GROUPS).map(|group| &code[group * GROUP..(group + 1) * GROUP]).collect();
        Secret::new(groups.join("-"))
    };
    plain.iter().map(shown).collect()
}

/// Uses up a code. Whether it was one of the account's.
pub(in crate::account) fn accept(
    tx: &mut Tx<'_>,
    factors: &mut rows::Factors,
    secret: &RecoverySecret,
    aid: Aid,
    code: &str,
    origin: &Origin,
) -> Result<bool, StorageError> {
    let hash = secret.hash(aid, &plain(code));
    let before = factors.recovery_codes.len();
    factors.recovery_codes.retain(|stored| !constant_time_eq(&stored.0, &hash.0));
    let left = factors.recovery_codes.len();
    if left < before {
        activity::note(tx, aid, Act::RecoveryCodeUsed, origin, Some(&left.to_string()))?;
    }
    Ok(left < before)
}

/// People type codes as they like.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
