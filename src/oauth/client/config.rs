//! What the operator decides about clients.

use std::net::SocketAddr;
use std::str::FromStr;

use url::Url;

use super::id::ClientId;

/// Whose wishes for the letters and pages of sign-ins are granted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BrandingFor {
    /// Those of apps that the operator vouches for.
    #[default]
    Trusted,
    /// Those of every app. A stranger's letter then goes out in the server's name.
    All,
    /// Nobody's.
    Nobody,
}

/// What the operator makes of one client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Regard {
    /// Whether the operator vouches for it.
    pub trusted: bool,
    /// Whether its wishes for letters and pages are granted.
    pub branded: bool,
}

/// Settings of the part.
#[derive(Clone, Debug)]
pub struct ClientsConfig {
    /// The server's origin: whom assertions of clients are for.
    pub issuer: String,
    /// Apps that the operator vouches for.
    pub trusted: Vec<ClientId>,
    /// Whose wishes for letters and pages are granted.
    pub branding: BrandingFor,
    /// Hosts that may keep templates of letters for apps of other hosts, in lower case.
    pub template_hosts: Vec<String>,
    /// Hosts of apps in development, whose documents are fetched from this machine.
    pub development_hosts: Vec<DevelopmentHost>,
}

impl ClientsConfig {
    /// Whether the template of an app's letters may be fetched from where it is.
    pub(super) fn takes_template(&self, id: &ClientId, template: &Url) -> bool {
        let host = template.host_str().unwrap_or_default();
        host == id.host() || self.template_hosts.iter().any(|known| known == host)
    }

    pub(super) fn regard(&self, id: &ClientId) -> Regard {
        let trusted = self.trusted.contains(id);
        let branded = match self.branding {
            BrandingFor::Trusted => trusted,
            BrandingFor::All => true,
            BrandingFor::Nobody => false,
        };
        Regard { trusted, branded }
    }
}

/// In development mode: a public host name that is not asked over the network. What would be fetched from
/// `https://<name>` comes from a port of this machine in plain HTTP, so that apps with names and keys of their own can
/// be tried without certificates and DNS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevelopmentHost {
    pub(super) name: String,
    pub(super) address: SocketAddr,
}

/// Text that is no `name=address`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a host name and a loopback address")]
pub struct InvalidHost;

impl FromStr for DevelopmentHost {
    type Err = InvalidHost;

    fn from_str(text: &str) -> Result<Self, InvalidHost> {
        let (name, address) = text.split_once('=').ok_or(InvalidHost)?;
        let address: SocketAddr = address.parse().map_err(|_| InvalidHost)?;
        // The address goes nowhere else, whatever is configured.
        if !address.ip().is_loopback() || name.is_empty() {
            return Err(InvalidHost);
        }
        Ok(Self { name: name.to_ascii_lowercase(), address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_lie_with_the_app_or_where_the_operator_says() {
        let config = ClientsConfig {
            issuer: String::new(),
            trusted: vec![],
            branding: BrandingFor::All,
            template_hosts: vec!["letters.example".to_owned()],
            development_hosts: vec![],
        };
        let id: ClientId = "https://app.demo.social/client.json".parse().expect("a client");
        let takes = |url: &str| config.takes_template(&id, &url.parse().expect("an address"));
        assert!(takes("https://app.demo.social/mail.html") && takes("https://letters.example/demo.html"));
        assert!(!takes("https://demo.social/mail.html") && !takes("https://evil.letters.example/mail.html"));
    }

    #[test]
    fn wishes_are_granted_to_whom_the_operator_says() {
        let id = |text: &str| text.parse::<ClientId>().expect("a client");
        let (friend, stranger) = (id("https://friend.demo.social/c"), id("https://stranger.demo.social/c"));
        for (branding, granted) in [
            (BrandingFor::Trusted, [true, false]),
            (BrandingFor::All, [true, true]),
            (BrandingFor::Nobody, [false, false]),
        ] {
            let config = ClientsConfig {
                issuer: String::new(),
                trusted: vec![friend.clone()],
                branding,
                template_hosts: vec![],
                development_hosts: vec![],
            };
            let regards = [&friend, &stranger].map(|id| config.regard(id));
            assert_eq!(regards.map(|regard| regard.branded), granted, "{branding:?}");
            assert_eq!(regards.map(|regard| regard.trusted), [true, false]);
        }
    }

    #[test]
    fn development_hosts_are_on_this_machine() {
        let host: DevelopmentHost = "App.demo.social=127.0.0.1:8080".parse().expect("a host");
        assert_eq!((host.name.as_str(), host.address.port()), ("app.demo.social", 8080));
        assert!("app.demo.social=[::1]:1".parse::<DevelopmentHost>().is_ok());
        for bad in
            ["", "app.demo.social", "=127.0.0.1:1", "a=127.0.0.1", "a=192.168.1.1:80", "a=localhost:80"]
        {
            assert_eq!(bad.parse::<DevelopmentHost>(), Err(InvalidHost), "{bad}");
        }
    }
}
