//! Operations, their order, and a log of the public directory.

use std::time::Duration;

use serde_json::json;

use super::*;
use crate::base::Timestamp;
use crate::crypto::{Curve, SigningKey};
use crate::syntax::{Cid, Did, Handle};

/// The history of @bsky.app as https://plc.directory/did:plc:z72i7hdynmk6r22z27h6tvur/log/audit publishes it.
const PUBLISHED_DID: &str = "did:plc:z72i7hdynmk6r22z27h6tvur";

fn published_log() -> [(serde_json::Value, &'static str); 2] {
    let operation = |sig: &str, prev: Option<&str>, handle: &str| {
        json!({
            "sig": sig,
            "prev": prev,
            "type": "plc_operation",
            "services": { "atproto_pds": {
                "type": "AtprotoPersonalDataServer",
                "endpoint": "https://bsky.social",
            } },
            "alsoKnownAs": [handle],
            "rotationKeys": [
                "did:key:zQ3shhCGUqDKjStzuDxPkTxN6ujddP4RkEKJJouJGRRkaLGbg",
                "did:key:zQ3shpKnbdPx3g3CmPf5cRVTPe1HtSwVn5ish3wSnDPQCbLJK",
            ],
            "verificationMethods": {
                "atproto": "did:key:zQ3shXjHeiBuRCKmM36cuYnm7YEMzhGnCmCyW92sRJ9pribSF",
            },
        })
    };
    let first = "bafyreigp6shzy6dlcxuowwoxz7u5nemdrkad2my5zwzpwilcnhih7bw6zm";
    let second = "bafyreihmuvr3frdvd6vmdhucih277prdcfcezf67lasg5oekxoimnunjoq";
    [
        (
            operation(
                "9NuYV7AqwHVTc0YuWzNV3CJafsSZWH7qCxHRUIP2xWlB-YexXC1OaYAnUayiCXLVzRQ8WBXIqF-SvZdNalwcjA",
                None,
                "at://bluesky-team.bsky.social",
            ),
            first,
        ),
        (
            operation(
                "1mEWzRtFOgeRXH-YCSPTxb990JOXxa__n8Qw6BOKl7Ndm6OFFmwYKiiMqMCpAbxpnGjF5abfIsKc7u3a77Cbnw",
                Some(first),
                "at://bsky.app",
            ),
            second,
        ),
    ]
}

/// A subject whose operations are signed by keys of both curves, the most powerful first.
struct Subject {
    did: Did,
    keys: [SigningKey; 3],
    log: Vec<LogEntry>,
    now: Timestamp,
}

impl Subject {
    fn new() -> Self {
        let keys = [Curve::P256, Curve::K256, Curve::P256].map(SigningKey::generate);
        let operation = Operation::sign(data(&keys, "one.test"), None, &keys[1]);
        let did = operation.new_did();
        let mut subject = Self { did, keys, log: Vec::new(), now: Timestamp::from_secs(1_700_000_000) };
        subject.add(operation).expect("a first operation");
        subject
    }

    fn last(&self) -> Cid {
        self.log.iter().rev().find(|entry| !entry.nullified).expect("an operation in force").cid
    }

    fn update(&self, handle: &str, prev: Cid, key: usize) -> Operation {
        Operation::sign(data(&self.keys, handle), Some(prev), &self.keys[key])
    }

    fn add(&mut self, operation: Operation) -> Result<usize, Refusal> {
        let undone = accept(&self.did, &self.log, &operation, self.now)?;
        for entry in &mut self.log {
            entry.nullified |= undone.contains(&entry.cid);
        }
        let cid = operation.cid();
        self.log.push(LogEntry { operation, cid, nullified: false, created_at: self.now });
        Ok(undone.len())
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
    }
}

fn data(keys: &[SigningKey], handle: &str) -> PlcData {
    let handle: Handle = handle.parse().expect("a handle");
    let rotation = keys.iter().map(|key| key.public().did_key());
    PlcData::hosted(&handle, "https://pds.test", keys[0].public(), rotation)
}

#[test]
fn a_log_of_the_public_directory_is_accepted() {
    let did: Did = PUBLISHED_DID.parse().unwrap();
    let mut log = Vec::new();
    for (json, cid) in published_log() {
        let operation = Operation::from_json(json.clone()).expect("an operation");
        assert_eq!(check_shape(&operation), Ok(()));
        assert_eq!(operation.cid().to_string(), cid);
        assert_eq!(operation.to_json(), json);
        assert_eq!(Operation::from_bytes(&operation.bytes()), Ok(operation.clone()));
        assert_eq!(accept(&did, &log, &operation, Timestamp::from_secs(0)), Ok(Vec::new()));
        let cid = operation.cid();
        log.push(LogEntry { operation, cid, nullified: false, created_at: Timestamp::from_secs(0) });
    }
}

#[test]
fn the_first_operation_makes_the_did() {
    let subject = Subject::new();
    let first = &subject.log[0].operation;
    let other: Did = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa".parse().unwrap();
    assert_eq!(accept(&other, &[], first, subject.now), Err(Refusal::OtherDid(subject.did.clone())));
    let stranger = SigningKey::generate(Curve::K256);
    let forged = Operation::sign(data(&subject.keys, "one.test"), None, &stranger);
    assert_eq!(accept(&forged.new_did(), &[], &forged, subject.now), Err(Refusal::Signature));
    let late = subject.update("two.test", subject.last(), 0);
    assert_eq!(accept(&late.new_did(), &[], &late, subject.now), Err(Refusal::NotAGenesis));
}

#[test]
fn operations_follow_one_another() {
    let mut subject = Subject::new();
    let first = subject.last();
    assert_eq!(subject.add(subject.update("two.test", first, 2)), Ok(0));
    let stranger = SigningKey::generate(Curve::P256);
    let forged = Operation::sign(data(&subject.keys, "x.test"), Some(subject.last()), &stranger);
    assert_eq!(subject.add(forged), Err(Refusal::Signature));
    let unknown = Cid::dag_cbor([0; 32]);
    assert_eq!(subject.add(subject.update("x.test", unknown, 0)), Err(Refusal::Misordered));
    let again = Operation::sign(data(&subject.keys, "x.test"), None, &subject.keys[0]);
    assert_eq!(subject.add(again), Err(Refusal::Misordered));
    assert_eq!(subject.add(subject.update("three.test", subject.last(), 1)), Ok(0));
}

#[test]
fn a_stronger_key_undoes_within_72_hours() {
    let mut subject = Subject::new();
    let first = subject.last();
    subject.add(subject.update("two.test", first, 1)).expect("by the second key");
    subject.add(subject.update("three.test", subject.last(), 2)).expect("by the third key");
    subject.pass(RECOVERY_WINDOW);
    for weaker in [1, 2] {
        assert_eq!(subject.add(subject.update("x.test", first, weaker)), Err(Refusal::Signature));
    }
    assert_eq!(subject.add(subject.update("mine.test", first, 0)), Ok(2));
    let nullified: Vec<bool> = subject.log.iter().map(|entry| entry.nullified).collect();
    assert_eq!(nullified, [false, true, true, false]);
    let undone = subject.log[1].cid;
    assert_eq!(subject.add(subject.update("x.test", undone, 0)), Err(Refusal::Misordered));

    let mut late = Subject::new();
    let first = late.last();
    late.add(late.update("two.test", first, 1)).expect("by the second key");
    late.pass(RECOVERY_WINDOW + Duration::from_micros(1));
    assert!(matches!(late.add(late.update("mine.test", first, 0)), Err(Refusal::Late(_))));
}

#[test]
fn a_tombstone_ends_a_subject_unless_undone() {
    let mut subject = Subject::new();
    let first = subject.last();
    let tombstone = Operation::sign_tombstone(first, &subject.keys[2]);
    assert_eq!(Operation::from_json(tombstone.to_json()), Ok(tombstone.clone()));
    let end = tombstone.cid();
    assert_eq!(subject.add(tombstone), Ok(0));
    assert_eq!(subject.add(subject.update("x.test", end, 0)), Err(Refusal::Misordered));
    assert_eq!(subject.add(subject.update("back.test", first, 1)), Ok(1));
}

#[test]
fn operations_of_the_old_form_are_read() {
    let [strong, weak] = [Curve::K256, Curve::K256].map(SigningKey::generate);
    let json = json!({
        "type": "create",
        "signingKey": weak.public().did_key(),
        "recoveryKey": strong.public().did_key(),
        "handle": "old.test",
        "service": "pds.test",
        "prev": null,
        "sig": "",
    });
    let operation = Operation::from_json(json.clone()).expect("an operation");
    assert_eq!(operation.to_json(), json);
    let data = operation.data().expect("a state");
    assert_eq!(data.rotation_keys, [strong.public().did_key(), weak.public().did_key()]);
    assert_eq!(data.also_known_as, ["at://old.test"]);
    assert_eq!(data.pds(), Some("https://pds.test"));
    assert_eq!(data.signing_key(), Some(weak.public().did_key().as_str()));
}

#[test]
fn handles_are_replaced_in_place() {
    let mut data = PlcData { also_known_as: vec!["https://me.test".into()], ..PlcData::default() };
    let handle = |text: &str| text.parse::<Handle>().unwrap();
    data.set_handle(&handle("one.test"));
    assert_eq!(data.also_known_as, ["at://one.test", "https://me.test"]);
    data.also_known_as.rotate_left(1);
    data.also_known_as.push("at://second.test".into());
    data.set_handle(&handle("two.test"));
    assert_eq!(data.also_known_as, ["https://me.test", "at://two.test", "at://second.test"]);
}

#[test]
fn json_that_is_no_operation_is_refused() {
    let good = published_log()[0].0.clone();
    let with = |name: &str, value: serde_json::Value| {
        let mut json = good.clone();
        json[name] = value;
        Operation::from_json(json)
    };
    assert!(with("type", json!("plc_other")).is_err());
    assert!(with("prev", json!("bafy")).is_err());
    assert!(with("prev", json!(1)).is_err());
    assert!(with("sig", json!(null)).is_err());
    assert!(with("extra", json!(1)).is_err());
    assert!(with("rotationKeys", json!([1])).is_err());
    assert!(with("services", json!({ "a": { "type": "T" } })).is_err());
    assert!(Operation::from_json(json!([])).is_err());
    assert!(Operation::from_json(json!({ "type": "plc_tombstone", "prev": null, "sig": "" })).is_err());
}

#[test]
fn operations_are_limited() {
    let key = SigningKey::generate(Curve::P256);
    let check = |change: &dyn Fn(&mut PlcData)| {
        let mut state = data(std::slice::from_ref(&key), "one.test");
        change(&mut state);
        check_shape(&Operation::sign(state, None, &key))
    };
    assert_eq!(check(&|_| {}), Ok(()));
    let keys = |count: usize| -> Vec<String> {
        (0..count).map(|_| SigningKey::generate(Curve::P256).public().did_key()).collect()
    };
    assert_eq!(check(&|data| data.rotation_keys = keys(10)), Ok(()));
    assert_eq!(check(&|data| data.rotation_keys = keys(11)), Err(BrokenRule::TooMany("rotation keys")));
    assert_eq!(check(&|data| data.rotation_keys.clear()), Err(BrokenRule::NoRotationKey));
    let twice = |data: &mut PlcData| data.rotation_keys.push(data.rotation_keys[0].clone());
    assert_eq!(check(&twice), Err(BrokenRule::Duplicate("rotation key")));
    let alias = |len: usize| move |data: &mut PlcData| data.also_known_as.push("a".repeat(len));
    assert_eq!(check(&alias(258)), Ok(()));
    assert_eq!(check(&alias(259)), Err(BrokenRule::TooLong("Alias")));
    let many = |data: &mut PlcData| data.also_known_as = (0..11).map(|n| n.to_string()).collect();
    assert_eq!(check(&many), Err(BrokenRule::TooMany("alsoKnownAs entries")));
    let other_key = |data: &mut PlcData| data.rotation_keys.push("did:key:z6MkhaXgBZDvotDkL5257".into());
    assert!(matches!(check(&other_key), Err(BrokenRule::InvalidKey(_))));
    let huge = |data: &mut PlcData| {
        for n in 0..10 {
            let service = Service { kind: "T".into(), endpoint: format!("https://{n}.{}", "x".repeat(400)) };
            data.services.insert(n.to_string(), service);
        }
    };
    assert_eq!(check(&huge), Err(BrokenRule::TooLarge));
    let unsigned = Operation::Update {
        data: data(std::slice::from_ref(&key), "one.test"),
        prev: None,
        sig: "AAAA".into(),
    };
    assert_eq!(check_shape(&unsigned), Err(BrokenRule::InvalidSignature));
}
