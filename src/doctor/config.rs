//! What is examined, as the settings say.

use std::path::PathBuf;

use super::System;
use crate::mail::SmtpConfig;
use crate::syntax::Did;

/// What an examination has to know of the settings.
#[derive(Clone, Debug)]
pub struct DoctorConfig {
    /// The public host name.
    pub hostname: String,
    /// The server's own DID.
    pub did: Did,
    /// Where clients reach the server, without a trailing slash.
    pub public_url: String,
    /// Domains of handles, each with its leading dot.
    pub handle_domains: Vec<String>,
    /// Base URLs of relays.
    pub crawlers: Vec<String>,
    /// The PLC directory's address.
    pub plc_url: String,
    /// The AppView's address.
    pub app_view_url: Option<String>,
    /// The mail server.
    pub smtp: Option<SmtpConfig>,
    /// The folder of everything.
    pub data: PathBuf,
    /// Where files are made before they are moved into place: on the file system of the data.
    pub temporary: PathBuf,
    /// A service that looks at the server from outside.
    pub outside_url: Option<String>,
    /// A time server, with or without a port; empty for none.
    pub time_server: String,
    /// Whether the server encrypts itself.
    pub encrypts: bool,
    /// Where the system's readings come from.
    pub system: System,
}

impl DoctorConfig {
    /// Whether nobody but this machine is meant to reach the server.
    pub(super) fn is_local(&self) -> bool {
        self.hostname == "localhost"
    }
}
