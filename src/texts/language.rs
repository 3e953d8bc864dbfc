//! The languages of pages and letters, and which of them somebody reads.

use std::fmt;
use std::str::FromStr;

use hyper::HeaderMap;
use hyper::header::ACCEPT_LANGUAGE;
use minicbor::{Decode, Encode};

/// Most language ranges that are looked at.
const MAX_RANGES: usize = 20;

/// A language that pages and letters are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Language {
    /// English, which every text exists in.
    #[default]
    #[n(0)]
    English,
    /// German.
    #[n(1)]
    German,
    /// Spanish.
    #[n(2)]
    Spanish,
    /// French.
    #[n(3)]
    French,
    /// Japanese.
    #[n(4)]
    Japanese,
    /// Portuguese as in Brazil.
    #[n(5)]
    Portuguese,
    /// Swedish.
    #[n(6)]
    Swedish,
}

/// A text that names no language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of the pages")]
pub struct UnknownLanguage;

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::German,
        Self::English,
        Self::Spanish,
        Self::French,
        Self::Portuguese,
        Self::Swedish,
        Self::Japanese,
    ];

    /// Its BCP 47 tag, as in the `lang` attribute.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Portuguese => "pt-BR",
            Self::Swedish => "sv",
        }
    }

    /// What it is called by those who read it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Spanish => "Español",
            Self::French => "Français",
            Self::Japanese => "日本語",
            Self::Portuguese => "Português (Brasil)",
            Self::Swedish => "Svenska",
        }
    }

    /// The first language of a space-separated list (`ui_locales` of OpenID Connect) that the pages are written in.
    pub fn first_of(list: &str) -> Option<Self> {
        list.split_ascii_whitespace().take(MAX_RANGES).find_map(|tag| tag.parse().ok())
    }

    /// The language that a browser asks for most.
    pub fn accepted(headers: &HeaderMap) -> Option<Self> {
        let ranges = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
        let mut best: Option<(f32, Self)> = None;
        for range in ranges.flat_map(|value| value.split(',')).take(MAX_RANGES) {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = match weight.trim().strip_prefix("q=") {
                Some(weight) => weight.trim().parse::<f32>().unwrap_or(0.0),
                None => 1.0,
            };
            if let Ok(language) = tag.trim().parse::<Self>()
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// Reads a tag by its primary language: `fr-BE` is French, `pt` and `pt-PT` are the Portuguese that there is.
impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let is = |language: &Self| {
            let own = language.tag().split('-').next().unwrap_or_default();
            own.eq_ignore_ascii_case(primary)
        };
        Self::ALL.into_iter().find(is).ok_or(UnknownLanguage)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn accepted(value: &'static str) -> Option<Language> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        Language::accepted(&headers)
    }

    #[test]
    fn browsers_get_what_they_like_best() {
        assert_eq!(accepted("fr-BE, en;q=0.8"), Some(Language::French));
        assert_eq!(accepted("en;q=0.3, de;q=0.9"), Some(Language::German));
        assert_eq!(accepted("ko, xx;q=0.9, pt-PT;q=0.1"), Some(Language::Portuguese));
        assert_eq!(accepted("sv;q=0"), None);
        assert_eq!(accepted("*"), None);
        assert_eq!(accepted("ja;q=x"), None);
    }

    #[test]
    fn apps_say_a_list() {
        assert_eq!(Language::first_of("ko-KR es-MX en"), Some(Language::Spanish));
        assert_eq!(Language::first_of(""), None);
    }

    #[test]
    fn tags_read_back() {
        for language in Language::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
        }
    }
}
