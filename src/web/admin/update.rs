//! The system of the appliance: what runs, another one from a signed bundle, and starting or stopping the board.
//! Elsewhere there is no such page.

use hyper::Uri;
use minijinja::context;

use super::guard;
use super::overview::size;
use crate::administrator::AdminAct;
use crate::update::{FetchState, Slot, Version, Wish};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

const PATH: &str = "/admin/update";

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    enter(visit).await?;
    page(visit, "", &Faults::new())
}

/// Asks before the board is switched off: nobody but who stands beside it can take that back.
pub(super) async fn show_poweroff(visit: &mut Visit) -> Result<Reply, PageError> {
    enter(visit).await?;
    guard::enter_recently(visit).await?;
    guard::render(visit, "admin/poweroff.html", context! {})
}

async fn enter(visit: &Visit) -> Result<(), PageError> {
    guard::enter(visit).await?;
    if visit.app.appliance.is_here() { Ok(()) } else { Err(PageError::NotFound) }
}

fn page(visit: &mut Visit, url: &str, faults: &Faults) -> Result<Reply, PageError> {
    let state = visit.app.update.state();
    let wait = match state {
        FetchState::Comes(_) => Some(visit.wait_for_work(PATH)),
        FetchState::Handed(_) => Some(visit.wait_for_board(PATH)),
        FetchState::Idle | FetchState::Failed(_) => None,
    };
    let appliance = &visit.app.appliance;
    let version = |version: Version| version.to_string();
    let values = context! {
        version => appliance.version().map(version),
        board => appliance.board(),
        slot => appliance.slot().map(Slot::letter),
        on_trial => appliance.is_on_trial(),
        outcome => appliance.outcome(),
        comes => if let FetchState::Comes(bytes) = state { Some(size(bytes)) } else { None },
        handed => if let FetchState::Handed(version) = &state { Some(version.to_string()) } else { None },
        failed => if let FetchState::Failed(reason) = &state { Some(reason.clone()) } else { None },
        wait,
        url,
        faults => faults.to_value(),
    };
    guard::render_form(visit, "admin/update.html", values, faults)
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    enter(visit).await?;
    guard::enter_recently(visit).await?;
    match form.text("act") {
        "fetch" => fetch(visit, form.text("url")).await,
        "reboot" => wish(visit, AdminAct::Reboot, Wish::Reboot).await,
        "poweroff" => wish(visit, AdminAct::PowerOff, Wish::PowerOff).await,
        _ => Err(PageError::NotFound),
    }
}

async fn fetch(visit: &mut Visit, text: &str) -> Result<Reply, PageError> {
    let url = text.parse::<Uri>().ok().filter(|url| matches!(url.scheme_str(), Some("https" | "http")));
    let Some(url) = url else {
        let mut faults = Faults::new();
        faults.add("url", visit.text("admin-update-address"));
        return page(visit, text, &faults);
    };
    guard::note(visit, AdminAct::Update, &without_secrets(&url)).await?;
    let app = &visit.app;
    app.update.begin(app.network.trusted.clone(), url, app.appliance.clone());
    Ok(visit.redirect(PATH))
}

/// An address for the log: who fetches it may be named in front of the host or after the question mark.
fn without_secrets(url: &Uri) -> String {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let (scheme, host) = (url.scheme_str().unwrap_or_default(), url.host().unwrap_or_default());
    format!("{scheme}://{host}{port}{}", url.path())
}

async fn wish(visit: &Visit, act: AdminAct, wish: Wish) -> Result<Reply, PageError> {
    guard::note(visit, act, "").await?;
    let appliance = visit.app.appliance.clone();
    let wished = tokio::task::spawn_blocking(move || appliance.wish(wish)).await;
    wished.map_err(PageError::failed)?.map_err(PageError::failed)?;
    visit.notice(Tone::Success, guard::words(visit, act));
    Ok(visit.redirect(PATH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_of_an_address_is_no_secret() {
        let noted = |text: &str| without_secrets(&text.parse().expect("an address"));
        assert_eq!(noted("https://me:word@x.test:8443/a.hpu?token=t"), "https://x.test:8443/a.hpu");
        assert_eq!(noted("http://x.test"), "http://x.test/");
    }
}
