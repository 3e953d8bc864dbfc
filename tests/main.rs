//! Every integration test of hostplant, in one binary.

mod server;
mod storage;
mod structure;
