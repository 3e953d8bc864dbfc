//! One request after another.

use super::*;

#[tokio::test]
async fn a_record_is_written_with_its_commit_and_event() {
    let bench = Bench::new().await;
    let before = bench
        .look({
            let aid = bench.aid;
            move |db| head(db, aid)
        })
        .await
        .expect("a head");
    let (path, committed) = bench.create(POST, None, &post("hello")).await;
    assert_eq!(path.collection_str(), POST);
    assert!(committed.rev > before.rev);
    bench.check().await;

    let (aid, wanted) = (bench.aid, path.clone());
    let found = bench.look(move |db| record(db, aid, &wanted)).await.expect("the record");
    assert_eq!(found.rev, committed.rev);
    assert_eq!(cbor::decode(&found.value).expect("a record").get("text"), Some(&Value::from("hello")));
    let event = bench.events.lock().expect("a lock").last().cloned().expect("an event");
    assert_eq!((event.aid, event.kind), (bench.aid, crate::store::EventKind::Commit));
}

#[tokio::test]
async fn revisions_rise_when_the_clock_stands_still() {
    let bench = Bench::new().await;
    let mut last = None;
    for n in 0..5 {
        let (path, record) = bench.prepare(POST, None, &post(&n.to_string()));
        let batch = Batch {
            writes: vec![Write { path, action: Action::Create(record) }],
            swap_commit: None,
            by: None,
        };
        let committed =
            bench.repositories.commit(bench.aid, batch).await.expect("a commit").expect("a change");
        assert!(Some(committed.rev) > last);
        last = Some(committed.rev);
    }
    bench.check().await;
}

#[tokio::test]
async fn one_record_per_subject() {
    let bench = Bench::new().await;
    let (first, _) = bench.create(FOLLOW, None, &follow("did:plc:a")).await;
    let (other, _) = bench.create(FOLLOW, None, &follow("did:plc:b")).await;
    let (second, _) = bench.create(FOLLOW, None, &follow("did:plc:a")).await;
    let paths = bench.paths().await;
    assert!(!paths.contains_key(first.as_str()));
    assert!(paths.contains_key(other.as_str()) && paths.contains_key(second.as_str()));
    // A block of the same subject is another matter.
    bench.create("app.bsky.graph.block", None, &follow("did:plc:a")).await;
    assert_eq!(bench.paths().await.len(), 3);
    // Deleting gives the subject free.
    bench.commit(vec![Write { path: second, action: Action::Delete }]).await.expect("a commit");
    assert_eq!(bench.look(|db| db.count::<Subjects>()).await, 2);
    bench.check().await;
}

#[tokio::test]
async fn preconditions() {
    let bench = Bench::new().await;
    let (path, record) = bench.prepare(POST, None, &post("one"));
    let (_, other) = bench.prepare(POST, None, &post("two"));
    let write = |action| vec![Write { path: path.clone(), action }];
    let fails = |result: Result<Option<Committed>, CommitError>| result.expect_err("a refusal").to_string();

    assert!(
        fails(bench.commit(write(Action::Update(record.clone()))).await).starts_with("Record does not exist")
    );
    assert!(fails(bench.commit(write(Action::Delete)).await).starts_with("Record does not exist"));
    let is = Expect::Is(record.cid);
    assert_eq!(fails(bench.commit(write(Action::Put(record.clone(), is))).await), "Record was at null");
    assert_eq!(bench.commit(write(Action::DeleteIfPresent(is))).await.expect("nothing to do"), None);

    let first = bench
        .commit(write(Action::Put(record.clone(), Expect::Absent)))
        .await
        .expect("ok")
        .expect("a commit");
    assert!(
        fails(bench.commit(write(Action::Create(other.clone()))).await).starts_with("Record already exists")
    );
    let was = format!("Record was at {}", record.cid);
    assert_eq!(fails(bench.commit(write(Action::Put(other.clone(), Expect::Absent))).await), was);
    let wrong = Expect::Is(other.cid);
    assert_eq!(fails(bench.commit(write(Action::DeleteIfPresent(wrong))).await), was);

    // The same record again is no write, whatever is expected.
    let events = bench.events.lock().expect("a lock").len();
    assert_eq!(bench.commit(write(Action::Put(record.clone(), Expect::Absent))).await.expect("ok"), None);
    let stale = Some(record.cid);
    assert_eq!(bench.commit_at(write(Action::Put(record.clone(), is)), stale).await.expect("ok"), None);
    assert_eq!(bench.commit(write(Action::Update(record.clone()))).await.expect("ok"), None);
    assert_eq!(bench.events.lock().expect("a lock").len(), events);

    let was = format!("Commit was at {}", first.cid);
    assert_eq!(fails(bench.commit_at(write(Action::Update(other.clone())), stale).await), was);
    assert_eq!(fails(bench.commit_at(write(Action::Put(other.clone(), is)), stale).await), was);
    let second = bench.commit_at(write(Action::Put(other, is)), Some(first.cid)).await.expect("ok");
    assert!(second.expect("a commit").rev > first.rev);
    bench.check().await;
}

#[tokio::test]
async fn writes_of_a_batch_see_each_other() {
    let bench = Bench::new().await;
    let (path, one) = bench.prepare(POST, None, &post("one"));
    let (_, two) = bench.prepare(POST, None, &post("two"));
    let at = |action| Write { path: path.clone(), action };
    // Made, changed and gone: nothing happened.
    let nothing = vec![at(Action::Create(one.clone())), at(Action::Update(two.clone())), at(Action::Delete)];
    assert_eq!(bench.commit(nothing).await.expect("ok"), None);
    let made = vec![at(Action::Create(one.clone())), at(Action::Update(two.clone()))];
    bench.commit(made).await.expect("ok").expect("a commit");
    let again = vec![at(Action::Delete), at(Action::Create(one.clone()))];
    bench.commit(again).await.expect("ok").expect("a commit");
    assert_eq!(bench.paths().await.get(path.as_str()), Some(&one.cid));
    // One bad write undoes the whole batch.
    let (free, three) = bench.prepare(POST, None, &post("three"));
    let bad =
        vec![Write { path: free.clone(), action: Action::Create(three.clone()) }, at(Action::Create(two))];
    assert!(bench.commit(bad).await.is_err());
    assert_eq!(bench.paths().await.len(), 1);
    bench.check().await;

    let many =
        (0..=200).map(|_| Write { path: free.clone(), action: Action::DeleteIfPresent(Expect::Anything) });
    assert!(matches!(bench.commit(many.collect()).await, Err(CommitError::TooManyWrites)));
}

#[tokio::test]
async fn an_event_has_at_most_two_megabytes() {
    let bench = Bench::new().await;
    let large = "x".repeat(700_000);
    let writes = (0..3)
        .map(|n| {
            let (path, record) =
                bench.prepare("com.example.large", Some(&n.to_string()), &format!(r#"{{"text":"{large}"}}"#));
            Write { path, action: Action::Create(record) }
        })
        .collect();
    assert!(matches!(bench.commit(writes).await, Err(CommitError::EventTooLarge)));
    assert!(bench.paths().await.is_empty());
    bench.check().await;
}

#[tokio::test]
async fn blobs_are_kept_while_records_refer_to_them() {
    let bench = Bench::new().await;
    let content = sha256(b"image");
    let cid = Cid::raw(content);
    let (aid, digest) = (bench.aid, Digest(content));
    let key = move || BlobKey { aid, digest };
    let with_blob = |mime: &str, size: u64| {
        format!(
            r#"{{"thing":{{"$type":"blob","ref":{{"$link":"{cid}"}},"mimeType":"{mime}","size":{size}}}}}"#
        )
    };
    let create = |rkey: &'static str, mime: &'static str, size: u64| {
        let (path, record) = bench.prepare("com.example.thing", Some(rkey), &with_blob(mime, size));
        bench.commit(vec![Write { path, action: Action::Create(record) }])
    };
    let refusal = |result: Result<Option<Committed>, CommitError>| match result {
        Err(CommitError::Blob(refused)) => refused,
        other => panic!("{other:?}"),
    };
    assert!(matches!(refusal(create("a", "image/png", 5).await), BlobRefused::NotFound(_)));

    let row =
        Blob { size: 5, mime: "image/png".to_owned(), uploaded_at: bench.clock.now(), kept_since: None };
    let job = move |tx: &mut Tx<'_>| tx.put::<Blobs>(&key(), &row);
    bench.store.write(job).await.expect("an upload");
    assert!(matches!(refusal(create("a", "image/jpeg", 5).await), BlobRefused::Mime { .. }));
    assert!(matches!(refusal(create("a", "image/png", 6).await), BlobRefused::Size { .. }));

    let committed = create("a", "image/png", 5).await.expect("ok").expect("a commit");
    assert_eq!(
        bench.look(move |db| db.get::<Blobs>(&key())).await.expect("kept").kept_since,
        Some(committed.rev)
    );
    // Once it is kept, later records are not held to what they say of it.
    create("b", "image/gif", 99).await.expect("ok").expect("a commit");
    let references = move |db: &Snapshot| {
        Ok(db.range::<BlobRefs>(BlobRef::to_blob(crate::store::RepoId::first_of(aid), digest))?.count())
    };
    assert_eq!(bench.look(references).await, 2);

    let delete = |rkey: &str| {
        let collection = "com.example.thing".parse().expect("an NSID");
        let rkey: Rkey = rkey.parse().expect("a record key");
        bench.commit(vec![Write { path: RepoPath::new(&collection, &rkey), action: Action::Delete }])
    };
    delete("a").await.expect("ok");
    assert!(bench.look(move |db| db.has::<Blobs>(&key())).await);
    delete("b").await.expect("ok");
    assert!(!bench.look(move |db| db.has::<Blobs>(&key())).await);
    assert_eq!(bench.look(references).await, 0);
    let tasks = bench.look(|db| Ok(db.range::<DueTasks>(Span::all())?.count())).await;
    assert_eq!(tasks, 1);
    bench.check().await;
}

#[tokio::test]
async fn only_active_accounts_write() {
    let bench = Bench::new().await;
    let aid = bench.aid;
    let (path, record) = bench.prepare(POST, None, &post("x"));
    let write = || vec![Write { path: path.clone(), action: Action::Put(record.clone(), Expect::Anything) }];
    let change = |edit: fn(&mut Account, Timestamp)| {
        let now = bench.clock.now();
        bench.store.write(move |tx: &mut Tx<'_>| -> Result<(), StorageError> {
            let mut account = tx.get::<Accounts>(&aid)?.expect("an account");
            edit(&mut account, now);
            tx.put::<Accounts>(&aid, &account)
        })
    };
    change(|account, now| account.deactivated_at = Some(now)).await.expect("ok");
    assert!(matches!(bench.commit(write()).await, Err(CommitError::Deactivated)));
    change(|account, _| account.stage = Stage::Deleting).await.expect("ok");
    assert!(matches!(bench.commit(write()).await, Err(CommitError::NoAccount)));
    change(|account, _| {
        account.stage = Stage::Ready;
        account.deactivated_at = None;
    })
    .await
    .expect("ok");
    assert!(bench.commit(write()).await.is_ok());
}

#[tokio::test]
async fn a_new_key_signs_from_the_next_commit_on() {
    let mut bench = Bench::new().await;
    bench.create(POST, None, &post("x")).await;
    let key = SigningKey::generate(Curve::K256);
    let (aid, signers, new) = (bench.aid, bench.repositories.signers().clone(), key.clone());
    bench.store.write(move |tx: &mut Tx<'_>| signers.put(tx, aid, &new)).await.expect("a new key");
    bench.key = key;
    bench.create(POST, None, &post("y")).await;
    bench.check().await;
}

#[tokio::test]
async fn pages_and_collections() {
    let bench = Bench::new().await;
    for n in 0..5 {
        bench.create("com.example.a", Some(&format!("k{n}")), &format!(r#"{{"n":{n}}}"#)).await;
    }
    bench.create("com.example.aa", Some("x"), "{}").await;
    bench.create("com.example.b", Some("x"), "{}").await;
    let aid = bench.aid;
    let names: Vec<String> =
        bench.look(move |db| collections(db, aid)).await.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["com.example.a", "com.example.aa", "com.example.b"]);

    let page = |cursor: Option<&str>, ascending| {
        let page = Page { limit: 2, cursor: cursor.map(|key| key.parse().expect("a record key")), ascending };
        bench.look(move |db| {
            let found = list(db, aid, &"com.example.a".parse().expect("an NSID"), &page)?;
            Ok(found.into_iter().map(|(rkey, _)| rkey.to_string()).collect::<Vec<_>>())
        })
    };
    assert_eq!(page(None, false).await, ["k4", "k3"]);
    assert_eq!(page(Some("k3"), false).await, ["k2", "k1"]);
    assert_eq!(page(Some("k1"), false).await, ["k0"]);
    assert_eq!(page(None, true).await, ["k0", "k1"]);
    assert_eq!(page(Some("k3"), true).await, ["k4"]);

    let census = bench.look(move |db| census(db, aid)).await;
    assert_eq!(census.records, 7);
    // The two empty records differ in their type.
    assert!(census.blocks >= 7 + 2);
}

#[tokio::test]
async fn preferences_keep_what_their_writer_may_not_see() {
    let bench = Bench::new().await;
    let aid = bench.aid;
    let put = |access, json: &'static str| {
        let preferences = serde_json::from_str(json).expect("preferences");
        bench.store.write(move |tx: &mut Tx<'_>| put_preferences(tx, aid, access, preferences))
    };
    let get = |access| {
        let now = bench.clock.now();
        bench.look(move |db| {
            let kinds = get_preferences(db, aid, access, now)?;
            Ok(kinds.iter().map(|one| one.text("$type").expect("a type").to_owned()).collect::<Vec<_>>())
        })
    };
    use PreferenceAccess::{Full, Limited};
    assert!(get(Full).await.is_empty());
    put(
        Full,
        r#"[{"$type":"app.bsky.actor.defs#personalDetailsPref","birthDate":"2000-01-01T00:00:00Z"},
        {"$type":"app.bsky.actor.defs#other","x":1}]"#,
    )
    .await
    .expect("ok");
    assert_eq!(
        get(Full).await,
        [
            "app.bsky.actor.defs#personalDetailsPref",
            "app.bsky.actor.defs#other",
            "app.bsky.actor.defs#declaredAgePref"
        ]
    );
    assert_eq!(get(Limited).await, ["app.bsky.actor.defs#other", "app.bsky.actor.defs#declaredAgePref"]);
    put(Limited, r#"[{"$type":"app.bsky.actor.defs#declaredAgePref"}]"#).await.expect("ok");
    assert_eq!(
        get(Full).await,
        ["app.bsky.actor.defs#personalDetailsPref", "app.bsky.actor.defs#declaredAgePref"]
    );
    for (access, bad) in [
        (Full, r#"[{"x":1}]"#),
        (Full, r#"[{"$type":"com.example#x"}]"#),
        (Full, r#"[{"$type":"app.bskyx.x"}]"#),
        (Limited, r#"[{"$type":"app.bsky.actor.defs#personalDetailsPref"}]"#),
    ] {
        assert!(put(access, bad).await.is_err(), "{bad}");
    }
}

/// What a subscriber gets to know of a commit.
struct Heard {
    blocks: mst::BlockSet,
    data: Cid,
    prev_data: Option<Cid>,
    ops: Vec<mst::NetOp>,
}

fn hear(frame: &[u8], key: &SigningKey) -> Heard {
    let mut reader = cbor::Reader::new(frame);
    reader.value().expect("a header");
    let payload = reader.value().expect("a payload");
    let field = |name: &str| payload.get(name).unwrap_or_else(|| panic!("{name}"));
    let archive = field("blocks").as_bytes().expect("bytes");
    let limits = car::Limits::total(2_000_000);
    let blocks: mst::BlockSet = car::Reader::new(archive, limits)
        .expect("an archive")
        .collect::<Result<_, _>>()
        .expect("good blocks");
    let root = field("commit").as_link().expect("a link");
    let commit = crate::repo::commit::Signed::parse(blocks[root].clone()).expect("a commit");
    assert!(commit.verify(key.public()));
    let ops = field("ops").as_list().expect("a list").iter().map(|op| {
        let link = |name: &str| op.get(name).and_then(|value| value.as_link().copied());
        let cid = link("cid");
        assert!(cid.is_none_or(|cid| blocks.contains_key(&cid)), "new records are in the event");
        let path = op.get("path").and_then(Value::as_text).expect("a path").parse().expect("a path");
        mst::NetOp { path, cid, prev: link("prev") }
    });
    let ops = ops.collect();
    let prev_data = payload.get("prevData").map(|value| *value.as_link().expect("a link"));
    Heard { data: commit.content().data, prev_data, ops, blocks }
}

#[tokio::test]
async fn subscribers_can_check_and_undo_every_commit() {
    let bench = Bench::new().await;
    // A small xorshift: the same run each time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |bound: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % bound
    };
    let mut model: BTreeMap<String, Cid> = BTreeMap::new();
    for round in 0..60 {
        let mut writes = Vec::new();
        for n in 0..=below(6) {
            let rkey = format!("k{}", below(80));
            let (path, record) =
                bench.prepare("com.example.a", Some(&rkey), &format!(r#"{{"round":{round},"n":{n}}}"#));
            let action = if below(3) == 0 {
                model.remove(path.as_str());
                Action::DeleteIfPresent(Expect::Anything)
            } else {
                model.insert(path.as_str().to_owned(), record.cid);
                Action::Put(record, Expect::Anything)
            };
            writes.push(Write { path, action });
        }
        bench.commit(writes).await.expect("a commit");
    }
    assert_eq!(bench.paths().await, model);
    bench.check().await;

    let mut data = None;
    for event in bench.events.lock().expect("a lock").iter() {
        let heard = hear(&event.frame, &bench.key);
        assert!(data.is_none() || heard.prev_data == data);
        let before = mst::invert(&heard.blocks, heard.data, &heard.ops).expect("it can be undone");
        assert_eq!(Some(before), heard.prev_data);
        data = Some(heard.data);
    }
}
