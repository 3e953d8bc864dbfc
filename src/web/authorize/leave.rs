//! The way back to the app with its answer.
//!
//! An address of the web is gone to at once. An app on the device, and one that wants its answer in a form, get a page
//! of their own with a link or a button that people can see, since browsers do not always follow. What that page leads
//! to is remembered here: nothing that stands in an address decides where anybody is sent.

use hyper::header::{HeaderName, HeaderValue};
use minijinja::context;
use minijinja::value::Value;

use super::asking::Answer;
use crate::oauth::client::RedirectKind;
use crate::oauth::{Redirect, RequestId};
use crate::web::flow::Step;
use crate::web::{PageError, Visit};

/// An answer that waits for its page.
#[derive(Clone, Debug)]
struct Leaving(Redirect);

impl Step for Leaving {
    fn bytes(&self) -> usize {
        let params: usize = self.0.params.iter().map(|(_, value)| value.len() + 32).sum();
        self.0.uri.as_str().len() + params
    }
}

fn subject(id: RequestId) -> String {
    format!("{id}/leaving")
}

/// Sends the visitor back to the app.
pub(super) fn leave(visit: &mut Visit, id: RequestId, redirect: Redirect) -> Answer {
    match redirect.location() {
        Some(location) if redirect.uri.kind() != RedirectKind::Private => Ok(visit.leave(&location)),
        _ => {
            visit.keep(&subject(id), Leaving(redirect));
            Ok(visit.redirect(&format!("/oauth/authorize/leave?request={id}")))
        }
    }
}

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let id: RequestId = visit.query("request").parse().map_err(|_| PageError::Expired)?;
    let leaving = visit.kept::<Leaving>(&subject(id)).ok_or(PageError::Expired)?;
    let redirect = &leaving.0;
    let Some(location) = redirect.location() else {
        visit.policy.allow_form_target(&redirect.uri.csp_source());
        visit.policy.allow_scripts();
        let fields: Vec<Value> = redirect
            .params
            .iter()
            .map(|(name, value)| context! { name => *name, value => value.as_str() })
            .collect();
        return visit.render("authorize/post.html", context! { action => redirect.uri.as_str(), fields });
    };
    let reply = visit.render("authorize/open_app.html", context! { location => location.as_str() })?;
    // The same as a redirect, but a page stays behind that people can press when nothing happens.
    match HeaderValue::from_str(&format!("0; url={location}")) {
        Ok(value) => Ok(reply.header(HeaderName::from_static("refresh"), value)),
        Err(_) => Ok(reply),
    }
}
