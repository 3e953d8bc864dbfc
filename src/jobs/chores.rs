//! What is done again and again, each with its interval.

use std::error::Error;
use std::time::Duration;

use crate::app::App;
use crate::base::Timestamp;
use crate::oauth::client::CLIENT_DOCUMENTS_SERVE;
use crate::oauth::permission_set;
use crate::records;
use crate::store::keys::{GrantKey, RefreshKey};
use crate::store::rows::{audit, clients, oauth, permission_sets};
use crate::store::tables::{PermissionSets, Refresh};
use crate::store::{
    DELETE_CHUNK, Lane, Read, Room, Snapshot, Span, StorageError, Tx, WriteError, trim_events,
};
use crate::xrpc::BoxFuture;

/// Bytes that a step of a chore holds while it waits.
const JOB_BYTES: usize = 1_024;
/// Refresh tokens that one job looks at.
const TOKENS_PER_JOB: usize = 2_000;
/// Entries of security logs that one job looks at.
const ENTRIES_PER_JOB: usize = 500;
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// The future of a chore; an error is logged, and the chore comes again at its time.
pub type Done<'a> = BoxFuture<'a, Result<(), Box<dyn Error + Send + Sync>>>;

/// Something that is done at intervals.
pub struct Chore {
    /// Names it in logs.
    pub name: &'static str,
    /// How long after the start it is done first.
    pub first: Duration,
    /// How long after it ended it is done again.
    pub every: Duration,
    /// Does it.
    pub run: for<'a> fn(&'a App) -> Done<'a>,
}

impl std::fmt::Debug for Chore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} every {:?}", self.name, self.every)
    }
}

/// All of them.
pub static CHORES: &[Chore] = &[
    Chore {
        name: "trim events",
        first: MINUTE,
        every: Duration::from_secs(10 * 60),
        run: |app| Box::pin(async { Ok(trim(app).await?) }),
    },
    Chore {
        name: "drop expired tokens",
        first: Duration::from_secs(10 * 60),
        every: HOUR,
        run: |app| Box::pin(async { Ok(drop_tokens(app).await?) }),
    },
    Chore {
        name: "age security logs",
        first: Duration::from_secs(20 * 60),
        every: DAY,
        run: |app| Box::pin(async { Ok(age_logs(app).await?) }),
    },
    Chore {
        name: "end expired grants of apps",
        first: Duration::from_secs(12 * 60),
        every: HOUR,
        run: |app| {
            Box::pin(async {
                app.oauth.sweep();
                Ok(end_grants(app).await?)
            })
        },
    },
    Chore {
        name: "forget what apps published long ago",
        first: Duration::from_secs(14 * 60),
        every: HOUR,
        run: |app| Box::pin(async { Ok(forget_clients(app).await?) }),
    },
    Chore {
        name: "forget browsers",
        first: Duration::from_secs(20 * 60),
        every: DAY,
        run: |app| Box::pin(async { Ok(app.accounts.devices().drop_expired().await?) }),
    },
    Chore {
        name: "forget codes to sign in",
        first: Duration::from_secs(22 * 60),
        every: HOUR,
        run: |app| {
            Box::pin(async {
                while app.accounts.forget_sign_in_codes().await? && !app.stop.is_asked() {}
                Ok(())
            })
        },
    },
    Chore {
        name: "age journals of apps",
        first: Duration::from_secs(28 * 60),
        every: DAY,
        run: |app| Box::pin(async { Ok(age_journals(app).await?) }),
    },
    Chore {
        name: "forget permission sets",
        first: Duration::from_secs(25 * 60),
        every: DAY,
        run: |app| Box::pin(async { Ok(forget_sets(app).await?) }),
    },
    Chore {
        name: "sweep blob files",
        first: Duration::from_secs(15 * 60),
        every: HOUR,
        run: |app| Box::pin(sweep_blobs(app)),
    },
    Chore {
        name: "watch free space",
        first: Duration::from_secs(10),
        every: MINUTE,
        run: |app| {
            Box::pin(async {
                watch_space(app);
                Ok(())
            })
        },
    },
];

/// Removes events past their retention, a chunk per job.
async fn trim(app: &App) -> Result<(), WriteError<StorageError>> {
    loop {
        let job = |tx: &mut Tx<'_>| {
            let now = tx.now();
            trim_events(tx, now, DELETE_CHUNK)
        };
        if !app.store.write_in(Lane::Essential, JOB_BYTES, job).await? || app.stop.is_asked() {
            return Ok(());
        }
    }
}

/// Removes refresh tokens that nobody used until they ran out.
async fn drop_tokens(app: &App) -> Result<(), WriteError<StorageError>> {
    let now = app.clock.now();
    let mut after: Option<RefreshKey> = None;
    loop {
        let from = after.take();
        let read = move |db: &Snapshot| expired_tokens(db, from.as_ref(), now);
        let (expired, last) = app.store.read(read).await.map_err(WriteError::Job)?;
        if !expired.is_empty() {
            let job =
                move |tx: &mut Tx<'_>| expired.iter().try_for_each(|key| tx.delete::<Refresh>(key).map(drop));
            app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        if last.is_none() || app.stop.is_asked() {
            return Ok(());
        }
        after = last;
    }
}

/// Removes what apps wrote too long ago to be taken back, an account per job.
async fn age_journals(app: &App) -> Result<(), WriteError<StorageError>> {
    let mut after = None;
    loop {
        let job = move |tx: &mut Tx<'_>| records::age(tx, after);
        after = app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        if after.is_none() || app.stop.is_asked() {
            return Ok(());
        }
    }
}

/// Removes permission sets that have not been heard of for so long that they serve nobody.
async fn forget_sets(app: &App) -> Result<(), WriteError<StorageError>> {
    let time = app.clock.now().before(permission_set::LIFETIME.stale);
    loop {
        let read = move |db: &Snapshot| permission_sets::older_than(db, time, DELETE_CHUNK);
        let old = app.store.read(read).await.map_err(WriteError::Job)?;
        if old.is_empty() || app.stop.is_asked() {
            return Ok(());
        }
        let job = move |tx: &mut Tx<'_>| {
            old.iter().try_for_each(|name| tx.delete::<PermissionSets>(name).map(drop))
        };
        app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
    }
}

/// Removes grants that nobody used until they ran out.
async fn end_grants(app: &App) -> Result<(), WriteError<StorageError>> {
    let now = app.clock.now();
    let mut after: Option<GrantKey> = None;
    loop {
        let from = after.take();
        let read = move |db: &Snapshot| oauth::find_over(db, from.as_ref(), now, TOKENS_PER_JOB);
        let (over, last) = app.store.read(read).await.map_err(WriteError::Job)?;
        if !over.is_empty() {
            let job = move |tx: &mut Tx<'_>| {
                over.iter().try_for_each(|key| oauth::end(tx, key.aid, key.grant).map(drop))
            };
            app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        if last.is_none() || app.stop.is_asked() {
            return Ok(());
        }
        after = last;
    }
}

/// The expired ones among the next [`TOKENS_PER_JOB`] tokens after `from`, and where to go on if there are more.
fn expired_tokens(
    db: &impl Read,
    from: Option<&RefreshKey>,
    now: Timestamp,
) -> Result<(Vec<RefreshKey>, Option<RefreshKey>), StorageError> {
    let span = Span::all();
    let span = if let Some(from) = from { span.after(from) } else { span };
    let mut expired = Vec::new();
    for (seen, row) in db.range::<Refresh>(span)?.enumerate() {
        let (key, token) = row?;
        if token.expires_at <= now {
            expired.push(key.clone());
        }
        if seen + 1 == TOKENS_PER_JOB {
            return Ok((expired, Some(key)));
        }
    }
    Ok((expired, None))
}

/// Removes documents of clients that are too old to stand in for newer ones.
async fn forget_clients(app: &App) -> Result<(), WriteError<StorageError>> {
    let oldest = app.clock.now().before(CLIENT_DOCUMENTS_SERVE);
    loop {
        let read = move |db: &Snapshot| clients::older_than(db, oldest, DELETE_CHUNK);
        let old = app.store.read(read).await.map_err(WriteError::Job)?;
        if old.is_empty() || app.stop.is_asked() {
            return Ok(());
        }
        let job = move |tx: &mut Tx<'_>| old.iter().try_for_each(|id| clients::remove_older(tx, id, oldest));
        app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
    }
}

/// Removes what security logs have kept long enough, and addresses that they told long enough.
async fn age_logs(app: &App) -> Result<(), WriteError<StorageError>> {
    let now = app.clock.now();
    let mut next = None;
    loop {
        let find = move |db: &Snapshot| audit::find_aged(db, next.as_ref(), now, ENTRIES_PER_JOB);
        let aged = app.store.read(find).await.map_err(WriteError::Job)?;
        if !aged.keys.is_empty() {
            let job = move |tx: &mut Tx<'_>| audit::age(tx, &aged.keys);
            app.store.write_in(Lane::Essential, JOB_BYTES, job).await?;
        }
        next = aged.next;
        if next.is_none() || app.stop.is_asked() {
            return Ok(());
        }
    }
}

/// Removes files that have no row, in one of 256 shards: each comes round in eleven days.
async fn sweep_blobs(app: &App) -> Result<(), Box<dyn Error + Send + Sync>> {
    let now = app.clock.now();
    let shard = u8::try_from(now.secs() / HOUR.as_secs() % 256)?;
    let swept = app.blobs.sweep(&app.store, shard, now).await?;
    if swept.removed > 0 {
        tracing::info!(removed = swept.removed, "files without a blob were removed");
    }
    Ok(())
}

/// Says when the disk fills up.
fn watch_space(app: &App) {
    match app.store.room() {
        Room::Ample => {}
        room => tracing::warn!(?room, "the disk is filling up"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chores_have_names_of_their_own() {
        let mut names: Vec<_> = CHORES.iter().map(|chore| chore.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), CHORES.len());
    }
}
