//! The compiled form of a lexicon definition: what the validator walks.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::format::Format;

/// One definition of a lexicon document.
pub(super) enum Def {
    /// A record type.
    Record {
        /// What keys its records may have.
        key: RecordKey,
        /// The record itself: always an object.
        record: Schema,
    },
    /// Something that records refer to.
    Schema(Schema),
    /// A method or a permission set: checked when compiled, of no use to validation.
    Other,
}

/// Which keys the records of a type may have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum RecordKey {
    /// Any record key.
    Any,
    /// A TID.
    Tid,
    /// An NSID.
    Nsid,
    /// This one key.
    Literal(Box<str>),
}

/// What a value must be. Lengths are counted as the lexicon spec counts them: strings in UTF-8 bytes.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(super) enum Schema {
    Boolean(BooleanRule),
    Integer(IntegerRule),
    String(Box<StringRule>),
    Bytes(Lengths),
    CidLink,
    Blob(BlobRule),
    Array(Array),
    Object(Object),
    /// The full name (`nsid#name`) of another definition.
    Ref {
        #[serde(rename = "ref")]
        target: Box<str>,
    },
    Union(Union),
    /// Any object that is not a blob.
    Unknown,
    /// A name that stands for itself; never the type of a value.
    Token,
}

#[derive(Deserialize)]
pub(super) struct BooleanRule {
    #[serde(rename = "const")]
    pub(super) constant: Option<bool>,
}

#[derive(Deserialize)]
pub(super) struct IntegerRule {
    #[serde(rename = "const")]
    pub(super) constant: Option<i64>,
    #[serde(rename = "enum")]
    pub(super) among: Option<Vec<i64>>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StringRule {
    #[serde(rename = "const")]
    pub(super) constant: Option<String>,
    #[serde(rename = "enum")]
    pub(super) among: Option<Vec<String>>,
    pub(super) format: Option<Format>,
    #[serde(flatten)]
    pub(super) lengths: Lengths,
    pub(super) min_graphemes: Option<usize>,
    pub(super) max_graphemes: Option<usize>,
}

/// Bounds of a length, both inclusive.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Lengths {
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BlobRule {
    /// Media types, each whole or as `type/*`; `None` accepts all.
    pub(super) accept: Option<Vec<String>>,
    /// Largest size in bytes.
    pub(super) max_size: Option<u64>,
}

#[derive(Deserialize)]
pub(super) struct Array {
    pub(super) items: Box<Schema>,
    #[serde(flatten)]
    pub(super) lengths: Lengths,
}

#[derive(Deserialize)]
#[serde(from = "WrittenObject")]
pub(super) struct Object {
    pub(super) properties: Vec<Property>,
    /// Names that must be present, whether or not `properties` describes them.
    pub(super) required: Vec<Box<str>>,
}

pub(super) struct Property {
    pub(super) name: Box<str>,
    pub(super) schema: Schema,
    pub(super) nullable: bool,
}

#[derive(Deserialize)]
pub(super) struct Union {
    /// Full names (`nsid#name`) of the members.
    pub(super) refs: Vec<Box<str>>,
    /// Whether other types are refused.
    #[serde(default)]
    pub(super) closed: bool,
}

/// An object as lexicon JSON writes it.
#[derive(Deserialize)]
struct WrittenObject {
    #[serde(default)]
    properties: BTreeMap<Box<str>, Schema>,
    #[serde(default)]
    required: Vec<Box<str>>,
    #[serde(default)]
    nullable: Vec<Box<str>>,
}

impl From<WrittenObject> for Object {
    fn from(written: WrittenObject) -> Self {
        let WrittenObject { properties, required, nullable } = written;
        let properties = properties
            .into_iter()
            .map(|(name, schema)| Property { nullable: nullable.contains(&name), name, schema })
            .collect();
        Self { properties, required }
    }
}

/// The definitions of one document by name.
pub(super) type Defs = HashMap<Box<str>, Def>;
