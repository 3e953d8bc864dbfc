//! Machines and askers on one network: this machine's loopback interface, with ports of their own.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{RData, Record, RecordType};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::records::name;
use super::socket::{Family, group, open};
use super::{Interface, LocalName, Mdns, Service};
use crate::base::Stop;

const HTTPS: Service = Service { kind: "_https", port: 8443 };

/// The loopback interface, as if it were a network with `address` of this machine on it.
fn network(address: [u8; 4]) -> Interface {
    Interface { index: 1, name: "lo".to_owned(), addresses: vec![(Ipv4Addr::from(address).into(), 8)] }
}

/// A port of which nobody else knows.
async fn free_port() -> u16 {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    socket.local_addr().expect("an address").port()
}

fn machine(label: &str, address: [u8; 4], port: u16, stop: &Stop) -> LocalName {
    let interfaces = move || -> io::Result<Vec<Interface>> { Ok(vec![network(address)]) };
    let (mdns, name) = Mdns::new(label, vec![HTTPS], port, interfaces);
    tokio::spawn(mdns.run(stop.clone()));
    name
}

/// Waits until the name of a machine is `wanted`.
async fn becomes(name: &mut LocalName, wanted: &str) {
    let claimed = async {
        while name.claimed().as_deref() != Some(wanted) {
            name.changed().await;
        }
    };
    timeout(Duration::from_secs(30), claimed).await.expect("a name in time");
}

fn question(labels: &[&str], kind: RecordType, alone: bool) -> Message {
    let mut message = Message::new(7, MessageType::Query, OpCode::Query);
    let mut query = Query::query(name(labels), kind);
    query.set_mdns_unicast_response(alone);
    message.add_query(query);
    message
}

async fn send(socket: &UdpSocket, message: &Message, port: u16) {
    let to = group(Family::V4, &network([127, 0, 0, 1]), port);
    socket.send_to(&message.to_vec().expect("a message"), to).await.expect("it is sent");
}

/// The next message for which `wanted` holds.
async fn hear(socket: &UdpSocket, wanted: impl Fn(&Message) -> bool) -> Message {
    let heard = async {
        let mut buffer = [0; 9_000];
        loop {
            let (length, _) = socket.recv_from(&mut buffer).await.expect("a message");
            let message = Message::from_vec(&buffer[..length]).expect("a message in order");
            if wanted(&message) {
                return message;
            }
        }
    };
    timeout(Duration::from_secs(30), heard).await.expect("a message in time")
}

fn addresses(records: &[Record]) -> Vec<IpAddr> {
    records.iter().filter_map(|record| record.data.ip_addr()).collect()
}

/// Sends from loopback to the group, from a port of its own: as a program does that knows plain DNS only.
async fn plain_asker() -> UdpSocket {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let reference = socket2::SockRef::from(&socket);
    reference.set_multicast_if_v4(&Ipv4Addr::LOCALHOST).expect("an interface");
    socket
}

#[tokio::test]
async fn a_name_is_claimed_told_answered_and_given_up() {
    let port = free_port().await;
    let (stop, drained) = Stop::new();
    let network = network([127, 0, 0, 1]);
    let listener = open(Family::V4, &network, port).expect("a socket of the group");
    let mut claimed = machine("Board", [127, 0, 0, 1], port, &stop);
    assert_eq!(claimed.wanted(), "board.local");

    let probe = hear(&listener, |message| message.metadata.message_type == MessageType::Query).await;
    assert_eq!(probe.queries[0].name, name(&["board", "local"]));
    assert!(!probe.queries[0].mdns_unicast_response);
    assert_eq!(addresses(&probe.authorities), [IpAddr::from([127, 0, 0, 1])]);
    let announcement =
        hear(&listener, |message| message.metadata.message_type == MessageType::Response).await;
    assert!(announcement.metadata.authoritative);
    let address = announcement.answers.iter().find(|record| record.record_type() == RecordType::A);
    assert!(address.is_some_and(|record| record.mdns_cache_flush && record.ttl == 120));
    becomes(&mut claimed, "board.local").await;

    // Plain DNS: the question comes back with its number, and nothing is kept for long.
    let asker = plain_asker().await;
    send(&asker, &question(&["BOARD", "local"], RecordType::A, false), port).await;
    let answer = hear(&asker, |_| true).await;
    assert_eq!((answer.metadata.id, answer.queries.len()), (7, 1));
    assert_eq!(addresses(&answer.answers), [IpAddr::from([127, 0, 0, 1])]);
    assert!(answer.answers.iter().all(|record| record.ttl <= 10 && !record.mdns_cache_flush));

    // There is no AAAA record, and that is said.
    send(&asker, &question(&["board", "local"], RecordType::AAAA, false), port).await;
    let answer = hear(&asker, |_| true).await;
    assert_eq!(answer.answers[0].record_type(), RecordType::NSEC);

    // A service leads to the machine in one answer.
    send(&asker, &question(&["_https", "_tcp", "local"], RecordType::PTR, false), port).await;
    let answer = hear(&asker, |_| true).await;
    let RData::PTR(instance) = &answer.answers[0].data else { panic!("{answer:?}") };
    assert_eq!(instance.0, name(&["board", "_https", "_tcp", "local"]));
    let service = answer.additionals.iter().find_map(|record| match &record.data {
        RData::SRV(service) => Some((service.port, service.target.clone())),
        _ => None,
    });
    assert_eq!(service, Some((8_443, name(&["board", "local"]))));
    assert_eq!(addresses(&answer.additionals), [IpAddr::from([127, 0, 0, 1])]);

    stop.ask();
    drained.wait().await;
    let farewell = hear(&listener, |message| message.answers.iter().any(|record| record.ttl == 0)).await;
    assert!(farewell.answers.iter().all(|record| record.ttl == 0), "{farewell:?}");
}

#[tokio::test]
async fn the_second_machine_of_a_name_takes_another() {
    let port = free_port().await;
    let (stop, _drained) = Stop::new();
    let mut first = machine("board", [127, 0, 0, 1], port, &stop);
    becomes(&mut first, "board.local").await;
    let mut second = machine("board", [127, 0, 0, 2], port, &stop);
    becomes(&mut second, "board-2.local").await;
    assert_eq!(first.claimed().as_deref(), Some("board.local"));
    let asker = plain_asker().await;
    send(&asker, &question(&["board-2", "local"], RecordType::ANY, false), port).await;
    assert_eq!(addresses(&hear(&asker, |_| true).await.answers), [IpAddr::from([127, 0, 0, 2])]);
    stop.ask();
}

#[tokio::test]
async fn machines_that_claim_a_name_at_once_agree() {
    let port = free_port().await;
    let (stop, _drained) = Stop::new();
    let mut names =
        [machine("twin", [127, 0, 0, 1], port, &stop), machine("twin", [127, 0, 0, 2], port, &stop)];
    let settled = async {
        loop {
            let claimed: Vec<Option<String>> = names.iter().map(LocalName::claimed).collect();
            if claimed[0] != claimed[1] && claimed.iter().all(Option::is_some) {
                return claimed;
            }
            let [first, second] = &mut names;
            tokio::select! {
                () = first.changed() => {}
                () = second.changed() => {}
            }
        }
    };
    let mut claimed = timeout(Duration::from_secs(30), settled).await.expect("names in time");
    claimed.sort();
    assert_eq!(claimed, [Some("twin-2.local".to_owned()), Some("twin.local".to_owned())]);
    stop.ask();
}

#[tokio::test]
async fn nobody_answers_where_networks_cannot_be_seen() {
    let port = free_port().await;
    let (stop, drained) = Stop::new();
    let interfaces = || Err(io::Error::from(io::ErrorKind::PermissionDenied));
    let (mdns, name) = Mdns::new("board", vec![], port, interfaces);
    let task = tokio::spawn(mdns.run(stop.clone()));
    stop.ask();
    drained.wait().await;
    task.await.expect("the task ends");
    assert_eq!(name.claimed(), None);
}

mod speaker {
    use tokio::time::Instant;

    use super::super::records::Records;
    use super::super::speaker::{Heard, Speaker};
    use super::*;

    const PORT: u16 = 5_353;

    /// A speaker of 10.0.0.1 that has told everything, and when it had.
    fn speaker() -> (Speaker, Instant) {
        let addresses = [IpAddr::from([10, 0, 0, 1])];
        let records = Records::new("board", &addresses, &[HTTPS], addresses.into());
        let mut now = Instant::now();
        let mut speaker = Speaker::new(records, PORT, now);
        while let Some(due) = speaker.due() {
            now = due;
            assert_eq!(speaker.speak(now).len(), 1);
        }
        (speaker, now)
    }

    fn from(port: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 9], port))
    }

    fn said(speaker: &mut Speaker, now: Instant) -> Vec<Message> {
        let said = speaker.speak(now);
        said.iter().map(|message| Message::from_vec(message).expect("a message")).collect()
    }

    fn asks(speaker: &mut Speaker, message: &Message, now: Instant) -> Heard {
        speaker.hear(&message.to_vec().expect("a message"), from(PORT), true, now)
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn three_questions_two_announcements() {
        let addresses = [IpAddr::from([10, 0, 0, 1])];
        let start = Instant::now();
        let mut speaker = Speaker::new(Records::new("board", &addresses, &[], addresses.into()), PORT, start);
        let mut kinds = Vec::new();
        let mut now = start;
        while let Some(due) = speaker.due() {
            now = due;
            assert!(!speaker.has_claimed() || kinds.len() > 3);
            kinds.extend(said(&mut speaker, now).iter().map(|message| message.metadata.message_type));
        }
        use MessageType::{Query, Response};
        assert_eq!(kinds, [Query, Query, Query, Response, Response]);
        assert!(now.duration_since(start) >= Duration::from_millis(1_750));
        assert!(speaker.has_claimed());
    }

    #[test]
    fn a_record_goes_to_everybody_once_in_a_second() {
        let (mut speaker, now) = speaker();
        let ask = question(&["board", "local"], RecordType::A, false);
        let later = now + 2 * SECOND;
        assert_eq!(asks(&mut speaker, &ask, later), Heard::Nothing);
        assert_eq!(said(&mut speaker, later).len(), 1);
        asks(&mut speaker, &ask, later + SECOND / 2);
        assert!(said(&mut speaker, later + SECOND / 2).is_empty());
        asks(&mut speaker, &ask, later + SECOND);
        assert_eq!(said(&mut speaker, later + SECOND).len(), 1);
        // A name is defended sooner.
        let mut probe = question(&["board", "local"], RecordType::ANY, false);
        probe.add_authority(other_address(120));
        let soon = later + SECOND + Duration::from_millis(300);
        asks(&mut speaker, &probe, soon);
        assert_eq!(said(&mut speaker, soon).len(), 1);
    }

    #[test]
    fn what_the_asker_knows_is_not_said() {
        let (mut speaker, now) = speaker();
        let now = now + 2 * SECOND;
        let mut ask = question(&["board", "local"], RecordType::A, false);
        let address = RData::A(hickory_proto::rr::rdata::A(Ipv4Addr::new(10, 0, 0, 1)));
        ask.add_answer(Record::from_rdata(name(&["board", "local"]), 60, address.clone()));
        asks(&mut speaker, &ask, now);
        assert!(said(&mut speaker, now).is_empty());
        // Not for long enough any more.
        ask.answers[0].ttl = 59;
        asks(&mut speaker, &ask, now);
        assert_eq!(said(&mut speaker, now).len(), 1);
        // In a second message: the first said that there is more.
        let now = now + 2 * SECOND;
        let mut more = Message::new(0, MessageType::Query, OpCode::Query);
        more.add_answer(Record::from_rdata(name(&["board", "local"]), 100, address));
        let mut ask = question(&["board", "local"], RecordType::A, false);
        ask.metadata.truncation = true;
        asks(&mut speaker, &ask, now);
        assert!(said(&mut speaker, now).is_empty());
        asks(&mut speaker, &more, now + SECOND / 10);
        assert!(said(&mut speaker, now + SECOND).is_empty());
    }

    #[test]
    fn who_asks_alone_is_answered_alone_while_others_know_it() {
        let (mut speaker, now) = speaker();
        let ask = question(&["board", "local"], RecordType::A, true);
        let Heard::Reply(reply) = asks(&mut speaker, &ask, now + SECOND) else { panic!("no reply") };
        let reply = Message::from_vec(&reply).expect("a message");
        assert_eq!((reply.metadata.id, reply.queries.len()), (0, 0));
        assert!(reply.answers[0].mdns_cache_flush);
        // Nobody has heard of it for half a minute.
        let later = now + 31 * SECOND;
        assert_eq!(asks(&mut speaker, &ask, later), Heard::Nothing);
        assert_eq!(said(&mut speaker, later).len(), 1);
        // Who is not on this network gets nothing, and floods are not answered.
        let bytes = ask.to_vec().expect("a message");
        assert_eq!(speaker.hear(&bytes, from(9_999), false, later), Heard::Nothing);
        let replies =
            (0..100).filter(|_| matches!(asks(&mut speaker, &ask, later + SECOND), Heard::Reply(_)));
        assert_eq!(replies.count(), 20);
    }

    fn other_address(ttl: u32) -> Record {
        let address = hickory_proto::rr::rdata::A(Ipv4Addr::new(10, 0, 0, 9));
        Record::from_rdata(name(&["board", "local"]), ttl, RData::A(address))
    }

    #[test]
    fn a_contradiction_is_settled_by_asking_again() {
        let (mut speaker, now) = speaker();
        let mut other = Message::response(0, OpCode::Query);
        other.add_answer(other_address(120));
        // Not from the port that everybody uses, and of one that leaves: neither counts.
        let bytes = other.to_vec().expect("a message");
        assert_eq!(speaker.hear(&bytes, from(9_999), true, now), Heard::Nothing);
        let mut leaves = Message::response(0, OpCode::Query);
        leaves.add_answer(other_address(0));
        asks(&mut speaker, &leaves, now);
        assert!(speaker.has_claimed());
        asks(&mut speaker, &other, now);
        assert!(!speaker.has_claimed());
        assert_eq!(asks(&mut speaker, &other, now), Heard::Taken);
        // Our own address of another network is no contradiction.
        let (mut speaker, now) = super::speaker::speaker();
        speaker.know_addresses(&[IpAddr::from([10, 0, 0, 9])].into());
        asks(&mut speaker, &other, now);
        assert!(speaker.has_claimed());
    }

    #[test]
    fn nonsense_is_not_heard() {
        let (mut speaker, now) = speaker();
        for bytes in [&[][..], &[0; 11], &[0xff; 64], &[0; 9_000]] {
            assert_eq!(speaker.hear(bytes, from(PORT), true, now), Heard::Nothing);
        }
        assert!(speaker.speak(now).is_empty());
    }
}
