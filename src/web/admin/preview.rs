//! What pages will look like with another name and colour, as a small picture: by day and by night.

use std::fmt::Write as _;

use super::chart::{escaped, quoted};
use crate::web::branding::{DARK, LIGHT};
use crate::web::{Color, Visit};

/// Below this contrast with white, a button is hard to see (WCAG 2.2, 1.4.11).
const VISIBLE: f64 = 3.0;
/// Letters of the name that there is room for, and their width.
const NAME_LETTERS: usize = 26;
const LETTER_WIDTH: u32 = 8;
/// Height of a logo, its largest width, and the room between it and the name.
const LOGO_HEIGHT: u32 = 24;
const LOGO_WIDTH: u32 = 110;
const LOGO_GAP: u32 = 8;

/// Whether buttons of this colour are hard to see by day.
pub(super) fn is_faint(color: Color) -> bool {
    color.contrast(Color::WHITE) < VISIBLE
}

/// The logo that pages show now, as it stands in the picture.
pub(super) struct Logo {
    address: String,
    width: u32,
}

impl Logo {
    /// Of the image that was uploaded, or of the address that the running server has.
    pub(super) fn of(visit: &Visit) -> Option<Self> {
        if let Some(logo) = visit.app.web.logo.uploaded() {
            // A drawing need not say how wide it is.
            let (width, height) = logo.facts.size.unwrap_or((1, 1));
            let width = (width * LOGO_HEIGHT / height).clamp(1, LOGO_WIDTH);
            return Some(Self { address: logo.path(), width });
        }
        let address = visit.app.settings.service.logo_url.as_ref()?;
        Some(Self { address: address.0.clone(), width: LOGO_HEIGHT })
    }
}

/// The picture; `button` is what the button says.
pub(super) fn svg(name: &str, color: Color, button: &str, logo: Option<&Logo>) -> String {
    let offset = logo.map_or(0, |logo| logo.width + LOGO_GAP);
    let letters = NAME_LETTERS - (offset / LETTER_WIDTH) as usize;
    let short: String = name.chars().take(letters).collect();
    let (name, button) = (escaped(&short), escaped(button));
    let mut svg = format!(
        "<svg viewBox=\"0 0 520 150\" role=\"img\" class=\"preview\" font-family=\"sans-serif\"><title>{name}</title>"
    );
    for (at, grounds, end) in [(0, LIGHT, Color::BLACK), (260, DARK, Color::WHITE)] {
        let [card, page] = grounds;
        let link = color.readable_on(&[card, page, color.tint(card)], end);
        let text = page.text_on_it();
        let on = color.text_on_it();
        write!(
            svg,
            "<g transform=\"translate({at} 0)\"><rect width=\"260\" height=\"150\" fill=\"{page}\"/>"
        )
        .expect("writing to a string");
        if let Some(Logo { address, width }) = logo {
            let address = quoted(address);
            write!(
                svg,
                "<image x=\"20\" y=\"13\" width=\"{width}\" height=\"{LOGO_HEIGHT}\" href=\"{address}\"/>"
            )
            .expect("writing to a string");
        }
        let x = 20 + offset;
        write!(
            svg,
            "<text x=\"{x}\" y=\"30\" font-size=\"14\" font-weight=\"600\" fill=\"{text}\">{name}</text>\
             <rect x=\"20\" y=\"46\" width=\"220\" height=\"84\" rx=\"10\" fill=\"{card}\"/>\
             <rect x=\"36\" y=\"64\" width=\"110\" height=\"48\" rx=\"8\" fill=\"{color}\"/>\
             <text x=\"91\" y=\"93\" font-size=\"14\" font-weight=\"600\" text-anchor=\"middle\" fill=\"{on}\">{button}</text>\
             <text x=\"164\" y=\"93\" font-size=\"14\" text-decoration=\"underline\" fill=\"{link}\">Link</text></g>"
        )
        .expect("writing to a string");
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out_and_faint_colours_are_told() {
        let color: Color = "#ffee00".parse().expect("a colour");
        let svg = svg("<script>&\"", color, "Go", None);
        assert!(svg.contains("&lt;script>&amp;") && !svg.contains("<script"), "{svg}");
        assert_eq!(svg.matches("rx=\"8\" fill=\"#ffee00\"").count(), 2, "by day and by night");
        let logo = Logo { address: "https://x.test/\"><script>".to_owned(), width: LOGO_WIDTH };
        let svg = super::svg("name", color, "Go", Some(&logo));
        assert!(svg.contains("href=\"https://x.test/&quot;>&lt;script>\""), "{svg}");
        assert!(is_faint(color));
        assert!(!is_faint("#2458c4".parse().expect("a colour")));
    }
}
