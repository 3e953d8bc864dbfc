//! The wizard for `hostplant setup`: the same acts as JSON, each with the code, which lies where only the owner of the
//! machine reads it.

use hyper::StatusCode;
use serde::{Deserialize, Serialize};

use crate::account::Origin;
use crate::app::App;
use crate::setup::{self, Act, CodeRefused, NameCheck, Record, Refused, Step, Way};
use crate::web::{Language, MachineCall};
use crate::xrpc::{Reply, XrpcError};

/// What a terminal sends.
#[derive(Deserialize)]
struct Sent {
    code: String,
    #[serde(flatten)]
    act: Option<Act>,
}

/// What it is told.
#[derive(Serialize)]
struct Told {
    /// What is to be done next; nothing when only the end is left.
    next: Option<Step>,
    /// The name that was chosen.
    name: Option<String>,
    /// The records that it needs, and what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<(Vec<Record>, NameCheck)>,
    reach: Option<Way>,
    domain: Option<String>,
}

pub(super) async fn answer(app: &App, call: MachineCall) -> Result<Reply, XrpcError> {
    if !app.setup.is_open() {
        return Ok(Reply::text(StatusCode::NOT_FOUND, "Not Found\n"));
    }
    let sent: Sent =
        serde_json::from_slice(&call.body).map_err(|error| XrpcError::invalid(error.to_string()))?;
    app.setup.check_code(app, &sent.code, call.client).await.map_err(|refused| match refused {
        CodeRefused::Wrong => XrpcError::unauthenticated("This is not the setup code."),
        CodeRefused::Wait(left) => {
            XrpcError::busy("Too many wrong setup codes.", u32::try_from(left.as_secs()).unwrap_or(u32::MAX))
        }
        CodeRefused::Store(error) => XrpcError::internal(error),
    })?;
    if let Some(act) = sent.act {
        let say =
            |key: &str, detail: &str| app.web.templates.text(Language::English, key, &[("detail", detail)]);
        match setup::act(app, act, Origin::owner(call.client, None)).await {
            Ok(()) => {}
            Err(Refused::Fault(fault)) => return Err(XrpcError::invalid(say(fault.key, &fault.detail))),
            Err(Refused::SignUp(error)) => {
                return Err(XrpcError::invalid(crate::base::with_causes(&error)));
            }
            Err(Refused::Failed(error)) => return Err(XrpcError::internal(error)),
        }
    }
    let progress = app.store.read(setup::progress).await?;
    let next = setup::next(app, &progress);
    let name = setup::chosen_name(app);
    let records = match (&name, next) {
        (Some(name), Some(Step::Domain)) => Some((setup::records(name), setup::check_names(app, name).await)),
        _ => None,
    };
    let domain = app.service.handle_domains.first().cloned();
    Reply::json(&Told { next, name, records, reach: progress.reach, domain })
}
