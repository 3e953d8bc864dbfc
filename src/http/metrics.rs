//! Numbers about the running server, in the OpenMetrics text form, on a listener of their own.
//!
//! Everything is counted where it happens; here it is only read, so that a scrape costs nothing in between.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::{Request, Response, StatusCode};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, text};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;

use super::{Answers, PacedBody, Router};
use crate::app::App;
use crate::blobs::{LastBackup, last_backup};
use crate::doctor::process_bytes;
use crate::mail::{Backlog, backlog};
use crate::store::{FreeSpace, Health, SYNC_CLASSES_MICROS, Snapshot, StorageError};
use crate::xrpc::{Reply, ReplyBody};

/// The content type of the text form.
const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Serves `/metrics`.
#[derive(Debug)]
pub struct MetricsSite {
    app: Arc<App>,
    router: Arc<Router>,
}

impl MetricsSite {
    /// Numbers of `app` and of the calls that `router` answered.
    pub const fn new(app: Arc<App>, router: Arc<Router>) -> Self {
        Self { app, router }
    }

    async fn text(&self) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
        let read = |db: &Snapshot| -> Result<_, StorageError> { Ok((backlog(db)?, last_backup(db)?)) };
        let (letters, last_backup) = self.app.store.read(read).await?;
        let (app, router) = (Arc::clone(&self.app), Arc::clone(&self.router));
        let mut registry = Registry::with_prefix("hostplant");
        registry.register_collector(Box::new(Numbers { app, router, letters, last_backup }));
        let mut out = String::new();
        text::encode(&mut out, &registry)?;
        Ok(out)
    }
}

impl Answers for MetricsSite {
    async fn answer(&self, _: IpAddr, request: Request<PacedBody>) -> Response<ReplyBody> {
        if request.uri().path() != "/metrics" {
            return Reply::text(StatusCode::NOT_FOUND, "Not Found\n").into_response();
        }
        match self.text().await {
            Ok(text) => Reply::bytes(StatusCode::OK, CONTENT_TYPE, text).into_response(),
            Err(error) => {
                tracing::warn!(%error, "the numbers cannot be told");
                Reply::text(StatusCode::INTERNAL_SERVER_ERROR, "Failed\n").into_response()
            }
        }
    }
}

/// Numbers at one moment: those of the store were read before.
#[derive(Debug)]
struct Numbers {
    app: Arc<App>,
    router: Arc<Router>,
    letters: Backlog,
    last_backup: Option<LastBackup>,
}

impl Collector for Numbers {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let (store, io) = (&self.app.store, self.app.store.io());
        for (name, help, value) in [
            ("store_jobs", "Writes that were asked for", store.work().jobs()),
            ("store_failed_jobs", "Writes that were undone", store.work().failed_jobs()),
            ("store_commits", "Transactions of the database", store.work().commits()),
            ("store_checkpoints", "Idle checkpoints", store.work().checkpoints()),
            ("store_written_bytes", "Bytes written to the database file", io.written_bytes()),
            ("store_read_bytes", "Bytes read from the database file", io.read_bytes()),
            ("store_syncs", "Syncs of the database file", io.syncs()),
            ("store_sync_microseconds", "Time spent in syncs", io.sync_micros()),
        ] {
            let counter = ConstCounter::new(value);
            counter.encode(encoder.encode_descriptor(name, help, None, MetricType::Counter)?)?;
        }
        let gauges = [
            ("store_file_bytes", "Size of the database file", io.file_bytes()),
            ("store_queue_places", "Free places for writes", store.free_queue_places() as u64),
            ("firehose_subscribers", "Who follows the events", self.app.firehose.subscribers() as u64),
            ("firehose_last_seq", "The newest event", store.last_seq().to_u64()),
            ("mail_waiting", "Letters that wait to be sent", self.letters.waiting),
            ("mail_waiting_seconds", "How long the oldest of them waits", self.waits().as_secs()),
            ("mail_given_up", "Letters that were given up in the last week", self.letters.given_up),
            ("memory_short", "Whether exports and imports wait for memory", self.app.memory.is_high().into()),
            ("resident_bytes", "Memory of the process", process_bytes("VmRSS").unwrap_or_default()),
            (
                "resident_peak_bytes",
                "The most memory that it had",
                process_bytes("VmHWM").unwrap_or_default(),
            ),
            ("open_files", "Files and connections of the process", open_files().unwrap_or_default()),
            (
                "healthy",
                "Whether the database takes writes",
                (*store.health().borrow() == Health::Sound).into(),
            ),
        ];
        for (name, help, value) in gauges {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)?;
        }
        self.times(&mut encoder)?;
        self.sync_classes(&mut encoder)?;
        self.calls(&mut encoder)
    }
}

impl Numbers {
    /// How long the oldest letter waits.
    fn waits(&self) -> Duration {
        self.letters.oldest.map(|oldest| self.app.clock.now().since(oldest)).unwrap_or_default()
    }

    /// Numbers that are not always there, and who tells them.
    fn times(&self, encoder: &mut DescriptorEncoder) -> Result<(), fmt::Error> {
        let mut gauge = |name, help, value: u64| {
            let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
            gauge.encode(encoder.encode_descriptor(name, help, None, MetricType::Gauge)?)
        };
        if let Ok(free) = FreeSpace::of_file_system(&self.app.folders.data).bytes() {
            gauge("disk_free_bytes", "Room on the disk of the data", free)?;
        }
        if let Some(last) = &self.last_backup {
            gauge("backup_time_seconds", "When the newest backup was made, in Unix time", last.at.secs())?;
        }
        let host = &self.app.service.hostname;
        if let Some(own) = self.app.tls.as_ref().and_then(|tls| tls.certificates().of(host)) {
            let help = "Until when the host's certificate is good, in Unix time";
            gauge("certificate_end_seconds", help, own.not_after().secs())?;
        }
        let help = "The version that runs";
        let mut family = encoder.encode_descriptor("version", help, None, MetricType::Gauge)?;
        let labels = [("version", self.app.service.version.as_str())];
        ConstGauge::new(1_i64).encode(family.encode_family(&labels)?)
    }

    /// How long syncs take: what the wear and the health of a card show in first.
    fn sync_classes(&self, encoder: &mut DescriptorEncoder) -> Result<(), fmt::Error> {
        let help = "Syncs by time; the class is its upper bound in microseconds";
        let mut family = encoder.encode_descriptor("store_syncs_by_time", help, None, MetricType::Counter)?;
        let bounds = SYNC_CLASSES_MICROS.iter().map(u64::to_string).chain(["+Inf".to_owned()]);
        for (bound, count) in bounds.zip(self.app.store.io().sync_classes()) {
            let labels = [("class", bound)];
            ConstCounter::new(count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn calls(&self, encoder: &mut DescriptorEncoder) -> Result<(), fmt::Error> {
        let counts = self.router.table().counts();
        let mut calls = encoder.encode_descriptor("calls", "Calls answered", None, MetricType::Counter)?;
        for (name, count) in counts.clone() {
            for (outcome, value) in
                [("ok", count.succeeded()), ("refused", count.refused()), ("failed", count.failed())]
            {
                if value > 0 {
                    let labels = [("method", name), ("outcome", outcome)];
                    ConstCounter::new(value).encode(calls.encode_family(&labels)?)?;
                }
            }
        }
        let help = "Time until answers began";
        let mut time = encoder.encode_descriptor("calls_microseconds", help, None, MetricType::Counter)?;
        for (name, count) in counts {
            if count.micros() > 0 {
                ConstCounter::new(count.micros()).encode(time.encode_family(&[("method", name)])?)?;
            }
        }
        Ok(())
    }
}

fn open_files() -> Option<u64> {
    u64::try_from(std::fs::read_dir("/proc/self/fd").ok()?.count()).ok()
}
