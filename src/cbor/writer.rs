//! Writing canonical DAG-CBOR.

use super::Value;
use crate::syntax::Cid;

/// Builds DAG-CBOR. Heads are always in shortest form; the caller writes as many values as a head announces and map
/// keys in canonical order (shorter first, then by bytes).
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// An empty writer with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { bytes: Vec::with_capacity(capacity) }
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Number of bytes written so far.
    pub const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing has been written.
    pub const fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The head of a map of `pairs` keys and values.
    pub fn map(&mut self, pairs: usize) -> &mut Self {
        self.head(5, pairs as u64)
    }

    /// The head of a list of `items` values.
    pub fn list(&mut self, items: usize) -> &mut Self {
        self.head(4, items as u64)
    }

    /// Text, also for map keys.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(3, text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
        self
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(2, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// An integer.
    pub fn int(&mut self, number: i64) -> &mut Self {
        if number < 0 { self.head(1, !number.cast_unsigned()) } else { self.head(0, number.cast_unsigned()) }
    }

    /// A link.
    pub fn link(&mut self, cid: &Cid) -> &mut Self {
        self.bytes.extend_from_slice(&[0xd8, 42, 0x58, 1 + 36, 0]);
        self.bytes.extend_from_slice(&cid.to_bytes());
        self
    }

    /// A link, or null.
    pub fn optional_link(&mut self, cid: Option<&Cid>) -> &mut Self {
        match cid {
            Some(cid) => self.link(cid),
            None => self.null(),
        }
    }

    /// True or false.
    pub fn bool(&mut self, flag: bool) -> &mut Self {
        self.bytes.push(if flag { 0xf5 } else { 0xf4 });
        self
    }

    /// Null.
    pub fn null(&mut self) -> &mut Self {
        self.bytes.push(0xf6);
        self
    }

    /// Any value.
    pub fn value(&mut self, value: &Value) -> &mut Self {
        match value {
            Value::Null => self.null(),
            Value::Bool(flag) => self.bool(*flag),
            Value::Int(number) => self.int(*number),
            Value::Text(text) => self.text(text),
            Value::Bytes(bytes) => self.bytes(bytes),
            Value::Link(cid) => self.link(cid),
            Value::List(items) => {
                self.list(items.len());
                for item in items {
                    self.value(item);
                }
                self
            }
            Value::Map(map) => {
                self.map(map.len());
                for (key, value) in map.iter() {
                    self.text(key).value(value);
                }
                self
            }
        }
    }

    /// One value that is already canonical DAG-CBOR.
    pub fn encoded(&mut self, value: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(value);
        self
    }

    #[expect(clippy::cast_possible_truncation, reason = "each arm writes as many bytes as its range needs")]
    fn head(&mut self, major: u8, argument: u64) -> &mut Self {
        let major = major << 5;
        match argument {
            0..=23 => self.bytes.push(major | argument as u8),
            24..=0xff => self.bytes.extend_from_slice(&[major | 24, argument as u8]),
            0x100..=0xffff => {
                self.bytes.push(major | 25);
                self.bytes.extend_from_slice(&(argument as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.bytes.push(major | 26);
                self.bytes.extend_from_slice(&(argument as u32).to_be_bytes());
            }
            _ => {
                self.bytes.push(major | 27);
                self.bytes.extend_from_slice(&argument.to_be_bytes());
            }
        }
        self
    }
}
