//! Another signing key, whatever the directory does.

use super::*;
use crate::identity::plc::{PlcData, PlcError};
use crate::records;
use crate::repo::commit::Signed;

impl Bench {
    /// The key that the directory names, and the one that signed the repository as it stands.
    async fn keys(&self, aid: Aid, did: &Did) -> (String, String) {
        let named = self.accounts.0.resolver.plc().data(did).await.expect("data");
        let signers = self.accounts.signers().clone();
        let key = self.store.read(move |snapshot| signers.get(snapshot, aid)).await.expect("a key");
        let head = self.look(move |snapshot| records::head(snapshot, aid)).await.expect("a repository");
        let commit = Signed::parse(head.bytes.to_vec()).expect("a commit");
        assert!(commit.verify(key.public()), "the account's key signed it");
        (named.signing_key().expect("a key").to_owned(), key.public().did_key())
    }

    async fn rotate_key(&self, did: &Did) -> Result<String, RotateKeyError> {
        let hosted = self.hosted(did).await.expect("an account");
        self.accounts.rotate_signing_key(&hosted, Origin::OPERATOR).await
    }
}

#[tokio::test]
async fn a_new_key_is_in_the_did_in_the_repository_and_told() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let (before, _) = bench.keys(aid, &made.did).await;
    let old = bench.look(move |snapshot| records::head(snapshot, aid)).await.expect("a repository");
    bench.events().await;
    let new = bench.rotate_key(&made.did).await.expect("rotated");
    assert_ne!(new, before);
    assert_eq!(bench.keys(aid, &made.did).await, (new.clone(), new.clone()));
    assert_eq!(bench.events().await, [EventKind::Identity, EventKind::Sync]);
    assert_eq!(bench.tasks().await, 0);
    let head = bench.look(move |snapshot| records::head(snapshot, aid)).await.expect("a repository");
    assert!(head.rev > old.rev && head.data == old.data);
    let log = bench.look(move |snapshot| activity::list(snapshot, aid, None, 1)).await;
    assert_eq!(log.entries[0].entry.act, activity::Act::SigningKeyRotated);
    assert_eq!(log.entries[0].entry.detail.as_ref(), Some(&new));
    let again = bench.rotate_key(&made.did).await.expect("rotated");
    assert_ne!(again, new);
}

#[tokio::test]
async fn a_key_whose_answer_was_lost_is_in_use() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    bench.set_mood(Mood::LosesAnswers);
    let new = bench.rotate_key(&made.did).await.expect("the directory has it");
    assert_eq!(bench.keys(aid, &made.did).await, (new.clone(), new));
}

#[tokio::test]
async fn a_refusal_leaves_the_old_key() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let before = bench.keys(aid, &made.did).await;
    bench.events().await;
    bench.set_mood(Mood::Refuses);
    let refused = bench.rotate_key(&made.did).await;
    assert!(matches!(refused, Err(RotateKeyError::Directory(PlcError::Refused(_)))), "{refused:?}");
    assert_eq!(bench.keys(aid, &made.did).await, before);
    assert_eq!((bench.events().await.len(), bench.tasks().await), (0, 0));
    bench.set_mood(Mood::Works);
    bench.rotate_key(&made.did).await.expect("it can be done later");
}

#[tokio::test]
async fn a_rotation_that_died_is_finished() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let before = bench.keys(aid, &made.did).await;
    bench.events().await;
    bench.set_mood(Mood::Fails);
    let failed = bench.rotate_key(&made.did).await;
    assert!(matches!(&failed, Err(RotateKeyError::Directory(error)) if error.is_transient()), "{failed:?}");
    assert_eq!(bench.tasks().await, 1);
    assert!(!bench.accounts.settle_key_rotation(aid).await.expect("asked"), "the directory is still away");
    bench.set_mood(Mood::Works);
    assert!(bench.accounts.settle_key_rotation(aid).await.expect("asked"), "it was never published");
    assert_eq!(bench.keys(aid, &made.did).await, before);

    // As if the server had died after the directory took it: the next key is kept, so it is the one that was published.
    let row = crate::store::keys::AccountKey { aid, purpose: crate::store::rows::keys::NEXT_REPO_SIGNING };
    let next = bench.look(move |snapshot| snapshot.get::<crate::store::tables::Keys>(&row)).await;
    let next = next.expect("the next key");
    let key = bench.accounts.signers().open(&next).expect("it opens");
    let plc = bench.accounts.0.resolver.plc();
    let rotation_key = &bench.accounts.config().rotation_key;
    plc.update(&made.did, rotation_key, |data| data.set_signing_key(key.public())).await.expect("taken");
    assert!(bench.accounts.settle_key_rotation(aid).await.expect("asked"));
    assert_eq!(bench.keys(aid, &made.did).await, (next.public.clone(), next.public));
    assert_eq!(bench.events().await, [EventKind::Identity, EventKind::Sync]);
    assert!(bench.accounts.settle_key_rotation(aid).await.expect("asked"), "nothing is left to do");
    assert!(bench.events().await.is_empty());
}

#[tokio::test]
async fn only_accounts_that_live_here_get_a_key() {
    let bench = Bench::new().await;
    let (aid, made) = bench.alice().await;
    let plc = bench.accounts.0.resolver.plc();
    let rotation_key = &bench.accounts.config().rotation_key;
    let away = |data: &mut PlcData| data.set_pds("https://elsewhere.test");
    plc.update(&made.did, rotation_key, away).await.expect("taken");
    let refused = bench.rotate_key(&made.did).await;
    assert!(matches!(refused, Err(RotateKeyError::Mismatch(IdentityMismatch::Endpoint))), "{refused:?}");
    assert_eq!(bench.tasks().await, 0);
    let mut hosted = bench.look(move |snapshot| Hosted::by_aid(snapshot, aid)).await.expect("an account");
    hosted.account.did = "did:web:alice.example".parse().expect("a DID");
    let refused = bench.accounts.rotate_signing_key(&hosted, Origin::OPERATOR).await;
    assert!(matches!(refused, Err(RotateKeyError::NotPlc)), "{refused:?}");
}
