//! Telling relays that this server is here: at start, when events come after a quiet time, and when nobody listens any
//! more.
//!
//! A relay that lost this server tries for about three minutes and then waits to be asked (sync spec, relay
//! behaviour); nothing but `com.atproto.sync.requestCrawl` brings it back.

use std::time::Duration;

use hyper::header::CONTENT_TYPE;
use hyper::{Method, Request, StatusCode};
use serde::Serialize;
use tokio::time::{Instant, sleep_until};

use super::hub::Hub;
use crate::net::{self, Client, Limits};

/// Least time between two announcements that went well.
const DEBOUNCE: Duration = Duration::from_secs(20 * 60);
/// Wait after the first failure; it doubles with each further one, up to [`DEBOUNCE`].
const RETRY: Duration = Duration::from_secs(60);
/// How long a server that had subscribers is without any before it asks to be crawled again.
const LONELY: Duration = Duration::from_secs(3 * 60);
/// How often the number of subscribers is looked at.
const GLANCE: Duration = Duration::from_secs(60);
/// Time for the listeners to come up: the relay calls back at once.
const START_DELAY: Duration = Duration::from_secs(2);
/// Time for one relay to answer. It calls this server within it.
const ANSWER: Duration = Duration::from_secs(30);
/// Largest answer that is read, in bytes.
const MAX_ANSWER_BYTES: u64 = 16 * 1024;
/// Longest part of a relay's refusal that is kept, in bytes.
const MAX_REASON_BYTES: usize = 300;

/// Whom to tell what.
#[derive(Clone, Debug)]
pub struct CrawlConfig {
    /// Base URLs of the relays, such as `https://bsky.network`.
    pub crawlers: Vec<String>,
    /// The name under which relays reach this server.
    pub hostname: String,
}

/// Why a relay was not told.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// The configured base URL cannot be extended by a path.
    #[error("the relay's address is no base URL")]
    Address(#[source] hyper::http::Error),
    /// It could not be asked.
    #[error("the relay could not be asked")]
    Request(#[source] net::Error),
    /// It said no.
    #[error("the relay answered {status}: {reason}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// The beginning of its answer.
        reason: String,
    },
}

/// Asks relays to crawl this server.
#[derive(Clone, Debug)]
pub struct Crawlers {
    client: Client,
    config: CrawlConfig,
}

impl Crawlers {
    /// Over a client for hosts that the operator configured.
    pub const fn new(client: Client, config: CrawlConfig) -> Self {
        Self { client, config }
    }

    /// Asks every relay once, one after the other, and gives each one's answer.
    pub async fn request(&self) -> Vec<(&str, Result<(), CrawlError>)> {
        let mut answers = Vec::with_capacity(self.config.crawlers.len());
        for crawler in &self.config.crawlers {
            answers.push((crawler.as_str(), self.request_one(crawler).await));
        }
        answers
    }

    async fn request_one(&self, crawler: &str) -> Result<(), CrawlError> {
        #[derive(Serialize)]
        struct Input<'a> {
            hostname: &'a str,
        }
        let url = format!("{}/xrpc/com.atproto.sync.requestCrawl", crawler.trim_end_matches('/'));
        let body =
            serde_json::to_vec(&Input { hostname: &self.config.hostname }).expect("a string is always JSON");
        let request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(CONTENT_TYPE, "application/json")
            .body(net::full(body))
            .map_err(CrawlError::Address)?;
        let limits = Limits::lookup(ANSWER, MAX_ANSWER_BYTES);
        let response = self.client.send(request, limits).await.map_err(CrawlError::Request)?;
        if response.status.is_success() {
            return Ok(());
        }
        let status = response.status;
        let answer = response.body.bytes().await.unwrap_or_default();
        let mut reason = String::from_utf8_lossy(&answer).into_owned();
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        Err(CrawlError::Refused { status, reason })
    }

    /// Announces the server whenever it is time, for as long as it runs. Ends at once when there are no relays.
    pub async fn run(self, hub: Hub) {
        if self.config.crawlers.is_empty() {
            return;
        }
        let mut newest = hub.watch();
        let mut schedule = Schedule::new(Instant::now() + START_DELAY);
        loop {
            let glance = Instant::now() + GLANCE;
            tokio::select! {
                () = sleep_until(schedule.planned().unwrap_or(glance).min(glance)) => {}
                // Further events are no further reason.
                changed = newest.changed(), if schedule.planned().is_none() => {
                    if changed.is_err() {
                        return;
                    }
                    schedule.event();
                }
            }
            schedule.glance(Instant::now(), hub.subscribers());
            if !schedule.is_due(Instant::now()) {
                continue;
            }
            let mut reached = true;
            for (crawler, answer) in self.request().await {
                match answer {
                    Ok(()) => tracing::info!(crawler, "asked to be crawled"),
                    Err(error) => {
                        let cause = std::error::Error::source(&error).map(ToString::to_string);
                        tracing::warn!(crawler, %error, cause, "a relay was not told of this server");
                        // Even a refusal may pass: relays look at this server before they answer.
                        reached = false;
                    }
                }
            }
            schedule.announced(Instant::now(), reached);
        }
    }
}

/// When to announce. Knows no network, so that its rules can be read and tested by themselves.
#[derive(Debug)]
struct Schedule {
    /// Not before this time, whatever the reason.
    earliest: Instant,
    /// There is a reason to announce.
    wanted: bool,
    failures: u32,
    had_company: bool,
    alone_since: Option<Instant>,
}

impl Schedule {
    const fn new(start: Instant) -> Self {
        Self { earliest: start, wanted: true, failures: 0, had_company: false, alone_since: None }
    }

    /// When the next announcement is to be made, as far as is known.
    fn planned(&self) -> Option<Instant> {
        self.wanted.then_some(self.earliest)
    }

    fn is_due(&self, now: Instant) -> bool {
        self.wanted && now >= self.earliest
    }

    /// There are new events.
    const fn event(&mut self) {
        self.wanted = true;
    }

    /// So many listen now.
    fn glance(&mut self, now: Instant, subscribers: usize) {
        if subscribers > 0 {
            self.had_company = true;
            self.alone_since = None;
        } else if self.had_company {
            let since = *self.alone_since.get_or_insert(now);
            self.wanted |= now >= since + LONELY;
        }
    }

    fn announced(&mut self, now: Instant, reached: bool) {
        self.failures = if reached { 0 } else { self.failures + 1 };
        self.wanted = !reached;
        self.earliest = now
            + match self.failures {
                0 => DEBOUNCE,
                failures => RETRY.saturating_mul(1 << (failures - 1).min(8)).min(DEBOUNCE),
            };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(n: u64) -> Duration {
        Duration::from_secs(60 * n)
    }

    #[test]
    fn events_are_announced_once_in_twenty_minutes() {
        let start = Instant::now();
        let mut schedule = Schedule::new(start);
        assert!(schedule.is_due(start), "at start, without any event");
        schedule.announced(start, true);
        assert_eq!(schedule.planned(), None);
        assert!(!schedule.is_due(start + minutes(60)), "no reason");
        schedule.event();
        assert!(!schedule.is_due(start + minutes(19)));
        assert!(schedule.is_due(start + minutes(20)));
    }

    #[test]
    fn a_server_that_lost_its_subscribers_announces_itself() {
        let start = Instant::now();
        let mut schedule = Schedule::new(start);
        schedule.announced(start, true);
        schedule.glance(start + minutes(30), 0);
        assert!(!schedule.is_due(start + minutes(40)), "nobody ever listened");
        schedule.glance(start + minutes(40), 2);
        schedule.glance(start + minutes(41), 0);
        schedule.glance(start + minutes(43), 0);
        assert!(!schedule.is_due(start + minutes(43)));
        schedule.glance(start + minutes(44), 0);
        assert!(schedule.is_due(start + minutes(44)));
        schedule.announced(start + minutes(44), true);
        schedule.glance(start + minutes(50), 0);
        assert!(!schedule.is_due(start + minutes(50)));
        assert!(schedule.is_due(start + minutes(64)), "and again while it stays alone");
    }

    #[test]
    fn failures_are_tried_again_ever_more_slowly() {
        let start = Instant::now();
        let mut schedule = Schedule::new(start);
        let mut waits = Vec::new();
        for _ in 0..7 {
            schedule.announced(start, false);
            waits.push(
                schedule.planned().expect("a failure is tried again").duration_since(start).as_secs() / 60,
            );
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 20, 20]);
        schedule.announced(start, true);
        assert_eq!(schedule.planned(), None);
    }
}
