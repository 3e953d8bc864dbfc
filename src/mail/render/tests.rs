//! What the letters say: codes, notices and apps' words, in their reader's language and under a branding or other templates.

use super::*;
use crate::base::Clock;
use crate::mail::design::{Design, Look};

fn branding() -> Branding {
    Branding {
        service: "Ann & Bob's".to_owned(),
        host: "pds.example".to_owned(),
        home_url: Some("https://pds.example".to_owned()),
        logo_url: None,
        logo: Logo::default(),
        color: "#067df7".to_owned(),
        support: Some("help@pds.example".to_owned()),
        language: Language::English,
        url: "https://pds.example".to_owned(),
        confirm_link: Some("https://app.example/verify?code=".to_owned()),
    }
}

fn texts() -> Arc<Catalogue> {
    Arc::new(Catalogue::load().expect("English parses"))
}

fn templates() -> Templates {
    Templates::load(branding(), None, texts()).expect("the embedded templates are right")
}

fn letter(purpose: Purpose) -> Letter {
    Letter::Code {
        purpose,
        handle: Some("alice.pds.example".parse().expect("a handle")),
        code: Secret::new("ABCDE-FGH23".to_owned()),
        asked_from: Some([192, 0, 2, 7].into()),
    }
}

#[test]
fn every_letter_says_its_code_twice_and_who_asked() {
    let templates = templates();
    for purpose in Purpose::ALL {
        let rendered = templates.render(None, &letter(purpose), 15).expect("it renders");
        assert!(!rendered.subject.is_empty(), "{purpose:?}");
        for part in [&rendered.text, &rendered.html] {
            for needed in ["ABCDE-FGH23", "192.0.2.7", "15 minutes", "alice.pds.example", "help@pds.example"]
            {
                assert!(part.contains(needed), "{purpose:?} lacks {needed}:\n{part}");
            }
        }
        let linked = rendered.text.contains("https://app.example/verify?code=ABCDE-FGH23");
        assert_eq!(linked, purpose == Purpose::ConfirmEmail);
        assert!(rendered.html.contains("Ann &amp; Bob"), "{}", rendered.html);
        assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
        assert!(!rendered.text.contains("&amp;"), "{}", rendered.text);
    }
}

#[test]
fn notices_say_what_when_and_from_where() {
    let templates = templates();
    for notice in Notice::ALL {
        let rendered = templates
            .render(
                None,
                &Letter::Notice {
                    notice,
                    factor: None,
                    handle: Some("alice.pds.example".parse().expect("a handle")),
                    detail: Some("the passkey \"Phone\"".to_owned()),
                    at: Timestamp::from_secs(1_780_000_000),
                    from: Some([192, 0, 2, 7].into()),
                    agent: Some("<Browser> 1.0".to_owned()),
                },
                0,
            )
            .expect("it renders");
        for part in [&rendered.text, &rendered.html] {
            for needed in ["192.0.2.7", "2026-05-28, 20:26 UTC", "alice.pds.example", "help@pds.example"] {
                assert!(part.contains(needed), "{notice:?} lacks {needed}:\n{part}");
            }
        }
        assert!(rendered.text.contains("    With: <Browser>\n\nIf"), "{}", rendered.text);
        assert!(rendered.html.contains("&lt;Browser&gt;"), "{}", rendered.html);
        assert!(!rendered.text.contains("\n\n\n"), "{}", rendered.text);
    }
}

#[test]
fn letters_of_apps_look_as_they_wish_and_say_who_sent_them() {
    let templates = templates();
    let designs = Designs::new(Clock::manual(Timestamp::from_secs(1_780_000_000)));
    let design = Design::parse(b"<h1>{{app_name}}</h1><div hidden>{{code}}", None).expect("a template");
    designs.put("demo", Arc::new(design));
    let letter = |design: Option<&str>| Letter::EntryCode {
        handle: Some("alice.pds.example".parse().expect("a handle")),
        code: Secret::new("12345678".to_owned()),
        app: Some("app.demo".to_owned()),
        at: Timestamp::from_secs(1_780_000_000),
        asked_from: Some([192, 0, 2, 7].into()),
        agent: None,
        refuse_link: Some("https://pds.example/account/not-me?link=x&y".to_owned()),
        look: Some(Look {
            app_name: "<Demo>".to_owned(),
            subject: Some("{{app_name}} says".to_owned()),
            design: design.map(str::to_owned),
            ..Look::default()
        }),
    };
    let render =
        |letter: &Letter| templates.render_as_wished(None, letter, 10, &designs).expect("it renders");
    let own = templates.render(None, &letter(None), 10).expect("it renders");
    let worn = render(&letter(Some("demo")));
    assert_eq!(worn.subject, "12345678 <Demo> says");
    assert_eq!(worn.text, own.text, "the text is ours");
    let footer = worn.html.split_once("<h1>&lt;Demo&gt;</h1><div>12345678</div>").expect("the design").1;
    for needed in
        ["Ann &amp; Bob", "pds.example", "app.demo", "12345678", "10 minutes", "192.0.2.7", "not-me?"]
    {
        assert!(footer.contains(needed), "{needed}:\n{footer}");
    }
    for unknown in [None, Some("other")] {
        let letter = render(&letter(unknown));
        assert_eq!((letter.subject.as_str(), &letter.html), ("12345678 <Demo> says", &own.html));
    }
}

#[test]
fn letters_come_in_the_language_of_their_reader() {
    let templates = templates();
    let english: Vec<_> =
        samples().iter().map(|letter| templates.render(None, letter, 15).expect("English")).collect();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        for (letter, english) in samples().iter().zip(&english) {
            let own = templates.render(Some(language), letter, 15).expect("it renders");
            let name = letter.name();
            assert_ne!(own.subject, english.subject, "{language} {name}");
            for (part, english) in [(&own.text, &english.text), (&own.html, &english.html)] {
                let lines = |text: &str| text.lines().filter(|line| !line.is_empty()).count();
                assert_eq!(lines(part), lines(english), "{language} {name}:\n{part}");
                let has = |sign: &str| part.contains(sign);
                assert!(!has("mail-") && !has("{") && !has("}"), "{language} {name}:\n{part}");
                assert!(!has("you ") && !has("account on"), "{language} {name} has English:\n{part}");
            }
            assert!(own.html.contains(&format!("lang=\"{language}\"")), "{}", own.html);
        }
    }
    let branding = Branding { language: Language::French, ..branding() };
    let french = Templates::load(branding, None, texts()).expect("the embedded templates are right");
    let rendered = french.render(None, &letter(Purpose::ResetPassword), 1).expect("it renders");
    assert!(rendered.text.contains("valable 1 minute."), "{}", rendered.text);
}

#[test]
fn notices_of_factors_say_which() {
    let templates = templates();
    let text = |factor, detail: Option<&str>| {
        let detail = detail.map(str::to_owned);
        let (notice, at) = (Notice::FactorAdded, Timestamp::default());
        let letter = Letter::Notice { notice, handle: None, factor, detail, at, from: None, agent: None };
        templates.render(None, &letter, 0).expect("it renders").text
    };
    assert!(text(Some(Factor::Passkey), Some("Phone")).contains("    What: the passkey “Phone”\n"));
    for (factor, word) in [
        (Factor::Passkey, "a passkey"),
        (Factor::Totp, "an authenticator app"),
        (Factor::RecoveryCodes, "the recovery codes"),
        (Factor::Email, "a code by e-mail"),
    ] {
        assert!(text(Some(factor), None).contains(&format!("    What: {word}\n")));
    }
    assert!(!text(None, None).contains("What"));
}

#[test]
fn one_minute_is_singular() {
    let templates = templates();
    let rendered = templates.render(None, &letter(Purpose::ResetPassword), 1).expect("it renders");
    assert!(rendered.text.contains("1 minute."), "{}", rendered.text);
}

#[test]
fn a_folder_overrides_single_templates_and_is_checked_at_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("reset_password.txt");
    std::fs::write(&path, "Subject: Neu {{ brand.service }}\n\nCode {{ code }}").expect("a file");
    let templates = Templates::load(branding(), Some(folder.path()), texts()).expect("a right override");
    let rendered = templates.render(None, &letter(Purpose::ResetPassword), 15).expect("it renders");
    assert_eq!((rendered.subject.as_str(), rendered.text.as_str()), ("Neu Ann & Bob's", "Code ABCDE-FGH23"));

    for wrong in ["{% if %}", "{{ no.such.value }}", "{% for i in range(100000) %}{{ i }}{% endfor %}"] {
        std::fs::write(&path, format!("Subject: x\n\n{wrong}")).expect("a file");
        let loaded = Templates::load(branding(), Some(folder.path()), texts());
        let error = loaded.err().expect("it is wrong");
        assert!(
            matches!(error, TemplateError::Wrong { .. } | TemplateError::Load(LoadError::Wrong { .. })),
            "{wrong}: {error}"
        );
    }
    std::fs::write(&path, "Code {{ code }}").expect("a file");
    assert!(matches!(
        Templates::load(branding(), Some(folder.path()), texts()),
        Err(TemplateError::NoSubject { .. })
    ));
    std::fs::write(&path, vec![b'x'; 70_000]).expect("a file");
    assert!(matches!(
        Templates::load(branding(), Some(folder.path()), texts()),
        Err(TemplateError::Load(LoadError::TooLarge { .. }))
    ));
}

#[test]
fn moderators_words_go_out_as_they_are() {
    let templates = templates();
    let letter = Letter::Moderation {
        subject: "About your post\r\nBcc: everyone@example.com".to_owned(),
        html: "<p>Dear {{ handle }},</p><p>1 &lt; 2</p>".to_owned(),
    };
    let rendered = templates.render(None, &letter, 0).expect("it renders");
    assert_eq!(rendered.subject, "About your post  Bcc: everyone@example.com");
    assert_eq!(rendered.html, "<p>Dear {{ handle }},</p><p>1 &lt; 2</p>");
    assert_eq!(rendered.text, "Dear {{ handle }},\n\n1 < 2\n");
}
