//! In whose name and through whose server mails leave, and what they look like (targets MAIL-1, SSRF-1).

use portico::domain::Services;
use portico::domain::access::Role;
use portico::domain::ctx::Random;
use portico::domain::demo::Demo;
use portico::domain::ids::MailId;
use portico::domain::mail_kind::KINDS;
use portico::domain::mails::{Content, Outgoing};
use portico::domain::tenancy::agencies;
use portico::domain::tenancy::brand_edits::{self, PictureChange};
use portico::domain::tenancy::branding::Brand;
use portico::domain::tenancy::mail_server::{MailServer, OwnServer, Password, Security};
use portico::domain::tenancy::picture::{self, Kind};
use portico::language::Language;
use portico::mail::messages::{self, LogoPlace, Sender, Worded};
use portico::mail::samples::{Reader, sample};
use portico::mail::transport::Transport;
use portico::mail::{Mailer, mailer, own_server};
use portico::net::Net;
use portico::text::Text;
use serde_json::json;

use crate::support::smtp::SmtpServer;
use crate::support::{Client, TestApp};

const HOST: &str = "northwind.localhost:3000";
const LOGO: &[u8] = br##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h30v10H0z" fill="#123456"/></svg>"##;

fn private() -> Vec<(&'static str, String)> {
    vec![("PORTICO_ALLOW_PRIVATE_HOSTS", "true".to_owned())]
}

async fn admin(app: &TestApp, demo: &Demo) -> Client {
    let mut client = app.client(HOST);
    client.sign_in(&demo.agencies[0].people[0]).await;
    client
}

async fn save(client: &mut Client, port: u16, user: &str, password: &str) {
    let port = port.to_string();
    let fields = [("host", "127.0.0.1"), ("port", port.as_str()), ("security", "plain"), ("username", user), ("password", password)];
    let saved = client.post("/fn/dashboard/mail/save", &fields).await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, "/settings/mail"));
}

/// A notice whose every word somebody else chose.
fn notice(services: &Services, brand: &Brand, strange: &str, to: &str) -> Outgoing {
    let reader = Reader { email: "ada@example.com".to_owned(), name: to.to_owned(), language: Language::En, timezone: "UTC".to_owned() };
    let mut mail = sample("usage_spend", services.new_id::<MailId>(), brand, reader, services.clock.now()).unwrap();
    if let Content::Notice(notice) = &mut mail.content {
        strange.clone_into(&mut notice.tenant_name);
        notice.reason = Some(strange.to_owned());
        notice.facts.iter_mut().for_each(|(_, value)| strange.clone_into(value));
    }
    mail
}

fn worded(brand: &Brand, mail: &Outgoing) -> Worded {
    let sender = Sender { brand, logo: None, logo_place: LogoPlace::Attached, base: "http://northwind.localhost:3000" };
    messages::word(sender, mail, &Text::of(mail.language)).unwrap()
}

/// What people could type, and what they could not: put together of parts that mails could trip over.
fn strange(random: &Random) -> String {
    const PARTS: [&str; 34] = [
        "\r\n",
        "\n",
        "\r",
        "\0",
        "\t",
        "\u{b}",
        "\u{1b}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{202e}",
        "\u{feff}",
        " ",
        "  ",
        "\"",
        "\\",
        "\\\"",
        "<",
        ">",
        ",",
        ";",
        ":",
        "(",
        "@",
        ".",
        "=?utf-8?q?=0D=0ABcc:_x@y.zz?=",
        "Bcc: evil@example.com",
        "\r\nBcc: evil@example.com\r\n",
        "\r\n\r\n<script>alert(1)</script>",
        "\r\n.\r\n",
        "ä",
        "日本語 🦀",
        "Ada",
    ];
    let bytes = random.bytes::<10>();
    let mut text: String = bytes[1..].iter().take(usize::from(bytes[0] % 10)).map(|byte| PARTS[usize::from(*byte) % PARTS.len()]).collect();
    if bytes[0] > 240 {
        text.push_str(&["Long", "é", "日"][usize::from(bytes[1] % 3)].repeat(800));
    }
    text
}

/// Names of the headers, once their continuations are joined to them.
fn headers(message: &[u8]) -> Vec<(String, String)> {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n").expect("an end of the headers");
    let head = std::str::from_utf8(&message[..end]).unwrap();
    assert!(head.is_ascii() && !head.contains('\0'), "{head:?}");
    assert!(!head.replace("\r\n", "").contains(['\r', '\n']), "a bare line break: {head:?}");
    assert!(head.split("\r\n").all(|line| line.len() <= 998), "a line that is too long");
    let joined = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    joined
        .split("\r\n")
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("{line:?} in {head}")))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect()
}

const EXPECTED: [&str; 8] = ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To"];

fn check(message: &[u8]) {
    let mut found = headers(message);
    found.sort();
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, EXPECTED);
    let value = |name: &str| found.iter().find(|(n, _)| n == name).unwrap().1.as_str();
    let address = |name: &str, is: &str| {
        let value = value(name);
        assert!(value == is || value.ends_with(&format!("<{is}>")), "{name}: {value}");
    };
    address("From", "hello@northwind.example");
    address("To", "ada@example.com");
    address("Reply-To", "help@northwind.example");
    assert!(value("Content-Type").starts_with("multipart/alternative"));
}

#[tokio::test]
async fn whatever_is_typed_the_headers_are_these() {
    let (app, _) = TestApp::demo().await;
    let mut brand = agencies::brand(&app.services, app.agency("northwind").await).await.unwrap();
    let random = Random::seeded(11);
    for _ in 0..4_000 {
        brand.name = strange(&random);
        let mail = notice(&app.services, &brand, &strange(&random), &strange(&random));
        let message = mailer::build("hello@northwind.example", &brand, &mail, worded(&brand, &mail)).unwrap();
        check(&message.formatted());
        assert_eq!(message.envelope().to().len(), 1);
    }
    // An address that is none is never written, nor anything of it.
    let mut refused = 0;
    for _ in 0..1_000 {
        brand.name = "Northwind Voice".to_owned();
        brand.reply_to = Some(format!("help@northwind.example{}", strange(&random)));
        let mail = notice(&app.services, &brand, "Acme", "Ada");
        match mailer::build("no-reply@example.com", &brand, &mail, worded(&brand, &mail)) {
            Ok(message) => {
                let mut names: Vec<String> = headers(&message.formatted()).into_iter().map(|(name, _)| name).collect();
                names.sort();
                assert_eq!(names, EXPECTED, "{:?}", brand.reply_to);
            }
            Err(_) => refused += 1,
        }
    }
    assert!(refused > 700, "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_server_reads_the_same_headers() {
    let smtp = SmtpServer::start();
    let (app, _) = TestApp::demo().await;
    let mut brand = agencies::brand(&app.services, app.agency("northwind").await).await.unwrap();
    let server = MailServer { host: "127.0.0.1".to_owned(), port: smtp.port, security: Security::Plain, username: None };
    let own = OwnServer { server, password: Password::None };
    let (net, random) = (Net::new(None, true), Random::seeded(12));
    let mailer = Mailer::new(Transport::new(&app.config.mail.transport).unwrap(), app.config.mail.from.clone());
    for _ in 0..60 {
        brand.name = strange(&random);
        let mail = notice(&app.services, &brand, &strange(&random), &strange(&random));
        mailer.send(&net, Some(&own), &brand, &mail, worded(&brand, &mail)).await.unwrap();
        let taken = smtp.message();
        let mut names: Vec<&str> = taken["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, EXPECTED, "{taken}");
        assert_eq!((&taken["to"], &taken["from"]), (&json!(["ada@example.com"]), &json!("hello@northwind.example")));
        assert_eq!((&taken["types"], &taken["defects"]), (&json!(["multipart/alternative", "text/plain", "text/html"]), &json!([])));
        assert_eq!(taken["hello"], "northwind.example", "not the machine's own name");
    }
    assert!(app.mails().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_unencrypted_where_encryption_was_asked_for() {
    let smtp = SmtpServer::start();
    let (app, _) = TestApp::demo().await;
    let brand = agencies::brand(&app.services, app.agency("northwind").await).await.unwrap();
    let (net, mail) = (Net::new(None, true), notice(&app.services, &brand, "Acme", "Ada"));
    let message = mailer::build("no-reply@example.com", &brand, &mail, worded(&brand, &mail)).unwrap();
    for (security, code) in [(Security::Starttls, "no_starttls"), (Security::Tls, "tls")] {
        let server = MailServer { host: "127.0.0.1".to_owned(), port: smtp.port, security, username: Some("me".to_owned()) };
        let own = OwnServer { server, password: Password::Known("s3cret".into()) };
        let refused = own_server::send(&net, &own, &message, std::time::Duration::from_secs(10)).await.unwrap_err();
        assert_eq!(refused.own().unwrap().code, code);
    }
    assert!(smtp.lines.try_recv().is_err());
}

#[tokio::test]
async fn every_kind_is_worded_in_every_language() {
    let (app, demo) = TestApp::demo().await;
    let brand = agencies::brand(&app.services, app.agency("northwind").await).await.unwrap();
    for (kind, _) in KINDS {
        for language in Language::ALL {
            let reader = Reader { email: "ada@example.com".to_owned(), name: "Ada".to_owned(), language, timezone: "UTC".to_owned() };
            let mail = sample(kind, app.services.new_id(), &brand, reader, app.now()).unwrap();
            let worded = worded(&brand, &mail);
            assert!(!worded.subject.is_empty() && !worded.subject.contains('\n'), "{kind} {language:?}");
            for part in [&worded.subject, &worded.text, &worded.html] {
                let whole = !part.contains("Unknown localization") && !part.contains("{ $") && !part.contains("{$");
                assert!(whole, "{kind} in {language:?}: {part}");
                assert!(!part.to_lowercase().contains("portico"), "{kind} in {language:?} names the platform: {part}");
            }
        }
    }
    let mut client = admin(&app, &demo).await;
    let page = client.get("/settings/mail/preview?kind=invoice_overdue&language=de").await;
    assert_eq!((page.status.as_u16(), page.attribute("iframe", "sandbox").as_deref()), (200, Some("")));
    assert!(page.text("pre").contains("INV-0391") && page.text("#kind option[selected]") == "Invoice past due", "{}", page.body);
    assert_eq!(page.all("#kind option").len(), KINDS.len());
    assert!(page.all("#kind option").iter().all(|words| !words.contains("Unknown")));
    let frame = client.get(&page.attribute("iframe", "src").unwrap()).await;
    let csp = frame.header("content-security-policy");
    assert!(csp.starts_with("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:;") && csp.ends_with("sandbox"), "{csp}");
    assert!(frame.body.contains("<html lang=\"de\">") && frame.body.contains("#0b6390") && !frame.body.contains("<script"));
    for nothing in ["kind=nonsense", "kind=invitation&language=xx"] {
        assert_eq!(client.get(&format!("/settings/mail/preview.html?{nothing}")).await.status, 404, "{nothing}");
        assert_eq!(client.get(&format!("/settings/mail/preview?{nothing}")).await.status, 404, "{nothing}");
    }
}

#[tokio::test]
async fn a_logo_travels_inside_of_the_mail() {
    let (app, demo) = TestApp::demo().await;
    let picture = picture::take(LOGO, Kind::Logo).unwrap();
    let ctx = app.ctx(app.agency("northwind").await).await;
    brand_edits::update(ctx, |_| {}, vec![(Kind::Logo, PictureChange::Put(picture))]).await.unwrap();
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap().replace("=\r\n", "").replace("=3D", "=");
    let id = mail.split("Content-ID: <").nth(1).unwrap().split('>').next().unwrap().to_owned();
    assert!(
        mail.contains("multipart/related") && mail.contains("Content-Type: image/png") && mail.contains("Content-Disposition: inline"),
        "{mail}"
    );
    let shown = mail.split(&format!("<img src=\"cid:{id}\" ")).nth(1).unwrap();
    assert!(shown.contains("alt=\"Northwind Voice\""), "{mail}");
    let height: u32 = shown.split("height=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!(height <= 32, "{height}");
    let mut client = admin(&app, &demo).await;
    let frame = client.get("/settings/mail/preview.html?kind=invitation&language=en").await;
    assert!(frame.attribute("img", "src").unwrap().starts_with("data:image/png;base64,"), "{}", frame.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agency_sends_through_its_own_server() {
    let smtp = SmtpServer::with(&json!({"user": "me", "password": "s3cret"}));
    let (app, demo) = TestApp::demo_with(private()).await;
    let mut client = admin(&app, &demo).await;
    assert!(client.get("/settings/mail").await.text("#server ~ p").contains("this installation"));
    save(&mut client, smtp.port, "me", "wrong").await;
    client.post("/fn/dashboard/mail/test", &[]).await;
    let page = client.get("/settings/mail").await;
    assert!(page.text(".flash.bad").contains("has not taken"), "{}", page.body);
    assert!(page.text(".kv").contains("does not let this user in") && page.text(".kv").contains("535"), "{}", page.text(".kv"));
    assert!(page.attribute("#password", "value").is_none());

    save(&mut client, smtp.port, "me", "s3cret").await;
    client.post("/fn/dashboard/mail/test", &[]).await;
    let test = smtp.message();
    assert_eq!((&test["to"], &test["user"]), (&json!([demo.agencies[0].people[0].email]), &json!("me")));
    assert_eq!(test["headers"]["subject"], "Test message from Northwind Voice");
    assert!(client.get("/settings/mail").await.text(".kv").contains("Taken"));

    // The demo's open invitation.
    app.run_jobs().await;
    let mail = smtp.message();
    assert_eq!((&mail["to"], &mail["user"]), (&json!(["ops@veritybrokers.example"]), &json!("me")));
    assert_eq!(mail["headers"]["from"], "Northwind Voice <hello@northwind.example>");
    assert!(app.mails().is_empty(), "none by the platform's");

    // Its neighbour's go as before.
    let neighbour = &demo.agencies[1].people[0].email;
    app.client("southgate.localhost:3000").post("/fn/account/password/forgotten", &[("email", neighbour)]).await;
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1);

    let owner = app.owner().await;
    let kept: Vec<u8> = sqlx::query_scalar("SELECT password FROM mail_settings").fetch_one(&owner).await.unwrap();
    assert!(!String::from_utf8_lossy(&kept).contains("s3cret"));
    let log: String = sqlx::query_scalar("SELECT string_agg(a::text, '') FROM audit_entries AS a WHERE action LIKE 'mail_settings.%'")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert!(log.contains("passwordChanged") && !log.contains("s3cret") && !log.contains("wrong"), "{log}");

    let removed = client.post("/fn/dashboard/mail/remove", &[]).await;
    assert_eq!(removed.location(), "/settings/mail");
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM mail_settings WHERE host IS NOT NULL OR password IS NOT NULL")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(left, 0);
    client.post("/fn/dashboard/mail/test", &[]).await;
    assert!(client.get("/settings/mail").await.text(".flash.bad").contains("no own mail server"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_own_server_refuses_is_sent_by_no_other() {
    let smtp = SmtpServer::with(&json!({"refuse": "550 5.7.1 Sender not allowed"}));
    let (app, demo) = TestApp::demo_with(private()).await;
    let mut client = admin(&app, &demo).await;
    save(&mut client, smtp.port, "", "").await;
    app.run_jobs().await;
    let owner = app.owner().await;
    let state = async || sqlx::query_as::<_, (String, i32)>("SELECT status, attempts FROM mail_outbox").fetch_one(&owner).await.unwrap();
    assert_eq!(state().await, ("queued".to_owned(), 1));
    let page = client.get("/settings/mail").await;
    let told = page.text(".banner");
    assert!(
        told.contains("1 mail was not taken and is tried again") && told.contains("550") && told.contains("Sender not allowed"),
        "{told}"
    );
    for sql in ["UPDATE mail_outbox SET attempts = 9", "UPDATE graphile_worker._private_jobs SET run_at = now()"] {
        sqlx::query(sql).execute(&owner).await.unwrap();
    }
    // It is asked again after a minute, not before.
    app.advance(time::Duration::minutes(2));
    app.run_jobs().await;
    assert_eq!(state().await, ("failed".to_owned(), 10));
    let told = client.get("/settings/mail").await.text(".banner");
    assert!(told.contains("given up on 21 November 2026") && told.contains("Sender not allowed"), "{told}");
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn tests_are_few_and_passwords_stay_with_their_server() {
    let (app, demo) = TestApp::demo_with(private()).await;
    let mut client = admin(&app, &demo).await;
    // Nobody is there.
    save(&mut client, 1, "me", "s3cret").await;
    for _ in 0..5 {
        client.post("/fn/dashboard/mail/test", &[]).await;
        assert!(client.get("/settings/mail").await.text(".kv").contains("does not answer"));
    }
    // Beginning anew does not begin the count anew.
    client.post("/fn/dashboard/mail/remove", &[]).await;
    save(&mut client, 1, "me", "s3cret").await;
    client.post("/fn/dashboard/mail/test", &[]).await;
    assert!(client.get("/settings/mail").await.text(".flash.bad").contains("Five tests"));
    app.advance(time::Duration::minutes(10));
    client.post("/fn/dashboard/mail/test", &[]).await;
    assert!(client.get("/settings/mail").await.text(".flash.bad").contains("has not taken"));
    let moved = [("host", "127.0.0.2"), ("port", "1"), ("security", "plain"), ("username", "me"), ("password", "")];
    client.post("/fn/dashboard/mail/save", &moved).await;
    assert!(client.get("/settings/mail").await.text("#password-error").contains("Type the password again"));
}

#[tokio::test]
async fn nothing_is_sent_into_private_networks() {
    let (app, demo) = TestApp::demo().await;
    let mut client = admin(&app, &demo).await;
    for (host, security, field, words) in [
        ("127.0.0.1", "starttls", "host", "private network"),
        ("0x7f000001", "starttls", "host", "private network"),
        ("10.1.2.3", "tls", "host", "private network"),
        ("100.64.0.1", "tls", "host", "private network"),
        ("169.254.169.254", "tls", "host", "private network"),
        ("[::1]", "tls", "host", "private network"),
        ("[fd00::1]", "tls", "host", "private network"),
        ("[::ffff:10.0.0.1]", "tls", "host", "private network"),
        ("localhost", "starttls", "host", "server’s name"),
        ("smtp.example.com\r\nX: y", "starttls", "host", "invisible"),
        ("1.1.1.1", "plain", "security", "on this machine"),
        ("1.1.1.1", "rot13", "security", "not one of those"),
    ] {
        let refused = client.post("/fn/dashboard/mail/save", &[("host", host), ("port", "25"), ("security", security)]).await;
        assert_eq!((refused.status.as_u16(), refused.location()), (303, "/settings/mail"), "{host}");
        let page = client.get("/settings/mail").await;
        assert!(page.text(&format!("#{field}-error")).contains(words), "{host} {security}: {}", page.text(".problems"));
    }
    client.post("/fn/dashboard/mail/save", &[("host", "1.1.1.1"), ("port", "70000"), ("security", "tls")]).await;
    assert!(client.get("/settings/mail").await.text("#port-error").contains("65535"));
    // What was saved when it was allowed is not connected to when it is not.
    let server = MailServer { host: "127.0.0.1".to_owned(), port: 25, security: Security::Plain, username: None };
    assert_eq!(server.reachable(&app.services.net).await.unwrap_err().code, "private_host");
    assert_eq!(client.get("/settings/mail").await.all("#security option").len(), 2);
}

#[tokio::test]
async fn only_who_may_sets_it() {
    let (app, demo) = TestApp::demo_with(private()).await;
    for person in &demo.agencies[0].people {
        let mut client = app.client(HOST);
        client.sign_in(person).await;
        // Whoever sets it reads what leads into others' accounts.
        let (page, form) = match person.role {
            Role::AgencyAdmin => (200, 303),
            Role::AgencyManager => (200, 403),
            _ => (403, 403),
        };
        for path in ["/settings/mail", "/settings/mail/preview", "/settings/mail/preview.html"] {
            assert_eq!(client.get(path).await.status, page, "{path} {:?}", person.role);
        }
        let fields = [("host", "127.0.0.1"), ("port", "25"), ("security", "plain")];
        assert_eq!(client.post("/fn/dashboard/mail/save", &fields).await.status, form, "{:?}", person.role);
    }
    let mut owner = app.client(HOST);
    owner.sign_in(&demo.agencies[0].tenants[0].people[0]).await;
    assert_eq!(owner.get("/settings/mail").await.status, 403);
}
