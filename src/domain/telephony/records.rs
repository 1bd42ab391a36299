//! Reading and writing the records of a tenant, by their descriptions. Names in the statements are constants of `record.rs`.

use serde_json::{Map, Value, json};
use sqlx::{AssertSqlSafe, FromRow};
use time::OffsetDateTime;
use uuid::Uuid;

use super::kind::{Holds, Kind};
use super::record::{Record, apply};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::page::{COUNT_LIMIT, Keyset, Page};
use crate::domain::tenancy::place;
use crate::domain::tenancy::status::Status;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    row: Value,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl Row {
    /// The columns by their API names; references and times as the API writes them.
    fn record(mut self, kind: Kind) -> Record {
        let mut values = Map::new();
        for field in kind.describe().fields {
            let stored = self.row.get_mut(field.column).map(Value::take).unwrap_or_default();
            let value = match (field.holds, &stored) {
                (Holds::Reference(other), Value::String(id)) => id.parse().map_or(Value::Null, |id: Uuid| json!(other.show_id(id))),
                (Holds::Time, Value::String(at)) => {
                    let at = OffsetDateTime::parse(at, &time::format_description::well_known::Rfc3339);
                    at.map_or(Value::Null, |at| json!(crate::format::iso(at)))
                }
                _ => stored,
            };
            values.insert(field.name.to_owned(), value);
        }
        Record { kind, id: self.id, values, created_at: self.created_at, updated_at: self.updated_at }
    }
}

/// The newest first.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not the scope's.
pub async fn list(ctx: &mut Ctx, tenant: TenantId, kind: Kind, after: Option<&str>, offset: i64, size: i64) -> Result<Page<Record>> {
    ctx.authorize(Action::RecordRead)?;
    place::enter(ctx, tenant).await?;
    may_read(ctx, tenant, kind).await?;
    let after = after.map(Keyset::decode).transpose()?.map_or(Uuid::max(), |keyset| keyset.id);
    let table = kind.describe().table;
    let sql = format!(
        "SELECT id, to_jsonb(t) AS row, created_at, updated_at FROM {table} AS t WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3 OFFSET $4"
    );
    let rows: Vec<Row> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(tenant.uuid()).bind(after).bind(size + 1).bind(offset).fetch_all(ctx.db()).await?;
    let total = count(ctx, tenant, kind).await?;
    let rows: Vec<Record> = rows.into_iter().map(|row| row.record(kind)).collect();
    Ok(Page::after(rows, size, total, |row| Keyset { key: String::new(), id: row.id }))
}

/// How many there are, up to 10,000. The transaction has entered the tenant.
pub async fn count(ctx: &mut Ctx, tenant: TenantId, kind: Kind) -> Result<i64> {
    let table = kind.describe().table;
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE tenant_id = $1 LIMIT {COUNT_LIMIT}) AS counted");
    Ok(sqlx::query_scalar(AssertSqlSafe(sql)).bind(tenant.uuid()).fetch_one(ctx.db()).await?)
}

/// How many recordings a tenant has, for whoever is about to delete it.
///
/// # Errors
/// As [`list`].
pub async fn recordings_of(ctx: &mut Ctx, tenant: TenantId) -> Result<i64> {
    ctx.authorize(Action::RecordRead)?;
    place::enter(ctx, tenant).await?;
    count(ctx, tenant, Kind::Recording).await
}

/// # Errors
/// [`Error::NotFound`] for an unknown one.
pub async fn get(ctx: &mut Ctx, tenant: TenantId, kind: Kind, id: Uuid) -> Result<Record> {
    ctx.authorize(Action::RecordRead)?;
    place::enter(ctx, tenant).await?;
    may_read(ctx, tenant, kind).await?;
    read(ctx, tenant, kind, id).await
}

/// A sub-account whose parent has taken the permission `cdr` away reads nothing of its calls with its own credentials.
async fn may_read(ctx: &mut Ctx, tenant: TenantId, kind: Kind) -> Result<()> {
    if ctx.identity.actor.role() != Role::TenantKey || !matches!(kind, Kind::Recording | Kind::Transcript) {
        return Ok(());
    }
    let agency = ctx.scope().agency();
    let allowed = sqlx::query_scalar!("SELECT allow_cdr FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), tenant.uuid());
    if allowed.fetch_one(ctx.db()).await? { Ok(()) } else { Err(Error::Forbidden) }
}

async fn read(ctx: &mut Ctx, tenant: TenantId, kind: Kind, id: Uuid) -> Result<Record> {
    let table = kind.describe().table;
    let sql = format!("SELECT id, to_jsonb(t) AS row, created_at, updated_at FROM {table} AS t WHERE tenant_id = $1 AND id = $2");
    let row: Row = sqlx::query_as(AssertSqlSafe(sql)).bind(tenant.uuid()).bind(id).fetch_one(ctx.db()).await?;
    Ok(row.record(kind))
}

/// The values by their columns, with references as the UUIDs they are stored as.
fn columns(kind: Kind, values: &Map<String, Value>) -> Value {
    let mut columns = Map::new();
    for field in kind.describe().fields {
        let value = values.get(field.name).cloned().unwrap_or_default();
        let stored = match (field.holds, &value) {
            (Holds::Reference(other), Value::String(id)) => json!(other.read_id(id)),
            (Holds::Truth, Value::Null) => json!(false),
            (Holds::Switch, Value::Null) => json!(true),
            (Holds::Addresses, Value::Null) => json!([]),
            (Holds::Steps, Value::Null) => json!([]),
            _ => value,
        };
        columns.insert(field.column.to_owned(), stored);
    }
    Value::Object(columns)
}

/// A violated constraint as a mistake in its field.
fn told(kind: Kind, values: &Map<String, Value>, error: sqlx::Error) -> Error {
    let sqlx::Error::Database(db) = &error else { return error.into() };
    if let Some((constraint, field)) = kind.describe().unique
        && db.constraint() == Some(constraint)
    {
        let value = values.get(field).and_then(Value::as_str).unwrap_or_default();
        return Error::Conflict(vec![FieldError::new(field, "taken").with("value", value)]);
    }
    if db.is_foreign_key_violation() {
        let field = kind.describe().fields.iter().find(|field| matches!(field.holds, Holds::Reference(_)));
        return match field {
            Some(field) => Error::invalid(field.name, "unknown_reference"),
            None => Error::State("record_in_use"),
        };
    }
    error.into()
}

fn entry(event: &'static str, tenant: TenantId, record: &Record) -> Entry {
    Entry::new(event, Subject::new(record.kind.describe().word, record.id_text(), record.title())).tenant(tenant)
}

/// # Errors
/// [`Error::Invalid`] with every mistake; [`Error::Conflict`] for what is taken; [`Error::State`] where nothing new is taken on.
pub async fn create(mut ctx: Ctx, tenant: TenantId, kind: Kind, given: &Map<String, Value>) -> Result<Record> {
    ctx.authorize(kind.write_action())?;
    let description = kind.describe();
    // Nothing is recorded and no message taken for a tenant that is not served.
    // Its status is held: a suspension that goes on at the same moment finishes what this begins.
    let status = if description.reported || kind == Kind::Trunk {
        place::hold(&mut ctx, tenant).await?
    } else {
        place::enter(&mut ctx, tenant).await?
    };
    match status {
        Status::Cancelled => return Err(Error::State("tenant_cancelled")),
        Status::Suspended if description.reported || kind == Kind::Trunk => return Err(Error::State("tenant_suspended")),
        _ => {}
    }
    let (mut values, mut problems) = (Map::new(), Problems::default());
    apply(kind, &mut values, given, &mut problems);
    problems.finish()?;
    let (id, now): (Uuid, _) = (ctx.new_id(), ctx.now());
    let names: Vec<&str> = description.fields.iter().map(|field| field.column).collect();
    let (table, names) = (description.table, names.join(", "));
    let sql = format!(
        "INSERT INTO {table} (tenant_id, id, {names}, created_at, updated_at)
         SELECT $1, $2, {names}, $3, $3 FROM jsonb_populate_record(NULL::{table}, $4)"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(tenant.uuid())
        .bind(id)
        .bind(now)
        .bind(columns(kind, &values))
        .execute(ctx.db())
        .await
        .map_err(|error| told(kind, &values, error))?;
    let made = read(&mut ctx, tenant, kind, id).await?;
    ctx.commit([entry(description.events[0], tenant, &made).changes(None, Some(&short(&made.values)))]).await?;
    Ok(made)
}

/// The audit log says what was changed, not whole transcripts.
fn short(values: &Map<String, Value>) -> Map<String, Value> {
    let cut = |value: &Value| match value {
        Value::String(text) if text.chars().count() > 200 => json!(text.chars().take(200).collect::<String>() + "…"),
        other => other.clone(),
    };
    values.iter().map(|(name, value)| (name.clone(), cut(value))).collect()
}

/// Changes the fields that are given.
///
/// # Errors
/// As [`create`].
pub async fn update(mut ctx: Ctx, tenant: TenantId, kind: Kind, id: Uuid, given: &Map<String, Value>) -> Result<Record> {
    ctx.authorize(kind.write_action())?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let description = kind.describe();
    let (table, now) = (description.table, ctx.now());
    let held = format!("SELECT id FROM {table} WHERE tenant_id = $1 AND id = $2 FOR UPDATE");
    sqlx::query(AssertSqlSafe(held)).bind(tenant.uuid()).bind(id).fetch_one(ctx.db()).await?;
    let before = read(&mut ctx, tenant, kind, id).await?;
    let (mut values, mut problems) = (before.values.clone(), Problems::default());
    apply(kind, &mut values, given, &mut problems);
    problems.finish()?;
    if values == before.values {
        return Ok(before);
    }
    let names: Vec<&str> = description.fields.iter().map(|field| field.column).collect();
    let names = names.join(", ");
    let sql = format!(
        "UPDATE {table} SET updated_at = $3, ({names}) = (SELECT {names} FROM jsonb_populate_record(NULL::{table}, $4))
         WHERE tenant_id = $1 AND id = $2"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(tenant.uuid())
        .bind(id)
        .bind(now)
        .bind(columns(kind, &values))
        .execute(ctx.db())
        .await
        .map_err(|error| told(kind, &values, error))?;
    let after = read(&mut ctx, tenant, kind, id).await?;
    let entry = entry(description.events[1], tenant, &after).changes(Some(&short(&before.values)), Some(&short(&after.values)));
    ctx.commit([entry]).await?;
    Ok(after)
}

/// # Errors
/// [`Error::NotFound`] for an unknown one; [`Error::State`] while others refer to it.
pub async fn delete(mut ctx: Ctx, tenant: TenantId, kind: Kind, id: Uuid) -> Result<Record> {
    ctx.authorize(kind.write_action())?;
    place::enter_to_change(&mut ctx, tenant).await?;
    let record = read(&mut ctx, tenant, kind, id).await?;
    let table = kind.describe().table;
    let sql = format!("DELETE FROM {table} WHERE tenant_id = $1 AND id = $2");
    let deleted = sqlx::query(AssertSqlSafe(sql)).bind(tenant.uuid()).bind(id).execute(ctx.db()).await.map_err(|error| match &error {
        sqlx::Error::Database(db) if db.is_foreign_key_violation() => Error::State("record_in_use"),
        _ => error.into(),
    })?;
    if deleted.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    ctx.commit([entry(kind.describe().events[2], tenant, &record).changes(Some(&short(&record.values)), None)]).await?;
    Ok(record)
}

/// Whatever is being recorded ends now, with the calls. The transaction has entered the tenant.
pub(crate) async fn finalise_recordings(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "UPDATE recordings SET status = 'final', updated_at = $2 WHERE tenant_id = $1 AND status = 'recording'",
        tenant.uuid(),
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// All of a kind, for the tenant's switch. The transaction has entered the tenant.
pub(super) async fn of_tenant(ctx: &mut Ctx, tenant: TenantId, kind: Kind, most: i64) -> Result<Vec<Record>> {
    let table = kind.describe().table;
    let sql = format!("SELECT id, to_jsonb(t) AS row, created_at, updated_at FROM {table} AS t WHERE tenant_id = $1 ORDER BY id LIMIT $2");
    let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(sql)).bind(tenant.uuid()).bind(most).fetch_all(ctx.db()).await?;
    Ok(rows.into_iter().map(|row| row.record(kind)).collect())
}
