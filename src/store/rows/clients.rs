//! What OAuth clients published last: served when their hosts cannot be asked.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Text;
use crate::store::tables::PublishedClients;
use crate::store::{Read, Span, StorageError};

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

/// At most `limit` clients whose documents were all fetched before `time`.
///
/// # Errors
/// As every read.
pub fn older_than(db: &impl Read, time: Timestamp, limit: usize) -> Result<Vec<Text>, StorageError> {
    let is_old = |row: &PublishedClient| {
        row.metadata_at < time && row.keys.as_ref().is_none_or(|keys| keys.fetched_at < time)
    };
    let mut old = Vec::new();
    for row in db.range::<PublishedClients>(Span::all())? {
        let (id, client) = row?;
        if is_old(&client) {
            old.push(id);
            if old.len() == limit {
                break;
            }
        }
    }
    Ok(old)
}
