//! Call records and the balance of a sub-account, in both forms, from the same conversations and prices as everywhere else.

use axum::extract::Path;
use serde::Serialize;
use serde_json::value::RawValue;
use time::format_description::StaticFormatDescription;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access;
use super::plivo::{Objects, take_range};
use super::vobiz::timestamp;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::query::Query;
use crate::domain::ids::{ConversationId, TenantId};
use crate::domain::metering::balance::{self, Balance};
use crate::domain::metering::conversation::{Direction, Ending};
use crate::domain::metering::conversations::{self, Conversation, Filter, Totals};
use crate::domain::tenancy::sub_accounts;
use crate::domain::{Ctx, Error};

/// Micro-units as a JSON number with every digit: these forms show money as numbers.
fn number(micros: i64) -> Box<RawValue> {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    let text = format!("{sign}{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    // A plain decimal is JSON.
    RawValue::from_string(text).unwrap_or_default()
}

/// How it ended, by the switch's name for it.
fn cause(status: Ending) -> (&'static str, &'static str) {
    match status {
        Ending::Completed => ("NORMAL_CLEARING", "Normal Hangup"),
        Ending::Abandoned => ("NO_ANSWER", "No Answer"),
        Ending::Failed => ("NORMAL_TEMPORARY_FAILURE", "Failed"),
    }
}

/// A call that is over.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallRecord {
    /// The account whose call it is.
    #[schema(example = "SAEXAMPLE0000000000A")]
    account_id: String,
    uuid: Uuid,
    /// The id that whoever reported the call has for it.
    #[schema(example = "call-81f3")]
    sip_call_id: String,
    /// `inbound` or `outbound`.
    #[schema(value_type = Option<String>)]
    call_direction: Option<Direction>,
    caller_id_number: Option<String>,
    destination_number: Option<String>,
    start_time: String,
    /// Null for a call that was not answered.
    answer_time: Option<String>,
    end_time: String,
    duration: i64,
    /// Seconds that are charged.
    billsec: i64,
    hangup_cause: &'static str,
    hangup_cause_name: &'static str,
    /// Null for a call of the time before the sub-account came to this account.
    #[schema(value_type = Option<f64>, example = 0.45)]
    total_cost: Option<Box<RawValue>>,
    #[schema(example = "USD")]
    currency: String,
    created_at: String,
}

impl CallRecord {
    fn new(account: &str, currency: &str, call: Conversation) -> Self {
        let answered = call.status == Ending::Completed;
        let (cause, name) = cause(call.status);
        Self {
            account_id: account.to_owned(),
            uuid: call.id().uuid(),
            call_direction: call.direction,
            start_time: timestamp(call.started_at),
            answer_time: (answered || call.seconds() > 0).then(|| timestamp(call.started_at)),
            end_time: timestamp(call.ended_at),
            duration: call.seconds(),
            billsec: call.seconds(),
            hangup_cause: cause,
            hangup_cause_name: name,
            total_cost: call.amount_micros.map(number),
            currency: currency.to_owned(),
            created_at: timestamp(call.received_at),
            sip_call_id: call.external_id,
            caller_id_number: call.from_number,
            destination_number: call.to_number,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CallRecords {
    account_id: String,
    data: Vec<CallRecord>,
    count: usize,
    pagination: Pagination,
    summary: Summary,
    success: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Pagination {
    page: u32,
    per_page: u32,
    total: i64,
    pages: i64,
    has_next: bool,
    has_prev: bool,
}

/// Of the calls that the filters let through, at most the latest 10,000.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    #[serde(rename = "totalCalls")]
    total_calls: i64,
    #[serde(rename = "answeredCalls")]
    answered_calls: i64,
    /// Per cent.
    #[serde(rename = "answerRate")]
    #[schema(value_type = f64, example = 91.3)]
    answer_rate: Box<RawValue>,
    #[serde(rename = "avgCallDuration")]
    #[schema(example = "28s")]
    avg_call_duration: String,
    total_duration_seconds: i64,
    total_billable_seconds: i64,
    #[schema(value_type = f64, example = 12.5)]
    total_cost: Box<RawValue>,
    currency: String,
    last_call_at: Option<String>,
}

impl Summary {
    fn new(totals: &Totals, currency: String) -> Self {
        let rate = totals.answered * 1_000 / totals.calls.max(1);
        Self {
            total_calls: totals.calls,
            answered_calls: totals.answered,
            answer_rate: RawValue::from_string(format!("{}.{}", rate / 10, rate % 10)).unwrap_or_default(),
            avg_call_duration: format!("{}s", totals.answered_seconds / totals.answered.max(1)),
            total_duration_seconds: totals.seconds,
            total_billable_seconds: totals.answered_seconds,
            total_cost: number(totals.amount_micros),
            currency,
            last_call_at: totals.last_at.map(timestamp),
        }
    }
}

/// From the start of a day and to the end of one, both said or neither.
fn days(query: &mut Query) -> (Option<OffsetDateTime>, Option<OffsetDateTime>) {
    let mut day = |name: &str| query.take_day(name).map(|day| day.midnight().assume_utc());
    let (from, to) = (day("start_date"), day("end_date"));
    match (from, to) {
        (Some(_), None) => query.problems.code("end_date", "required"),
        (None, Some(_)) => query.problems.code("start_date", "required"),
        _ => {}
    }
    (from, to.map(|day| day + Duration::DAY))
}

/// List an account's calls, the latest first.
#[utoipa::path(
    get, path = "/api/v1/account/{auth_id}/cdr", tag = "Sub-accounts", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("from_number" = Option<String>, Query, description = "From its start"),
        ("to_number" = Option<String>, Query, description = "From its start"),
        ("start_date" = Option<String>, Query, description = "A day in UTC; with `end_date`", example = "2026-11-01"),
        ("end_date" = Option<String>, Query, description = "The last day", example = "2026-11-30"),
        ("call_direction" = Option<String>, Query, description = "`inbound` or `outbound`"),
        ("min_duration" = Option<u32>, Query, description = "In seconds"),
        ("page" = Option<u32>, Query, minimum = 1, example = 1),
        ("per_page" = Option<u32>, Query, minimum = 1, maximum = 100, example = 20),
    ),
    responses((status = 200, description = "A page of them, and what all of them come to", body = CallRecords))
)]
pub async fn list_call_records(caller: Caller, Path(account): Path<String>, mut query: Query) -> Result<axum::Json<CallRecords>, ApiError> {
    let _turn = caller.turn().await;
    let (from, to) = days(&mut query);
    let filter = Filter {
        calls_only: true,
        direction: query.take_word("call_direction", Direction::parse),
        from,
        to,
        from_number: query.take("from_number"),
        to_number: query.take("to_number"),
        least_seconds: Some(query.take_count("min_duration", 0, 86_400, 0)).filter(|seconds| *seconds > 0),
        ..Filter::default()
    };
    let (page, per_page) = (query.take_count("page", 1, 100_000, 1), query.take_count("per_page", 1, 100, 20));
    // The engine of theirs that it ran through; there is one here.
    query.take("context");
    query.finish()?;
    let (mut ctx, tenant) = access::sub_account(&caller, &account).await?;
    let offset = i64::from(page - 1) * i64::from(per_page);
    let found = conversations::list(&mut ctx, tenant, &filter, None, offset, i64::from(per_page)).await?;
    let totals = conversations::totals(&mut ctx, tenant, &filter).await?;
    let currency = balance::currency(&mut ctx).await?;
    // The total stops counting at some point, the list does not end there.
    let more = found.next.is_some();
    let data: Vec<CallRecord> = found.rows.into_iter().map(|call| CallRecord::new(&account, &currency, call)).collect();
    let pages = (totals.calls + i64::from(per_page) - 1) / i64::from(per_page);
    Ok(axum::Json(CallRecords {
        count: data.len(),
        data,
        pagination: Pagination { page, per_page, total: totals.calls, pages, has_next: more, has_prev: page > 1 },
        summary: Summary::new(&totals, currency),
        account_id: account,
        success: true,
    }))
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OneCallRecord {
    data: CallRecord,
    success: bool,
}

/// Get a call.
#[utoipa::path(
    get, path = "/api/v1/account/{auth_id}/cdr/{call_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("call_id" = String, Path, description = "Its `uuid`")),
    responses((status = 200, description = "It", body = OneCallRecord))
)]
pub async fn get_call_record(caller: Caller, Path((account, call)): Path<(String, String)>) -> Result<axum::Json<OneCallRecord>, ApiError> {
    let id = call_id(&call)?;
    let (mut ctx, tenant) = access::sub_account(&caller, &account).await?;
    let (call, _) = conversations::get(&mut ctx, tenant, id).await?;
    let currency = balance::currency(&mut ctx).await?;
    Ok(axum::Json(OneCallRecord { data: CallRecord::new(&account, &currency, call), success: true }))
}

fn call_id(text: &str) -> Result<ConversationId, ApiError> {
    Ok(ConversationId(text.parse::<Uuid>().map_err(|_| Error::NotFound)?))
}

/// What a sub-account has spent this month, and what is left of its limit. Its parent pays.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountBalance {
    id: Uuid,
    account_id: String,
    #[schema(example = "USD")]
    currency: String,
    /// What was spent this month, below zero.
    #[schema(value_type = f64, example = -12.5)]
    balance: Box<RawValue>,
    /// Held back for calls that are running.
    #[schema(value_type = f64, example = 1.2)]
    reserved_funds: Box<RawValue>,
    /// What calls can still spend; null without a limit.
    #[schema(value_type = Option<f64>, example = 486.3)]
    available_balance: Option<Box<RawValue>>,
    /// The month's limit; null without one.
    #[schema(value_type = Option<f64>, example = 500)]
    credit_limit: Option<Box<RawValue>>,
    /// `hard`: calls are refused at the limit; `soft`: its parent is told.
    #[schema(example = "hard")]
    credit_limit_type: &'static str,
    is_postpaid: bool,
    #[schema(example = "active")]
    status: String,
    updated_at: String,
}

impl AccountBalance {
    fn new(account: &str, tenant: TenantId, balance: Balance, now: OffsetDateTime) -> Self {
        let left = balance.limit_micros.map(|limit| (limit - balance.used_micros - balance.held_micros).max(0));
        Self {
            id: tenant.uuid(),
            account_id: account.to_owned(),
            currency: balance.currency,
            balance: number(-balance.used_micros),
            reserved_funds: number(balance.held_micros),
            available_balance: left.map(number),
            credit_limit: balance.limit_micros.map(number),
            credit_limit_type: if balance.enforced { "hard" } else { "soft" },
            is_postpaid: true,
            status: balance.status.as_str().to_owned(),
            updated_at: timestamp(now),
        }
    }
}

/// Get a sub-account's balance.
#[utoipa::path(
    get, path = "/api/v1/account/{auth_id}/balance/{currency}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("currency" = String, Path, description = "The account's own", example = "USD")),
    responses((status = 200, description = "It", body = AccountBalance))
)]
pub async fn get_balance(
    caller: Caller,
    Path((account, currency)): Path<(String, String)>,
) -> Result<axum::Json<AccountBalance>, ApiError> {
    let (mut ctx, tenant) = access::sub_account(&caller, &account).await?;
    let found = balance::of_tenant(&mut ctx, tenant).await?;
    if !found.currency.eq_ignore_ascii_case(&currency) {
        return Err(Error::NotFound.into());
    }
    Ok(axum::Json(AccountBalance::new(&account, tenant, found, caller.api.now)))
}

/// A call in Plivo's form.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlivoCall {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_id: Option<Uuid>,
    call_uuid: Uuid,
    parent_call_uuid: Option<Uuid>,
    /// `inbound` or `outbound`.
    #[schema(value_type = Option<String>)]
    call_direction: Option<Direction>,
    from_number: Option<String>,
    to_number: Option<String>,
    #[schema(example = "2026-11-21 09:58:04+00:00")]
    initiation_time: String,
    answer_time: Option<String>,
    end_time: String,
    call_duration: i64,
    bill_duration: i64,
    billed_duration: i64,
    /// Decimal text.
    #[schema(example = "0.00850")]
    total_amount: Option<String>,
    hangup_cause_name: &'static str,
    resource_uri: String,
}

const PLIVO_TIME: StaticFormatDescription = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]+00:00");

impl PlivoCall {
    fn new(account: &str, call: Conversation) -> Self {
        let at = |at: OffsetDateTime| at.to_offset(time::UtcOffset::UTC).format(PLIVO_TIME).unwrap_or_default();
        let (answered, id) = (call.status == Ending::Completed || call.seconds() > 0, call.id().uuid());
        let billed = call.seconds();
        Self {
            api_id: None,
            call_uuid: id,
            parent_call_uuid: None,
            call_direction: call.direction,
            initiation_time: at(call.started_at),
            answer_time: answered.then(|| at(call.started_at)),
            end_time: at(call.ended_at),
            call_duration: call.seconds(),
            bill_duration: billed,
            billed_duration: billed,
            total_amount: call.amount_micros.map(|micros| number(micros).get().to_owned()),
            hangup_cause_name: cause(call.status).1,
            resource_uri: format!("/api/v1/Account/{account}/Call/{id}/"),
            from_number: call.from_number,
            to_number: call.to_number,
        }
    }
}

/// List calls of an account: a sub-account's own, or of the sub-account that its parent names.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Call/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("subaccount" = Option<String>, Query, description = "On the parent's account", example = "SAEXAMPLE0000000000A"),
        ("call_direction" = Option<String>, Query, description = "`inbound` or `outbound`"),
        ("from_number" = Option<String>, Query, description = "From its start"),
        ("to_number" = Option<String>, Query, description = "From its start"),
        ("limit" = Option<u32>, Query, description = "20 by default, and at most", minimum = 1, maximum = 20),
        ("offset" = Option<u32>, Query, description = "0 by default"),
    ),
    responses((status = 200, description = "A page of them, the latest first", body = Objects<PlivoCall>))
)]
pub async fn list_plivo_calls(
    caller: Caller,
    Path(account): Path<String>,
    mut query: Query,
) -> Result<axum::Json<Objects<PlivoCall>>, ApiError> {
    let _turn = caller.turn().await;
    let named = query.take("subaccount");
    let filter = Filter {
        calls_only: true,
        direction: query.take_word("call_direction", Direction::parse),
        from_number: query.take("from_number"),
        to_number: query.take("to_number"),
        ..Filter::default()
    };
    let range = take_range(&mut query);
    query.finish()?;
    let (mut ctx, tenant) = called(&caller, &account, named.as_deref()).await?;
    let found = conversations::list(&mut ctx, tenant, &filter, None, i64::from(range.1), i64::from(range.0)).await?;
    // As above: there is a next page where there is a next call.
    let seen = i64::from(range.1) + i64::try_from(found.rows.len()).unwrap_or(0) + i64::from(found.next.is_some());
    let total = found.total.max(seen);
    let objects = found.rows.into_iter().map(|call| PlivoCall::new(&account, call)).collect();
    let only = named.as_deref().map(|named| ("subaccount", named));
    Ok(axum::Json(Objects::new(&caller.api, &format!("/api/v1/Account/{account}/Call/"), only, range, total, objects)))
}

/// The sub-account whose calls they are: its own address, or its parent's with its name.
async fn called(caller: &Caller, account: &str, named: Option<&str>) -> Result<(Ctx, TenantId), ApiError> {
    match (access::account(caller, account).await?, named) {
        ((ctx, Some(tenant)), None) => Ok((ctx, tenant)),
        ((mut ctx, None), Some(named)) => {
            let tenant = sub_accounts::id(&mut ctx, named).await?;
            Ok((ctx, tenant))
        }
        ((_, None), None) => Err(Error::invalid("subaccount", "required").into()),
        ((_, Some(_)), Some(_)) => Err(Error::NotFound.into()),
    }
}

/// Get a call of a sub-account.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Call/{call_uuid}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("call_uuid" = String, Path),
        ("subaccount" = Option<String>, Query, description = "On the parent's account", example = "SAEXAMPLE0000000000A"),
    ),
    responses((status = 200, description = "It", body = PlivoCall))
)]
pub async fn get_plivo_call(
    caller: Caller,
    Path((account, call)): Path<(String, String)>,
    mut query: Query,
) -> Result<axum::Json<PlivoCall>, ApiError> {
    let (id, named) = (call_id(&call)?, query.take("subaccount"));
    query.finish()?;
    let (mut ctx, tenant) = called(&caller, &account, named.as_deref()).await?;
    let (call, _) = conversations::get(&mut ctx, tenant, id).await?;
    Ok(axum::Json(PlivoCall { api_id: Some(caller.api.id), ..PlivoCall::new(&account, call) }))
}
