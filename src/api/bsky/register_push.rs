//! `app.bsky.notification.registerPush`: passed on to the notification service.

use super::push::{self, Registration};
use crate::app::App;
use crate::auth::{StandardOrQueued, Unpermitted};
use crate::xrpc::{Json, NoParams, WithHead, XrpcError};

pub(super) async fn register_push(
    app: &App,
    who: Unpermitted<StandardOrQueued>,
    _params: NoParams,
    input: WithHead<Json<Registration>>,
) -> Result<(), XrpcError> {
    push::pass_on(app, who, &input.call.nsid, &input.body.0).await
}
