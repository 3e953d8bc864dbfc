//! Writing archives.

use crate::cbor::Writer;
use crate::syntax::Cid;

/// Appends the header; `None` for an archive without a root.
pub fn write_header(root: Option<&Cid>, output: &mut Vec<u8>) {
    let mut writer = Writer::with_capacity(64);
    writer.map(2).text("roots").list(usize::from(root.is_some()));
    if let Some(root) = root {
        writer.link(root);
    }
    writer.text("version").int(1);
    let header = writer.finish();
    write_varint(header.len(), output);
    output.extend_from_slice(&header);
}

/// Appends a block.
pub fn write_block(cid: &Cid, bytes: &[u8], output: &mut Vec<u8>) {
    output.reserve(block_bytes(bytes.len()));
    write_varint(Cid::BYTES + bytes.len(), output);
    output.extend_from_slice(&cid.to_bytes());
    output.extend_from_slice(bytes);
}

/// How many bytes a block of `length` bytes takes in an archive.
pub const fn block_bytes(length: usize) -> usize {
    let section = Cid::BYTES + length;
    let varint = match usize::BITS - section.leading_zeros() {
        0 => 1,
        bits => bits.div_ceil(7) as usize,
    };
    varint + section
}

/// A whole archive in memory: for events and proofs, whose size is bounded.
pub fn archive<'a>(root: Option<&Cid>, blocks: impl IntoIterator<Item = (&'a Cid, &'a [u8])>) -> Vec<u8> {
    let mut output = Vec::with_capacity(4 * 1024);
    write_header(root, &mut output);
    for (cid, bytes) in blocks {
        write_block(cid, bytes, &mut output);
    }
    output
}

#[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
fn write_varint(mut number: usize, output: &mut Vec<u8>) {
    while number >= 0x80 {
        output.push(number as u8 | 0x80);
        number >>= 7;
    }
    output.push(number as u8);
}
