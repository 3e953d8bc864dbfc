//! What a browser sends with a form: names and values, each name once, and perhaps files.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use percent_encoding::percent_decode;

use super::multipart::{self, Part};
use crate::account::EmailRefused;
use crate::base::Secret;

/// Most fields of a form.
pub(super) const MAX_FIELDS: usize = 200;

/// Why a body is no form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It is in another format.
    #[error("neither application/x-www-form-urlencoded nor multipart/form-data")]
    Type,
    /// The parts of a form with files do not come as they should.
    #[error("the parts of a form with files cannot be read")]
    Parts,
    /// A name or a value is not UTF-8.
    #[error("not UTF-8")]
    Encoding,
    /// A name comes twice: readers could differ about which one counts.
    #[error("a field comes twice")]
    Twice,
    /// More fields than any form has.
    #[error("too many fields")]
    TooMany,
}

/// The text that says why an address is not taken.
pub(super) const fn email_fault(refused: EmailRefused) -> &'static str {
    match refused {
        EmailRefused::Unsupported => "sign-up-email-unsupported",
        EmailRefused::BeyondAscii => "sign-up-email-ascii",
    }
}

/// The fields of a form or a query.
#[derive(Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    files: Vec<(String, Bytes)>,
}

/// Names only: values may be passwords.
impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| name)).finish()
    }
}

impl Form {
    /// Parses a body that `headers` describe.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn parse_body(headers: &HeaderMap, body: &Bytes) -> Result<Self, FormError> {
        let kind = content_type(headers);
        if let Some(boundary) = multipart::boundary(kind) {
            return Self::of_parts(multipart::parse(body, boundary, MAX_FIELDS)?);
        }
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(FormError::Type);
        }
        Self::parse(body)
    }

    /// Parses `name=value&…`.
    ///
    /// # Errors
    /// See [`FormError`].
    pub fn parse(text: &[u8]) -> Result<Self, FormError> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MAX_FIELDS {
                return Err(FormError::TooMany);
            }
            let split = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at(split);
            let name = decode(name)?;
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(FormError::Twice);
            }
            fields.push((name, decode(value.strip_prefix(b"=").unwrap_or(value))?));
        }
        Ok(Self { fields, files: Vec::new() })
    }

    pub(super) fn of_parts(parts: Vec<Part>) -> Result<Self, FormError> {
        let mut form = Self::default();
        for Part { name, is_file, content } in parts {
            if form.get(&name).is_some() || form.file(&name).is_some() {
                return Err(FormError::Twice);
            }
            if is_file {
                form.files.push((name, content));
            } else {
                let text = std::str::from_utf8(&content).map_err(|_| FormError::Encoding)?;
                form.fields.push((name, text.to_owned()));
            }
        }
        Ok(form)
    }

    /// What is in a file that was sent; empty when its owner chose none.
    pub fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, content)| content)
    }

    /// The value of a field, without white space at its ends; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.exact(name).trim()
    }

    /// The value of a field to the letter; empty when there is none.
    pub fn exact(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// The value of a field to the letter, if it was sent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A password, to the letter.
    pub fn secret(&self, name: &str) -> Secret<String> {
        Secret::new(self.exact(name).to_owned())
    }

    /// A mailed code as it was made, `XXXXX-XXXXX`, however it was pasted; other texts in upper case.
    pub fn code(&self, name: &str) -> String {
        let plain: String = self
            .text(name)
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_uppercase();
        match plain.split_at_checked(5) {
            Some((front, back)) if back.len() == 5 => format!("{front}-{back}"),
            _ => plain,
        }
    }

    /// Whether a box was ticked or a button pressed.
    pub fn check(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// All names and values in their order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// What a body is said to be; empty when nothing is said.
pub(super) fn content_type(headers: &HeaderMap) -> &str {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn decode(text: &[u8]) -> Result<String, FormError> {
    let spaced: Cow<'_, [u8]> = if text.contains(&b'+') {
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect()
    } else {
        Cow::Borrowed(text)
    };
    let text = percent_decode(&spaced).decode_utf8().map_err(|_| FormError::Encoding)?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read() {
        let form = Form::parse(b"name=+Ann+%26+Bob+&tick&empty=&eq=a%3Db=c").expect("a form");
        assert_eq!(form.text("name"), "Ann & Bob");
        assert_eq!(form.exact("name"), " Ann & Bob ");
        assert!(form.check("tick") && form.check("empty") && !form.check("nothing"));
        assert_eq!(form.text("eq"), "a=b=c");
        assert_eq!(form.text("nothing"), "");
        assert!(!format!("{form:?}").contains("Bob"));
    }

    fn typed_as_code(typed: &str) -> Form {
        Form { fields: vec![("code".to_owned(), typed.to_owned())], files: Vec::new() }
    }

    #[test]
    fn codes_may_be_pasted_in_any_form() {
        for typed in ["ABCDE-FGH23", "abcdefgh23", " abcde fgh23 ", "AB CD EF GH 23", "abcde\u{2013}fgh23"] {
            let form = typed_as_code(typed);
            assert_eq!(form.code("code"), "ABCDE-FGH23", "{typed}");
        }
        assert_eq!(typed_as_code("123 456").code("code"), "123456");
    }

    #[test]
    fn files_are_no_fields() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=x".parse().expect("a value"));
        let part = |name: &str, content: &str| {
            format!("--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{content}\r\n")
        };
        let read = |parts: &[String]| Form::parse_body(&headers, &format!("{}--x--", parts.concat()).into());
        let (act, logo) = (part("\"act\"", "set"), part("\"logo\"; filename=\"x\"", "bytes"));
        let form = read(&[act.clone(), logo.clone()]).expect("a form");
        assert_eq!((form.text("act"), form.file("logo").map(|file| &file[..])), ("set", Some(&b"bytes"[..])));
        assert!(form.get("logo").is_none() && form.file("act").is_none());
        assert_eq!(read(&[logo.clone(), act, logo]).err(), Some(FormError::Twice));
    }

    #[test]
    fn doubtful_forms_are_refused() {
        assert_eq!(Form::parse(b"a=1&b=2&a=3").err(), Some(FormError::Twice));
        assert_eq!(Form::parse(b"a=1&%61=3").err(), Some(FormError::Twice));
        assert_eq!(Form::parse(b"a=%ff").err(), Some(FormError::Encoding));
        let many: String = (0..201).map(|n| format!("f{n}=&")).collect();
        assert_eq!(Form::parse(many.as_bytes()).err(), Some(FormError::TooMany));
        let mut headers = HeaderMap::new();
        let body = Bytes::from_static(b"a=1");
        assert_eq!(Form::parse_body(&headers, &body).err(), Some(FormError::Type));
        headers.insert(CONTENT_TYPE, "multipart/form-data; boundary=x".parse().expect("a value"));
        assert_eq!(Form::parse_body(&headers, &body).err(), Some(FormError::Parts));
        headers.insert(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded;charset=UTF-8".parse().expect("a value"),
        );
        assert!(Form::parse_body(&headers, &body).is_ok());
    }
}
