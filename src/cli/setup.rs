//! `hostplant setup`: the wizard for a new server, in a terminal. Does what the pages do, by the same acts.

use std::io::{self, BufRead, Read, Write};
use std::time::Duration;

use clap::{Args, Subcommand};
use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::{Client, line};
use super::{CliError, Place};
use crate::config::{self, Sources};
use crate::setup::{NameCheck, PRESETS, RELAY, Record, Step, Verdict, Way};

/// How often the server is looked for after its restart, and how long between two looks.
const LOOKS: u32 = 60;
const LOOK: Duration = Duration::from_secs(1);
/// What a terminal makes of Ctrl-C when it does not send a signal.
const CTRL_C: u8 = 3;

/// Set a new server up, step by step, as the pages at /setup do. The server must be running, with setup.enabled.
#[derive(Debug, Args)]
pub(super) struct Setup {
    #[command(subcommand)]
    command: Option<SetupCommand>,
}

#[derive(Debug, Subcommand)]
enum SetupCommand {
    /// Print the code that the pages ask for
    Code,
}

/// What the server says of where one is.
#[derive(Deserialize)]
struct Told {
    next: Option<Step>,
    name: Option<String>,
    records: Option<(Vec<Record>, NameCheck)>,
    reach: Option<Way>,
    domain: Option<String>,
}

impl Setup {
    pub(super) async fn run(self, place: &Place) -> Result<(), CliError> {
        let code = code(&place.sources())?;
        match self.command {
            Some(SetupCommand::Code) => line(&code),
            None => Wizard { place, code }.run().await,
        }
    }
}

/// The code of the server's data folder.
fn code(sources: &Sources) -> Result<String, CliError> {
    let (settings, _) = config::settings(sources)?;
    let file = config::data_folder(&settings, sources).join(crate::setup::CODE_FILE);
    match std::fs::read_to_string(&file) {
        Ok(code) => Ok(code.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(CliError::Failed(
            "there is no setup code: the server was set up, is not running, or has setup.enabled = false"
                .to_owned(),
        )),
        Err(source) => Err(CliError::System { doing: "cannot read the setup code", source }),
    }
}

struct Wizard<'a> {
    place: &'a Place,
    code: String,
}

impl Wizard<'_> {
    async fn run(self) -> Result<(), CliError> {
        let mut told = self.send(json!({})).await?;
        while let Some(step) = told.next {
            let act = match self.ask(step, &told)? {
                Some(act) => act,
                None => {
                    told = self.send(json!({})).await?;
                    continue;
                }
            };
            match self.send(act).await {
                Ok(_) if step == Step::Restart => told = self.wait().await?,
                Ok(next) => told = next,
                // What is wrong can be mended: the same step again.
                Err(CliError::Failed(reason)) => line(&format!("  {reason}"))?,
                Err(error) => return Err(error),
            }
        }
        prompt("All is done. Press Enter to finish")?;
        self.send(json!({ "act": "finish" })).await?;
        line("Your server is ready.")
    }

    /// Asks for what a step needs; nothing when only another look is wanted.
    fn ask(&self, step: Step, told: &Told) -> Result<Option<Value>, CliError> {
        let act = match step {
            Step::Domain => match &told.records {
                None => {
                    json!({ "act": "domain", "hostname": prompt("Name of the server, such as pds.example.com")? })
                }
                Some((records, check)) => return ask_records(records, check),
            },
            Step::Reach => {
                let way = choose(
                    "How do others on the internet reach this machine?",
                    &[
                        ("ports", "the router passes on ports 80 and 443"),
                        ("proxy", "another server passes requests on"),
                        ("tunnel", "a tunnel"),
                    ],
                )?;
                json!({ "act": "reach", "way": way })
            }
            Step::Certificate => ask_certificate(told.reach)?,
            Step::Mail => ask_mail()?,
            Step::Restart => {
                prompt(&format!(
                    "Press Enter to start anew as {}",
                    told.name.as_deref().unwrap_or_default()
                ))?;
                json!({ "act": "restart" })
            }
            Step::Administrator => json!({
                "act": "administrator",
                "password": secret("Administrator's password, for the pages at /admin")?,
            }),
            Step::Account => {
                let domain = told.domain.as_deref().unwrap_or_default();
                json!({
                    "act": "account",
                    "handle": prompt(&format!("Handle (with {domain} at its end)"))?,
                    "email": prompt("E-mail address")?,
                    "password": secret("Password")?,
                })
            }
            Step::Network => json!({
                "act": "network",
                "relay": if agree("Let a relay carry posts from here to others?")? { RELAY } else { "" },
                "app_view": agree("Make the Bluesky app work?")?,
            }),
            Step::Hello => match prompt("First post (empty for none)")?.as_str() {
                "" => json!({ "act": "no-hello" }),
                text => json!({ "act": "hello", "text": text }),
            },
        };
        Ok(Some(act))
    }

    async fn send(&self, mut act: Value) -> Result<Told, CliError> {
        act["code"] = self.code.as_str().into();
        // Made anew each time: after the restart the server has another name.
        Client::for_setup(self.place).await?.post_at("/setup/terminal", &act).await
    }

    /// Waits for the server to be back.
    async fn wait(&self) -> Result<Told, CliError> {
        line("Starting anew …")?;
        for _ in 0..LOOKS {
            tokio::time::sleep(LOOK).await;
            match self.send(json!({})).await {
                Ok(told) if told.next != Some(Step::Restart) => return Ok(told),
                _ => {}
            }
        }
        Err(CliError::Failed("the server did not come back: look at its log, then run this again".to_owned()))
    }
}

fn ask_records(records: &[Record], check: &NameCheck) -> Result<Option<Value>, CliError> {
    line("Add these DNS records where your domain is managed:")?;
    for record in records {
        let value =
            record.value.map_or("the public address of your router".to_owned(), |value| value.to_string());
        line(&format!("  {:<4} {}  {value}", record.kind.word(), record.name))?;
    }
    for finding in [&check.host, &check.handles] {
        let addresses: Vec<String> = finding.addresses.iter().map(ToString::to_string).collect();
        let (name, addresses) = (&finding.name, addresses.join(", "));
        line(&match finding.verdict {
            Verdict::Good => format!("{name} leads to {addresses}."),
            Verdict::Elsewhere => {
                format!(
                    "{name} leads to {addresses}, which is not here: right only if a proxy or tunnel is there."
                )
            }
            Verdict::Private => format!("{name} leads to {addresses}, which works at home only."),
            Verdict::Missing => format!("There is no record for {name} yet."),
            Verdict::Failed => format!("{name} could not be looked up. Is this machine on the internet?"),
        })?;
    }
    Ok(match prompt("Enter goes on, c checks again, any other name is used instead")?.as_str() {
        "" => Some(json!({ "act": "domain-seen" })),
        "c" => None,
        name => Some(json!({ "act": "domain", "hostname": name })),
    })
}

fn ask_certificate(reach: Option<Way>) -> Result<Value, CliError> {
    let mut ways = vec![
        ("acme", "get one from Let's Encrypt"),
        ("proxy", "the proxy or tunnel has one"),
        ("files", "I have one in files"),
        ("self-signed", "make one here, for trying things out"),
    ];
    if reach.is_some_and(|way| way != Way::Ports) {
        ways.swap(0, 1);
    }
    let from = choose("Where does the certificate come from?", &ways)?;
    let mut act = json!({ "act": "certificate", "from": from });
    match from {
        "acme" => {
            act["accepted"] =
                agree("Do you accept the terms at https://letsencrypt.org/repository/?")?.into();
            act["contact"] = prompt("E-mail address for Let's Encrypt (may be empty)")?.into();
        }
        "files" => {
            act["certificate"] = prompt("File of the certificate")?.into();
            act["key"] = prompt("File of the key (empty if it is the same)")?.into();
        }
        _ => {}
    }
    Ok(act)
}

fn ask_mail() -> Result<Value, CliError> {
    let mut providers: Vec<(&str, &str)> = PRESETS.iter().map(|preset| (preset.word, preset.name)).collect();
    providers.insert(0, ("none", "no e-mail"));
    providers.push(("other", "another mail server"));
    let provider = choose("Who sends the server's letters?", &providers)?;
    if provider == "none" {
        return Ok(json!({ "act": "no-mail" }));
    }
    let mut act = json!({ "act": "mail", "provider": provider });
    if provider == "other" {
        act["provider"] = "".into();
        act["host"] = prompt("Mail server")?.into();
        act["port"] = prompt("Port (empty for 465)")?.into();
    }
    for (name, words) in [
        ("user", "User name"),
        ("from", "Sender of the letters"),
        ("to", "Your own address, to which a letter is sent now"),
    ] {
        act[name] = prompt(words)?.into();
    }
    act["password"] = secret("Password for the mail server")?.into();
    act["letter"] =
        json!(["Your server can send letters", "This letter was sent while your server was set up."]);
    Ok(act)
}

/// One line of what is typed.
fn prompt(words: &str) -> Result<String, CliError> {
    ask(words)?;
    let mut typed = String::new();
    if io::stdin().lock().read_line(&mut typed).map_err(no_terminal)? == 0 {
        return Err(ended());
    }
    Ok(typed.trim().to_owned())
}

/// The same, not to be read on the screen.
fn secret(words: &str) -> Result<String, CliError> {
    let input = io::stdin();
    // Where no terminal is, nothing is shown anyway.
    let Ok(before) = tcgetattr(&input) else { return prompt(words) };
    let set = |modes: &Termios| {
        tcsetattr(&input, OptionalActions::Now, modes).map_err(|error| no_terminal(error.into()))
    };
    let mut hidden = before.clone();
    // Ctrl-C ends the line in place of this program, which would leave a terminal behind that shows nothing.
    hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ISIG);
    hidden.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
    ask(words)?;
    set(&hidden)?;
    let mut typed = Vec::new();
    let end = input.lock().bytes().find_map(|byte| match byte {
        Ok(end @ (b'\n' | CTRL_C)) => Some(Ok(end)),
        Ok(byte) => {
            typed.push(byte);
            None
        }
        Err(error) => Some(Err(error)),
    });
    set(&before)?;
    line("")?;
    match end.ok_or_else(ended)?.map_err(no_terminal)? {
        CTRL_C => Err(CliError::Failed("interrupted; run this again to go on".to_owned())),
        _ => Ok(String::from_utf8_lossy(&typed).trim().to_owned()),
    }
}

fn ask(words: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    write!(out, "{words}: ").and_then(|()| out.flush()).map_err(no_terminal)
}

const fn no_terminal(source: io::Error) -> CliError {
    CliError::System { doing: "cannot talk with the terminal", source }
}

fn ended() -> CliError {
    CliError::Failed("the input ended; run this again to go on".to_owned())
}

fn agree(question: &str) -> Result<bool, CliError> {
    Ok(prompt(&format!("{question} [y/n]"))?.to_lowercase().starts_with('y'))
}

/// One of several words, by its number; the first when nothing is typed.
fn choose<'a>(question: &str, choices: &[(&'a str, &str)]) -> Result<&'a str, CliError> {
    line(question)?;
    for (number, (_, words)) in choices.iter().enumerate() {
        line(&format!("  {} {words}", number + 1))?;
    }
    loop {
        let typed = prompt("Number")?;
        let number = if typed.is_empty() { Some(1) } else { typed.parse::<usize>().ok() };
        if let Some((word, _)) = number.and_then(|number| choices.get(number.checked_sub(1)?)) {
            return Ok(word);
        }
    }
}
