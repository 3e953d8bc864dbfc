//! Invite codes: made, listed and ended.

use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::account::invites::{self, InviteDetail, Order, Place};
use crate::administrator::AdminAct;
use crate::store::{Snapshot, StorageError, Tx};
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Codes that are listed.
const LISTED: usize = 40;
/// Most uses of one code.
const MAX_USES: u32 = 1_000;
/// Most codes that are made at once on a page.
const MAX_MADE: usize = 50;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let after = match visit.query("after") {
        "" => None,
        text => Some(place_of(text).ok_or(PageError::NotFound)?),
    };
    let is_first = after.is_none();
    let page = move |db: &Snapshot| invites::page(db, Order::Newest, LISTED, after.as_ref());
    let (codes, next) = visit.app.store.read(page).await?;
    let value = |detail: &InviteDetail| {
        let invite = &detail.invite;
        context! {
            code => detail.code.as_str(),
            used => invite.used,
            all => invite.available,
            open => !invite.disabled && invite.used < invite.available,
            disabled => invite.disabled,
            owner => (invite.owner != invites::OPERATOR).then_some(invite.owner.as_str()),
            at => invite.created_at.secs(),
        }
    };
    let values = context! {
        codes => codes.iter().map(value).collect::<Vec<Value>>(),
        next => next.map(|(number, code)| format!("{number}:{code}")),
        first => is_first,
        required => visit.app.settings.accounts.invite_required,
        max_uses => MAX_USES,
        max_made => MAX_MADE,
    };
    guard::render(visit, "admin/invites.html", values)
}

/// The place that a link of this page names.
fn place_of(text: &str) -> Option<Place> {
    let (number, code) = text.split_once(':')?;
    Some((number.parse().ok()?, code.to_owned()))
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    match form.text("act") {
        "make" => {
            let count = form.text("count").parse::<usize>().unwrap_or(1).clamp(1, MAX_MADE);
            let uses = form.text("uses").parse::<u32>().unwrap_or(1).clamp(1, MAX_USES);
            let hostname = &visit.app.service.hostname;
            let rows: Vec<(String, String)> =
                (0..count).map(|_| (invites::new_code(hostname), invites::OPERATOR.to_owned())).collect();
            let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> { invites::create(tx, rows, uses) };
            visit.app.store.write(job).await?;
            guard::note(visit, AdminAct::Invite, &count.to_string()).await?;
            visit.notice(Tone::Success, guard::words(visit, AdminAct::Invite));
        }
        "disable" => {
            let code = form.text("code").to_owned();
            let ended = code.clone();
            let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> { invites::disable(tx, &ended) };
            visit.app.store.write(job).await?;
            guard::note(visit, AdminAct::InviteEnd, &code).await?;
            visit.notice(Tone::Success, guard::words(visit, AdminAct::InviteEnd));
        }
        _ => return Err(PageError::NotFound),
    }
    Ok(visit.redirect("/admin/invites"))
}
