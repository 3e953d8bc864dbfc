//! What gave each setting its value, so that pages show what an operator fixed elsewhere and do not offer to change it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::table::Setting;

/// What gave a setting its value. Later ones win over earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nothing: it has its default.
    #[default]
    Default,
    /// A page or the wizard, in `settings.toml` of the data folder.
    Saved,
    /// A TOML file of the operator.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// A systemd credential.
    Credential(PathBuf),
    /// The command line.
    Flag,
}

impl Origin {
    /// Whether a page or the wizard gave it.
    pub fn is_saved(&self) -> bool {
        matches!(self, Self::Saved)
    }

    /// Whether the operator gave it where pages cannot change it.
    pub fn is_fixed(&self) -> bool {
        !matches!(self, Self::Default | Self::Saved)
    }
}

/// A name for sentences such as "service.hostname is given by …".
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("its default"),
            Self::Saved => f.write_str(super::saved::FILE),
            Self::File(path) | Self::Credential(path) => write!(f, "{}", path.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag => f.write_str("--set"),
        }
    }
}

/// What gave each setting its value, by `section.key`.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// What gave a setting its value.
    pub fn of(&self, name: &str) -> Origin {
        self.0.get(name).cloned().unwrap_or_default()
    }

    /// All settings that somebody gave a value, and what did.
    pub fn given(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.0
            .iter()
            .map(|(name, origin)| (name.as_str(), origin))
            .filter(|(_, origin)| **origin != Origin::Default)
    }

    pub(super) fn note(&mut self, setting: &Setting, origin: Origin) {
        self.note_name(&setting.name(), origin);
    }

    pub(super) fn note_name(&mut self, name: &str, origin: Origin) {
        self.0.insert(name.to_owned(), origin);
    }
}
