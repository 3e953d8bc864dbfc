//! Ranges of keys, read in order or in reverse.

use std::marker::PhantomData;
use std::ops::Bound;

use super::codec::KeyCodec;

/// A range of the keys of one table. Starts as everything below a prefix and is narrowed by [`Span::after`] and its
/// siblings.
#[derive(Debug)]
pub struct Span<K> {
    pub(super) from: Bound<Vec<u8>>,
    pub(super) to: Bound<Vec<u8>>,
    pub(super) reversed: bool,
    key: PhantomData<fn() -> K>,
}

// Not derived: a span can be cloned whether or not its keys can.
impl<K> Clone for Span<K> {
    fn clone(&self) -> Self {
        Self { from: self.from.clone(), to: self.to.clone(), reversed: self.reversed, key: PhantomData }
    }
}

impl<K: KeyCodec> Span<K> {
    /// Every key of the table.
    pub const fn all() -> Self {
        Self { from: Bound::Unbounded, to: Bound::Unbounded, reversed: false, key: PhantomData }
    }

    /// Every key that starts with `prefix`.
    pub(super) fn prefix(prefix: Vec<u8>) -> Self {
        let mut end = prefix.clone();
        while end.last() == Some(&0xff) {
            end.pop();
        }
        let to = match end.last_mut() {
            Some(last) => {
                *last += 1;
                Bound::Excluded(end)
            }
            None => Bound::Unbounded,
        };
        Self { from: Bound::Included(prefix), to, reversed: false, key: PhantomData }
    }

    /// Only keys greater than `key`.
    #[must_use]
    pub fn after(mut self, key: &K) -> Self {
        self.raise(Bound::Excluded(key.to_bytes()));
        self
    }

    /// Only `key` and greater ones.
    #[must_use]
    pub fn from(mut self, key: &K) -> Self {
        self.raise(Bound::Included(key.to_bytes()));
        self
    }

    /// Only keys less than `key`.
    #[must_use]
    pub fn before(mut self, key: &K) -> Self {
        self.lower(Bound::Excluded(key.to_bytes()));
        self
    }

    /// Only `key` and lesser ones.
    #[must_use]
    pub fn up_to(mut self, key: &K) -> Self {
        self.lower(Bound::Included(key.to_bytes()));
        self
    }

    /// The same keys from the greatest to the least.
    #[must_use]
    pub const fn reversed(mut self) -> Self {
        self.reversed = !self.reversed;
        self
    }

    /// Whether no key can be inside, which redb refuses to look up.
    pub(super) fn is_empty(&self) -> bool {
        match (&self.from, &self.to) {
            (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
            (Bound::Included(from), Bound::Included(to)) => from > to,
            (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => {
                from >= to
            }
        }
    }

    fn raise(&mut self, bound: Bound<Vec<u8>>) {
        let higher = match (&self.from, &bound) {
            (Bound::Unbounded, _) => true,
            (_, Bound::Unbounded) => false,
            (Bound::Included(old) | Bound::Excluded(old), Bound::Excluded(new)) => new >= old,
            (Bound::Included(old) | Bound::Excluded(old), Bound::Included(new)) => new > old,
        };
        if higher {
            self.from = bound;
        }
    }

    fn lower(&mut self, bound: Bound<Vec<u8>>) {
        let lower = match (&self.to, &bound) {
            (Bound::Unbounded, _) => true,
            (_, Bound::Unbounded) => false,
            (Bound::Included(old) | Bound::Excluded(old), Bound::Excluded(new)) => new <= old,
            (Bound::Included(old) | Bound::Excluded(old), Bound::Included(new)) => new < old,
        };
        if lower {
            self.to = bound;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Aid, Seq};

    #[test]
    fn a_prefix_ends_before_its_successor() {
        let span = Span::<Aid>::prefix(vec![1, 0xff, 0xff]);
        assert_eq!(span.to, Bound::Excluded(vec![2]));
        assert_eq!(Span::<Aid>::prefix(vec![0xff]).to, Bound::Unbounded);
    }

    #[test]
    fn narrowing_never_widens() {
        let (low, high) = (Seq::from_u64(5), Seq::from_u64(9));
        let span = Span::all().after(&high).from(&low).up_to(&high);
        assert_eq!(span.from, Bound::Excluded(high.to_bytes()));
        assert!(span.is_empty());
        assert!(!Span::all().from(&low).up_to(&low).is_empty());
        assert!(Span::all().from(&low).before(&low).is_empty());
    }
}
