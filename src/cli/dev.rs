//! `hostplant dev`: a server for trying things out, on this machine alone, with an account to begin with.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::{Client, line};
use super::serve::{run, serve_with};
use super::{CliError, Place};
use crate::app::App;
use crate::base::base32_token;
use crate::config::{Config, Secrets};
use crate::observe;
use crate::syntax::Did;

/// Where data lies unless --data-dir says otherwise.
const FOLDER: &str = "data";
/// Remembers the first account, whose password is in the database only as a hash.
const ACCOUNT_FILE: &str = "first-account.json";

/// Run a server for trying things out: on loopback, with a PLC directory of its own, handles under .test, mail that
/// stays here, and a first account, whose password is printed.
#[derive(Debug, Args)]
pub(super) struct Dev {
    /// The server's port
    #[arg(long, default_value_t = 2583)]
    port: u16,
    /// The port of the PLC directory
    #[arg(long, default_value_t = 2582)]
    plc_port: u16,
}

/// The account that a new development server begins with.
#[derive(Deserialize, Serialize)]
struct FirstAccount {
    handle: String,
    password: String,
    did: Option<Did>,
}

impl Dev {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let mut sources = place.given();
        let mut flags = vec![
            "service.dev_mode=true".to_owned(),
            "service.hostname=localhost".to_owned(),
            format!("service.port={}", self.port),
            format!("http.listen=127.0.0.1:{}", self.port),
            format!("identity.directory=127.0.0.1:{}", self.plc_port),
            "accounts.invite_required=false".to_owned(),
        ];
        if place.data_dir.is_none() {
            flags.push(format!("storage.directory={FOLDER}"));
        }
        // What the command line says comes last and so wins.
        flags.append(&mut sources.flags);
        sources.flags = flags;
        let config = Config::load(&sources, Secrets::Make)?;
        observe::log(config.settings.log.level, config.settings.log.format);
        let file = config.folders.data.join(ACCOUNT_FILE);
        run(serve_with(config, async move |app: &App| welcome(app, file).await))
    }
}

/// Makes the first account unless it was made before, and says how to use it.
async fn welcome(app: &App, file: PathBuf) -> Result<(), CliError> {
    let system = |doing| move |source| CliError::System { doing, source };
    let account = match std::fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|error| CliError::Failed(format!("{} is damaged: {error}", file.display())))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let account = first_account(app).await?;
            let text = serde_json::to_vec_pretty(&account).expect("strings are always JSON");
            std::fs::write(&file, text).map_err(system("cannot remember the first account"))?;
            account
        }
        Err(source) => return Err(system("cannot read the first account")(source)),
    };
    let service = &app.service;
    line(&format!(
        "\n  server    {}\n  mail      {}/dev/mail\n  admin     user admin, password in {}\n\n  handle    {}\n  password  {}\n  did       {}\n",
        service.public_url,
        service.public_url,
        file.with_file_name("secrets.toml").display(),
        account.handle,
        account.password,
        account.did.as_ref().map_or("-", Did::as_str),
    ))
}

async fn first_account(app: &App) -> Result<FirstAccount, CliError> {
    let client = Client::anonymous(&app.service.public_url)?;
    let mut account = FirstAccount { handle: "alice.test".to_owned(), password: base32_token(16), did: None };
    let body = json!({ "handle": account.handle, "email": "alice@mail.test", "password": account.password });
    let made: FirstMade = client.post("com.atproto.server.createAccount", &body).await?;
    account.did = Some(made.did);
    Ok(account)
}

#[derive(Deserialize)]
struct FirstMade {
    did: Did,
}
