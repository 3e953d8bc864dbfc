//! The parameters of a request to a machine endpoint: names and values, each name once.

use std::collections::BTreeMap;
use std::fmt;

use super::error::OAuthError;

/// Most parameters of a request; OAuth knows about twenty.
const MAX_FIELDS: usize = 64;

/// Parameters as they came. An empty value counts as none, as clients send them for what they do not have.
#[derive(Clone, Default)]
pub struct Fields(BTreeMap<Box<str>, Box<str>>);

impl Fields {
    /// Adds a parameter.
    ///
    /// # Errors
    /// When it is there already, since two readers could take different ones, or there are too many.
    pub fn add(&mut self, name: &str, value: &str) -> Result<(), OAuthError> {
        if self.0.len() >= MAX_FIELDS {
            return Err(OAuthError::invalid("Too many parameters"));
        }
        if self.0.contains_key(name) {
            return Err(OAuthError::invalid("A parameter was sent more than once"));
        }
        self.0.insert(name.into(), value.into());
        Ok(())
    }

    /// The value of a parameter that has one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| &**value).filter(|value| !value.is_empty())
    }

    /// The value of a parameter that must have one.
    ///
    /// # Errors
    /// `invalid_request` when it has none.
    pub fn need(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| OAuthError::invalid(format!("Missing parameter \"{name}\"")))
    }
}

/// Values are codes, tokens and assertions: only the names are shown.
impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_comes_once() {
        let mut fields = Fields::default();
        fields.add("code", "secret").expect("the first");
        fields.add("state", "").expect("empty");
        assert!(fields.add("code", "secret").is_err() && fields.add("state", "x").is_err());
        assert_eq!(fields.need("code").expect("there"), "secret");
        assert!(fields.get("state").is_none() && fields.get("nonce").is_none());
        assert!(fields.need("state").is_err());
        assert!(!format!("{fields:?}").contains("secret"));
        for n in 0..MAX_FIELDS {
            drop(fields.add(&n.to_string(), ""));
        }
        assert!(fields.add("one too many", "").is_err());
    }
}
