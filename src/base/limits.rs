//! The numbers of the protocol and of the memory budget that more than one module must agree on.
//!
//! A bound that only one module uses stands in that module.

/// Largest record, encoded as DAG-CBOR, in bytes (repository spec, "record size").
pub const MAX_RECORD_BYTES: usize = 1_000_000;
/// Largest JSON request body unless the endpoint's row says otherwise, in bytes.
pub const JSON_BODY_BYTES: usize = 153_600;
/// Largest JSON body of the record writing methods, in bytes.
pub const WRITE_BODY_BYTES: usize = 1_000_000;
/// Most operations in one `#commit` event and so in one `applyWrites`.
pub const MAX_COMMIT_OPS: usize = 200;
/// Most bytes of blocks in one `#commit` event.
pub const MAX_COMMIT_BLOCK_BYTES: usize = 2_000_000;
/// Deepest nesting of a data-model value.
pub const MAX_VALUE_DEPTH: usize = 128;
/// Most parts (members of lists and objects, at any depth) of a data-model value that is read from JSON. A part takes
/// some 50 bytes of memory and may take two of JSON.
pub const MAX_VALUE_PARTS: usize = 128 * 1024;
/// Largest password in bytes at login; longer ones are refused without hashing.
pub const MAX_LOGIN_PASSWORD_BYTES: usize = 512;
/// Largest password in bytes that may be set.
pub const MAX_PASSWORD_BYTES: usize = 256;
/// Size of the pieces in which files and bodies are streamed, in bytes.
pub const STREAM_CHUNK_BYTES: usize = 64 * 1024;
