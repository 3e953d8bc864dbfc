//! What must hold for any bytes at all. Used by the fuzz targets and, on damaged samples, by the ordinary tests.

use std::io::Cursor;

use bytes::Bytes;
use hostplant::crypto::{CoseKey, LowS, PublicKey, jwt};
use hostplant::identity::DidDocument;
use hostplant::identity::plc::{self, Operation};
use hostplant::logo::{MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, inspect};
use hostplant::oauth::client::{ClientId, Metadata, RedirectKind, RedirectUri};
use hostplant::oauth::jwk::{Jwk, JwkSet, Thumbprint};
use hostplant::repo::car::{self, CarError, Decoder, Limits};
use hostplant::repo::commit::Signed;
use hostplant::repo::import::{Scan, Walk};
use hostplant::repo::mst::Node;
use hostplant::syntax::{
    AtIdentifier, AtUri, Cid, Datetime, Did, Handle, Language, Nsid, RepoPath, Rkey, Tid,
};
use hostplant::web::Form;
use hostplant::{cbor as codec, json as text};
use hyper::HeaderMap;
use hyper::header::{CONTENT_TYPE, HeaderValue};

/// Archives are not larger than this here.
const MAX_ARCHIVE: u64 = 1 << 20;

/// What decodes has one encoding, and skipping agrees with decoding.
pub fn cbor(input: &[u8]) {
    let skipped = codec::Reader::new(input).skip();
    match codec::decode(input) {
        Ok(value) => {
            assert_eq!(codec::encode(&value), input);
            assert_eq!(skipped, Ok(input));
        }
        Err(codec::DecodeError::Trailing) => assert!(skipped.is_ok_and(|bytes| bytes.len() < input.len())),
        Err(error) => assert_eq!(skipped, Err(error)),
    }
    if let Ok(commit) = Signed::parse(input.to_vec()) {
        assert_eq!(commit.bytes(), input);
    }
}

/// What decodes survives both encodings.
pub fn json(input: &[u8]) {
    if let Ok(value) = text::decode(input) {
        assert_eq!(text::decode(text::encode(&value).as_bytes()).expect("our own JSON"), value);
        assert_eq!(codec::decode(&codec::encode(&value)).expect("our own CBOR"), value);
    }
}

/// What decodes has one encoding and rising keys.
pub fn node(input: &[u8]) {
    if let Ok(node) = Node::decode(input) {
        assert_eq!(node.encode(), input);
        assert!(node.entries.is_sorted_by(|a, b| a.key < b.key));
    }
}

/// An archive reads the same whole and in pieces, and a walk through it ends.
pub fn archive(input: &[u8]) {
    let limits = Limits { block: 100_000, total: MAX_ARCHIVE };
    let whole: Result<Vec<_>, CarError> = car::Reader::new(input, limits).and_then(|reader| reader.collect());
    let mut pieces = Vec::new();
    let mut decoder = Decoder::new(limits);
    let result = input.chunks(7).try_for_each(|piece| {
        decoder.feed(piece, |section| {
            pieces.push((section.cid, section.bytes.to_vec()));
            Ok::<(), CarError>(())
        })
    });
    match (whole, result.and_then(|()| decoder.finish())) {
        (Ok(whole), Ok(())) => assert_eq!(whole, pieces),
        (Err(_), Err(_)) => {}
        (whole, pieces) => unreachable!("whole: {whole:?}, in pieces: {pieces:?}"),
    }

    let mut scan = Scan::new(MAX_ARCHIVE, Cursor::new(Vec::new()));
    if scan.feed(input).is_ok()
        && let Ok(scanned) = scan.finish()
        && let Ok((_, walk)) = Walk::open(Cursor::new(input), scanned)
    {
        // Every part comes from a block, and keys rise: there are never more parts than bytes.
        assert!(walk.count() <= input.len());
    }
}

/// A token that parses answers every question about itself, and no key that had no part in it accepts it.
pub fn token(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else { return };
    if let Ok(parsed) = jwt::parse(input) {
        let _ = (parsed.header_text("typ"), parsed.claim_text("iss"), parsed.claim_time("exp"));
        assert!(!parsed.verify_hs256(b"a secret that nobody signs with"));
        let key = PublicKey::from_did_key("did:key:zDnaembgSGUhZULN2Caob4HLJPaxBh92N7rtH21TErzqf8HQo")
            .expect("a published example");
        assert!(!parsed.verify(&key, LowS::Tolerated));
    }
}

/// Whatever an app says about itself: what is accepted is safe to fetch, to send in a header and to name in a policy.
pub fn client(input: &[u8]) {
    let id: ClientId = "https://app.demo.social/client.json".parse().expect("a client");
    if let Ok(metadata) = Metadata::parse(&id, input) {
        assert!(!metadata.redirect_uris.is_empty() && metadata.scopes.is_sorted());
        metadata.redirect_uris.iter().for_each(redirect_uri);
    }
    if let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(input) {
        if let Ok(key) = Jwk::from_json(&object) {
            let thumbprint = key.thumbprint();
            assert_eq!(thumbprint.to_string().parse::<Thumbprint>(), Ok(thumbprint));
        }
        let _ = JwkSet::from_json(&object.into()).map(|set| set.weight());
    }
    let Ok(input) = std::str::from_utf8(input) else { return };
    if let Ok(id) = input.parse::<ClientId>() {
        assert!(id.as_str() == input && !id.host().is_empty());
        assert!(input.bytes().all(|byte| byte.is_ascii_graphic()));
    }
    if let Ok(uri) = input.parse::<RedirectUri>() {
        redirect_uri(&uri);
    }
}

fn redirect_uri(uri: &RedirectUri) {
    let (text, source) = (uri.as_str(), uri.csp_source());
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic()) && text.starts_with(&source));
    assert!(!source.contains([' ', ';', ',', '*', '\'', '"']), "{source}");
    let scheme = text.split(':').next().expect("a scheme");
    match uri.kind() {
        RedirectKind::Web => assert_eq!(scheme, "https"),
        RedirectKind::Loopback => {
            assert!(source.starts_with("http://127.0.0.1") || source.starts_with("http://[::1]"));
        }
        RedirectKind::Private => assert!(scheme.contains('.')),
    }
}

/// What parses prints as something that parses to the same.
pub fn identifiers(input: &[u8]) {
    let Ok(input) = std::str::from_utf8(input) else { return };
    macro_rules! check {
        ($($kind:ty),+) => {
            $(if let Ok(parsed) = input.parse::<$kind>() {
                assert_eq!(parsed.to_string().parse::<$kind>().as_ref(), Ok(&parsed));
            })+
        };
    }
    check!(AtIdentifier, AtUri, Cid, Datetime, Did, Handle, Language, Nsid, RepoPath, Rkey, Tid);
    if let Ok(key) = PublicKey::from_did_key(input) {
        assert_eq!(key.did_key(), input);
    }
}

/// An operation that reads has one encoding and one address, whatever its form; a document that reads is of the DID it
/// was asked for and answers every question.
pub fn identity(input: &[u8]) {
    let operation = serde_json::from_slice(input).ok().and_then(|json| Operation::from_json(json).ok());
    if let Some(operation) = operation {
        assert_eq!(Operation::from_json(operation.to_json()), Ok(operation.clone()));
        assert_eq!(Operation::from_bytes(&operation.bytes()), Ok(operation.clone()));
        if let (Ok(()), Some(data)) = (plc::check_shape(&operation), operation.data()) {
            assert!(operation.signer(&data.rotation_keys).is_none_or(|at| at < data.rotation_keys.len()));
        }
    }
    let did: Did = "did:web:example.com".parse().expect("a DID");
    if let Ok(document) = DidDocument::parse(&did, input) {
        assert_eq!(document.did(), &did);
        assert!(document.handle().is_none_or(|handle| document.has_handle(&handle)));
        let _ = (document.signing_key(), document.pds_endpoint());
        assert_eq!(DidDocument::parse(&did, document.json().as_bytes()).ok(), Some(document));
    }
}

/// A passkey's public key is read from its own bytes alone, whatever follows them.
pub fn passkey(input: &[u8]) {
    if let Ok((key, length)) = CoseKey::read(input) {
        assert_eq!(CoseKey::read(&input[..length]), Ok((key.clone(), length)));
        assert!(!key.verifies(input, input));
    }
}

/// An image that is taken is within its bounds.
pub fn image(input: &[u8]) {
    if let Ok(facts) = inspect(input) {
        assert!((1..=MAX_IMAGE_BYTES).contains(&input.len()));
        if let (true, Some((width, height))) = (facts.kind.media_type() != "image/svg+xml", facts.size) {
            assert!([width, height].iter().all(|side| (1..=MAX_IMAGE_SIDE).contains(side)));
        }
    }
}

/// A form has nothing that was not sent, and each name once.
pub fn form(input: &[u8]) {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("multipart/form-data; boundary=x"));
    let parts = Form::parse_body(&headers, &Bytes::copy_from_slice(input)).unwrap_or_default();
    for form in [parts, Form::parse(input).unwrap_or_default()] {
        let mut names: Vec<&str> = form.fields().map(|(name, _)| name).collect();
        let sent: usize = form.fields().map(|(name, value)| name.len() + value.len()).sum();
        assert!(sent <= input.len());
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        let is_whole =
            |file: &Bytes| file.is_empty() || input.windows(file.len()).any(|sent| sent == &file[..]);
        assert!(form.file("file").is_none_or(is_whole));
    }
}
