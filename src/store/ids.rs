//! The numbers by which rows name accounts and events.

use std::fmt;

/// The number of an account inside this store. Every key below the API starts with it; it is never used again after
/// the account is gone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aid(pub(super) u32);

impl Aid {
    /// The account with this number, as folders and tasks name it. Everywhere else numbers come from rows.
    pub(crate) const fn from_u32(number: u32) -> Self {
        Self(number)
    }

    /// The number itself.
    pub const fn to_u32(self) -> u32 {
        self.0
    }
}

impl fmt::Debug for Aid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "aid {}", self.0)
    }
}

/// The number of one state of an account's repository, which the keys of its records, nodes and references begin with.
/// The first has the account's own number. An import builds another beside it, under a new number from the same source,
/// so that no two things ever share one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoId(pub(super) u32);

impl RepoId {
    /// Before every repository.
    pub(super) const LEAST: Self = Self(0);

    /// What an account begins with.
    pub const fn first_of(aid: Aid) -> Self {
        Self(aid.0)
    }
}

impl fmt::Debug for RepoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "repository {}", self.0)
    }
}

/// Place of an event in the firehose. Rises strictly and is never used twice; close to the microseconds since 1970 at
/// which the event was written, so that a restored backup goes on above what subscribers have seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seq(u64);

impl Seq {
    /// Before every event.
    pub const ZERO: Self = Self(0);

    /// From a cursor or from a stored number.
    pub const fn from_u64(value: u64) -> Self {
        Self(value)
    }

    /// The number, as frames and cursors carry it.
    pub const fn to_u64(self) -> u64 {
        self.0
    }

    /// The number that follows this one when the clock shows `micros`.
    pub(super) const fn following(self, micros: u64) -> Self {
        if micros > self.0 { Self(micros) } else { Self(self.0 + 1) }
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seq {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seq_rises_whatever_the_clock_does() {
        let first = Seq::ZERO.following(1_000);
        assert_eq!(first.to_u64(), 1_000);
        assert_eq!(first.following(1_000).to_u64(), 1_001);
        assert_eq!(first.following(5).to_u64(), 1_001);
        assert_eq!(first.following(2_000).to_u64(), 2_000);
    }
}
