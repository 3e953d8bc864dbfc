//! Where settings come from besides what is saved: a TOML file, the environment, systemd credentials, flags; the later
//! wins.

use std::path::{Path, PathBuf};

use super::origin::Origin;
use super::refused::{Verdict, verdict};
use super::table::{SECTIONS, SETTINGS, Setting, Settings};
use super::value::Given;

/// What is wrong with the configuration. Says where, and never repeats a value.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Text that is no TOML.
    #[error("{path} is not TOML: {message}")]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Where and why.
        message: String,
    },
    /// A key that no setting has.
    #[error("{place}: there is no setting {key}{}", nearest_of(.nearest))]
    Unknown {
        /// The file or variable.
        place: String,
        /// What was written.
        key: String,
        /// What may have been meant.
        nearest: Option<String>,
    },
    /// A value of the wrong kind.
    #[error("{place}: {key}: {message}")]
    Value {
        /// The file or variable.
        place: String,
        /// The setting.
        key: String,
        /// What was expected.
        message: String,
    },
    /// A variable of the reference that asks for what cannot be had.
    #[error("{variable} is set, but {reason}")]
    Refused {
        /// Its name.
        variable: String,
        /// What to do instead.
        reason: &'static str,
    },
    /// A setting that is to be saved and is given elsewhere, which would win.
    #[error("{key} is given by {origin}, which wins over what is saved")]
    Fixed {
        /// The setting.
        key: String,
        /// What gives it.
        origin: Origin,
    },
    /// A setting whose place is not the file of saved settings.
    #[error("{key} cannot be saved: {reason}")]
    NotSaved {
        /// The setting.
        key: String,
        /// Why not.
        reason: &'static str,
    },
    /// The file of saved settings cannot be written.
    #[error("cannot write {path}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Settings that do not go together.
    #[error("{0}")]
    Conflict(String),
}

fn nearest_of(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|name| format!("; did you mean {name}?")).unwrap_or_default()
}

impl Setting {
    /// `section.key`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// The variable that sets it besides the reference's: `HOSTPLANT_SECTION_KEY`.
    pub fn own_variable(&self) -> String {
        format!("HOSTPLANT_{}_{}", self.section, self.key).to_ascii_uppercase()
    }

    pub(super) fn apply(
        &self,
        settings: &mut Settings,
        given: &Given,
        origin: &Origin,
    ) -> Result<(), ConfigError> {
        (self.set)(settings, given).map_err(|message| ConfigError::Value {
            place: origin.to_string(),
            key: self.name(),
            message,
        })?;
        settings.origins.note(self, origin.clone());
        Ok(())
    }
}

impl Settings {
    /// Applies a TOML file.
    ///
    /// # Errors
    /// When it cannot be read, has an unknown key, or a wrong value.
    pub fn apply_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        self.apply_toml(&text, path)
    }

    /// Applies TOML text; `path` names it in errors.
    ///
    /// # Errors
    /// As [`Settings::apply_file`].
    pub fn apply_toml(&mut self, text: &str, path: &Path) -> Result<(), ConfigError> {
        let origin = Origin::File(path.to_owned());
        for (setting, given) in read_toml(text, path)? {
            setting.apply(self, &given, &origin)?;
        }
        Ok(())
    }

    /// Applies environment variables. Returns what the operator should know about variables without effect.
    ///
    /// # Errors
    /// When a value is wrong, or a variable asks for what cannot be had.
    pub fn apply_environment(
        &mut self,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Vec<String>, ConfigError> {
        let mut notes = Vec::new();
        let mut variables: Vec<(String, String)> = variables.collect();
        variables.sort();
        for (name, value) in variables {
            let ours = name.starts_with("HOSTPLANT_");
            let setting = SETTINGS
                .iter()
                .find(|setting| if ours { setting.own_variable() == name } else { setting.variable == name });
            if name == "PDS_EMAIL_DISABLE_CONFIRMATION_LINK" {
                // The one variable whose sense is the opposite of its setting.
                let given = Given::Text(value);
                let off =
                    <bool as super::value::Value>::read(&given).map_err(|message| ConfigError::Value {
                        place: name.clone(),
                        key: "mail.confirmation_link".to_owned(),
                        message,
                    })?;
                self.mail.confirmation_link = !off;
                self.origins.note_name("mail.confirmation_link", Origin::Environment(name));
            } else if let Some(setting) = setting {
                // Compose files and unit files write `NAME=` for "not set".
                if !value.is_empty() {
                    setting.apply(self, &Given::Text(value), &Origin::Environment(name))?;
                }
            } else if value.is_empty() {
            } else if let Some(verdict) = verdict(&name) {
                match verdict {
                    Verdict::WithoutEffect(reason) => notes.push(format!("{name} has no effect: {reason}")),
                    Verdict::Refused(reason) => {
                        return Err(ConfigError::Refused { variable: name, reason });
                    }
                }
            } else if ours || name.starts_with("PDS_") {
                // Other programs use the prefix too, so that this cannot be an error.
                let known: Vec<String> = SETTINGS
                    .iter()
                    .map(|setting| if ours { setting.own_variable() } else { setting.variable.to_owned() })
                    .filter(|name| !name.is_empty())
                    .collect();
                let hint = nearest_of(&nearest(&name, known));
                notes.push(format!("{name} is no setting of hostplant{hint}"));
            }
        }
        Ok(notes)
    }

    /// Applies systemd credentials: files named `section.key` in `directory`.
    ///
    /// # Errors
    /// When a file cannot be read or its value is wrong.
    pub fn apply_credentials(&mut self, directory: &Path) -> Result<(), ConfigError> {
        for setting in SETTINGS {
            let path = directory.join(setting.name());
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    let given = Given::Text(text.trim_end_matches('\n').to_owned());
                    setting.apply(self, &given, &Origin::Credential(path))?;
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(source) => return Err(ConfigError::Read { path, source }),
            }
        }
        Ok(())
    }

    /// Applies one `section.key=value` of the command line.
    ///
    /// # Errors
    /// When there is no such setting or its value is wrong.
    pub fn apply_flag(&mut self, assignment: &str) -> Result<(), ConfigError> {
        let place = || Origin::Flag.to_string();
        let (name, value) = assignment.split_once('=').ok_or_else(|| ConfigError::Value {
            place: place(),
            key: assignment.to_owned(),
            message: "expected section.key=value".to_owned(),
        })?;
        let setting =
            SETTINGS.iter().find(|setting| setting.name() == name).ok_or_else(|| ConfigError::Unknown {
                place: place(),
                key: name.to_owned(),
                nearest: nearest(name, SETTINGS.iter().map(Setting::name).collect()),
            })?;
        setting.apply(self, &Given::Text(value.to_owned()), &Origin::Flag)
    }
}

/// The settings that TOML text gives; `path` names it in errors.
///
/// # Errors
/// When it is no TOML, or has a key that no setting has.
pub(super) fn read_toml(text: &str, path: &Path) -> Result<Vec<(&'static Setting, Given)>, ConfigError> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        ConfigError::Syntax { path: path.to_owned(), message: format!("line {line}: {}", error.message()) }
    })?;
    let place = path.display().to_string();
    let mut found = Vec::new();
    for (section, value) in table {
        let unknown = |key: String, candidates: Vec<String>| ConfigError::Unknown {
            place: place.clone(),
            nearest: nearest(&key, candidates),
            key,
        };
        let toml::Value::Table(keys) = value else {
            return Err(unknown(section.clone(), SETTINGS.iter().map(Setting::name).collect()));
        };
        if !SECTIONS.iter().any(|(name, _)| *name == section) {
            return Err(unknown(section, SECTIONS.iter().map(|(name, _)| (*name).to_owned()).collect()));
        }
        for (key, value) in keys {
            let setting = SETTINGS.iter().find(|s| s.section == section && s.key == key);
            let name = format!("{section}.{key}");
            let Some(setting) = setting else {
                return Err(unknown(name, SETTINGS.iter().map(Setting::name).collect()));
            };
            let Some(given) = given_of(&value) else {
                let message = format!("expected {}", setting.kind);
                return Err(ConfigError::Value { place, key: name, message });
            };
            found.push((setting, given));
        }
    }
    Ok(found)
}

fn given_of(value: &toml::Value) -> Option<Given> {
    let scalar = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    };
    match value {
        toml::Value::Array(values) => values.iter().map(scalar).collect::<Option<_>>().map(Given::List),
        value => scalar(value).map(Given::Text),
    }
}

/// The candidate that takes the fewest edits to get from `name`, unless it takes too many to be what was meant.
fn nearest(name: &str, candidates: Vec<String>) -> Option<String> {
    let scored = candidates.into_iter().map(|candidate| (edits(name, &candidate), candidate));
    scored
        .min()
        .filter(|(edits, candidate)| *edits <= candidate.len().div_ceil(3))
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance of two short texts.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}
