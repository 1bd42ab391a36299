//! Security headers, on every answer.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use url::Url;

/// No inline script or style anywhere, so no nonce either (DESIGN §8.7).
pub const CSP: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// The same for pages with Stripe.js on them: the script, what it calls, the frames it draws its fields and the bank's questions in.
pub fn csp_with_stripe(script: &Url, api: &Url) -> Option<HeaderValue> {
    let (script, api) = (script.origin().ascii_serialization(), api.origin().ascii_serialization());
    let added = format!("script-src 'self' {script}; connect-src 'self' {script} {api}; frame-src {script} https://hooks.stripe.com");
    HeaderValue::from_str(&format!("{CSP}; {added}")).ok()
}

/// What browsers are to keep of HTTPS. On an agency's own domain nothing is said of what else lies below it: that is not ours.
pub fn transport_security(ours: bool) -> HeaderValue {
    HeaderValue::from_static(if ours { "max-age=63072000; includeSubDomains" } else { "max-age=31536000" })
}

const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // `no-referrer` would make browsers send `Origin: null` with our own forms.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static("camera=(), microphone=(), geolocation=()")),
];

pub fn add<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CSP));
    // Whatever is not expressly public is private.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
