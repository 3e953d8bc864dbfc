//! How often wrong passwords and codes may be tried: a few at once, then after waits that grow, never for ever.
//!
//! Wrong second factors are counted in the account's row, in the job that judges them. Wrong passwords, which anybody
//! can send for anybody, are counted in a table of fixed size in memory: by the name that was given, whether there is
//! such an account or not, and by the address that they come from. An address from which the right password came
//! before is counted by itself, so that a stranger who keeps guessing does not lock the owner out.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::base::{Timestamp, subject_of};
use crate::store::rows::factors::WrongCodes;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Subjects that are remembered, 24 bytes each.
const SLOTS: usize = 4_096;
/// Slots that one subject may lie in.
const WAYS: usize = 4;

/// When one may try again.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// So many wrong ones without a wait.
    pub free: u32,
    /// The wait after one more; it doubles with each further one.
    pub first_wait: Duration,
    /// The longest wait.
    pub longest_wait: Duration,
    /// After so long without a wrong one all is forgotten.
    pub forget: Duration,
}

/// Second factors of an account. A thief of a password gets one try an hour: 0.01 % of the codes of an authenticator
/// app in a day.
pub const FACTORS: Rule =
    Rule { free: 5, first_wait: MINUTE, longest_wait: HOUR, forget: Duration::from_secs(24 * 60 * 60) };
/// Passwords for one name.
const PASSWORDS: Rule = Rule {
    free: 5,
    first_wait: Duration::from_secs(30),
    longest_wait: Duration::from_secs(15 * 60),
    forget: HOUR,
};
/// Passwords from one address, behind which a whole school may sit.
const ADDRESSES: Rule =
    Rule { free: 30, first_wait: Duration::from_secs(10), longest_wait: MINUTE, forget: HOUR };

impl Rule {
    /// How long to wait at `now`; `None` when one may try.
    pub fn wait(&self, wrong: WrongCodes, now: Timestamp) -> Option<Duration> {
        let over = wrong.count.checked_sub(self.free)?;
        let wait = self.first_wait.saturating_mul(1 << over.min(16)).min(self.longest_wait);
        let left = wrong.last.after(wait).since(now);
        (!left.is_zero()).then_some(left)
    }

    /// The count after one more wrong one.
    pub fn add(&self, wrong: WrongCodes, now: Timestamp) -> WrongCodes {
        let before = if now.since(wrong.last) >= self.forget { 0 } else { wrong.count };
        WrongCodes { count: before.saturating_add(1), last: now }
    }
}

/// What wrong passwords are counted by.
#[derive(Clone, Copy, Hash)]
enum Subject<'a> {
    /// A handle, DID or e-mail address as it was given.
    Name(&'a str),
    /// The same, from an address that gave the right password before.
    NameFrom(&'a str, IpAddr),
    /// An address.
    Address(IpAddr),
    /// Not counted: its slot says that the right password for a name came from an address.
    Known(&'a str, IpAddr),
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// Zero for a slot never used.
    fingerprint: u64,
    wrong: WrongCodes,
}

/// The count of wrong passwords. As many as are being checked at one time may be tried beyond what the rules say.
pub struct Guesses {
    hasher: RandomState,
    slots: Mutex<Box<[Slot]>>,
}

impl std::fmt::Debug for Guesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Guesses(…)")
    }
}

impl Guesses {
    pub(in crate::account) fn new() -> Self {
        Self {
            hasher: RandomState::new(),
            slots: Mutex::new(vec![Slot::default(); SLOTS].into_boxed_slice()),
        }
    }

    /// How long to wait before a password for `name` is looked at; `None` when it may be tried now.
    pub(in crate::account) fn wait(
        &self,
        name: &str,
        from: Option<IpAddr>,
        now: Timestamp,
    ) -> Option<Duration> {
        let name = &name.to_lowercase();
        let from = from.map(subject_of);
        let by_name = PASSWORDS.wait(self.get(self.subject(name, from)), now);
        let by_address = from.and_then(|from| ADDRESSES.wait(self.get(Subject::Address(from)), now));
        by_name.max(by_address)
    }

    /// Counts a wrong password for `name`.
    pub(in crate::account) fn add_wrong(&self, name: &str, from: Option<IpAddr>, now: Timestamp) {
        let name = &name.to_lowercase();
        let from = from.map(subject_of);
        self.change(self.subject(name, from), |wrong| PASSWORDS.add(wrong, now));
        if let Some(from) = from {
            self.change(Subject::Address(from), |wrong| ADDRESSES.add(wrong, now));
        }
    }

    /// Notes that the right password for `name` was given.
    pub(in crate::account) fn set_right(&self, name: &str, from: Option<IpAddr>, now: Timestamp) {
        let name = &name.to_lowercase();
        let from = from.map(subject_of);
        let subject = self.subject(name, from);
        if self.get(subject).count > 0 {
            self.change(subject, |_| WrongCodes { count: 0, last: now });
        }
        if let Some(from) = from {
            self.change(Subject::Known(name, from), |_| WrongCodes { count: 1, last: now });
        }
    }

    fn subject<'a>(&self, name: &'a str, from: Option<IpAddr>) -> Subject<'a> {
        match from {
            Some(from) if self.get(Subject::Known(name, from)).count > 0 => Subject::NameFrom(name, from),
            _ => Subject::Name(name),
        }
    }

    fn get(&self, subject: Subject<'_>) -> WrongCodes {
        let (fingerprint, set) = self.place(subject);
        let slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let found = slots[set..set + WAYS].iter().find(|slot| slot.fingerprint == fingerprint);
        found.map(|slot| slot.wrong).unwrap_or_default()
    }

    /// Changes the count of a subject; a full set forgets the one that was touched least recently.
    fn change(&self, subject: Subject<'_>, change: impl FnOnce(WrongCodes) -> WrongCodes) {
        let (fingerprint, set) = self.place(subject);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let ways = &mut slots[set..set + WAYS];
        let at = ways.iter().position(|slot| slot.fingerprint == fingerprint).unwrap_or_else(|| {
            let oldest = (0..WAYS).min_by_key(|way| ways[*way].wrong.last).unwrap_or_default();
            ways[oldest] = Slot { fingerprint, wrong: WrongCodes::default() };
            oldest
        });
        ways[at].wrong = change(ways[at].wrong);
    }

    fn place(&self, subject: Subject<'_>) -> (u64, usize) {
        let fingerprint = self.hasher.hash_one(subject).max(1);
        let set = usize::try_from(fingerprint % (SLOTS / WAYS) as u64).unwrap_or_default() * WAYS;
        (fingerprint, set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_secs(1_000_000);

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("an address"))
    }

    #[test]
    fn waits_grow_to_a_bound_and_are_forgotten() {
        let mut wrong = WrongCodes::default();
        let mut now = START;
        let mut waits = Vec::new();
        for _ in 0..14 {
            let wait = FACTORS.wait(wrong, now).unwrap_or_default();
            waits.push(wait.as_secs() / 60);
            now = now.after(wait);
            assert_eq!(FACTORS.wait(wrong, now), None, "never for ever");
            wrong = FACTORS.add(wrong, now);
        }
        assert_eq!(waits, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        now = now.after(FACTORS.forget);
        assert_eq!(FACTORS.add(wrong, now).count, 1);
        let extreme = WrongCodes { count: u32::MAX, last: now };
        assert_eq!(FACTORS.wait(extreme, now), Some(HOUR));
        assert_eq!(FACTORS.add(extreme, now).count, u32::MAX);
    }

    #[test]
    fn a_name_is_counted_whoever_asks_and_whether_it_exists() {
        let guesses = Guesses::new();
        for host in 0..5 {
            assert_eq!(guesses.wait("Alice.test", ip(&format!("192.0.2.{host}")), START), None);
            guesses.add_wrong("alice.test", ip(&format!("192.0.2.{host}")), START);
        }
        assert_eq!(guesses.wait("ALICE.test", ip("192.0.2.9"), START), Some(Duration::from_secs(30)));
        assert_eq!(guesses.wait("bob.test", ip("192.0.2.1"), START), None);
        assert_eq!(guesses.wait("alice.test", None, START.after(Duration::from_secs(30))), None);
    }

    #[test]
    fn strangers_do_not_lock_the_owner_out() {
        let guesses = Guesses::new();
        let (home, stranger) = (ip("203.0.113.5"), ip("198.51.100.7"));
        guesses.set_right("alice.test", home, START);
        for _ in 0..9 {
            guesses.add_wrong("alice.test", stranger, START);
        }
        assert!(guesses.wait("alice.test", stranger, START).is_some());
        assert_eq!(guesses.wait("alice.test", home, START), None);
        for _ in 0..5 {
            guesses.add_wrong("alice.test", home, START);
        }
        assert!(guesses.wait("alice.test", home, START).is_some(), "but are counted by themselves");
        guesses.set_right("alice.test", home, START);
        assert_eq!(guesses.wait("alice.test", home, START), None);
        assert!(guesses.wait("alice.test", stranger, START).is_some());
    }

    #[test]
    fn an_address_that_tries_many_names_waits() {
        let guesses = Guesses::new();
        for nth in 0..30 {
            guesses.add_wrong(&format!("name-{nth}.test"), ip("2001:db8::1"), START);
        }
        assert!(guesses.wait("alice.test", ip("2001:db8::2"), START).is_some(), "the same network");
        assert_eq!(guesses.wait("alice.test", ip("2001:db8:0:1::2"), START), None);
    }
}
