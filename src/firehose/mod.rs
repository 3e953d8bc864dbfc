//! Layer 4: the stream of events that relays follow (`com.atproto.sync.subscribeRepos`).
//!
//! Owns the frames, the ring of the newest ones, the subscribers' places, and the calls that make relays come. Knows
//! nothing of the HTTP upgrade before a subscription nor of what the events mean to the server itself.

pub mod frames;
