//! `hostplant account`: what the administrator does with accounts of a running server.

use std::io::IsTerminal;

use clap::Subcommand;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, line};
use super::{CliError, Place};
use crate::account::factors::FactorKind;
use crate::base::base32_token;
use crate::syntax::{AtIdentifier, Did, Handle};

/// How many entries of its log are shown of an account.
const SHOWN_ACTIVITY: &str = "10";

/// Manage accounts. These talk to the running server over loopback, as the administrator, whose password is read from
/// the data folder.
#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// Make an account; prints its password when none is given on standard input
    Create {
        /// Its handle
        handle: Handle,
        /// Its e-mail address
        email: String,
    },
    /// List accounts
    List {
        /// Only those with this e-mail address
        #[arg(long)]
        email: Option<String>,
    },
    /// Show what is known of an account, and what happened to it last
    Info {
        /// DID or handle
        account: AtIdentifier,
    },
    /// Withhold an account from everybody
    Takedown {
        /// DID or handle
        account: AtIdentifier,
        /// What refers to the reason; the time if not given
        #[arg(long = "ref", value_name = "TEXT")]
        reference: Option<String>,
    },
    /// Take a takedown back
    Restore {
        /// DID or handle
        account: AtIdentifier,
    },
    /// Delete an account and everything in it
    Delete {
        /// DID or handle
        account: AtIdentifier,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Give an account a new password; prints it when none is given on standard input
    ResetPassword {
        /// DID or handle
        account: AtIdentifier,
    },
    /// Give an account a new signing key: in its DID, in its repository, and to the network
    RotateKey {
        /// DID or handle
        account: AtIdentifier,
    },
    /// Show what an account's owner is asked for beside the password, and remove what was lost; the owner is told by
    /// mail
    Factors {
        /// DID or handle
        account: AtIdentifier,
        /// Remove all of a kind: passkey, totp, email or recovery-code; can be given several times
        #[arg(long, value_name = "KIND")]
        remove: Vec<FactorKind>,
    },
    /// Change the e-mail address of an account
    SetEmail {
        /// DID or handle
        account: AtIdentifier,
        /// The new address
        email: String,
    },
}

#[derive(Deserialize)]
struct Found {
    accounts: Vec<Account>,
    cursor: Option<String>,
}

#[derive(Deserialize)]
struct Account {
    did: Did,
    handle: String,
    email: Option<String>,
}

impl AccountCommand {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let client = Client::new(place)?;
        match self {
            Self::Create { handle, email } => create(&client, &handle, &email).await,
            Self::List { email } => list(&client, email.as_deref()).await,
            Self::Info { account } => info(&client, &account).await,
            Self::Takedown { account, reference } => {
                let mut takedown = json!({ "applied": true });
                if let Some(reference) = reference {
                    takedown["ref"] = reference.into();
                }
                set_takedown(&client, &account, takedown).await
            }
            Self::Restore { account } => set_takedown(&client, &account, json!({ "applied": false })).await,
            Self::Delete { account, yes } => delete(&client, &account, yes).await,
            Self::ResetPassword { account } => {
                let did = client.did(&account).await?;
                let (password, given) = password()?;
                let body = json!({ "did": did, "password": password });
                client.tell("com.atproto.admin.updateAccountPassword", &body).await?;
                if given { Ok(()) } else { line(&format!("password: {password}")) }
            }
            Self::RotateKey { account } => {
                let body = json!({ "did": client.did(&account).await? });
                let made: Value = client.post("local.hostplant.admin.rotateSigningKey", &body).await?;
                line(&format!("signing key: {}", made["signingKey"].as_str().unwrap_or_default()))
            }
            Self::Factors { account, remove } => factors(&client, &account, &remove).await,
            Self::SetEmail { account, email } => {
                let body = json!({ "account": client.did(&account).await?, "email": email });
                client.tell("com.atproto.admin.updateAccountEmail", &body).await
            }
        }
    }
}

/// A password from standard input when it is no terminal, else a new one; and whether it was given.
fn password() -> Result<(String, bool), CliError> {
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok((base32_token(24), false));
    }
    let mut given = String::new();
    input
        .read_line(&mut given)
        .map_err(|source| CliError::System { doing: "cannot read the password", source })?;
    let given = given.trim_end_matches(['\r', '\n']);
    Ok(if given.is_empty() { (base32_token(24), false) } else { (given.to_owned(), true) })
}

async fn create(client: &Client, handle: &Handle, email: &str) -> Result<(), CliError> {
    #[derive(Deserialize)]
    struct Created {
        did: Did,
        handle: Handle,
    }
    let (password, given) = password()?;
    let body = json!({
        "handle": handle,
        "email": email,
        "password": password,
        "inviteCode": client.invite(1).await?,
    });
    let created: Created = client.as_anybody().post("com.atproto.server.createAccount", &body).await?;
    line(&format!("handle:   {}\ndid:      {}", created.handle, created.did))?;
    if given { Ok(()) } else { line(&format!("password: {password}")) }
}

async fn list(client: &Client, email: Option<&str>) -> Result<(), CliError> {
    let mut cursor: Option<String> = None;
    loop {
        let mut params = vec![("limit", "100")];
        params.extend(email.map(|email| ("email", email)));
        params.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page: Found = client.get("com.atproto.admin.searchAccounts", &params).await?;
        for account in page.accounts {
            let email = account.email.as_deref().unwrap_or("-");
            line(&format!("{}  {}  {email}", account.did, account.handle))?;
        }
        cursor = page.cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

async fn info(client: &Client, account: &AtIdentifier) -> Result<(), CliError> {
    let did = client.did(account).await?;
    let account: Value = client.get("com.atproto.admin.getAccountInfo", &[("did", did.as_str())]).await?;
    let status: Value = client.get("com.atproto.admin.getSubjectStatus", &[("did", did.as_str())]).await?;
    let shown = [("did", did.as_str()), ("limit", SHOWN_ACTIVITY)];
    let log: Value = client.get("local.hostplant.admin.listActivity", &shown).await?;
    let all = json!({
        "account": account,
        "takedown": status["takedown"],
        "deactivated": status["deactivated"],
        "activity": log["activity"],
    });
    line(&serde_json::to_string_pretty(&all).expect("JSON can be written"))
}

async fn factors(client: &Client, account: &AtIdentifier, remove: &[FactorKind]) -> Result<(), CliError> {
    let did = client.did(account).await?;
    for kind in remove {
        let body = json!({ "did": did, "kind": kind.as_str() });
        let done: Value = client.post("local.hostplant.admin.removeFactor", &body).await?;
        if done["removed"] != true {
            return Err(CliError::Failed(format!("the account has no {kind}")));
        }
    }
    let factors: Value = client.get("local.hostplant.admin.getFactors", &[("did", did.as_str())]).await?;
    line(&serde_json::to_string_pretty(&factors).expect("JSON can be written"))
}

async fn set_takedown(client: &Client, account: &AtIdentifier, takedown: Value) -> Result<(), CliError> {
    let did = client.did(account).await?;
    let body = json!({
        "subject": { "$type": "com.atproto.admin.defs#repoRef", "did": did },
        "takedown": takedown,
    });
    client.tell("com.atproto.admin.updateSubjectStatus", &body).await
}

async fn delete(client: &Client, account: &AtIdentifier, yes: bool) -> Result<(), CliError> {
    let did = client.did(account).await?;
    if !yes {
        line(&format!(
            "{account} ({did}) and everything in it will be deleted. Type the handle or DID again to go on:"
        ))?;
        let mut answer = String::new();
        std::io::stdin()
            .read_line(&mut answer)
            .map_err(|source| CliError::System { doing: "cannot read the answer", source })?;
        if answer.trim() != account.to_string() {
            return Err(CliError::Failed("nothing was deleted".to_owned()));
        }
    }
    client.tell("com.atproto.admin.deleteAccount", &json!({ "did": did })).await
}
