//! The grammar by tables, and what must hold for any scope by properties.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::*;
use crate::syntax::Nsid;

fn scope(text: &str) -> Scope {
    text.parse().unwrap_or_else(|_| panic!("{text} is a scope"))
}

fn set(text: &str) -> ScopeSet {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn nsid(text: &str) -> Nsid {
    text.parse().expect("an NSID")
}

/// What is read, and how it is written.
const SPELLINGS: &[(&str, &str)] = &[
    ("atproto", "atproto"),
    ("transition:generic", "transition:generic"),
    ("transition:email", "transition:email"),
    ("transition:chat.bsky", "transition:chat.bsky"),
    // repo
    ("repo:com.example.foo", "repo:com.example.foo"),
    ("repo?collection=com.example.foo", "repo:com.example.foo"),
    ("repo:com%2Eexample.foo", "repo:com.example.foo"),
    ("repo:*", "repo:*"),
    ("repo:%2A", "repo:*"),
    ("repo:*?action=create", "repo:*?action=create"),
    ("repo:a.b.c?action=delete&action=create", "repo:a.b.c?action=create&action=delete"),
    ("repo:a.b.c?action=create&action=create", "repo:a.b.c?action=create"),
    ("repo:a.b.c?action=create&action=update&action=delete", "repo:a.b.c"),
    (
        "repo?action=create&collection=b.b.b&collection=a.a.a",
        "repo?collection=a.a.a&collection=b.b.b&action=create",
    ),
    ("repo?collection=*&collection=com.example.foo&action=update", "repo:*?action=update"),
    ("repo:a.b.c?", "repo:a.b.c"),
    ("repo:a.b.c?&action=create", "repo:a.b.c?action=create"),
    // rpc
    ("rpc:a.b.c?aud=*", "rpc:a.b.c?aud=*"),
    ("rpc?aud=*&lxm=a.b.c", "rpc:a.b.c?aud=*"),
    ("rpc?lxm=b.b.b&lxm=a.a.a&aud=*", "rpc?lxm=a.a.a&lxm=b.b.b&aud=*"),
    ("rpc:a.b.c?aud=did:web:example.com%23svc", "rpc:a.b.c?aud=did:web:example.com%23svc"),
    ("rpc:a.b.c?aud=did:web:example.com#svc", "rpc:a.b.c?aud=did:web:example.com%23svc"),
    ("rpc:a.b.c?aud=did%3Aweb%3Aexample.com%23svc", "rpc:a.b.c?aud=did:web:example.com%23svc"),
    ("rpc:*?aud=did:web:example.com%23svc", "rpc:*?aud=did:web:example.com%23svc"),
    ("rpc?lxm=*&lxm=a.b.c&aud=did:web:example.com%23svc", "rpc:*?aud=did:web:example.com%23svc"),
    (
        "rpc:a.b.c?aud=did:plc:l3rouwludahu3ui3bt66mfvj%23atproto",
        "rpc:a.b.c?aud=did:plc:l3rouwludahu3ui3bt66mfvj%23atproto",
    ),
    ("rpc:a.b.c?aud=did:web:localhost%253A3000%23svc", "rpc:a.b.c?aud=did:web:localhost%253A3000%23svc"),
    // blob
    ("blob:image/png", "blob:image/png"),
    ("blob:IMAGE/PNG", "blob:image/png"),
    ("blob:image/svg+xml", "blob:image/svg+xml"),
    ("blob?accept=image/svg+xml", "blob:image/svg+xml"),
    ("blob?accept=image/svg%2Bxml", "blob:image/svg+xml"),
    ("blob:*/*", "blob:*/*"),
    ("blob?accept=image/png&accept=*/*", "blob:*/*"),
    ("blob?accept=image/png&accept=image/*&accept=video/mp4", "blob?accept=image/*&accept=video/mp4"),
    ("blob?accept=image/png&accept=image/jpeg", "blob?accept=image/jpeg&accept=image/png"),
    // account
    ("account:email", "account:email"),
    ("account:email?action=read", "account:email"),
    ("account?attr=repo&action=manage", "account:repo?action=manage"),
    ("account:status?action=read&action=manage", "account:status?action=manage"),
    // identity
    ("identity:handle", "identity:handle"),
    ("identity?attr=*", "identity:*"),
    // include
    ("include:com.example.authBasic", "include:com.example.authBasic"),
    ("include?nsid=com.example.auth", "include:com.example.auth"),
    ("include:a.b.c?aud=did:web:example.com#svc", "include:a.b.c?aud=did:web:example.com%23svc"),
];

const REFUSED: &[&str] = &[
    "",
    ":",
    "?",
    "openid",
    "ATPROTO",
    "atproto:x",
    "atproto?x=y",
    "transition",
    "transition:other",
    "transition:generic?x=y",
    "space:a.b.c",
    // A parameter that nobody knows, twice, without a value, both ways, or not decodable.
    "repo:a.b.c?foo=bar",
    "repo:a.b.c?action",
    "repo:a.b.c?action=",
    "repo:a.b.c?=create",
    "repo:a.b.c?collection=a.b.d",
    "repo:a.b.c?action=%6",
    "repo:a.b.c?action=%zz",
    "repo:%ff.b.c",
    "repo",
    "repo:",
    "repo?action=create",
    "repo:a.b",
    "repo:.a.b.c",
    "repo:a.b.*",
    "repo:a.*",
    "repo:**",
    "repo:a.b.c#frag",
    "repo:a.b.c?action=read",
    "repo:a.b.c?action=*",
    "repo:a.b.c?action=create,update",
    "repo:a.b.c:create",
    "repos:a.b.c",
    "rpc",
    "rpc:a.b.c",
    "rpc:?aud=*",
    "rpc?aud=*",
    "rpc:*?aud=*",
    "rpc?lxm=*&aud=*",
    "rpc?lxm=*&lxm=a.b.c&aud=*",
    "rpc:a.b.*?aud=*",
    "rpc:a.b.c?aud=*&aud=*",
    "rpc:a.b.c?aud=*&lxm=a.b.c",
    "rpc:a.b.c?aud=did:web:example.com",
    "rpc:a.b.c?aud=did:web:example.com%23",
    "rpc:a.b.c?aud=did:web:example.com%23a%23b",
    "rpc:a.b.c?aud=did:web:example.com%23a%20b",
    "rpc:a.b.c?aud=did:web:example.com:path%23a",
    "rpc:a.b.c?aud=did:web:example.com%253A80%23a",
    "rpc:a.b.c?aud=did:plc:111%23svc",
    "rpc:a.b.c?aud=did:foo:bar%23svc",
    "rpc:a.b.c?aud=%23svc",
    "rpc:a.b.c?aud=https://example.com",
    "rpc:foo.bar?aud=did:foo:bar?lxm=bar.baz",
    "blob",
    "blob:",
    "blob:image",
    "blob:image/",
    "blob:/png",
    "blob:*/png",
    "blob:*/**",
    "blob:image/p*",
    "blob:image/png/x",
    "blob:image/png?accept=image/png",
    "blob:image%20x/png",
    "blob:*",
    "account",
    "account:",
    "account:name",
    "account:*",
    "account:email?action=write",
    "account?attr=email&attr=repo",
    "identity",
    "identity:plc",
    "identity?attr=handle&attr=*",
    "identity:handle?action=manage",
    "include",
    "include:",
    "include:com.example",
    "include:*",
    "include:com.example.*",
    "include:a.b.c?aud=",
    "include:a.b.c?aud=*",
    "include:a.b.c?aud=did:web:example.com",
    "include:a.b.c?nsid=a.b.c",
];

#[test]
fn scopes_are_read_in_any_spelling_and_written_in_one() {
    for (text, canonical) in SPELLINGS {
        assert_eq!(scope(text).to_string(), *canonical, "{text}");
        assert_eq!(scope(text), scope(canonical), "{text}");
    }
}

#[test]
fn anything_else_is_no_scope() {
    for text in REFUSED {
        assert!(text.parse::<Scope>().is_err(), "{text}");
    }
}

fn permission_tables(rows: &[(&str, &[(Permission<'_>, bool)])]) {
    for (scopes, acts) in rows {
        for (act, allowed) in *acts {
            assert_eq!(set(scopes).permits(act), *allowed, "{scopes} for {act}");
        }
    }
}

#[test]
fn records() {
    let (post, like) = (nsid("app.bsky.feed.post"), nsid("app.bsky.feed.like"));
    let act = |collection, action| Permission::Repo { collection, action };
    permission_tables(&[
        ("repo:*", &[(act(&post, Action::Create), true), (act(&like, Action::Delete), true)]),
        ("repo:*?action=create", &[(act(&post, Action::Create), true), (act(&post, Action::Update), false)]),
        (
            "repo:app.bsky.feed.post?action=create&action=delete",
            &[
                (act(&post, Action::Create), true),
                (act(&post, Action::Update), false),
                (act(&post, Action::Delete), true),
                (act(&like, Action::Create), false),
            ],
        ),
        (
            "repo?collection=app.bsky.feed.post&collection=app.bsky.feed.like",
            &[(act(&post, Action::Update), true), (act(&like, Action::Update), true)],
        ),
        (
            "atproto transition:generic",
            &[(act(&post, Action::Create), true), (act(&like, Action::Delete), true)],
        ),
        ("atproto transition:email transition:chat.bsky", &[(act(&post, Action::Create), false)]),
        ("atproto include:app.bsky.feed.all", &[(act(&post, Action::Create), false)]),
    ]);
}

#[test]
fn calls() {
    let (timeline, message) = (nsid("app.bsky.feed.getTimeline"), nsid("chat.bsky.convo.sendMessage"));
    let (view, chat) = ("did:web:api.bsky.app#bsky_appview", "did:web:api.bsky.chat#bsky_chat");
    let act = |aud, lxm| Permission::Rpc { aud, lxm };
    permission_tables(&[
        (
            "rpc:app.bsky.feed.getTimeline?aud=did:web:api.bsky.app%23bsky_appview",
            &[
                (act(view, Some(&timeline)), true),
                (act(chat, Some(&timeline)), false),
                (act(view, Some(&message)), false),
                (act(view, None), false),
                (act("did:web:api.bsky.app", Some(&timeline)), false),
            ],
        ),
        (
            "rpc:app.bsky.feed.getTimeline?aud=*",
            &[
                (act(view, Some(&timeline)), true),
                (act("did:web:api.bsky.app", Some(&timeline)), true),
                (act(view, None), false),
            ],
        ),
        (
            "rpc:*?aud=did:web:api.bsky.chat%23bsky_chat",
            &[
                (act(chat, Some(&message)), true),
                (act(chat, None), true),
                (act(view, Some(&message)), false),
                (act("did:web:api.bsky.chat", None), false),
            ],
        ),
        (
            "transition:generic",
            &[
                (act(view, Some(&timeline)), true),
                (act("did:web:api.bsky.app", Some(&timeline)), true),
                (act(chat, Some(&message)), false),
                (act(chat, None), false),
                (act(view, None), false),
            ],
        ),
        (
            "transition:chat.bsky",
            &[
                (act(chat, Some(&message)), true),
                (act(view, Some(&timeline)), false),
                (act(chat, None), false),
            ],
        ),
        (
            "transition:chat.bsky transition:generic",
            &[(act(chat, Some(&message)), true), (act(view, Some(&timeline)), true), (act(chat, None), true)],
        ),
    ]);
}

#[test]
fn files() {
    let act = |mime| Permission::Blob { mime };
    permission_tables(&[
        (
            "blob:*/*",
            &[(act("image/png"), true), (act("x"), false), (act("image/*"), false), (act("*/*"), false)],
        ),
        (
            "blob:image/*",
            &[
                (act("image/png"), true),
                (act("imagex/png"), false),
                (act("IMAGE/PNG; a=b"), true),
                (act("video/mp4"), false),
            ],
        ),
        (
            "blob?accept=image/png&accept=video/mp4",
            &[(act("image/png"), true), (act("image/jpeg"), false), (act("video/mp4"), true)],
        ),
        ("transition:generic", &[(act("application/zip"), true)]),
        ("repo:*", &[(act("image/png"), false)]),
    ]);
}

#[test]
fn accounts_and_identities() {
    use AccountAction::{Manage, Read};
    use AccountAttribute::{Email, Repo, Status};
    let act = |attribute, action| Permission::Account { attribute, action };
    permission_tables(&[
        ("account:email", &[(act(Email, Read), true), (act(Email, Manage), false), (act(Repo, Read), false)]),
        (
            "account:repo?action=manage",
            &[(act(Repo, Read), true), (act(Repo, Manage), true), (act(Status, Manage), false)],
        ),
        ("account:status?action=manage", &[(act(Status, Manage), true), (act(Email, Read), false)]),
        ("transition:email", &[(act(Email, Read), true), (act(Email, Manage), false)]),
        (
            "transition:generic",
            &[(act(Email, Read), false), (act(Repo, Manage), false), (act(Status, Manage), false)],
        ),
        (
            "identity:handle",
            &[
                (Permission::Identity(IdentityScope::Handle), true),
                (Permission::Identity(IdentityScope::All), false),
            ],
        ),
        (
            "identity:*",
            &[
                (Permission::Identity(IdentityScope::Handle), true),
                (Permission::Identity(IdentityScope::All), true),
            ],
        ),
        ("transition:generic repo:*", &[(Permission::Identity(IdentityScope::Handle), false)]),
    ]);
}

#[test]
fn what_is_missing_is_named() {
    let (post, call) = (nsid("app.bsky.feed.post"), nsid("a.b.c"));
    let acts = [
        (
            Permission::Repo { collection: &post, action: Action::Update },
            "repo:app.bsky.feed.post?action=update",
        ),
        (Permission::Blob { mime: "Image/PNG; x=y" }, "blob:image/png"),
        (
            Permission::Rpc { aud: "did:web:a.test#svc", lxm: Some(&call) },
            "rpc:a.b.c?aud=did:web:a.test%23svc",
        ),
        (Permission::Rpc { aud: "did:web:a.test#svc", lxm: None }, "rpc:*?aud=did:web:a.test%23svc"),
        (Permission::Rpc { aud: "did:web:a.test", lxm: Some(&call) }, "rpc:a.b.c?aud=*"),
        (
            Permission::Account { attribute: AccountAttribute::Email, action: AccountAction::Manage },
            "account:email?action=manage",
        ),
        (Permission::Identity(IdentityScope::All), "identity:*"),
    ];
    for (act, text) in acts {
        assert_eq!(act.to_string(), text);
        if text != "rpc:a.b.c?aud=*" {
            assert!(set(text).permits(&act), "{text}");
        }
    }
}

#[test]
fn includes_speak_of_their_own_group() {
    let Scope::Include(include) = scope("include:com.example.foo.auth") else { panic!("an include") };
    for (name, covered) in [
        ("com.example.foo.identifier", true),
        ("com.example.foo.bar.baz", true),
        ("com.example.foo.bar.baz.quz", true),
        ("com.example.bar", false),
        ("com.example.foo", false),
        ("com.example.foobar.baz", false),
        ("com.example.bar.foo", false),
        ("com.atproto.foo.auth", false),
    ] {
        assert_eq!(include.covers(&nsid(name)), covered, "{name}");
    }
}

#[test]
fn lists() {
    let asked = set("atproto repo?collection=a.b.c repo:a.b.c blob:*/*");
    assert_eq!(asked.len(), 3, "two spellings of one scope");
    assert_eq!(asked.to_string(), "atproto repo?collection=a.b.c blob:*/*", "as the app wrote it");
    assert_eq!(asked, set("blob:*/* repo:a.b.c atproto"));
    assert!(set("repo:a.b.c").is_subset_of(&asked));
    assert!(!set("repo:a.b.d").is_subset_of(&asked));
    assert_eq!(asked.intersection(&set("blob:*/* account:email")), set("blob:*/*"));
    assert_eq!(asked.difference(&set("blob:*/* account:email")), set("atproto repo:a.b.c"));
    assert_eq!(
        asked.union(&set("account:email")).to_string(),
        "atproto repo?collection=a.b.c blob:*/* account:email"
    );
    assert!(set("").is_empty());
    for text in
        [" atproto", "atproto ", "atproto  repo:*", "atproto\trepo:*", "atproto \"x\"", "atproto \\", "é"]
    {
        assert_eq!(ScopeSet::parse_lenient(text).err(), Some(ScopeSetError::Malformed), "{text}");
    }
    assert_eq!("atproto openid".parse::<ScopeSet>(), Err(ScopeSetError::Unknown("openid".into())));
    let lenient = ScopeSet::parse_lenient("atproto openid space:x repo:a.* repo:*").expect("a list");
    assert_eq!(lenient.to_string(), "atproto repo:*");
    let long = "atproto ".repeat(MAX_SCOPE_TEXT);
    assert_eq!(ScopeSet::parse_lenient(&long).err(), Some(ScopeSetError::TooLong));
}

fn any_nsid() -> impl Strategy<Value = Nsid> {
    "[a-z][a-z0-9]{0,3}(\\.[a-z][a-z0-9]{0,3}){1,2}\\.[a-zA-Z][a-zA-Z0-9]{0,4}".prop_map(|text| nsid(&text))
}

/// Few enough names for scopes and acts to meet.
fn known_nsid() -> impl Strategy<Value = Nsid> {
    prop_oneof![
        Just(nsid("app.bsky.feed.post")),
        Just(nsid("chat.bsky.convo.sendMessage")),
        Just(nsid("com.example.foo")),
    ]
}

fn any_service() -> impl Strategy<Value = ServiceRef> {
    prop_oneof![
        Just("did:web:example.com#svc"),
        Just("did:web:localhost%3A3000#a/b?c"),
        Just("did:plc:l3rouwludahu3ui3bt66mfvj#atproto_labeler"),
    ]
    .prop_map(|text| text.parse().expect("a service"))
}

fn any_accept() -> impl Strategy<Value = Accept> {
    prop_oneof![
        "[a-z]{1,3}".prop_map(|group| Accept::Group(group.into())),
        "[a-z]{1,3}/[a-z.+-]{1,3}".prop_map(|mime| Accept::Type(mime.into())),
    ]
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let names = || btree_set(prop_oneof![any_nsid(), known_nsid()], 1..4);
    let actions = vec(prop_oneof![Just(Action::Create), Just(Action::Update), Just(Action::Delete)], 1..4);
    let collections = prop_oneof![Just(Collections::Any), names().prop_map(Collections::Only)];
    let audience = prop_oneof![Just(Audience::Any), any_service().prop_map(Audience::Service)];
    let methods = prop_oneof![Just(Methods::Any), names().prop_map(Methods::Only)];
    prop_oneof![
        Just(Scope::Atproto),
        prop_oneof![Just(Transition::Generic), Just(Transition::Email), Just(Transition::Chat)]
            .prop_map(Scope::Transition),
        (collections, actions).prop_map(|(collections, actions)| {
            let actions = Actions::of(actions).expect("at least one");
            Scope::Repo(RepoScope { collections, actions })
        }),
        (audience, methods).prop_filter_map("any method of any service", |(audience, methods)| {
            RpcScope::new(audience, methods).map(Scope::Rpc)
        }),
        btree_set(any_accept(), 1..4).prop_map(|accepted| {
            let texts: Vec<String> = accepted.iter().map(|accept| format!("accept={accept}")).collect();
            scope(&format!("blob?{}", texts.join("&")))
        }),
        (0..3_usize, any::<bool>()).prop_map(|(attribute, manage)| {
            let action = if manage { AccountAction::Manage } else { AccountAction::Read };
            Scope::Account(AccountScope { attribute: AccountAttribute::ALL[attribute], action })
        }),
        prop_oneof![Just(IdentityScope::Handle), Just(IdentityScope::All)].prop_map(Scope::Identity),
        (any_nsid(), proptest::option::of(any_service()))
            .prop_map(|(nsid, audience)| Scope::Include(Include { nsid, audience })),
    ]
}

/// An act, owning what it speaks of.
#[derive(Clone, Debug)]
enum Act {
    Repo(Nsid, Action),
    Blob(String),
    Rpc(String, Option<Nsid>),
    Account(AccountAttribute, AccountAction),
    Identity(IdentityScope),
}

impl Act {
    fn permission(&self) -> Permission<'_> {
        match self {
            Self::Repo(collection, action) => Permission::Repo { collection, action: *action },
            Self::Blob(mime) => Permission::Blob { mime },
            Self::Rpc(aud, lxm) => Permission::Rpc { aud, lxm: lxm.as_ref() },
            Self::Account(attribute, action) => {
                Permission::Account { attribute: *attribute, action: *action }
            }
            Self::Identity(asked) => Permission::Identity(*asked),
        }
    }
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (known_nsid(), 0..3_usize).prop_map(|(name, action)| Act::Repo(name, Action::ALL[action])),
        "[a-z]{1,3}/[a-z]{1,3}".prop_map(Act::Blob),
        (any_service(), proptest::option::of(known_nsid()))
            .prop_map(|(service, method)| Act::Rpc(service.to_string(), method)),
        (0..3_usize, any::<bool>()).prop_map(|(attribute, manage)| {
            let action = if manage { AccountAction::Manage } else { AccountAction::Read };
            Act::Account(AccountAttribute::ALL[attribute], action)
        }),
        prop_oneof![Just(IdentityScope::Handle), Just(IdentityScope::All)].prop_map(Act::Identity),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_the_same(scope in any_scope()) {
        let text = scope.to_string();
        prop_assert!(text.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)), "{}", text);
        prop_assert_eq!(text.parse::<Scope>().ok(), Some(scope));
    }

    #[test]
    fn lists_read_the_same(scopes in vec(any_scope(), 0..8)) {
        let list: ScopeSet = scopes.into_iter().collect();
        let again: ScopeSet = list.to_string().parse().expect("a list");
        prop_assert_eq!(again.to_string(), list.to_string());
        prop_assert_eq!(again, list);
    }

    #[test]
    fn more_scopes_never_allow_less(
        some in vec(any_scope(), 0..6),
        more in vec(any_scope(), 0..6),
        act in any_act(),
    ) {
        let (some, more): (ScopeSet, ScopeSet) = (some.into_iter().collect(), more.into_iter().collect());
        let both = some.union(&more);
        prop_assert!(some.is_subset_of(&both) && more.is_subset_of(&both));
        if some.permits(&act.permission()) || more.permits(&act.permission()) {
            prop_assert!(both.permits(&act.permission()));
        }
        if both.intersection(&some).permits(&act.permission()) {
            prop_assert!(some.permits(&act.permission()));
        }
    }

    #[test]
    fn the_scope_that_an_act_names_is_enough_for_it(act in any_act()) {
        prop_assert!(scope(&act.permission().to_string()).permits(&act.permission()));
    }

    #[test]
    fn nothing_crashes_the_parser(text in "[ -~]{0,40}", wild in any::<String>()) {
        let _ = text.parse::<Scope>();
        let _ = wild.parse::<Scope>();
        let _ = ScopeSet::parse_lenient(&wild);
    }
}
