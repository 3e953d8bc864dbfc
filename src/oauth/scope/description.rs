//! What a page tells an account's owner about the scopes that an app asks for: in which group each stands, how much care
//! it takes, and by which text it is said. The texts themselves are the catalogue's.

use super::{
    AccountAction, AccountAttribute, Action, Audience, BlobScope, Collections, IdentityScope, Methods, Scope,
    ScopeSet, Transition,
};

/// How much care it takes to say yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What most apps need.
    Info,
    /// Far-reaching: worth a second look.
    Warning,
    /// The app could take the account away.
    Danger,
}

/// What a permission is about. In the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Knowing who it is. Part of every request.
    Profile,
    /// The e-mail address.
    Email,
    /// The account as a whole.
    Account,
    /// Handle and keys.
    Identity,
    /// Everything of the time before scopes.
    Bluesky,
    /// Direct messages.
    Chat,
    /// Named sets of permissions.
    Sets,
    /// Records.
    Records,
    /// Files.
    Files,
    /// Calls of other services.
    Services,
}

/// One scope, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its place among the scopes that are asked for.
    pub place: usize,
    /// What it is about.
    pub kind: Kind,
    /// How much care it takes.
    pub level: Level,
    /// The text's name in the catalogue, after `consent-`.
    pub text: &'static str,
    /// Values in the text.
    pub values: Vec<(&'static str, String)>,
    /// Technical names that belong to it: collections, methods, file types.
    pub names: Vec<String>,
    /// Whether it can be refused while the rest is granted.
    pub optional: bool,
    /// The token as the app wrote it.
    pub token: String,
}

impl Item {
    fn of(place: usize, scope: &Scope, token: String) -> Self {
        let mut item = Self {
            place,
            kind: Kind::Profile,
            level: Level::Info,
            text: "profile",
            values: Vec::new(),
            names: Vec::new(),
            optional: *scope != Scope::Atproto,
            token,
        };
        match scope {
            Scope::Atproto => {}
            Scope::Transition(Transition::Generic) => item.is(Kind::Bluesky, Level::Warning, "generic"),
            Scope::Transition(Transition::Chat) => item.is(Kind::Chat, Level::Warning, "chat"),
            Scope::Transition(Transition::Email) => item.is(Kind::Email, Level::Info, "email-read"),
            Scope::Account(scope) => match (scope.attribute, scope.action) {
                (AccountAttribute::Email, AccountAction::Read) => {
                    item.is(Kind::Email, Level::Info, "email-read");
                }
                (AccountAttribute::Email, AccountAction::Manage) => {
                    item.is(Kind::Email, Level::Danger, "email-manage");
                }
                (AccountAttribute::Repo, AccountAction::Read) => {
                    item.is(Kind::Account, Level::Info, "repo-read");
                }
                (AccountAttribute::Repo, AccountAction::Manage) => {
                    item.is(Kind::Account, Level::Danger, "repo-manage");
                }
                (AccountAttribute::Status, AccountAction::Read) => {
                    item.is(Kind::Account, Level::Info, "status-read");
                }
                (AccountAttribute::Status, AccountAction::Manage) => {
                    item.is(Kind::Account, Level::Danger, "status-manage");
                }
            },
            Scope::Identity(IdentityScope::Handle) => {
                item.is(Kind::Identity, Level::Warning, "identity-handle");
            }
            Scope::Identity(IdentityScope::All) => item.is(Kind::Identity, Level::Danger, "identity-all"),
            Scope::Include(include) => {
                item.is(Kind::Sets, Level::Info, "set");
                item.values.push(("name", include.nsid.to_string()));
            }
            Scope::Repo(scope) => {
                let [create, update, delete] = Action::ALL.map(|action| scope.actions.contains(action));
                let text = match (create, update, delete) {
                    (true, true, true) => "records-all",
                    (true, true, false) => "records-create-update",
                    (true, false, true) => "records-create-delete",
                    (false, true, true) => "records-update-delete",
                    (true, false, false) => "records-create",
                    (false, true, false) => "records-update",
                    (false, false, _) => "records-delete",
                };
                match &scope.collections {
                    Collections::Any => {
                        item.is(Kind::Records, Level::Warning, text);
                        item.values.push(("which", "all".to_owned()));
                    }
                    Collections::Only(collections) => {
                        item.is(Kind::Records, Level::Info, text);
                        item.values.push(("which", "some".to_owned()));
                        item.names = collections.iter().map(ToString::to_string).collect();
                    }
                }
            }
            Scope::Blob(BlobScope::Any) => item.is(Kind::Files, Level::Warning, "files-any"),
            Scope::Blob(BlobScope::Only(accepted)) => {
                item.is(Kind::Files, Level::Info, "files-some");
                item.names = accepted.iter().map(ToString::to_string).collect();
            }
            Scope::Rpc(scope) => {
                match scope.audience() {
                    Audience::Any => item.is(Kind::Services, Level::Warning, "calls-anywhere"),
                    Audience::Service(service) => {
                        item.is(Kind::Services, Level::Info, "calls");
                        item.values.push(("service", service.to_string()));
                    }
                }
                match scope.methods() {
                    Methods::Any => {
                        item.level = Level::Warning;
                        item.values.push(("which", "all".to_owned()));
                    }
                    Methods::Only(methods) => {
                        item.values.push(("which", "some".to_owned()));
                        item.names = methods.iter().map(ToString::to_string).collect();
                    }
                }
            }
        }
        item
    }

    /// The name of the text that says what to take care of, after `consent-care-`. For items above [`Level::Info`].
    pub fn care(&self) -> &'static str {
        if self.kind == Kind::Records { "records" } else { self.text }
    }

    fn is(&mut self, kind: Kind, level: Level, text: &'static str) {
        (self.kind, self.level, self.text) = (kind, level, text);
    }
}

/// What is told about each scope of `asked`, sorted by what it is about.
pub fn describe(asked: &ScopeSet) -> Vec<Item> {
    let mut items: Vec<Item> =
        asked.spelled().enumerate().map(|(place, (scope, token))| Item::of(place, scope, token)).collect();
    items.sort_by_key(|item| (item.kind, item.place));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(scope: &str) -> Vec<Item> {
        describe(&ScopeSet::parse_lenient(scope).expect("scopes"))
    }

    #[test]
    fn every_scope_is_told() {
        for (token, kind, level, text) in [
            ("atproto", Kind::Profile, Level::Info, "profile"),
            ("transition:generic", Kind::Bluesky, Level::Warning, "generic"),
            ("transition:chat.bsky", Kind::Chat, Level::Warning, "chat"),
            ("transition:email", Kind::Email, Level::Info, "email-read"),
            ("account:email?action=manage", Kind::Email, Level::Danger, "email-manage"),
            ("account:repo?action=manage", Kind::Account, Level::Danger, "repo-manage"),
            ("account:status", Kind::Account, Level::Info, "status-read"),
            ("identity:handle", Kind::Identity, Level::Warning, "identity-handle"),
            ("identity:*", Kind::Identity, Level::Danger, "identity-all"),
            ("include:com.example.set", Kind::Sets, Level::Info, "set"),
            ("repo:com.example.post?action=create", Kind::Records, Level::Info, "records-create"),
            ("repo:*", Kind::Records, Level::Warning, "records-all"),
            ("blob:*/*", Kind::Files, Level::Warning, "files-any"),
            ("blob:image/*", Kind::Files, Level::Info, "files-some"),
            ("rpc:com.example.get?aud=*", Kind::Services, Level::Warning, "calls-anywhere"),
            ("rpc:com.example.get?aud=did:web:api.example.com%23x", Kind::Services, Level::Info, "calls"),
            ("rpc:*?aud=did:web:api.example.com%23x", Kind::Services, Level::Warning, "calls"),
        ] {
            let items = described(token);
            let [item] = &items[..] else { panic!("{token}: {items:?}") };
            assert_eq!((item.kind, item.level, item.text), (kind, level, text), "{token}");
            assert_eq!(item.token, token);
            assert_eq!(item.optional, token != "atproto");
        }
    }

    #[test]
    fn groups_keep_together_and_places_stay() {
        let items = described("rpc:com.example.get?aud=* repo:a.b.c atproto repo:a.b.d identity:handle");
        let found: Vec<(Kind, usize)> = items.iter().map(|item| (item.kind, item.place)).collect();
        assert_eq!(
            found,
            [
                (Kind::Profile, 2),
                (Kind::Identity, 4),
                (Kind::Records, 1),
                (Kind::Records, 3),
                (Kind::Services, 0)
            ]
        );
        assert_eq!(items[2].names, ["a.b.c"]);
    }
}
