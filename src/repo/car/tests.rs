//! Round trips in pieces of any size, and every kind of malformed archive.

use std::io::{BufReader, Cursor};

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::crypto::sha256;
use crate::repo::Block;
use crate::syntax::Cid;

const LIMITS: Limits = Limits { block: 5_000, total: 1_000_000 };

fn block(bytes: Vec<u8>) -> Block {
    (Cid::dag_cbor(sha256(&bytes)), bytes)
}

fn blocks() -> impl Strategy<Value = Vec<Block>> {
    let sizes = prop_oneof![0..40_usize, 80..100_usize, 4_000..5_001_usize];
    prop::collection::vec((sizes, any::<u8>()).prop_map(|(size, byte)| block(vec![byte; size])), 0..12)
}

fn write(root: Option<&Cid>, blocks: &[Block]) -> Vec<u8> {
    archive(root, blocks.iter().map(|(cid, bytes)| (cid, &bytes[..])))
}

fn read(car: &[u8]) -> Result<(Option<Cid>, Vec<Block>), CarError> {
    let reader = Reader::new(car, LIMITS)?;
    let root = reader.root();
    Ok((root, reader.collect::<Result<_, _>>()?))
}

proptest! {
    #[test]
    fn archives_survive_in_any_pieces(blocks in blocks(), cuts in prop::collection::vec(any::<Index>(), 0..20)) {
        let root = blocks.first().map(|(cid, _)| *cid);
        let car = write(root.as_ref(), &blocks);
        let mut header = Vec::new();
        write_header(root.as_ref(), &mut header);
        let sizes: usize = blocks.iter().map(|(_, bytes)| block_bytes(bytes.len())).sum();
        prop_assert_eq!(car.len(), header.len() + sizes);

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(car.len())).collect();
        cuts.extend([0, car.len()]);
        cuts.sort_unstable();
        let mut decoder = Decoder::new(LIMITS);
        let mut found = Vec::new();
        for pair in cuts.windows(2) {
            decoder
                .feed(&car[pair[0]..pair[1]], |section| {
                    found.push((section.offset, (section.cid, section.bytes.to_vec())));
                    Ok::<(), CarError>(())
                })
                .unwrap();
        }
        decoder.finish().unwrap();
        prop_assert_eq!(decoder.root(), root);
        let mut file = Sections::new(BufReader::new(Cursor::new(&car))).unwrap();
        for (offset, block) in found.iter().chain(found.iter().rev()) {
            prop_assert_eq!(&file.read(*offset, LIMITS.block).unwrap(), block);
        }
        let found: Vec<Block> = found.into_iter().map(|(_, block)| block).collect();
        prop_assert_eq!(&found, &blocks);
        prop_assert_eq!(read(&car).unwrap(), (root, blocks));
    }

    #[test]
    fn damage_is_answered(blocks in blocks(), damage in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4)) {
        let root = blocks.first().map(|(cid, _)| *cid);
        let mut car = write(root.as_ref(), &blocks);
        for (at, byte) in damage {
            let at = at.index(car.len());
            car[at] = byte;
        }
        if let Ok((_, found)) = read(&car) {
            prop_assert!(found.iter().all(|(cid, bytes)| sha256(bytes) == *cid.digest()));
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&bytes);
    }
}

#[test]
fn malformed_archives_are_refused() {
    let (cid, bytes) = block(vec![1; 100]);
    let good = write(Some(&cid), &[(cid, bytes.clone())]);
    let header = good.len() - block_bytes(bytes.len());

    assert!(matches!(read(&[]), Err(CarError::Truncated)));
    assert!(matches!(read(&good[..10]), Err(CarError::Truncated)));
    assert!(matches!(read(&good[..good.len() - 1]), Err(CarError::Truncated)));
    assert!(read(&good[..header]).is_ok());

    let mut changed = good.clone();
    *changed.last_mut().unwrap() ^= 1;
    assert!(matches!(read(&changed), Err(CarError::Hash(found)) if found == cid));

    let with = |tail: &[u8]| read(&[&good[..header], tail].concat()).unwrap_err();
    assert!(matches!(with(&[0]), CarError::Length));
    assert!(matches!(with(&[35; 36]), CarError::Length));
    assert!(matches!(with(&[0x80, 0]), CarError::Length));
    assert!(matches!(with(&[0x80; 4]), CarError::Length));
    assert!(matches!(with(&[0x80, 0x80, 0x7f]), CarError::BlockTooLarge));
    assert!(matches!(with(&[36; 37]), CarError::Cid));

    assert!(matches!(read(&[0xff, 0x7f]), Err(CarError::BlockTooLarge)));
    assert!(matches!(read(b"\x01\xa0"), Err(CarError::Header)));
    let mut version = good.clone();
    version[header - 1] = 2;
    assert!(matches!(read(&version), Err(CarError::Header)));

    let small = Limits { block: 5_000, total: good.len() as u64 - 1 };
    assert!(Reader::new(&good[..], small).is_err());
}

#[test]
fn an_archive_may_lack_a_root_and_repeat_blocks() {
    let twice = [block(vec![2; 10]), block(vec![2; 10])];
    assert_eq!(read(&write(None, &twice)).unwrap(), (None, twice.to_vec()));
}
