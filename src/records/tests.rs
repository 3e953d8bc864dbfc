//! Writing to repositories through a real store: rules, rows, events, and that trees stay what their records make.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::base::Secret;
use crate::cbor::{self, Value};
use crate::crypto::{Curve, SealKey, SigningKey, sha256};
use crate::repo::{car, mst};
use crate::store::keys::{BlobKey, BlobRef, Digest, RecordKey};
use crate::store::rows::accounts::{self, Account, Stage};
use crate::store::rows::blobs::Blob;
use crate::store::rows::repo::repo_of;
use crate::store::tables::{Accounts, BlobRefs, Blobs, DueTasks, Heads, Nodes, Records, Subjects};
use crate::store::{Event, Read, Snapshot, Span, StorageError, StoreConfig, Tx};
use crate::syntax::{Cid, Did, Rkey, Tid};

mod imports;
mod journal;
mod writes;

/// A store with one account that has an empty repository.
struct Bench {
    store: Store,
    repositories: Repositories,
    clock: Clock,
    events: Arc<Mutex<Vec<Event>>>,
    key: SigningKey,
    did: Did,
    aid: Aid,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let events: Arc<Mutex<Vec<Event>>> = Arc::default();
        let heard = Arc::clone(&events);
        let on_commit = Box::new(move |new: &[Event]| heard.lock().expect("a lock").extend_from_slice(new));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), on_commit).expect("a store");
        let signers = Signers::new(SealKey::new(&Secret::new([7; 32])));
        let key = SigningKey::generate(Curve::P256);
        let did: Did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
        let account = Account::new(did.clone(), clock.now());
        let aid = {
            let (signers, key, did) = (signers.clone(), key.clone(), did.clone());
            let job = move |tx: &mut Tx<'_>| -> Result<Aid, CommitError> {
                let aid = tx.next_aid()?;
                accounts::put(tx, aid, &account).expect("a free DID");
                signers.put(tx, aid, &key)?;
                create(tx, &signers, aid, &did)?;
                Ok(aid)
            };
            store.write(job).await.expect("an account")
        };
        let repositories = Repositories::new(store.clone(), signers, Lexicons::builtin(), clock.clone());
        Self { store, repositories, clock, events, key, did, aid, folder }
    }

    fn prepare(&self, collection: &str, rkey: Option<&str>, record: &str) -> (RepoPath, PreparedRecord) {
        let draft = Draft {
            collection: collection.parse().expect("an NSID"),
            rkey: rkey.map(|rkey| rkey.parse().expect("a record key")),
            value: crate::json::decode(record.as_bytes()).expect("data-model JSON"),
            validation: Validation::IfKnown,
        };
        self.repositories.prepare(draft, "record").expect("a good record")
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<Option<Committed>, CommitError> {
        self.commit_at(writes, None).await
    }

    async fn commit_at(
        &self,
        writes: Vec<Write>,
        swap_commit: Option<Cid>,
    ) -> Result<Option<Committed>, CommitError> {
        self.clock.advance(Duration::from_millis(1));
        match self.repositories.commit(self.aid, Batch { writes, swap_commit, by: None }).await {
            Ok(done) => Ok(done),
            Err(WriteError::Job(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }

    /// Creates a record and gives its path.
    async fn create(&self, collection: &str, rkey: Option<&str>, record: &str) -> (RepoPath, Committed) {
        let (path, record) = self.prepare(collection, rkey, record);
        let write = Write { path: path.clone(), action: Action::CreateUnique(record) };
        let committed = self.commit(vec![write]).await.expect("a commit").expect("a change");
        (path, committed)
    }

    async fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Snapshot) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.read(read).await.expect("a read")
    }

    async fn paths(&self) -> BTreeMap<String, Cid> {
        let aid = self.aid;
        self.look(move |db| {
            db.range::<Records>(RecordKey::of(repo_of(db, aid)?))?
                .map(|entry| entry.map(|(key, record)| (key.path.as_str().to_owned(), record.cid())))
                .collect()
        })
        .await
    }

    /// Checks that head, tree, rows and the count agree, and that the head is signed.
    async fn check(&self) {
        let aid = self.aid;
        let (head, records, nodes) = self
            .look(move |db| {
                let head = db.get::<Heads>(&aid)?.expect("a head");
                let repo = head.repo(aid);
                let records: Vec<_> =
                    db.range::<Records>(RecordKey::of(repo))?.collect::<Result<_, StorageError>>()?;
                let nodes: Vec<_> = db
                    .range::<Nodes>(crate::store::keys::NodePlace::of(repo))?
                    .map(|entry| entry.map(|(place, node)| (place.at.left, place.at.layer, node.bytes)))
                    .collect::<Result<_, _>>()?;
                Ok((head, records, nodes))
            })
            .await;
        assert_eq!(head.records, records.len() as u64);
        for (_, record) in &records {
            assert_eq!(sha256(&record.value), record.digest.0);
        }
        let mut built = Vec::new();
        let mut builder = mst::Builder::new(|at: mst::NodeKey, _, bytes| {
            built.push((at.left, at.layer, bytes));
            Ok::<(), std::convert::Infallible>(())
        });
        for (key, record) in &records {
            builder.push(key.path.as_str(), record.cid()).expect("records in order");
        }
        let root = builder.finish().expect("a tree");
        assert_eq!((root.cid, root.layer), (head.data, head.layer));
        let in_preorder = |nodes: &mut Vec<(Box<str>, u8, Vec<u8>)>| {
            nodes.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        };
        let mut nodes = nodes;
        in_preorder(&mut built);
        in_preorder(&mut nodes);
        assert_eq!(nodes, built);
        let commit = crate::repo::commit::Signed::parse(head.bytes).expect("a commit");
        assert!(commit.verify(self.key.public()));
        assert_eq!(
            (commit.content().data, commit.content().rev, commit.cid()),
            (head.data, head.rev, head.commit)
        );
    }
}

fn post(text: &str) -> String {
    format!(r#"{{"text":"{text}","createdAt":"2026-01-01T00:00:00Z"}}"#)
}

fn follow(did: &str) -> String {
    format!(r#"{{"subject":"{did}","createdAt":"2026-01-01T00:00:00Z"}}"#)
}

const POST: &str = "app.bsky.feed.post";
const FOLLOW: &str = "app.bsky.graph.follow";
