//! What the operator makes of the pages: names, links, a logo, colours.

use std::fmt::Write as _;

use super::Color;

/// Names, links and colours of the pages.
#[derive(Clone, Debug)]
pub struct Branding {
    /// What people call the service.
    pub name: String,
    /// The public host name.
    pub host: String,
    /// An image beside the name.
    pub logo_url: Option<String>,
    /// Where the name links to.
    pub home_url: Option<String>,
    /// The terms of service.
    pub terms_url: Option<String>,
    /// The privacy policy.
    pub privacy_url: Option<String>,
    /// Where users get help.
    pub support_url: Option<String>,
    /// How the operator is reached.
    pub contact_email: Option<String>,
    /// Image behind pages by day.
    pub background_light_url: Option<String>,
    /// Image behind pages by night.
    pub background_dark_url: Option<String>,
    /// Buttons and links.
    pub primary: Color,
    /// What went wrong.
    pub error: Color,
    /// What needs care.
    pub warning: Color,
    /// What is worth knowing.
    pub info: Color,
    /// What went well.
    pub success: Color,
}

/// What text stands on, cards and the page around them, by day and by night; `templates/assets/style.css` has the same.
pub(super) const LIGHT: [Color; 2] = [Color::WHITE, Color::new(0xf5, 0xf6, 0xf8)];
pub(super) const DARK: [Color; 2] = [Color::new(0x1b, 0x1f, 0x26), Color::new(0x11, 0x14, 0x18)];

impl Branding {
    /// The custom properties that `style.css` is written with.
    pub fn style(&self) -> String {
        let mut css = String::from(":root{");
        write!(css, "--primary:{};--on-primary:{};", self.primary, self.primary.text_on_it())
            .expect("writing to a string");
        self.tones(&mut css, &LIGHT, Color::BLACK);
        css.push_str("}\n@media (prefers-color-scheme:dark){:root{");
        self.tones(&mut css, &DARK, Color::WHITE);
        css.push_str("}}\n");
        if let Some(url) = &self.background_light_url {
            writeln!(css, "@media screen{{body{{background-image:url({})}}}}", quoted(url))
                .expect("writing to a string");
        }
        if let Some(url) = &self.background_dark_url {
            writeln!(
                css,
                "@media screen and (prefers-color-scheme:dark){{body{{background-image:url({})}}}}",
                quoted(url)
            )
            .expect("writing to a string");
        }
        css
    }

    fn tones(&self, css: &mut String, grounds: &[Color; 2], end: Color) {
        let [card, _] = grounds;
        for (name, color) in [
            ("link", self.primary),
            ("error", self.error),
            ("warning", self.warning),
            ("info", self.info),
            ("success", self.success),
        ] {
            let tint = color.tint(*card);
            let [card, page] = *grounds;
            let text = color.readable_on(&[card, page, tint], end);
            write!(css, "--{name}:{text};--{name}-tint:{tint};").expect("writing to a string");
        }
    }

    /// Origins of the images that the operator chose, for the content security policy.
    pub fn image_sources(&self) -> Vec<String> {
        let urls = [&self.logo_url, &self.background_light_url, &self.background_dark_url];
        let mut origins: Vec<String> = urls
            .into_iter()
            .flatten()
            .filter_map(|url| url.parse::<hyper::Uri>().ok())
            .filter_map(|url| Some(format!("{}://{}", url.scheme_str()?, url.authority()?)))
            .collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

/// A CSS string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_cannot_be_broken_out_of() {
        assert_eq!(quoted("https://x/\"});a{\\\n"), r#""https://x/\"});a{\\""#);
    }

    #[test]
    fn grounds_are_those_of_the_style_sheet() {
        let css = include_str!("../../templates/assets/style.css");
        for ground in LIGHT.into_iter().chain(DARK) {
            let text = if ground == Color::WHITE { "#fff".to_owned() } else { ground.to_string() };
            assert!(css.contains(&text), "{text}");
        }
    }
}
