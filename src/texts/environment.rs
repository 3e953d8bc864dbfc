//! Templates of pages and letters as they are loaded: embedded ones, each replaced by the operator's file of the same name,
//! with the function `t("key", name=value)` for texts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Kwargs;
use minijinja::{Environment, State, UndefinedBehavior};

use super::{Catalogue, Language, text_for_template};

/// A template: its name, which is its path in the operator's folder too, and its source.
pub type Source = (&'static str, &'static str);

/// What templates may take.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Largest file that is read, in bytes.
    pub bytes: u64,
    /// Most steps that one rendering may take: a file with a runaway loop fails instead of hanging a worker.
    pub fuel: u64,
}

/// Why templates could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file exists and could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is larger than any template.
    #[error("{} is larger than {most} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it may be.
        most: u64,
    },
    /// A template does not parse.
    #[error("the template {name} is wrong")]
    Wrong {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        source: minijinja::Error,
    },
}

/// Parses templates, each replaced by the file of the same name in `folder` when there is one. `language_of` says in which
/// language one is rendered.
///
/// # Errors
/// When a file cannot be read or is too large, or a template does not parse.
pub fn environment<'s>(
    sources: impl IntoIterator<Item = &'s Source>,
    folder: Option<&Path>,
    bounds: Bounds,
    catalogue: Arc<Catalogue>,
    language_of: fn(&State<'_, '_>) -> Language,
) -> Result<Environment<'static>, LoadError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(bounds.fuel));
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|source| LoadError::Wrong { name: "syntax", source })?);
    environment.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
        text_for_template(&catalogue, language_of(state), key, &values)
    });
    for (name, embedded) in sources {
        let wrong = |source| LoadError::Wrong { name, source };
        let file = folder.map(|folder| read_override(&folder.join(name), bounds.bytes));
        match file.transpose()?.flatten() {
            Some(source) => environment.add_template_owned(*name, source).map_err(wrong)?,
            None => environment.add_template(name, embedded).map_err(wrong)?,
        }
    }
    Ok(environment)
}

/// Reads a file that takes the place of an embedded one, if it is there.
///
/// # Errors
/// When it cannot be read, or has more than `most` bytes.
pub fn read_override(path: &Path, most: u64) -> Result<Option<String>, LoadError> {
    let read = |source| LoadError::Read { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read(error)),
        Ok(metadata) if metadata.len() > most => {
            return Err(LoadError::TooLarge { path: path.to_owned(), most });
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(read)
}
