//! Query parameters as typed structs: repeated names, `name[]` and `name[0]` are lists; anything else has one value.
//!
//! Unknown names are ignored, as the network's clients rely on. A failure names the parameter.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode;
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use super::XrpcError;

/// Most parameters looked at; a request head is at most 16 KiB, so that honest calls never come near.
const MAX_PARAMS: usize = 1_000;

/// The third parameter of a handler.
pub trait Params: Sized + Send {
    /// Parses a query string.
    ///
    /// # Errors
    /// 400 that names the parameter.
    fn parse(query: &str) -> Result<Self, XrpcError>;
}

/// No parameters; whatever the query says is ignored.
#[derive(Clone, Copy, Debug)]
pub struct NoParams;

impl Params for NoParams {
    fn parse(_: &str) -> Result<Self, XrpcError> {
        Ok(Self)
    }
}

/// Parameters of type `T`, a struct of strings, numbers, booleans, identifiers of [`crate::syntax`], [`Bounded`]
/// numbers, options and lists of these.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Send> Params for Query<T> {
    fn parse(query: &str) -> Result<Self, XrpcError> {
        let pairs = Pairs::parse(query)?;
        T::deserialize(pairs).map(Self).map_err(|fault| XrpcError::invalid(fault.0))
    }
}

/// A whole number within `MIN..=MAX`, `DEFAULT` when the parameter is absent (use `#[serde(default)]`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounded<const MIN: u32, const MAX: u32, const DEFAULT: u32>(u32);

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Bounded<MIN, MAX, DEFAULT> {
    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }

    /// The number as a length.
    pub fn as_usize(self) -> usize {
        self.0 as usize
    }
}

impl<const MIN: u32, const MAX: u32, const DEFAULT: u32> Default for Bounded<MIN, MAX, DEFAULT> {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl<'de, const MIN: u32, const MAX: u32, const DEFAULT: u32> Deserialize<'de>
    for Bounded<MIN, MAX, DEFAULT>
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(deserializer)?;
        match u32::try_from(number) {
            Ok(number) if (MIN..=MAX).contains(&number) => Ok(Self(number)),
            _ if number > i64::from(MAX) => {
                Err(de::Error::custom(format_args!("can not be greater than {MAX}")))
            }
            _ => Err(de::Error::custom(format_args!("can not be less than {MIN}"))),
        }
    }
}

/// The pairs of a query string, decoded, values of one name together, in the order of first appearance.
struct Pairs<'a>(Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>);

impl<'a> Pairs<'a> {
    fn parse(query: &'a str) -> Result<Self, XrpcError> {
        let mut pairs: Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)> = Vec::new();
        for (count, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            if count == MAX_PARAMS {
                return Err(XrpcError::invalid("Too many query parameters"));
            }
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            let name = without_index(name);
            match pairs.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => pairs.push((name, vec![value])),
            }
        }
        Ok(Self(pairs))
    }
}

fn decode(text: &str) -> Result<Cow<'_, str>, XrpcError> {
    let bad = |_| XrpcError::invalid("Query parameters must be UTF-8");
    if text.contains('+') {
        let spaced = text.replace('+', " ");
        return Ok(Cow::Owned(percent_decode(spaced.as_bytes()).decode_utf8().map_err(bad)?.into_owned()));
    }
    percent_decode(text.as_bytes()).decode_utf8().map_err(bad)
}

/// `name` of `name[]` and `name[7]`.
fn without_index(name: Cow<'_, str>) -> Cow<'_, str> {
    let Some(open) = name.find('[').filter(|_| name.ends_with(']')) else { return name };
    if !name[open + 1..name.len() - 1].bytes().all(|b| b.is_ascii_digit()) {
        return name;
    }
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(&name[..open]),
        Cow::Owned(mut name) => {
            name.truncate(open);
            Cow::Owned(name)
        }
    }
}

/// What is wrong with the parameters, as a sentence for the client.
#[derive(Debug)]
struct Fault(String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self(format!("Params must have the property \"{field}\""))
    }
}

impl<'de> Deserializer<'de> for Pairs<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(PairAccess { pairs: self.0.into_iter(), current: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct PairAccess<'de> {
    pairs: std::vec::IntoIter<(Cow<'de, str>, Vec<Cow<'de, str>>)>,
    current: Option<(Cow<'de, str>, Vec<Cow<'de, str>>)>,
}

impl<'de> MapAccess<'de> for PairAccess<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        self.current = self.pairs.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        seed.deserialize(StrDeserializer::<Fault>::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let (name, values) = self.current.take().expect("serde asks for a key before its value");
        seed.deserialize(Values(values)).map_err(|fault| Fault(format!("Invalid param \"{name}\": {fault}")))
    }
}

/// The values of one name. Where one is wanted the first counts.
struct Values<'de>(Vec<Cow<'de, str>>);

impl Values<'_> {
    fn one(&self) -> &str {
        self.0.first().map_or("", |value| value)
    }

    fn number<N: std::str::FromStr>(&self) -> Result<N, Fault> {
        self.one().parse().map_err(|_| Fault("must be an integer".to_owned()))
    }
}

impl<'de> Deserializer<'de> for Values<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.into_iter().next() {
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Some(Cow::Owned(text)) => visitor.visit_string(text),
            None => visitor.visit_borrowed_str(""),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.one() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Fault("must be true or false".to_owned())),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_i64(self.number()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u64(self.number()?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_u32(self.number()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_seq(ValueAccess(self.0.into_iter()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_enum(StrDeserializer::<Fault>::new(self.one()))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}

struct ValueAccess<'de>(std::vec::IntoIter<Cow<'de, str>>);

impl<'de> SeqAccess<'de> for ValueAccess<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.next().map(|value| seed.deserialize(Values(vec![value]))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Did;

    #[derive(Deserialize, Debug, PartialEq)]
    struct Sample {
        did: Did,
        #[serde(default)]
        limit: Bounded<1, 100, 50>,
        #[serde(default)]
        cids: Vec<String>,
        reverse: Option<bool>,
    }

    fn parse(query: &str) -> Result<Sample, String> {
        Query::parse(query).map(|Query(sample)| sample).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn typed_values_lists_and_defaults() {
        let plain = parse("did=did:plc:a").expect("valid");
        assert_eq!((plain.limit.get(), plain.cids.len(), plain.reverse), (50, 0, None));
        for list in ["cids=a&cids=b+c", "cids[]=a&cids[]=b%20c", "cids%5B0%5D=a&cids[1]=b c"] {
            let sample =
                parse(&format!("did=did%3Aplc%3Aa&limit=100&reverse=true&{list}&other=1")).expect(list);
            assert_eq!(sample.cids, ["a", "b c"]);
            assert_eq!((sample.limit.get(), sample.reverse), (100, Some(true)));
        }
    }

    #[test]
    fn faults_name_the_parameter() {
        for (query, message) in [
            ("", "Params must have the property \"did\""),
            ("did=nope", "Invalid param \"did\": not a valid DID"),
            ("did=did:plc:a&limit=101", "Invalid param \"limit\": can not be greater than 100"),
            ("did=did:plc:a&limit=0", "Invalid param \"limit\": can not be less than 1"),
            ("did=did:plc:a&limit=x", "Invalid param \"limit\": must be an integer"),
            ("did=did:plc:a&reverse=yes", "Invalid param \"reverse\": must be true or false"),
            ("did=%ff", "Query parameters must be UTF-8"),
        ] {
            assert_eq!(parse(query).expect_err(query), message);
        }
        let many = "a=1&".repeat(MAX_PARAMS + 1);
        assert_eq!(parse(&many).expect_err("too many"), "Too many query parameters");
    }
}
