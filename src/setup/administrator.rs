//! Who runs the server from now on.

use std::net::{IpAddr, Ipv4Addr};

use super::{Refused, progress};
use crate::account::Origin;
use crate::administrator::SetPasswordError;
use crate::app::App;
use crate::base::Secret;

/// Where somebody is who does not say.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Sets the password of the administrator's pages, which come after the wizard.
pub(super) async fn choose(app: &App, password: Secret<String>, by: Origin) -> Result<(), Refused> {
    if app.setup.is_pending() {
        return Err(Refused::fault("", "setup-not-yet"));
    }
    let from = by.address().unwrap_or(UNKNOWN);
    match app.administrator.set_password(password, None, from).await {
        Ok(()) => progress::change(app, |progress| progress.administrator = true).await,
        Err(SetPasswordError::Length) => Err(Refused::fault("password", "admin-password-short")),
        Err(SetPasswordError::Busy) => Err(Refused::fault("", "setup-busy")),
        Err(error @ SetPasswordError::Store(_)) => Err(Refused::failed(error)),
    }
}
