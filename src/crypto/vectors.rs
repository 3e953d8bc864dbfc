//! The published crypto vectors, where the folder with them is at hand.

use std::path::PathBuf;

use data_encoding::{BASE64_NOPAD, HEXLOWER};
use serde_json::Value;

use super::*;

fn vectors(file: &str) -> Vec<Value> {
    let folder = std::env::var_os("HOSTPLANT_INTEROP")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/interop"), PathBuf::from);
    let Ok(text) = std::fs::read_to_string(folder.join("crypto").join(file)) else { return Vec::new() };
    serde_json::from_str(&text).expect("a JSON list")
}

#[test]
fn published_signatures() {
    for case in vectors("signature-fixtures.json") {
        let text = |name: &str| case[name].as_str().expect("a text");
        let bytes = |name: &str| BASE64_NOPAD.decode(text(name).as_bytes()).expect("base64");
        let key = PublicKey::from_did_key(text("publicKeyDid")).expect("a did:key");
        let from_document =
            PublicKey::from_verification_method(text("didDocSuite"), text("publicKeyMultibase"))
                .expect("a multibase");
        assert_eq!(key, from_document);
        let verified = key.verify(&bytes("messageBase64"), &bytes("signatureBase64"), LowS::Required);
        assert_eq!(verified, case["validSignature"] == true, "{}", text("comment"));
        let tolerated = key.verify(&bytes("messageBase64"), &bytes("signatureBase64"), LowS::Tolerated);
        let is_high = case["tags"].as_array().expect("a list").iter().any(|tag| tag == "high-s");
        assert_eq!(tolerated, case["validSignature"] == true || is_high, "{}", text("comment"));
    }
}

#[test]
fn published_did_keys() {
    for case in vectors("w3c_didkey_K256.json") {
        let hex = case["privateKeyBytesHex"].as_str().expect("a text");
        let scalar = HEXLOWER.decode(hex.as_bytes()).expect("hex").try_into().expect("32 bytes");
        let key = SigningKey::from_bytes(Curve::K256, &scalar).expect("a scalar");
        assert_eq!(key.public().did_key(), case["publicDidKey"].as_str().expect("a text"));
    }
    for case in vectors("w3c_didkey_P256.json") {
        let scalar = base58::decode(case["privateKeyBytesBase58"].as_str().expect("a text")).expect("base58");
        let key =
            SigningKey::from_bytes(Curve::P256, &scalar.try_into().expect("32 bytes")).expect("a scalar");
        assert_eq!(key.public().did_key(), case["publicDidKey"].as_str().expect("a text"));
    }
}
