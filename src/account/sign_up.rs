//! Making accounts.
//!
//! A new account with a DID of ours takes three steps, so that a crash between any two leaves nothing half done:
//! 1. one job reserves DID, handle, address, invite and key in a row of stage `Creating`, which nobody sees, and
//!    leaves a task to look after it;
//! 2. the DID is published in the PLC directory;
//! 3. one job makes the row `Ready`, with its first commit, its events and its session, and drops the task.
//!
//! When the second step fails for certain, everything is taken back. When nobody knows, the task asks the directory
//! later and finishes the account or takes it back. An account that moves in with its own DID takes one job.

use std::sync::Arc;
use std::time::Duration;

use super::activity::{self, Act, Origin};
use super::sessions::{self, Credential, Session};
use super::{
    Accounts, Email, EmailRefused, HandleKind, HandleRefused, Hosted, PasswordError, ProvenEmail, Strictness,
};
use super::{announce, backup_email, deletion, invites, reserved_keys, standing};
use crate::base::Secret;
use crate::crypto::{PasswordHash, PublicKey, SigningKey};
use crate::identity::plc::{Operation, PlcData, PlcError};
use crate::identity::{DidDocument, Refresh};
use crate::records;
use crate::store::keys::DueKey;
use crate::store::rows::accounts::{self, Account, PutAccountError, Stage, Standing};
use crate::store::rows::due::Task;
use crate::store::tables::{Accounts as AccountTable, DueTasks};
use crate::store::{Aid, Read, StorageError, Tx, WriteError};
use crate::syntax::{Did, Handle};

/// Kind of the task that finishes or takes back an account whose making was interrupted.
pub const FINISH_SIGN_UP: &str = "finish-sign-up";
/// When that task first looks: long after the directory has answered or never will.
const FINISH_AFTER: Duration = Duration::from_secs(60);
/// When an account that moved in is deleted unless it was switched on.
const MOVE_IN_TIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What somebody asks for who wants an account.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// The handle, as typed.
    pub handle: String,
    /// The e-mail address.
    pub email: Option<NewEmail>,
    /// The password; without one there is no login by password.
    pub password: Option<NewPassword>,
    /// An invite code.
    pub invite: Option<String>,
    /// The DID of an account that moves in.
    pub did: Option<Did>,
    /// A key of the owner's that is to outrank the server's.
    pub recovery_key: Option<String>,
    /// Who asks, proven by a token signed with the DID's key.
    pub caller: Option<Did>,
    /// From where it is asked for.
    pub origin: Origin,
}

/// The address of a new account.
#[derive(Clone, Debug)]
pub enum NewEmail {
    /// As typed.
    Typed(String),
    /// Shown to be the owner's: it counts as confirmed.
    Proven(ProvenEmail),
}

impl From<String> for NewEmail {
    fn from(typed: String) -> Self {
        Self::Typed(typed)
    }
}

/// The password of a new account.
#[derive(Clone, Debug)]
pub enum NewPassword {
    /// As typed.
    Typed(Secret<String>),
    /// Of somebody whose address was checked in the meantime: nothing has to keep the password itself.
    Hashed(PasswordHash),
}

impl From<Secret<String>> for NewPassword {
    fn from(typed: Secret<String>) -> Self {
        Self::Typed(typed)
    }
}

/// A new account.
#[derive(Clone, Debug)]
pub struct SignedUp {
    /// Its DID.
    pub did: Did,
    /// Its handle.
    pub handle: Handle,
    /// Its DID document, if it could be had.
    pub document: Option<serde_json::Value>,
    /// Its first session.
    pub session: Session,
}

/// Why a handle cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum HandleError {
    /// It breaks a rule.
    #[error(transparent)]
    Refused(#[from] HandleRefused),
    /// It is under no domain of this service, and there is no DID that it could point to.
    #[error("Not a supported handle domain")]
    UnsupportedDomain,
    /// It does not point to the account's DID.
    #[error("External handle did not resolve to DID")]
    Unresolved,
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// The password is over 256 bytes, or too many wait to be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// An invite is needed.
    #[error("No invite code provided")]
    InviteRequired,
    /// The invite cannot be used.
    #[error("Provided invite code not available")]
    InviteUnavailable,
    /// An address is needed.
    #[error("Email is required")]
    EmailRequired,
    /// Not an address that is taken.
    #[error(transparent)]
    EmailUnsupported(#[from] EmailRefused),
    /// The handle cannot be had.
    #[error(transparent)]
    Handle(#[from] HandleError),
    /// Another account has the handle.
    #[error("Handle already taken: {0}")]
    HandleTaken(Handle),
    /// Another account has the address.
    #[error("Email already taken: {0}")]
    EmailTaken(Email),
    /// The recovery key is no `did:key`.
    #[error("Invalid recovery key")]
    RecoveryKey,
    /// The caller did not prove to own the DID.
    #[error("Missing auth to create account with did: {0}")]
    NotOwner(Did),
    /// The DID has an account here that is in use.
    #[error("Repo already exists")]
    DidTaken,
    /// The directory did not take the DID, or nobody knows whether it did.
    #[error("the DID was not published")]
    Directory(#[source] PlcError),
    /// The first commit could not be made.
    #[error("the repository could not be made")]
    Repository(#[source] records::CommitError),
    /// The store failed.
    #[error(transparent)]
    Store(WriteError<StorageError>),
}

impl From<StorageError> for SignUpError {
    fn from(error: StorageError) -> Self {
        Self::Store(WriteError::Job(error))
    }
}

impl From<records::CommitError> for SignUpError {
    fn from(error: records::CommitError) -> Self {
        match error {
            records::CommitError::Storage(error) => error.into(),
            other => Self::Repository(other),
        }
    }
}

impl From<invites::InviteError> for SignUpError {
    fn from(error: invites::InviteError) -> Self {
        match error {
            invites::InviteError::Unavailable => Self::InviteUnavailable,
            invites::InviteError::Storage(error) => error.into(),
        }
    }
}

impl From<WriteError<Self>> for SignUpError {
    fn from(error: WriteError<Self>) -> Self {
        error.into_job(Self::Store)
    }
}

/// A request whose parts were checked without looking at other accounts.
struct Candidate {
    handle: Handle,
    email: Email,
    /// Whether its owner has shown to read it.
    email_proven: bool,
    password: Option<PasswordHash>,
    invite: Option<String>,
    origin: Origin,
}

impl Accounts {
    /// Makes an account.
    ///
    /// # Errors
    /// See [`SignUpError`]; nothing is left of the account then, but for [`SignUpError::Directory`] with a transient
    /// cause, after which it is finished or taken back later.
    pub async fn sign_up(&self, request: SignUp) -> Result<SignedUp, SignUpError> {
        let returning = self.returning(&request).await?;
        if returning.is_none() && self.0.config.invites.required && request.invite.is_none() {
            return Err(SignUpError::InviteRequired);
        }
        let (email, email_proven) = match request.email.ok_or(SignUpError::EmailRequired)? {
            NewEmail::Typed(text) => (self.0.emails.accept(&text)?, false),
            NewEmail::Proven(proven) => (proven.into_email(), true),
        };
        // A proven address is all that those have who come with a mailed code.
        let strictness = match &request.password {
            None if email_proven && request.did.is_none() => Strictness::ByCode,
            _ => Strictness::Public,
        };
        let handle = self.claim_handle(&request.handle, strictness, request.did.as_ref()).await?;
        let invite = request.invite.clone().filter(|_| self.0.config.invites.required && returning.is_none());
        self.check_free(&handle, Some(&email), invite.clone(), returning.as_ref().map(|hosted| hosted.aid))
            .await?;
        if let Some(did) = &request.did
            && request.caller.as_ref() != Some(did)
        {
            return Err(SignUpError::NotOwner(did.clone()));
        }
        let recovery_key = match &request.recovery_key {
            Some(text) => Some(PublicKey::from_did_key(text).map_err(|_| SignUpError::RecoveryKey)?),
            None => None,
        };
        let password = match request.password {
            Some(NewPassword::Typed(password)) => Some(self.hash_password(password).await?),
            Some(NewPassword::Hashed(hash)) => Some(hash),
            None => None,
        };
        let origin = request.origin;
        let candidate = Candidate { handle, email, email_proven, password, invite, origin };
        match (request.did, returning) {
            (Some(_), Some(hosted)) => self.resume(hosted, candidate).await,
            (Some(did), None) => self.move_in(did, candidate).await,
            (None, _) => self.found(candidate, recovery_key).await,
        }
    }

    /// Whether a new account with a handle of ours and an invite could be made, whatever its address.
    ///
    /// # Errors
    /// Those of [`Accounts::sign_up`] that stand in the way.
    pub async fn check_sign_up(&self, handle: &Handle, invite: Option<&str>) -> Result<(), SignUpError> {
        let required = self.0.config.invites.required;
        if required && invite.is_none() {
            return Err(SignUpError::InviteRequired);
        }
        let invite = invite.filter(|_| required).map(str::to_owned);
        self.check_free(handle, None, invite, None).await
    }

    /// Applies the rules to a handle and, for one under somebody else's domain, checks that it points to `did`.
    ///
    /// # Errors
    /// See [`HandleError`].
    pub async fn claim_handle(
        &self,
        text: &str,
        strictness: Strictness,
        did: Option<&Did>,
    ) -> Result<Handle, HandleError> {
        let (handle, kind) = self.0.handles.check(text, strictness)?;
        if kind == HandleKind::External {
            let did = did.ok_or(HandleError::UnsupportedDomain)?;
            let points_to = self.0.resolver.handle(&handle, Refresh::Force).await;
            if points_to.ok().as_ref() != Some(did) {
                return Err(HandleError::Unresolved);
            }
        }
        Ok(handle)
    }

    /// The account of an owner who asks again: one that moves in and was interrupted, or that comes back.
    async fn returning(&self, request: &SignUp) -> Result<Option<Hosted>, SignUpError> {
        let Some(did) = request.did.clone() else { return Ok(None) };
        let is_owner = request.caller.as_ref() == Some(&did);
        let found = self.0.store.read(move |snapshot| accounts::by_did(snapshot, &did)).await?;
        match found {
            None => Ok(None),
            Some((aid, account))
                if is_owner
                    && account.stage == Stage::Ready
                    && account.standing() == Standing::Deactivated =>
            {
                Ok(Some(Hosted { aid, account }))
            }
            Some(_) => Err(SignUpError::DidTaken),
        }
    }

    async fn check_free(
        &self,
        handle: &Handle,
        email: Option<&Email>,
        invite: Option<String>,
        except: Option<Aid>,
    ) -> Result<(), SignUpError> {
        let (handle, email) = (handle.clone(), email.cloned());
        let look = move |snapshot: &crate::store::Snapshot| {
            if let Some(code) = &invite {
                invites::check(snapshot, code)?;
            }
            let is_other = |found: Option<(Aid, Account)>| found.is_some_and(|(aid, _)| Some(aid) != except);
            if is_other(accounts::by_handle(snapshot, &handle)?) {
                return Err(SignUpError::HandleTaken(handle));
            }
            match email {
                Some(email) if backup_email::is_of_other(snapshot, &email, except)? => {
                    Err(SignUpError::EmailTaken(email))
                }
                _ => Ok(()),
            }
        };
        self.0.store.read(look).await
    }

    /// An account with a new DID.
    async fn found(
        &self,
        candidate: Candidate,
        recovery: Option<PublicKey>,
    ) -> Result<SignedUp, SignUpError> {
        let config = &self.0.config;
        let key = SigningKey::generate(config.curve);
        let rotation_keys = [recovery, config.recovery_key, Some(*config.rotation_key.public())];
        let data = PlcData::hosted(
            &candidate.handle,
            &config.public_url,
            key.public(),
            rotation_keys.into_iter().flatten().map(|key| key.did_key()),
        );
        let operation = Operation::sign(data.clone(), None, &config.rotation_key);
        let did = operation.new_did();
        let handle = candidate.handle.clone();

        let parts = Arc::clone(&self.0);
        let (job_did, job_key) = (did.clone(), key.clone());
        let reserve = move |tx: &mut Tx<'_>| {
            let aid = reserve(tx, &job_did, &candidate, Stage::Creating, &parts.signers, &job_key)?;
            let task =
                Task::Other { kind: FINISH_SIGN_UP.to_owned(), detail: aid.to_u32().to_be_bytes().to_vec() };
            let at = tx.now().after(FINISH_AFTER);
            let task = tx.schedule(at, task)?;
            Ok::<_, SignUpError>((aid, task))
        };
        let (aid, task) = self.0.store.write(reserve).await?;

        if let Err(error) = self.0.resolver.plc().submit(&did, &operation).await {
            // A directory that did not answer may have taken the operation all the same.
            let published = match error.is_transient() {
                true => self.is_published(&did).await,
                false => Some(false),
            };
            match published {
                Some(true) => {}
                Some(false) => {
                    self.0.store.write(move |tx| take_back(tx, aid, Some(task))).await?;
                    return Err(SignUpError::Directory(error));
                }
                None => return Err(SignUpError::Directory(error)),
            }
        }
        let parts = Arc::clone(&self.0);
        let finish = move |tx: &mut Tx<'_>| {
            let did = finish(tx, &parts.signers, aid, Some(task))?;
            Ok::<_, SignUpError>(sessions::begin(tx, &parts.tokens, aid, &did, &Credential::Password)?)
        };
        let session = self.0.store.write(finish).await?;
        self.0.resolver.forget(&did);
        let document = Some(DidDocument::of_data(&did, &data));
        Ok(SignedUp { did, handle, document, session })
    }

    /// An account that brings its DID: deactivated until its repository has come and its DID points here.
    async fn move_in(&self, did: Did, candidate: Candidate) -> Result<SignedUp, SignUpError> {
        let handle = candidate.handle.clone();
        let parts = Arc::clone(&self.0);
        let job_did = did.clone();
        let job = move |tx: &mut Tx<'_>| {
            let key = match reserved_keys::take(tx, &parts.signers, &job_did)? {
                Some(key) => key,
                None => SigningKey::generate(parts.config.curve),
            };
            let aid = reserve(tx, &job_did, &candidate, Stage::Ready, &parts.signers, &key)?;
            let now = tx.now();
            let Hosted { mut account, .. } = Hosted::by_aid(tx, aid)?.ok_or(SignUpError::DidTaken)?;
            account.deactivated_at = Some(now);
            account.delete_after = Some(now.after(MOVE_IN_TIME));
            standing::put(tx, aid, &account)?;
            deletion::schedule(tx, aid, now.after(MOVE_IN_TIME))?;
            records::create(tx, &parts.signers, aid, &job_did)?;
            Ok::<_, SignUpError>(sessions::begin(tx, &parts.tokens, aid, &job_did, &Credential::Password)?)
        };
        let session = self.0.store.write(job).await?;
        let document = self.document_json(&did).await;
        Ok(SignedUp { did, handle, document, session })
    }

    /// An account whose move was interrupted, or that comes back: its owner has proven the DID anew.
    async fn resume(&self, hosted: Hosted, candidate: Candidate) -> Result<SignedUp, SignUpError> {
        let Hosted { aid, account } = hosted;
        let did = account.did;
        let handle = candidate.handle.clone();
        let parts = Arc::clone(&self.0);
        let job_did = did.clone();
        let job = move |tx: &mut Tx<'_>| {
            let Some(Hosted { mut account, .. }) = Hosted::by_aid(tx, aid)? else {
                return Err(SignUpError::DidTaken);
            };
            if account.standing() != Standing::Deactivated {
                return Err(SignUpError::DidTaken);
            }
            let now = tx.now();
            account.handle = Some(candidate.handle.clone());
            if account.email.as_deref() != Some(candidate.email.as_str()) {
                account.email = Some(candidate.email.to_string());
                account.email_confirmed_at = None;
            }
            if let Some(hash) = &candidate.password {
                account.password = Some(Secret::new(hash.to_string()));
                sessions::end_all(tx, aid)?;
            }
            activity::note(tx, aid, Act::Reclaimed, &candidate.origin, None)?;
            account.delete_after = Some(now.after(MOVE_IN_TIME));
            put_new(tx, aid, &account, &candidate)?;
            deletion::schedule(tx, aid, now.after(MOVE_IN_TIME))?;
            Ok(sessions::begin(tx, &parts.tokens, aid, &job_did, &Credential::Password)?)
        };
        let session = self.0.store.write(job).await?;
        let document = self.document_json(&did).await;
        Ok(SignedUp { did, handle, document, session })
    }

    /// Finishes or takes back an account whose making was interrupted. Whether the matter is settled; if not, ask
    /// again later.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle_sign_up(&self, aid: Aid) -> Result<bool, SignUpError> {
        let account = self.0.store.read(move |snapshot| snapshot.get::<AccountTable>(&aid)).await?;
        let Some(account) = account.filter(|account| account.stage == Stage::Creating) else {
            return Ok(true);
        };
        match self.is_published(&account.did).await {
            Some(true) => {
                let signers = self.0.signers.clone();
                self.0.store.write(move |tx| finish(tx, &signers, aid, None)).await?;
                Ok(true)
            }
            Some(false) => {
                self.0.store.write(move |tx| take_back(tx, aid, None)).await?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Takes back the account that is being made with an address, because its owner gave up. An identity that the
    /// directory took in this moment stays there, of nobody.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn abandon_sign_up(&self, proven: &ProvenEmail) -> Result<(), SignUpError> {
        let email = proven.email().clone();
        let job = move |tx: &mut Tx<'_>| match accounts::by_email(tx, email.as_str())? {
            Some((aid, account)) if account.stage == Stage::Creating => take_back(tx, aid, None),
            _ => Ok(()),
        };
        Ok(self.0.store.write(job).await?)
    }

    /// Whether the directory has a DID; `None` when it does not say.
    async fn is_published(&self, did: &Did) -> Option<bool> {
        match self.0.resolver.plc().data(did).await {
            Ok(_) => Some(true),
            Err(PlcError::NotFound) => Some(false),
            Err(_) => None,
        }
    }

    async fn document_json(&self, did: &Did) -> Option<serde_json::Value> {
        let document = self.0.resolver.document(did, Refresh::Force).await.ok()?;
        serde_json::from_str(document.json()).ok()
    }
}

/// Writes the rows of a new account and uses its invite.
fn reserve(
    tx: &mut Tx<'_>,
    did: &Did,
    candidate: &Candidate,
    stage: Stage,
    signers: &records::Signers,
    key: &SigningKey,
) -> Result<Aid, SignUpError> {
    if let Some(code) = &candidate.invite {
        invites::check(tx, code)?;
    }
    let aid = tx.next_aid()?;
    let now = tx.now();
    let account = Account {
        handle: Some(candidate.handle.clone()),
        email: Some(candidate.email.to_string()),
        email_confirmed_at: candidate.email_proven.then_some(now),
        password: candidate.password.as_ref().map(|hash| Secret::new(hash.to_string())),
        invited_by: candidate.invite.clone(),
        stage,
        ..Account::new(did.clone(), now)
    };
    put_new(tx, aid, &account, candidate)?;
    if let Some(code) = &candidate.invite {
        crate::store::rows::invites::record_use(tx, code, did.as_str(), now)?;
    }
    signers.put(tx, aid, key)?;
    activity::note(tx, aid, Act::Made, &candidate.origin, None)?;
    Ok(aid)
}

fn put_new(tx: &mut Tx<'_>, aid: Aid, account: &Account, candidate: &Candidate) -> Result<(), SignUpError> {
    accounts::put(tx, aid, account).map_err(|error| match error {
        PutAccountError::DidTaken => SignUpError::DidTaken,
        PutAccountError::HandleTaken => SignUpError::HandleTaken(candidate.handle.clone()),
        PutAccountError::EmailTaken => SignUpError::EmailTaken(candidate.email.clone()),
        PutAccountError::Storage(error) => error.into(),
    })
}

/// Shows a reserved account to the world. Does nothing to one that is shown already.
fn finish(
    tx: &mut Tx<'_>,
    signers: &records::Signers,
    aid: Aid,
    task: Option<DueKey>,
) -> Result<Did, SignUpError> {
    if let Some(task) = task {
        tx.delete::<DueTasks>(&task)?;
    }
    let mut account = tx.get::<AccountTable>(&aid)?.ok_or(SignUpError::DidTaken)?;
    if account.stage == Stage::Creating {
        account.stage = Stage::Ready;
        standing::put(tx, aid, &account)?;
        announce::identity(tx, aid, &account.did, account.handle.as_ref())?;
        announce::standing(tx, aid, &account)?;
        records::create(tx, signers, aid, &account.did)?;
        records::announce_first_commit(tx, aid, &account.did)?;
        records::announce_state(tx, aid, &account.did)?;
    }
    Ok(account.did)
}

/// Frees everything that a reserved account holds, the use of its invite included.
fn take_back(tx: &mut Tx<'_>, aid: Aid, task: Option<DueKey>) -> Result<(), SignUpError> {
    if let Some(task) = task {
        tx.delete::<DueTasks>(&task)?;
    }
    let Some(account) = tx.get::<AccountTable>(&aid)?.filter(|account| account.stage == Stage::Creating)
    else {
        return Ok(());
    };
    if let Some(code) = &account.invited_by {
        crate::store::rows::invites::withdraw_use(tx, code, account.did.as_str())?;
    }
    deletion::remove(tx, aid)?;
    let now = tx.now();
    Ok(tx.schedule(now, Task::PurgeAccount { aid, keep: None }).map(drop)?)
}
