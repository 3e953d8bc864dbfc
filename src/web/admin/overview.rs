//! How the server does: health, numbers, charts of the last hours, and what the administrator did.

use std::time::Duration;

use minijinja::context;
use minijinja::value::Value;

use super::tally::Tally;
use super::{chart, guard};
use crate::blobs::last_backup;
use crate::doctor::{RESIDENT, Sample, process_bytes};
use crate::mail;
use crate::store::tables::Accounts;
use crate::store::{FreeSpace, Health, Read, Room, Snapshot, Span, StorageError};
use crate::web::{PageError, Visit};
use crate::xrpc::Reply;

/// Acts of the administrator that are shown.
const ACTS: usize = 10;

/// A size for people.
pub(super) fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    let (unit, name) = if bytes < KIB * KIB {
        (KIB, "KiB")
    } else if bytes < KIB * KIB * KIB {
        (KIB * KIB, "MiB")
    } else {
        (KIB * KIB * KIB, "GiB")
    };
    let tenths = u128::from(bytes) * 10 / u128::from(unit);
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

pub(super) async fn show(visit: &mut Visit) -> Result<Reply, PageError> {
    guard::enter(visit).await?;
    let app = &visit.app;
    let (accounts, backlog, backup) = app
        .store
        .read(|db: &Snapshot| -> Result<_, StorageError> {
            let accounts = Tally::of(db.range::<Accounts>(Span::all())?.map(|row| row.map(|_| 0)))?;
            Ok((accounts, mail::backlog(db)?, last_backup(db)?))
        })
        .await?;
    let is_sound = *app.store.health().borrow() == Health::Sound;
    let folder = app.folders.blobs.clone();
    let free = tokio::task::spawn_blocking(move || FreeSpace::of_file_system(&folder).bytes().ok()).await;
    let samples = app.history.samples();
    let lines = app.administrator.acts().await?;
    let shown = if visit.query("acts") == "all" { lines.len() } else { ACTS };
    let more = lines.len() > shown;
    let acts: Vec<Value> = lines
        .into_iter()
        .take(shown)
        .map(|line| {
            context! {
                at => line.at.secs(),
                text => visit.text(&guard::text_key(&line.act)),
                detail => line.detail,
                from => line.from.to_string(),
            }
        })
        .collect();
    let values = context! {
        accounts => accounts.words(visit, &accounts.count.to_string()),
        waiting => backlog.waiting,
        given_up => backlog.given_up,
        is_sound,
        is_short => app.memory.is_high(),
        is_full => app.store.room() != Room::Ample,
        clock_is_set => app.clock.is_set(),
        database => size(app.store.io().file_bytes()),
        free => free.ok().flatten().map(size),
        resident => process_bytes(RESIDENT).map(size),
        subscribers => app.firehose.subscribers(),
        backup => backup.map(|backup| backup.at.secs()),
        charts => charts(visit, &samples),
        minutes => samples.iter().map(|sample| sample.span).sum::<Duration>().as_secs().div_ceil(60),
        acts,
        more,
    };
    guard::render(visit, "admin/overview.html", values)
}

/// For templates: `[{title, svg, latest, most}]`; nothing before there are two samples.
fn charts(visit: &Visit, samples: &[Sample]) -> Vec<Value> {
    if samples.len() < 2 {
        return Vec::new();
    }
    let chart = |key: &str, of: fn(&Sample) -> u64, show: fn(u64) -> String| {
        let values: Vec<u64> = samples.iter().map(of).collect();
        let title = visit.text(key);
        let latest = values.last().copied().unwrap_or_default();
        let most = values.iter().copied().max().unwrap_or_default();
        context! {
            svg => Value::from_safe_string(chart::line(&values, &title)),
            title,
            latest => show(latest),
            most => show(most),
        }
    };
    vec![
        chart("admin-chart-memory", |sample| sample.resident, size),
        chart("admin-chart-requests", |sample| sample.per_minute(sample.requests), |count| count.to_string()),
        chart("admin-chart-written", |sample| sample.per_minute(sample.written), size),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_units_that_fit() {
        assert_eq!(size(512), "0.5 KiB");
        assert_eq!(size(1_048_576), "1.0 MiB");
        assert_eq!(size(41_658_875_904), "38.7 GiB");
    }
}
