//! The keys of all tables: the only place where key bytes are put together.
//!
//! Integers are big-endian. A text or byte part of free length stands last, or is closed by a zero byte that cannot
//! occur in it, so that keys sort by their parts in turn.

use std::fmt;

use super::codec::{KeyCodec, KeyReader};
use super::ids::{Aid, RepoId, Seq};
use super::span::Span;
use crate::base::Timestamp;
use crate::repo::mst::NodeKey;
use crate::syntax::{Did, Handle, Nsid, RepoPath, Rkey};

/// Longest key that is stored, in bytes. Longer ones are refused before they reach a table.
pub const MAX_KEY_BYTES: usize = 4_096;

impl KeyCodec for Aid {
    const OF_ACCOUNT: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u32::from_be_bytes).map(Self)
    }
}

impl KeyCodec for RepoId {
    const OF_REPO: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u32::from_be_bytes).map(Self)
    }
}

impl KeyCodec for Seq {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_u64().to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u64::from_be_bytes).map(Self::from_u64)
    }
}

macro_rules! text_keys {
    ($($name:ty),+) => {
        $(impl KeyCodec for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }

            fn decode(bytes: &[u8]) -> Option<Self> {
                std::str::from_utf8(bytes).ok().map(Self::trusted)
            }
        })+
    };
}

text_keys!(Did, Handle);

/// A key that is free text: an e-mail address in lower case, an invite code, the name of a server value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub Box<str>);

impl Text {
    /// Wraps `text` as it is.
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl KeyCodec for Text {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.0.as_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        std::str::from_utf8(bytes).ok().map(Self::new)
    }
}

/// SHA-256 of something: a blob's content, a token.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Random name of a browser.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "device:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Random name of what an app may do for an account: of its session, to the app.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantId(pub [u8; 16]);

/// 32 hexadecimal digits.
impl fmt::Display for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", data_encoding::HEXLOWER.encode_display(&self.0))
    }
}

impl fmt::Debug for GrantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "grant:{}", data_encoding::HEXLOWER.encode_display(&self.0[..4]))
    }
}

/// Text that is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a grant")]
pub struct BadGrantId;

impl std::str::FromStr for GrantId {
    type Err = BadGrantId;

    fn from_str(text: &str) -> Result<Self, BadGrantId> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| BadGrantId)?;
        bytes.try_into().map(Self).map_err(|_| BadGrantId)
    }
}

impl KeyCodec for Digest {
    fn encode(&self, out: &mut Vec<u8>) {
        self.put(out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl KeyCodec for DeviceId {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// Defines a key of several parts: `name of owner: number { field: type, ... }`, where the number is that of an account or
/// of a repository and each type is a [`KeyPart`], and the span of all keys of an owner.
macro_rules! owned_keys {
    ($($(#[$doc:meta])* $name:ident of $owner:ident: $number:ident { $($(#[$field_doc:meta])* $field:ident : $part:ty),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
            pub struct $name {
                /// Whose it is.
                pub $owner: $number,
                $($(#[$field_doc])* pub $field: $part,)+
            }

            impl $name {
                /// Every key of its owner.
                pub fn of($owner: $number) -> Span<Self> {
                    Span::prefix($owner.to_bytes())
                }
            }

            impl KeyCodec for $name {
                const OF_ACCOUNT: bool = <$number as KeyCodec>::OF_ACCOUNT;
                const OF_REPO: bool = <$number as KeyCodec>::OF_REPO;

                fn encode(&self, out: &mut Vec<u8>) {
                    self.$owner.encode(out);
                    $(self.$field.put(out);)+
                }

                fn decode(bytes: &[u8]) -> Option<Self> {
                    let mut reader = KeyReader(bytes);
                    let $owner = $number(reader.u32()?);
                    $(let $field = <$part as KeyPart>::take(&mut reader)?;)+
                    reader.end(Self { $owner, $($field),+ })
                }
            }
        )+
    };
}

/// A part of a key after its owner. Those of free length take the rest of the key.
trait KeyPart: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(reader: &mut KeyReader<'_>) -> Option<Self>;
}

impl KeyPart for Digest {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for GrantId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for DeviceId {
    fn put(&self, out: &mut Vec<u8>) {
        self.encode(out);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array().map(Self)
    }
}

impl KeyPart for [u8; 16] {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array()
    }
}

impl KeyPart for u8 {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(*self);
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.array::<1>().map(|[byte]| byte)
    }
}

impl KeyPart for u32 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_be_bytes());
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.u32()
    }
}

impl KeyPart for Timestamp {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.micros().to_be_bytes());
    }

    fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
        reader.u64().map(Self::from_micros)
    }
}

macro_rules! rest_parts {
    ($($name:ty => $make:expr),+ $(,)?) => {
        $(impl KeyPart for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(AsRef::<str>::as_ref(self).as_bytes());
            }

            fn take(reader: &mut KeyReader<'_>) -> Option<Self> {
                let rest = std::mem::replace(reader, KeyReader(&[]));
                rest.text().map($make)
            }
        })+
    };
}

rest_parts!(RepoPath => RepoPath::trusted, Rkey => Rkey::trusted, Box<str> => Box::from);

owned_keys! {
    /// A record, in the order of its repository's tree.
    RecordKey of repo: RepoId {
        /// Collection and record key.
        path: RepoPath,
    }
    /// A record of an account, in whatever state of its repository.
    AccountRecord of aid: Aid {
        /// Collection and record key.
        path: RepoPath,
    }
    /// A signing key of an account.
    AccountKey of aid: Aid {
        /// What it is for: one of the constants of [`super::rows::keys`].
        purpose: u8,
    }
    /// A blob of an account.
    BlobKey of aid: Aid {
        /// SHA-256 of the content.
        digest: Digest,
    }
    /// That a record refers to a blob.
    BlobRef of repo: RepoId {
        /// SHA-256 of the content.
        digest: Digest,
        /// The record.
        path: RepoPath,
    }
    /// That a record points at a subject.
    SubjectKey of repo: RepoId {
        /// Half a SHA-256 of the collection and the subject.
        subject: [u8; 16],
        /// The record's key in its collection.
        rkey: Rkey,
    }
    /// A refresh token of an account.
    RefreshKey of aid: Aid {
        /// SHA-256 of the token's id.
        token: Digest,
    }
    /// An app password of an account.
    AppPasswordKey of aid: Aid {
        /// Its name, unique per account.
        name: Box<str>,
    }
    /// What an app may do for an account.
    GrantKey of aid: Aid {
        /// Its name.
        grant: GrantId,
    }
    /// What an account's owner once decided about an app.
    ConsentKey of aid: Aid {
        /// The app's `client_id`.
        client: Box<str>,
    }
    /// A passkey of an account.
    PasskeyKey of aid: Aid {
        /// SHA-256 of the credential's id.
        credential: Digest,
    }
    /// That an account is signed in with a browser.
    DeviceOfAccount of aid: Aid {
        /// The browser.
        device: DeviceId,
    }
    /// An entry of an account's security log.
    AuditKey of aid: Aid {
        /// When it happened.
        at: Timestamp,
        /// Tells apart what happened in one microsecond.
        nth: u32,
    }
}

impl RecordKey {
    /// Every record of one collection.
    pub fn of_collection(repo: RepoId, collection: &Nsid) -> Span<Self> {
        let mut prefix = repo.to_bytes();
        prefix.extend_from_slice(collection.as_str().as_bytes());
        prefix.push(b'/');
        Span::prefix(prefix)
    }

    /// Every record in collections after `collection`: where a walk over collections goes on.
    pub fn beyond_collection(repo: RepoId, collection: &str) -> Span<Self> {
        let mut past = repo.to_bytes();
        past.extend_from_slice(collection.as_bytes());
        past.push(b'/' + 1);
        let mut span = Self::of(repo);
        span.from = std::ops::Bound::Included(past);
        span
    }
}

impl BlobRef {
    /// Every reference to one blob.
    pub fn to_blob(repo: RepoId, digest: Digest) -> Span<Self> {
        Span::prefix(Self::prefix(repo, digest))
    }

    /// References to blobs after `digest`: where a walk over blobs goes on.
    pub fn beyond_blob(repo: RepoId, digest: Digest) -> Span<Self> {
        let mut span = Self::of(repo);
        if let std::ops::Bound::Excluded(past) = Span::<Self>::prefix(Self::prefix(repo, digest)).to {
            span.from = std::ops::Bound::Included(past);
        }
        span
    }

    fn prefix(repo: RepoId, digest: Digest) -> Vec<u8> {
        let mut prefix = repo.to_bytes();
        digest.put(&mut prefix);
        prefix
    }
}

impl SubjectKey {
    /// Every record that points at a subject.
    pub fn of_subject(repo: RepoId, subject: [u8; 16]) -> Span<Self> {
        let mut prefix = repo.to_bytes();
        prefix.extend_from_slice(&subject);
        Span::prefix(prefix)
    }
}

/// Bands into which the layers of a tree are put. See [`NodePlace`].
pub const BANDS: usize = 3;
/// Layers of a band; the last band has all that are left.
const BAND_LAYERS: u8 = 4;

/// Position of a node in a repository's tree: `repository | band | left key | 00 | 255 - layer`.
///
/// Within a band nodes sort as a walk over the tree in preorder meets them. Bands keep a write's nodes together: those
/// near the leaves lie beside their neighbours, and the few of the upper layers, whose left keys are far apart, share
/// a few pages of their own instead of dirtying one each. Upper bands come first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodePlace {
    /// The repository.
    pub repo: RepoId,
    /// Where in its tree.
    pub at: NodeKey,
}

impl NodePlace {
    /// Every node of the repository, band by band. In preorder they come from [`crate::store::nodes_in_preorder`].
    pub fn of(repo: RepoId) -> Span<Self> {
        Span::prefix(repo.to_bytes())
    }

    /// Every node of one band, in preorder.
    pub fn of_band(repo: RepoId, band: usize) -> Span<Self> {
        Span::prefix(Self::prefix(repo, band))
    }

    /// The nodes of one band that come after `at` in preorder, whatever band that is in itself.
    pub(super) fn of_band_after(repo: RepoId, band: usize, at: &NodeKey) -> Span<Self> {
        let mut past = Self::prefix(repo, band);
        Self::put_rest(at, &mut past);
        let mut span = Self::of_band(repo, band);
        span.from = std::ops::Bound::Excluded(past);
        span
    }

    /// The band that the node is in.
    pub fn band(&self) -> usize {
        usize::from(self.at.layer / BAND_LAYERS).min(BANDS - 1)
    }

    fn prefix(repo: RepoId, band: usize) -> Vec<u8> {
        let mut prefix = Vec::with_capacity(64);
        repo.encode(&mut prefix);
        prefix.push(u8::try_from(BANDS - 1 - band).expect("there are few bands"));
        prefix
    }

    fn put_rest(at: &NodeKey, out: &mut Vec<u8>) {
        out.extend_from_slice(at.left.as_bytes());
        out.extend_from_slice(&[0, 255 - at.layer]);
    }
}

impl KeyCodec for NodePlace {
    const OF_REPO: bool = true;

    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&Self::prefix(self.repo, self.band()));
        Self::put_rest(&self.at, out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let repo = RepoId(reader.u32()?);
        let [band] = reader.array()?;
        let (left, [0, depth]) = reader.rest().split_last_chunk::<2>()? else { return None };
        let at = NodeKey { left: std::str::from_utf8(left).ok()?.into(), layer: 255 - depth };
        let place = Self { repo, at };
        (usize::from(band) == BANDS - 1 - place.band()).then_some(place)
    }
}

/// A piece of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventPart {
    /// The event.
    pub seq: Seq,
    /// Place of the piece, from 0.
    pub part: u16,
}

impl EventPart {
    /// The first piece of an event.
    pub const fn first(seq: Seq) -> Self {
        Self { seq, part: 0 }
    }

    /// The last piece that an event could have.
    pub const fn last(seq: Seq) -> Self {
        Self { seq, part: u16::MAX }
    }
}

impl KeyCodec for EventPart {
    fn encode(&self, out: &mut Vec<u8>) {
        self.seq.encode(out);
        out.extend_from_slice(&self.part.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let seq = Seq::from_u64(reader.u64()?);
        let part = reader.array().map(u16::from_be_bytes)?;
        reader.end(Self { seq, part })
    }
}

/// An hour since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(pub u64);

impl Hour {
    /// The hour that `at` lies in.
    pub const fn containing(at: Timestamp) -> Self {
        Self(at.secs() / 3_600)
    }
}

impl KeyCodec for Hour {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.0.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(u64::from_be_bytes).map(Self)
    }
}

/// A task that waits for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueKey {
    /// Not before this.
    pub at: Timestamp,
    /// Tells apart tasks of one time.
    pub id: u64,
}

impl DueKey {
    /// Every task whose time has come at `now`.
    pub fn until(now: Timestamp) -> Span<Self> {
        Span::all().up_to(&Self { at: now, id: u64::MAX })
    }
}

impl KeyCodec for DueKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.at.put(out);
        out.extend_from_slice(&self.id.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let at = Timestamp::from_micros(reader.u64()?);
        let id = reader.u64()?;
        reader.end(Self { at, id })
    }
}

/// A mailed code, found by what it was mailed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MailCodeKey {
    /// What it permits.
    pub purpose: u8,
    /// SHA-256 of the code as shown, in upper case.
    pub code: Digest,
}

impl KeyCodec for MailCodeKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.purpose.put(out);
        self.code.put(out);
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = KeyReader(bytes);
        let purpose = u8::take(&mut reader)?;
        let code = Digest::take(&mut reader)?;
        reader.end(Self { purpose, code })
    }
}

/// Two texts, of which the first holds no zero byte: `first | 00 | second`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// What keys are grouped by: an invite code, an owner.
    pub first: Box<str>,
    /// What tells them apart.
    pub second: Box<str>,
}

impl Pair {
    /// Joins two texts.
    pub fn new(first: &str, second: &str) -> Self {
        Self { first: first.into(), second: second.into() }
    }

    /// Every key with this first text.
    pub fn under(first: &str) -> Span<Self> {
        Span::prefix(Self::new(first, "").to_bytes())
    }
}

impl KeyCodec for Pair {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.first.as_bytes());
        out.push(0);
        out.extend_from_slice(self.second.as_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (first, second) = std::str::from_utf8(bytes).ok()?.split_once('\0')?;
        Some(Self::new(first, second))
    }
}

/// An operation of the embedded development directory: `did | 00 | number`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlcOpKey {
    /// Whose history it belongs to.
    pub did: Did,
    /// Its place, from 0.
    pub nth: u32,
}

impl PlcOpKey {
    /// The whole history of a DID.
    pub fn of(did: &Did) -> Span<Self> {
        let mut prefix = did.to_bytes();
        prefix.push(0);
        Span::prefix(prefix)
    }
}

impl KeyCodec for PlcOpKey {
    fn encode(&self, out: &mut Vec<u8>) {
        self.did.encode(out);
        out.push(0);
        out.extend_from_slice(&self.nth.to_be_bytes());
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (head, nth) = bytes.split_last_chunk::<4>()?;
        let (0, did) = head.split_last().map(|(zero, did)| (*zero, did))? else { return None };
        Some(Self { did: Did::decode(did)?, nth: u32::from_be_bytes(*nth) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
