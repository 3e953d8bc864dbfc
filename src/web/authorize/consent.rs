//! What the app asks for, in plain words, and the owner's yes or no to each of it.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::Value;

use super::asking::{Answer, Asking, Instead, Person};
use super::cancel::deny;
use super::leave::leave;
use crate::oauth::permission_set::Texts;
use crate::oauth::scope::{Item, Kind, Level, Scope, ScopeSet, describe};
use crate::oauth::{Consenting, Lifetime};
use crate::web::{Form, Visit, account_value};

/// The lifetimes as the form names them.
const LIFETIMES: [(&str, Lifetime); 3] =
    [("day", Lifetime::Day), ("month", Lifetime::Month), ("revoked", Lifetime::UntilRevoked)];

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let (request, did) = (visit.query("request").to_owned(), visit.query("account").to_owned());
    let opened = Asking::open(visit, &request);
    match with_person(visit, opened, &did).await {
        Ok((asking, person)) => page(visit, &asking, &person).await,
        Err(instead) => instead.answer(),
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let opened = Asking::open_answered(visit, form.text("request"));
    let (asking, person) = match with_person(visit, opened, form.text("account")).await {
        Ok(found) => found,
        Err(instead) => return instead.answer(),
    };
    if form.text("decision") != "allow" {
        return deny(visit, &asking);
    }
    let asked = &asking.request.scope;
    let ticked: Vec<&Scope> = asked
        .iter()
        .enumerate()
        .filter(|(place, _)| form.check(&field(*place)))
        .map(|(_, scope)| scope)
        .collect();
    let chosen = LIFETIMES.iter().find(|(name, _)| *name == form.text("lifetime"));
    let consenting = Consenting {
        aid: person.rules.aid,
        device: *visit.device(),
        granted: asked.filter(|scope| ticked.contains(&scope)),
        lifetime: chosen.map(|(_, lifetime)| *lifetime).unwrap_or_default(),
        origin: visit.origin(),
    };
    match visit.app.oauth.approve(asking.id, consenting).await {
        Ok(redirect) => leave(visit, asking.id, redirect),
        Err(error) => asking.undecided(visit, error, &person.rules.did),
    }
}

/// The request with the account that answers it.
async fn with_person(
    visit: &mut Visit,
    opened: Result<Asking, Instead>,
    did: &str,
) -> Result<(Asking, Person), Instead> {
    let asking = opened?;
    let person = asking.person(visit, did).await?;
    if !person.rules.is_active {
        let reactivate = visit.redirect(&asking.step_with("reactivate", &person.rules.did));
        return Err(Instead::new(Ok(reactivate)));
    }
    Ok((asking, person))
}

/// What the publisher of a permission set says of it, and what it holds.
struct Published {
    title: Option<String>,
    detail: Option<String>,
    holds: Vec<String>,
}

/// The sets that are asked for, by their places. One that nobody can look up now is told by its name alone.
async fn published(visit: &Visit, asking: &Asking) -> BTreeMap<usize, Published> {
    let language = visit.language.tag();
    let mut sets = BTreeMap::new();
    for (place, scope) in asking.request.scope.iter().enumerate() {
        let Scope::Include(include) = scope else { continue };
        let Ok(set) = visit.app.oauth.permission_sets().get(&include.nsid).await else { continue };
        let permissions: ScopeSet = set.permissions(include).into_iter().collect();
        let told = |item: &Item| match item.names.is_empty() {
            true => text_of(visit, item),
            false => format!("{}: {}", text_of(visit, item), item.names.join(", ")),
        };
        let text = |texts: &Texts| texts.get(language).map(str::to_owned);
        let holds = describe(&permissions).iter().map(told).collect();
        sets.insert(place, Published { title: text(&set.title), detail: text(&set.detail), holds });
    }
    sets
}

fn text_of(visit: &Visit, item: &Item) -> String {
    let values: Vec<(&str, &str)> = item.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visit.text_with(&format!("consent-{}", item.text), &values)
}

impl Asking {
    /// What the app asks for, in short: `{name, groups: [{heading, texts, warning}], technical, tokens}`.
    pub(in crate::web) async fn summary(&self, visit: &Visit) -> Value {
        let sets = published(visit, self).await;
        let items = describe(&self.request.scope);
        let text = |item: &Item| match sets.get(&item.place).and_then(|set| set.title.clone()) {
            Some(title) => title,
            None if item.names.is_empty() => text_of(visit, item),
            None => format!("{}: {}", text_of(visit, item), item.names.join(", ")),
        };
        let groups: Vec<Value> = items
            .chunk_by(|one, next| one.kind == next.kind)
            .map(|group| {
                let kind = group.first().map_or(Kind::Profile, |item| item.kind);
                let worst =
                    group.iter().max_by_key(|item| item.level).filter(|item| item.level > Level::Info);
                context! {
                    heading => visit.text(&format!("consent-group-{}", word(kind))),
                    warning => worst.map(|item| visit.text(&format!("consent-care-{}", item.care()))),
                    texts => group.iter().map(text).collect::<Vec<_>>(),
                }
            })
            .collect();
        let client = &self.request.client;
        let here = || visit.text("authorize-app-here");
        let name = if client.is_loopback() { here() } else { client.display_host().to_owned() };
        let tokens: Vec<String> = items.iter().map(|item| item.token.to_string()).collect();
        context! { name, groups, technical => visit.text("consent-technical"), tokens }
    }
}

async fn page(visit: &mut Visit, asking: &Asking, person: &Person) -> Answer {
    let sets = published(visit, asking).await;
    let remembered = person.remembered.as_ref();
    let refused = |item: &Item| {
        let scope = asking.request.scope.iter().nth(item.place);
        remembered.zip(scope).is_some_and(|(told, scope)| told.refused.contains(scope))
    };
    let items = describe(&asking.request.scope);
    let only_profile = items.iter().all(|item| item.kind == Kind::Profile);
    let items_value = |item: &Item| {
        let set = sets.get(&item.place);
        context! {
            field => field(item.place),
            text => text_of(visit, item),
            title => set.and_then(|set| set.title.as_deref()),
            detail => set.and_then(|set| set.detail.as_deref()),
            holds => set.map(|set| set.holds.clone()).unwrap_or_default(),
            names => item.names.clone(),
            level => level(item.level),
            optional => item.optional,
            ticked => !refused(item),
            token => item.token.as_str(),
        }
    };
    let groups: Vec<Value> = items
        .chunk_by(|one, next| one.kind == next.kind)
        .map(|group| {
            let kind = group.first().map_or(Kind::Profile, |item| item.kind);
            let worst = group.iter().max_by_key(|item| item.level).filter(|item| item.level > Level::Info);
            context! {
                heading => visit.text(&format!("consent-group-{}", word(kind))),
                level => worst.map(|item| level(item.level)),
                warning => worst.map(|item| visit.text(&format!("consent-care-{}", item.care()))),
                items => group.iter().map(items_value).collect::<Vec<_>>(),
            }
        })
        .collect();
    let lifetime = remembered.map(|told| told.lifetime).unwrap_or_default();
    let lifetimes: Vec<Value> = LIFETIMES
        .iter()
        .map(|(name, each)| {
            let text = visit.text(&format!("consent-for-{name}"));
            context! { name => *name, text, current => *each == lifetime }
        })
        .collect();
    let values = context! {
        account => account_value(&person.signed_in),
        groups,
        lifetimes,
        only_profile,
        returns => asking.request.redirect_uri.csp_source(),
        known => remembered.is_some(),
    };
    asking.render(visit, "authorize/consent.html", values)
}

fn field(place: usize) -> String {
    format!("scope-{place}")
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Danger => "error",
    }
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Profile => "profile",
        Kind::Email => "email",
        Kind::Account => "account",
        Kind::Identity => "identity",
        Kind::Bluesky => "bluesky",
        Kind::Chat => "chat",
        Kind::Sets => "sets",
        Kind::Records => "records",
        Kind::Files => "files",
        Kind::Services => "services",
    }
}
