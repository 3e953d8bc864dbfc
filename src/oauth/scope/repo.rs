//! `repo:`: writing records.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;

use super::syntax::{Token, TokenWriter};
use crate::syntax::Nsid;

/// What is done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It is made.
    Create,
    /// It is replaced.
    Update,
    /// It is removed.
    Delete,
}

impl Action {
    /// All of them, in the order in which scopes list them.
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Delete];

    /// As scopes write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// Some of the actions, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Actions(u8);

impl Actions {
    /// All of them.
    pub const ALL: Self = Self(0b111);

    /// These. `None` for none.
    pub fn of(actions: impl IntoIterator<Item = Action>) -> Option<Self> {
        let bits = actions.into_iter().fold(0, |bits, action| bits | 1 << action as u8);
        (bits != 0).then_some(Self(bits))
    }

    /// Whether `action` is one.
    pub const fn contains(self, action: Action) -> bool {
        self.0 & (1 << action as u8) != 0
    }

    /// Each, in the order in which scopes list them.
    pub fn iter(self) -> impl Iterator<Item = Action> {
        Action::ALL.into_iter().filter(move |action| self.contains(*action))
    }

    pub(in crate::oauth) fn read(values: Vec<Cow<'_, str>>) -> Option<Self> {
        if values.is_empty() {
            return Some(Self::ALL);
        }
        let actions: Option<Vec<Action>> = values.iter().map(|value| Action::named(value)).collect();
        Self::of(actions?)
    }
}

/// Which records.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Collections {
    /// All.
    Any,
    /// Those of these types, at least one.
    Only(BTreeSet<Nsid>),
}

/// Writing records.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RepoScope {
    /// Which records.
    pub collections: Collections,
    /// What may be done to them.
    pub actions: Actions,
}

impl RepoScope {
    pub(super) const RESOURCE: &str = "repo";

    /// Whether the act is within it.
    pub fn permits(&self, collection: &Nsid, action: Action) -> bool {
        let in_reach = match &self.collections {
            Collections::Any => true,
            Collections::Only(names) => names.contains(collection),
        };
        in_reach && self.actions.contains(action)
    }

    pub(super) fn read(mut token: Token<'_>) -> Option<Self> {
        let names = token.take_main("collection")?;
        let actions = Actions::read(token.take("action"))?;
        if names.is_empty() || !token.is_spent() {
            return None;
        }
        let mut any = false;
        let mut only = BTreeSet::new();
        for name in names {
            if name == "*" {
                any = true;
            } else {
                only.insert(name.parse().ok()?);
            }
        }
        let collections = if any { Collections::Any } else { Collections::Only(only) };
        Some(Self { collections, actions })
    }
}

impl fmt::Display for RepoScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut token = match &self.collections {
            Collections::Any => TokenWriter::start(f, Self::RESOURCE, "collection", ["*"])?,
            Collections::Only(names) => TokenWriter::start(f, Self::RESOURCE, "collection", names)?,
        };
        if self.actions != Actions::ALL {
            for action in self.actions.iter() {
                token.param("action", action.as_str())?;
            }
        }
        Ok(())
    }
}
