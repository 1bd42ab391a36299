//! Accepting a transfer: live things move, facts stay (DESIGN §8.3).
//!
//! An agency's row cannot become another's: it is written anew under the new agency and deleted under the old, which is also
//! what a table distributed by agency would demand. A tenant's own tables know no agency, and stay as they are.

use serde_json::json;
use uuid::Uuid;

use super::status::Status;
use super::tenant::Tenant;
use super::transfer::{Direction, Transfer, TransferStatus};
use super::{agencies, handover_people, naming, tenants, transfers};
use crate::domain::access::{Action, Role};
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::subscriptions;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::{TenantId, TransferId, UserId};
use crate::domain::{Ctx, input, webhooks};

/// The names the tenant has from now on, where the accepting agency gives it others.
#[derive(Debug, Clone, Default)]
pub struct NewNames {
    pub name: Option<String>,
    pub slug: Option<String>,
}

/// Accepts a tenant that was offered to the scope's agency. When this returns, the old agency has no way to it any more.
///
/// # Errors
/// [`Error::State`] when the offer is settled or the tenant was cancelled meanwhile; [`Error::Conflict`] for names that are taken.
pub async fn accept(mut ctx: Ctx, id: TransferId, names: NewNames) -> Result<Transfer> {
    ctx.authorize(Action::TransferDecide)?;
    if !agencies::may_transfer(&mut ctx).await? {
        return Err(Error::Forbidden);
    }
    let transfer = transfers::hold(&mut ctx, id, Direction::Incoming).await?;
    // An offer that an operator made stands whatever the sender's switch says.
    let open = sqlx::query_scalar!(
        "SELECT id FROM agencies WHERE id = $1 AND (transfers_enabled AND suspended_at IS NULL OR $2)",
        transfer.from.uuid(),
        by_hand(&ctx, &transfer)
    );
    if open.fetch_optional(ctx.db()).await?.is_none() {
        return Err(Error::State("transfer_withheld"));
    }
    let old = held_tenant(&mut ctx, &transfer).await?;
    let (name, slug) = settle_names(&mut ctx, &old, names).await?;
    ctx.enter_tenant(transfer.tenant).await?;
    let people = handover_people::people(&mut ctx, &transfer).await?;
    let moving: Vec<Uuid> = people.iter().filter(|person| person.moves).map(|person| person.user.uuid()).collect();
    handover_people::move_users(&mut ctx, &transfer, &moving).await?;
    let others = handover_people::counterparts(&mut ctx, &people).await?;
    let staff = handover_people::drop_staff(&mut ctx, &transfer).await?;
    // Only people of the list above go along.
    let owner = old.owner.as_ref().filter(|owner| people.iter().any(|person| person.user == owner.id));
    let owner = owner.map(|owner| others.iter().find(|(was, _)| was.user == owner.id).map_or(owner.id, |(_, now)| now.id));
    copy_tenant(&mut ctx, &transfer, (&name, &slug), owner, old.users - staff).await?;
    move_things(&mut ctx, &transfer).await?;
    handover_people::tell_passkeys(&mut ctx, &transfer, &moving).await?;
    forget_old(&mut ctx, &transfer, &moving).await?;
    count(&mut ctx, &transfer, old.status).await?;
    webhooks::handover::hand_over(&mut ctx, transfer.from, transfer.target, transfer.tenant).await?;
    subscriptions::hand_over(&mut ctx, transfer.from, transfer.target, transfer.tenant, &old.profile.name).await?;
    handover_people::rename_members(&mut ctx, &transfer, &name, &slug, &others).await?;
    tenants::index_words(&mut ctx, transfer.tenant).await?;
    handover_people::welcome(&mut ctx, &transfer, &people, &others).await?;
    transfers::settle(&mut ctx, id, TransferStatus::Accepted, None).await?;
    sqlx::query!(
        "UPDATE transfers SET other_name = (SELECT name FROM agencies WHERE id = $2) WHERE id = $1 AND direction = 'outgoing'",
        id.uuid(),
        transfer.target.uuid()
    )
    .execute(ctx.db())
    .await?;
    transfers::tell(&mut ctx, transfer.from, "transfer_accepted", id).await?;
    let settled = transfers::read(&mut ctx, id).await?;
    let before = json!({"name": old.profile.name, "slug": old.slug, "agency": transfer.from});
    let after = json!({"name": name, "slug": slug, "agency": transfer.target});
    ctx.record(transfers::entry("transfer.accepted", &transfer, transfer.from));
    let subject = Subject::new("tenant", transfer.tenant, &name);
    let entry = Entry::new("transfer.accepted", subject).agency(transfer.target).tenant(transfer.tenant);
    ctx.commit([entry.changes(Some(&before), Some(&after))]).await?;
    Ok(settled)
}

/// Moves a tenant at once, where its agency has asked the platform to ("open a support ticket", seed 003). `sender` and `receiver`
/// are an operator's contexts of the two agencies.
///
/// # Errors
/// As [`transfers::request`] and [`accept`]. When the second fails the offer is there, for the receiver to accept.
pub async fn move_by_hand(sender: Ctx, receiver: Ctx, tenant: TenantId, note: Option<&str>) -> Result<Transfer> {
    if sender.identity.actor.role() != Role::Operator || receiver.identity.actor.role() != Role::Operator {
        return Err(Error::Forbidden);
    }
    let offer = transfers::request(sender, tenant, Some(receiver.scope().agency()), note).await?;
    accept(receiver, offer.id, NewNames::default()).await
}

/// Whether an operator acts for another agency than the platform's own, which only [`move_by_hand`] leads to.
fn by_hand(ctx: &Ctx, transfer: &Transfer) -> bool {
    ctx.identity.actor.role() == Role::Operator && !transfer.to_self_managed()
}

/// The tenant, still the sender's and not closed; its row is held.
async fn held_tenant(ctx: &mut Ctx, transfer: &Transfer) -> Result<Tenant> {
    let there = sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE agency_id = $1 AND id = $2 FOR UPDATE",
        transfer.from.uuid(),
        transfer.tenant.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    if there.is_none() {
        return Err(Error::State("transfer_settled"));
    }
    let tenant = tenants::read_of(ctx, transfer.from, transfer.tenant).await?;
    if tenant.status == Status::Cancelled { Err(Error::State("tenant_cancelled")) } else { Ok(tenant) }
}

/// The names in the new agency. What was asked for must be free; what the tenant had is numbered if it clashes.
async fn settle_names(ctx: &mut Ctx, old: &Tenant, names: NewNames) -> Result<(String, String)> {
    let mut problems = Problems::default();
    let asked = names.name.as_deref().map(|name| input::required(&mut problems, "name", name, 200));
    if names.slug.as_deref().is_some_and(|slug| !naming::is_slug(slug)) {
        problems.add(FieldError::new("slug", "invalid_slug"));
    }
    problems.finish()?;
    let agency = ctx.scope().agency().uuid();
    // Held until the end, so that two tenants of one name who arrive at once get different ones.
    sqlx::query_scalar!("SELECT id FROM agencies WHERE id = $1 FOR UPDATE", agency).fetch_one(ctx.db()).await?;
    let mut name = asked.clone().unwrap_or_else(|| old.profile.name.clone());
    for n in 2.. {
        let key = naming::name_key(&name);
        let taken = sqlx::query_scalar!("SELECT id FROM tenants WHERE agency_id = $1 AND name_key = $2", agency, key);
        if taken.fetch_optional(ctx.db()).await?.is_none() {
            break;
        }
        if asked.is_some() {
            return Err(Error::Conflict(vec![FieldError::new("name", "name_taken").with("value", &name)]));
        }
        name = format!("{} ({n})", old.profile.name.chars().take(190).collect::<String>());
    }
    let base = names.slug.clone().unwrap_or_else(|| old.slug.clone());
    let stem = base.chars().take(58).collect::<String>().trim_end_matches('-').to_owned();
    let taken: Vec<String> = sqlx::query_scalar!(
        "SELECT slug FROM tenants WHERE agency_id = $1 AND (slug = $2 OR slug >= $3 AND slug < $3 || '.')",
        agency,
        base,
        stem
    )
    .fetch_all(ctx.db())
    .await?;
    if names.slug.is_some() && taken.contains(&base) {
        return Err(Error::Conflict(vec![FieldError::new("slug", "taken").with("value", base)]));
    }
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let slug = std::iter::once(base).chain(numbered).find(|slug| !taken.contains(slug)).unwrap_or_default();
    Ok((name, slug))
}

/// The tenant's row under the new agency: the same id, the same SIP prefix, the same day of birth. What the old agency noted
/// for itself stays behind.
async fn copy_tenant(ctx: &mut Ctx, transfer: &Transfer, (name, slug): (&str, &str), owner: Option<UserId>, users: i32) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO tenants SELECT (jsonb_populate_record(t, jsonb_build_object(
             'agency_id', $3::uuid, 'name', $4::text, 'name_key', $5::text, 'slug', $6::text, 'owner_user_id', $7::uuid, 'updated_at', $8::timestamptz,
             'tags', '[]'::jsonb, 'suspended_by', NULL, 'description', NULL, 'users_count', $9::int, 'agency_plan_id', NULL,
             'billing_profile_id', (SELECT d.billing_profile_id FROM tenant_defaults AS d WHERE d.agency_id = $3)))).*
         FROM tenants AS t WHERE t.agency_id = $1 AND t.id = $2",
        transfer.from.uuid(),
        transfer.tenant.uuid(),
        transfer.target.uuid(),
        name,
        naming::name_key(name),
        slug,
        owner.map(UserId::uuid),
        now,
        users
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// Numbers and keys, with what finds them before a scope is known.
async fn move_things(ctx: &mut Ctx, transfer: &Transfer) -> Result<()> {
    let (from, to, tenant) = (transfer.from.uuid(), transfer.target.uuid(), transfer.tenant.uuid());
    // A sub-account's token is known to its parent, who is another from now on: the new one asks for a new one.
    let now = ctx.now();
    for statement in [
        sqlx::query!(
            "UPDATE api_keys SET revoked_at = $3
             WHERE agency_id = $1 AND revoked_at IS NULL AND id IN (SELECT key_id FROM sub_account_tokens WHERE tenant_id = $2)",
            from,
            tenant,
            now
        ),
        sqlx::query!(
            "UPDATE api_key_directory SET revoked_at = $2
             WHERE revoked_at IS NULL AND key_id IN (SELECT key_id FROM sub_account_tokens WHERE tenant_id = $1)",
            tenant,
            now
        ),
        sqlx::query!("DELETE FROM sub_account_tokens WHERE tenant_id = $1", tenant),
    ] {
        statement.execute(ctx.db()).await?;
    }
    for statement in [
        sqlx::query!(
            "INSERT INTO numbers SELECT (jsonb_populate_record(n, jsonb_build_object('agency_id', $3::uuid))).* FROM numbers AS n
             WHERE n.agency_id = $1 AND n.subject_tenant_id = $2",
            from,
            tenant,
            to
        ),
        sqlx::query!(
            "UPDATE number_directory SET agency_id = $3
             WHERE e164 IN (SELECT e164 FROM numbers WHERE agency_id = $1 AND subject_tenant_id = $2)",
            from,
            tenant,
            to
        ),
        sqlx::query!(
            "INSERT INTO api_keys SELECT (jsonb_populate_record(k, jsonb_build_object('agency_id', $3::uuid))).* FROM api_keys AS k
             WHERE k.agency_id = $1 AND k.subject_tenant_id = $2",
            from,
            tenant,
            to
        ),
    ] {
        statement.execute(ctx.db()).await?;
    }
    sqlx::query!("UPDATE api_key_directory SET agency_id = $2 WHERE subject_tenant_id = $1", tenant, to).execute(ctx.db()).await?;
    Ok(())
}

/// What the old agency has no more: rows that moved, offers to its people, visits that are open. Mails that left stay its own.
async fn forget_old(ctx: &mut Ctx, transfer: &Transfer, moving: &[Uuid]) -> Result<()> {
    let (from, tenant, now) = (transfer.from.uuid(), transfer.tenant.uuid(), ctx.now());
    sqlx::query!(
        "DELETE FROM invitation_tokens WHERE invitation_id IN (
             SELECT id FROM invitations WHERE agency_id = $1 AND (subject_tenant_id = $2 OR user_id = ANY($3)))",
        from,
        tenant,
        moving
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!("DELETE FROM invitations WHERE agency_id = $1 AND (subject_tenant_id = $2 OR user_id = ANY($3))", from, tenant, moving)
        .execute(ctx.db())
        .await?;
    for statement in [
        sqlx::query!("UPDATE mail_outbox SET subject_tenant_id = NULL WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant),
        sqlx::query!("DELETE FROM bulk_change_items WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant),
        sqlx::query!("DELETE FROM numbers WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant),
        sqlx::query!("DELETE FROM api_keys WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant),
        sqlx::query!("DELETE FROM tenant_search_tokens WHERE agency_id = $1 AND subject_tenant_id = $2", from, tenant),
        sqlx::query!("DELETE FROM tenants WHERE agency_id = $1 AND id = $2", from, tenant),
    ] {
        statement.execute(ctx.db()).await?;
    }
    sqlx::query!("DELETE FROM users WHERE agency_id = $1 AND id = ANY($2)", from, moving).execute(ctx.db()).await?;
    sqlx::query!(
        "UPDATE visits SET ended_at = $3 WHERE agency_id = $1 AND subject_tenant_id = $2 AND ended_at IS NULL AND ends_at > $3",
        from,
        tenant,
        now
    )
    .execute(ctx.db())
    .await?;
    sqlx::query!(
        "UPDATE sessions SET visit_id = NULL, visit_agency_id = NULL, visit_tenant_id = NULL, visit_slug = NULL, visit_ends_at = NULL WHERE visit_tenant_id = $1",
        tenant
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// One tenant less here, one more there; two transfers that cross hold the rows in one order.
async fn count(ctx: &mut Ctx, transfer: &Transfer, status: Status) -> Result<()> {
    sqlx::query!(
        "UPDATE agency_tenant_counts AS c SET tenants = c.tenants + CASE WHEN c.agency_id = $2 THEN 1 ELSE -1 END
         FROM (SELECT agency_id FROM agency_tenant_counts WHERE agency_id IN ($1, $2) AND status = $3 ORDER BY agency_id FOR UPDATE) AS held
         WHERE c.agency_id = held.agency_id AND c.status = $3",
        transfer.from.uuid(),
        transfer.target.uuid(),
        status.as_str()
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}
