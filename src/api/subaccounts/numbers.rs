//! The numbers of an account, in both forms (vendor-apis.md §5.5, §5.8). A sub-account's own credentials see and name its own.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access;
use super::plivo::{Done, Objects, PlivoError, take_range};
use super::vobiz::VobizError;
use crate::api::auth::Caller;
use crate::api::failure::{Api, ApiError};
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::query::Query;
use crate::domain::Ctx;
use crate::domain::ids::{NumberId, TenantId};
use crate::domain::page::Page;
use crate::domain::telephony::number::Number;
use crate::domain::telephony::numbers::{self, NumberQuery};
use crate::domain::tenancy::sub_accounts;
use crate::format::iso;

/// A telephone number of the account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountNumber)]
pub struct NumberBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_id: Option<Uuid>,
    /// E.164 without the `+`.
    #[schema(example = "12125550100")]
    number: String,
    /// The name callers see.
    #[schema(example = "WAYNE ENT")]
    cnam: Option<String>,
    /// `active` or `pending`.
    status: &'static str,
    /// The sub-account that has it; null while it is the account's own.
    sub_account: Option<String>,
    added_on: String,
    resource_uri: String,
}

impl NumberBody {
    fn new(account: &str, number: Number) -> Self {
        let digits = number.e164.trim_start_matches('+').to_owned();
        Self {
            api_id: None,
            cnam: number.profile.cnam,
            status: number.status.as_str(),
            sub_account: number.sub_account_id,
            added_on: iso(number.created_at),
            resource_uri: format!("/api/v1/Account/{account}/Number/{digits}/"),
            number: digits,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AccountNumbers {
    numbers: Vec<NumberBody>,
    total: i64,
    page: u32,
    size: u32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountNumberInput {
    /// The name callers see; null clears.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 15)]
    cnam: Patch<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignSubAccount {
    #[schema(example = "SAEXAMPLE0000000000A")]
    sub_account_id: String,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct PlivoNumberInput {
    /// Gives it to a sub-account; null or an empty text takes it back to the account.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "SAEXAMPLE0000000000A")]
    subaccount: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 15)]
    cnam: Patch<String>,
}

async fn page(ctx: &mut Ctx, tenant: Option<TenantId>, start: Option<String>, offset: u32, size: u32) -> Result<Page<Number>, ApiError> {
    let query = NumberQuery {
        tenant,
        search: start.unwrap_or_default(),
        from_start: true,
        offset: i64::from(offset),
        size: i64::from(size),
        ..NumberQuery::default()
    };
    Ok(numbers::list(ctx, &query).await?)
}

/// The number, if the account in the address has it.
async fn named(ctx: &mut Ctx, tenant: Option<TenantId>, number: &str) -> Result<NumberId, ApiError> {
    let id = numbers::id_by_number(ctx, number).await?;
    if tenant.is_some() && numbers::get(ctx, id).await?.tenant != tenant {
        return Err(crate::domain::Error::NotFound.into());
    }
    Ok(id)
}

/// List an account's numbers; the parent's list has those of its sub-accounts too.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/numbers/", tag = "Sub-accounts", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("size" = Option<u32>, Query, description = "25 by default, 100 at most", minimum = 1, maximum = 100),
        ("starts_with" = Option<String>, Query, description = "Digits the number begins with"),
    ),
    responses((status = 200, description = "A page of them", body = AccountNumbers))
)]
pub async fn list_account_numbers(
    caller: Caller,
    Path(account): Path<String>,
    mut query: Query,
) -> Result<axum::Json<AccountNumbers>, ApiError> {
    let turn = caller.turn().await;
    let (mut ctx, tenant) = access::account(&caller, &account).await?;
    let (at, size) = (query.take_count("page", 1, 1_000_000, 1), query.take_count("size", 1, 100, 25));
    let start = query.take("starts_with");
    query.finish()?;
    let found = page(&mut ctx, tenant, start, (at - 1) * size, size).await?;
    drop((ctx, turn));
    let numbers = found.rows.into_iter().map(|number| NumberBody::new(&account, number)).collect();
    Ok(axum::Json(AccountNumbers { numbers, total: found.total, page: at, size }))
}

/// Get a number.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/numbers/{number}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    responses((status = 200, description = "It", body = NumberBody))
)]
pub async fn get_account_number(
    caller: Caller,
    Path((account, number)): Path<(String, String)>,
) -> Result<axum::Json<NumberBody>, ApiError> {
    let (mut ctx, tenant) = access::account(&caller, &account).await?;
    let id = named(&mut ctx, tenant, &number).await?;
    Ok(axum::Json(NumberBody::new(&account, numbers::get(&mut ctx, id).await?)))
}

/// Name the caller of a number.
#[utoipa::path(
    put, path = "/api/v1/accounts/{auth_id}/numbers/{number}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    request_body = AccountNumberInput,
    responses((status = 200, description = "It, as it is now", body = NumberBody))
)]
pub async fn update_account_number(
    caller: Caller,
    Path((account, number)): Path<(String, String)>,
    Json(body): Json<AccountNumberInput>,
) -> Result<axum::Json<NumberBody>, ApiError> {
    let (mut ctx, tenant) = access::account(&caller, &account).await?;
    let id = named(&mut ctx, tenant, &number).await?;
    let updated = numbers::update(ctx, id, |profile, _| body.cnam.apply(&mut profile.cnam)).await?;
    Ok(axum::Json(NumberBody::new(&account, updated)))
}

/// Give a number of the account to a sub-account.
#[utoipa::path(
    post, path = "/api/v1/account/{auth_id}/numbers/{number}/assign-subaccount", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    request_body = AssignSubAccount,
    responses(
        (status = 200, description = "It, as it is now", body = NumberBody),
        (status = 409, description = "The sub-account's cap or status does not allow it", body = VobizError),
    )
)]
pub async fn assign_sub_account(
    caller: Caller,
    Path((account, number)): Path<(String, String)>,
    Json(body): Json<AssignSubAccount>,
) -> Result<axum::Json<NumberBody>, ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let id = numbers::id_by_number(&mut ctx, &number).await?;
    let to = sub_accounts::id(&mut ctx, &body.sub_account_id).await?;
    Ok(axum::Json(NumberBody::new(&account, numbers::assign(ctx, id, Some(to)).await?)))
}

/// Take a number back to the account.
#[utoipa::path(
    delete, path = "/api/v1/account/{auth_id}/numbers/{number}/assign-subaccount", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    responses((status = 204, description = "It is the account's own"))
)]
pub async fn unassign_sub_account(caller: Caller, Path((account, number)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    let mut ctx = access::parent(&caller, &account).await?;
    let id = numbers::id_by_number(&mut ctx, &number).await?;
    numbers::assign(ctx, id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn objects(
    api: &Api,
    (mut ctx, tenant): (Ctx, Option<TenantId>),
    account: &str,
    path: &str,
    mut query: Query,
) -> Result<axum::Json<Objects<NumberBody>>, ApiError> {
    let range = take_range(&mut query);
    let start = query.take("number_startswith");
    query.finish()?;
    let found = page(&mut ctx, tenant, start.clone(), range.1, range.0).await?;
    let objects = found.rows.into_iter().map(|number| NumberBody::new(account, number)).collect();
    Ok(axum::Json(Objects::new(api, path, start.as_deref().map(|start| ("number_startswith", start)), range, found.total, objects)))
}

/// List an account's numbers; the parent's list has those of its sub-accounts too.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Number/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("limit" = Option<u32>, Query, description = "20 by default, and at most", minimum = 1, maximum = 20),
        ("offset" = Option<u32>, Query, description = "0 by default"),
        ("number_startswith" = Option<String>, Query, description = "Digits the number begins with"),
    ),
    responses((status = 200, description = "A page of them", body = Objects<NumberBody>))
)]
pub async fn list_plivo_numbers(
    caller: Caller,
    Path(account): Path<String>,
    query: Query,
) -> Result<axum::Json<Objects<NumberBody>>, ApiError> {
    let _turn = caller.turn().await;
    let entered = access::account(&caller, &account).await?;
    objects(&caller.api, entered, &account, &format!("/api/v1/Account/{account}/Number/"), query).await
}

/// List a sub-account's numbers, for its parent.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Subaccount/{subauth_id}/Number/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"),
        ("subauth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("limit" = Option<u32>, Query, description = "20 by default, and at most", minimum = 1, maximum = 20),
        ("offset" = Option<u32>, Query, description = "0 by default"),
    ),
    responses((status = 200, description = "A page of them", body = Objects<NumberBody>))
)]
pub async fn list_subaccount_numbers(
    caller: Caller,
    Path((account, sub_account)): Path<(String, String)>,
    query: Query,
) -> Result<axum::Json<Objects<NumberBody>>, ApiError> {
    let _turn = caller.turn().await;
    let mut ctx = access::parent(&caller, &account).await?;
    let tenant = sub_accounts::id(&mut ctx, &sub_account).await?;
    let path = format!("/api/v1/Account/{account}/Subaccount/{sub_account}/Number/");
    objects(&caller.api, (ctx, Some(tenant)), &account, &path, query).await
}

/// Get a number.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Number/{number}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    responses((status = 200, description = "It", body = NumberBody))
)]
pub async fn get_plivo_number(caller: Caller, Path((account, number)): Path<(String, String)>) -> Result<axum::Json<NumberBody>, ApiError> {
    let (mut ctx, tenant) = access::account(&caller, &account).await?;
    let id = named(&mut ctx, tenant, &number).await?;
    let found = numbers::get(&mut ctx, id).await?;
    Ok(axum::Json(NumberBody { api_id: Some(caller.api.id), ..NumberBody::new(&account, found) }))
}

/// Name the caller of a number, or give it to a sub-account, which only its parent may.
#[utoipa::path(
    post, path = "/api/v1/Account/{auth_id}/Number/{number}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "MAEXAMPLE0000000000A"), ("number" = String, Path, example = "12125550100")),
    request_body = PlivoNumberInput,
    responses(
        (status = 202, description = "It is changed", body = Done),
        (status = 409, description = "The sub-account's cap or status does not allow it", body = PlivoError),
    )
)]
pub async fn update_plivo_number(
    caller: Caller,
    Path((account, number)): Path<(String, String)>,
    Json(body): Json<PlivoNumberInput>,
) -> Result<(StatusCode, axum::Json<Done>), ApiError> {
    let (mut ctx, tenant) = access::account(&caller, &account).await?;
    let id = named(&mut ctx, tenant, &number).await?;
    let to = match body.subaccount {
        Patch::Absent => None,
        Patch::Value(text) if !text.trim().is_empty() => Some(Some(sub_accounts::id(&mut ctx, text.trim()).await?)),
        Patch::Null | Patch::Value(_) => Some(None),
    };
    ctx.authorize(crate::domain::access::Action::NumberUpdate)?;
    numbers::change(ctx, id, to, |profile, _| body.cnam.apply(&mut profile.cnam)).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Done::changed(&caller.api))))
}
