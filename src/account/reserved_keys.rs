//! Signing keys that are made before the account that will have them, so that a DID can name them first.

use std::sync::Arc;

use super::Accounts;
use crate::crypto::SigningKey;
use crate::records::Signers;
use crate::store::tables::ReservedKeys;
use crate::store::{Read, Span, StorageError, Tx, WriteError};
use crate::syntax::Did;

/// Most keys that wait for their account. Anybody may ask for one, so the oldest makes room.
const MAX_RESERVED: u64 = 1_000;

impl Accounts {
    /// The public half, as `did:key`, of a key that waits for the account `did`; without a DID a new one each time.
    ///
    /// # Errors
    /// As every write.
    pub async fn reserve_signing_key(&self, did: Option<Did>) -> Result<String, WriteError<StorageError>> {
        let parts = Arc::clone(&self.0);
        let job = move |tx: &mut Tx<'_>| {
            if let Some(did) = &did
                && let Some(row) = tx.get::<ReservedKeys>(did)?
            {
                return Ok(row.public);
            }
            make_room(tx)?;
            let row = parts.signers.seal(&SigningKey::generate(parts.config.curve), tx.now());
            // A key without a DID stands under its own.
            let own = || Did::trusted(row.public.as_str());
            tx.put::<ReservedKeys>(&did.unwrap_or_else(own), &row)?;
            Ok(row.public)
        };
        self.0.store.write(job).await
    }
}

/// Takes the key that waits for the account `did`.
///
/// # Errors
/// As every write.
pub(super) fn take(
    tx: &mut Tx<'_>,
    signers: &Signers,
    did: &Did,
) -> Result<Option<SigningKey>, StorageError> {
    let Some(row) = tx.get::<ReservedKeys>(did)? else { return Ok(None) };
    tx.delete::<ReservedKeys>(did)?;
    Ok(signers.open(&row))
}

fn make_room(tx: &mut Tx<'_>) -> Result<(), StorageError> {
    if tx.count::<ReservedKeys>()? < MAX_RESERVED {
        return Ok(());
    }
    let mut oldest = None;
    for entry in tx.range::<ReservedKeys>(Span::all())? {
        let (did, row) = entry?;
        if oldest.as_ref().is_none_or(|(at, _)| row.created_at < *at) {
            oldest = Some((row.created_at, did));
        }
    }
    match oldest {
        Some((_, did)) => tx.delete::<ReservedKeys>(&did).map(drop),
        None => Ok(()),
    }
}
