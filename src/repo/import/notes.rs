//! Where each block of an archive stands: 12 bytes a block. In memory while they are few; when they are many, in sorted
//! runs on a file, which are merged into one that is searched page by page.
//!
//! Memory: one run while notes come; 4 KiB a run while they are merged; then 12 bytes for every page, and one page.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Notes that are sorted at a time: 768 KiB.
pub(super) const RUN: usize = 64 * 1024;
/// Notes that are read at a time: nearly 4 KiB.
const PAGE: usize = 341;
/// Largest offset that a note holds: 40 bits.
pub(super) const MAX_OFFSET: u64 = (1 << 40) - 1;

/// The first 7 bytes of a block's digest and the 5 bytes of its offset. Digests that share 56 bits are told apart by
/// the CID in the archive.
type Note = [u8; NOTE];

const NOTE: usize = 12;
const DIGEST: usize = 7;

fn note(digest: &[u8; 32], offset: u64) -> Note {
    let mut note = [0; NOTE];
    note[..DIGEST].copy_from_slice(&digest[..DIGEST]);
    note[DIGEST..].copy_from_slice(&offset.to_be_bytes()[3..]);
    note
}

/// Bytes that so many notes take in a file.
const fn span(notes: usize) -> u64 {
    (notes * NOTE) as u64
}

/// Notes as they come.
#[derive(Debug)]
pub(super) struct Notes<F> {
    run: Vec<Note>,
    limit: usize,
    /// Full runs on the file.
    spilled: usize,
    file: F,
}

impl<F: Read + Write + Seek> Notes<F> {
    /// Sorts `limit` of them at a time and keeps what is more in `file`, which is empty.
    pub const fn new(file: F, limit: usize) -> Self {
        Self { run: Vec::new(), limit, spilled: 0, file }
    }

    /// Notes that the block with this digest begins at `offset`, which is at most [`MAX_OFFSET`].
    pub fn push(&mut self, digest: &[u8; 32], offset: u64) -> io::Result<()> {
        if self.run.len() == self.limit {
            self.spill()?;
            self.spilled += 1;
            self.run.clear();
        }
        self.run.push(note(digest, offset));
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.run.sort_unstable();
        self.file.write_all(self.run.as_flattened())
    }

    /// Sorts all of them.
    pub fn finish(mut self) -> io::Result<Places<F>> {
        if self.spilled == 0 {
            self.run.sort_unstable();
            self.run.shrink_to_fit();
            let firsts = self.run.first().copied().into_iter().collect();
            let count = self.run.len();
            return Ok(Places {
                file: self.file,
                base: 0,
                count,
                per_page: count,
                firsts,
                page: self.run,
                loaded: 0,
            });
        }
        self.spill()?;
        let count = self.spilled * self.limit + self.run.len();
        drop(self.run);
        merge(self.file, count, self.limit)
    }
}

/// What is left of one run.
struct Run {
    /// The notes of it that are not read, by their places in the file.
    unread: std::ops::Range<usize>,
    /// Those that are, the next last.
    page: Vec<Note>,
}

impl Run {
    fn next(&mut self, file: &mut (impl Read + Seek)) -> io::Result<Option<Note>> {
        if self.page.is_empty() {
            let count = self.unread.len().min(PAGE);
            read(file, span(self.unread.start), count, &mut self.page)?;
            self.page.reverse();
            self.unread.start += count;
        }
        Ok(self.page.pop())
    }
}

fn read(file: &mut (impl Read + Seek), at: u64, count: usize, into: &mut Vec<Note>) -> io::Result<()> {
    into.resize(count, [0; NOTE]);
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(into.as_flattened_mut())
}

/// Merges runs of `limit` notes each, the last of which may be shorter, and appends the result to the file.
fn merge<F: Read + Write + Seek>(mut file: F, count: usize, limit: usize) -> io::Result<Places<F>> {
    let starts = (0..count).step_by(limit);
    let mut runs: Vec<Run> = starts
        .map(|start| Run { unread: start..count.min(start + limit), page: Vec::with_capacity(PAGE) })
        .collect();
    let mut heads = BinaryHeap::with_capacity(runs.len());
    for (nth, run) in runs.iter_mut().enumerate() {
        heads.extend(run.next(&mut file)?.map(|note| Reverse((note, nth))));
    }
    let base = span(count);
    let mut firsts = Vec::with_capacity(count.div_ceil(PAGE));
    let mut page: Vec<Note> = Vec::with_capacity(PAGE);
    let mut written = 0;
    while let Some(Reverse((note, nth))) = heads.pop() {
        heads.extend(runs[nth].next(&mut file)?.map(|note| Reverse((note, nth))));
        page.push(note);
        if page.len() == PAGE || heads.is_empty() {
            firsts.push(page[0]);
            file.seek(SeekFrom::Start(base + span(written)))?;
            file.write_all(page.as_flattened())?;
            written += page.len();
            page.clear();
        }
    }
    let mut places = Places { file, base, count, per_page: PAGE, firsts, page, loaded: 0 };
    places.load(0)?;
    Ok(places)
}

/// All notes, sorted.
#[derive(Debug)]
pub(super) struct Places<F> {
    file: F,
    /// Where in the file they begin.
    base: u64,
    count: usize,
    per_page: usize,
    /// The first note of every page.
    firsts: Vec<Note>,
    /// The page that was read last. All notes, when they were never written to the file.
    page: Vec<Note>,
    loaded: usize,
}

impl<F: Read + Seek> Places<F> {
    /// Shows `visit` where blocks begin that may have this digest, until it finds what it looks for.
    pub fn find<T, E: From<io::Error>>(
        &mut self,
        digest: &[u8; 32],
        mut visit: impl FnMut(u64) -> Result<Option<T>, E>,
    ) -> Result<Option<T>, E> {
        let least = note(digest, 0);
        // What is sought may begin in the page before the first that begins with it.
        let page = self.firsts.partition_point(|first| *first < least).saturating_sub(1);
        self.load(page)?;
        let mut nth = page * self.per_page + self.page.partition_point(|note| *note < least);
        while let Some(note) = self.get(nth)? {
            let (start, place) = note.split_at(DIGEST);
            if start != &digest[..DIGEST] {
                break;
            }
            let offset = place.iter().fold(0, |offset, byte| offset << 8 | u64::from(*byte));
            if let Some(found) = visit(offset)? {
                return Ok(Some(found));
            }
            nth += 1;
        }
        Ok(None)
    }

    fn get(&mut self, nth: usize) -> io::Result<Option<Note>> {
        if nth >= self.count {
            return Ok(None);
        }
        self.load(nth / self.per_page)?;
        Ok(self.page.get(nth % self.per_page).copied())
    }

    fn load(&mut self, page: usize) -> io::Result<()> {
        // Only notes on a file have more than one page.
        if page != self.loaded || (self.page.is_empty() && self.count > 0) {
            let start = page * self.per_page;
            let count = self.per_page.min(self.count - start);
            read(&mut self.file, self.base + span(start), count, &mut self.page)?;
            self.loaded = page;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::crypto::sha256;

    fn places(blocks: u64, limit: usize) -> Places<Cursor<Vec<u8>>> {
        let mut notes = Notes::new(Cursor::new(Vec::new()), limit);
        for n in 0..blocks {
            // Every tenth block is there twice.
            for copy in 0..1 + u64::from(n % 10 == 0) {
                notes.push(&sha256(&n.to_be_bytes()), 1_000 * n + copy).expect("memory");
            }
        }
        notes.finish().expect("memory")
    }

    fn all(places: &mut Places<Cursor<Vec<u8>>>, digest: &[u8; 32]) -> Vec<u64> {
        let mut found = Vec::new();
        let sought = places.find(digest, |offset| {
            found.push(offset);
            Ok::<Option<()>, io::Error>(None)
        });
        assert_eq!(sought.expect("memory"), None);
        found
    }

    #[test]
    fn every_block_is_found_in_memory_and_on_a_file() {
        for (blocks, limit) in [(0, 8), (1, 8), (7, 8), (3_000, RUN), (3_000, 1_000), (3_000, 64), (700, 350)]
        {
            let mut places = places(blocks, limit);
            for n in 0..blocks {
                let wanted: Vec<u64> = (0..1 + u64::from(n % 10 == 0)).map(|copy| 1_000 * n + copy).collect();
                assert_eq!(all(&mut places, &sha256(&n.to_be_bytes())), wanted, "{n} of {blocks}");
            }
            assert_eq!(all(&mut places, &sha256(b"another")), [0_u64; 0]);
            assert_eq!(all(&mut places, &[0; 32]), [0_u64; 0]);
            assert_eq!(all(&mut places, &[0xff; 32]), [0_u64; 0]);
        }
    }

    #[test]
    fn a_search_ends_when_its_visitor_is_content() {
        let mut places = places(100, 16);
        let found = places.find(&sha256(&10_u64.to_be_bytes()), |offset| Ok::<_, io::Error>(Some(offset)));
        assert_eq!(found.expect("memory"), Some(10_000));
        let failed = places.find(&sha256(&10_u64.to_be_bytes()), |_| {
            Err::<Option<()>, io::Error>(io::ErrorKind::Other.into())
        });
        assert!(failed.is_err());
    }

    #[test]
    fn blocks_that_share_the_start_of_their_digest_are_all_shown() {
        let mut notes = Notes::new(Cursor::new(Vec::new()), 100);
        let count = 3 * PAGE as u64;
        for offset in 0..count {
            notes.push(&[7; 32], offset).expect("memory");
            notes.push(&sha256(&offset.to_be_bytes()), MAX_OFFSET - offset).expect("memory");
        }
        let mut places = notes.finish().expect("memory");
        assert_eq!(all(&mut places, &[7; 32]), (0..count).collect::<Vec<_>>());
        assert_eq!(all(&mut places, &sha256(&1_u64.to_be_bytes())), [MAX_OFFSET - 1]);
    }
}
