//! Making accounts, in one piece and with interruptions.

use super::*;
use crate::account::invites;
use crate::crypto::PublicKey;
use crate::store::WriteError;
use crate::store::rows::accounts::Standing;
use crate::store::tables::Heads;

const FOUNDING: [EventKind; 4] =
    [EventKind::Identity, EventKind::Account, EventKind::Commit, EventKind::Sync];

#[tokio::test]
async fn a_new_account_is_published_and_announced() {
    let recovery = *SigningKey::generate(Curve::K256).public();
    let bench = Bench::with(|config| config.recovery_key = Some(recovery)).await;
    let own = SigningKey::generate(Curve::P256).public().did_key();
    let request =
        SignUp { recovery_key: Some(own.clone()), handle: "Alice.test".to_owned(), ..request("alice") };
    let made = bench.accounts.sign_up(request).await.expect("an account");
    assert_eq!(made.handle.as_str(), "alice.test");
    assert_eq!(made.document.as_ref().map(|json| json["id"] == made.did.as_str()), Some(true));
    assert_eq!(bench.events().await, FOUNDING);
    assert_eq!(bench.tasks().await, 0, "nothing is left to look after");

    let hosted = bench.hosted(&made.did).await.expect("hosted");
    assert_eq!(hosted.account.standing(), Standing::Active);
    assert!(bench.look(move |snapshot| snapshot.has::<Heads>(&hosted.aid)).await);
    let data = bench.accounts.0.resolver.plc().data(&made.did).await.expect("published");
    let server = bench.accounts.config().rotation_key.public().did_key();
    assert_eq!(data.rotation_keys, [own, recovery.did_key(), server]);
    assert_eq!(data.also_known_as, ["at://alice.test"]);
    assert_eq!(data.pds(), Some("https://pds.test"));
    PublicKey::from_did_key(data.signing_key().expect("a signing key")).expect("a did:key");
    bench
        .accounts
        .check_identity(&bench.hosted(&made.did).await.expect("hosted"))
        .await
        .expect("it lives here");
    let (did, scope) =
        bench.accounts.tokens().read_access(&made.session.access, bench.clock.now()).expect("a token");
    assert_eq!((did, scope), (made.did, Scope::Full));
}

#[tokio::test]
async fn what_is_wrong_is_said_in_order() {
    let bench = Bench::with(|config| config.invites.required = true).await;
    bench
        .store
        .write(|tx| invites::create(tx, [("code".to_owned(), "admin".to_owned())], 2))
        .await
        .expect("a code");
    let refused =
        async |request: SignUp| bench.accounts.sign_up(request).await.expect_err("refused").to_string();
    let good = || SignUp { invite: Some("code".to_owned()), ..request("alice") };
    assert_eq!(refused(request("alice")).await, "No invite code provided");
    assert_eq!(refused(SignUp { email: None, ..good() }).await, "Email is required");
    let unsupported = "This email address is not supported, please use a different email.";
    assert_eq!(refused(SignUp { email: Some("alice".to_owned().into()), ..good() }).await, unsupported);
    assert_eq!(
        refused(SignUp { email: Some("a@mailinator.com".to_owned().into()), ..good() }).await,
        unsupported
    );
    assert_eq!(refused(SignUp { handle: "al.test".to_owned(), ..good() }).await, "Handle too short");
    assert_eq!(
        refused(SignUp { handle: EXTERNAL.to_owned(), ..good() }).await,
        "Not a supported handle domain"
    );
    let unknown = SignUp { invite: Some("other".to_owned()), ..good() };
    assert_eq!(refused(unknown).await, "Provided invite code not available");
    let key = SignUp { recovery_key: Some("did:key:x".to_owned()), ..good() };
    assert_eq!(refused(key).await, "Invalid recovery key");
    let long = SignUp { password: Some(secret(&"x".repeat(257)).into()), ..good() };
    assert_eq!(refused(long).await, "Invalid password length.");
    assert!(bench.stages().await.is_empty() && bench.events().await.is_empty(), "nothing came of it");

    bench.accounts.sign_up(good()).await.expect("an account");
    assert_eq!(refused(good()).await, "Handle already taken: alice.test");
    let same_mail = SignUp {
        handle: "bob.test".to_owned(),
        email: Some("ALICE@example.com".to_owned().into()),
        ..good()
    };
    assert_eq!(refused(same_mail).await, "Email already taken: alice@example.com");
    bench
        .accounts
        .sign_up(SignUp { invite: Some("code".to_owned()), ..request("bob") })
        .await
        .expect("an account");
    let third = SignUp { invite: Some("code".to_owned()), ..request("carol") };
    assert_eq!(refused(third).await, "Provided invite code not available", "it was used twice");
}

#[tokio::test]
async fn a_refusal_of_the_directory_leaves_nothing() {
    let bench = Bench::with(|config| config.invites.required = true).await;
    bench
        .store
        .write(|tx| invites::create(tx, [("code".to_owned(), "admin".to_owned())], 1))
        .await
        .expect("a code");
    let request = || SignUp { invite: Some("code".to_owned()), ..request("alice") };
    bench.set_mood(Mood::Refuses);
    let refused = bench.accounts.sign_up(request()).await;
    assert!(matches!(refused, Err(SignUpError::Directory(_))), "{refused:?}");
    assert!(bench.stages().await.is_empty() && bench.events().await.is_empty());
    let invite = bench.look(|snapshot| invites::find(snapshot, "code")).await.expect("an invite");
    assert_eq!((invite.invite.used, invite.uses.len()), (0, 0));
    bench.set_mood(Mood::Works);
    bench.accounts.sign_up(request()).await.expect("name, address and invite are free again");
}

#[tokio::test]
async fn a_lost_answer_does_not_lose_the_account() {
    let bench = Bench::new().await;
    bench.set_mood(Mood::LosesAnswers);
    let made = bench.accounts.sign_up(request("alice")).await.expect("the directory has it");
    assert_eq!(bench.events().await, FOUNDING);
    assert!(bench.hosted(&made.did).await.is_some());
}

#[tokio::test]
async fn an_account_in_doubt_is_taken_back_or_finished_later() {
    let bench = Bench::new().await;
    bench.set_mood(Mood::Fails);
    let failed = bench.accounts.sign_up(request("alice")).await;
    assert!(matches!(&failed, Err(SignUpError::Directory(error)) if error.is_transient()), "{failed:?}");
    assert_eq!(bench.stages().await, [Stage::Creating]);
    assert_eq!(bench.tasks().await, 1);
    let aid = bench.look(|snapshot| Ok(snapshot.first::<AccountTable>(Span::all())?.expect("a row").0)).await;
    let login =
        bench.accounts.log_in("alice.test", secret("alice-password"), None, false, Origin::default()).await;
    assert!(matches!(login, Err(LoginError::Invalid)), "nobody sees it: {login:?}");
    let taken = bench.accounts.sign_up(request("alice")).await;
    assert!(matches!(taken, Err(SignUpError::HandleTaken(_))), "{taken:?}");

    assert!(!bench.accounts.settle_sign_up(aid).await.expect("asked"), "the directory is still away");
    bench.set_mood(Mood::Works);
    assert!(bench.accounts.settle_sign_up(aid).await.expect("asked"));
    assert!(bench.stages().await.is_empty() && bench.events().await.is_empty());

    // The same once more, but now the directory had taken the operation before it went away.
    let (aid, _) = bench.alice().await;
    bench.events().await;
    let back = move |tx: &mut crate::store::Tx<'_>| {
        let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.expect("an account");
        account.stage = Stage::Creating;
        standing::put(tx, aid, &account)
    };
    bench.store.write(back).await.expect("a write");
    assert!(bench.accounts.settle_sign_up(aid).await.expect("asked"));
    assert_eq!(bench.stages().await, [Stage::Ready]);
    assert_eq!(bench.events().await, FOUNDING);
    assert!(bench.accounts.settle_sign_up(aid).await.expect("asked"), "nothing is left to do");
    assert!(bench.events().await.is_empty());
}

#[tokio::test]
async fn moving_in_is_silent_and_can_be_taken_up_again() {
    let bench = Bench::new().await;
    let stranger = SignUp { caller: None, ..move_in() };
    assert!(matches!(bench.accounts.sign_up(stranger).await, Err(SignUpError::NotOwner(_))));
    let elsewhere = SignUp { handle: "bob.garden.net".to_owned(), ..move_in() };
    let refused = bench.accounts.sign_up(elsewhere).await;
    assert!(matches!(refused, Err(SignUpError::Handle(HandleError::Unresolved))), "{refused:?}");

    let made = bench.accounts.sign_up(move_in()).await.expect("an account");
    assert_eq!(made.did.as_str(), MOVER);
    assert!(bench.events().await.is_empty());
    let hosted = bench.hosted(&made.did).await.expect("hosted");
    assert_eq!(hosted.account.standing(), Standing::Deactivated);
    assert!(hosted.account.delete_after.is_some());

    let again = SignUp { password: Some(secret("another password").into()), ..move_in() };
    bench.accounts.sign_up(again).await.expect("the owner asks again");
    let again = bench.hosted(&made.did).await.expect("hosted");
    assert_eq!(again.aid, hosted.aid);
    bench
        .accounts
        .log_in(EXTERNAL, secret("another password"), None, false, Origin::default())
        .await
        .expect("the new password");
    let thief = SignUp { caller: None, ..move_in() };
    assert!(matches!(bench.accounts.sign_up(thief).await, Err(SignUpError::DidTaken)));

    let activate = move |tx: &mut crate::store::Tx<'_>| {
        standing::activate(tx, again.aid, again.account, &Origin::default())
    };
    let active: Result<(), WriteError<_>> = bench.store.write(activate).await;
    active.expect("switched on");
    assert_eq!(bench.events().await, [EventKind::Account, EventKind::Identity, EventKind::Sync]);
    assert!(matches!(bench.accounts.sign_up(move_in()).await, Err(SignUpError::DidTaken)), "it is in use");
}
