//! did:plc: operations, the rules by which they follow one another, and the client of a directory
//! (did:plc method specification).

mod client;
mod data;
mod log;
mod operation;
mod rules;

#[cfg(test)]
mod tests;

pub use client::{AuditEntry, PlcClient, PlcError};
pub use data::{ATPROTO_KEY, PDS_SERVICE, PDS_SERVICE_TYPE, PlcData, Service};
pub use log::{LogEntry, RECOVERY_WINDOW, Refusal, accept};
pub use operation::{InvalidOperation, Operation};
pub use rules::{BrokenRule, check_shape};
