//! `app.bsky.*`: one file per method.

mod get_actor_likes;
mod get_author_feed;
mod get_feed;
mod get_post_thread;
mod get_preferences;
mod get_profile;
mod get_profiles;
mod get_timeline;
mod push;
mod put_preferences;
mod read_after_write;
mod register_push;
mod unregister_push;

use crate::auth::{Standard, StandardInStanding, StandardOrQueued, StandardOrTakendown, Unpermitted};
use crate::base::limits::JSON_BODY_BYTES;
use crate::xrpc::{SessionOrModeration, endpoints};

/// Largest JSON body of these methods, in bytes.
const JSON: u64 = JSON_BODY_BYTES as u64;

endpoints! {
    /// The rows of this group.
    pub static ROWS;
    "app.bsky.actor.getPreferences" Query auth SessionOrModeration<StandardOrTakendown>, limit [],
        body None => get_preferences::get_preferences;
    "app.bsky.actor.getProfile" Query auth Unpermitted<Standard>, limit [], body None => get_profile::get_profile;
    "app.bsky.actor.getProfiles" Query auth Unpermitted<Standard>, limit [], body None => get_profiles::get_profiles;
    "app.bsky.actor.putPreferences" Procedure auth Unpermitted<StandardInStanding>, limit [],
        body Json(JSON) => put_preferences::put_preferences;
    "app.bsky.feed.getActorLikes" Query auth Unpermitted<Standard>, limit [],
        body None => get_actor_likes::get_actor_likes;
    "app.bsky.feed.getAuthorFeed" Query auth Unpermitted<Standard>, limit [],
        body None => get_author_feed::get_author_feed;
    "app.bsky.feed.getFeed" Query auth Unpermitted<Standard>, limit [], body None => get_feed::get_feed;
    "app.bsky.feed.getPostThread" Query auth Unpermitted<Standard>, limit [],
        body None => get_post_thread::get_post_thread;
    "app.bsky.feed.getTimeline" Query auth Unpermitted<Standard>, limit [], body None => get_timeline::get_timeline;
    "app.bsky.notification.registerPush" Procedure auth Unpermitted<StandardOrQueued>, limit [],
        body Json(JSON) => register_push::register_push;
    "app.bsky.notification.unregisterPush" Procedure auth Unpermitted<Standard>, limit [],
        body Json(JSON) => unregister_push::unregister_push;
}
