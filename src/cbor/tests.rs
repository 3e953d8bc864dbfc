//! Properties of the codec, and another implementation to compare with.

use ipld_core::ipld::Ipld;
use proptest::prelude::*;

use super::*;
use crate::syntax::{Cid, Codec};

fn cid() -> impl Strategy<Value = Cid> {
    (any::<bool>(), any::<[u8; 32]>())
        .prop_map(|(raw, digest)| Cid::new(if raw { Codec::Raw } else { Codec::DagCbor }, digest))
}

pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (-70_000_i64..70_000).prop_map(Value::Int),
        ".{0,40}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        cid().prop_map(Value::Link),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..30).prop_map(Value::List),
            prop::collection::vec(("[a-z]{0,3}|.{0,30}", inner), 0..30)
                .prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

/// The same value for the other implementation.
fn to_ipld(value: &Value) -> Ipld {
    match value {
        Value::Null => Ipld::Null,
        Value::Bool(flag) => Ipld::Bool(*flag),
        Value::Int(number) => Ipld::Integer((*number).into()),
        Value::Text(text) => Ipld::String(text.clone()),
        Value::Bytes(bytes) => Ipld::Bytes(bytes.clone()),
        Value::Link(cid) => Ipld::Link(ipld_core::cid::Cid::read_bytes(&cid.to_bytes()[..]).unwrap()),
        Value::List(items) => Ipld::List(items.iter().map(to_ipld).collect()),
        Value::Map(map) => {
            Ipld::Map(map.iter().map(|(key, value)| (key.to_owned(), to_ipld(value))).collect())
        }
    }
}

/// Whether the other implementation's value lies outside our narrower data model.
fn is_wider(value: &Ipld) -> bool {
    match value {
        Ipld::Float(_) => true,
        Ipld::Integer(number) => i64::try_from(*number).is_err(),
        Ipld::Link(cid) => Cid::from_bytes(&cid.to_bytes()).is_err(),
        Ipld::List(items) => items.iter().any(is_wider),
        Ipld::Map(map) => map.values().any(is_wider),
        _ => false,
    }
}

/// Holds our decoder against the other one: what we take it takes and means the same; what only it takes is wider.
fn compare(input: &[u8]) {
    let theirs = serde_ipld_dagcbor::from_slice::<Ipld>(input);
    match decode(input) {
        Ok(value) => {
            assert_eq!(encode(&value), input, "what decodes is canonical");
            assert_eq!(to_ipld(&value), theirs.expect("the other decoder takes canonical input"));
        }
        Err(DecodeError::Depth) => {}
        Err(error) => {
            // The other decoder tolerates what is not canonical; it must then not write the same bytes back.
            if let Ok(value) = theirs
                && !is_wider(&value)
            {
                let again = serde_ipld_dagcbor::to_vec(&value).unwrap();
                assert_ne!(again, input, "we refused canonical input: {error}");
            }
        }
    }
}

proptest! {
    #[test]
    fn values_survive(value in value()) {
        let bytes = encode(&value);
        prop_assert_eq!(decode(&bytes).unwrap(), value);
        let mut reader = Reader::new(&bytes);
        prop_assert_eq!(reader.skip().unwrap(), &bytes[..]);
    }

    #[test]
    fn both_encoders_agree(value in value()) {
        prop_assert_eq!(encode(&value), serde_ipld_dagcbor::to_vec(&to_ipld(&value)).unwrap());
    }

    #[test]
    fn both_decoders_agree_on_any_bytes(input in prop::collection::vec(any::<u8>(), 0..40)) {
        compare(&input);
    }

    #[test]
    fn both_decoders_agree_on_damaged_values(
        value in value(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 1..4),
    ) {
        let mut bytes = encode(&value);
        for (at, byte, how) in damage {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at.min(bytes.len()), byte),
                _ => bytes.truncate(at),
            }
        }
        compare(&bytes);
    }

    #[test]
    fn maps_keep_the_last_of_equal_keys(entries in prop::collection::vec(("[ab]{0,2}", any::<i64>()), 0..20)) {
        let collected: Map = entries.iter().map(|(key, number)| (key.as_str(), Value::Int(*number))).collect();
        let mut inserted = Map::new();
        for (key, number) in &entries {
            inserted.insert(key.as_str(), Value::Int(*number));
        }
        prop_assert_eq!(collected, inserted);
    }
}

#[test]
fn what_is_not_canonical_is_refused() {
    use DecodeError::*;
    for (input, error) in [
        (&b""[..], Truncated),
        (b"\x18\x17", NotCanonical),
        (b"\x19\x00\xff", NotCanonical),
        (b"\x1a\x00\x00\xff\xff", NotCanonical),
        (b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff", NotCanonical),
        (b"\x1b\xff\xff\xff\xff\xff\xff\xff\xff", Integer),
        (b"\x3b\xff\xff\xff\xff\xff\xff\xff\xff", Integer),
        (b"\x1c", NotCanonical),
        (b"\x5f\x41\x00\xff", NotCanonical),
        (b"\x9f\xff", NotCanonical),
        (b"\xbf\xff", NotCanonical),
        (b"\xf7", Unsupported),
        (b"\xf8\x14", Unsupported),
        (b"\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00", Unsupported),
        (b"\xc0\x60", Unsupported),
        (b"\xd8\x2a\x60", Link),
        (b"\xd8\x2a\x41\x00", Link),
        (b"\x61\xff", Utf8),
        (b"\xa1\x01\x01", KeyOrder),
        (b"\xa2\x61\x61\x01\x61\x61\x01", KeyOrder),
        (b"\xa2\x61\x62\x01\x61\x61\x01", KeyOrder),
        (b"\xa2\x62\x61\x61\x01\x61\x62\x01", KeyOrder),
        (b"\x01\x01", Trailing),
        (b"\x82\x01", Truncated),
        (b"\x9b\x00\x00\x00\xff\xff\xff\xff\xff", Truncated),
        (b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", Truncated),
    ] {
        assert_eq!(decode(input), Err(error), "{input:02x?}");
    }
}

#[test]
fn extreme_integers_are_kept() {
    for number in [i64::MIN, i64::MIN + 1, -1, 0, 23, 24, 255, 256, 65_535, 65_536, i64::MAX] {
        assert_eq!(decode(&encode(&Value::Int(number))), Ok(Value::Int(number)));
    }
}

#[test]
fn nesting_is_bounded() {
    let mut deep = vec![0x81; crate::base::limits::MAX_VALUE_DEPTH];
    deep.push(0xf6);
    assert!(decode(&deep).is_ok());
    deep.insert(0, 0x81);
    assert_eq!(decode(&deep), Err(DecodeError::Depth));
    assert_eq!(Reader::new(&deep).skip(), Err(DecodeError::Depth));
    assert_eq!(decode(&vec![0x81; 1_000_000]), Err(DecodeError::Depth));
}

#[test]
fn readers_follow_fixed_shapes() {
    let mut writer = Writer::default();
    writer.map(3).text("a").int(-5).text("b").optional_link(None).text("cc").bytes(&[1, 2]);
    let bytes = writer.finish();
    let mut reader = Reader::new(&bytes);
    assert_eq!(reader.map(), Ok(3));
    assert_eq!(reader.expect_key("a"), Ok(()));
    assert_eq!(reader.int(), Ok(-5));
    assert_eq!(reader.expect_key("b"), Ok(()));
    assert_eq!(reader.optional_link(), Ok(None));
    assert_eq!(reader.key(Some("b")), Ok("cc"));
    assert_eq!(reader.clone().text(), Err(DecodeError::Kind));
    assert_eq!(reader.bytes(), Ok(&[1, 2][..]));
    assert_eq!(reader.finish(), Ok(()));
}
