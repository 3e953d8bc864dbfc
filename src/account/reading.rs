//! What the owners of accounts read: the language of their letters, and of pages in browsers that do not know it yet.

use super::{Accounts, Hosted, standing};
use crate::store::{Aid, StorageError, Tx, WriteError};
use crate::texts::Language;

impl Accounts {
    /// Notes what the owner of an account reads from now on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn set_language(&self, aid: Aid, language: Language) -> Result<(), WriteError<StorageError>> {
        let job = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
            Some(mut hosted) if hosted.account.language != Some(language) => {
                hosted.account.language = Some(language);
                standing::put(tx, aid, &hosted.account)
            }
            _ => Ok(()),
        };
        self.0.store.write(job).await
    }
}

/// What the owner reads; that it is `language`, if nobody knew.
///
/// # Errors
/// As every write.
pub(super) fn learn(
    tx: &mut Tx<'_>,
    hosted: &mut Hosted,
    language: Option<Language>,
) -> Result<Option<Language>, StorageError> {
    if hosted.account.language.is_none() && language.is_some() {
        hosted.account.language = language;
        standing::put(tx, hosted.aid, &hosted.account)?;
    }
    Ok(hosted.account.language)
}
