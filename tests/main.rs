//! Every integration test of hostplant, in one binary.
#![allow(clippy::panic, reason = "a helper of a test that cannot go on panics")]
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod admin;
mod cli;
mod epds;
mod malformed;
mod oauth;
mod pages;
mod server;
mod setup;
mod storage;
mod structure;
