//! Letters that look as an app wishes: its template, cleaned of everything that could do more than look, with the
//! values of one letter in it.
//!
//! An app's template is a stranger's text that goes out in the server's name. What is written into a letter is made
//! anew from the few elements, attributes and style properties that are known to be harmless ([`clean`]); there is no
//! template engine for it, only six tags ([`fill`]). A footer that the template cannot hide says who sent the letter.
//! Designs are kept in memory only, by the names of their apps: a letter in the queue has the name.

mod clean;
mod css;
mod fill;

use std::sync::Arc;
use std::time::Duration;

use minicbor::{Decode, Encode};

pub use fill::LookValues;

use crate::base::{Age, Cache, Clock, Lifetime};

/// Largest template, in bytes.
pub const MAX_DESIGN_BYTES: usize = 100 * 1024;
/// Memory for designs, in bytes.
const DESIGNS_BYTES: usize = 1024 * 1024;
/// For how long a design that nobody renews serves the letters that wait.
const LIFETIME: Lifetime =
    Lifetime { fresh: Duration::from_secs(24 * 3_600), stale: Duration::from_secs(24 * 3_600) };
/// Longest subject, in characters.
const MAX_SUBJECT: usize = 150;

/// A template that was cleaned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design(String);

/// Why a text is no template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDesign {
    /// Too long.
    #[error("the template is larger than {MAX_DESIGN_BYTES} bytes")]
    TooLarge,
    /// Not UTF-8.
    #[error("the template is not UTF-8 text")]
    NotText,
    /// The code would not be in the letter, for new people or for known ones.
    #[error("the template does not show {{{{code}}}}")]
    NoCode,
}

impl Design {
    /// Cleans a template. Images may come from `image_host` only, and be the app's logo.
    ///
    /// # Errors
    /// When it is too large, no text, or would not show the code.
    pub fn parse(template: &[u8], image_host: Option<&str>) -> Result<Self, InvalidDesign> {
        if template.len() > MAX_DESIGN_BYTES {
            return Err(InvalidDesign::TooLarge);
        }
        let template = std::str::from_utf8(template).map_err(|_| InvalidDesign::NotText)?;
        let design = Self(clean::clean(template.trim_start_matches('\u{feff}'), image_host));
        // A code that only a comment or an attribute holds is not shown: it is looked for in the words.
        let shown = |is_new_user| {
            let probe = "00000000";
            let values = LookValues { code: probe, app_name: "", logo_uri: "", is_new_user };
            super::plain_text::plain_text(&design.fill(&values)).contains(probe)
        };
        // What is written anew may be longer than what was read.
        if design.0.len() > MAX_DESIGN_BYTES {
            return Err(InvalidDesign::TooLarge);
        }
        if shown(true) && shown(false) { Ok(design) } else { Err(InvalidDesign::NoCode) }
    }

    /// About how much memory it takes, in bytes.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.0.len()
    }

    /// The letter's HTML, without a frame.
    pub fn fill(&self, values: &LookValues<'_>) -> String {
        fill::fill(&self.0, values, fill::escaped)
    }
}

/// How an app wants a letter to look, as it is kept with the letter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Look {
    /// What the app calls itself.
    #[n(0)]
    pub app_name: String,
    /// Its logo.
    #[n(1)]
    pub logo_uri: Option<String>,
    /// Its wish for the subject.
    #[n(2)]
    pub subject: Option<String>,
    /// Under which name its design is known.
    #[n(3)]
    pub design: Option<String>,
}

impl Look {
    /// The subject line: what the app wishes, with the code first if it left it out.
    pub fn subject(&self, code: &str, is_new_user: bool) -> Option<String> {
        let filled = fill::fill(self.subject.as_deref()?, &self.values(code, is_new_user), str::to_owned);
        let line: String = filled.chars().filter(|c| !c.is_control()).take(MAX_SUBJECT).collect();
        let line = line.trim();
        Some(if line.contains(code) { line.to_owned() } else { format!("{code} {line}").trim().to_owned() })
    }

    /// What its templates are filled with.
    pub fn values<'a>(&'a self, code: &'a str, is_new_user: bool) -> LookValues<'a> {
        let logo_uri = self.logo_uri.as_deref().unwrap_or_default();
        LookValues { code, app_name: &self.app_name, logo_uri, is_new_user }
    }
}

/// Designs by the names of their apps. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Designs {
    known: Arc<Cache<Box<str>, Arc<Design>>>,
    clock: Clock,
}

impl Designs {
    /// None yet.
    pub fn new(clock: Clock) -> Self {
        Self { known: Arc::new(Cache::new(LIFETIME, DESIGNS_BYTES)), clock }
    }

    /// The design of an app.
    pub fn get(&self, app: &str) -> Option<Arc<Design>> {
        let (design, age) = self.known.get(&app.into(), self.clock.now())?;
        (age != Age::Expired).then_some(design)
    }

    /// Keeps the design of an app for letters to come.
    pub fn put(&self, app: &str, design: Arc<Design>) {
        let weight = design.weight() + app.len();
        self.known.put(app.into(), design, weight, self.clock.now());
    }

    /// Forgets all designs, to give their memory back.
    pub fn clear(&self) {
        self.known.clear();
    }
}

#[cfg(test)]
mod tests;
