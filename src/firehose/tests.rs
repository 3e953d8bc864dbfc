//! Subscriptions over a real store and a WebSocket in memory.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::DuplexStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::frames::StreamError;
use super::*;
use crate::base::{Clock, Timestamp};
use crate::store::{Aid, EventKind, Seq, StorageError, Store, StoreConfig, trim_events};

const DAY: Duration = Duration::from_secs(24 * 3_600);
/// Room of the pipe between server and client, in bytes.
const PIPE: usize = 4 * 1024;

struct Bench {
    store: Store,
    hub: Hub,
    clock: Clock,
    _folder: tempfile::TempDir,
}

/// One end of a subscription, and what the other end comes to.
struct Listener {
    socket: WebSocketStream<DuplexStream>,
    end: JoinHandle<End>,
    stop: Option<oneshot::Sender<()>>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_700_000_000));
        let hub = Hub::new(SubscriberLimits { total: 100, per_address: 100, backfill: DAY });
        let publish = hub.clone();
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(move |events| publish.publish(events)))
            .expect("a store");
        Self { store, hub, clock, _folder: folder }
    }

    /// Writes an event whose frame is its place as text, filled up to `size`.
    async fn emit(&self, aid: u32, size: usize) -> Seq {
        self.store
            .write(move |tx| -> Result<Seq, StorageError> {
                tx.emit(Aid::from_u32(aid), EventKind::Commit, |seq, _| {
                    let mut frame = seq.to_string().into_bytes();
                    frame.resize(size.max(frame.len()), b' ');
                    frame
                })
            })
            .await
            .expect("an event")
    }

    async fn subscribe(&self, cursor: Option<i64>) -> Result<Subscriber, StreamError> {
        let seat = self.hub.admit(IpAddr::V4(Ipv4Addr::LOCALHOST)).expect("a seat");
        Subscriber::start(self.hub.clone(), self.store.clone(), seat, cursor, self.clock.now()).await
    }

    async fn listen(&self, cursor: Option<i64>) -> Listener {
        let subscriber = self.subscribe(cursor).await.expect("a place");
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let (stop, stopped) = oneshot::channel();
        let end = tokio::spawn(serve(ours, async { Ok(subscriber) }, Pace::default(), async {
            if stopped.await.is_err() {
                std::future::pending().await
            }
        }));
        let socket = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
        Listener { socket, end, stop: Some(stop) }
    }
}

impl Listener {
    async fn message(&mut self) -> Option<Message> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Ping(_)) => {}
                Ok(message) => return Some(message),
                Err(_) => return None,
            }
        }
    }

    /// The place of the next event.
    async fn seq(&mut self) -> u64 {
        match self.message().await {
            Some(Message::Binary(frame)) => {
                std::str::from_utf8(&frame).expect("text").trim().parse().expect("a number")
            }
            other => panic!("{other:?} is no event"),
        }
    }

    /// Reads to the end. Gives the last frame before it and the reason of the close frame.
    async fn rest(&mut self) -> (Option<Bytes>, String) {
        let mut last = None;
        loop {
            match self.message().await {
                Some(Message::Binary(frame)) => last = Some(frame),
                Some(Message::Close(Some(frame))) => return (last, frame.reason.to_string()),
                other => panic!("{other:?} instead of an orderly end"),
            }
        }
    }
}

fn cursor(seq: Seq) -> Option<i64> {
    Some(i64::try_from(seq.to_u64()).expect("a cursor"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replay_and_live_meet_without_gap_or_duplicate() {
    const EVENTS: usize = 1_500;
    let bench = Bench::new();
    let first = bench.emit(1, 0).await;
    let writer = async {
        let mut written = vec![first.to_u64()];
        for n in 1..EVENTS {
            bench.clock.advance(Duration::from_micros(3));
            // Large frames now and then push the ring beyond the slower cursors.
            let size = if n % 10 == 0 { 40_000 } else { 100 };
            written.push(bench.emit(1, size).await.to_u64());
        }
        written
    };
    let readers = async {
        let mut readers = Vec::new();
        for _ in 0..12 {
            let mut listener = bench.listen(Some(0)).await;
            readers.push(tokio::spawn(async move {
                let mut seen = Vec::with_capacity(EVENTS);
                while seen.len() < EVENTS {
                    seen.push(listener.seq().await);
                }
                seen
            }));
            tokio::task::yield_now().await;
        }
        let mut all = Vec::new();
        for reader in readers {
            all.push(reader.await.expect("a reader"));
        }
        all
    };
    let (written, all) = tokio::join!(writer, readers);
    for seen in all {
        assert_eq!(seen, written);
    }
}

#[tokio::test]
async fn cursors_begin_strictly_after_themselves_and_none_begins_now() {
    let bench = Bench::new();
    let (first, second, third) = (bench.emit(1, 0).await, bench.emit(1, 0).await, bench.emit(2, 0).await);
    let mut after_first = bench.listen(cursor(first)).await;
    let mut live = bench.listen(None).await;
    let mut up_to_date = bench.listen(cursor(third)).await;
    let mut from_the_start = bench.listen(Some(-1)).await;
    let fourth = bench.emit(1, 0).await;
    assert_eq!(after_first.seq().await, second.to_u64());
    assert_eq!(after_first.seq().await, third.to_u64());
    assert_eq!(after_first.seq().await, fourth.to_u64());
    assert_eq!(live.seq().await, fourth.to_u64());
    assert_eq!(up_to_date.seq().await, fourth.to_u64());
    assert_eq!(from_the_start.seq().await, first.to_u64());
    let future = bench.subscribe(Some(cursor(fourth).expect("a number") + 1)).await;
    assert_eq!(future.err(), Some(StreamError::FutureCursor));
}

#[tokio::test]
async fn events_outlive_the_process() {
    let bench = Bench::new();
    let (first, second) = (bench.emit(1, 0).await, bench.emit(1, 5_000).await);
    // A new hub knows nothing, as after a restart.
    let bench = Bench { hub: Hub::new(SubscriberLimits::default()), ..bench };
    let mut listener = bench.listen(cursor(first)).await;
    assert_eq!(listener.seq().await, second.to_u64());
}

#[tokio::test]
async fn a_cursor_before_the_window_is_told_and_gets_what_there_is() {
    let bench = Bench::new();
    let old = bench.emit(1, 0).await;
    bench.clock.advance(DAY * 2);
    let recent = bench.emit(1, 0).await;

    for outdated in [Some(0), Some(i64::try_from(old.to_u64() - 1).expect("a cursor"))] {
        let mut listener = bench.listen(outdated).await;
        assert_eq!(listener.message().await, Some(Message::Binary(frames::outdated_cursor().into())));
        assert_eq!(listener.seq().await, recent.to_u64());
    }
    // Nothing after this cursor is missing.
    let mut listener = bench.listen(cursor(old)).await;
    assert_eq!(listener.seq().await, recent.to_u64());
}

/// Two events that are trimmed away, one that stays, and a subscriber that was promised the second of all.
async fn trimmed(bench: &Bench) -> ([Seq; 3], Subscriber) {
    let (first, second) = (bench.emit(1, 0).await, bench.emit(1, 0).await);
    let slow = bench.subscribe(cursor(first)).await.expect("a place");
    bench.clock.advance(DAY);
    let third = bench.emit(1, 0).await;
    bench.clock.advance(DAY * 5);
    let now = bench.clock.now();
    bench.store.write(move |tx| trim_events(tx, now, 100)).await.expect("a trimmed log");
    // A new hub knows nothing, so that the subscriber must ask the store.
    ([first, second, third], slow.moved_to(Hub::new(SubscriberLimits::default()), first))
}

#[tokio::test]
async fn trimmed_events_count_as_lost() {
    let bench = Bench::new();
    let ([first, second, third], mut slow) = trimmed(&bench).await;
    let fourth = bench.emit(1, 0).await;
    for (outdated, lost) in [(first, true), (second, true), (third, false)] {
        let mut listener = bench.listen(cursor(outdated)).await;
        if lost {
            assert_eq!(listener.message().await, Some(Message::Binary(frames::outdated_cursor().into())));
        }
        assert_eq!(listener.seq().await, fourth.to_u64());
    }
    assert_eq!(slow.next_batch().await.err(), Some(StreamError::ConsumerTooSlow));
}

#[tokio::test]
async fn a_subscriber_that_stops_reading_is_told_and_dropped() {
    let bench = Bench::new();
    for _ in 0..20 {
        bench.emit(1, 1_000).await;
    }
    let mut listener = bench.listen(Some(0)).await;
    tokio::time::pause();
    listener.seq().await;
    // The clock runs on by itself while nobody reads.
    assert_eq!(listener.end.await.expect("an end"), End::Error(StreamError::ConsumerTooSlow));
    assert_eq!(bench.hub.subscribers(), 0);
}

#[tokio::test]
async fn a_subscriber_that_reads_slowly_is_kept() {
    let bench = Bench::new();
    let mut written = Vec::new();
    for _ in 0..20 {
        written.push(bench.emit(1, 3_000).await.to_u64());
    }
    let mut listener = bench.listen(Some(0)).await;
    tokio::time::pause();
    for seq in written {
        assert_eq!(listener.seq().await, seq);
        tokio::time::sleep(Pace::default().stall / 3).await;
    }
    assert!(!listener.end.is_finished());
}

#[tokio::test]
async fn an_idle_subscriber_lives_on_its_pongs() {
    let bench = Bench::new();
    let mut listener = bench.listen(None).await;
    tokio::time::pause();
    let mut pings = 0;
    while pings < 40 {
        match listener.socket.next().await {
            Some(Ok(Message::Ping(_))) => pings += 1,
            other => panic!("{other:?} instead of a ping"),
        }
    }
    assert!(!listener.end.is_finished());
    // Nobody reads any more, so that nobody answers.
    assert_eq!(listener.end.await.expect("an end"), End::Silent);
}

#[tokio::test]
async fn subscribers_have_nothing_to_say() {
    let bench = Bench::new();
    for message in [Message::text("hello"), Message::binary(vec![1, 2, 3]), Message::binary(vec![0; 70_000])]
    {
        let mut listener = bench.listen(None).await;
        // A message that is too long breaks off when the other side has seen enough.
        let _ = listener.socket.send(message).await;
        assert_eq!(listener.end.await.expect("an end"), End::Spoke);
    }
    let mut listener = bench.listen(None).await;
    listener.socket.send(Message::Ping(Bytes::from_static(b"are you there"))).await.expect("a ping");
    assert_eq!(listener.message().await, Some(Message::Pong(Bytes::from_static(b"are you there"))));
    listener.socket.close(None).await.expect("a close frame");
    assert_eq!(listener.end.await.expect("an end"), End::Left);
    assert_eq!(bench.hub.subscribers(), 0);
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let bench = Bench::new();
    let mut listener = bench.listen(None).await;
    listener.stop.take().expect("a switch").send(()).expect("a server");
    assert_eq!(listener.rest().await, (None, "the server stops".to_owned()));
    assert_eq!(listener.end.await.expect("an end"), End::Shutdown);
}

#[tokio::test]
async fn a_lost_place_is_answered_by_an_error_frame_and_the_same_reason() {
    let bench = Bench::new();
    let (_, subscriber) = trimmed(&bench).await;
    let (ours, theirs) = tokio::io::duplex(PIPE);
    let end = tokio::spawn(serve(ours, async { Ok(subscriber) }, Pace::default(), std::future::pending()));
    let socket = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
    let mut listener = Listener { socket, end, stop: None };
    let (last, reason) = listener.rest().await;
    assert_eq!(last.as_deref(), Some(StreamError::ConsumerTooSlow.frame().as_slice()));
    assert_eq!(reason, "ConsumerTooSlow");
}

#[tokio::test]
async fn frames_that_memory_gave_up_come_from_the_store() {
    let bench = Bench::new();
    let first = bench.emit(1, 100).await;
    let mut early = bench.listen(Some(0)).await;
    assert_eq!(early.seq().await, first.to_u64());
    let mut expected = Vec::new();
    for _ in 0..20 {
        expected.push(bench.emit(1, 100).await.to_u64());
    }
    bench.hub.shrink();
    let mut late = bench.listen(Some(i64::try_from(first.to_u64()).expect("a number"))).await;
    for seq in expected {
        assert_eq!((early.seq().await, late.seq().await), (seq, seq));
    }
    let next = bench.emit(1, 100).await.to_u64();
    assert_eq!((early.seq().await, late.seq().await), (next, next));
}
