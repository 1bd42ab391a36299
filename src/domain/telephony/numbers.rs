//! Number operations: an agency's inventory, and what of it a tenant has.

use sqlx::{AssertSqlSafe, FromRow};
use time::OffsetDateTime;
use uuid::Uuid;

use super::number::{E911Status, Number, NumberProfile, NumberStatus, e164, search_digits};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{NumberId, TenantId};
use crate::domain::page::{COUNT_LIMIT, Keyset, Page};
use crate::domain::tenancy::place::{self, Counted};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    e164: String,
    subject_tenant_id: Option<Uuid>,
    tenant_name: Option<String>,
    tenant_slug: Option<String>,
    sub_account_id: Option<String>,
    cnam: Option<String>,
    e911_status: E911Status,
    status: NumberStatus,
    assigned_at: Option<OffsetDateTime>,
    created_at: OffsetDateTime,
}

impl From<Row> for Number {
    fn from(row: Row) -> Self {
        Self {
            id: NumberId(row.id),
            e164: row.e164,
            tenant: row.subject_tenant_id.map(TenantId),
            tenant_name: row.tenant_name,
            tenant_slug: row.tenant_slug,
            sub_account_id: row.sub_account_id,
            profile: NumberProfile { cnam: row.cnam, e911_status: row.e911_status },
            status: row.status,
            assigned_at: row.assigned_at,
            created_at: row.created_at,
        }
    }
}

const SELECT: &str =
    "SELECT n.id, n.e164, n.subject_tenant_id, t.name AS tenant_name, t.slug AS tenant_slug, t.sub_account_id, n.cnam, n.e911_status,
        n.status, n.assigned_at, n.created_at
    FROM numbers AS n LEFT JOIN tenants AS t ON t.agency_id = n.agency_id AND t.id = n.subject_tenant_id";

/// What to list. A tenant's scope only ever sees the tenant's.
#[derive(Debug, Clone, Default)]
pub struct NumberQuery {
    pub tenant: Option<TenantId>,
    /// Those of the inventory that nobody has.
    pub unassigned: bool,
    /// A start or an end of the number.
    pub search: String,
    /// Only a start.
    pub from_start: bool,
    pub after: Option<String>,
    pub offset: i64,
    pub size: i64,
}

/// By number; released ones are left out.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that is none.
pub async fn list(ctx: &mut Ctx, query: &NumberQuery) -> Result<Page<Number>> {
    ctx.authorize(Action::NumberRead)?;
    let after = query.after.as_deref().map(Keyset::decode).transpose()?.unwrap_or_default();
    let tenant = ctx.scope().tenant().or(query.tenant);
    let digits = search_digits(&query.search);
    if digits.is_none() && !query.search.trim().is_empty() {
        return Ok(Page { rows: Vec::new(), total: 0, next: None, previous: None });
    }
    // Every form of the statement binds the same; its text is put together from constants.
    let mut filter =
        "WHERE n.agency_id = $1 AND n.status <> 'released' AND $2::uuid IS NOT DISTINCT FROM $2 AND $3::text IS NOT DISTINCT FROM $3"
            .to_owned();
    if tenant.is_some() {
        filter += " AND n.subject_tenant_id = $2";
    } else if query.unassigned {
        filter += " AND n.subject_tenant_id IS NULL";
    }
    if digits.is_some() && query.from_start {
        filter += " AND n.e164 >= '+' || $3 AND n.e164 < '+' || $3 || ':'";
    } else if digits.is_some() {
        filter +=
            " AND ((n.e164 >= '+' || $3 AND n.e164 < '+' || $3 || ':') OR (n.reversed >= reverse($3) AND n.reversed < reverse($3) || ':'))";
    }
    let agency = ctx.scope().agency();
    let sql = format!("{SELECT} {filter} AND (n.e164, n.id) > ($4, $5) ORDER BY n.e164, n.id LIMIT $6 OFFSET $7");
    // Put together from constants, as above: every value is bound.
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql))
        .bind(agency.uuid())
        .bind(tenant.map(TenantId::uuid))
        .bind(&digits)
        .bind(&after.key)
        .bind(after.id)
        .bind(query.size + 1)
        .bind(query.offset)
        .fetch_all(ctx.db())
        .await?;
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM numbers AS n {filter} LIMIT {COUNT_LIMIT}) AS counted");
    // As above.
    let total: i64 = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(agency.uuid())
        .bind(tenant.map(TenantId::uuid))
        .bind(&digits)
        .fetch_one(ctx.db())
        .await?;
    let rows: Vec<Number> = rows.into_iter().map(Number::from).collect();
    Ok(Page::after(rows, query.size, total, |row| Keyset { key: row.e164.clone(), id: row.id.uuid() }))
}

/// The id of a number of the scope's, by its digits, with or without the `+`.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one, and for another's.
pub async fn id_by_number(ctx: &mut Ctx, number: &str) -> Result<NumberId> {
    ctx.authorize(Action::NumberRead)?;
    let (agency, tenant) = (ctx.scope().agency(), ctx.scope().tenant());
    let digits = number.trim().trim_start_matches('+');
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::NotFound);
    }
    let e164 = format!("+{digits}");
    let id = sqlx::query_scalar!(
        r#"SELECT id AS "id: NumberId" FROM numbers
           WHERE agency_id = $1 AND e164 = $2 AND status <> 'released' AND ($3::uuid IS NULL OR subject_tenant_id = $3)"#,
        agency.uuid(),
        e164,
        tenant.map(TenantId::uuid)
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(id)
}

/// # Errors
/// [`Error::NotFound`] for an unknown one, and for another's.
pub async fn get(ctx: &mut Ctx, id: NumberId) -> Result<Number> {
    ctx.authorize(Action::NumberRead)?;
    read(ctx, id).await
}

pub(super) async fn read(ctx: &mut Ctx, id: NumberId) -> Result<Number> {
    let agency = ctx.scope().agency();
    let sql = format!("{SELECT} WHERE n.agency_id = $1 AND n.id = $2");
    // Constants; every value is bound.
    let row: Row = sqlx::query_as(AssertSqlSafe(sql)).bind(agency.uuid()).bind(id.uuid()).fetch_one(ctx.db()).await?;
    Ok(row.into())
}

/// Holds the number until the transaction ends, and before it the tenants it leaves and enters, in the order of their ids:
/// a cancellation holds a tenant and then takes its numbers. A released number is gone.
async fn lock(ctx: &mut Ctx, id: NumberId, moves_to: Option<Option<TenantId>>) -> Result<Number> {
    let agency = ctx.scope().agency();
    let seen = read(ctx, id).await?;
    if let Some(to) = moves_to.filter(|to| *to != seen.tenant) {
        let tenants: Vec<Uuid> = [seen.tenant, to].into_iter().flatten().map(TenantId::uuid).collect();
        sqlx::query_scalar!("SELECT id FROM tenants WHERE agency_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE", agency.uuid(), &tenants)
            .fetch_all(ctx.db())
            .await?;
    }
    sqlx::query_scalar!(
        "SELECT id FROM numbers WHERE agency_id = $1 AND id = $2 AND status <> 'released' FOR UPDATE",
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let number = read(ctx, id).await?;
    if moves_to.is_some() && number.tenant != seen.tenant {
        return Err(Error::State("number_moved"));
    }
    Ok(number)
}

pub(super) fn entry(name: &'static str, number: &Number, tenant: Option<TenantId>) -> Entry {
    let mut entry = Entry::new(name, Subject::new("number", number.id, &number.e164));
    entry.tenant = tenant;
    entry
}

/// A number to add to the inventory, and perhaps the tenant that gets it at once.
#[derive(Debug, Clone)]
pub struct NewNumber {
    pub e164: String,
    pub cnam: Option<String>,
    pub tenant: Option<TenantId>,
}

/// # Errors
/// [`Error::Conflict`] when somebody has the number; [`Error::State`] at the tenant's cap.
pub async fn create(mut ctx: Ctx, new: NewNumber) -> Result<Number> {
    ctx.authorize(Action::NumberCreate)?;
    let mut problems = Problems::default();
    let number = e164(&mut problems, "number", &new.e164);
    let mut profile = NumberProfile { cnam: new.cnam.clone(), ..NumberProfile::default() };
    profile.check(&mut problems);
    problems.finish()?;
    if let Some(tenant) = new.tenant {
        ctx.authorize(Action::NumberAssign)?;
        place::enter(&mut ctx, tenant).await?;
    }
    let Some(id) = insert(&mut ctx, &number, &profile).await? else {
        return Err(Error::Conflict(vec![FieldError::new("number", "taken").with("value", &number)]));
    };
    let made = read(&mut ctx, id).await?;
    let facts = serde_json::json!({"number": number, "cnam": profile.cnam});
    let added = entry("phone_number.added", &made, new.tenant).changes(None, Some(&facts));
    if let Some(tenant) = new.tenant {
        let assigned = give(&mut ctx, &made, tenant).await?;
        ctx.record(assigned);
    }
    let made = read(&mut ctx, id).await?;
    ctx.commit([added]).await?;
    Ok(made)
}

/// Claims the number on the whole platform and adds the row; `None` when somebody has it.
pub(super) async fn insert(ctx: &mut Ctx, number: &str, profile: &NumberProfile) -> Result<Option<NumberId>> {
    let (id, now, agency): (NumberId, _, _) = (ctx.new_id(), ctx.now(), ctx.scope().agency());
    let claimed = sqlx::query!(
        "INSERT INTO number_directory (e164, agency_id, number_id) VALUES ($1, $2, $3) ON CONFLICT (e164) DO NOTHING",
        number,
        agency.uuid(),
        id.uuid()
    )
    .execute(ctx.db())
    .await?;
    if claimed.rows_affected() == 0 {
        return Ok(None);
    }
    sqlx::query!(
        "INSERT INTO numbers (agency_id, id, e164, reversed, cnam, e911_status, created_at, updated_at)
         VALUES ($1, $2, $3, reverse($3), $4, $5, $6, $6)",
        agency.uuid(),
        id.uuid(),
        number,
        profile.cnam,
        profile.e911_status.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(Some(id))
}

/// Gives a number nobody has to a tenant, under the tenant's cap.
pub(super) async fn give(ctx: &mut Ctx, number: &Number, tenant: TenantId) -> Result<Entry> {
    place::take(ctx, tenant, Counted::Numbers, 1).await?;
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE numbers SET subject_tenant_id = $3, assigned_at = $4, updated_at = $4 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        number.id.uuid(),
        tenant.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(entry("phone_number.assigned", number, Some(tenant)))
}

/// Takes it back into the inventory.
async fn take_back(ctx: &mut Ctx, number: &Number, tenant: TenantId) -> Result<Entry> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE numbers SET subject_tenant_id = NULL, assigned_at = NULL, updated_at = $3 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        number.id.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    place::give_back(ctx, tenant, Counted::Numbers, 1).await?;
    Ok(entry("phone_number.unassigned", number, Some(tenant)))
}

/// Assigns to a tenant, from another one if need be; `None` returns it to the inventory.
///
/// # Errors
/// [`Error::State`] at the tenant's cap, or while it is suspended.
pub async fn assign(ctx: Ctx, id: NumberId, tenant: Option<TenantId>) -> Result<Number> {
    ctx.authorize(Action::NumberAssign)?;
    change(ctx, id, Some(tenant), |_, _| ()).await
}

/// Changes what people decide about it.
///
/// # Errors
/// [`Error::Invalid`] with every mistake.
pub async fn update(ctx: Ctx, id: NumberId, edit: impl FnOnce(&mut NumberProfile, &mut Problems) + Send) -> Result<Number> {
    ctx.authorize(Action::NumberUpdate)?;
    change(ctx, id, None, edit).await
}

/// Changes everything at once, all of it or nothing. `tenant`: who has it from now on (`Some(None)` is the inventory), where
/// that is decided at all.
///
/// # Errors
/// As [`assign`] and [`update`].
pub async fn change(
    mut ctx: Ctx,
    id: NumberId,
    tenant: Option<Option<TenantId>>,
    edit: impl FnOnce(&mut NumberProfile, &mut Problems) + Send,
) -> Result<Number> {
    let before = lock(&mut ctx, id, tenant).await?;
    let (mut profile, mut problems) = (before.profile.clone(), Problems::default());
    edit(&mut profile, &mut problems);
    profile.check(&mut problems);
    problems.finish()?;
    let mut entries = Vec::new();
    if profile != before.profile {
        ctx.authorize(Action::NumberUpdate)?;
        // Whether the emergency service knows the number is not the tenant's to say.
        if ctx.scope().tenant().is_some() && profile.e911_status != before.profile.e911_status {
            return Err(Error::Forbidden);
        }
        write(&mut ctx, id, &profile).await?;
        entries.push(entry("phone_number.updated", &before, before.tenant).changes(Some(&before.profile), Some(&profile)));
    }
    if let Some(tenant) = tenant.filter(|tenant| *tenant != before.tenant) {
        ctx.authorize(Action::NumberAssign)?;
        if let Some(old) = before.tenant {
            entries.push(take_back(&mut ctx, &before, old).await?);
        }
        if let Some(new) = tenant {
            place::enter(&mut ctx, new).await?;
            entries.push(give(&mut ctx, &before, new).await?);
        }
    }
    let mut entries = entries.into_iter();
    let Some(first) = entries.next() else { return Ok(before) };
    entries.for_each(|entry| ctx.record(entry));
    let after = read(&mut ctx, id).await?;
    ctx.commit([first]).await?;
    Ok(after)
}

async fn write(ctx: &mut Ctx, id: NumberId, profile: &NumberProfile) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!(
        "UPDATE numbers SET cnam = $3, e911_status = $4, updated_at = $5 WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        id.uuid(),
        profile.cnam,
        profile.e911_status.as_str(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Gives the number back to the carrier. It leaves its tenant and can be bought again by anybody.
///
/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn release(mut ctx: Ctx, id: NumberId) -> Result<()> {
    ctx.authorize(Action::NumberRelease)?;
    let number = lock(&mut ctx, id, Some(None)).await?;
    if let Some(tenant) = number.tenant {
        let back = take_back(&mut ctx, &number, tenant).await?;
        ctx.record(back);
    }
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    sqlx::query!("UPDATE numbers SET status = 'released', updated_at = $3 WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid(), now)
        .execute(ctx.db())
        .await?;
    sqlx::query!("DELETE FROM number_directory WHERE e164 = $1", number.e164).execute(ctx.db()).await?;
    ctx.commit([entry("phone_number.released", &number, number.tenant)]).await
}

/// All of a tenant's numbers go back to the carrier, in the caller's transaction, which holds the tenant.
pub(crate) async fn release_all(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let released = sqlx::query!(
        r#"UPDATE numbers SET subject_tenant_id = NULL, assigned_at = NULL, status = 'released', updated_at = $3
           WHERE agency_id = $1 AND subject_tenant_id = $2 RETURNING id AS "id: NumberId", e164"#,
        agency.uuid(),
        tenant.uuid(),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    if released.is_empty() {
        return Ok(());
    }
    let numbers: Vec<String> = released.iter().map(|number| number.e164.clone()).collect();
    sqlx::query!("DELETE FROM number_directory WHERE e164 = ANY($1)", &numbers).execute(ctx.db()).await?;
    place::give_back(ctx, tenant, Counted::Numbers, i32::try_from(released.len()).unwrap_or(i32::MAX)).await?;
    for number in released {
        ctx.record(Entry::new("phone_number.released", Subject::new("number", number.id, number.e164)).tenant(tenant));
    }
    Ok(())
}

/// All of a cancelled tenant's numbers go back into the inventory, in the caller's transaction.
pub(crate) async fn return_all(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let (now, agency) = (ctx.now(), ctx.scope().agency());
    let returned = sqlx::query!(
        r#"UPDATE numbers SET subject_tenant_id = NULL, assigned_at = NULL, updated_at = $3
           WHERE agency_id = $1 AND subject_tenant_id = $2 RETURNING id AS "id: NumberId", e164"#,
        agency.uuid(),
        tenant.uuid(),
        now
    )
    .fetch_all(ctx.db())
    .await?;
    if returned.is_empty() {
        return Ok(());
    }
    place::give_back(ctx, tenant, Counted::Numbers, i32::try_from(returned.len()).unwrap_or(i32::MAX)).await?;
    for number in returned {
        ctx.record(Entry::new("phone_number.unassigned", Subject::new("number", number.id, number.e164)).tenant(tenant));
    }
    Ok(())
}

/// All of the tenant's, for its switch.
pub(super) async fn of_tenant(ctx: &mut Ctx, tenant: TenantId, most: i64) -> Result<Vec<Number>> {
    let agency = ctx.scope().agency();
    let sql =
        format!("{SELECT} WHERE n.agency_id = $1 AND n.subject_tenant_id = $2 AND n.status = 'active' ORDER BY n.e164, n.id LIMIT $3");
    // Constants; every value is bound.
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(agency.uuid()).bind(tenant.uuid()).bind(most).fetch_all(ctx.db()).await?;
    Ok(rows.into_iter().map(Number::from).collect())
}
