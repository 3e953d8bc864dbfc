//! `com.atproto.repo.applyWrites`

use serde::{Deserialize, Serialize};

use super::author::author;
use super::drafts::prepare;
use super::{CommitMeta, status_of};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::base::limits::MAX_COMMIT_OPS;
use crate::cbor::Value;
use crate::oauth::scope;
use crate::records::{Action, Batch, CommitError, Draft, PreparedRecord, Validation, Write};
use crate::syntax::{AtIdentifier, AtUri, Cid, Did, Nsid, RepoPath, Rkey};
use crate::xrpc::{Charge, Charged, Charges, Json, NoParams, WithHead, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    repo: AtIdentifier,
    validate: Option<bool>,
    writes: Vec<Operation>,
    swap_commit: Option<Cid>,
}

#[derive(Deserialize)]
#[serde(tag = "$type")]
enum Operation {
    #[serde(rename = "com.atproto.repo.applyWrites#create")]
    Create { collection: Nsid, rkey: Option<Rkey>, value: Value },
    #[serde(rename = "com.atproto.repo.applyWrites#update")]
    Update { collection: Nsid, rkey: Rkey, value: Value },
    #[serde(rename = "com.atproto.repo.applyWrites#delete")]
    Delete { collection: Nsid, rkey: Rkey },
}

impl Operation {
    /// What an app needs for it.
    fn needs(&self) -> (&Nsid, scope::Action) {
        match self {
            Self::Create { collection, .. } => (collection, scope::Action::Create),
            Self::Update { collection, .. } => (collection, scope::Action::Update),
            Self::Delete { collection, .. } => (collection, scope::Action::Delete),
        }
    }
}

impl Charges for Input {
    fn charge(&self) -> Charge<'_> {
        let points = self.writes.iter().map(|write| match write {
            Operation::Create { .. } => 3,
            Operation::Update { .. } => 2,
            Operation::Delete { .. } => 1,
        });
        Charge { points: points.fold(0, u32::saturating_add), key: None }
    }
}

#[derive(Serialize)]
pub(super) struct Applied {
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<CommitMeta>,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
#[serde(tag = "$type")]
enum Outcome {
    #[serde(rename = "com.atproto.repo.applyWrites#createResult")]
    Created(Placed),
    #[serde(rename = "com.atproto.repo.applyWrites#updateResult")]
    Updated(Placed),
    #[serde(rename = "com.atproto.repo.applyWrites#deleteResult")]
    Deleted {},
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Placed {
    uri: String,
    cid: Cid,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation_status: Option<&'static str>,
}

/// What an operation does beside the record that it carries.
enum Kind {
    Create,
    Update,
    Delete(RepoPath),
}

pub(super) async fn apply_writes(
    app: &App,
    who: Unpermitted<Standard>,
    _: NoParams,
    body: WithHead<Charged<Input>>,
) -> Result<Json<Applied>, XrpcError> {
    let WithHead { call, body: Charged(input) } = body;
    let session = author(app, who, input.repo, input.writes.iter().map(Operation::needs)).await?;
    let author = &session.hosted;
    if input.writes.len() > MAX_COMMIT_OPS {
        return Err(CommitError::TooManyWrites.into());
    }
    let (kinds, drafts) = take_apart(input.writes, input.validate.into());
    let mut prepared = prepare(app, &call, drafts).await?.into_iter();

    let did = &author.account.did;
    let mut writes = Vec::with_capacity(kinds.len());
    let mut results = Vec::with_capacity(kinds.len());
    let mut next = || prepared.next().expect("every record was prepared");
    for kind in kinds {
        let (write, outcome) = match kind {
            Kind::Create => {
                let (path, record) = next();
                let placed = Placed::new(did, &path, &record);
                (Write { path, action: Action::Create(record) }, Outcome::Created(placed))
            }
            Kind::Update => {
                let (path, record) = next();
                let placed = Placed::new(did, &path, &record);
                (Write { path, action: Action::Update(record) }, Outcome::Updated(placed))
            }
            Kind::Delete(path) => (Write { path, action: Action::Delete }, Outcome::Deleted {}),
        };
        writes.push(write);
        results.push(outcome);
    }
    let batch = Batch { writes, swap_commit: input.swap_commit, by: session.app() };
    let committed = app.repositories.commit(author.aid, batch).await?;
    Ok(Json(Applied { commit: committed.map(Into::into), results }))
}

/// Parts the records to be prepared from what is to be done with them.
fn take_apart(operations: Vec<Operation>, validation: Validation) -> (Vec<Kind>, Vec<(Draft, String)>) {
    let mut kinds = Vec::with_capacity(operations.len());
    let mut drafts = Vec::new();
    for (nth, operation) in operations.into_iter().enumerate() {
        let at = format!("writes[{nth}].value");
        let (kind, draft) = match operation {
            Operation::Create { collection, rkey, value } => {
                (Kind::Create, Draft { collection, rkey, value, validation })
            }
            Operation::Update { collection, rkey, value } => {
                (Kind::Update, Draft { collection, rkey: Some(rkey), value, validation })
            }
            Operation::Delete { collection, rkey } => {
                kinds.push(Kind::Delete(RepoPath::new(&collection, &rkey)));
                continue;
            }
        };
        kinds.push(kind);
        drafts.push((draft, at));
    }
    (kinds, drafts)
}

impl Placed {
    fn new(did: &Did, path: &RepoPath, record: &PreparedRecord) -> Self {
        Self {
            uri: AtUri::record(did, path).to_string(),
            cid: record.cid,
            validation_status: status_of(record.validity),
        }
    }
}
