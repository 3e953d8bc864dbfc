//! Properties of the mapping and the published vectors.

use proptest::prelude::*;

use super::*;
use crate::base::interop;
use crate::base::limits::MAX_VALUE_PARTS;
use crate::cbor::{self, Map};
use crate::syntax::Cid;

/// Whether JSON would read keys of this value as something else.
fn has_reserved_keys(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.iter().any(|(key, value)| key.starts_with('$') || has_reserved_keys(value)),
        Value::List(items) => items.iter().any(has_reserved_keys),
        _ => false,
    }
}

/// The value with its integers cut to 53 bits, which is what JSON holds.
fn with_safe_integers(value: Value) -> Value {
    match value {
        Value::Int(number) => Value::Int(number >> 11),
        Value::Map(map) => {
            Value::Map(map.into_iter().map(|(key, value)| (key, with_safe_integers(value))).collect())
        }
        Value::List(items) => Value::List(items.into_iter().map(with_safe_integers).collect()),
        other => other,
    }
}

proptest! {
    #[test]
    fn values_survive(value in crate::cbor::tests::value()) {
        let value = with_safe_integers(value);
        prop_assume!(!has_reserved_keys(&value));
        let text = encode(&value);
        prop_assert_eq!(decode(text.as_bytes()).unwrap(), value.clone());
        let mut bytes = b"x".to_vec();
        write(&value, &mut bytes);
        prop_assert_eq!(&bytes[1..], text.as_bytes());
    }

    #[test]
    fn encoded_values_print_as_decoded_ones(value in crate::cbor::tests::value()) {
        let encoded = cbor::Encoded::new(cbor::encode(&value)).unwrap();
        prop_assert_eq!(serde_json::to_string(&encoded).unwrap(), encode(&value));
        prop_assert_eq!(cbor::Reader::new(encoded.bytes()).kind().unwrap(), encoded.kind());
    }

    #[test]
    fn any_text_is_answered(text in "[\\[\\]{}\",:0-9.eE$a-z\\\\ -]{0,60}") {
        if let Ok(value) = decode(text.as_bytes()) {
            prop_assert_eq!(decode(encode(&value).as_bytes()).unwrap(), value);
        }
    }
}

#[test]
fn published_fixtures() {
    for case in interop::cases("data-model/data-model-fixtures.json") {
        let text = case["json"].to_string();
        let value = decode(text.as_bytes()).unwrap();
        let bytes = cbor::encode(&value);
        let expected = case["cbor_base64"].as_str().unwrap();
        assert_eq!(data_encoding::BASE64_NOPAD.encode(&bytes), expected);
        let digest = ring::digest::digest(&ring::digest::SHA256, &bytes);
        let cid = Cid::dag_cbor(digest.as_ref().try_into().unwrap());
        assert_eq!(cid.to_string(), case["cid"].as_str().unwrap());
        assert_eq!(cbor::decode(&bytes).unwrap(), value);
        assert_eq!(serde_json::to_value(&value).unwrap(), case["json"]);
    }
}

#[test]
fn published_vectors() {
    for case in interop::cases("data-model/data-model-valid.json") {
        let text = case["json"].to_string();
        assert!(decode(text.as_bytes()).is_ok(), "should be valid: {}", case["note"]);
    }
    for case in interop::cases("data-model/data-model-invalid.json") {
        let text = case["json"].to_string();
        // A top level that is no object is for the caller to refuse, who asks for a map.
        assert!(serde_json::from_str::<Map>(&text).is_err(), "should be invalid: {}", case["note"]);
    }
}

#[test]
fn numbers_are_integers() {
    for (text, number) in [
        ("1", 1),
        ("-0", 0),
        ("123.0", 123),
        ("1e3", 1000),
        ("9007199254740991", 9_007_199_254_740_991),
        ("-9007199254740991", -9_007_199_254_740_991),
    ] {
        assert_eq!(decode(text.as_bytes()).unwrap(), Value::Int(number), "{text}");
    }
    for text in [
        "1.5",
        "1e40",
        "-1e40",
        "9007199254740992",
        "-9007199254740992",
        "9007199254740992.0",
        "-9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
        "NaN",
    ] {
        assert!(decode(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn duplicate_keys_keep_the_last() {
    let value = decode(br#"{"a":1,"b":2,"a":3}"#).unwrap();
    assert_eq!(value.get("a"), Some(&Value::Int(3)));
}

#[test]
fn bytes_are_read_with_and_without_padding() {
    for text in [r#"{"$bytes":"aGk="}"#, r#"{"$bytes":"aGk"}"#] {
        assert_eq!(decode(text.as_bytes()).unwrap(), Value::Bytes(b"hi".to_vec()));
    }
    assert_eq!(encode(&Value::Bytes(b"hi".to_vec())), r#"{"$bytes":"aGk"}"#);
    assert!(decode(br#"{"$bytes":"a"}"#).is_err());
    assert!(decode(br#"{"$bytes":"a-_="}"#).is_err());
}

#[test]
fn nesting_is_bounded() {
    assert!(decode("[".repeat(1_000_000).as_bytes()).is_err());
    let deep = format!("{}1{}", "[".repeat(120), "]".repeat(120));
    assert!(decode(deep.as_bytes()).is_ok());
}

#[test]
fn values_have_a_bounded_number_of_parts() {
    let list = |count: usize| format!("[{}0]", "0,".repeat(count - 1));
    assert!(decode(list(MAX_VALUE_PARTS).as_bytes()).is_ok());
    let error = decode(list(MAX_VALUE_PARTS + 1).as_bytes()).unwrap_err();
    assert!(error.to_string().starts_with("too many parts"));
    let maps = format!("[{}{{}}]", "{},".repeat(MAX_VALUE_PARTS));
    assert!(decode(maps.as_bytes()).is_err());
}

#[test]
fn a_map_can_be_asked_for() {
    let map: Map = serde_json::from_str(r#"{"b":{"$bytes":""},"aa":[null,true]}"#).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"b":{"$bytes":""},"aa":[null,true]}"#);
    assert!(serde_json::from_str::<Map>(r#"{"$bytes":""}"#).is_err());
}
