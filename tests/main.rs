//! Every integration test of hostplant, in one binary.

mod malformed;
mod server;
mod storage;
mod structure;
