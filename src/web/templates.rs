//! Pages become HTML: the embedded templates, their overrides, and the functions that they call.
//!
//! - `t("key", name=value)` is a text of the catalogues in the visitor's language.
//! - `t_html("key", name=markup)` is the same where values hold markup, such as a name in bold: what is not safe is
//!   escaped.
//! - `csrf("/path/of/the/row")` is the hidden field of a form; without an argument, of one that is sent to its own page.
//! - `asset("style.css")` is the path of a file.
//! - `day(seconds)` and `moment(seconds)` are a date, and a date with its time, in words.

use std::io;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, State};

use super::{Language, moment};
pub use crate::texts::Source;
use crate::texts::{Bounds, Catalogue, LoadError, environment, markup_for_template, read_override};

/// Embeds templates: `templates!["entry/sign_in.html", …]`.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name)))),*]
    };
}
pub(super) use templates;

/// What templates may take.
const BOUNDS: Bounds = Bounds { bytes: 128 * 1024, fuel: 500_000 };

/// The parsed templates and the texts.
pub struct PageTemplates {
    environment: Environment<'static>,
    catalogue: Arc<Catalogue>,
}

impl std::fmt::Debug for PageTemplates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PageTemplates")
    }
}

impl PageTemplates {
    /// Parses all templates, each replaced by the file of the same name in `folder` when there is one.
    ///
    /// # Errors
    /// When an override cannot be read, is too large, or does not parse.
    pub fn load(
        sources: &[&[Source]],
        folder: Option<&Path>,
        catalogue: Arc<Catalogue>,
    ) -> Result<Self, LoadError> {
        let sources = sources.iter().copied().flatten();
        let mut environment = environment(sources, folder, BOUNDS, Arc::clone(&catalogue), language_of)?;
        let texts = Arc::clone(&catalogue);
        environment.add_function("t_html", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
            markup_for_template(&texts, language_of(state), key, &values)
        });
        let texts = Arc::clone(&catalogue);
        environment.add_function("day", move |state: &State<'_, '_>, secs: u64| {
            Value::from_safe_string(moment::element(&texts, language_of(state), secs, false))
        });
        let texts = Arc::clone(&catalogue);
        environment.add_function("moment", move |state: &State<'_, '_>, secs: u64| {
            Value::from_safe_string(moment::element(&texts, language_of(state), secs, true))
        });
        Ok(Self { environment, catalogue })
    }

    /// A page as HTML.
    ///
    /// # Errors
    /// When there is no such template, or a value that it needs is missing.
    pub fn render(&self, name: &str, values: Value) -> Result<String, minijinja::Error> {
        self.environment.get_template(name)?.render(values)
    }

    /// A text with a number, by which its words are chosen.
    pub fn text_of_count(&self, language: Language, key: &str, name: &'static str, count: u64) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set(name, count);
        self.catalogue.text_or_key(language, key, &arguments)
    }

    /// A text of the catalogues, for use outside templates.
    pub fn text(&self, language: Language, key: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, *value);
        }
        self.catalogue.text_or_key(language, key, &arguments)
    }
}

fn language_of(state: &State<'_, '_>) -> Language {
    let frame = state.lookup("frame");
    let tag = frame.and_then(|frame| frame.get_attr("lang").ok());
    tag.and_then(|tag| tag.as_str()?.parse().ok()).unwrap_or_default()
}

/// Reads a file of the operator's that must be there, such as their style sheet.
///
/// # Errors
/// When it cannot be read or is too large.
pub(super) fn read_custom(path: &Path) -> Result<String, LoadError> {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    read_override(path, BOUNDS.bytes)?
        .ok_or_else(|| LoadError::Read { path: path.to_owned(), source: missing() })
}
