//! Invite codes: made by the operator, earned by accounts as time goes by, used at sign-up.

use std::cmp::Reverse;
use std::time::Duration;

use crate::base::{Timestamp, base32_token};
use crate::store::keys::Text;
use crate::store::rows::accounts::{self, Account, Standing};
use crate::store::rows::invites::{self, Invite};
use crate::store::tables::Invites;
use crate::store::{Aid, Read, Span, StorageError, Tx};
use crate::syntax::Did;

/// Who owns and makes the codes that belong to no account.
pub const OPERATOR: &str = "admin";
/// Codes that an account may have open at a time.
const MAX_OPEN: u64 = 5;
/// Most codes that are made in one call.
pub const MAX_CODES: usize = 500;

/// When accounts need and get invites.
#[derive(Clone, Copy, Debug)]
pub struct InvitePolicy {
    /// Whether nobody signs up without one.
    pub required: bool,
    /// How long an account lives to earn a code; without it, none are earned.
    pub interval: Option<Duration>,
    /// Time before this earns nothing.
    pub epoch: Timestamp,
}

/// An invite code that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// It does not exist, is used up or disabled, or its owner was taken down.
    #[error("Provided invite code not available")]
    Unavailable,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A code with its history, as its owner and the operator see it.
#[derive(Clone, Debug)]
pub struct InviteDetail {
    /// The code.
    pub code: String,
    /// What is known of it.
    pub invite: Invite,
    /// The DIDs that signed up with it, and when; newest first.
    pub uses: Vec<(String, Timestamp)>,
}

/// A new code: the host name with dashes for dots, so that nobody takes it for a link, and ten random characters.
pub fn new_code(hostname: &str) -> String {
    let random = base32_token(10);
    let (front, back) = random.split_at(5);
    format!("{}-{front}-{back}", hostname.replace('.', "-"))
}

/// Checks that `code` can be used now.
///
/// # Errors
/// [`InviteError::Unavailable`], or when the store fails.
pub fn check(db: &impl Read, code: &str) -> Result<(), InviteError> {
    let invite = db.get::<Invites>(&Text::new(code))?.ok_or(InviteError::Unavailable)?;
    if invite.disabled || invite.used >= invite.available {
        return Err(InviteError::Unavailable);
    }
    let owner = match invite.owner.parse::<Did>() {
        Ok(did) => accounts::by_did(db, &did)?,
        Err(_) => None,
    };
    match owner {
        Some((_, account)) if account.standing() == Standing::TakenDown => Err(InviteError::Unavailable),
        _ => Ok(()),
    }
}

/// Makes codes of `uses` uses each for every owner, on behalf of the operator.
///
/// # Errors
/// As every write.
pub fn create(
    tx: &mut Tx<'_>,
    codes: impl IntoIterator<Item = (String, String)>,
    uses: u32,
) -> Result<(), StorageError> {
    let created_at = tx.now();
    for (code, owner) in codes {
        let invite = Invite {
            available: uses,
            used: 0,
            disabled: false,
            owner,
            created_by: OPERATOR.to_owned(),
            created_at,
        };
        invites::put(tx, &code, &invite)?;
    }
    Ok(())
}

/// The codes of an owner with their uses, oldest first.
///
/// # Errors
/// As every read.
pub fn of_owner(db: &impl Read, owner: &str) -> Result<Vec<InviteDetail>, StorageError> {
    let mut details = Vec::new();
    for (code, invite) in invites::of_owner(db, owner)? {
        details.push(detail(db, code, invite)?);
    }
    details.sort_by(|a, b| (a.invite.created_at, &a.code).cmp(&(b.invite.created_at, &b.code)));
    Ok(details)
}

/// One code with its uses, if it exists.
///
/// # Errors
/// As every read.
pub fn find(db: &impl Read, code: &str) -> Result<Option<InviteDetail>, StorageError> {
    match db.get::<Invites>(&Text::new(code))? {
        Some(invite) => Ok(Some(detail(db, code.to_owned(), invite)?)),
        None => Ok(None),
    }
}

/// In what order codes are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// The most used first.
    MostUsed,
}

/// What codes are sorted by: time of making in µs or number of uses, then the code.
pub type Place = (u64, String);

/// The first `limit` codes below `after`, in descending order, and the place of the last if there may be more. All codes
/// are looked at, and few are kept at a time.
///
/// # Errors
/// As every read.
pub fn page(
    db: &impl Read,
    order: Order,
    limit: usize,
    after: Option<&Place>,
) -> Result<(Vec<InviteDetail>, Option<Place>), StorageError> {
    let mut places: Vec<Reverse<Place>> = Vec::with_capacity(2 * limit);
    for row in db.range::<Invites>(Span::all())? {
        let (code, invite) = row?;
        let number = match order {
            Order::Newest => invite.created_at.micros(),
            Order::MostUsed => u64::from(invite.used),
        };
        let place = (number, String::from(code.0));
        if after.is_none_or(|after| place < *after) {
            places.push(Reverse(place));
        }
        if places.len() == 2 * limit {
            places.select_nth_unstable(limit);
            places.truncate(limit);
        }
    }
    places.sort_unstable();
    places.truncate(limit);
    let full = places.len() == limit;
    let next = places.last().filter(|_| full).map(|Reverse(place)| place.clone());
    let mut codes = Vec::with_capacity(places.len());
    for Reverse((_, code)) in places {
        codes.extend(find(db, &code)?);
    }
    Ok((codes, next))
}

fn detail(db: &impl Read, code: String, invite: Invite) -> Result<InviteDetail, StorageError> {
    let mut uses = invites::uses(db, &code)?;
    uses.sort_by_key(|(_, at)| std::cmp::Reverse(*at));
    Ok(InviteDetail { code, invite, uses })
}

/// Lets an account have and give invites, or no longer.
///
/// # Errors
/// As every write.
pub fn set_disabled(
    tx: &mut Tx<'_>,
    aid: Aid,
    mut account: Account,
    disabled: bool,
) -> Result<(), StorageError> {
    account.invites_disabled = disabled;
    super::standing::put(tx, aid, &account)
}

/// Ends one code. An unknown one is left alone.
///
/// # Errors
/// As every write.
pub fn disable(tx: &mut Tx<'_>, code: &str) -> Result<(), StorageError> {
    match tx.get::<Invites>(&Text::new(code))? {
        Some(invite) if !invite.disabled => invites::put(tx, code, &Invite { disabled: true, ..invite }),
        _ => Ok(()),
    }
}

/// Ends every code of an owner.
///
/// # Errors
/// As every write.
pub fn disable_all(tx: &mut Tx<'_>, owner: &str) -> Result<(), StorageError> {
    let codes = invites::of_owner(tx, owner)?;
    codes.iter().try_for_each(|(code, _)| disable(tx, code))
}

/// Gives an account the codes that it has earned and not yet had. For an account that may not invite they are made
/// as well, disabled, so that nothing is owed once it may again.
///
/// # Errors
/// As every write.
pub fn earn(
    tx: &mut Tx<'_>,
    account: &Account,
    policy: &InvitePolicy,
    hostname: &str,
) -> Result<(), StorageError> {
    let Some(interval) = policy.interval.filter(|_| policy.required) else { return Ok(()) };
    let owned = of_owner(tx, account.did.as_str())?;
    let now = tx.now();
    for _ in 0..earned(account.created_at, &owned, interval, policy.epoch, now) {
        let invite = Invite {
            available: 1,
            used: 0,
            disabled: account.invites_disabled,
            owner: account.did.to_string(),
            created_by: account.did.to_string(),
            created_at: now,
        };
        invites::put(tx, &new_code(hostname), &invite)?;
    }
    Ok(())
}

/// How many codes to make now. One is earned per whole interval since the account was made; those of intervals before
/// the epoch do not count, nor do codes that the operator gave.
fn earned(
    account_created: Timestamp,
    owned: &[InviteDetail],
    interval: Duration,
    epoch: Timestamp,
    now: Timestamp,
) -> u64 {
    let intervals = |span: Duration| {
        let whole = span.as_micros().checked_div(interval.as_micros()).unwrap_or_default();
        u64::try_from(whole).unwrap_or(u64::MAX)
    };
    let could_have = intervals(now.since(account_created))
        - intervals(epoch.since(account_created)).min(intervals(now.since(account_created)));
    let routine = || owned.iter().map(|detail| &detail.invite).filter(|invite| invite.created_by != OPERATOR);
    let open = routine().filter(|invite| !invite.disabled && invite.used < invite.available).count() as u64;
    let had = routine().filter(|invite| invite.created_at > epoch).count() as u64;
    could_have.saturating_sub(had).min(MAX_OPEN.saturating_sub(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn day(n: u64) -> Timestamp {
        Timestamp::from_secs(n * 86_400)
    }

    fn owned(created_by: &str, created: u64, used: u32, disabled: bool) -> InviteDetail {
        let invite = Invite {
            available: 1,
            used,
            disabled,
            owner: "did:plc:alice".to_owned(),
            created_by: created_by.to_owned(),
            created_at: day(created),
        };
        InviteDetail { code: String::new(), invite, uses: Vec::new() }
    }

    #[test]
    fn codes_are_not_links() {
        let code = new_code("pds.example.com");
        assert!(code.starts_with("pds-example-com-"));
        assert_eq!(code.len(), "pds-example-com-".len() + 11);
        assert_ne!(code, new_code("pds.example.com"));
    }

    #[test]
    fn one_code_per_interval_and_five_at_a_time() {
        let count = |owned: &[InviteDetail], now| earned(day(100), owned, DAY, day(0), day(now));
        assert_eq!(count(&[], 100), 0);
        assert_eq!(count(&[], 103), 3);
        assert_eq!(count(&[], 150), 5);
        let two = [owned("did:plc:alice", 101, 0, false), owned("did:plc:alice", 102, 1, false)];
        assert_eq!(count(&two, 103), 1);
        assert_eq!(count(&two, 150), 4, "one of the two is still open");
        let gifts = [owned(OPERATOR, 101, 0, false), owned(OPERATOR, 102, 0, false)];
        assert_eq!(count(&gifts, 103), 3, "gifts do not count");
        let disabled = [owned("did:plc:alice", 101, 0, true)];
        assert_eq!(count(&disabled, 150), 5, "a disabled code is not open");
        assert_eq!(count(&disabled, 101), 0, "but it was had");
    }

    #[test]
    fn time_before_the_epoch_earns_nothing() {
        assert_eq!(earned(day(100), &[], DAY, day(102), day(103)), 1);
        assert_eq!(earned(day(100), &[], DAY, day(110), day(103)), 0);
        let before = [owned("did:plc:alice", 101, 1, false)];
        assert_eq!(
            earned(day(100), &before, DAY, day(102), day(103)),
            1,
            "codes from before are not held against it"
        );
        assert_eq!(earned(day(100), &[], Duration::ZERO, day(0), day(103)), 0);
    }
}
