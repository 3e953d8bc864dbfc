//! `hostplant bench`: how fast this machine does what the server spends its time on.

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use clap::Args;

use super::client::line;
use super::serve::runtime;
use super::{CliError, Place};
use crate::base::{Secret, random_bytes};
use crate::config;
use crate::crypto::{Curve, LowS, PasswordParams, Passwords, SigningKey, sha256};

/// How long each measurement lasts.
const SPAN: Duration = Duration::from_millis(500);
/// Bytes hashed at once: the size of a blob's piece.
const PIECE: usize = 64 * 1024;
/// Bytes written before each sync: a small commit.
const COMMIT: usize = 16 * 1024;

/// Measure signatures, hashes, passwords and syncs of the data folder's disk on this machine. Touches no server.
#[derive(Debug, Args)]
pub(super) struct Bench {}

impl Bench {
    pub(super) fn run(self, place: &Place) -> Result<(), CliError> {
        let sources = place.sources();
        let (settings, _) = config::settings(&sources)?;
        let folder = config::data_folder(&settings, &sources);
        let message: [u8; 256] = random_bytes();
        for (name, curve) in [("P-256", Curve::P256), ("secp256k1", Curve::K256)] {
            let key = SigningKey::generate(curve);
            let signature = key.sign(&message);
            report(
                &format!("sign {name}"),
                each(|| {
                    black_box(key.sign(&message));
                }),
            )?;
            report(
                &format!("verify {name}"),
                each(|| {
                    black_box(key.public().verify(&message, &signature, LowS::Required));
                }),
            )?;
        }
        let piece = vec![0; PIECE];
        let hashed = each(|| {
            black_box(sha256(&piece));
        });
        let speed = PIECE as f64 / hashed.as_secs_f64() / 1e6;
        line(&format!("{:<20} {speed:>10.0} MB/s", "SHA-256"))?;
        report("password (Argon2id)", password()?)?;
        match syncs(&folder) {
            Ok(sync) => report("write 16 KiB + sync", sync)?,
            Err(error) => {
                line(&format!("{:<20} not measured: {}: {error}", "write + sync", folder.display()))?
            }
        }
        Ok(())
    }
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

fn password() -> Result<Duration, CliError> {
    let system = |source| CliError::System { doing: "cannot start the thread of passwords", source };
    let passwords = Passwords::start(PasswordParams::default()).map_err(system)?;
    let runtime = runtime()?;
    // The first run touches the memory.
    let run = || runtime.block_on(passwords.hash(Secret::new("correct horse".to_owned())));
    run().map_err(|error| CliError::Failed(error.to_string()))?;
    Ok(each(|| drop(run())))
}

/// The mean time of a small write and its sync, in a file that goes at the end.
fn syncs(folder: &std::path::Path) -> std::io::Result<Duration> {
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

fn report(name: &str, mean: Duration) -> Result<(), CliError> {
    let micros = mean.as_secs_f64() * 1e6;
    line(&format!("{name:<20} {micros:>10.1} µs  {:>10.0} per second", 1e6 / micros))
}
