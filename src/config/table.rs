//! Every setting, in one table: its type, its default, the variable of the reference that sets it, and what it means.
//! Parsing, `config example`, `config check` and `docs/configuration.md` all come from here.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::origin::Origins;
use super::value::{
    AppBranding, CommitMode, Given, HandleDomain, KeyType, Level, LocalLabel, LogFormat, Size, Span, TlsMode,
    UnixMillis, Url, Value, Verification,
};
use crate::base::{AddressRange, Secret};
use crate::crypto::PublicKey;
use crate::oauth::client::{ClientId, DevelopmentHost};
use crate::syntax::Did;
use crate::texts::Language;
use crate::web::Color;

/// What the table says of one setting.
pub struct Setting {
    /// The TOML table that it is in.
    pub section: &'static str,
    /// Its key in that table.
    pub key: &'static str,
    /// The reference's variable, or empty.
    pub variable: &'static str,
    /// What kind of value it takes.
    pub kind: &'static str,
    /// Whether the value must not be shown.
    pub secret: bool,
    /// What it is when nothing sets it.
    pub default: Fallback,
    /// What it means.
    pub doc: &'static str,
    /// Sets it.
    pub(super) set: fn(&mut Settings, &Given) -> Result<(), String>,
}

/// What a setting is when nothing sets it.
#[derive(Clone, Copy, Debug)]
pub enum Fallback {
    /// This value.
    Value(&'static str),
    /// What these words describe.
    Derived(&'static str),
}

impl std::fmt::Debug for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.section, self.key)
    }
}

/// Writes the sections as structs and the table. A setting with `= "…"` always has a value; one with `? "…"` is an
/// `Option`, and the words say what happens without it.
macro_rules! settings {
    (@field = $type:ty) => { $type };
    (@field ? $type:ty) => { Option<$type> };
    (@default = $type:ty, $text:literal) => {
        <$type as Value>::read(&Given::Text($text.to_owned())).expect("a test reads every default")
    };
    (@default ? $type:ty, $text:literal) => { None };
    (@store = $value:expr) => { $value };
    (@store ? $value:expr) => { Some($value) };
    (@fallback = $text:literal) => { Fallback::Value($text) };
    (@fallback ? $text:literal) => { Fallback::Derived($text) };
    ($($section:ident $struct:ident $section_doc:literal {
        $($key:ident: $type:ty, $mark:tt $default:literal, [$($variable:literal)?], $doc:literal;)+
    })+) => {
        /// All settings as they were given, defaults filled in.
        #[derive(Clone, Debug, Default)]
        pub struct Settings {
            $(#[doc = $section_doc] pub $section: $struct,)+
            /// What gave each of them its value.
            pub origins: Origins,
        }

        $(#[doc = $section_doc]
        #[allow(rustdoc::invalid_html_tags, reason = "the texts are for Markdown of our own, where <name> is text")]
        #[derive(Clone, Debug)]
        pub struct $struct {
            $(#[doc = $doc] pub $key: settings!(@field $mark $type),)+
        }

        impl Default for $struct {
            fn default() -> Self {
                Self { $($key: settings!(@default $mark $type, $default),)+ }
            }
        })+

        /// The sections in order, each with what it is about.
        pub static SECTIONS: &[(&str, &str)] = &[$((stringify!($section), $section_doc)),+];

        /// The settings in order.
        pub static SETTINGS: &[Setting] = &[$($(Setting {
            section: stringify!($section),
            key: stringify!($key),
            variable: concat!("", $($variable)?),
            kind: <$type as Value>::KIND,
            secret: <$type as Value>::SECRET,
            default: settings!(@fallback $mark $default),
            doc: $doc,
            set: |settings, given| {
                settings.$section.$key = settings!(@store $mark <$type as Value>::read(given)?);
                Ok(())
            },
        },)+)+];
    };
}

settings! {
    service Service "Who the server is." {
        hostname: String, = "localhost", ["PDS_HOSTNAME"],
            "The public host name. Clients reach the server at https://<hostname>.";
        port: u16, = "2583", ["PDS_PORT"], "Port to listen on, and part of the address when the host is localhost.";
        did: Did, ? "did:web:<hostname>", ["PDS_SERVICE_DID"], "The server's own DID.";
        name: String, ? "\"<hostname> PDS\"", ["PDS_SERVICE_NAME"], "What people call the service.";
        language: Language, = "en", [],
            "What pages and letters are written in for those who do not say what they read: en, de, es, fr, ja, pt-BR or sv.";
        version: String, ? "hostplant's version", ["PDS_VERSION"], "The version that /xrpc/_health shows.";
        home_url: Url, ? "none", ["PDS_HOME_URL"], "Where the service's name links to.";
        logo_url: Url, ? "none", ["PDS_LOGO_URL"], "An image for pages and mail.";
        privacy_policy_url: Url, ? "none", ["PDS_PRIVACY_POLICY_URL"], "The privacy policy.";
        terms_of_service_url: Url, ? "none", ["PDS_TERMS_OF_SERVICE_URL"], "The terms of service.";
        support_url: Url, ? "none", ["PDS_SUPPORT_URL"], "Where users get help.";
        contact_email: String, ? "none", ["PDS_CONTACT_EMAIL_ADDRESS"], "How the operator is reached.";
        background_light_url: Url, ? "none", ["PDS_BACKGROUND_LIGHT_URL"], "An image behind pages by day.";
        background_dark_url: Url, ? "none", ["PDS_BACKGROUND_DARK_URL"], "An image behind pages by night.";
        primary_color: Color, = "#2458c4", ["PDS_PRIMARY_COLOR"],
            "Buttons and links of pages, headings in mail. As text it is made darker or lighter until it can be read.";
        error_color: Color, = "#c62828", ["PDS_ERROR_COLOR"], "What went wrong, on pages.";
        warning_color: Color, = "#b26a00", ["PDS_WARNING_COLOR"], "What needs care.";
        info_color: Color, = "#2458c4", ["PDS_INFO_COLOR"], "What is worth knowing.";
        success_color: Color, = "#1b7f43", ["PDS_SUCCESS_COLOR"], "What went well.";
        dev_mode: bool, = "false", ["PDS_DEV_MODE"],
            "For developers: addresses in private networks may be called, and http:// is enough.";
    }
    http Http "Connections." {
        listen: Vec<SocketAddr>, ? "every address, on service.port", [], "Where to listen.";
        max_connections: u32, = "256", [], "Connections at once; each costs about 25 KiB. Further ones wait.";
        max_connections_per_address: u32, = "32", [],
            "Connections at once from one address (IPv6: one /64); trusted proxies are exempt.";
        trusted_proxies: Vec<AddressRange>, ? "loopback, link-local and private networks where tls.mode is off, else nobody", [],
            "Whose X-Forwarded-For header is believed.";
    }
    tls Tls "Encryption by the server itself. With off, a proxy or tunnel in front of it speaks HTTPS; otherwise plain connections (http.listen, then port 80) are led to the encrypted ones." {
        mode: TlsMode, = "off", [],
            "off; acme: certificates come from an authority and are renewed; files: from tls.certificate and tls.key; self-signed: made here, so that browsers warn.";
        listen: Vec<SocketAddr>, ? "every address, on port 443", [], "Where to listen for encrypted connections.";
        http2: bool, = "true", [], "Whether HTTP/2 is spoken with those who can; WebSockets stay with HTTP/1.1.";
        certificate: PathBuf, ? "none", [], "The certificate with its chain, in PEM form. A changed file is taken up within half a minute.";
        key: PathBuf, ? "none", [], "Its private key, in PEM form; may be the same file.";
        acme_directory: Url, = "https://acme-v02.api.letsencrypt.org/directory", [], "The authority's directory.";
        acme_contact: String, ? "none", [], "An e-mail address at which the authority reaches you.";
        acme_root: PathBuf, ? "the public ones", [], "The root certificate of an authority of your own, in PEM form.";
        acme_dns_hook: PathBuf, ? "none", [],
            "A command that is run with set or clear, a name and a value, and changes that TXT record. With it there is one certificate for all handles of a domain; without it each handle gets its own.";
    }
    storage Storage "Where data lies. Database, blobs and temporary files must be on one file system." {
        directory: PathBuf, ? "$STATE_DIRECTORY, else /var/lib/hostplant", ["PDS_DATA_DIRECTORY"],
            "The folder of everything.";
        blobs: PathBuf, ? "blobs in the folder of everything", ["PDS_BLOBSTORE_DISK_LOCATION"], "Where blobs lie.";
        durability: CommitMode, = "standard", [],
            "How certain a commit is. strict starts faster after a power cut and writes several times more.";
    }
    blobs Blobs "Uploads." {
        upload_limit: Size, = "100 MiB", ["PDS_BLOB_UPLOAD_LIMIT"], "Largest blob.";
    }
    repos Repos "Repositories." {
        accept_imports: bool, = "true", ["PDS_ACCEPTING_REPO_IMPORTS"], "Whether accounts may move here with their data.";
        max_import_size: Size, = "1 GiB", ["PDS_MAX_REPO_IMPORT_SIZE"], "Largest repository that is taken.";
    }
    accounts Accounts "Sign-up and sessions." {
        handle_domains: Vec<HandleDomain>, ? ".<hostname>, or .test on localhost", ["PDS_SERVICE_HANDLE_DOMAINS"],
            "Domains under which accounts get handles.";
        invite_required: bool, = "true", ["PDS_INVITE_REQUIRED"], "Whether signing up needs an invite code.";
        invite_interval: Span, ? "accounts earn no invite codes", ["PDS_INVITE_INTERVAL"],
            "How long an account lives to earn an invite code.";
        invite_epoch: UnixMillis, = "0", ["PDS_INVITE_EPOCH"], "Time before this earns no invite codes.";
        did_doc_with_session: bool, = "false", ["PDS_ENABLE_DID_DOC_WITH_SESSION"],
            "Whether logging in returns the DID document.";
        key_type: KeyType, = "p256", [], "The curve of new signing keys.";
        sign_up_work: u32, ? "18 where no invite code is needed, else 0", [],
            "How much a browser computes before it may make an account on the sign-up page: leading zero bits of a hash. 18 takes about a second, each more doubles it, 0 asks for nothing, 26 is the most.";
        email_verification: Verification, = "afterwards", [],
            "When a new account's owner must show that they read its e-mail address: before there is an account (which needs mail, and is for the sign-up page only), afterwards (a code comes with the account), or off. Where mail works, a browser that cannot compute the check above gets a code first in any case.";
        blocked_mail_domains: Vec<String>, = "", [], "Mail domains that may not sign up, besides the built-in list.";
    }
    passwords Passwords "How much work hashing a password is (Argon2id). `hostplant tune` measures this machine and sets both." {
        memory: Size, = "19 MiB", [], "Memory that one hash takes; one is made at a time.";
        passes: u32, = "2", [], "Passes over that memory. Passwords that were hashed with less work are hashed anew when they are next used.";
    }
    captcha Captcha "A puzzle by hCaptcha on the sign-up page. All three settings or none; visitors' browsers then talk to hCaptcha." {
        site_key: String, ? "no puzzle", ["PDS_HCAPTCHA_SITE_KEY"], "The site's public key.";
        secret_key: Secret<String>, ? "no puzzle", ["PDS_HCAPTCHA_SECRET_KEY"], "The secret key.";
        token_salt: Secret<String>, ? "no puzzle", ["PDS_HCAPTCHA_TOKEN_SALT"],
            "Mixed into the hashes that hCaptcha is told of visitors.";
    }
    identity Identity "DIDs and handles." {
        plc_url: Url, = "https://plc.directory", ["PDS_DID_PLC_URL"], "The PLC directory.";
        directory: SocketAddr, ? "none", [],
            "For developers: serves a PLC directory of its own here, which is then the one that is used.";
        recovery_key: PublicKey, ? "none", ["PDS_RECOVERY_DID_KEY"],
            "A did:key that may recover every account made here; it ranks before the server's key.";
        backup_nameservers: Vec<String>, = "", ["PDS_HANDLE_BACKUP_NAMESERVERS"],
            "Name servers asked for handles when all else gave nothing.";
        timeout: Span, = "3s", ["PDS_ID_RESOLVER_TIMEOUT"], "How long one look-up may take.";
        fresh_for: Span, = "1h", ["PDS_DID_CACHE_STALE_TTL"], "How long a DID document is not asked for again.";
        stale_for: Span, = "24h", ["PDS_DID_CACHE_MAX_TTL"], "How long an old document serves while a new one is fetched.";
    }
    mail Mail "Letters to account owners. Without SMTP codes wait for `hostplant codes`." {
        smtp_url: Secret<String>, ? "no mail is sent", ["PDS_EMAIL_SMTP_URL"],
            "The mail server: smtp:// or smtps://user:password@host:port.";
        from: String, ? "no mail is sent", ["PDS_EMAIL_FROM_ADDRESS"], "The sender of letters.";
        moderation_smtp_url: Secret<String>, ? "mail.smtp_url", ["PDS_MODERATION_EMAIL_SMTP_URL"],
            "The mail server for the operator's letters.";
        moderation_from: String, ? "mail.from", ["PDS_MODERATION_EMAIL_ADDRESS"], "The sender of the operator's letters.";
        confirmation_link: bool, = "true", [],
            "Whether confirmation letters link to a page that takes the code.";
        sign_in_notices: bool, = "true", [],
            "Whether owners are told of sign-ins from places and devices not seen before.";
        codes_per_minute: u32, = "30", [],
            "Most letters with codes to sign in that leave in a minute, for everybody together: what the mail server takes.";
        international: bool, = "false", [],
            "Whether the mail server takes addresses with letters beyond ASCII before the @ (SMTPUTF8).";
        templates: PathBuf, ? "the built-in ones", [], "A folder with templates that replace built-in ones.";
    }
    pages Pages "Pages for people." {
        templates: PathBuf, ? "the built-in ones", [],
            "A folder with templates that replace built-in ones of the same name, such as site/landing.html.";
        style: PathBuf, ? "none", [], "A style sheet whose rules come after the built-in ones.";
    }
    firehose Firehose "Who follows the server." {
        crawlers: Vec<Url>, = "", ["PDS_CRAWLERS"], "Relays that are told about new events.";
        max_subscribers: u32, = "16", [], "Subscribers at once.";
        max_subscribers_per_address: u32, = "4", [], "Subscribers at once from one address; this machine itself is exempt.";
        backfill: Span, ? "all that is kept", ["PDS_REPO_BACKFILL_LIMIT_MS"],
            "How far back a subscriber may start.";
    }
    appview AppView "The service that answers what the server does not: timelines, search, profiles of others." {
        url: Url, ? "none", ["PDS_BSKY_APP_VIEW_URL"], "Its address.";
        did: Did, ? "none", ["PDS_BSKY_APP_VIEW_DID"], "Its DID; needed with the address.";
        cdn_url_pattern: String, ? "getBlob of this server", ["PDS_BSKY_APP_VIEW_CDN_URL_PATTERN"],
            "Addresses of images: a printf pattern of preset, DID and CID.";
    }
    moderation Moderation "The moderation service." {
        url: Url, ? "none", ["PDS_MOD_SERVICE_URL"], "Its address.";
        did: Did, ? "none", ["PDS_MOD_SERVICE_DID"], "Its DID; needed with the address.";
    }
    reports Reports "Where users' reports go." {
        url: Url, ? "moderation.url", ["PDS_REPORT_SERVICE_URL"], "Its address.";
        did: Did, ? "moderation.did", ["PDS_REPORT_SERVICE_DID"], "Its DID; needed with the address.";
    }
    proxy Proxy "Calls that are forwarded." {
        head_timeout: Span, = "10s", ["PDS_PROXY_HEADERS_TIMEOUT"], "How long a service may take to begin its answer.";
        body_timeout: Span, = "30s", ["PDS_PROXY_BODY_TIMEOUT"], "How long an answer may stand still.";
        max_response_size: Size, = "10 MiB", ["PDS_PROXY_MAX_RESPONSE_SIZE"], "Largest answer.";
        retries: u32, = "0", ["PDS_PROXY_MAX_RETRIES"], "How often a query is tried again when the connection fails.";
        prefer_compressed: bool, = "false", ["PDS_PROXY_PREFER_COMPRESSED"],
            "Whether compressed answers are preferred where the server must read them.";
    }
    oauth OAuth "Apps that people let in." {
        trusted_clients: Vec<ClientId>, = "", ["PDS_OAUTH_TRUSTED_CLIENTS"],
            "Names (client_id) of apps that the operator vouches for: their name and logo are shown.";
        branding: AppBranding, = "trusted", [],
            "Whose colours, subjects and templates for letters with sign-in codes are used, cleaned of what is harmful.";
        template_hosts: Vec<String>, = "", [],
            "Hosts that may keep such templates for apps of other hosts.";
        development_hosts: Vec<DevelopmentHost>, = "", [],
            "For developers: name=address, where documents of the app at that host name are fetched in plain HTTP.";
    }
    network Network "How the server is found, and calls to addresses that others choose." {
        mdns: LocalLabel, = "", [],
            "The name that this machine has on the local network by multicast DNS: hostplant makes it hostplant.local, which is also the name of a server that waits to be set up. Empty for none.";
        address_hook: PathBuf, ? "none", [],
            "A command that is run when the public addresses change, with HOSTPLANT_HOSTNAME, HOSTPLANT_IPV4 and HOSTPLANT_IPV6 in its environment; see docs/reach/dynamic-dns.md.";
        address_url: Secret<String>, ? "none", [],
            "The update address of a dynamic DNS provider, with {hostname}, {ipv4} and {ipv6} where those belong, called when the public addresses change.";
        address_source: Url, ? "nobody is asked", [],
            "Who says what the public IPv4 address is where this machine does not have it itself: an address that answers with it.";
        allow_private: bool, ? "service.dev_mode", ["PDS_DISABLE_SSRF_PROTECTION"],
            "Whether addresses in private networks may be called.";
    }
    limits Limits "Rate limits." {
        enabled: bool, ? "true, but not in development mode", ["PDS_RATE_LIMITS_ENABLED"], "Whether they hold.";
        bypass_key: Secret<String>, ? "none", ["PDS_RATE_LIMIT_BYPASS_KEY"],
            "Requests with this in their x-ratelimit-bypass header are not counted.";
        bypass: Vec<AddressRange>, = "", ["PDS_RATE_LIMIT_BYPASS_IPS"], "Callers that are not counted.";
    }
    secrets Secrets "Made on the first start and kept in secrets.toml of the data folder, unless given here." {
        jwt_secret: Secret<String>, ? "made", ["PDS_JWT_SECRET"], "Signs session tokens.";
        admin_password: Secret<String>, ? "made", ["PDS_ADMIN_PASSWORD"], "Password of the admin user.";
        plc_rotation_key: Secret<String>, ? "made", [],
            "The server's PLC rotation key: p256: or k256:, then 64 hexadecimal digits.";
        plc_rotation_key_k256: Secret<String>, ? "secrets.plc_rotation_key",
            ["PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX"], "The same as bare hexadecimal digits of a k256 key.";
        seal_key: Secret<String>, ? "made", [], "Seals signing keys in the database: 64 hexadecimal digits.";
    }
    log Log "What is written to standard error." {
        level: Level, = "info", ["LOG_LEVEL"], "How much.";
        format: LogFormat, = "text", [], "How it looks.";
    }
    clock Clock "When the clock is believed. Until then nothing is signed." {
        marker: PathBuf, ? "later than 2026-01-01 is believed", [],
            "A file that is there once the clock was set, such as systemd's /run/systemd/timesync/synchronized.";
    }
    doctor Doctor "What `hostplant doctor` asks of others." {
        outside_url: Url, ? "nobody looks from outside", [],
            "A helper on the internet that is asked whether the server's ports are open; see docs/doctor.md.";
        time_server: String, = "pool.ntp.org", [],
            "A time server that the clock is compared with, as host or host:port; empty for none.";
        system_root: PathBuf, = "/", [],
            "The folder in which proc, sys and the appliance's run and etc are looked for: another one in a container that has the machine's own elsewhere.";
    }
    admin Admin "The administrator's pages at /admin." {
        lan_only: bool, = "false", [], "Whether only browsers with an address of a private network see them.";
        sample_every: Span, = "60s", [],
            "How often the charts get a point, of which 180 are kept: between 1s and 1h.";
    }
    setup Setup "First boot." {
        enabled: bool, = "false", [],
            "Whether a new server is set up on its own pages, by whoever has the code of its console. Without service.hostname there is nothing else until then.";
    }
    metrics Metrics "Numbers about the running server." {
        listen: SocketAddr, ? "not served", [], "Where /metrics is served. Keep it local.";
    }
}
