//! How the world reaches the machine.

use serde::{Deserialize, Serialize};

use super::{Refused, progress};
use crate::app::App;

/// Ways to the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// The router passes ports 80 and 443 on, or the machine is on the internet itself.
    Ports,
    /// Another server of the same network passes requests on.
    Proxy,
    /// A tunnel to somebody who is on the internet.
    Tunnel,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ports, Self::Proxy, Self::Tunnel];

    /// Its word in forms and texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ports => "ports",
            Self::Proxy => "proxy",
            Self::Tunnel => "tunnel",
        }
    }
}

/// Notes the way. What it means for certificates is the next step, which is open again when the way changes.
pub(super) async fn choose(app: &App, way: Way) -> Result<(), Refused> {
    progress::change(app, move |progress| {
        if progress.reach != Some(way) {
            progress.certificate = false;
        }
        progress.reach = Some(way);
    })
    .await
}
