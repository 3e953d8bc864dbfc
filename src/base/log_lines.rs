//! The last lines of the log, in memory, for the administrator to read.

use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, PoisonError};

/// Lines that are kept.
const MAX_LINES: usize = 200;
/// Longest line that is kept, in bytes.
const MAX_LINE_BYTES: usize = 512;

static LINES: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

/// Takes in what is written to the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct LogLines;

impl LogLines {
    /// The last lines, the latest first.
    pub fn latest() -> Vec<String> {
        let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().rev().cloned().collect()
    }
}

impl io::Write for LogLines {
    /// One event comes in one piece.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = plain(&String::from_utf8_lossy(bytes));
        let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
        for line in text.lines() {
            if lines.len() == MAX_LINES {
                lines.pop_front();
            }
            lines.push_back(line[..line.floor_char_boundary(MAX_LINE_BYTES)].to_owned());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A text without the colours of terminals.
fn plain(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn lines_are_bounded_and_plain() {
        let mut lines = LogLines;
        for number in 0..MAX_LINES + 5 {
            writeln!(lines, "\u{1b}[32m INFO\u{1b}[0m {number} {}", "x".repeat(600)).expect("it takes all");
        }
        let latest = LogLines::latest();
        assert_eq!(latest.len(), MAX_LINES);
        assert!(latest.iter().all(|line| line.len() <= MAX_LINE_BYTES && !line.contains('\u{1b}')));
        assert_eq!(plain("\u{1b}[2m2027\u{1b}[0m a\n"), "2027 a\n");
    }
}
