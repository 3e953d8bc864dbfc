//! Frames are read back by the strict decoder and compared field by field.

use super::*;
use crate::cbor::{self, Map, Value};

const AT: Timestamp = Timestamp::from_micros(1_700_000_000_123_456);
const TIME: &str = "2023-11-14T22:13:20.123Z";

fn did() -> Did {
    "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID")
}

fn cid(n: u8) -> Cid {
    Cid::dag_cbor([n; 32])
}

fn op(path: &str, cid: Option<Cid>, prev: Option<Cid>) -> NetOp {
    NetOp { path: path.parse().expect("a path"), cid, prev }
}

/// Header and payload. Decoding is strict, so that it also proves canonical form.
fn decode(frame: &[u8]) -> (Map, Map) {
    let header_bytes = (1..frame.len())
        .find(|end| cbor::decode(&frame[..*end]).is_ok())
        .expect("a frame begins with a CBOR object");
    let object = |bytes| match cbor::decode(bytes).expect("canonical DAG-CBOR") {
        Value::Map(map) => map,
        other => panic!("{other:?} is no object"),
    };
    (object(&frame[..header_bytes]), object(&frame[header_bytes..]))
}

fn payload(frame: &[u8], kind: &str) -> Map {
    let (header, payload) = decode(frame);
    assert_eq!(header, map([("op", Value::Int(1)), ("t", text(kind))]));
    payload
}

fn map<const N: usize>(pairs: [(&str, Value); N]) -> Map {
    pairs.into_iter().collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

#[test]
fn commits_carry_exactly_the_fields_of_the_lexicon() {
    let (did, rev, since) = (did(), Tid::from_u64(9 << 10), Tid::from_u64(7 << 10));
    let ops = [
        op("app.bsky.feed.post/3jqfcqzm3fo2j", Some(cid(1)), None),
        op("app.bsky.feed.post/3jqfcqzm3fp2j", Some(cid(2)), Some(cid(3))),
        op("app.bsky.feed.post/3jqfcqzm3fq2j", None, Some(cid(4))),
    ];
    let event = Commit {
        repo: &did,
        commit: cid(5),
        rev,
        since: Some(since),
        prev_data: Some(cid(6)),
        blocks: b"car",
        ops: &ops,
    };
    let expected_ops = vec![
        Value::Map(map([
            ("action", text("create")),
            ("path", text("app.bsky.feed.post/3jqfcqzm3fo2j")),
            ("cid", Value::Link(cid(1))),
        ])),
        Value::Map(map([
            ("action", text("update")),
            ("path", text("app.bsky.feed.post/3jqfcqzm3fp2j")),
            ("cid", Value::Link(cid(2))),
            ("prev", Value::Link(cid(3))),
        ])),
        Value::Map(map([
            ("action", text("delete")),
            ("path", text("app.bsky.feed.post/3jqfcqzm3fq2j")),
            ("cid", Value::Null),
            ("prev", Value::Link(cid(4))),
        ])),
    ];
    let expected = map([
        ("seq", Value::Int(1_700_000_000_123_457)),
        ("time", text(TIME)),
        ("repo", text(did.as_str())),
        ("commit", Value::Link(cid(5))),
        ("rev", text(&rev.to_string())),
        ("since", text(&since.to_string())),
        ("prevData", Value::Link(cid(6))),
        ("blocks", Value::Bytes(b"car".to_vec())),
        ("ops", Value::List(expected_ops)),
        ("blobs", Value::List(vec![])),
        ("rebase", Value::Bool(false)),
        ("tooBig", Value::Bool(false)),
    ]);
    assert_eq!(payload(&event.frame(Seq::from_u64(1_700_000_000_123_457), AT), "#commit"), expected);
}

#[test]
fn a_first_commit_has_a_null_since_and_no_prev_data() {
    let did = did();
    let rev = Tid::from_u64(9 << 10);
    let event =
        Commit { repo: &did, commit: cid(5), rev, since: None, prev_data: None, blocks: b"", ops: &[] };
    let payload = payload(&event.frame(Seq::from_u64(1), AT), "#commit");
    assert_eq!(payload.get("since"), Some(&Value::Null));
    assert_eq!(payload.get("prevData"), None);
    assert_eq!(payload.len(), 11);
}

#[test]
fn the_other_events_carry_exactly_their_fields() {
    let did = did();
    let handle: Handle = "alice.example".parse().expect("a handle");
    let rev = Tid::from_u64(9 << 10);
    let seq = Seq::from_u64(77);
    let base = || map([("seq", Value::Int(77)), ("time", text(TIME)), ("did", text(did.as_str()))]);
    let with = |pairs: &[(&str, Value)]| {
        let mut map = base();
        for (key, value) in pairs {
            map.insert(*key, value.clone());
        }
        map
    };

    let sync = Sync { did: &did, rev, blocks: b"car" }.frame(seq, AT);
    let expected = with(&[("rev", text(&rev.to_string())), ("blocks", Value::Bytes(b"car".to_vec()))]);
    assert_eq!(payload(&sync, "#sync"), expected);

    let identity = Identity { did: &did, handle: Some(&handle) }.frame(seq, AT);
    assert_eq!(payload(&identity, "#identity"), with(&[("handle", text("alice.example"))]));
    assert_eq!(payload(&Identity { did: &did, handle: None }.frame(seq, AT), "#identity"), base());

    let account = |status| payload(&Account { did: &did, status }.frame(seq, AT), "#account");
    assert_eq!(account(Status::Active), with(&[("active", Value::Bool(true))]));
    for (status, word) in [
        (Status::Takendown, "takendown"),
        (Status::Suspended, "suspended"),
        (Status::Deleted, "deleted"),
        (Status::Deactivated, "deactivated"),
    ] {
        assert_eq!(account(status), with(&[("active", Value::Bool(false)), ("status", text(word))]));
    }
}

#[test]
fn messages_of_the_stream_itself_have_no_place_in_it() {
    let info = payload(&outdated_cursor(), "#info");
    assert_eq!(info.get("name"), Some(&text("OutdatedCursor")));
    assert!(info.get("seq").is_none());

    for error in [StreamError::FutureCursor, StreamError::ConsumerTooSlow, StreamError::Internal] {
        let (header, payload) = decode(&error.frame());
        assert_eq!(header, map([("op", Value::Int(-1))]));
        assert_eq!(payload.get("error"), Some(&text(error.name())));
        assert!(matches!(payload.get("message"), Some(Value::Text(message)) if !message.is_empty()));
    }
}

#[test]
fn headers_are_the_bytes_that_every_implementation_writes() {
    let did = did();
    let frame = Identity { did: &did, handle: None }.frame(Seq::from_u64(1), AT);
    assert!(frame.starts_with(b"\xa2at\x69#identitybop\x01\xa3"));
    assert!(StreamError::FutureCursor.frame().starts_with(b"\xa1bop\x20\xa2"));
}
