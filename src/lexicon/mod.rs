//! Layer 3: lexicons: compiling schemas, validating records against them, and finding in records what the server must
//! follow: blobs and subjects.
//!
//! Knows the data model and nothing of storage or requests. The schemas of the record types that this server checks
//! are embedded in the binary, as facts in lexicon JSON (`schemas/`), and parsed when first needed; published lexicons
//! go through the same compiler.

mod blob_ref;
mod builtin;
mod catalog;
mod compile;
mod format;
mod path;
mod schema;
mod subject;
mod validate;

pub use blob_ref::{BlobRef, blob_refs, upgrade_legacy_blob};
pub use catalog::{Lexicons, Validity};
pub use compile::{CompileError, Document, compile};
pub use subject::{SUBJECT_COLLECTIONS, subject};
pub use validate::Invalid;

#[cfg(test)]
mod tests;
