//! The six tags of templates: `{{code}}`, `{{app_name}}`, `{{logo_uri}}`, `{{#is_new_user}}`, `{{^is_new_user}}` and
//! `{{/is_new_user}}`. Anything else in braces is text. Sections do not nest.

/// Bytes in which a tag ends, if it is one.
const LONGEST_TAG: usize = 48;

/// What the tags stand for.
#[derive(Clone, Copy)]
pub struct LookValues<'a> {
    /// The code.
    pub code: &'a str,
    /// What the app calls itself.
    pub app_name: &'a str,
    /// Its logo.
    pub logo_uri: &'a str,
    /// Whether the reader has no account yet.
    pub is_new_user: bool,
}

/// `template` with the values, each made harmless by `safe`, and with the sections that hold.
pub(super) fn fill(template: &str, values: &LookValues<'_>, safe: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len() + 256);
    let mut shows = true;
    let mut rest = template;
    while let Some(open) = rest.find("{{") {
        let (before, tag) = rest.split_at(open);
        let mut put = |text: &str| {
            if shows {
                out.push_str(text);
            }
        };
        put(before);
        let near = &tag[2..tag.floor_char_boundary(LONGEST_TAG)];
        let (name, after) =
            near.split_once("}}").map_or(("", ""), |(name, _)| (name, &tag[2 + name.len() + 2..]));
        match name.trim() {
            "code" => put(&safe(values.code)),
            "app_name" => put(&safe(values.app_name)),
            "logo_uri" => put(&safe(values.logo_uri)),
            "#is_new_user" => shows = values.is_new_user,
            "^is_new_user" => shows = !values.is_new_user,
            "/is_new_user" => shows = true,
            _ => {
                // Not ours: the brace is text, and a tag may begin behind it.
                put("{");
                rest = &tag[1..];
                continue;
            }
        }
        rest = after;
    }
    if shows {
        out.push_str(rest);
    }
    out
}

/// Text that is nothing but text in HTML, also in an attribute's value.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
