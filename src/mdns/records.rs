//! What there is to tell on one network: addresses, services, and that there is nothing else.

use std::net::IpAddr;
use std::sync::Arc;

use hickory_proto::rr::rdata::{A, AAAA, NULL, PTR, SRV, TXT};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

use super::Service;

/// How long others keep what names an address, in seconds (RFC 6762, section 10).
const SHORT_TTL: u32 = 120;
/// How long others keep the rest, in seconds.
const LONG_TTL: u32 = 4_500;
/// Lists the kinds of services (RFC 6763, section 9).
const ENUMERATION: [&str; 4] = ["_services", "_dns-sd", "_udp", "local"];

/// Our records on one network, by their place in it.
#[derive(Clone, Debug)]
pub(super) struct Records {
    all: Vec<Own>,
    host: Name,
    /// Addresses of this machine on all its networks: who tells of one of them is ourselves.
    everywhere: Arc<[IpAddr]>,
}

/// One of our records.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub record: Record,
    /// Whether nobody else has records of this name and type; others may have services of the same kind.
    pub unique: bool,
    /// Says what there is not: sent to those who ask for that, and never announced.
    pub denial: bool,
}

impl Records {
    /// Those of a machine that is called `label` and has `addresses` on the network that this is about.
    pub(super) fn new(
        label: &str,
        addresses: &[IpAddr],
        services: &[Service],
        everywhere: Arc<[IpAddr]>,
    ) -> Self {
        let host = name(&[label, "local"]);
        let mut all = Vec::new();
        let mut types = Vec::new();
        for address in addresses {
            let data = match address {
                IpAddr::V4(address) => RData::A(A(*address)),
                IpAddr::V6(address) => RData::AAAA(AAAA(*address)),
            };
            types.push(data.record_type());
            all.push(unique(&host, SHORT_TTL, data));
        }
        all.push(denial(&host, &types));
        for service in services {
            let kind = name(&[service.kind, "_tcp", "local"]);
            let instance = name(&[label, service.kind, "_tcp", "local"]);
            all.push(shared(&kind, RData::PTR(PTR(instance.clone()))));
            all.push(shared(&name(&ENUMERATION), RData::PTR(PTR(kind))));
            all.push(unique(&instance, SHORT_TTL, RData::SRV(SRV::new(0, 0, service.port, host.clone()))));
            all.push(unique(&instance, LONG_TTL, RData::TXT(TXT::new(vec!["path=/".to_owned()]))));
            all.push(denial(&instance, &[RecordType::SRV, RecordType::TXT]));
        }
        Self { all, host, everywhere }
    }

    /// Takes note of the addresses that the machine has now on all its networks.
    pub(super) fn know_addresses(&mut self, everywhere: &Arc<[IpAddr]>) {
        self.everywhere = Arc::clone(everywhere);
    }

    /// All of them, by place.
    pub(super) fn all(&self) -> &[Own] {
        &self.all
    }

    /// Names that only we may have.
    pub(super) fn unique_names(&self) -> Vec<Name> {
        let mut names: Vec<Name> = Vec::new();
        for own in self.all.iter().filter(|own| own.unique) {
            if !names.contains(&own.record.name) {
                names.push(own.record.name.clone());
            }
        }
        names
    }

    /// Places of what answers a question: records, else the one that says that there are none.
    pub(super) fn answers(&self, name: &Name, asked: RecordType, class: DNSClass) -> Vec<usize> {
        if !matches!(class, DNSClass::IN | DNSClass::ANY) {
            return Vec::new();
        }
        let places = |wanted: &dyn Fn(&Own) -> bool| -> Vec<usize> {
            let found = self.all.iter().enumerate();
            found.filter(|(_, own)| own.record.name == *name && wanted(own)).map(|(at, _)| at).collect()
        };
        let is_asked =
            |own: &Own| !own.denial && (asked == RecordType::ANY || own.record.record_type() == asked);
        let found = places(&is_asked);
        if found.is_empty() { places(&|own| own.denial) } else { found }
    }

    /// Places of what who got `answers` will ask for next (RFC 6762, section 6.2, and RFC 6763, section 12).
    pub(super) fn additions(&self, answers: &[usize]) -> Vec<usize> {
        let leads_on = answers
            .iter()
            .any(|at| matches!(self.all[*at].record.record_type(), RecordType::PTR | RecordType::SRV));
        let is_host = |own: &Own| own.record.name == self.host;
        let wanted = |own: &Own| if leads_on { own.unique && !own.denial } else { is_host(own) };
        let about_host = answers.iter().any(|at| is_host(&self.all[*at]));
        let found = self.all.iter().enumerate();
        found
            .filter(|(at, own)| (leads_on || about_host) && wanted(own) && !answers.contains(at))
            .map(|(at, _)| at)
            .collect()
    }

    /// Whether what somebody else says cannot be true where ours is.
    pub(super) fn contradicts(&self, other: &Record) -> bool {
        let same = |own: &&Own| {
            own.unique
                && !own.denial
                && own.record.name == other.name
                && own.record.record_type() == other.record_type()
        };
        other.ttl > 0
            && other.dns_class == DNSClass::IN
            && self.all.iter().filter(same).count() > 0
            && !self.is_ours(other)
    }

    /// Whether a record is one of ours, on this network or another of this machine's.
    pub(super) fn is_ours(&self, other: &Record) -> bool {
        let ours_elsewhere = other.data.ip_addr().is_some_and(|address| self.everywhere.contains(&address));
        // What a denial says differs between our networks.
        ours_elsewhere
            || other.record_type() == RecordType::NSEC
            || self.all.iter().any(|own| own.record == *other)
    }
}

/// The name of these labels, which are ours and short.
pub(super) fn name(labels: &[&str]) -> Name {
    Name::from_labels(labels.iter().map(|label| label.as_bytes())).expect("labels of our own make a name")
}

fn unique(name: &Name, ttl: u32, data: RData) -> Own {
    Own { record: Record::from_rdata(name.clone(), ttl, data), unique: true, denial: false }
}

fn shared(name: &Name, data: RData) -> Own {
    Own { record: Record::from_rdata(name.clone(), LONG_TTL, data), unique: false, denial: false }
}

/// An NSEC record: `name` has records of these types and of no others (RFC 6762, section 6.1). Only types below 256.
fn denial(name: &Name, types: &[RecordType]) -> Own {
    let mut data = Vec::new();
    for label in name.iter() {
        data.push(u8::try_from(label.len()).expect("labels have 63 bytes at most"));
        data.extend_from_slice(label);
    }
    data.push(0);
    let mut bitmap = [0_u8; 32];
    for kind in types {
        let number = usize::from(u16::from(*kind));
        bitmap[number / 8] |= 0x80 >> (number % 8);
    }
    let length = bitmap.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    if length > 0 {
        data.extend([0, u8::try_from(length).expect("a bitmap has 32 bytes at most")]);
        data.extend_from_slice(&bitmap[..length]);
    }
    let data = RData::Unknown { code: RecordType::NSEC, rdata: NULL::with(data) };
    Own { record: Record::from_rdata(name.clone(), SHORT_TTL, data), unique: true, denial: true }
}
