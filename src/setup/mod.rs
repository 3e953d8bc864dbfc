//! Layer 7: making a new server ready: its name, how it is reached, its certificate and mail, the first account, the
//! network. Each step is a function of the running server and of what somebody chose; pages and the terminal show the
//! same steps and call the same functions. Knows nothing of either.
//!
//! Somebody who sets up shows a code that only the owner of the machine can read (`code`). What was done is kept in the
//! store ([`Progress`]), so that the wizard goes on where it was left, also after a restart.

mod account;
mod administrator;
mod certificate;
mod code;
mod domain;
mod mail;
mod network;
mod progress;
mod reach;

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Deserializer, Serialize};

use crate::account::{Origin, SignUpError};
use crate::app::App;
use crate::base::Secret;
use crate::crypto::hmac_sha256;
use crate::store::tables::Accounts;
use crate::store::{Read, Snapshot, Span, StorageError, Store, WriteError};

pub use account::{Hello, NewAccount};
pub use certificate::Certificate;
pub use code::{CodeRefused, FILE as CODE_FILE, SESSION_TTL};
pub use domain::{Finding, NameCheck, Record, Verdict, check_names, records};
pub use mail::{MailServer, PRESETS, Preset};
pub use network::{APP_VIEW, Joining, RELAY};
pub use progress::{Progress, WrongCodes, progress};
pub use reach::Way;

/// What the server is called until it has a name.
pub const PLACEHOLDER: &str = "hostplant.local";

/// The steps in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// The name, and the records that lead to it.
    Domain,
    /// How the world reaches the machine.
    Reach,
    /// Who vouches for it.
    Certificate,
    /// How letters leave.
    Mail,
    /// The start under the new name.
    Restart,
    /// Who runs the server.
    Administrator,
    /// The first account.
    Account,
    /// Who follows the server, and who answers apps.
    Network,
    /// The first post.
    Hello,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Domain,
        Self::Reach,
        Self::Certificate,
        Self::Mail,
        Self::Restart,
        Self::Administrator,
        Self::Account,
        Self::Network,
        Self::Hello,
    ];

    /// Its word in paths, texts and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Reach => "reach",
            Self::Certificate => "certificate",
            Self::Mail => "mail",
            Self::Restart => "restart",
            Self::Administrator => "administrator",
            Self::Account => "account",
            Self::Network => "network",
            Self::Hello => "hello",
        }
    }
}

/// One thing that somebody decides.
#[derive(Debug, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The server gets this name.
    Domain {
        /// A host name.
        hostname: String,
    },
    /// The records were seen, right or not.
    DomainSeen,
    /// The world comes this way.
    Reach {
        /// Which.
        way: Way,
    },
    /// Certificates come from there.
    Certificate(Certificate),
    /// Letters leave by this server, if one to try it does.
    Mail(MailServer),
    /// No letters leave.
    NoMail,
    /// The next start has what was chosen.
    Restart,
    /// Who runs the server is known by this password.
    Administrator {
        /// It.
        #[serde(deserialize_with = "secret")]
        password: Secret<String>,
    },
    /// The first account.
    Account(NewAccount),
    /// The network is told and asked.
    Network(Joining),
    /// The first post.
    Hello(Hello),
    /// No post.
    NoHello,
    /// All is done; the wizard goes.
    Finish,
}

/// What is wrong with what somebody chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, or nothing.
    pub field: &'static str,
    /// The text that says it.
    pub key: &'static str,
    /// What that text repeats as `$detail`: words of others, such as a mail server's.
    pub detail: String,
}

/// Why something was not done.
#[derive(Debug)]
pub enum Refused {
    /// Somebody can mend it.
    Fault(Fault),
    /// The account could not be made.
    SignUp(SignUpError),
    /// The server could not.
    Failed(Box<dyn Error + Send + Sync>),
}

impl Refused {
    fn fault(field: &'static str, key: &'static str) -> Self {
        Self::because(field, key, String::new())
    }

    fn because(field: &'static str, key: &'static str, detail: String) -> Self {
        Self::Fault(Fault { field, key, detail })
    }

    fn failed(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl From<StorageError> for Refused {
    fn from(error: StorageError) -> Self {
        Self::failed(error)
    }
}

impl From<WriteError<StorageError>> for Refused {
    fn from(error: WriteError<StorageError>) -> Self {
        Self::failed(error)
    }
}

/// What the settings say of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// It is not wanted.
    Off,
    /// It is, and the server has no name yet.
    Nameless,
    /// It is, and it gave the server its name.
    Named,
    /// It is, although the operator gave the name elsewhere: it is of use until the server is.
    Given,
}

/// Whether there is a wizard, and who may see it.
#[derive(Debug)]
pub struct Setup {
    file: PathBuf,
    key: Secret<[u8; 32]>,
    pending: bool,
    open: AtomicBool,
    code: Option<Secret<String>>,
}

/// Why the wizard cannot be begun.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// What was done so far cannot be read.
    #[error(transparent)]
    Store(#[from] StorageError),
    /// The code cannot be kept in its file.
    #[error("the setup code cannot be kept in {}", path.display())]
    Code {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

impl Setup {
    /// Opens the wizard if it is offered and was not finished, with the code of the file in `data` or a new one. Where the
    /// operator gave the name and there are accounts that the wizard did not make, the server is in use already: somebody
    /// else finished it.
    ///
    /// # Errors
    /// When the store or the file cannot be used.
    pub async fn begin(
        offer: Offer,
        data: &Path,
        seal_key: &Secret<[u8; 32]>,
        store: &Store,
    ) -> Result<Self, BeginError> {
        let look = |db: &Snapshot| -> Result<_, StorageError> {
            let has_accounts = db.range::<Accounts>(Span::all())?.next().transpose()?.is_some();
            Ok((progress(db)?, has_accounts))
        };
        let (done, has_accounts) = store.read(look).await?;
        let is_in_use = offer == Offer::Given && has_accounts && done.account.is_none();
        let open = offer != Offer::Off && !done.finished && !is_in_use;
        let pending = offer == Offer::Nameless;
        let file = data.join(code::FILE);
        let kept =
            if open { code::load_or_make(&file).map(Some) } else { code::remove(&file).map(|()| None) };
        let code = kept.map_err(|source| BeginError::Code { path: file.clone(), source })?;
        let key = Secret::new(hmac_sha256(seal_key.expose(), b"sessions of the wizard"));
        Ok(Self { file, key, pending: pending && open, open: AtomicBool::new(open), code })
    }

    /// Whether the wizard is there.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Whether there is nothing else, because the server has no name yet.
    pub fn is_pending(&self) -> bool {
        self.pending && self.is_open()
    }

    /// The code, while the wizard is there.
    pub fn code(&self) -> Option<&Secret<String>> {
        self.code.as_ref().filter(|_| self.is_open())
    }

    fn close(&self) -> io::Result<()> {
        self.open.store(false, Ordering::Release);
        code::remove(&self.file)
    }
}

/// Whether a step is behind us.
pub fn is_done(app: &App, progress: &Progress, step: Step) -> bool {
    match step {
        Step::Domain => progress.domain,
        Step::Reach => progress.reach.is_some() || is_fixed(app, "tls.mode"),
        Step::Certificate => progress.certificate || is_fixed(app, "tls.mode"),
        Step::Mail => progress.mail || is_fixed(app, "mail.smtp_url"),
        Step::Restart => !app.setup.is_pending() && (!app.saved.awaits_restart() || progress.administrator),
        Step::Administrator => progress.administrator || is_fixed(app, "secrets.admin_password"),
        Step::Account => progress.account.is_some(),
        Step::Network => progress.network || is_fixed(app, "firehose.crawlers"),
        Step::Hello => progress.hello,
    }
}

/// The first step that is not done; nothing when all are.
pub fn next(app: &App, progress: &Progress) -> Option<Step> {
    Step::ALL.into_iter().find(|step| !is_done(app, progress, *step))
}

/// Whether a step can be opened: done, or the next one. What comes after the restart needs the new name.
pub fn is_reachable(app: &App, progress: &Progress, step: Step) -> bool {
    let next = next(app, progress);
    next.is_none_or(|next| step <= next)
}

/// Whether the operator gave a setting where the wizard cannot change it.
pub fn is_fixed(app: &App, name: &str) -> bool {
    app.settings.origins.of(name).is_fixed()
}

/// What a setting is given by, in words; `None` when the wizard may change it.
pub fn fixed_by(app: &App, name: &str) -> Option<String> {
    let origin = app.settings.origins.of(name);
    origin.is_fixed().then(|| origin.to_string())
}

/// The name that the server has, or will have after the restart.
pub fn chosen_name(app: &App) -> Option<String> {
    if is_fixed(app, "service.hostname") {
        return Some(app.service.hostname.clone());
    }
    app.saved.get("service.hostname")
}

/// Does what somebody decided. `by` is who, for the log of the new account.
///
/// # Errors
/// See [`Refused`]; nothing is changed then.
pub async fn act(app: &App, act: Act, by: Origin) -> Result<(), Refused> {
    if matches!(act, Act::Account(_) | Act::Hello(_)) && !app.clock.is_set() {
        // The other acts sign nothing: they need no clock, and may be what leads to one.
        return Err(Refused::fault("", "setup-clock"));
    }
    match act {
        Act::Domain { hostname } => domain::choose(app, &hostname).await,
        Act::DomainSeen => {
            if chosen_name(app).is_none() {
                return Err(Refused::fault("hostname", "setup-domain-missing"));
            }
            progress::change(app, |progress| progress.domain = true).await
        }
        Act::Reach { way } => reach::choose(app, way).await,
        Act::Certificate(choice) => certificate::choose(app, choice).await,
        Act::Mail(server) => mail::choose(app, server).await,
        Act::NoMail => mail::do_without(app).await,
        Act::Restart => {
            let done = app.store.read(progress).await?;
            if next(app, &done).is_some_and(|next| next < Step::Restart) {
                return Err(Refused::fault("", "setup-not-yet"));
            }
            app.restart();
            Ok(())
        }
        Act::Administrator { password } => administrator::choose(app, password, by).await,
        Act::Account(new) => account::make(app, new, by).await,
        Act::Network(joining) => network::join(app, joining).await,
        Act::Hello(hello) => account::say_hello(app, hello).await,
        Act::NoHello => progress::change(app, |progress| progress.hello = true).await,
        Act::Finish => finish(app).await,
    }
}

async fn finish(app: &App) -> Result<(), Refused> {
    let done = app.store.read(progress).await?;
    if next(app, &done).is_some() {
        return Err(Refused::fault("", "setup-not-yet"));
    }
    progress::change(app, |progress| progress.finished = true).await?;
    app.setup.close().map_err(Refused::failed)?;
    // What encrypts for the wizard alone ends with it.
    let has_entrance = app.tls.is_none() && !app.listening.encrypted.is_empty();
    if app.saved.awaits_restart() || has_entrance {
        app.restart();
    }
    Ok(())
}

/// Saves settings, on a thread that may wait for the disk. What the table says against a value is the fault of `field`.
async fn save(
    app: &App,
    field: &'static str,
    changes: Vec<(&'static str, Option<String>)>,
) -> Result<(), Refused> {
    let saved = app.saved.clone();
    let work = move || {
        let changes: Vec<(&str, Option<&str>)> =
            changes.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        saved.change(&changes).map_err(|error| error.to_string())
    };
    let done = tokio::task::spawn_blocking(work).await.map_err(Refused::failed)?;
    done.map_err(|reason| Refused::because(field, "setup-refused", reason))
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret<String>, D::Error> {
    String::deserialize(from).map(Secret::new)
}
