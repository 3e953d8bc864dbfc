//! Keys that begin with the number of an account or of a repository, and the spans of what belongs to it.

use super::part::{DeviceId, Digest, GrantId, KeyPart};
use crate::base::Timestamp;
use crate::store::codec::{KeyCodec, KeyReader};
use crate::store::ids::{Aid, RepoId};
use crate::store::span::Span;
use crate::syntax::{Nsid, RepoPath, Rkey, Tid};

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
        /// What it is for: one of the constants of `store::rows::keys`.
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
    /// Something that an app wrote to an account's repository.
    AppWriteKey of aid: Aid {
        /// The commit that it came with.
        rev: Tid,
        /// Its place among the writes of that commit.
        nth: u32,
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
