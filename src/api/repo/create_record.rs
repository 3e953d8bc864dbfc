//! `com.atproto.repo.createRecord`

use serde::Deserialize;

use super::author::author;
use super::drafts::prepare_one;
use super::{WrittenRecord, status_of};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::cbor::Value;
use crate::oauth::scope;
use crate::records::{Action, Batch, Draft, Validation, Write};
use crate::syntax::{AtIdentifier, AtUri, Cid, Nsid, Rkey};
use crate::xrpc::{Charge, Charged, Charges, Json, NoParams, WithHead, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: Option<Rkey>,
    validate: Option<bool>,
    record: Value,
    swap_commit: Option<Cid>,
}

impl Charges for Input {
    fn charge(&self) -> Charge<'_> {
        Charge { points: 3, key: None }
    }
}

pub(super) async fn create_record(
    app: &App,
    who: Unpermitted<Standard>,
    _: NoParams,
    body: WithHead<Charged<Input>>,
) -> Result<Json<WrittenRecord>, XrpcError> {
    let WithHead { call, body: Charged(input) } = body;
    let session = author(app, who, input.repo, [(&input.collection, scope::Action::Create)]).await?;
    let author = &session.hosted;
    let validation = Validation::from(input.validate);
    let draft = Draft { collection: input.collection, rkey: input.rkey, value: input.record, validation };
    let (path, record) = prepare_one(app, &call, draft).await?;
    let (cid, validity) = (record.cid, record.validity);
    let action =
        if validation == Validation::Skip { Action::Create(record) } else { Action::CreateUnique(record) };
    let batch = Batch {
        writes: vec![Write { path: path.clone(), action }],
        swap_commit: input.swap_commit,
        by: session.app(),
    };
    let committed = app.repositories.commit(author.aid, batch).await?;
    Ok(Json(WrittenRecord {
        uri: AtUri::record(&author.account.did, &path).to_string(),
        cid,
        commit: committed.map(Into::into),
        validation_status: status_of(validity),
    }))
}
