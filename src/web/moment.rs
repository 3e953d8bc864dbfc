//! Dates and times in words, in UTC, inside a `time` element that programs can read.

use fluent_bundle::FluentArgs;

use super::Language;
use crate::base::Timestamp;
use crate::texts::Catalogue;

/// A `time` element for a moment in seconds since 1970, with or without the time of day.
pub(super) fn element(catalogue: &Catalogue, language: Language, secs: u64, with_time: bool) -> String {
    let rfc3339 = Timestamp::from_secs(secs).to_string();
    // `2026-11-22T10:00:00.000Z`
    let (date, time) = rfc3339.split_once('T').unwrap_or((&rfc3339, ""));
    let mut parts = date.split('-');
    let mut part = || parts.next().unwrap_or_default();
    let (year, month, day) = (part(), part(), part());
    let text = |key: &str, arguments: &FluentArgs<'_>| {
        catalogue.text(language, key, arguments).unwrap_or_else(|| date.to_owned())
    };
    let month = text(&format!("frame-month-{}", month.trim_start_matches('0')), &FluentArgs::new());
    let mut arguments = FluentArgs::new();
    arguments.set("day", day.trim_start_matches('0'));
    arguments.set("month", month);
    arguments.set("year", year);
    let mut words = text("frame-date", &arguments);
    if with_time {
        let mut arguments = FluentArgs::new();
        arguments.set("date", words);
        arguments.set("time", time.get(..5).unwrap_or_default().to_owned());
        words = text("frame-date-time", &arguments);
    }
    let machine =
        if with_time { format!("{date}T{}Z", time.get(..8).unwrap_or_default()) } else { date.to_owned() };
    format!("<time datetime=\"{machine}\">{words}</time>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_in_words() {
        let catalogue = Catalogue::load().expect("English parses");
        let element = |language, time| element(&catalogue, language, 1_800_000_000, time);
        assert_eq!(element(Language::English, false), "<time datetime=\"2027-01-15\">15 January 2027</time>");
        assert_eq!(
            element(Language::English, true),
            "<time datetime=\"2027-01-15T08:00:00Z\">15 January 2027, 08:00 UTC</time>"
        );
        assert_eq!(element(Language::Japanese, false), "<time datetime=\"2027-01-15\">2027年1月15日</time>");
    }
}
