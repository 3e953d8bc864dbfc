//! `com.atproto.server.activateAccount`: switches the account on, once its DID points here.

use crate::account::{Hosted, standing};
use crate::app::App;
use crate::auth::{Full, Session, StatusApps};
use crate::records::CommitError;
use crate::store::Tx;
use crate::store::rows::accounts::Standing;
use crate::xrpc::{NoBody, NoParams, WithHead, XrpcError};

pub(super) async fn activate_account(
    app: &App,
    who: Session<Full, StatusApps>,
    _: NoParams,
    head: WithHead<NoBody>,
) -> Result<(), XrpcError> {
    let gone = || XrpcError::named("AccountNotFound", "user not found");
    if who.hosted.account.standing() == Standing::TakenDown {
        return Err(gone());
    }
    app.accounts.check_identity(&who.hosted).await?;
    let (aid, origin) = (who.hosted.aid, head.call.origin());
    let job = move |tx: &mut Tx<'_>| match Hosted::by_aid(tx, aid)? {
        Some(Hosted { account, .. }) if account.standing() != Standing::TakenDown => {
            standing::activate(tx, aid, account, &origin).map(|()| true)
        }
        _ => Ok::<_, CommitError>(false),
    };
    if app.store.write(job).await.map_err(|error| error.map_job(XrpcError::internal))? {
        Ok(())
    } else {
        Err(gone())
    }
}
