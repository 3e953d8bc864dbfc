//! One account: what is known of it, and what the administrator may do with it.

use minijinja::context;

use super::accounts::account_value;
use super::guard;
use super::overview::size;
use super::tally::Tally;
use crate::account::{AddressError, Hosted, Origin, Strictness, activity, deletion, invites, standing};
use crate::administrator::AdminAct;
use crate::base::{Secret, base32_token};
use crate::mail::Purpose;
use crate::records::CommitError;
use crate::store::keys::BlobKey;
use crate::store::rows::accounts::Account;
use crate::store::tables::{Blobs, Heads};
use crate::store::{Aid, Lane, Read, Snapshot, StorageError, Tx};
use crate::syntax::AtIdentifier;
use crate::web::account::{activity_values, change_fault};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Entries of its security log that are shown.
const ENTRIES: usize = 10;
/// Letters of a password that is made for somebody: 100 bits.
const PASSWORD_LETTERS: usize = 20;
/// Bytes that the job of a deletion holds while it waits.
const JOB_BYTES: usize = 1_024;

async fn find(visit: &Visit) -> Result<Hosted, PageError> {
    let id: AtIdentifier = visit.param("who").parse().map_err(|_| PageError::NotFound)?;
    visit.app.accounts.find(id).await?.ok_or(PageError::NotFound)
}

fn path_of(account: &Account) -> String {
    format!("/admin/accounts/{}", account.did)
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let hosted = find(visit).await?;
    page(visit, &hosted, &After::default()).await
}

/// What was done before the page is shown.
#[derive(Default)]
struct After<'f> {
    /// What was typed where something is wrong with it.
    form: Option<&'f Form>,
    faults: Faults,
    /// A password that was made: it is on this one page, and nowhere else.
    password: Option<Secret<String>>,
}

async fn page(visit: &Visit, hosted: &Hosted, after: &After<'_>) -> Result<Reply, PageError> {
    let After { form, faults, password } = after;
    let aid = hosted.aid;
    let (head, blobs, page) = visit
        .app
        .store
        .read(move |db: &Snapshot| -> Result<_, StorageError> {
            let blobs = Tally::of(db.range::<Blobs>(BlobKey::of(aid))?.map(|row| Ok(row?.1.size)))?;
            Ok((db.get::<Heads>(&aid)?, blobs, activity::list(db, aid, None, ENTRIES)?))
        })
        .await?;
    let typed = |field: &str| form.and_then(|form| form.get(field)).unwrap_or_default().to_owned();
    let values = context! {
        account => account_value(hosted),
        path => path_of(&hosted.account),
        records => head.map(|head| head.records),
        blobs => blobs.words(visit, &blobs.count.to_string()),
        blob_bytes => blobs.words(visit, &size(blobs.sum)),
        password => password.as_ref().map(|password| password.expose().as_str()),
        entries => activity_values(visit, &page.entries),
        email => typed("email"),
        handle => typed("handle"),
        faults => faults.to_value(),
    };
    guard::render_form(visit, "admin/account.html", values, faults)
}

/// What came of an act: what it is noted as, or the field that is at fault, and why.
type Done = Result<AdminAct, (&'static str, String)>;

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    let hosted = find(visit).await?;
    let done = match form.text("act") {
        "takedown" => set_takedown(visit, hosted.aid, Some(visit.app.clock.now().to_string())).await?,
        "restore" => set_takedown(visit, hosted.aid, None).await?,
        "deactivate" => deactivate(visit, hosted.aid).await?,
        "activate" => activate(visit, hosted.aid).await?,
        "invites-off" => set_invites(visit, hosted.aid, true).await?,
        "invites-on" => set_invites(visit, hosted.aid, false).await?,
        "account-password" => return give_password(visit, &hosted).await,
        "reset-code" => mail_code(visit, hosted.aid).await?,
        "email" => set_email(visit, hosted.aid, form.text("email")).await?,
        "handle" => set_handle(visit, &hosted, form.text("handle")).await?,
        _ => return Err(PageError::NotFound),
    };
    match done {
        Ok(act) => {
            guard::note(visit, act, hosted.account.did.as_str()).await?;
            visit.notice(Tone::Success, guard::words(visit, act));
            Ok(visit.redirect(&path_of(&hosted.account)))
        }
        Err((field, text)) => {
            let mut faults = Faults::new();
            faults.add(field, text);
            page(visit, &hosted, &After { form: Some(&form), faults, password: None }).await
        }
    }
}

async fn set_takedown(visit: &Visit, aid: Aid, reference: Option<String>) -> Result<Done, PageError> {
    let act = if reference.is_some() { AdminAct::TakeDown } else { AdminAct::Restore };
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let Some(hosted) = Hosted::by_aid(tx, aid)? else { return Ok(()) };
        standing::set_takedown(tx, aid, hosted.account, reference, &Origin::OPERATOR)
    };
    visit.app.store.write(job).await?;
    Ok(Ok(act))
}

async fn deactivate(visit: &Visit, aid: Aid) -> Result<Done, PageError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let Some(hosted) = Hosted::by_aid(tx, aid)? else { return Ok(()) };
        standing::deactivate(tx, aid, hosted.account, None, &Origin::OPERATOR)
    };
    visit.app.store.write(job).await?;
    Ok(Ok(AdminAct::Deactivate))
}

async fn activate(visit: &Visit, aid: Aid) -> Result<Done, PageError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), CommitError> {
        let Some(hosted) = Hosted::by_aid(tx, aid)? else { return Ok(()) };
        standing::activate(tx, aid, hosted.account, &Origin::OPERATOR)
    };
    visit.app.store.write(job).await.map_err(PageError::failed)?;
    Ok(Ok(AdminAct::Activate))
}

async fn set_invites(visit: &Visit, aid: Aid, disabled: bool) -> Result<Done, PageError> {
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let Some(hosted) = Hosted::by_aid(tx, aid)? else { return Ok(()) };
        invites::set_disabled(tx, aid, hosted.account, disabled)
    };
    visit.app.store.write(job).await?;
    Ok(Ok(if disabled { AdminAct::InvitesOff } else { AdminAct::InvitesOn }))
}

/// Makes a password for somebody who cannot get in. The answer itself shows it, without a redirect, so that it is
/// remembered nowhere.
async fn give_password(visit: &Visit, hosted: &Hosted) -> Result<Reply, PageError> {
    let password = Secret::new(base32_token(PASSWORD_LETTERS));
    let set = visit.app.accounts.set_password(hosted.aid, password.clone()).await;
    set.map_err(PageError::failed)?;
    guard::note(visit, AdminAct::AccountPassword, hosted.account.did.as_str()).await?;
    page(visit, hosted, &After { password: Some(password), ..After::default() }).await
}

/// Mails a code for a new password. Where no mail leaves, it is among the letters that wait.
async fn mail_code(visit: &Visit, aid: Aid) -> Result<Done, PageError> {
    match visit.app.accounts.mail_code(aid, Purpose::ResetPassword, Origin::OPERATOR).await {
        Ok(()) => Ok(Ok(AdminAct::ResetCode)),
        Err(AddressError::Store(error)) => Err(error.into()),
        Err(error) => Err(PageError::failed(error)),
    }
}

async fn set_email(visit: &Visit, aid: Aid, text: &str) -> Result<Done, PageError> {
    let accounts = &visit.app.accounts;
    let fault = |key| Ok(Err(("email", visit.text(key))));
    let Ok(email) = accounts.emails().accept(text) else { return fault("admin-email-bad") };
    match accounts.set_email(aid, email).await {
        Ok(()) => Ok(Ok(AdminAct::Email)),
        Err(AddressError::Taken) => fault("access-email-taken"),
        Err(AddressError::Store(error)) => Err(error.into()),
        Err(error) => Err(PageError::failed(error)),
    }
}

async fn set_handle(visit: &Visit, hosted: &Hosted, text: &str) -> Result<Done, PageError> {
    let text = text.trim_start_matches('@').to_lowercase();
    let change = visit.app.accounts.change_handle(hosted, &text, Strictness::Operator, Origin::OPERATOR);
    match change.await {
        Ok(_) => Ok(Ok(AdminAct::Handle)),
        Err(error) => Ok(Err(("handle", visit.text(change_fault(error)?)))),
    }
}

pub(super) async fn show_deletion(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    let hosted = find(visit).await?;
    deletion_page(visit, &hosted, &Faults::new())
}

fn deletion_page(visit: &Visit, hosted: &Hosted, faults: &Faults) -> Result<Reply, PageError> {
    let values = context! {
        account => account_value(hosted),
        path => path_of(&hosted.account),
        faults => faults.to_value(),
    };
    guard::render_form(visit, "admin/delete.html", values, faults)
}

pub(super) async fn delete(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    let hosted = find(visit).await?;
    let (aid, did) = (hosted.aid, hosted.account.did.clone());
    let name = hosted.account.handle.as_ref().map_or(did.as_str(), |handle| handle.as_str());
    if form.text("name").trim_start_matches('@') != name {
        let mut faults = Faults::new();
        faults.add("name", visit.text("admin-delete-differs"));
        return deletion_page(visit, &hosted, &faults);
    }
    let detail = format!("{name} {did}");
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        match Hosted::by_aid(tx, aid)? {
            Some(hosted) => deletion::delete(tx, aid, &hosted.account),
            None => Ok(()),
        }
    };
    // It frees space, so that a full disk must not stop it.
    visit.app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
    guard::note(visit, AdminAct::Delete, &detail).await?;
    visit.notice(Tone::Success, guard::words(visit, AdminAct::Delete));
    Ok(visit.redirect("/admin/accounts"))
}
