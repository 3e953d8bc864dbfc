//! `hostplant invite` and `hostplant codes`: what the administrator hands to people.

use clap::Args;
use serde::Deserialize;
use serde_json::json;

use super::client::{Client, line};
use super::{CliError, Place};

/// Make invite codes, on the running server.
#[derive(Debug, Args)]
pub(super) struct Invite {
    /// How many codes
    #[arg(long, default_value_t = 1)]
    count: u32,
    /// How often each may be used
    #[arg(long, default_value_t = 1)]
    uses: u32,
}

impl Invite {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        #[derive(Deserialize)]
        struct Created {
            codes: Vec<OfOwner>,
        }
        #[derive(Deserialize)]
        struct OfOwner {
            codes: Vec<String>,
        }
        let body = json!({ "codeCount": self.count, "useCount": self.uses });
        let created: Created =
            Client::new(place)?.post("com.atproto.server.createInviteCodes", &body).await?;
        created.codes.iter().flat_map(|owner| &owner.codes).try_for_each(|code| line(code))
    }
}

/// Show letters that were not delivered, codes included, on the running server. Without a mail server that is all of
/// them.
#[derive(Debug, Args)]
pub(super) struct Codes {}

impl Codes {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        #[derive(Deserialize)]
        struct Listed {
            letters: Vec<Letter>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Letter {
            to: String,
            purpose: String,
            handle: Option<String>,
            code: Option<String>,
            since: String,
            last_error: Option<String>,
        }
        let listed: Listed = Client::new(place)?.get("local.hostplant.admin.listLetters", &[]).await?;
        for letter in listed.letters {
            line(&format!(
                "{}  {:<14}  {:<11}  {}  {}  {}",
                letter.since,
                letter.purpose,
                letter.code.as_deref().unwrap_or("-"),
                letter.handle.as_deref().unwrap_or("-"),
                letter.to,
                letter.last_error.as_deref().unwrap_or_default()
            ))?;
        }
        Ok(())
    }
}
