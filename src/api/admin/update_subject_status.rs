//! `com.atproto.admin.updateSubjectStatus`: withholds an account, a record or a blob, or gives it back; switches accounts
//! off and on.

use serde::{Deserialize, Serialize};

use super::subject::{Status, Subject};
use crate::account::{Hosted, Origin, announce, standing};
use crate::app::App;
use crate::auth::Moderator;
use crate::records;
use crate::store::Tx;
use crate::store::keys::{AccountRecord, BlobKey, Digest};
use crate::store::rows::moderation::Takedown;
use crate::store::tables::{BlobTakedowns, RecordTakedowns};
use crate::syntax::{AtUri, Cid, Codec, Did};
use crate::xrpc::{Json, NoParams, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    subject: Subject,
    takedown: Option<Status>,
    deactivated: Option<Status>,
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    subject: Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    takedown: Option<Status>,
}

pub(super) async fn update_subject_status(
    app: &App,
    who: Moderator,
    _: NoParams,
    Json(input): Json<Input>,
) -> Result<Json<Output>, XrpcError> {
    let Input { subject, takedown, deactivated } = input;
    let takes_down = takedown.as_ref().is_some_and(|takedown| takedown.applied);
    if takes_down && deactivated.as_ref().is_some_and(|deactivated| !deactivated.applied) {
        return Err(XrpcError::invalid("Cannot activate and takedown an account at the same time"));
    }
    // A takedown without a reference is known by its time.
    let reference = takedown
        .as_ref()
        .filter(|takedown| takedown.applied)
        .map(|takedown| takedown.reference.clone().unwrap_or_else(|| app.clock.now().to_string()));
    match (&subject, &takedown) {
        (Subject::Account { did }, takedown) => {
            let change = takedown.as_ref().map(|_| reference);
            let deactivated = deactivated.map(|status| status.applied);
            update_account(app, &who, did.clone(), change, deactivated).await?;
        }
        (Subject::Record { uri, .. }, Some(_)) => update_record(app, uri.clone(), reference).await?,
        (Subject::Blob { did, cid, .. }, Some(_)) => update_blob(app, did.clone(), *cid, reference).await?,
        (Subject::Record { .. } | Subject::Blob { .. }, None) => {}
    }
    Ok(Json(Output { subject, takedown }))
}

/// Changes what is asked for; with nothing asked for, tells the network again how the account stands.
async fn update_account(
    app: &App,
    who: &Moderator,
    did: Did,
    takedown: Option<Option<String>>,
    deactivated: Option<bool>,
) -> Result<(), XrpcError> {
    let origin = match who {
        Moderator::Operator => Origin::OPERATOR,
        Moderator::Service(_) => Origin::MODERATION,
    };
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let Hosted { aid, account } = super::hosted(tx, &did)?;
        if takedown.is_none() && deactivated.is_none() {
            announce::standing(tx, aid, &account)?;
            return Ok(());
        }
        if let Some(reference) = takedown {
            standing::set_takedown(tx, aid, account, reference, &origin)?;
        }
        // The row may be another now.
        let Hosted { account, .. } = super::hosted(tx, &did)?;
        match deactivated {
            Some(true) => standing::deactivate(tx, aid, account, None, &origin)?,
            Some(false) => standing::activate(tx, aid, account, &origin)?,
            None => {}
        }
        Ok(())
    };
    Ok(app.store.write(job).await?)
}

/// A withheld record is hidden from readers of records; the repository keeps it, as its signature covers it.
async fn update_record(app: &App, uri: AtUri, reference: Option<String>) -> Result<(), XrpcError> {
    let path = uri.path().ok_or_else(|| XrpcError::invalid("The URI names no record"))?;
    let job = move |tx: &mut Tx<'_>| -> Result<(), XrpcError> {
        let hosted = Hosted::find(tx, &uri.authority)?.ok_or_else(super::no_account)?;
        let key = AccountRecord { aid: hosted.aid, path };
        match reference {
            Some(_) if !records::holds(tx, &key)? => Err(XrpcError::named("NotFound", "Record not found")),
            Some(reference) => {
                let at = tx.now();
                Ok(tx.put::<RecordTakedowns>(&key, &Takedown { reference, at })?)
            }
            None => {
                tx.delete::<RecordTakedowns>(&key)?;
                Ok(())
            }
        }
    };
    Ok(app.store.write(job).await?)
}

/// A withheld blob is out of reach, row first, and may not be uploaded again.
async fn update_blob(app: &App, did: Did, cid: Cid, reference: Option<String>) -> Result<(), XrpcError> {
    if cid.codec() != Codec::Raw {
        return Err(XrpcError::invalid("The CID is not that of a blob"));
    }
    let digest = Digest(*cid.digest());
    let withheld = reference.is_some();
    let job = move |tx: &mut Tx<'_>| -> Result<_, XrpcError> {
        let Hosted { aid, .. } = super::hosted(tx, &did)?;
        let key = BlobKey { aid, digest };
        match reference {
            Some(reference) => {
                let at = tx.now();
                tx.put::<BlobTakedowns>(&key, &Takedown { reference, at })?;
            }
            None => {
                tx.delete::<BlobTakedowns>(&key)?;
            }
        }
        Ok(aid)
    };
    let aid = app.store.write(job).await?;
    let moved =
        if withheld { app.blobs.quarantine(aid, digest).await } else { app.blobs.restore(aid, digest).await };
    moved.map_err(XrpcError::internal)
}
