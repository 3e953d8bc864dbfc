//! Layer 8: pages for people, and the documents and endpoints for programs that are not XRPC. One table of paths, each
//! with its guard, limits and handlers; templates, texts in seven languages, forms, browser sessions.
//!
//! # How to add a page
//!
//! 1. A handler in the module of its area: `async fn show(visit: &mut Visit) -> Result<Reply, PageError>` gives
//!    `visit.render("area/name.html", context! { … })`. What takes a form is
//!    `async fn act(visit: &mut Visit, form: Form) -> Result<Reply, PageError>`: on success it leaves words with
//!    `visit.notice(Tone::Success, visit.text("…"))` and gives `visit.redirect("/path")`, so that a reload sends
//!    nothing twice; when people can put something right it shows the same page with `render_as(422, …)` and
//!    [`Faults`]. Errors that are not theirs to mend are [`PageError`]s.
//! 2. A row in the area's `pages!`: path, `Page` (only shown), `Form` (takes forms) or `Upload` (forms that end with a large
//!    file), limits, bound of the body, `get` and `post`. `{who}` in a path is `visit.param("who")`; `visit.account().await?` is the account that it names
//!    if it is signed in, and leads to the sign-in page and back if not; `visit.require_fresh(&account)?` asks for proof
//!    again when the last one is a week old, `visit.require_recent(&account)?` when it is 15 minutes old.
//! 3. A template `templates/<area>/<name>.html`, listed in the area's `TEMPLATES`. It extends `frame/layout.html`,
//!    which says what its blocks are, and takes inputs from `frame/parts.html`. Every form has
//!    `{{ csrf() }}`, or `{{ csrf("/path/{of}/the/row") }}` when it is sent elsewhere.
//! 4. Texts in `templates/i18n/<language>/<area>.ftl`, English first. Templates say `{{ t("key", name=value) }}`.
//!
//! State between pages of one act is a [`Step`] under `visit.keep(subject, …)`: 15 minutes, in memory, bounded.
//! A page that needs a script says `visit.policy.allow_scripts()` and lists it in `assets`; one whose form leads to
//! another origin says `visit.policy.allow_form_target(origin)`.
//!
//! Knows nothing of XRPC methods nor of sockets.

mod account;
mod admin;
mod assets;
mod authorize;
mod branding;
mod color;
mod cookies;
pub mod credentials;
mod csrf;
mod dispatch;
mod entry;
mod error;
mod flow;
mod form;
mod machine;
mod mail_code;
mod moment;
mod multipart;
mod policy;
pub mod qr;
mod server;
mod setup;
mod sign_up;
mod site;
mod table;
mod templates;
mod theme;
mod upload;
mod visit;
mod wait;

use std::path::PathBuf;
use std::sync::Arc;

use minijinja::context;
use minijinja::value::Value;

pub use assets::Assets;
pub use branding::Branding;
pub use color::{Color, InvalidColor};
pub use csrf::FormTokens;
pub use error::PageError;
pub use flow::{FLOW_TTL, Flows, Step};
pub use form::{Form, FormError};
pub use machine::{Answer, MachineCall, MachineError};
pub use policy::Policy;
pub use site::is_handle_here;
pub use table::{FORM_BYTES, Guard, NOTHING, PageLimit, PageRow, PageTable};
pub use templates::PageTemplates;
pub use upload::{Upload, UploadError, UploadedFile};
pub use visit::{Faults, Tone, Visit, account_value};

use crate::app::ServiceConfig;
use crate::base::{Clock, Secret, base32_token};
use crate::logo::Logo;
pub use crate::texts::Language;
use crate::texts::{Catalogue, LoadError};
use cookies::Cookies;
use templates::Source;

/// Templates by area.
const TEMPLATES: &[&[Source]] = &[
    FRAME,
    account::TEMPLATES,
    account::ACCESS_TEMPLATES,
    account::FACTOR_TEMPLATES,
    admin::TEMPLATES,
    authorize::TEMPLATES,
    entry::TEMPLATES,
    mail_code::TEMPLATES,
    setup::TEMPLATES,
    sign_up::TEMPLATES,
    site::TEMPLATES,
];

/// What all areas stand on.
const FRAME: &[Source] = templates::templates!["frame/layout.html", "frame/parts.html", "frame/error.html"];

/// Everything outside `/xrpc/`.
pub fn table() -> PageTable {
    PageTable::new(&[
        account::ROWS,
        account::ACCESS_ROWS,
        account::FACTOR_ROWS,
        admin::ROWS,
        authorize::ROWS,
        entry::ROWS,
        mail_code::ROWS,
        server::ROWS,
        setup::ROWS,
        sign_up::ROWS,
        site::ROWS,
    ])
}

/// Letters of the word by which a start is told from others.
const START_LETTERS: usize = 12;

/// What the pages are made with.
#[derive(Clone, Debug)]
pub struct WebConfig {
    /// Names, links and colours.
    pub branding: Branding,
    /// A folder with templates that replace built-in ones.
    pub templates: Option<PathBuf>,
    /// A style sheet that comes after the built-in one.
    pub style: Option<PathBuf>,
    /// What is read by those who do not say what they read.
    pub language: Language,
    /// Tokens of forms are derived from it.
    pub seal_key: Secret<[u8; 32]>,
}

/// What the pages are made of. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Web(Arc<WebParts>);

impl std::ops::Deref for Web {
    type Target = WebParts;

    fn deref(&self) -> &WebParts {
        &self.0
    }
}

/// The parts of [`Web`].
#[derive(Debug)]
pub struct WebParts {
    /// HTML and texts.
    pub templates: PageTemplates,
    /// Style sheets and scripts.
    pub assets: Assets,
    /// What is remembered between pages.
    pub flows: Flows,
    /// Tokens of forms.
    pub tokens: FormTokens,
    /// Our own origin, as browsers write it.
    pub origin: String,
    /// What is read by those who do not say what they read.
    pub language: Language,
    /// Another word at each start.
    pub start: String,
    /// The image that takes the place of the logo's address.
    pub logo: Logo,
    cookies: Cookies,
    /// Origins of the operator's images.
    images: Vec<String>,
    /// What templates are told about the service.
    service: Value,
}

impl Web {
    /// Parses templates and texts.
    ///
    /// # Errors
    /// When an override cannot be used.
    pub fn new(
        config: &WebConfig,
        service: &ServiceConfig,
        texts: Arc<Catalogue>,
        clock: Clock,
        logo: Logo,
    ) -> Result<Self, LoadError> {
        let branding = &config.branding;
        let style = config.style.as_deref().map(templates::read_custom).transpose()?;
        let secure = service.public_url.starts_with("https://");
        Ok(Self(Arc::new(WebParts {
            templates: PageTemplates::load(TEMPLATES, config.templates.as_deref(), texts)?,
            assets: Assets::new(branding, style.as_deref()),
            flows: Flows::new(clock),
            tokens: FormTokens::derive(&config.seal_key),
            origin: service.public_url.clone(),
            language: config.language,
            start: base32_token(START_LETTERS),
            logo,
            cookies: Cookies { secure },
            images: branding.image_sources(),
            service: context! {
                name => branding.name.as_str(),
                host => branding.host.as_str(),
                logo_url => branding.logo_url.as_deref(),
                home_url => branding.home_url.as_deref(),
                terms_url => branding.terms_url.as_deref(),
                privacy_url => branding.privacy_url.as_deref(),
                support_url => branding.support_url.as_deref(),
                contact_email => branding.contact_email.as_deref(),
                did => service.did.as_str(),
                origin => service.public_url.as_str(),
                version => service.version.as_str(),
                dev => service.dev_mode,
            },
        })))
    }
}

impl Web {
    /// What templates are told about the service now.
    fn service(&self) -> Value {
        match self.logo.uploaded() {
            Some(logo) => context! { logo_url => logo.path(), ..self.service.clone() },
            None => self.service.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
