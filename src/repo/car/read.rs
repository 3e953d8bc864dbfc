//! Reading archives from sources that are not trusted: every length is bounded and every block is hashed.

use std::collections::VecDeque;
use std::io;

use super::{MAX_BLOCK_BYTES, MAX_HEADER_BYTES};
use crate::base::limits::STREAM_CHUNK_BYTES;
use crate::cbor::{self, Value};
use crate::crypto::sha256;
use crate::repo::Block;
use crate::syntax::{Cid, Codec};

/// Longest length prefix in bytes: lengths of 28 bits, far above every limit.
const MAX_VARINT_BYTES: usize = 4;

/// What an archive may come to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest block in bytes.
    pub block: usize,
    /// Largest archive in bytes.
    pub total: u64,
}

impl Limits {
    /// Blocks of [`MAX_BLOCK_BYTES`] in an archive of `total` bytes.
    pub const fn total(total: u64) -> Self {
        Self { block: MAX_BLOCK_BYTES, total }
    }
}

/// Why bytes are no acceptable archive.
#[derive(Debug, thiserror::Error)]
pub enum CarError {
    /// The header is not that of a CAR version 1 whose roots have blessed CIDs.
    #[error("not a CAR archive of version 1")]
    Header,
    /// A length prefix is malformed, or its block is too short to hold a CID.
    #[error("the archive has a malformed block length")]
    Length,
    /// A block's CID is not a CIDv1 over SHA-256 of DAG-CBOR or raw bytes.
    #[error("the archive has a block whose CID is not of a blessed form")]
    Cid,
    /// A block does not hash to its CID.
    #[error("block {0} of the archive does not match its hash")]
    Hash(Cid),
    /// A block exceeds its limit.
    #[error("the archive has a block that is too large")]
    BlockTooLarge,
    /// The archive exceeds its limit.
    #[error("the archive is too large")]
    TooLarge,
    /// The archive ends inside a block.
    #[error("the archive ends too early")]
    Truncated,
    /// The archive cannot be read.
    #[error("cannot read the archive")]
    Io(#[from] io::Error),
}

/// A block inside an archive.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// Its CID, which its bytes have been hashed against.
    pub cid: Cid,
    /// Its content.
    pub bytes: &'a [u8],
    /// Where in the archive it begins, length prefix included; see [`Sections`].
    pub offset: u64,
}

/// Decodes an archive that arrives in pieces. Holds one block at most.
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    /// The beginning of a header or block whose end has not arrived.
    pending: Vec<u8>,
    /// Bytes that precede `pending` in the archive.
    offset: u64,
    root: Option<Cid>,
    in_blocks: bool,
}

impl Decoder {
    /// A decoder at the start of an archive.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, pending: Vec::new(), offset: 0, root: None, in_blocks: false }
    }

    /// The first root; known once the header has arrived.
    pub const fn root(&self) -> Option<Cid> {
        self.root
    }

    /// Takes the next piece and shows each block that it completes to `visit`.
    ///
    /// # Errors
    /// When the archive is malformed or too large, and what `visit` returns.
    pub fn feed<E: From<CarError>>(
        &mut self,
        piece: &[u8],
        visit: impl FnMut(Section<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.offset + (self.pending.len() + piece.len()) as u64 > self.limits.total {
            return Err(CarError::TooLarge.into());
        }
        if self.pending.is_empty() {
            let used = self.parse(piece, visit)?;
            self.pending.extend_from_slice(&piece[used..]);
        } else {
            let mut pending = std::mem::take(&mut self.pending);
            pending.extend_from_slice(piece);
            let used = self.parse(&pending, visit)?;
            pending.drain(..used);
            self.pending = pending;
        }
        Ok(())
    }

    /// Checks that the archive is complete.
    ///
    /// # Errors
    /// When it ended before its header or inside a block.
    pub const fn finish(&self) -> Result<(), CarError> {
        if self.in_blocks && self.pending.is_empty() { Ok(()) } else { Err(CarError::Truncated) }
    }

    /// Reads what is complete in `input`; returns how many bytes that was.
    fn parse<E: From<CarError>>(
        &mut self,
        input: &[u8],
        mut visit: impl FnMut(Section<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut used = 0;
        loop {
            let limit = if self.in_blocks { Cid::BYTES + self.limits.block } else { MAX_HEADER_BYTES };
            let Some((content, length)) = delimited(&input[used..], limit)? else { return Ok(used) };
            if self.in_blocks {
                let (cid, bytes) = split_cid(content)?;
                if sha256(bytes) != *cid.digest() {
                    return Err(CarError::Hash(cid).into());
                }
                visit(Section { cid, bytes, offset: self.offset })?;
            } else {
                self.root = read_header(content)?;
                self.in_blocks = true;
            }
            used += length;
            self.offset += length as u64;
        }
    }
}

/// Reads the blocks of an archive one after the other.
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    decoder: Decoder,
    piece: Box<[u8]>,
    /// Blocks that the last piece held.
    ready: VecDeque<Block>,
}

impl<R: io::Read> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(source: R, limits: Limits) -> Result<Self, CarError> {
        let piece = vec![0; STREAM_CHUNK_BYTES].into();
        let mut reader = Self { source, decoder: Decoder::new(limits), piece, ready: VecDeque::new() };
        while !reader.decoder.in_blocks {
            if !reader.advance()? {
                return Err(CarError::Truncated);
            }
        }
        Ok(reader)
    }

    /// The first root.
    pub const fn root(&self) -> Option<Cid> {
        self.decoder.root
    }

    /// Reads a piece; whether there was one.
    fn advance(&mut self) -> Result<bool, CarError> {
        let length = loop {
            match self.source.read(&mut self.piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.decoder.feed(&self.piece[..length], |section| {
            self.ready.push_back((section.cid, section.bytes.to_vec()));
            Ok::<(), CarError>(())
        })?;
        Ok(length > 0)
    }
}

impl<R: io::Read> Iterator for Reader<R> {
    type Item = Result<Block, CarError>;

    /// The next block. After an error the archive is not worth reading on.
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(block) = self.ready.pop_front() {
                return Some(Ok(block));
            }
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return self.decoder.finish().err().map(Err),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Reads blocks at places noted before; see [`Section::offset`]. Cheap when `R` is buffered and places are close.
#[derive(Debug)]
pub struct Sections<R> {
    source: R,
    at: u64,
}

impl<R: io::Read + io::Seek> Sections<R> {
    /// Over an archive that has been decoded before.
    ///
    /// # Errors
    /// When the source cannot be rewound.
    pub fn new(mut source: R) -> Result<Self, CarError> {
        source.rewind()?;
        Ok(Self { source, at: 0 })
    }

    /// Reads the block that begins at `offset`. The hash is not computed again; the CID is returned to be compared with
    /// the one that is wanted. After an error the position is lost; stop reading.
    ///
    /// # Errors
    /// When no block of at most `limit` bytes begins there.
    pub fn read(&mut self, offset: u64, limit: usize) -> Result<Block, CarError> {
        // Relative, because that keeps what a buffered reader has read ahead.
        self.source.seek_relative(offset.wrapping_sub(self.at).cast_signed())?;
        let mut prefix = [0; MAX_VARINT_BYTES];
        let mut read = 0;
        let length = loop {
            let Some(byte) = prefix.get_mut(read) else { return Err(CarError::Length) };
            self.source.read_exact(std::slice::from_mut(byte))?;
            read += 1;
            if let Some((length, _)) = varint(&prefix[..read])? {
                break length;
            }
        };
        let content = length.checked_sub(Cid::BYTES).ok_or(CarError::Length)?;
        if content > limit {
            return Err(CarError::BlockTooLarge);
        }
        let mut cid = [0; Cid::BYTES];
        self.source.read_exact(&mut cid)?;
        let mut bytes = vec![0; content];
        self.source.read_exact(&mut bytes)?;
        self.at = offset + (read + length) as u64;
        Ok((Cid::from_bytes(&cid).map_err(|_| CarError::Cid)?, bytes))
    }
}

/// The content behind a length prefix and the length of both; `None` when it has not all arrived.
fn delimited(input: &[u8], limit: usize) -> Result<Option<(&[u8], usize)>, CarError> {
    let Some((length, prefix)) = varint(input)? else { return Ok(None) };
    if length > limit {
        return Err(CarError::BlockTooLarge);
    }
    Ok(input.get(prefix..prefix + length).map(|content| (content, prefix + length)))
}

/// An unsigned LEB128 number in its shortest form, and its length; `None` when it has not all arrived.
fn varint(input: &[u8]) -> Result<Option<(usize, usize)>, CarError> {
    let mut number = 0_usize;
    for (at, byte) in input.iter().take(MAX_VARINT_BYTES).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            // A last byte of zero could have been left out.
            return if *byte == 0 && at > 0 { Err(CarError::Length) } else { Ok(Some((number, at + 1))) };
        }
    }
    if input.len() < MAX_VARINT_BYTES { Ok(None) } else { Err(CarError::Length) }
}

fn split_cid(content: &[u8]) -> Result<(Cid, &[u8]), CarError> {
    let (cid, bytes) = content.split_at_checked(Cid::BYTES).ok_or(CarError::Length)?;
    Ok((Cid::from_bytes(cid).map_err(|_| CarError::Cid)?, bytes))
}

fn read_header(content: &[u8]) -> Result<Option<Cid>, CarError> {
    let header = cbor::decode(content).map_err(|_| CarError::Header)?;
    let roots = header.get("roots").and_then(Value::as_list).ok_or(CarError::Header)?;
    if header.get("version") != Some(&Value::Int(1)) {
        return Err(CarError::Header);
    }
    match roots.first() {
        None => Ok(None),
        Some(Value::Link(cid)) if cid.codec() == Codec::DagCbor => Ok(Some(*cid)),
        Some(_) => Err(CarError::Header),
    }
}
