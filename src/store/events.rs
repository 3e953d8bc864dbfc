//! Firehose events in the store: written in pieces, read back whole, dropped when old.
//!
//! An event is cut into pieces of at most [`PART_BYTES`], so that four of them fill a page; an event in one value
//! would take whole pages of its own. The first piece begins with a header:
//! `version(1) | kind(1) | aid(4) | length of the frame(4)`.

use std::sync::Arc;
use std::time::Duration;

use super::codec::KeyReader;
use super::error::{CorruptRow, StorageError};
use super::ids::{Aid, Seq};
use super::keys::{EventPart, Hour};
use super::read::Read;
use super::rows::events::{EventBytes, HourStart};
use super::rows::meta::{self, MetaValue};
use super::span::Span;
use super::tables::{Meta, SeqParts, SeqTime, Table};
use super::tx::Tx;
use crate::base::Timestamp;

/// Most bytes of a piece. Four pieces with their keys fill one page of 4 KiB.
pub const PART_BYTES: usize = 1_000;
/// How long events are kept.
pub const RETENTION: Duration = Duration::from_secs(72 * 3_600);
/// Most pieces that are kept: at most 256 MiB of events.
pub const MAX_PARTS: u64 = 256 * 1024 * 1024 / PART_BYTES as u64;

const HEADER_BYTES: usize = 10;
const VERSION: u8 = 1;

/// What an event tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum EventKind {
    /// A commit to a repository.
    Commit = 1,
    /// The state of a repository, after an import or an activation.
    Sync = 2,
    /// That a DID document or a handle changed.
    Identity = 3,
    /// That an account's standing changed.
    Account = 4,
}

impl EventKind {
    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Commit),
            2 => Some(Self::Sync),
            3 => Some(Self::Identity),
            4 => Some(Self::Account),
            _ => None,
        }
    }
}

/// An event of the firehose. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place.
    pub seq: Seq,
    /// Whose it is.
    pub aid: Aid,
    /// What it tells.
    pub kind: EventKind,
    /// The frame as subscribers get it.
    pub frame: Arc<[u8]>,
}

/// Where an event belongs: the header of its first piece without the length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    kind: EventKind,
    aid: Aid,
    frame_bytes: usize,
}

impl Header {
    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let mut reader = KeyReader(bytes);
        let [VERSION, kind] = reader.array::<2>()? else { return None };
        let header = Self {
            kind: EventKind::from_byte(kind)?,
            aid: Aid(reader.u32()?),
            frame_bytes: usize::try_from(reader.u32()?).ok()?,
        };
        Some((header, reader.rest()))
    }
}

const DAMAGED: CorruptRow = CorruptRow { table: SeqParts::NAME, part: "event" };

/// Writes an event's pieces and, when an hour begins, where it began.
pub(super) fn write(tx: &mut Tx<'_>, event: &Event, at: Timestamp) -> Result<(), StorageError> {
    let frame_bytes = u32::try_from(event.frame.len()).map_err(|_| StorageError::JobTooLarge)?;
    let mut piece = Vec::with_capacity(PART_BYTES.min(HEADER_BYTES + event.frame.len()));
    piece.extend_from_slice(&[VERSION, event.kind as u8]);
    piece.extend_from_slice(&event.aid.to_u32().to_be_bytes());
    piece.extend_from_slice(&frame_bytes.to_be_bytes());

    let first = event.frame.len().min(PART_BYTES - HEADER_BYTES);
    let (head, rest) = event.frame.split_at(first);
    piece.extend_from_slice(head);
    tx.put::<SeqParts>(&EventPart::first(event.seq), &EventBytes(piece))?;
    for (nth, bytes) in rest.chunks(PART_BYTES).enumerate() {
        let part = u16::try_from(nth + 1).map_err(|_| StorageError::JobTooLarge)?;
        tx.put::<SeqParts>(&EventPart { seq: event.seq, part }, &EventBytes(bytes.to_vec()))?;
    }

    let hour = Hour::containing(at);
    if tx.begins_hour(hour) && !tx.has::<SeqTime>(&hour)? {
        tx.put::<SeqTime>(&hour, &HourStart { first: event.seq })?;
    }
    Ok(())
}

/// At most `limit` events after `after`, oldest first, and no more once their frames hold `bytes` together.
pub(super) fn after(
    db: &impl Read,
    after: Seq,
    limit: usize,
    bytes: usize,
) -> Result<Vec<Event>, StorageError> {
    let mut events = Vec::new();
    let mut held = 0;
    let mut open: Option<(Seq, Header, Vec<u8>)> = None;
    let mut rows = db.range::<SeqParts>(Span::all().after(&EventPart::last(after)))?;
    while events.len() < limit && held < bytes {
        let step = rows.next_with(|key, bytes| -> Result<Option<Event>, CorruptRow> {
            if key.part == 0 {
                if open.is_some() {
                    return Err(DAMAGED);
                }
                let (header, bytes) = Header::read(bytes).ok_or(DAMAGED)?;
                let mut frame =
                    Vec::with_capacity(header.frame_bytes.min(PART_BYTES * usize::from(u16::MAX)));
                frame.extend_from_slice(bytes);
                open = Some((key.seq, header, frame));
            } else {
                let (seq, _, frame) = open.as_mut().ok_or(DAMAGED)?;
                if *seq != key.seq {
                    return Err(DAMAGED);
                }
                frame.extend_from_slice(bytes);
            }
            let complete = open.as_ref().is_some_and(|(_, header, frame)| frame.len() >= header.frame_bytes);
            if !complete {
                return Ok(None);
            }
            let Some((seq, header, frame)) = open.take() else { return Ok(None) };
            if frame.len() != header.frame_bytes {
                return Err(DAMAGED);
            }
            Ok(Some(Event { seq, aid: header.aid, kind: header.kind, frame: frame.into() }))
        })?;
        match step {
            None if open.is_some() => return Err(DAMAGED.into()),
            None => break,
            Some(event) => {
                if let Some(event) = event? {
                    held += event.frame.len();
                    events.push(event);
                }
            }
        }
    }
    Ok(events)
}

/// The oldest event that is kept.
pub(super) fn oldest(db: &impl Read) -> Result<Option<Seq>, StorageError> {
    edge(db, Span::all())
}

/// The first event after `after`.
pub(super) fn next(db: &impl Read, after: Seq) -> Result<Option<Seq>, StorageError> {
    edge(db, Span::all().after(&EventPart::last(after)))
}

/// The newest event that was removed for its age or for room.
pub(super) fn trimmed(db: &impl Read) -> Result<Seq, StorageError> {
    let mark = db.get::<Meta>(&meta::key(meta::TRIMMED))?;
    Ok(Seq::from_u64(mark.and_then(|mark| mark.to_u64()).unwrap_or(0)))
}

/// The newest event.
pub(super) fn newest(db: &impl Read) -> Result<Option<Seq>, StorageError> {
    edge(db, Span::all().reversed())
}

fn edge(db: &impl Read, span: Span<EventPart>) -> Result<Option<Seq>, StorageError> {
    db.range::<SeqParts>(span)?.next_with(|key, _| key.seq)
}

/// Removes at most `limit` pieces of events that are older than [`RETENTION`], or beyond [`MAX_PARTS`], always whole
/// events and never the newest: the next event must come after it. Whether there may be more to remove.
///
/// # Errors
/// As every write.
pub fn trim(tx: &mut Tx<'_>, now: Timestamp, limit: usize) -> Result<bool, StorageError> {
    trim_to(tx, now, limit, MAX_PARTS)
}

fn trim_to(tx: &mut Tx<'_>, now: Timestamp, limit: usize, max_parts: u64) -> Result<bool, StorageError> {
    let Some(newest) = newest(tx)? else { return Ok(false) };
    // The first event of the newest hour that ended before the retention did: everything before it is old.
    let last_old_hour = Hour::containing(now.before(RETENTION));
    let keep_from = tx
        .first::<SeqTime>(Span::all().up_to(&last_old_hour).reversed())?
        .map_or(Seq::ZERO, |(_, start)| start.first)
        .min(newest);

    let mut surplus = tx.count::<SeqParts>()?.saturating_sub(max_parts);
    let mut doomed: Vec<EventPart> = Vec::new();
    let mut more = false;
    {
        let mut rows = tx.range::<SeqParts>(Span::all().before(&EventPart::first(newest)))?;
        while let Some(key) = rows.next_with(|key, _| key)? {
            let starts = key.part == 0;
            if starts && key.seq >= keep_from && surplus == 0 {
                break;
            }
            if starts && doomed.len() >= limit {
                more = true;
                break;
            }
            surplus = surplus.saturating_sub(1);
            doomed.push(key);
        }
    }
    for key in &doomed {
        tx.delete::<SeqParts>(key)?;
    }
    if let Some(last) = doomed.last() {
        tx.put::<Meta>(&meta::key(meta::TRIMMED), &MetaValue::from_u64(last.seq.to_u64()))?;
    }
    // Hours before the last old one say nothing any more.
    let mut hours = Vec::new();
    for entry in tx.range::<SeqTime>(Span::all().before(&last_old_hour))? {
        hours.push(entry?.0);
    }
    hours.pop();
    for hour in hours {
        tx.delete::<SeqTime>(&hour)?;
    }
    Ok(more)
}

/// Removes events of `aid` other than `keep`, looking at pieces after `from`. Looks at no more than `limit` events;
/// gives where to go on, or nothing when all were seen. The newest event of all stays in any case.
///
/// # Errors
/// As every write.
pub fn purge(
    tx: &mut Tx<'_>,
    aid: Aid,
    keep: Option<Seq>,
    from: Seq,
    limit: usize,
) -> Result<Option<Seq>, StorageError> {
    let Some(newest) = newest(tx)? else { return Ok(None) };
    let mut doomed = Vec::new();
    let mut seen = 0;
    let mut reached = from;
    let mut dooming = false;
    let mut finished = true;
    {
        let mut rows = tx.range::<SeqParts>(Span::all().after(&EventPart::last(from)))?;
        while let Some((key, header)) = rows.next_with(|key, bytes| {
            (key, (key.part == 0).then(|| Header::read(bytes).map(|(header, _)| header)))
        })? {
            if let Some(header) = header {
                if seen == limit {
                    finished = false;
                    break;
                }
                seen += 1;
                let header = header.ok_or(DAMAGED)?;
                dooming = header.aid == aid && Some(key.seq) != keep && key.seq != newest;
            }
            reached = key.seq;
            if dooming {
                doomed.push(key);
            }
        }
    }
    for key in &doomed {
        tx.delete::<SeqParts>(key)?;
    }
    Ok((!finished).then_some(reached))
}
