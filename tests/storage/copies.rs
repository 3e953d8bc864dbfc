//! Backups, compaction and restoration.

use hostplant::blobs::{self, BlobStore, Registration};
use hostplant::store::keys::{Digest, Text};
use hostplant::store::rows::meta::MetaValue;
use hostplant::store::tables::Meta;
use hostplant::store::{CopyError, FreeSpace, Lane, OpenError, Read, StorageError, compact};

use super::*;

async fn with_blobs(folder: &Path) -> (Home, BlobStore) {
    let home = Home::in_file(&folder.join("hostplant.redb")).await;
    let space = FreeSpace::of_file_system(folder);
    let blobs = BlobStore::open(&folder.join("blobs"), &folder.join("tmp"), space).expect("a folder");
    for n in 0..120 {
        home.put(&format!("key{n:03}"), &"text ".repeat(50)).await;
    }
    (home, blobs)
}

async fn upload(home: &Home, blobs: &BlobStore, content: &[u8]) -> Digest {
    let mut upload = blobs.upload(1 << 20).await.expect("an upload");
    upload.write(content).await.expect("a piece");
    let staged = upload.finish().await.expect("a blob");
    let digest = staged.digest();
    let kept = blobs.keep(&home.store, staged, home.aid, "text/plain").await.expect("a registration");
    assert!(matches!(kept, Registration::Held(_)));
    digest
}

#[tokio::test]
async fn a_backup_restores_to_what_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let live = folder.path().join("live");
    std::fs::create_dir(&live).expect("a folder");
    let (home, files) = with_blobs(&live).await;
    upload(&home, &files, b"one").await;
    upload(&home, &files, b"two").await;

    let backup = folder.path().join("backup");
    let first = files.back_up(&home.store, &backup).await.expect("a backup");
    assert_eq!((first.copied, first.present, first.missing), (2, 0, 0));
    upload(&home, &files, b"three").await;
    home.put("later", "than the first").await;
    let second = files.back_up(&home.store, &backup).await.expect("a backup");
    assert_eq!((second.copied, second.present, second.missing), (1, 2, 0));
    let head = home
        .store
        .read(|db| {
            records::head(
                db,
                db.first::<hostplant::store::tables::Accounts>(hostplant::store::Span::all())?
                    .expect("one")
                    .0,
            )
        })
        .await
        .expect("a read");
    home.put("last", "not in the backup").await;

    let (rows, blobs) = blobs::verify(&backup, &records::indexed).expect("a readable backup");
    assert!(rows.is_sound() && blobs.is_sound(), "{rows:?} {blobs:?}");
    assert_eq!((rows.records, blobs.files), (121, 3));

    let data = folder.path().join("restored");
    std::fs::create_dir(&data).expect("a folder");
    blobs::restore(&backup, &data).expect("a restoration");
    let again = blobs::restore(&backup, &data);
    assert!(matches!(again, Err(blobs::BackupError::NotEmpty(_))));
    let seen = home.store.last_seq();
    let restored = Home::in_file(&data.join("hostplant.redb")).await;
    assert!(restored.check().await.is_sound());
    let aid = restored.aid;
    let back = restored.store.read(move |db| records::head(db, aid)).await.expect("a read");
    assert_eq!(back, head);
    // The clock goes on, so events of the restored server come after all that subscribers saw.
    restored.clock.advance(Duration::from_secs(10));
    restored.put("new", "after the restoration").await;
    assert!(restored.store.last_seq() > seen);
}

#[tokio::test]
async fn a_damaged_backup_is_found_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let live = folder.path().join("live");
    std::fs::create_dir(&live).expect("a folder");
    let (home, files) = with_blobs(&live).await;
    let one = upload(&home, &files, b"one").await;
    upload(&home, &files, b"two").await;
    let backup = folder.path().join("backup");
    files.back_up(&home.store, &backup).await.expect("a backup");

    let name = hostplant::syntax::Cid::raw(one.0).to_string();
    let path = backup.join("blobs").join(home.aid.to_u32().to_string());
    let path = path.join(format!("{:02x}", one.0[0])).join(name);
    std::fs::write(&path, b"eno").expect("a file");
    let (_, report) = blobs::verify(&backup, &records::indexed).expect("a readable backup");
    assert_eq!(report.flaws.len(), 1);
    assert_eq!(report.flaws[0].digest, one);
    std::fs::remove_file(&path).expect("a file");
    let (_, report) = blobs::verify(&backup, &records::indexed).expect("a readable backup");
    assert_eq!(report.flaws[0].what, "is not there");

    assert!(files.check(&home.store).await.expect("a check").is_sound());
}

#[tokio::test]
async fn a_copy_does_not_overwrite_and_writes_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let (home, _) = with_blobs(folder.path()).await;
    let to = folder.path().join("copy.redb");
    let (copied, _) = tokio::join!(home.store.copy_to(&to), home.put("while", "copying"));
    assert!(copied.expect("a copy").rows > 200);
    let again = home.store.copy_to(&to).await;
    assert!(matches!(again, Err(CopyError::Exists(_))));
    assert!(!folder.path().join("copy.redb.part").exists());
}

#[tokio::test]
async fn compaction_makes_the_file_small_and_keeps_everything() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("hostplant.redb");
    let (home, _) = with_blobs(folder.path()).await;
    let key = |n: u32| Text::new(&format!("ballast {n:05}"));
    let lay = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        (0..4_000).try_for_each(|n| tx.put::<Meta>(&key(n), &MetaValue(vec![7; 3_000])))
    };
    home.store.write_in(Lane::Bulk, 0, lay).await.expect("a write");
    let lift = move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
        (0..4_000).filter(|n| n % 20 != 0).try_for_each(|n| tx.delete::<Meta>(&key(n)).map(drop))
    };
    home.store.write_in(Lane::Bulk, 0, lift).await.expect("a write");
    assert!(matches!(compact(&path), Err(CopyError::Open(OpenError::InUse { .. }))));
    let before = home.check().await;
    home.store.close().await;
    drop(home);

    let size = std::fs::metadata(&path).expect("a file").len();
    let copied = compact(&path).expect("a compaction");
    assert!(copied.file_bytes * 4 < size, "{} of {size}", copied.file_bytes);
    let home = Home::in_file(&path).await;
    let after = home.check().await;
    assert!(after.is_sound());
    // One more: when the store was closed.
    assert_eq!(after.rows, before.rows + 1);
    assert!(home.store.read(|db| db.has::<Meta>(&Text::new("stopped"))).await.expect("a read"));
}
