//! Pages become HTML: the embedded templates, their overrides, and the functions that they call.
//!
//! - `t("key", name=value)` is a text of the catalogues in the visitor's language.
//! - `t_html("key", name=markup)` is the same where values hold markup, such as a name in bold: what is not safe is
//!   escaped.
//! - `csrf("/path/of/the/row")` is the hidden field of a form; without an argument, of one that is sent to its own page.
//! - `asset("style.css")` is the path of a file.
//! - `day(seconds)` and `moment(seconds)` are a date, and a date with its time, in words.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, State, UndefinedBehavior};

use super::{Language, moment};
use crate::texts::{Catalogue, markup_for_template, text_for_template};

/// A template: its name, which is its path below `templates/`, and its source.
pub type Source = (&'static str, &'static str);

/// Embeds templates: `templates!["entry/sign_in.html", …]`.
macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/", $name)))),*]
    };
}
pub(super) use templates;

/// Largest override that is read, in bytes.
const MAX_TEMPLATE_BYTES: u64 = 128 * 1024;
/// Most steps that one page may take: an override with a runaway loop fails instead of hanging a worker.
const RENDER_FUEL: u64 = 500_000;

/// Why templates could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum PageTemplateError {
    /// An override exists and could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An override is larger than any page.
    #[error("{} is larger than {MAX_TEMPLATE_BYTES} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A template does not parse.
    #[error("the page template {name} is wrong")]
    Wrong {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        source: minijinja::Error,
    },
}

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
    ) -> Result<Self, PageTemplateError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(RENDER_FUEL));
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .map_err(|source| PageTemplateError::Wrong { name: "syntax", source })?,
        );
        let texts = Arc::clone(&catalogue);
        environment.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
            text_for_template(&texts, language_of(state), key, &values)
        });
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
        for (name, embedded) in sources.iter().copied().flatten() {
            let wrong = |source| PageTemplateError::Wrong { name, source };
            match folder.map(|folder| read_override(&folder.join(name))).transpose()?.flatten() {
                Some(source) => environment.add_template_owned(*name, source).map_err(wrong)?,
                None => environment.add_template(name, embedded).map_err(wrong)?,
            }
        }
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

fn read_override(path: &Path) -> Result<Option<String>, PageTemplateError> {
    let read = |source| PageTemplateError::Read { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read(error)),
        Ok(metadata) if metadata.len() > MAX_TEMPLATE_BYTES => {
            return Err(PageTemplateError::TooLarge { path: path.to_owned() });
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(read)
}

/// Reads a file of the operator's that must be there, such as their style sheet.
///
/// # Errors
/// When it cannot be read or is too large.
pub(super) fn read_custom(path: &Path) -> Result<String, PageTemplateError> {
    let missing = || io::Error::from(io::ErrorKind::NotFound);
    read_override(path)?.ok_or_else(|| PageTemplateError::Read { path: path.to_owned(), source: missing() })
}
