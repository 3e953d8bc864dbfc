//! `com.atproto.admin.sendEmail`: a letter of the operator to an account's owner.

use serde::{Deserialize, Serialize};

use crate::account::Hosted;
use crate::app::App;
use crate::auth::Moderator;
use crate::mail::{self, Letter};
use crate::store::{StorageError, Tx};
use crate::syntax::Did;
use crate::xrpc::{Json, NoParams, XrpcError};

/// What letters without a subject are headed.
const SUBJECT: &str = "Message via your PDS";

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    recipient_did: Did,
    content: String,
    subject: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    sent: bool,
}

pub(super) async fn send_email(
    app: &App,
    _: Moderator,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let subject = input.subject.unwrap_or_else(|| SUBJECT.to_owned());
    let letter = Letter::Moderation { subject, html: input.content };
    let did = input.recipient_did;
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let hosted: Result<Option<Hosted>, StorageError> = Hosted::by_did(tx, &did);
        let hosted = hosted?.ok_or_else(|| XrpcError::invalid("Recipient not found"))?;
        let email = hosted.account.email;
        let email = email.ok_or_else(|| XrpcError::invalid("account does not have an email address"))?;
        Ok(mail::enqueue(tx, &email, None, letter)?)
    };
    app.store.write(job).await?;
    app.mail.wake();
    Ok(Json(Output { sent: true }))
}
