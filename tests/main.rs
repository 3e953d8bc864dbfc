//! Every integration test of hostplant, in one binary.

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod malformed;
mod server;
mod storage;
mod structure;
