//! What the machine can do: bare axum and sqlx with the SQL and the JSON of `GET /api/v1/tenants` and
//! `/api/v1/tenants/{id}`, but no key, no scope, no transaction, no layers. `bin/bench` measures it beside Portico.
//!
//! It signs in as the owner, whom row security does not hold; so it serves one agency, given at its start.
//!
//! `floor DATABASE_URL AGENCY_UUID 127.0.0.1:PORT` answers `/tenant/{uuid}` and `/tenants?cursor=created_at,uuid`.

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, FromRow, PgPool, Row};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use uuid::Uuid;

type StartError = Box<dyn std::error::Error + Send + Sync>;
type Answer<T> = Result<Json<T>, StatusCode>;

const PAGE_SIZE: u32 = 50;

/// As `COLUMNS` in `src/domain/tenancy/tenant_list.rs`.
macro_rules! columns {
    () => {
        "id, agency_id, slug, sip_prefix, status, name, name_key, plan_key, plan_label, billing_mode, billing_email, cnam,
        timezone, e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country, monthly_spend_limit_cents, max_agents,
        max_phone_numbers, max_concurrent_calls, max_extensions, max_monthly_minutes, alert_thresholds, alert_emails, action_at_100,
        owner_user_id, owner_email, owner_first_name, owner_last_name, trial_ends_at, suspended_at, suspension_reason, suspension_source, suspended_by,
        status_before_suspension, cancelled_at, purge_after, billing_profile_id, tags,
        users_count, numbers_count, extensions_count, agents_count, sub_account_id, display_name, type, contact_person, contact_email, phone,
        description, allow_calls, allow_cdr, rate_limit, kyc_mode, business_type, last_active_at, created_at, updated_at,
        inbound_share_percent, raised_spend_limit_cents, raised_monthly_minutes, raised_until, raise_reason, raised_by, raised_at"
    };
}

/// As `tenant_list::sql` puts it together without filters.
macro_rules! list_sql {
    ($keyset:literal) => {
        concat!(
            "SELECT totals.counts, totals.matching, page.*, month.*
             FROM (SELECT coalesce((SELECT jsonb_object_agg(status, tenants) FROM agency_tenant_counts WHERE agency_id = $1), '{}') AS counts,
                          0::bigint AS matching) AS totals
             LEFT JOIN LATERAL (
                 SELECT ",
            columns!(),
            " FROM tenants WHERE agency_id = $1 AND $2::text IS NULL AND $3::text IS NULL AND $4::text IS NULL
                 AND $5::text[] IS NOT NULL AND $6::text[] IS NOT NULL ",
            $keyset,
            " ORDER BY created_at DESC, id DESC LIMIT $7 OFFSET $8
             ) AS page ON true ",
            month!("page", "$11")
        )
    };
}

/// As `MONTH` there: what the tenant's month comes to.
macro_rules! month {
    ($of:literal, $month:literal) => {
        concat!(
            "LEFT JOIN LATERAL (
                 SELECT conversations AS month_conversations, seconds AS month_seconds, minutes_micros AS month_minutes_micros,
                        amount_micros AS month_amount_micros
                 FROM usage_balances WHERE agency_id = ",
            $of,
            ".agency_id AND subject_tenant_id = ",
            $of,
            ".id AND period = ",
            $month,
            ") AS month ON true"
        )
    };
}

const GET: &str =
    concat!("SELECT t.*, month.* FROM (SELECT ", columns!(), " FROM tenants WHERE agency_id = $1 AND id = $2) AS t ", month!("t", "$3"));
const FIRST_PAGE: &str = list_sql!("AND $9::text IS NULL AND $10::uuid IS NULL");
const NEXT_PAGE: &str = list_sql!("AND (created_at, id) < (($9::text)::timestamptz, $10::uuid)");

/// Reads every column that Portico reads.
#[derive(FromRow)]
#[expect(dead_code, reason = "Portico reads these columns too and leaves them out of its JSON")]
struct Tenant {
    id: Uuid,
    agency_id: Uuid,
    slug: String,
    sip_prefix: String,
    status: String,
    name: String,
    name_key: String,
    plan_key: Option<String>,
    plan_label: String,
    billing_mode: String,
    billing_email: Option<String>,
    cnam: Option<String>,
    timezone: String,
    e911_street: Option<String>,
    e911_unit: Option<String>,
    e911_city: Option<String>,
    e911_state: Option<String>,
    e911_postal_code: Option<String>,
    e911_country: Option<String>,
    monthly_spend_limit_cents: Option<i64>,
    max_agents: Option<i32>,
    max_phone_numbers: Option<i32>,
    max_concurrent_calls: Option<i32>,
    max_extensions: Option<i32>,
    max_monthly_minutes: Option<i32>,
    alert_thresholds: Vec<i16>,
    alert_emails: Vec<String>,
    action_at_100: String,
    owner_user_id: Option<Uuid>,
    owner_email: Option<String>,
    owner_first_name: Option<String>,
    owner_last_name: Option<String>,
    trial_ends_at: Option<OffsetDateTime>,
    suspended_at: Option<OffsetDateTime>,
    suspension_reason: Option<String>,
    suspension_source: Option<String>,
    suspended_by: Option<String>,
    status_before_suspension: Option<String>,
    cancelled_at: Option<OffsetDateTime>,
    purge_after: Option<OffsetDateTime>,
    billing_profile_id: Option<Uuid>,
    tags: Vec<String>,
    users_count: i32,
    numbers_count: i32,
    extensions_count: i32,
    agents_count: i32,
    sub_account_id: String,
    display_name: Option<String>,
    r#type: Option<String>,
    contact_person: Option<String>,
    contact_email: Option<String>,
    phone: Option<String>,
    description: Option<String>,
    allow_calls: bool,
    allow_cdr: bool,
    rate_limit: i32,
    kyc_mode: String,
    business_type: Option<String>,
    last_active_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
    inbound_share_percent: i16,
    raised_spend_limit_cents: Option<i64>,
    raised_monthly_minutes: Option<i32>,
    raised_until: Option<OffsetDateTime>,
    raise_reason: Option<String>,
    raised_by: Option<String>,
    raised_at: Option<OffsetDateTime>,
    month_conversations: Option<i64>,
    month_seconds: Option<i64>,
    month_minutes_micros: Option<i64>,
    month_amount_micros: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    street: Option<String>,
    unit: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
}

/// As `src/api/v1/tenant_body.rs`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    id: String,
    name: String,
    slug: String,
    status: String,
    plan: String,
    agency_id: String,
    billing_mode: String,
    usage_limits: Limits,
    usage_current_month: Usage,
    /// Nobody's is raised here.
    limit_raise: Option<()>,
    billing_alerts: Alerts,
    billing_email: Option<String>,
    cnam: Option<String>,
    timezone: String,
    sip_prefix: String,
    e911: Address,
    tags: Vec<String>,
    billing_profile_id: Option<String>,
    trial_ends_at: Option<String>,
    suspension: Option<Suspension>,
    cancelled_at: Option<String>,
    purge_after: Option<String>,
    created_at: String,
    updated_at: String,
    owner: Option<Owner>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Limits {
    monthly_spend_limit_cents: Option<i64>,
    max_agents: Option<i32>,
    max_phone_numbers: Option<i32>,
    max_concurrent_calls: Option<i32>,
    max_extensions: Option<i32>,
    max_monthly_minutes: Option<i32>,
    inbound_share_percent: i16,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Usage {
    conversations: i64,
    total_minutes: i64,
    total_cost_cents: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Alerts {
    alert_thresholds: Vec<i16>,
    alert_emails: Vec<String>,
    #[serde(rename = "actionAt100")]
    action_at_100: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Suspension {
    at: String,
    reason: Option<String>,
    source: Option<String>,
    by: Option<String>,
    previous_status: Option<String>,
}

#[derive(Serialize)]
struct Owner {
    id: String,
    email: String,
    name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    data: Vec<Body>,
    page: u32,
    page_size: u32,
    total: i64,
    total_pages: i64,
    next_cursor: Option<String>,
}

fn spelled(prefix: &str, id: Uuid) -> String {
    format!("{prefix}{}", ulid::Ulid::from(id.as_u128()))
}

fn iso(at: OffsetDateTime) -> String {
    at.format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z")).unwrap_or_default()
}

impl From<Tenant> for Body {
    fn from(tenant: Tenant) -> Self {
        let owner = tenant.owner_user_id.map(|id| Owner {
            id: spelled("usr_", id),
            email: tenant.owner_email.unwrap_or_default(),
            name: format!("{} {}", tenant.owner_first_name.unwrap_or_default(), tenant.owner_last_name.unwrap_or_default()),
        });
        let suspension = tenant.suspended_at.map(|at| Suspension {
            at: iso(at),
            reason: tenant.suspension_reason,
            source: tenant.suspension_source,
            by: tenant.suspended_by,
            previous_status: tenant.status_before_suspension,
        });
        Self {
            id: spelled("ten_", tenant.id),
            name: tenant.name,
            slug: tenant.slug,
            status: tenant.status,
            plan: tenant.plan_key.unwrap_or(tenant.plan_label),
            agency_id: spelled("agn_", tenant.agency_id),
            billing_mode: tenant.billing_mode,
            usage_limits: Limits {
                monthly_spend_limit_cents: tenant.monthly_spend_limit_cents,
                max_agents: tenant.max_agents,
                max_phone_numbers: tenant.max_phone_numbers,
                max_concurrent_calls: tenant.max_concurrent_calls,
                max_extensions: tenant.max_extensions,
                max_monthly_minutes: tenant.max_monthly_minutes,
                inbound_share_percent: tenant.inbound_share_percent,
            },
            usage_current_month: Usage {
                conversations: tenant.month_conversations.unwrap_or(0),
                total_minutes: (tenant.month_seconds.unwrap_or(0) + 30) / 60,
                total_cost_cents: (tenant.month_amount_micros.unwrap_or(0) + 5_000) / 10_000,
            },
            limit_raise: None,
            billing_alerts: Alerts {
                alert_thresholds: tenant.alert_thresholds,
                alert_emails: tenant.alert_emails,
                action_at_100: tenant.action_at_100,
            },
            billing_email: tenant.billing_email,
            cnam: tenant.cnam,
            timezone: tenant.timezone,
            sip_prefix: tenant.sip_prefix,
            e911: Address {
                street: tenant.e911_street,
                unit: tenant.e911_unit,
                city: tenant.e911_city,
                state: tenant.e911_state,
                postal_code: tenant.e911_postal_code,
                country: tenant.e911_country,
            },
            tags: tenant.tags,
            billing_profile_id: tenant.billing_profile_id.map(|id| spelled("bpr_", id)),
            trial_ends_at: tenant.trial_ends_at.map(iso),
            suspension,
            cancelled_at: tenant.cancelled_at.map(iso),
            purge_after: tenant.purge_after.map(iso),
            created_at: iso(tenant.created_at),
            updated_at: iso(tenant.updated_at),
            owner,
        }
    }
}

/// The first of this month, which amounts are summed under.
#[expect(clippy::disallowed_methods, reason = "there are no services here")]
fn month() -> time::Date {
    let today = OffsetDateTime::now_utc().date();
    today.replace_day(1).unwrap_or(today)
}

struct Floor {
    db: PgPool,
    agency: Uuid,
}

fn failed(error: sqlx::Error) -> StatusCode {
    match error {
        sqlx::Error::RowNotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

async fn tenant(State(floor): State<Arc<Floor>>, Path(id): Path<Uuid>) -> Answer<Body> {
    let tenant: Tenant = sqlx::query_as(GET).bind(floor.agency).bind(id).bind(month()).fetch_one(&floor.db).await.map_err(failed)?;
    Ok(Json(tenant.into()))
}

#[derive(Deserialize)]
struct Parameters {
    cursor: Option<String>,
}

fn cursor(text: &str) -> Option<(&str, Uuid)> {
    let (created_at, id) = text.split_once(',')?;
    OffsetDateTime::parse(created_at, &Rfc3339).ok()?;
    Some((created_at, id.parse().ok()?))
}

async fn tenants(State(floor): State<Arc<Floor>>, Query(parameters): Query<Parameters>) -> Answer<List> {
    let cursor = parameters.cursor.as_deref().map(|text| cursor(text).ok_or(StatusCode::UNPROCESSABLE_ENTITY)).transpose()?;
    let none: Option<&str> = None;
    let no_terms: &[String] = &[];
    let rows = sqlx::query(if cursor.is_some() { NEXT_PAGE } else { FIRST_PAGE })
        .bind(floor.agency)
        .bind(none)
        .bind(none)
        .bind(none)
        .bind(no_terms)
        .bind(no_terms)
        .bind(i64::from(PAGE_SIZE) + 1)
        .bind(0_i64)
        .bind(cursor.map(|(created_at, _)| created_at))
        .bind(cursor.map(|(_, id)| id))
        .bind(month())
        .fetch_all(&floor.db)
        .await
        .map_err(failed)?;
    page_of(&rows).map(Json).map_err(failed)
}

fn page_of(rows: &[sqlx::postgres::PgRow]) -> sqlx::Result<List> {
    let counts: serde_json::Value = rows.first().ok_or(sqlx::Error::RowNotFound)?.try_get("counts")?;
    let total = counts.as_object().map_or(0, |counts| counts.values().filter_map(serde_json::Value::as_i64).sum());
    let mut tenants = Vec::with_capacity(rows.len());
    for row in rows {
        if row.try_get::<Option<Uuid>, _>("id")?.is_some() {
            tenants.push(Tenant::from_row(row)?);
        }
    }
    let more = tenants.len() > PAGE_SIZE as usize;
    tenants.truncate(PAGE_SIZE as usize);
    let next_cursor =
        tenants.last().filter(|_| more).map(|last| format!("{},{}", last.created_at.format(&Rfc3339).unwrap_or_default(), last.id));
    let size = i64::from(PAGE_SIZE);
    Ok(List {
        data: tenants.into_iter().map(Body::from).collect(),
        page: 1,
        page_size: PAGE_SIZE,
        total,
        total_pages: (total + size - 1) / size,
        next_cursor,
    })
}

#[tokio::main]
async fn main() -> Result<(), StartError> {
    // `cargo bench` hands over its own `--bench`.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let [url, agency, addr] = arguments.as_slice() else {
        return Err("usage: floor DATABASE_URL AGENCY_UUID 127.0.0.1:PORT (bin/bench starts it)".into());
    };
    let addr: SocketAddr = addr.parse()?;
    if !addr.ip().is_loopback() {
        return Err("it asks nobody for a key: loopback addresses only".into());
    }
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    // As `src/db/pool.rs`.
    let db = PgPoolOptions::new()
        .max_connections(u32::try_from(2 * cores + 1)?)
        .test_before_acquire(false)
        .connect_with(
            PgConnectOptions::from_str(url)?
                .application_name("floor")
                .options([("plan_cache_mode", "force_generic_plan")])
                .disable_statement_logging(),
        )
        .await?;
    let floor = Arc::new(Floor { db, agency: agency.parse()? });
    let app = Router::new().route("/tenant/{id}", get(tenant)).route("/tenants", get(tenants)).with_state(floor);
    axum::serve(tokio::net::TcpListener::bind(addr).await?, app).await?;
    Ok(())
}
