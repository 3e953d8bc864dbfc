//! Colours that the operator chooses, and what must be done so that text in them can be read (WCAG 2.2, 1.4.3).

use std::fmt;
use std::str::FromStr;

/// The least contrast of text with what is behind it.
const READABLE: f64 = 4.5;
/// How finely a colour is moved towards black or white, in steps of the whole way.
const STEPS: u8 = 50;

/// An opaque sRGB colour: `#rgb`, `#rrggbb` or `rgb(r, g, b)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// Text that is no opaque colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an opaque colour: #rrggbb or rgb(r, g, b)")]
pub struct InvalidColor;

impl Color {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// From its red, green and blue.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self([red, green, blue])
    }

    /// Contrast with another colour, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Black or white, whichever is easier to read on this colour; white where both are easy.
    #[must_use]
    pub fn text_on_it(self) -> Self {
        if self.contrast(Self::WHITE) >= READABLE || self.contrast(Self::WHITE) > self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// This colour, moved towards `end` no further than it must be to be readable on all of `grounds`.
    #[must_use]
    pub fn readable_on(self, grounds: &[Self], end: Self) -> Self {
        (0..=STEPS)
            .map(|step| self.mixed(end, step))
            .find(|color| grounds.iter().all(|ground| color.contrast(*ground) >= READABLE))
            .unwrap_or(end)
    }

    /// This colour with `steps` of [`STEPS`] parts of another in it.
    fn mixed(self, other: Self, steps: u8) -> Self {
        let mix = |own: u8, other: u8| {
            let whole = u32::from(STEPS);
            let sum = u32::from(own) * (whole - u32::from(steps)) + u32::from(other) * u32::from(steps);
            u8::try_from((sum + whole / 2) / whole).unwrap_or(u8::MAX)
        };
        let ([r, g, b], [x, y, z]) = (self.0, other.0);
        Self([mix(r, x), mix(g, y), mix(b, z)])
    }

    /// A tint: mostly `ground`, with a tenth of this colour.
    #[must_use]
    pub fn tint(self, ground: Self) -> Self {
        ground.mixed(self, STEPS / 10)
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Color {
    type Err = InvalidColor;

    fn from_str(text: &str) -> Result<Self, InvalidColor> {
        let text = text.trim().to_ascii_lowercase();
        if let Some(digits) = text.strip_prefix('#') {
            let digits: Vec<u8> = digits
                .chars()
                .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
                .collect::<Option<_>>()
                .ok_or(InvalidColor)?;
            return match digits[..] {
                [r, g, b] => Ok(Self([r * 17, g * 17, b * 17])),
                [r, s, g, h, b, c] => Ok(Self([r * 16 + s, g * 16 + h, b * 16 + c])),
                _ => Err(InvalidColor),
            };
        }
        let inside = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')).ok_or(InvalidColor)?;
        let parts: Vec<u8> = inside
            .split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|_| InvalidColor)?;
        parts.try_into().map(Self).map_err(|_| InvalidColor)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().expect("a colour")
    }

    #[test]
    fn opaque_colours_are_read() {
        assert_eq!(color("#8338EC"), Color([0x83, 0x38, 0xec]));
        assert_eq!(color("#fa0"), color("#ffaa00"));
        assert_eq!(color("rgb(255, 170, 0)"), color("#fa0"));
        assert_eq!(color("rgb(255 170 0)"), color("#fa0"));
        for wrong in ["", "red", "#12345", "#8338ec80", "rgb(1,2)", "rgb(1,2,256)", "rgba(1,2,3,.5)", "#ggg"]
        {
            assert_eq!(wrong.parse::<Color>(), Err(InvalidColor), "{wrong}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((Color::BLACK.contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((color("#777777").contrast(Color::WHITE) - 4.48).abs() < 0.01);
        assert_eq!(color("#ffee00").text_on_it(), Color::BLACK);
        assert_eq!(color("#2255aa").text_on_it(), Color::WHITE);
    }

    #[test]
    fn any_colour_becomes_readable() {
        for text in ["#ffff00", "#8338ec", "#000000", "#ffffff", "#777777", "#067df7"] {
            let light = [Color::WHITE, color("#f6f7f9")];
            let dark = [color("#14171c"), color("#1c2027")];
            let on_light = color(text).readable_on(&light, Color::BLACK);
            let on_dark = color(text).readable_on(&dark, Color::WHITE);
            assert!(light.iter().all(|ground| on_light.contrast(*ground) >= READABLE), "{text} {on_light}");
            assert!(dark.iter().all(|ground| on_dark.contrast(*ground) >= READABLE), "{text} {on_dark}");
            assert!(color(text).text_on_it().contrast(color(text)) >= READABLE, "{text}");
        }
        assert_eq!(color("#123456").readable_on(&[Color::WHITE], Color::BLACK), color("#123456"));
    }
}
