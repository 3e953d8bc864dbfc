//! The form of a permission set: the lexicon record behind an `include:`.

use std::collections::{BTreeMap, BTreeSet};

use crate::cbor::{Map, Value};
use crate::oauth::scope::{
    Action, Actions, Audience, Collections, Include, Methods, RepoScope, RpcScope, Scope,
};
use crate::syntax::Nsid;

/// Most permissions in a set.
const MAX_PERMISSIONS: usize = 256;
/// Longest title or detail in bytes; more is cut off.
const MAX_TEXT_BYTES: usize = 1_024;
/// Most languages of a text.
const MAX_LANGUAGES: usize = 64;

/// A set of permissions that somebody published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermissionSet {
    /// What it is called, for people.
    pub title: Texts,
    /// What it is for.
    pub detail: Texts,
    entries: Vec<Entry>,
    weight: usize,
}

/// A text in several languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    default: Option<Box<str>>,
    languages: BTreeMap<Box<str>, Box<str>>,
}

/// What a set says of one kind of thing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    Repo {
        collections: BTreeSet<Nsid>,
        actions: Actions,
    },
    /// Calls of any service, or of the one that the request names.
    Rpc {
        methods: BTreeSet<Nsid>,
        inherits: bool,
    },
}

/// A record that is no permission set of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lexicon is not a permission set")]
pub struct InvalidSet;

impl PermissionSet {
    /// Reads the record that is published under `name`. What a set cannot grant is passed over: other resources,
    /// wildcards, names outside of the publisher's group.
    ///
    /// # Errors
    /// When it is another kind of lexicon, or of another name.
    pub fn read(name: &Nsid, record: &Value) -> Result<Self, InvalidSet> {
        let text = |value: &Value, field: &str| value.get(field).and_then(Value::as_text).map(str::to_owned);
        let main = record.get("defs").and_then(|defs| defs.get("main")).ok_or(InvalidSet)?;
        let is_set = record.get("lexicon") == Some(&Value::Int(1))
            && text(record, "id").as_deref() == Some(name.as_str())
            && text(main, "type").as_deref() == Some("permission-set");
        let permissions = main.get("permissions").and_then(Value::as_list).filter(|_| is_set);
        let permissions = permissions.filter(|list| list.len() <= MAX_PERMISSIONS).ok_or(InvalidSet)?;
        let scope = Include { nsid: name.clone(), audience: None };
        let entries: Vec<Entry> =
            permissions.iter().filter_map(|entry| Entry::read(&scope, entry.as_map()?)).collect();
        let (title, detail) = (Texts::read(main, "title"), Texts::read(main, "detail"));
        let weight = size_of::<Self>()
            + title.weight()
            + detail.weight()
            + entries.iter().map(Entry::weight).sum::<usize>();
        Ok(Self { title, detail, entries, weight })
    }

    /// What it stands for in a request. Calls whose service the request leaves open are left out.
    pub fn permissions(&self, include: &Include) -> Vec<Scope> {
        self.entries.iter().filter_map(|entry| entry.scope(include)).collect()
    }

    /// About how much memory it takes, in bytes.
    pub(super) fn weight(&self) -> usize {
        self.weight
    }
}

impl Entry {
    fn read(set: &Include, entry: &Map) -> Option<Self> {
        let text = |field: &str| entry.get(field).and_then(Value::as_text);
        if text("type") != Some("permission") {
            return None;
        }
        match text("resource")? {
            "repo" if has_only(entry, &["collection", "action"]) => {
                let actions = match entry.get("action") {
                    None => Actions::ALL,
                    Some(actions) => {
                        let named = |action: &Value| {
                            Action::ALL.into_iter().find(|known| Some(known.as_str()) == action.as_text())
                        };
                        let actions: Option<Vec<Action>> = actions.as_list()?.iter().map(named).collect();
                        Actions::of(actions?)?
                    }
                };
                Some(Self::Repo { collections: names(set, entry.get("collection")?)?, actions })
            }
            "rpc" if has_only(entry, &["lxm", "aud", "inheritAud"]) => {
                let inherits = match (entry.get("aud"), entry.get("inheritAud")) {
                    (Some(audience), None | Some(Value::Bool(false))) if audience.as_text() == Some("*") => {
                        false
                    }
                    (None, Some(Value::Bool(true))) => true,
                    _ => return None,
                };
                Some(Self::Rpc { methods: names(set, entry.get("lxm")?)?, inherits })
            }
            _ => None,
        }
    }

    fn scope(&self, include: &Include) -> Option<Scope> {
        match self {
            Self::Repo { collections, actions } => Some(Scope::Repo(RepoScope {
                collections: Collections::Only(collections.clone()),
                actions: *actions,
            })),
            Self::Rpc { methods, inherits } => {
                let audience = match (inherits, &include.audience) {
                    (false, _) => Audience::Any,
                    (true, Some(service)) => Audience::Service(service.clone()),
                    (true, None) => return None,
                };
                RpcScope::new(audience, Methods::Only(methods.clone())).map(Scope::Rpc)
            }
        }
    }

    fn weight(&self) -> usize {
        let (Self::Repo { collections: names, .. } | Self::Rpc { methods: names, .. }) = self;
        size_of::<Self>()
            + names.iter().map(|name| size_of::<Nsid>() * 2 + name.as_str().len()).sum::<usize>()
    }
}

/// A list of names, all of which the set may speak of.
fn names(set: &Include, list: &Value) -> Option<BTreeSet<Nsid>> {
    let names: Option<BTreeSet<Nsid>> = list
        .as_list()?
        .iter()
        .map(|name| name.as_text()?.parse().ok().filter(|name| set.covers(name)))
        .collect();
    names.filter(|names| !names.is_empty())
}

/// Whether an entry has no fields but these: one that nobody here knows could restrict it.
fn has_only(entry: &Map, fields: &[&str]) -> bool {
    entry.iter().all(|(field, _)| ["type", "resource"].contains(&field) || fields.contains(&field))
}

impl Texts {
    /// The text in `language`, in the language that it is a dialect of, or in the publisher's own.
    pub fn get(&self, language: &str) -> Option<&str> {
        let base = language.split('-').next().unwrap_or_default();
        let exact = self.languages.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(language));
        let found = exact.or_else(|| self.languages.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(base)));
        found.map(|(_, text)| text).or(self.default.as_ref()).map(|text| &**text)
    }

    fn read(main: &Value, field: &str) -> Self {
        let cut = |text: &str| -> Option<Box<str>> {
            let end = text.floor_char_boundary(MAX_TEXT_BYTES);
            let text = text[..end].trim();
            (!text.is_empty()).then(|| text.into())
        };
        let text = |value: &Value| value.as_text().and_then(cut);
        let languages = main.get(&format!("{field}:lang")).and_then(Value::as_map);
        let languages = languages.into_iter().flat_map(Map::iter).take(MAX_LANGUAGES);
        Self {
            default: main.get(field).and_then(text),
            languages: languages.filter_map(|(tag, value)| Some((tag.into(), text(value)?))).collect(),
        }
    }

    fn weight(&self) -> usize {
        let texts = self.languages.iter().map(|(tag, text)| 64 + tag.len() + text.len());
        self.default.as_ref().map_or(0, |text| text.len()) + texts.sum::<usize>()
    }
}
