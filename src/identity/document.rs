//! DID documents, read for what AT Protocol uses of them.

use std::borrow::Cow;

use hyper::Uri;
use serde::Deserialize;

use crate::crypto::PublicKey;
use crate::syntax::{Did, Handle};

use super::plc::{ATPROTO_KEY, PDS_SERVICE, PDS_SERVICE_TYPE, PlcData};

/// A DID document that does not describe the DID it was fetched for, or is none.
#[derive(Debug, thiserror::Error)]
pub enum InvalidDocument {
    /// Not the JSON of a DID document.
    #[error("not a DID document")]
    Form(#[from] serde_json::Error),
    /// It describes another DID.
    #[error("the DID document describes another DID")]
    OtherDid,
}

/// A service that a document publishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedService {
    /// The fragment, without `#`.
    pub id: Box<str>,
    /// Its type.
    pub kind: Box<str>,
    /// Its URL.
    pub endpoint: Box<str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Method {
    id: Box<str>,
    kind: Box<str>,
    multibase: Box<str>,
}

/// A DID document, checked to describe the DID it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidDocument {
    did: Did,
    aliases: Vec<Box<str>>,
    methods: Vec<Method>,
    services: Vec<PublishedService>,
    json: Box<str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Form<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    also_known_as: Option<Vec<serde_json::Value>>,
    verification_method: Option<Vec<serde_json::Value>>,
    service: Option<Vec<serde_json::Value>>,
}

impl DidDocument {
    /// Reads a document. Lists may be missing or null. Entries of forms that AT Protocol does not use are passed over.
    ///
    /// # Errors
    /// When it is no JSON object with lists where lists belong, or describes another DID.
    pub fn parse(did: &Did, json: &[u8]) -> Result<Self, InvalidDocument> {
        let form: Form<'_> = serde_json::from_slice(json)?;
        if form.id != did.as_str() {
            return Err(InvalidDocument::OtherDid);
        }
        let methods = form.verification_method.iter().flatten().filter_map(|method| {
            Some(Method {
                id: fragment(did, text(method, "id")?)?,
                kind: text(method, "type")?.into(),
                multibase: text(method, "publicKeyMultibase")?.into(),
            })
        });
        let services = form.service.iter().flatten().filter_map(|service| {
            Some(PublishedService {
                id: fragment(did, text(service, "id")?)?,
                kind: text(service, "type")?.into(),
                endpoint: text(service, "serviceEndpoint")?.into(),
            })
        });
        let compact: serde_json::Value = serde_json::from_slice(json)?;
        Ok(Self {
            did: did.clone(),
            aliases: form
                .also_known_as
                .iter()
                .flatten()
                .filter_map(|alias| Some(alias.as_str()?.into()))
                .collect(),
            methods: methods.collect(),
            services: services.collect(),
            json: compact.to_string().into(),
        })
    }

    /// The document of a DID in this state, in the form in which a directory publishes it.
    pub fn of_data(did: &Did, data: &PlcData) -> serde_json::Value {
        let mut context = vec!["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"];
        let mut methods = Vec::new();
        for (name, key) in &data.verification_methods {
            if let Ok(key) = PublicKey::from_did_key(key) {
                let suite = match key.curve() {
                    crate::crypto::Curve::P256 => "https://w3id.org/security/suites/ecdsa-2019/v1",
                    crate::crypto::Curve::K256 => "https://w3id.org/security/suites/secp256k1-2019/v1",
                };
                if !context.contains(&suite) {
                    context.push(suite);
                }
            }
            methods.push(serde_json::json!({
                "id": format!("{did}#{name}"),
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.strip_prefix("did:key:").unwrap_or(key),
            }));
        }
        let services: Vec<_> = data
            .services
            .iter()
            .map(|(name, service)| {
                serde_json::json!({
                    "id": format!("#{name}"),
                    "type": service.kind,
                    "serviceEndpoint": service.endpoint,
                })
            })
            .collect();
        serde_json::json!({
            "@context": context,
            "id": did,
            "alsoKnownAs": data.also_known_as,
            "verificationMethod": methods,
            "service": services,
        })
    }

    /// Whose document it is.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// The handle that the document claims: the first alias of the form `at://handle`. Whether the handle claims the
    /// DID too is another question.
    pub fn handle(&self) -> Option<Handle> {
        self.aliases.iter().find_map(|alias| alias.strip_prefix("at://")?.parse().ok())
    }

    /// Whether `handle` is among the aliases.
    pub fn has_handle(&self, handle: &Handle) -> bool {
        self.aliases
            .iter()
            .any(|alias| alias.strip_prefix("at://").is_some_and(|name| name == handle.as_str()))
    }

    /// The key that signs the repository and the service tokens of this identity.
    pub fn signing_key(&self) -> Option<PublicKey> {
        self.key(ATPROTO_KEY)
    }

    /// The key with this fragment, when it is on a curve of AT Protocol.
    pub fn key(&self, id: &str) -> Option<PublicKey> {
        let method = self.methods.iter().find(|method| &*method.id == id)?;
        PublicKey::from_verification_method(&method.kind, &method.multibase).ok()
    }

    /// The URL of the host of the repository.
    pub fn pds_endpoint(&self) -> Option<&str> {
        self.service(PDS_SERVICE).filter(|service| &*service.kind == PDS_SERVICE_TYPE).map(|s| &*s.endpoint)
    }

    /// The service with this fragment (without `#`), when its endpoint is an http(s) URL.
    pub fn service(&self, id: &str) -> Option<&PublishedService> {
        self.services
            .iter()
            .find(|service| &*service.id == id)
            .filter(|service| is_http_url(&service.endpoint))
    }

    /// The document as it was published, in compact JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        // The parsed parts repeat most of the text.
        2 * self.json.len() + self.did.as_str().len() + 256
    }
}

fn text<'a>(value: &'a serde_json::Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// The fragment of an id in its short form (`#name`) or its full form (`did:…#name`) of this very DID.
fn fragment(did: &Did, id: &str) -> Option<Box<str>> {
    let (owner, name) = id.split_once('#')?;
    ((owner.is_empty() || owner == did.as_str()) && !name.is_empty()).then(|| name.into())
}

fn is_http_url(text: &str) -> bool {
    text.parse::<Uri>().is_ok_and(|url| {
        matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some_and(|host| !host.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::crypto::{Curve, SigningKey};

    fn parse(json: &Value) -> Result<DidDocument, InvalidDocument> {
        DidDocument::parse(&"did:web:example.com".parse().unwrap(), json.to_string().as_bytes())
    }

    #[test]
    fn documents_are_read_leniently() {
        let key = SigningKey::generate(Curve::K256);
        let document = parse(&json!({
            "@context": ["https://www.w3.org/ns/did/v1"],
            "id": "did:web:example.com",
            "alsoKnownAs": ["https://example.com", 7, "at://not a handle", "at://Example.com", "at://second.com"],
            "verificationMethod": [
                { "id": "did:web:other.com#atproto", "type": "Multikey", "publicKeyMultibase": "zOther" },
                { "id": "#jwk", "type": "JsonWebKey2020", "publicKeyJwk": {} },
                { "id": "did:web:example.com#atproto", "type": "Multikey", "publicKeyMultibase": key.public().multibase() },
            ],
            "service": [
                { "id": "#atproto_pds", "type": "Other", "serviceEndpoint": "https://wrong.com" },
                { "id": "#list", "type": "List", "serviceEndpoint": ["https://a.com"] },
                { "id": "#ftp", "type": "Files", "serviceEndpoint": "ftp://a.com" },
                { "id": "did:web:example.com#chat", "type": "Chat", "serviceEndpoint": "https://chat.example.com" },
            ],
            "unknown": { "nested": [1.5] },
        }))
        .expect("a document");
        assert_eq!(document.handle().expect("a handle").as_str(), "example.com");
        assert!(!document.has_handle(&"other.com".parse().unwrap()));
        assert_eq!(document.signing_key().as_ref(), Some(key.public()));
        assert_eq!(document.key("jwk"), None);
        assert_eq!(document.pds_endpoint(), None, "a service of another type");
        assert_eq!(document.service("chat").map(|chat| &*chat.endpoint), Some("https://chat.example.com"));
        assert!(document.service("list").is_none() && document.service("ftp").is_none());
    }

    #[test]
    fn documents_may_say_little_but_not_of_others() {
        let bare = parse(&json!({ "id": "did:web:example.com", "service": null })).expect("a document");
        assert_eq!((bare.handle(), bare.signing_key(), bare.pds_endpoint()), (None, None, None));
        assert!(matches!(parse(&json!({ "id": "did:web:other.com" })), Err(InvalidDocument::OtherDid)));
        assert!(matches!(parse(&json!([])), Err(InvalidDocument::Form(_))));
        assert!(matches!(parse(&json!({ "service": [] })), Err(InvalidDocument::Form(_))));
    }

    #[test]
    fn published_documents_are_read_back() {
        let keys = [Curve::P256, Curve::K256].map(SigningKey::generate);
        let did = "did:web:example.com".parse().unwrap();
        for key in &keys {
            let handle = "example.com".parse().unwrap();
            let data = PlcData::hosted(&handle, "https://pds.test", key.public(), []);
            let document = parse(&DidDocument::of_data(&did, &data)).expect("a document");
            assert_eq!(document.handle(), Some(handle));
            assert_eq!(document.signing_key().as_ref(), Some(key.public()));
            assert_eq!(document.pds_endpoint(), Some("https://pds.test"));
        }
    }
}
