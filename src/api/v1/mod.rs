//! `/api/v1`, in the seed's shapes: camelCase, bare resources, paged lists.

mod agency;
mod agents;
mod analytics;
mod billing;
mod calls;
mod conflicts;
mod conversations;
mod extensions;
mod hooks;
mod list;
mod numbers;
mod price_body;
mod prices;
mod raises;
mod records;
mod telephony;
mod tenant_body;
mod tenant_input;
mod tenants;
mod time;
mod transfers;
mod usage;
mod users;
mod webhooks;
mod white_label;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::api::json::LARGE_BODY;
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(records::router())
        .merge(metering())
        .merge(billing::router())
        .merge(white_label())
        .merge(outgoing())
        .routes(routes!(tenants::list_tenants, tenants::create_tenant))
        .routes(routes!(tenants::get_tenant, tenants::update_tenant))
        .routes(routes!(tenants::resend_invitation))
        .routes(routes!(tenants::deactivate_tenant))
        .routes(routes!(tenants::reactivate_tenant))
        .routes(routes!(extensions::list_extensions, extensions::create_extension))
        .routes(routes!(extensions::get_extension, extensions::update_extension, extensions::delete_extension))
        .routes(routes!(extensions::renew_secret))
        .routes(routes!(agents::list_agents, agents::create_agent))
        .routes(routes!(agents::get_agent, agents::update_agent, agents::delete_agent))
        .routes(routes!(numbers::list_numbers, numbers::create_number))
        .routes(routes!(numbers::get_number, numbers::update_number, numbers::release_number))
        .routes(routes!(numbers::assign_number))
        .routes(routes!(numbers::import_numbers))
        .routes(routes!(telephony::telephony_config))
        .routes(routes!(agency::get_tenant_defaults, agency::update_tenant_defaults))
        .routes(routes!(agency::list_billing_profiles, agency::create_billing_profile))
        .routes(routes!(transfers::request_transfer))
        .routes(routes!(transfers::list_transfers))
        .routes(routes!(transfers::get_transfer))
        .routes(routes!(transfers::accept_transfer))
        .routes(routes!(transfers::reject_transfer))
        .routes(routes!(transfers::cancel_transfer))
        .routes(routes!(users::list_users))
        .routes(routes!(users::invite_user))
        .routes(routes!(users::get_user, users::update_user, users::remove_user))
        .routes(routes!(users::resend_user))
        .routes(routes!(users::list_tenant_users))
        .routes(routes!(users::invite_tenant_user))
        .routes(routes!(users::get_tenant_user, users::update_tenant_user, users::remove_tenant_user))
        .routes(routes!(users::resend_tenant_user))
}

/// A picture may come within the body.
fn white_label() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(white_label::get_branding, white_label::set_branding))
        .layer(DefaultBodyLimit::max(LARGE_BODY))
        .routes(routes!(white_label::get_domain, white_label::add_domain, white_label::remove_domain))
        .routes(routes!(white_label::verify_domain))
}

/// What happens, told to others.
fn outgoing() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(webhooks::list_webhooks, webhooks::create_webhook))
        .routes(routes!(webhooks::list_events))
        .routes(routes!(webhooks::get_webhook, webhooks::update_webhook, webhooks::delete_webhook))
        .routes(routes!(webhooks::renew_webhook_secret))
        .routes(routes!(webhooks::test_webhook))
        .routes(routes!(webhooks::list_deliveries))
        .routes(routes!(webhooks::get_delivery))
        .routes(routes!(webhooks::replay_delivery))
        .routes(routes!(webhooks::replay_since))
}

/// Usage, conversations, prices.
fn metering() -> OpenApiRouter<AppState> {
    let ingest = OpenApiRouter::new()
        .routes(routes!(usage::record_events))
        .routes(routes!(conversations::record_conversation))
        .layer(DefaultBodyLimit::max(LARGE_BODY));
    OpenApiRouter::new()
        .merge(ingest)
        .routes(routes!(usage::explain_event))
        .routes(routes!(conflicts::list_conflicts))
        .routes(routes!(conflicts::resolve_conflict))
        .routes(routes!(analytics::tenant_analytics))
        .routes(routes!(analytics::agency_analytics))
        .routes(routes!(analytics::analytics_overview))
        .routes(routes!(calls::admit_call))
        .routes(routes!(calls::get_call))
        .routes(routes!(calls::extend_call))
        .routes(routes!(calls::complete_call))
        .routes(routes!(raises::raise_limits, raises::end_raise))
        .routes(routes!(prices::list_prices, prices::set_prices))
        .routes(routes!(prices::list_rates))
        .routes(routes!(conversations::list_conversations))
        .routes(routes!(conversations::get_conversation))
        .routes(routes!(hooks::list_hooks, hooks::create_hook))
        .routes(routes!(hooks::delete_hook))
        .routes(routes!(hooks::list_payloads))
        .routes(routes!(hooks::get_payload))
        .routes(routes!(hooks::retry_payload))
        .routes(routes!(hooks::dismiss_payload))
}
