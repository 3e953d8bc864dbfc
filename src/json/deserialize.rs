//! Values as serde reads them.

use std::cell::Cell;
use std::fmt;

use data_encoding::BASE64_NOPAD;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::base::limits::{MAX_VALUE_DEPTH, MAX_VALUE_PARTS};
use crate::cbor::{Map, Value};

/// Largest magnitude up to which integers are exact in every implementation: beyond it, JavaScript changes them.
const MAX_SAFE_INTEGER: i64 = (1 << 53) - 1;

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Room { levels: MAX_VALUE_DEPTH, parts: &Cell::new(MAX_VALUE_PARTS) }.deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Map {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Map(map) => Ok(map),
            _ => Err(D::Error::custom("expected an object")),
        }
    }
}

/// What the value that is being read may still come to.
#[derive(Clone, Copy)]
struct Room<'a> {
    /// Levels of lists and objects to be entered.
    levels: usize,
    /// Parts in the whole value.
    parts: &'a Cell<usize>,
}

impl Room<'_> {
    fn enter<E: Error>(self) -> Result<Self, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| E::custom("nested too deep"))?;
        Ok(Self { levels, ..self })
    }

    /// Counts one part.
    fn take<E: Error>(self) -> Result<(), E> {
        let parts = self.parts.get().checked_sub(1).ok_or_else(|| E::custom("too many parts"))?;
        self.parts.set(parts);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Room<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Room<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of the data model")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        if (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&number) {
            Ok(Value::Int(number))
        } else {
            Err(E::custom("integer does not fit 53 bits"))
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        self.visit_i64(i64::try_from(number).unwrap_or(i64::MAX))
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a whole number; what does not fit is made too large"
    )]
    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        if number.fract() == 0.0 {
            self.visit_i64(number as i64)
        } else {
            Err(E::custom("numbers must be integers"))
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.enter()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(inner)? {
            self.take()?;
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.enter()?;
        let mut entries: Vec<(Box<str>, Value)> = Vec::new();
        while let Some(key) = access.next_key()? {
            self.take()?;
            entries.push((key, access.next_value_seed(inner)?));
        }
        object(entries.into_iter().collect()).map_err(A::Error::custom)
    }
}

/// Gives the reserved keys of an object their meaning.
fn object(map: Map) -> Result<Value, &'static str> {
    if let Some(link) = map.get("$link") {
        return match (link, map.len()) {
            (Value::Text(text), 1) => {
                text.parse().map(Value::Link).map_err(|_| "\"$link\" is not a CID of a blessed form")
            }
            _ => Err("\"$link\" must be a string and stand alone"),
        };
    }
    if let Some(bytes) = map.get("$bytes") {
        return match (bytes, map.len()) {
            (Value::Text(text), 1) => base64(text).map(Value::Bytes).ok_or("\"$bytes\" is not base64"),
            _ => Err("\"$bytes\" must be a string and stand alone"),
        };
    }
    match map.get("$type") {
        None => {}
        Some(Value::Text(kind)) if kind == "blob" => {
            let complete = map.get("ref").is_some_and(|value| value.as_link().is_some())
                && map.get("mimeType").is_some_and(|value| value.as_text().is_some())
                && map.get("size").and_then(Value::as_int).is_some_and(|size| size >= 0);
            if !complete {
                return Err("a blob needs \"ref\", \"mimeType\" and \"size\"");
            }
        }
        Some(Value::Text(kind)) if !kind.is_empty() => {}
        Some(_) => return Err("\"$type\" must be a string that is not empty"),
    }
    Ok(Value::Map(map))
}

/// Standard base64, with or without padding. Bits that do not fill a byte are ignored, as JavaScript's decoders do and
/// the published vectors expect.
fn base64(text: &str) -> Option<Vec<u8>> {
    static LENIENT: std::sync::OnceLock<data_encoding::Encoding> = std::sync::OnceLock::new();
    let lenient = LENIENT.get_or_init(|| {
        let mut specification = BASE64_NOPAD.specification();
        specification.check_trailing_bits = false;
        specification.encoding().expect("standard base64 stays an encoding")
    });
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let padded_right = padding == 0 || (padding <= 2 && text.len().is_multiple_of(4));
    padded_right.then(|| lenient.decode(digits.as_bytes()).ok()).flatten()
}
