//! A profile view with what its owner has just written.

use serde_json::{Map, Value};

use super::images::{Images, Preset};

/// How much of a profile a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// Name and avatar: beside a post.
    Basic,
    /// All of it.
    Detailed,
}

/// Writes the members of the profile record into the view.
pub(super) fn update(view: &mut Map<String, Value>, record: &Value, images: &Images<'_>, detail: Detail) {
    let text = |name: &str| record.get(name).filter(|value| value.is_string()).cloned();
    let image = |name: &str, preset| Some(images.url(preset, record.get(name)?)?.into());
    set(view, "displayName", text("displayName"));
    set(view, "avatar", image("avatar", Preset::Avatar));
    if detail == Detail::Detailed {
        set(view, "description", text("description"));
        set(view, "banner", image("banner", Preset::Banner));
    }
}

/// Updates the view when it is of the account itself.
pub(super) fn update_own(view: &mut Value, record: &Value, images: &Images<'_>, detail: Detail) {
    let own = view.get("did").and_then(Value::as_str) == Some(images.did.as_str());
    if let Some(view) = view.as_object_mut().filter(|_| own) {
        update(view, record, images, detail);
    }
}

fn set(view: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(view.insert(name.to_owned(), value)),
        None => drop(view.remove(name)),
    }
}
