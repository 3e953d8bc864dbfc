//! `com.atproto.repo.putRecord`

use serde::{Deserialize, Deserializer};

use super::author::author;
use super::drafts::prepare_one;
use super::{WrittenRecord, status_of};
use crate::app::App;
use crate::auth::{Standard, Unpermitted};
use crate::cbor::{Map, Value};
use crate::lexicon;
use crate::oauth::scope;
use crate::records::{self, Action, Batch, Draft, Expect, Write};
use crate::store::keys::{BlobKey, Digest};
use crate::store::tables::Blobs;
use crate::store::{Aid, Read, StorageError};
use crate::syntax::{AtIdentifier, AtUri, Cid, Nsid, RepoPath, Rkey};
use crate::xrpc::{Charge, Charged, Charges, Json, NoParams, WithHead, XrpcError};

/// The one collection whose stored records may still have legacy blobs, and where.
const PROFILE: &str = "app.bsky.actor.profile";
const PROFILE_BLOBS: [&str; 2] = ["avatar", "banner"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    repo: AtIdentifier,
    collection: Nsid,
    rkey: Rkey,
    validate: Option<bool>,
    record: Value,
    /// Absent, null and a CID are three different demands.
    #[serde(default, deserialize_with = "present")]
    swap_record: Option<Option<Cid>>,
    swap_commit: Option<Cid>,
}

impl Charges for Input {
    fn charge(&self) -> Charge<'_> {
        Charge { points: 2, key: None }
    }
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Cid>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub(super) async fn put_record(
    app: &App,
    who: Unpermitted<Standard>,
    _: NoParams,
    body: WithHead<Charged<Input>>,
) -> Result<Json<WrittenRecord>, XrpcError> {
    let WithHead { call, body: Charged(mut input) } = body;
    // Nobody knows before the write which of the two it is.
    let needed = [scope::Action::Create, scope::Action::Update].map(|action| (&input.collection, action));
    let session = author(app, who, input.repo, needed).await?;
    let author = &session.hosted;
    if input.collection.as_str() == PROFILE
        && let Value::Map(record) = &mut input.record
    {
        let path = RepoPath::new(&input.collection, &input.rkey);
        upgrade_blobs(app, author.aid, path, record).await?;
    }
    let draft = Draft {
        collection: input.collection,
        rkey: Some(input.rkey),
        value: input.record,
        validation: input.validate.into(),
    };
    let (path, record) = prepare_one(app, &call, draft).await?;
    let (cid, validity) = (record.cid, record.validity);
    let expect = match input.swap_record {
        None => Expect::Anything,
        Some(None) => Expect::Absent,
        Some(Some(cid)) => Expect::Is(cid),
    };
    let write = Write { path: path.clone(), action: Action::Put(record, expect) };
    let batch = Batch { writes: vec![write], swap_commit: input.swap_commit, by: session.app() };
    let committed = app.repositories.commit(author.aid, batch).await?;
    Ok(Json(WrittenRecord {
        uri: AtUri::record(&author.account.did, &path).to_string(),
        cid,
        commit: committed.map(Into::into),
        validation_status: status_of(validity),
    }))
}

/// Clients send a profile back as they got it; if it is an old one, its pictures have a form that new records may not
/// have.
async fn upgrade_blobs(app: &App, aid: Aid, path: RepoPath, record: &mut Map) -> Result<(), StorageError> {
    let record_now = Value::Map(record.clone());
    if !lexicon::blob_refs(&record_now).iter().any(lexicon::BlobRef::is_legacy) {
        return Ok(());
    }
    let mut upgraded = record.clone();
    let done = app.store.read(move |db| -> Result<Map, StorageError> {
        if records::record(db, aid, &path)?.is_some() {
            for field in PROFILE_BLOBS {
                let mut failed = None;
                lexicon::upgrade_legacy_blob(&mut upgraded, field, |cid| {
                    let key = BlobKey { aid, digest: Digest(*cid.digest()) };
                    db.get::<Blobs>(&key).map_err(|error| failed = Some(error)).ok()?.map(|blob| blob.size)
                });
                if let Some(error) = failed {
                    return Err(error);
                }
            }
        }
        Ok(upgraded)
    });
    *record = done.await?;
    Ok(())
}
