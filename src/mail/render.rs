//! Letters become text and HTML: the embedded templates, their overrides, and the operator's branding.
//!
//! A text template begins with a `Subject:` line and an empty line. HTML templates extend `layout.html`. Both take their
//! words from the catalogues with `t("key", name=value)`, in the language `lang`.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use minijinja::value::Serde;
use minijinja::{Environment, State, Value, context};
use serde::Serialize;

use super::design::Designs;
use super::letter::{Factor, Letter, Notice, Purpose};
use super::plain_text::plain_text;
use crate::base::{Secret, Timestamp};
use crate::logo::{Kind, Logo};
use crate::syntax::Handle;
use crate::texts::{Bounds, Catalogue, Language, LoadError, Source, browser, environment};

/// Every template by its file name under `templates/mail/`.
const EMBEDDED: &[Source] = &[
    ("layout.html", include_str!("../../templates/mail/layout.html")),
    ("footer.txt", include_str!("../../templates/mail/footer.txt")),
    ("notice.html", include_str!("../../templates/mail/notice.html")),
    ("notice.txt", include_str!("../../templates/mail/notice.txt")),
    ("notice_footer.txt", include_str!("../../templates/mail/notice_footer.txt")),
    ("confirm_email.txt", include_str!("../../templates/mail/confirm_email.txt")),
    ("confirm_email.html", include_str!("../../templates/mail/confirm_email.html")),
    ("update_email.txt", include_str!("../../templates/mail/update_email.txt")),
    ("update_email.html", include_str!("../../templates/mail/update_email.html")),
    ("reset_password.txt", include_str!("../../templates/mail/reset_password.txt")),
    ("reset_password.html", include_str!("../../templates/mail/reset_password.html")),
    ("delete_account.txt", include_str!("../../templates/mail/delete_account.txt")),
    ("delete_account.html", include_str!("../../templates/mail/delete_account.html")),
    ("deletion_ahead.txt", include_str!("../../templates/mail/deletion_ahead.txt")),
    ("deletion_ahead.html", include_str!("../../templates/mail/deletion_ahead.html")),
    ("plc_operation.txt", include_str!("../../templates/mail/plc_operation.txt")),
    ("plc_operation.html", include_str!("../../templates/mail/plc_operation.html")),
    ("sign_in_code.txt", include_str!("../../templates/mail/sign_in_code.txt")),
    ("sign_in_code.html", include_str!("../../templates/mail/sign_in_code.html")),
    ("backup_email.txt", include_str!("../../templates/mail/backup_email.txt")),
    ("backup_email.html", include_str!("../../templates/mail/backup_email.html")),
    ("new_sign_in.txt", include_str!("../../templates/mail/new_sign_in.txt")),
    ("new_sign_in.html", include_str!("../../templates/mail/new_sign_in.html")),
    ("factor_added.txt", include_str!("../../templates/mail/factor_added.txt")),
    ("factor_added.html", include_str!("../../templates/mail/factor_added.html")),
    ("factor_removed.txt", include_str!("../../templates/mail/factor_removed.txt")),
    ("factor_removed.html", include_str!("../../templates/mail/factor_removed.html")),
    ("factor_guessed.txt", include_str!("../../templates/mail/factor_guessed.txt")),
    ("factor_guessed.html", include_str!("../../templates/mail/factor_guessed.html")),
    ("address_code.txt", include_str!("../../templates/mail/address_code.txt")),
    ("address_code.html", include_str!("../../templates/mail/address_code.html")),
    ("entry_code.txt", include_str!("../../templates/mail/entry_code.txt")),
    ("entry_code.html", include_str!("../../templates/mail/entry_code.html")),
    (APP_LETTER, include_str!("../../templates/mail/entry_code_app.html")),
    ("address_known.txt", include_str!("../../templates/mail/address_known.txt")),
    ("address_known.html", include_str!("../../templates/mail/address_known.html")),
    ("email_changed.txt", include_str!("../../templates/mail/email_changed.txt")),
    ("email_changed.html", include_str!("../../templates/mail/email_changed.html")),
    ("password_changed.txt", include_str!("../../templates/mail/password_changed.txt")),
    ("password_changed.html", include_str!("../../templates/mail/password_changed.html")),
    ("backup_email_used.txt", include_str!("../../templates/mail/backup_email_used.txt")),
    ("backup_email_used.html", include_str!("../../templates/mail/backup_email_used.html")),
];

/// The frame around the design of an app.
const APP_LETTER: &str = "entry_code_app.html";

/// What templates may take.
const BOUNDS: Bounds = Bounds { bytes: 64 * 1024, fuel: 50_000 };
/// Longest subject line in bytes; the rest is cut off.
const MAX_SUBJECT_BYTES: usize = 200;

/// Names, links and colours that the operator gives to the letters.
#[derive(Clone, Debug, Serialize)]
pub struct Branding {
    /// The service's name as people know it.
    pub service: String,
    /// The server's public host name.
    pub host: String,
    /// Where the service's name links to.
    pub home_url: Option<String>,
    /// An image shown above the letter.
    pub logo_url: Option<String>,
    /// The image that was uploaded, which takes its place.
    #[serde(skip)]
    pub logo: Logo,
    /// Colour of the heading and the code, as CSS.
    pub color: String,
    /// Whom to ask: an address or a link.
    pub support: Option<String>,
    /// What is read by those of whom nobody knows what they read.
    #[serde(skip)]
    pub language: Language,
    /// Where the server's pages are, without a slash at the end.
    pub url: String,
    /// Link in the confirmation letter, to which the code is appended. It must open a page that asks before it acts.
    pub confirm_link: Option<String>,
}

/// A letter ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rendered {
    /// The subject line: one line, without control characters.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// What the sender's name is followed by, in brackets: for which app the letter was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<String>,
}

/// Why templates could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// One cannot be read, or does not parse.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A template does not render.
    #[error("the mail template {name} is wrong")]
    Wrong {
        /// Its file name.
        name: String,
        /// What is wrong with it.
        source: minijinja::Error,
    },
    /// A text template does not begin with its subject.
    #[error("the mail template {name} must begin with a `Subject:` line")]
    NoSubject {
        /// Its file name.
        name: String,
    },
}

/// The parsed templates. Built once at start, so that a wrong override is found there and not in a letter.
pub struct Templates {
    environment: Environment<'static>,
    branding: Branding,
    texts: Arc<Catalogue>,
}

impl Templates {
    /// Parses the embedded templates, each replaced by the file of the same name in `folder` when there is one, and
    /// renders every letter once.
    ///
    /// # Errors
    /// When an override cannot be read, is too large, or is wrong.
    pub fn load(
        branding: Branding,
        folder: Option<&Path>,
        texts: Arc<Catalogue>,
    ) -> Result<Self, TemplateError> {
        let environment = environment(EMBEDDED, folder, BOUNDS, Arc::clone(&texts), language_of)?;
        let templates = Self { environment, branding, texts };
        for letter in samples() {
            templates.render(Some(Language::English), &letter, 15)?;
            if matches!(letter, Letter::EntryCode { .. }) {
                templates.framed(String::new(), templates.values(None, &letter, 10))?;
            }
        }
        Ok(templates)
    }

    /// The letter as it would be sent now to somebody who reads `language`, or the server's own if nobody knows.
    /// `minutes` is how long the code still works.
    ///
    /// # Errors
    /// When a template fails, which loading has ruled out for ordinary values.
    pub fn render(
        &self,
        language: Option<Language>,
        letter: &Letter,
        minutes: u64,
    ) -> Result<Rendered, TemplateError> {
        if let Letter::Moderation { subject, html } = letter {
            let (subject, text) = (subject_line(subject), plain_text(html));
            return Ok(Rendered { subject, text, html: html.clone(), on_behalf: None });
        }
        self.both(letter.name(), &self.values(language, letter, minutes))
    }

    /// As [`Self::render`], but as an app wishes, as far as its design is known and its wishes are granted. The text
    /// stays ours.
    ///
    /// # Errors
    /// As [`Self::render`].
    pub fn render_as_wished(
        &self,
        language: Option<Language>,
        letter: &Letter,
        minutes: u64,
        designs: &Designs,
    ) -> Result<Rendered, TemplateError> {
        let mut rendered = self.render(language, letter, minutes)?;
        if let Letter::EntryCode { app: Some(app), .. } = letter {
            let mut values = FluentArgs::new();
            values.set("app", app.as_str());
            let language = language.unwrap_or(self.branding.language);
            let words = self.texts.text_or_key(language, "mail-for-app", &values);
            rendered.on_behalf = Some(subject_line(&words));
        }
        let Letter::EntryCode { look: Some(look), code, handle, .. } = letter else { return Ok(rendered) };
        let (code, is_new_user) = (code.expose().as_str(), handle.is_none());
        if let Some(subject) = look.subject(code, is_new_user) {
            rendered.subject = subject_line(&subject);
        }
        if let Some(design) = look.design.as_deref().and_then(|name| designs.get(name)) {
            let filled = design.fill(&look.values(code, is_new_user));
            rendered.html = self.framed(filled, self.values(language, letter, minutes))?;
        }
        Ok(rendered)
    }

    /// A design that was cleaned and filled, with what must be said below it.
    fn framed(&self, design: String, values: Value) -> Result<String, TemplateError> {
        let design = Value::from_safe_string(design);
        self.one(APP_LETTER, &context! { design, ..values })
    }

    /// What templates are filled with.
    fn values(&self, language: Option<Language>, letter: &Letter, minutes: u64) -> Value {
        let values = match letter {
            Letter::Code { handle, code, asked_from, .. } => {
                let link = self.branding.confirm_link.as_ref().map(|link| format!("{link}{}", code.expose()));
                context! { link, ..code_values(handle.as_ref(), code, *asked_from, minutes) }
            }
            Letter::AddressCode { wanted, code, asked_from } => {
                code_values(Some(wanted), code, *asked_from, minutes)
            }
            Letter::EntryCode { handle, code, app, at, asked_from, agent, refuse_link, .. } => {
                let (date, time) = moment(*at);
                let code = code_values(handle.as_ref(), code, *asked_from, minutes);
                let from = asked_from.map(|address| address.to_string());
                let agent = agent.as_deref().and_then(program);
                context! { app, date, time, from, agent, refuse_link, ..code }
            }
            Letter::DeletionAhead { handle, at } => {
                let day = at.to_string();
                let date = day.split('T').next().unwrap_or(&day);
                context! { handle => handle.as_ref().map(Handle::as_str), date }
            }
            Letter::Notice { handle, factor, detail, at, from, agent, .. } => {
                let handle = handle.as_ref().map(Handle::as_str);
                let (date, time) = moment(*at);
                let (factor, from) = (factor.map(Factor::word), from.map(|address| address.to_string()));
                let agent = agent.as_deref().and_then(program);
                context! { handle, factor, detail, date, time, from, agent }
            }
            Letter::Moderation { .. } => context! {},
        };
        let lang = language.unwrap_or(self.branding.language).tag();
        context! { brand => self.brand(), lang, ..values }
    }

    /// Names, links and colours, with the logo of the moment. Readers of mail show no SVG.
    fn brand(&self) -> Value {
        let brand = Value::from(Serde(&self.branding));
        match self.branding.logo.uploaded().filter(|logo| logo.facts.kind != Kind::Svg) {
            Some(logo) => {
                let logo_url = format!("{}{}", self.branding.url, logo.path());
                context! { logo_url, ..brand }
            }
            None => brand,
        }
    }

    /// What one template gives.
    fn one(&self, name: &str, values: &Value) -> Result<String, TemplateError> {
        let rendered = self.environment.get_template(name).and_then(|template| template.render(values));
        rendered.map_err(|source| TemplateError::Wrong { name: name.to_owned(), source })
    }

    /// Text and HTML of the templates called `name`.
    fn both(&self, name: &str, values: &Value) -> Result<Rendered, TemplateError> {
        let (name, html) = (format!("{name}.txt"), format!("{name}.html"));
        let text = self.one(&name, values)?;
        let (subject, text) = text
            .split_once('\n')
            .and_then(|(first, body)| Some((first.strip_prefix("Subject:")?.trim(), body.trim_start())))
            .ok_or(TemplateError::NoSubject { name })?;
        let html = self.one(&html, values)?;
        Ok(Rendered { subject: subject_line(subject), text: text.to_owned(), html, on_behalf: None })
    }
}

/// What a program calls itself, in words that people know, or else its own first word.
fn program(agent: &str) -> Option<String> {
    let known = browser::describe(agent);
    if !known.is_empty() {
        return Some(known);
    }
    let own: String = agent.split_whitespace().next()?.chars().filter(|c| !c.is_control()).take(40).collect();
    (!own.is_empty()).then_some(own)
}

/// Date and time of day in UTC.
fn moment(at: Timestamp) -> (String, String) {
    let written = at.to_string();
    let (date, time) = written.split_once('T').unwrap_or_default();
    (date.to_owned(), time.get(..5).unwrap_or_default().to_owned())
}

fn code_values(
    handle: Option<&Handle>,
    code: &Secret<String>,
    asked_from: Option<IpAddr>,
    minutes: u64,
) -> Value {
    let asked_from = asked_from.map(|address| address.to_string());
    context! { handle => handle.map(Handle::as_str), code => code.expose(), asked_from, minutes }
}

fn language_of(state: &State<'_, '_>) -> Language {
    state.lookup("lang").and_then(|tag| tag.as_str()?.parse().ok()).unwrap_or_default()
}

/// Every letter whose words are ours, with all of its values and with as few as it may have.
fn samples() -> Vec<Letter> {
    let wanted: Handle = "alice.example".parse().expect("a handle");
    let code = || Secret::new("ABCDE-FGHIJ".to_owned());
    let at = Timestamp::default();
    let address = IpAddr::from([192, 0, 2, 1]);
    let mut letters =
        vec![Letter::AddressCode { wanted: wanted.clone(), code: code(), asked_from: Some(address) }];
    for full in [true, false] {
        let handle = full.then(|| wanted.clone());
        let from = full.then_some(address);
        for purpose in Purpose::ALL {
            let (handle, code) = (handle.clone(), code());
            letters.push(Letter::Code { purpose, handle, code, asked_from: from });
        }
        for notice in Notice::ALL {
            let detail = full.then(|| "Phone".to_owned());
            let factor = full.then_some(Factor::Passkey);
            let (handle, agent) = (handle.clone(), detail.clone());
            letters.push(Letter::Notice { notice, handle, factor, detail, at, from, agent });
        }
        let code = Secret::new("01234567".to_owned());
        let app = full.then(|| "app.example".to_owned());
        let agent = full.then(|| "Firefox".to_owned());
        let refuse_link = full.then(|| "https://pds.example/account/not-me?link=x".to_owned());
        letters.push(Letter::EntryCode {
            handle: handle.clone(),
            code,
            app,
            at,
            asked_from: from,
            agent,
            refuse_link,
            look: None,
        });
        letters.push(Letter::DeletionAhead { handle, at });
    }
    letters
}

/// One line without control characters, so that no text can add headers, of bounded length.
fn subject_line(text: &str) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.truncate(line.floor_char_boundary(MAX_SUBJECT_BYTES));
    line.trim().to_owned()
}

#[cfg(test)]
mod tests;
