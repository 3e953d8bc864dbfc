//! What happens to an account between its beginning and its end.

use std::time::Duration;

use super::*;
use crate::account::{deletion, mail_codes};
use crate::mail::Purpose;
use crate::store::Tx;
use crate::store::rows::accounts::{Account, Standing};
use crate::store::rows::due::Task;

impl Bench {
    async fn change<E: Send + std::fmt::Debug + From<StorageError> + 'static>(
        &self,
        aid: Aid,
        change: impl FnOnce(&mut Tx<'_>, Account) -> Result<(), E> + Send + 'static,
    ) {
        let job = move |tx: &mut Tx<'_>| {
            let account = Hosted::by_aid(tx, aid)?.expect("an account").account;
            change(tx, account)
        };
        self.store.write(job).await.expect("a write");
    }
}

#[tokio::test]
async fn a_mailed_code_sets_a_new_password_once() {
    let bench = Bench::new().await;
    let (_, made) = bench.alice().await;
    let unknown = bench.accounts.mail_password_reset("bob@example.com".to_owned(), Origin::default()).await;
    assert!(matches!(unknown, Err(AddressError::NoAddress)));
    bench
        .accounts
        .mail_password_reset("ALICE@example.com".to_owned(), Origin::default())
        .await
        .expect("mailed");
    let first = bench.mailed_code().await;
    bench.clock.advance(Duration::from_secs(1));
    bench
        .accounts
        .mail_password_reset("alice@example.com".to_owned(), Origin::default())
        .await
        .expect("mailed");
    let code = bench.mailed_code().await;
    assert_eq!((code.len(), code.as_bytes()[5]), (11, b'-'));

    let reset = async |code: &str, password: &str| {
        bench.accounts.reset_password(code.to_owned(), secret(password), Origin::default()).await
    };
    assert!(matches!(reset(&first, "new").await, Err(PasswordError::Code(mail_codes::CodeError::Invalid))));
    assert!(matches!(reset(&code, &"x".repeat(257)).await, Err(PasswordError::Length)));
    reset(&code.to_lowercase(), "new").await.expect("people type codes as they like");
    assert!(matches!(reset(&code, "newer").await, Err(PasswordError::Code(mail_codes::CodeError::Invalid))));
    bench
        .accounts
        .log_in("alice.test", secret("new"), None, false, Origin::default())
        .await
        .expect("the new password");
    let (_, id) = bench.accounts.tokens().read_refresh(&made.session.refresh, None).expect("a token");
    assert!(bench.accounts.refresh(&made.did, id).await.expect("a write").is_none(), "sessions are over");

    bench
        .accounts
        .mail_password_reset("alice@example.com".to_owned(), Origin::default())
        .await
        .expect("mailed");
    let code = bench.mailed_code().await;
    bench.clock.advance(crate::mail::CODE_LIFETIME + Duration::from_secs(1));
    assert!(matches!(reset(&code, "late").await, Err(PasswordError::Code(mail_codes::CodeError::Expired))));
}

#[tokio::test]
async fn an_address_is_confirmed_and_then_needs_a_code_to_change() {
    let bench = Bench::new().await;
    let (aid, _) = bench.alice().await;
    let accounts = &bench.accounts;
    assert!(!accounts.begin_email_update(aid, Origin::default()).await.expect("no code needed"));
    accounts
        .update_email(aid, "alice@example.org", None, None, Origin::default())
        .await
        .expect("unconfirmed addresses change freely");

    accounts.mail_code(aid, Purpose::ConfirmEmail, Origin::default()).await.expect("mailed");
    let code = bench.mailed_code().await;
    let confirm = async |email: &str, code: &str| {
        accounts.confirm_email(aid, email.to_owned(), code.to_owned(), Origin::default()).await
    };
    assert!(matches!(confirm("alice@example.com", &code).await, Err(AddressError::Differs)));
    assert!(matches!(confirm("alice@example.org", "AAAAA-AAAAA").await, Err(AddressError::Code(_))));
    confirm("Alice@example.org", &code).await.expect("confirmed");

    let update = async |email: &str, code: Option<&str>| {
        accounts.update_email(aid, email, code.map(str::to_owned), None, Origin::default()).await
    };
    assert!(matches!(update("alice@example.net", None).await, Err(AddressError::CodeRequired)));
    assert!(matches!(update("a@mailinator.com", None).await, Err(AddressError::Unsupported(_))));
    bench.clock.advance(Duration::from_secs(1));
    assert!(accounts.begin_email_update(aid, Origin::default()).await.expect("mailed"));
    let code = bench.mailed_code().await;
    bench.accounts.sign_up(request("bob")).await.expect("another account");
    assert!(matches!(update("bob@example.com", Some(&code)).await, Err(AddressError::Taken)));
    update("alice@example.net", Some(&code)).await.expect("changed");
    let account = bench.look(move |snapshot| Hosted::by_aid(snapshot, aid)).await.expect("hosted").account;
    assert_eq!((account.email.as_deref(), account.email_confirmed_at), (Some("alice@example.net"), None));
}

#[tokio::test]
async fn takedown_ends_sessions_and_outranks_deactivation() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let (app_password, _) = bench
        .accounts
        .create_app_password(aid, "app".to_owned(), true, Origin::default())
        .await
        .expect("made");
    bench.events().await;
    bench
        .change(aid, move |tx, account| {
            standing::set_takedown(tx, aid, account, Some("ref".to_owned()), &Origin::OPERATOR)
        })
        .await;
    let log_in = async |password: &Secret<String>, allow| {
        bench.accounts.log_in("alice.test", password.clone(), None, allow, Origin::default()).await
    };
    let password = secret("alice-password");
    assert!(matches!(log_in(&password, false).await, Err(LoginError::TakenDown)));
    assert!(matches!(log_in(&app_password, true).await, Err(LoginError::Invalid)));
    let session = log_in(&password, true).await.expect("enough to move away").session;
    let (_, scope) =
        bench.accounts.tokens().read_access(&session.access, bench.clock.now()).expect("a token");
    assert_eq!(scope, Scope::Takendown);
    for refresh in [&session.refresh, &made.session.refresh] {
        let (_, id) = bench.accounts.tokens().read_refresh(refresh, None).expect("a token");
        assert!(bench.accounts.refresh(&made.did, id).await.expect("a write").is_none());
    }
    bench
        .change(aid, move |tx, account| standing::deactivate(tx, aid, account, None, &Origin::default()))
        .await;
    let standing_now = async || bench.hosted(&made.did).await.expect("hosted").account.standing();
    assert_eq!(standing_now().await, Standing::TakenDown);
    bench
        .change(aid, move |tx, account| standing::set_takedown(tx, aid, account, None, &Origin::OPERATOR))
        .await;
    assert_eq!(standing_now().await, Standing::Deactivated);
    bench.change(aid, move |tx, account| standing::activate(tx, aid, account, &Origin::default())).await;
    assert_eq!(standing_now().await, Standing::Active);
    use EventKind::{Account, Identity, Sync};
    assert_eq!(bench.events().await, [Account, Account, Account, Account, Identity, Sync]);
}

#[tokio::test]
async fn a_deactivated_account_goes_on_its_date_unless_it_came_back() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let date = bench.clock.now().after(Duration::from_secs(100));
    let due = async || bench.store.write(move |tx| deletion::delete_if_due(tx, aid)).await.expect("a write");
    bench
        .change(aid, move |tx, account| {
            standing::deactivate(tx, aid, account, Some(date), &Origin::default())
        })
        .await;
    assert!(!due().await, "not yet");
    bench.change(aid, move |tx, account| standing::activate(tx, aid, account, &Origin::default())).await;
    bench.clock.advance(Duration::from_secs(200));
    assert!(!due().await, "it came back");
    bench
        .change(aid, move |tx, account| {
            standing::deactivate(tx, aid, account, Some(date), &Origin::default())
        })
        .await;
    assert!(due().await);
    assert!(bench.hosted(&made.did).await.is_none());
    assert!(!due().await, "once is enough");
}

#[tokio::test]
async fn deletion_frees_the_names_and_purges_the_rest() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    bench.events().await;
    bench.change(aid, move |tx, account| deletion::delete(tx, aid, &account)).await;
    assert_eq!(bench.events().await, [EventKind::Account]);
    assert!(bench.hosted(&made.did).await.is_none());
    let task = |snapshot: &Snapshot| Ok(snapshot.first::<DueTasks>(Span::all())?.expect("a task").1.task);
    let Task::PurgeAccount { aid: purged, keep } = bench.look(task).await else { panic!("a purge") };
    assert_eq!(purged, aid);
    let blobs = bench.folder.path().join("blobs");
    let space = crate::store::FreeSpace::of_file_system(bench.folder.path());
    let blobs = crate::blobs::BlobStore::open(&blobs, bench.folder.path(), space).expect("a folder");
    bench.accounts.purge(&blobs, aid, keep).await.expect("purged");
    let left = move |snapshot: &Snapshot| {
        use crate::store::tables::{Heads, Keys, Nodes, Refresh};
        Ok(snapshot.count::<Heads>()?
            + snapshot.count::<Nodes>()?
            + snapshot.count::<Keys>()?
            + snapshot.count::<Refresh>()?)
    };
    assert_eq!(bench.look(left).await, 0);
    let events = bench.look(|snapshot| snapshot.events_after(crate::store::Seq::ZERO, 100, usize::MAX)).await;
    assert_eq!(events.iter().map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Account]);
    bench.alice().await;
}
