//! `com.atproto.sync.getBlocks`: blocks of a repository by their hash.
//!
//! Blocks are stored by place, not by hash, so that this walks over the whole repository. It is rarely called, and for a
//! few blocks.

use std::collections::BTreeMap;

use hyper::StatusCode;
use serde::Deserialize;

use super::availability::{Unavailable, visible};
use crate::app::App;
use crate::auth::Standard;
use crate::crypto::sha256;
use crate::records;
use crate::repo::car;
use crate::store::keys::{NodePlace, RecordKey};
use crate::store::rows::repo::RecordStamp;
use crate::store::tables::{Nodes, Records};
use crate::store::{Aid, CorruptRow, Read, RepoId, Table};
use crate::syntax::{Cid, Did};
use crate::xrpc::{NoBody, Query, Reply, Viewing, XrpcError};

/// Bytes of blocks in one answer. Whoever wants more asks again, or for the repository.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// Bytes before the record itself in a row of `records`: revision and digest.
const RECORD_HEAD: usize = 8 + 32;
/// Bytes before the node itself in a row of `nodes`: the revision.
const NODE_HEAD: usize = 8;

#[derive(Deserialize)]
pub(super) struct Params {
    did: Did,
    cids: Vec<Cid>,
}

pub(super) async fn get_blocks(
    app: &App,
    who: Viewing<Standard>,
    Query(Params { did, cids }): Query<Params>,
    _: NoBody,
) -> Result<Reply, XrpcError> {
    let read = move |db: &crate::store::Snapshot| -> Result<_, Unavailable> {
        let aid = visible(db, &did, &who.viewer)?;
        find(db, aid, &cids)
    };
    let archive = app.store.read(read).await?;
    Ok(Reply::bytes(StatusCode::OK, "application/vnd.ipld.car", archive))
}

/// The blocks found so far.
struct Wanted {
    blocks: BTreeMap<Cid, Option<Vec<u8>>>,
    missing: usize,
    bytes: usize,
}

impl Wanted {
    fn lacks(&self, cid: &Cid) -> bool {
        self.blocks.get(cid).is_some_and(Option::is_none)
    }

    fn put(&mut self, cid: Cid, bytes: &[u8]) -> Result<(), Unavailable> {
        self.bytes += bytes.len();
        if self.bytes > MAX_BYTES {
            let message = format!("The blocks have more than {MAX_BYTES} bytes: ask for fewer at once");
            return Err(Unavailable::Refused(XrpcError::invalid(message)));
        }
        if self.blocks.insert(cid, Some(bytes.to_vec())) == Some(None) {
            self.missing -= 1;
        }
        Ok(())
    }
}

fn find(db: &impl Read, aid: Aid, cids: &[Cid]) -> Result<Vec<u8>, Unavailable> {
    let blocks: BTreeMap<Cid, _> = cids.iter().map(|cid| (*cid, None)).collect();
    let mut wanted = Wanted { missing: blocks.len(), blocks, bytes: 0 };
    let head = records::head(db, aid)?;
    let repo = head.as_ref().map_or(RepoId::first_of(aid), |head| head.repo(aid));
    if let Some(head) = head
        && wanted.lacks(&head.commit)
    {
        wanted.put(head.commit, &head.bytes)?;
    }
    // Records know their hash; nodes must be hashed, and so come last.
    let mut rows = db.range::<Records>(RecordKey::of(repo))?;
    while wanted.missing > 0 {
        let step = rows.next_with(|_, row| {
            let stamp = RecordStamp::of_row(row).ok_or(damaged(Records::NAME))?;
            let cid = Cid::dag_cbor(stamp.digest.0);
            if wanted.lacks(&cid) { wanted.put(cid, &row[RECORD_HEAD..]) } else { Ok(()) }
        })?;
        let Some(step) = step else { break };
        step?;
    }
    let mut rows = db.range::<Nodes>(NodePlace::of(repo))?;
    while wanted.missing > 0 {
        let step = rows.next_with(|_, row| {
            let node = row.get(NODE_HEAD..).ok_or(damaged(Nodes::NAME))?;
            let cid = Cid::dag_cbor(sha256(node));
            if wanted.lacks(&cid) { wanted.put(cid, node) } else { Ok(()) }
        })?;
        let Some(step) = step else { break };
        step?;
    }
    if wanted.missing > 0 {
        let missing: Vec<String> =
            cids.iter().filter(|cid| wanted.lacks(cid)).map(ToString::to_string).collect();
        let message = format!("Could not find cids: {}", missing.join(","));
        return Err(Unavailable::Refused(XrpcError::named("BlockNotFound", message)));
    }
    let found = wanted.blocks.iter().filter_map(|(cid, bytes)| Some((cid, bytes.as_deref()?)));
    Ok(car::archive(None, found))
}

fn damaged(table: &'static str) -> Unavailable {
    Unavailable::Storage(CorruptRow { table, part: "row" }.into())
}
