//! `com.atproto.identity.signPlcOperation`: an operation that changes what the caller asks for, signed by the server's
//! rotation key and not published.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::activity::{self, Act};
use crate::account::mail_codes::{self, CodeError};
use crate::app::App;
use crate::auth::{FullOrTakendown, IdentityApps, Session};
use crate::identity::plc::{Operation, PlcData, Service};
use crate::mail::Purpose;
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

#[derive(Debug, Deserialize)]
pub(super) struct Input {
    token: Option<String>,
    #[serde(flatten)]
    changes: Changes,
}

/// What to replace in the present state; the rest stays.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changes {
    rotation_keys: Option<Vec<String>>,
    also_known_as: Option<Vec<String>>,
    verification_methods: Option<BTreeMap<String, String>>,
    services: Option<BTreeMap<String, Service>>,
}

impl Changes {
    fn apply(self, data: &mut PlcData) {
        if let Some(keys) = self.rotation_keys {
            data.rotation_keys = keys;
        }
        if let Some(aliases) = self.also_known_as {
            data.also_known_as = aliases;
        }
        if let Some(methods) = self.verification_methods {
            data.verification_methods = methods;
        }
        if let Some(services) = self.services {
            data.services = services;
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Output {
    operation: Operation,
}

pub(super) async fn sign_plc_operation(
    app: &App,
    who: Session<FullOrTakendown, IdentityApps>,
    _params: NoParams,
    WithHead { call, body: Json(input) }: WithHead<Json<Input>>,
) -> Result<Json<Output>, XrpcError> {
    let Input { token, changes } = input;
    let origin = call.origin();
    let token = token
        .filter(|token| !token.is_empty())
        .ok_or_else(|| XrpcError::invalid("email confirmation token required to sign PLC operations"))?;
    let (aid, now, code) = (who.hosted.aid, app.clock.now(), token.clone());
    let check = move |snapshot: &_| mail_codes::check(snapshot, aid, Purpose::PlcOperation, &code, now);
    app.store.read(check).await?;
    let key = &app.accounts.config().rotation_key;
    let prepared = app.identity.plc().prepare_update(who.did(), key, |data| changes.apply(data)).await;
    let operation = prepared?;
    // The code is used up only now, so that a directory that cannot be reached does not cost another letter; and only
    // once, whoever else came this far with it.
    let consume = app.store.write(move |tx| {
        mail_codes::check(tx, aid, Purpose::PlcOperation, &token, now)?;
        activity::note(tx, aid, Act::PlcOperationSigned, &origin, None)?;
        Ok::<_, CodeError>(mail_codes::consume(tx, aid, Purpose::PlcOperation)?)
    });
    consume.await?;
    Ok(Json(Output { operation }))
}
