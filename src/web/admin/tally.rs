//! Counting what may be many: no further than a page is worth.

use crate::store::StorageError;
use crate::web::Visit;

/// Rows that a page counts at most.
const MOST: u64 = 2_000;

/// How many there are, and what they come to together; or that there are more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) sum: u64,
    pub(super) has_more: bool,
}

impl Tally {
    /// Of rows, each with what it adds to the sum.
    pub(super) fn of(rows: impl Iterator<Item = Result<u64, StorageError>>) -> Result<Self, StorageError> {
        let mut tally = Self::default();
        for row in rows {
            if tally.count == MOST {
                tally.has_more = true;
                break;
            }
            tally.count += 1;
            tally.sum = tally.sum.saturating_add(row?);
        }
        Ok(tally)
    }

    /// A figure of it in words, given how it is written.
    pub(super) fn words(&self, visit: &Visit, figure: &str) -> String {
        if self.has_more {
            visit.text_with("admin-more-than", &[("figure", figure)])
        } else {
            figure.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_ends() {
        let of = |count: u64| Tally::of((0..count).map(|_| Ok(3))).expect("no row fails");
        assert_eq!(of(5), Tally { count: 5, sum: 15, has_more: false });
        assert_eq!(of(MOST), Tally { count: MOST, sum: 3 * MOST, has_more: false });
        assert_eq!(of(MOST + 1), Tally { count: MOST, sum: 3 * MOST, has_more: true });
        assert!(Tally::of([Err(StorageError::Closed)].into_iter()).is_err());
    }
}
