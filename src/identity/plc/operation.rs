//! Signed operations of did:plc: form, encoding, signature, address.

use std::collections::BTreeMap;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use super::data::{ATPROTO_KEY, PDS_SERVICE, PDS_SERVICE_TYPE, PlcData, Service};
use crate::cbor::{self, Map, Value};
use crate::crypto::{LowS, PublicKey, SigningKey, sha256};
use crate::syntax::{Cid, Did};

/// Characters of a did:plc after its prefix.
const DID_CHARACTERS: usize = 24;

/// JSON that is no PLC operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Not a valid operation: {0}")]
pub struct InvalidOperation(String);

impl InvalidOperation {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// A signed operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `plc_operation`: the subject's state from now on.
    Update {
        /// The state.
        data: PlcData,
        /// The operation before; `None` in the first.
        prev: Option<Cid>,
        /// base64url of the signature.
        sig: String,
    },
    /// `plc_tombstone`: the subject is no more.
    Tombstone {
        /// The operation before.
        prev: Cid,
        /// base64url of the signature.
        sig: String,
    },
    /// `create`: the first operation of old logs, before `plc_operation` existed.
    Create {
        /// The key of the repository, which was also the weaker rotation key.
        signing_key: String,
        /// The stronger rotation key.
        recovery_key: String,
        /// The handle, bare.
        handle: String,
        /// The host, perhaps without a scheme.
        service: String,
        /// base64url of the signature.
        sig: String,
    },
}

impl Operation {
    /// The operation that sets `data`, signed with `key`. `prev` is `None` for a new subject.
    pub fn sign(data: PlcData, prev: Option<Cid>, key: &SigningKey) -> Self {
        Self::Update { data, prev, sig: String::new() }.with_signature(key)
    }

    /// The operation that ends a subject, signed with `key`.
    pub fn sign_tombstone(prev: Cid, key: &SigningKey) -> Self {
        Self::Tombstone { prev, sig: String::new() }.with_signature(key)
    }

    fn with_signature(mut self, key: &SigningKey) -> Self {
        let made = BASE64URL_NOPAD.encode(&key.sign(&self.unsigned_bytes()));
        match &mut self {
            Self::Update { sig, .. } | Self::Tombstone { sig, .. } | Self::Create { sig, .. } => *sig = made,
        }
        self
    }

    /// The operation before this one; `None` in the first.
    pub fn prev(&self) -> Option<Cid> {
        match self {
            Self::Update { prev, .. } => *prev,
            Self::Tombstone { prev, .. } => Some(*prev),
            Self::Create { .. } => None,
        }
    }

    /// The signature as it is written.
    pub fn signature(&self) -> &str {
        match self {
            Self::Update { sig, .. } | Self::Tombstone { sig, .. } | Self::Create { sig, .. } => sig,
        }
    }

    /// The state that the operation sets, in today's form; `None` for a tombstone.
    pub fn data(&self) -> Option<PlcData> {
        match self {
            Self::Update { data, .. } => Some(data.clone()),
            Self::Tombstone { .. } => None,
            Self::Create { signing_key, recovery_key, handle, service, .. } => {
                let alias =
                    handle.strip_prefix("https://").or(handle.strip_prefix("http://")).unwrap_or(handle);
                let alias =
                    if alias.starts_with("at://") { alias.to_owned() } else { format!("at://{alias}") };
                let endpoint = if service.starts_with("http://") || service.starts_with("https://") {
                    service.clone()
                } else {
                    format!("https://{service}")
                };
                let service = Service { kind: PDS_SERVICE_TYPE.to_owned(), endpoint };
                Some(PlcData {
                    rotation_keys: vec![recovery_key.clone(), signing_key.clone()],
                    verification_methods: BTreeMap::from([(ATPROTO_KEY.to_owned(), signing_key.clone())]),
                    also_known_as: vec![alias],
                    services: BTreeMap::from([(PDS_SERVICE.to_owned(), service)]),
                })
            }
        }
    }

    /// The DAG-CBOR form with its signature: what is addressed, and what counts against size limits.
    pub fn bytes(&self) -> Vec<u8> {
        let mut map = self.unsigned();
        map.insert("sig", self.signature().into());
        cbor::encode(&Value::Map(map))
    }

    fn unsigned_bytes(&self) -> Vec<u8> {
        cbor::encode(&Value::Map(self.unsigned()))
    }

    fn unsigned(&self) -> Map {
        let mut map = Map::new();
        let prev = self.prev().map_or(Value::Null, |prev| prev.to_string().into());
        map.insert("prev", prev);
        match self {
            Self::Update { data, .. } => {
                map.insert("type", "plc_operation".into());
                data.write(&mut map);
            }
            Self::Tombstone { .. } => {
                map.insert("type", "plc_tombstone".into());
            }
            Self::Create { signing_key, recovery_key, handle, service, .. } => {
                map.insert("type", "create".into());
                map.insert("signingKey", signing_key.as_str().into());
                map.insert("recoveryKey", recovery_key.as_str().into());
                map.insert("handle", handle.as_str().into());
                map.insert("service", service.as_str().into());
            }
        }
        map
    }

    /// The address by which the next operation refers to this one.
    pub fn cid(&self) -> Cid {
        Cid::dag_cbor(sha256(&self.bytes()))
    }

    /// The DID that this operation begins, when it is a first one.
    pub fn new_did(&self) -> Did {
        let mut text = BASE32_NOPAD.encode(&sha256(&self.bytes())).to_ascii_lowercase();
        text.truncate(DID_CHARACTERS);
        Did::trusted(format!("did:plc:{text}"))
    }

    /// Which of `keys` (`did:key` text) made the signature: the index of the first that did.
    pub fn signer(&self, keys: &[String]) -> Option<usize> {
        let signature = BASE64URL_NOPAD.decode(self.signature().as_bytes()).ok()?;
        let message = self.unsigned_bytes();
        keys.iter().position(|key| {
            PublicKey::from_did_key(key).is_ok_and(|key| key.verify(&message, &signature, LowS::Required))
        })
    }

    /// Reads the DAG-CBOR form.
    ///
    /// # Errors
    /// When it is no operation in canonical form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidOperation> {
        let value = cbor::decode(bytes).map_err(|error| InvalidOperation::new(error.to_string()))?;
        let value = serde_json::to_value(&value).map_err(|error| InvalidOperation::new(error.to_string()))?;
        Self::from_json(value)
    }

    /// Reads the JSON form. Members that the type does not have are refused, because they would not be signed.
    ///
    /// # Errors
    /// When it is no operation of a known type with exactly its members.
    pub fn from_json(value: serde_json::Value) -> Result<Self, InvalidOperation> {
        let serde_json::Value::Object(mut map) = value else {
            return Err(InvalidOperation::new("not an object"));
        };
        let kind = take_text(&mut map, "type")?;
        let sig = take_text(&mut map, "sig")?;
        let prev = match map.remove("prev") {
            Some(serde_json::Value::Null) => None,
            Some(serde_json::Value::String(text)) => {
                Some(text.parse::<Cid>().map_err(|_| InvalidOperation::new("prev is not a CID"))?)
            }
            _ => return Err(InvalidOperation::new("prev must be a CID or null")),
        };
        let operation = match kind.as_str() {
            "plc_operation" => {
                let mut members = serde_json::Map::new();
                for name in ["rotationKeys", "verificationMethods", "alsoKnownAs", "services"] {
                    let member = map.remove(name);
                    let member = member.ok_or_else(|| InvalidOperation::new(format!("{name} is missing")))?;
                    members.insert(name.to_owned(), member);
                }
                let data = serde_json::from_value(members.into())
                    .map_err(|error| InvalidOperation::new(error.to_string()))?;
                Self::Update { data, prev, sig }
            }
            "plc_tombstone" => {
                let prev = prev.ok_or_else(|| InvalidOperation::new("a tombstone needs prev"))?;
                Self::Tombstone { prev, sig }
            }
            "create" if prev.is_none() => Self::Create {
                signing_key: take_text(&mut map, "signingKey")?,
                recovery_key: take_text(&mut map, "recoveryKey")?,
                handle: take_text(&mut map, "handle")?,
                service: take_text(&mut map, "service")?,
                sig,
            },
            _ => return Err(InvalidOperation::new("unknown type")),
        };
        match map.keys().next() {
            None => Ok(operation),
            Some(name) => Err(InvalidOperation::new(format!("{name} is not known"))),
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> serde_json::Value {
        let prev = self.prev().map(|prev| prev.to_string());
        match self {
            Self::Update { data, sig, .. } => json!({
                "type": "plc_operation",
                "rotationKeys": data.rotation_keys,
                "verificationMethods": data.verification_methods,
                "alsoKnownAs": data.also_known_as,
                "services": data.services,
                "prev": prev,
                "sig": sig,
            }),
            Self::Tombstone { sig, .. } => json!({ "type": "plc_tombstone", "prev": prev, "sig": sig }),
            Self::Create { signing_key, recovery_key, handle, service, sig } => json!({
                "type": "create",
                "signingKey": signing_key,
                "recoveryKey": recovery_key,
                "handle": handle,
                "service": service,
                "prev": prev,
                "sig": sig,
            }),
        }
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(serde_json::Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

fn take_text(
    map: &mut serde_json::Map<String, serde_json::Value>,
    name: &str,
) -> Result<String, InvalidOperation> {
    match map.remove(name) {
        Some(serde_json::Value::String(text)) => Ok(text),
        _ => Err(InvalidOperation::new(format!("{name} must be a string"))),
    }
}
