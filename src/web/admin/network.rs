//! Relays, who follows the server's events and how far, and certificates.

use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::administrator::AdminAct;
use crate::base::with_causes;
use crate::firehose::Follower;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Who is this many seconds of events behind, or more, is said to be.
const BEHIND_SECS: u64 = 60;
const MICROS: u64 = 1_000_000;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let app = &visit.app;
    let relays: Vec<String> = app.settings.firehose.crawlers.iter().map(|url| url.0.clone()).collect();
    let certificates: Vec<Value> = app.tls.as_ref().map_or_else(Vec::new, |tls| {
        let list = tls.certificates().list();
        list.into_iter().map(|(name, until)| context! { name, until => until.secs() }).collect()
    });
    let setbacks = match app.tls.clone() {
        Some(tls) => tokio::task::spawn_blocking(move || tls.setbacks()).await.map_err(PageError::failed)?,
        None => Vec::new(),
    };
    let setbacks: Vec<Value> = setbacks
        .into_iter()
        .map(|setback| {
            context! { name => setback.name, reason => setback.reason, retry_at => setback.retry_at.secs() }
        })
        .collect();
    let newest = app.store.last_seq().to_u64();
    let follower = |follower: Follower| {
        // The number of an event is the time when it was written, in microseconds.
        let behind = follower.cursor.map(|cursor| newest.saturating_sub(cursor.to_u64()) / MICROS);
        context! {
            address => follower.address.to_string(),
            since => follower.since.map(|since| since.secs()),
            cursor => follower.cursor.map(|cursor| cursor.to_string()),
            behind => behind.filter(|behind| *behind >= BEHIND_SECS),
        }
    };
    let followers: Vec<Value> = app.firehose.followers().into_iter().map(follower).collect();
    let values = context! {
        relays,
        followers,
        last_seq => newest.to_string(),
        renews => app.tls.as_ref().is_some_and(|tls| tls.acme().is_some()),
        encrypts => app.tls.is_some(),
        self_signed => app.tls.as_ref().is_some_and(crate::tls::Tls::is_self_signed),
        certificates,
        setbacks,
    };
    guard::render(visit, "admin/network.html", values)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    match form.text("act") {
        "crawl" => request_crawl(visit).await,
        "renew" => renew(visit).await,
        _ => Err(PageError::NotFound),
    }
}

/// Has new certificates ordered, before their time.
async fn renew(visit: &Visit) -> Result<Reply, PageError> {
    let tls = visit.app.tls.as_ref().filter(|tls| tls.acme().is_some()).ok_or(PageError::NotFound)?;
    tls.renew();
    guard::note(visit, AdminAct::Renew, "").await?;
    visit.notice(Tone::Success, guard::words(visit, AdminAct::Renew));
    Ok(visit.redirect("/admin/network"))
}

/// Asks all relays to crawl this server.
async fn request_crawl(visit: &Visit) -> Result<Reply, PageError> {
    for (relay, answer) in visit.app.crawlers.request().await {
        match answer {
            Ok(()) => {
                let text = visit.text_with("admin-crawl-asked", &[("relay", relay)]);
                visit.notice(Tone::Success, text);
            }
            Err(error) => {
                let cause = with_causes(&error);
                let text = visit.text_with("admin-crawl-failed", &[("relay", relay), ("cause", &cause)]);
                visit.notice(Tone::Error, text);
            }
        }
    }
    guard::note(visit, AdminAct::Crawl, "").await?;
    Ok(visit.redirect("/admin/network"))
}
