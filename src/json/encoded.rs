//! Encoded values as serde writes them: from the bytes straight to JSON, without the value in between.

use std::cell::RefCell;

use data_encoding::BASE64_NOPAD;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::cbor::{Encoded, Kind, Reader};

impl<B: AsRef<[u8]>> Serialize for Encoded<B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Next(&RefCell::new(Reader::new(self.bytes()))).serialize(serializer)
    }
}

/// The value that a reader stands before. Serialising it moves the reader on, so it is done once. Nesting was bounded
/// when the bytes were checked.
struct Next<'r, 'a>(&'r RefCell<Reader<'a>>);

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reader = || self.0.borrow_mut();
        let kind = reader().kind().map_err(S::Error::custom)?;
        match kind {
            Kind::Int => serializer.serialize_i64(reader().int().map_err(S::Error::custom)?),
            Kind::Text => serializer.serialize_str(reader().text().map_err(S::Error::custom)?),
            Kind::Bool => serializer.serialize_bool(reader().bool().map_err(S::Error::custom)?),
            Kind::Null => {
                reader().null().map_err(S::Error::custom)?;
                serializer.serialize_unit()
            }
            Kind::Bytes => {
                let bytes = reader().bytes().map_err(S::Error::custom)?;
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$bytes", &format_args!("{}", BASE64_NOPAD.encode_display(bytes)))?;
                map.end()
            }
            Kind::Link => {
                let cid = reader().link().map_err(S::Error::custom)?;
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry("$link", &cid)?;
                map.end()
            }
            Kind::List => {
                let count = reader().list().map_err(S::Error::custom)?;
                let mut list = serializer.serialize_seq(Some(count))?;
                for _ in 0..count {
                    list.serialize_element(&Next(self.0))?;
                }
                list.end()
            }
            Kind::Map => {
                let count = reader().map().map_err(S::Error::custom)?;
                let mut map = serializer.serialize_map(Some(count))?;
                for _ in 0..count {
                    let key = reader().text().map_err(S::Error::custom)?;
                    map.serialize_entry(key, &Next(self.0))?;
                }
                map.end()
            }
        }
    }
}
