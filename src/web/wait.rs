//! Pages that wait for the server and go on by themselves. Their script asks until it answers, so that they outlast any
//! restart; without scripts the browser looks once, so late that the server should be back, and the page has a link.
//!
//! A template has `{{ waits(asset("wait.js"), wait) }}` of `frame/parts.html` in its head, and `wait` from here.

use minijinja::context;
use minijinja::value::Value;

use super::Visit;

/// When scripts ask first whether a restart is over, in seconds.
const SOON_SECS: u32 = 1;
/// When browsers without scripts look after a restart, in seconds: longer than all but the slowest boards take.
const RESTART_SECS: u32 = 12;
/// When a page looks again whose work goes on, in seconds.
const WORK_SECS: u32 = 5;

impl Visit {
    /// Goes on to `next` when the server has started anew.
    pub(super) fn wait_for_restart(&mut self, next: &str) -> Value {
        self.policy.allow_scripts();
        context! { soonest => SOON_SECS, secs => RESTART_SECS, next, start => self.app.web.start.as_str() }
    }

    /// The same where it is not known how long that takes: without scripts nothing goes on by itself.
    pub(super) fn wait_for_board(&mut self, next: &str) -> Value {
        self.policy.allow_scripts();
        context! { soonest => WORK_SECS, next, start => self.app.web.start.as_str() }
    }

    /// Shows `next` in a moment.
    pub(super) fn wait_for_work(&mut self, next: &str) -> Value {
        self.policy.allow_scripts();
        context! { soonest => WORK_SECS, secs => WORK_SECS, next, start => "" }
    }
}
