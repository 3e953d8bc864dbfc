//! Blobs from upload to removal.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::*;
use crate::base::{Clock, Timestamp};
use crate::crypto::sha256;
use crate::store::keys::BlobKey;
use crate::store::rows::accounts::Account;
use crate::store::rows::due::Task;
use crate::store::tables::{Accounts, BlobRefs, BlobTakedowns, DueTasks};
use crate::store::{RepoId, Snapshot, Span, StoreConfig, Tx};

struct Bench {
    store: Store,
    blobs: BlobStore,
    clock: Clock,
    aid: Aid,
    free: Arc<AtomicU64>,
    folder: tempfile::TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Real time: files get their times from the system.
        let clock = Clock::manual(Clock::system().now());
        let free = Arc::new(AtomicU64::new(u64::MAX));
        let space = FreeSpace::manual(Arc::clone(&free));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        let blobs = BlobStore::open(&folder.path().join("blobs"), &folder.path().join("tmp"), space)
            .expect("a folder of blobs");
        let make = |tx: &mut Tx<'_>| {
            let aid = tx.next_aid()?;
            let did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().expect("a DID");
            let account = Account::new(did, tx.now());
            tx.put::<Accounts>(&aid, &account).map(|()| aid)
        };
        let aid = store.write(make).await.expect("an account");
        Self { store, blobs, clock, aid, free, folder }
    }

    async fn upload(&self, content: &[u8]) -> Registration {
        let mut upload = self.blobs.upload(u64::MAX).await.expect("an upload");
        for piece in content.chunks(1_000) {
            upload.write(piece).await.expect("a piece");
        }
        let staged = upload.finish().await.expect("a blob");
        assert_eq!(staged.digest().0, sha256(content));
        self.blobs.keep(&self.store, staged, self.aid, "*/*").await.expect("a registration")
    }

    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.write(job).await.expect("a write")
    }

    async fn look<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Snapshot) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.store.read(read).await.expect("a read")
    }

    async fn content(&self, digest: Digest) -> Option<Vec<u8>> {
        let mut file = match self.blobs.read(self.aid, digest).await {
            Ok(file) => file,
            Err(error) if is_missing(&error) => return None,
            Err(error) => panic!("{error}"),
        };
        let mut content = Vec::new();
        while let Some(piece) = file.next().await.expect("a piece") {
            content.extend(piece);
        }
        assert_eq!(content.len() as u64, file.size());
        Some(content)
    }

    fn left_in_tmp(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("tmp")).expect("a folder").count()
    }
}

fn digest(content: &[u8]) -> Digest {
    Digest(sha256(content))
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

#[tokio::test]
async fn what_is_uploaded_is_served() {
    let bench = Bench::new().await;
    let mut large = PNG.to_vec();
    large.resize(300_000, 7);
    let Registration::Held(row) = bench.upload(&large).await else { panic!("refused") };
    assert_eq!((row.size, row.mime.as_str(), row.kept_since), (300_000, "image/png", None));
    assert_eq!(bench.content(digest(&large)).await, Some(large));
    assert_eq!(bench.content(digest(b"other")).await, None);
    assert_eq!(bench.left_in_tmp(), 0);
    let Registration::Held(row) = bench.upload(b"").await else { panic!("refused") };
    assert_eq!((row.size, row.mime.as_str()), (0, "*/*"));
}

#[tokio::test]
async fn too_large_and_abandoned_uploads_leave_nothing() {
    let bench = Bench::new().await;
    let mut upload = bench.blobs.upload(10).await.expect("an upload");
    upload.write(b"0123456789").await.expect("ten bytes");
    let error = upload.write(b"x").await.expect_err("one too many");
    assert!(matches!(error, UploadError::TooLarge { limit: 10 }));
    drop(upload);
    let upload = bench.blobs.upload(10).await.expect("an upload");
    drop(upload.finish().await.expect("a blob"));
    // Files are removed on a blocking thread.
    for _ in 0..500 {
        if bench.left_in_tmp() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("temporary files stay");
}

#[tokio::test]
async fn uploads_are_refused_when_room_is_low() {
    let bench = Bench::new().await;
    bench.free.store(100 * 1024 * 1024, Ordering::Release);
    assert!(matches!(bench.blobs.upload(10).await, Err(UploadError::Full)));
}

#[tokio::test]
async fn a_temporary_blob_goes_unless_a_record_comes() {
    let bench = Bench::new().await;
    bench.upload(b"one").await;
    let (aid, one) = (bench.aid, digest(b"one"));
    bench.clock.advance(Duration::from_secs(3_600));
    assert!(!bench.run(move |tx| expire(tx, aid, one)).await);
    bench.clock.advance(TEMPORARY_FOR);
    assert!(bench.run(move |tx| expire(tx, aid, one)).await);

    let due = bench.look(|db| db.range::<DueTasks>(Span::all())?.collect::<Result<Vec<_>, _>>()).await;
    assert!(due.iter().any(|(_, due)| due.task == Task::RemoveBlobFile { aid, digest: one }));
    assert!(bench.blobs.remove(&bench.store, aid, one).await.expect("a removal"));
    assert_eq!(bench.content(one).await, None);

    // Referred to: stays for good.
    let two = digest(b"two");
    let (repo, path) = (RepoId::first_of(aid), "app.bsky.feed.post/3k".parse().expect("a path"));
    bench.run(move |tx| tx.put::<BlobRefs>(&keys::BlobRef { repo, digest: two, path }, &())).await;
    bench.upload(b"two").await;
    bench.clock.advance(TEMPORARY_FOR * 2);
    assert!(!bench.run(move |tx| expire(tx, aid, two)).await);
    // Whoever removes a file looks whether the row is back.
    assert!(!bench.blobs.remove(&bench.store, aid, two).await.expect("no removal"));
    assert!(bench.content(two).await.is_some());
}

#[tokio::test]
async fn files_without_a_row_are_swept_when_they_are_old() {
    let bench = Bench::new().await;
    bench.upload(b"kept").await;
    bench.upload(b"lost").await;
    let (aid, lost, kept) = (bench.aid, digest(b"lost"), digest(b"kept"));
    bench.run(move |tx| tx.delete::<Blobs>(&BlobKey { aid, digest: lost })).await;
    let shard = lost.0[0];

    let now = bench.clock.now();
    assert_eq!(bench.blobs.sweep(&bench.store, shard, now).await.expect("a sweep"), Swept::default());
    let later = now.after(ORPHAN_AGE * 2);
    let swept = bench.blobs.sweep(&bench.store, shard, later).await.expect("a sweep");
    assert_eq!(swept.removed, 1);
    bench.blobs.sweep(&bench.store, kept.0[0], later).await.expect("a sweep");
    assert_eq!(bench.content(lost).await, None);
    assert!(bench.content(kept).await.is_some());
}

#[tokio::test]
async fn a_withheld_blob_is_out_of_reach_and_cannot_come_again() {
    use crate::store::rows::moderation::Takedown;
    let bench = Bench::new().await;
    bench.upload(b"bad").await;
    let (aid, bad) = (bench.aid, digest(b"bad"));
    let takedown = Takedown { reference: "7".to_owned(), at: Timestamp::from_secs(1) };
    bench.run(move |tx| tx.put::<BlobTakedowns>(&BlobKey { aid, digest: bad }, &takedown)).await;
    bench.blobs.quarantine(aid, bad).await.expect("a move");
    bench.blobs.quarantine(aid, bad).await.expect("nothing to move");
    assert_eq!(bench.content(bad).await, None);
    assert_eq!(bench.look(move |db| BlobStore::find(db, aid, bad)).await, None);
    assert_eq!(bench.upload(b"bad").await, Registration::TakenDown);

    bench.run(move |tx| tx.delete::<BlobTakedowns>(&BlobKey { aid, digest: bad })).await;
    bench.blobs.restore(aid, bad).await.expect("a move");
    assert_eq!(bench.content(bad).await.as_deref(), Some(&b"bad"[..]));
    bench.blobs.remove_account(aid).await.expect("a removal");
    assert_eq!(bench.content(bad).await, None);
}

#[tokio::test]
async fn what_an_interrupted_upload_left_goes_at_the_next_start() {
    let bench = Bench::new().await;
    let tmp = bench.folder.path().join("tmp");
    std::fs::write(tmp.join("blob-0123"), b"half").expect("a file");
    std::fs::write(tmp.join("import-1"), b"not ours").expect("a file");
    let space = FreeSpace::of_file_system(bench.folder.path());
    BlobStore::open(&bench.folder.path().join("blobs"), &tmp, space).expect("a folder of blobs");
    assert_eq!(bench.left_in_tmp(), 1);
}

#[tokio::test]
async fn an_upload_that_outlives_its_account_leaves_nothing() {
    let bench = Bench::new().await;
    let aid = bench.aid;
    bench.run(move |tx| tx.delete::<Accounts>(&aid)).await;
    assert_eq!(bench.upload(b"late").await, Registration::NoAccount);
    assert_eq!(bench.content(Digest(sha256(b"late"))).await, None);
    let rows = bench.look(|db| Ok((db.count::<Blobs>()?, db.count::<DueTasks>()?))).await;
    assert_eq!((rows, bench.left_in_tmp()), ((0, 0), 0));
}
