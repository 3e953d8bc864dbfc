//! The logo: an image that is uploaded, looked at on both grounds, and removed. It holds at once.

use bytes::Bytes;
use minijinja::context;
use minijinja::value::Value;

use super::overview::size;
use super::{guard, preview};
use crate::administrator::AdminAct;
use crate::logo::{ImageRefused, MAX_IMAGE_BYTES, MAX_IMAGE_SIDE, SetLogoError, Uploaded};
use crate::web::{Faults, Form, PageError, Tone, Visit};
use crate::xrpc::Reply;

/// Largest form: images that are somewhat too large are told so on the page itself.
pub(super) const FORM_BYTES: u64 = 4 * MAX_IMAGE_BYTES as u64;
/// The setting that it takes the place of.
pub(super) const SETTING: &str = "service.logo_url";

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    page(visit, &Faults::new())
}

fn page(visit: &Visit, faults: &Faults) -> Result<Reply, PageError> {
    let app = &visit.app;
    let origin = app.settings.origins.of(SETTING);
    let uploaded = app.web.logo.uploaded();
    let color = app.settings.service.primary_color;
    let shown = preview::Logo::of(visit);
    let values = context! {
        logo => uploaded.as_ref().map(value),
        fixed => origin.is_fixed().then(|| origin.to_string()),
        preview => Value::from_safe_string(preview::svg(
            &app.service.name, color, &visit.text("frame-sign-in"), shown.as_ref(),
        )),
        most => size(MAX_IMAGE_BYTES as u64),
        side => MAX_IMAGE_SIDE,
        faults => faults.to_value(),
    };
    guard::render_form(visit, "admin/logo.html", values, faults)
}

/// For templates: `{path, kind, size, width, height}`; drawings need not have width and height.
fn value(logo: &Uploaded) -> Value {
    let (width, height) = logo.facts.size.unzip();
    context! {
        path => logo.path(),
        kind => logo.facts.kind.extension(),
        size => size(logo.bytes as u64),
        width,
        height,
    }
}

pub(super) async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError> {
    guard::enter_recently(visit).await?;
    if visit.app.settings.origins.of(SETTING).is_fixed() {
        // What the operator's own files say is not changed here, whatever is sent.
        return Err(PageError::Forbidden);
    }
    match form.text("act") {
        "upload" => upload(visit, form.file("file")).await,
        "remove" => {
            if visit.app.web.logo.remove(&visit.app.store).await? {
                guard::note(visit, AdminAct::LogoRemoved, "").await?;
                visit.notice(Tone::Success, guard::words(visit, AdminAct::LogoRemoved));
            }
            Ok(visit.redirect("/admin/logo"))
        }
        _ => Err(PageError::NotFound),
    }
}

async fn upload(visit: &Visit, file: Option<&Bytes>) -> Result<Reply, PageError> {
    let logo = &visit.app.web.logo;
    match logo.set(&visit.app.store, file.map_or(&[], |file| file)).await {
        Ok(()) => {
            let name = logo.uploaded().map(|logo| logo.file).unwrap_or_default();
            guard::note(visit, AdminAct::Logo, &name).await?;
            visit.notice(Tone::Success, guard::words(visit, AdminAct::Logo));
            Ok(visit.redirect("/admin/logo"))
        }
        Err(SetLogoError::Image(refused)) => {
            let mut faults = Faults::new();
            faults.add("file", fault(visit, refused));
            page(visit, &faults)
        }
        Err(SetLogoError::Store(error)) => Err(error.into()),
    }
}

/// What is wrong with a file.
fn fault(visit: &Visit, refused: ImageRefused) -> String {
    match refused {
        ImageRefused::Empty => visit.text("admin-logo-none-chosen"),
        ImageRefused::TooLarge => {
            visit.text_with("admin-logo-too-large", &[("most", &size(MAX_IMAGE_BYTES as u64))])
        }
        ImageRefused::Kind => visit.text("admin-logo-kind"),
        ImageRefused::Side => visit.text_with("admin-logo-side", &[("side", &MAX_IMAGE_SIDE.to_string())]),
        ImageRefused::Entities => visit.text("admin-logo-entities"),
    }
}
