//! The page behind the link in the letter to a former address. Looking at it changes nothing: programs open links too.

use minijinja::context;

use crate::account::EmailUndoError;
use crate::account::factors::masked;
use crate::syntax::Did;
use crate::web::{Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let (did, token) = (visit.query("account").to_owned(), visit.query("token").to_owned());
    let email = visit.app.accounts.email_undo(parse(&did)?, token.clone()).await?;
    visit.render("access/email_undo.html", context! { did, token, email => masked(&email) })
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    let (did, token) = (parse(form.text("account"))?, form.text("token").to_owned());
    let hint = did.clone();
    match visit.app.accounts.undo_email(did, token, visit.origin()).await {
        Ok(aid) => {
            visit.app.oauth.revoke_all(aid, Vec::new(), visit.origin()).await?;
            visit.notice(Tone::Success, visit.text("access-undo-done"));
            Ok(visit.redirect(&format!("/account/reset-password?hint={hint}")))
        }
        Err(EmailUndoError::Taken) => {
            visit.notice(Tone::Error, visit.text("access-email-taken"));
            Ok(visit.redirect("/account"))
        }
        Err(error) => Err(error.into()),
    }
}

fn parse(did: &str) -> Result<Did, PageError> {
    did.parse().map_err(|_| PageError::Expired)
}
