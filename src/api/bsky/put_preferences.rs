//! `app.bsky.actor.putPreferences`: kept here, unless the client names another service than the AppView.

use serde::{Deserialize, Serialize};

use super::get_preferences::permitted;
use crate::api::proxy::{self, Introduced, Outgoing};
use crate::app::App;
use crate::auth::{StandardInStanding, Unpermitted};
use crate::cbor::Map;
use crate::records::{self, PreferencesError};
use crate::store::Tx;
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Deserialize, Serialize)]
pub(super) struct Input {
    preferences: Vec<Map>,
}

pub(super) async fn put_preferences(
    app: &App,
    who: Unpermitted<StandardInStanding>,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<(), XrpcError> {
    if proxy::names_another(&app.proxy.config, &call)? {
        let Introduced { target, token, .. } = proxy::introduce(app, who, &call).await?;
        let input = serde_json::to_vec(&input).map_err(XrpcError::internal)?;
        let outgoing = Outgoing::procedure(call.nsid.as_str(), input).authorized(&token)?;
        proxy::exchange(app, &target, outgoing).await?;
        return Ok(());
    }
    let (aid, access) = permitted(app, who, &call)?;
    let job = move |tx: &mut Tx<'_>| records::put_preferences(tx, aid, access, input.preferences);
    Ok(app.store.write(job).await?)
}

impl From<PreferencesError> for XrpcError {
    fn from(error: PreferencesError) -> Self {
        match error {
            PreferencesError::Storage(error) => error.into(),
            refused => Self::invalid(refused.to_string()),
        }
    }
}
