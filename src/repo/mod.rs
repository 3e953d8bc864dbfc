//! Layer 2: repositories as the network sees them: the Merkle search tree, commits, and CAR archives.
//!
//! Everything here works on bytes and traits; where nodes are kept is the caller's business. Knows nothing of redb,
//! accounts or HTTP.

pub mod car;
pub mod commit;
pub mod export;
pub mod import;
pub mod mst;

use crate::syntax::Cid;

/// A block: its CID, which is the hash of the bytes, and the bytes.
pub type Block = (Cid, Vec<u8>);
