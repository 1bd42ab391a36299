//! Pages and forms, without a browser: the story, sessions, and what refused forms get.

use axum::http::Method;
use portico::domain::access::Role;
use portico::domain::accounts::invitations;
use portico::domain::demo::{Demo, Person};
use portico::domain::tenancy::tenants;
use time::Duration;

use crate::support::{Client, TestApp};

fn manager(demo: &Demo) -> &Person {
    &demo.agencies[0].people[0]
}

async fn signed_in(app: &TestApp, host: &str, person: &Person) -> Client {
    let mut client = app.client(host);
    let reply = client.sign_in(person).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    assert_eq!(client.cookies.len(), 1, "signed in");
    client
}

#[tokio::test]
async fn the_story() {
    let (app, demo) = TestApp::demo().await;
    let mut partner = app.client("northwind.localhost:3000");
    assert_eq!(partner.get("/tenants").await.location(), "/sign-in?next=%2Ftenants");
    assert_eq!(partner.sign_in(manager(&demo)).await.location(), "/overview");
    let list = partner.get("/tenants").await;
    assert_eq!(
        (list.status.as_u16(), list.text("h1").as_str(), list.text("title").as_str()),
        (200, "Tenants", "Tenants · Northwind Voice")
    );
    assert_eq!(list.all(".tenants-table tbody tr").len(), 12);
    assert_eq!(list.attribute("th[aria-sort]", "aria-sort").as_deref(), Some("ascending"));
    assert_eq!(
        list.all(".tenants-table thead th")[1..10],
        ["Name", "SIP prefix", "Status", "Plan", "Users", "DIDs", "Extensions", "Created", "Actions"]
    );
    let row = partner.get("/tenants?q=oakhurst").await;
    assert_eq!(row.all(".tenants-table tbody .row-actions a"), ["Edit", "Manage", "Delete"]);
    assert_eq!(row.text(".tenants-table tbody .badge.suspended"), "Suspended");
    assert_eq!(partner.get("/tenants?q=payables@lark").await.all(".tenants-table tbody th a"), ["Larkspur Hotels"], "by billing e-mail");
    // Every header sorts, and turns the order round when it is followed again.
    let links = list.attributes(".tenants-table thead th a", "href");
    assert_eq!(links.len(), 8);
    for link in links {
        let sorted = partner.get(&link).await;
        let way = sorted.attribute("th[aria-sort]", "aria-sort").unwrap();
        let back = partner.get(&sorted.attribute("th[aria-sort] a", "href").unwrap()).await;
        assert_ne!(back.attribute("th[aria-sort]", "aria-sort").unwrap(), way, "{link}");
        assert_eq!(back.all(".tenants-table tbody tr").len(), 12, "{link}");
    }
    let nav = list.attributes(".rail a", "href");
    assert!(nav.contains(&"/tenants".to_owned()) && nav.contains(&"/tenants/defaults".to_owned()), "{nav:?}");
    assert_eq!(partner.get("/tenants?q=lark").await.all(".tenants-table tbody th a"), ["Larkspur Hotels"]);
    assert_eq!(partner.get("/tenants?sort=-name").await.all(".tenants-table tbody th a")[0], "Verity Brokers");

    let form = partner.get("/tenants/new").await;
    assert_eq!(form.attributes("input[name=status]", "value"), ["trial", "active", "pending"]);
    assert_eq!(form.attribute("input[name=status][checked]", "value").as_deref(), Some("trial"), "unless another is chosen");

    // A mistake: back with what was typed, a message at the field, the number of problems in the title.
    let fields = [
        ("name", "Aldergate Dental"),
        ("billingEmail", "accounts@"),
        ("plan", "business"),
        ("status", "pending"),
        ("owner.firstName", "Ada"),
        ("usageLimits.monthlySpendLimitCents", "2.505"),
    ];
    let refused = partner.post("/fn/dashboard/tenants/create", &fields).await;
    assert_eq!((refused.status.as_u16(), refused.location()), (303, "/tenants/new"));
    let form = partner.get("/tenants/new").await;
    assert_eq!(form.status, 200);
    assert!(form.text("title").starts_with("4 problems: New tenant"), "{}", form.text("title"));
    assert_eq!(form.attribute("#name", "value").as_deref(), Some("Aldergate Dental"));
    assert_eq!(form.attribute("#billingEmail", "aria-invalid").as_deref(), Some("true"));
    assert_eq!(form.text("#billingEmail-error"), "Enter the whole address, like accounts@example.com.");
    assert_eq!(form.text("#usageLimits-monthlySpendLimitCents-error"), "Enter an amount like 250.00, or leave it empty for no cap.");
    assert_eq!(form.attribute("#usageLimits-monthlySpendLimitCents", "value").as_deref(), Some("2.505"));
    assert!(form.attribute("input[name=status][checked]", "value").as_deref() == Some("pending"));
    assert_eq!(partner.get("/tenants/new").await.all(".error").len(), 0, "told once");

    let fields = [
        ("name", "Aldergate Dental North"),
        ("billingEmail", "accounts@aldergate.example"),
        ("plan", "business"),
        ("status", "pending"),
        ("owner.email", "Ada@North.example"),
        ("owner.firstName", "Ada"),
        ("owner.lastName", "Byron"),
        ("usageLimits.monthlySpendLimitCents", "1,250.50"),
    ];
    assert_eq!(partner.post("/fn/dashboard/tenants/create", &fields).await.location(), "/tenants");
    let list = partner.get("/tenants").await;
    assert_eq!(list.text(".flash"), "Aldergate Dental North was created. The invitation is on its way to ada@north.example.");
    assert_eq!(list.all(".tenants-table tbody tr").len(), 13);

    // The owner, on the brand host.
    app.run_jobs().await;
    let path = format!("/invitation/{}", app.mailed_token());
    let mut owner = app.client("northwind.localhost:3000");
    let page = owner.get(&path).await;
    assert_eq!(page.text("h1"), "Welcome to Aldergate Dental North");
    let weak = [("token", &path[12..]), ("firstName", "Ada"), ("lastName", "Byron"), ("password", "short")];
    assert_eq!(owner.post("/fn/account/invitation/accept", &weak).await.location(), path);
    let again = owner.get(&path).await;
    assert_eq!(again.text("#password-error"), "Use at least 15 characters.");
    assert_eq!(again.attribute("#password", "value"), None, "a password is never sent back");
    let good = [("token", &path[12..]), ("firstName", "Ada"), ("lastName", "Lovelace"), ("password", "quiet marble engine seven")];
    let accepted = owner.post("/fn/account/invitation/accept", &good).await;
    assert_eq!(accepted.location(), "/t/aldergate-dental-north", "{}", accepted.body);
    let portal = owner.get("/t/aldergate-dental-north").await;
    assert_eq!((portal.status.as_u16(), portal.text("h1").as_str()), (200, "Aldergate Dental North"));
    assert!(portal.body.contains("Northwind Voice") && portal.body.contains("/brand/"));
    assert!(!portal.body.to_lowercase().contains("portico"), "the platform's name is nowhere");
    assert!(portal.body.contains("Trial"), "pending becomes trial when the owner arrives");

    let reused = app.client("northwind.localhost:3000").get(&path).await;
    assert_eq!(reused.text("h1"), "This invitation was used");
    let mut other = app.client("northwind.localhost:3000");
    other.post("/fn/account/invitation/accept", &good).await;
    assert_eq!(other.get(&path).await.text("h1"), "This invitation was used");

    // Who, what, before → after, from where.
    let audit = partner.get("/audit").await;
    let rows = audit.all(".audit-table tbody tr");
    assert!(rows.iter().any(|r| r.contains("Created a tenant Aldergate Dental North") && r.contains("Dana Whitlock")), "{rows:#?}");
    assert!(rows.iter().any(|r| r.contains("Accepted an invitation ada@north.example")));
    assert!(rows.iter().any(|r| r.contains("Trial started") && r.contains("status pending → trial")), "{rows:#?}");
}

#[tokio::test]
async fn invitations_expire_and_belong_to_one_brand() {
    let (app, _) = TestApp::demo().await;
    app.run_jobs().await;
    let token = app.mailed_token();
    let path = format!("/invitation/{token}");
    assert_eq!(app.client("southgate.localhost:3000").get(&path).await.status, 404, "another brand has no such invitation");
    assert_eq!(app.client("localhost:3000").get(&path).await.status, 404);
    assert_eq!(app.client("northwind.localhost:3000").get("/invitation/AAAA").await.status, 404);
    app.advance(Duration::days(8));
    let mut client = app.client("northwind.localhost:3000");
    assert_eq!(client.get(&path).await.text("h1"), "This invitation has expired");
    let form = [("token", token.as_str()), ("firstName", "A"), ("lastName", "B"), ("password", "quiet marble engine seven")];
    client.post("/fn/account/invitation/accept", &form).await;
    assert!(client.cookies.values().count() <= 1);
    assert_eq!(client.get("/t/verity-brokers").await.status, 303, "not signed in");

    // Sent again: a new link works, the old one is gone.
    let agency = app.agency("northwind").await;
    let tenant = tenants::id_by_slug(&mut app.ctx(agency).await, "verity-brokers").await.unwrap().unwrap();
    invitations::resend(app.ctx(agency).await, tenant).await.unwrap();
    app.run_jobs().await;
    assert_ne!(app.mailed_token(), token);
    assert_eq!(client.get(&path).await.status, 404);
    let form = [
        ("token", app.mailed_token()),
        ("firstName", "A".into()),
        ("lastName", "B".into()),
        ("password", "quiet marble engine seven".into()),
    ];
    let fields: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
    assert_eq!(client.post("/fn/account/invitation/accept", &fields).await.location(), "/t/verity-brokers");
}

#[tokio::test]
async fn one_invitation_at_once_is_used_once() {
    let (app, _) = TestApp::demo().await;
    app.run_jobs().await;
    let token = app.mailed_token();
    let tasks: Vec<_> = (0..4)
        .map(|i| {
            let mut client = app.client("northwind.localhost:3000");
            let token = token.clone();
            tokio::spawn(async move {
                let password = format!("quiet marble engine {i}{i}{i}");
                let form = [("token", token.as_str()), ("firstName", "A"), ("lastName", "B"), ("password", &password)];
                client.post("/fn/account/invitation/accept", &form).await.location().starts_with("/t/")
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap());
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn sessions_are_references_that_end_on_the_server() {
    let (app, demo) = TestApp::demo().await;
    let host = "northwind.localhost:3000";
    let mut client = app.client(host);
    // A session that carries a message before anybody signed in must not become the signed-in one.
    client.sign_in(&Person { role: Role::Nobody, email: "x@y.example".to_owned(), password: "wrong".to_owned() }).await;
    let before = client.cookies.clone();
    let reply = client.sign_in(manager(&demo)).await;
    let cookie = reply.header("set-cookie").to_owned();
    for part in ["__Host-session=", "HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert_ne!(client.cookies, before, "a new id at sign-in");
    let mut old = app.client(host);
    old.cookies = before;
    assert_eq!(old.get("/tenants").await.status, 303, "the old id is nobody's");

    let value = client.cookies.values().next().unwrap().clone();
    let owner = app.owner().await;
    let found: i64 = sqlx::query_scalar("SELECT count(*) FROM sessions s WHERE s::text LIKE '%' || $1 || '%'")
        .bind(&value)
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(found, 0, "only its hash is stored");

    // The same cookie on another brand's host is nobody.
    let mut elsewhere = app.client("southgate.localhost:3000");
    elsewhere.cookies = client.cookies.clone();
    assert_eq!(elsewhere.get("/tenants").await.status, 303);

    let mut second = signed_in(&app, host, manager(&demo)).await;
    let account = second.get("/account").await;
    assert_eq!(account.all("form[action='/fn/account/session/end']").len(), 1);
    let session = account.attribute("input[name=session]", "value").unwrap();
    assert_eq!(
        signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0])
            .await
            .post("/fn/account/session/end", &[("session", &session)])
            .await
            .status,
        404
    );
    second.post("/fn/account/session/end", &[("session", &session)]).await;
    assert_eq!(client.get("/tenants").await.status, 303, "ended from the other sign-in");

    let kept = second.cookies.clone();
    assert_eq!(second.post("/fn/account/session/close", &[]).await.location(), "/sign-in");
    second.cookies = kept;
    assert_eq!(second.get("/tenants").await.status, 303, "signed out on the server, not only in the browser");

    let mut idle = signed_in(&app, host, manager(&demo)).await;
    app.advance(Duration::days(8));
    assert_eq!(idle.get("/tenants").await.status, 303, "idle too long");
    let mut busy = signed_in(&app, host, manager(&demo)).await;
    for _ in 0..7 {
        app.advance(Duration::days(5));
        busy.get("/tenants").await;
    }
    assert_eq!(busy.get("/tenants").await.status, 303, "30 days at most");
}

#[tokio::test]
async fn sign_in_tells_nobody_who_exists() {
    let (app, demo) = TestApp::demo().await;
    let answer = |email: &str| {
        let person = Person { role: Role::Nobody, email: email.to_owned(), password: "wrong wrong wrong".to_owned() };
        let mut client = app.client("northwind.localhost:3000");
        async move {
            let reply = client.sign_in(&person).await;
            let page = client.get(reply.location()).await;
            (reply.status, reply.location().to_owned(), page.text(".problems"), page.attribute("#email", "value"))
        }
    };
    let (known, unknown) = (answer(&manager(&demo).email).await, answer("nobody@northwind.example").await);
    assert_eq!((known.0, &known.1, &known.2), (unknown.0, &unknown.1, &unknown.2));
    assert_eq!(known.2, "There is one problem E-mail or password is wrong.");
    assert_eq!(known.3.as_deref(), Some(manager(&demo).email.as_str()), "the address is kept");
    // The other brand's person of the same name is somebody else.
    let south = Person {
        role: Role::Nobody,
        email: demo.agencies[1].people[0].email.clone(),
        password: demo.agencies[1].people[0].password.clone(),
    };
    assert_eq!(app.client("northwind.localhost:3000").sign_in(&south).await.location(), "/sign-in");
    let next = app
        .client("northwind.localhost:3000")
        .post(
            "/fn/account/session/open",
            &[("email", &manager(&demo).email), ("password", &manager(&demo).password), ("next", "//evil.example")],
        )
        .await;
    assert_eq!(next.location(), "/overview", "never to another host");
}

#[tokio::test]
async fn sign_ins_are_limited() {
    let limits = |pair: u32, address: u32| {
        vec![("PORTICO_SIGN_IN_PER_PAIR", pair.to_string()), ("PORTICO_SIGN_IN_PER_ADDRESS", address.to_string())]
    };
    let (app, _) = TestApp::demo_with(limits(5, 60)).await;
    let mut client = app.client("northwind.localhost:3000");
    let wrong = Person { role: Role::Nobody, email: "dana@northwind.example".to_owned(), password: "wrong".to_owned() };
    for _ in 0..5 {
        client.sign_in(&wrong).await;
        assert_eq!(client.get("/sign-in").await.text(".problems li"), "E-mail or password is wrong.");
    }
    let refused = client.sign_in(&wrong).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").parse::<u64>().unwrap() >= 1);
    let other = Person { email: "owen@northwind.example".to_owned(), ..wrong };
    client.sign_in(&other).await;
    assert_eq!(
        client.get("/sign-in").await.text(".problems li"),
        "E-mail or password is wrong.",
        "another account from the same place is not locked"
    );
}

#[tokio::test]
async fn requests_from_other_sites_are_refused() {
    let (app, demo) = TestApp::demo().await;
    let client = signed_in(&app, "northwind.localhost:3000", manager(&demo)).await;
    let form = "application/x-www-form-urlencoded";
    let before = app.owner().await;
    let paths: Vec<&str> = server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    assert!(paths.len() >= 7, "{paths:?}");
    for path in paths {
        for headers in [
            vec![("sec-fetch-site", "cross-site"), ("content-type", form)],
            vec![("sec-fetch-site", "same-site"), ("content-type", form)],
            vec![("origin", "http://evil.example"), ("content-type", form)],
            vec![("origin", "http://southgate.localhost:3000"), ("content-type", form)],
            vec![("origin", "null"), ("content-type", form)],
            vec![("content-type", form)],
            vec![("sec-fetch-site", "same-origin"), ("content-type", "text/plain")],
            vec![("sec-fetch-site", "same-origin"), ("content-type", "application/json")],
        ] {
            let mut request = axum::http::Request::builder().method(Method::POST).uri(path);
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let reply = client.clone().send(request.body("name=Evil".into()).unwrap()).await;
            assert_eq!(reply.status, 403, "{path} {headers:?}");
        }
    }
    let evil: i64 = sqlx::query_scalar("SELECT count(*) FROM tenants WHERE name = 'Evil'").fetch_one(&before).await.unwrap();
    assert_eq!(evil, 0);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let (app, demo) = TestApp::demo().await;
    let mut client = signed_in(&app, "northwind.localhost:3000", manager(&demo)).await;
    let css = client.get("/sign-in").await.attribute("link[rel=stylesheet]", "href").unwrap();
    for path in ["/tenants", "/nope", "/sign-in", css.as_str(), "/api/v1/tenants", "/healthz", "/readyz", "/fn/nope"] {
        let reply = client.get(path).await;
        assert!(reply.header("strict-transport-security").contains("includeSubDomains"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "same-origin", "{path}");
        assert!(reply.header("content-security-policy").starts_with("default-src 'self';"), "{path}");
        assert!(!reply.header("content-security-policy").contains("unsafe"), "{path}");
        assert!(reply.header("server").is_empty(), "{path}");
        assert!(!reply.header("cache-control").is_empty(), "{path}");
    }
    assert!(client.get(&css).await.header("cache-control").contains("immutable"));
    assert_eq!(client.get("/tenants").await.header("cache-control"), "no-store");
    let stranger = app.client("evil.example").get("/sign-in").await;
    assert_eq!(stranger.status, 404);
    assert!(!stranger.body.to_lowercase().contains("portico"));
    assert_eq!(app.client("nobody.localhost:3000").get("/").await.status, 404);
}

#[tokio::test]
async fn operators_make_agencies_on_the_platforms_host_only() {
    let (app, demo) = TestApp::demo().await;
    let mut operator = signed_in(&app, "localhost:3000", &demo.operator).await;
    assert_eq!(operator.get("/").await.location(), "/operator/agencies");
    assert_eq!(operator.get("/operator/agencies").await.all("tbody th").len(), 2);
    let bad = [
        ("name", "East"),
        ("slug", "northwind"),
        ("manager.email", "m@east.example"),
        ("manager.firstName", "Mo"),
        ("manager.lastName", "East"),
    ];
    assert_eq!(operator.post("/fn/operator/agencies/create", &bad).await.location(), "/operator/agencies/new");
    assert_eq!(operator.get("/operator/agencies/new").await.text("#slug-error"), "“northwind” is taken. Choose another.");
    let good = [
        ("name", "East Voice"),
        ("slug", "east"),
        ("manager.email", "m@east.example"),
        ("manager.firstName", "Mo"),
        ("manager.lastName", "East"),
    ];
    assert_eq!(operator.post("/fn/operator/agencies/create", &good).await.location(), "/operator/agencies");
    app.run_jobs().await;
    let mut manager = app.client("east.localhost:3000");
    let token = app.mailed_token();
    let form = [("token", token.as_str()), ("firstName", "Mo"), ("lastName", "East"), ("password", "quiet marble engine seven")];
    assert_eq!(manager.post("/fn/account/invitation/accept", &form).await.location(), "/account");
    // A new agency asks its Admins for a second factor; whoever runs it may think otherwise.
    assert_eq!(manager.get("/tenants").await.location(), "/account");
    for sql in ["UPDATE agencies SET second_factor_for = 'nobody'", "UPDATE sessions SET owes_second_factor = false"] {
        sqlx::query(sql).execute(&app.owner().await).await.unwrap();
    }
    assert_eq!(manager.get("/tenants").await.text(".empty h2"), "Your first tenant");
    assert_eq!(manager.get("/operator/agencies").await.status, 404);
    // A manager whose mail was lost is invited again; one who has arrived is not.
    let lost = [
        ("name", "West Voice"),
        ("slug", "west"),
        ("manager.email", "m@west.example"),
        ("manager.firstName", "Mo"),
        ("manager.lastName", "West"),
    ];
    operator.post("/fn/operator/agencies/create", &lost).await;
    let page = operator.get("/operator/agencies").await;
    assert_eq!(page.all("form[action='/fn/operator/invitations/resend']").len(), 1, "only West's is open");
    let west = page.attribute("form[action='/fn/operator/invitations/resend'] input", "value").unwrap();
    app.advance(Duration::minutes(2));
    assert_eq!(operator.post("/fn/operator/invitations/resend", &[("agency", &west)]).await.location(), "/operator/agencies");
    app.run_jobs().await;
    assert_eq!(app.client("west.localhost:3000").get(&format!("/invitation/{}", app.mailed_token())).await.status, 200);
}

#[tokio::test]
async fn one_password_settles_every_open_invitation_of_a_person() {
    let (app, demo) = TestApp::demo().await;
    let mut partner = signed_in(&app, "northwind.localhost:3000", manager(&demo)).await;
    for name in ["One Place", "Other Place"] {
        let fields = [("name", name), ("plan", "starter"), ("status", "pending"), ("owner.email", "both@places.example")];
        assert_eq!(partner.post("/fn/dashboard/tenants/create", &fields).await.location(), "/tenants");
    }
    app.run_jobs().await;
    let token = app.mailed_token();
    let mut both = app.client("northwind.localhost:3000");
    let form = [("token", token.as_str()), ("firstName", "Bo"), ("lastName", "Both"), ("password", "quiet marble engine seven")];
    assert!(both.post("/fn/account/invitation/accept", &form).await.location().starts_with("/t/"));
    for slug in ["one-place", "other-place"] {
        let page = both.get(&format!("/t/{slug}")).await;
        assert_eq!(page.status, 200, "{slug}");
        assert!(page.body.contains("Your trial runs until"), "{slug} starts its trial");
        assert!(page.body.contains("Bo Both"), "{slug} knows the name");
    }
    assert_eq!(partner.get("/tenants?q=both").await.all(".tenants-table tbody tr").len(), 2, "found by the owner's new name");
    // Made owner of a third one, somebody who signs in already is told, not invited to set a password.
    let fields = [("name", "Third Place"), ("plan", "starter"), ("status", "pending"), ("owner.email", "both@places.example")];
    partner.post("/fn/dashboard/tenants/create", &fields).await;
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(mail.contains("You now have access to Third Place") && !mail.contains("/invitation/"), "{mail}");
    assert!(both.get("/t/third-place").await.body.contains("Your trial runs until"), "nobody is waited for");
}

#[tokio::test]
async fn odd_bytes_and_long_texts_are_answered_not_stored() {
    let (app, demo) = TestApp::demo().await;
    let mut client = app.client("northwind.localhost:3000");
    let long = "x".repeat(60_000);
    for email in ["a\0b@example.com", "\u{202e}a@example.com", "' OR 1=1 --", long.as_str()] {
        let reply = client.post("/fn/account/session/open", &[("email", email), ("password", "wrong wrong wrong")]).await;
        assert_eq!((reply.status.as_u16(), reply.location()), (303, "/sign-in"), "{email:.20}");
        assert_eq!(client.get("/sign-in").await.status, 200);
    }
    let mut partner = signed_in(&app, "northwind.localhost:3000", manager(&demo)).await;
    let odd = [("name", "a\0b"), ("plan", "sta\0rter"), ("owner.email", "a\0@b.example")];
    assert_eq!(partner.post("/fn/dashboard/tenants/create", &odd).await.location(), "/tenants/new");
    let form = partner.get("/tenants/new").await;
    assert_eq!(form.text("#name-error"), "Remove line breaks and other invisible characters.");
    for path in [
        "/tenants?q=%00",
        "/tenants?q=a%40%00",
        "/tenants?plan=%00",
        "/tenants?at=%00",
        "/tenants?status=x&sort=y",
        "/tenants/%ff",
        "/invitation/%00",
        "/t/%00",
        "/audit?before=x",
    ] {
        let status = partner.get(path).await.status.as_u16();
        assert!([200, 404, 422].contains(&status), "{path}: {status}");
    }
    let huge = client.post("/fn/account/session/open", &[("email", &"x".repeat(100_000)), ("password", "x")]).await;
    assert_eq!(huge.status, 413);
    let owner = app.owner().await;
    let kept: i64 =
        sqlx::query_scalar("SELECT coalesce(max(length(s::text)), 0)::bigint FROM sessions AS s").fetch_one(&owner).await.unwrap();
    assert!(kept < 10_000, "a refused form keeps {kept} bytes");
    let told: i64 = sqlx::query_scalar("SELECT max(length(subject_name))::bigint FROM audit_entries").fetch_one(&owner).await.unwrap();
    assert!(told <= 254);
}
