//! Variables of the reference that set nothing here: some are harmless, some ask for what hostplant does otherwise.

/// What becomes of a variable that is no setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing changes for anybody; the words say why.
    WithoutEffect(&'static str),
    /// Starting would mislead the operator; the words say what to do.
    Refused(&'static str),
}

use Verdict::{Refused, WithoutEffect};

const ONE_FILE: &str = "all of hostplant's data is one database in the data folder; set PDS_DATA_DIRECTORY";
const NO_ENTRYWAY: &str = "entryways are internal to Bluesky; hostplant always holds its own accounts";
const NO_S3: &str = "blobs lie on disk; set PDS_BLOBSTORE_DISK_LOCATION";
const NO_REDIS: &str = "rate limits are kept in memory; unset it";
const REMOVED: &str = "the reference has removed it";

/// The verdicts, sorted by name.
pub static VERDICTS: &[(&str, Verdict)] = &[
    ("PDS_ACCOUNT_DB_LOCATION", WithoutEffect(ONE_FILE)),
    ("PDS_ACTOR_STORE_CACHE_SIZE", WithoutEffect(ONE_FILE)),
    ("PDS_ACTOR_STORE_DIRECTORY", WithoutEffect(ONE_FILE)),
    (
        "PDS_BLOBSTORE_DISK_TMP_LOCATION",
        WithoutEffect(
            "uploads begin in the data folder, on the file system of the blobs, so that they can be renamed",
        ),
    ),
    ("PDS_BLOBSTORE_S3_ACCESS_KEY_ID", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_BUCKET", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_ENDPOINT", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_FORCE_PATH_STYLE", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_REGION", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_REQUEST_TIMEOUT_MS", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_SECRET_ACCESS_KEY", Refused(NO_S3)),
    ("PDS_BLOBSTORE_S3_UPLOAD_TIMEOUT_MS", Refused(NO_S3)),
    ("PDS_CONTRAST_SATURATION", WithoutEffect(REMOVED)),
    ("PDS_DARK_COLOR", WithoutEffect(REMOVED)),
    ("PDS_DID_CACHE_DB_LOCATION", WithoutEffect("resolved DIDs are kept in memory")),
    ("PDS_DPOP_SECRET", WithoutEffect("nonces are made with a key that is drawn at every start")),
    ("PDS_ENTRYWAY_ADMIN_TOKEN", Refused(NO_ENTRYWAY)),
    ("PDS_ENTRYWAY_DID", Refused(NO_ENTRYWAY)),
    ("PDS_ENTRYWAY_JWT_VERIFY_KEY_K256_PUBLIC_KEY_HEX", Refused(NO_ENTRYWAY)),
    ("PDS_ENTRYWAY_PLC_ROTATION_KEY", Refused(NO_ENTRYWAY)),
    ("PDS_ENTRYWAY_URL", Refused(NO_ENTRYWAY)),
    ("PDS_FETCH_MAX_RESPONSE_SIZE", WithoutEffect("documents of apps may have 64 KiB")),
    ("PDS_LEXICON_AUTHORITY_DID", WithoutEffect("lexicons are found by the domain of their names")),
    ("PDS_LIGHT_COLOR", WithoutEffect(REMOVED)),
    (
        "PDS_MAX_SUBSCRIPTION_BUFFER",
        WithoutEffect("subscribers read from the database at their own pace and have no buffer of events"),
    ),
    (
        "PDS_PLC_ROTATION_KEY_KMS_KEY_ID",
        Refused(
            "there is no key service; set PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX or let hostplant make a key",
        ),
    ),
    ("PDS_PROXY_ALLOW_HTTP2", WithoutEffect("calls are forwarded over HTTP/1.1")),
    ("PDS_REDIS_SCRATCH_ADDRESS", Refused(NO_REDIS)),
    ("PDS_REDIS_SCRATCH_PASSWORD", Refused(NO_REDIS)),
    ("PDS_REPO_SIGNING_KEY_K256_PRIVATE_KEY_HEX", WithoutEffect("every account has its own signing key")),
    ("PDS_REPO_SIGNING_KEY_KMS_KEY_ID", WithoutEffect("every account has its own signing key")),
    ("PDS_SEQUENCER_DB_LOCATION", WithoutEffect(ONE_FILE)),
    ("PDS_SQLITE_DISABLE_WAL_AUTO_CHECKPOINT", WithoutEffect("there is no SQLite; see `hostplant backup`")),
];

/// What becomes of `variable`, when the table says.
pub fn verdict(variable: &str) -> Option<Verdict> {
    let index = VERDICTS.binary_search_by_key(&variable, |(name, _)| name).ok()?;
    VERDICTS.get(index).map(|(_, verdict)| *verdict)
}
