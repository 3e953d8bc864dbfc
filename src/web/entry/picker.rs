//! The accounts that are signed in with this browser. Who has one only is led to its page, unless they ask for `?all`.

use minijinja::context;

use crate::account::devices::SignedIn;
use crate::web::visit::account_path;
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    let wants_all = visit.query.check("all");
    let path = match visit.accounts().await? {
        [] => "/account/sign-in".to_owned(),
        [SignedIn { account, .. }] if !wants_all => {
            account_path(account.handle.as_ref().map_or(account.did.as_str(), |handle| handle.as_str()))
        }
        _ => return visit.render("entry/picker.html", context! {}),
    };
    Ok(visit.redirect(&path))
}
