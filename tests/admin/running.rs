//! What the buttons of the pages about the server do: relays, settings, restart; and what is shown of it.

use super::*;
use crate::server::upstream::FakeService;

#[tokio::test]
async fn relays_are_asked_and_followers_are_shown() {
    let relay = FakeService::start().await;
    let setting = format!("firehose.crawlers={}", relay.url());
    let server = TestServer::with(&[&setting]).await;
    let admin = administrator(&server).await;
    let mut follower = server.follow(Some(0)).await;
    server.account("alice").await;
    follower.frame().await;
    let page = admin.open("/admin/network").await;
    assert!(page.html.contains("Up to date") && page.html.contains("127.0.0.1"), "{}", page.html);
    relay.asked();
    let done = press(&admin, "/admin/network", &[("act", "crawl")]).await;
    assert!(done.html.contains("was asked"), "{}", done.html);
    assert!(relay.asked().iter().any(|asked| asked.path().contains("requestCrawl")));
    // There is no authority to order from.
    assert_eq!(press(&admin, "/admin/network", &[("act", "renew")]).await.status, 404);
}

#[tokio::test]
async fn looks_are_tried_out_saved_and_taken_up_by_a_restart() {
    let mut server = TestServer::with(&["service.home_url=https://fixed.example"]).await;
    {
        let admin = administrator(&server).await;
        let path = "/admin/settings";
        let colors = [("name", "The <Burrow>"), ("primary", "#ffee00")];
        let tried = press(&admin, path, &[&[("act", "preview")], &colors[..]].concat()).await;
        assert!(tried.status == 200 && tried.html.contains("hard to see on white"), "{}", tried.html);
        assert!(!tried.html.contains("after a restart"), "nothing is saved");
        let bad = press(
            &admin,
            path,
            &[("act", "save"), ("home", "https://other.example"), ("logo", "no address")],
        )
        .await;
        assert_eq!(bad.status, 422, "{}", bad.html);
        assert!(bad.html.contains("service.logo_url"), "{}", bad.html);
        let saved = press(
            &admin,
            path,
            &[&[("act", "save"), ("home", "https://other.example")], &colors[..]].concat(),
        )
        .await;
        assert!(
            saved.html.contains("settings were saved") && saved.html.contains("after a restart"),
            "{}",
            saved.html
        );
        let file = std::fs::read_to_string(server.data().join("settings.toml")).expect("the file");
        assert!(file.contains("The <Burrow>") && file.contains("#ffee00"), "{file}");
        assert!(!file.contains("other.example"), "what is fixed elsewhere stays: {file}");
        assert!(admin.open("/admin").await.html.contains("service.name service.primary_color"));
        assert!(saved.html.contains("https://fixed.example") && saved.html.contains("readonly"));
    }
    server.restart().await;
    let admin = administrator(&server).await;
    let page = admin.open("/admin/settings").await;
    assert!(page.html.contains("The <Burrow>") && !page.html.contains("after a restart"), "{}", page.html);
    // An empty field gives back the default.
    press(&admin, "/admin/settings", &[("act", "save"), ("name", "")]).await;
    let file = std::fs::read_to_string(server.data().join("settings.toml")).expect("the file");
    assert!(!file.contains("Burrow"), "{file}");
}

#[tokio::test]
async fn a_restart_is_asked_for() {
    let mut server = TestServer::start().await;
    let reply = {
        let admin = administrator(&server).await;
        let page = admin.open("/admin/settings").await;
        admin.submit(&page, "/admin/settings", &[("act", "restart")]).await
    };
    assert!(reply.status == 200 && reply.html.contains("http-equiv=\"refresh\""), "{}", reply.html);
    assert!(reply.html.contains("load the page again"), "{}", reply.html);
    let policy = reply.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("script-src 'self'"), "{policy}");
    // The page knows which start is to be over.
    let start = server.send(Method::GET, "/-/start", &[], "").await;
    assert_eq!(start.headers["cache-control"], "no-store");
    let word = String::from_utf8(start.body.to_vec()).expect("text");
    assert!(word.len() == 12 && reply.html.contains(&format!("data-start=\"{word}\"")), "{}", reply.html);
    tokio::time::timeout(Duration::from_secs(5), server.server().restart_asked()).await.expect("asked");
    server.restart().await;
    assert_ne!(server.send(Method::GET, "/-/start", &[], "").await.body, start.body);
}

#[tokio::test]
async fn secrets_are_on_no_page() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let admin = administrator(&server).await;
    let secrets = std::fs::read_to_string(server.data().join("secrets.toml")).expect("secrets");
    let values: Vec<&str> = secrets.split('"').skip(1).step_by(2).collect();
    assert!(values.len() > 2);
    let account = path_of(&alice);
    for path in [
        "/admin",
        &account,
        "/admin/mail",
        "/admin/network",
        "/admin/doctor",
        "/admin/settings",
        "/admin/log",
    ] {
        let page = admin.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.html.contains(ADMIN_PASSWORD), "{path}");
        assert!(values.iter().all(|value| !page.html.contains(value)), "{path}");
        assert_eq!(page.headers["cache-control"], "no-store", "{path}");
    }
}
