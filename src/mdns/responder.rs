//! The task that answers: a socket for each family on each network, and the name that all of them tell.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::ReadBuf;
use tokio::net::UdpSocket;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::records::Records;
use super::socket::{self, Family};
use super::speaker::{Heard, Speaker};
use super::{Interface, Service};
use crate::base::Stop;

/// The port of multicast DNS.
pub const PORT: u16 = 5353;
/// How often the machine's networks and addresses are looked at.
const LOOK: Duration = Duration::from_secs(5);
/// Largest message (RFC 6762, section 17).
const MAX_MESSAGE: usize = 9_000;
/// After so many names that were taken, the next is tried after [`RENAME_PAUSE`] (section 8.1).
const QUICK_RENAMES: u32 = 15;
const RENAME_PAUSE: Duration = Duration::from_secs(5);
/// Numbers that are tried behind the name before they begin anew: there is room for so many digits (see
/// [`super::MAX_NAME_BYTES`]).
const MAX_RENAMES: u32 = 99_998;

/// The machine's name in `.local`, as others see it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct LocalName {
    wanted: String,
    claimed: watch::Receiver<Option<String>>,
}

impl LocalName {
    /// The name that was asked for, such as `hostplant.local`.
    pub fn wanted(&self) -> &str {
        &self.wanted
    }

    /// The name that is ours: another one where somebody has the one that was asked for, and none while that is found
    /// out or while the machine is on no network.
    pub fn claimed(&self) -> Option<String> {
        self.claimed.borrow().clone()
    }

    /// Waits for the next change of [`LocalName::claimed`]; for ever when nobody answers any more.
    pub async fn changed(&mut self) {
        if self.claimed.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Tells a name on all networks of the machine.
#[derive(Debug)]
pub struct Mdns<I> {
    label: String,
    services: Vec<Service>,
    port: u16,
    interfaces: I,
    /// How often another name was chosen because one was taken.
    renames: u32,
    seen: Vec<Interface>,
    links: Vec<Link>,
    claimed: watch::Sender<Option<String>>,
}

/// One family on one network.
#[derive(Debug)]
struct Link {
    interface: Interface,
    socket: UdpSocket,
    group: SocketAddr,
    speaker: Speaker,
}

impl<I> Mdns<I>
where
    I: Fn() -> io::Result<Vec<Interface>> + Clone + Send + 'static,
{
    /// For the name `label` (see [`super::is_name`]) and what runs under it. `interfaces` says which networks there are;
    /// it may block.
    pub fn new(label: &str, services: Vec<Service>, port: u16, interfaces: I) -> (Self, LocalName) {
        let (claimed, watcher) = watch::channel(None);
        let label = label.to_ascii_lowercase();
        let name = LocalName { wanted: format!("{label}.local"), claimed: watcher };
        let (seen, links) = (Vec::new(), Vec::new());
        (Self { label, services, port, interfaces, renames: 0, seen, links, claimed }, name)
    }

    /// Answers until the server stops, and then says farewell.
    pub async fn run(mut self, stop: Stop) {
        let _hold = stop.hold();
        let mut look = Instant::now();
        let mut can_look = true;
        let mut buffer = vec![0; MAX_MESSAGE];
        loop {
            let now = Instant::now();
            if now >= look {
                look = now + LOOK;
                self.look(&mut can_look).await;
            }
            self.speak();
            let dues = self.links.iter().filter_map(|link| link.speaker.due());
            let next = dues.fold(look, Instant::min);
            let mut packet = ReadBuf::new(&mut buffer);
            let heard = tokio::select! {
                heard = poll_fn(|context| poll_links(&self.links, context, &mut packet)) => Some(heard),
                () = sleep_until(next) => None,
                () = stop.asked() => break,
            };
            if let Some((at, from)) = heard {
                self.hear(at, packet.filled(), from);
            }
        }
        for link in &self.links {
            if let Some(farewell) = link.speaker.farewell(false) {
                link.send(&farewell, link.group);
            }
        }
    }

    /// The name that is claimed now.
    fn current(&self) -> String {
        match self.renames {
            0 => self.label.clone(),
            renames => format!("{}-{}", self.label, u64::from(renames) + 1),
        }
    }

    /// Takes up networks and addresses that came, and leaves those that went.
    async fn look(&mut self, can_look: &mut bool) {
        let interfaces = self.interfaces.clone();
        let found = tokio::task::spawn_blocking(interfaces)
            .await
            .unwrap_or_else(|error| Err(io::Error::other(error)));
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                if std::mem::take(can_look) {
                    tracing::warn!(%error, "the networks of this machine cannot be seen: it has no name in .local");
                }
                Vec::new()
            }
        };
        // Some networks could not be joined a moment ago, for instance while their IPv6 address was still being checked.
        let joined: usize = found.iter().map(|interface| Family::of(interface).count()).sum();
        if found != self.seen || joined != self.links.len() {
            self.seen = found;
            self.join(Instant::now());
        }
    }

    /// Begins on every network whose addresses are not those of before.
    fn join(&mut self, start: Instant) {
        let everywhere: Arc<[IpAddr]> =
            self.seen.iter().flat_map(|interface| interface.addresses.iter().map(|(own, _)| *own)).collect();
        let label = self.current();
        let mut before = std::mem::take(&mut self.links);
        for interface in &self.seen {
            for family in Family::of(interface) {
                let group = socket::group(family, interface, self.port);
                let kept = before.iter().position(|link| link.interface == *interface && link.group == group);
                if let Some(at) = kept {
                    let mut link = before.swap_remove(at);
                    link.speaker.know_addresses(&everywhere);
                    self.links.push(link);
                    continue;
                }
                let records =
                    Records::new(&label, &interface.told(), &self.services, Arc::clone(&everywhere));
                match socket::open(family, interface, self.port) {
                    Ok(socket) => self.links.push(Link {
                        interface: interface.clone(),
                        socket,
                        group,
                        speaker: Speaker::new(records, self.port, start),
                    }),
                    Err(error) => {
                        tracing::debug!(%error, interface = interface.name, "no multicast DNS there");
                    }
                }
            }
        }
        self.note_claim();
    }

    fn speak(&mut self) {
        let now = Instant::now();
        for link in &mut self.links {
            for message in link.speaker.speak(now) {
                link.send(&message, link.group);
            }
        }
        self.note_claim();
    }

    fn hear(&mut self, at: usize, packet: &[u8], from: SocketAddr) {
        let link = &mut self.links[at];
        let near = link.interface.reaches(from.ip());
        match link.speaker.hear(packet, from, near, Instant::now()) {
            Heard::Nothing => {}
            Heard::Reply(message) => link.send(&message, from),
            Heard::Taken => self.rename(),
        }
    }

    /// Goes on under another name, on all networks.
    fn rename(&mut self) {
        let taken = self.current();
        for link in &self.links {
            if let Some(farewell) = link.speaker.farewell(true) {
                link.send(&farewell, link.group);
            }
        }
        self.renames = if self.renames >= MAX_RENAMES { 1 } else { self.renames + 1 };
        tracing::warn!("another machine is called {taken}.local; trying {}.local", self.current());
        self.links.clear();
        let wait = if self.renames > QUICK_RENAMES { RENAME_PAUSE } else { Duration::ZERO };
        self.join(Instant::now() + wait);
    }

    /// Tells the rest of the program which name is ours.
    fn note_claim(&self) {
        let has_claimed = self.links.iter().any(|link| link.speaker.has_claimed());
        let name = has_claimed.then(|| format!("{}.local", self.current()));
        self.claimed.send_if_modified(|claimed| {
            let changes = *claimed != name;
            if changes {
                match &name {
                    Some(name) => tracing::info!("this machine is {name} on the local network"),
                    None => tracing::info!("this machine has no name on the local network"),
                }
                *claimed = name;
            }
            changes
        });
    }
}

impl Link {
    /// A message that the network has no room for is lost, like any other of its kind.
    fn send(&self, message: &[u8], to: SocketAddr) {
        if let Err(error) = self.socket.try_send_to(message, to) {
            tracing::debug!(%error, interface = self.interface.name, "a multicast DNS message is lost");
        }
    }
}

/// The next message, and the place of the link that it came from.
fn poll_links(
    links: &[Link],
    context: &mut Context<'_>,
    packet: &mut ReadBuf<'_>,
) -> Poll<(usize, SocketAddr)> {
    for (at, link) in links.iter().enumerate() {
        packet.clear();
        // An error, such as a network that went down, ends with the next look at the networks.
        if let Poll::Ready(Ok(from)) = link.socket.poll_recv_from(context, packet) {
            return Poll::Ready((at, from));
        }
    }
    Poll::Pending
}
