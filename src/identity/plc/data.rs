//! What a did:plc operation says about its subject.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cbor::{Map, Value};
use crate::crypto::PublicKey;
use crate::syntax::Handle;

/// Name of the verification method that signs repositories.
pub const ATPROTO_KEY: &str = "atproto";
/// Name of the service entry that says where the repository is hosted.
pub const PDS_SERVICE: &str = "atproto_pds";
/// Type of that service entry.
pub const PDS_SERVICE_TYPE: &str = "AtprotoPersonalDataServer";
/// How handles are written among the aliases.
const HANDLE_SCHEME: &str = "at://";

/// A service of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// What kind of service.
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it is: a URL.
    pub endpoint: String,
}

/// The state of a did:plc: keys, aliases and services. Keys are `did:key` text, because verification methods may be of
/// any kind; those of this server's concern are parsed on use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlcData {
    /// Keys that may change the DID, the most powerful first.
    pub rotation_keys: Vec<String>,
    /// Keys by name; `atproto` signs the repository.
    pub verification_methods: BTreeMap<String, String>,
    /// Aliases, among them the handle as `at://handle`.
    pub also_known_as: Vec<String>,
    /// Services by name; `atproto_pds` is the host of the repository.
    pub services: BTreeMap<String, Service>,
}

impl PlcData {
    /// The state that an account on a PDS at `endpoint` has: `rotation_keys` most powerful first.
    pub fn hosted(
        handle: &Handle,
        endpoint: &str,
        signing_key: &PublicKey,
        rotation_keys: impl IntoIterator<Item = String>,
    ) -> Self {
        let mut data = Self { rotation_keys: rotation_keys.into_iter().collect(), ..Self::default() };
        data.set_handle(handle);
        data.set_signing_key(signing_key);
        data.set_pds(endpoint);
        data
    }

    /// Makes `handle` the handle: the first `at://` alias is replaced, or the handle put in front; other aliases stay.
    pub fn set_handle(&mut self, handle: &Handle) {
        let alias = format!("{HANDLE_SCHEME}{handle}");
        match self.also_known_as.iter_mut().find(|alias| alias.starts_with(HANDLE_SCHEME)) {
            Some(first) => *first = alias,
            None => self.also_known_as.insert(0, alias),
        }
    }

    /// Makes `key` the one that signs the repository; other verification methods stay.
    pub fn set_signing_key(&mut self, key: &PublicKey) {
        self.verification_methods.insert(ATPROTO_KEY.to_owned(), key.did_key());
    }

    /// Makes `endpoint` the host of the repository; other services stay.
    pub fn set_pds(&mut self, endpoint: &str) {
        let service = Service { kind: PDS_SERVICE_TYPE.to_owned(), endpoint: endpoint.to_owned() };
        self.services.insert(PDS_SERVICE.to_owned(), service);
    }

    /// The host of the repository, when there is one of the right type.
    pub fn pds(&self) -> Option<&str> {
        let service = self.services.get(PDS_SERVICE)?;
        (service.kind == PDS_SERVICE_TYPE).then_some(service.endpoint.as_str())
    }

    /// The `did:key` that signs the repository.
    pub fn signing_key(&self) -> Option<&str> {
        self.verification_methods.get(ATPROTO_KEY).map(String::as_str)
    }

    /// Adds the members of this state to an operation that is about to be encoded.
    pub(super) fn write(&self, map: &mut Map) {
        let texts = |items: &[String]| Value::List(items.iter().map(|item| item.as_str().into()).collect());
        map.insert("rotationKeys", texts(&self.rotation_keys));
        map.insert("alsoKnownAs", texts(&self.also_known_as));
        let methods: Map = self
            .verification_methods
            .iter()
            .map(|(name, key)| (name.as_str(), key.as_str().into()))
            .collect();
        map.insert("verificationMethods", Value::Map(methods));
        let services: Map = self
            .services
            .iter()
            .map(|(name, service)| {
                let members: Map =
                    [("type", service.kind.as_str().into()), ("endpoint", service.endpoint.as_str().into())]
                        .into_iter()
                        .collect();
                (name.as_str(), Value::Map(members))
            })
            .collect();
        map.insert("services", Value::Map(services));
    }
}
