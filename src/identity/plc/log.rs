//! How operations follow one another: signatures by the keys in force, and the 72 hours in which a more powerful key
//! may undo what a weaker one did.

use std::time::Duration;

use super::operation::Operation;
use crate::base::Timestamp;
use crate::syntax::{Cid, Did};

/// How long an operation can still be undone by a more powerful key.
pub const RECOVERY_WINDOW: Duration = Duration::from_secs(72 * 3_600);

/// An operation that a directory has accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// The operation.
    pub operation: Operation,
    /// Its address.
    pub cid: Cid,
    /// Whether a later operation undid it.
    pub nullified: bool,
    /// When the directory accepted it.
    pub created_at: Timestamp,
}

/// Why an operation does not follow the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The first operation does not hash to the DID.
    #[error("Hash of genesis operation does not match DID identifier: {0}")]
    OtherDid(Did),
    /// A first operation with `prev`, or a tombstone as the first.
    #[error("Expected null prev on create")]
    NotAGenesis,
    /// `prev` is not an operation in force, or the subject is no more.
    #[error("Operations not correctly ordered")]
    Misordered,
    /// Not signed by a key that may.
    #[error("Invalid signature on op")]
    Signature,
    /// The operation to be undone is older than the window.
    #[error("Recovery operation occurred outside of the allowed 72 hr recovery window. Time lapsed: {0:?}")]
    Late(Duration),
}

/// Decides whether `operation` follows `log` (oldest first, nullified entries included). Answers the addresses of the
/// entries that it undoes, none in the ordinary case.
///
/// # Errors
/// The rule that it breaks.
pub fn accept(
    did: &Did,
    log: &[LogEntry],
    operation: &Operation,
    now: Timestamp,
) -> Result<Vec<Cid>, Refusal> {
    let in_force: Vec<&LogEntry> = log.iter().filter(|entry| !entry.nullified).collect();
    if in_force.is_empty() {
        return accept_first(did, operation);
    }
    let prev = operation.prev().ok_or(Refusal::Misordered)?;
    let at = in_force.iter().position(|entry| entry.cid == prev).ok_or(Refusal::Misordered)?;
    // A tombstone can be undone, by naming the operation before it, but not followed.
    let keys = in_force[at].operation.data().ok_or(Refusal::Misordered)?.rotation_keys;
    let undone = &in_force[at + 1..];
    let Some(disputed) = undone.first() else {
        return operation.signer(&keys).map(|_| Vec::new()).ok_or(Refusal::Signature);
    };
    let disputed_signer = disputed.operation.signer(&keys).ok_or(Refusal::Signature)?;
    operation.signer(&keys[..disputed_signer]).ok_or(Refusal::Signature)?;
    let lapsed = now.since(disputed.created_at);
    if lapsed > RECOVERY_WINDOW {
        return Err(Refusal::Late(lapsed));
    }
    Ok(undone.iter().map(|entry| entry.cid).collect())
}

fn accept_first(did: &Did, operation: &Operation) -> Result<Vec<Cid>, Refusal> {
    if operation.prev().is_some() {
        return Err(Refusal::NotAGenesis);
    }
    let data = operation.data().ok_or(Refusal::NotAGenesis)?;
    if operation.new_did() != *did {
        return Err(Refusal::OtherDid(operation.new_did()));
    }
    operation.signer(&data.rotation_keys).map(|_| Vec::new()).ok_or(Refusal::Signature)
}
