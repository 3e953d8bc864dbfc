//! `com.atproto.server.createSession`: logging in.

use serde::Deserialize;

use super::views::SessionView;
use crate::app::App;
use crate::base::Secret;
use crate::xrpc::{Charge, Charged, Charges, Json, NoParams, Public, WithHead, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    identifier: String,
    password: String,
    auth_factor_token: Option<String>,
    #[serde(default)]
    allow_takendown: bool,
}

impl Charges for Input {
    fn charge(&self) -> Charge<'_> {
        Charge { points: 1, key: Some(self.identifier.trim().to_lowercase().into()) }
    }
}

pub(super) async fn create_session(
    app: &App,
    _: Public,
    _: NoParams,
    WithHead { call, body: Charged(input) }: WithHead<Charged<Input>>,
) -> Result<Json<SessionView>, XrpcError> {
    let password = Secret::new(input.password);
    let token = input.auth_factor_token.as_deref();
    let (name, allow_takendown) = (&input.identifier, input.allow_takendown);
    let login = app.accounts.log_in(name, password, token, allow_takendown, call.origin()).await?;
    Ok(Json(SessionView::of(app, login.account, Some(login.session)).await))
}
