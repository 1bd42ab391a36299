//! Every route, and the layers in front of them.

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use leptos_axum::LeptosRoutes;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::timeout::TimeoutLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

use super::middleware::{context, csrf, form, headers, origin};
use super::pages::{ROUTES, render};
use super::session_store::PostgresStore;
use super::state::AppState;
use super::{assets, brand, demo_mail, domains};
use crate::api;
use crate::domain::accounts::session::IDLE;
use crate::domain::tenancy::domains::PROBE;
use crate::server::extract::form_target;

/// The whole application.
pub fn router(state: AppState) -> Router {
    let (api_routes, document) = api::router(&state);
    // The first router of the process describes it; all are built from the same source.
    let _ = api::openapi::DOCUMENT.set(document);
    Router::new()
        .merge(pages(&state))
        .route("/assets/{file}", get(assets::serve))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route(PROBE, get(domains::probe))
        .route("/tls/ask", get(domains::may_have_certificate))
        .merge(api_routes)
        .layer(
            // The outermost first. One stack, not a layer each: every layer of a router's own costs each request copies of
            // all that is below it.
            ServiceBuilder::new()
                .layer(from_fn_with_state(state.clone(), origin::note))
                .map_response(headers::add)
                .layer(CatchPanicLayer::new())
                .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
                .layer(
                    CompressionLayer::new()
                        .quality(tower_http::CompressionLevel::Precise(4))
                        .compress_when(SizeAbove::new(1024).and(NotForContentType::IMAGES)),
                ),
        )
        .with_state(state)
}

/// Pages and their forms: site, session, cross-site check, context, in this order.
fn pages(state: &AppState) -> Router<AppState> {
    let mut routes = Router::new()
        .leptos_routes_with_handler(ROUTES.clone(), render)
        .route("/fn/{*path}", post(form_target))
        .route("/settings/branding", post(crate::dashboard::save_branding).layer(DefaultBodyLimit::disable()))
        .route("/settings/branding/preview.css", get(crate::dashboard::branding_preview))
        .route("/settings/mail/preview.html", get(crate::dashboard::mail_preview))
        .route("/account/passkey", post(crate::account::ask_new))
        .route("/sign-in/passkey", post(crate::account::ask_sign_in))
        .route("/tenants.csv", get(crate::dashboard::tenants_csv))
        .route("/tenants/limits.csv", get(crate::dashboard::limits_csv))
        .route("/billing/invoices/{invoice}/usage.csv", get(crate::dashboard::statement_csv))
        .route("/billing/invoices/{invoice}/lines/{line}/shares.csv", get(crate::dashboard::shares_csv))
        .route("/billing/invoices/{invoice}/{file}", get(crate::dashboard::own_paper))
        .route("/billing/card/begin", post(crate::payer::begin_own))
        .route("/t/{slug}/billing/card/begin", post(crate::payer::begin_of_tenant))
        .route("/invoices/{invoice}/{file}", get(crate::dashboard::issued_paper))
        .route("/invoices/{invoice}/lines/{line}/events.csv", get(crate::dashboard::line_csv))
        .route("/operator/invoices/{invoice}/{file}", get(crate::operator::operator_paper))
        .route("/settlements.csv", get(crate::dashboard::settlements_csv))
        .route("/settlements/{settlement}/payments.csv", get(crate::dashboard::settlement_csv))
        .route("/operator/settlements/{agency}/{settlement}/payments.csv", get(crate::operator::operator_settlement_csv))
        .route("/invoices.csv", get(crate::dashboard::invoices_csv))
        .route("/analytics.csv", get(crate::dashboard::analytics_csv))
        .route("/t/{slug}/calls.csv", get(crate::portal::calls_csv))
        .route("/t/{slug}/usage.csv", get(crate::portal::usage_csv))
        .route("/t/{slug}/export/{file}", get(crate::portal::export_csv))
        .route("/t/{slug}/invoices/{invoice}/{file}", get(crate::portal::invoice_paper))
        .route("/t/{slug}/invoices/{invoice}/lines/{line}/events.csv", get(crate::portal::line_csv))
        .route("/audit.csv", get(crate::dashboard::audit_csv))
        .route("/operator/audit.csv", get(crate::operator::audit_csv))
        .route("/t/{slug}/audit.csv", get(crate::portal::audit_csv))
        .fallback(render);
    if state.demo {
        routes = routes.route("/demo/mail", get(demo_mail::list)).route("/demo/mail/{name}", get(demo_mail::show));
    }
    routes
        .layer(from_fn_with_state(state.clone(), context::cx))
        .layer(from_fn(csrf::refuse_cross_site))
        .layer(sessions(state))
        .route("/brand/{file}", get(brand::serve))
        .route("/favicon.ico", get(brand::favicon))
        // A mail program's own button (RFC 8058): no session, and from nowhere we know. The page at the same address is one of those above.
        .route("/unsubscribe/{token}", post(crate::account::one_click))
        .layer(from_fn_with_state(state.clone(), context::site))
        .layer(from_fn(form::read_whole))
}

/// `__Host-`, so that no sub-domain can set it and no other host ever sees it (SES-3). Lax, because links in mails must
/// find the person signed in.
fn sessions(state: &AppState) -> SessionManagerLayer<PostgresStore> {
    let secure = state.config.http.secure_cookies();
    SessionManagerLayer::new(PostgresStore(state.services.clone()))
        .with_name(if secure { "__Host-session" } else { "session" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(IDLE))
}

/// Ready means the database answers.
async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match crate::db::pool::ping(&state.services.db).await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
