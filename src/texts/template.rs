//! The functions `t("key", name=value)` and `t_html("key", name=value)` of templates.

use fluent_bundle::{FluentArgs, FluentValue};
use minijinja::HtmlEscape;
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

/// What stands for a value with markup while a sentence is put together: private characters that no text has.
const OPEN: char = '\u{f0000}';
const CLOSE: char = '\u{f0001}';

/// The same as markup: a sentence around values that may be markup themselves. What is not marked as safe is escaped, the
/// sentence as well.
///
/// # Errors
/// When a value cannot be read.
pub fn markup_for_template(
    catalogue: &Catalogue,
    language: Language,
    key: &str,
    values: &Kwargs,
) -> Result<Value, minijinja::Error> {
    let mut arguments = FluentArgs::new();
    let mut parts = Vec::new();
    for name in values.args() {
        let value: Value = values.get(name)?;
        arguments.set(name.to_owned(), format!("{OPEN}{}{CLOSE}", parts.len()));
        let text = value.to_string();
        parts.push(if value.is_safe() { text } else { HtmlEscape(&text).to_string() });
    }
    let sentence = catalogue.text_or_key(language, key, &arguments);
    let mut markup = String::new();
    for piece in sentence.split(OPEN) {
        let (part, words) = match piece.split_once(CLOSE) {
            Some((place, words)) => (place.parse().ok().and_then(|place: usize| parts.get(place)), words),
            None => (None, piece),
        };
        markup.push_str(part.map_or("", |part| part.trim()));
        markup.push_str(&HtmlEscape(words).to_string());
    }
    Ok(Value::from_safe_string(markup))
}

#[cfg(test)]
mod tests {
    use minijinja::{Environment, context};

    use super::*;

    #[test]
    fn sentences_take_markup_only_from_values_that_are_safe() {
        let catalogue = Catalogue::load().expect("English parses");
        let mut environment = Environment::new();
        environment.add_function("t_html", move |key: &str, values: Kwargs| {
            markup_for_template(&catalogue, Language::French, key, &values)
        });
        let source = "{% macro strong(name) %}<strong>{{ name }}</strong>\n{% endmacro %}\
                      {{ t_html('consent-wants', app=app, account=strong(account)) }}";
        environment.add_template("page.html", source).expect("a template");
        let render = |app: &str, account: &str| {
            let page = environment.get_template("page.html").expect("a template");
            page.render(context! { app, account }).expect("a page")
        };
        assert_eq!(
            render("<b>App</b> & { $account }", "a'b<i>"),
            "&lt;b&gt;App&lt;&#x2f;b&gt; &amp; { $account } demande l’accès à <strong>a&#x27;b&lt;i&gt;</strong>."
        );
        // What looks like one of ours takes nobody's place.
        let forged = render("\u{f0000}1\u{f0001}", "alice");
        assert_eq!(forged.matches("<strong>").count(), 1, "{forged}");
    }
}
