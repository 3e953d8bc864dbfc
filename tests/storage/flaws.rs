//! A check finds what is wrong, and names it.

use hostplant::store::check::Flaw;
use hostplant::store::keys::{BlobKey, BlobRef, Digest, NodePlace, RecordKey, RefreshKey, Text};
use hostplant::store::rows::blobs::Blob;
use hostplant::store::rows::sessions::RefreshToken;
use hostplant::store::tables::{
    Accounts, BlobRefs, Blobs, ByDid, ByEmail, ByHandle, Heads, Nodes, Records, Refresh, Subjects,
};
use hostplant::store::{Aid, Read, RepoId, Span, StorageError, Tx};

use super::*;

/// A repository with posts, a like and a picture.
async fn furnished(folder: &Path) -> Home {
    let home = Home::in_file(&folder.join("hostplant.redb")).await;
    let (aid, now) = (home.aid, home.clock.now());
    let digest = Digest([5; 32]);
    let blob = Blob { size: 4, mime: "image/png".to_owned(), uploaded_at: now, kept_since: None };
    write(&home, move |tx| tx.put::<Blobs>(&BlobKey { aid, digest }, &blob)).await;
    for n in 0..80 {
        home.put(&format!("key{n:03}"), "text").await;
    }
    let cid = hostplant::syntax::Cid::raw(digest.0);
    let picture = format!(
        r#"{{"$type":"app.bsky.actor.profile","avatar":{{"$type":"blob","ref":{{"$link":"{cid}"}},"mimeType":"image/png","size":4}}}}"#
    );
    let like = r#"{"$type":"app.bsky.feed.like","subject":{"uri":"at://did:plc:a/app.bsky.feed.post/3k","cid":"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a"},"createdAt":"2026-11-22T10:00:00.000Z"}"#;
    for (collection, rkey, value) in
        [("app.bsky.actor.profile", "self", picture.as_str()), ("app.bsky.feed.like", "3k", like)]
    {
        let (path, record) = home.draft(collection, rkey, value);
        home.commit(vec![Write { path, action: Action::Create(record) }]).await;
    }
    let report = home.check().await;
    assert!(report.is_sound(), "{:?}", report.flaws);
    assert_eq!((report.repositories, report.records, report.events), (1, 82, 82));
    home
}

async fn write<T: Send + 'static>(
    home: &Home,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, StorageError> + Send + 'static,
) -> T {
    home.store.write(job).await.expect("a write")
}

/// Damages a furnished store and gives what the check says.
async fn flaws_after(
    damage: impl FnOnce(&mut Tx<'_>, Aid) -> Result<(), StorageError> + Send + 'static,
) -> Vec<Flaw> {
    let folder = tempfile::tempdir().expect("a folder");
    let home = furnished(folder.path()).await;
    let aid = home.aid;
    write(&home, move |tx| damage(tx, aid)).await;
    home.check().await.flaws
}

fn record_key(aid: Aid, path: &str) -> RecordKey {
    RecordKey { repo: RepoId::first_of(aid), path: path.parse().expect("a path") }
}

const POST: &str = "app.bsky.feed.post/key007";
const PROFILE: &str = "app.bsky.actor.profile/self";

#[tokio::test]
async fn a_lost_record_shows_in_tree_and_count() {
    let flaws = flaws_after(|tx, aid| tx.delete::<Records>(&record_key(aid, POST)).map(drop)).await;
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Root(_))), "{flaws:?}");
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Count { counted: 82, found: 81, .. })));
}

#[tokio::test]
async fn a_changed_record_shows() {
    let flaws = flaws_after(|tx, aid| {
        let key = record_key(aid, POST);
        let mut record = tx.get::<Records>(&key)?.expect("a record");
        let last = record.value.last_mut().expect("a byte");
        *last ^= 1;
        tx.put::<Records>(&key, &record)
    })
    .await;
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Record { path, .. } if path.as_str() == POST)));
}

#[tokio::test]
async fn wrong_missing_and_surplus_nodes_show() {
    let flaws = flaws_after(|tx, aid| {
        let (place, _) = tx.first::<Nodes>(NodePlace::of(RepoId::first_of(aid)))?.expect("a node");
        tx.delete::<Nodes>(&place).map(drop)
    })
    .await;
    assert!(matches!(flaws[..], [Flaw::Node { .. }]), "{flaws:?}");

    let flaws = flaws_after(|tx, aid| {
        let (mut place, node) = tx.first::<Nodes>(NodePlace::of(RepoId::first_of(aid)))?.expect("a node");
        place.at.layer += 9;
        tx.put::<Nodes>(&place, &node)
    })
    .await;
    assert!(matches!(flaws[..], [Flaw::SurplusNodes { surplus: 1, .. }]), "{flaws:?}");
}

#[tokio::test]
async fn a_head_that_disagrees_with_its_commit_shows() {
    let flaws = flaws_after(|tx, aid| {
        let mut head = tx.get::<Heads>(&aid)?.expect("a head");
        let last = head.bytes.len() - 70;
        head.bytes[last] ^= 1;
        tx.put::<Heads>(&aid, &head)
    })
    .await;
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::Commit { .. })), "{flaws:?}");
    let flaws = flaws_after(|tx, aid| tx.delete::<Heads>(&aid).map(drop)).await;
    assert!(flaws.iter().any(|flaw| matches!(flaw, Flaw::NoHead(_))), "{flaws:?}");
}

#[tokio::test]
async fn broken_indexes_show_in_both_directions() {
    let flaws = flaws_after(|tx, _| {
        tx.delete_some::<ByHandle>(Span::all(), 9)?;
        tx.put::<ByEmail>(
            &Text::new("mallory@example.com"),
            &tx.first::<ByEmail>(Span::all())?.expect("one").1,
        )?;
        Ok(())
    })
    .await;
    assert!(matches!(
        flaws[..],
        [Flaw::NotIndexed { index: "by_handle", .. }, Flaw::Dangling { index: "by_email", .. }]
    ));

    let flaws = flaws_after(|tx, aid| {
        tx.delete_some::<Subjects>(Span::all(), 9)?;
        let (repo, digest) = (RepoId::first_of(aid), Digest([5; 32]));
        tx.delete::<BlobRefs>(&BlobRef { repo, digest, path: PROFILE.parse().expect("a path") })?;
        tx.put::<BlobRefs>(&BlobRef { repo, digest, path: POST.parse().expect("a path") }, &())
    })
    .await;
    let named = |wanted: &str, dangling: bool| {
        flaws.iter().any(|flaw| match flaw {
            Flaw::NotIndexed { index, .. } => !dangling && *index == wanted,
            Flaw::Dangling { index, .. } => dangling && *index == wanted,
            _ => false,
        })
    };
    assert!(named("subjects", false) && named("blob_refs", false) && named("blob_refs", true), "{flaws:?}");
}

#[tokio::test]
async fn rows_of_nobody_show_unless_they_are_being_purged() {
    use hostplant::store::rows::due::Task;
    let remove = |tx: &mut Tx<'_>, aid| {
        let token = RefreshToken {
            expires_at: tx.now(),
            created_at: tx.now(),
            app_password: None,
            privileged: false,
            rotated: false,
        };
        tx.put::<Refresh>(&RefreshKey { aid, token: Digest([1; 32]) }, &token)?;
        accounts::remove(tx, aid)
    };
    let flaws = flaws_after(move |tx, aid| remove(tx, aid).map(drop)).await;
    let tables: Vec<_> = flaws
        .iter()
        .map(|flaw| match flaw {
            Flaw::Orphans { table, .. } | Flaw::Stray { table, .. } => *table,
            other => panic!("{other}"),
        })
        .collect();
    assert!(["keys", "heads", "records", "nodes", "refresh"].iter().all(|table| tables.contains(table)));

    let flaws = flaws_after(move |tx, aid| {
        remove(tx, aid)?;
        let now = tx.now();
        tx.schedule(now, Task::PurgeAccount { aid, keep: None }).map(drop)
    })
    .await;
    assert_eq!(flaws, []);
}

#[tokio::test]
async fn a_purge_leaves_nothing_of_an_account() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = furnished(folder.path()).await;
    let aid = home.aid;
    let rows = home.check().await.rows;
    write(&home, move |tx| accounts::remove(tx, aid)).await;
    home.store.purge_account(aid, Some(home.store.last_seq())).await.expect("a purge");
    let report = home.check().await;
    assert!(report.is_sound(), "{:?}", report.flaws);
    assert_eq!((report.records, report.nodes, report.events), (0, 0, 1));
    assert!(report.rows < rows && report.rows < 20, "{} rows", report.rows);
    let left =
        home.store.read(|db| Ok::<_, StorageError>(db.count::<Accounts>()? + db.count::<ByDid>()?)).await;
    assert_eq!(left.expect("a read"), 0);
}
