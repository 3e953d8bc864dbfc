//! Layer 4: the stream of events that relays follow (`com.atproto.sync.subscribeRepos`).
//!
//! Owns the frames, the ring of the newest ones, the subscribers' places, and the calls that make relays come. Knows
//! nothing of the HTTP upgrade before a subscription nor of what the events mean to the server itself.

mod crawl;
pub mod frames;
mod hub;
mod socket;
mod subscriber;

#[cfg(test)]
mod tests;

pub use crawl::{CrawlConfig, CrawlError, Crawlers};
pub use hub::{Follower, Hub, RING_BYTES, Refused, Seat, SubscriberLimits};
pub use socket::{End, Pace, serve};
pub use subscriber::Subscriber;
