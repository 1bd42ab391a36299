//! `/api/v1/billing/*` for the account of the key (seed 002), and `/api/v1/tenants/{tenantId}/billing/*` for an agency that acts for one of its
//! tenants: the same operations on another account.

mod account;
mod invoice_body;
mod invoices;
mod issuing;
mod line_events;
mod methods;
mod plans;
mod subscription;
mod usage;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tenants::id_of;
use crate::api::failure::ApiError;
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::accounts;
use crate::domain::ids::TenantId;
use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(usage::get_usage))
        .routes(routes!(usage::get_tenant_usage))
        .routes(routes!(subscription::get_subscription))
        .routes(routes!(subscription::upgrade))
        .routes(routes!(subscription::downgrade))
        .routes(routes!(subscription::cancel))
        .routes(routes!(subscription::resume))
        .routes(routes!(subscription::get_tenant_subscription))
        .routes(routes!(subscription::upgrade_tenant))
        .routes(routes!(subscription::downgrade_tenant))
        .routes(routes!(subscription::cancel_tenant))
        .routes(routes!(subscription::resume_tenant))
        .routes(routes!(invoices::list_invoices))
        .routes(routes!(invoices::get_invoice))
        .routes(routes!(invoices::get_invoice_pdf))
        .routes(routes!(line_events::list_line_events))
        .routes(routes!(invoices::pay_invoice))
        .routes(routes!(invoices::list_tenant_invoices))
        .routes(routes!(invoices::get_tenant_invoice))
        .routes(routes!(invoices::get_tenant_invoice_pdf))
        .routes(routes!(line_events::list_tenant_line_events))
        .routes(routes!(invoices::pay_tenant_invoice))
        .routes(routes!(invoices::list_payments))
        .routes(routes!(invoices::list_tenant_payments))
        .routes(routes!(methods::list_methods, methods::add_method))
        .routes(routes!(methods::remove_method))
        .routes(routes!(methods::set_default_method))
        .routes(routes!(methods::list_tenant_methods, methods::add_tenant_method))
        .routes(routes!(methods::remove_tenant_method))
        .routes(routes!(methods::set_default_tenant_method))
        .routes(routes!(account::get_account, account::update_account))
        .routes(routes!(account::get_tenant_account, account::update_tenant_account))
        .routes(routes!(account::top_up))
        .routes(routes!(plans::list_plans))
        .routes(routes!(issuing::credit_invoice))
        .routes(routes!(issuing::void_invoice))
        .routes(routes!(issuing::write_off_invoice))
        .routes(routes!(issuing::record_payment))
        .routes(routes!(issuing::grant_credit))
        .routes(routes!(issuing::add_item))
}

/// The account of the key.
fn own(ctx: &Ctx) -> Result<AccountKey, ApiError> {
    Ok(accounts::own(ctx)?)
}

/// The account of one of the agency's tenants.
fn of_tenant(ctx: &Ctx, id: &str) -> Result<AccountKey, ApiError> {
    let tenant: TenantId = id_of(id)?;
    Ok(AccountKey::of_tenant(ctx.scope().agency(), tenant))
}

/// Units of the currency, as the seed's API shows them.
fn units(currency: &str, minor: i64) -> f64 {
    let decimals = crate::domain::money::exponent(currency);
    minor as f64 / f64::from(10_u32.pow(decimals.min(6)))
}
