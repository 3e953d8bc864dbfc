//! Pages that wait for the server and go on by themselves. Their script asks until it answers, so that they outlast any
//! restart; without scripts the browser looks once, so late that the server should be back. If it is not, the browser shows
//! an error of its own, where no page of ours can help any more: so the page says before what to do then.
//!
//! A template has `{{ waits(asset("wait.js"), wait) }}` of `frame/parts.html` in its head, `looks_once` of the same in its
//! text, and `wait` from here.

use minijinja::context;
use minijinja::value::Value;

use super::Visit;

/// When scripts ask first whether a restart is over, in seconds.
const SOON_SECS: u32 = 1;
/// When browsers without scripts look after a restart, in seconds: longer than all but the slowest boards take.
const RESTART_SECS: u32 = 12;
/// The same where the whole board starts, after it wrote a system: minutes.
const BOARD_SECS: u32 = 180;
/// When a page looks again whose work goes on, in seconds.
const WORK_SECS: u32 = 5;

impl Visit {
    /// Goes on to `next` when the server has started anew.
    pub(super) fn wait_for_restart(&mut self, next: &str) -> Value {
        self.wait_for_start(SOON_SECS, RESTART_SECS, next)
    }

    /// The same when the board takes up an update, and starts.
    pub(super) fn wait_for_board(&mut self, next: &str) -> Value {
        self.wait_for_start(WORK_SECS, BOARD_SECS, next)
    }

    fn wait_for_start(&mut self, soonest: u32, secs: u32, next: &str) -> Value {
        self.policy.allow_scripts();
        context! { soonest, secs, next, start => self.app.web.start.as_str() }
    }

    /// Shows `next` in a moment.
    pub(super) fn wait_for_work(&mut self, next: &str) -> Value {
        self.policy.allow_scripts();
        context! { soonest => WORK_SECS, secs => WORK_SECS, next, start => "" }
    }
}
