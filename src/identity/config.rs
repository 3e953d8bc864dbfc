//! What the operator may set about identity.

use std::time::Duration;

/// Settings of identity resolution.
#[derive(Clone, Debug)]
pub struct IdentityConfig {
    /// The PLC directory: scheme and authority.
    pub plc_url: String,
    /// Name servers asked for handles when DNS and HTTPS gave nothing: host names or addresses.
    pub backup_nameservers: Vec<String>,
    /// How long a document is taken as it is.
    pub fresh_for: Duration,
    /// How long a document is still served while a newer one is fetched.
    pub stale_for: Duration,
    /// How long one look-up may take.
    pub timeout: Duration,
    /// Development: handles under `.test` are never asked for on the network.
    pub dev: bool,
}

impl Default for IdentityConfig {
    fn default() -> Self {
        Self {
            plc_url: "https://plc.directory".to_owned(),
            backup_nameservers: Vec::new(),
            fresh_for: Duration::from_secs(3_600),
            stale_for: Duration::from_secs(24 * 3_600),
            timeout: Duration::from_secs(3),
            dev: false,
        }
    }
}
