//! Power cuts in the middle of an import, at every sync: the account has the repository that it had, or the new one, and
//! in either case whole; what the import left is removed, and nothing else.

use std::collections::BTreeMap;

use hostplant::records::Export;
use hostplant::store::keys::{BlobKey, Digest, RecordKey};
use hostplant::store::rows::blobs::Blob;
use hostplant::store::rows::due::Task;
use hostplant::store::rows::repo::repo_of;
use hostplant::store::tables::{BlobRefs, Blobs, DueTasks, Heads, Nodes, Records, Subjects};
use hostplant::store::{Read, Snapshot, Span, StorageError};
use hostplant::syntax::Cid;

use super::powercut::{Dice, Recorder, Step, apply, outcomes};
use super::*;

/// Records of the archive, each of some 14 KB: three chunks of an import.
const RECORDS: usize = 100;
/// A blob that only the old repository refers to.
const OLD: Digest = Digest([1; 32]);
/// One that both refer to.
const KEPT: Digest = Digest([2; 32]);
/// One that was uploaded ahead of the import.
const NEW: Digest = Digest([3; 32]);

type Content = BTreeMap<String, String>;

fn open(disk: Recorder) -> impl Future<Output = Home> {
    Home::open(disk, |_| {}, Clock::manual(Timestamp::from_secs(1_780_000_000)))
}

fn content(db: &Snapshot, aid: Aid) -> Result<Content, StorageError> {
    let repo = repo_of(db, aid)?;
    db.range::<Records>(RecordKey::of(repo))?
        .map(|entry| entry.map(|(key, record)| (key.path.as_str().to_owned(), record.cid().to_string())))
        .collect()
}

fn picture(digest: Digest, text: &str) -> String {
    let cid = Cid::raw(digest.0);
    format!(
        r#"{{"$type":"com.example.picture","text":"{text}","image":{{"$type":"blob","ref":{{"$link":"{cid}"}},"mimeType":"image/png","size":4}}}}"#
    )
}

async fn fill(home: &Home, name: &str, records: usize, text: &str, blobs: &[Digest]) {
    for (nth, digest) in blobs.iter().enumerate() {
        let (aid, digest, uploaded_at) = (home.aid, *digest, home.clock.now());
        let blob = Blob { size: 4, mime: "image/png".to_owned(), uploaded_at, kept_since: None };
        let job = move |tx: &mut Tx<'_>| tx.put::<Blobs>(&BlobKey { aid, digest }, &blob);
        home.store.write::<(), StorageError, _>(job).await.expect("a blob");
        let (path, record) =
            home.draft("com.example.picture", &format!("{name}{nth}"), &picture(digest, name));
        home.commit(vec![Write { path, action: Action::Create(record) }]).await;
    }
    for n in 0..records {
        home.put(&format!("{name}{n:03}"), &format!("{n} {text}")).await;
    }
}

async fn archive(home: &Home) -> Vec<u8> {
    match Export::begin(&home.store, home.aid, None).await.expect("a repository") {
        Export::Whole(bytes) => bytes,
        Export::Pieces(mut pieces) => {
            let mut bytes = Vec::new();
            while let Some(piece) = pieces.next().await.expect("a snapshot") {
                bytes.extend_from_slice(&piece);
            }
            bytes
        }
    }
}

async fn import(home: &Home, archive: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut import = home.repositories.import(home.aid, folder.path(), u64::MAX).await.expect("an import");
    import.write(archive).await.expect("an archive");
    import.finish().await.expect("an import");
}

/// Does what imports left to be done.
async fn clear_up(home: &Home) {
    let read = |db: &Snapshot| db.range::<DueTasks>(Span::all())?.collect::<Result<Vec<_>, StorageError>>();
    for (key, due) in home.store.read(read).await.expect("tasks") {
        let Task::DropRepo { aid, repo } = due.task else { continue };
        assert!(home.repositories.drop_repo(aid, repo).await.expect("a removal"));
        let done = move |tx: &mut Tx<'_>| tx.delete::<DueTasks>(&key);
        home.store.write::<bool, StorageError, _>(done).await.expect("a write");
    }
}

/// What happened before the power went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reached {
    Nothing,
    Imported,
    ClearedUp,
}

async fn survive(image: Vec<u8>, reached: Reached, before: &Content, after: &Content) {
    let home = open(Recorder::of_image(image)).await;
    let aid = home.aid;
    let report = home.check().await;
    assert!(report.is_sound(), "{reached:?}: {:?}", report.flaws);
    let found = home.store.read(move |db| content(db, aid)).await.expect("a read");
    let is_new = found == *after;
    assert!(is_new || (reached == Reached::Nothing && found == *before), "{reached:?}: neither of the two");

    clear_up(&home).await;
    assert!(home.check().await.is_sound());
    let look = move |db: &Snapshot| -> Result<_, StorageError> {
        let head = db.get::<Heads>(&aid)?.expect("a head");
        let blob = |digest| db.get::<Blobs>(&BlobKey { aid, digest });
        let kept = |blob: Option<Blob>| blob.map(|blob| blob.kept_since.is_some());
        let blobs = [kept(blob(OLD)?), kept(blob(KEPT)?), kept(blob(NEW)?)];
        let rows = [db.count::<Records>()?, db.count::<BlobRefs>()?, db.count::<Subjects>()?];
        Ok((head, blobs, rows, db.count::<Nodes>()?))
    };
    let (head, blobs, rows, nodes) = home.store.read(look).await.expect("a read");
    assert_eq!(blobs, [Some(!is_new), Some(true), Some(is_new)], "what is not referred to is temporary");
    assert_eq!(rows, [head.records, 2, 0]);
    assert_eq!(nodes, home.check().await.nodes, "nothing is left beside the tree");
    if reached == Reached::ClearedUp {
        assert_eq!(home.store.work().failed_jobs(), 0);
    }

    home.put("after", "the cut").await.expect("a commit");
    assert!(home.check().await.is_sound());
}

#[tokio::test]
async fn a_power_cut_in_an_import_leaves_the_old_repository_or_the_new() {
    let other = open(Recorder::default()).await;
    fill(&other, "new", RECORDS, &"x".repeat(14_000), &[KEPT, NEW]).await;
    let archive = archive(&other).await;
    let aid = other.aid;
    let after = other.store.read(move |db| content(db, aid)).await.expect("a read");

    let disk = Recorder::default();
    let home = open(disk.clone()).await;
    fill(&home, "old", 20, "old", &[OLD, KEPT]).await;
    let (aid, uploaded_at) = (home.aid, home.clock.now());
    let blob = Blob { size: 4, mime: "image/png".to_owned(), uploaded_at, kept_since: None };
    let upload = move |tx: &mut Tx<'_>| tx.put::<Blobs>(&BlobKey { aid, digest: NEW }, &blob);
    home.store.write::<(), StorageError, _>(upload).await.expect("a blob");
    let before = home.store.read(move |db| content(db, aid)).await.expect("a read");
    let begun = disk.steps().len();
    let commits = home.store.work().commits();
    import(&home, &archive).await;
    disk.acknowledge(0);
    assert!(home.store.work().commits() - commits >= 5, "a beginning, three chunks at least, and an end");
    clear_up(&home).await;
    disk.acknowledge(1);
    home.store.close().await;

    let (mut durable, mut pending, mut dice) = (Vec::new(), Vec::new(), Dice(11));
    let mut reached = Reached::Nothing;
    for (place, step) in disk.steps().iter().enumerate() {
        match step {
            Step::Acknowledged(0) => reached = Reached::Imported,
            Step::Acknowledged(_) => reached = Reached::ClearedUp,
            Step::Sync => {
                if place >= begun {
                    for image in outcomes(&durable, &pending, &mut dice) {
                        survive(image, reached, &before, &after).await;
                    }
                }
                pending.iter().for_each(|step| apply(&mut durable, step, usize::MAX));
                pending.clear();
            }
            other => pending.push(other.clone()),
        }
    }
    assert_eq!(reached, Reached::ClearedUp);
    survive(durable, reached, &before, &after).await;
}
