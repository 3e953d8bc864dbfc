//! The logo: uploaded, shown at once everywhere, kept, and removed.

use hostplant::store::StoreConfig;

use super::*;
use crate::pages::letter;

const LOGO: &str = "/admin/logo";
/// Most of a PNG of 300 by 60 pixels: as much as is looked at.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x01\x2c\0\0\0\x3c\x08\x06\0\0\0";

fn svg(inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>").into_bytes()
}

async fn upload(server: &TestServer, admin: &Visitor<'_>, file: &[u8]) -> Page {
    send_file(server, admin, LOGO, &[("act", "upload")], file).await
}

/// Where a page says that the logo is.
fn source(page: &Page) -> Option<String> {
    let rest = page.html.split("<img src=\"").nth(1)?;
    rest.split('"').next().map(str::to_owned)
}

#[tokio::test]
async fn it_is_shown_at_once_and_after_a_restart() {
    let mut server = TestServer::start().await;
    let path = {
        let admin = administrator(&server).await;
        let done = upload(&server, &admin, PNG).await;
        assert!(done.html.contains("logo was uploaded") && done.html.contains("300 × 60"), "{}", done.html);
        let path = source(&done).expect("the logo");
        assert!(path.starts_with("/-/logo.") && path.ends_with(".png"), "{path}");
        assert!(
            done.html
                .contains(&format!("<image x=\"20\" y=\"13\" width=\"110\" height=\"24\" href=\"{path}\""))
        );
        let settings = admin.open("/admin/settings").await.html;
        assert!(settings.contains(&format!("href=\"{path}\"")), "preview");
        assert!(settings.contains("An uploaded logo is shown instead"), "{settings}");
        assert!(admin.open("/admin").await.html.contains(path.trim_start_matches("/-/")), "it is noted");
        for page in ["/", "/account/sign-in", "/admin/sign-in", "/account/about"] {
            assert_eq!(source(&Visitor::new(&server).open(page).await).as_ref(), Some(&path), "{page}");
        }
        path
    };
    server.restart().await;
    assert_eq!(source(&Visitor::new(&server).open("/").await).as_ref(), Some(&path));
    let image = server.send(Method::GET, &path, &[], "").await;
    assert_eq!((image.status.as_u16(), &image.body[..]), (200, PNG));
    assert_eq!(image.headers["content-type"], "image/png");
    assert!(image.headers["cache-control"].to_str().expect("text").contains("immutable"));
    assert_eq!(image.headers["cross-origin-resource-policy"], "cross-origin", "letters show it elsewhere");

    let alice = server.account("alice").await;
    let admin = administrator(&server).await;
    press(&admin, &path_of(&alice), &[("act", "reset-code")]).await;
    let html = letter(&server, "alice@example.test").await["html"].as_str().expect("HTML").to_owned();
    let address = format!("{}{path}", server.app().service.public_url);
    assert!(html.replace("&#x2f;", "/").contains(&address), "{html}");

    let backup = tempfile::tempdir().expect("a folder");
    let app = server.app();
    app.blobs.back_up(&app.store, backup.path()).await.expect("a backup");
    let config = StoreConfig::at(&backup.path().join("hostplant.redb"));
    let copy = hostplant::store::Store::open(config, app.clock.clone(), Box::new(|_| {})).expect("a store");
    let kept = hostplant::logo::Logo::open(&copy).await.expect("a read").uploaded();
    assert_eq!(kept.map(|logo| logo.path()), Some(path.clone()), "it is in the backup");

    let gone = press(&admin, LOGO, &[("act", "remove")]).await;
    assert!(gone.html.contains("logo was removed") && source(&gone).is_none(), "{}", gone.html);
    assert_eq!(server.send(Method::GET, &path, &[], "").await.status, 404);
}

#[tokio::test]
async fn a_drawing_is_a_picture_and_nothing_else() {
    let server = TestServer::with(&["service.logo_url=https://x.example/logo.png"]).await;
    // What the operator fixed stays; the page says so, and has no form.
    let admin = administrator(&server).await;
    assert!(!admin.open(LOGO).await.html.contains("type=\"file\""));
    server.stop().await;

    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    let drawing = svg("<script>fetch('/admin')</script>");
    let path = source(&upload(&server, &admin, &drawing).await).expect("the logo");
    let image = server.send(Method::GET, &path, &[], "").await;
    assert_eq!(
        (image.headers["content-type"].as_bytes(), &image.body[..]),
        (&b"image/svg+xml"[..], &drawing[..])
    );
    assert_eq!(image.headers["x-content-type-options"], "nosniff");
    let policy = image.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
    let alice = server.account("alice").await;
    press(&admin, &path_of(&alice), &[("act", "reset-code")]).await;
    let html = letter(&server, "alice@example.test").await["html"].as_str().expect("HTML").to_owned();
    assert!(!html.contains("<img"), "letters show none: {html}");
}

#[tokio::test]
async fn what_cannot_be_a_logo_is_refused_with_a_sentence() {
    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    let wide = [&PNG[..16], &2_049_u32.to_be_bytes(), &PNG[20..]].concat();
    let entities = [b"<!DOCTYPE svg [<!ENTITY a \"b\">]>".to_vec(), svg("&a;")].concat();
    for (file, words) in [
        (&b""[..], "Choose a file first"),
        (b"GIF89a", "no PNG, JPEG, WebP or SVG"),
        (b"<html><svg xmlns=\"http://www.w3.org/2000/svg\"></html>", "no PNG, JPEG, WebP or SVG"),
        (&wide, "more than 2048 pixels"),
        (&vec![0; 300 * 1024], "larger than 256.0 KiB"),
        (&entities, "declares entities"),
    ] {
        let page = upload(&server, &admin, file).await;
        assert!(page.status == 422 && page.html.contains(words), "{words}: {}", page.html);
        assert!(source(&page).is_none());
    }
    let page = upload(&server, &admin, &vec![0; 1_100 * 1024]).await;
    assert!(page.status == 413 && page.html.contains("larger than this page takes"), "{}", page.html);
}

#[tokio::test]
async fn it_is_the_administrators_to_choose() {
    let server = TestServer::start().await;
    let admin = administrator(&server).await;
    let token = admin.open(LOGO).await.token(LOGO);
    let body = || with_file(&[("csrf", &token), ("act", "upload")], PNG);
    let headers = [WITH_FILE, ("origin", "https://alice.test")];
    assert_eq!(admin.ask(Method::POST, LOGO, &headers, body()).await.status, 403, "another origin");
    let own = [headers[0]];
    assert_eq!(
        Visitor::new(&server).ask(Method::POST, LOGO, &own, body()).await.status,
        403,
        "another browser"
    );
    let wrong = with_file(&[("csrf", ""), ("act", "upload")], PNG);
    assert_eq!(admin.ask(Method::POST, LOGO, &own, wrong).await.status, 403, "no token");
    server.advance(Duration::from_secs(15 * 60));
    let late = admin.ask(Method::POST, LOGO, &own, body()).await;
    assert!(late.leads_to().starts_with("/admin/confirm?next="), "{}", late.leads_to());
    assert!(source(&Visitor::new(&server).open("/").await).is_none());
}
