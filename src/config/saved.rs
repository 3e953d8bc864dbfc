//! Settings that pages and the wizard save, in `settings.toml` of the data folder. They win over defaults and over nothing
//! else. What is saved has passed the table and every check together with what the operator gives elsewhere, so that the
//! next start does not fail because of it.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::origin::Origin;
use super::sources::{ConfigError, read_toml};
use super::table::{SETTINGS, Setting, Settings};
use super::value::Given;
use super::{Sources, check, layered, service_did};
use crate::base::write_private;

/// Name of the file in the data folder.
pub const FILE: &str = "settings.toml";

/// Values by setting, in the order of the table.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Values(BTreeMap<usize, Given>);

impl Values {
    /// What the file in `data` says; nothing when there is none.
    ///
    /// # Errors
    /// When it cannot be read, or says what it must not.
    pub(super) fn read(data: &Path) -> Result<Self, ConfigError> {
        let path = data.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(ConfigError::Read { path, source }),
        };
        let mut values = BTreeMap::new();
        for (setting, given) in read_toml(&text, &path)? {
            values.insert(place_of(&setting.name())?.0, given);
        }
        Ok(Self(values))
    }

    pub(super) fn apply(&self, settings: &mut Settings) -> Result<(), ConfigError> {
        self.0.iter().try_for_each(|(at, given)| SETTINGS[*at].apply(settings, given, &Origin::Saved))
    }

    fn to_toml(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::from(
            "# Saved by hostplant's pages and by `hostplant setup`, which write this file anew. What the configuration\n\
             # file, the environment or the command line says wins over it.\n",
        ));
        let mut section = "";
        for (at, given) in &self.0 {
            let setting = &SETTINGS[*at];
            if setting.section != section {
                section = setting.section;
                write!(text, "\n[{section}]\n").expect("writing to a string");
            }
            writeln!(text, "{} = {}", setting.key, toml_of(given)).expect("writing to a string");
        }
        text
    }
}

/// A JSON string is a TOML string too, and the table reads numbers and truth from text.
fn toml_of(given: &Given) -> String {
    match given {
        Given::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Given::List(texts) => serde_json::Value::from(texts.as_slice()).to_string(),
    }
}

/// A setting's place in the table, if it is one that is saved.
fn place_of(name: &str) -> Result<(usize, &'static Setting), ConfigError> {
    let refused = |reason| ConfigError::NotSaved { key: name.to_owned(), reason };
    let found = SETTINGS.iter().enumerate().find(|(_, setting)| setting.name() == name);
    match found {
        None => Err(refused("there is no such setting")),
        Some((_, Setting { section: "secrets", .. })) => Err(refused("secrets have a file of their own")),
        Some((_, Setting { section: "storage", key: "directory", .. })) => {
            Err(refused("the file lies in that folder"))
        }
        Some(found) => Ok(found),
    }
}

/// The saved settings of a server. Cheap to clone.
#[derive(Clone)]
pub struct Saved(Arc<Shared>);

struct Shared {
    path: PathBuf,
    sources: Sources,
    values: Mutex<Values>,
    /// What this start of the server has.
    at_start: Values,
}

impl fmt::Debug for Saved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Saved").field("path", &self.0.path).finish_non_exhaustive()
    }
}

impl Saved {
    /// Those of the server with its data in `data`, which has the other settings from `sources`.
    ///
    /// # Errors
    /// When the file is there and cannot be used.
    pub fn open(data: &Path, sources: &Sources) -> Result<Self, ConfigError> {
        let at_start = Values::read(data)?;
        let values = Mutex::new(at_start.clone());
        Ok(Self(Arc::new(Shared { path: data.join(FILE), sources: sources.clone(), values, at_start })))
    }

    /// What is saved for `section.key`: one text, a list joined with commas.
    pub fn get(&self, name: &str) -> Option<String> {
        let (at, _) = place_of(name).ok()?;
        self.values().0.get(&at).map(|given| match given {
            Given::Text(text) => text.clone(),
            Given::List(texts) => texts.join(","),
        })
    }

    /// Whether something was saved that only the next start has.
    pub fn awaits_restart(&self) -> bool {
        *self.values() != self.0.at_start
    }

    /// Everything that the next start will have, saved settings included.
    ///
    /// # Errors
    /// When the sources changed under the running server to something that no server starts with.
    pub fn settings(&self) -> Result<Settings, ConfigError> {
        let values = self.values().clone();
        Ok(layered(&self.0.sources, Some(&values))?.0)
    }

    /// Saves values of settings, all or none, and waits until they are on the disk: not for async tasks.
    ///
    /// # Errors
    /// When a value is refused, does not go with the others, is given elsewhere, or cannot be written.
    pub fn set(&self, changes: &[(&str, &str)]) -> Result<(), ConfigError> {
        let changes: Vec<(&str, Option<&str>)> =
            changes.iter().map(|(name, value)| (*name, Some(*value))).collect();
        self.change(&changes)
    }

    /// Forgets what is saved for settings, as [`Saved::set`] saves.
    ///
    /// # Errors
    /// As [`Saved::set`].
    pub fn remove(&self, names: &[&str]) -> Result<(), ConfigError> {
        let changes: Vec<(&str, Option<&str>)> = names.iter().map(|name| (*name, None)).collect();
        self.change(&changes)
    }

    /// Saves and forgets together, all or nothing.
    ///
    /// # Errors
    /// As [`Saved::set`].
    pub fn change(&self, changes: &[(&str, Option<&str>)]) -> Result<(), ConfigError> {
        // Held until the file is written: two changes at once must not lose one.
        let mut values = self.values();
        // Commands write the file too, while the server runs.
        let mut next = Values::read(self.0.path.parent().unwrap_or(Path::new(".")))?;
        for (name, value) in changes {
            let (at, _) = place_of(name)?;
            match value {
                Some(value) => next.0.insert(at, Given::Text((*value).to_owned())),
                None => next.0.remove(&at),
            };
        }
        let (settings, _) = layered(&self.0.sources, Some(&next))?;
        for (name, value) in changes {
            let origin = settings.origins.of(name);
            if value.is_some() && origin.is_fixed() {
                return Err(ConfigError::Fixed { key: (*name).to_owned(), origin });
            }
        }
        check(&settings)?;
        service_did(&settings)?;
        let path = &self.0.path;
        write_private(path, next.to_toml().as_bytes())
            .map_err(|source| ConfigError::Write { path: path.clone(), source })?;
        *values = next;
        Ok(())
    }

    fn values(&self) -> MutexGuard<'_, Values> {
        self.0.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
