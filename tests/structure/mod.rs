//! What the source tree promises about itself: layers, file sizes, names.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers of `docs/architecture.md`. A module may import from lower layers only, or from the modules of its own
/// layer that `SAME_LAYER` lists.
const LAYERS: &[(u8, &[&str])] = &[
    (0, &["base"]),
    (1, &["syntax", "cbor", "json", "texts"]),
    (2, &["crypto", "repo"]),
    (3, &["lexicon", "store", "blobs"]),
    (4, &["net", "tls", "identity", "firehose", "mdns", "dyndns", "update", "logo"]),
    (5, &["mail", "account", "administrator", "records"]),
    (6, &["auth", "oauth"]),
    (7, &["xrpc", "doctor", "setup"]),
    (8, &["api", "web"]),
    (9, &["http", "jobs"]),
    (10, &["app", "cli", "sd", "config", "observe"]),
];

/// Imports between modules of one layer that are meant: `(from, to)`.
const SAME_LAYER: &[(&str, &str)] = &[
    ("cbor", "syntax"),
    ("json", "cbor"),
    ("json", "syntax"),
    ("repo", "crypto"),
    ("blobs", "store"),
    ("identity", "net"),
    ("tls", "net"),
    ("firehose", "net"),
    ("update", "net"),
    ("dyndns", "net"),
    ("account", "mail"),
    ("account", "records"),
    ("administrator", "account"),
    ("auth", "oauth"),
    ("http", "jobs"),
    ("setup", "doctor"),
    ("cli", "app"),
    ("cli", "config"),
    ("cli", "observe"),
    ("cli", "sd"),
    ("app", "config"),
    ("app", "observe"),
    ("app", "sd"),
    ("observe", "config"),
];

/// The composition root is handed to the layers that serve requests.
const SEES_APP: u8 = 7;

/// Longest source file in lines.
const MAX_LINES: usize = 800;

/// Names that say nothing of what is inside.
const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn layer_of(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(_, modules)| modules.contains(&module)).map(|(layer, _)| *layer)
}

/// The top-level module that a file of `src` belongs to; `None` for `lib.rs` and the files of the binary.
fn module_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).expect("a file of src");
    let first = inside.components().next()?.as_os_str().to_str()?.to_owned();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    (!["lib", "main", "allocator"].contains(&name.as_str())).then_some(name)
}

/// Top-level modules named by `crate::…` paths in `source`, comments left out, groups (`crate::{a, b}`) opened.
fn imports(source: &str) -> Vec<String> {
    let code: String =
        source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut name = String::new();
            let mut at_start = true;
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => at_start = true,
                    c if depth == 1 && at_start && (c.is_alphanumeric() || c == '_') => {
                        name.push(c);
                        continue;
                    }
                    _ => {}
                }
                if !name.is_empty() {
                    found.push(std::mem::take(&mut name));
                    at_start = c == ',';
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let mut faults = String::new();
    for file in rust_files(&root().join("src")) {
        let Some(module) = module_of(&file) else { continue };
        let Some(layer) = layer_of(&module) else {
            writeln!(faults, "{module} has no layer in tests/structure").expect("a string");
            continue;
        };
        let source = fs::read_to_string(&file).expect("a source file");
        for target in imports(&source) {
            let Some(target_layer) = layer_of(&target) else { continue };
            let allowed = target == module
                || target_layer < layer
                || (target == "app" && layer >= SEES_APP)
                || SAME_LAYER.contains(&(module.as_str(), target.as_str()));
            if !allowed {
                writeln!(
                    faults,
                    "{}: {module} (layer {layer}) imports {target} ({target_layer})",
                    file.display()
                )
                .expect("a string");
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn files_are_short() {
    let folders = ["src", "tests", "benches", "fuzz"].map(|folder| root().join(folder));
    for file in folders.iter().flat_map(|folder| rust_files(folder)) {
        let lines = fs::read_to_string(&file).expect("a source file").lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines; {MAX_LINES} is the limit", file.display());
    }
}

#[test]
fn files_are_named_for_something() {
    for file in rust_files(&root().join("src")) {
        for part in file.strip_prefix(root()).expect("a file of the project").components() {
            let part = part.as_os_str().to_str().expect("an ASCII name");
            let name = part.strip_suffix(".rs").unwrap_or(part);
            assert!(!EMPTY_NAMES.contains(&name), "{} is named for nothing", file.display());
        }
    }
}

#[test]
fn modules_say_what_they_own() {
    for file in rust_files(&root().join("src")) {
        let source = fs::read_to_string(&file).expect("a source file");
        assert!(source.starts_with("//!"), "{} does not begin with a module doc comment", file.display());
    }
}

#[test]
fn identifiers_are_never_built_unchecked_from_strings() {
    for file in rust_files(&root().join("src/syntax")) {
        let source = fs::read_to_string(&file).expect("a source file");
        assert!(!source.contains("From<String>"), "{} converts without checking", file.display());
    }
}

#[test]
fn the_import_reader_sees_groups_and_paths() {
    let source = "use crate::store::{Tx, Aid};\nuse crate::{base::{Clock, random}, syntax};\nfn f(x: crate::repo::Root) {}";
    assert_eq!(imports(source), ["store", "base", "syntax", "repo"]);
}
