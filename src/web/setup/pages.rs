//! The pages of the steps.

use hyper::StatusCode;
use minijinja::context;
use minijinja::value::{Value, merge_maps};

use super::{is_inside, path_of, progress_of, require_open};
use crate::setup::{self, APP_VIEW, PRESETS, Progress, RELAY, Step, Way};
use crate::web::{Faults, Form, PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    require_open(visit)?;
    if !is_inside(visit) {
        return Ok(visit.redirect("/setup"));
    }
    let progress = progress_of(visit).await?;
    let next = setup::next(&visit.app, &progress);
    if visit.param("step") == "done" {
        return match next {
            Some(_) => Ok(visit.redirect(&path_of(next))),
            None => {
                let values = merge_maps([frame(visit, &progress, None), about_done(visit)]);
                visit.render("setup/done.html", values)
            }
        };
    }
    let step = step_of(visit)?;
    if !setup::is_reachable(&visit.app, &progress, step) {
        return Ok(visit.redirect(&path_of(next)));
    }
    page(visit, StatusCode::OK, step, &progress, &Form::default(), &Faults::new()).await
}

/// The step that the path names.
pub(super) fn step_of(visit: &Visit) -> Result<Step, PageError> {
    let word = visit.param("step");
    Step::ALL.into_iter().find(|step| step.word() == word).ok_or(PageError::NotFound)
}

/// The page of a step, with what was filled in and what is wrong with it.
pub(super) async fn page(
    visit: &mut Visit,
    status: StatusCode,
    step: Step,
    progress: &Progress,
    form: &Form,
    faults: &Faults,
) -> Result<Reply, PageError> {
    let own = match step {
        Step::Domain => domain(visit, form).await,
        Step::Reach => reach(progress),
        Step::Certificate => certificate(visit, progress, form),
        Step::Mail => mail(visit, form),
        Step::Restart => context! { ..restart(visit), ..about_done(visit) },
        Step::Administrator => about_done(visit),
        Step::Account => account(visit, progress, form),
        Step::Network => network(visit, form),
        Step::Hello => hello(visit, progress, form),
    };
    let shown = context! { faults => faults.to_value() };
    let values = merge_maps([frame(visit, progress, Some(step)), own, shown]);
    let template = format!("setup/{}.html", step.word());
    visit.render_as(status, &template, values)
}

/// What all steps show: where one is, and what is given elsewhere.
fn frame(visit: &Visit, progress: &Progress, current: Option<Step>) -> Value {
    let app = &visit.app;
    let steps: Vec<Value> = Step::ALL
        .into_iter()
        .map(|step| {
            context! {
                word => step.word(),
                done => setup::is_done(app, progress, step),
                open => setup::is_reachable(app, progress, step),
                current => current == Some(step),
            }
        })
        .collect();
    let setting = match current {
        Some(Step::Domain) => "service.hostname",
        Some(Step::Reach | Step::Certificate) => "tls.mode",
        Some(Step::Mail) => "mail.smtp_url",
        Some(Step::Administrator) => "secrets.admin_password",
        Some(Step::Network) => "firehose.crawlers",
        _ => "",
    };
    context! {
        steps,
        number => current.and_then(|current| Step::ALL.into_iter().position(|step| step == current)).map(|at| at + 1),
        done => current.is_some_and(|step| setup::is_done(app, progress, step)),
        next => path_of(current.and_then(|current| Step::ALL.into_iter().find(|step| *step > current))),
        fixed => setup::fixed_by(app, setting),
    }
}

async fn domain(visit: &Visit, form: &Form) -> Value {
    let name = setup::chosen_name(&visit.app);
    let typed = form.get("hostname").map(str::to_owned).or_else(|| name.clone()).unwrap_or_default();
    let Some(name) = name else { return context! { hostname => typed, records => () } };
    let check = setup::check_names(&visit.app, &name).await;
    let findings: Vec<Value> = [check.host, check.handles]
        .into_iter()
        .map(|finding| {
            let addresses: Vec<String> = finding.addresses.iter().map(ToString::to_string).collect();
            context! { name => finding.name, verdict => finding.verdict.word(), addresses => addresses.join(", ") }
        })
        .collect();
    let records: Vec<Value> = setup::records(&name)
        .into_iter()
        .map(|record| {
            let value = record.value.map(|address| address.to_string());
            context! { name => record.name, kind => record.kind.word(), value }
        })
        .collect();
    context! { hostname => typed, name => name.as_str(), records, findings }
}

fn reach(progress: &Progress) -> Value {
    let ways: Vec<&str> = Way::ALL.into_iter().map(Way::word).collect();
    context! { ways, way => progress.reach.unwrap_or(Way::Ports).word() }
}

fn certificate(visit: &Visit, progress: &Progress, form: &Form) -> Value {
    let saved = |name: &str| visit.app.saved.get(name).unwrap_or_default();
    let direct = progress.reach.unwrap_or(Way::Ports) == Way::Ports;
    let chosen = match saved("tls.mode").as_str() {
        "off" => "proxy".to_owned(),
        "" => if direct { "acme" } else { "proxy" }.to_owned(),
        mode => mode.to_owned(),
    };
    let typed = |field: &str, name: &str| form.get(field).map_or_else(|| saved(name), str::to_owned);
    context! {
        chosen => form.get("from").map_or(chosen, str::to_owned),
        contact => typed("contact", "tls.acme_contact"),
        certificate => typed("certificate", "tls.certificate"),
        key => typed("key", "tls.key"),
        port => plain_port(visit),
    }
}

fn restart(visit: &Visit) -> Value {
    let proxy = visit.app.saved.get("tls.mode").is_some_and(|mode| mode == "off");
    context! { proxy, port => plain_port(visit) }
}

/// Where the server listens without encryption when it does not encrypt.
fn plain_port(visit: &Visit) -> u16 {
    let settings = &visit.app.settings;
    let first = settings.http.listen.as_ref().and_then(|listen| listen.first());
    first.map_or(settings.service.port, |address| address.port())
}

fn mail(visit: &Visit, form: &Form) -> Value {
    let presets: Vec<Value> =
        PRESETS.iter().map(|preset| context! { word => preset.word, name => preset.name }).collect();
    let from = || visit.app.saved.get("mail.from").unwrap_or_default();
    context! {
        presets,
        provider => form.text("provider"),
        host => form.text("host"),
        port => form.text("port"),
        user => form.text("user"),
        sender => form.get("from").map_or_else(from, str::to_owned),
        to => form.text("to"),
        set => visit.app.saved.get("mail.smtp_url").is_some(),
    }
}

fn account(visit: &Visit, progress: &Progress, form: &Form) -> Value {
    context! {
        handle => form.text("handle"),
        email => form.text("email"),
        domain => visit.app.service.handle_domains.first(),
        did => progress.account.as_ref().map(|did| did.as_str()),
    }
}

fn network(visit: &Visit, form: &Form) -> Value {
    let saved = visit.app.saved.get("firehose.crawlers");
    let sent = form.check("sent");
    context! {
        relay => if sent { form.check("joins") } else { saved.is_none_or(|relay| !relay.is_empty()) },
        relay_host => RELAY,
        app_view => !sent || form.check("appview"),
        app_view_host => APP_VIEW.0,
    }
}

fn hello(visit: &Visit, progress: &Progress, form: &Form) -> Value {
    let default = || visit.text("setup-hello-default");
    context! {
        text => form.get("text").map_or_else(default, str::to_owned),
        joined => progress.account.is_some(),
    }
}

/// Where the server is found from now on.
pub(super) fn about_done(visit: &Visit) -> Value {
    let name = setup::chosen_name(&visit.app).unwrap_or_default();
    context! { name => name.as_str(), address => format!("https://{name}") }
}
