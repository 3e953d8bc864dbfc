//! Passwords for apps that cannot do better: a list, the one page that shows a new one, and taking one back.

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::Value;

use crate::account::app_passwords::{self, AppPasswordError};
use crate::account::devices::SignedIn;
use crate::account::sessions;
use crate::base::Secret;
use crate::store::{Snapshot, StorageError, WriteError};
use crate::web::account::Section;
use crate::web::flow::Step;
use crate::web::visit::{account_path, name_of};
use crate::web::{Faults, Form, PageError, Tone, Visit, qr};
use crate::xrpc::Reply;

/// One that was made and not said to be saved.
struct Made {
    name: String,
    password: Secret<String>,
}

impl Step for Made {
    fn bytes(&self) -> usize {
        self.name.len() + self.password.expose().len()
    }
}

/// What it is remembered under, and its path without the account's.
fn subject(account: &SignedIn) -> String {
    format!("app-password {}", account.account.did)
}

fn path_of(account: &SignedIn, page: &str) -> String {
    format!("{}/app-passwords{page}", account_path(name_of(account)))
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    page(visit, StatusCode::OK, &account, &Form::default(), &Faults::new()).await
}

pub(super) async fn make(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_recent(&account)?;
    let (name, privileged) = (form.text("name").to_owned(), form.text("access") == "chat");
    let made =
        visit.app.accounts.create_app_password(account.aid, name.clone(), privileged, visit.origin()).await;
    let key = match made {
        Ok((password, _)) => {
            visit.keep(&subject(&account), Made { name, password });
            return Ok(visit.redirect(&path_of(&account, "/made")));
        }
        Err(WriteError::Job(AppPasswordError::Name)) => "access-app-name",
        Err(WriteError::Job(AppPasswordError::NameTaken)) => "access-app-taken",
        Err(WriteError::Job(AppPasswordError::TooMany)) => "access-app-many",
        Err(error) => return Err(PageError::failed(error)),
    };
    let mut faults = Faults::new();
    faults.add("name", visit.text(key));
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, &account, &form, &faults).await
}

async fn page(
    visit: &Visit,
    status: StatusCode,
    account: &SignedIn,
    form: &Form,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let (aid, now) = (account.aid, visit.app.clock.now());
    let look = move |db: &Snapshot| Ok((app_passwords::list(db, aid)?, sessions::list(db, aid, now)?));
    let (listed, sessions) = visit.app.store.read::<_, StorageError, _>(look).await?;
    let listed: Vec<Value> = listed
        .iter()
        .map(|one| {
            let of_it = sessions.iter().filter(|session| session.app_password.as_deref() == Some(&one.name));
            context! {
                name => one.name.as_str(),
                chat => one.privileged,
                made => one.created_at.secs(),
                used => of_it.map(|session| session.used_at.secs()).max(),
            }
        })
        .collect();
    let values = context! {
        listed,
        name => form.text("name"),
        chat => form.text("access") == "chat",
        faults => faults.to_value(),
    };
    visit.account_page_as(status, account, Section::Security, "access/app_passwords.html", values)
}

pub(super) async fn show_made(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let Some(made) = visit.kept::<Made>(&subject(&account)) else {
        return Ok(visit.redirect(&path_of(&account, "")));
    };
    let values = context! {
        name => made.name.as_str(),
        password => made.password.expose(),
        qr => qr::svg(made.password.expose(), &visit.text("access-app-qr")),
    };
    visit.account_page(&account, Section::Security, "access/app_password_made.html", values)
}

/// It is not shown again.
pub(super) async fn saved(visit: &mut Visit, _: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.take::<Made>(&subject(&account));
    Ok(visit.redirect(&path_of(&account, "")))
}

pub(super) async fn show_revocation(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let name = visit.query("name").to_owned();
    known(visit, &account, &name).await?;
    visit.account_page(&account, Section::Security, "access/app_password_revoke.html", context! { name })
}

pub(super) async fn revoke(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    visit.require_fresh(&account)?;
    let name = form.text("name").to_owned();
    known(visit, &account, &name).await?;
    visit.app.accounts.revoke_app_password(account.aid, name.clone(), visit.origin()).await?;
    visit.notice(Tone::Success, visit.text_with("access-app-revoked", &[("name", &name)]));
    Ok(visit.redirect(&path_of(&account, "")))
}

async fn known(visit: &Visit, account: &SignedIn, name: &str) -> Result<(), PageError> {
    let aid = account.aid;
    let listed = visit.app.store.read(move |db: &Snapshot| app_passwords::list(db, aid)).await?;
    listed.iter().any(|one| one.name == name).then_some(()).ok_or(PageError::NotFound)
}
