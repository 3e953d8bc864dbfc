//! Where tests find the published interoperability vectors. They are read when at hand and skipped when not.

use std::path::PathBuf;

/// A file of the vectors, named as in their repository, or `None` when the folder is not there.
///
/// The folder is `HOSTPLANT_INTEROP`, else `../shared/interop` beside the source tree.
pub(crate) fn read(file: &str) -> Option<String> {
    let folder = std::env::var_os("HOSTPLANT_INTEROP")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/interop"), PathBuf::from);
    std::fs::read_to_string(folder.join(file)).ok()
}

/// As [`read`], parsed as a JSON array; empty when the folder is not there.
pub(crate) fn cases(file: &str) -> Vec<serde_json::Value> {
    read(file).map_or_else(Vec::new, |text| serde_json::from_str(&text).expect("the vectors are JSON arrays"))
}
