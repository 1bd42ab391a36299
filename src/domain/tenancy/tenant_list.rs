//! The list of an agency's tenants: search, filter, sort, pages. Reads `tenants` and its counters, never tenant tables.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, Row};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::search;
use super::status::Status;
use super::tenant::{BillingMode, Tenant};
use super::tenant_row::TenantRow;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::metering::period::Period;
use crate::domain::page::{COUNT_LIMIT, Page};

/// What a list can be sorted by; each has an index `(agency_id, column, id)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Name,
    SipPrefix,
    Status,
    Plan,
    Users,
    Numbers,
    Extensions,
    CreatedAt,
}

impl Sort {
    pub const ALL: [Sort; 8] =
        [Self::Name, Self::SipPrefix, Self::Status, Self::Plan, Self::Users, Self::Numbers, Self::Extensions, Self::CreatedAt];

    /// The word in `sortBy`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::SipPrefix => "sipPrefix",
            Self::Status => "status",
            Self::Plan => "plan",
            Self::Users => "users",
            Self::Numbers => "phoneNumbers",
            Self::Extensions => "extensions",
            Self::CreatedAt => "createdAt",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// Column and the type its cursor value is compared as.
    fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Name => ("name_key", "text"),
            Self::SipPrefix => ("sip_prefix", "text"),
            Self::Status => ("status", "text"),
            Self::Plan => ("plan_label", "text"),
            Self::Users => ("users_count", "int4"),
            Self::Numbers => ("numbers_count", "int4"),
            Self::Extensions => ("extensions_count", "int4"),
            Self::CreatedAt => ("created_at", "timestamptz"),
        }
    }

    fn value(self, row: &TenantRow) -> String {
        match self {
            Self::Name => row.name_key.clone(),
            Self::SipPrefix => row.sip_prefix.clone(),
            Self::Status => row.status.as_str().to_owned(),
            Self::Plan => row.plan_label.clone(),
            Self::Users => row.users_count.to_string(),
            Self::Numbers => row.numbers_count.to_string(),
            Self::Extensions => row.extensions_count.to_string(),
            Self::CreatedAt => written(row.created_at),
        }
    }
}

fn written(at: OffsetDateTime) -> String {
    at.to_offset(time::UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
}

#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Any of these; none is all.
    pub statuses: Vec<Status>,
    pub plan: Option<String>,
    pub billing_mode: Option<BillingMode>,
    /// Exactly this kind of business.
    pub business: Option<String>,
    pub search: String,
    pub sort: Sort,
    pub descending: bool,
    /// From 1. Ignored when a cursor is given.
    pub page: u32,
    pub page_size: u32,
    /// Rows left out before the page.
    pub skip: u32,
    pub cursor: Option<String>,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            statuses: Vec::new(),
            plan: None,
            billing_mode: None,
            business: None,
            search: String::new(),
            sort: Sort::CreatedAt,
            descending: true,
            page: 1,
            page_size: 20,
            skip: 0,
            cursor: None,
        }
    }
}

impl ListQuery {
    /// By something that the counters per status do not know.
    fn is_filtered(&self) -> bool {
        self.plan.is_some() || self.billing_mode.is_some() || self.business.is_some()
    }
}

/// Where a page ends: the sort it belongs to, that row's value and id, and which way to go on. Opaque to clients.
#[derive(Serialize, Deserialize)]
struct Cursor {
    #[serde(rename = "s")]
    sort: String,
    #[serde(rename = "d")]
    descending: bool,
    #[serde(rename = "v")]
    value: String,
    #[serde(rename = "i")]
    id: Uuid,
    #[serde(rename = "b")]
    backward: bool,
}

impl Cursor {
    fn at(query: &ListQuery, row: &TenantRow, backward: bool) -> String {
        let sort = query.sort.as_str().to_owned();
        Self { sort, descending: query.descending, value: query.sort.value(row), id: row.id, backward }.encode()
    }

    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// A cursor of another sort order, or a made-up one, is refused: it would silently skip rows.
    fn decode(text: &str, query: &ListQuery) -> Result<Self> {
        URL_SAFE_NO_PAD
            .decode(text)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok())
            .filter(|cursor| cursor.sort == query.sort.as_str() && cursor.descending == query.descending && cursor.is_typed(query.sort))
            .ok_or_else(|| Error::invalid("cursor", "invalid_cursor"))
    }

    fn is_typed(&self, sort: Sort) -> bool {
        match sort.column().1 {
            "int4" => self.value.parse::<i32>().is_ok(),
            // Exactly as we write it: the parser takes more than PostgreSQL does.
            "timestamptz" => OffsetDateTime::parse(&self.value, &Rfc3339).is_ok_and(|at| at.year() > 0 && written(at) == self.value),
            _ => !self.value.contains('\0'),
        }
    }
}

/// A page and the number of tenants in each status, for the tabs.
#[derive(Debug, Clone)]
pub struct TenantPage {
    pub page: Page<Tenant>,
    pub by_status: Vec<(Status, i64)>,
}

impl TenantPage {
    /// All tenants, whatever the filter.
    pub fn all(&self) -> i64 {
        self.by_status.iter().map(|(_, n)| n).sum()
    }
    pub fn in_status(&self, status: Status) -> i64 {
        self.by_status.iter().find(|(s, _)| *s == status).map_or(0, |(_, n)| *n)
    }
}

/// The ids of all tenants of a list, whatever its pages; at most `most`.
pub(super) async fn ids(ctx: &mut Ctx, query: &ListQuery, most: usize) -> Result<Vec<Uuid>> {
    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let page = list(ctx, &ListQuery { page_size: 1_000, page: 1, cursor, ..query.clone() }).await?.page;
        found.extend(page.rows.iter().map(|tenant| tenant.id.uuid()));
        cursor = page.next;
        if cursor.is_none() || found.len() >= most {
            found.truncate(most);
            return Ok(found);
        }
    }
}

/// Those of these tenants that are the agency's, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn these(ctx: &mut Ctx, ids: &[TenantId]) -> Result<Vec<Tenant>> {
    ctx.authorize(Action::TenantList)?;
    let agency = ctx.scope().agency();
    let month = MONTH.replace("$12", "$3");
    let sql = format!(
        "SELECT page.*, month.* FROM (SELECT {COLUMNS} FROM tenants WHERE agency_id = $1 AND id = ANY($2)) AS page {month} ORDER BY name_key, id"
    );
    let period = Period::of(ctx.now());
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<TenantRow> = sqlx::query_as(AssertSqlSafe(sql)).bind(agency.uuid()).bind(ids).bind(period.0).fetch_all(ctx.db()).await?;
    Ok(rows.into_iter().map(Tenant::from).collect())
}

/// One statement: the page, the per-status counts and, when a filter asks for it, the filtered total.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that does not belong to this list.
pub async fn list(ctx: &mut Ctx, query: &ListQuery) -> Result<TenantPage> {
    ctx.authorize(Action::TenantList)?;
    let cursor = query.cursor.as_deref().map(|text| Cursor::decode(text, query)).transpose()?;
    let mut terms = search::search_terms(&query.search);
    if terms.is_empty() && !query.search.trim().is_empty() {
        // Only punctuation: no word starts with it, so nothing is found.
        terms.push("\u{10FFFF}".to_owned());
    }
    let few = !terms.is_empty() && rarest_first(ctx, &mut terms).await?;
    let ends: Vec<String> = terms.iter().map(|term| search::prefix_end(term)).collect();
    let (agency, period) = (ctx.scope().agency(), Period::of(ctx.now()));
    let offset = if cursor.is_some() { 0 } else { i64::from(query.page.max(1) - 1) * i64::from(query.page_size) + i64::from(query.skip) };
    let rows = sqlx::query(AssertSqlSafe(sql(query, cursor.as_ref(), terms.len(), few)))
        .bind(agency.uuid())
        .bind(query.statuses.iter().map(|status| status.as_str()).collect::<Vec<_>>())
        .bind(query.plan.as_deref())
        .bind(query.billing_mode.map(BillingMode::as_str))
        .bind(&terms)
        .bind(&ends)
        .bind(i64::from(query.page_size) + 1)
        .bind(offset)
        .bind(cursor.as_ref().map(|c| c.value.as_str()))
        .bind(cursor.as_ref().map(|c| c.id))
        .bind(query.business.as_deref())
        .bind(period.0)
        .fetch_all(ctx.db())
        .await?;
    page_of(query, &rows, !terms.is_empty(), cursor.as_ref())
}

/// How many rows a word may have to be looked up first; a word of more is looked up row by row along the sort order.
const FEW: i64 = 1_000;

/// Puts the rarest word first (of "client 777" the number) and says whether it finds few.
async fn rarest_first(ctx: &mut Ctx, terms: &mut Vec<String>) -> Result<bool> {
    let agency = ctx.scope().agency();
    let ends: Vec<String> = terms.iter().map(|term| search::prefix_end(term)).collect();
    let ordered = sqlx::query!(
        r#"SELECT term AS "term!", found.n AS "n!" FROM unnest($2::text[], $3::text[]) AS range (term, beyond),
           LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM tenant_search_tokens AS t
                                               WHERE t.agency_id = $1 AND t.token >= term AND t.token < beyond LIMIT $4) AS few) AS found
           ORDER BY found.n"#,
        agency.uuid(),
        terms.as_slice(),
        &ends,
        FEW
    )
    .fetch_all(ctx.db())
    .await?;
    let few = ordered.first().is_some_and(|rarest| rarest.n < FEW);
    *terms = ordered.into_iter().map(|word| word.term).collect();
    Ok(few)
}

fn page_of(query: &ListQuery, rows: &[sqlx::postgres::PgRow], searched: bool, cursor: Option<&Cursor>) -> Result<TenantPage> {
    let Some(first) = rows.first() else { return Err(Error::internal("the counts row is always there")) };
    let counts: serde_json::Value = first.try_get("counts")?;
    let by_status = Status::ALL.map(|s| (s, counts.get(s.as_str()).and_then(serde_json::Value::as_i64).unwrap_or(0))).to_vec();
    let mut tenants = Vec::with_capacity(rows.len());
    for row in rows {
        if row.try_get::<Option<Uuid>, _>("id")?.is_some() {
            tenants.push(TenantRow::from_row(row)?);
        }
    }
    let more = tenants.len() > query.page_size as usize;
    tenants.truncate(query.page_size as usize);
    let backward = cursor.is_some_and(|c| c.backward);
    if backward {
        tenants.reverse();
    }
    // Coming from one side, that side has rows; the other has if there was one row more than asked for.
    let next = tenants.last().filter(|_| backward || more).map(|row| Cursor::at(query, row, false));
    let beyond = if backward { more } else { cursor.is_some() || query.page > 1 };
    let previous = tenants.first().filter(|_| beyond).map(|row| Cursor::at(query, row, true));
    let filtered = searched || query.is_filtered();
    let wanted = |status: &Status| query.statuses.is_empty() || query.statuses.contains(status);
    let total = match filtered {
        true => first.try_get::<i64, _>("matching")?,
        false => by_status.iter().filter(|(status, _)| wanted(status)).map(|(_, n)| n).sum(),
    };
    Ok(TenantPage { page: Page { rows: tenants.into_iter().map(Tenant::from).collect(), total, next, previous }, by_status })
}

/// The statement's text is put together from the constants of this file only; values are always bound.
///
/// What few tenants match is found once, counted and sorted. What many match is read along the index of the sort order, and the total
/// is counted apart, up to [`COUNT_LIMIT`].
fn sql(query: &ListQuery, cursor: Option<&Cursor>, terms: usize, few: bool) -> String {
    let (column, kind) = query.sort.column();
    let (order, beyond) = if query.descending != cursor.is_some_and(|c| c.backward) { ("DESC", "<") } else { ("ASC", ">") };
    let filter = filter(query, terms, few);
    let keyset = if cursor.is_some() {
        format!("AND ({column}, id) {beyond} (($9::text)::{kind}, $10::uuid)")
    } else {
        "AND $9::text IS NULL AND $10::uuid IS NULL".to_owned()
    };
    let counted = terms > 0 || query.is_filtered();
    let (found, of_these, matching) = if few {
        let found = format!("WITH found AS MATERIALIZED (SELECT id FROM tenants WHERE agency_id = $1 {filter})");
        (found, "AND id IN (SELECT id FROM found)", "(SELECT count(*) FROM found)".to_owned())
    } else if counted {
        let some = format!("SELECT 1 FROM tenants WHERE agency_id = $1 {filter} LIMIT {COUNT_LIMIT}");
        (String::new(), filter.as_str(), format!("(SELECT count(*) FROM ({some}) AS counted)"))
    } else {
        (String::new(), filter.as_str(), "0::bigint".to_owned())
    };
    format!(
        "{found}
         SELECT totals.counts, totals.matching, page.*, month.*
         FROM (SELECT coalesce((SELECT jsonb_object_agg(status, tenants) FROM agency_tenant_counts WHERE agency_id = $1), '{{}}') AS counts,
                      {matching} AS matching) AS totals
         LEFT JOIN LATERAL (
             SELECT {COLUMNS} FROM tenants WHERE agency_id = $1 {of_these} {keyset}
             ORDER BY {column} {order}, id {order} LIMIT $7 OFFSET $8
         ) AS page ON true
         {MONTH}"
    )
}

/// Parameters that a filter does not use are still named, so that every form of the statement binds the same.
fn filter(query: &ListQuery, terms: usize, few: bool) -> String {
    let part = |used: bool, used_sql: &str, unused_sql: &str| if used { used_sql.to_owned() } else { unused_sql.to_owned() };
    let mut parts = vec![
        part(!query.statuses.is_empty(), "AND status = ANY($2::text[])", "AND $2::text[] IS NOT NULL"),
        part(query.plan.is_some(), "AND plan_key = $3::text", "AND $3::text IS NULL"),
        part(query.billing_mode.is_some(), "AND billing_mode = $4::text", "AND $4::text IS NULL"),
        part(query.business.is_some(), "AND type = $11::text", "AND $11::text IS NULL"),
        part(terms > 0, "", "AND $5::text[] IS NOT NULL AND $6::text[] IS NOT NULL"),
    ];
    for term in 1..=terms {
        parts.push(if few && term == 1 {
            "AND id IN (SELECT subject_tenant_id FROM tenant_search_tokens
                        WHERE agency_id = $1 AND token >= ($5::text[])[1] AND token < ($6::text[])[1])"
                .to_owned()
        } else {
            // A value and not EXISTS, which the planner would turn into a join with everything the word finds.
            format!(
                "AND (SELECT true FROM tenant_search_tokens AS t WHERE t.agency_id = $1 AND t.subject_tenant_id = tenants.id
                      AND t.token >= ($5::text[])[{term}] AND t.token < ($6::text[])[{term}] LIMIT 1)"
            )
        });
    }
    parts.join(" ")
}

const COLUMNS: &str = "id, agency_id, slug, sip_prefix, status, name, name_key, plan_key, plan_label, billing_mode, billing_email, cnam,
    timezone, language, e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country, monthly_spend_limit_cents, max_agents,
    max_phone_numbers, max_concurrent_calls, max_extensions, max_monthly_minutes, alert_thresholds, alert_emails, action_at_100,
    owner_user_id, owner_email, owner_first_name, owner_last_name, trial_ends_at, suspended_at, suspension_reason,
    suspension_source, suspended_by, status_before_suspension, cancelled_at, purge_after, billing_profile_id, tags, users_count, numbers_count, extensions_count, agents_count,
    sub_account_id, display_name, type, contact_person, contact_email, phone, description, allow_calls, allow_cdr, rate_limit,
    kyc_mode, business_type, last_active_at, created_at, updated_at, inbound_share_percent, raised_spend_limit_cents,
    raised_monthly_minutes, raised_until, raise_reason, raised_by, raised_at";

/// The month of each row of `page`; the month is bound as `$12`.
const MONTH: &str = "LEFT JOIN LATERAL (
        SELECT conversations AS month_conversations, seconds AS month_seconds, minutes_micros AS month_minutes_micros,
               amount_micros AS month_amount_micros
        FROM usage_balances WHERE agency_id = page.agency_id AND subject_tenant_id = page.id AND period = $12) AS month ON true";
