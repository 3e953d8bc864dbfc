//! Layer 5: mail, from the words to the mail server.
//!
//! Letters are queued in the job that makes their code ([`enqueue`]), rendered when they are sent, tried again for as
//! long as they are of use, and kept for the administrator to read when they cannot be sent at all ([`undelivered`]).
//! Knows nothing of the rules by which accounts get letters.

mod design;
mod letter;
mod mailer;
mod plain_text;
mod queue;
mod render;
mod sink;
mod smtp;

#[cfg(test)]
mod tests;

pub use design::{Design, Designs, InvalidDesign, Look, LookValues, MAX_DESIGN_BYTES};
pub use letter::{Factor, Letter, Notice, Purpose};
pub use mailer::{MailConfig, MailSetupError, Mailer, SmtpConfig};
pub use queue::{
    ADDRESS_CODE_LIFETIME, Backlog, CODE_LIFETIME, QueueError, QueuedLetter, SIGN_IN_CODE_LIFETIME, backlog,
    discard, enqueue, retry, undelivered,
};
pub use render::{Branding, Rendered, TemplateError, Templates};
pub use sink::{SINK_MESSAGES, Sink, SunkMessage};
pub use smtp::{DeliveryError, Smtp, SmtpSetupError, SmtpUrl, SmtpUrlError};
