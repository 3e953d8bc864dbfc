//! Settings: names, links and the colour of the pages with a preview, the administrator's password, where each setting
//! comes from, and the restart that new ones need.

use std::error::Error as _;

use minijinja::context;
use minijinja::value::Value;

use super::{guard, logo, preview};
use crate::administrator::{AdminAct, SetPasswordError};
use crate::web::{Color, Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// A setting that the page changes.
struct Field {
    setting: &'static str,
    /// Its field in the form.
    name: &'static str,
    /// What is entered.
    kind: &'static str,
}

const fn field(setting: &'static str, name: &'static str, kind: &'static str) -> Field {
    Field { setting, name, kind }
}

const FIELDS: &[Field] = &[
    field("service.name", "name", "text"),
    field("service.primary_color", "primary", "color"),
    field("service.logo_url", "logo", "url"),
    field("service.contact_email", "contact", "email"),
    field("service.home_url", "home", "url"),
    field("service.support_url", "support", "url"),
    field("service.terms_of_service_url", "terms", "url"),
    field("service.privacy_policy_url", "privacy", "url"),
];

impl Field {
    /// What the running server has.
    fn running(&self, visit: &Visit) -> String {
        let now = &visit.app.settings.service;
        let url = match self.name {
            "name" => return visit.app.service.name.clone(),
            "primary" => return now.primary_color.to_string(),
            "contact" => return now.contact_email.clone().unwrap_or_default(),
            "logo" => &now.logo_url,
            "home" => &now.home_url,
            "support" => &now.support_url,
            "terms" => &now.terms_of_service_url,
            _ => &now.privacy_policy_url,
        };
        url.as_ref().map(|url| url.0.clone()).unwrap_or_default()
    }

    /// What the next start will have; empty for a default that is not known yet.
    fn next(&self, visit: &Visit) -> String {
        match (visit.app.saved.get(self.setting), visit.app.settings.origins.of(self.setting)) {
            (Some(saved), origin) if !origin.is_fixed() => saved,
            (None, origin) if origin.is_saved() => String::new(),
            _ => self.running(visit),
        }
    }
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    page(visit, None, &Faults::new()).await
}

/// The page; with a form, as it would be if that were saved.
async fn page(visit: &Visit, form: Option<&Form>, faults: &Faults) -> Result<Reply, PageError> {
    let app = &visit.app;
    let typed = |field: &Field| form.and_then(|form| form.get(field.name)).map(|text| text.trim().to_owned());
    let shown = |field: &Field| typed(field).unwrap_or_else(|| field.next(visit));
    let fields: Vec<Value> = FIELDS
        .iter()
        .map(|field| {
            let origin = app.settings.origins.of(field.setting);
            let is_hidden = field.setting == logo::SETTING && app.web.logo.uploaded().is_some();
            context! {
                field => field.name,
                hint => is_hidden.then(|| visit.text("admin-logo-instead")),
                kind => field.kind,
                label => visit.text(&format!("admin-setting-{}", field.name)),
                value => shown(field),
                fixed => origin.is_fixed().then(|| origin.to_string()),
            }
        })
        .collect();
    let [name, color] = [0, 1].map(|at| shown(&FIELDS[at]));
    let color: Color = color.parse().unwrap_or(app.settings.service.primary_color);
    let values = context! {
        fields,
        pending => form.is_none() && FIELDS.iter().any(|field| field.next(visit) != field.running(visit)),
        preview => context! {
            svg => Value::from_safe_string(preview::svg(&name, color, &visit.text("frame-sign-in"), preview::Logo::of(visit).as_ref())),
            faint => preview::is_faint(color),
        },
        sources => sources(visit),
        has_password => app.administrator.has_password().await?,
        faults => faults.to_value(),
    };
    guard::render_form(visit, "admin/settings.html", values, faults)
}

/// Settings that somebody gave, and where: `[{name, origin}]`.
fn sources(visit: &Visit) -> Vec<Value> {
    let given = visit.app.settings.origins.given();
    given.map(|(name, origin)| context! { name, origin => origin.to_string() }).collect()
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    if form.text("act") == "preview" {
        guard::enter(visit).await?;
        return page(visit, Some(&form), &Faults::new()).await;
    }
    let session = guard::enter_recently(visit).await?;
    match form.text("act") {
        "save" => save(visit, &form).await,
        "password" => {
            let password = form.secret("new-password");
            match visit.app.administrator.set_password(password, Some(session.id), visit.client).await {
                Ok(()) => {
                    visit.notice(Tone::Success, guard::words(visit, AdminAct::Password));
                    Ok(visit.redirect("/admin/settings"))
                }
                Err(SetPasswordError::Length) => {
                    let mut faults = Faults::new();
                    faults.add("new-password", visit.text("admin-password-short"));
                    page(visit, None, &faults).await
                }
                Err(SetPasswordError::Busy) => Err(PageError::busy()),
                Err(SetPasswordError::Store(error)) => Err(error.into()),
            }
        }
        "restart" => {
            guard::note(visit, AdminAct::Restart, "").await?;
            let wait = visit.wait_for_restart("/admin");
            let reply = visit.render("admin/restarting.html", context! { wait })?;
            visit.app.restart();
            Ok(reply)
        }
        _ => Err(PageError::NotFound),
    }
}

/// Saves what was changed; an empty field gives back the default.
async fn save(visit: &Visit, form: &Form) -> Result<Reply, PageError> {
    let changes: Vec<(&'static str, Option<String>)> = FIELDS
        .iter()
        .filter(|field| !visit.app.settings.origins.of(field.setting).is_fixed())
        .filter_map(|field| Some((field, form.get(field.name)?.trim())))
        .filter(|(field, text)| field.next(visit) != *text)
        .map(|(field, text)| (field.setting, Some(text.to_owned()).filter(|text| !text.is_empty())))
        .collect();
    if changes.is_empty() {
        return Ok(visit.redirect("/admin/settings"));
    }
    let detail = changes.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ");
    let saved = visit.app.saved.clone();
    let saving = tokio::task::spawn_blocking(move || {
        let changes: Vec<(&str, Option<&str>)> =
            changes.iter().map(|(name, value)| (*name, value.as_deref())).collect();
        saved.change(&changes)
    });
    match saving.await.map_err(PageError::failed)? {
        Ok(()) => {
            guard::note(visit, AdminAct::Settings, &detail).await?;
            visit.notice(Tone::Success, guard::words(visit, AdminAct::Settings));
            Ok(visit.redirect("/admin/settings"))
        }
        Err(error) => {
            // The table's own sentence, which is in English.
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            let mut faults = Faults::new();
            faults.add("", format!("{error}{cause}"));
            page(visit, Some(form), &faults).await
        }
    }
}
