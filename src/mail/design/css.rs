//! Styles of a template: what sets sizes, colours and spaces stays; what loads, runs or hides goes.

/// Functions that load nothing.
const FUNCTIONS: &[&str] = &["rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp", "not", "nth-child"];
/// Properties that may not be set: they move things over others.
const MISPLACING: &[&str] = &["position", "behavior", "-moz-binding", "content"];

/// The value of a `style` attribute, as far as it is harmless.
pub(super) fn attribute(style: &str) -> String {
    let mut out = String::new();
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (property, value) = (property.trim().to_ascii_lowercase(), value.trim());
        let named = property.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') && !property.is_empty();
        let plain = value.chars().all(|c| c.is_alphanumeric() || " #%.,-'\"!()/+*".contains(c));
        if named && plain && !MISPLACING.contains(&property.as_str()) && calls_are_harmless(value) {
            out.push_str(&format!("{property}:{};", value.replace('"', "'")));
        }
    }
    out
}

/// The text of a `style` element if all of it is harmless.
pub(super) fn sheet(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let text_only = !text.contains(['<', '\\']) && !text.contains("{{");
    let rules = lower.split('@').skip(1).all(|rule| rule.starts_with("media"));
    let placed = !MISPLACING.iter().any(|property| lower.contains(property));
    (text_only && rules && placed && calls_are_harmless(&lower)).then_some(text)
}

/// Whether every function that is called is one that loads nothing.
fn calls_are_harmless(text: &str) -> bool {
    text.match_indices('(').all(|(at, _)| {
        let before = &text[..at];
        let name_start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '-' | '_'))
            .last()
            .map_or(at, |(start, _)| start);
        let name = before[name_start..].to_ascii_lowercase();
        name.is_empty() || FUNCTIONS.contains(&name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_neither_load_nor_cover() {
        assert_eq!(
            attribute("Color: #fff ; font-family: \"Segoe UI\", Arial;padding:4px 2px!important"),
            "color:#fff;font-family:'Segoe UI', Arial;padding:4px 2px!important;"
        );
        assert_eq!(
            attribute("color: rgb(1, 2, 3); width: calc(100% - 2px)"),
            "color:rgb(1, 2, 3);width:calc(100% - 2px);"
        );
        for bad in [
            "background: url(https://evil.social/x)",
            "background: URL('x')",
            "background: u\\72l(x)",
            "background: u&#114;l(x)",
            "background: image-set('https://evil.social/x' 1x)",
            "position: fixed",
            "width: expression(alert(1))",
            "behavior: x",
            "--x: y{}",
            "color: {{code}}",
            "color",
        ] {
            assert_eq!(attribute(bad), "", "{bad}");
        }
    }

    #[test]
    fn sheets_are_taken_whole_or_not() {
        let good = "@media (max-width: 600px) { .box { padding: 8px } } a:not(.b) { color: rgb(0,0,0) }";
        assert_eq!(sheet(good), Some(good));
        for bad in [
            "@import 'https://evil.social/x.css';",
            "@font-face { src: url(x) }",
            "a { background: url(x) }",
            "a { background: image-set('x' 1x) }",
            "a { color: red } </style",
            "a { background: ur\\6c(x) }",
            "footer { position: absolute }",
            "a[href*='{{code}}'] { color: red }",
        ] {
            assert_eq!(sheet(bad), None, "{bad}");
        }
    }
}
