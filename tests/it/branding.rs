//! The brand an agency shows: what is typed, what is uploaded, and who sees it (targets UPL-1, MAIL-1).

use std::io::Cursor;

use axum::body::Body;
use axum::http::Request;
use image::{DynamicImage, ImageFormat};

use crate::support::{Client, Reply, TestApp};

const HOST: &str = "northwind.localhost:3000";
const LOGO: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h30v10H0z" fill="#123456"/></svg>"##;

/// What the form has in it when nothing was changed.
const FIELDS: [(&str, &str); 5] =
    [("do", "save"), ("brandName", "Northwind Voice"), ("companyName", "Northwind Voice"), ("primary", "#0b6390"), ("font", "system")];

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
        ("statementDescriptor", "BOREAL VOICE"),
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
        ("statementDescriptor", "<>", "5 to 22"),
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
