//! The brand an agency shows: what is typed, what is uploaded, and who sees it (targets UPL-1, MAIL-1).

use std::io::Cursor;

use axum::body::Body;
use axum::http::{Method, Request};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp};

const HOST: &str = "northwind.localhost:3000";
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h30v10H0z" fill="#123456"/></svg>"##;

/// What the form has in it when nothing was changed.
const FIELDS: [(&str, &str); 4] = [("do", "save"), ("brandName", "Northwind Voice"), ("primary", "#0b6390"), ("font", "system")];

/// Posts the form as a browser does: fields and files together.
async fn save(client: &mut Client, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    let all = FIELDS.iter().filter(|(name, _)| !fields.iter().any(|(n, _)| n == name)).chain(fields);
    for (name, value) in all {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"\r\nContent-Type: image/png\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--b--\r\n");
    let request = Request::post("/settings/branding")
        .header("content-type", "multipart/form-data; boundary=b")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body));
    client.send(request.unwrap()).await
}

fn png(w: u32, h: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    DynamicImage::new_rgb8(w, h).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    bytes
}

async fn admin(app: &TestApp, demo: &portico::domain::demo::Demo) -> Client {
    let mut client = app.client(HOST);
    client.sign_in(&demo.agencies[0].people[0]).await;
    client
}

#[tokio::test]
async fn a_brand_is_changed_and_its_tenants_see_it() {
    let (app, demo) = TestApp::demo().await;
    let mut client = admin(&app, &demo).await;
    let more = [
        ("brandName", "Boreal"),
        ("primary", "#7A1F5C"),
        ("secondary", "#e0a030"),
        ("font", "noto-sans"),
        ("supportUrl", "https://help.boreal.example"),
        ("replyTo", "answers@boreal.example"),
        ("signInText", "Trouble? Ring 101."),
        ("statementDescriptor", "BOREAL"),
    ];
    let saved = save(&mut client, &more, &[("logo", LOGO.as_bytes()), ("favicon", &png(64, 64))]).await;
    assert_eq!((saved.status.as_u16(), saved.location()), (303, "/settings/branding"));
    let door = app.client(HOST).get("/sign-in").await;
    assert_eq!(door.text("title"), "Sign in · Boreal");
    assert_eq!(door.attribute(".door .brand img", "alt").as_deref(), Some("Boreal"));
    assert!(door.body.contains("Trouble? Ring 101.") && door.body.contains("https://help.boreal.example"));
    let css = door.attributes("link[rel=stylesheet]", "href").into_iter().find(|href| href.starts_with("/brand/")).unwrap();
    let css = app.client(HOST).get(&css).await;
    assert!(css.body.contains("#7a1f5c") && css.body.contains("#e0a030") && css.body.contains("Noto Sans"));
    let font = css.body.split("url(").nth(1).unwrap().split(')').next().unwrap().to_owned();
    assert_eq!(app.client(HOST).get(&font).await.header("content-type"), "font/ttf");

    // The picture is ours by now, and only a picture, without a cookie; the agency next door has none such.
    let logo = door.attribute(".door .brand img", "src").unwrap();
    let served = app.client(HOST).get(&logo).await;
    assert_eq!((served.header("content-type"), served.header("x-content-type-options")), ("image/png", "nosniff"));
    assert!(served.header("content-security-policy").contains("sandbox") && served.header("set-cookie").is_empty());
    assert_eq!(app.client("southgate.localhost:3000").get(&logo).await.status, 404);
    let icon = door.attribute("link[rel=icon]", "href").unwrap();
    assert!(icon.ends_with(".png") && app.client(HOST).get("/favicon.ico").await.location() == icon);

    // Mails: the name, the sender's answers.
    app.client(HOST).post("/fn/account/password/forgotten", &[("email", &demo.agencies[0].people[0].email)]).await;
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(mail.contains("Reply-To: Boreal <answers@boreal.example>") && mail.contains("From: Boreal <"), "{mail}");

    // Nobody sends in another's name through the platform's server: an address of the agency's own choice is where answers go.
    save(&mut client, &[("brandName", "Boreal"), ("mailFrom", "billing@southgate.example"), ("replyTo", ""), ("supportEmail", "")], &[])
        .await;
    app.client(HOST).post("/fn/account/password/forgotten", &[("email", &demo.agencies[0].people[0].email)]).await;
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(
        mail.contains("From: Boreal <no-reply@example.com>") && mail.contains("Reply-To: Boreal <billing@southgate.example>"),
        "{mail}"
    );

    // What is taken away is gone, and the letter is back.
    save(&mut client, &[("brandName", "Boreal"), ("logo-remove", "yes"), ("favicon-remove", "yes")], &[]).await;
    let door = app.client(HOST).get("/sign-in").await;
    assert!(door.attribute(".door .brand img", "src").is_none());
    let icon = door.attribute("link[rel=icon]", "href").unwrap();
    let drawn = app.client(HOST).get(&icon).await;
    assert!(drawn.body.contains(">B</text>") && drawn.header("content-security-policy").contains("sandbox"));
    assert_eq!(app.client(HOST).get(&logo).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_is_changed() {
    let (app, demo) = TestApp::demo().await;
    let mut client = admin(&app, &demo).await;
    let script = LOGO.replace("<path", "<script>alert(1)</script><path");
    let mut polyglot = png(8, 8);
    polyglot.extend(b"<script>alert(1)</script>");
    let mut huge = png(2, 2);
    huge[16..24].copy_from_slice(&[0, 0, 0xc3, 0x50, 0, 0, 0xc3, 0x50]);
    let crc = huge[12..29]
        .iter()
        .fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 }));
    huge[29..33].copy_from_slice(&(!crc).to_be_bytes());
    let large = vec![0_u8; 20 * 1024 * 1024];
    let over = vec![0_u8; 1024 * 1024 + 1];
    for (field, files, words) in [
        ("logo", ("logo", script.as_bytes()), "This SVG has scripts"),
        ("logomark", ("logomark", &polyglot[..]), "There is more in this file than a picture"),
        ("favicon", ("favicon", &huge[..]), "at most 4,096 by 4,096"),
        ("logo", ("logo", &large[..]), "This file is too large"),
        ("logo", ("logo", &over[..]), "This file is too large"),
        ("logo", ("logo", b"hello".as_slice()), "This is not an SVG, PNG, JPEG or WebP"),
    ] {
        let refused = save(&mut client, &[("brandName", "Changed")], &[files]).await;
        assert_eq!((refused.status.as_u16(), refused.location()), (303, "/settings/branding"), "{words}");
        let page = client.get("/settings/branding").await;
        assert!(page.text(&format!("#{field}-error")).contains(words), "{words}: {}", page.text(".problems"));
    }
    for (field, value, words) in [
        ("primary", "red", "colour"),
        ("primary", "#12345", "colour"),
        ("secondary", "url(x)", "colour"),
        ("brandName", "North\r\nBcc: evil@example.com", "cannot be kept"),
        ("mailFrom", "a@b.example\r\nBcc: x@y.example", "address"),
        ("replyTo", "nobody", "address"),
        ("supportUrl", "javascript:alert(1)", "https://"),
        ("supportUrl", "https://user:secret@evil.example", "https://"),
        ("statementDescriptor", "<>", "2 to 10"),
        ("font", "comic", "of the list"),
    ] {
        save(&mut client, &[(field, value)], &[]).await;
        let page = client.get("/settings/branding").await;
        let told = page.text(".problems");
        assert!(!told.is_empty(), "{field}={value}");
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{field}={value} {words}: {told}");
    }
    assert_eq!(app.client(HOST).get("/sign-in").await.text("title"), "Sign in · Northwind Voice");
}

#[tokio::test]
async fn a_preview_shows_what_was_typed_and_saves_nothing() {
    let (app, demo) = TestApp::demo().await;
    let mut client = admin(&app, &demo).await;
    let shown = save(&mut client, &[("do", "preview"), ("brandName", "Boreal"), ("primary", "#7a1f5c")], &[]).await;
    assert_eq!(shown.location(), "/settings/branding#previews");
    let page = client.get("/settings/branding").await;
    assert!(page.text(".previews .brand").contains("Boreal"));
    let sheet = page.attribute("[data-preview-css]", "href").unwrap();
    let css = client.get(&sheet).await;
    assert!(css.body.starts_with(".brand-preview{") && css.body.contains("#7a1f5c"));
    // A value that is no colour is never put into the stylesheet.
    let evil = client.get("/settings/branding/preview.css?primary=%23fff%7D*%7Bbackground:url(//evil)%7D").await;
    assert!(!evil.body.contains("evil"));
    assert_eq!(app.client(HOST).get("/sign-in").await.text("title"), "Sign in · Northwind Voice");
}

#[tokio::test]
async fn only_who_may_changes_it() {
    let (app, demo) = TestApp::demo().await;
    for person in demo.agencies[0].people.iter().skip(1) {
        let mut client = app.client(HOST);
        client.sign_in(person).await;
        let saved = save(&mut client, &[("brandName", "Mine")], &[]).await;
        let expected = if person.role == portico::domain::access::Role::AgencyManager { 303 } else { 403 };
        assert_eq!(saved.status.as_u16(), expected, "{:?}", person.role);
        if expected == 303 {
            save(&mut client, &[], &[]).await;
        }
    }
    let mut owner = app.client(HOST);
    owner.sign_in(&demo.agencies[0].tenants[0].people[0]).await;
    assert_eq!(save(&mut owner, &[("brandName", "Mine")], &[]).await.status, 403);
    let nobody = save(&mut app.client(HOST), &[("brandName", "Mine")], &[]).await;
    assert_eq!(nobody.location(), "/sign-in");
    assert_eq!(app.client(HOST).get("/sign-in").await.text("title"), "Sign in · Northwind Voice");
}

#[tokio::test]
async fn three_pictures_come_together_and_two_of_a_kind_do_not() {
    let (app, demo) = TestApp::demo().await;
    let mut client = admin(&app, &demo).await;
    // Noise does not shrink: near the limit each.
    let noise = |seed: u32| {
        let mut state = seed;
        let pixels = (0..560 * 560 * 3).map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        });
        let mut bytes = Vec::new();
        let picture = image::RgbImage::from_raw(560, 560, pixels.collect()).unwrap();
        DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        assert!((900_000..1_048_576).contains(&bytes.len()), "{}", bytes.len());
        bytes
    };
    let (one, two, three) = (noise(1), noise(2), noise(3));
    let saved = save(&mut client, &[], &[("logo", &one), ("logomark", &two), ("favicon", &three)]).await;
    assert_eq!(saved.status, 303);
    let kinds: Vec<String> =
        sqlx::query_scalar("SELECT kind FROM brand_pictures ORDER BY kind").fetch_all(&app.owner().await).await.unwrap();
    assert_eq!(kinds, ["favicon", "logo", "logomark"]);
    let twice = save(&mut client, &[], &[("logo", &png(8, 8)), ("logo", &png(9, 9))]).await;
    assert_eq!(twice.status, 422);
}

#[tokio::test]
async fn only_who_may_change_it_sees_how_it_would_look() {
    let (app, demo) = TestApp::demo().await;
    let path = "/settings/branding/preview.css?primary=%23ff0000";
    assert_eq!(admin(&app, &demo).await.get(path).await.status, 200);
    let mut reader = app.client(HOST);
    reader.sign_in(demo.agencies[0].people.iter().find(|p| p.role == portico::domain::access::Role::AgencyReadOnly).unwrap()).await;
    assert_eq!((reader.get(path).await.status.as_u16(), app.client(HOST).get(path).await.status.as_u16()), (404, 404));
}

#[tokio::test]
async fn programs_read_and_change_the_brand() {
    let (app, _) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let mut client = app.client("localhost:3000").with_key(&app.key(agency, None, &["branding:read", "branding:write"]).await);
    let path = "/api/v1/agency/white-label/branding";
    let before = client.get(path).await.json();
    assert_eq!((before["brandName"].as_str(), before["colors"]["primary"].as_str()), (Some("Northwind Voice"), Some("#0b6390")));
    let logo = format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(LOGO));
    let change = json!({"companyName": "Boreal Ltd", "brandName": "Boreal", "logoUrl": logo, "fontFamily": "noto-sans",
        "colors": {"primary": "#ffe94d", "secondary": "#224466", "primaryForeground": "#ffe94d"}, "supportUrl": "https://help.boreal.example"});
    let changed = client.json(Method::PUT, path, &change).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let after = changed.json();
    assert_eq!(
        (after["companyName"].as_str(), after["brandName"].as_str(), after["fontFamily"].as_str()),
        (Some("Boreal Ltd"), Some("Boreal"), Some("noto-sans"))
    );
    assert_ne!(after["colors"]["primaryForeground"], "#ffe94d", "what can be read is answered, whatever was asked");
    let url = after["logoUrl"].as_str().unwrap();
    let picture = app.client(HOST).get(url.strip_prefix("http://northwind.localhost:3000").unwrap()).await;
    assert_eq!(picture.header("content-type"), "image/png");
    // What was answered can be sent back, and changes nothing.
    let same = client.json(Method::PUT, path, &after).await;
    assert_eq!((same.status.as_u16(), same.json()), (200, after));
    let removed = client.json(Method::PUT, path, &json!({"logoUrl": null, "supportUrl": null})).await.json();
    assert_eq!((&removed["logoUrl"], &removed["supportUrl"], &removed["brandName"]), (&Value::Null, &Value::Null, &json!("Boreal")));
}

#[tokio::test]
async fn what_programs_send_wrong_is_told_and_nothing_is_fetched_from_within() {
    let (app, _) = TestApp::demo().await;
    let mut client = app.client("localhost:3000").with_key(&app.key(app.agency("northwind").await, None, &[]).await);
    let path = "/api/v1/agency/white-label/branding";
    let script =
        format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"));
    for (change, field, code) in [
        (json!({"colors": {"primary": "red"}}), "colors.primary", "not_a_color"),
        (json!({"brandName": "a\r\nBcc: x@y.example"}), "brandName", "control_characters"),
        (json!({"fontFamily": "comic"}), "fontFamily", "unknown_value"),
        (json!({"logoUrl": script}), "logoUrl", "svg_active"),
        (json!({"logoUrl": "http://www.example.com/logo.png"}), "logoUrl", "not_an_https_link"),
        (json!({"logoUrl": "https://127.0.0.1/logo.png"}), "logoUrl", "address_not_public"),
        (json!({"faviconUrl": "https://[::ffff:10.0.0.1]/x.png"}), "faviconUrl", "address_not_public"),
        (json!({"logomarkUrl": "https://169.254.169.254/latest/meta-data"}), "logomarkUrl", "address_not_public"),
        (json!({"logoUrl": "data:text/html,hello"}), "logoUrl", "not_a_picture"),
    ] {
        let refused = client.json(Method::PUT, path, &change).await;
        assert_eq!(refused.status, 422, "{change}: {}", refused.body);
        let error = refused.json()["errors"][0].clone();
        assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(code)), "{change}");
    }
    assert_eq!(client.get(path).await.json()["brandName"], "Northwind Voice");
}
