//! What OAuth clients published last: served when their hosts cannot be asked.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Text;
use crate::store::tables::PublishedClients;
use crate::store::{Read, Span, StorageError, Tx};

/// The documents of a client, as they were fetched.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublishedClient {
    /// Its metadata.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub metadata: Vec<u8>,
    /// When they were fetched.
    #[n(1)]
    pub metadata_at: Timestamp,
    /// Its keys, when they have a document of their own and were needed.
    #[n(2)]
    pub keys: Option<PublishedKeys>,
}

/// The document of a client's keys.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PublishedKeys {
    /// Where it was.
    #[n(0)]
    pub address: String,
    /// The document.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub document: Vec<u8>,
    /// When it was fetched.
    #[n(2)]
    pub fetched_at: Timestamp,
}

cbor_rows!(PublishedClient);

impl PublishedClient {
    fn is_older(&self, time: Timestamp) -> bool {
        self.metadata_at < time && self.keys.as_ref().is_none_or(|keys| keys.fetched_at < time)
    }
}

/// At most `limit` clients whose documents were all fetched before `time`.
///
/// # Errors
/// As every read.
pub fn older_than(db: &impl Read, time: Timestamp, limit: usize) -> Result<Vec<Text>, StorageError> {
    let mut old = Vec::new();
    for row in db.range::<PublishedClients>(Span::all())? {
        let (id, client) = row?;
        if client.is_older(time) {
            old.push(id);
            if old.len() == limit {
                break;
            }
        }
    }
    Ok(old)
}

/// Forgets a client if its documents were all fetched before `time`: it may have been heard of since it was looked at.
///
/// # Errors
/// As every write.
pub fn remove_older(tx: &mut Tx<'_>, id: &Text, time: Timestamp) -> Result<(), StorageError> {
    if tx.get::<PublishedClients>(id)?.is_some_and(|client| client.is_older(time)) {
        tx.delete::<PublishedClients>(id)?;
    }
    Ok(())
}
