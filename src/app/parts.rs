//! Builds the parts of an [`App`] from the settings, lowest first.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::{App, Listening, StartError};
use crate::account::Accounts;
use crate::account::admission::{Admission, DEFAULT_BITS, Hcaptcha, HcaptchaConfig, ProofOfWork};
use crate::account::factors::OperatorPasskeys;
use crate::administrator::Administrator;
use crate::api::proxy::{Proxy, ProxyConfig, ServiceAddress};
use crate::auth::Authenticator;
use crate::base::{Clock, MemoryPressure, Secret, Stop};
use crate::blobs::BlobStore;
use crate::config::{AppBranding, CommitMode, Config, Settings, Url};
use crate::crypto::{Passwords, SealKey};
use crate::doctor::{Doctor, DoctorConfig, History, System};
use crate::dyndns::{DynDns, DynDnsConfig};
use crate::firehose::{CrawlConfig, Crawlers, Hub, SubscriberLimits};
use crate::identity::directory::Directory;
use crate::identity::{IdentityConfig, Resolver};
use crate::lexicon::Lexicons;
use crate::logo::Logo;
use crate::mail::{Branding, MailConfig, Mailer, SmtpConfig};
use crate::net::{Names, Network};
use crate::oauth::client::{BrandingFor, Clients, ClientsConfig};
use crate::oauth::permission_set::PermissionSets;
use crate::oauth::{OAuthConfig, Provider};
use crate::records::{Repositories, Signers};
use crate::sd;
use crate::setup::{Offer, Setup};
use crate::store::{Durability, Event, FreeSpace, OpenError, RETENTION, Store, StoreConfig};
use crate::syntax::Did;
use crate::texts::Catalogue;
use crate::update::{Appliance, Fetch};
use crate::web::{self, Web, WebConfig};
use crate::xrpc::limits::Limits;
use crate::xrpc::{Buffers, Lookups};

/// The page that takes the code of a confirmation letter: that of the app that most people use.
const CONFIRM_LINK: &str = "https://bsky.app/intent/verify-email?code=";
/// By how much the start may take longer after each sign of progress of a repair.
const REPAIR_EXTENSION: Duration = Duration::from_secs(60);

impl App {
    /// Makes the folders, opens the store, and builds the rest.
    ///
    /// # Errors
    /// When a folder cannot be made or the store cannot be opened.
    pub async fn open(config: &Config, clock: Clock, names: Names, stop: Stop) -> Result<Self, StartError> {
        let folders = &config.folders;
        for path in [&folders.data, &folders.blobs, &folders.temporary] {
            std::fs::create_dir_all(path)
                .map_err(|source| StartError::Folder { path: path.clone(), source })?;
        }
        let firehose = Hub::new(subscribers(&config.settings));
        let store = open_store(config, clock.clone(), firehose.clone()).await?;
        let texts = Arc::new(Catalogue::load()?);
        let logo = match config.settings.origins.of("service.logo_url").is_fixed() {
            true => Logo::default(),
            false => Logo::open(&store).await?,
        };
        let mail =
            Mailer::new(&mail(config, logo.clone()), Arc::clone(&texts), store.clone(), clock.clone())?;
        let blobs = open_blobs(config).await.map_err(StartError::Blobs)?;
        let signers = Signers::new(SealKey::new(&config.secrets.seal_key));
        let passwords = Passwords::start(config.passwords).map_err(StartError::Passwords)?;
        let settings = &config.settings;
        let guard = !settings.network.allow_private.unwrap_or(settings.service.dev_mode);
        let network = Network::new(names, guard);
        let identity = Resolver::new(network.clone(), identity(settings), clock.clone());
        let administrator = Administrator::new(
            store.clone(),
            clock.clone(),
            passwords.clone(),
            OperatorPasskeys::new(
                &config.accounts.hostname,
                &config.accounts.public_url,
                &config.secrets.seal_key,
            ),
            config.secrets.admin_password.clone(),
        );
        let accounts = Accounts::new(
            config.accounts.clone(),
            store.clone(),
            clock.clone(),
            passwords,
            signers.clone(),
            identity.clone(),
            mail.clone(),
        );
        let oauth = Provider::new(
            oauth(config),
            store.clone(),
            clock.clone(),
            Clients::new(clients(config), &network, store.clone(), mail.designs().clone(), clock.clone()),
            accounts.devices().clone(),
            PermissionSets::new(identity.clone(), &network, store.clone(), clock.clone()),
        );
        let auth = Authenticator::new(
            accounts.clone(),
            store.clone(),
            identity.clone(),
            oauth.clone(),
            clock.clone(),
            settings.moderation.did.clone(),
            config.secrets.admin_password.clone(),
        );
        Ok(Self {
            web: Web::new(&web(config), &config.service, texts, clock.clone(), logo)?,
            admission: admission(config, &network, &clock),
            accounts,
            administrator,
            oauth,
            auth,
            identity,
            proxy: Proxy::new(proxy(settings)),
            buffers: Buffers::default(),
            memory: MemoryPressure::default(),
            lookups: Lookups::default(),
            limits: Limits::new(config.limits.clone(), clock.clone()),
            service: config.service.clone(),
            repositories: Repositories::new(store.clone(), signers, Lexicons::builtin(), clock.clone()),
            directory: settings.identity.directory.map(|_| Directory::new(store.clone())),
            folders: folders.clone(),
            listening: Listening::default(),
            tls: None,
            local_name: None,
            appliance: Appliance::new(std::path::Path::new("/"), &folders.data),
            update: Fetch::default(),
            dyndns: DynDns::new(dyndns(config), network.trusted.clone(), store.clone(), clock.clone()),
            doctor: Doctor::new(doctor_config(config)),
            history: History::default(),
            crawlers: Crawlers::new(network.trusted.clone(), crawl(config)),
            setup: Setup::begin(offer(config), &folders.data, &config.secrets.seal_key, &store).await?,
            settings: Arc::new(config.settings.clone()),
            saved: config.saved.clone(),
            restart: Arc::default(),
            blobs,
            clock,
            store,
            network,
            firehose,
            mail,
            stop,
        })
    }
}

async fn open_store(config: &Config, clock: Clock, firehose: Hub) -> Result<Store, OpenError> {
    let mut store = StoreConfig::at(&config.folders.database());
    store.durability = match config.settings.storage.durability {
        CommitMode::Standard => Durability::Standard,
        CommitMode::Strict => Durability::Strict,
    };
    store.on_repair = Box::new(|progress| {
        let status = format!("checking the database after a power cut: {:.0} %", progress * 100.0);
        sd::starting(&status, REPAIR_EXTENSION);
        tracing::info!("{status}");
    });
    let publish = Box::new(move |events: &[Event]| firehose.publish(events));
    let opening = tokio::task::spawn_blocking(move || Store::open(store, clock, publish));
    opening.await.expect("opening does not panic")
}

async fn open_blobs(config: &Config) -> io::Result<BlobStore> {
    let folders = config.folders.clone();
    let opening = tokio::task::spawn_blocking(move || {
        let space = FreeSpace::of_file_system(&folders.blobs);
        BlobStore::open(&folders.blobs, &folders.temporary, space)
    });
    opening.await.expect("opening does not panic")
}

fn admission(config: &Config, network: &Network, clock: &Clock) -> Admission {
    let (accounts, captcha) = (&config.settings.accounts, &config.settings.captcha);
    // Invite codes keep programs out already.
    let default = if accounts.invite_required { 0 } else { DEFAULT_BITS };
    let bits = accounts.sign_up_work.map_or(default, |bits| u8::try_from(bits).unwrap_or(u8::MAX));
    let work = || Arc::new(ProofOfWork::new(config.accounts.seal_key.expose(), bits, clock.clone()));
    let puzzle = || {
        Some(HcaptchaConfig {
            site_key: captcha.site_key.clone()?,
            secret_key: captcha.secret_key.clone()?,
            token_salt: captcha.token_salt.clone()?,
        })
    };
    Admission {
        work: (bits > 0).then(work),
        captcha: puzzle().map(|config| Arc::new(Hcaptcha::new(config, network.trusted.clone()))),
    }
}

fn crawl(config: &Config) -> CrawlConfig {
    let url = &config.service.public_url;
    CrawlConfig {
        crawlers: config.settings.firehose.crawlers.iter().map(|url| url.0.clone()).collect(),
        hostname: url.split_once("://").map_or(url.as_str(), |(_, host)| host).to_owned(),
    }
}

fn subscribers(settings: &Settings) -> SubscriberLimits {
    let given = &settings.firehose;
    SubscriberLimits {
        total: given.max_subscribers as usize,
        per_address: given.max_subscribers_per_address as usize,
        backfill: given.backfill.map_or(RETENTION, |span| span.0),
    }
}

/// What an examination of this server has to know.
pub fn doctor_config(config: &Config) -> DoctorConfig {
    let (settings, service) = (&config.settings, &config.service);
    DoctorConfig {
        hostname: service.hostname.clone(),
        did: service.did.clone(),
        public_url: service.public_url.clone(),
        handle_domains: service.handle_domains.clone(),
        crawlers: settings.firehose.crawlers.iter().map(|url| url.0.clone()).collect(),
        plc_url: settings.identity.plc_url.0.clone(),
        app_view_url: settings.appview.url.as_ref().map(|url| url.0.clone()),
        smtp: smtp(&settings.mail.smtp_url, &settings.mail.from),
        data: config.folders.data.clone(),
        temporary: config.folders.temporary.clone(),
        outside_url: settings.doctor.outside_url.as_ref().map(|url| url.0.clone()),
        time_server: settings.doctor.time_server.clone(),
        encrypts: config.tls.is_some(),
        system: System::at(&settings.doctor.system_root),
    }
}

fn smtp(url: &Option<Secret<String>>, from: &Option<String>) -> Option<SmtpConfig> {
    Some(SmtpConfig { url: url.clone()?, from: from.clone()? })
}

fn mail(config: &Config, logo: Logo) -> MailConfig {
    let (settings, given) = (&config.settings, &config.settings.mail);
    let text = |url: &Option<Url>| url.as_ref().map(|url| url.0.clone());
    MailConfig {
        smtp: smtp(&given.smtp_url, &given.from),
        moderation: smtp(&given.moderation_smtp_url, &given.moderation_from),
        sink: settings.service.dev_mode,
        templates: given.templates.clone(),
        branding: Branding {
            service: config.service.name.clone(),
            host: config.service.hostname.clone(),
            home_url: text(&settings.service.home_url),
            logo_url: text(&settings.service.logo_url),
            logo,
            color: settings.service.primary_color.to_string(),
            support: text(&settings.service.support_url).or_else(|| settings.service.contact_email.clone()),
            language: settings.service.language,
            url: config.service.public_url.clone(),
            confirm_link: given.confirmation_link.then(|| CONFIRM_LINK.to_owned()),
        },
    }
}

fn web(config: &Config) -> WebConfig {
    let given = &config.settings.service;
    let text = |url: &Option<Url>| url.as_ref().map(|url| url.0.clone());
    WebConfig {
        branding: web::Branding {
            name: config.service.name.clone(),
            host: config.service.hostname.clone(),
            logo_url: text(&given.logo_url),
            home_url: text(&given.home_url),
            terms_url: text(&given.terms_of_service_url),
            privacy_url: text(&given.privacy_policy_url),
            support_url: text(&given.support_url),
            contact_email: given.contact_email.clone(),
            background_light_url: text(&given.background_light_url),
            background_dark_url: text(&given.background_dark_url),
            primary: given.primary_color,
            error: given.error_color,
            warning: given.warning_color,
            info: given.info_color,
            success: given.success_color,
        },
        templates: config.settings.pages.templates.clone(),
        style: config.settings.pages.style.clone(),
        language: given.language,
        seal_key: config.secrets.seal_key.clone(),
    }
}

fn offer(config: &Config) -> Offer {
    let settings = &config.settings;
    match (settings.setup.enabled, config.is_nameless) {
        (false, _) => Offer::Off,
        (true, true) => Offer::Nameless,
        (true, false) if settings.origins.of("service.hostname").is_fixed() => Offer::Given,
        (true, false) => Offer::Named,
    }
}

fn identity(settings: &Settings) -> IdentityConfig {
    let given = &settings.identity;
    IdentityConfig {
        plc_url: given.plc_url.0.clone(),
        backup_nameservers: given.backup_nameservers.clone(),
        fresh_for: given.fresh_for.0,
        stale_for: given.stale_for.0,
        timeout: given.timeout.0,
        dev: settings.service.dev_mode,
    }
}

fn dyndns(config: &Config) -> DynDnsConfig {
    let given = &config.settings.network;
    DynDnsConfig {
        hostname: config.service.hostname.clone(),
        hook: given.address_hook.clone(),
        url: given.address_url.clone(),
        source: given.address_source.as_ref().map(|url| url.0.clone()),
    }
}

fn oauth(config: &Config) -> OAuthConfig {
    OAuthConfig {
        issuer: config.service.public_url.clone(),
        service: config.service.did.clone(),
        name: config.service.name.clone(),
        secret: config.secrets.jwt_secret.clone(),
    }
}

fn lower_case(hosts: &[String]) -> Vec<String> {
    hosts.iter().map(|host| host.to_ascii_lowercase()).collect()
}

fn clients(config: &Config) -> ClientsConfig {
    ClientsConfig {
        issuer: config.service.public_url.clone(),
        trusted: config.settings.oauth.trusted_clients.clone(),
        branding: match config.settings.oauth.branding {
            AppBranding::Trusted => BrandingFor::Trusted,
            AppBranding::All => BrandingFor::All,
            AppBranding::Nobody => BrandingFor::Nobody,
        },
        template_hosts: lower_case(&config.settings.oauth.template_hosts),
        development_hosts: config.settings.oauth.development_hosts.clone(),
    }
}

fn proxy(settings: &Settings) -> ProxyConfig {
    let service = |url: &Option<Url>, did: &Option<Did>| {
        let (Some(url), Some(did)) = (url, did) else { return None };
        Some(ServiceAddress { did: did.clone(), url: url.0.clone() })
    };
    let mod_service = service(&settings.moderation.url, &settings.moderation.did);
    let reports = &settings.reports;
    let given = &settings.proxy;
    ProxyConfig {
        app_view: service(&settings.appview.url, &settings.appview.did),
        report_service: service(&reports.url, &reports.did).or_else(|| mod_service.clone()),
        mod_service,
        cdn_url_pattern: settings.appview.cdn_url_pattern.clone(),
        headers_timeout: given.head_timeout.0,
        body_timeout: given.body_timeout.0,
        max_response_size: given.max_response_size.0,
        max_retries: given.retries,
        prefer_compressed: given.prefer_compressed,
    }
}

#[cfg(test)]
impl App {
    /// An app in a folder of its own, which goes with the second part. Its clock stands in 2027, its limits
    /// hold, and `hunter2` is the administrator's password.
    pub(crate) async fn for_tests() -> (Self, tempfile::TempDir) {
        use crate::config::{Secrets, Sources};
        let folder = tempfile::tempdir().expect("a folder");
        let flags = [
            format!("storage.directory={}", folder.path().display()),
            "secrets.admin_password=hunter2".to_owned(),
        ];
        let sources = Sources { flags: flags.into(), ..Sources::default() };
        let config = Config::load(&sources, Secrets::Make).expect("valid settings");
        let clock = Clock::manual(crate::base::Timestamp::from_secs(1_800_000_000));
        let names = Names::fixed(crate::net::FixedNames::default());
        (Self::open(&config, clock, names, Stop::new().0).await.expect("an app"), folder)
    }
}
