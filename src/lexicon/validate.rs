//! Checking a value against a schema.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use super::Lexicons;
use super::blob_ref::BlobRef;
use super::path::Path;
use super::schema::{Array, BlobRule, IntegerRule, Lengths, Object, RecordKey, Schema, StringRule, Union};
use crate::cbor::{Map, Value};
use crate::syntax::{Nsid, Rkey, Tid};

/// Longest part of a value that a message repeats, in characters.
const SHOWN: usize = 64;

/// Why a record is not what its lexicon says. The text is meant for the client.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Invalid {
    /// What is wrong, and where in the record.
    pub message: String,
}

/// The value of the first check that fails, as the message shows it.
struct Shown<'a>(&'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Null => f.write_str("null"),
            Value::Bool(flag) => write!(f, "{flag}"),
            Value::Int(number) => write!(f, "{number}"),
            Value::Text(text) => match text.char_indices().nth(SHOWN) {
                None => write!(f, "{text:?}"),
                Some((end, _)) => write!(f, "{:?}", format!("{}…", &text[..end])),
            },
            Value::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Value::Link(_) => f.write_str("cid"),
            Value::List(_) => f.write_str("array"),
            Value::Map(_) => f.write_str("object"),
        }
    }
}

type Check = Result<(), Invalid>;

fn fail(at: &Path<'_>, what: fmt::Arguments<'_>) -> Check {
    Err(Invalid { message: format!("{what} at {at}") })
}

fn wrong_type(at: &Path<'_>, expected: &str, value: &Value) -> Check {
    fail(at, format_args!("Expected {expected} value type (got {})", Shown(value)))
}

/// Whether a record of this type may have this key.
///
/// # Errors
/// Says what the key should have been.
pub(super) fn check_key(kind: &RecordKey, rkey: &Rkey) -> Check {
    let text = rkey.as_str();
    let (ok, expected) = match kind {
        RecordKey::Any => (true, ""),
        RecordKey::Tid => (text.parse::<Tid>().is_ok(), "a TID string"),
        RecordKey::Nsid => (text.parse::<Nsid>().is_ok(), "an NSID"),
        RecordKey::Literal(literal) => (text == &**literal, &**literal),
    };
    if ok { Ok(()) } else { Err(Invalid { message: format!("Expected {expected} (got {text:?})") }) }
}

/// Checks `value` against `schema`. Recursion is as deep as the value: a definition never is a mere reference.
pub(super) fn check(lexicons: &Lexicons, schema: &Schema, value: &Value, at: &Path<'_>) -> Check {
    match schema {
        Schema::Boolean(rule) => match value {
            Value::Bool(flag) => match rule.constant {
                Some(constant) if constant != *flag => {
                    fail(at, format_args!("Expected {constant} (got {flag})"))
                }
                _ => Ok(()),
            },
            _ => wrong_type(at, "boolean", value),
        },
        Schema::Integer(rule) => match value {
            Value::Int(number) => check_integer(rule, *number, at),
            _ => wrong_type(at, "integer", value),
        },
        Schema::String(rule) => match value {
            Value::Text(text) => check_string(rule, text, value, at),
            _ => wrong_type(at, "string", value),
        },
        Schema::Bytes(lengths) => match value {
            Value::Bytes(bytes) => check_length(lengths, bytes.len(), "bytes", at),
            _ => wrong_type(at, "bytes", value),
        },
        Schema::CidLink => match value {
            Value::Link(_) => Ok(()),
            _ => wrong_type(at, "cid", value),
        },
        Schema::Blob(rule) => match BlobRef::of(value) {
            Some(blob) if blob.size.is_some() => check_blob(rule, &blob, at),
            _ => wrong_type(at, "blob", value),
        },
        Schema::Array(rule) => match value {
            Value::List(items) => check_array(lexicons, rule, items, at),
            _ => wrong_type(at, "array", value),
        },
        Schema::Object(object) => match value {
            Value::Map(map) => check_object(lexicons, object, map, at),
            _ => wrong_type(at, "object", value),
        },
        Schema::Ref { target } => check_reference(lexicons, target, value, at),
        Schema::Union(union) => check_union(lexicons, union, value, at),
        Schema::Unknown => match value {
            Value::Map(map) if map.text("$type") != Some("blob") => Ok(()),
            _ => wrong_type(at, "object", value),
        },
        Schema::Token => fail(at, format_args!("A token cannot be the type of a value")),
    }
}

fn check_integer(rule: &IntegerRule, number: i64, at: &Path<'_>) -> Check {
    if let Some(constant) = rule.constant
        && constant != number
    {
        return fail(at, format_args!("Expected {constant} (got {number})"));
    }
    if let Some(among) = &rule.among
        && !among.contains(&number)
    {
        return fail(at, format_args!("Expected one of {among:?} (got {number})"));
    }
    match (rule.minimum, rule.maximum) {
        (Some(minimum), _) if number < minimum => {
            fail(at, format_args!("integer too small (minimum {minimum}, got {number})"))
        }
        (_, Some(maximum)) if number > maximum => {
            fail(at, format_args!("integer too big (maximum {maximum}, got {number})"))
        }
        _ => Ok(()),
    }
}

fn check_string(rule: &StringRule, text: &str, value: &Value, at: &Path<'_>) -> Check {
    if let Some(constant) = &rule.constant
        && constant != text
    {
        return fail(at, format_args!("Expected {constant:?} (got {})", Shown(value)));
    }
    if let Some(among) = &rule.among
        && !among.iter().any(|one| one == text)
    {
        return fail(at, format_args!("Expected one of {among:?} (got {})", Shown(value)));
    }
    check_length(&rule.lengths, text.len(), "string", at)?;
    // A text has at most as many graphemes as bytes, so most are never counted.
    let crowded = rule.max_graphemes.is_some_and(|maximum| text.len() > maximum);
    if crowded || rule.min_graphemes.is_some() {
        let graphemes = text.graphemes(true).count();
        let bounds = Lengths { min_length: rule.min_graphemes, max_length: rule.max_graphemes };
        check_length(&bounds, graphemes, "grapheme", at)?;
    }
    match rule.format {
        Some(format) if !format.matches(text) => {
            fail(at, format_args!("Invalid {} (got {})", format.name(), Shown(value)))
        }
        _ => Ok(()),
    }
}

fn check_length(lengths: &Lengths, actual: usize, what: &str, at: &Path<'_>) -> Check {
    match (lengths.min_length, lengths.max_length) {
        (Some(minimum), _) if actual < minimum => {
            fail(at, format_args!("{what} too small (minimum {minimum}, got {actual})"))
        }
        (_, Some(maximum)) if actual > maximum => {
            fail(at, format_args!("{what} too big (maximum {maximum}, got {actual})"))
        }
        _ => Ok(()),
    }
}

fn check_blob(rule: &BlobRule, blob: &BlobRef, at: &Path<'_>) -> Check {
    if let Some(accept) = &rule.accept
        && !accept.iter().any(|pattern| accepts(pattern, &blob.mime))
    {
        return fail(&at.key("mimeType"), format_args!("Expected one of {accept:?} (got {:?})", blob.mime));
    }
    match (rule.max_size, blob.size) {
        (Some(maximum), Some(size)) if size > maximum => {
            fail(at, format_args!("blob too big (maximum {maximum}, got {size})"))
        }
        _ => Ok(()),
    }
}

/// Whether a media type matches `type/subtype`, `type/*` or `*/*`.
fn accepts(pattern: &str, mime: &str) -> bool {
    pattern == "*/*"
        || pattern == mime
        || pattern.strip_suffix('*').is_some_and(|prefix| prefix.ends_with('/') && mime.starts_with(prefix))
}

fn check_array(lexicons: &Lexicons, rule: &Array, items: &[Value], at: &Path<'_>) -> Check {
    check_length(&rule.lengths, items.len(), "array", at)?;
    items.iter().enumerate().try_for_each(|(index, item)| check(lexicons, &rule.items, item, &at.item(index)))
}

fn check_object(lexicons: &Lexicons, object: &Object, map: &Map, at: &Path<'_>) -> Check {
    if let Some(missing) = object.required.iter().find(|name| !map.contains_key(name)) {
        return fail(at, format_args!("Missing required key {missing:?}"));
    }
    object.properties.iter().try_for_each(|property| match map.get(&property.name) {
        None => Ok(()),
        Some(Value::Null) if property.nullable => Ok(()),
        Some(value) => check(lexicons, &property.schema, value, &at.key(&property.name)),
    })
}

fn check_reference(lexicons: &Lexicons, target: &str, value: &Value, at: &Path<'_>) -> Check {
    let Some(schema) = lexicons.schema(target) else {
        return fail(at, format_args!("The lexicon refers to {target:?}, which is not known"));
    };
    // An object may name its own type, and then must not lie about it.
    if let (Schema::Object(_), Some(Value::Text(named))) = (schema, value.get("$type"))
        && !same_name(named, target)
    {
        let short = target.strip_suffix("#main").unwrap_or(target);
        return fail(&at.key("$type"), format_args!("Expected {short:?} (got {named:?})"));
    }
    check(lexicons, schema, value, at)
}

fn check_union(lexicons: &Lexicons, union: &Union, value: &Value, at: &Path<'_>) -> Check {
    let named = match value {
        Value::Map(map) => map.get("$type"),
        _ => None,
    };
    let named = match named {
        Some(Value::Text(named)) if named != "blob" => named,
        _ => return wrong_type(at, "an object which includes the \"$type\" property", value),
    };
    match union.refs.iter().find(|member| same_name(named, member)) {
        Some(member) => check_reference(lexicons, member, value, at),
        None if union.closed => {
            fail(&at.key("$type"), format_args!("Expected one of {:?} (got {named:?})", union.refs))
        }
        None => Ok(()),
    }
}

/// Whether `$type` text names the definition with this full name; `#main` may be left out.
fn same_name(named: &str, full: &str) -> bool {
    named == full || full.strip_suffix("#main").is_some_and(|short| short == named)
}
