//! The time by another machine's clock: one question and one answer of SNTP (RFC 5905, section 14).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::base::{Clock, Timestamp, random_bytes};

/// The port of time servers.
pub const NTP_PORT: u16 = 123;
/// How long one server may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes of a question and of the part of an answer that matters.
const PACKET: usize = 48;
/// Version 4, a client.
const QUESTION: u8 = 0x23;
/// The mode of an answer.
const SERVER: u8 = 4;
/// Seconds from 1900, where NTP begins, to 1970.
const TO_UNIX: u64 = 2_208_988_800;
/// Seconds of one of NTP's eras.
const ERA: u64 = 1 << 32;
/// The farthest of servers that have the time themselves.
const LAST_STRATUM: u8 = 15;

/// What a time server said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeReply {
    /// How far the server's clock is ahead of ours, in microseconds; negative where ours is ahead.
    pub offset_micros: i64,
    /// How long question and answer were under way: the offset is wrong by half of it at most.
    pub round_trip: Duration,
}

/// Why a time server told no time.
#[derive(Debug, thiserror::Error)]
pub enum TimeError {
    /// It could not be asked.
    #[error("the time server cannot be asked")]
    Io(#[from] std::io::Error),
    /// It did not answer in time.
    #[error("the time server did not answer")]
    Timeout,
    /// Its answer is none.
    #[error("the time server's answer makes no sense")]
    Nonsense,
    /// It does not know the time itself, or does not tell us.
    #[error("the time server does not know the time")]
    Unsynchronised,
}

/// Asks `server` how far `clock` is off.
///
/// # Errors
/// When there is no answer, or none that could be believed.
pub async fn ask_time(server: SocketAddr, clock: &Clock) -> Result<TimeReply, TimeError> {
    let any = match server.ip() {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    socket.connect(server).await?;
    // The server returns what we sent as its "originate" time. A random one tells a real answer from a made-up one, and
    // tells the server nothing of our clock.
    let mark: [u8; 8] = random_bytes();
    let mut question = [0; PACKET];
    question[0] = QUESTION;
    question[40..].copy_from_slice(&mark);
    let sent = clock.now();
    socket.send(&question).await?;
    let mut answer = [0; PACKET];
    let length = timeout(PATIENCE, socket.recv(&mut answer)).await.map_err(|_| TimeError::Timeout)??;
    let received = clock.now();
    if length < PACKET || answer[24..32] != mark {
        return Err(TimeError::Nonsense);
    }
    read(&answer, sent, received)
}

fn read(answer: &[u8; PACKET], sent: Timestamp, received: Timestamp) -> Result<TimeReply, TimeError> {
    let (leap, mode, stratum) = (answer[0] >> 6, answer[0] & 7, answer[1]);
    if mode != SERVER {
        return Err(TimeError::Nonsense);
    }
    if leap == 3 || !(1..=LAST_STRATUM).contains(&stratum) {
        return Err(TimeError::Unsynchronised);
    }
    let arrived = micros(&answer[32..40]).ok_or(TimeError::Nonsense)?;
    let left = micros(&answer[40..48]).ok_or(TimeError::Nonsense)?;
    let held = left.checked_sub(arrived).ok_or(TimeError::Nonsense)?;
    let signed = |micros: u64| i64::try_from(micros).map_err(|_| TimeError::Nonsense);
    let (sent_at, received_at) = (signed(sent.micros())?, signed(received.micros())?);
    let offset_micros = ((signed(arrived)? - sent_at) + (signed(left)? - received_at)) / 2;
    let under_way = received.since(sent);
    Ok(TimeReply { offset_micros, round_trip: under_way.saturating_sub(Duration::from_micros(held)) })
}

/// An NTP time in microseconds since 1970. Its seconds come round again in 2036: what lies before 1970 belongs to the
/// next era.
fn micros(bytes: &[u8]) -> Option<u64> {
    let (seconds, fraction) = bytes.split_first_chunk::<4>()?;
    let (seconds, fraction) = (u32::from_be_bytes(*seconds), u32::from_be_bytes(fraction.try_into().ok()?));
    if seconds == 0 {
        return None;
    }
    let seconds = u64::from(seconds);
    let since_1970 = seconds.checked_sub(TO_UNIX).unwrap_or(seconds + ERA - TO_UNIX);
    Some(since_1970 * 1_000_000 + ((u64::from(fraction) * 1_000_000) >> 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ntp(at: Timestamp) -> [u8; 8] {
        let seconds = u32::try_from((at.secs() + TO_UNIX) % ERA).expect("an era has 32 bits");
        let fraction =
            u32::try_from(((at.micros() % 1_000_000) << 32) / 1_000_000).expect("less than a second");
        let mut bytes = [0; 8];
        bytes[..4].copy_from_slice(&seconds.to_be_bytes());
        bytes[4..].copy_from_slice(&fraction.to_be_bytes());
        bytes
    }

    /// A server whose clock stands at `at`, which answers one question after `change` altered its answer.
    async fn server(at: Timestamp, change: impl FnOnce(&mut [u8; PACKET]) + Send + 'static) -> SocketAddr {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = socket.local_addr().expect("an address");
        tokio::spawn(async move {
            let mut question = [0; PACKET];
            let (_, client) = socket.recv_from(&mut question).await.expect("a question");
            let mut answer = [0; PACKET];
            (answer[0], answer[1]) = (0x24, 2);
            answer[24..32].copy_from_slice(&question[40..]);
            answer[32..40].copy_from_slice(&ntp(at));
            answer[40..].copy_from_slice(&ntp(at));
            change(&mut answer);
            socket.send_to(&answer, client).await.expect("an answer");
        });
        address
    }

    const NOW: Timestamp = Timestamp::from_secs(1_795_000_000);

    #[tokio::test]
    async fn an_offset_is_told_in_both_directions_and_past_2036() {
        for (ours, theirs, offset) in [
            (NOW, NOW.after(Duration::from_millis(1_500)), 1_500_000),
            (NOW.after(Duration::from_secs(90)), NOW, -90_000_000),
            (Timestamp::from_secs(0), Timestamp::from_secs(2_200_000_000), 2_200_000_000_000_000),
        ] {
            let reply =
                ask_time(server(theirs, |_| {}).await, &Clock::manual(ours)).await.expect("an answer");
            assert!((reply.offset_micros - offset).abs() <= 1, "{reply:?}");
            assert_eq!(reply.round_trip, Duration::ZERO);
        }
    }

    #[tokio::test]
    async fn answers_that_cannot_be_believed_are_refused() {
        type Change = fn(&mut [u8; PACKET]);
        let nonsense: [Change; 4] = [
            |answer| answer[24] ^= 1,
            |answer| answer[0] = 0x23,
            |answer| answer[40..44].fill(0),
            |answer| answer[35] = answer[35].wrapping_add(9),
        ];
        for change in nonsense {
            let asked = ask_time(server(NOW, change).await, &Clock::manual(NOW)).await;
            assert!(matches!(asked, Err(TimeError::Nonsense)), "{asked:?}");
        }
        let lost: [Change; 3] = [|answer| answer[0] |= 0xc0, |answer| answer[1] = 0, |answer| answer[1] = 16];
        for change in lost {
            let asked = ask_time(server(NOW, change).await, &Clock::manual(NOW)).await;
            assert!(matches!(asked, Err(TimeError::Unsynchronised)), "{asked:?}");
        }
    }
}
