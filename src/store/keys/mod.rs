//! The keys of all tables: the only place where key bytes are put together.
//!
//! Integers are big-endian. A text or byte part of free length stands last, or is closed by a zero byte that cannot
//! occur in it, so that keys sort by their parts in turn.

mod node;
mod owned;
mod pair;
mod part;
mod time;

#[cfg(test)]
mod tests;

pub use node::{BANDS, NodePlace};
pub use owned::{
    AccountKey, AccountRecord, AppPasswordKey, AppWriteKey, AuditKey, BlobKey, BlobRef, ConsentKey,
    DeviceOfAccount, GrantKey, PasskeyKey, RecordKey, RefreshKey, SubjectKey,
};
pub use pair::{MailCodeKey, Pair, PlcOpKey};
pub use part::{BadGrantId, DeviceId, Digest, GrantId, Text};
pub use time::{DueKey, EventPart, Hour};

/// Longest key that is stored, in bytes. Longer ones are refused before they reach a table.
pub const MAX_KEY_BYTES: usize = 4_096;
