//! Layer 4: the operator's logo as an uploaded image: looked at, kept in the database so that backups have it, and known by
//! a name with the hash of its bytes. Pages and letters ask for its name; the bytes stay in the database.
//!
//! Knows nothing of pages, letters or HTTP.

mod image;

use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use data_encoding::HEXLOWER;
use tokio::sync::Mutex;

pub use image::{Facts, ImageRefused, Kind, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, inspect};

use crate::crypto::sha256;
use crate::store::rows::meta::{self, MetaValue};
use crate::store::tables::Meta;
use crate::store::{Lane, Read, Snapshot, StorageError, Store, Tx, WriteError};

/// Name of the server value that holds the bytes.
const VALUE: &str = "logo";
/// Where it is served, among the other files of pages.
const FOLDER: &str = "/-/";
/// What file names begin with.
const STEM: &str = "logo.";
/// Hexadecimal digits of the hash that are in a file name.
const HASH_DIGITS: usize = 12;

/// The image that there is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// Its file name: another one for other bytes.
    pub file: String,
    /// What it is.
    pub facts: Facts,
    /// How many bytes it has.
    pub bytes: usize,
}

impl Uploaded {
    /// The path at which pages and letters find it.
    pub fn path(&self) -> String {
        format!("{FOLDER}{}", self.file)
    }

    fn of(bytes: &[u8]) -> Result<Self, ImageRefused> {
        let facts = inspect(bytes)?;
        let hash = HEXLOWER.encode(&sha256(bytes));
        let file = format!("{STEM}{}.{}", &hash[..HASH_DIGITS], facts.kind.extension());
        Ok(Self { file, facts, bytes: bytes.len() })
    }
}

/// Why an image did not become the logo.
#[derive(Debug, thiserror::Error)]
pub enum SetLogoError {
    /// It is not taken.
    #[error(transparent)]
    Image(#[from] ImageRefused),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] WriteError<StorageError>),
}

/// Which image there is, for all who show it. Cheap to clone; none until it was read from the store.
#[derive(Clone, Debug, Default)]
pub struct Logo(Arc<Parts>);

#[derive(Debug, Default)]
struct Parts {
    known: RwLock<Option<Uploaded>>,
    /// Held while it changes, so that what is known is what was written last.
    changing: Mutex<()>,
}

impl Logo {
    /// The image of the store, if there is one.
    ///
    /// # Errors
    /// As every read.
    pub async fn open(store: &Store) -> Result<Self, StorageError> {
        let value = store.read(|db: &Snapshot| db.get::<Meta>(&meta::key(VALUE))).await?;
        // What is not taken any more by this version is not shown.
        let known = value.and_then(|value| Uploaded::of(&value.0).ok());
        Ok(Self(Arc::new(Parts { known: RwLock::new(known), ..Parts::default() })))
    }

    /// What is known of the image.
    pub fn uploaded(&self) -> Option<Uploaded> {
        self.0.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The bytes of the image whose file name is `file`, with their kind.
    ///
    /// # Errors
    /// As every read.
    pub async fn read(&self, store: &Store, file: &str) -> Result<Option<(Kind, Bytes)>, StorageError> {
        let Some(known) = self.uploaded().filter(|known| known.file == file) else { return Ok(None) };
        let value = store.read(|db: &Snapshot| db.get::<Meta>(&meta::key(VALUE))).await?;
        // It may have become another one meanwhile.
        let value = value.filter(|value| Uploaded::of(&value.0).as_ref() == Ok(&known));
        Ok(value.map(|value| (known.facts.kind, value.0.into())))
    }

    /// Makes `bytes` the logo, from now on.
    ///
    /// # Errors
    /// See [`SetLogoError`]; the logo stays what it was then.
    pub async fn set(&self, store: &Store, bytes: &[u8]) -> Result<(), SetLogoError> {
        let uploaded = Uploaded::of(bytes)?;
        let value = MetaValue(bytes.to_vec());
        let job = move |tx: &mut Tx<'_>| tx.put::<Meta>(&meta::key(VALUE), &value);
        let _turn = self.0.changing.lock().await;
        store.write_in(Lane::Ordinary, uploaded.bytes, job).await?;
        self.know(Some(uploaded));
        Ok(())
    }

    /// Removes it; `false` when there was none.
    ///
    /// # Errors
    /// As every write.
    pub async fn remove(&self, store: &Store) -> Result<bool, WriteError<StorageError>> {
        let job = |tx: &mut Tx<'_>| tx.delete::<Meta>(&meta::key(VALUE));
        let _turn = self.0.changing.lock().await;
        let removed = store.write_in(Lane::Essential, 0, job).await?;
        self.know(None);
        Ok(removed)
    }

    fn know(&self, uploaded: Option<Uploaded>) {
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = uploaded;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::store::StoreConfig;

    fn open(folder: &tempfile::TempDir) -> Store {
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        Store::open(config, Clock::system(), Box::new(|_| {})).expect("a store")
    }

    #[tokio::test]
    async fn an_image_is_kept_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let drawing =
            |id: u8| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"a{id}\"/>").into_bytes();
        let first = {
            let store = open(&folder);
            let logo = Logo::open(&store).await.expect("a read");
            assert_eq!(logo.uploaded(), None);
            assert!(matches!(logo.set(&store, b"text").await, Err(SetLogoError::Image(ImageRefused::Kind))));
            logo.set(&store, &drawing(1)).await.expect("taken");
            let first = logo.uploaded().expect("an image");
            store.close().await;
            first
        };
        let store = open(&folder);
        let logo = Logo::open(&store).await.expect("a read");
        assert_eq!(logo.uploaded().as_ref(), Some(&first), "after a restart");
        let read = logo.read(&store, &first.file).await.expect("a read");
        assert_eq!(read, Some((Kind::Svg, drawing(1).into())));
        logo.set(&store, &drawing(2)).await.expect("taken");
        assert_ne!(logo.uploaded().expect("an image").path(), first.path());
        assert_eq!(logo.read(&store, &first.file).await.expect("a read"), None);
        assert!(logo.remove(&store).await.expect("removed"));
        assert!(!logo.remove(&store).await.expect("none there"));
        assert_eq!(logo.uploaded(), None);
    }
}
