//! Who the server is, as it tells the network and its users.

use crate::base::Secret;
use crate::syntax::Did;

/// Names, addresses and links of the server.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// The public host name.
    pub hostname: String,
    /// The DID that tokens are issued by and meant for.
    pub did: Did,
    /// Where clients reach it, without a trailing slash: `https://<hostname>`, or `http://localhost:<port>`.
    pub public_url: String,
    /// What people call it.
    pub name: String,
    /// What `_health` says.
    pub version: String,
    /// Where the privacy policy is.
    pub privacy_policy_url: Option<String>,
    /// Where the terms of service are.
    pub terms_of_service_url: Option<String>,
    /// Where the operator is reached.
    pub contact_email: Option<String>,
    /// Domains under which accounts get handles, each with its leading dot.
    pub handle_domains: Vec<String>,
    /// Password of the `admin` user.
    pub admin_password: Secret<String>,
    /// Largest blob in bytes.
    pub blob_upload_limit: u64,
    /// Whether `importRepo` is served.
    pub accepting_repo_imports: bool,
    /// Largest repository that `importRepo` takes, in bytes.
    pub max_repo_import_size: u64,
    /// Everything runs on this machine for a developer: no TLS, no guard against private addresses.
    pub dev_mode: bool,
}

impl ServiceConfig {
    /// Whether a host name is one of the domains of handles or below one.
    pub fn gives_handle(&self, name: &str) -> bool {
        let ours =
            |domain: &String| name.ends_with(domain.as_str()) || Some(name) == domain.strip_prefix('.');
        self.handle_domains.iter().any(ours)
    }
}
