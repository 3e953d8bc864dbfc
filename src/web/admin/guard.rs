//! Who sees the administrator's pages, and the frame of each.

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::{Value, merge_maps};

use crate::administrator::{AdminAct, SignedInAdmin};
use crate::base::AddressRange;
use crate::web::{Faults, PageError, Visit};
use crate::xrpc::Reply;

/// The pages that are named at the top of each: path, and key of the name.
const SECTIONS: &[(&str, &str)] = &[
    ("/admin", "admin-overview"),
    ("/admin/accounts", "admin-accounts"),
    ("/admin/invites", "admin-invites"),
    ("/admin/mail", "admin-mail"),
    ("/admin/network", "admin-network"),
    ("/admin/doctor", "admin-doctor"),
    ("/admin/settings", "admin-settings"),
    ("/admin/update", "admin-update"),
    ("/admin/log", "admin-log"),
];

/// The pages that belong to the settings.
const SETTINGS: &[&str] = &["/admin/logo", "/admin/passkeys"];

/// Refuses those who come from where these pages are not shown, as if there were none.
pub(super) fn check_place(visit: &Visit) -> Result<(), PageError> {
    let is_near = || AddressRange::local_networks().iter().any(|range| range.contains(visit.client));
    if !visit.app.settings.admin.lan_only || is_near() { Ok(()) } else { Err(PageError::NotFound) }
}

/// The administrator's session with this browser, if there is one.
pub(super) async fn session(visit: &Visit) -> Result<Option<SignedInAdmin>, PageError> {
    check_place(visit)?;
    match visit.app.web.cookies.admin(&visit.headers) {
        Some(cookie) => Ok(visit.app.administrator.open(&cookie).await?),
        None => Ok(None),
    }
}

/// The administrator, or the way to where the administrator signs in.
pub(super) async fn enter(visit: &Visit) -> Result<SignedInAdmin, PageError> {
    session(visit).await?.ok_or(PageError::AdminSignIn)
}

/// The same before what cannot be taken back: the password was given a moment ago.
pub(super) async fn enter_recently(visit: &Visit) -> Result<SignedInAdmin, PageError> {
    let session = enter(visit).await?;
    if session.recent { Ok(session) } else { Err(PageError::AdminConfirm) }
}

/// Notes what was done, for the page that shows it.
pub(super) async fn note(visit: &Visit, act: AdminAct, detail: &str) -> Result<(), PageError> {
    Ok(visit.app.administrator.note(act, detail.to_owned(), visit.client).await?)
}

/// What was done, in words.
pub(super) fn words(visit: &Visit, act: AdminAct) -> String {
    visit.text(&text_key(act.as_str()))
}

/// The key of the words for an act.
pub(super) fn text_key(act: &str) -> String {
    format!("admin-act-{act}")
}

/// A page with the names of the others.
pub(super) fn render(visit: &Visit, template: &str, values: Value) -> Result<Reply, PageError> {
    render_as(visit, StatusCode::OK, template, values)
}

/// The same for a page with a form: 422 when something is wrong with it.
pub(super) fn render_form(
    visit: &Visit,
    template: &str,
    values: Value,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render_as(visit, status, template, values)
}

/// The same with another status.
fn render_as(visit: &Visit, status: StatusCode, template: &str, values: Value) -> Result<Reply, PageError> {
    let path = visit.uri.path();
    let sections: Vec<Value> = SECTIONS
        .iter()
        .filter(|(own, _)| *own != "/admin/update" || visit.app.appliance.is_here())
        .map(|(own, key)| {
            let below = path.strip_prefix(own).is_some_and(|rest| rest.starts_with('/'));
            let is_below = *own != "/admin" && below || *own == "/admin/settings" && SETTINGS.contains(&path);
            let current = if path == *own { Some("page") } else { is_below.then_some("true") };
            context! { path => *own, text => visit.text(key), current }
        })
        .collect();
    visit.render_as(status, template, merge_maps([values, context! { sections }]))
}
