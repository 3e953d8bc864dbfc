//! Commit objects, version 3 (repository spec): the signed statement of what a repository holds.

use crate::cbor::{DecodeError, Reader, Writer};
use crate::crypto::{LowS, PublicKey, SigningKey, sha256};
use crate::syntax::{Cid, Did, Tid};

/// The version of commit that is written and read.
const VERSION: i64 = 3;

/// What a commit states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsigned {
    /// Whose repository.
    pub did: Did,
    /// Root of its tree.
    pub data: Cid,
    /// Its revision, higher than every one before.
    pub rev: Tid,
}

impl Unsigned {
    /// Signs the statement.
    pub fn sign(self, key: &SigningKey) -> Signed {
        let sig = key.sign(&encode(&self, None, None));
        let bytes = encode(&self, None, Some(&sig));
        let cid = Cid::dag_cbor(sha256(&bytes));
        Signed { content: self, prev: None, sig, bytes, cid }
    }
}

/// A commit as it is stored and sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    content: Unsigned,
    prev: Option<Cid>,
    sig: [u8; 64],
    bytes: Vec<u8>,
    cid: Cid,
}

/// Why bytes are no commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// Not canonical DAG-CBOR of a commit's shape.
    #[error("not a commit object")]
    Cbor(#[from] DecodeError),
    /// A version other than 3.
    #[error("commit of another version than 3")]
    Version,
    /// The account or the revision is malformed.
    #[error("commit with a malformed {0}")]
    Field(&'static str),
}

impl Signed {
    /// Reads a commit. The signature is not checked here; see [`Signed::verify`].
    ///
    /// # Errors
    /// When the bytes are not the canonical encoding of a version 3 commit.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, CommitError> {
        let mut reader = Reader::new(&bytes);
        if reader.map()? != 6 {
            return Err(DecodeError::Kind.into());
        }
        reader.expect_key("did")?;
        let did = reader.text()?.parse().map_err(|_| CommitError::Field("did"))?;
        reader.expect_key("rev")?;
        let rev = reader.text()?.parse().map_err(|_| CommitError::Field("rev"))?;
        reader.expect_key("sig")?;
        let sig = reader.bytes()?.try_into().map_err(|_| CommitError::Field("sig"))?;
        reader.expect_key("data")?;
        let data = reader.link()?;
        reader.expect_key("prev")?;
        let prev = reader.optional_link()?;
        reader.expect_key("version")?;
        if reader.int()? != VERSION {
            return Err(CommitError::Version);
        }
        reader.finish()?;
        let cid = Cid::dag_cbor(sha256(&bytes));
        Ok(Self { content: Unsigned { did, data, rev }, prev, sig, bytes, cid })
    }

    /// Whether the account's key made the signature, in the low-S form that commits require.
    pub fn verify(&self, key: &PublicKey) -> bool {
        key.verify(&encode(&self.content, self.prev.as_ref(), None), &self.sig, LowS::Required)
    }

    /// What it states.
    pub const fn content(&self) -> &Unsigned {
        &self.content
    }

    /// The signature.
    pub const fn sig(&self) -> &[u8; 64] {
        &self.sig
    }

    /// The block.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The block's CID: the root of the repository.
    pub const fn cid(&self) -> Cid {
        self.cid
    }

    /// CID and block.
    pub fn into_block(self) -> super::Block {
        (self.cid, self.bytes)
    }
}

/// Encodes a commit; without a signature, what is signed. `prev` is null in all commits made today.
fn encode(content: &Unsigned, prev: Option<&Cid>, sig: Option<&[u8; 64]>) -> Vec<u8> {
    let mut writer = Writer::with_capacity(256);
    writer.map(5 + usize::from(sig.is_some()));
    writer.text("did").text(content.did.as_str());
    writer.text("rev").text(&content.rev.to_string());
    if let Some(sig) = sig {
        writer.text("sig").bytes(sig);
    }
    writer.text("data").link(&content.data);
    writer.text("prev").optional_link(prev);
    writer.text("version").int(VERSION);
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Timestamp;
    use crate::cbor::{self, Value};
    use crate::crypto::Curve;

    fn unsigned() -> Unsigned {
        Unsigned {
            did: "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().unwrap(),
            data: Cid::dag_cbor([5; 32]),
            rev: Tid::new(Timestamp::from_secs(1_700_000_000), 3),
        }
    }

    #[test]
    fn commits_survive_and_verify() {
        for curve in [Curve::P256, Curve::K256] {
            let key = SigningKey::generate(curve);
            let signed = unsigned().sign(&key);
            let read = Signed::parse(signed.bytes().to_vec()).unwrap();
            assert_eq!(read, signed);
            assert!(read.verify(key.public()));
            assert!(!read.verify(SigningKey::generate(curve).public()));
            assert_eq!(read.cid(), Cid::dag_cbor(sha256(read.bytes())));
        }
    }

    #[test]
    fn changed_commits_do_not_verify() {
        let key = SigningKey::generate(Curve::P256);
        let mut signed = unsigned().sign(&key);
        signed.content.data = Cid::dag_cbor([6; 32]);
        assert!(!signed.verify(key.public()));
    }

    #[test]
    fn an_old_link_to_the_previous_commit_is_part_of_what_is_signed() {
        let key = SigningKey::generate(Curve::P256);
        let (content, prev) = (unsigned(), Cid::dag_cbor([9; 32]));
        let sig = key.sign(&encode(&content, Some(&prev), None));
        let read = Signed::parse(encode(&content, Some(&prev), Some(&sig))).unwrap();
        assert!(read.verify(key.public()));
    }

    #[test]
    fn other_shapes_are_refused() {
        let signed = unsigned().sign(&SigningKey::generate(Curve::P256));
        let Value::Map(map) = cbor::decode(signed.bytes()).unwrap() else { panic!("a map") };
        let with = |key: &str, value: Value| {
            let mut map = map.clone();
            map.insert(key, value);
            Signed::parse(cbor::encode(&Value::Map(map)))
        };
        assert!(with("version", Value::Int(3)).is_ok());
        assert_eq!(with("version", Value::Int(2)), Err(CommitError::Version));
        assert_eq!(with("rev", "yesterday".into()), Err(CommitError::Field("rev")));
        assert_eq!(with("did", "somebody".into()), Err(CommitError::Field("did")));
        assert_eq!(with("sig", Value::Bytes(vec![0; 63])), Err(CommitError::Field("sig")));
        assert!(with("more", Value::Null).is_err());
        let mut short = map.clone();
        short.remove("prev");
        assert!(Signed::parse(cbor::encode(&Value::Map(short))).is_err());
    }
}
