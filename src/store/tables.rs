//! The list of tables. What a key or a row holds stands with its type.

use super::codec::{KeyCodec, RowCodec};
use super::ids::Aid;
use super::keys::{
    AccountKey, AccountRecord, AppPasswordKey, AppWriteKey, AuditKey, BlobKey, BlobRef, ConsentKey, DeviceId,
    DeviceOfAccount, Digest, DueKey, EventPart, GrantKey, Hour, MailCodeKey, NodePlace, Pair, PasskeyKey,
    PlcOpKey, RecordKey, RefreshKey, SubjectKey, Text,
};
use super::rows::{
    accounts::Account, administrator::AdminLog, administrator::AdminSession, administrator::Administrator,
    app_writes::AppWrite, app_writes::AppWriteTotals, audit::AuditEntry,
    backup_emails::BackupEmails as BackupEmailRow, blobs::Blob, clients::PublishedClient, devices::Device,
    due::Due, events::EventBytes, events::HourStart, factors::Factors as FactorRow, factors::Passkey,
    invites::Invite, invites::InviteUse, keys::SealedKey, mail_codes::MailCode, meta::MetaValue,
    moderation::Takedown, oauth::Consent, oauth::Grant, permission_sets::PublishedSet, plc::PlcOp,
    prefs::Preferences, repo::Head, repo::Node, repo::Record, sessions::AppPassword, sessions::RefreshToken,
    sign_in_codes::CodeCount, sign_in_codes::CodeRefusal, sign_in_codes::SignInCode,
};
use crate::syntax::{Did, Handle};

/// A table: a name in the file and the types of its keys and rows.
pub trait Table: 'static {
    /// Its name in the database file.
    const NAME: &'static str;
    /// Its place in `NAMES`.
    const INDEX: usize;
    /// What rows are found by.
    type Key: KeyCodec;
    /// What is kept.
    type Row: RowCodec;
}

macro_rules! tables {
    ($($(#[$doc:meta])* $table:ident = $name:literal : $key:ty => $row:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $table {}

            impl Table for $table {
                const NAME: &'static str = $name;
                const INDEX: usize = Place::$table as usize;
                type Key = $key;
                type Row = $row;
            }
        )+

        enum Place { $($table),+ }

        /// The names of all tables, in the order of [`Table::INDEX`].
        pub(super) const NAMES: &[&str] = &[$($name),+];

        /// Whether each table's keys begin with an account, in the order of [`Table::INDEX`].
        pub(super) const OF_ACCOUNT: &[bool] = &[$(<$key as KeyCodec>::OF_ACCOUNT),+];

        /// Whether each table's keys begin with a repository, in the order of [`Table::INDEX`].
        pub(super) const OF_REPO: &[bool] = &[$(<$key as KeyCodec>::OF_REPO),+];

        /// Whether key and row are bytes that the types of the table at `index` can read.
        pub(super) fn is_readable(index: usize, key: &[u8], row: &[u8]) -> bool {
            $(if index == $table::INDEX {
                return <$key as KeyCodec>::decode(key).is_some() && <$row as RowCodec>::decode(row).is_some();
            })+
            false
        }
    };
}

tables! {
    /// Values of the server itself.
    Meta = "meta": Text => MetaValue;
    /// Accounts; written through [`super::rows::accounts`] only.
    Accounts = "accounts": Aid => Account;
    /// Accounts by DID.
    ByDid = "by_did": Did => Aid;
    /// Accounts by handle.
    ByHandle = "by_handle": Handle => Aid;
    /// Accounts by e-mail address in lower case.
    ByEmail = "by_email": Text => Aid;
    /// Further e-mail addresses; written through [`super::rows::backup_emails`] only.
    BackupEmails = "backup_emails": Aid => BackupEmailRow;
    /// Accounts by further e-mail address, in lower case.
    BackupEmailOwners = "backup_email_owners": Text => Aid;
    /// Signing keys.
    Keys = "keys": AccountKey => SealedKey;
    /// Signing keys made ahead of an account, by its DID or, without one, by their own `did:key`.
    ReservedKeys = "reserved_keys": Did => SealedKey;
    /// Heads of repositories.
    Heads = "heads": Aid => Head;
    /// Records.
    Records = "records": RecordKey => Record;
    /// Tree nodes by position.
    Nodes = "nodes": NodePlace => Node;
    /// Blobs.
    Blobs = "blobs": BlobKey => Blob;
    /// Which records refer to which blobs.
    BlobRefs = "blob_refs": BlobRef => ();
    /// Which likes, reposts, follows and blocks point at what.
    Subjects = "subjects": SubjectKey => ();
    /// Preferences.
    Prefs = "prefs": Aid => Preferences;
    /// Firehose events in pieces; written through [`super::Tx::emit`] only.
    SeqParts = "seq": EventPart => EventBytes;
    /// The first event of each hour.
    SeqTime = "seq_time": Hour => HourStart;
    /// Refresh tokens.
    Refresh = "refresh": RefreshKey => RefreshToken;
    /// App passwords.
    AppPasswords = "app_passwords": AppPasswordKey => AppPassword;
    /// Mailed codes by account and purpose; written through [`super::rows::mail_codes`] only.
    MailCodes = "mail_codes": AccountKey => MailCode;
    /// Whose a mailed code is.
    MailCodeOwners = "mail_code_owners": MailCodeKey => Aid;
    /// Codes that were mailed to sign in with, by browser and what they are for.
    SignInCodes = "sign_in_codes": Digest => SignInCode;
    /// What bounds them, by address or network.
    CodeCounts = "code_counts": Digest => CodeCount;
    /// Which apps' codes an address wants no more of.
    CodeRefusals = "code_refusals": Digest => CodeRefusal;
    /// Second factors other than passkeys.
    Factors = "factors": Aid => FactorRow;
    /// Passkeys; written through [`super::rows::factors`] only.
    Passkeys = "passkeys": PasskeyKey => Passkey;
    /// Whose a passkey is.
    PasskeyOwners = "passkey_owners": Digest => Aid;
    /// Invite codes; written through [`super::rows::invites`] only.
    Invites = "invites": Text => Invite;
    /// Invite codes by owner.
    InvitesByOwner = "invites_by_owner": Pair => ();
    /// Uses of invite codes: code and the new account's DID.
    InviteUses = "invite_uses": Pair => InviteUse;
    /// Work that waits for its time.
    DueTasks = "due": DueKey => Due;
    /// Records that are withheld.
    RecordTakedowns = "record_takedowns": AccountRecord => Takedown;
    /// Blobs that are withheld, held or not.
    BlobTakedowns = "blob_takedowns": BlobKey => Takedown;
    /// History of the embedded development directory.
    PlcOps = "plc_ops": PlcOpKey => PlcOp;
    /// Security logs; written through [`super::rows::audit`] only.
    Audit = "audit": AuditKey => AuditEntry;
    /// Documents of OAuth clients.
    PublishedClients = "clients": Text => PublishedClient;
    /// What apps wrote to repositories; written through `records` only.
    AppWrites = "app_writes": AppWriteKey => AppWrite;
    /// How much is kept of what apps wrote, by account.
    AppWriteSums = "app_write_sums": Aid => AppWriteTotals;
    /// Permission sets by name.
    PermissionSets = "permission_sets": Text => PublishedSet;
    /// What apps may do for accounts; written through [`super::rows::oauth`] only.
    Grants = "grants": GrantKey => Grant;
    /// What account owners decided about apps.
    Consents = "consents": ConsentKey => Consent;
    /// Browsers that people are signed in with; written through [`super::rows::devices`] only.
    Devices = "devices": DeviceId => Device;
    /// Which browsers an account is signed in with.
    DevicesOfAccount = "devices_of_account": DeviceOfAccount => ();
    /// The administrator; written through [`super::rows::administrator`] only.
    Administrators = "administrator": Text => Administrator;
    /// Browsers that the administrator is signed in with, by what they show.
    AdminSessions = "admin_sessions": Digest => AdminSession;
    /// What the administrator did; written through [`super::rows::administrator`] only.
    AdminLogs = "admin_log": Text => AdminLog;
}
