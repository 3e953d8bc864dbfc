//! Settings from every source, and what is refused.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use super::refused::VERDICTS;
use super::*;

fn from_environment(variables: &[(&str, &str)]) -> Result<(Settings, Vec<String>), ConfigError> {
    let environment =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    settings(&Sources { environment, ..Sources::default() })
}

fn from_toml(text: &str) -> Result<Settings, String> {
    let mut settings = Settings::default();
    settings.apply_toml(text, Path::new("hostplant.toml")).map_err(|error| error.to_string())?;
    Ok(settings)
}

#[test]
fn every_default_is_a_value_and_every_name_is_used_once() {
    let _ = Settings::default();
    let mut names: Vec<String> = SETTINGS.iter().map(Setting::name).collect();
    names.extend(SETTINGS.iter().map(|s| s.variable.to_owned()).filter(|name| !name.is_empty()));
    names.extend(VERDICTS.iter().map(|(name, _)| (*name).to_owned()));
    names.sort();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    assert!(VERDICTS.is_sorted_by_key(|(name, _)| name));
}

/// The variables of the reference, as its configuration module lists them.
const REFERENCE: &str = "PORT HOSTNAME SERVICE_DID SERVICE_NAME VERSION HOME_URL LOGO_URL PRIVACY_POLICY_URL SUPPORT_URL \
     TERMS_OF_SERVICE_URL CONTACT_EMAIL_ADDRESS ACCEPTING_REPO_IMPORTS MAX_REPO_IMPORT_SIZE BLOB_UPLOAD_LIMIT DEV_MODE \
     HCAPTCHA_SITE_KEY HCAPTCHA_SECRET_KEY HCAPTCHA_TOKEN_SALT OAUTH_TRUSTED_CLIENTS PRIMARY_COLOR ERROR_COLOR \
     WARNING_COLOR INFO_COLOR SUCCESS_COLOR BACKGROUND_LIGHT_URL BACKGROUND_DARK_URL DATA_DIRECTORY \
     SQLITE_DISABLE_WAL_AUTO_CHECKPOINT ACCOUNT_DB_LOCATION SEQUENCER_DB_LOCATION DID_CACHE_DB_LOCATION \
     ACTOR_STORE_DIRECTORY ACTOR_STORE_CACHE_SIZE BLOBSTORE_DISK_LOCATION BLOBSTORE_DISK_TMP_LOCATION \
     BLOBSTORE_S3_BUCKET BLOBSTORE_S3_REGION BLOBSTORE_S3_ENDPOINT BLOBSTORE_S3_FORCE_PATH_STYLE \
     BLOBSTORE_S3_ACCESS_KEY_ID BLOBSTORE_S3_SECRET_ACCESS_KEY BLOBSTORE_S3_UPLOAD_TIMEOUT_MS \
     BLOBSTORE_S3_REQUEST_TIMEOUT_MS DID_PLC_URL DID_CACHE_STALE_TTL DID_CACHE_MAX_TTL ID_RESOLVER_TIMEOUT \
     RECOVERY_DID_KEY SERVICE_HANDLE_DOMAINS HANDLE_BACKUP_NAMESERVERS ENABLE_DID_DOC_WITH_SESSION ENTRYWAY_URL \
     ENTRYWAY_DID ENTRYWAY_JWT_VERIFY_KEY_K256_PUBLIC_KEY_HEX ENTRYWAY_PLC_ROTATION_KEY ENTRYWAY_ADMIN_TOKEN \
     INVITE_REQUIRED INVITE_INTERVAL INVITE_EPOCH EMAIL_SMTP_URL EMAIL_FROM_ADDRESS EMAIL_DISABLE_CONFIRMATION_LINK \
     MODERATION_EMAIL_SMTP_URL MODERATION_EMAIL_ADDRESS MAX_SUBSCRIPTION_BUFFER REPO_BACKFILL_LIMIT_MS BSKY_APP_VIEW_URL \
     BSKY_APP_VIEW_DID BSKY_APP_VIEW_CDN_URL_PATTERN MOD_SERVICE_URL MOD_SERVICE_DID REPORT_SERVICE_URL \
     REPORT_SERVICE_DID RATE_LIMITS_ENABLED RATE_LIMIT_BYPASS_KEY RATE_LIMIT_BYPASS_IPS REDIS_SCRATCH_ADDRESS \
     REDIS_SCRATCH_PASSWORD CRAWLERS DPOP_SECRET JWT_SECRET ADMIN_PASSWORD PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX \
     PLC_ROTATION_KEY_KMS_KEY_ID DISABLE_SSRF_PROTECTION FETCH_MAX_RESPONSE_SIZE PROXY_ALLOW_HTTP2 \
     PROXY_HEADERS_TIMEOUT PROXY_BODY_TIMEOUT PROXY_MAX_RESPONSE_SIZE PROXY_MAX_RETRIES PROXY_PREFER_COMPRESSED \
     LEXICON_AUTHORITY_DID";

#[test]
fn every_variable_of_the_reference_is_known() {
    for name in REFERENCE.split_whitespace().map(|name| format!("PDS_{name}")) {
        let known = SETTINGS.iter().any(|setting| setting.variable == name)
            || refused::verdict(&name).is_some()
            || name == "PDS_EMAIL_DISABLE_CONFIRMATION_LINK";
        assert!(known, "{name}");
    }
}

#[test]
fn the_environment_of_the_reference_is_enough() {
    let (settings, notes) = from_environment(&[
        ("PDS_HOSTNAME", "pds.example.com"),
        ("PDS_PORT", "3000"),
        ("PDS_BLOB_UPLOAD_LIMIT", "104857600"),
        ("PDS_SERVICE_HANDLE_DOMAINS", ".one.example.com,.two.example.com"),
        ("PDS_CRAWLERS", "https://relay.example.com"),
        ("PDS_ID_RESOLVER_TIMEOUT", "1500"),
        ("PDS_RATE_LIMITS_ENABLED", "1"),
        ("PDS_EMAIL_DISABLE_CONFIRMATION_LINK", "true"),
        ("PDS_INVITE_INTERVAL", ""),
        ("PDS_ACTOR_STORE_DIRECTORY", "/pds/actors"),
        ("PDS_BLOB_UPLOAD_LIMITS", "1"),
        ("PATH", "/bin"),
    ])
    .expect("accepted");
    assert_eq!(settings.blobs.upload_limit.0, 104_857_600);
    assert_eq!(settings.accounts.handle_domains.as_ref().map(Vec::len), Some(2));
    assert_eq!(settings.firehose.crawlers[0].0, "https://relay.example.com");
    assert_eq!(settings.identity.timeout.0.as_millis(), 1_500);
    assert_eq!(settings.limits.enabled, Some(true));
    assert!(!settings.mail.confirmation_link && settings.accounts.invite_interval.is_none());
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("PDS_ACTOR_STORE_DIRECTORY has no effect: "));
    assert!(notes[1].ends_with("did you mean PDS_BLOB_UPLOAD_LIMIT?"));
}

#[test]
fn faults_name_their_place_and_never_the_value() {
    for (variable, value, expected) in [
        ("PDS_PORT", "http", "PDS_PORT: service.port: expected a port number"),
        ("PDS_DEV_MODE", "yes", "PDS_DEV_MODE: service.dev_mode: expected true or false"),
        (
            "HOSTPLANT_LOG_LEVEL",
            "loud",
            "HOSTPLANT_LOG_LEVEL: log.level: expected one of error warn info debug trace",
        ),
        (
            "PDS_REDIS_SCRATCH_ADDRESS",
            "redis:6379",
            "PDS_REDIS_SCRATCH_ADDRESS is set, but rate limits are kept in memory; unset it",
        ),
        ("PDS_BSKY_APP_VIEW_URL", "https://a.example", "appview.url and appview.did need each other"),
        (
            "PDS_HOSTNAME",
            "https://pds.example.com",
            "service.hostname must be a host name without a scheme or port, such as pds.example.com",
        ),
    ] {
        assert_eq!(from_environment(&[(variable, value)]).expect_err(variable).to_string(), expected);
    }
    for (toml, expected) in [
        (
            "[service]\nhostnam = \"a\"",
            "hostplant.toml: there is no setting service.hostnam; did you mean service.hostname?",
        ),
        ("[servic]\n", "hostplant.toml: there is no setting servic; did you mean service?"),
        ("hostname = \"a\"", "hostplant.toml: there is no setting hostname"),
        ("[service]\nport = [1]", "hostplant.toml: service.port: expected a port number, not a list"),
        ("[service]\nport = 1.5", "hostplant.toml: service.port: expected a port number"),
    ] {
        let error = from_toml(toml).expect_err(toml);
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(from_toml("[service]\n\nport = = 1").expect_err("syntax").contains("line 3"));
}

#[test]
fn the_example_changes_nothing_and_can_be_uncommented() {
    assert!(from_toml(&example()).is_ok());
    let uncommented: String = example()
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') && !rest.contains("=   #") => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    from_toml(&uncommented).expect("defaults are valid TOML");
    assert!(uncommented.contains("\nport = 2583\n"));
    for setting in SETTINGS {
        assert!(reference().contains(&format!("| `{}` |", setting.key)));
    }
}

#[test]
fn the_documentation_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == reference(), "run: hostplant config reference > docs/configuration.md");
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("hostplant.toml");
    std::fs::write(&file, "[service]\nhostname = \"file.example.com\"\nport = 1\nname = \"file\"")
        .expect("written");
    let sources = Sources {
        file: Some(file),
        environment: vec![
            ("HOSTPLANT_SERVICE_PORT".into(), "2".into()),
            ("PDS_HOSTNAME".into(), "env.example.com".into()),
        ],
        flags: vec!["service.port=3".into()],
    };
    let (settings, _) = settings(&sources).expect("valid");
    assert_eq!(settings.service.hostname, "env.example.com");
    assert_eq!(settings.service.port, 3);
    assert_eq!(settings.service.name.as_deref(), Some("file"));
}

#[test]
fn secrets_are_made_once_in_a_private_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let given = |flags: &[&str]| Sources {
        environment: vec![("PDS_DATA_DIRECTORY".into(), data.display().to_string())],
        flags: flags.iter().map(|&flag| flag.to_owned()).collect(),
        ..Sources::default()
    };
    assert!(
        Config::load(&given(&[]), Secrets::Existing).is_err(),
        "nothing is made for a command that looks"
    );
    let first = Config::load(&given(&[]), Secrets::Make).expect("made");
    let file = data.join("secrets.toml");
    let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let second = Config::load(&given(&[]), Secrets::Existing).expect("kept");
    assert_eq!(first.secrets.jwt_secret, second.secrets.jwt_secret);
    assert_eq!(first.secrets.plc_rotation_key.public(), second.secrets.plc_rotation_key.public());
    assert!(!format!("{first:?}").contains(first.secrets.admin_password.expose()));

    let key = format!("secrets.plc_rotation_key_k256={}", "01".repeat(32));
    let other =
        Config::load(&given(&["secrets.admin_password=hunter2", &key]), Secrets::Make).expect("given");
    assert_eq!(other.secrets.admin_password.expose(), "hunter2");
    assert_eq!(other.secrets.jwt_secret, first.secrets.jwt_secret);
    assert_ne!(other.secrets.plc_rotation_key.public(), first.secrets.plc_rotation_key.public());
    let kept = std::fs::read_to_string(&file).expect("a file");
    assert!(!kept.contains("hunter2"), "what is given elsewhere is not copied");
    let bad = given(&["secrets.seal_key=zz"]);
    assert!(
        Config::load(&bad, Secrets::Make).expect_err("bad").to_string().ends_with("64 hexadecimal digits")
    );
}

#[test]
fn charts_get_neither_a_flood_nor_a_trickle() {
    let given = |every: &str| {
        let flags = vec![format!("admin.sample_every={every}")];
        settings(&Sources { flags, ..Sources::default() }).map(|(settings, _)| settings)
    };
    assert_eq!(given("1s").expect("often").admin.sample_every.0, Duration::from_secs(1));
    for every in ["0s", "999ms", "2h"] {
        let error = given(every).expect_err("refused").to_string();
        assert!(error.starts_with("admin.sample_every must be"), "{error}");
    }
}

#[test]
fn passwords_are_hashed_with_enough_work_only() {
    let given = |memory: &str, passes: &str| {
        let flags = vec![format!("passwords.memory={memory}"), format!("passwords.passes={passes}")];
        settings(&Sources { flags, ..Sources::default() }).map(|(settings, _)| passwords(&settings))
    };
    assert_eq!(passwords(&Settings::default()), PasswordParams::default());
    assert_eq!(given("12 MiB", "7").expect("enough").passes, 7);
    for (memory, passes) in
        [("18 MiB", "2"), ("19 MiB", "1"), ("19 MiB", "0"), ("257 MiB", "2"), ("19 MiB", "1001")]
    {
        let error = given(memory, passes).expect_err("refused").to_string();
        assert!(error.starts_with("passwords.memory and passwords.passes must be"), "{error}");
    }
}

/// A data folder whose operator gives a host name elsewhere.
fn data_with_host(folder: &Path) -> Sources {
    Sources {
        environment: vec![
            ("PDS_DATA_DIRECTORY".into(), folder.display().to_string()),
            ("PDS_HOSTNAME".into(), "env.example.com".into()),
        ],
        ..Sources::default()
    }
}

#[test]
fn what_is_saved_wins_over_defaults_alone_and_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = data_with_host(folder.path());
    let saved = Saved::open(folder.path(), &sources).expect("nothing saved yet");
    saved
        .set(&[
            ("service.name", "Anna's \"house\""),
            ("firehose.crawlers", "https://one.example,https://two.example"),
            ("accounts.invite_required", "false"),
            ("mail.smtp_url", "smtps://me:hush@mail.example"),
            ("mail.from", "me@mail.example"),
        ])
        .expect("saved");
    let file = folder.path().join(saved::FILE);
    assert_eq!(std::fs::metadata(&file).expect("a file").permissions().mode() & 0o777, 0o600);
    let (settings, _) = settings(&sources).expect("valid");
    assert_eq!(settings.service.name.as_deref(), Some("Anna's \"house\""));
    assert_eq!(settings.firehose.crawlers.len(), 2);
    assert!(!settings.accounts.invite_required);
    assert_eq!(settings.origins.of("service.name"), Origin::Saved);
    assert_eq!(settings.origins.of("service.hostname"), Origin::Environment("PDS_HOSTNAME".into()));
    assert_eq!(settings.origins.of("service.port"), Origin::Default);
    assert!(!format!("{saved:?}").contains("hush"));

    let reopened = Saved::open(folder.path(), &sources).expect("readable");
    assert_eq!(reopened.get("mail.from").as_deref(), Some("me@mail.example"));
    reopened.remove(&["service.name", "mail.from", "mail.smtp_url"]).expect("removed together");
    assert_eq!(reopened.get("service.name"), None);
    let flags = vec!["accounts.invite_required=true".into()];
    let (settings, _) = super::settings(&Sources { flags, ..sources }).expect("valid");
    assert!(settings.accounts.invite_required, "the command line wins");
}

#[test]
fn what_no_server_would_start_with_is_not_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = data_with_host(folder.path());
    let saved = Saved::open(folder.path(), &sources).expect("nothing saved yet");
    let refused = |changes: &[(&str, &str)]| saved.set(changes).expect_err("refused").to_string();
    assert!(refused(&[("service.port", "many")]).contains("expected a port number"));
    assert!(refused(&[("service.prot", "1")]).contains("no such setting"));
    assert!(refused(&[("mail.from", "me@mail.example")]).contains("need each other"));
    assert!(refused(&[("service.hostname", "pds.example.com")]).contains("PDS_HOSTNAME"));
    assert!(refused(&[("secrets.admin_password", "x")]).contains("a file of their own"));
    assert!(refused(&[("storage.directory", "/x")]).contains("in that folder"));
    assert!(refused(&[("service.name", "good"), ("tls.mode", "files")]).contains("tls.certificate"));
    assert_eq!(saved.get("service.name"), None, "all or none");
    assert!(!folder.path().join(saved::FILE).exists());
}

#[test]
fn whoever_speaks_tls_itself_believes_nobody_about_callers() {
    let trusted = |text: &str| {
        let settings = from_toml(text).expect("accepted");
        let ranges = http(&settings).trusted_proxies;
        move |address: &str| {
            let address = address.parse().expect("an address");
            ranges.iter().any(|range: &AddressRange| range.contains(address))
        }
    };
    let behind_a_proxy = trusted("");
    assert!(behind_a_proxy("127.0.0.1") && behind_a_proxy("192.168.1.2") && !behind_a_proxy("9.9.9.9"));
    for mode in ["acme", "files", "self-signed"] {
        let alone = trusted(&format!("[tls]\nmode = \"{mode}\"\n"));
        assert!(!alone("127.0.0.1") && !alone("192.168.1.2"), "{mode}");
        let told =
            trusted(&format!("[tls]\nmode = \"{mode}\"\n[http]\ntrusted_proxies = [\"192.168.1.2\"]\n"));
        assert!(told("192.168.1.2") && !told("192.168.1.3"), "{mode}");
    }
}
