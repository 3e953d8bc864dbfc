//! The way in of somebody who sets the server up, kept until that is done: where a proxy or tunnel is to encrypt from now on
//! but does not lead here yet, the pages would be out of reach, and with them the way back.

use tokio::net::TcpListener;

use super::App;
use crate::config::Config;
use crate::http;
use crate::setup::PLACEHOLDER;
use crate::tls::{Source, Tls, TlsConfig};

/// Encrypted listeners, with the certificate that the pages had before, if they are wanted.
///
/// A port that somebody else has, such as the proxy of this same machine, is no reason not to start.
pub(super) async fn open(config: &Config, app: &App) -> Option<(Vec<TcpListener>, Tls)> {
    let is_chosen_there = config.settings.origins.of("tls.mode").is_saved();
    if config.tls.is_some() || !is_chosen_there || !app.setup.is_open() {
        return None;
    }
    let listeners = match http::bind(&config.tls_listen).await {
        Ok(listeners) => listeners,
        Err(error) => {
            tracing::warn!(%error, "the setup goes on through the proxy alone");
            return None;
        }
    };
    let source = Source::SelfSigned { file: config.folders.data.join("tls").join("self-signed.pem") };
    let given = TlsConfig { source, names: vec![PLACEHOLDER.to_owned()], http2: config.settings.tls.http2 };
    match Tls::open(given, &app.clock) {
        Ok((tls, _)) => Some((listeners, tls)),
        Err(error) => {
            tracing::warn!(%error, "the setup goes on through the proxy alone");
            None
        }
    }
}
