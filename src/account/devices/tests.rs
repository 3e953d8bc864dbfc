//! Browsers over a real store, with a clock that the tests move.

use std::net::IpAddr;

use super::*;
use crate::store::StoreConfig;
use crate::store::rows::accounts;

struct Bench {
    devices: Devices,
    store: Store,
    clock: Clock,
    _folder: tempfile::TempDir,
}

const HOUR: Duration = Duration::from_secs(3_600);

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = Clock::manual(Timestamp::from_secs(1_780_000_000));
        let config = StoreConfig::at(&folder.path().join("hostplant.redb"));
        let store = Store::open(config, clock.clone(), Box::new(|_| {})).expect("a store");
        Self { devices: Devices::new(store.clone(), clock.clone()), store, clock, _folder: folder }
    }

    async fn account(&self, name: &str) -> Aid {
        let did = format!("did:plc:{name}").parse().expect("a DID");
        let handle = Some(format!("{name}.test").parse().expect("a handle"));
        let account = Account { handle, ..Account::new(did, self.clock.now()) };
        let job = move |tx: &mut Tx<'_>| -> Result<Aid, StorageError> {
            let aid = tx.next_aid()?;
            accounts::put(tx, aid, &account).expect("names are free");
            Ok(aid)
        };
        self.store.write(job).await.expect("a write")
    }

    /// The browser that shows `cookie`.
    async fn open(&self, cookie: &DeviceCookie) -> Device {
        self.devices.open(Some(cookie), &origin()).await.expect("it opens")
    }

    /// Names of who is signed in.
    async fn names(&self, device: &Device) -> Vec<String> {
        let accounts = self.devices.accounts_of(device, &Purpose::account_pages()).await.expect("a read");
        accounts.iter().map(|account| account.account.did.as_str().replace("did:plc:", "")).collect()
    }

    /// A browser that somebody signed in with, and its cookie.
    async fn signed_in(&self, aid: Aid, stay: Stay) -> (Device, DeviceCookie) {
        let mut device = self.devices.open(None, &origin()).await.expect("it opens");
        self.devices.sign_in(&mut device, aid, stay, &origin()).await.expect("a write");
        let cookie = device.cookie().cloned().expect("a new secret");
        (device, cookie)
    }
}

fn origin() -> Origin {
    Origin::owner(IpAddr::from([192, 0, 2, 1]), Some("Browser/1.0"))
}

fn briefly() -> Stay {
    Stay::Briefly(Purpose::account_pages())
}

#[tokio::test]
async fn nothing_is_kept_until_somebody_signs_in() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let stranger = bench.devices.open(None, &origin()).await.expect("it opens");
    let cookie = stranger.cookie().cloned().expect("a cookie");
    let read = bench.store.read(|db| rows::get(db, &DeviceId([0; 16]))).await;
    assert!(read.expect("a read").is_none());
    let again = bench.open(&cookie).await;
    assert_eq!(again.id(), stranger.id());
    assert!(again.cookie().is_none() && bench.names(&again).await.is_empty());

    let (device, cookie) = bench.signed_in(ann, Stay::Remembered).await;
    assert!(device.is_remembered());
    let again = bench.open(&cookie).await;
    assert!(again.cookie().is_none() && again.is_remembered());
    assert_eq!(bench.names(&again).await, ["ann"]);
}

#[tokio::test]
async fn a_planted_cookie_gains_nothing() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let mut device = bench.devices.open(None, &origin()).await.expect("it opens");
    let planted = device.cookie().cloned().expect("a cookie");
    bench.devices.sign_in(&mut device, ann, Stay::Remembered, &origin()).await.expect("a write");
    let own = device.cookie().cloned().expect("a new secret");
    // Within the tolerance whoever shows the old secret is nobody; the browser goes on.
    let thief = bench.open(&planted).await;
    assert!(thief.cookie().is_none() && bench.names(&thief).await.is_empty());
    assert_eq!(bench.names(&bench.open(&own).await).await, ["ann"]);
}

#[tokio::test]
async fn a_copied_cookie_ends_the_browser_for_both() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let (mut device, stolen) = bench.signed_in(ann, Stay::Remembered).await;
    bench.devices.sign_in(&mut device, ann, Stay::Remembered, &origin()).await.expect("a write");
    let own = device.cookie().cloned().expect("a new secret");
    bench.clock.advance(Duration::from_secs(31));
    let thief = bench.open(&stolen).await;
    assert_ne!(thief.id(), device.id());
    assert!(bench.names(&thief).await.is_empty());
    assert!(bench.names(&bench.open(&own).await).await.is_empty());
    assert!(bench.devices.devices_of(ann).await.expect("a read").is_empty());
}

#[tokio::test]
async fn secrets_are_renewed_daily_and_lost_answers_do_no_harm() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let (_, first) = bench.signed_in(ann, Stay::Remembered).await;
    bench.clock.advance(25 * HOUR);
    let offered = bench.open(&first).await;
    let lost = offered.cookie().cloned().expect("a new secret");
    // The answer was lost: the browser shows the first secret for days, and is offered others.
    bench.clock.advance(HOUR);
    assert!(bench.open(&first).await.cookie().is_none());
    bench.clock.advance(25 * HOUR);
    let second = bench.open(&first).await.cookie().cloned().expect("a new secret");
    assert_eq!(bench.names(&bench.open(&second).await).await, ["ann"]);
    // A request that was under way with the first one is still good, then it is a copy.
    bench.clock.advance(Duration::from_secs(20));
    assert_eq!(bench.names(&bench.open(&first).await).await, ["ann"]);
    assert!(bench.names(&bench.open(&lost).await).await.is_empty());
    bench.clock.advance(Duration::from_secs(20));
    assert!(bench.names(&bench.open(&first).await).await.is_empty());
    assert!(bench.names(&bench.open(&second).await).await.is_empty(), "it is forgotten");
}

#[tokio::test]
async fn forms_of_open_pages_survive_a_renewal() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let (device, first) = bench.signed_in(ann, Stay::Remembered).await;
    let made_with = *device.form_key();
    bench.clock.advance(25 * HOUR);
    let offered = bench.open(&first).await;
    assert!(offered.accepted_form_keys().contains(&made_with));
    let second = offered.cookie().cloned().expect("a new secret");
    assert!(bench.open(&second).await.accepted_form_keys().contains(&made_with));
}

#[tokio::test]
async fn brief_sign_ins_end_and_belong_to_one_purpose() {
    let bench = Bench::new();
    let (ann, bob) = (bench.account("ann").await, bench.account("bob").await);
    let (device, cookie) = bench.signed_in(ann, briefly()).await;
    assert!(!device.is_remembered());
    let device = bench.open(&cookie).await;
    assert_eq!(bench.names(&device).await, ["ann"]);
    let request = Purpose::request("urn:request:1");
    let of_request = bench.devices.accounts_of(&device, &request).await.expect("a read");
    assert!(of_request.is_empty());

    let mut device = device;
    bench
        .devices
        .sign_in(&mut device, bob, Stay::Briefly(request.clone()), &origin())
        .await
        .expect("a write");
    assert_eq!(bench.names(&device).await, ["ann"]);
    let of_request = bench.devices.accounts_of(&device, &request).await.expect("a read");
    assert_eq!(of_request.iter().map(|account| account.aid).collect::<Vec<_>>(), [bob]);
    assert!(!of_request[0].remembered && of_request[0].fresh);
    let first = bench.devices.open(Some(&cookie), &origin()).await.expect("it opens");
    assert!(bench.names(&first).await.is_empty(), "its secret was replaced");

    bench.clock.advance(Duration::from_secs(14 * 60));
    assert_eq!(bench.names(&device).await, ["ann"], "use prolongs");
    bench.clock.advance(Duration::from_secs(14 * 60));
    assert_eq!(bench.names(&device).await, ["ann"]);
    assert!(bench.devices.accounts_of(&device, &request).await.expect("a read").is_empty());
    bench.clock.advance(Duration::from_secs(15 * 60));
    assert!(bench.names(&device).await.is_empty());
}

#[tokio::test]
async fn people_sign_out_here_there_and_everywhere() {
    let bench = Bench::new();
    let (ann, bob) = (bench.account("ann").await, bench.account("bob").await);
    let (mut here, _) = bench.signed_in(ann, Stay::Remembered).await;
    bench.clock.advance(HOUR);
    bench.devices.sign_in(&mut here, bob, Stay::Remembered, &origin()).await.expect("a write");
    let (there, there_cookie) = bench.signed_in(ann, Stay::Remembered).await;
    assert_eq!(bench.names(&here).await, ["bob", "ann"]);
    let views = bench.devices.devices_of(ann).await.expect("a read");
    assert_eq!(views.len(), 2);
    assert_eq!(views[0].user_agent.as_deref(), Some("Browser/1.0"));
    assert_eq!(views[0].address.as_deref(), Some("192.0.2.1"));

    assert!(bench.devices.end(ann, *there.id()).await.expect("a write"));
    assert!(!bench.devices.end(ann, *there.id()).await.expect("a write"));
    assert!(bench.names(&bench.open(&there_cookie).await).await.is_empty());

    bench.devices.sign_out(&mut here, vec![bob]).await.expect("a write");
    assert_eq!(bench.names(&here).await, ["ann"]);
    bench.devices.end_others(ann, Some(*here.id())).await.expect("a write");
    assert_eq!(bench.names(&here).await, ["ann"]);
    bench.devices.end_others(ann, None).await.expect("a write");
    assert!(bench.names(&here).await.is_empty());
    assert!(bench.devices.devices_of(ann).await.expect("a read").is_empty());
}

#[tokio::test]
async fn sign_ins_grow_old() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let (device, _) = bench.signed_in(ann, Stay::Remembered).await;
    let fresh = async || {
        let accounts = bench.devices.accounts_of(&device, &Purpose::account_pages()).await;
        accounts.expect("a read")[0].fresh
    };
    assert!(fresh().await);
    bench.clock.advance(FRESH);
    assert!(!fresh().await);
    bench.clock.advance(DEVICE_TTL);
    bench.devices.drop_expired().await.expect("a write");
    assert!(bench.devices.devices_of(ann).await.expect("a read").is_empty());
}

#[tokio::test]
async fn where_a_browser_was_is_forgotten_by_and_by() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    bench.signed_in(ann, Stay::Remembered).await;
    let address = async || {
        bench.devices.drop_expired().await.expect("a write");
        bench.devices.devices_of(ann).await.expect("a read")[0].address.clone()
    };
    bench.clock.advance(EXACT_ADDRESS - Duration::from_secs(1));
    assert_eq!(address().await.as_deref(), Some("192.0.2.1"));
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(address().await.as_deref(), Some("192.0.2.0"));
    assert_eq!(address().await.as_deref(), Some("192.0.2.0"), "and stays so");
}

#[tokio::test]
async fn numbers_are_bounded() {
    let bench = Bench::new();
    let ann = bench.account("ann").await;
    let (first, _) = bench.signed_in(ann, Stay::Remembered).await;
    for _ in 0..MAX_DEVICES {
        bench.clock.advance(Duration::from_secs(1));
        bench.signed_in(ann, Stay::Remembered).await;
    }
    let views = bench.devices.devices_of(ann).await.expect("a read");
    assert_eq!(views.len(), MAX_DEVICES);
    assert!(views.iter().all(|view| view.id != *first.id()), "the one unseen longest went");

    let (mut device, _) = bench.signed_in(ann, Stay::Remembered).await;
    for n in 0..MAX_ACCOUNTS {
        let aid = bench.account(&format!("other{n}")).await;
        bench.clock.advance(Duration::from_secs(1));
        bench.devices.sign_in(&mut device, aid, Stay::Remembered, &origin()).await.expect("a write");
    }
    let names = bench.names(&device).await;
    assert_eq!(names.len(), MAX_ACCOUNTS);
    assert!(!names.contains(&"ann".to_owned()));
}

#[test]
fn cookies_read_back_and_keep_their_secret() {
    let cookie = DeviceCookie::random();
    let text = cookie.to_value();
    let read: DeviceCookie = text.expose().parse().expect("a cookie");
    assert_eq!(read.digest(), cookie.digest());
    let shown = format!("{cookie:?}");
    assert!(!shown.contains(text.expose().split('.').nth(1).expect("a secret")));
    for wrong in ["", ".", "abc", "abc.def", &format!("{}x", text.expose())] {
        assert!(wrong.parse::<DeviceCookie>().is_err(), "{wrong}");
    }
}
