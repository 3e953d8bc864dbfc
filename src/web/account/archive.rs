//! Everything that an account holds, as one tar archive that is made while it is sent: the repository, the files, the
//! preferences. What is held of it in memory is one piece.
//!
//! The repository comes first, from one state of the store; files that are added or removed meanwhile may or may not
//! be in the archive.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use serde_json::json;

use crate::app::App;
use crate::base::Timestamp;
use crate::blobs::{BlobFile, is_missing};
use crate::records::{self, Export, ExportError, Pieces, PreferenceAccess};
use crate::store::keys::{BlobKey, Digest};
use crate::store::rows::accounts::Account;
use crate::store::tables::Blobs;
use crate::store::{Aid, Read, Snapshot, StorageError};
use crate::syntax::Cid;

/// What an archive consists of; entries begin at its multiples.
const BLOCK: usize = 512;
/// Rows of files that are read at a time.
const BLOBS_PER_READ: usize = 256;
/// The folder of the files.
const BLOB_FOLDER: &str = "blobs";

/// Says to whoever opens the archive what is in it.
const README: &str = "\
Everything that this account holds on its Personal Data Server.

account.json      its identifier, its name and its e-mail address
repository.car    all public records, signed: a CAR file as the AT Protocol defines it.
                  Any Personal Data Server can import it (com.atproto.repo.importRepo).
preferences.json  private settings of apps, as app.bsky.actor.getPreferences gives them
blobs/            pictures, videos and other files, each named by its CID

Passwords and keys are not in it. https://atproto.com/guides/account-migration says how an
account moves from one server to another.
";

/// An archive on its way out.
pub(super) struct Archive {
    app: Arc<App>,
    aid: Aid,
    made_at: Timestamp,
    /// What comes before the files.
    first: VecDeque<Vec<u8>>,
    repository: Repository,
    /// Files whose rows were read.
    blobs: VecDeque<Digest>,
    last_blob: Option<BlobKey>,
    /// Whether there may be rows after that.
    has_more_blobs: bool,
    open: Option<Body<BlobFile>>,
    ended: bool,
}

enum Repository {
    None,
    Measured { pieces: Pieces, size: u64 },
    Leaving(Body<Pieces>),
}

/// An entry of which a part has left.
struct Body<T> {
    source: T,
    /// Its size, which the header has told.
    size: u64,
    /// Bytes that are still to come.
    left: u64,
}

impl<T> Body<T> {
    const fn new(source: T, size: u64) -> Self {
        Self { source, size, left: size }
    }

    /// Counts a piece; more or less than was told would spoil all entries after it.
    fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        let left = self.left.checked_sub(piece.len() as u64);
        self.left = left.ok_or_else(|| io::Error::other("an entry is longer than was told"))?;
        Ok(())
    }

    /// What fills its last block.
    fn end(self) -> io::Result<Vec<u8>> {
        if self.left > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "an entry is shorter than was told"));
        }
        Ok(padding(self.size))
    }
}

impl Archive {
    /// Begins the archive of an account.
    ///
    /// # Errors
    /// When no snapshot of the repository is to be had, or the store fails.
    pub(super) async fn begin(app: Arc<App>, aid: Aid, account: &Account) -> Result<Self, ExportError> {
        let now = app.clock.now();
        let read = move |db: &Snapshot| records::get_preferences(db, aid, PreferenceAccess::Full, now);
        let preferences = app.store.read(read).await?;
        let about = json!({
            "did": account.did.as_str(),
            "handle": account.handle.as_ref().map(|handle| handle.as_str()),
            "email": account.email.as_deref(),
            "createdAt": account.created_at.to_string(),
            "exportedAt": now.to_string(),
        });
        let mut archive = Self {
            app,
            aid,
            made_at: now,
            first: VecDeque::new(),
            repository: Repository::None,
            blobs: VecDeque::new(),
            last_blob: None,
            has_more_blobs: true,
            open: None,
            ended: false,
        };
        archive.add("README.txt", README.as_bytes());
        archive.add("account.json", format!("{about:#}\n").as_bytes());
        archive.add("preferences.json", format!("{:#}\n", json!({ "preferences": preferences })).as_bytes());
        match Export::begin(&archive.app.store, aid, None).await {
            Ok(Export::Whole(bytes)) => archive.add("repository.car", &bytes),
            Ok(Export::Pieces(pieces)) => {
                let size = pieces.measure().await?;
                archive.repository = Repository::Measured { pieces, size };
            }
            // One that was never filled: an account that is moving in.
            Err(ExportError::NoRepo) => {}
            Err(error) => return Err(error),
        }
        Ok(archive)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) {
        let size = bytes.len() as u64;
        self.first.push_back([&header(name, size, self.made_at)[..], bytes, &padding(size)].concat());
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When something cannot be read. The archive ends there, and programs see that it is cut off.
    pub(super) async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        if let Some(piece) = self.first.pop_front() {
            return Ok(Some(piece));
        }
        match std::mem::replace(&mut self.repository, Repository::None) {
            Repository::None => {}
            Repository::Measured { pieces, size } => {
                self.repository = Repository::Leaving(Body::new(pieces, size));
                return Ok(Some(header("repository.car", size, self.made_at)));
            }
            Repository::Leaving(mut body) => {
                return match body.source.next().await.map_err(io::Error::other)? {
                    Some(piece) => {
                        body.take(&piece)?;
                        self.repository = Repository::Leaving(body);
                        Ok(Some(piece))
                    }
                    None => Ok(Some(body.end()?)),
                };
            }
        }
        if let Some(mut body) = self.open.take() {
            return match body.source.next().await? {
                Some(piece) => {
                    body.take(&piece)?;
                    self.open = Some(body);
                    Ok(Some(piece))
                }
                None => Ok(Some(body.end()?)),
            };
        }
        self.next_blob().await
    }

    /// Opens the next file; after the last one, the end of the archive.
    async fn next_blob(&mut self) -> io::Result<Option<Vec<u8>>> {
        while let Some(digest) = self.blob().await.map_err(io::Error::other)? {
            let file = match self.app.blobs.read(self.aid, digest).await {
                Ok(file) => file,
                // Removed meanwhile, or withheld.
                Err(error) if is_missing(&error) => continue,
                Err(error) => return Err(error),
            };
            let (name, size) = (format!("{BLOB_FOLDER}/{}", Cid::raw(digest.0)), file.size());
            self.open = Some(Body::new(file, size));
            return Ok(Some(header(&name, size, self.made_at)));
        }
        Ok((!std::mem::replace(&mut self.ended, true)).then(|| vec![0; 2 * BLOCK]))
    }

    async fn blob(&mut self) -> Result<Option<Digest>, StorageError> {
        while self.blobs.is_empty() && self.has_more_blobs {
            let (aid, last) = (self.aid, self.last_blob.take());
            let read = move |db: &Snapshot| {
                let span = BlobKey::of(aid);
                let span = if let Some(last) = &last { span.after(last) } else { span };
                let mut keys = Vec::new();
                for row in db.range::<Blobs>(span)?.take(BLOBS_PER_READ) {
                    let (key, blob) = row?;
                    keys.push((key, blob.kept_since.is_some()));
                }
                Ok::<_, StorageError>(keys)
            };
            let mut keys = self.app.store.read(read).await?;
            self.has_more_blobs = keys.len() == BLOBS_PER_READ;
            self.blobs.extend(keys.iter().filter(|(_, kept)| *kept).map(|(key, _)| key.digest));
            self.last_blob = keys.pop().map(|(key, _)| key);
        }
        Ok(self.blobs.pop_front())
    }
}

fn header(name: &str, size: u64, made_at: Timestamp) -> Vec<u8> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name).expect("our own short names");
    header.set_size(size);
    header.set_mode(0o644);
    header.set_mtime(made_at.secs());
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    header.as_bytes().to_vec()
}

fn padding(size: u64) -> Vec<u8> {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or_default();
    vec![0; (BLOCK - over) % BLOCK]
}
