//! The rows of all tables, one file per family.
//!
//! To add a field: give it the next free number (`#[n(7)]`), make it an `Option` or mark it `#[cbor(default)]`, and
//! stop. Old rows read with the default; old programs skip the number. Numbers are never used again.
//!
//! To add a table: a struct with numbered fields, listed in its file's `cbor_rows!`; a key in `keys` unless one of
//! its shapes fits; one line in `tables.rs`. The table is made when the store is opened next. Rules that tie several
//! tables together (indexes, what goes with an account) are functions beside the row, so that nobody writes half.

pub mod accounts;
pub mod administrator;
pub mod app_writes;
pub mod audit;
pub mod backup_emails;
pub mod blobs;
pub mod clients;
pub mod devices;
pub mod due;
pub mod events;
pub mod factors;
pub mod invites;
pub mod keys;
pub mod mail_codes;
pub mod meta;
pub mod moderation;
pub mod oauth;
pub mod permission_sets;
pub mod plc;
pub mod prefs;
pub mod repo;
pub mod sessions;
pub mod sign_in_codes;
