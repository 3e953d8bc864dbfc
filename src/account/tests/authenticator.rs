//! A software authenticator and the browser around it, which lie when a test tells them to.

use data_encoding::BASE64URL_NOPAD;
use minicbor::Encoder;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use crate::account::factors::{Assertion, CeremonyError, Registration};
use crate::base::random_bytes;
use crate::crypto::sha256;

pub const USER_PRESENT: u8 = 0x01;
pub const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const ATTESTED: u8 = 0x40;

enum Key {
    Es256(Vec<u8>),
    EdDsa([u8; 32]),
}

/// One credential, and what the authenticator and the browser say of it.
pub struct Authenticator {
    key: Key,
    pub id: Vec<u8>,
    pub user_handle: Option<String>,
    pub counter: u32,
    pub flags: u8,
    pub origin: String,
    pub relying_party: String,
    pub cross_origin: bool,
}

impl Authenticator {
    pub fn new() -> Self {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new());
        Self::with(Key::Es256(document.expect("a key").as_ref().to_vec()))
    }

    pub fn ed25519() -> Self {
        Self::with(Key::EdDsa(random_bytes()))
    }

    fn with(key: Key) -> Self {
        Self {
            key,
            id: random_bytes::<32>().to_vec(),
            user_handle: None,
            counter: 0,
            flags: USER_PRESENT | USER_VERIFIED | BACKUP_ELIGIBLE,
            origin: "https://pds.test".to_owned(),
            relying_party: "pds.test".to_owned(),
            cross_origin: false,
        }
    }

    /// Answers the options of a registration.
    pub fn create(&mut self, options: &str) -> Result<Registration, CeremonyError> {
        let options: Value = serde_json::from_str(options).expect("JSON");
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["pubKeyCredParams"][0], json!({ "type": "public-key", "alg": -7 }));
        assert_eq!(options["rp"]["id"], "pds.test");
        self.user_handle = options["user"]["id"].as_str().map(str::to_owned);
        let mut object = Vec::new();
        let mut encoder = Encoder::new(&mut object);
        encoder.map(3).and_then(|e| e.str("fmt")?.str("none")?.str("attStmt")?.map(0)).expect("memory");
        let data = self.data(true);
        encoder.str("authData").and_then(|e| e.bytes(&data)).expect("memory");
        let response = json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&self.client_data("webauthn.create", &options)),
            "attestationObject": BASE64URL_NOPAD.encode(&object),
            "transports": ["internal", "Not A Transport"],
        });
        self.answer(response).to_string().parse()
    }

    /// Answers the options of a sign-in.
    pub fn get(&mut self, options: &str) -> Assertion {
        let options: Value = serde_json::from_str(options).expect("JSON");
        let client = self.client_data("webauthn.get", &options);
        let data = self.data(false);
        let mut signed = data.clone();
        signed.extend_from_slice(&sha256(&client));
        let response = json!({
            "clientDataJSON": BASE64URL_NOPAD.encode(&client),
            "authenticatorData": BASE64URL_NOPAD.encode(&data),
            "signature": BASE64URL_NOPAD.encode(&self.sign(&signed)),
            "userHandle": self.user_handle,
        });
        self.answer(response).to_string().parse().expect("an answer")
    }

    fn answer(&self, response: Value) -> Value {
        let id = BASE64URL_NOPAD.encode(&self.id);
        json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "response": response,
            "clientExtensionResults": { "credProps": { "rk": true } },
        })
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let data = json!({
            "type": kind,
            "challenge": options["challenge"],
            "origin": self.origin,
            "crossOrigin": self.cross_origin,
        });
        data.to_string().into_bytes()
    }

    fn data(&self, with_credential: bool) -> Vec<u8> {
        let mut data = sha256(self.relying_party.as_bytes()).to_vec();
        data.push(self.flags | if with_credential { ATTESTED } else { 0 });
        data.extend_from_slice(&self.counter.to_be_bytes());
        if with_credential {
            data.extend_from_slice(&[0; 16]);
            data.extend_from_slice(&u16::try_from(self.id.len()).expect("short").to_be_bytes());
            data.extend_from_slice(&self.id);
            data.extend_from_slice(&self.public_key());
        }
        data
    }

    fn public_key(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes);
        match &self.key {
            Key::Es256(_) => {
                let pair = self.p256();
                let point = pair.public_key().as_ref();
                encoder.map(5).and_then(|e| e.i8(1)?.i8(2)?.i8(3)?.i8(-7)?.i8(-1)?.i8(1)).expect("memory");
                encoder.i8(-2).and_then(|e| e.bytes(&point[1..33])).expect("memory");
                encoder.i8(-3).and_then(|e| e.bytes(&point[33..])).expect("memory");
            }
            Key::EdDsa(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("a key");
                encoder.map(4).and_then(|e| e.i8(1)?.i8(1)?.i8(3)?.i8(-8)?.i8(-1)?.i8(6)).expect("memory");
                encoder.i8(-2).and_then(|e| e.bytes(pair.public_key().as_ref())).expect("memory");
            }
        }
        bytes
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::Es256(_) => {
                self.p256().sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
            }
            Key::EdDsa(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).expect("a key");
                pair.sign(message).as_ref().to_vec()
            }
        }
    }

    fn p256(&self) -> EcdsaKeyPair {
        let Key::Es256(document) = &self.key else { panic!("a key on P-256") };
        let random = SystemRandom::new();
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document, &random).expect("a key")
    }
}
