//! Offering a tenant to another agency, and what becomes of the offer. Accepting it is in `handover.rs`.

use super::status::Status;
use super::transfer::{Direction, Transfer, TransferStatus, VALID_FOR};
use super::{agencies, tenants};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::accounts::staff;
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, TenantId, TransferId};
use crate::domain::page::{Keyset, Page};
use crate::domain::{Ctx, Services, input, outbox};

/// What to list of the scope's agency, the newest first.
#[derive(Debug, Clone, Default)]
pub struct TransferQuery {
    pub direction: Option<Direction>,
    pub status: Option<TransferStatus>,
    pub after: Option<String>,
    pub offset: i64,
    pub size: i64,
}

/// # Errors
/// [`Error::Invalid`] for a cursor that is none.
pub async fn list(ctx: &mut Ctx, query: &TransferQuery) -> Result<Page<Transfer>> {
    ctx.authorize(Action::TransferList)?;
    let agency = ctx.scope().agency();
    let after = query.after.as_deref().map(Keyset::decode).transpose()?.map_or(uuid::Uuid::max(), |keyset| keyset.id);
    let (direction, status) = (query.direction.map(Direction::as_str), query.status.map(TransferStatus::as_str));
    let rows = sqlx::query_as!(
        Transfer,
        r#"SELECT id AS "id: TransferId", direction AS "direction: Direction", subject_tenant_id AS "tenant: TenantId", tenant_name,
                  from_agency_id AS "from: AgencyId", target_agency_id AS "target: AgencyId", other_name, note, users_count AS users,
                  numbers_count AS numbers, extensions_count AS extensions, agents_count AS agents, status AS "status: TransferStatus",
                  reason, requested_by, requested_at, expires_at, decided_at
           FROM transfers
           WHERE agency_id = $1 AND ($2::text IS NULL OR direction = $2) AND ($3::text IS NULL OR status = $3)
             AND id < $4
           ORDER BY id DESC LIMIT $5 OFFSET $6"#,
        agency.uuid(),
        direction,
        status,
        after,
        query.size + 1,
        query.offset
    )
    .fetch_all(ctx.db())
    .await?;
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM transfers
           WHERE agency_id = $1 AND ($2::text IS NULL OR direction = $2) AND ($3::text IS NULL OR status = $3)"#,
        agency.uuid(),
        direction,
        status
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(Page::after(rows, query.size, total, |row| Keyset { key: String::new(), id: row.id.uuid() }))
}

/// # Errors
/// [`Error::NotFound`] for one that is not of the scope's agency.
pub async fn get(ctx: &mut Ctx, id: TransferId) -> Result<Transfer> {
    ctx.authorize(Action::TransferList)?;
    read(ctx, id).await
}

pub(super) async fn read(ctx: &mut Ctx, id: TransferId) -> Result<Transfer> {
    let agency = ctx.scope().agency();
    let row = sqlx::query_as!(
        Transfer,
        r#"SELECT id AS "id: TransferId", direction AS "direction: Direction", subject_tenant_id AS "tenant: TenantId", tenant_name,
                  from_agency_id AS "from: AgencyId", target_agency_id AS "target: AgencyId", other_name, note, users_count AS users,
                  numbers_count AS numbers, extensions_count AS extensions, agents_count AS agents, status AS "status: TransferStatus",
                  reason, requested_by, requested_at, expires_at, decided_at
           FROM transfers WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        id.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(row)
}

/// Offers a tenant to another agency, or (`None`) to nobody's: it becomes self-managed if an operator agrees. The tenant goes
/// on as before until then. An agency that does not exist gets the same answer as one that does: nobody learns from it who is
/// a customer here, and the offer expires.
///
/// # Errors
/// [`Error::Forbidden`] where the agency's transfers are off; [`Error::State`] for a cancelled tenant and for a second offer.
pub async fn request(mut ctx: Ctx, tenant: TenantId, target: Option<AgencyId>, note: Option<&str>) -> Result<Transfer> {
    ctx.authorize(Action::TransferRequest)?;
    let (from, now) = (ctx.scope().agency(), ctx.now());
    let mut problems = Problems::default();
    let note = input::optional(&mut problems, "note", note, 1000);
    let target = target.unwrap_or(PLATFORM_AGENCY);
    if target == from {
        problems.code("targetAgencyId", "own_agency");
    }
    problems.finish()?;
    tenants::lock(&mut ctx, tenant).await?;
    let offered = tenants::read(&mut ctx, tenant).await?;
    if !agencies::may_transfer(&mut ctx).await? {
        return Err(Error::Forbidden);
    }
    if offered.status == Status::Cancelled {
        return Err(Error::State("tenant_cancelled"));
    }
    // The tenant's row is held: nobody else offers it just now.
    let pending = sqlx::query_scalar!(
        "SELECT id FROM transfers WHERE agency_id = $1 AND subject_tenant_id = $2 AND status = 'pending' AND direction = 'outgoing'",
        from.uuid(),
        tenant.uuid()
    );
    if pending.fetch_optional(ctx.db()).await?.is_some() {
        return Err(Error::State("transfer_pending"));
    }
    ctx.enter_platform().await?;
    let names = sqlx::query!(
        r#"SELECT (SELECT name FROM agencies WHERE id = $1) AS "own!", (SELECT name FROM agencies WHERE id = $2) AS target"#,
        from.uuid(),
        target.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let id: TransferId = ctx.new_id();
    let by = ctx.identity.actor.name().to_owned();
    let sides = [(Direction::Outgoing, from, None), (Direction::Incoming, target, Some(names.own.as_str()))];
    for (direction, agency, other) in sides.into_iter().filter(|(_, agency, _)| *agency == from || names.target.is_some()) {
        sqlx::query!(
            "INSERT INTO transfers (agency_id, id, direction, subject_tenant_id, tenant_name, from_agency_id, target_agency_id, other_name,
                 note, users_count, numbers_count, extensions_count, agents_count, requested_by, requested_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            agency.uuid(),
            id.uuid(),
            direction.as_str(),
            tenant.uuid(),
            offered.profile.name,
            from.uuid(),
            target.uuid(),
            other,
            note,
            offered.users,
            offered.numbers,
            offered.extensions,
            offered.agents,
            // Who of the sender asked is the sender's to know.
            if direction == Direction::Outgoing { &by } else { &names.own },
            now,
            now + VALID_FOR
        )
        .execute(ctx.db())
        .await?;
    }
    let made = read(&mut ctx, id).await?;
    let facts = serde_json::json!({"target": target, "note": note});
    let requested = entry("transfer.requested", &made, from).changes(None, Some(&facts));
    if names.target.is_some() {
        tell(&mut ctx, target, "transfer_offered", id).await?;
        ctx.record(entry("transfer.offered", &made, target).changes(None, Some(&serde_json::json!({"from": names.own, "note": note}))));
    }
    ctx.commit([requested]).await?;
    Ok(made)
}

pub(super) fn entry(name: &'static str, transfer: &Transfer, agency: AgencyId) -> Entry {
    Entry::new(name, Subject::new("tenant", transfer.tenant, &transfer.tenant_name)).agency(agency)
}

/// Mails those who decide at an agency. The transaction has entered the platform.
pub(super) async fn tell(ctx: &mut Ctx, agency: AgencyId, kind: &str, transfer: TransferId) -> Result<()> {
    for (email, name) in staff::deciders(ctx, agency).await? {
        outbox::queue(ctx, agency, None, kind, transfer.uuid(), &email, &name).await?;
    }
    Ok(())
}

/// Both sides' rows, held in one order; the scope's own is returned.
///
/// # Errors
/// [`Error::NotFound`] for one that is not of the scope's agency or of this direction, [`Error::State`] when it is settled.
pub(super) async fn hold(ctx: &mut Ctx, id: TransferId, direction: Direction) -> Result<Transfer> {
    let seen = read(ctx, id).await?;
    if seen.direction != direction {
        return Err(Error::NotFound);
    }
    ctx.enter_platform().await?;
    sqlx::query_scalar!("SELECT agency_id FROM transfers WHERE id = $1 ORDER BY agency_id FOR UPDATE", id.uuid())
        .fetch_all(ctx.db())
        .await?;
    let transfer = read(ctx, id).await?;
    if transfer.status != TransferStatus::Pending || transfer.expires_at <= ctx.now() {
        return Err(Error::State("transfer_settled"));
    }
    Ok(transfer)
}

/// Writes the end of an offer for both sides. The transaction has entered the platform.
pub(super) async fn settle(ctx: &mut Ctx, id: TransferId, status: TransferStatus, reason: Option<&str>) -> Result<()> {
    let (now, own, by) = (ctx.now(), ctx.scope().agency(), ctx.identity.actor.name().to_owned());
    // Who it was is their own agency's to know.
    sqlx::query!(
        "UPDATE transfers SET status = $2, reason = $3, decided_by = CASE WHEN agency_id = $6 THEN $4::text END, decided_at = $5 WHERE id = $1",
        id.uuid(),
        status.as_str(),
        reason,
        by,
        now,
        own.uuid()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// The sender takes its offer back.
///
/// # Errors
/// [`Error::State`] when it is settled already.
pub async fn cancel(mut ctx: Ctx, id: TransferId) -> Result<Transfer> {
    ctx.authorize(Action::TransferRequest)?;
    let transfer = hold(&mut ctx, id, Direction::Outgoing).await?;
    settle(&mut ctx, id, TransferStatus::Cancelled, None).await?;
    finish(ctx, &transfer, "transfer.cancelled").await
}

/// The target refuses it; the sender is told why.
///
/// # Errors
/// As [`cancel`].
pub async fn reject(mut ctx: Ctx, id: TransferId, reason: Option<&str>) -> Result<Transfer> {
    ctx.authorize(Action::TransferDecide)?;
    let mut problems = Problems::default();
    let reason = input::optional(&mut problems, "reason", reason, 1000);
    problems.finish()?;
    let transfer = hold(&mut ctx, id, Direction::Incoming).await?;
    settle(&mut ctx, id, TransferStatus::Rejected, reason.as_deref()).await?;
    tell(&mut ctx, transfer.from, "transfer_rejected", id).await?;
    finish(ctx, &transfer, "transfer.rejected").await
}

/// An entry for each side, then the commit.
async fn finish(mut ctx: Ctx, transfer: &Transfer, action: &'static str) -> Result<Transfer> {
    let known = sqlx::query_scalar!("SELECT agency_id FROM transfers WHERE id = $1", transfer.id.uuid()).fetch_all(ctx.db()).await?;
    if known.contains(&transfer.target.uuid()) {
        ctx.record(entry(action, transfer, transfer.target));
    }
    let settled = read(&mut ctx, transfer.id).await?;
    ctx.commit([entry(action, transfer, transfer.from)]).await?;
    Ok(settled)
}

/// Ends the offers nobody answered in time.
///
/// # Errors
/// When the database does not answer.
pub async fn expire(services: &Services) -> Result<()> {
    let system = |scope| Identity::system("sweep", scope, Surface::Job);
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let now = ctx.now();
    let due = sqlx::query!(
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: TransferId" FROM transfers
           WHERE status = 'pending' AND direction = 'outgoing' AND expires_at <= $1 ORDER BY expires_at LIMIT 500"#,
        now
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    for row in due {
        let mut ctx = Ctx::begin(services, system(Scope::Agency(row.agency))).await?;
        ctx.enter_platform().await?;
        sqlx::query_scalar!("SELECT agency_id FROM transfers WHERE id = $1 ORDER BY agency_id FOR UPDATE", row.id.uuid())
            .fetch_all(ctx.db())
            .await?;
        let transfer = read(&mut ctx, row.id).await?;
        if transfer.status == TransferStatus::Pending {
            settle(&mut ctx, row.id, TransferStatus::Expired, None).await?;
            tell(&mut ctx, transfer.from, "transfer_expired", row.id).await?;
            finish(ctx, &transfer, "transfer.expired").await?;
        }
    }
    Ok(())
}
