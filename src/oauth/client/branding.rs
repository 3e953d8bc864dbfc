//! What an app may wish for the letters and pages of its sign-ins. Wishes: what cannot be honoured is left out.

use serde_json::{Map, Value};
use url::Url;

use super::address;

/// Longest subject of a letter, in characters.
const MAX_SUBJECT: usize = 150;

/// An app's wishes, checked for form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Branding {
    /// Template of letters with codes. Used on the host of the client's document, and on those that the operator names.
    pub email_template_uri: Option<Url>,
    /// Subject of letters with codes, one line.
    pub email_subject_template: Option<String>,
    /// Colour of buttons.
    pub brand_color: Option<Color>,
    /// Colour of the page.
    pub background_color: Option<Color>,
}

/// A colour: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// From `#rgb` or `#rrggbb`, the only forms that are taken: everything else of CSS could carry more than a colour.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let digits: Vec<u8> =
            digits.chars().map(|digit| digit.to_digit(16)?.try_into().ok()).collect::<Option<_>>()?;
        match digits[..] {
            [r, g, b] => Some(Self([r * 17, g * 17, b * 17])),
            [a, b, c, d, e, f] => Some(Self([a * 16 + b, c * 16 + d, e * 16 + f])),
            _ => None,
        }
    }
}

/// `#rrggbb`.
impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Branding {
    /// The wishes in the document of `id`.
    pub(super) fn read(document: &Map<String, Value>) -> Self {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let template = text("email_template_uri").and_then(address::document);
        let color = |name: &str| text(name).and_then(Color::parse);
        Self {
            email_template_uri: template,
            email_subject_template: text("email_subject_template").and_then(subject),
            brand_color: color("brand_color"),
            background_color: color("background_color"),
        }
    }

    pub(super) fn weight(&self) -> usize {
        self.email_template_uri.as_ref().map_or(0, |url| url.as_str().len())
            + self.email_subject_template.as_ref().map_or(0, String::len)
    }
}

/// One line: nothing in it can begin another header.
fn subject(text: &str) -> Option<String> {
    let line: String = text.chars().filter(|c| !c.is_control()).take(MAX_SUBJECT).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wishes_are_taken_one_by_one() {
        let read = |document: Value| Branding::read(document.as_object().expect("an object"));
        let branding = read(json!({
            "email_template_uri": "https://app.demo.social/mail.html",
            "email_subject_template": "{{code}} is your code\r\nBcc: everybody@evil.social",
            "brand_color": "#0Af",
            "background_color": "#102030",
        }));
        assert_eq!(
            branding.email_template_uri.map(String::from).as_deref(),
            Some("https://app.demo.social/mail.html")
        );
        assert_eq!(
            branding.email_subject_template.as_deref(),
            Some("{{code}} is your codeBcc: everybody@evil.social")
        );
        assert_eq!(branding.brand_color.map(|color| color.to_string()).as_deref(), Some("#00aaff"));
        assert_eq!(branding.background_color, Some(Color([16, 32, 48])));
        let none = read(json!({
            "email_template_uri": "http://app.demo.social/mail.html",
            "email_subject_template": "\n",
            "brand_color": "red;}body{background:url(//evil.social)",
            "background_color": "#12345",
        }));
        assert_eq!(none, Branding::default());
        assert_eq!(read(json!({"brand_color": 1, "email_subject_template": []})), Branding::default());
        for bad in ["", "#", "123456", "#ggg", "#1234567", "#+12345", "#é12"] {
            assert_eq!(Color::parse(bad), None, "{bad}");
        }
    }
}
