//! The worker that takes letters out of the queue and hands them on.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::design::Designs;
use super::letter::Letter;
use super::queue::{self, Addressed, Outcome};
use super::render::{Branding, TemplateError, Templates};
use super::sink::Sink;
use super::smtp::{Smtp, SmtpSetupError, SmtpUrl, SmtpUrlError};
use crate::base::{Clock, Secret, with_causes};
use crate::store::keys::DueKey;
use crate::store::rows::due::{Due, Task};
use crate::store::{Lane, StorageError, Store, Tx, WriteError};
use crate::texts::Catalogue;

/// How often the queue is looked at when nobody says that there is something.
const LOOK: Duration = Duration::from_secs(10);
/// Letters taken out of the queue at once.
const BATCH: usize = 16;
/// Bytes that the removal of a letter holds while it waits.
const JOB_BYTES: usize = 1_024;

/// A mail server and the sender of what is handed to it.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Address of the server; see [`SmtpUrl`].
    pub url: Secret<String>,
    /// The sender: an address, with or without a name.
    pub from: String,
}

/// How letters look and leave.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The mail server; without one letters stay where the administrator reads them.
    pub smtp: Option<SmtpConfig>,
    /// The mail server of the moderators' letters, when it is another.
    pub moderation: Option<SmtpConfig>,
    /// Whether letters go to a [`Sink`] when there is no mail server: development only.
    pub sink: bool,
    /// A folder whose templates replace built-in ones.
    pub templates: Option<PathBuf>,
    /// Names, links and colours.
    pub branding: Branding,
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    /// The address of a mail server.
    #[error(transparent)]
    Url(#[from] SmtpUrlError),
    /// The sender or the server's name.
    #[error(transparent)]
    Smtp(#[from] SmtpSetupError),
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

enum Way {
    Smtp(Box<Smtp>),
    Sink(Sink),
    None,
}

/// The mail of a server. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

struct Inner {
    store: Store,
    clock: Clock,
    templates: Templates,
    designs: Designs,
    way: Way,
    /// The moderators' own; they share the ordinary one otherwise.
    moderation: Option<Smtp>,
    waiting: Notify,
}

impl Mailer {
    /// Reads templates and checks addresses; connects to nothing.
    ///
    /// # Errors
    /// When a template, a server's address or a sender is wrong.
    pub fn new(
        config: &MailConfig,
        texts: Arc<Catalogue>,
        store: Store,
        clock: Clock,
    ) -> Result<Self, MailSetupError> {
        let brand = &config.branding;
        let smtp = |given: &SmtpConfig| -> Result<Smtp, MailSetupError> {
            let url = SmtpUrl::parse(given.url.expose())?;
            Ok(Smtp::new(&url, &given.from, &brand.service, &brand.host)?)
        };
        let way = match &config.smtp {
            Some(given) => Way::Smtp(Box::new(smtp(given)?)),
            None if config.sink => Way::Sink(Sink::new()),
            None => Way::None,
        };
        let moderation = config.moderation.as_ref().map(smtp).transpose()?;
        let templates = Templates::load(brand.clone(), config.templates.as_deref(), texts)?;
        let designs = Designs::new(clock.clone());
        let waiting = Notify::new();
        Ok(Self(Arc::new(Inner { store, clock, templates, designs, way, moderation, waiting })))
    }

    /// Says that a job which queued a letter has been committed.
    pub fn wake(&self) {
        self.0.waiting.notify_one();
    }

    /// What apps want their letters to look like.
    pub fn designs(&self) -> &Designs {
        &self.0.designs
    }

    /// The last letters, in development.
    pub fn sink(&self) -> Option<&Sink> {
        match &self.0.way {
            Way::Sink(sink) => Some(sink),
            Way::Smtp(_) | Way::None => None,
        }
    }

    /// Whether letters leave the server at all.
    pub fn leaves(&self) -> bool {
        !matches!(self.0.way, Way::None)
    }

    /// Sends letters for ever. May be dropped at any time: a letter that was under way is sent again.
    pub async fn run(&self) {
        if !self.leaves() {
            tracing::warn!("no mail server is set: letters are kept for the administrator to read");
        }
        loop {
            match self.send_due().await {
                Ok(BATCH) => continue,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = &error as &dyn Error, "the mail queue cannot be worked on");
                }
            }
            // Time-outs are as good as calls.
            let _ = tokio::time::timeout(LOOK, self.0.waiting.notified()).await;
        }
    }

    /// Tries every letter whose time has come, at most [`BATCH`]. How many there were.
    ///
    /// # Errors
    /// When the queue cannot be read or written.
    pub(super) async fn send_due(&self) -> Result<usize, WriteError<StorageError>> {
        let now = self.0.clock.now();
        let letters =
            self.0.store.read(move |db| queue::due(db, now, BATCH)).await.map_err(WriteError::Job)?;
        let count = letters.len();
        for (key, due) in letters {
            let outcome = self.attempt(key, &due).await;
            let job = move |tx: &mut Tx<'_>| queue::settle(tx, key, due, outcome);
            self.0.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        Ok(count)
    }

    async fn attempt(&self, key: DueKey, due: &Due) -> Outcome {
        // The time of a letter that was given up comes when it was kept long enough.
        if due.dead_since.is_some() {
            return Outcome::Done;
        }
        let Task::SendMail { message } = &due.task else { return Outcome::Done };
        let Some(Addressed { to, language, letter }) = Addressed::decode(message) else {
            return Outcome::Hopeless("the letter is of a kind that this program does not know".to_owned());
        };
        let expires = queue::expiry(&letter, due.since);
        let now = self.0.clock.now();
        if now >= expires {
            return Outcome::Hopeless("it was of no use any more when it could have been sent".to_owned());
        }
        let minutes = expires.since(now).as_secs().div_ceil(60);
        let name = letter.name();
        let rendered = match self.0.templates.render_as_wished(language, &letter, minutes, &self.0.designs) {
            Ok(rendered) => rendered,
            Err(error) => {
                tracing::error!(letter = name, error = &error as &dyn Error, "a letter cannot be rendered");
                return Outcome::Hopeless(with_causes(&error));
            }
        };
        let moderation = self.0.moderation.as_ref().filter(|_| matches!(letter, Letter::Moderation { .. }));
        let smtp = match (moderation, &self.0.way) {
            (Some(smtp), _) => smtp,
            (None, Way::Smtp(smtp)) => &**smtp,
            (None, Way::Sink(sink)) => {
                sink.deliver(&to, now, rendered);
                return Outcome::Done;
            }
            (None, Way::None) => {
                tracing::warn!(
                    letter = name,
                    "a letter was kept because no mail server is set; `hostplant codes` shows it"
                );
                return Outcome::Hopeless("no mail server is set".to_owned());
            }
        };
        match smtp.deliver(&to, key.id, due.since, rendered).await {
            Ok(()) => {
                tracing::info!(letter = name, "a letter was sent");
                Outcome::Done
            }
            Err(error) => {
                tracing::warn!(
                    letter = name,
                    attempt = due.attempts + 1,
                    error = with_causes(&error),
                    "a letter was not sent"
                );
                let (error, may_pass) = (with_causes(&error), error.may_pass());
                if may_pass { Outcome::Failed { error, expires } } else { Outcome::Hopeless(error) }
            }
        }
    }
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("leaves", &self.leaves()).finish_non_exhaustive()
    }
}
