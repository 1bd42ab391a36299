//! A browser or a program, as far as HTTP goes: one host, its cookies, perhaps a key.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine;
use http_body_util::BodyExt;
use portico::domain::demo::Person;
use scraper::{Html, Selector};
use serde_json::Value;
use tower::ServiceExt;

#[derive(Clone)]
pub struct Client {
    router: Router,
    pub host: String,
    pub cookies: BTreeMap<String, String>,
    pub key: Option<String>,
    /// The id that belongs to the key in the Vobiz and Plivo forms.
    pub account: String,
}

static EVERYTHING_KEYED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("PORTICO_TEST_KEYED").is_some());
static COUNT: AtomicU64 = AtomicU64::new(0);

pub struct Reply {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub body: String,
}

/// What a text is where nobody wrote one.
const MISSING: &str = "Unknown localization key";

impl Client {
    pub fn new(router: Router, host: &str) -> Self {
        Self { router, host: host.to_owned(), cookies: BTreeMap::new(), key: None, account: String::new() }
    }

    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    #[must_use]
    pub fn with_account(mut self, account: &str, token: &str) -> Self {
        account.clone_into(&mut self.account);
        self.with_key(token)
    }

    pub async fn send(&mut self, mut request: Request<Body>) -> Reply {
        let path = request.uri().path().to_ascii_lowercase();
        let headers = request.headers_mut();
        if !headers.contains_key(header::HOST) {
            headers.insert(header::HOST, self.host.parse().unwrap());
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            headers.insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        if let Some(key) = &self.key
            && !headers.contains_key(header::AUTHORIZATION)
            && !headers.contains_key("x-api-key")
            && !headers.contains_key("x-auth-id")
        {
            // As the family of addresses wants it.
            if path.starts_with("/v1/") {
                headers.insert("x-api-key", key.parse().unwrap());
            } else if path.starts_with("/api/v1/account") {
                let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:{key}", self.account));
                headers.insert(header::AUTHORIZATION, format!("Basic {basic}").parse().unwrap());
            } else {
                headers.insert(header::AUTHORIZATION, format!("Bearer {key}").parse().unwrap());
            }
        }
        // As a program would that sends a key with everything: `bin/prove keyed` runs all tests so.
        if self.key.is_some() && *EVERYTHING_KEYED && request.method() != Method::GET && !request.headers().contains_key("idempotency-key")
        {
            let key = format!("test-{}", COUNT.fetch_add(1, Ordering::Relaxed));
            request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if value.is_empty() || text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!body.contains(MISSING), "{}", body.split(MISSING).skip(1).map(|rest| &rest[..rest.len().min(60)]).collect::<String>());
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.send(Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap()).await
    }

    /// Posts a form as this host's own page would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .header(header::ACCEPT, "text/html");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn json(&mut self, method: Method, path: &str, body: &Value) -> Reply {
        self.raw(method, path, "application/json", body.to_string()).await
    }

    /// The same with headers of the request's own.
    pub async fn json_with(&mut self, method: Method, path: &str, body: &Value, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn raw(&mut self, method: Method, path: &str, mime: &str, body: String) -> Reply {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, mime);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Signs in and returns the answer to the form.
    pub async fn sign_in(&mut self, person: &Person) -> Reply {
        self.post("/fn/account/session/open", &[("email", &person.email), ("password", &person.password)]).await
    }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
    /// The texts of the elements a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap())
            .map(|e| e.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }
    /// The text of the first element, or nothing.
    pub fn text(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }
    /// Of every element that matches.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let (document, selector) = (Html::parse_document(&self.body), Selector::parse(selector).unwrap());
        document.select(&selector).filter_map(|element| element.value().attr(name).map(str::to_owned)).collect()
    }
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.body);
        html.select(&Selector::parse(selector).unwrap()).next().and_then(|e| e.value().attr(name).map(str::to_owned))
    }
}
