//! `at://` URIs, in the restricted form that lexicons use, and the "DID or handle" that many methods take.

use std::fmt;
use std::str::FromStr;

use super::text_id::serde_as_text;
use super::{Did, Handle, Nsid, RepoPath, Rkey, SyntaxError};

/// Longest URI in bytes.
const MAX_URI: usize = 8_192;

/// A DID or a handle: how requests name an account.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AtIdentifier {
    /// A DID.
    Did(Did),
    /// A handle, in lower case.
    Handle(Handle),
}

impl FromStr for AtIdentifier {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        const ERROR: SyntaxError = SyntaxError("DID or handle");
        if text.starts_with("did:") {
            text.parse().map(Self::Did).map_err(|_| ERROR)
        } else {
            text.parse().map(Self::Handle).map_err(|_| ERROR)
        }
    }
}

impl TryFrom<&str> for AtIdentifier {
    type Error = SyntaxError;

    fn try_from(text: &str) -> Result<Self, SyntaxError> {
        text.parse()
    }
}

impl fmt::Display for AtIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Did(did) => did.fmt(f),
            Self::Handle(handle) => handle.fmt(f),
        }
    }
}

serde_as_text!(AtIdentifier);

/// An `at://` URI: an account, perhaps a collection, perhaps a record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AtUri {
    /// Whose repository.
    pub authority: AtIdentifier,
    /// Which collection in it.
    pub collection: Option<Nsid>,
    /// Which record; present only with a collection.
    pub rkey: Option<Rkey>,
}

impl AtUri {
    /// The URI of one record.
    pub fn record(did: &Did, path: &RepoPath) -> Self {
        Self {
            authority: AtIdentifier::Did(did.clone()),
            collection: Some(path.collection()),
            rkey: Some(path.rkey()),
        }
    }

    /// The path in the repository, when the URI names a record.
    pub fn path(&self) -> Option<RepoPath> {
        Some(RepoPath::new(self.collection.as_ref()?, self.rkey.as_ref()?))
    }
}

impl FromStr for AtUri {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        const ERROR: SyntaxError = SyntaxError("AT URI");
        if text.len() > MAX_URI {
            return Err(ERROR);
        }
        let mut parts = text.strip_prefix("at://").ok_or(ERROR)?.split('/');
        let authority = parts.next().unwrap_or_default().parse().map_err(|_| ERROR)?;
        let collection = parts.next().map(str::parse).transpose().map_err(|_| ERROR)?;
        let rkey = parts.next().map(str::parse).transpose().map_err(|_| ERROR)?;
        if parts.next().is_some() {
            return Err(ERROR);
        }
        Ok(Self { authority, collection, rkey })
    }
}

impl TryFrom<&str> for AtUri {
    type Error = SyntaxError;

    fn try_from(text: &str) -> Result<Self, SyntaxError> {
        text.parse()
    }
}

impl fmt::Display for AtUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at://{}", self.authority)?;
        if let Some(collection) = &self.collection {
            write!(f, "/{collection}")?;
        }
        if let Some(rkey) = &self.rkey {
            write!(f, "/{rkey}")?;
        }
        Ok(())
    }
}

serde_as_text!(AtUri);
