//! The page that shows mail in development. Only for browsers on the same machine: letters hold codes.

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::Value;

use super::super::{PageError, Visit};
use crate::mail::SunkMessage;
use crate::xrpc::Reply;

/// The last letters, the newest first, for people.
pub(super) async fn mail(visit: &mut Visit) -> Result<Reply, PageError> {
    let messages = messages(visit).ok_or(PageError::NotFound)?;
    let letters: Vec<Value> = messages
        .iter()
        .rev()
        .map(|message| {
            context! {
                subject => message.content.subject.as_str(),
                to => message.to.as_str(),
                at => message.at.as_str(),
                text => message.content.text.as_str(),
            }
        })
        .collect();
    visit.render("site/mail.html", context! { letters })
}

/// The same for programs.
pub(super) async fn mail_json(visit: &mut Visit) -> Result<Reply, PageError> {
    match messages(visit) {
        Some(messages) => Reply::json(&messages).map_err(PageError::failed),
        None => Ok(Reply::text(StatusCode::NOT_FOUND, "Not Found\n")),
    }
}

fn messages(visit: &Visit) -> Option<Vec<SunkMessage>> {
    let local = visit.client.is_loopback();
    visit.app.mail.sink().filter(|_| local).map(|sink| sink.messages())
}
