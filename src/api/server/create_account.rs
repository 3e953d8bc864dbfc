//! `com.atproto.server.createAccount`: makes an account, or lets one move in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::{EmailVerification, NewEmail, NewPassword, SignUp};
use crate::app::App;
use crate::base::Secret;
use crate::syntax::{Did, Handle};
use crate::xrpc::{DidOwner, Json, NoParams, WithHead, XrpcError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    handle: String,
    email: Option<String>,
    password: Option<String>,
    invite_code: Option<String>,
    did: Option<Did>,
    recovery_key: Option<String>,
    plc_op: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Output {
    handle: Handle,
    did: Did,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_doc: Option<Value>,
    access_jwt: String,
    refresh_jwt: String,
}

pub(super) async fn create_account(
    app: &App,
    DidOwner(caller): DidOwner,
    _: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<Json<Output>, XrpcError> {
    if input.plc_op.is_some() {
        return Err(XrpcError::invalid("Unsupported input: \"plcOp\""));
    }
    let accounts = app.accounts.config();
    if accounts.email_verification == EmailVerification::Before && input.did.is_none() {
        // There is no account yet whose session could ask for a code.
        return Err(XrpcError::invalid(format!(
            "This server verifies e-mail addresses first: create the account at {}/account/sign-up",
            accounts.public_url
        )));
    }
    let request = SignUp {
        handle: input.handle,
        email: input.email.map(NewEmail::Typed),
        password: input.password.map(|password| NewPassword::Typed(Secret::new(password))),
        invite: input.invite_code,
        did: input.did,
        recovery_key: input.recovery_key,
        // The DID itself must have signed, not a service of it.
        caller: caller.as_ref().filter(|caller| caller.service.is_none()).map(|caller| caller.did.clone()),
        origin: call.origin(),
    };
    match app.accounts.sign_up(request).await {
        Ok(made) => Ok(Json(Output {
            handle: made.handle,
            did: made.did,
            did_doc: made.document,
            access_jwt: made.session.access,
            refresh_jwt: made.session.refresh,
        })),
        Err(error) => {
            if let Some(caller) = &caller {
                app.auth.forgive(caller);
            }
            Err(error.into())
        }
    }
}
