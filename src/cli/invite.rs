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
