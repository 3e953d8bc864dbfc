//! Signatures, tokens, hashes, passwords and syncs, each by itself.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Figure;
use crate::base::{Clock, Secret, random_bytes};
use crate::cli::CliError;
use crate::cli::serve::runtime;
use crate::crypto::{Curve, LowS, PasswordParams, Passwords, SigningKey, sha256};
use crate::oauth::jwk::{self, Jwk};
use crate::oauth::{Presented, Verifier, dpop};
use crate::syntax::Did;

/// How long each measurement lasts.
const SPAN: Duration = Duration::from_millis(500);
/// Bytes hashed at once: the size of a blob's piece.
const PIECE: usize = 64 * 1024;
/// Proofs of possession that are checked between two measurements.
const PROOFS: u32 = 64;
/// Bytes written before each sync: a small commit.
const COMMIT: usize = 16 * 1024;

/// Everything of this file, in the order of a report. `folder` is on the disk that is measured.
pub(super) fn measure(passwords: PasswordParams, folder: &Path) -> Result<Vec<Figure>, CliError> {
    let mut figures = Vec::new();
    let message: [u8; 256] = random_bytes();
    for (sign, verify, curve) in
        [("ES256 sign", "ES256 verify", Curve::P256), ("ES256K sign", "ES256K verify", Curve::K256)]
    {
        let key = SigningKey::generate(curve);
        let signature = key.sign(&message);
        figures.push(micros(
            sign,
            each(|| {
                black_box(key.sign(&message));
            }),
        ));
        figures.push(micros(
            verify,
            each(|| {
                black_box(key.public().verify(&message, &signature, LowS::Required));
            }),
        ));
    }
    figures.push(micros("an app's token and its proof, checked", app_call()?));
    let piece = vec![0; PIECE];
    let hashed = each(|| {
        black_box(sha256(&piece));
    });
    let speed = PIECE as f64 / hashed.as_secs_f64() / 1e6;
    figures.push(Figure { name: "SHA-256", value: speed, unit: "MB/s" });
    let password = password(passwords)?;
    figures.push(Figure {
        name: "password (Argon2id, present settings)",
        value: password.as_secs_f64() * 1e3,
        unit: "ms",
    });
    let sync = syncs(folder)
        .map_err(|source| CliError::System { doing: "cannot write a file for the measurement", source })?;
    figures.push(Figure { name: "write of 16 KiB and sync", value: sync.as_secs_f64() * 1e3, unit: "ms" });
    Ok(figures)
}

fn micros(name: &'static str, mean: Duration) -> Figure {
    Figure { name, value: mean.as_secs_f64() * 1e6, unit: "µs" }
}

/// The mean time of `work`.
fn each(mut work: impl FnMut()) -> Duration {
    let start = Instant::now();
    let mut runs = 0_u32;
    while start.elapsed() < SPAN {
        work();
        runs += 1;
    }
    start.elapsed() / runs.max(1)
}

/// The mean time in which the token of an app's call and its proof of possession (ES256) are checked.
fn app_call() -> Result<Duration, CliError> {
    const ORIGIN: &str = "https://pds.example.com";
    const PATH: &str = "/xrpc/com.atproto.repo.createRecord";
    let failed = |error: &dyn std::fmt::Display| CliError::Failed(error.to_string());
    let did: Did = "did:plc:ewvi7nxzyoun6zhxrhs64oiz".parse().map_err(|error| failed(&error))?;
    let key = SigningKey::generate(Curve::P256);
    let jwk = jwk::of_public_key(key.public());
    let jkt = jwk.as_object().map(Jwk::from_json).and_then(Result::ok).map(|jwk| jwk.thumbprint());
    let jkt = jkt.ok_or_else(|| failed(&"the key has no thumbprint"))?;
    let verifier = Verifier::new(&Secret::new("secret".to_owned()), ORIGIN, did.clone());
    let clock = Clock::system();
    let (mut checked, mut spent) = (0, Duration::ZERO);
    while spent < SPAN {
        // Each proof is good once, and making one is the app's work.
        let now = clock.now();
        let token = verifier.specimen(&did, jkt, now);
        let nonce = verifier.next_nonce(now);
        let url = format!("{ORIGIN}{PATH}");
        let proofs: Vec<String> = (0..PROOFS)
            .map(|_| dpop::specimen(&key, "POST", &url, Some(&nonce), Some(&token), now))
            .collect();
        let start = Instant::now();
        for proof in &proofs {
            let presented = Presented { proofs: &[proof], method: "POST", path: PATH };
            black_box(verifier.check(&token, &presented, now)).map_err(|error| failed(&error))?;
        }
        spent += start.elapsed();
        checked += PROOFS;
    }
    Ok(spent / checked)
}

fn password(params: PasswordParams) -> Result<Duration, CliError> {
    let system = |source| CliError::System { doing: "cannot start the thread of passwords", source };
    let passwords = Passwords::start(params).map_err(system)?;
    let runtime = runtime()?;
    // The first run touches the memory.
    let run = || runtime.block_on(passwords.hash(Secret::new("correct horse".to_owned())));
    run().map_err(|error| CliError::Failed(error.to_string()))?;
    Ok(each(|| drop(run())))
}

/// The mean time of a small write and its sync, in a file that goes at the end.
fn syncs(folder: &Path) -> std::io::Result<Duration> {
    let path = folder.join("bench.tmp");
    let mut file = std::fs::File::create(&path)?;
    let mut failure = None;
    let mean = each(|| {
        let written = file.write_all(&[0; COMMIT]).and_then(|()| file.sync_data());
        failure = failure.take().or(written.err());
    });
    std::fs::remove_file(&path)?;
    failure.map_or(Ok(mean), Err)
}
