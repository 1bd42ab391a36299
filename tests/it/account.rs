//! One's own account: passwords, second factors, sign-ins, languages (targets AUTH-5 to AUTH-9, SES-2).

use portico::domain::access::Role;
use portico::domain::demo::{Demo, Person};
use portico::domain::tenancy::status::Status;
use time::Duration;

use crate::support::{Client, TestApp};

const HOST: &str = "northwind.localhost:3000";
const NEW: &str = "nine-copper-kettles-whistle";

struct World {
    app: TestApp,
    demo: Demo,
}

impl World {
    async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        Self { app, demo }
    }

    fn admin(&self) -> Person {
        self.demo.agencies[0].people[0].clone()
    }

    async fn signed_in(&self, person: &Person) -> Client {
        let mut client = self.app.client(HOST);
        let reply = client.sign_in(person).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/overview"));
        client
    }

    /// The code of an authenticator app now, for the secret it was told.
    fn code(&self, typed: &str) -> String {
        let secret = totp_rs::Secret::try_from_base32(typed.replace(' ', "")).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(self.app.now().unix_timestamp()).unwrap()).to_string()
    }

    /// Sets up an authenticator app; returns its secret and the recovery codes.
    async fn enrol(&self, client: &mut Client) -> (String, Vec<String>) {
        let page = client.get("/account/totp").await;
        let (token, secret) = (page.attribute("input[name=token]", "value").unwrap(), page.text("code.secret"));
        let done = client.post("/fn/account/totp/enable", &[("token", &token), ("code", &self.code(&secret))]).await;
        assert_eq!(done.location(), "/account/codes", "{}", done.body);
        let codes = client.get("/account/codes").await.all(".codes li");
        assert_eq!(codes.len(), 10);
        (secret, codes)
    }

    fn mails_with(&self, words: &str) -> usize {
        self.app.mails().iter().filter(|mail| mail.replace("=\r\n", "").contains(words)).count()
    }
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one_and_ends_the_other_sign_ins() {
    let world = World::new().await;
    let admin = world.admin();
    let (mut here, mut there) = (world.signed_in(&admin).await, world.signed_in(&admin).await);
    let wrong = here.post("/fn/account/password/change", &[("current", "not this one"), ("password", NEW)]).await;
    assert_eq!(wrong.location(), "/account/password");
    assert_eq!(here.get("/account/password").await.text("#current-error"), "This is not your password.");
    let weak = here.post("/fn/account/password/change", &[("current", &admin.password), ("password", "northwind-northwind")]).await;
    assert_eq!(weak.location(), "/account/password");
    assert!(here.get("/account/password").await.text("#password-error").contains("Do not build it from"));

    let done = here.post("/fn/account/password/change", &[("current", &admin.password), ("password", NEW)]).await;
    assert_eq!(done.location(), "/account");
    assert_eq!(here.get("/overview").await.status, 200);
    assert_eq!(there.get("/overview").await.location(), "/sign-in?next=%2Foverview");
    let mut again = world.app.client(HOST);
    assert_eq!(again.sign_in(&admin).await.location(), "/sign-in");
    world.signed_in(&Person { password: NEW.to_owned(), ..admin }).await;
    world.app.run_jobs().await;
    assert_eq!(world.mails_with("Your password was changed"), 1);
}

/// The list is that of the `passwords` crate, 99,838 of them, and zxcvbn's 30,000 (target AUTH-4).
#[tokio::test]
async fn common_passwords_are_refused_however_long() {
    let world = World::new().await;
    let admin = world.admin();
    let mut client = world.signed_in(&admin).await;
    for common in ["010203040506070809", "00000000000000000000"] {
        client.post("/fn/account/password/change", &[("current", &admin.password), ("password", common)]).await;
        assert!(client.get("/account/password").await.text("#password-error").contains("list that attackers try first"), "{common}");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_mail_once_and_says_nothing_of_who_there_is() {
    let world = World::new().await;
    let admin = world.admin();
    let mut old = world.signed_in(&admin).await;
    let mut anybody = world.app.client(HOST);
    let mut answers = Vec::new();
    for email in [admin.email.as_str(), "nobody@northwind.example"] {
        let reply = anybody.post("/fn/account/password/forgotten", &[("email", email)]).await;
        answers.push((reply.status, reply.location().to_owned(), reply.body));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].1, "/password?sent=1");
    world.app.run_jobs().await;
    assert_eq!(world.mails_with("Set a new password for"), 1, "only who exists gets one");
    let token = world.app.mailed("/password/");

    // Under another brand the link is nothing.
    let elsewhere = world.app.client("southgate.localhost:3000").get(&format!("/password/{token}")).await;
    assert_eq!(elsewhere.text("h1"), "This link does not work any more");

    let page = anybody.get(&format!("/password/{token}")).await;
    assert_eq!(page.attribute("#email", "value").as_deref(), Some(admin.email.as_str()));
    let short = anybody.post("/fn/account/password/reset", &[("token", &token), ("password", "short")]).await;
    assert_eq!(short.location(), format!("/password/{token}"));
    let done = anybody.post("/fn/account/password/reset", &[("token", &token), ("password", NEW)]).await;
    assert_eq!(done.location(), "/sign-in");
    assert_eq!(old.get("/overview").await.status, 303, "every sign-in has ended");
    let again = anybody.post("/fn/account/password/reset", &[("token", &token), ("password", "another-nine-long-words")]).await;
    assert_eq!(again.location(), format!("/password/{token}"));
    assert_eq!(anybody.get(&format!("/password/{token}")).await.text("h1"), "This link does not work any more", "once");
    world.signed_in(&Person { password: NEW.to_owned(), ..admin.clone() }).await;

    anybody.post("/fn/account/password/forgotten", &[("email", &admin.email)]).await;
    world.app.run_jobs().await;
    let token = world.app.mailed("/password/");
    world.app.advance(Duration::minutes(61));
    assert_eq!(anybody.get(&format!("/password/{token}")).await.text("h1"), "This link does not work any more");
}

#[tokio::test]
async fn an_authenticator_app_is_asked_for_at_every_sign_in_and_each_code_works_once() {
    let world = World::new().await;
    let admin = world.admin();
    let mut client = world.signed_in(&admin).await;
    let page = client.get("/account/totp").await;
    assert!(page.attribute("svg.qr path", "d").is_some_and(|path| path.len() > 1_000));
    let token = page.attribute("input[name=token]", "value").unwrap();
    client.post("/fn/account/totp/enable", &[("token", &token), ("code", "000000")]).await;
    let refused = client.get("/account/totp").await;
    assert!(refused.text("#code-error").starts_with("This code is not right"));
    assert_eq!(refused.text("code.secret"), page.text("code.secret"), "the app has it already");
    let (secret, codes) = world.enrol(&mut client).await;
    assert!(client.get("/account/codes").await.all(".codes li").is_empty(), "shown once");

    let mut second = world.app.client(HOST);
    let asked =
        second.post("/fn/account/session/open", &[("email", &admin.email), ("password", &admin.password), ("next", "/tenants")]).await;
    assert_eq!(asked.location(), "/sign-in/code?next=%2Ftenants");
    assert_eq!(second.get("/overview").await.status, 303, "not in yet");
    // The code that switched it on was used: it works no second time (RFC 6238 §5.2).
    let replayed = second.post("/fn/account/factor/answer", &[("code", &world.code(&secret)), ("next", "/tenants")]).await;
    assert_eq!(replayed.location(), "/sign-in/code");
    assert!(second.get("/sign-in/code").await.text("#code-error").starts_with("This code is not right"));
    world.app.advance(Duration::seconds(31));
    let entered = second.post("/fn/account/factor/answer", &[("code", &world.code(&secret)), ("next", "/tenants")]).await;
    assert_eq!(entered.location(), "/tenants");
    assert_eq!(second.get("/tenants").await.status, 200);
    assert_eq!(second.get("/sign-in/code").await.location(), "/sign-in", "the challenge is over");

    // A recovery code, in small letters and without its dashes, once.
    let code = codes[3].to_lowercase().replace('-', "");
    for (expected, times) in [("/overview", 1), ("/sign-in/code", 2)] {
        let mut third = world.app.client(HOST);
        third.sign_in(&admin).await;
        assert_eq!(third.post("/fn/account/factor/answer", &[("recovery", &code)]).await.location(), expected, "time {times}");
    }
    world.app.run_jobs().await;
    assert_eq!((world.mails_with("A recovery code was used"), world.mails_with("An authenticator app was set up")), (1, 1));

    // A new password does not skip it (target AUTH-6).
    let mut anybody = world.app.client(HOST);
    anybody.post("/fn/account/password/forgotten", &[("email", &admin.email)]).await;
    world.app.run_jobs().await;
    let token = world.app.mailed("/password/");
    anybody.post("/fn/account/password/reset", &[("token", &token), ("password", NEW)]).await;
    let asked = anybody.post("/fn/account/session/open", &[("email", &admin.email), ("password", NEW)]).await;
    assert_eq!(asked.location(), "/sign-in/code?next=");
}

#[tokio::test]
async fn five_wrong_codes_lead_back_to_the_password() {
    let world = World::new().await;
    let admin = world.admin();
    let mut client = world.signed_in(&admin).await;
    let (secret, _) = world.enrol(&mut client).await;
    let mut thief = world.app.client(HOST);
    thief.sign_in(&admin).await;
    for n in 1..=5 {
        let reply = thief.post("/fn/account/factor/answer", &[("code", "123456")]).await;
        assert_eq!(reply.location(), if n < 5 { "/sign-in/code" } else { "/sign-in" });
    }
    world.app.advance(Duration::seconds(31));
    let late = thief.post("/fn/account/factor/answer", &[("code", &world.code(&secret))]).await;
    assert_eq!(late.location(), "/sign-in", "the right one comes too late");
}

#[tokio::test]
async fn a_second_factor_goes_only_with_the_password() {
    let world = World::new().await;
    let admin = world.admin();
    let mut client = world.signed_in(&admin).await;
    let (_, before) = world.enrol(&mut client).await;
    client.post("/fn/account/factor/prove", &[("act", "codes"), ("password", "wrong")]).await;
    assert_eq!(client.get("/account/prove/codes").await.text("#password-error"), "This is not your password.");
    client.post("/fn/account/factor/prove", &[("act", "codes"), ("password", &admin.password)]).await;
    let after = client.get("/account/codes").await.all(".codes li");
    assert!(after.len() == 10 && after.iter().all(|code| !before.contains(code)));
    client.post("/fn/account/factor/prove", &[("act", "totp"), ("password", &admin.password)]).await;
    assert_eq!(client.get("/account").await.text(".flash"), "Done.");
    world.signed_in(&admin).await;
}

#[tokio::test]
async fn an_agency_can_ask_for_it_and_nobody_gets_further_without() {
    let world = World::new().await;
    let (admin, agency) = (world.admin(), world.app.agency("northwind").await);
    sqlx::query("UPDATE agencies SET second_factor_for = 'admins' WHERE id = $1")
        .bind(agency.uuid())
        .execute(&world.app.owner().await)
        .await
        .unwrap();
    let mut client = world.app.client(HOST);
    assert_eq!(client.sign_in(&admin).await.location(), "/account");
    for path in ["/overview", "/tenants", "/t/aldergate-dental", "/settings/plans"] {
        assert_eq!(client.get(path).await.location(), "/account", "{path}");
    }
    assert!(client.get("/account").await.text(".banner").contains("asks for a second factor"));
    world.enrol(&mut client).await;
    assert_eq!(client.get("/overview").await.status, 200);
    // The only one stays while it is asked for.
    client.post("/fn/account/factor/prove", &[("act", "totp"), ("password", &admin.password)]).await;
    assert!(client.get("/account").await.text(".flash").contains("set up another before"));
    // Who is no Admin is not asked.
    let other = world.demo.agencies[0].people.iter().find(|person| person.role != Role::AgencyAdmin).unwrap();
    world.signed_in(other).await;
}

#[tokio::test]
async fn a_colleague_resets_a_lost_second_factor() {
    let world = World::new().await;
    let (admin, other) = (world.admin(), world.demo.agencies[0].people[1].clone());
    let mut theirs = world.signed_in(&other).await;
    world.enrol(&mut theirs).await;
    let mut client = world.signed_in(&admin).await;
    let user: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM users WHERE email = $1").bind(&other.email).fetch_one(&world.app.owner().await).await.unwrap();
    let user = portico::domain::ids::UserId::from(user).to_string();
    client.post("/fn/dashboard/team/factor", &[("user", &user)]).await;
    assert!(client.get("/team").await.text(".flash").contains("signs in with the password alone"));
    assert_eq!(theirs.get("/overview").await.status, 303, "their sign-ins have ended");
    world.signed_in(&other).await;
    world.app.run_jobs().await;
    assert_eq!(world.mails_with("Your second factor was reset"), 1);
}

#[tokio::test]
async fn asking_for_it_binds_who_is_signed_in_already() {
    let world = World::new().await;
    let colleague = world.demo.agencies[0].people.iter().find(|person| person.role != Role::AgencyAdmin).unwrap();
    let owner = &world.demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "aldergate-dental").unwrap().people[0];
    let (mut admin, mut other, mut theirs) =
        (world.signed_in(&world.admin()).await, world.signed_in(colleague).await, world.app.client(HOST));
    theirs.sign_in(owner).await;
    let company =
        |who: &'static str| [("companyName", "Northwind Voice"), ("timezone", "UTC"), ("language", "en"), ("secondFactorFor", who)];
    admin.post("/fn/dashboard/company/save", &company("admins")).await;
    assert_eq!(admin.get("/overview").await.location(), "/account");
    assert_eq!(other.get("/overview").await.status, 200);
    world.enrol(&mut admin).await;
    admin.post("/fn/dashboard/company/save", &company("everyone")).await;
    assert_eq!(admin.get("/overview").await.status, 200, "who has one goes on");
    for (client, path) in [(&mut other, "/overview"), (&mut theirs, "/t/aldergate-dental")] {
        assert_eq!(client.get(path).await.location(), "/account", "{path}");
    }
    admin.post("/fn/dashboard/company/save", &company("nobody")).await;
    assert_eq!(other.get("/overview").await.status, 200, "nobody asks any more");
}

/// ASVS 7.5.1: a borrowed browser adds nothing that opens the door later.
#[tokio::test]
async fn a_way_in_is_added_by_who_has_just_shown_who_they_are() {
    let world = World::new().await;
    let admin = world.admin();
    let mut client = world.signed_in(&admin).await;
    world.app.advance(Duration::minutes(11));
    assert_eq!((client.get("/account/totp").await.status.as_u16(), client.post("/account/passkey", &[]).await.status.as_u16()), (409, 409));
    let account = client.get("/account").await;
    let links = account.attributes("main a", "href");
    assert!(links.contains(&"/account/prove/totp-new".to_owned()) && links.contains(&"/account/prove/passkey-new".to_owned()), "{links:?}");
    assert!(account.all("form[data-passkey]").is_empty());
    client.post("/fn/account/factor/prove", &[("act", "totp-new"), ("password", "wrong")]).await;
    assert_eq!(client.get("/account/prove/totp-new").await.text("#password-error"), "This is not your password.");
    let shown = client.post("/fn/account/factor/prove", &[("act", "totp-new"), ("password", &admin.password)]).await;
    assert_eq!(shown.location(), "/account/totp");
    assert_eq!(client.post("/account/passkey", &[]).await.status, 200);
    world.enrol(&mut client).await;
}

/// Target AUTH-7.
#[tokio::test]
async fn new_passwords_are_not_asked_for_without_end() {
    let (app, demo) = TestApp::demo_with(vec![("PORTICO_RECOVERY_PER_ADDRESS", "2".to_owned())]).await;
    let mut anybody = app.client(HOST);
    for (known, status) in [(true, 303), (false, 303), (true, 429), (false, 429)] {
        let email = if known { demo.agencies[0].people[0].email.as_str() } else { "nobody@northwind.example" };
        assert_eq!(anybody.post("/fn/account/password/forgotten", &[("email", email)]).await.status, status, "{known}");
    }
}

#[tokio::test]
async fn mails_about_ones_sign_in_are_in_the_language_of_ones_tenant() {
    let world = World::new().await;
    let praxis = world.demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "praxis-lindenhof").unwrap();
    world.app.client(HOST).post("/fn/account/password/forgotten", &[("email", &praxis.people[0].email)]).await;
    world.app.run_jobs().await;
    let mail = world.app.mails().pop().unwrap();
    assert!(mail.contains("Passwort"), "{mail}");
}

/// Target SES-2: with a second factor an hour unused and a day at most, without a week and thirty days.
#[tokio::test]
async fn a_sign_in_with_a_second_factor_ends_sooner() {
    let world = World::new().await;
    let (admin, other) = (world.admin(), world.demo.agencies[0].people[1].clone());
    let (mut strong, mut weak) = (world.signed_in(&admin).await, world.signed_in(&other).await);
    let (secret, _) = world.enrol(&mut strong).await;
    world.app.advance(Duration::minutes(59));
    assert_eq!(strong.get("/overview").await.status, 200);
    world.app.advance(Duration::minutes(61));
    assert_eq!((strong.get("/overview").await.status.as_u16(), weak.get("/overview").await.status.as_u16()), (303, 200));

    let mut strong = world.app.client(HOST);
    strong.sign_in(&admin).await;
    let entered = strong.post("/fn/account/factor/answer", &[("code", &world.code(&secret))]).await;
    assert_eq!(entered.location(), "/overview");
    for half_hours in 0.. {
        if strong.get("/overview").await.status != 200 {
            assert_eq!(half_hours, 48, "a day, however busy");
            break;
        }
        world.app.advance(Duration::minutes(30));
    }
    for days in 1.. {
        world.app.advance(Duration::days(1));
        if weak.get("/overview").await.status != 200 {
            assert_eq!(days, 29, "thirty days, one of which is gone");
            break;
        }
    }
}

#[tokio::test]
async fn a_sign_in_from_a_new_browser_is_told_by_mail() {
    let world = World::new().await;
    let admin = world.admin();
    let sign_in = async |agent: &str| {
        let mut client = world.app.client(HOST);
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", admin.email.as_str()), ("password", admin.password.as_str())])
            .finish();
        let request = axum::http::Request::post("/fn/account/session/open")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header("user-agent", agent);
        client.send(request.body(body.into()).unwrap()).await
    };
    let (home, away) = ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
    for agent in [home, home, "Mozilla/5.0 (X11; Linux x86_64) Chrome/157.0", away, away] {
        assert_eq!(sign_in(agent).await.status, 303);
    }
    world.app.run_jobs().await;
    assert_eq!((world.mails_with("New sign-in to your account"), world.mails_with("Firefox, Windows")), (1, 1));
}

#[tokio::test]
async fn everybody_reads_their_own_language() {
    let world = World::new().await;
    let asking = async |client: &mut Client, path: &str, language: &str| {
        let request = axum::http::Request::get(path).header("accept", "text/html").header("accept-language", language);
        client.send(request.body(axum::body::Body::empty()).unwrap()).await
    };
    let mut anybody = world.app.client(HOST);
    for (asked, lang, title) in [("de-AT,de;q=0.9,en;q=0.5", "de", "Anmelden"), ("es", "es", "Iniciar sesión"), ("fr", "en", "Sign in")] {
        let page = asking(&mut anybody, "/sign-in", asked).await;
        assert_eq!((page.attribute("html", "lang").as_deref(), page.text("h1").as_str()), (Some(lang), title));
    }
    // The tenant's language before the browser's, one's own before both, and what staff read stays English.
    let tenant = world.demo.agencies[0].tenants.iter().find(|t| t.status == Status::Active).unwrap();
    let mut owner = world.app.client(HOST);
    owner.sign_in(&tenant.people[0]).await;
    let (root, settings) = (format!("/t/{}", tenant.slug), format!("/t/{}/settings", tenant.slug));
    let page = owner.get(&settings).await;
    let zone = page.attribute("#timezone", "value").unwrap();
    let fields = [("slug", tenant.slug.as_str()), ("name", &tenant.name), ("timezone", &zone), ("language", "de")];
    let saved = owner.post("/fn/portal/settings/save", &fields).await;
    assert_eq!(saved.location(), settings);
    let page = asking(&mut owner, &root, "es").await;
    assert_eq!(page.attribute("html", "lang").as_deref(), Some("de"));
    owner.post("/fn/account/language/set", &[("language", "es")]).await;
    assert_eq!(asking(&mut owner, &root, "de").await.attribute("html", "lang").as_deref(), Some("es"));
    let mut staff = world.signed_in(&world.admin()).await;
    assert_eq!(asking(&mut staff, "/overview", "de").await.attribute("html", "lang").as_deref(), Some("en"));
}

#[tokio::test]
async fn an_authenticator_app_begun_in_two_windows_is_set_up_once() {
    let world = World::new().await;
    let mut client = world.signed_in(&world.admin()).await;
    let begun = |page: &crate::support::Reply| (page.attribute("input[name=token]", "value").unwrap(), page.text("code.secret"));
    let first = begun(&client.get("/account/totp").await);
    let mut other = world.signed_in(&world.admin()).await;
    let second = begun(&other.get("/account/totp").await);
    assert_ne!(first.0, second.0);
    let done = client.post("/fn/account/totp/enable", &[("token", &first.0), ("code", &world.code(&first.1))]).await;
    assert_eq!(done.location(), "/account/codes");
    let ended = other.post("/fn/account/totp/enable", &[("token", &second.0), ("code", &world.code(&second.1))]).await;
    assert!(ended.location().starts_with("/sign-in"), "who has not shown it is signed out: {}", ended.location());
    world.app.advance(Duration::seconds(31));
    let mut third = world.app.client(HOST);
    third.sign_in(&world.admin()).await;
    let entered = third.post("/fn/account/factor/answer", &[("code", &world.code(&first.1))]).await;
    assert_eq!(entered.location(), "/overview");
}

#[tokio::test]
async fn a_sign_in_that_was_left_half_way_does_not_bind_the_next() {
    let world = World::new().await;
    let mut client = world.signed_in(&world.admin()).await;
    world.enrol(&mut client).await;
    let mut left = world.app.client(HOST);
    assert_eq!(left.sign_in(&world.admin()).await.location(), "/sign-in/code?next=");
    let page = left.get("/sign-in").await;
    assert_eq!(page.attribute("form[data-passkey]", "data-begin").as_deref(), Some("/sign-in/passkey"));
    let asked = left.post("/sign-in/passkey", &[]).await;
    assert!(asked.status == 200 && !asked.body.contains("allowCredentials\":[{"), "{}: anybody may answer: {}", asked.status, asked.body);
    // A new password ends what was begun with the old one.
    let admin = world.admin();
    assert_eq!(client.post("/fn/account/password/change", &[("current", &admin.password), ("password", NEW)]).await.location(), "/account");
    let over = left.get("/sign-in/code").await;
    assert_eq!(over.location(), "/sign-in", "{}", over.body);
}
