//! Small charts, drawn here so that pages need no script.

use std::fmt::Write as _;

/// Width and height in units of the picture.
const WIDTH: u64 = 300;
const HEIGHT: u64 = 60;

/// An SVG line through `values`, which are spread evenly; the top is the largest. `title` is read out.
pub(super) fn line(values: &[u64], title: &str) -> String {
    let most = values.iter().copied().max().unwrap_or_default().max(1);
    let steps = (values.len().saturating_sub(1)).max(1) as u64;
    let mut points = String::new();
    for (place, value) in values.iter().enumerate() {
        let x = WIDTH * place as u64 / steps;
        let y = HEIGHT
            - u64::try_from(u128::from(HEIGHT) * u128::from(*value) / u128::from(most)).unwrap_or(HEIGHT);
        write!(points, "{x},{y} ").expect("writing to a string");
    }
    let title = escaped(title);
    format!(
        "<svg viewBox=\"0 -3 {WIDTH} {}\" role=\"img\" class=\"chart\" preserveAspectRatio=\"none\"><title>{title}</title>\
         <polyline fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\" vector-effect=\"non-scaling-stroke\" points=\"{}\"/></svg>",
        HEIGHT + 6,
        points.trim_end()
    )
}

/// Text that stands for itself within an element.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Text that stands for itself between quotation marks.
pub(super) fn quoted(text: &str) -> String {
    escaped(text).replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_value_is_at_the_top() {
        let svg = line(&[0, 50, 100], "a <b> & c");
        assert!(svg.contains("points=\"0,60 150,30 300,0\""), "{svg}");
        assert!(svg.contains("<title>a &lt;b> &amp; c</title>"), "{svg}");
        assert!(line(&[], "").contains("points=\"\""));
        assert!(line(&[u64::MAX, 0], "").contains("points=\"0,0 300,60\""));
    }
}
