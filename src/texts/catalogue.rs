//! The texts of pages and letters, in Fluent files under `templates/i18n`: one folder per language, one file per area.
//!
//! English has every text and is read at the start; the others are read when somebody first asks for them, and what
//! they lack comes in English.

use std::fmt::Write as _;
use std::io::Read as _;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

use super::Language;

macro_rules! catalogue {
    ($($language:ident = $tag:literal),+ $(,)?) => {
        /// The files of a language, as `templates/pack.rs` packed them.
        const fn packed(language: Language) -> &'static [u8] {
            match language {
                $(Language::$language => include_bytes!(concat!(env!("OUT_DIR"), "/", $tag, ".texts")),)+
            }
        }
    };
}

catalogue! {
    English = "en",
    German = "de",
    Spanish = "es",
    French = "fr",
    Japanese = "ja",
    Portuguese = "pt-BR",
    Swedish = "sv",
}

/// Bytes of all texts of a language, at most: many times what they are.
const MAX_TEXTS: u64 = 1024 * 1024;

type Bundle = FluentBundle<FluentResource>;

/// Why a catalogue cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the {language} texts of {area} are wrong: {fault}")]
pub struct CatalogueError {
    language: Language,
    area: String,
    fault: String,
}

/// The texts in all languages.
pub struct Catalogue {
    english: Bundle,
    others: [OnceLock<Option<Bundle>>; Language::ALL.len()],
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Catalogue")
    }
}

impl Catalogue {
    /// Reads the English texts.
    ///
    /// # Errors
    /// When they do not parse, which a test rules out.
    pub fn load() -> Result<Self, CatalogueError> {
        Ok(Self { english: bundle(Language::English)?, others: Default::default() })
    }

    /// The text called `key`, or `None` when there is none in English either.
    pub fn text(&self, language: Language, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
        let own = match language {
            Language::English => None,
            other => self.other(other),
        };
        own.and_then(|bundle| format(bundle, key, arguments))
            .or_else(|| format(&self.english, key, arguments))
    }

    /// The text called `key`, or its name: a page or a letter with the name of a text is better than none, and a test
    /// looks for texts that are missing.
    pub fn text_or_key(&self, language: Language, key: &str, arguments: &FluentArgs<'_>) -> String {
        self.text(language, key, arguments).unwrap_or_else(|| {
            tracing::error!(key, "there is no such text");
            key.to_owned()
        })
    }

    /// The texts of a language other than English; `None` when they do not parse.
    fn other(&self, language: Language) -> Option<&Bundle> {
        let place = Language::ALL.iter().position(|known| *known == language)?;
        let slot = self.others.get(place)?;
        let load =
            || bundle(language).inspect_err(|error| tracing::error!(%error, "texts are left out")).ok();
        slot.get_or_init(load).as_ref()
    }
}

/// The texts of a language, each area with its file.
fn files(language: Language) -> Result<Vec<(String, String)>, CatalogueError> {
    let mut text = String::new();
    DeflateDecoder::new(packed(language)).take(MAX_TEXTS).read_to_string(&mut text).map_err(|error| {
        CatalogueError { language, area: "all areas".to_owned(), fault: error.to_string() }
    })?;
    let mut parts = text.split('\0').map(str::to_owned);
    Ok(std::iter::from_fn(|| Some((parts.next()?, parts.next()?))).collect())
}

/// Parses all files of a language.
fn bundle(language: Language) -> Result<Bundle, CatalogueError> {
    let tag: LanguageIdentifier = language.tag().parse().expect("tags of our languages are well-formed");
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // The marks are for mixed writing directions, and would end up in titles and attributes.
    bundle.set_use_isolating(false);
    for (area, source) in files(language)? {
        let wrong = |fault: String| CatalogueError { language, area: area.clone(), fault };
        let resource = FluentResource::try_new(source)
            .map_err(|(_, errors)| wrong(errors.iter().map(|error| format!("{error}; ")).collect()))?;
        bundle.add_resource(resource).map_err(|errors| wrong(list(&errors)))?;
    }
    Ok(bundle)
}

fn format(bundle: &Bundle, key: &str, arguments: &FluentArgs<'_>) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::warn!(key, errors = list(&errors), "a text lacks something");
    }
    Some(text)
}

fn list(errors: &[FluentError]) -> String {
    errors.iter().fold(String::new(), |mut text, error| {
        write!(text, "{error}; ").expect("writing to a string");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Names of the texts of a file.
    fn keys(source: &str) -> BTreeSet<String> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
            .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_owned()))
            .collect()
    }

    /// Names of the values that the texts of a file use.
    fn variables(source: &str, key: &str) -> BTreeSet<String> {
        let start = source.lines().position(|line| line.split('=').next().map(str::trim) == Some(key));
        let Some(start) = start else { return BTreeSet::new() };
        let text: Vec<&str> = source
            .lines()
            .skip(start)
            .enumerate()
            .take_while(|(at, line)| *at == 0 || line.is_empty() || line.starts_with([' ', '}']))
            .map(|(_, line)| line)
            .collect();
        text.join("\n")
            .split('$')
            .skip(1)
            .map(|rest| {
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
            })
            .collect()
    }

    #[test]
    fn every_file_parses() {
        for language in Language::ALL {
            bundle(language).map(drop).unwrap_or_else(|error| panic!("{error}"));
        }
    }

    /// The areas of a language beside those of English.
    fn beside_english(language: Language) -> Vec<(String, String, String)> {
        let (english, own) = (files(Language::English).expect("files"), files(language).expect("files"));
        assert!(english.len() > 5 && english.len() == own.len(), "{language} has other files than English");
        let pairs = english.into_iter().zip(own);
        pairs
            .map(|((area, english), (own_area, own))| {
                assert_eq!(area, own_area, "{language}");
                (area, english, own)
            })
            .collect()
    }

    #[test]
    fn translations_have_no_texts_and_no_values_of_their_own() {
        for language in Language::ALL {
            for (area, english, own) in beside_english(language) {
                let known = keys(&english);
                for key in keys(&own) {
                    assert!(known.contains(&key), "{language}/{area}.ftl: {key} is not an English text");
                    let (ours, theirs) = (variables(&own, &key), variables(&english, &key));
                    assert!(ours.is_subset(&theirs), "{language}/{area}.ftl: {key} uses {ours:?}");
                }
            }
        }
    }

    #[test]
    fn translations_are_complete() {
        for language in Language::ALL {
            for (area, english, own) in beside_english(language) {
                let own = keys(&own);
                let missing: Vec<_> = keys(&english).into_iter().filter(|key| !own.contains(key)).collect();
                assert!(missing.is_empty(), "{language}/{area}.ftl lacks {missing:?}");
            }
        }
    }

    #[test]
    fn what_a_language_lacks_comes_in_english() {
        let catalogue = Catalogue::load().expect("English parses");
        let none = FluentArgs::new();
        let english = catalogue.text(Language::English, "frame-sign-in", &none);
        assert!(english.is_some());
        assert_ne!(catalogue.text(Language::German, "frame-sign-in", &none), english);
        assert_eq!(catalogue.text(Language::German, "no-such-text", &none), None);
    }
}
