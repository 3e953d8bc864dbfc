//! Giving access back, by the app and by the owner.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn t15_apps_give_back_what_they_hold() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    for kind in ["access", "refresh", "expired access"] {
        let (held, other) = (app.sign_in(&alice).await, app.sign_in(&alice).await);
        if kind == "expired access" {
            server.advance(Duration::from_secs(1_000));
        }
        let token = if kind == "refresh" { &held.refresh } else { &held.access };
        let revoked = app.post("/oauth/revoke", &[("token", token), ("token_type_hint", "nonsense")]).await;
        assert_eq!(revoked.ok(), json!({}), "{kind}");
        assert_eq!(revoked.headers["cache-control"], "no-store");
        assert_refused(&app.refresh(&held.refresh).await, 400, "invalid_grant");
        assert!(!app.works(&held.access).await, "{kind}");
        let other = Held::of(&app.refresh(&other.refresh).await.ok());
        assert!(app.works(&other.access).await, "other sessions go on");
    }
}

#[tokio::test]
async fn t15_without_a_proof_and_with_anything() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    let revoke = async |fields: &[(&str, &str)]| app.send_with("/oauth/revoke", fields, &[]).await;
    let other = format!("http://localhost?{}", form(&[("scope", "atproto")]));
    for (client, token) in [(app.id.as_str(), "x"), (&app.id, "ref-x"), (&other, held.refresh.as_str())] {
        assert_eq!(revoke(&[("token", token), ("client_id", client)]).await.ok(), json!({}));
    }
    assert!(app.works(&held.access).await, "another client's word does not count");
    assert_refused(&revoke(&[("client_id", &app.id)]).await, 400, "invalid_request");
    assert_eq!(revoke(&[("token", &held.refresh), ("client_id", &app.id)]).await.ok(), json!({}));
    assert!(!app.works(&held.access).await);
}

#[tokio::test]
async fn t15_a_code_that_is_given_back_is_no_code() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (verifier, challenge) = pkce();
    let id = app.pushed(&challenge, &[]).await;
    let redirect = app.approve(id, &alice, browser()).await;
    let code = redirect.param("code").expect("a code");
    app.post("/oauth/revoke", &[("token", code)]).await.ok();
    assert_refused(&app.exchange(code, &verifier).await, 400, "invalid_grant");
}

#[tokio::test]
async fn t15_a_confidential_client_says_who_it_is() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own)), server.account("alice").await);
    let held = app.sign_in(&alice).await;
    let thief = App::published(&server, Some(SigningKey::generate(Curve::P256)));
    thief.post("/oauth/revoke", &[("token", &held.refresh)]).await.ok();
    assert!(app.works(&held.access).await);
    app.post("/oauth/revoke", &[("token", &held.refresh)]).await.ok();
    assert!(!app.works(&held.access).await);
}

#[tokio::test]
async fn owners_take_access_back() {
    let (server, host) = with_published(&[]).await;
    let own = SigningKey::generate(Curve::P256);
    publish(&host, confidential(&[(KID, &own)]));
    let (app, alice) = (App::published(&server, Some(own)), server.account("alice").await);
    let (oauth, aid) = (&server.app().oauth, aid(&server, &alice).await);
    let client = oauth.clients().get(&CLIENT_ID.parse().expect("a name")).await.expect("a client");
    let held = [app.sign_in(&alice).await, app.sign_in(&alice).await];
    let grants = oauth.grants(aid).await.expect("a read");
    assert_eq!(grants.len(), 2);
    assert!(grants.iter().all(|grant| grant.client == CLIENT_ID && grant.granted.to_string() == SCOPE));
    assert!(oauth.remembered(aid, &client).await.expect("a read").is_some());
    assert!(oauth.revoke_grant(aid, grants[0].id, Origin::default()).await.expect("a write"));
    assert!(!oauth.revoke_grant(aid, grants[0].id, Origin::default()).await.expect("a write"));
    let works = [app.works(&held[0].access).await, app.works(&held[1].access).await];
    assert_eq!(works.iter().filter(|works| **works).count(), 1, "from the next call on");
    assert!(oauth.remembered(aid, &client).await.expect("a read").is_none(), "the decision is forgotten too");
    app.sign_in(&alice).await;
    assert_eq!(oauth.revoke_app(aid, CLIENT_ID, Origin::default()).await.expect("a write"), 2);
    assert!(oauth.grants(aid).await.expect("a read").is_empty());
}

#[tokio::test]
async fn owners_end_everything_but_what_they_keep() {
    let server = TestServer::start().await;
    let (app, alice) = (App::loopback(&server), server.account("alice").await);
    let (oauth, aid) = (&server.app().oauth, aid(&server, &alice).await);
    let (kept, ended) = (app.sign_in(&alice).await, app.sign_in(&alice).await);
    server.advance(Duration::from_secs(1));
    let kept = Held::of(&app.refresh(&kept.refresh).await.ok());
    let keep = oauth.grants(aid).await.expect("a read")[0].id;
    assert_eq!(oauth.revoke_all(aid, vec![keep], Origin::default()).await.expect("a write"), 1);
    assert!(app.works(&kept.access).await && !app.works(&ended.access).await);
    assert_eq!(oauth.revoke_all(aid, Vec::new(), Origin::default()).await.expect("a write"), 1);
    assert!(!app.works(&kept.access).await);
}
