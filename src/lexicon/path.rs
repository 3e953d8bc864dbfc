//! Where in a record the validator is: a chain of frames on the stack, written out only when something is wrong.

use std::fmt;

/// A place in a value.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    /// The value that validation began with, by the name that messages use.
    Root(&'a str),
    /// The value of a key.
    Key(&'a Self, &'a str),
    /// The item of a list.
    Item(&'a Self, usize),
}

impl<'a> Path<'a> {
    pub(super) const fn key(&'a self, name: &'a str) -> Self {
        Self::Key(self, name)
    }

    pub(super) const fn item(&'a self, index: usize) -> Self {
        Self::Item(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(name) => write!(f, "$.{name}"),
            Self::Key(parent, name) => {
                let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'$')
                    && !name.starts_with(|c: char| c.is_ascii_digit());
                if plain { write!(f, "{parent}.{name}") } else { write!(f, "{parent}[{name:?}]") }
            }
            Self::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_json_paths() {
        let root = Path::Root("record");
        let facets = root.key("facets");
        let first = facets.item(0);
        assert_eq!(first.key("a-b").to_string(), "$.record.facets[0][\"a-b\"]");
    }
}
