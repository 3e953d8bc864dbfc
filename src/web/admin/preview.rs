//! What pages will look like with another name and colour, as a small picture: by day and by night.

use std::fmt::Write as _;

use super::chart::escaped;
use crate::web::Color;
use crate::web::branding::{DARK, LIGHT};

/// Below this contrast with white, a button is hard to see (WCAG 2.2, 1.4.11).
const VISIBLE: f64 = 3.0;
/// Letters of the name that there is room for.
const NAME_LETTERS: usize = 26;

/// Whether buttons of this colour are hard to see by day.
pub(super) fn is_faint(color: Color) -> bool {
    color.contrast(Color::WHITE) < VISIBLE
}

/// The picture; `button` is what the button says.
pub(super) fn svg(name: &str, color: Color, button: &str) -> String {
    let short: String = name.chars().take(NAME_LETTERS).collect();
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
            "<g transform=\"translate({at} 0)\"><rect width=\"260\" height=\"150\" fill=\"{page}\"/>\
             <text x=\"20\" y=\"30\" font-size=\"14\" font-weight=\"600\" fill=\"{text}\">{name}</text>\
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
        let svg = svg("<script>&\"", color, "Go");
        assert!(svg.contains("&lt;script>&amp;") && !svg.contains("<script"), "{svg}");
        assert_eq!(svg.matches("rx=\"8\" fill=\"#ffee00\"").count(), 2, "by day and by night");
        assert!(is_faint(color));
        assert!(!is_faint("#2458c4".parse().expect("a colour")));
    }
}
