//! The shape that scopes with parameters share: `resource[:value][?name=value&…]`, values percent-encoded.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays readable in a value, as the rest of the network writes it.
const READABLE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b':')
    .remove(b'/')
    .remove(b'+')
    .remove(b',')
    .remove(b'@');

/// A token taken apart and decoded, its resource not yet known.
pub(super) struct Token<'a> {
    /// What it is about.
    pub resource: &'a str,
    positional: Option<Cow<'a, str>>,
    named: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Token<'a> {
    /// `None` when it cannot be decoded, or has a parameter without a value.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (head, query) = match text.split_once('?') {
            Some((head, query)) => (head, query),
            None => (text, ""),
        };
        let (resource, positional) = match head.split_once(':') {
            Some((resource, value)) => (resource, Some(decode(value)?)),
            None => (head, None),
        };
        let mut named = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            named.push((decode(name)?, decode(value)?));
        }
        let is_empty = |value: &Cow<'_, str>| value.is_empty();
        if positional.as_ref().is_some_and(is_empty) || named.iter().any(|(_, value)| is_empty(value)) {
            return None;
        }
        Some(Self { resource, positional, named })
    }

    /// Takes the values of the parameter that may be written without its name. `None` when it is written both ways.
    pub fn take_main(&mut self, name: &str) -> Option<Vec<Cow<'a, str>>> {
        let named = self.take(name);
        match self.positional.take() {
            None => Some(named),
            Some(value) if named.is_empty() => Some(vec![value]),
            Some(_) => None,
        }
    }

    /// Takes the values of a parameter.
    pub fn take(&mut self, name: &str) -> Vec<Cow<'a, str>> {
        self.named.extract_if(.., |(other, _)| other == name).map(|(_, value)| value).collect()
    }

    /// Whether nothing is left that nobody asked for.
    pub fn is_spent(&self) -> bool {
        self.positional.is_none() && self.named.is_empty()
    }
}

/// The only value there is.
pub(super) fn single<'a>(values: Vec<Cow<'a, str>>) -> Option<Cow<'a, str>> {
    let mut values = values.into_iter();
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// Decodes a value; a percent sign that encodes nothing makes it invalid. A plus sign is a plus sign: values have no
/// spaces, and media types have plus signs.
fn decode(text: &str) -> Option<Cow<'_, str>> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('%') {
        let code = after.as_bytes().get(..2)?;
        if !code.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = after.get(2..)?;
    }
    percent_decode_str(text).decode_utf8().ok()
}

/// Writes a token in its shortest form.
pub(super) struct TokenWriter<'a, 'f> {
    out: &'a mut fmt::Formatter<'f>,
    separator: char,
}

impl<'a, 'f> TokenWriter<'a, 'f> {
    /// Starts with the resource and its main parameter: without its name when it has one value.
    pub fn start<V: fmt::Display>(
        out: &'a mut fmt::Formatter<'f>,
        resource: &str,
        main: &str,
        values: impl IntoIterator<Item = V, IntoIter: ExactSizeIterator>,
    ) -> Result<Self, fmt::Error> {
        out.write_str(resource)?;
        let mut writer = Self { out, separator: '?' };
        let values = values.into_iter();
        if values.len() == 1 {
            for value in values {
                write!(writer.out, ":{}", encode(&value.to_string()))?;
            }
        } else {
            for value in values {
                writer.param(main, value)?;
            }
        }
        Ok(writer)
    }

    /// Goes on with a parameter.
    pub fn param(&mut self, name: &str, value: impl fmt::Display) -> fmt::Result {
        let separator = std::mem::replace(&mut self.separator, '&');
        write!(self.out, "{separator}{name}={}", encode(&value.to_string()))
    }
}

/// Encodes a value.
pub(super) fn encode(value: &str) -> impl fmt::Display {
    utf8_percent_encode(value, READABLE)
}
