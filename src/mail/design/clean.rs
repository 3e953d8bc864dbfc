//! HTML that shows and does nothing else: read tag by tag and written anew from lists of what is harmless.
//!
//! Readers of mail disagree on how broken HTML is to be mended, so nothing broken is passed on: every tag that comes out
//! was written here, every element that was opened is closed, and a `<` that begins no known tag becomes text.

use super::css;

/// Elements that stay.
const ELEMENTS: &[&str] = &[
    "a",
    "address",
    "article",
    "b",
    "blockquote",
    "br",
    "center",
    "code",
    "div",
    "em",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];
/// Those that have no content.
const VOID: &[&str] = &["br", "hr", "img"];
/// Elements that go with what is in them. What is in others that are not known stays.
const SILENT: &[&str] = &[
    "applet",
    "audio",
    "canvas",
    "datalist",
    "embed",
    "frame",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "option",
    "plaintext",
    "script",
    "select",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
    "xmp",
];
/// Attributes whose values are words and numbers.
const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "color",
    "colspan",
    "dir",
    "height",
    "lang",
    "role",
    "rowspan",
    "valign",
    "width",
];
/// Attributes that are read out, where tags of templates may stand.
const WORDS: &[&str] = &["alt", "title"];
/// Most elements inside each other.
const MAX_DEPTH: usize = 64;
/// Bytes in which a tag ends, if it is one: one that never ends is not read to the end of everything again and again.
const LONGEST_TAG: usize = 4 * 1024;
/// The one tag that an image's address may be.
const LOGO: &str = "{{logo_uri}}";

/// `html` without anything that is not known to be harmless; images from `image_host` only.
pub(super) fn clean(html: &str, image_host: Option<&str>) -> String {
    let mut cleaner = Cleaner { out: String::with_capacity(html.len()), open: Vec::new(), image_host };
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        cleaner.text(&rest[..at]);
        rest = cleaner.markup(&rest[at..]);
    }
    cleaner.text(rest);
    while let Some(element) = cleaner.open.pop() {
        cleaner.close(element);
    }
    cleaner.out
}

struct Cleaner<'a> {
    out: String,
    open: Vec<&'static str>,
    image_host: Option<&'a str>,
}

/// A tag as it was written.
struct Tag<'a> {
    closing: bool,
    name: String,
    attributes: Vec<(String, &'a str)>,
}

impl Cleaner<'_> {
    /// Text keeps its character references: without a `<` they make no tags.
    fn text(&mut self, text: &str) {
        self.out.push_str(&text.replace('<', "&lt;").replace('>', "&gt;"));
    }

    fn close(&mut self, element: &str) {
        self.out.push_str("</");
        self.out.push_str(element);
        self.out.push('>');
    }

    /// Deals with what begins at a `<`; gives what follows it.
    fn markup<'h>(&mut self, html: &'h str) -> &'h str {
        if let Some(comment) = html.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, after)| after);
        }
        if html.starts_with("<!") || html.starts_with("<?") {
            return html.split_once('>').map_or("", |(_, after)| after);
        }
        let near = &html[..html.floor_char_boundary(LONGEST_TAG)];
        let Some((tag, after)) = Tag::read(near) else {
            self.text("<");
            return &html[1..];
        };
        let after = &html[near.len() - after.len()..];
        let name = tag.name.as_str();
        if SILENT.contains(&name) {
            return if tag.closing { after } else { behind_end_of(after, name).1 };
        }
        if name == "style" {
            return if tag.closing { after } else { self.style(after) };
        }
        let name = if name == "body" { "div" } else { name };
        let Some(element) = ELEMENTS.iter().copied().find(|known| *known == name) else { return after };
        if tag.closing {
            self.end(element);
        } else {
            self.begin(element, &tag.attributes);
        }
        after
    }

    fn style<'h>(&mut self, html: &'h str) -> &'h str {
        let (text, after) = behind_end_of(html, "style");
        if let Some(sheet) = css::sheet(text) {
            self.out.push_str("<style>");
            self.out.push_str(sheet);
            self.out.push_str("</style>");
        }
        after
    }

    fn begin(&mut self, element: &'static str, attributes: &[(String, &str)]) {
        let void = VOID.contains(&element);
        if !void && self.open.len() >= MAX_DEPTH {
            return;
        }
        let written: Vec<(&str, String)> = attributes
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), self.attribute(element, name, value)?)))
            .collect();
        if element == "img" && !written.iter().any(|(name, _)| *name == "src") {
            return;
        }
        self.out.push('<');
        self.out.push_str(element);
        for (name, value) in written {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            self.out.push_str(&value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;"));
            self.out.push('"');
        }
        if element == "a" {
            self.out.push_str(" rel=\"noreferrer\"");
        }
        self.out.push('>');
        if !void {
            self.open.push(element);
        }
    }

    /// Ends an element that is open, with all that are open in it.
    fn end(&mut self, element: &str) {
        let Some(at) = self.open.iter().rposition(|open| *open == element) else { return };
        while self.open.len() > at {
            let Some(inner) = self.open.pop() else { break };
            self.close(inner);
        }
    }

    /// The value of an attribute that stays.
    fn attribute(&self, element: &str, name: &str, value: &str) -> Option<String> {
        match name {
            "style" => Some(css::attribute(value)).filter(|style| !style.is_empty()),
            "href" if element == "a" => {
                let leads = value.starts_with("https://") || value.starts_with("mailto:");
                (leads && is_address(value)).then(|| value.to_owned())
            }
            "src" if element == "img" => {
                let host = self.image_host?;
                let from_host = || {
                    let path = value.strip_prefix("https://")?.strip_prefix(host)?;
                    (path.starts_with('/') && is_address(value)).then_some(())
                };
                (value.trim() == LOGO || from_host().is_some()).then(|| value.trim().to_owned())
            }
            name if WORDS.contains(&name) => Some(value.to_owned()),
            name if ATTRIBUTES.contains(&name) => {
                let plain = value.chars().all(|c| c.is_alphanumeric() || " #%.-_".contains(c));
                plain.then(|| value.to_owned())
            }
            _ => None,
        }
    }
}

/// Whether an address holds neither tags of templates (the code must not leave with it) nor what parsers drop.
fn is_address(value: &str) -> bool {
    value.bytes().all(|b| b.is_ascii_graphic() && !b"{}\"'<>\\`".contains(&b))
}

/// What is in an element of raw text, and what follows its end; nothing follows one that never ends.
fn behind_end_of<'h>(html: &'h str, name: &str) -> (&'h str, &'h str) {
    let end = html.match_indices("</").find(|(at, _)| {
        let found = html.as_bytes().get(at + 2..at + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    });
    let Some((at, _)) = end else { return (html, "") };
    (&html[..at], html[at..].split_once('>').map_or("", |(_, after)| after))
}

impl<'h> Tag<'h> {
    /// The tag at the `<` that `html` begins with, and what follows it.
    fn read(html: &'h str) -> Option<(Self, &'h str)> {
        let rest = &html[1..];
        let (closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, mut rest) = rest.split_at(length);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if let Some(after) = rest.strip_prefix('>') {
                return Some((Self { closing, name: name.to_ascii_lowercase(), attributes }, after));
            }
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
            let length = rest.char_indices().skip(1).find(|(_, c)| ends(*c)).map(|(at, _)| at)?;
            let (attribute, after) = rest.split_at(length);
            rest = after.trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
                (value, rest) = match quote {
                    Some(quote) => after[1..].split_once(quote)?,
                    None => after.split_at(after.find(|c: char| c.is_ascii_whitespace() || c == '>')?),
                };
            }
            attributes.push((attribute.to_ascii_lowercase(), value));
        }
    }
}
