//! Logs, to standard error and, the last lines, to memory: plain lines for people and for the journal, or JSON.

use std::io::{self, IsTerminal};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt;

use crate::base::LogLines;
use crate::config::{Level, LogFormat};

/// Sends log lines to standard error from now on. The first call counts.
pub fn log(level: Level, format: LogFormat) {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    let lines = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr.and(LogLines::default))
        .with_target(false)
        .with_ansi(io::stderr().is_terminal());
    // The journal stamps lines itself; a second call has no effect, which tests rely on.
    let journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let _ = match format {
        LogFormat::Json => tracing::subscriber::set_global_default(lines.json().finish()),
        LogFormat::Text if journal => tracing::subscriber::set_global_default(lines.without_time().finish()),
        LogFormat::Text => tracing::subscriber::set_global_default(lines.finish()),
    };
}
