//! Valid samples, damaged at random, fed to every parser of bytes from outside. The fuzz targets do the same for longer.

use std::collections::BTreeMap;
use std::convert::Infallible;

use hostplant::base::Timestamp;
use hostplant::cbor::{self, Value};
use hostplant::crypto::{CoseKey, Curve, SigningKey, jwt, sha256};
use hostplant::identity::DidDocument;
use hostplant::identity::plc::{Operation, PlcData};
use hostplant::json;
use hostplant::repo::car;
use hostplant::repo::commit::{Signed, Unsigned};
use hostplant::repo::export::Preorder;
use hostplant::repo::mst::{Builder, NodeKey};
use hostplant::syntax::{Cid, RepoPath, Tid};

#[path = "../../fuzz/src/lib.rs"]
mod checks;

/// Damaged copies of each sample.
const COPIES: u32 = 2_000;

/// Runs `check` on every sample and on damaged copies of it.
fn damage(samples: &[Vec<u8>], check: fn(&[u8])) {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut roll = |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % bound.max(1) as u64).expect("below a usize")
    };
    for sample in samples {
        check(sample);
        for _ in 0..COPIES {
            let mut copy = sample.clone();
            for _ in 0..=roll(4) {
                let at = roll(copy.len());
                match roll(6) {
                    0 => copy.truncate(at),
                    1 => copy.insert(at, u8::try_from(roll(256)).expect("a byte")),
                    2 if !copy.is_empty() => drop(copy.remove(at)),
                    3 if !copy.is_empty() => copy[at] ^= 1 << roll(8),
                    4 => copy.extend_from_within(at..),
                    _ if !copy.is_empty() => copy[at] = u8::try_from(roll(256)).expect("a byte"),
                    _ => {}
                }
            }
            check(&copy);
        }
    }
}

fn values() -> Vec<Value> {
    let text = r#"{
        "$type": "app.example.post", "text": "a~ö☘😀", "number": -70000, "flags": [true, false, null],
        "image": {"$type": "blob", "ref": {"$link": "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity"},
                  "mimeType": "image/png", "size": 10000},
        "bytes": {"$bytes": "nFERjvLLiw9qm45JrqH9QTzyC2Lu1Xb4ne6"}, "empty": [{}, []], "big": 9007199254740991
    }"#;
    vec![
        json::decode(text.as_bytes()).expect("a value"),
        Value::List((0..300).map(Value::Int).collect()),
        Value::Bytes(vec![7; 300]),
    ]
}

/// The nodes, the commit and the archive of a small repository.
fn repository() -> (Vec<Vec<u8>>, Signed, Vec<u8>) {
    let records: BTreeMap<RepoPath, (Cid, Vec<u8>)> = (0..60)
        .map(|number| {
            let bytes = cbor::encode(&Value::Int(number));
            let path = format!("app.example.post/3k{:08}", number * 7919).parse().expect("a path");
            (path, (Cid::dag_cbor(sha256(&bytes)), bytes))
        })
        .collect();
    let mut nodes: BTreeMap<NodeKey, Vec<u8>> = BTreeMap::new();
    let mut builder = Builder::new(|at, _, bytes| {
        nodes.insert(at, bytes);
        Ok::<(), Infallible>(())
    });
    for (path, (cid, _)) in &records {
        builder.push(path.as_str(), *cid).expect("keys rise");
    }
    let root = builder.finish().expect("a tree");
    let content = Unsigned {
        did: "did:web:example.com".parse().expect("a DID"),
        data: root.cid,
        rev: Tid::new(Timestamp::from_secs(1_700_000_000), 0),
    };
    let commit = content.sign(&SigningKey::generate(Curve::P256));

    let mut archive = Vec::new();
    car::write_header(Some(&commit.cid()), &mut archive);
    car::write_block(&commit.cid(), commit.bytes(), &mut archive);
    let blocks = Preorder::new(
        nodes.iter().map(|(at, bytes)| Ok::<_, Infallible>((at.clone(), bytes))),
        records.iter().map(|(path, (cid, bytes))| Ok((path.clone(), *cid, bytes))),
    );
    for block in blocks {
        let Ok((cid, bytes)) = block;
        car::write_block(&cid, bytes, &mut archive);
    }
    (nodes.into_values().collect(), commit, archive)
}

#[test]
fn binary_values() {
    let mut samples: Vec<Vec<u8>> = values().iter().map(cbor::encode).collect();
    samples.push(repository().1.bytes().to_vec());
    damage(&samples, checks::cbor);
}

#[test]
fn json_values() {
    let samples: Vec<Vec<u8>> = values().iter().map(|value| json::encode(value).into_bytes()).collect();
    damage(&samples, checks::json);
}

#[test]
fn tree_nodes() {
    damage(&repository().0, checks::node);
}

#[test]
fn archives() {
    let (_, commit, archive) = repository();
    let start = car::archive(Some(&commit.cid()), [(&commit.cid(), commit.bytes())]);
    damage(&[archive, start], checks::archive);
}

#[test]
fn tokens() {
    let claims =
        serde_json::json!({"iss": "did:web:example.com", "exp": 1_700_000_000.5, "scope": "atproto"});
    let samples = [
        jwt::sign_hs256(b"another secret", "at+jwt", &claims),
        jwt::sign(&SigningKey::generate(Curve::P256), "JWT", None, &claims),
        jwt::sign(&SigningKey::generate(Curve::K256), "JWT", Some("key"), &claims),
    ];
    damage(&samples.map(String::into_bytes), checks::token);
}

#[test]
fn identifiers() {
    let samples = [
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "did:web:localhost%3A2583",
        "did:key:zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo",
        "alice.Example.com",
        "app.example.feed.getPosts",
        "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.example.post/3jzfcijpj2z2a",
        "app.example.post/3jzfcijpj2z2a",
        "1985-04-12T23:20:50.123456Z",
        "1985-04-12T23:20:50.5+01:30",
        "bafkreiccldh766hwcnuxnf2wh6jgzepf2nlu2lvcllt63eww5p6chi4ity",
        "zh-Hant-TW-x-private",
    ];
    damage(&samples.map(|text| text.as_bytes().to_vec()), checks::identifiers);
}

#[test]
fn operations_and_documents() {
    let key = SigningKey::generate(Curve::P256);
    let handle = "alice.example.com".parse().expect("a handle");
    let data = PlcData::hosted(&handle, "https://pds.test", key.public(), [key.public().did_key()]);
    let did = "did:web:example.com".parse().expect("a DID");
    let document = DidDocument::of_data(&did, &data).to_string();
    let operation = Operation::sign(data, None, &key);
    let tombstone = Operation::sign_tombstone(operation.cid(), &key);
    let samples = [document, operation.to_json().to_string(), tombstone.to_json().to_string()];
    damage(&samples.map(String::into_bytes), checks::identity);
}

#[test]
fn what_apps_say_about_themselves() {
    let key = r#"{"kty":"EC","crv":"P-256","kid":"a","alg":"ES256","use":"sig",
        "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}"#;
    let document = format!(
        r#"{{"client_id":"https://app.demo.social/client.json","client_name":"Demo","application_type":"native",
        "redirect_uris":["https://app.demo.social/cb","http://127.0.0.1:80/cb","social.demo.app:/cb"],
        "scope":"atproto transition:generic","grant_types":["authorization_code","refresh_token"],
        "token_endpoint_auth_method":"none","dpop_bound_access_tokens":true,"jwks":{{"keys":[{key}]}}}}"#
    );
    let samples = [
        document.as_str(),
        key,
        "https://app.demo.social/client.json",
        "http://localhost?scope=atproto&redirect_uri=http://127.0.0.1/cb",
        "https://app.demo.social:8443/cb?a=b",
        "http://[::1]:8080/cb",
        "social.demo.app:/cb",
    ];
    damage(&samples.map(|text| text.as_bytes().to_vec()), checks::client);
}

#[test]
fn passkeys() {
    let point = SigningKey::generate(Curve::P256).public().uncompressed();
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y} and {1: 1, 3: -8, -1: 6, -2: x}, with bytes that follow.
    let ec =
        [b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", &point[1..33], b"\x22\x58\x20", &point[33..], b"more"];
    let okp = [&b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20"[..], &point[1..33]];
    let samples = [ec.concat(), okp.concat()];
    for sample in &samples {
        assert!(CoseKey::read(sample).is_ok());
    }
    damage(&samples, checks::passkey);
}

#[test]
fn images() {
    let png =
        [&b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"[..], &300_u32.to_be_bytes(), &40_u32.to_be_bytes()].concat();
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc4\0\x03x\xff\xc2\0\x11\x08\0\x28\x01\x2c\x03";
    let webp = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x10\0\0\0\x2b\x01\0\x27\0\0";
    let svg = b"<?xml version=\"1.0\"?><!-- a --><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 30 4\"></svg>";
    let samples = [png, jpeg.to_vec(), webp.to_vec(), svg.to_vec()];
    for sample in &samples {
        assert!(hostplant::logo::inspect(sample).is_ok());
    }
    damage(&samples, checks::image);
}

#[test]
fn forms() {
    let samples = [
        b"name=+Ann+%26+Bob+&tick&empty=&eq=a%3Db=c".to_vec(),
        b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n--x\r\nContent-Disposition: form-data; \
          name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\r\n--x--\r\n"
            .to_vec(),
    ];
    damage(&samples, checks::form);
}
