//! `app.bsky.actor.getPreferences` and `putPreferences`.

use serde_json::{Value, json};

use super::{As, TestServer};

const PERSONAL: &str = "app.bsky.actor.defs#personalDetailsPref";
const AGE: &str = "app.bsky.actor.defs#declaredAgePref";

fn kinds(answer: &Value) -> Vec<String> {
    let preferences = answer["preferences"].as_array().expect("a list");
    preferences.iter().map(|one| one["$type"].as_str().expect("a type").to_owned()).collect()
}

#[tokio::test]
async fn preferences_are_kept_as_they_came() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let get = || server.get(&alice.owner, "app.bsky.actor.getPreferences", "");
    let put = |preferences: Value| {
        server.post(&alice.owner, "app.bsky.actor.putPreferences", json!({"preferences": preferences}))
    };
    assert_eq!(get().await.ok(), json!({"preferences": []}));
    let given = json!([
        {"$type": "app.bsky.actor.defs#savedFeedsPrefV2", "items": [{"id": "1", "pinned": true}]},
        {"$type": "app.bsky.something.new", "deep": {"list": [1, null, "x"]}},
        {"$type": PERSONAL, "birthDate": "2011-06-01T00:00:00.000Z"},
    ]);
    put(given.clone()).await.ok();
    let found = get().await.ok();
    assert_eq!(found["preferences"].as_array().expect("a list")[..3], given.as_array().expect("a list")[..]);
    // It is January 2026.
    let age = json!({"$type": AGE, "isOverAge13": true, "isOverAge16": false, "isOverAge18": false});
    assert_eq!(found["preferences"][3], age);

    for (bad, message) in [
        (json!([{"x": 1}]), "Preference is missing a $type"),
        (json!([{"$type": "com.example.x"}]), "Some preferences are not in the app.bsky namespace"),
    ] {
        let refused = put(bad).await;
        assert_eq!((refused.error().0, refused.message().as_str()), (400, message));
    }
    assert_eq!(put(json!([{"$type": "app.bsky.x", "n": 0.5}])).await.error().0, 400);
    assert_eq!(put(json!("x")).await.error().0, 400);
    assert_eq!(get().await.ok(), found);
    assert_eq!(server.get(&As::Nobody, "app.bsky.actor.getPreferences", "").await.error().0, 401);
}

#[tokio::test]
async fn an_app_password_neither_sees_nor_loses_the_date_of_birth() {
    let server = TestServer::start().await;
    let alice = server.account("alice").await;
    let app = server.app_session(&alice).await;
    let put = |who: &As, preferences: Value| {
        let body = json!({"preferences": preferences});
        let who = who.clone();
        let server = &server;
        async move { server.post(&who, "app.bsky.actor.putPreferences", body).await }
    };
    let personal = json!({"$type": PERSONAL, "birthDate": "1990-01-01"});
    put(&alice.owner, json!([personal])).await.ok();
    assert_eq!(kinds(&server.get(&app, "app.bsky.actor.getPreferences", "").await.ok()), [AGE]);
    let refused = put(&app, json!([personal])).await;
    assert_eq!(refused.message(), format!("Do not have authorization to set preferences: {PERSONAL}"));
    put(&app, json!([{"$type": "app.bsky.x"}])).await.ok();
    let all = server.get(&alice.owner, "app.bsky.actor.getPreferences", "").await.ok();
    assert_eq!(kinds(&all), [PERSONAL, "app.bsky.x", AGE]);
}
