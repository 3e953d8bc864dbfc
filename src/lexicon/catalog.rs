//! The lexicons at hand, by name.

use std::collections::HashMap;

use super::path::Path;
use super::schema::{Def, Schema};
use super::validate::{check, check_key};
use super::{Document, Invalid, builtin};
use crate::cbor::Value;
use crate::syntax::{Nsid, Rkey};

/// What validation says of a record that it does not refuse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Validity {
    /// Its lexicon is known and it follows it.
    Valid,
    /// Its lexicon is not known here.
    Unknown,
}

impl Validity {
    /// The word of `validationStatus` in replies.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Unknown => "unknown",
        }
    }
}

/// The known lexicons: those embedded in the binary, and perhaps more.
#[derive(Default)]
pub struct Lexicons {
    added: HashMap<Box<str>, Document>,
}

impl Lexicons {
    /// The lexicons of the record types that this server checks. Each is parsed when first needed.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// Adds a compiled document. The embedded ones cannot be replaced.
    pub fn add(&mut self, document: Document) {
        self.added.insert(document.id().as_str().into(), document);
    }

    /// Checks a record against the lexicon of its collection. `at` is what messages call the record.
    ///
    /// # Errors
    /// When the lexicon is known and the record or its key does not follow it.
    pub fn validate_record(
        &self,
        collection: &Nsid,
        rkey: &Rkey,
        value: &Value,
        at: &str,
    ) -> Result<Validity, Invalid> {
        let main = self.document(collection.as_str()).and_then(|document| document.def("main"));
        let Some(Def::Record { key, record }) = main else { return Ok(Validity::Unknown) };
        check_key(key, rkey).map_err(|Invalid { message }| Invalid {
            message: format!("Invalid record key for {collection}: {message}"),
        })?;
        check(self, record, value, &Path::Root(at)).map(|()| Validity::Valid).map_err(
            |Invalid { message }| Invalid { message: format!("Invalid {collection} record: {message}") },
        )
    }

    /// The schema with this full name (`nsid#name`).
    pub(super) fn schema(&self, full_name: &str) -> Option<&Schema> {
        let (id, name) = full_name.split_once('#')?;
        match self.document(id)?.def(name)? {
            Def::Schema(schema) | Def::Record { record: schema, .. } => Some(schema),
            Def::Other => None,
        }
    }

    fn document(&self, id: &str) -> Option<&Document> {
        builtin::document(id).or_else(|| self.added.get(id))
    }
}
