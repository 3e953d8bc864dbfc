//! Timestamp identifiers: sortable keys and revisions (TID spec).

use std::fmt;
use std::str::FromStr;

use super::SyntaxError;
use super::text_id::serde_as_text;
use crate::base::{Clock, Timestamp, random_bytes};

const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const LEN: usize = 13;
const CLOCK_ID_BITS: u32 = 10;
/// Clock ids are drawn below this, as the reference implementation does.
const CLOCK_IDS: u8 = 32;

/// A TID: 53 bits of microseconds and 10 bits of clock id, printed as 13 sortable characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tid(u64);

impl Tid {
    /// From a time and a clock id below 1024; higher bits of either are cut off.
    pub const fn new(at: Timestamp, clock_id: u16) -> Self {
        Self(((at.micros() & ((1 << 53) - 1)) << CLOCK_ID_BITS) | (clock_id as u64 & 0x3ff))
    }

    /// From its number, as stored in our tables. The top bit is cut off.
    pub const fn from_u64(value: u64) -> Self {
        Self(value & !(1 << 63))
    }

    /// Its number, which sorts as its text does.
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The time in it.
    pub const fn timestamp(self) -> Timestamp {
        Timestamp::from_micros(self.0 >> CLOCK_ID_BITS)
    }

    /// The revision that follows `previous` at time `now`: never earlier than one microsecond after it.
    #[must_use]
    pub fn next(now: Timestamp, previous: Option<Self>) -> Self {
        let clock_id = u16::from(random_bytes::<1>()[0] % CLOCK_IDS);
        let floor = previous.map_or(0, |tid| tid.timestamp().micros() + 1);
        Self::new(Timestamp::from_micros(now.micros().max(floor)), clock_id)
    }
}

impl FromStr for Tid {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        const ERROR: SyntaxError = SyntaxError("TID");
        if text.len() != LEN
            || !text.starts_with(|c: char| ('2'..='7').contains(&c) || ('a'..='j').contains(&c))
        {
            return Err(ERROR);
        }
        let mut value = 0_u64;
        for byte in text.bytes() {
            let digit = match byte {
                b'2'..=b'7' => byte - b'2',
                b'a'..=b'z' => byte - b'a' + 6,
                _ => return Err(ERROR),
            };
            value = (value << 5) | u64::from(digit);
        }
        Ok(Self(value))
    }
}

impl fmt::Display for Tid {
    #[expect(clippy::cast_possible_truncation, reason = "five bits at a time")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0_u8; LEN];
        for (place, byte) in text.iter_mut().rev().enumerate() {
            *byte = ALPHABET[usize::from((self.0 >> (5 * place)) as u8 & 31)];
        }
        f.write_str(std::str::from_utf8(&text).expect("the alphabet is ASCII"))
    }
}

impl fmt::Debug for Tid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_as_text!(Tid);

/// Hands out TIDs that rise strictly, whatever the clock does.
#[derive(Debug)]
pub struct TidClock {
    clock: Clock,
    last: std::sync::Mutex<Option<Tid>>,
}

impl TidClock {
    /// A source over `clock`.
    pub const fn new(clock: Clock) -> Self {
        Self { clock, last: std::sync::Mutex::new(None) }
    }

    /// The next TID: after every one that this source gave before.
    pub fn next(&self) -> Tid {
        let mut last = self.last.lock().expect("no holder of this lock panics");
        let tid = Tid::next(self.clock.now(), *last);
        *last = Some(tid);
        tid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_number_agree() {
        for value in [0, 1, 31, 32, 0x7fff_ffff_ffff_ffff, 0x0123_4567_89ab_cdef] {
            let tid = Tid::from_u64(value);
            assert_eq!(tid.to_string().parse::<Tid>(), Ok(tid));
        }
        assert_eq!(Tid::from_u64(0).to_string(), "2222222222222");
    }

    #[test]
    fn revisions_rise_under_a_clock_that_stands_still() {
        let clock = Clock::manual(Timestamp::from_secs(1_700_000_000));
        let source = TidClock::new(clock);
        let tids: Vec<Tid> = (0..100).map(|_| source.next()).collect();
        assert!(tids.is_sorted_by(|a, b| a < b));
    }
}
