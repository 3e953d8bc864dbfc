//! Codes that were mailed to sign in with, the counts that bound them, and who wants none. People who have no account
//! yet get such codes too, so nothing here is found by an account.

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::Digest;
use crate::store::tables::{CodeCounts, CodeRefusals, SignInCodes};
use crate::store::{Read, Span, StorageError, Table, Tx};

/// A code under way, by what it was asked for and in which browser.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SignInCode {
    /// HMAC of the code and of everything that it is good for; none when the code is used up.
    #[n(0)]
    pub mac: Option<Digest>,
    /// Where it was mailed to.
    #[n(1)]
    pub email: String,
    /// When the first was asked for.
    #[n(2)]
    pub begun_at: Timestamp,
    /// When the last was.
    #[n(3)]
    pub mailed_at: Timestamp,
    /// Letters so far.
    #[n(4)]
    pub letters: u8,
    /// Wrong tries with the last one.
    #[n(5)]
    pub wrong: u8,
    /// When the right one came.
    #[n(6)]
    pub proven_at: Option<Timestamp>,
}

/// When something happened lately, the oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CodeCount {
    /// The times; as many as the largest limit that they are counted for.
    #[n(0)]
    pub times: Vec<Timestamp>,
}

/// Somebody wants no codes for an app at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct CodeRefusal {
    /// Since when.
    #[n(0)]
    pub at: Timestamp,
}

cbor_rows!(SignInCode, CodeCount, CodeRefusal);

/// What is so old that it is of no use any more.
#[derive(Clone, Debug, Default)]
pub struct Aged {
    codes: Vec<Digest>,
    counts: Vec<Digest>,
    refusals: Vec<Digest>,
}

impl Aged {
    /// Whether there is nothing.
    pub const fn is_empty(&self) -> bool {
        self.codes.is_empty() && self.counts.is_empty() && self.refusals.is_empty()
    }

    /// Removes it.
    ///
    /// # Errors
    /// As every write.
    pub fn remove(&self, tx: &mut Tx<'_>) -> Result<(), StorageError> {
        remove::<SignInCodes>(tx, &self.codes)?;
        remove::<CodeCounts>(tx, &self.counts)?;
        remove::<CodeRefusals>(tx, &self.refusals)
    }
}

fn remove<T: Table<Key = Digest>>(tx: &mut Tx<'_>, keys: &[Digest]) -> Result<(), StorageError> {
    keys.iter().try_for_each(|key| tx.delete::<T>(key).map(drop))
}

/// The moments before which rows of each kind are of no use.
#[derive(Clone, Copy, Debug)]
pub struct Oldest {
    /// Of codes, by their last letter.
    pub code: Timestamp,
    /// Of counts, by their last time.
    pub count: Timestamp,
    /// Of refusals.
    pub refusal: Timestamp,
}

/// At most `limit` rows of each kind that are older.
///
/// # Errors
/// As every read.
pub fn find_aged(db: &impl Read, oldest: Oldest, limit: usize) -> Result<Aged, StorageError> {
    Ok(Aged {
        codes: find::<SignInCodes>(db, limit, |code| {
            code.proven_at.unwrap_or(code.mailed_at).max(code.mailed_at) < oldest.code
        })?,
        counts: find::<CodeCounts>(db, limit, |count| {
            count.times.last().is_none_or(|last| *last < oldest.count)
        })?,
        refusals: find::<CodeRefusals>(db, limit, |refusal| refusal.at < oldest.refusal)?,
    })
}

fn find<T: Table<Key = Digest>>(
    db: &impl Read,
    limit: usize,
    is_old: impl Fn(&T::Row) -> bool,
) -> Result<Vec<Digest>, StorageError> {
    let mut old = Vec::new();
    for row in db.range::<T>(Span::all())? {
        let (key, row) = row?;
        if is_old(&row) {
            old.push(key);
            if old.len() == limit {
                break;
            }
        }
    }
    Ok(old)
}
