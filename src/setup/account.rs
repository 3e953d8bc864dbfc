//! The first account, and its first post.

use serde::Deserialize;

use super::{Refused, progress, secret};
use crate::account::{Hosted, NewPassword, Origin, SignUp, invites};
use crate::app::App;
use crate::base::Secret;
use crate::json;
use crate::records::{Action, Batch, Draft, Validation, Write};
use crate::store::StorageError;
use crate::syntax::{AtIdentifier, Nsid};

/// Shortest password that is taken, in characters.
const MIN_PASSWORD: usize = 8;
/// Longest post, in characters.
const MAX_POST: usize = 300;

/// The first account as it is asked for.
#[derive(Debug, Deserialize)]
pub struct NewAccount {
    /// The name, or the whole handle.
    pub handle: String,
    /// The address.
    pub email: String,
    /// The password.
    #[serde(deserialize_with = "secret")]
    pub password: Secret<String>,
}

/// The first post.
#[derive(Debug, Deserialize)]
pub struct Hello {
    /// What it says.
    pub text: String,
}

/// Makes the account as a sign-up does, with an invite of the operator's where one is needed.
pub(super) async fn make(app: &App, new: NewAccount, by: Origin) -> Result<(), Refused> {
    let done = app.store.read(progress::progress).await?;
    if app.setup.is_pending() {
        return Err(Refused::fault("", "setup-not-yet"));
    }
    if done.account.is_some() {
        return Ok(());
    }
    if new.password.expose().chars().count() < MIN_PASSWORD {
        return Err(Refused::fault("password", "entry-password-short"));
    }
    let name = new.handle.trim().trim_start_matches('@').to_lowercase();
    let Some(domain) = app.service.handle_domains.first() else {
        return Err(Refused::fault("handle", "sign-up-characters"));
    };
    let handle = if app.service.gives_handle(&name) { name } else { format!("{name}{domain}") };
    let invite = match app.accounts.config().invites.required {
        true => Some(invite(app).await?),
        false => None,
    };
    let request = SignUp {
        handle,
        email: Some(new.email.trim().to_owned().into()),
        password: Some(NewPassword::Typed(new.password)),
        invite: invite.clone(),
        did: None,
        recovery_key: None,
        caller: None,
        origin: by.clone(),
    };
    let made = app.accounts.sign_up(request).await;
    if let (Err(_), Some(code)) = (&made, invite) {
        // Nobody else is to find it lying about.
        app.store.write::<_, StorageError, _>(move |tx| invites::disable(tx, &code)).await?;
    }
    let made = made.map_err(Refused::SignUp)?;
    // The session is one for apps; nobody here has a use for it.
    if let Ok((did, id)) = app.accounts.tokens().read_refresh(&made.session.refresh, None) {
        app.accounts.end_session(&did, id, by).await?;
    }
    progress::change(app, move |progress| progress.account = Some(made.did)).await
}

async fn invite(app: &App) -> Result<String, Refused> {
    let code = invites::new_code(&app.service.hostname);
    let row = (code.clone(), invites::OPERATOR.to_owned());
    app.store.write::<_, StorageError, _>(move |tx| invites::create(tx, [row], 1)).await?;
    Ok(code)
}

/// Posts by the first account.
pub(super) async fn say_hello(app: &App, hello: Hello) -> Result<(), Refused> {
    let done = app.store.read(progress::progress).await?;
    let Some(did) = done.account else { return Err(Refused::fault("", "setup-not-yet")) };
    if done.hello {
        return Ok(());
    }
    let text = hello.text.trim();
    if text.is_empty() || text.chars().count() > MAX_POST {
        return Err(Refused::fault("text", "setup-hello-length"));
    }
    let hosted: Option<Hosted> = app.accounts.find(AtIdentifier::Did(did)).await?;
    let Some(hosted) = hosted else { return Err(Refused::fault("", "setup-not-yet")) };
    let post = serde_json::json!({
        "$type": "app.bsky.feed.post",
        "text": text,
        "createdAt": app.clock.now().to_string(),
    });
    let value = json::decode(post.to_string().as_bytes()).map_err(Refused::failed)?;
    let collection: Nsid = "app.bsky.feed.post".parse().expect("a constant name");
    let draft = Draft { collection, rkey: None, value, validation: Validation::Require };
    let (path, record) = app.repositories.prepare(draft, "record").map_err(Refused::failed)?;
    let batch = Batch {
        writes: vec![Write { path, action: Action::CreateUnique(record) }],
        swap_commit: None,
        by: None,
    };
    app.repositories.commit(hosted.aid, batch).await.map_err(Refused::failed)?;
    progress::change(app, |progress| progress.hello = true).await
}
