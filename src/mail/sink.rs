//! Where mail goes in development: the last messages, in memory, for a page and for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::render::Rendered;
use crate::base::Timestamp;

/// How many messages are kept; the oldest makes room.
pub const SINK_MESSAGES: usize = 50;

/// A message that a mailbox would have received.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SunkMessage {
    /// The recipient.
    pub to: String,
    /// When it was delivered, RFC 3339.
    pub at: String,
    /// Its content.
    #[serde(flatten)]
    pub content: Rendered,
}

/// A mailbox for everybody. Clones share it.
#[derive(Clone, Default, Debug)]
pub struct Sink(Arc<Mutex<VecDeque<SunkMessage>>>);

impl Sink {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a message, forgetting the oldest beyond [`SINK_MESSAGES`].
    pub(super) fn deliver(&self, to: &str, at: Timestamp, content: Rendered) {
        let mut messages = self.0.lock().expect("no holder of this lock panics");
        if messages.len() == SINK_MESSAGES {
            messages.pop_front();
        }
        messages.push_back(SunkMessage { to: to.to_owned(), at: at.to_string(), content });
    }

    /// The messages, oldest first.
    pub fn messages(&self) -> Vec<SunkMessage> {
        self.0.lock().expect("no holder of this lock panics").iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_messages_stay() {
        let sink = Sink::new();
        for n in 0..=SINK_MESSAGES {
            let content = Rendered {
                subject: n.to_string(),
                text: String::new(),
                html: String::new(),
                on_behalf: None,
            };
            sink.deliver("alice@example.com", Timestamp::from_secs(1), content);
        }
        let messages = sink.messages();
        assert_eq!(messages.len(), SINK_MESSAGES);
        assert_eq!(messages[0].content.subject, "1");
    }
}
