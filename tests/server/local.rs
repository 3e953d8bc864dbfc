//! The operator's own methods.

use hostplant::blobs;
use hostplant::records;
use serde_json::json;

use super::{As, TestServer};

#[tokio::test]
async fn a_backup_is_made_while_the_server_runs() {
    let server = TestServer::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let nsid = "local.hostplant.admin.createBackup";
    let body = json!({ "folder": folder.path() });
    assert_eq!(server.post(&As::Nobody, nsid, body.clone()).await.status, 401);
    let made = server.post(&As::Admin, nsid, body.clone()).await.ok();
    assert!(made["databaseBytes"].as_u64().expect("a number") > 0);
    server.post(&As::Admin, nsid, body).await.ok();
    let (rows, files) = blobs::verify(folder.path(), &records::indexed).expect("a readable backup");
    assert!(rows.is_sound() && files.is_sound());
    let relative = server.post(&As::Admin, nsid, json!({ "folder": "backup" })).await;
    assert_eq!(relative.message(), "The folder must be an absolute path");
}
