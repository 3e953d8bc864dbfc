//! The colours that an app wishes for the pages of its sign-ins, as a small style sheet whose name holds them.
//!
//! Whoever makes up a name gets the sheet of two colours and nothing else: they are read as numbers and written anew.

use std::fmt::Write as _;

use super::Color;
use super::branding::{DARK, LIGHT};
use crate::oauth::client::{self, Client};

/// The least contrast of a button with what is around it (WCAG 2.2, 1.4.11).
const VISIBLE: f64 = 3.0;
/// The least contrast of text with what is behind it (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;
/// What the names of sheets begin and end with.
const NAME: (&str, &str) = ("app.", ".css");
/// Stands for a colour that is not wished for.
const NO_COLOR: &str = "none";

/// Colours of buttons and of the page around the cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Theme {
    button: Option<Color>,
    page: Option<Color>,
}

impl Theme {
    /// The colours that `client` wishes for, if the operator grants its wishes.
    pub fn of(client: &Client) -> Option<Self> {
        let branding = client.branding()?;
        let color = |wish: Option<client::Color>| wish.map(|client::Color([r, g, b])| Color::new(r, g, b));
        let (button, page) = (color(branding.brand_color), color(branding.background_color));
        (button.is_some() || page.is_some()).then_some(Self { button, page })
    }

    /// The name of its sheet.
    pub fn file(&self) -> String {
        let word = |color: Option<Color>| {
            color.map_or(NO_COLOR.to_owned(), |color| color.to_string()[1..].to_owned())
        };
        format!("{}{}.{}{}", NAME.0, word(self.button), word(self.page), NAME.1)
    }

    /// The colours in the name of a sheet.
    pub fn of_file(file: &str) -> Option<Self> {
        let (button, page) = file.strip_prefix(NAME.0)?.strip_suffix(NAME.1)?.split_once('.')?;
        let color = |word: &str| match word {
            NO_COLOR => Some(None),
            digits => format!("#{digits}").parse().ok().map(Some),
        };
        Some(Self { button: color(button)?, page: color(page)? })
    }

    /// The sheet. A page that is bright is for the day only; a button that could not be seen keeps the operator's
    /// colour.
    pub fn style(&self) -> String {
        let mut css = String::from("@media (prefers-color-scheme:light){");
        self.scheme(&mut css, LIGHT, self.page);
        css.push_str("}\n@media (prefers-color-scheme:dark){");
        self.scheme(&mut css, DARK, self.page.filter(|page| page.contrast(Color::WHITE) >= READABLE));
        css.push_str("}\n");
        css
    }

    fn scheme(&self, css: &mut String, [card, usual]: [Color; 2], page: Option<Color>) {
        let grounds = [card, page.unwrap_or(usual)];
        let is_visible = |button: &Color| grounds.iter().all(|ground| button.contrast(*ground) >= VISIBLE);
        if let Some(button) = self.button.filter(is_visible) {
            let text = button.text_on_it();
            write!(css, "button.primary,.button.primary{{--primary:{button};--on-primary:{text}}}")
                .expect("writing to a string");
        }
        if let Some(page) = page {
            let text = page.text_on_it();
            write!(
                css,
                "body{{background:{page} none}}\
                 .top .brand,.bottom,main>:not(.card,.notice){{color:{text}}}\
                 .bottom select{{color:var(--text)}}\
                 .top :focus-visible,.bottom :focus-visible{{outline-color:{text}}}",
            )
            .expect("writing to a string");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn theme(button: &str, page: &str) -> Theme {
        Theme::of_file(&format!("app.{button}.{page}.css")).expect("a theme")
    }

    fn client(wishes: &Value, trusted: bool) -> Client {
        let mut document = json!({
            "client_id": "https://app.demo.social/client.json",
            "redirect_uris": ["https://app.demo.social/cb"],
            "scope": "atproto",
            "token_endpoint_auth_method": "none",
            "dpop_bound_access_tokens": true,
        });
        for (name, value) in wishes.as_object().expect("an object") {
            document[name] = value.clone();
        }
        Client::for_tests(&document, trusted)
    }

    #[test]
    fn names_hold_two_colours_and_nothing_else() {
        let wishes = json!({"brand_color": "#1A130F", "background_color": "#fa0"});
        let wished = Theme::of(&client(&wishes, true)).expect("a theme");
        assert_eq!(wished.file(), "app.1a130f.ffaa00.css");
        assert_eq!(Theme::of_file(&wished.file()), Some(wished));
        let half = Theme::of(&client(&json!({"background_color": "#102030"}), true)).expect("a theme");
        assert_eq!(half.file(), "app.none.102030.css");
        assert_eq!(Theme::of_file(&half.file()), Some(half));
        assert_eq!(Theme::of(&client(&json!({}), true)), None);
        assert_eq!(Theme::of(&client(&wishes, false)), None, "the operator does not vouch for it");
        for wrong in [
            "app..css",
            "app.fff.css",
            "app.red.fff.css",
            "app.fff.fff}.css",
            "app.fff.fff.fff.css",
            "style.css",
        ] {
            assert_eq!(Theme::of_file(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_could_not_be_read_is_not_granted() {
        let style = theme("1a130f", "f2ebe4").style();
        let (day, night) = style.split_once("}\n@media").expect("two schemes");
        assert!(day.contains("--primary:#1a130f;--on-primary:#ffffff"), "{day}");
        assert!(day.contains("body{background:#f2ebe4 none}") && day.contains("{color:#000000}"), "{day}");
        assert!(!night.contains("#1a130f") && !night.contains("#f2ebe4"), "{night}");
        // Yellow on white.
        assert!(
            !theme("ffee00", "none").style().split_once("@media").expect("day").1.starts_with("--primary")
        );
        let style = theme("ffee00", "none").style();
        let (day, night) = style.split_once("}\n@media").expect("two schemes");
        assert!(!day.contains("--primary") && night.contains("--primary:#ffee00;--on-primary:#000000"));
        // A dark page is one by night too.
        assert_eq!(theme("none", "102030").style().matches("background:#102030 none").count(), 2);
    }
}
