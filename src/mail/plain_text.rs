//! A plain reading of somebody else's HTML, for the text part of moderation letters.

/// Elements whose content is not text.
const SILENT: &[&str] = &["script", "style", "head", "title"];
/// Elements that begin and end a paragraph.
const PARAGRAPHS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
];
/// Elements that begin a line.
const LINES: &[&str] = &["br", "li", "tr", "hr"];

/// The words of `html`: tags dropped, paragraphs and line breaks kept, links followed by their address.
pub(super) fn plain_text(html: &str) -> String {
    let mut out = Writer::default();
    let mut rest = html;
    let mut link: Option<String> = None;
    while let Some(open) = rest.find('<') {
        out.text(&rest[..open]);
        let tag_on = &rest[open..];
        if let Some(comment) = tag_on.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(close) = tag_on.find('>') else {
            // No tag at all: a lone `<` in the text.
            out.text(tag_on);
            return out.finish();
        };
        let tag = &tag_on[1..close];
        rest = &tag_on[close + 1..];
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name_len = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let name = tag[..name_len].to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) && !closing {
            rest = after_closing(rest, &name);
        } else if PARAGRAPHS.contains(&name.as_str()) {
            out.break_lines(2);
        } else if LINES.contains(&name.as_str()) && !(closing && name != "tr") {
            out.break_lines(1);
            if name == "li" {
                out.text("- ");
            }
        } else if name == "a" {
            match (closing, link.take()) {
                (true, Some(address)) => out.text(&format!(" ({address})")),
                _ => link = href(&tag[name_len..]).filter(|address| address.starts_with("http")),
            }
        }
    }
    out.text(rest);
    out.finish()
}

/// What follows the end tag of `name`; nothing when it never ends.
fn after_closing<'a>(html: &'a str, name: &str) -> &'a str {
    let end = html.to_ascii_lowercase().find(&format!("</{name}"));
    let Some(end) = end else { return "" };
    html[end..].find('>').map_or("", |close| &html[end + close + 1..])
}

fn href(attributes: &str) -> Option<String> {
    let (_, value) = attributes.split_once("href=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// Collects words; white space runs become one space, breaks are held back until a word follows.
#[derive(Default)]
struct Writer {
    text: String,
    space: bool,
    breaks: usize,
}

impl Writer {
    fn text(&mut self, html: &str) {
        let mut rest = html;
        while let Some(c) = rest.chars().next() {
            if c.is_whitespace() {
                self.space = true;
                rest = &rest[c.len_utf8()..];
                continue;
            }
            let (c, used) = entity(rest).unwrap_or((c, c.len_utf8()));
            self.push(c);
            rest = &rest[used..];
        }
    }

    fn push(&mut self, c: char) {
        if !self.text.is_empty() {
            if self.breaks > 0 {
                let trimmed = self.text.trim_end().len();
                self.text.truncate(trimmed);
                self.text.extend(std::iter::repeat_n('\n', self.breaks));
            } else if self.space {
                self.text.push(' ');
            }
        }
        (self.space, self.breaks) = (false, 0);
        self.text.push(c);
    }

    fn break_lines(&mut self, lines: usize) {
        self.breaks = self.breaks.max(lines);
        self.space = false;
    }

    fn finish(mut self) -> String {
        let trimmed = self.text.trim_end().len();
        self.text.truncate(trimmed);
        self.text.push('\n');
        self.text
    }
}

/// The character of an entity at the start of `text`, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 10;
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = &body[..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((c, end + 2))
}

#[cfg(test)]
mod tests {
    use super::plain_text;

    #[test]
    fn structure_survives_and_tags_do_not() {
        let html = "<html><head><title>T</title><style>p { color: red }</style></head><body>\n\
            <h1>Notice</h1>\n<p>Your post<br/>was <b>hidden</b>.</p>\n\
            <ul><li>one</li><li>two &amp; three</li></ul>\
            <!-- <p>secret</p> --><p>See <a class=x href=\"https://example.com/rules?a=1\">the rules</a>.</p></body>";
        assert_eq!(
            plain_text(html),
            "Notice\n\nYour post\nwas hidden.\n\n- one\n- two & three\n\nSee the rules (https://example.com/rules?a=1).\n"
        );
    }

    #[test]
    fn broken_html_is_read_as_far_as_it_goes() {
        for (html, text) in [
            ("", "\n"),
            ("1 < 2", "1 < 2\n"),
            ("a <b", "a <b\n"),
            ("<script>x", "\n"),
            ("<!-- x", "\n"),
            ("&#x1F331;&#55555555;&nope;&", "🌱&#55555555;&nope;&\n"),
            ("é<p>ü", "é\n\nü\n"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
        }
    }
}
