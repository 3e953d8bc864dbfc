//! Reading canonical DAG-CBOR from a slice, without copying and without trusting a length.

use super::{Map, Value, compare_keys};
use crate::base::limits::MAX_VALUE_DEPTH;
use crate::syntax::Cid;

/// First byte and length of the byte string that a link carries: the multibase prefix 0x00 and the binary CID.
const LINK_PREFIX: u8 = 0;
/// The CBOR tag of a link.
const LINK_TAG: u64 = 42;

/// Why bytes are not canonical DAG-CBOR of the data model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The input ends inside a value, or a length reaches beyond it.
    #[error("CBOR ends too early")]
    Truncated,
    /// Bytes follow the value.
    #[error("CBOR is followed by other bytes")]
    Trailing,
    /// A number or length is not in its shortest form, or a length is indefinite.
    #[error("CBOR is not in canonical form")]
    NotCanonical,
    /// Map keys are not sorted, repeat, or are not text.
    #[error("CBOR map keys are not sorted distinct strings")]
    KeyOrder,
    /// A float, `undefined`, another simple value, or a tag other than 42.
    #[error("CBOR holds a float, tag or simple value outside the data model")]
    Unsupported,
    /// A number outside 64 signed bits.
    #[error("CBOR integer does not fit 64 bits")]
    Integer,
    /// Text that is not UTF-8.
    #[error("CBOR text is not UTF-8")]
    Utf8,
    /// A link that is not a CIDv1 over SHA-256 of DAG-CBOR or raw bytes.
    #[error("CBOR link is not a CID of a blessed form")]
    Link,
    /// Values nest too deep.
    #[error("CBOR nests too deep")]
    Depth,
    /// A value of another kind stands where this one was expected.
    #[error("CBOR holds another kind of value than expected")]
    Kind,
}

/// The kind of the next value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An integer.
    Int,
    /// Bytes.
    Bytes,
    /// Text.
    Text,
    /// A list.
    List,
    /// A map.
    Map,
    /// A link.
    Link,
    /// True or false.
    Bool,
    /// Null.
    Null,
}

/// A cursor over DAG-CBOR bytes.
///
/// After an error the position is unspecified; stop reading.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of `input`.
    pub const fn new(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    /// What has not been read yet.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Checks that everything has been read.
    ///
    /// # Errors
    /// [`DecodeError::Trailing`] otherwise.
    pub const fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }

    /// The kind of the next value, which stays unread.
    ///
    /// # Errors
    /// At the end of the input, and for values outside the data model.
    pub fn kind(&self) -> Result<Kind, DecodeError> {
        let first = *self.rest.first().ok_or(DecodeError::Truncated)?;
        Ok(match (first >> 5, first) {
            (0 | 1, _) => Kind::Int,
            (2, _) => Kind::Bytes,
            (3, _) => Kind::Text,
            (4, _) => Kind::List,
            (5, _) => Kind::Map,
            (6, _) => Kind::Link,
            (_, 0xf4 | 0xf5) => Kind::Bool,
            (_, 0xf6) => Kind::Null,
            _ => return Err(DecodeError::Unsupported),
        })
    }

    /// Reads an integer.
    ///
    /// # Errors
    /// When the next value is no integer of 64 signed bits in shortest form.
    pub fn int(&mut self) -> Result<i64, DecodeError> {
        let (major, argument) = self.head()?;
        let magnitude = i64::try_from(argument).map_err(|_| DecodeError::Integer);
        match major {
            0 => magnitude,
            1 => Ok(-1 - magnitude?),
            _ => Err(DecodeError::Kind),
        }
    }

    /// Reads bytes.
    ///
    /// # Errors
    /// When the next value is no byte string inside the input.
    pub fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let length = self.expect(2)?;
        self.take(length)
    }

    /// Reads text.
    ///
    /// # Errors
    /// When the next value is no UTF-8 text inside the input.
    pub fn text(&mut self) -> Result<&'a str, DecodeError> {
        let length = self.expect(3)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| DecodeError::Utf8)
    }

    /// Reads the head of a list: how many values follow. Never more than bytes are left.
    ///
    /// # Errors
    /// When the next value is no list, or longer than the input.
    pub fn list(&mut self) -> Result<usize, DecodeError> {
        let count = self.expect(4)?;
        if count > self.rest.len() { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    /// Reads the head of a map: how many pairs of key and value follow. Never more than half the bytes left.
    ///
    /// # Errors
    /// When the next value is no map, or longer than the input.
    pub fn map(&mut self) -> Result<usize, DecodeError> {
        let count = self.expect(5)?;
        if count > self.rest.len() / 2 { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    /// Reads the next key of a map. `previous` is the key before it, `None` for the first.
    ///
    /// # Errors
    /// When the next value is no text, or does not sort after `previous`.
    pub fn key(&mut self, previous: Option<&str>) -> Result<&'a str, DecodeError> {
        let key = self.text().map_err(|error| match error {
            DecodeError::Kind => DecodeError::KeyOrder,
            other => other,
        })?;
        match previous {
            Some(previous) if compare_keys(previous, key).is_ge() => Err(DecodeError::KeyOrder),
            _ => Ok(key),
        }
    }

    /// Reads the next key of a map and checks that it is `expected`: for objects whose shape is fixed.
    ///
    /// # Errors
    /// [`DecodeError::Kind`] when it is another key.
    pub fn expect_key(&mut self, expected: &str) -> Result<(), DecodeError> {
        if self.text()? == expected { Ok(()) } else { Err(DecodeError::Kind) }
    }

    /// Reads a link.
    ///
    /// # Errors
    /// When the next value is no link to a CID of a blessed form.
    pub fn link(&mut self) -> Result<Cid, DecodeError> {
        match self.head()? {
            (6, LINK_TAG) => {}
            (6, _) => return Err(DecodeError::Unsupported),
            _ => return Err(DecodeError::Kind),
        }
        match self
            .bytes()
            .map_err(|error| if error == DecodeError::Kind { DecodeError::Link } else { error })?
        {
            [LINK_PREFIX, cid @ ..] => Cid::from_bytes(cid).map_err(|_| DecodeError::Link),
            _ => Err(DecodeError::Link),
        }
    }

    /// Reads a link or null.
    ///
    /// # Errors
    /// When the next value is neither.
    pub fn optional_link(&mut self) -> Result<Option<Cid>, DecodeError> {
        if self.kind()? == Kind::Null {
            self.null()?;
            return Ok(None);
        }
        self.link().map(Some)
    }

    /// Reads true or false.
    ///
    /// # Errors
    /// When the next value is neither.
    pub fn bool(&mut self) -> Result<bool, DecodeError> {
        match self.head()? {
            (7, 20) => Ok(false),
            (7, 21) => Ok(true),
            _ => Err(DecodeError::Kind),
        }
    }

    /// Reads null.
    ///
    /// # Errors
    /// When the next value is not null.
    pub fn null(&mut self) -> Result<(), DecodeError> {
        if self.head()? == (7, 22) { Ok(()) } else { Err(DecodeError::Kind) }
    }

    /// Reads any value.
    ///
    /// # Errors
    /// When it is not canonical or nests deeper than [`MAX_VALUE_DEPTH`].
    pub fn value(&mut self) -> Result<Value, DecodeError> {
        self.value_within(MAX_VALUE_DEPTH)
    }

    fn value_within(&mut self, levels: usize) -> Result<Value, DecodeError> {
        Ok(match self.kind()? {
            Kind::Int => Value::Int(self.int()?),
            Kind::Bytes => Value::Bytes(self.bytes()?.to_vec()),
            Kind::Text => Value::Text(self.text()?.to_owned()),
            Kind::Link => Value::Link(self.link()?),
            Kind::Bool => Value::Bool(self.bool()?),
            Kind::Null => {
                self.null()?;
                Value::Null
            }
            Kind::List => {
                let inner = levels.checked_sub(1).ok_or(DecodeError::Depth)?;
                let count = self.list()?;
                // Grown as items arrive: a claimed count costs nothing.
                let mut items = Vec::new();
                for _ in 0..count {
                    items.push(self.value_within(inner)?);
                }
                Value::List(items)
            }
            Kind::Map => {
                let inner = levels.checked_sub(1).ok_or(DecodeError::Depth)?;
                let count = self.map()?;
                let mut entries: Vec<(Box<str>, Value)> = Vec::new();
                let mut previous = None;
                for _ in 0..count {
                    let key = self.key(previous)?;
                    entries.push((key.into(), self.value_within(inner)?));
                    previous = Some(key);
                }
                Value::Map(Map::from_sorted(entries))
            }
        })
    }

    /// Skips any value and returns its bytes.
    ///
    /// # Errors
    /// As [`Reader::value`].
    pub fn skip(&mut self) -> Result<&'a [u8], DecodeError> {
        let start = self.rest;
        self.skip_within(MAX_VALUE_DEPTH)?;
        Ok(&start[..start.len() - self.rest.len()])
    }

    fn skip_within(&mut self, levels: usize) -> Result<(), DecodeError> {
        match self.kind()? {
            Kind::Int => self.int().map(drop),
            Kind::Bytes => self.bytes().map(drop),
            Kind::Text => self.text().map(drop),
            Kind::Link => self.link().map(drop),
            Kind::Bool => self.bool().map(drop),
            Kind::Null => self.null(),
            Kind::List => {
                let inner = levels.checked_sub(1).ok_or(DecodeError::Depth)?;
                let count = self.list()?;
                (0..count).try_for_each(|_| self.skip_within(inner))
            }
            Kind::Map => {
                let inner = levels.checked_sub(1).ok_or(DecodeError::Depth)?;
                let count = self.map()?;
                let mut previous = None;
                for _ in 0..count {
                    previous = Some(self.key(previous)?);
                    self.skip_within(inner)?;
                }
                Ok(())
            }
        }
    }

    /// Reads a head of the given major type whose argument is a length.
    fn expect(&mut self, wanted: u8) -> Result<usize, DecodeError> {
        let (major, argument) = self.head()?;
        if major != wanted {
            return Err(DecodeError::Kind);
        }
        usize::try_from(argument).map_err(|_| DecodeError::Truncated)
    }

    /// Reads major type and argument, in shortest form only.
    fn head(&mut self) -> Result<(u8, u64), DecodeError> {
        let first = self.take(1)?[0];
        let major = first >> 5;
        let (argument, shortest) = match first & 0x1f {
            small @ 0..=23 => return Ok((major, u64::from(small))),
            // Floats and one-byte simple values.
            24..=27 if major == 7 => return Err(DecodeError::Unsupported),
            24 => (self.be::<1>()?, 24),
            25 => (self.be::<2>()?, 0x100),
            26 => (self.be::<4>()?, 0x1_0000),
            27 => (self.be::<8>()?, 0x1_0000_0000),
            // 28 to 30 are reserved, 31 is an indefinite length.
            _ => return Err(DecodeError::NotCanonical),
        };
        if argument < shortest { Err(DecodeError::NotCanonical) } else { Ok((major, argument)) }
    }

    fn be<const N: usize>(&mut self) -> Result<u64, DecodeError> {
        Ok(self.take(N)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }
}
