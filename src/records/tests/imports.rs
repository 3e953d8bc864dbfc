//! Importing repositories: from any order, onto anything, or not at all.

use super::*;
use crate::repo::Block;
use crate::store::Span;
use crate::store::rows::due::Task;

impl Bench {
    /// The blocks of the repository: the commit, then nodes and records.
    async fn blocks(&self) -> (Cid, Vec<Block>) {
        let aid = self.aid;
        self.look(move |db| {
            let head = db.get::<Heads>(&aid)?.expect("a head");
            let repo = head.repo(aid);
            let mut blocks = vec![(head.commit, head.bytes)];
            for entry in db.range::<Nodes>(crate::store::keys::NodePlace::of(repo))? {
                let (_, node) = entry?;
                blocks.push((Cid::dag_cbor(sha256(&node.bytes)), node.bytes));
            }
            for entry in db.range::<Records>(RecordKey::of(repo))? {
                let (_, record) = entry?;
                blocks.push((record.cid(), record.value));
            }
            Ok((head.commit, blocks))
        })
        .await
    }

    async fn import(&self, archive: &[u8]) -> Result<Committed, ImportError> {
        self.clock.advance(Duration::from_millis(1));
        let mut import = self.repositories.import(self.aid, self.folder.path(), 10_000_000).await?;
        for piece in archive.chunks(777) {
            import.write(piece).await?;
        }
        match import.finish().await {
            Ok(done) => Ok(done),
            Err(WriteError::Job(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }

    /// Does what imports left to be done.
    async fn clear_up(&self) {
        let due = self.look(|db| db.range::<DueTasks>(Span::all())?.collect::<Result<Vec<_>, _>>()).await;
        for (key, due) in due {
            let Task::DropRepo { aid, repo } = due.task else { continue };
            assert!(self.repositories.drop_repo(aid, repo).await.expect("a removal"));
            self.store.write(move |tx| tx.delete::<DueTasks>(&key)).await.expect("a write");
        }
    }

    /// How many rows there are of records, nodes, references and subjects.
    async fn rows(&self) -> [u64; 4] {
        self.look(|db| {
            Ok([
                db.count::<Records>()?,
                db.count::<Nodes>()?,
                db.count::<BlobRefs>()?,
                db.count::<Subjects>()?,
            ])
        })
        .await
    }

    fn last_event(&self) -> Option<crate::store::EventKind> {
        self.events.lock().expect("a lock").last().map(|event| event.kind)
    }
}

fn archive(root: Cid, blocks: &[Block]) -> Vec<u8> {
    car::archive(Some(&root), blocks.iter().map(|(cid, bytes)| (cid, bytes.as_slice())))
}

async fn filled(records: usize) -> Bench {
    let bench = Bench::new().await;
    for n in (0..records).step_by(50) {
        let writes = (n..records.min(n + 50)).map(|n| {
            let (path, record) =
                bench.prepare("com.example.a", Some(&format!("k{n}")), &format!(r#"{{"n":{n}}}"#));
            Write { path, action: Action::Create(record) }
        });
        bench.commit(writes.collect()).await.expect("a commit");
    }
    bench.create(FOLLOW, None, &follow("did:plc:a")).await;
    bench
}

#[tokio::test]
async fn a_repository_moves_in() {
    let old = filled(300).await;
    let (root, mut blocks) = old.blocks().await;
    let new = Bench::new().await;
    let done = new.import(&archive(root, &blocks)).await.expect("an import");
    assert_eq!(new.paths().await, old.paths().await);
    new.check().await;
    // The account is active, so that subscribers are told where it stands.
    assert_eq!(new.last_event(), Some(crate::store::EventKind::Sync));
    let aid = old.aid;
    let there = old.look(move |db| head(db, aid)).await.expect("a head");
    let here = new.look(move |db| head(db, aid)).await.expect("a head");
    assert_eq!((here.data, here.layer, here.rev), (there.data, there.layer, done.rev));
    assert!(here.rev > there.rev);

    // The order of blocks does not matter, and doing it again changes nothing but the commit.
    blocks.reverse();
    let again = new.import(&archive(root, &blocks)).await.expect("an import");
    assert!(again.rev > done.rev);
    new.check().await;
    assert!(new.rows().await[0] > 301);
    new.clear_up().await;
    assert_eq!(new.rows().await, old.rows().await);
    new.check().await;
    new.create(POST, None, &post("goes on")).await;
    new.check().await;
}

#[tokio::test]
async fn another_repository_takes_the_place_of_one() {
    let old = filled(120).await;
    let new = filled(400).await;
    new.create(FOLLOW, None, &follow("did:plc:b")).await;
    let (path, record) = new.prepare("com.example.a", Some("k7"), r#"{"n":"another"}"#);
    new.commit(vec![Write { path, action: Action::Update(record) }]).await.expect("a commit");
    let (root, blocks) = old.blocks().await;
    new.import(&archive(root, &blocks)).await.expect("an import");
    assert_eq!(new.paths().await, old.paths().await);
    new.clear_up().await;
    assert_eq!(new.rows().await, old.rows().await);
    new.check().await;

    let empty = Bench::new().await;
    let (root, blocks) = empty.blocks().await;
    new.import(&archive(root, &blocks)).await.expect("an import");
    assert!(new.paths().await.is_empty());
    new.clear_up().await;
    assert_eq!(new.rows().await, [0, 1, 0, 0]);
    new.check().await;
}

#[tokio::test]
async fn an_archive_may_leave_out_what_is_there() {
    let old = filled(200).await;
    let new = Bench::new().await;
    let (root, before) = old.blocks().await;
    new.import(&archive(root, &before)).await.expect("an import");
    let (path, record) = old.prepare("com.example.a", Some("k7"), r#"{"n":"another"}"#);
    old.commit(vec![Write { path: path.clone(), action: Action::Update(record) }]).await.expect("a commit");
    let (root, mut after) = old.blocks().await;
    after.retain(|block| !before.contains(block));
    assert!(after.len() < 10);
    new.import(&archive(root, &after)).await.expect("an import");
    assert_eq!(new.paths().await, old.paths().await);
    new.check().await;
    // A repository that does not have the rest cannot be completed.
    assert!(Bench::new().await.import(&archive(root, &after)).await.is_err());
}

#[tokio::test]
async fn blobs_may_come_before_or_after() {
    let digest = |n: u8| sha256(&[n]);
    let old = Bench::new().await;
    old.clock.advance(Duration::from_secs(1));
    let mut blocks = Vec::new();
    let mut tree = mst::Builder::new(|_, cid, bytes: Vec<u8>| {
        blocks.push((cid, bytes));
        Ok::<(), std::convert::Infallible>(())
    });
    let mut records = Vec::new();
    for n in 0..3_u8 {
        let cid = Cid::raw(digest(n));
        // Two are in today's form, one in the form of old.
        let json = if n == 2 {
            format!(r#"{{"avatar":{{"cid":"{cid}","mimeType":"image/png"}}}}"#)
        } else {
            format!(r#"{{"x":{{"$type":"blob","ref":{{"$link":"{cid}"}},"mimeType":"image/png","size":1}}}}"#)
        };
        let bytes = cbor::encode(&crate::json::decode(json.as_bytes()).expect("data-model JSON"));
        let cid = Cid::dag_cbor(sha256(&bytes));
        tree.push(&format!("com.example.a/k{n}"), cid).expect("in order");
        records.push((cid, bytes));
    }
    let data = tree.finish().expect("a tree").cid;
    blocks.extend(records);
    let rev = Tid::next(old.clock.now(), None);
    let signed = crate::repo::commit::Unsigned { did: old.did.clone(), data, rev }.sign(&old.key);
    blocks.insert(0, signed.into_block());
    let root = blocks[0].0;

    let aid = old.aid;
    let key = move |n| BlobKey { aid, digest: Digest(digest(n)) };
    let row = Blob { size: 1, mime: "image/png".to_owned(), uploaded_at: old.clock.now(), kept_since: None };
    old.store.write(move |tx: &mut Tx<'_>| tx.put::<Blobs>(&key(0), &row)).await.expect("an upload");
    old.import(&archive(root, &blocks)).await.expect("an import");
    old.check().await;
    assert!(old.look(move |db| db.get::<Blobs>(&key(0))).await.expect("a blob").kept_since.is_some());

    let missing = |cursor: Option<Cid>, limit| old.look(move |db| missing_blobs(db, aid, cursor, limit));
    let all = missing(None, 10).await;
    let mut expected = [Cid::raw(digest(1)), Cid::raw(digest(2))];
    expected.sort();
    assert_eq!(all.iter().map(|blob| blob.cid).collect::<Vec<_>>(), expected);
    assert_eq!(missing(None, 1).await, all[..1]);
    assert_eq!(missing(Some(all[0].cid), 10).await, all[1..]);
    let census = old.look(move |db| census(db, aid)).await;
    assert_eq!((census.records, census.expected_blobs, census.held_blobs), (3, 3, 1));
    assert_eq!(census.blocks, blocks.len() as u64);
}

#[tokio::test]
async fn a_deactivated_account_is_not_announced() {
    let old = filled(10).await;
    let (root, blocks) = old.blocks().await;
    let new = Bench::new().await;
    let aid = new.aid;
    let job = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        let mut account = tx.get::<Accounts>(&aid)?.expect("an account");
        account.deactivated_at = Some(tx.now());
        tx.put::<Accounts>(&aid, &account)
    };
    new.store.write(job).await.expect("ok");
    new.import(&archive(root, &blocks)).await.expect("an import");
    assert_eq!(new.last_event(), None);
    new.check().await;
}

#[tokio::test]
async fn bad_archives_change_nothing() {
    let old = filled(60).await;
    let (root, blocks) = old.blocks().await;
    let new = filled(5).await;
    let before = (new.paths().await, new.events.lock().expect("a lock").len());
    let rows = new.rows().await;

    let good = archive(root, &blocks);
    let without = |nth: usize| {
        let mut blocks = blocks.clone();
        blocks.remove(nth);
        archive(root, &blocks)
    };
    let mut damaged = good.clone();
    *damaged.last_mut().expect("bytes") ^= 1;
    let nonsense = vec![0xff, 0x01];
    let cid = Cid::dag_cbor(sha256(&nonsense));
    let mut node = mst::Node::default();
    node.entries.push(mst::Entry { key: "com.example.a/x".into(), value: cid, right: None });
    let node = node.encode();
    let data = Cid::dag_cbor(sha256(&node));
    let unsigned = crate::repo::commit::Unsigned { did: old.did.clone(), data, rev: Tid::from_u64(1 << 20) };
    let commit = unsigned.sign(&old.key).into_block();
    let unparsable = archive(commit.0, &[commit.clone(), (data, node), (cid, nonsense)]);

    let cases = [
        Vec::new(),
        b"not a CAR".to_vec(),
        good[..good.len() - 3].to_vec(),
        damaged,
        without(0),
        without(1),
        without(blocks.len() - 1),
        car::archive(None, blocks.iter().map(|(cid, bytes)| (cid, bytes.as_slice()))),
        archive(blocks[1].0, &blocks),
        unparsable,
    ];
    for (nth, case) in cases.iter().enumerate() {
        assert!(new.import(case).await.is_err(), "case {nth}");
    }
    assert_eq!(
        new.import(&cases[9]).await.expect_err("no record").to_string(),
        "Could not parse record at 'com.example.a/x'"
    );
    assert_eq!((new.paths().await, new.events.lock().expect("a lock").len()), before);
    new.clear_up().await;
    assert_eq!(new.rows().await, rows);
    new.check().await;
    // Nothing is left behind in the folder but the database.
    assert_eq!(std::fs::read_dir(new.folder.path()).expect("a folder").count(), 1);
}

#[tokio::test]
async fn an_account_imports_once_at_a_time() {
    let old = filled(10).await;
    let (root, blocks) = old.blocks().await;
    let new = Bench::new().await;
    let first = new.repositories.import(new.aid, new.folder.path(), 10_000_000).await.expect("an import");
    let second = new.import(&archive(root, &blocks)).await;
    assert_eq!(
        second.expect_err("one is under way").to_string(),
        "Another import of this repository is under way"
    );
    // Nothing is removed meanwhile: it could be its own.
    let repo = crate::store::RepoId::first_of(new.aid);
    assert!(!new.repositories.drop_repo(new.aid, repo).await.expect("a look"));
    drop(first);
    new.import(&archive(root, &blocks)).await.expect("an import");
    assert!(new.repositories.drop_repo(new.aid, repo).await.expect("a removal"));
    new.check().await;
}

#[tokio::test]
async fn a_write_meanwhile_ends_the_import_and_stays() {
    let old = filled(10).await;
    for n in 0..120 {
        old.create("com.example.b", None, &format!(r#"{{"n":{n},"text":"{}"}}"#, "x".repeat(20_000))).await;
    }
    let (root, blocks) = old.blocks().await;
    let new = Bench::new().await;
    let archive = archive(root, &blocks);
    let import = new.import(&archive);
    let mut written = Vec::new();
    let write = async {
        // One after the other until the import has ended: some of them run between its jobs.
        loop {
            written.push(new.create(POST, None, &post("meanwhile")).await.0);
        }
    };
    let refused = tokio::select! {
        done = import => done.expect_err("the repository changed"),
        () = write => unreachable!("it goes on"),
    };
    assert!(matches!(refused, ImportError::Changed), "{refused}");
    new.clear_up().await;
    let paths = new.paths().await;
    assert!(written.iter().all(|path| paths.contains_key(path.as_str())));
    assert!(paths.keys().all(|path| path.starts_with(POST)));
    assert_eq!(new.rows().await[0], paths.len() as u64);
    new.check().await;
}

#[tokio::test]
async fn nothing_is_left_of_an_account_that_imported() {
    let old = filled(30).await;
    let (root, blocks) = old.blocks().await;
    let new = filled(20).await;
    new.import(&archive(root, &blocks)).await.expect("an import");
    let aid = new.aid;
    let remove = move |tx: &mut Tx<'_>| crate::store::rows::accounts::remove(tx, aid);
    new.store.write(remove).await.expect("a removal");
    new.store.purge_account(aid, None).await.expect("a removal");
    assert!(new.rows().await[0] > 0, "what the import replaced has a task of its own");
    new.clear_up().await;
    assert_eq!(new.rows().await, [0; 4]);
}
