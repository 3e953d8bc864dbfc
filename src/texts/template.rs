//! The function `t("key", name=value)` of templates.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::value::{Kwargs, Value, ValueKind};

use super::{Catalogue, Language};

/// The text called `key` with the values of a template's call. Numbers choose among the forms of a word.
///
/// # Errors
/// When a value cannot be read.
pub fn text_for_template(
    catalogue: &Catalogue,
    language: Language,
    key: &str,
    values: &Kwargs,
) -> Result<String, minijinja::Error> {
    let mut arguments = FluentArgs::new();
    for name in values.args() {
        let value: Value = values.get(name)?;
        let value = match i64::try_from(value.clone()) {
            Ok(number) if value.kind() == ValueKind::Number => FluentValue::from(number),
            _ => FluentValue::from(value.to_string()),
        };
        arguments.set(name.to_owned(), value);
    }
    Ok(catalogue.text_or_key(language, key, &arguments))
}
