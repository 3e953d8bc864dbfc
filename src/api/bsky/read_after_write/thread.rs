//! A thread with the replies that its reader has just written.

use serde_json::{Value, json};

/// Deepest reply that is looked at. The AppView answers far less.
const MAX_DEPTH: usize = 1_000;
const THREAD_VIEW: &str = "app.bsky.feed.defs#threadViewPost";

/// Whether a part of a thread is a post that can be seen.
pub(super) fn is_view(thread: &Value) -> bool {
    thread["$type"] == THREAD_VIEW
}

/// A thread of one post.
pub(super) fn of_post(post: Value) -> Value {
    json!({ "$type": THREAD_VIEW, "post": post })
}

/// Whether a post with this record belongs to the thread: it answers its root, or the same root as it.
pub(super) fn concerns(thread: &Value, record: &Value) -> bool {
    let Some(root) = record["reply"]["root"]["uri"].as_str() else { return false };
    thread["post"]["uri"] == root || thread["post"]["record"]["reply"]["root"]["uri"] == root
}

/// Puts `post` (a view) in front of the replies of the post that it answers, if the thread shows that.
pub(super) fn insert(thread: &mut Value, post: &Value) {
    let Some(parent) = post["record"]["reply"]["parent"]["uri"].as_str() else { return };
    insert_under(thread, parent, post, MAX_DEPTH);
}

fn insert_under(thread: &mut Value, parent: &str, post: &Value, depth: usize) -> bool {
    if !is_view(thread) || depth == 0 {
        return false;
    }
    if thread["post"]["uri"] == parent {
        let known = |reply: &Value| reply["post"]["uri"] == post["uri"];
        match thread.get_mut("replies").and_then(Value::as_array_mut) {
            Some(replies) if replies.iter().any(known) => {}
            Some(replies) => replies.insert(0, of_post(post.clone())),
            None => thread["replies"] = json!([of_post(post.clone())]),
        }
        return true;
    }
    let Some(replies) = thread.get_mut("replies").and_then(Value::as_array_mut) else { return false };
    replies.iter_mut().any(|reply| insert_under(reply, parent, post, depth - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(name: &str, replies: Value) -> Value {
        json!({ "$type": THREAD_VIEW, "post": { "uri": name, "record": {} }, "replies": replies })
    }

    fn reply(name: &str, root: &str, parent: &str) -> Value {
        json!({ "uri": name, "record": { "reply": { "root": { "uri": root }, "parent": { "uri": parent } } } })
    }

    #[test]
    fn replies_go_under_their_parents() {
        let mut thread =
            view("root", json!([view("a", json!([])), { "$type": "other" }, of_post(json!({ "uri": "b" }))]));
        let under_a = reply("a1", "root", "a");
        let under_b = reply("b1", "root", "b");
        let lost = reply("x", "root", "nowhere");
        for post in [&under_a, &under_b, &lost, &under_a] {
            assert!(concerns(&thread, &post["record"]));
            insert(&mut thread, post);
        }
        assert_eq!(thread["replies"][0]["replies"][0]["post"]["uri"], "a1");
        assert_eq!(thread["replies"][0]["replies"].as_array().map(Vec::len), Some(1));
        assert_eq!(thread["replies"][2]["replies"][0]["post"]["uri"], "b1");
        assert!(!concerns(&thread, &reply("y", "elsewhere", "elsewhere")["record"]));
        assert!(!concerns(&thread, &json!({})));
    }
}
