//! The embedded lexicons, the published vectors, and the rules that neither covers.

use super::schema::{Def, Schema};
use super::*;
use crate::base::interop;
use crate::cbor::{Map, Value};
use crate::syntax::{Nsid, Rkey};

fn value(text: &str) -> Value {
    crate::json::decode(text.as_bytes()).expect("data-model JSON")
}

fn check(collection: &str, rkey: &str, record: &str) -> Result<Validity, String> {
    let collection: Nsid = collection.parse().expect("an NSID");
    let rkey: Rkey = rkey.parse().expect("a record key");
    Lexicons::builtin()
        .validate_record(&collection, &rkey, &value(record), "record")
        .map_err(|Invalid { message }| message)
}

fn references(schema: &Schema, found: &mut Vec<String>) {
    match schema {
        Schema::Ref { target } => found.push(target.to_string()),
        Schema::Union(union) => found.extend(union.refs.iter().map(ToString::to_string)),
        Schema::Array(array) => references(&array.items, found),
        Schema::Object(object) => object.properties.iter().for_each(|one| references(&one.schema, found)),
        _ => {}
    }
}

#[test]
fn embedded_lexicons_are_sorted_and_closed() {
    let lexicons = Lexicons::builtin();
    assert!(builtin::ids().is_sorted());
    let mut records = 0;
    for id in builtin::ids() {
        let document = builtin::document(id).expect("an embedded document");
        assert_eq!(document.id().as_str(), id);
        let mut found = Vec::new();
        for (_, def) in document.defs() {
            match def {
                Def::Record { record, .. } => {
                    records += 1;
                    references(record, &mut found);
                }
                Def::Schema(schema) => references(schema, &mut found),
                Def::Other => {}
            }
        }
        for name in found {
            assert!(lexicons.schema(&name).is_some(), "{id} refers to {name}");
        }
    }
    assert_eq!(records, 20);
}

#[test]
fn posts() {
    let post = |fields: &str| {
        let record =
            format!(r#"{{"$type":"app.bsky.feed.post","createdAt":"2026-01-01T00:00:00Z",{fields}}}"#);
        check("app.bsky.feed.post", "3kznmn7xqxl22", &record)
    };
    assert_eq!(post(r#""text":"hello""#), Ok(Validity::Valid));
    assert_eq!(
        post(r#""body":"hello""#).expect_err("no text"),
        "Invalid app.bsky.feed.post record: Missing required key \"text\" at $.record"
    );
    let long = "é".repeat(301);
    assert_eq!(
        post(&format!(r#""text":"{long}""#)).expect_err("too long"),
        "Invalid app.bsky.feed.post record: grapheme too big (maximum 300, got 301) at $.record.text"
    );
    let image = |size: u64, mime: &str| {
        post(&format!(
            r#""text":"","embed":{{"$type":"app.bsky.embed.images","images":[{{"alt":"","image":{{"$type":"blob",
            "ref":{{"$link":"bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy"}},"mimeType":"{mime}",
            "size":{size}}}}}]}}"#
        ))
    };
    assert_eq!(image(2_000_000, "image/avif"), Ok(Validity::Valid));
    let at = "$.record.embed.images[0].image";
    assert!(image(2_000_001, "image/png").expect_err("too big").ends_with(at));
    assert!(image(10, "text/plain").expect_err("no image").ends_with(&format!("{at}.mimeType")));
    // An embed of a type that nobody knows yet is let through; one without a type is not.
    assert_eq!(post(r#""text":"","embed":{"$type":"com.example.embed","x":1}"#), Ok(Validity::Valid));
    assert!(post(r#""text":"","embed":{"x":1}"#).is_err());
    // A reference that names its type must name the right one.
    let strong_ref = r#"{"$type":"com.example.other","uri":"at://did:plc:a/com.example.a/b",
        "cid":"bafyreiclp443lavogvhj3d2ob2cxbfuscni2k5jk7bebjzg7khl3esabwq"}"#;
    assert!(post(&format!(r#""text":"","reply":{{"root":{strong_ref},"parent":{strong_ref}}}"#)).is_err());
}

#[test]
fn record_keys() {
    let block =
        r#"{"$type":"app.bsky.graph.block","subject":"did:plc:a","createdAt":"2026-01-01T00:00:00Z"}"#;
    assert!(
        check("app.bsky.graph.block", "self", block)
            .expect_err("not a TID")
            .starts_with("Invalid record key for app.bsky.graph.block: ")
    );
    assert_eq!(check("app.bsky.actor.profile", "self", "{}"), Ok(Validity::Valid));
    assert!(check("app.bsky.actor.profile", "other", "{}").is_err());
    assert!(check("com.atproto.lexicon.schema", "nodots", r#"{"lexicon":1}"#).is_err());
    assert_eq!(check("com.example.thing", "any", "{}"), Ok(Validity::Unknown));
    // A definition that is no record is not a collection.
    assert_eq!(check("com.atproto.repo.strongRef", "any", "{}"), Ok(Validity::Unknown));
}

#[test]
fn blobs_are_found_wherever_they_are() {
    let cid = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";
    let record = value(&format!(
        r#"{{"a":[{{"b":{{"$type":"blob","ref":{{"$link":"{cid}"}},"mimeType":"image/png","size":3}}}}],
            "c":{{"cid":"{cid}","mimeType":"image/jpeg"}},
            "d":{{"cid":"{cid}","mimeType":"image/jpeg","more":1}}}}"#
    ));
    let found = blob_refs(&record);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].size, found[0].mime.as_str()), (Some(3), "image/png"));
    assert_eq!((found[1].size, found[1].mime.as_str()), (None, "image/jpeg"));

    let Value::Map(mut map) = record else { panic!("a map") };
    upgrade_legacy_blob(&mut map, "c", |_| Some(17));
    upgrade_legacy_blob(&mut map, "d", |_| Some(17));
    let sizes: Vec<_> = blob_refs(&Value::Map(map)).iter().map(|blob| blob.size).collect();
    assert_eq!(sizes, [Some(3), Some(17)]);
}

#[test]
fn subjects() {
    let of = |text: &str| subject(&value(text)).map(str::to_owned);
    assert_eq!(
        of(r#"{"$type":"app.bsky.graph.follow","subject":"did:plc:a"}"#).as_deref(),
        Some("did:plc:a")
    );
    assert_eq!(of(r#"{"$type":"app.bsky.graph.follow","subject":"alice"}"#), None);
    assert_eq!(
        of(r#"{"$type":"app.bsky.feed.like","subject":{"uri":"at://did:plc:a/x.y.z/1"}}"#).as_deref(),
        Some("at://did:plc:a/x.y.z/1")
    );
    assert_eq!(of(r#"{"$type":"app.bsky.feed.post","subject":"did:plc:a"}"#), None);
    assert_eq!(subject(&Value::Map(Map::new())), None);
}

#[test]
fn published_lexicon_vectors() {
    for case in interop::cases("lexicon/lexicon-valid.json") {
        let json = case["lexicon"].to_string();
        assert!(compile(json.as_bytes()).is_ok(), "{}", case["name"]);
    }
    for case in interop::cases("lexicon/lexicon-invalid.json") {
        let json = case["lexicon"].to_string();
        assert!(compile(json.as_bytes()).is_err(), "{}", case["name"]);
    }
}

#[test]
fn published_record_vectors() {
    let mut lexicons = Lexicons::builtin();
    for name in ["permission-set", "procedure", "query", "record", "subscription"] {
        let Some(json) = interop::read(&format!("lexicon/catalog/{name}.json")) else { return };
        lexicons.add(compile(json.as_bytes()).unwrap_or_else(|error| panic!("{name}: {error:?}")));
    }
    let collection: Nsid = "example.lexicon.record".parse().expect("an NSID");
    let outcome = |case: &serde_json::Value| {
        let rkey: Rkey = case["rkey"].as_str().expect("a key").parse().expect("a record key");
        let record = crate::json::decode(case["data"].to_string().as_bytes()).map_err(|e| e.to_string())?;
        lexicons.validate_record(&collection, &rkey, &record, "record").map_err(|e| e.to_string())
    };
    for case in interop::cases("lexicon/record-data-valid.json") {
        assert_eq!(outcome(&case), Ok(Validity::Valid), "{}", case["name"]);
    }
    for case in interop::cases("lexicon/record-data-invalid.json") {
        assert!(outcome(&case).is_err(), "{}", case["name"]);
    }
}
