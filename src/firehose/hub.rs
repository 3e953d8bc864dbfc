//! The meeting point of the writer and the subscribers: the newest frames in memory, and a signal that there are more.
//!
//! Nothing is queued per subscriber. Each is a cursor that pulls; one that falls behind the ring reads the store.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::watch;

use crate::base::Timestamp;
use crate::store::{Aid, Event, RETENTION, Seq};

/// Bytes of frames that the ring holds; at least the newest frame stays, whatever its size.
pub const RING_BYTES: usize = 2 * 1024 * 1024;
/// What an entry costs beside its frame, counted so that many small frames stay bounded as well.
const ENTRY_BYTES: usize = 64;

/// How many may listen, and from when on.
#[derive(Clone, Copy, Debug)]
pub struct SubscriberLimits {
    /// Subscribers in all.
    pub total: usize,
    /// Subscribers from one address (one /64 in IPv6); this machine itself is exempt.
    pub per_address: usize,
    /// How far back a newcomer may start.
    pub backfill: Duration,
}

impl Default for SubscriberLimits {
    fn default() -> Self {
        Self { total: 16, per_address: 4, backfill: RETENTION }
    }
}

/// Why nobody more may listen now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// The server has as many subscribers as it allows.
    #[error("the server has too many subscribers")]
    Total,
    /// The address has as many as one may.
    #[error("too many subscribers from this address")]
    PerAddress,
}

/// The hub. Clones share it.
#[derive(Clone)]
pub struct Hub(Arc<Shared>);

struct Shared {
    ring: Mutex<Ring>,
    batches: watch::Sender<()>,
    seats: Mutex<Seats>,
    limits: SubscriberLimits,
}

#[derive(Default)]
struct Ring {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// Every event after this one is in the ring; none before the first event is published.
    floor: Option<Seq>,
}

impl Ring {
    /// Drops the oldest frames until the rest, or the newest alone, fits `bytes`.
    fn shrink(&mut self, bytes: usize) {
        while self.bytes > bytes && self.entries.len() > 1 {
            if let Some(entry) = self.entries.pop_front() {
                self.bytes -= entry.bytes();
                self.floor = Some(entry.seq);
            }
        }
    }
}

struct Entry {
    seq: Seq,
    aid: Aid,
    frame: Bytes,
}

impl Entry {
    fn bytes(&self) -> usize {
        self.frame.len() + ENTRY_BYTES
    }
}

#[derive(Default)]
struct Seats {
    taken: BTreeMap<u64, Follower>,
    by_address: HashMap<IpAddr, usize>,
    /// The number of the next seat.
    next: u64,
}

/// Somebody who follows the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follower {
    /// From where.
    pub address: IpAddr,
    /// Since when; unknown for a moment at the beginning.
    pub since: Option<Timestamp>,
    /// The last event that it was sent, or is being sent.
    pub cursor: Option<Seq>,
}

/// What the ring has for a cursor.
pub(super) enum Pull {
    /// The next frames, oldest first; none when the cursor is up to date.
    Frames(Vec<(Seq, Bytes)>),
    /// The cursor lies before the ring, as far as the ring knows: read the store.
    Behind,
}

impl Hub {
    /// A hub that has seen no events yet.
    pub fn new(limits: SubscriberLimits) -> Self {
        Self(Arc::new(Shared {
            ring: Mutex::default(),
            batches: watch::Sender::new(()),
            seats: Mutex::default(),
            limits,
        }))
    }

    /// Takes in events that have just become durable, in order. The store's writer calls this after each batch.
    pub fn publish(&self, events: &[Event]) {
        let Some(first) = events.first() else { return };
        let mut ring = self.ring();
        // Nothing lies between the newest event before this start of the program and the first one after it.
        ring.floor.get_or_insert(Seq::from_u64(first.seq.to_u64().saturating_sub(1)));
        for event in events {
            let frame = Bytes::from_owner(Arc::clone(&event.frame));
            let entry = Entry { seq: event.seq, aid: event.aid, frame };
            ring.bytes += entry.bytes();
            ring.entries.push_back(entry);
        }
        ring.shrink(RING_BYTES);
        drop(ring);
        self.0.batches.send_replace(());
    }

    /// Forgets the events of a deleted account but `keep`, as the store does.
    pub fn purge(&self, aid: Aid, keep: Option<Seq>) {
        let mut ring = self.ring();
        ring.entries.retain(|entry| entry.aid != aid || Some(entry.seq) == keep);
        ring.bytes = ring.entries.iter().map(Entry::bytes).sum();
    }

    /// Gives back the memory of all frames but the newest; who is behind it reads the store.
    pub fn shrink(&self) {
        let mut ring = self.ring();
        ring.shrink(0);
        ring.entries.shrink_to_fit();
    }

    /// Changes whenever there are new events.
    pub fn watch(&self) -> watch::Receiver<()> {
        self.0.batches.subscribe()
    }

    /// The rules for subscribers.
    pub fn limits(&self) -> SubscriberLimits {
        self.0.limits
    }

    /// How many listen now.
    pub fn subscribers(&self) -> usize {
        self.seats().taken.len()
    }

    /// Who listens now, the longest first.
    pub fn followers(&self) -> Vec<Follower> {
        self.seats().taken.values().copied().collect()
    }

    /// Lets one more listen from `address`, for as long as the seat is held.
    ///
    /// # Errors
    /// When the server or the address has too many subscribers already.
    pub fn admit(&self, address: IpAddr) -> Result<Seat, Refused> {
        let follower = Follower { address: address.to_canonical(), since: None, cursor: None };
        let address = network(address);
        let mut seats = self.seats();
        if seats.taken.len() >= self.0.limits.total {
            return Err(Refused::Total);
        }
        let of_address = seats.by_address.entry(address).or_default();
        // A proxy or a tool on this very machine speaks for many.
        if *of_address >= self.0.limits.per_address && !address.is_loopback() {
            return Err(Refused::PerAddress);
        }
        *of_address += 1;
        let number = seats.next;
        seats.next += 1;
        seats.taken.insert(number, follower);
        drop(seats);
        Ok(Seat { hub: self.clone(), address, number })
    }

    /// The next frames after `cursor`: at most `count` and, beyond the first, at most `bytes`.
    pub(super) fn pull(&self, cursor: Seq, count: usize, bytes: usize) -> Pull {
        let ring = self.ring();
        if ring.floor.is_none_or(|floor| cursor < floor) {
            return Pull::Behind;
        }
        let first = ring.entries.partition_point(|entry| entry.seq <= cursor);
        let mut room = bytes;
        let frames = ring
            .entries
            .range(first..)
            .take(count)
            .enumerate()
            .take_while(|(n, entry)| {
                let fits = *n == 0 || entry.frame.len() <= room;
                room = room.saturating_sub(entry.frame.len());
                fits
            })
            .map(|(_, entry)| (entry.seq, entry.frame.clone()))
            .collect();
        Pull::Frames(frames)
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.0.ring.lock().expect("no holder of this lock panics")
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.0.seats.lock().expect("no holder of this lock panics")
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("subscribers", &self.subscribers()).finish_non_exhaustive()
    }
}

/// The right to listen. Dropping it makes room for another.
#[derive(Debug)]
pub struct Seat {
    hub: Hub,
    address: IpAddr,
    number: u64,
}

impl Seat {
    /// Notes where the listener stands, and with `since` when it came.
    pub(super) fn note(&self, cursor: Seq, since: Option<Timestamp>) {
        if let Some(follower) = self.hub.seats().taken.get_mut(&self.number) {
            follower.cursor = Some(cursor);
            follower.since = since.or(follower.since);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.hub.seats();
        seats.taken.remove(&self.number);
        if let Some(of_address) = seats.by_address.get_mut(&self.address) {
            *of_address -= 1;
            if *of_address == 0 {
                seats.by_address.remove(&self.address);
            }
        }
    }
}

/// What counts as one address: IPv6 hosts choose freely within their /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::EventKind;

    fn seq(n: u64) -> Seq {
        Seq::from_u64(n)
    }

    fn publish(hub: &Hub, aid: u32, numbers: impl IntoIterator<Item = u64>, size: usize) {
        let event = |n| Event {
            seq: seq(n),
            aid: Aid::from_u32(aid),
            kind: EventKind::Commit,
            frame: vec![0; size].into(),
        };
        hub.publish(&numbers.into_iter().map(event).collect::<Vec<_>>());
    }

    fn pulled(hub: &Hub, cursor: u64, count: usize, bytes: usize) -> Option<Vec<u64>> {
        match hub.pull(seq(cursor), count, bytes) {
            Pull::Frames(frames) => Some(frames.iter().map(|(seq, _)| seq.to_u64()).collect()),
            Pull::Behind => None,
        }
    }

    #[test]
    fn cursors_inside_the_ring_pull_in_bounded_pages() {
        let hub = Hub::new(SubscriberLimits::default());
        assert_eq!(pulled(&hub, 10, 8, 1_000), None, "nothing is known before the first event");
        publish(&hub, 1, [11, 15, 20], 100);
        assert_eq!(pulled(&hub, 9, 8, 1_000), None);
        assert_eq!(pulled(&hub, 10, 8, 1_000), Some(vec![11, 15, 20]));
        assert_eq!(pulled(&hub, 12, 8, 1_000), Some(vec![15, 20]));
        assert_eq!(pulled(&hub, 10, 2, 1_000), Some(vec![11, 15]));
        assert_eq!(pulled(&hub, 10, 8, 150), Some(vec![11]));
        assert_eq!(pulled(&hub, 10, 8, 10), Some(vec![11]), "one frame goes out whatever its size");
        assert_eq!(pulled(&hub, 99, 8, 10), Some(vec![]));
    }

    #[test]
    fn the_ring_is_bounded_and_knows_what_it_lost() {
        let hub = Hub::new(SubscriberLimits::default());
        publish(&hub, 1, 1..=10_000, 1_000);
        let held = RING_BYTES / (1_000 + ENTRY_BYTES);
        let floor = 10_000 - u64::try_from(held).expect("a small number");
        assert_eq!(pulled(&hub, floor - 1, 1, 1), None);
        assert_eq!(pulled(&hub, floor, 1, 1), Some(vec![floor + 1]));
        publish(&hub, 1, [10_001], RING_BYTES + 1);
        assert_eq!(pulled(&hub, 10_000, 8, 1), Some(vec![10_001]));
        assert_eq!(pulled(&hub, 9_999, 8, 1), None);
    }

    #[test]
    fn a_deleted_accounts_frames_leave_the_ring() {
        let hub = Hub::new(SubscriberLimits::default());
        publish(&hub, 1, [1, 3], 10);
        publish(&hub, 2, [4], 10);
        publish(&hub, 1, [5], 10);
        hub.purge(Aid::from_u32(1), Some(seq(5)));
        assert_eq!(pulled(&hub, 0, 8, 1_000), Some(vec![4, 5]));
    }

    #[test]
    fn seats_are_limited_in_all_and_by_address() {
        let hub = Hub::new(SubscriberLimits { total: 3, per_address: 2, backfill: RETENTION });
        let here: IpAddr = "2001:db8::1".parse().expect("an address");
        let neighbour: IpAddr = "2001:db8::ffff".parse().expect("an address");
        let there: IpAddr = "192.0.2.1".parse().expect("an address");
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("an address");
        let first = hub.admit(here).expect("room");
        let _second = hub.admit(neighbour).expect("room");
        assert_eq!(hub.admit(here).expect_err("a full address"), Refused::PerAddress);
        let _third = hub.admit(mapped).expect("room");
        assert_eq!(hub.admit(there).expect_err("a full server"), Refused::Total);
        assert_eq!(hub.subscribers(), 3);
        drop(first);
        let _fourth = hub.admit(there).expect("room again");
        assert_eq!(hub.admit(mapped).expect_err("a full server"), Refused::Total);
    }
}
