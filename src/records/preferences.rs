//! Preferences: what clients keep with an account (`app.bsky.actor.getPreferences`, `putPreferences`).

use crate::base::Timestamp;
use crate::cbor::{Map, Value};
use crate::json;
use crate::store::rows::prefs::Preferences;
use crate::store::tables::Prefs;
use crate::store::{Aid, CorruptRow, Read, StorageError, Table, Tx};

/// The one namespace that this server keeps preferences for.
const NAMESPACE: &str = "app.bsky";
/// What only the main password and moderators see: the date of birth.
const PERSONAL_DETAILS: &str = "app.bsky.actor.defs#personalDetailsPref";
/// Computed from the date of birth for everyone; never stored.
const DECLARED_AGE: &str = "app.bsky.actor.defs#declaredAgePref";

/// How much of the preferences a caller may see and set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PreferenceAccess {
    /// All.
    Full,
    /// All but the personal details.
    Limited,
}

impl PreferenceAccess {
    fn covers(self, kind: &str) -> bool {
        self == Self::Full || kind != PERSONAL_DETAILS
    }
}

/// Why preferences cannot be written. The texts are meant for the client.
#[derive(Debug, thiserror::Error)]
pub enum PreferencesError {
    /// One has no `$type`.
    #[error("Preference is missing a $type")]
    MissingType,
    /// One belongs to another namespace.
    #[error("Some preferences are not in the {NAMESPACE} namespace")]
    ForeignNamespace,
    /// One may only be set with full access.
    #[error("Do not have authorization to set preferences: {PERSONAL_DETAILS}")]
    Forbidden,
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An account's preferences in the order in which they were put, with the age that follows from the date of birth.
///
/// # Errors
/// As every read.
pub fn get(
    db: &impl Read,
    aid: Aid,
    access: PreferenceAccess,
    now: Timestamp,
) -> Result<Vec<Map>, StorageError> {
    let mut preferences = stored(db, aid)?;
    let born = preferences.iter().find(|preference| kind(preference) == PERSONAL_DETAILS);
    if let Some(born) =
        born.and_then(|preference| preference.text("birthDate")).filter(|born| !born.is_empty())
    {
        let age = age(born, now);
        let over = |years| Value::Bool(age.is_some_and(|age| age >= years));
        preferences.push(
            [
                ("$type", Value::from(DECLARED_AGE)),
                ("isOverAge13", over(13)),
                ("isOverAge16", over(16)),
                ("isOverAge18", over(18)),
            ]
            .into_iter()
            .collect(),
        );
    }
    preferences.retain(|preference| access.covers(kind(preference)));
    Ok(preferences)
}

/// Replaces an account's preferences. What the caller may not see stays; what is computed is left out.
///
/// # Errors
/// See [`PreferencesError`].
pub fn put(
    tx: &mut Tx<'_>,
    aid: Aid,
    access: PreferenceAccess,
    preferences: Vec<Map>,
) -> Result<(), PreferencesError> {
    if preferences.iter().any(|preference| preference.text("$type").is_none()) {
        return Err(PreferencesError::MissingType);
    }
    let in_namespace = |kind: &str| {
        kind.strip_prefix(NAMESPACE).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    if !preferences.iter().all(|preference| in_namespace(kind(preference))) {
        return Err(PreferencesError::ForeignNamespace);
    }
    if !preferences.iter().all(|preference| access.covers(kind(preference))) {
        return Err(PreferencesError::Forbidden);
    }
    let mut all = stored(tx, aid)?;
    all.retain(|preference| !access.covers(kind(preference)));
    all.extend(preferences.into_iter().filter(|preference| kind(preference) != DECLARED_AGE));
    let all = Value::List(all.into_iter().map(Value::Map).collect());
    tx.put::<Prefs>(&aid, &Preferences(json::encode(&all).into_bytes()))?;
    Ok(())
}

fn stored(db: &impl Read, aid: Aid) -> Result<Vec<Map>, StorageError> {
    let Some(Preferences(json)) = db.get::<Prefs>(&aid)? else { return Ok(Vec::new()) };
    let damaged = CorruptRow { table: Prefs::NAME, part: "JSON" };
    serde_json::from_slice(&json).map_err(|_| damaged.into())
}

fn kind(preference: &Map) -> &str {
    preference.text("$type").unwrap_or_default()
}

/// Full years since the date that a text begins with (`YYYY-MM-DD`).
fn age(born: &str, now: Timestamp) -> Option<u32> {
    let parts = |text: &str| -> Option<(u32, u32)> {
        let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
        Some((digits(0..4)?, digits(5..7)? * 100 + digits(8..10)?))
    };
    let (year, day) = parts(&now.to_string())?;
    let (birth_year, birthday) = parts(born)?;
    year.checked_sub(birth_year)?.checked_sub(u32::from(day < birthday))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_count_birthdays() {
        // 2026-11-22.
        let now = Timestamp::from_secs(1_795_305_600);
        assert_eq!(age("2010-11-22T00:00:00.000Z", now), Some(16));
        assert_eq!(age("2010-11-23", now), Some(15));
        assert_eq!(age("2030-01-01", now), None);
        assert_eq!(age("yesterday", now), None);
    }
}
