//! Layer 10: settings, read once at the start and handed to each part as a plain struct of that part.
//!
//! Knows every part's settings and nothing of what parts do with them.

mod example;
mod origin;
mod refused;
pub mod saved;
mod secrets;
mod sources;
mod table;
mod value;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub use example::{example, reference};
pub use origin::{Origin, Origins};
pub use saved::Saved;
pub use secrets::ServerSecrets;
pub use sources::ConfigError;
pub use table::{Fallback, SECTIONS, SETTINGS, Setting, Settings};
pub use value::{AppBranding, CommitMode, KeyType, Level, LocalLabel, LogFormat, TlsMode, Url, Verification};

use crate::account::{AccountsConfig, EmailVerification, InvitePolicy};
use crate::app::ServiceConfig;
use crate::base::AddressRange;
use crate::crypto::{Curve, PasswordParams, Passwords};
use crate::dyndns;
use crate::http::{ConnectionLimits, HttpConfig};
use crate::syntax::Did;
use crate::tls::acme::AcmeConfig;
use crate::tls::{FilePair, Source, TlsConfig};
use crate::xrpc::limits::LimitsConfig;

/// Where plain connections are listened for when the server encrypts.
const HTTP_PORT: u16 = 80;
/// Where encrypted ones are.
const HTTPS_PORT: u16 = 443;

/// Where settings are looked for besides the built-in defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// A TOML file.
    pub file: Option<PathBuf>,
    /// Variables of the environment.
    pub environment: Vec<(String, String)>,
    /// `section.key=value` from the command line.
    pub flags: Vec<String>,
}

impl Sources {
    /// The environment of this process and nothing else.
    pub fn environment() -> Self {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self { environment, ..Self::default() }
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.environment.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What the server runs with.
#[derive(Debug)]
pub struct Config {
    /// Every setting as it was given.
    pub settings: Settings,
    /// Who the server is.
    pub service: ServiceConfig,
    /// Who may have an account, and how.
    pub accounts: AccountsConfig,
    /// Connections.
    pub http: HttpConfig,
    /// Encryption, where the server does it itself.
    pub tls: Option<TlsConfig>,
    /// Where encrypted connections are listened for.
    pub tls_listen: Vec<SocketAddr>,
    /// Rate limits.
    pub limits: LimitsConfig,
    /// What hashing a password costs.
    pub passwords: PasswordParams,
    /// Where data lies.
    pub folders: Folders,
    /// The server's secrets.
    pub secrets: ServerSecrets,
    /// Settings that pages change.
    pub saved: Saved,
    /// Whether the server has no name of its own yet, and is there to be set up.
    pub is_nameless: bool,
    /// What the operator should know.
    pub notes: Vec<String>,
}

/// Where data lies.
#[derive(Clone, Debug)]
pub struct Folders {
    /// The folder of everything.
    pub data: PathBuf,
    /// Blobs.
    pub blobs: PathBuf,
    /// Files in the making.
    pub temporary: PathBuf,
}

impl Folders {
    /// The folders of a server with `data` as the folder of everything.
    pub fn of(settings: &Settings, data: PathBuf) -> Self {
        let blobs = settings.storage.blobs.clone().unwrap_or_else(|| data.join("blobs"));
        let temporary = blobs.with_file_name(match blobs.file_name().and_then(|name| name.to_str()) {
            // Beside the blobs, so that finished uploads can be renamed into place.
            Some(name) if name != "blobs" => format!("{name}-partial"),
            _ => "tmp".to_owned(),
        });
        Self { data, blobs, temporary }
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.data.join("hostplant.redb")
    }
}

/// Whether missing secrets are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrets {
    /// For a server that starts: what is missing is made and saved.
    Make,
    /// For a command that looks at a server's data.
    Existing,
}

/// Reads the settings of all `sources`, and under them those that are saved in the data folder that the sources name.
///
/// # Errors
/// The first fault, with its place.
pub fn settings(sources: &Sources) -> Result<(Settings, Vec<String>), ConfigError> {
    let (given, _) = layered(sources, None)?;
    let saved = saved::Values::read(&data_folder(&given, sources))?;
    let (settings, notes) = layered(sources, Some(&saved))?;
    check(&settings)?;
    Ok((settings, notes))
}

/// The settings of all `sources` over what is `saved`, each one right by itself.
fn layered(sources: &Sources, saved: Option<&saved::Values>) -> Result<(Settings, Vec<String>), ConfigError> {
    let mut settings = Settings::default();
    if let Some(saved) = saved {
        saved.apply(&mut settings)?;
    }
    if let Some(file) = &sources.file {
        settings.apply_file(file)?;
    }
    let notes = settings.apply_environment(sources.environment.iter().cloned())?;
    if let Some(directory) = sources.variable("CREDENTIALS_DIRECTORY") {
        settings.apply_credentials(directory.as_ref())?;
    }
    for flag in &sources.flags {
        settings.apply_flag(flag)?;
    }
    Ok((settings, notes))
}

/// The folder that `settings` and `sources` name for data.
pub fn data_folder(settings: &Settings, sources: &Sources) -> PathBuf {
    settings.storage.directory.clone().unwrap_or_else(|| {
        // systemd separates several state directories with colons.
        let state = sources.variable("STATE_DIRECTORY").and_then(|list| list.split(':').next());
        state
            .filter(|folder| !folder.is_empty())
            .map_or_else(|| PathBuf::from("/var/lib/hostplant"), PathBuf::from)
    })
}

impl Config {
    /// Reads everything, and makes the data folder and the secrets in it when `secrets` says so.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn load(sources: &Sources, secrets: Secrets) -> Result<Self, ConfigError> {
        let (mut settings, notes) = settings(sources)?;
        let is_nameless = give_placeholder(&mut settings);
        let data = data_folder(&settings, sources);
        let make = secrets == Secrets::Make;
        if make {
            make_private_folder(&data).map_err(|source| ConfigError::Read { path: data.clone(), source })?;
        }
        let secrets = secrets::complete(&mut settings, &data, make)?;
        let service = service(&settings, &secrets)?;
        Ok(Self {
            accounts: accounts(&settings, &service, &secrets),
            http: http(&settings),
            tls: tls(&settings, &service, &data),
            tls_listen: settings.tls.listen.clone().unwrap_or_else(|| vec![everywhere(HTTPS_PORT)]),
            limits: limits(&settings),
            passwords: passwords(&settings),
            is_nameless,
            saved: Saved::open(&data, sources)?,
            folders: Folders::of(&settings, data),
            service,
            secrets,
            settings,
            notes,
        })
    }
}

/// Gives a server that waits to be set up what it needs until it has a name. Says whether it is one.
fn give_placeholder(settings: &mut Settings) -> bool {
    let is_default = |name: &str| settings.origins.of(name) == Origin::Default;
    let (nameless, encrypts) = (is_default("service.hostname"), is_default("tls.mode"));
    let tells_no_name = is_default("network.mdns");
    if !settings.setup.enabled || !nameless {
        return false;
    }
    settings.service.hostname = crate::setup::PLACEHOLDER.to_owned();
    if encrypts {
        settings.tls.mode = TlsMode::SelfSigned;
    }
    if tells_no_name && let Some(label) = crate::setup::PLACEHOLDER.strip_suffix(".local") {
        settings.network.mdns = LocalLabel(label.to_owned());
    }
    true
}

fn make_private_folder(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// How often the administrator's charts may get a point.
const SAMPLES: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(60 * 60);

/// Settings that only make sense together.
fn check(settings: &Settings) -> Result<(), ConfigError> {
    let conflict = |message: &str| Err(ConfigError::Conflict(message.to_owned()));
    let hostname = &settings.service.hostname;
    if hostname != "localhost" && hostname.parse::<crate::syntax::Handle>().is_err() {
        return conflict(
            "service.hostname must be a host name without a scheme or port, such as pds.example.com",
        );
    }
    for (name, url, did) in [
        ("appview", settings.appview.url.is_some(), settings.appview.did.is_some()),
        ("moderation", settings.moderation.url.is_some(), settings.moderation.did.is_some()),
        ("reports", settings.reports.url.is_some(), settings.reports.did.is_some()),
    ] {
        if url != did {
            return Err(ConfigError::Conflict(format!("{name}.url and {name}.did need each other")));
        }
    }
    if settings.mail.smtp_url.is_some() != settings.mail.from.is_some() {
        return conflict("mail.smtp_url and mail.from need each other");
    }
    if settings.accounts.email_verification == Verification::Before
        && settings.mail.smtp_url.is_none()
        && !settings.service.dev_mode
    {
        return conflict("accounts.email_verification can only be before where mail.smtp_url is set");
    }
    if settings.mail.moderation_smtp_url.is_some() != settings.mail.moderation_from.is_some() {
        return conflict("mail.moderation_smtp_url and mail.moderation_from need each other");
    }
    if let Some(directory) = settings.identity.directory
        && !(settings.service.dev_mode && directory.ip().is_loopback())
    {
        return conflict("identity.directory is for service.dev_mode and must be a loopback address");
    }
    if !settings.oauth.development_hosts.is_empty() && !settings.service.dev_mode {
        return conflict("oauth.development_hosts is for service.dev_mode");
    }
    if settings.tls.mode == TlsMode::Files && settings.tls.certificate.is_none() {
        return conflict("tls.mode = \"files\" needs tls.certificate");
    }
    if settings.tls.mode == TlsMode::Acme && hostname == "localhost" {
        return conflict("tls.mode = \"acme\" needs a public service.hostname");
    }
    if let Some(url) = &settings.network.address_url
        && !dyndns::is_update_url(url.expose())
    {
        return conflict("network.address_url must be an http:// or https:// address");
    }
    let passwords = passwords(settings);
    if !passwords.is_enough() || !Passwords::allows(passwords) {
        return conflict(
            "passwords.memory and passwords.passes must be at least 7 MiB with 5, 9 MiB with 4, 12 MiB with 3, 19 MiB with 2 or 46 MiB with 1, and at most 256 MiB with 1000",
        );
    }
    if !(SAMPLES.contains(&settings.admin.sample_every.0)) {
        return conflict("admin.sample_every must be between 1s and 1h");
    }
    if settings.http.max_connections == 0 {
        return conflict("http.max_connections must not be 0");
    }
    Ok(())
}

/// The server's own DID.
fn service_did(settings: &Settings) -> Result<Did, ConfigError> {
    let given = &settings.service;
    match &given.did {
        Some(did) => Ok(did.clone()),
        None => format!("did:web:{}", given.hostname.to_ascii_lowercase()).parse().map_err(|_| {
            ConfigError::Conflict("service.hostname makes no did:web; set service.did".to_owned())
        }),
    }
}

fn service(settings: &Settings, secrets: &ServerSecrets) -> Result<ServiceConfig, ConfigError> {
    let given = &settings.service;
    let hostname = given.hostname.to_ascii_lowercase();
    let local = hostname == "localhost";
    let did = service_did(settings)?;
    let domains = match &settings.accounts.handle_domains {
        Some(domains) if !domains.is_empty() => domains.iter().map(|domain| domain.0.clone()).collect(),
        _ if local => vec![".test".to_owned()],
        _ => vec![format!(".{hostname}")],
    };
    Ok(ServiceConfig {
        public_url: if local {
            format!("http://localhost:{}", given.port)
        } else if hostname == crate::setup::PLACEHOLDER && settings.tls.mode == TlsMode::Off {
            format!("http://{hostname}")
        } else {
            format!("https://{hostname}")
        },
        name: given.name.clone().unwrap_or_else(|| format!("{hostname} PDS")),
        version: given.version.clone().unwrap_or_else(|| env!("CARGO_PKG_VERSION").to_owned()),
        hostname,
        did,
        privacy_policy_url: given.privacy_policy_url.clone().map(|url| url.0),
        terms_of_service_url: given.terms_of_service_url.clone().map(|url| url.0),
        contact_email: given.contact_email.clone(),
        handle_domains: domains,
        admin_password: secrets.admin_password.clone(),
        blob_upload_limit: settings.blobs.upload_limit.0,
        accepting_repo_imports: settings.repos.accept_imports,
        max_repo_import_size: settings.repos.max_import_size.0,
        dev_mode: given.dev_mode,
    })
}

fn accounts(settings: &Settings, service: &ServiceConfig, secrets: &ServerSecrets) -> AccountsConfig {
    let given = &settings.accounts;
    AccountsConfig {
        hostname: service.hostname.clone(),
        public_url: service.public_url.clone(),
        service: service.did.clone(),
        handle_domains: service.handle_domains.clone(),
        jwt_secret: secrets.jwt_secret.clone(),
        seal_key: secrets.seal_key.clone(),
        rotation_key: secrets.plc_rotation_key.clone(),
        recovery_key: settings.identity.recovery_key,
        curve: match given.key_type {
            KeyType::P256 => Curve::P256,
            KeyType::K256 => Curve::K256,
        },
        invites: InvitePolicy {
            required: given.invite_required,
            interval: given.invite_interval.as_ref().map(|span| span.0),
            epoch: given.invite_epoch.0,
        },
        disposable_domains: given.blocked_mail_domains.clone(),
        document_with_session: given.did_doc_with_session,
        sign_in_notices: settings.mail.sign_in_notices,
        codes_per_minute: settings.mail.codes_per_minute,
        international_mail: settings.mail.international,
        email_verification: match given.email_verification {
            Verification::Before => EmailVerification::Before,
            Verification::Afterwards => EmailVerification::Afterwards,
            Verification::Off => EmailVerification::Off,
        },
    }
}

/// Every address of this machine.
fn everywhere(port: u16) -> SocketAddr {
    // One socket takes both families where the system has IPv6.
    if std::net::UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).is_ok() {
        SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), port)
    } else {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port)
    }
}

fn tls(settings: &Settings, service: &ServiceConfig, data: &Path) -> Option<TlsConfig> {
    let given = &settings.tls;
    let mut names = vec![service.hostname.clone()];
    let source = match given.mode {
        TlsMode::Off => return None,
        TlsMode::Files => Source::Files(FilePair {
            certificate: given.certificate.clone()?,
            key: given.key.clone().or_else(|| given.certificate.clone())?,
        }),
        TlsMode::SelfSigned => Source::SelfSigned { file: data.join("tls").join("self-signed.pem") },
        TlsMode::Acme => {
            if given.acme_dns_hook.is_some() {
                names.extend(service.handle_domains.iter().map(|domain| format!("*{domain}")));
            }
            Source::Acme(AcmeConfig {
                directory: given.acme_directory.0.clone(),
                contact: given.acme_contact.clone(),
                folder: data.join("acme"),
                root: given.acme_root.clone(),
                dns_hook: given.acme_dns_hook.clone(),
            })
        }
    };
    Some(TlsConfig { source, names, http2: given.http2 })
}

fn http(settings: &Settings) -> HttpConfig {
    let given = &settings.http;
    let encrypts = settings.tls.mode != TlsMode::Off;
    let port = if encrypts { HTTP_PORT } else { settings.service.port };
    HttpConfig {
        listen: given.listen.clone().unwrap_or_else(|| vec![everywhere(port)]),
        connections: ConnectionLimits {
            total: given.max_connections as usize,
            per_address: given.max_connections_per_address,
        },
        trusted_proxies: given.trusted_proxies.clone().unwrap_or_else(|| match settings.tls.mode {
            TlsMode::Off => AddressRange::local_networks(),
            // Callers come by themselves: a header could only be a neighbour who pretends to be somebody else.
            TlsMode::Acme | TlsMode::Files | TlsMode::SelfSigned => Vec::new(),
        }),
    }
}

/// What hashing a password costs with these settings.
pub fn passwords(settings: &Settings) -> PasswordParams {
    let given = &settings.passwords;
    let memory_kib = u32::try_from(given.memory.0 / 1024).unwrap_or(u32::MAX);
    PasswordParams { memory_kib, passes: given.passes, lanes: 1 }
}

fn limits(settings: &Settings) -> LimitsConfig {
    LimitsConfig {
        enabled: settings.limits.enabled.unwrap_or(!settings.service.dev_mode),
        bypass_key: settings.limits.bypass_key.clone(),
        bypass: settings.limits.bypass.clone(),
    }
}

#[cfg(test)]
mod tests;
