//! What is sent from the pages of the steps.

use hyper::StatusCode;
use minijinja::context;

use super::pages::{about_done, page, step_of};
use super::{is_inside, path_of, progress_of, require_open};
use crate::account::SignUpError;
use crate::setup::{
    self, Act, Certificate, Hello, Joining, MailServer, NewAccount, RELAY, Refused, Step, Way,
};
use crate::web::sign_up::{blame_sign_up, handle_fault};
use crate::web::{Faults, Form, PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    require_open(visit)?;
    if !is_inside(visit) {
        return Ok(visit.redirect("/setup"));
    }
    if visit.param("step") == "done" {
        return finish(visit).await;
    }
    let step = step_of(visit)?;
    let progress = progress_of(visit).await?;
    if !setup::is_reachable(&visit.app, &progress, step) {
        return Ok(visit.redirect(&path_of(setup::next(&visit.app, &progress))));
    }
    let act = read(visit, step, &form)?;
    // Its records are what is to be seen next.
    let stays = matches!(act, Act::Domain { .. });
    let restarts = matches!(act, Act::Restart);
    let mut faults = Faults::new();
    match setup::act(&visit.app, act, visit.origin()).await {
        Ok(()) if restarts => {
            let wait = visit.wait_for_restart("/setup");
            return visit.render("setup/restarting.html", context! { wait, ..about_done(visit) });
        }
        Ok(()) if stays => return Ok(visit.redirect(&path_of(Some(step)))),
        Ok(()) => {
            let after = Step::ALL.into_iter().find(|other| *other > step);
            return Ok(visit.redirect(&path_of(after)));
        }
        Err(refused) => say(visit, refused, &mut faults)?,
    }
    let progress = progress_of(visit).await?;
    page(visit, StatusCode::UNPROCESSABLE_ENTITY, step, &progress, &form, &faults).await
}

async fn finish(visit: &mut Visit) -> Result<Reply, PageError> {
    match setup::act(&visit.app, Act::Finish, visit.origin()).await {
        Ok(()) => visit.render("setup/finished.html", about_done(visit)),
        Err(Refused::Failed(error)) => Err(PageError::Failed(error)),
        Err(_) => Ok(visit.redirect("/setup")),
    }
}

/// Says what is wrong, where somebody can mend it.
fn say(visit: &Visit, refused: Refused, faults: &mut Faults) -> Result<(), PageError> {
    match refused {
        Refused::Fault(fault) => {
            faults.add(fault.field, visit.text_with(fault.key, &[("detail", &fault.detail)]));
            Ok(())
        }
        Refused::SignUp(SignUpError::Handle(error)) => {
            faults.add("handle", visit.text(handle_fault(&error)));
            Ok(())
        }
        Refused::SignUp(SignUpError::HandleTaken(_)) => {
            faults.add("handle", visit.text("sign-up-taken"));
            Ok(())
        }
        Refused::SignUp(error) => blame_sign_up(visit, error, faults),
        Refused::Failed(error) => Err(PageError::Failed(error)),
    }
}

/// What the form of a step says.
fn read(visit: &Visit, step: Step, form: &Form) -> Result<Act, PageError> {
    let text = |name: &str| form.text(name).to_owned();
    Ok(match step {
        Step::Domain if form.check("seen") => Act::DomainSeen,
        Step::Domain => Act::Domain { hostname: text("hostname") },
        Step::Reach => {
            let way = Way::ALL.into_iter().find(|way| way.word() == form.text("way"));
            Act::Reach { way: way.unwrap_or(Way::Ports) }
        }
        Step::Certificate => Act::Certificate(match form.text("from") {
            "files" => Certificate::Files { certificate: text("certificate"), key: text("key") },
            "self-signed" => Certificate::SelfSigned,
            "proxy" => Certificate::Proxy,
            _ => Certificate::Acme { accepted: form.check("accepted"), contact: text("contact") },
        }),
        Step::Mail if form.check("none") => Act::NoMail,
        Step::Mail => Act::Mail(MailServer {
            provider: text("provider"),
            host: text("host"),
            port: text("port"),
            user: text("user"),
            password: form.secret("password"),
            from: text("from"),
            to: text("to"),
            letter: (visit.text("setup-letter-subject"), visit.text("setup-letter-text")),
        }),
        Step::Restart => Act::Restart,
        Step::Administrator => Act::Administrator { password: form.secret("password") },
        Step::Account => Act::Account(NewAccount {
            handle: text("handle"),
            email: text("email"),
            password: form.secret("password"),
        }),
        Step::Network => Act::Network(Joining {
            relay: if form.check("joins") { RELAY.to_owned() } else { String::new() },
            app_view: form.check("appview"),
        }),
        Step::Hello if form.check("none") => Act::NoHello,
        Step::Hello => Act::Hello(Hello { text: text("text") }),
    })
}
