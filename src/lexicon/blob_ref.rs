//! Blob references in records.

use crate::cbor::{Map, Value};
use crate::syntax::Cid;

/// A reference to a blob, as it stands in a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlobRef {
    /// The blob.
    pub cid: Cid,
    /// Its media type, as the record says.
    pub mime: String,
    /// Its size in bytes, as the record says; `None` in the legacy form, which does not say.
    pub size: Option<u64>,
}

impl BlobRef {
    /// Whether it has the legacy form, which new records may not use.
    pub const fn is_legacy(&self) -> bool {
        self.size.is_none()
    }

    /// Reads a value of the form `{$type: "blob", ref, mimeType, size}` or of the legacy form `{cid, mimeType}`.
    /// Other fields make it something else.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let map = value.as_map()?;
        Self::typed(map).or_else(|| Self::legacy(map))
    }

    fn typed(map: &Map) -> Option<Self> {
        let mime = map.text("mimeType")?;
        let cid = map.get("ref")?.as_link()?;
        // A size of -1 is what converted legacy references carry.
        let size = match map.get("size")?.as_int()? {
            -1 => None,
            size => Some(u64::try_from(size).ok()?),
        };
        let is_blob = map.len() == 4 && map.text("$type") == Some("blob") && mime.contains('/');
        is_blob.then(|| Self { cid: *cid, mime: mime.to_owned(), size })
    }

    fn legacy(map: &Map) -> Option<Self> {
        let mime = map.text("mimeType")?;
        let cid = map.text("cid")?.parse().ok()?;
        (map.len() == 2 && !mime.is_empty()).then(|| Self { cid, mime: mime.to_owned(), size: None })
    }
}

/// All blob references in a record, in its order, repeated ones as often as they occur.
pub fn blob_refs(record: &Value) -> Vec<BlobRef> {
    let mut found = Vec::new();
    collect(record, &mut found);
    found
}

fn collect(value: &Value, found: &mut Vec<BlobRef>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Map(map) => match BlobRef::of(value) {
            Some(blob) => found.push(blob),
            None => map.iter().for_each(|(_, value)| collect(value, found)),
        },
        _ => {}
    }
}

/// Rewrites the legacy reference under `key` of a record to today's form; `size` tells the size of a blob that the
/// account holds. Leaves everything else alone.
pub fn upgrade_legacy_blob(record: &mut Map, key: &str, size: impl FnOnce(&Cid) -> Option<u64>) {
    let Some(Value::Map(map)) = record.get(key) else { return };
    let Some(BlobRef { cid, mime, .. }) = BlobRef::legacy(map) else { return };
    let Some(size) = size(&cid).and_then(|size| i64::try_from(size).ok()) else { return };
    let upgraded: Map = [
        ("$type", Value::from("blob")),
        ("ref", Value::Link(cid)),
        ("mimeType", Value::Text(mime)),
        ("size", Value::Int(size)),
    ]
    .into_iter()
    .collect();
    record.insert(key, Value::Map(upgraded));
}
