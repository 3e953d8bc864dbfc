//! From what a client sent to what a commit takes: everything about a record that needs no look at the repository.
//! Runs before the write is queued, so that the writer thread neither parses nor hashes records.

use crate::base::limits::MAX_RECORD_BYTES;
use crate::cbor::{self, Value};
use crate::crypto::sha256;
use crate::lexicon::{BlobRef, Invalid, Lexicons, Validity, blob_refs};
use crate::syntax::{Cid, Nsid, RepoPath, Rkey, TidClock, has_slur};

use super::subjects::Subject;

/// A record that is ready to be committed.
#[derive(Clone, Debug)]
pub struct PreparedRecord {
    /// Its content identifier.
    pub cid: Cid,
    /// DAG-CBOR.
    pub bytes: Vec<u8>,
    /// Blobs that it refers to.
    pub blobs: Vec<BlobRef>,
    /// What it points at, when its collection has one record per subject.
    pub subject: Option<Subject>,
    /// What validation said; `None` when the client asked for none.
    pub validity: Option<Validity>,
}

/// How much a client wants its record checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Validation {
    /// Not against its lexicon.
    Skip,
    /// Against its lexicon if that is known.
    #[default]
    IfKnown,
    /// Against its lexicon, which must be known.
    Require,
}

impl From<Option<bool>> for Validation {
    /// From the `validate` field of the writing methods.
    fn from(field: Option<bool>) -> Self {
        match field {
            Some(true) => Self::Require,
            Some(false) => Self::Skip,
            None => Self::IfKnown,
        }
    }
}

/// Why a record cannot be written, whatever the repository holds. The texts are meant for the client.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PrepareError {
    /// The record is not a map.
    #[error("Expected object value type at $.{at}")]
    NotAnObject {
        /// What messages call the record.
        at: String,
    },
    /// `$type` names another collection.
    #[error("Invalid $type: expected {expected}, got {got}")]
    WrongType {
        /// The collection.
        expected: Nsid,
        /// What `$type` says.
        got: String,
    },
    /// The record key is offensive.
    #[error("Unacceptable slur in record key")]
    Slur,
    /// Validation was required and the lexicon is not known.
    #[error("Unknown lexicon type: {0}")]
    UnknownType(Nsid),
    /// The record or its key does not follow the lexicon.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The record refers to a blob in the legacy form.
    #[error("Legacy blobs are not allowed ({0})")]
    LegacyBlob(Cid),
    /// The record has more than 1,000,000 bytes.
    #[error("Record is too large: {0} bytes, at most 1000000")]
    TooLarge(usize),
}

/// A record as a client sent it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Where it goes.
    pub collection: Nsid,
    /// Under which key; a new TID when there is none.
    pub rkey: Option<Rkey>,
    /// The record.
    pub value: Value,
    /// How it is checked.
    pub validation: Validation,
}

impl Draft {
    /// Completes, checks, encodes and hashes the record. `at` is what messages call it.
    ///
    /// # Errors
    /// See [`PrepareError`].
    pub fn prepare(
        self,
        lexicons: &Lexicons,
        keys: &TidClock,
        at: &str,
    ) -> Result<(RepoPath, PreparedRecord), PrepareError> {
        let Self { collection, rkey, mut value, validation } = self;
        let Value::Map(map) = &mut value else { return Err(PrepareError::NotAnObject { at: at.to_owned() }) };
        match map.text("$type") {
            Some(named) if named == collection.as_str() => {}
            Some(named) => {
                return Err(PrepareError::WrongType { got: named.to_owned(), expected: collection });
            }
            None => drop(map.insert("$type", Value::from(collection.as_str()))),
        }
        if rkey.as_ref().is_some_and(|rkey| has_slur(rkey.as_str())) {
            return Err(PrepareError::Slur);
        }
        let rkey = rkey.unwrap_or_else(|| Rkey::from(keys.next()));

        let validity = match validation {
            Validation::Skip => None,
            Validation::IfKnown | Validation::Require => {
                Some(lexicons.validate_record(&collection, &rkey, &value, at)?)
            }
        };
        if validation == Validation::Require && validity == Some(Validity::Unknown) {
            return Err(PrepareError::UnknownType(collection));
        }
        let blobs = blob_refs(&value);
        if let Some(legacy) = blobs.iter().find(|blob| blob.is_legacy()) {
            return Err(PrepareError::LegacyBlob(legacy.cid));
        }

        let bytes = cbor::encode(&value);
        if bytes.len() > MAX_RECORD_BYTES {
            return Err(PrepareError::TooLarge(bytes.len()));
        }
        let record = PreparedRecord {
            cid: Cid::dag_cbor(sha256(&bytes)),
            subject: Subject::of(&collection, &value),
            bytes,
            blobs,
            validity,
        };
        Ok((RepoPath::new(&collection, &rkey), record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Clock, Timestamp};

    fn prepare(record: &str, rkey: Option<&str>, validation: Validation) -> Result<PreparedRecord, String> {
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let draft = Draft {
            collection: "app.bsky.graph.follow".parse().expect("an NSID"),
            rkey: rkey.map(|rkey| rkey.parse().expect("a record key")),
            value: crate::json::decode(record.as_bytes()).expect("data-model JSON"),
            validation,
        };
        draft
            .prepare(&Lexicons::builtin(), &TidClock::new(clock), "record")
            .map(|(_, record)| record)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_type_is_filled_in_and_checked() {
        let follow = r#""subject":"did:plc:a","createdAt":"2026-01-01T00:00:00Z""#;
        let bare = prepare(&format!("{{{follow}}}"), None, Validation::Require).expect("a follow");
        let full = format!(r#"{{"$type":"app.bsky.graph.follow",{follow}}}"#);
        assert_eq!(prepare(&full, None, Validation::IfKnown).expect("a follow").cid, bare.cid);
        assert_eq!(bare.validity, Some(Validity::Valid));
        assert!(bare.subject.is_some());
        assert_eq!(
            prepare(r#"{"$type":"app.bsky.graph.block"}"#, None, Validation::Skip).expect_err("another type"),
            "Invalid $type: expected app.bsky.graph.follow, got app.bsky.graph.block"
        );
        assert_eq!(
            prepare("[]", None, Validation::Skip).expect_err("a list"),
            "Expected object value type at $.record"
        );
    }

    #[test]
    fn validation_can_be_skipped_but_not_the_data_model() {
        assert!(prepare("{}", None, Validation::IfKnown).is_err());
        assert_eq!(prepare("{}", None, Validation::Skip).expect("unchecked").validity, None);
        assert!(prepare("{}", Some("not-a-tid"), Validation::Skip).is_ok());
        let legacy =
            r#"{"a":{"cid":"bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy","mimeType":"a/b"}}"#;
        assert!(prepare(legacy, None, Validation::Skip).expect_err("legacy").starts_with("Legacy blobs"));
        let large = format!(r#"{{"text":"{}"}}"#, "x".repeat(MAX_RECORD_BYTES));
        assert!(
            prepare(&large, None, Validation::Skip).expect_err("large").starts_with("Record is too large")
        );
    }
}
