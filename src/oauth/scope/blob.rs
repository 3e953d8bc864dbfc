//! `blob:`: uploading files.

use std::collections::BTreeSet;
use std::fmt;

use super::syntax::{Token, TokenWriter};

/// A media type or a range of them, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accept {
    /// `type/*`.
    Group(Box<str>),
    /// `type/subtype`.
    Type(Box<str>),
}

/// Uploading files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BlobScope {
    /// Of any type.
    Any,
    /// Of these types, at least one, none of which another one covers.
    Only(BTreeSet<Accept>),
}

impl BlobScope {
    pub(super) const RESOURCE: &str = "blob";
    const ANY: &str = "*/*";

    /// Whether files of the media type are within it; parameters of the type do not count.
    pub fn permits(&self, mime: &str) -> bool {
        let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let Some((group, subtype)) = parts(&essence) else { return false };
        if subtype == "*" {
            return false;
        }
        match self {
            Self::Any => true,
            Self::Only(accepted) => accepted.iter().any(|accept| match accept {
                Accept::Group(accepted) => **accepted == *group,
                Accept::Type(accepted) => **accepted == *essence,
            }),
        }
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let values = token.take_main("accept")?;
        if values.is_empty() || !token.is_spent() {
            return None;
        }
        let mut any = false;
        let mut only = BTreeSet::new();
        for value in values {
            let value = value.to_ascii_lowercase();
            if value == Self::ANY {
                any = true;
                continue;
            }
            let (group, subtype) = parts(&value)?;
            only.insert(if subtype == "*" {
                Accept::Group(group.into())
            } else {
                Accept::Type(value.as_str().into())
            });
        }
        if any {
            return Some(Self::Any);
        }
        let groups: Vec<Box<str>> = only
            .iter()
            .filter_map(|accept| match accept {
                Accept::Group(group) => Some(group.clone()),
                Accept::Type(_) => None,
            })
            .collect();
        only.retain(|accept| match accept {
            Accept::Group(_) => true,
            Accept::Type(mime) => {
                !groups.iter().any(|group| parts(mime).is_some_and(|(own, _)| own == &**group))
            }
        });
        Some(Self::Only(only))
    }
}

/// The two halves of a media type or of `type/*`.
fn parts(mime: &str) -> Option<(&str, &str)> {
    let is_name = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let (group, subtype) = mime.split_once('/')?;
    (is_name(group) && (subtype == "*" || is_name(subtype))).then_some((group, subtype))
}

impl fmt::Display for Accept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Group(group) => write!(f, "{group}/*"),
            Self::Type(mime) => f.write_str(mime),
        }
    }
}

impl fmt::Display for BlobScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => TokenWriter::start(f, Self::RESOURCE, "accept", [Self::ANY])?,
            Self::Only(accepted) => {
                let mut texts: Vec<String> = accepted.iter().map(Accept::to_string).collect();
                texts.sort_unstable();
                TokenWriter::start(f, Self::RESOURCE, "accept", texts)?
            }
        };
        Ok(())
    }
}
