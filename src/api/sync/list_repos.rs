//! `com.atproto.sync.listRepos`: every repository here, in the order in which accounts were made.

use serde::{Deserialize, Serialize};

use super::get_repo_status::word;
use crate::app::App;
use crate::store::rows::accounts::{Account, Stage};
use crate::store::tables::{Accounts, ByDid, Heads};
use crate::store::{Aid, Read, Span, StorageError};
use crate::syntax::{Cid, Did, Tid};
use crate::xrpc::{Bounded, Json, NoBody, Public, Query, XrpcError};

#[derive(Deserialize)]
pub(super) struct Params {
    #[serde(default)]
    limit: Bounded<1, 1000, 500>,
    cursor: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Listed {
    repos: Vec<Repo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Repo {
    did: Did,
    head: Cid,
    rev: Tid,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
}

/// The last account of the page before: when it was made, in milliseconds, and its DID.
struct Cursor {
    created_ms: u64,
    did: Did,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (created_ms, did) = text.split_once("::")?;
        Some(Self { created_ms: created_ms.parse().ok()?, did: did.parse().ok()? })
    }

    fn of(account: &Account) -> String {
        format!("{}::{}", account.created_at.millis(), account.did)
    }
}

pub(super) async fn list_repos(
    app: &App,
    _: Public,
    Query(params): Query<Params>,
    _: NoBody,
) -> Result<Json<Listed>, XrpcError> {
    let cursor = match &params.cursor {
        Some(text) => Some(Cursor::parse(text).ok_or_else(|| XrpcError::invalid("Malformed cursor"))?),
        None => None,
    };
    let limit = params.limit.as_usize();
    let listed = app.store.read(move |db| list(db, cursor.as_ref(), limit)).await?;
    Ok(Json(listed))
}

fn list(db: &impl Read, cursor: Option<&Cursor>, limit: usize) -> Result<Listed, StorageError> {
    let mut span = Span::<Aid>::all();
    // Accounts made before this one were on earlier pages.
    let mut made_after = None;
    if let Some(cursor) = cursor {
        match db.get::<ByDid>(&cursor.did)? {
            Some(last) => span = span.after(&last),
            // The account is gone since; its age still tells where the page before ended.
            None => made_after = Some((cursor.created_ms, &cursor.did)),
        }
    }
    let (mut repos, mut last) = (Vec::new(), None);
    for row in db.range::<Accounts>(span)? {
        let (aid, account) = row?;
        let seen = made_after.is_some_and(|last| (account.created_at.millis(), &account.did) <= last);
        if seen || account.stage != Stage::Ready {
            continue;
        }
        let Some(head) = db.get::<Heads>(&aid)? else { continue };
        let status = word(account.standing());
        last = Some(Cursor::of(&account));
        let active = status.is_none();
        repos.push(Repo { did: account.did, head: head.commit, rev: head.rev, active, status });
        if repos.len() == limit {
            return Ok(Listed { repos, cursor: last });
        }
    }
    Ok(Listed { repos, cursor: last })
}
