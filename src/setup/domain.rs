//! The server's name, and whether the name and those of handles lead somewhere.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{Refused, progress, save};
use crate::app::App;
use crate::base::base32_token;
use crate::doctor::is_same_place;
use crate::net::{is_public, own_addresses};
use crate::syntax::Handle;

/// Ends of names that are nobody's on the internet.
const LOCAL: &[&str] =
    &["local", "localhost", "internal", "lan", "home", "test", "example", "invalid", "onion", "arpa"];
/// Length of a label that nobody has a record for: only a wildcard answers.
const ANY_LABEL: usize = 12;

/// Kinds of address records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// IPv4.
    A,
    /// IPv6.
    Aaaa,
}

impl Kind {
    /// Its word where records are entered.
    pub const fn word(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
        }
    }
}

/// A record to be entered where the domain is managed.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// Of which kind of address.
    pub kind: Kind,
    /// Its value; `None` is the public address of the router, which the machine cannot know.
    pub value: Option<IpAddr>,
}

/// What a name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Somewhere on the internet, here as far as can be seen.
    Good,
    /// To another machine than this one.
    Elsewhere,
    /// Into somebody's own network.
    Private,
    /// Nowhere.
    Missing,
    /// Nobody answers questions.
    Failed,
}

impl Verdict {
    /// Its word in texts.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Elsewhere => "elsewhere",
            Self::Private => "private",
            Self::Missing => "missing",
            Self::Failed => "failed",
        }
    }
}

/// What was found for a name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Finding {
    /// The name as records have it.
    pub name: String,
    /// What it comes to.
    pub verdict: Verdict,
    /// Where it leads.
    pub addresses: Vec<IpAddr>,
}

/// What was found for the host and for handles.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct NameCheck {
    /// The host.
    pub host: Finding,
    /// Any name below it.
    pub handles: Finding,
}

/// The records that a host needs. A machine behind a router does not know its address: nobody is asked for it.
pub fn records(hostname: &str) -> Vec<Record> {
    let own: Vec<IpAddr> = own_addresses().into_iter().filter(|address| is_public(*address)).collect();
    let v4 = own.iter().copied().find(IpAddr::is_ipv4);
    let v6 = own.iter().copied().find(IpAddr::is_ipv6);
    let mut records = Vec::new();
    for name in [hostname.to_owned(), format!("*.{hostname}")] {
        records.push(Record { name: name.clone(), kind: Kind::A, value: v4 });
        records.extend(v6.map(|v6| Record { name, kind: Kind::Aaaa, value: Some(v6) }));
    }
    records
}

/// Looks where the names lead now.
pub async fn check_names(app: &App, hostname: &str) -> NameCheck {
    let own: Vec<IpAddr> = own_addresses().into_iter().filter(|address| is_public(*address)).collect();
    let any = format!("{}.{hostname}", base32_token(ANY_LABEL));
    let (host, handles) = tokio::join!(look(app, hostname), look(app, &any));
    let host = judge(hostname.to_owned(), host, &own);
    let expected = host.addresses.clone();
    NameCheck { handles: judge(format!("*.{hostname}"), handles, &expected), host }
}

async fn look(app: &App, name: &str) -> Option<Vec<IpAddr>> {
    app.network.names.addresses(name).await.ok()
}

/// What addresses come to where `expected` would be right; nothing is expected where nothing is known.
fn judge(name: String, found: Option<Vec<IpAddr>>, expected: &[IpAddr]) -> Finding {
    let Some(addresses) = found else {
        return Finding { name, verdict: Verdict::Failed, addresses: Vec::new() };
    };
    let same_kind = |address: &IpAddr| expected.iter().any(|own| own.is_ipv4() == address.is_ipv4());
    let meets = |address: &IpAddr| expected.iter().any(|own| is_same_place(*own, *address));
    let comparable: Vec<&IpAddr> = addresses.iter().filter(|address| same_kind(address)).collect();
    let verdict = if addresses.is_empty() {
        Verdict::Missing
    } else if addresses.iter().any(|address| !is_public(*address)) {
        Verdict::Private
    } else if !comparable.is_empty() && !comparable.iter().any(|address| meets(address)) {
        Verdict::Elsewhere
    } else {
        Verdict::Good
    };
    Finding { name, verdict, addresses }
}

/// The name that somebody typed or pasted, if it can be a server's on the internet.
fn read(typed: &str) -> Option<String> {
    let name = typed.trim().to_lowercase();
    let name = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://")).unwrap_or(&name);
    let name = name.trim_end_matches(['/', '.']);
    let end = name.rsplit('.').next()?;
    (name.parse::<Handle>().is_ok() && !LOCAL.contains(&end)).then(|| name.to_owned())
}

pub(super) async fn choose(app: &App, typed: &str) -> Result<(), Refused> {
    let name = read(typed).ok_or_else(|| Refused::fault("hostname", "setup-domain-wrong"))?;
    save(app, "hostname", vec![("service.hostname", Some(name))]).await?;
    progress::change(app, |progress| progress.domain = false).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_as_people_paste_them() {
        assert_eq!(read(" https://PDS.Example.com/ ").as_deref(), Some("pds.example.com"));
        for wrong in ["", "pds", "hostplant.local", "192.168.1.5", "pds.example.com:443", "a b.com", "x.test"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn verdicts_say_what_is_wrong() {
        let addresses = |text: &[&str]| -> Vec<IpAddr> {
            text.iter().map(|text| text.parse().expect("an address")).collect()
        };
        let verdict = |found: &[&str], expected: &[&str]| {
            judge(String::new(), Some(addresses(found)), &addresses(expected)).verdict
        };
        assert_eq!(verdict(&[], &["8.8.8.8"]), Verdict::Missing);
        assert_eq!(verdict(&["192.168.1.5"], &[]), Verdict::Private);
        assert_eq!(verdict(&["8.8.8.8"], &["9.9.9.9"]), Verdict::Elsewhere);
        assert_eq!(verdict(&["8.8.8.8"], &["8.8.8.8"]), Verdict::Good);
        assert_eq!(verdict(&["8.8.8.8"], &["2001:4860::1"]), Verdict::Good, "nothing to compare with");
        assert_eq!(judge(String::new(), None, &[]).verdict, Verdict::Failed);
    }
}
