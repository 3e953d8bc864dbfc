//! The page at `/`: for people in a browser what this is and how to come in, for everybody else a few lines of text.

use hyper::StatusCode;
use minijinja::context;

use super::super::dispatch::reads_html;
use super::super::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    if reads_html(&visit.headers) {
        let invite_required = visit.app.accounts.config().invites.required;
        return visit.render("site/landing.html", context! { invite_required });
    }
    let service = &visit.app.service;
    Ok(Reply::text(
        StatusCode::OK,
        format!(
            "{}\n\nThis is an AT Protocol Personal Data Server (PDS), run with hostplant {}.\n\
             Most of its API is under /xrpc/.\n\n      Server: {}\n    Protocol: https://atproto.com\n",
            service.name, service.version, service.did
        ),
    ))
}
