//! The table of settings as text: an example file, and the reference documentation.

use std::fmt::Write;

use super::refused::{VERDICTS, Verdict};
use super::table::{Fallback, SECTIONS, SETTINGS};

/// A TOML file with every setting, commented out at its default.
pub fn example() -> String {
    let mut text = String::from(
        "# hostplant's settings. Flags win over the environment, which wins over this file.\n\
         # Every line below shows a default; remove the # to change one.\n",
    );
    for (section, about) in SECTIONS {
        write!(text, "\n# {about}\n[{section}]\n").expect("writing to a string");
        for setting in SETTINGS.iter().filter(|setting| setting.section == *section) {
            writeln!(text, "# {}", setting.doc).expect("writing to a string");
            match setting.default {
                Fallback::Value(value) => {
                    writeln!(text, "#{} = {}", setting.key, toml_of(setting.kind, value))
                }
                Fallback::Derived(words) => {
                    writeln!(text, "#{} =   # {}; default: {words}", setting.key, setting.kind)
                }
            }
            .expect("writing to a string");
        }
    }
    text
}

fn toml_of(kind: &str, value: &str) -> String {
    match kind {
        "a list" if value.is_empty() => "[]".to_owned(),
        "true or false" | "a port number" | "a whole number" => value.to_owned(),
        _ => format!("\"{value}\""),
    }
}

/// The settings and variables as Markdown.
pub fn reference() -> String {
    let mut text = String::from(
        "# Configuration\n\nWritten by `hostplant config reference`. A setting is given, the later winning, in a TOML \
         file (`--config`, or `/etc/hostplant/hostplant.toml`), as a variable of the environment (the reference PDS's name, or `HOSTPLANT_SECTION_KEY`), as \
         a systemd credential named `section.key`, or as `--set section.key=value`. What pages and `hostplant setup` change is \
         saved in `settings.toml` of the data folder, over which all of these win.\n",
    );
    for (section, about) in SECTIONS {
        write!(text, "\n## [{section}]\n\n{about}\n\n| key | value | default | variable | meaning |\n|---|---|---|---|---|\n")
            .expect("writing to a string");
        for setting in SETTINGS.iter().filter(|setting| setting.section == *section) {
            let default = match setting.default {
                Fallback::Value("") => "empty".to_owned(),
                Fallback::Value(value) => format!("`{value}`"),
                Fallback::Derived(words) => words.to_owned(),
            };
            let variable =
                if setting.variable.is_empty() { String::new() } else { format!("`{}`", setting.variable) };
            writeln!(
                text,
                "| `{}` | {} | {default} | {variable} | {} |",
                setting.key, setting.kind, setting.doc
            )
            .expect("writing to a string");
        }
    }
    text.push_str(
        "\n## Variables of the reference without a setting\n\n`PDS_EMAIL_DISABLE_CONFIRMATION_LINK` is the opposite of \
         `mail.confirmation_link`.\n\n| variable | what happens | why, or what to do |\n|---|---|---|\n",
    );
    for (name, verdict) in VERDICTS {
        let (what, why) = match verdict {
            Verdict::WithoutEffect(why) => ("accepted, no effect", why),
            Verdict::Refused(why) => ("refused", why),
        };
        writeln!(text, "| `{name}` | {what} | {why} |").expect("writing to a string");
    }
    text
}
