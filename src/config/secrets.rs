//! Secrets that the operator does not give: made once, kept in a file that only the server's user can read.

use std::io;
use std::path::Path;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

use super::sources::ConfigError;
use super::table::Settings;
use crate::base::{Secret, random_bytes};
use crate::crypto::{Curve, SigningKey};

/// Name of the file in the data folder.
const FILE: &str = "secrets.toml";

/// The server's own secrets.
#[derive(Debug)]
pub struct ServerSecrets {
    /// Signs session tokens: the bytes of the text are the key, as the reference has it.
    pub jwt_secret: Secret<String>,
    /// Password of the `admin` user.
    pub admin_password: Secret<String>,
    /// Signs PLC operations.
    pub plc_rotation_key: SigningKey,
    /// Seals signing keys in the database.
    pub seal_key: Secret<[u8; 32]>,
}

/// Fills in what `settings` lack from the file in `directory`, makes what is missing there too, and saves it. With
/// `make` unset nothing is written and missing secrets are an error: a command that looks at a server's data must not
/// give it new keys.
///
/// # Errors
/// When the file cannot be read or written, or a secret has the wrong form.
pub fn complete(settings: &mut Settings, directory: &Path, make: bool) -> Result<ServerSecrets, ConfigError> {
    let path = directory.join(FILE);
    let given = settings.secrets.clone();
    // What was made here is the default; where the operator gave one, that is where it comes from.
    let origins = settings.origins.clone();
    match std::fs::read_to_string(&path) {
        Ok(text) => settings.apply_toml(&text, &path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => return Err(ConfigError::Read { path, source }),
    }
    settings.origins = origins;
    let mut kept = settings.secrets.clone();
    let mut made = false;
    let mut or_make = |slot: &mut Option<Secret<String>>, given: bool, new: fn() -> String| {
        if slot.is_none() && !given {
            *slot = Some(Secret::new(new()));
            made = true;
        }
    };
    or_make(&mut kept.jwt_secret, given.jwt_secret.is_some(), || hex(&random_bytes::<32>()));
    or_make(&mut kept.admin_password, given.admin_password.is_some(), || hex(&random_bytes::<16>()));
    let has_rotation_key = given.plc_rotation_key.is_some() || given.plc_rotation_key_k256.is_some();
    or_make(&mut kept.plc_rotation_key, has_rotation_key || kept.plc_rotation_key_k256.is_some(), || {
        format!("p256:{}", hex(SigningKey::generate(Curve::P256).to_bytes().expose()))
    });
    or_make(&mut kept.seal_key, given.seal_key.is_some(), || hex(&random_bytes::<32>()));
    if made {
        if !make {
            return Err(ConfigError::Conflict(format!(
                "{} holds no secrets yet: start the server once, or give the same settings as the server has",
                directory.display()
            )));
        }
        save(&path, &kept, &given)?;
    }
    settings.secrets = kept;
    if given.jwt_secret.is_some() {
        settings.secrets.jwt_secret = given.jwt_secret;
    }
    if given.admin_password.is_some() {
        settings.secrets.admin_password = given.admin_password;
    }
    if given.seal_key.is_some() {
        settings.secrets.seal_key = given.seal_key;
    }
    if given.plc_rotation_key.is_some() || given.plc_rotation_key_k256.is_some() {
        settings.secrets.plc_rotation_key = given.plc_rotation_key;
        settings.secrets.plc_rotation_key_k256 = given.plc_rotation_key_k256;
    }
    read(settings)
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Writes the secrets that are made here, not those that the operator gives elsewhere.
fn save(path: &Path, kept: &super::table::Secrets, given: &super::table::Secrets) -> Result<(), ConfigError> {
    let mut text = Zeroizing::new(String::from(
        "# Made by hostplant on its first start. Losing this file means losing the PLC rotation key and every\n\
         # signing key: keep it with the backups, and from everybody else.\n[secrets]\n",
    ));
    for (name, secret, elsewhere) in [
        ("jwt_secret", &kept.jwt_secret, &given.jwt_secret),
        ("admin_password", &kept.admin_password, &given.admin_password),
        ("plc_rotation_key", &kept.plc_rotation_key, &given.plc_rotation_key),
        ("plc_rotation_key_k256", &kept.plc_rotation_key_k256, &given.plc_rotation_key_k256),
        ("seal_key", &kept.seal_key, &given.seal_key),
    ] {
        if let (Some(secret), None) = (secret, elsewhere) {
            text.push_str(name);
            text.push_str(" = ");
            // A JSON string is a TOML string too.
            text.push_str(&serde_json::Value::from(secret.expose().as_str()).to_string());
            text.push('\n');
        }
    }
    crate::base::write_private(path, text.as_bytes())
        .map_err(|source| ConfigError::Read { path: path.to_owned(), source })
}

fn read(settings: &Settings) -> Result<ServerSecrets, ConfigError> {
    let secrets = &settings.secrets;
    let wrong = |key: &str, message: &str| ConfigError::Value {
        place: "secrets".to_owned(),
        key: format!("secrets.{key}"),
        message: message.to_owned(),
    };
    let missing = |key: &str| wrong(key, "is missing");
    let bytes = |key: &str, text: &str| -> Result<Secret<[u8; 32]>, ConfigError> {
        let decoded = Zeroizing::new(
            HEXLOWER
                .decode(text.to_ascii_lowercase().as_bytes())
                .map_err(|_| wrong(key, "expected 64 hexadecimal digits"))?,
        );
        let bytes = <[u8; 32]>::try_from(decoded.as_slice());
        bytes.map(Secret::new).map_err(|_| wrong(key, "expected 64 hexadecimal digits"))
    };
    let (key, curve, digits) = match (&secrets.plc_rotation_key, &secrets.plc_rotation_key_k256) {
        (Some(_), Some(_)) => {
            return Err(ConfigError::Conflict(
                "secrets.plc_rotation_key and secrets.plc_rotation_key_k256 exclude each other".to_owned(),
            ));
        }
        (None, Some(digits)) => ("plc_rotation_key_k256", Curve::K256, digits.expose().as_str()),
        (Some(text), None) => match text.expose().split_once(':') {
            Some(("p256", digits)) => ("plc_rotation_key", Curve::P256, digits),
            Some(("k256", digits)) => ("plc_rotation_key", Curve::K256, digits),
            _ => {
                return Err(wrong("plc_rotation_key", "expected p256: or k256:, then 64 hexadecimal digits"));
            }
        },
        (None, None) => return Err(missing("plc_rotation_key")),
    };
    let plc_rotation_key = SigningKey::from_bytes(curve, bytes(key, digits)?.expose())
        .map_err(|_| wrong(key, "is not a key of that curve"))?;
    let seal_key = secrets.seal_key.as_ref().ok_or_else(|| missing("seal_key"))?;
    Ok(ServerSecrets {
        jwt_secret: secrets.jwt_secret.clone().ok_or_else(|| missing("jwt_secret"))?,
        admin_password: secrets.admin_password.clone().ok_or_else(|| missing("admin_password"))?,
        plc_rotation_key,
        seal_key: bytes("seal_key", seal_key.expose())?,
    })
}
