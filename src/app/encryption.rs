//! TLS while the server runs: who watches over certificates.

use std::sync::Arc;

use super::App;
use super::server::StartError;
use crate::base::Clock;
use crate::net::{self, Client};
use crate::tls::acme::{Keeper, Wants};
use crate::tls::{FilePair, Tls, TlsConfig, WantedNames};
use crate::web;

/// Names of accounts want certificates.
struct Handles(Arc<App>);

impl Wants for Handles {
    async fn wants(&self, name: &str) -> bool {
        web::is_handle_here(&self.0, name).await
    }
}

/// The certificates that there are.
pub(super) fn open(
    config: Option<TlsConfig>,
    clock: &Clock,
) -> Result<Option<(Tls, WantedNames)>, StartError> {
    config.map(|config| Tls::open(config, clock)).transpose().map_err(StartError::Tls)
}

/// The client for the authority: one of its own where a root of the operator's vouches for it.
fn authority(app: &App, tls: &Tls) -> Result<Client, StartError> {
    let Some(root) = tls.acme().and_then(|acme| acme.root.as_ref()) else {
        return Ok(app.network.trusted.clone());
    };
    let roots = FilePair::roots(root).map_err(StartError::Tls)?;
    Ok(net::client_with_roots(app.network.names.clone(), roots))
}

/// Watches over the certificates until the server stops.
pub(super) fn keep(app: &Arc<App>, tls: &Tls, wanted: WantedNames) -> Result<(), StartError> {
    let client = authority(app, tls)?;
    let keeper = Keeper::new(tls, client, app.clock.clone(), Handles(Arc::clone(app)));
    let (tls, stop) = (tls.clone(), app.stop.clone());
    tokio::spawn(async move {
        let work = async {
            match keeper {
                Some(keeper) => keeper.run(wanted).await,
                None => tls.follow_files().await,
            }
        };
        tokio::select! {
            () = stop.asked() => {}
            () = work => {}
        }
    });
    Ok(())
}
