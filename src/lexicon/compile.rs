//! From lexicon JSON to the compiled form.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::schema::{Def, Defs, RecordKey, Schema};
use crate::syntax::Nsid;

/// Most definitions in one document.
const MAX_DEFS: usize = 512;

/// Why a lexicon document cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// The JSON is not of the shape that the lexicon spec describes.
    #[error("lexicon document is malformed")]
    Shape(#[from] serde_json::Error),
    /// `lexicon` names another version of the language.
    #[error("lexicon language version {0} is not supported")]
    Version(i64),
    /// More than 512 definitions.
    #[error("lexicon document has too many definitions")]
    TooLarge,
    /// A definition breaks a rule of the language.
    #[error("lexicon definition {name:?} {rule}")]
    Definition {
        /// The definition's name.
        name: Box<str>,
        /// The rule, as the rest of a sentence.
        rule: &'static str,
    },
}

/// A compiled lexicon document.
pub struct Document {
    id: Nsid,
    defs: Defs,
}

impl Document {
    /// The NSID that the document describes.
    pub const fn id(&self) -> &Nsid {
        &self.id
    }

    pub(super) fn def(&self, name: &str) -> Option<&Def> {
        self.defs.get(name)
    }

    #[cfg(test)]
    pub(super) fn defs(&self) -> impl Iterator<Item = (&str, &Def)> {
        self.defs.iter().map(|(name, def)| (&**name, def))
    }
}

#[derive(Deserialize)]
struct Written {
    lexicon: i64,
    id: Nsid,
    defs: HashMap<Box<str>, Json>,
}

#[derive(Deserialize)]
struct WrittenRecord {
    key: String,
    record: Schema,
}

/// The parts of a method that must be schemas.
#[derive(Deserialize)]
struct WrittenMethod {
    parameters: Option<WrittenParameters>,
    input: Option<WrittenBody>,
    output: Option<WrittenBody>,
    message: Option<WrittenMessage>,
}

#[derive(Deserialize)]
struct WrittenParameters {
    #[serde(default)]
    properties: HashMap<Box<str>, Schema>,
}

#[derive(Deserialize)]
struct WrittenBody {
    #[serde(rename = "encoding")]
    _encoding: String,
    schema: Option<Schema>,
}

#[derive(Deserialize)]
struct WrittenMessage {
    schema: Schema,
}

#[derive(Deserialize)]
struct WrittenPermissionSet {
    permissions: Vec<WrittenPermission>,
}

#[derive(Deserialize)]
struct WrittenPermission {
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "resource")]
    _resource: String,
}

/// Compiles a lexicon document (language version 1).
///
/// References within the document become full names; references to other documents are looked up when a value is
/// checked.
///
/// # Errors
/// When the document does not follow the lexicon language.
pub fn compile(json: &[u8]) -> Result<Document, CompileError> {
    let written: Written = serde_json::from_slice(json)?;
    if written.lexicon != 1 {
        return Err(CompileError::Version(written.lexicon));
    }
    if written.defs.len() > MAX_DEFS {
        return Err(CompileError::TooLarge);
    }
    let id = written.id;
    let defs = written
        .defs
        .into_iter()
        .map(|(name, json)| {
            let def = definition(&id, &name, json)?;
            Ok((name, def))
        })
        .collect::<Result<_, CompileError>>()?;
    Ok(Document { id, defs })
}

fn definition(id: &Nsid, name: &str, json: Json) -> Result<Def, CompileError> {
    let breaks = |rule| CompileError::Definition { name: name.into(), rule };
    let kind = json.get("type").and_then(Json::as_str).unwrap_or_default();
    let primary = matches!(kind, "record" | "query" | "procedure" | "subscription" | "permission-set");
    if primary && name != "main" {
        return Err(breaks("can only be the main definition"));
    }
    match kind {
        "record" => {
            let WrittenRecord { key, mut record } = serde_json::from_value(json)?;
            let key = record_key(&key).ok_or_else(|| breaks("has an unknown kind of record key"))?;
            if !matches!(record, Schema::Object(_)) {
                return Err(breaks("must describe an object"));
            }
            qualify(id, &mut record);
            Ok(Def::Record { key, record })
        }
        "query" | "procedure" | "subscription" => {
            let written: WrittenMethod = serde_json::from_value(json)?;
            let flat = |schema: &Schema| match schema {
                Schema::Array(array) => is_primitive(&array.items),
                other => is_primitive(other),
            };
            if !written.parameters.is_none_or(|parameters| parameters.properties.values().all(flat)) {
                return Err(breaks("has a parameter that a query string cannot carry"));
            }
            let bodies = [written.input, written.output];
            if !bodies.iter().flatten().filter_map(|body| body.schema.as_ref()).all(is_body) {
                return Err(breaks("has a body that is neither an object nor refers to one"));
            }
            if !written.message.is_none_or(|message| is_body(&message.schema)) {
                return Err(breaks("has a message that is neither an object nor refers to one"));
            }
            Ok(Def::Other)
        }
        "permission-set" => {
            let written: WrittenPermissionSet = serde_json::from_value(json)?;
            if written.permissions.iter().any(|permission| permission.kind != "permission") {
                return Err(breaks("lists something that is not a permission"));
            }
            Ok(Def::Other)
        }
        _ => {
            let mut schema: Schema = serde_json::from_value(json)?;
            if matches!(schema, Schema::Ref { .. } | Schema::Union(_) | Schema::Unknown) {
                return Err(breaks("must be a concrete type"));
            }
            qualify(id, &mut schema);
            Ok(Def::Schema(schema))
        }
    }
}

fn record_key(text: &str) -> Option<RecordKey> {
    match text {
        "any" => Some(RecordKey::Any),
        "tid" => Some(RecordKey::Tid),
        "nsid" => Some(RecordKey::Nsid),
        _ => text.strip_prefix("literal:").map(|literal| RecordKey::Literal(literal.into())),
    }
}

const fn is_primitive(schema: &Schema) -> bool {
    matches!(schema, Schema::Boolean(_) | Schema::Integer(_) | Schema::String(_) | Schema::Unknown)
}

const fn is_body(schema: &Schema) -> bool {
    matches!(schema, Schema::Object(_) | Schema::Ref { .. } | Schema::Union(_))
}

/// Makes references full names.
fn qualify(id: &Nsid, schema: &mut Schema) {
    match schema {
        Schema::Ref { target } => *target = full_name(id, target),
        Schema::Union(union) => union.refs.iter_mut().for_each(|member| *member = full_name(id, member)),
        Schema::Array(array) => qualify(id, &mut array.items),
        Schema::Object(object) => {
            object.properties.iter_mut().for_each(|property| qualify(id, &mut property.schema));
        }
        Schema::Boolean(_)
        | Schema::Integer(_)
        | Schema::String(_)
        | Schema::Bytes(_)
        | Schema::CidLink
        | Schema::Blob(_)
        | Schema::Unknown
        | Schema::Token => {}
    }
}

fn full_name(id: &Nsid, reference: &str) -> Box<str> {
    if reference.starts_with('#') {
        format!("{id}{reference}").into()
    } else if reference.contains('#') {
        reference.into()
    } else {
        format!("{reference}#main").into()
    }
}
