//! For whoever got a letter with a code and did not ask for it: no more of that app's, once a button is pressed.

use hyper::StatusCode;
use minijinja::context;

use crate::web::authorize::Answer;
use crate::web::{Form, PageError, Visit};

pub(super) async fn show(visit: &mut Visit) -> Answer {
    let link = visit.query("link").to_owned();
    visit.app.accounts.read_refusal(&link).map_err(|_| PageError::Expired)?;
    visit.render("code/refuse.html", context! { link, done => false })
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let refusal = visit.app.accounts.read_refusal(form.text("link")).map_err(|_| PageError::Expired)?;
    visit.app.accounts.refuse_codes(refusal).await?;
    visit.render_as(StatusCode::OK, "code/refuse.html", context! { link => "", done => true })
}
