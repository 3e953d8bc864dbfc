//! Lists of scopes, as requests and tokens carry them.

use std::fmt;
use std::str::FromStr;

use super::permission::Permission;
use super::{Scope, Transition};

/// Longest list that is read, in bytes.
pub const MAX_SCOPE_TEXT: usize = 8 * 1024;

/// Scopes without repetition, in the order in which they were asked for.
///
/// `Display` writes each as its app wrote it, since apps look for their own words in what they are granted; two spellings
/// of the same thing count as one.
#[derive(Clone, Default)]
pub struct ScopeSet(Vec<Spelled>);

#[derive(Clone)]
struct Spelled {
    scope: Scope,
    /// As the app wrote it; `None` for the shortest form.
    text: Option<Box<str>>,
}

/// Why a list of scopes is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeSetError {
    /// Longer than [`MAX_SCOPE_TEXT`].
    #[error("the list of scopes is too long")]
    TooLong,
    /// Not words with single spaces between them, or characters that no scope has (RFC 6749, 3.3).
    #[error("the list of scopes is malformed")]
    Malformed,
    /// Not a scope that is known here.
    #[error("unknown scope")]
    Unknown(String),
}

impl ScopeSet {
    /// Reads a list. Words that are none of the scopes known here are left out: nobody can be given them.
    ///
    /// # Errors
    /// When the list is no list.
    pub fn parse_lenient(text: &str) -> Result<Self, ScopeSetError> {
        let mut set = Self::default();
        for word in words(text)? {
            if let Ok(scope) = word.parse() {
                set.insert(Spelled::new(scope, word));
            }
        }
        Ok(set)
    }

    /// Each scope.
    pub fn iter(&self) -> impl Iterator<Item = &Scope> {
        self.0.iter().map(|spelled| &spelled.scope)
    }

    /// Each scope with the text that its app wrote.
    pub fn spelled(&self) -> impl Iterator<Item = (&Scope, String)> {
        self.0.iter().map(|spelled| (&spelled.scope, spelled.to_string()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `scope` is one of them.
    pub fn contains(&self, scope: &Scope) -> bool {
        self.iter().any(|own| own == scope)
    }

    /// Whether all of them are in `other`.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.iter().all(|scope| other.contains(scope))
    }

    /// These and those of `other`.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut set = self.clone();
        for spelled in &other.0 {
            set.insert(spelled.clone());
        }
        set
    }

    /// Those that are in `other` too.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.filter(|scope| other.contains(scope))
    }

    /// Those that are not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.filter(|scope| !other.contains(scope))
    }

    /// Those that `keep` says.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&Scope) -> bool) -> Self {
        Self(self.0.iter().filter(|spelled| keep(&spelled.scope)).cloned().collect())
    }

    /// Whether the act is allowed. An `include:` allows nothing; what it stands for has to be in the set instead.
    pub fn permits(&self, permission: &Permission<'_>) -> bool {
        if let Permission::Rpc { lxm: None, .. } = permission {
            // A token for any method is good for direct messages, which the generic scope leaves out.
            let has = |transition| self.contains(&Scope::Transition(transition));
            if has(Transition::Generic) && has(Transition::Chat) {
                return true;
            }
        }
        self.iter().any(|scope| scope.permits(permission))
    }

    fn insert(&mut self, spelled: Spelled) {
        if !self.contains(&spelled.scope) {
            self.0.push(spelled);
        }
    }
}

fn words(text: &str) -> Result<impl Iterator<Item = &str>, ScopeSetError> {
    if text.len() > MAX_SCOPE_TEXT {
        return Err(ScopeSetError::TooLong);
    }
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let words = text.split(' ').filter(move |_| !text.is_empty());
    if words.clone().all(|word| !word.is_empty() && word.bytes().all(allowed)) {
        Ok(words)
    } else {
        Err(ScopeSetError::Malformed)
    }
}

impl Spelled {
    fn new(scope: Scope, text: &str) -> Self {
        let text = (scope.to_string() != text).then(|| text.into());
        Self { scope, text }
    }
}

impl FromStr for ScopeSet {
    type Err = ScopeSetError;

    fn from_str(text: &str) -> Result<Self, ScopeSetError> {
        let mut set = Self::default();
        for word in words(text)? {
            let scope = word.parse().map_err(|_| ScopeSetError::Unknown(word.to_owned()))?;
            set.insert(Spelled::new(scope, word));
        }
        Ok(set)
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut set = Self::default();
        for scope in scopes {
            set.insert(Spelled { scope, text: None });
        }
        set
    }
}

impl PartialEq for ScopeSet {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.is_subset_of(other)
    }
}

impl Eq for ScopeSet {}

impl fmt::Display for Spelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => self.scope.fmt(f),
        }
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, spelled) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            spelled.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}
