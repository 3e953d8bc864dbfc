//! hostplant: an AT Protocol Personal Data Server for small ARM boards.
//!
//! The modules form layers (see `docs/architecture.md`): each imports only from layers below its own, which
//! `tests/layers.rs` checks.

pub mod account;
pub mod administrator;
pub mod api;
pub mod app;
pub mod auth;
pub mod base;
pub mod blobs;
pub mod cbor;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod doctor;
pub mod dyndns;
pub mod firehose;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod json;
pub mod lexicon;
pub mod logo;
pub mod mail;
pub mod mdns;
pub mod net;
pub mod oauth;
pub mod observe;
pub mod records;
pub mod repo;
pub mod sd;
pub mod setup;
pub mod store;
pub mod syntax;
pub mod texts;
pub mod tls;
pub mod update;
pub mod web;
pub mod xrpc;
