//! Where one subscriber stands, and what it gets next: from the store while it is behind, from the ring when it has
//! caught up.
//!
//! The cursor is the only state, so that the two sources meet without gap or duplicate: both give what follows the
//! cursor, in the one order of the writer, and an event is in the store before it is in the ring.

use bytes::Bytes;
use tokio::sync::watch;

use super::frames::{self, StreamError};
use super::hub::{Hub, Pull, Seat};
use crate::base::Timestamp;
use crate::store::{Read, Seq, StorageError, Store};

/// Most events taken at once.
const BATCH_EVENTS: usize = 64;
/// Most bytes taken at once, beyond the first event.
pub(super) const BATCH_BYTES: usize = 64 * 1024;

/// A subscriber's place in the stream.
pub struct Subscriber {
    hub: Hub,
    store: Store,
    batches: watch::Receiver<()>,
    cursor: Seq,
    /// The subscriber asked for events that are no longer served, and has not been told so yet.
    outdated: bool,
    seat: Seat,
}

impl Subscriber {
    /// Takes a place: live only without a cursor, else after it. Events older than
    /// [`SubscriberLimits::backfill`](super::SubscriberLimits::backfill) before `now` are not served to newcomers.
    ///
    /// # Errors
    /// [`StreamError::FutureCursor`] when the cursor lies after the newest event, [`StreamError::Internal`] when the
    /// store cannot be read.
    pub async fn start(
        hub: Hub,
        store: Store,
        seat: Seat,
        cursor: Option<i64>,
        now: Timestamp,
    ) -> Result<Self, StreamError> {
        let batches = hub.watch();
        let newest = store.last_seq();
        let mut subscriber = Self { hub, store, batches, cursor: newest, outdated: false, seat };
        if let Some(cursor) = cursor {
            let cursor = Seq::from_u64(u64::try_from(cursor).unwrap_or(0));
            if cursor > newest {
                return Err(StreamError::FutureCursor);
            }
            // An event's place is the time when it was written, except after a clock that went back.
            let horizon = Seq::from_u64(now.before(subscriber.hub.limits().backfill).micros());
            let lost = move |snapshot: &_| first_served(snapshot, cursor, horizon);
            let start = subscriber.store.read(lost).await.map_err(internal)?;
            subscriber.outdated = start != cursor;
            subscriber.cursor = start;
        }
        subscriber.seat.note(subscriber.cursor, Some(now));
        Ok(subscriber)
    }

    /// The next frames, oldest first; waits while there are none. May be dropped at any time and called again.
    ///
    /// # Errors
    /// [`StreamError::ConsumerTooSlow`] when events after the cursor have been trimmed away meanwhile,
    /// [`StreamError::Internal`] when the store cannot be read.
    pub(super) async fn next_batch(&mut self) -> Result<Vec<Bytes>, StreamError> {
        if self.outdated {
            self.outdated = false;
            return Ok(vec![frames::outdated_cursor().into()]);
        }
        loop {
            // Seen before looking, so that what comes in between is noticed.
            self.batches.mark_unchanged();
            let found = match self.hub.pull(self.cursor, BATCH_EVENTS, BATCH_BYTES) {
                Pull::Frames(frames) => frames,
                Pull::Behind => self.page().await?,
            };
            if let Some((last, _)) = found.last() {
                self.cursor = *last;
                self.seat.note(self.cursor, None);
                return Ok(found.into_iter().map(|(_, frame)| frame).collect());
            }
            self.batches.changed().await.expect("the hub lives as long as its subscribers");
        }
    }

    /// The same subscriber at another place and hub, as after a long sleep.
    #[cfg(test)]
    pub(super) fn moved_to(mut self, hub: Hub, cursor: Seq) -> Self {
        self.batches = hub.watch();
        self.hub = hub;
        self.cursor = cursor;
        self.outdated = false;
        self
    }

    /// The next events from the store, over a snapshot of its own.
    async fn page(&self) -> Result<Vec<(Seq, Bytes)>, StreamError> {
        let cursor = self.cursor;
        let read = move |snapshot: &crate::store::Snapshot| {
            if snapshot.trimmed_events()? > cursor {
                return Ok(None);
            }
            snapshot.events_after(cursor, BATCH_EVENTS, BATCH_BYTES).map(Some)
        };
        let page = self.store.read(read).await.map_err(internal)?.ok_or(StreamError::ConsumerTooSlow)?;
        Ok(page.into_iter().map(|event| (event.seq, Bytes::from_owner(event.frame))).collect())
    }
}

impl std::fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscriber").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

/// Where a newcomer with `cursor` starts: there, unless events after it are gone or lie before `horizon`.
fn first_served(snapshot: &crate::store::Snapshot, cursor: Seq, horizon: Seq) -> Result<Seq, StorageError> {
    let start = cursor.max(snapshot.trimmed_events()?);
    let next = snapshot.next_event(start)?;
    Ok(if next.is_some_and(|next| next < horizon) { horizon } else { start })
}

fn internal(error: StorageError) -> StreamError {
    tracing::error!(error = &error as &dyn std::error::Error, "events cannot be read");
    StreamError::Internal
}
