//! Mail: what is written to account owners, and its way out.

mod letter;
mod plain_text;
mod queue;
mod render;
mod sink;
mod smtp;

pub use letter::{Letter, Purpose};
pub use queue::{QueueError, enqueue, undelivered};
pub use render::{Branding, Rendered, TemplateError, Templates};
pub use sink::{SINK_MESSAGES, Sink, SunkMessage};
pub use smtp::{DeliveryError, Smtp, SmtpSetupError, SmtpUrl, SmtpUrlError};
