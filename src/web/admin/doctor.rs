//! The examination of `hostplant doctor`, as a page. Its sentences are in English.

use minijinja::context;
use minijinja::value::Value;

use super::guard;
use crate::doctor::{self, Line, State};
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let report = doctor::examine(&visit.app).await;
    let value = |line: &Line| {
        let (state, tone) = match line.state {
            State::Good => ("good", "success"),
            State::Note => ("note", "info"),
            State::Unknown => ("unknown", "info"),
            State::Warning => ("warning", "warning"),
            State::Bad => ("bad", "error"),
        };
        context! {
            state => visit.text(&format!("admin-state-{state}")),
            tone,
            subject => line.subject.as_str(),
            what => line.what.as_str(),
            so_what => line.so_what.as_str(),
            what_to_do => line.what_to_do.as_str(),
        }
    };
    // What needs care comes first.
    let mut lines: Vec<&Line> = report.lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.state));
    let values = context! { lines => lines.into_iter().map(value).collect::<Vec<Value>>() };
    guard::render(visit, "admin/doctor.html", values)
}
