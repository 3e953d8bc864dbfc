//! Layer 1: the identifiers of AT Protocol, parsed once at the edge and carried as types.
//!
//! Every type is built by `FromStr` (or `TryFrom<&str>`), orders and hashes by its bytes, and prints as the network
//! writes it. There is no unchecked conversion from strings: `trusted` exists inside the crate for bytes that come
//! back from our own tables.

mod at_uri;
mod cid;
mod datetime;
mod did;
mod handle;
mod language;
mod nsid;
mod record_key;
mod slurs;
mod text_id;
mod tid;

pub use at_uri::{AtIdentifier, AtUri};
pub use cid::{Cid, Codec, is_cid_syntax};
pub use datetime::Datetime;
pub use did::Did;
pub use handle::Handle;
pub use language::Language;
pub use nsid::Nsid;
pub use record_key::{RepoPath, Rkey};
pub use slurs::has_slur;
pub use tid::{Tid, TidClock};

/// A string that is not what it should be. Shows what was expected and nothing of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct SyntaxError(pub &'static str);

#[cfg(test)]
mod vectors;
