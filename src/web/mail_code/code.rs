//! Where a code is entered, another one mailed, or another address given.

use hyper::StatusCode;
use hyper::header::COOKIE;
use minijinja::context;

use super::posting::mail;
use super::{Entered, Entering, can_mail};
use crate::account::{SignInCodeError, UnderWay};
use crate::web::authorize::Answer;
use crate::web::{Faults, Form, PageError, Tone, Visit};

pub(super) async fn show(visit: &mut Visit) -> Answer {
    // Whoever comes here was given a cookie on the way; without it no page of ours knows them again.
    if visit.headers.get(COOKIE).is_none() {
        return visit.render_as(StatusCode::BAD_REQUEST, "code/cookies.html", context! {});
    }
    let request = visit.query("request").to_owned();
    let entering = match Entering::open(visit, &request) {
        Ok(entering) => entering,
        Err(instead) => return instead.answer(),
    };
    match under_way(visit, &entering).await? {
        Some(UnderWay { is_proven: true, .. }) => Ok(visit.redirect(&entering.path("/handle"))),
        Some(under_way) => page(visit, &entering, StatusCode::OK, &under_way, &Faults::new()).await,
        None => Ok(visit.redirect(&entering.sign_in(""))),
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Answer {
    let entering = match Entering::open(visit, form.text("request")) {
        Ok(entering) => entering,
        Err(instead) => return instead.answer(),
    };
    if !can_mail(visit) {
        return Err(PageError::NotFound);
    }
    let code_for = entering.code_for(visit);
    if form.check("other") {
        visit.app.accounts.drop_sign_in_code(&code_for).await?;
        return Ok(visit.redirect(&entering.sign_in("")));
    }
    let Some(under_way) = under_way(visit, &entering).await? else {
        return Ok(visit.redirect(&entering.sign_in("")));
    };
    let mut faults = Faults::new();
    if form.check("mail") {
        match mail(visit, &entering, None).await? {
            Ok(()) => {
                visit.notice(Tone::Info, visit.text("code-sent"));
                return Ok(visit.redirect(&entering.path("")));
            }
            Err(text) => faults.add("", text),
        }
        return page(visit, &entering, StatusCode::UNPROCESSABLE_ENTITY, &under_way, &faults).await;
    }
    let origin = visit.origin();
    let judged = visit.app.accounts.judge_sign_in_code(&code_for, form.text("code"), &origin).await;
    match judged {
        Ok(proven) => match entering.go_on(visit, &proven).await? {
            Some(Entered::In(reply)) => return Ok(reply),
            Some(Entered::TakenDown) => faults.add("", visit.text("entry-taken-down")),
            None => return Ok(visit.redirect(&entering.path("/handle"))),
        },
        // The other press of the same button was first.
        Err(SignInCodeError::Proven) => return Ok(visit.redirect(&entering.path("/handle"))),
        Err(SignInCodeError::Wrong) => faults.add("code", visit.text("code-wrong")),
        Err(SignInCodeError::Expired) => faults.add("code", visit.text("code-over")),
        Err(SignInCodeError::TooManyTries) => faults.add("code", visit.text("code-tries")),
        Err(SignInCodeError::TooMany { retry_after }) => faults.add("code", visit.wait_text(retry_after)),
        Err(SignInCodeError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(PageError::failed(error)),
    }
    page(visit, &entering, StatusCode::UNPROCESSABLE_ENTITY, &under_way, &faults).await
}

async fn under_way(visit: &Visit, entering: &Entering) -> Result<Option<UnderWay>, PageError> {
    let code_for = entering.code_for(visit);
    visit.app.accounts.sign_in_code(&code_for).await.map_err(PageError::failed)
}

async fn page(
    visit: &mut Visit,
    entering: &Entering,
    status: StatusCode,
    under_way: &UnderWay,
    faults: &Faults,
) -> Answer {
    // In words, for those whose browser runs no script: the time of day at which the button will do something.
    let again_at = under_way.again_at.map(|at| at.to_string());
    let time = again_at.as_deref().and_then(|at| at.split_once('T')).and_then(|(_, time)| time.get(..8));
    let asks = entering.asks(visit).await;
    let values = context! {
        email => under_way.masked.as_str(),
        again_time => time,
        asks,
        faults => faults.to_value(),
    };
    entering.render(visit, status, "code/code.html", values)
}
