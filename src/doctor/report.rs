//! What an examination finds.

use serde::{Deserialize, Serialize};

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Good,
    /// Worth knowing; nothing needs to be done.
    Note,
    /// Could not be found out.
    Unknown,
    /// Works, but not well, or not for long.
    Warning,
    /// Does not work.
    Bad,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// What was looked at, in a word or two.
    pub subject: String,
    /// How it is.
    pub state: State,
    /// What was found: a sentence.
    pub what: String,
    /// What that means. Empty where nothing is wrong.
    pub so_what: String,
    /// What helps. Empty where nothing needs to be done.
    pub what_to_do: String,
}

/// All findings, in an order that is the same each time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// When, by the server's clock, in RFC 3339.
    pub examined_at: String,
    /// The findings.
    pub lines: Vec<Line>,
}

impl Line {
    fn new(state: State, subject: impl Into<String>, what: impl Into<String>) -> Self {
        let (so_what, what_to_do) = (String::new(), String::new());
        Self { subject: subject.into(), state, what: what.into(), so_what, what_to_do }
    }

    /// Something is as it should be.
    pub(super) fn good(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(State::Good, subject, what)
    }

    /// Something is worth knowing.
    pub(super) fn note(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(State::Note, subject, what)
    }

    /// Something could not be found out.
    pub(super) fn unknown(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(State::Unknown, subject, what)
    }

    /// Something needs care.
    pub(super) fn warning(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(State::Warning, subject, what)
    }

    /// Something does not work.
    pub(super) fn bad(subject: impl Into<String>, what: impl Into<String>) -> Self {
        Self::new(State::Bad, subject, what)
    }

    /// With what it means, and what to do.
    #[must_use]
    pub(super) fn so(self, so_what: impl Into<String>, what_to_do: impl Into<String>) -> Self {
        Self { so_what: so_what.into(), what_to_do: what_to_do.into(), ..self }
    }
}

impl Report {
    /// How the worst of it is.
    pub fn worst(&self) -> State {
        self.lines.iter().map(|line| line.state).max().unwrap_or(State::Good)
    }
}
