//! An account's security log: what its owner may want to see afterwards.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use minicbor::{Decode, Encode};

use crate::base::Timestamp;
use crate::store::codec::cbor_rows;
use crate::store::keys::AuditKey;
use crate::store::tables::Audit;
use crate::store::{Aid, Read, Span, StorageError, Tx};

/// Entries that are kept per account. When one more comes, the oldest everyday one goes, and where there is none the
/// oldest of all.
pub const MAX_ENTRIES: usize = 500;
/// How long an entry is kept.
pub const RETENTION: Duration = Duration::from_secs(400 * DAY_SECS);
/// How long an entry says from which address exactly; then from which network.
pub const EXACT_ADDRESS: Duration = Duration::from_secs(30 * DAY_SECS);
/// Everyday acts from one place within this time are one entry.
pub const FOLDING: Duration = Duration::from_secs(DAY_SECS);
/// Longest user agent and longest detail in bytes.
pub const MAX_TEXT: usize = 256;

const DAY_SECS: u64 = 24 * 60 * 60;

/// Declares [`Act`]: the name here, the number in the database, and the word that others read. Numbers and words are
/// for ever.
macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident($number:tt) = $word:literal,)+) => {
        /// What happened to an account.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
        #[cbor(index_only)]
        pub enum Act {
            $($(#[$doc])* #[n($number)] $name,)+
        }

        impl Act {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word by which pages, methods and commands know it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

acts! {
    /// The account was made, or moved in.
    Made(0) = "account-made",
    /// An account that moves in was taken up again by its DID's owner.
    Reclaimed(1) = "account-reclaimed",
    /// A session was begun. The detail is the name of the app password, if it was one.
    SignedIn(2) = "signed-in",
    /// A session was ended.
    SignedOut(3) = "signed-out",
    /// All sessions were ended. The detail is how many.
    SessionsEnded(4) = "sessions-ended",
    /// The password was changed.
    PasswordChanged(5) = "password-changed",
    /// The password was replaced by means of a mailed code.
    PasswordReset(6) = "password-reset",
    /// The e-mail address was changed. The detail is the new one.
    EmailChanged(7) = "email-changed",
    /// The e-mail address was shown to be the owner's.
    EmailConfirmed(8) = "email-confirmed",
    /// The handle was changed. The detail is the new one.
    HandleChanged(9) = "handle-changed",
    /// An app password was made. The detail is its name.
    AppPasswordMade(10) = "app-password-made",
    /// An app password was revoked. The detail is its name.
    AppPasswordRevoked(11) = "app-password-revoked",
    /// A PLC operation was signed with the server's key and handed out.
    PlcOperationSigned(12) = "plc-operation-signed",
    /// A PLC operation was published through this server.
    PlcOperationSubmitted(13) = "plc-operation-submitted",
    /// The account was switched off. The detail is when it will be deleted.
    Deactivated(14) = "deactivated",
    /// The account was switched on.
    Activated(15) = "activated",
    /// A code to delete the account was asked for.
    DeletionRequested(16) = "deletion-requested",
    /// The account was withheld. The detail is what refers to the reason.
    TakenDown(17) = "taken-down",
    /// The account was given back.
    Restored(18) = "restored",
    /// The account got another signing key. The detail is its public half.
    SigningKeyRotated(30) = "signing-key-rotated",
    /// An app was let in. The detail is its `client_id`.
    AppGranted(20) = "app-granted",
    /// An app's access was ended, by the owner, the app itself or a rule. The detail is its `client_id`.
    AppRevoked(21) = "app-revoked",
    /// What an app wrote was taken back. The detail is its `client_id`.
    AppWritesUndone(22) = "app-writes-undone",
    /// Everything that the account holds was downloaded. The detail is in which form.
    DataExported(23) = "data-exported",
    /// A second factor was added. The detail says which.
    FactorAdded(40) = "factor-added",
    /// A second factor was removed. The detail says which.
    FactorRemoved(41) = "factor-removed",
    /// New recovery codes were made, in place of any before.
    RecoveryCodesMade(42) = "recovery-codes-made",
    /// A recovery code was used up. The detail is how many are left.
    RecoveryCodeUsed(43) = "recovery-code-used",
    /// After the right password, a second factor was wrong. The detail says which.
    FactorRefused(44) = "factor-refused",
    /// A passkey showed an old signature counter, so that there may be a copy of it. The detail is its name.
    PasskeyCopied(45) = "passkey-copied",
    /// The password is refused where apps ask for it.
    AppLoginOff(46) = "app-login-off",
    /// The password is accepted where apps ask for it.
    AppLoginOn(47) = "app-login-on",
    /// A passkey got another name. The detail is the new one.
    PasskeyRenamed(48) = "passkey-renamed",
    /// A further e-mail address was added. The detail is the address.
    BackupEmailAdded(49) = "backup-email-added",
    /// A further e-mail address was removed. The detail is the address.
    BackupEmailRemoved(50) = "backup-email-removed",
    /// Somebody came in by a further e-mail address. The detail is the address, masked.
    BackupEmailUsed(51) = "backup-email-used",
}

impl Act {
    /// Whether it happens often and by itself, so that it must not drive rare things out of the log.
    const fn is_everyday(self) -> bool {
        matches!(self, Self::SignedIn | Self::SignedOut | Self::FactorRefused)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Actor {
    /// The account's owner, or somebody with the owner's credentials.
    #[default]
    #[n(0)]
    Owner,
    /// The administrator of the server.
    #[n(1)]
    Operator,
    /// The moderation service that the server trusts.
    #[n(2)]
    Moderation,
}

impl Actor {
    /// The word by which pages, methods and commands know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Operator => "operator",
            Self::Moderation => "moderation",
        }
    }
}

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AuditEntry {
    /// What happened.
    #[n(0)]
    pub act: Act,
    /// By whom.
    #[n(1)]
    pub actor: Actor,
    /// From which address; after [`EXACT_ADDRESS`], the first address of its network.
    #[n(2)]
    pub address: Option<IpAddr>,
    /// By which program, as it called itself.
    #[n(3)]
    pub agent: Option<String>,
    /// More about it, never a secret.
    #[n(4)]
    pub detail: Option<String>,
    /// How often it happened since `first_at`.
    #[n(5)]
    pub times: u32,
    /// When it happened first; the key says when it happened last.
    #[n(6)]
    pub first_at: Timestamp,
}

cbor_rows!(AuditEntry);

impl AuditEntry {
    /// Whether this is the same again.
    fn repeats(&self, old: &Self) -> bool {
        self.act.is_everyday()
            && self.act == old.act
            && self.actor == old.actor
            && self.address == old.address
            && self.agent == old.agent
            && self.detail == old.detail
            && self.first_at.since(old.first_at) < FOLDING
    }
}

/// Adds an entry, with the time of the job, and keeps the log within [`MAX_ENTRIES`].
///
/// # Errors
/// As every write.
pub fn add(tx: &mut Tx<'_>, aid: Aid, mut entry: AuditEntry) -> Result<(), StorageError> {
    let now = tx.now();
    let mut key = AuditKey { aid, at: now, nth: 0 };
    let mut repeated = None;
    let mut kept = Vec::new();
    for (place, old) in tx.range::<Audit>(AuditKey::of(aid).reversed())?.enumerate() {
        let (old_key, old) = old?;
        if place == 0 && old_key.at >= now {
            // The clock stood still or went back: stay behind the newest entry.
            key = AuditKey { aid, at: old_key.at, nth: old_key.nth.saturating_add(1) };
        }
        if repeated.is_none() && entry.repeats(&old) {
            repeated = Some((old_key, old));
        } else {
            kept.push((old_key, old.act.is_everyday()));
        }
    }
    if let Some((old_key, old)) = repeated {
        tx.delete::<Audit>(&old_key)?;
        entry.first_at = old.first_at;
        entry.times = old.times.saturating_add(1);
    }
    while kept.len() >= MAX_ENTRIES {
        let place = kept.iter().rposition(|(_, everyday)| *everyday).unwrap_or(kept.len() - 1);
        let (surplus, _) = kept.remove(place);
        tx.delete::<Audit>(&surplus)?;
    }
    tx.put::<Audit>(&key, &entry)
}

/// A stretch of the logs of all accounts, and what time asks to be done about it.
#[derive(Debug)]
pub struct Aged {
    /// Entries that are too old to keep or too old to tell an address.
    pub keys: Vec<AuditKey>,
    /// Where to go on, if there is more.
    pub next: Option<AuditKey>,
}

/// Looks at the `limit` entries after `from` for those that are due to be [`aged`](age).
///
/// # Errors
/// As every read.
pub fn find_aged(
    db: &impl Read,
    from: Option<&AuditKey>,
    now: Timestamp,
    limit: usize,
) -> Result<Aged, StorageError> {
    let span = Span::all();
    let span = if let Some(from) = from { span.after(from) } else { span };
    let mut keys = Vec::new();
    for (seen, row) in db.range::<Audit>(span)?.enumerate() {
        let (key, entry) = row?;
        let age = now.since(key.at);
        let is_exact = entry.address.is_some_and(|address| network(address) != address);
        if age >= RETENTION || age >= EXACT_ADDRESS && is_exact {
            keys.push(key.clone());
        }
        if seen + 1 == limit {
            return Ok(Aged { keys, next: Some(key) });
        }
    }
    Ok(Aged { keys, next: None })
}

/// Removes entries that are too old, and reduces the addresses of others to their networks.
///
/// # Errors
/// As every write.
pub fn age(tx: &mut Tx<'_>, keys: &[AuditKey]) -> Result<(), StorageError> {
    let now = tx.now();
    for key in keys {
        if now.since(key.at) >= RETENTION {
            tx.delete::<Audit>(key)?;
        } else if let Some(mut entry) = tx.get::<Audit>(key)? {
            entry.address = entry.address.map(network);
            tx.put::<Audit>(key, &entry)?;
        }
    }
    Ok(())
}

/// The first address of the /24 or /48 that an address is in.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(v4) => Ipv4Addr::from_bits(v4.to_bits() & (u32::MAX << 8)).into(),
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 80)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_have_words_of_their_own() {
        let mut words: Vec<_> = Act::ALL.iter().map(|act| act.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Act::ALL.len());
    }

    #[test]
    fn networks_of_addresses() {
        for (address, of) in
            [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::"), ("::1", "::")]
        {
            let parse = |text: &str| text.parse::<IpAddr>().expect("an address");
            assert_eq!(network(parse(address)), parse(of));
        }
    }
}
