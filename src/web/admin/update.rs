//! The system of the appliance: what runs, another one from a signed bundle, and starting or stopping the board.
//! Elsewhere there is no such page.

use bytes::Bytes;
use hyper::Uri;
use minijinja::context;

use super::guard;
use super::overview::size;
use crate::administrator::AdminAct;
use crate::update::{FetchError, FetchState, Incoming, MAX_BUNDLE_BYTES, Slot, Version, Wish};
use crate::web::{FORM_BYTES, Faults, Form, PageError, Tone, Upload, UploadError, UploadedFile, Visit};
use crate::xrpc::Reply;

const PATH: &str = "/admin/update";
/// Largest form with a bundle.
pub(super) const UPLOAD_BYTES: u64 = MAX_BUNDLE_BYTES + FORM_BYTES;

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

/// Where a bundle is sent from the computer in hand. Its sender's password was asked for before it is chosen.
pub(super) async fn show_file(visit: &mut Visit) -> Result<Reply, PageError> {
    enter(visit).await?;
    guard::enter_recently(visit).await?;
    file_page(visit, &Faults::new())
}

fn file_page(visit: &Visit, faults: &Faults) -> Result<Reply, PageError> {
    guard::render_form(visit, "admin/update_file.html", context! { faults => faults.to_value() }, faults)
}

pub(super) async fn take_file(visit: &mut Visit, mut upload: Upload) -> Result<Reply, PageError> {
    enter(visit).await?;
    guard::enter_recently(visit).await?;
    let first = upload.file.next().await;
    if matches!(first, Ok(None)) {
        let mut faults = Faults::new();
        faults.add("file", visit.text("admin-logo-none-chosen"));
        return file_page(visit, &faults);
    }
    guard::note(visit, AdminAct::Update, "").await?;
    let app = &visit.app;
    if let Some(mut incoming) = app.update.receive(app.appliance.clone()) {
        let came = take(&mut incoming, &mut upload.file, first).await;
        incoming.end(came).await;
    }
    Ok(visit.redirect(PATH))
}

/// Takes the pieces of a file, of which the first is here.
async fn take(
    incoming: &mut Incoming,
    file: &mut UploadedFile,
    first: Result<Option<Bytes>, UploadError>,
) -> Result<(), FetchError> {
    let mut next = first;
    while let Some(piece) = next.map_err(|error| FetchError::Body(error.into()))? {
        incoming.write(&piece).await?;
        next = file.next().await;
    }
    Ok(())
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
