//! The queue over a real store, with a mail server of our own or none.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

use super::*;
use crate::base::{Clock, Secret, Timestamp};
use crate::logo::Logo;
use crate::store::{Store, StoreConfig};
use crate::texts::{Catalogue, Language};

/// A mail server that takes what it is given, or answers the first messages with a reply of its own.
struct Server {
    address: String,
    received: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    async fn start(refusals: usize, reply: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let received: Arc<Mutex<Vec<String>>> = Arc::default();
        let connections = Arc::new(AtomicUsize::new(0));
        let (inbox, count) = (Arc::clone(&received), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let refuse = count.fetch_add(1, Ordering::SeqCst) < refusals;
                let inbox = Arc::clone(&inbox);
                tokio::spawn(async move {
                    let (read, mut write) = socket.into_split();
                    let mut lines = BufReader::new(read).lines();
                    write.write_all(b"220 test\r\n").await?;
                    let mut message = None::<String>;
                    while let Some(line) = lines.next_line().await? {
                        let answer: &str = match (&mut message, line.split(' ').next().unwrap_or_default()) {
                            (Some(text), ".") => {
                                inbox.lock().expect("a lock").push(std::mem::take(text));
                                message = None;
                                "250 kept"
                            }
                            (Some(text), _) => {
                                text.push_str(&line);
                                text.push('\n');
                                continue;
                            }
                            (None, "MAIL") if refuse => reply,
                            (None, "DATA") => {
                                message = Some(String::new());
                                "354 go on"
                            }
                            (None, "QUIT") => "221 bye",
                            (None, _) => "250 fine",
                        };
                        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
                    }
                    std::io::Result::Ok(())
                });
            }
        });
        Self { address, received, connections }
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().expect("a lock").clone()
    }

    fn smtp(&self) -> SmtpConfig {
        SmtpConfig {
            url: Secret::new(format!("smtp://{}?tls=none", self.address)),
            from: "Home <pds@example.com>".to_owned(),
        }
    }
}

struct Bench {
    store: Store,
    clock: Clock,
    mailer: Mailer,
    _folder: tempfile::TempDir,
}

impl Bench {
    fn new(change: impl FnOnce(&mut MailConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_700_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        let branding = Branding {
            service: "Home".to_owned(),
            host: "pds.example".to_owned(),
            home_url: None,
            logo_url: None,
            logo: Logo::default(),
            color: "#067df7".to_owned(),
            support: None,
            language: Language::English,
            url: "https://pds.test".to_owned(),
            confirm_link: None,
        };
        let mut config = MailConfig { smtp: None, moderation: None, sink: false, templates: None, branding };
        change(&mut config);
        let texts = Arc::new(Catalogue::load().expect("English parses"));
        let mailer = Mailer::new(&config, texts, store.clone(), clock.clone()).expect("mail");
        Self { store, clock, mailer, _folder: folder }
    }

    async fn enqueue(&self, letter: Letter) {
        let job = move |tx: &mut crate::store::Tx<'_>| enqueue(tx, "alice@example.org", None, letter);
        self.store.write(job).await.expect("a queued letter");
    }

    async fn undelivered(&self) -> Vec<QueuedLetter> {
        self.store.read(|db| undelivered(db, 100)).await.expect("a readable queue")
    }

    async fn pass(&self, time: Duration) -> usize {
        self.clock.advance(time);
        self.mailer.send_due().await.expect("a working queue")
    }
}

fn code(purpose: Purpose) -> Letter {
    Letter::Code {
        purpose,
        handle: Some("alice.pds.example".parse().expect("a handle")),
        code: Secret::new("ABCDE-FGH23".to_owned()),
        asked_from: Some([192, 0, 2, 7].into()),
    }
}

fn moderation() -> Letter {
    Letter::Moderation { subject: "About a post".to_owned(), html: "<p>Please read</p>".to_owned() }
}

#[tokio::test]
async fn letters_leave_by_smtp_and_the_queue() {
    let server = Server::start(0, "").await;
    let bench = Bench::new(|config| config.smtp = Some(server.smtp()));
    bench.enqueue(code(Purpose::ResetPassword)).await;
    bench.enqueue(moderation()).await;
    assert_eq!(bench.undelivered().await.len(), 2);
    assert_eq!(bench.pass(Duration::ZERO).await, 2);
    assert_eq!(bench.undelivered().await, []);
    let received = server.received();
    assert!(received[0].contains("Subject: Your password reset code"), "{}", received[0]);
    assert!(received[0].contains("ABCDE-FGH23") && received[0].contains("192.0.2.7"), "{}", received[0]);
    assert!(received[1].contains("<p>Please read</p>"), "{}", received[1]);
}

#[tokio::test]
async fn moderators_letters_may_have_a_server_of_their_own() {
    let (ordinary, own) = (Server::start(0, "").await, Server::start(0, "").await);
    let bench = Bench::new(|config| {
        config.smtp = Some(ordinary.smtp());
        config.moderation = Some(own.smtp());
    });
    bench.enqueue(code(Purpose::ConfirmEmail)).await;
    bench.enqueue(moderation()).await;
    bench.pass(Duration::ZERO).await;
    assert_eq!((ordinary.received().len(), own.received().len()), (1, 1));
    assert!(own.received()[0].contains("About a post"));
}

#[tokio::test]
async fn a_server_that_is_busy_is_asked_again_ever_later() {
    let server = Server::start(2, "451 later").await;
    let bench = Bench::new(|config| config.smtp = Some(server.smtp()));
    bench.enqueue(code(Purpose::DeleteAccount)).await;
    assert_eq!(bench.pass(Duration::ZERO).await, 1);
    let waiting = bench.undelivered().await;
    assert_eq!((waiting[0].attempts, waiting[0].dead_since), (1, None));
    assert!(waiting[0].last_error.as_ref().is_some_and(|error| error.contains("451")), "{waiting:?}");

    assert_eq!(bench.pass(Duration::from_secs(29)).await, 0);
    assert_eq!(bench.pass(Duration::from_secs(1)).await, 1);
    assert_eq!(bench.pass(Duration::from_secs(59)).await, 0);
    assert_eq!(bench.pass(Duration::from_secs(1)).await, 1);
    assert_eq!(server.received().len(), 1);
    assert_eq!(bench.undelivered().await, []);
    // Every attempt names the letter alike, and says how long the code still works.
    assert!(server.received()[0].contains("14 minutes"), "{}", server.received()[0]);
}

#[tokio::test]
async fn a_letter_that_is_refused_for_good_is_kept_and_not_tried_again() {
    let server = Server::start(1, "550 no such mailbox").await;
    let bench = Bench::new(|config| config.smtp = Some(server.smtp()));
    bench.enqueue(moderation()).await;
    bench.pass(Duration::ZERO).await;
    let dead = bench.undelivered().await;
    assert!(dead[0].dead_since.is_some() && dead[0].letter == moderation(), "{dead:?}");
    bench.pass(Duration::from_secs(3 * 24 * 3_600)).await;
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
    assert_eq!(bench.undelivered().await.len(), 1);
    bench.pass(Duration::from_secs(4 * 24 * 3_600)).await;
    assert_eq!(bench.undelivered().await, []);
}

#[tokio::test]
async fn codes_are_tried_while_they_work_and_other_letters_for_three_days() {
    let server = Server::start(usize::MAX, "421 closed").await;
    let bench = Bench::new(|config| config.smtp = Some(server.smtp()));
    bench.enqueue(code(Purpose::UpdateEmail)).await;
    bench.enqueue(moderation()).await;
    let mut attempts = [0; 2];
    for _ in 0..4 * 24 * 60 {
        if bench.pass(Duration::from_secs(60)).await == 0 {
            continue;
        }
        for letter in bench.undelivered().await {
            let is_code = matches!(letter.letter, Letter::Code { .. });
            attempts[usize::from(!is_code)] = letter.attempts;
            let age = bench.clock.now().since(letter.since);
            let patience = if is_code { CODE_LIFETIME } else { Duration::from_secs(3 * 24 * 3_600) };
            assert!(letter.dead_since.is_some() || age < patience, "{letter:?}");
        }
    }
    let dead = bench.undelivered().await;
    assert!(dead.len() == 2 && dead.iter().all(|letter| letter.dead_since.is_some()), "{dead:?}");
    assert!((4..8).contains(&attempts[0]) && (15..40).contains(&attempts[1]), "{attempts:?}");
}

#[tokio::test]
async fn without_a_mail_server_the_administrator_reads_the_codes() {
    let bench = Bench::new(|_| {});
    bench.enqueue(code(Purpose::PlcOperation)).await;
    bench.pass(Duration::ZERO).await;
    let kept = bench.undelivered().await;
    assert_eq!(kept[0].letter, code(Purpose::PlcOperation));
    assert_eq!(kept[0].last_error.as_deref(), Some("no mail server is set"));
    assert!(!format!("{kept:?}").contains("ABCDE"), "secrets are not printed by accident");
}

#[tokio::test]
async fn in_development_letters_go_to_a_page_at_once() {
    let bench = Bench::new(|config| config.sink = true);
    let mailer = bench.mailer.clone();
    let worker = tokio::spawn(async move { mailer.run().await });
    bench.enqueue(code(Purpose::ConfirmEmail)).await;
    bench.mailer.wake();
    let sink = bench.mailer.sink().expect("a sink").clone();
    while sink.messages().is_empty() {
        tokio::task::yield_now().await;
    }
    let message = &sink.messages()[0];
    assert_eq!(
        (message.to.as_str(), message.content.subject.as_str()),
        ("alice@example.org", "Confirm your e-mail address")
    );
    worker.abort();
}

#[tokio::test]
async fn other_tasks_do_not_crowd_out_letters() {
    use crate::store::keys::Digest;
    use crate::store::rows::due::Task;
    use crate::store::{Aid, Tx};

    let bench = Bench::new(|config| config.sink = true);
    let crowd = |tx: &mut Tx<'_>| -> Result<(), crate::store::StorageError> {
        let at = tx.now().after(Duration::from_secs(24 * 3_600));
        for number in 0..20_001 {
            tx.schedule(at, Task::ExpireBlob { aid: Aid::from_u32(number), digest: Digest([0; 32]) })?;
        }
        Ok(())
    };
    bench.store.write_in(crate::store::Lane::Bulk, 0, crowd).await.expect("a write");
    bench.enqueue(code(Purpose::ResetPassword)).await;
    assert_eq!(bench.pass(Duration::ZERO).await, 1);

    let full = move |tx: &mut Tx<'_>| {
        for number in 0.. {
            match enqueue(tx, "alice@example.org", None, moderation()) {
                Ok(()) => {}
                Err(QueueError::Full) => return Ok(number),
                Err(QueueError::Storage(error)) => return Err(error),
            }
        }
        unreachable!("the queue is bounded")
    };
    let queued = bench.store.write_in(crate::store::Lane::Bulk, 0, full).await.expect("a write");
    assert_eq!(queued, 20_000, "the letter that left made room");
}
