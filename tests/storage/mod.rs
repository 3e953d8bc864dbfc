//! The store under real repositories: power cuts, checks, copies.

mod copies;
mod flaws;
mod imports;
mod kill9;
mod powercut;

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hostplant::base::{Clock, Secret, Timestamp};
use hostplant::crypto::{Curve, SealKey, SigningKey};
use hostplant::json;
use hostplant::lexicon::Lexicons;
use hostplant::records::{
    self, Action, Batch, CommitError, Committed, Draft, Repositories, Signers, Validation, Write,
};
use hostplant::store::check::{self, Report};
use hostplant::store::rows::accounts::{self, Account};
use hostplant::store::{Aid, Event, Store, StoreConfig, Tx};
use hostplant::syntax::{Did, RepoPath};
use redb::StorageBackend;

/// A store with one account and its repository.
struct Home {
    store: Store,
    repositories: Repositories,
    clock: Clock,
    events: Arc<Mutex<Vec<Event>>>,
    aid: Aid,
}

fn config(path: &Path) -> StoreConfig {
    StoreConfig::at(path)
}

fn signers() -> Signers {
    Signers::new(SealKey::new(&Secret::new([7; 32])))
}

impl Home {
    /// Over a new or an existing store.
    async fn open(backend: impl StorageBackend, change: impl FnOnce(&mut StoreConfig), clock: Clock) -> Self {
        let mut config = config(Path::new("/memory"));
        change(&mut config);
        let events: Arc<Mutex<Vec<Event>>> = Arc::default();
        let heard = Arc::clone(&events);
        let on_commit = Box::new(move |new: &[Event]| heard.lock().expect("a lock").extend_from_slice(new));
        let store = Store::open_backend(backend, config, clock.clone(), on_commit).expect("a store");
        Self::with(store, events, clock).await
    }

    async fn in_file(path: &Path) -> Self {
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let store = Store::open(config(path), clock.clone(), Box::new(|_| {})).expect("a store");
        Self::with(store, Arc::default(), clock).await
    }

    async fn with(store: Store, events: Arc<Mutex<Vec<Event>>>, clock: Clock) -> Self {
        let did: Did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
        let known = did.clone();
        let found = store.read(move |db| accounts::by_did(db, &known)).await.expect("a read");
        let aid = match found {
            Some((aid, _)) => aid,
            None => store.write(move |tx| new_account(tx, &did)).await.expect("an account"),
        };
        let repositories = Repositories::new(store.clone(), signers(), Lexicons::builtin(), clock.clone());
        Self { store, repositories, clock, events, aid }
    }

    /// Prepares a post of the given key and text.
    fn post(&self, rkey: &str, text: &str) -> (RepoPath, records::PreparedRecord) {
        let value = format!(
            r#"{{"$type":"app.bsky.feed.post","text":"{text}","createdAt":"2026-11-22T10:00:00.000Z"}}"#
        );
        self.draft("app.bsky.feed.post", rkey, &value)
    }

    fn draft(&self, collection: &str, rkey: &str, value: &str) -> (RepoPath, records::PreparedRecord) {
        let draft = Draft {
            collection: collection.parse().expect("an NSID"),
            rkey: Some(rkey.parse().expect("a record key")),
            value: json::decode(value.as_bytes()).expect("JSON"),
            validation: Validation::Skip,
        };
        self.repositories.prepare(draft, "record").expect("a record")
    }

    async fn commit(&self, writes: Vec<Write>) -> Option<Committed> {
        self.clock.advance(Duration::from_millis(3));
        let batch = Batch { writes, swap_commit: None, by: None };
        self.repositories.commit(self.aid, batch).await.expect("a commit")
    }

    async fn put(&self, rkey: &str, text: &str) -> Option<Committed> {
        let (path, record) = self.post(rkey, text);
        let action = Action::Put(record, records::Expect::Anything);
        self.commit(vec![Write { path, action }]).await
    }

    async fn check(&self) -> Report {
        check_store(&self.store).await
    }
}

async fn check_store(store: &Store) -> Report {
    store.read(|db| check::check(db, &records::indexed)).await.expect("a readable store")
}

fn new_account(tx: &mut Tx<'_>, did: &Did) -> Result<Aid, CommitError> {
    let account = Account {
        handle: Some("alice.test".parse().expect("a handle")),
        email: Some("alice@example.com".to_owned()),
        ..Account::new(did.clone(), tx.now())
    };
    let aid = tx.next_aid()?;
    accounts::put(tx, aid, &account).expect("a free DID");
    let signers = signers();
    signers.put(tx, aid, &SigningKey::generate(Curve::P256))?;
    records::create(tx, &signers, aid, did)?;
    Ok(aid)
}
