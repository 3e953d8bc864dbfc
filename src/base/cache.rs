//! A bounded memory of answers, with their age. What was not asked for the longest time goes first.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Timestamp;

/// How an answer that is remembered may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// As it is.
    Fresh,
    /// While a newer one is fetched, or when none can be had. `refresh` is true for one caller at a time.
    Stale {
        /// Whether this caller is the one who fetches.
        refresh: bool,
    },
    /// Not at all.
    Expired,
}

/// When answers become stale and when they expire.
#[derive(Clone, Copy, Debug)]
pub struct Lifetime {
    /// Until this age an answer is used as it is.
    pub fresh: Duration,
    /// Until this age it is used while a newer one is fetched, or when none can be had.
    pub stale: Duration,
}

/// The memory. Bounded by the weights that callers give.
#[derive(Debug)]
pub struct Cache<K, V> {
    lifetime: Lifetime,
    max_weight: usize,
    inner: Mutex<Inner<K, V>>,
}

#[derive(Debug)]
struct Inner<K, V> {
    entries: HashMap<K, Entry<V>>,
    by_use: BTreeMap<u64, K>,
    uses: u64,
    weight: usize,
}

#[derive(Debug)]
struct Entry<V> {
    value: V,
    weight: usize,
    since: Timestamp,
    used: u64,
    /// Until when somebody is taken to be fetching a newer answer.
    refreshing: Option<Timestamp>,
}

/// How long a refresh may run before another caller may begin one.
const REFRESH_PATIENCE: Duration = Duration::from_secs(30);

impl<K: Clone + Eq + Hash, V: Clone> Cache<K, V> {
    /// A cache of at most `max_weight` bytes, by the weights that callers give.
    pub fn new(lifetime: Lifetime, max_weight: usize) -> Self {
        let inner = Inner { entries: HashMap::new(), by_use: BTreeMap::new(), uses: 0, weight: 0 };
        Self { lifetime, max_weight, inner: Mutex::new(inner) }
    }

    /// The remembered answer and what its age allows.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<(V, Age)> {
        let mut inner = self.lock();
        let inner = &mut *inner;
        let entry = inner.entries.get_mut(key)?;
        inner.uses += 1;
        inner.by_use.remove(&entry.used);
        inner.by_use.insert(inner.uses, key.clone());
        entry.used = inner.uses;
        let age = now.since(entry.since);
        let age = if age < self.lifetime.fresh {
            Age::Fresh
        } else if age < self.lifetime.stale {
            let refresh = entry.refreshing.is_none_or(|until| now >= until);
            if refresh {
                entry.refreshing = Some(now.after(REFRESH_PATIENCE));
            }
            Age::Stale { refresh }
        } else {
            Age::Expired
        };
        Some((entry.value.clone(), age))
    }

    /// Remembers an answer of about `weight` bytes.
    pub fn put(&self, key: K, value: V, weight: usize, now: Timestamp) {
        let mut inner = self.lock();
        inner.remove(&key);
        if weight > self.max_weight / 8 {
            // One answer must not push out all others.
            return;
        }
        while inner.weight + weight > self.max_weight {
            let Some((_, oldest)) = inner.by_use.pop_first() else { break };
            inner.remove(&oldest);
        }
        inner.uses += 1;
        let used = inner.uses;
        inner.by_use.insert(used, key.clone());
        inner.weight += weight;
        inner.entries.insert(key, Entry { value, weight, since: now, used, refreshing: None });
    }

    /// Forgets an answer.
    pub fn remove(&self, key: &K) {
        self.lock().remove(key);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let mut inner = self.lock();
        inner.entries = HashMap::new();
        inner.by_use = BTreeMap::new();
        inner.weight = 0;
    }

    fn lock(&self) -> MutexGuard<'_, Inner<K, V>> {
        // Nothing in here panics half-way through a change.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, V> Inner<K, V> {
    fn remove(&mut self, key: &K) {
        if let Some(entry) = self.entries.remove(key) {
            self.by_use.remove(&entry.used);
            self.weight -= entry.weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Lifetime = Lifetime { fresh: Duration::from_secs(10), stale: Duration::from_secs(100) };

    fn at(secs: u64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    #[test]
    fn answers_age() {
        let cache = Cache::new(LIFETIME, 1_000);
        cache.put("a", 1, 10, at(0));
        assert_eq!(cache.get(&"a", at(9)), Some((1, Age::Fresh)));
        assert_eq!(cache.get(&"a", at(10)), Some((1, Age::Stale { refresh: true })));
        assert_eq!(cache.get(&"a", at(11)), Some((1, Age::Stale { refresh: false })));
        assert_eq!(cache.get(&"a", at(40)), Some((1, Age::Stale { refresh: true })));
        assert_eq!(cache.get(&"a", at(100)), Some((1, Age::Expired)));
        cache.put("a", 2, 10, at(100));
        assert_eq!(cache.get(&"a", at(101)), Some((2, Age::Fresh)));
        cache.remove(&"a");
        assert_eq!(cache.get(&"a", at(101)), None);
    }

    #[test]
    fn the_longest_unused_goes_first() {
        let cache = Cache::new(LIFETIME, 80);
        for key in 0..8 {
            cache.put(key, key, 10, at(0));
        }
        assert!(cache.get(&0, at(0)).is_some());
        cache.put(8, 8, 10, at(0));
        assert!(cache.get(&0, at(0)).is_some());
        assert!(cache.get(&1, at(0)).is_none());
        assert_eq!(cache.lock().weight, 80);
        cache.put(9, 9, 11, at(0));
        assert!(cache.get(&9, at(0)).is_none(), "too heavy to be kept");
        for key in 0..=8 {
            cache.remove(&key);
        }
        assert_eq!(cache.lock().weight, 0);
    }
}
