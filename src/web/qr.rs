//! QR codes as SVG inside the page: nothing is loaded, and no third party learns what they say.

use std::fmt::Write as _;

use minijinja::value::Value;
use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around a code; readers need four.
const BORDER: i32 = 4;

/// An `svg` element that shows `text` to cameras and `label` to screen readers; `None` when the text is longer than any
/// code, about 2,300 bytes. Black on white in dark mode too: stand it in a box of class `qr`.
pub fn svg(text: &str, label: &str) -> Option<Value> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let width = x - start;
                write!(path, "M{} {}h{width}v1h-{width}z", start + BORDER, y + BORDER)
                    .expect("writing to a string");
            }
            x += 1;
        }
    }
    let side = code.size() + 2 * BORDER;
    let label = minijinja::HtmlEscape(label);
    Some(Value::from_safe_string(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_drawn() {
        let svg = svg("otpauth://totp/x?secret=ABC", "a \"label\"").expect("it fits").to_string();
        assert!(svg.starts_with("<svg ") && svg.contains("a &quot;label&quot;"), "{svg}");
        assert!(svg.contains("M4 4h7v1h-7z"), "a finder pattern begins in the corner");
        assert!(super::svg(&"x".repeat(5_000), "").is_none());
    }
}
