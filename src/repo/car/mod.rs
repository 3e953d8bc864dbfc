//! CAR archives, version 1: a header that names a root, then blocks, each behind its length and its CID.

mod read;
mod write;

pub use read::{CarError, Decoder, Limits, Reader, Section, Sections};
pub use write::{archive, block_bytes, write_block, write_header};

/// Largest header in bytes. Ours have 58; a header with a few roots has some hundred.
pub const MAX_HEADER_BYTES: usize = 4_096;
/// Largest block in bytes that is read: twice the largest record.
pub const MAX_BLOCK_BYTES: usize = 2 * 1024 * 1024;

#[cfg(test)]
mod tests;
