//! Every key becomes bytes that sort as it does, and comes back.

use std::fmt;

use proptest::prelude::*;

use super::*;
use crate::base::Timestamp;
use crate::repo::mst::NodeKey;
use crate::store::codec::KeyCodec;
use crate::store::ids::{Aid, RepoId, Seq};
use crate::syntax::{Did, RepoPath, Tid};

fn round_trip<K: KeyCodec + PartialEq + fmt::Debug>(key: &K) {
    assert_eq!(K::decode(&key.to_bytes()).as_ref(), Some(key));
}

fn path(text: &str) -> RepoPath {
    text.parse().expect("a repository path")
}

#[test]
fn every_key_reads_back() {
    let (aid, repo) = (Aid(7), RepoId(8));
    let digest = Digest([9; 32]);
    let did: Did = "did:plc:abc".parse().expect("a DID");
    round_trip(&aid);
    round_trip(&repo);
    round_trip(&did);
    round_trip(&AccountRecord { aid, path: path("app.bsky.feed.post/3k") });
    round_trip(&RecordKey { repo, path: path("app.bsky.feed.post/3k") });
    round_trip(&AccountKey { aid, purpose: 1 });
    round_trip(&BlobRef { repo, digest, path: path("app.bsky.feed.post/3k") });
    round_trip(&AppPasswordKey { aid, name: "name".into() });
    round_trip(&GrantKey { aid, grant: GrantId([4; 16]) });
    round_trip(&ConsentKey { aid, client: "https://app.test/client.json".into() });
    round_trip(&digest);
    round_trip(&PasskeyKey { aid, credential: digest });
    round_trip(&AppWriteKey { aid, rev: Tid::from_u64(1 << 40), nth: 3 });
    round_trip(&AuditKey { aid, at: Timestamp::from_secs(5), nth: 2 });
    round_trip(&DeviceId([3; 16]));
    round_trip(&DeviceOfAccount { aid, device: DeviceId([3; 16]) });
    round_trip(&NodePlace { repo, at: NodeKey::new("", 3) });
    round_trip(&NodePlace { repo, at: NodeKey::new("app.bsky.feed.post/3k", 0) });
    round_trip(&EventPart { seq: Seq::from_u64(u64::MAX), part: 300 });
    round_trip(&DueKey { at: Timestamp::from_secs(1), id: 9 });
    round_trip(&MailCodeKey { purpose: 2, code: digest });
    round_trip(&Pair::new("host-abc", "did:plc:abc"));
    round_trip(&PlcOpKey { did, nth: 256 });
}

#[test]
fn names_of_grants_are_read_as_they_are_written() {
    let grant = GrantId([0xab; 16]);
    assert_eq!(grant.to_string().parse(), Ok(grant));
    for text in ["", "ab", "AB".repeat(16).as_str(), "ab".repeat(17).as_str()] {
        assert_eq!(text.parse::<GrantId>(), Err(BadGrantId));
    }
}

#[test]
fn keys_with_something_left_over_are_refused() {
    let mut bytes = BlobKey { aid: Aid(1), digest: Digest([1; 32]) }.to_bytes();
    bytes.push(0);
    assert!(BlobKey::decode(&bytes).is_none());
    assert!(Aid::decode(&[1, 2, 3]).is_none());
}

#[test]
fn a_collection_does_not_hold_its_longer_siblings() {
    let repo = RepoId(1);
    let span = RecordKey::of_collection(repo, &"app.bsky.feed".parse().expect("an NSID"));
    let inside = RecordKey { repo, path: path("app.bsky.feed/a") }.to_bytes();
    let outside = RecordKey { repo, path: path("app.bsky.feed.post/a") }.to_bytes();
    let holds =
        |bytes: &Vec<u8>| std::ops::RangeBounds::contains(&(span.from.clone(), span.to.clone()), bytes);
    assert!(holds(&inside));
    assert!(!holds(&outside));
}

proptest! {
    /// Keys sort as their values do.
    #[test]
    fn integers_sort(a: u64, b: u64, c: u16, d: u16) {
        let (x, y) = (EventPart { seq: Seq::from_u64(a), part: c }, EventPart { seq: Seq::from_u64(b), part: d });
        prop_assert_eq!(x.cmp(&y), x.to_bytes().cmp(&y.to_bytes()));
    }

    /// Nodes of a band sort in preorder: by the key to their left, upper layers first.
    #[test]
    fn nodes_sort_in_preorder(a in "[a-z/.]{0,6}", b in "[a-z/.]{0,6}", m in 0..4_u8, n in 0..4_u8) {
        let node = |left: &str, layer| NodePlace { repo: RepoId(3), at: NodeKey::new(left, layer) };
        let wanted = a.cmp(&b).then(n.cmp(&m));
        prop_assert_eq!(node(&a, m).to_bytes().cmp(&node(&b, n).to_bytes()), wanted);
    }
}
