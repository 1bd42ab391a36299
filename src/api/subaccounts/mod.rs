//! Tenants as sub-accounts (seed 004; vendor-apis.md §5): the form that Vobiz documents today, and the older one that imitates Plivo.

mod access;
mod calls;
mod numbers;
pub mod plivo;
pub mod spelling;
mod trunks;
pub mod vobiz;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(vobiz::list_sub_accounts, vobiz::create_sub_account))
        .routes(routes!(vobiz::get_sub_account, vobiz::update_sub_account, vobiz::delete_sub_account))
        .routes(routes!(vobiz::renew_token))
        .routes(routes!(numbers::list_account_numbers))
        .routes(routes!(numbers::get_account_number, numbers::update_account_number))
        .routes(routes!(numbers::assign_sub_account, numbers::unassign_sub_account))
        .routes(routes!(trunks::list_trunks, trunks::create_trunk))
        .routes(routes!(trunks::get_trunk, trunks::update_trunk, trunks::delete_trunk))
        .routes(routes!(calls::list_call_records))
        .routes(routes!(calls::get_call_record))
        .routes(routes!(calls::get_balance))
        .routes(routes!(calls::list_plivo_calls))
        .routes(routes!(calls::get_plivo_call))
        .routes(routes!(plivo::list_subaccounts, plivo::create_subaccount))
        .routes(routes!(plivo::get_subaccount, plivo::update_subaccount, plivo::delete_subaccount))
        .routes(routes!(numbers::list_plivo_numbers))
        .routes(routes!(numbers::list_subaccount_numbers))
        .routes(routes!(numbers::get_plivo_number, numbers::update_plivo_number))
        .routes(routes!(trunks::list_plivo_trunks, trunks::create_plivo_trunk))
        .routes(routes!(trunks::get_plivo_trunk, trunks::update_plivo_trunk, trunks::delete_plivo_trunk))
}
