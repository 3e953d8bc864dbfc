//! Bodies of OAuth requests: forms, or JSON objects with the same names.

use std::borrow::Cow;
use std::fmt;

use hyper::header::{ACCEPT, CONTENT_TYPE};
use hyper::{HeaderMap, StatusCode};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::failure::Failure;
use crate::oauth::{Fields, OAuthError};

/// Reads the parameters of a request.
pub(super) fn fields(headers: &HeaderMap, body: &[u8]) -> Result<Fields, Failure> {
    let essence = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase());
    match essence.as_deref() {
        Some("application/x-www-form-urlencoded") => Ok(form(body)?),
        Some("application/json") => Ok(object(body)?),
        _ => Err(Failure::Form(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body must be a form or JSON")),
    }
}

/// Refuses a client that would not take JSON.
pub(super) fn check_accept(headers: &HeaderMap) -> Result<(), Failure> {
    let mut ranges = headers
        .get_all(ACCEPT)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or_default().split(','))
        .map(|range| range.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
        .filter(|range| !range.is_empty())
        .peekable();
    let takes = |range: String| matches!(range.as_str(), "*/*" | "application/*" | "application/json");
    if ranges.peek().is_none() || ranges.any(takes) {
        Ok(())
    } else {
        Err(Failure::Form(StatusCode::NOT_ACCEPTABLE, "The answer is JSON"))
    }
}

fn form(body: &[u8]) -> Result<Fields, OAuthError> {
    let mut fields = Fields::default();
    for (name, value) in url::form_urlencoded::parse(body) {
        fields.add(&name, &value)?;
    }
    Ok(fields)
}

fn object(body: &[u8]) -> Result<Fields, OAuthError> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let members = reader.deserialize_map(Members).and_then(|members| reader.end().map(|()| members));
    let members = members.map_err(|_| OAuthError::invalid("The body is not a JSON object"))?;
    let mut fields = Fields::default();
    for (name, value) in members {
        let text = match &value {
            Value::Null => continue,
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                return Err(OAuthError::invalid("A parameter is not a text"));
            }
        };
        fields.add(&name, &text)?;
    }
    Ok(fields)
}

/// Reads the members of an object, those that come twice as well.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, Value)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn read(content_type: &'static str, body: &str) -> Result<Fields, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        fields(&headers, body.as_bytes())
    }

    #[test]
    fn forms_and_objects_say_the_same() {
        for (content_type, body) in [
            ("application/x-www-form-urlencoded", "scope=a+b%20c&max_age=5&empty="),
            ("application/json; charset=utf-8", r#"{"scope":"a b c","max_age":5,"nothing":null,"empty":""}"#),
            ("Application/JSON", r#"{"scope":"a b c","max_age":"5"}"#),
        ] {
            let fields = read(content_type, body).expect("parameters");
            assert_eq!((fields.get("scope"), fields.get("max_age")), (Some("a b c"), Some("5")), "{body}");
            assert_eq!((fields.get("empty"), fields.get("nothing")), (None, None));
        }
    }

    #[test]
    fn a_parameter_comes_once() {
        for (content_type, body) in [
            ("application/x-www-form-urlencoded", "a=1&b=2&a=1"),
            ("application/json", r#"{"a":"1","b":"2","a":"1"}"#),
            ("application/json", r#"{"a":["1"]}"#),
            ("application/json", r#"{"a":"1"} {"a":"1"}"#),
            ("application/json", r#"["a"]"#),
            ("application/json", ""),
        ] {
            assert!(matches!(read(content_type, body), Err(Failure::OAuth(_))), "{body}");
        }
    }

    #[test]
    fn other_forms_are_not_spoken() {
        for content_type in ["text/plain", "multipart/form-data", "application/jwt", ""] {
            let refused = read(content_type, "a=1");
            assert!(matches!(refused, Err(Failure::Form(StatusCode::UNSUPPORTED_MEDIA_TYPE, _))));
        }
    }

    #[test]
    fn answers_are_json() {
        let accepts = |value: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            value.map(|value| headers.insert(ACCEPT, HeaderValue::from_static(value)));
            check_accept(&headers).is_ok()
        };
        for value in
            [None, Some(""), Some("*/*"), Some("text/html, application/json;q=0.9"), Some("application/*")]
        {
            assert!(accepts(value), "{value:?}");
        }
        assert!(!accepts(Some("text/html")) && !accepts(Some("text/html, image/*")));
    }
}
