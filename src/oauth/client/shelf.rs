//! Documents of clients in memory, each fetched again when it is old, by one at a time.
//!
//! When a host cannot be asked, what it said last serves on for a day. What failed is not tried again for a minute, so
//! that nobody can make this server knock at others' doors at will.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::error::ClientError;
use super::turns::Turns;
use crate::base::{Age, Cache, Clock, Lifetime, Timestamp};
use crate::crypto::sha256;

/// For how long a document serves when there is no newer one.
pub const CLIENT_DOCUMENTS_SERVE: Duration = Duration::from_secs(24 * 3_600);
/// When a document is fetched again, and for how long it serves when that fails.
const LIFETIME: Lifetime = Lifetime { fresh: Duration::from_secs(600), stale: CLIENT_DOCUMENTS_SERVE };
/// How long a failure is remembered.
const FAILED_FOR: Duration = Duration::from_secs(60);
/// Most failures that are remembered.
const MAX_FAILURES: usize = 1_024;

/// Whether a document of that age may serve when there is no newer one.
pub(super) fn may_serve(fetched_at: Timestamp, now: Timestamp) -> bool {
    now.since(fetched_at) < CLIENT_DOCUMENTS_SERVE
}

/// A document that knows when it was fetched, and about how much memory it takes.
pub(super) trait Dated {
    fn fetched_at(&self) -> Timestamp;
    fn weight(&self) -> usize;
}

pub(super) struct Shelf<T> {
    documents: Cache<Box<str>, Arc<T>>,
    failures: Failures,
    turns: Turns,
}

impl<T: Dated> Shelf<T> {
    /// For documents of at most `bytes` together.
    pub fn new(bytes: usize) -> Self {
        Self {
            documents: Cache::new(LIFETIME, bytes),
            failures: Failures::default(),
            turns: Turns::default(),
        }
    }

    /// The document called `name`, not older than `since`: from memory, from `fetch`, or, when nobody can be asked,
    /// the last known one from memory or from `kept`.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub async fn get(
        &self,
        name: &str,
        since: Timestamp,
        clock: &Clock,
        fetch: impl Future<Output = Result<T, ClientError>> + Send,
        kept: impl Future<Output = Option<T>> + Send,
    ) -> Result<Arc<T>, ClientError> {
        if let Look::Fresh(document) = self.look(name, since, clock.now()) {
            return Ok(document);
        }
        let _turn = self.turns.take(name).await;
        let last = match self.look(name, since, clock.now()) {
            Look::Fresh(document) => return Ok(document),
            Look::Old(document) => Some(document),
            Look::Nothing => None,
        };
        let error = match self.failures.get(name, clock.now()) {
            Some(error) => error,
            None => match fetch.await {
                Ok(document) => return Ok(self.put(name, document)),
                Err(error) => {
                    if !error.is_our_own() {
                        self.failures.put(name, error.clone(), clock.now());
                    }
                    error
                }
            },
        };
        if error.is_final() {
            self.documents.remove(&name.into());
            return Err(error);
        }
        match last {
            Some(document) => Ok(document),
            None => kept.await.map(|document| self.put(name, document)).ok_or(error),
        }
    }

    /// The document if it is in memory, whatever its age.
    pub fn peek(&self, name: &str, now: Timestamp) -> Option<Arc<T>> {
        self.documents.get(&name.into(), now).map(|(document, _)| document)
    }

    /// Forgets every document. What failed stays known.
    pub fn clear(&self) {
        self.documents.clear();
    }

    fn look(&self, name: &str, since: Timestamp, now: Timestamp) -> Look<T> {
        match self.documents.get(&name.into(), now) {
            Some((document, Age::Fresh)) if document.fetched_at() >= since => Look::Fresh(document),
            Some((document, Age::Fresh | Age::Stale { .. })) => Look::Old(document),
            Some((_, Age::Expired)) | None => Look::Nothing,
        }
    }

    fn put(&self, name: &str, document: T) -> Arc<T> {
        let document = Arc::new(document);
        // Its age counts from when it was fetched, which for one from the store was long ago.
        self.documents.put(
            name.into(),
            Arc::clone(&document),
            document.weight() + name.len(),
            document.fetched_at(),
        );
        document
    }
}

/// What is in memory.
enum Look<T> {
    Fresh(Arc<T>),
    Old(Arc<T>),
    Nothing,
}

/// Why documents could not be had lately, by a hash of their names.
#[derive(Default)]
struct Failures(Mutex<Recent>);

#[derive(Default)]
struct Recent {
    errors: HashMap<[u8; 32], (ClientError, Timestamp)>,
    order: VecDeque<[u8; 32]>,
}

impl Failures {
    fn get(&self, name: &str, now: Timestamp) -> Option<ClientError> {
        let recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (error, at) = recent.errors.get(&sha256(name.as_bytes()))?;
        (now.since(*at) < FAILED_FOR).then(|| error.clone())
    }

    fn put(&self, name: &str, error: ClientError, now: Timestamp) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = sha256(name.as_bytes());
        if recent.errors.insert(name, (error, now)).is_some() {
            // It failed before: it moves to the end.
            recent.order.retain(|other| *other != name);
        }
        recent.order.push_back(name);
        if recent.order.len() > MAX_FAILURES
            && let Some(oldest) = recent.order.pop_front()
        {
            recent.errors.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::client::InvalidClientId;

    #[test]
    fn failures_are_few_and_short() {
        let failures = Failures::default();
        let at = Timestamp::from_secs;
        let error = || ClientError::Id(InvalidClientId::NotPublic);
        for n in 0..MAX_FAILURES {
            failures.put(&n.to_string(), error(), at(0));
        }
        failures.put("0", error(), at(30));
        assert!(failures.get("1", at(59)).is_some());
        assert!(failures.get("1", at(60)).is_none() && failures.get("0", at(89)).is_some());
        failures.put("new", error(), at(30));
        assert!(failures.get("1", at(30)).is_none(), "the oldest makes room");
        assert!(failures.get("0", at(30)).is_some() && failures.get("new", at(30)).is_some());
        assert_eq!(failures.0.lock().expect("not poisoned").errors.len(), MAX_FAILURES);
    }
}
