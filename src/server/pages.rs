//! Pages: the Leptos application, its document, and how it is rendered: whole, before anything is sent, without script.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use futures::StreamExt;
use leptos::prelude::*;
use leptos_axum::AxumRouteListing;
use leptos_integration_utils::{BoxedFnOnce, PinnedFuture, PinnedStream};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use super::extract::Cx;
use super::sites::Site;
use crate::domain::Error;
use crate::text::Text;
use crate::ui::document;
use crate::{account, dashboard, operator, portal};

/// Every page there is. Listed once: listing them later would stop other renders (dependencies.md §1.4).
pub static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| leptos_axum::generate_route_list(App));

#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let async_mode = SsrMode::Async;
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=account::HomePage ssr=async_mode.clone()/>
                <Route path=path!("/sign-in") view=account::SignInPage ssr=async_mode.clone()/>
                <Route path=path!("/invitation/:token") view=account::InvitationPage ssr=async_mode.clone()/>
                <Route path=path!("/pay/confirm/:secret") view=account::ConfirmPage ssr=async_mode.clone()/>
                <Route path=path!("/sign-in/code") view=account::CodePage ssr=async_mode.clone()/>
                <Route path=path!("/password") view=account::ForgottenPage ssr=async_mode.clone()/>
                <Route path=path!("/password/:token") view=account::ResetPage ssr=async_mode.clone()/>
                <Route path=path!("/account/password") view=account::PasswordPage ssr=async_mode.clone()/>
                <Route path=path!("/account/totp") view=account::TotpPage ssr=async_mode.clone()/>
                <Route path=path!("/account/codes") view=account::CodesPage ssr=async_mode.clone()/>
                <Route path=path!("/account/prove/:act") view=account::ProvePage ssr=async_mode.clone()/>
                <Route path=path!("/account") view=account::AccountPage ssr=async_mode.clone()/>
                <Route path=path!("/account/notifications") view=account::NotificationsPage ssr=async_mode.clone()/>
                <Route path=path!("/unsubscribe/:token") view=account::UnsubscribePage ssr=async_mode.clone()/>
                <Route path=path!("/tenants") view=dashboard::TenantsPage ssr=async_mode.clone()/>
                <Route path=path!("/overview") view=dashboard::OverviewPage ssr=async_mode.clone()/>
                <Route path=path!("/search") view=dashboard::SearchPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/search") view=operator::OperatorSearchPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/search") view=portal::SearchPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/limits") view=dashboard::LimitsPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/limits/:id/edit") view=dashboard::EditLimitsPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/limits/:id/raise") view=dashboard::RaisePage ssr=async_mode.clone()/>
                <Route path=path!("/analytics") view=dashboard::AnalyticsPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/new") view=dashboard::NewTenantPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/defaults") view=dashboard::DefaultsPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/bulk/:id") view=dashboard::BulkPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id/edit") view=dashboard::EditTenantPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id/conflicts") view=dashboard::ConflictsPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id/delete") view=dashboard::DeleteTenantPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id/transfer") view=dashboard::TransferPage ssr=async_mode.clone()/>
                <Route path=path!("/transfers") view=dashboard::TransfersPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/tenants") view=operator::OperatorTenantsPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/tenants/:id") view=operator::OperatorTenantPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/plans") view=operator::OperatorPlansPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/plans/:plan") view=operator::OperatorPlanPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/invoices") view=operator::OperatorInvoicesPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/invoices/:invoice") view=operator::OperatorInvoicePage ssr=async_mode.clone()/>
                <Route path=path!("/operator/invoices/:invoice/do/:act") view=operator::OperatorActPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/settlements") view=operator::OperatorSettlementsPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/settlements/:agency/:settlement") view=operator::OperatorSettlementPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/billing") view=operator::OperatorBillingPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/rates") view=operator::RatesPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/jobs") view=operator::JobsPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/health") view=operator::HealthPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/transfers") view=operator::OperatorTransfersPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id") view=dashboard::TenantPage ssr=async_mode.clone()/>
                <Route path=path!("/billing") view=dashboard::BillingPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/plan/:plan") view=dashboard::PlanPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/card") view=dashboard::CardPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/details") view=dashboard::DetailsPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/wallet") view=dashboard::WalletPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/confirm/:payment") view=dashboard::ConfirmPage ssr=async_mode.clone()/>
                <Route path=path!("/billing/invoices/:invoice") view=dashboard::OwnInvoicePage ssr=async_mode.clone()/>
                <Route path=path!("/billing/invoices/:invoice/lines/:line") view=dashboard::OwnLinePage ssr=async_mode.clone()/>
                <Route path=path!("/invoices") view=dashboard::InvoicesPage ssr=async_mode.clone()/>
                <Route path=path!("/invoices/drafts/:draft") view=dashboard::DraftPage ssr=async_mode.clone()/>
                <Route path=path!("/invoices/:invoice") view=dashboard::InvoicePage ssr=async_mode.clone()/>
                <Route path=path!("/invoices/:invoice/lines/:line") view=dashboard::LinePage ssr=async_mode.clone()/>
                <Route path=path!("/invoices/:invoice/do/:act") view=dashboard::ActPage ssr=async_mode.clone()/>
                <Route path=path!("/audit") view=dashboard::AuditPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug") view=portal::OverviewPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/calls") view=portal::CallsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/calls/:id") view=portal::CallPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/usage") view=portal::UsagePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/numbers") view=portal::NumbersPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/extensions") view=portal::ExtensionsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/agents") view=portal::AgentsPage ssr=async_mode.clone()/>
                <Route path=path!("/numbers") view=dashboard::NumbersPage ssr=async_mode.clone()/>
                <Route path=path!("/numbers/:id") view=dashboard::NumberPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/prices") view=dashboard::PricesPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/plans") view=dashboard::PlansPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/plans/new") view=dashboard::NewPlanPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/plans/:plan") view=dashboard::OwnPlanPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/billing") view=dashboard::BillingSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/branding") view=dashboard::BrandingPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/domains") view=dashboard::DomainPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/company") view=dashboard::CompanyPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/mail") view=dashboard::MailSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/mail/preview") view=dashboard::MailPreviewPage ssr=async_mode.clone()/>
                <Route path=path!("/settlements") view=dashboard::SettlementsPage ssr=async_mode.clone()/>
                <Route path=path!("/settlements/:settlement") view=dashboard::SettlementPage ssr=async_mode.clone()/>
                <Route path=path!("/tenants/:id/billing") view=dashboard::TenantBillingPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/prices/:id") view=dashboard::ProfilePage ssr=async_mode.clone()/>
                <Route path=path!("/settings/prices/:id/terms") view=dashboard::TermsPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/prices/:id/:meter") view=dashboard::EditPricePage ssr=async_mode.clone()/>
                <Route path=path!("/settings/webhooks") view=dashboard::WebhooksPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/webhooks/:webhook") view=dashboard::WebhookPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/webhooks/:webhook/:message") view=dashboard::WebhookDeliveryPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/hooks") view=dashboard::HooksPage ssr=async_mode.clone()/>
                <Route path=path!("/settings/hooks/:id") view=dashboard::PayloadPage ssr=async_mode.clone()/>
                <Route path=path!("/team") view=dashboard::TeamPage ssr=async_mode.clone()/>
                <Route path=path!("/team/:user") view=dashboard::ColleaguePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/team") view=portal::TeamPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/team/roles") view=portal::RolesPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/team/roles/:role") view=portal::RolePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/team/:user") view=portal::MemberPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/audit") view=portal::AuditPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/call-flows") view=portal::CallFlowsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/call-flows/:record") view=portal::CallFlowPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/voicemail-boxes") view=portal::VoicemailBoxesPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/voicemail-boxes/:record") view=portal::VoicemailBoxPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/voicemail-messages") view=portal::VoicemailMessagesPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/voicemail-messages/:record") view=portal::VoicemailMessagePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/devices") view=portal::DevicesPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/devices/:record") view=portal::DevicePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/trunks") view=portal::TrunksPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/trunks/:record") view=portal::TrunkPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/contacts") view=portal::ContactsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/contacts/:record") view=portal::ContactPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/recordings") view=portal::RecordingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/recordings/:record") view=portal::RecordingPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/transcripts") view=portal::TranscriptsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/transcripts/:record") view=portal::TranscriptPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing") view=portal::BillingPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing/plan/:plan") view=portal::PlanPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing/card") view=portal::CardPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing/details") view=portal::DetailsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing/wallet") view=portal::WalletPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/billing/confirm/:payment") view=portal::ConfirmPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/invoices/:invoice") view=portal::InvoicePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/invoices/:invoice/lines/:line") view=portal::LinePage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/settings") view=portal::SettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/settings/recording") view=portal::RecordingSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/settings/routing") view=portal::RoutingSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/settings/notifications") view=portal::NotificationSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/settings/account") view=portal::AccountSettingsPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/webhooks") view=portal::WebhooksPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/webhooks/:webhook") view=portal::WebhookPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/webhooks/:webhook/:message") view=portal::WebhookDeliveryPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/keys") view=portal::KeysPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/keys/:key") view=portal::KeyPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/export") view=portal::ExportPage ssr=async_mode.clone()/>
                <Route path=path!("/t/:slug/visits") view=portal::VisitsPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/agencies/:agency/plan") view=operator::AgencyPlanPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/agencies") view=operator::AgenciesPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/audit") view=operator::OperatorAuditPage ssr=async_mode.clone()/>
                <Route path=path!("/operator/agencies/new") view=operator::NewAgencyPage ssr=async_mode/>
            </FlatRoutes>
        </Router>
    }
}

/// The router's fallback.
#[component]
fn NotFound() -> impl IntoView {
    super::extract::page(|_| async { Err(Error::NotFound) })
}

/// The document around every page. `leptos_meta` fills in the title where `MetaTags` stands.
fn shell(site: &Site, text: &Text) -> impl IntoView + use<> {
    let (lang, brand_css, icon) = (text.lang(), site.css_path.clone(), site.icon.clone());
    view! {
        <!DOCTYPE html>
        <html lang=lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href=crate::ui::assets::path("app.css")/>
                <link rel="stylesheet" href=brand_css/>
                <link rel="icon" href=icon/>
                <script type="module" src=crate::ui::assets::path("app.js")></script>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
}

/// A page that takes longer than this is a fault of ours; waiting on would only pile up more.
const PATIENCE: Duration = Duration::from_secs(10);

pub async fn render(request: Request) -> Response {
    let Some(cx) = request.extensions().get::<Cx>().cloned() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let provided = cx.clone();
    let provide = move || {
        // Otherwise data meant for the server would be written into the page as script.
        if let Some(shared) = Owner::current_shared_context() {
            shared.set_is_hydrating(false);
        }
        provide_context(provided.clone());
    };
    let app = {
        let cx = cx.clone();
        move || shell(cx.site(), cx.text())
    };
    match tokio::time::timeout(PATIENCE, leptos_axum::handle_response_inner(provide, app, request, whole_page)).await {
        Ok(response) => response,
        Err(elapsed) => error_for(&cx, &Error::Unavailable(Box::new(elapsed))),
    }
}

/// Collects the page before its first byte leaves: the status, the title and redirects are settled by then. The chunks
/// that Leptos would add hold only its hydration script, and are dropped.
fn whole_page<V: IntoView + 'static>(
    app: V,
    _chunks: BoxedFnOnce<PinnedStream<String>>,
    _out_of_order: bool,
) -> PinnedFuture<PinnedStream<String>> {
    Box::pin(async move {
        let html = app.to_html_stream_in_order().collect::<String>().await;
        // Leptos marks places for its browser side, which is not there. Text cannot contain a marker: it is escaped.
        let html = html.replace("<!>", "").replace("<!--<() />-->", "");
        Box::pin(futures::stream::once(async move { html })) as PinnedStream<String>
    })
}

/// An error where there is no page, of somebody we know: in their language, under the brand.
pub fn error_for(cx: &Cx, error: &Error) -> Response<Body> {
    worded(error, cx.text(), Some(cx.site()))
}

/// An error outside the application: no session, no layout, the brand if it is known.
pub fn error_page(error: &Error, site: Option<&Arc<Site>>) -> Response<Body> {
    worded(error, &site.map(|site| Text::of(site.brand.language)).unwrap_or_default(), site.map(AsRef::as_ref))
}

fn worded(error: &Error, text: &Text, site: Option<&Site>) -> Response<Body> {
    log(error);
    let html = document::error(text, error, site.map(|site| (site.brand.name.as_str(), site.css_path.as_str())));
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Html(html)).into_response();
    if let Some(after) = retry_after(error) {
        response.headers_mut().insert(header::RETRY_AFTER, after);
    }
    response
}

pub fn retry_after(error: &Error) -> Option<HeaderValue> {
    match error {
        Error::RateLimited { retry_after } => Some(HeaderValue::from(retry_after.as_secs().max(1))),
        Error::Unavailable(_) => Some(HeaderValue::from(1u64)),
        _ => None,
    }
}

/// Faults of ours are logged where they are answered, once, with their source; the answer never shows it.
pub fn log(error: &Error) {
    match error {
        Error::Internal { source, location } => tracing::error!(error = %source, %location, "internal error"),
        Error::Forbidden | Error::RateLimited { .. } => tracing::info!(%error, "refused"),
        Error::Unavailable(source) => tracing::error!(error = %source, "temporarily unavailable"),
        _ => {}
    }
}
