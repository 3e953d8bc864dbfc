//! What is said on one network, and when: claiming a name, telling of it, answering. Time and messages come from outside,
//! so that nothing here waits or sends.

use std::cmp::Ordering;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Record, RecordType};
use hickory_proto::serialize::binary::BinEncodable;
use tokio::time::Instant;

use super::records::{Own, Records};
use crate::base::random_bytes;

/// How often a name is asked for before it is ours, and how far apart (RFC 6762, section 8.1).
const PROBES: u8 = 3;
const PROBE_PAUSE: Duration = Duration::from_millis(250);
/// Who loses against another that claims the name at the same time begins anew after this (section 8.2).
const DEFERENCE: Duration = Duration::from_secs(1);
/// How often it is told that the name is ours, and how far apart (section 8.3).
const ANNOUNCEMENTS: u8 = 2;
const ANNOUNCEMENT_PAUSE: Duration = Duration::from_secs(1);
/// A record is not sent to everybody again within this (section 6)…
const REPEAT: Duration = Duration::from_secs(1);
/// …but to defend a name.
const DEFENCE_REPEAT: Duration = Duration::from_millis(250);
/// How long an answer waits that others may give too: this much and at most [`SHARED_SPREAD`] more.
const SHARED_WAIT: Duration = Duration::from_millis(20);
const SHARED_SPREAD: Duration = Duration::from_millis(100);
/// How long it waits where the asker has more to say about what it knows (section 7.2).
const TRUNCATED_WAIT: Duration = Duration::from_millis(400);
/// What those who speak plain DNS may keep, in seconds (section 6.7).
const LEGACY_TTL: u32 = 10;
/// Questions and known answers of one message that are looked at.
const MAX_QUESTIONS: usize = 32;
const MAX_KNOWN: usize = 256;
/// Answers to single askers in a second, on one network.
const MAX_REPLIES: u32 = 20;

/// Our side of the talk on one network.
#[derive(Debug)]
pub(super) struct Speaker {
    records: Records,
    /// The port that everybody uses.
    port: u16,
    phase: Phase,
    /// When each record was last sent to everybody.
    sent: Vec<Option<Instant>>,
    pending: Option<Pending>,
    /// The second of the latest replies, and how many there were.
    replies: (Instant, u32),
}

#[derive(Clone, Copy, Debug)]
enum Phase {
    Claiming { asked: u8, next: Instant },
    Announcing { told: u8, next: Instant },
    Speaking,
}

/// Answers to everybody that wait.
#[derive(Debug)]
struct Pending {
    due: Instant,
    /// Places of records.
    answers: Vec<usize>,
    /// Who asked, where it was one only: who else may know the answers is not asked.
    asker: Option<IpAddr>,
    defends: bool,
}

/// What follows from a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// Nothing, or something at a later [`Speaker::due`].
    Nothing,
    /// This is to be sent to who asked.
    Reply(Vec<u8>),
    /// Somebody else has the name.
    Taken,
}

impl Speaker {
    /// Begins to claim the names of `records` at `start` or a little later.
    pub(super) fn new(records: Records, port: u16, start: Instant) -> Self {
        let phase = Phase::Claiming { asked: 0, next: start + random_part(PROBE_PAUSE) };
        let sent = vec![None; records.all().len()];
        Self { records, port, phase, sent, pending: None, replies: (start, 0) }
    }

    /// Takes note of the addresses that the machine has now on all its networks.
    pub(super) fn know_addresses(&mut self, everywhere: &Arc<[IpAddr]>) {
        self.records.know_addresses(everywhere);
    }

    /// Whether the name is ours.
    pub(super) fn has_claimed(&self) -> bool {
        !matches!(self.phase, Phase::Claiming { .. })
    }

    /// When [`Speaker::speak`] has something to say.
    pub(super) fn due(&self) -> Option<Instant> {
        let next = match self.phase {
            Phase::Claiming { next, .. } | Phase::Announcing { next, .. } => Some(next),
            Phase::Speaking => None,
        };
        next.into_iter().chain(self.pending.as_ref().map(|pending| pending.due)).min()
    }

    /// What is to be sent to everybody now.
    pub(super) fn speak(&mut self, now: Instant) -> Vec<Vec<u8>> {
        let mut said = Vec::new();
        match self.phase {
            Phase::Claiming { asked: PROBES, next } if next <= now => {
                self.phase = Phase::Announcing { told: 1, next: now + ANNOUNCEMENT_PAUSE };
                said.extend(self.announcement(now));
            }
            Phase::Claiming { asked, next } if next <= now => {
                self.phase = Phase::Claiming { asked: asked + 1, next: now + PROBE_PAUSE };
                said.extend(self.probe());
            }
            Phase::Announcing { told, next } if next <= now => {
                self.phase = if told + 1 < ANNOUNCEMENTS {
                    Phase::Announcing { told: told + 1, next: now + ANNOUNCEMENT_PAUSE }
                } else {
                    Phase::Speaking
                };
                said.extend(self.announcement(now));
            }
            _ => {}
        }
        if let Some(pending) = self.pending.take_if(|pending| pending.due <= now) {
            said.extend(self.answer_everybody(&pending, now));
        }
        said
    }

    /// Takes a message from `from`; `near` says whether that is on this very network.
    pub(super) fn hear(&mut self, packet: &[u8], from: SocketAddr, near: bool, now: Instant) -> Heard {
        let Ok(message) = Message::from_vec(packet) else { return Heard::Nothing };
        let head = &message.metadata;
        if head.op_code != OpCode::Query || head.response_code != ResponseCode::NoError {
            return Heard::Nothing;
        }
        match head.message_type {
            MessageType::Response if from.port() == self.port && near => self.hear_response(&message, now),
            MessageType::Response => Heard::Nothing,
            MessageType::Query => self.hear_query(&message, from, near, now),
        }
    }

    /// Takes back all that was said; the services alone where the name is somebody else's now.
    pub(super) fn farewell(&self, name_is_taken: bool) -> Option<Vec<u8>> {
        if !self.has_claimed() && !name_is_taken {
            return None;
        }
        let mut message = Message::response(0, OpCode::Query);
        message.metadata.authoritative = true;
        for own in self.records.all().iter().filter(|own| !(own.denial || name_is_taken && own.unique)) {
            message.add_answer(told(own, 0, own.unique));
        }
        (!message.answers.is_empty()).then(|| message.to_bytes().ok()).flatten()
    }

    /// Asks whether anybody has our names, and says what we would say of them. Everybody is to hear the answer: what is
    /// sent to this machine alone does not come here (see [`super::socket`]).
    fn probe(&self) -> Option<Vec<u8>> {
        let mut message = Message::new(0, MessageType::Query, OpCode::Query);
        for name in self.records.unique_names() {
            message.add_query(Query::query(name, RecordType::ANY));
        }
        let ours = self.records.all().iter().filter(|own| own.unique && !own.denial);
        message.add_authorities(ours.map(|own| own.record.clone()));
        message.to_bytes().ok()
    }

    fn announcement(&mut self, now: Instant) -> Option<Vec<u8>> {
        let all: Vec<usize> = self.places(|at| !self.records.all()[at].denial);
        self.multicast(&all, &[], now)
    }

    fn places(&self, wanted: impl Fn(usize) -> bool) -> Vec<usize> {
        (0..self.sent.len()).filter(|at| wanted(*at)).collect()
    }

    /// A message for everybody, of which is remembered that they got it.
    fn multicast(&mut self, answers: &[usize], additions: &[usize], now: Instant) -> Option<Vec<u8>> {
        let mut message = Message::response(0, OpCode::Query);
        message.metadata.authoritative = true;
        let record = |at: &usize| {
            let own = &self.records.all()[*at];
            told(own, u32::MAX, own.unique)
        };
        message.add_answers(answers.iter().map(record));
        message.add_additionals(additions.iter().map(record));
        for at in answers.iter().chain(additions) {
            self.sent[*at] = Some(now);
        }
        (!message.answers.is_empty()).then(|| message.to_bytes().ok()).flatten()
    }

    fn was_sent_within(&self, at: usize, span: Duration, now: Instant) -> bool {
        self.sent[at].is_some_and(|sent| now.duration_since(sent) < span)
    }

    fn answer_everybody(&mut self, pending: &Pending, now: Instant) -> Option<Vec<u8>> {
        let pause = if pending.defends { DEFENCE_REPEAT } else { REPEAT };
        let fresh = |places: &[usize], pause: Duration| -> Vec<usize> {
            places.iter().copied().filter(|at| !self.was_sent_within(*at, pause, now)).collect()
        };
        let answers = fresh(&pending.answers, pause);
        let additions = fresh(&self.records.additions(&pending.answers), REPEAT);
        self.multicast(&answers, &additions, now)
    }

    fn hear_response(&mut self, message: &Message, now: Instant) -> Heard {
        let mut told = message.answers.iter().chain(&message.additionals);
        match self.phase {
            // While the name is not ours, whoever has anything under it has it.
            Phase::Claiming { .. } => {
                let names = self.records.unique_names();
                let has_it = |other: &Record| {
                    names.contains(&other.name) && other.ttl > 0 && !self.records.is_ours(other)
                };
                if told.any(has_it) { Heard::Taken } else { Heard::Nothing }
            }
            Phase::Announcing { .. } | Phase::Speaking => {
                if told.any(|other| self.records.contradicts(other)) {
                    // Either of us may be wrong: asking again settles whose it is (section 9).
                    self.phase = Phase::Claiming { asked: 0, next: now + random_part(PROBE_PAUSE) };
                    self.pending = None;
                }
                Heard::Nothing
            }
        }
    }

    fn hear_query(&mut self, message: &Message, from: SocketAddr, near: bool, now: Instant) -> Heard {
        if let Phase::Claiming { .. } = self.phase {
            if near && from.port() == self.port && self.loses_against(message) {
                self.phase = Phase::Claiming { asked: 0, next: now + DEFERENCE };
            }
            return Heard::Nothing;
        }
        if message.queries.is_empty() {
            // The rest of what the asker of a moment ago knows.
            if let Some(pending) = &mut self.pending
                && pending.asker == Some(from.ip())
            {
                let records = self.records.all();
                pending.answers.retain(|at| !is_known(message, &records[*at].record));
            }
            return Heard::Nothing;
        }
        let is_legacy = from.port() != self.port;
        let (mut reply, mut everybody) = (Vec::new(), Vec::new());
        for question in message.queries.iter().take(MAX_QUESTIONS) {
            let found = self.records.answers(&question.name, question.query_type, question.query_class);
            for at in found {
                // Who asks alone is answered alone, unless others have not heard it for long either (section 5.4).
                let age = Duration::from_secs(u64::from(self.records.all()[at].record.ttl / 4));
                let alone = question.mdns_unicast_response && self.was_sent_within(at, age, now);
                if is_legacy || (alone && near) {
                    reply.push(at);
                } else {
                    everybody.push(at);
                }
            }
        }
        everybody.retain(|at| !is_known(message, &self.records.all()[*at].record));
        self.queue(everybody, message, from.ip(), now);
        if reply.is_empty() || !near || !self.may_reply(now) {
            return Heard::Nothing;
        }
        reply.retain(|at| is_legacy || !is_known(message, &self.records.all()[*at].record));
        reply.sort_unstable();
        reply.dedup();
        match self.reply(&reply, message, is_legacy) {
            Some(bytes) if !reply.is_empty() => Heard::Reply(bytes),
            _ => Heard::Nothing,
        }
    }

    /// Puts answers to everybody with those that wait.
    fn queue(&mut self, answers: Vec<usize>, message: &Message, asker: IpAddr, now: Instant) {
        if answers.is_empty() {
            return;
        }
        let all_ours = answers.iter().all(|at| self.records.all()[*at].unique);
        let wait = if message.metadata.truncation {
            TRUNCATED_WAIT + random_part(SHARED_SPREAD)
        } else if all_ours {
            Duration::ZERO
        } else {
            SHARED_WAIT + random_part(SHARED_SPREAD)
        };
        let defends = !message.authorities.is_empty();
        let pending = self.pending.get_or_insert(Pending {
            due: now + wait,
            answers: Vec::new(),
            asker: Some(asker),
            defends,
        });
        pending.due = pending.due.min(now + wait);
        pending.asker = pending.asker.filter(|first| *first == asker);
        pending.defends |= defends;
        pending.answers.extend(answers);
        pending.answers.sort_unstable();
        pending.answers.dedup();
    }

    fn reply(&self, answers: &[usize], question: &Message, is_legacy: bool) -> Option<Vec<u8>> {
        let additions = self.records.additions(answers);
        let mut message = Message::response(if is_legacy { question.metadata.id } else { 0 }, OpCode::Query);
        message.metadata.authoritative = true;
        // Plain DNS knows nothing of the flag, and asks again when the name may have moved.
        let longest = if is_legacy { LEGACY_TTL } else { u32::MAX };
        let record = |at: &usize| {
            let own = &self.records.all()[*at];
            told(own, longest, own.unique && !is_legacy)
        };
        if is_legacy {
            for asked in question.queries.iter().take(MAX_QUESTIONS) {
                let mut echo = Query::query(asked.name.clone(), asked.query_type);
                echo.set_query_class(asked.query_class);
                message.add_query(echo);
            }
        }
        message.add_answers(answers.iter().map(record));
        message.add_additionals(additions.iter().map(record));
        message.to_bytes().ok()
    }

    /// Counts a reply, as long as there are not too many: a reply is longer than its question.
    fn may_reply(&mut self, now: Instant) -> bool {
        let (since, count) = &mut self.replies;
        if now.duration_since(*since) >= Duration::from_secs(1) {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= MAX_REPLIES
    }

    /// Whether another that claims one of our names now has the better claim: the records that sort later (section 8.2).
    fn loses_against(&self, message: &Message) -> bool {
        self.records.unique_names().iter().any(|name| {
            let of_name = |record: &&Record| record.name == *name;
            let mut theirs: Vec<&Record> = message.authorities.iter().filter(of_name).collect();
            let is_claim = message.queries.iter().any(|query| query.name == *name) && !theirs.is_empty();
            if !is_claim || theirs.iter().all(|record| self.records.is_ours(record)) {
                return false;
            }
            let ours = self.records.all().iter().filter(|own| own.unique && !own.denial);
            let mut ours: Vec<&Record> = ours.map(|own| &own.record).filter(of_name).collect();
            theirs.sort_by(|a, b| compare(a, b));
            ours.sort_by(|a, b| compare(a, b));
            let pairs = ours.iter().zip(&theirs).map(|(a, b)| compare(a, b));
            let first = pairs.into_iter().find(|order| order.is_ne());
            first.unwrap_or_else(|| ours.len().cmp(&theirs.len())).is_lt()
        })
    }
}

/// A record as it is sent: kept for `longest` at most, in seconds, and in place of what was known before if `flush`.
fn told(own: &Own, longest: u32, flush: bool) -> Record {
    let mut record = own.record.clone();
    record.ttl = record.ttl.min(longest);
    record.mdns_cache_flush = flush;
    record
}

/// Whether the asker has this already, for long enough (section 7.1).
fn is_known(message: &Message, own: &Record) -> bool {
    message.answers.iter().take(MAX_KNOWN).any(|known| known == own && known.ttl >= own.ttl / 2)
}

/// The order of records when two claim a name: class, type, and the bytes of the data.
fn compare(a: &Record, b: &Record) -> Ordering {
    let head = |record: &Record| (class_number(record.dns_class), u16::from(record.record_type()));
    let data = |record: &Record| record.data.to_bytes().unwrap_or_default();
    head(a).cmp(&head(b)).then_with(|| data(a).cmp(&data(b)))
}

fn class_number(class: DNSClass) -> u16 {
    class.into()
}

/// A random part of `span`.
fn random_part(span: Duration) -> Duration {
    span.mul_f64(f64::from(u16::from_be_bytes(random_bytes())) / f64::from(u16::MAX))
}
