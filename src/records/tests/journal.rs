//! What apps wrote, and taking it back.

use super::*;
use crate::records::{Fate, Undone, WriteCount, preview_undo, write_counts};

const APP: &str = "https://app.test/client.json";
const OTHER: &str = "https://other.test/client.json";
const NOTE: &str = "com.example.note";

impl Bench {
    async fn write(&self, by: Option<&str>, rkey: &str, text: Option<&str>) {
        self.clock.advance(Duration::from_secs(1));
        let path: RepoPath = format!("{NOTE}/{rkey}").parse().expect("a path");
        let action = match text {
            None => Action::Delete,
            Some(text) => {
                let (_, record) = self.prepare(NOTE, Some(rkey), &format!(r#"{{"text":"{text}"}}"#));
                Action::Put(record, Expect::Anything)
            }
        };
        let batch = Batch { writes: vec![Write { path, action }], swap_commit: None, by: by.map(Into::into) };
        self.repositories.commit(self.aid, batch).await.expect("a commit").expect("a change");
    }

    async fn text(&self, rkey: &str) -> Option<String> {
        let (aid, path) = (self.aid, format!("{NOTE}/{rkey}").parse::<RepoPath>().expect("a path"));
        let record = self.look(move |db| record(db, aid, &path)).await?;
        let value = cbor::decode(&record.value).expect("a record");
        value.get("text").and_then(Value::as_text).map(str::to_owned)
    }

    async fn undo(&self, client: &str, since: Timestamp) -> Undone {
        let undone = self.repositories.undo(self.aid, client, since).await.expect("undone");
        self.check().await;
        undone
    }
}

#[tokio::test]
async fn what_an_app_wrote_is_counted_and_taken_back() {
    let bench = Bench::new().await;
    bench.write(None, "mine", Some("mine")).await;
    bench.write(None, "edited", Some("before")).await;
    bench.write(None, "removed", Some("before")).await;
    let early = bench.clock.now();
    bench.write(Some(APP), "early", Some("early")).await;
    let since = bench.clock.now().after(Duration::from_millis(1));
    bench.write(Some(APP), "made", Some("one")).await;
    bench.write(Some(APP), "made", Some("two")).await;
    bench.write(Some(APP), "edited", Some("after")).await;
    bench.write(Some(APP), "removed", None).await;
    bench.write(Some(APP), "brief", Some("here")).await;
    bench.write(Some(APP), "brief", None).await;
    bench.write(Some(OTHER), "others", Some("theirs")).await;

    let (aid, now) = (bench.aid, bench.clock.now());
    let counts = bench.look(move |db| write_counts(db, aid, now)).await;
    assert_eq!(counts[APP], WriteCount { created: 3, updated: 2, deleted: 2 });
    assert_eq!(counts[OTHER], WriteCount { created: 1, updated: 0, deleted: 0 });
    assert_eq!(counts.len(), 2, "passwords are not counted");

    let preview = bench.look(move |db| preview_undo(db, aid, APP, since, 2)).await;
    let undone = bench.undo(APP, since).await;
    assert_eq!(undone, Undone { deleted: 1, restored: 2, left_alone: 0, lost: 0 });
    assert_eq!(preview.undone, undone, "what was foretold");
    let named: Vec<_> = preview.records.iter().map(|(path, fate)| (path.as_str(), *fate)).collect();
    assert_eq!(
        named,
        [("com.example.note/edited", Fate::Restored), ("com.example.note/made", Fate::Deleted)]
    );
    assert_eq!(bench.text("mine").await.as_deref(), Some("mine"));
    assert_eq!(bench.text("edited").await.as_deref(), Some("before"));
    assert_eq!(bench.text("removed").await.as_deref(), Some("before"));
    assert_eq!(bench.text("made").await, None);
    assert_eq!(bench.text("early").await.as_deref(), Some("early"), "before the time");
    assert_eq!(bench.text("others").await.as_deref(), Some("theirs"));
    assert_eq!(bench.undo(APP, since).await, Undone::default(), "once");
    assert_eq!(bench.undo(APP, early).await, Undone { deleted: 1, ..Undone::default() });
}

#[tokio::test]
async fn what_others_wrote_since_is_left_alone() {
    let bench = Bench::new().await;
    let since = bench.clock.now();
    bench.write(Some(APP), "a", Some("app")).await;
    bench.write(None, "a", Some("owner")).await;
    bench.write(Some(APP), "b", Some("app")).await;
    bench.write(Some(OTHER), "b", Some("other")).await;
    bench.write(Some(APP), "b", Some("app again")).await;
    bench.write(Some(APP), "c", Some("app")).await;
    bench.write(None, "c", None).await;
    let undone = bench.undo(APP, since).await;
    assert_eq!(undone, Undone { deleted: 0, restored: 1, left_alone: 2, lost: 0 });
    assert_eq!(bench.text("a").await.as_deref(), Some("owner"));
    assert_eq!(bench.text("b").await.as_deref(), Some("other"), "what the other one left");
    assert_eq!(bench.text("c").await, None);
}

#[tokio::test]
async fn much_is_taken_back_in_several_commits() {
    let bench = Bench::new().await;
    let since = bench.clock.now();
    for n in 0..250 {
        bench.write(Some(APP), &format!("n{n}"), Some("spam")).await;
    }
    assert_eq!(bench.undo(APP, since).await, Undone { deleted: 250, ..Undone::default() });
    assert!(bench.paths().await.is_empty());
}

#[tokio::test]
async fn old_and_large_things_are_not_kept() {
    let bench = Bench::new().await;
    let since = bench.clock.now();
    let large = "x".repeat(70 * 1024);
    bench.write(None, "large", Some(&large)).await;
    bench.write(Some(APP), "large", Some("small")).await;
    assert_eq!(bench.undo(APP, since).await, Undone { lost: 1, ..Undone::default() });
    bench.clock.advance(Duration::from_secs(31 * 24 * 3_600));
    let aged = bench.store.write(|tx: &mut Tx<'_>| age(tx, None)).await.expect("aged");
    assert_eq!(aged, Some(bench.aid));
    let aid = bench.aid;
    let counts = bench.look(move |db| write_counts(db, aid, Timestamp::from_secs(1_780_000_000))).await;
    assert!(counts.is_empty());
    assert_eq!(bench.undo(APP, since).await, Undone::default());
}
