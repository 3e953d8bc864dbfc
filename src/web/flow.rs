//! What the server remembers of somebody who is in the middle of something: a password that was right while the second
//! factor is still to come, the answers so far of a sign-up, words to be shown on the next page.
//!
//! In memory, for 15 minutes after it was written, bounded in number and in bytes. A restart forgets it, and its pages
//! begin anew.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::account::devices::DeviceId;
use crate::base::{Clock, Timestamp};

/// How long something is remembered after it was written.
pub const FLOW_TTL: Duration = Duration::from_secs(15 * 60);
/// Most things that are remembered; the oldest goes.
const MAX_ENTRIES: usize = 2_048;
/// Bytes of everything together; the oldest goes.
const MAX_BYTES: usize = 1024 * 1024;
/// What an entry costs beside its own bytes.
const ENTRY_BYTES: usize = 160;

/// Something to be remembered.
pub trait Step: Any + Send + Sync {
    /// Roughly how many bytes it holds beside its own size.
    fn bytes(&self) -> usize;
}

/// Whose it is, and what it belongs to: a page's path, or the name of an app's request.
type Key = (DeviceId, Box<str>);

struct Entry {
    written_at: Timestamp,
    bytes: usize,
    step: Arc<dyn Any + Send + Sync>,
}

#[derive(Default)]
struct Entries {
    map: HashMap<Key, Entry>,
    bytes: usize,
}

impl Entries {
    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let entry = self.map.remove(key)?;
        self.bytes -= entry.bytes;
        Some(entry)
    }
}

/// Everything that is remembered. Cheap to clone.
#[derive(Clone)]
pub struct Flows {
    clock: Clock,
    entries: Arc<Mutex<Entries>>,
}

impl Flows {
    /// Nothing yet.
    pub fn new(clock: Clock) -> Self {
        Self { clock, entries: Arc::default() }
    }

    /// Remembers `step` in place of anything else for the same browser and subject.
    pub fn put<T: Step>(&self, device: DeviceId, subject: &str, step: T) {
        let now = self.clock.now();
        let bytes = ENTRY_BYTES + subject.len() + size_of::<T>() + step.bytes();
        let key = (device, Box::from(subject));
        let mut entries = self.lock();
        entries.remove(&key);
        if bytes > MAX_BYTES {
            return;
        }
        while entries.map.len() >= MAX_ENTRIES || entries.bytes + bytes > MAX_BYTES {
            let oldest = entries.map.iter().min_by_key(|(_, entry)| entry.written_at);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            entries.remove(&oldest);
        }
        entries.bytes += bytes;
        entries.map.insert(key, Entry { written_at: now, bytes, step: Arc::new(step) });
    }

    /// What is remembered.
    pub fn get<T: Step>(&self, device: &DeviceId, subject: &str) -> Option<Arc<T>> {
        let now = self.clock.now();
        let entries = self.lock();
        let entry = entries.map.get(&(*device, Box::from(subject)))?;
        if now.since(entry.written_at) >= FLOW_TTL {
            return None;
        }
        Arc::clone(&entry.step).downcast().ok()
    }

    /// What is remembered, once.
    pub fn take<T: Step>(&self, device: &DeviceId, subject: &str) -> Option<Arc<T>> {
        let found = self.get(device, subject);
        self.lock().remove(&(*device, Box::from(subject)));
        found
    }
}

impl Flows {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Flows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flows").field("entries", &self.lock().map.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Text(String);

    impl Step for Text {
        fn bytes(&self) -> usize {
            self.0.len()
        }
    }

    fn text(text: &str) -> Text {
        Text(text.to_owned())
    }

    #[test]
    fn steps_belong_to_a_browser_and_a_subject_for_a_while() {
        let clock = Clock::manual(Timestamp::from_secs(1_000));
        let flows = Flows::new(clock.clone());
        let (ann, bob) = (DeviceId([1; 16]), DeviceId([2; 16]));
        flows.put(ann, "sign-in", text("first"));
        flows.put(ann, "sign-in", text("second"));
        assert_eq!(flows.get::<Text>(&ann, "sign-in").as_deref(), Some(&text("second")));
        assert!(flows.get::<Text>(&bob, "sign-in").is_none());
        assert!(flows.get::<Text>(&ann, "sign-up").is_none());
        assert!(flows.take::<Text>(&ann, "sign-in").is_some());
        assert!(flows.take::<Text>(&ann, "sign-in").is_none());
        flows.put(ann, "sign-in", text("third"));
        clock.advance(FLOW_TTL);
        assert!(flows.get::<Text>(&ann, "sign-in").is_none());
    }

    #[test]
    fn memory_is_bounded() {
        let clock = Clock::manual(Timestamp::from_secs(1_000));
        let flows = Flows::new(clock.clone());
        for n in 0..100_u8 {
            clock.advance(Duration::from_secs(1));
            flows.put(DeviceId([n; 16]), "big", text(&"x".repeat(60_000)));
        }
        let entries = flows.lock();
        assert!(entries.bytes <= MAX_BYTES && entries.map.len() > 10, "{}", entries.map.len());
        drop(entries);
        assert!(flows.get::<Text>(&DeviceId([99; 16]), "big").is_some());
        assert!(flows.get::<Text>(&DeviceId([0; 16]), "big").is_none());
        flows.put(DeviceId([99; 16]), "big", text(&"x".repeat(MAX_BYTES)));
        assert!(flows.get::<Text>(&DeviceId([99; 16]), "big").is_none(), "too large for any place");
        for n in 0..3_000_u32 {
            flows.put(DeviceId([0; 16]), &n.to_string(), text(""));
        }
        assert!(flows.lock().map.len() <= MAX_ENTRIES);
    }
}
