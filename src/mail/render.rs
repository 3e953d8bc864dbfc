//! Letters become text and HTML: the embedded templates, their overrides, and the operator's branding.
//!
//! A text template begins with a `Subject:` line and an empty line. HTML templates extend `layout.html`. Both take their
//! words from the catalogues with `t("key", name=value)`, in the language `lang`.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, State, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::design::Designs;
use super::letter::{Factor, Letter, Notice, Purpose};
use super::plain_text::plain_text;
use crate::base::{Secret, Timestamp};
use crate::logo::{Kind, Logo};
use crate::syntax::Handle;
use crate::texts::{Catalogue, Language, browser, text_for_template};

/// Every template by its file name under `templates/mail/`.
const EMBEDDED: &[(&str, &str)] = &[
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

/// Largest template override that is read, in bytes.
const MAX_TEMPLATE_BYTES: u64 = 64 * 1024;
/// Most steps that one rendering may take: an override with a runaway loop fails instead of hanging the worker.
const RENDER_FUEL: u64 = 50_000;
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
    /// An override exists and could not be read.
    #[error("cannot read the mail template {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// An override is larger than any letter.
    #[error("the mail template {} is larger than {MAX_TEMPLATE_BYTES} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A template does not parse or does not render.
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
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(RENDER_FUEL));
        environment.set_syntax(
            SyntaxConfig::builder()
                .trim_blocks(true)
                .lstrip_blocks(true)
                .build()
                .map_err(|source| TemplateError::Wrong { name: "syntax".to_owned(), source })?,
        );
        let words = Arc::clone(&texts);
        environment.add_function("t", move |state: &State<'_, '_>, key: &str, values: Kwargs| {
            text_for_template(&words, language_of(state), key, &values)
        });
        for (name, embedded) in EMBEDDED {
            let wrong = |source| TemplateError::Wrong { name: (*name).to_owned(), source };
            match folder.map(|folder| read_override(&folder.join(name))).transpose()?.flatten() {
                Some(source) => environment.add_template_owned(*name, source).map_err(wrong)?,
                None => environment.add_template(name, embedded).map_err(wrong)?,
            }
        }
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

fn read_override(path: &Path) -> Result<Option<String>, TemplateError> {
    let read = |source| TemplateError::Read { path: path.to_owned(), source };
    match std::fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(read(error)),
        Ok(metadata) if metadata.len() > MAX_TEMPLATE_BYTES => {
            return Err(TemplateError::TooLarge { path: path.to_owned() });
        }
        Ok(_) => {}
    }
    std::fs::read_to_string(path).map(Some).map_err(read)
}

/// One line without control characters, so that no text can add headers, of bounded length.
fn subject_line(text: &str) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.truncate(line.floor_char_boundary(MAX_SUBJECT_BYTES));
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Clock;
    use crate::mail::design::{Design, Look};

    fn branding() -> Branding {
        Branding {
            service: "Ann & Bob's".to_owned(),
            host: "pds.example".to_owned(),
            home_url: Some("https://pds.example".to_owned()),
            logo_url: None,
            logo: Logo::default(),
            color: "#067df7".to_owned(),
            support: Some("help@pds.example".to_owned()),
            language: Language::English,
            url: "https://pds.example".to_owned(),
            confirm_link: Some("https://app.example/verify?code=".to_owned()),
        }
    }

    fn texts() -> Arc<Catalogue> {
        Arc::new(Catalogue::load().expect("English parses"))
    }

    fn templates() -> Templates {
        Templates::load(branding(), None, texts()).expect("the embedded templates are right")
    }

    fn letter(purpose: Purpose) -> Letter {
        Letter::Code {
            purpose,
            handle: Some("alice.pds.example".parse().expect("a handle")),
            code: Secret::new("ABCDE-FGH23".to_owned()),
            asked_from: Some([192, 0, 2, 7].into()),
        }
    }

    #[test]
    fn every_letter_says_its_code_twice_and_who_asked() {
        let templates = templates();
        for purpose in Purpose::ALL {
            let rendered = templates.render(None, &letter(purpose), 15).expect("it renders");
            assert!(!rendered.subject.is_empty(), "{purpose:?}");
            for part in [&rendered.text, &rendered.html] {
                for needed in
                    ["ABCDE-FGH23", "192.0.2.7", "15 minutes", "alice.pds.example", "help@pds.example"]
                {
                    assert!(part.contains(needed), "{purpose:?} lacks {needed}:\n{part}");
                }
            }
            let linked = rendered.text.contains("https://app.example/verify?code=ABCDE-FGH23");
            assert_eq!(linked, purpose == Purpose::ConfirmEmail);
            assert!(rendered.html.contains("Ann &amp; Bob"), "{}", rendered.html);
            assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
            assert!(!rendered.text.contains("&amp;"), "{}", rendered.text);
        }
    }

    #[test]
    fn notices_say_what_when_and_from_where() {
        let templates = templates();
        for notice in Notice::ALL {
            let rendered = templates
                .render(
                    None,
                    &Letter::Notice {
                        notice,
                        factor: None,
                        handle: Some("alice.pds.example".parse().expect("a handle")),
                        detail: Some("the passkey \"Phone\"".to_owned()),
                        at: Timestamp::from_secs(1_780_000_000),
                        from: Some([192, 0, 2, 7].into()),
                        agent: Some("<Browser> 1.0".to_owned()),
                    },
                    0,
                )
                .expect("it renders");
            for part in [&rendered.text, &rendered.html] {
                for needed in ["192.0.2.7", "2026-05-28, 20:26 UTC", "alice.pds.example", "help@pds.example"]
                {
                    assert!(part.contains(needed), "{notice:?} lacks {needed}:\n{part}");
                }
            }
            assert!(rendered.text.contains("    With: <Browser>\n\nIf"), "{}", rendered.text);
            assert!(rendered.html.contains("&lt;Browser&gt;"), "{}", rendered.html);
            assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
        }
    }

    #[test]
    fn letters_of_apps_look_as_they_wish_and_say_who_sent_them() {
        let templates = templates();
        let designs = Designs::new(Clock::manual(Timestamp::from_secs(1_780_000_000)));
        let design = Design::parse(b"<h1>{{app_name}}</h1><div hidden>{{code}}", None).expect("a template");
        designs.put("demo", Arc::new(design));
        let letter = |design: Option<&str>| Letter::EntryCode {
            handle: Some("alice.pds.example".parse().expect("a handle")),
            code: Secret::new("12345678".to_owned()),
            app: Some("app.demo".to_owned()),
            at: Timestamp::from_secs(1_780_000_000),
            asked_from: Some([192, 0, 2, 7].into()),
            agent: None,
            refuse_link: Some("https://pds.example/account/not-me?link=x&y".to_owned()),
            look: Some(Look {
                app_name: "<Demo>".to_owned(),
                subject: Some("{{app_name}} says".to_owned()),
                design: design.map(str::to_owned),
                ..Look::default()
            }),
        };
        let render =
            |letter: &Letter| templates.render_as_wished(None, letter, 10, &designs).expect("it renders");
        let own = templates.render(None, &letter(None), 10).expect("it renders");
        let worn = render(&letter(Some("demo")));
        assert_eq!(worn.subject, "12345678 <Demo> says");
        assert_eq!(worn.text, own.text, "the text is ours");
        let footer = worn.html.split_once("<h1>&lt;Demo&gt;</h1><div>12345678</div>").expect("the design").1;
        for needed in
            ["Ann &amp; Bob", "pds.example", "app.demo", "12345678", "10 minutes", "192.0.2.7", "not-me?"]
        {
            assert!(footer.contains(needed), "{needed}:\n{footer}");
        }
        for unknown in [None, Some("other")] {
            let letter = render(&letter(unknown));
            assert_eq!((letter.subject.as_str(), &letter.html), ("12345678 <Demo> says", &own.html));
        }
    }

    #[test]
    fn letters_come_in_the_language_of_their_reader() {
        let templates = templates();
        let english: Vec<_> =
            samples().iter().map(|letter| templates.render(None, letter, 15).expect("English")).collect();
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            for (letter, english) in samples().iter().zip(&english) {
                let own = templates.render(Some(language), letter, 15).expect("it renders");
                let name = letter.name();
                assert_ne!(own.subject, english.subject, "{language} {name}");
                for (part, english) in [(&own.text, &english.text), (&own.html, &english.html)] {
                    let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).count();
                    assert_eq!(lines(part), lines(english), "{language} {name}:\n{part}");
                    let has = |sign: &str| part.contains(sign);
                    assert!(!has("mail-") && !has("{") && !has("}"), "{language} {name}:\n{part}");
                    assert!(!has("you ") && !has("account on"), "{language} {name} has English:\n{part}");
                }
                assert!(own.html.contains(&format!("lang=\"{language}\"")), "{}", own.html);
            }
        }
        let branding = Branding { language: Language::French, ..branding() };
        let french = Templates::load(branding, None, texts()).expect("the embedded templates are right");
        let rendered = french.render(None, &letter(Purpose::ResetPassword), 1).expect("it renders");
        assert!(rendered.text.contains("valable 1 minute."), "{}", rendered.text);
    }

    #[test]
    fn notices_of_factors_say_which() {
        let templates = templates();
        let text = |factor, detail: Option<&str>| {
            let detail = detail.map(str::to_owned);
            let (notice, at) = (Notice::FactorAdded, Timestamp::default());
            let letter = Letter::Notice { notice, handle: None, factor, detail, at, from: None, agent: None };
            templates.render(None, &letter, 0).expect("it renders").text
        };
        assert!(text(Some(Factor::Passkey), Some("Phone")).contains("    What: the passkey “Phone”\n"));
        for (factor, word) in [
            (Factor::Passkey, "a passkey"),
            (Factor::Totp, "an authenticator app"),
            (Factor::RecoveryCodes, "the recovery codes"),
            (Factor::Email, "a code by e-mail"),
        ] {
            assert!(text(Some(factor), None).contains(&format!("    What: {word}\n")));
        }
        assert!(!text(None, None).contains("What"));
    }

    #[test]
    fn one_minute_is_singular() {
        let templates = templates();
        let rendered = templates.render(None, &letter(Purpose::ResetPassword), 1).expect("it renders");
        assert!(rendered.text.contains("1 minute."), "{}", rendered.text);
    }

    #[test]
    fn a_folder_overrides_single_templates_and_is_checked_at_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("reset_password.txt");
        std::fs::write(&path, "Subject: Neu {{ brand.service }}\n\nCode {{ code }}").expect("a file");
        let templates = Templates::load(branding(), Some(folder.path()), texts()).expect("a right override");
        let rendered = templates.render(None, &letter(Purpose::ResetPassword), 15).expect("it renders");
        assert_eq!(
            (rendered.subject.as_str(), rendered.text.as_str()),
            ("Neu Ann & Bob's", "Code ABCDE-FGH23")
        );

        for wrong in ["{% if %}", "{{ no.such.value }}", "{% for i in range(100000) %}{{ i }}{% endfor %}"] {
            std::fs::write(&path, format!("Subject: x\n\n{wrong}")).expect("a file");
            let loaded = Templates::load(branding(), Some(folder.path()), texts());
            assert!(matches!(loaded, Err(TemplateError::Wrong { .. })), "{wrong}");
        }
        std::fs::write(&path, "Code {{ code }}").expect("a file");
        assert!(matches!(
            Templates::load(branding(), Some(folder.path()), texts()),
            Err(TemplateError::NoSubject { .. })
        ));
        std::fs::write(&path, vec![b'x'; 70_000]).expect("a file");
        assert!(matches!(
            Templates::load(branding(), Some(folder.path()), texts()),
            Err(TemplateError::TooLarge { .. })
        ));
    }

    #[test]
    fn moderators_words_go_out_as_they_are() {
        let templates = templates();
        let letter = Letter::Moderation {
            subject: "About your post\r\nBcc: everyone@example.com".to_owned(),
            html: "<p>Dear {{ handle }},</p><p>1 &lt; 2</p>".to_owned(),
        };
        let rendered = templates.render(None, &letter, 0).expect("it renders");
        assert_eq!(rendered.subject, "About your post  Bcc: everyone@example.com");
        assert_eq!(rendered.html, "<p>Dear {{ handle }},</p><p>1 &lt; 2</p>");
        assert_eq!(rendered.text, "Dear {{ handle }},\n\n1 < 2\n");
    }
}
