//! All ways in which an account's owner proves who they are, and whether each is set up.

use minijinja::context;

use crate::account::factors::EmailFactor;
use crate::web::account::Section;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let account = visit.account().await?;
    let factors = visit.app.accounts.factors(account.aid).await.map_err(PageError::failed)?;
    let values = context! {
        guarded => !factors.second.is_empty(),
        passkeys => factors.passkeys.len(),
        totp => factors.totp.is_some(),
        codes => factors.recovery_codes_left,
        email => factors.email == EmailFactor::On,
        email_waits => factors.email == EmailFactor::Waiting,
        app_login => factors.app_login,
        password => factors.password,
    };
    visit.account_page(&account, Section::Security, "factors/hub.html", values)
}
