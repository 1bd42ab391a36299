//! Weekly summaries: made once for a person and a week, read when the mail is worded.

use time::{Date, Duration};
use uuid::Uuid;

use super::attention;
use super::digest::{self, AgencyWeek, Digest, Of, TenantWeek};
use super::figures::Figures;
use super::range::{GroupBy, Range};
use super::reports::{self, Narrow};
use crate::domain::access::{Action, Identity, Role, Scope, Surface, policy};
use crate::domain::accounts::users;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, TenantId, UserId};
use crate::domain::metering::alerts;
use crate::domain::metering::limit::LimitKind;
use crate::domain::tenancy::tenants;
use crate::domain::{Ctx, Services, outbox};
use crate::format;

/// People that are looked up at a time.
const BATCH: i64 = 200;
/// So long it is remembered that one was made; it is made within a day.
const KEEP: Duration = Duration::days(35);
/// Things to look at first that a summary names, and tenants of one owner.
const MOST: usize = 8;

/// Somebody whose summary is due.
struct Due {
    agency: AgencyId,
    user: UserId,
    email: String,
    first_name: String,
    last_name: String,
    /// None: of the agency's staff.
    tenant: Option<TenantId>,
}

/// Where the list goes on.
type After = (Uuid, Uuid);

/// Makes the summaries that are due now. May run twice at once; what it does not come to, the next run does.
///
/// # Errors
/// When the database does not answer.
pub async fn run(services: &Services) -> Result<()> {
    let Some((monday, zones)) = digest::due(services.clock.now()) else { return Ok(()) };
    for staff in [true, false] {
        let mut after = (Uuid::nil(), Uuid::nil());
        loop {
            let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
            let people =
                if staff { due_staff(&mut ctx, monday, &zones, after).await? } else { due_owners(&mut ctx, monday, &zones, after).await? };
            drop(ctx);
            let Some(last) = people.last() else { break };
            after = (last.agency.uuid(), last.user.uuid());
            for person in &people {
                // One person's trouble does not keep the others waiting.
                if let Err(error) = make(services, person, monday).await {
                    tracing::error!(%error, user = %person.user, "a weekly summary could not be made");
                }
            }
        }
    }
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    sqlx::query!("DELETE FROM digests WHERE week < $1", monday - KEEP).execute(ctx.db()).await?;
    ctx.commit_unaudited().await
}

fn system(scope: Scope) -> Identity {
    Identity::system("digests", scope, Surface::Job)
}

async fn due_staff(ctx: &mut Ctx, monday: Date, zones: &[String], after: After) -> Result<Vec<Due>> {
    let readers: Vec<String> =
        Role::STAFF.into_iter().filter(|role| policy::role_allows(*role, Action::AnalyticsRead)).map(|role| role.to_string()).collect();
    let people = sqlx::query_as!(
        Due,
        r#"SELECT u.agency_id AS "agency!: AgencyId", u.id AS "user!: UserId", u.email AS "email!", u.first_name AS "first_name!",
                  u.last_name AS "last_name!", NULL::uuid AS "tenant?: TenantId"
           FROM agencies AS a JOIN users AS u ON u.agency_id = a.id
           LEFT JOIN notification_choices AS c ON c.agency_id = u.agency_id AND c.user_id = u.id AND c.topic = 'digest'
           WHERE a.kind = 'partner' AND a.suspended_at IS NULL AND lower(a.timezone) = ANY($1) AND u.status = 'active' AND u.role = ANY($2)
             AND coalesce(c.wanted, u.role = 'agency_admin') AND (u.agency_id, u.id) > ($4, $5)
             AND NOT EXISTS (SELECT FROM digests AS d WHERE d.agency_id = u.agency_id AND d.user_id = u.id AND d.week = $3)
           ORDER BY u.agency_id, u.id LIMIT $6"#,
        zones,
        &readers,
        monday,
        after.0,
        after.1,
        BATCH
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(people)
}

/// With the first of their tenants, whose language and zone the mail is in.
async fn due_owners(ctx: &mut Ctx, monday: Date, zones: &[String], after: After) -> Result<Vec<Due>> {
    let people = sqlx::query_as!(
        Due,
        r#"SELECT DISTINCT ON (u.agency_id, u.id) u.agency_id AS "agency!: AgencyId", u.id AS "user!: UserId", u.email AS "email!",
                  u.first_name AS "first_name!", u.last_name AS "last_name!", t.id AS "tenant?: TenantId"
           FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id
           JOIN users AS u ON u.agency_id = t.agency_id AND u.id = t.owner_user_id
           LEFT JOIN notification_choices AS c ON c.agency_id = u.agency_id AND c.user_id = u.id AND c.topic = 'digest'
           WHERE a.suspended_at IS NULL AND t.status IN ('trial', 'active') AND lower(t.timezone) = ANY($1) AND u.status = 'active'
             AND u.role IS NULL AND coalesce(c.wanted, true) AND (u.agency_id, u.id) > ($3, $4)
             AND NOT EXISTS (SELECT FROM digests AS d WHERE d.agency_id = u.agency_id AND d.user_id = u.id AND d.week = $2)
           ORDER BY u.agency_id, u.id, t.name_key, t.id LIMIT $5"#,
        zones,
        monday,
        after.0,
        after.1,
        BATCH
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(people)
}

/// The row, which nobody makes twice, and the mail, in one transaction.
async fn make(services: &Services, person: &Due, monday: Date) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Agency(person.agency))).await?;
    let now = ctx.now();
    let made = sqlx::query!(
        "INSERT INTO digests (agency_id, user_id, week, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        person.agency.uuid(),
        person.user.uuid(),
        monday,
        now
    )
    .execute(ctx.db())
    .await?;
    if made.rows_affected() == 0 {
        return Ok(());
    }
    let kind = if person.tenant.is_some() { "digest_tenant" } else { "digest_agency" };
    let name = users::full_name(&person.first_name, &person.last_name);
    let facts = serde_json::json!({"week": format::iso_day(monday)});
    outbox::queue_with(&mut ctx, person.agency, person.tenant, kind, person.user.uuid(), &person.email, &name, Some(facts)).await?;
    ctx.commit_unaudited().await
}

/// What the summary says that was made on this Monday. `None`: nothing worth a mail, or nobody's any more.
pub(crate) async fn read(ctx: &mut Ctx, kind: &str, user: UserId, facts: Option<&serde_json::Value>) -> Result<Option<Digest>> {
    let monday = facts.and_then(|facts| facts.get("week")?.as_str()).and_then(format::read_day);
    let monday = monday.ok_or_else(|| Error::internal("a weekly summary without its week"))?;
    let (from, to) = (monday - Duration::days(7), monday - Duration::days(1));
    let agency = ctx.scope().agency();
    let currency = sqlx::query_scalar!("SELECT currency FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?;
    let of = match kind {
        "digest_agency" if is_reader(ctx, user).await? => agency_week(ctx, from, to).await?.map(Of::Agency),
        "digest_agency" => None,
        _ => Some(tenant_weeks(ctx, user, from, to).await?).filter(|weeks| !weeks.is_empty()).map(Of::Tenants),
    };
    Ok(of.map(|of| Digest { from, to, currency, of }))
}

/// Is this person still one of the staff who may see the figures?
async fn is_reader(ctx: &mut Ctx, user: UserId) -> Result<bool> {
    let agency = ctx.scope().agency();
    let role =
        sqlx::query_scalar!("SELECT role FROM users WHERE agency_id = $1 AND id = $2 AND status = 'active'", agency.uuid(), user.uuid())
            .fetch_optional(ctx.db())
            .await?;
    let role = role.flatten().as_deref().and_then(Role::from_stored);
    Ok(role.is_some_and(|role| policy::role_allows(role, Action::AnalyticsRead)))
}

/// `None`: an agency without tenants.
async fn agency_week(ctx: &mut Ctx, from: Date, to: Date) -> Result<Option<AgencyWeek>> {
    if reports::tenant_counts(ctx).await?.0 == 0 {
        return Ok(None);
    }
    let zone = reports::zone(ctx, None).await?;
    let range = Range::new(from, to, &zone)?;
    let (start, end) = range.bounds();
    let agency = ctx.scope().agency();
    let moved = sqlx::query!(
        r#"SELECT count(*) FILTER (WHERE created_at >= $2 AND created_at < $3) AS "new!",
                  count(*) FILTER (WHERE status = 'suspended' AND suspended_at >= $2 AND suspended_at < $3) AS "suspended!"
           FROM tenants WHERE agency_id = $1 AND (created_at >= $2 OR status = 'suspended')"#,
        agency.uuid(),
        start,
        end
    )
    .fetch_one(ctx.db())
    .await?;
    let week = reports::agency(ctx, &range, GroupBy::Week, None).await?.total;
    let before = reports::agency(ctx, &range.previous(), GroupBy::Week, None).await?.total;
    let mut attention: Vec<_> = attention::list(ctx).await?.into_iter().map(|item| (item.tenant.profile.name, item.why)).collect();
    let more = i64::try_from(attention.len().saturating_sub(MOST)).unwrap_or(0);
    attention.truncate(MOST);
    Ok(Some(AgencyWeek { week, before, new: moved.new, suspended: moved.suspended, attention, more }))
}

/// Of those that somebody owns, the ones in which something happened.
async fn tenant_weeks(ctx: &mut Ctx, user: UserId, from: Date, to: Date) -> Result<Vec<TenantWeek>> {
    let agency = ctx.scope().agency();
    let owned = sqlx::query!(
        r#"SELECT t.id AS "id: TenantId", t.timezone FROM membership_directory AS m
           JOIN tenants AS t ON t.agency_id = m.agency_id AND t.id = m.subject_tenant_id
           WHERE m.user_id = $2 AND m.agency_id = $1 AND t.owner_user_id = $2 AND t.status IN ('trial', 'active') ORDER BY t.name_key, t.id LIMIT $3"#,
        agency.uuid(),
        user.uuid(),
        i64::try_from(MOST).unwrap_or(i64::MAX)
    )
    .fetch_all(ctx.db())
    .await?;
    let mut weeks = Vec::new();
    for row in owned {
        let range = Range::new(from, to, &row.timezone)?;
        let week = reports::tenant(ctx, row.id, &range, GroupBy::Week, Narrow::default()).await?.total;
        let before = reports::tenant(ctx, row.id, &range.previous(), GroupBy::Week, Narrow::default()).await?.total;
        let tenant = tenants::read(ctx, row.id).await?;
        let spend = alerts::used(&tenant, ctx.now()).into_iter().find(|used| used.kind == LimitKind::Spend);
        let spent_cents = tenant.month.amount_micros / 10_000;
        if [week, before] == [Figures::default(); 2] && spent_cents == 0 {
            continue;
        }
        let (name, slug, cap_cents) = (tenant.profile.name, tenant.slug, spend.map(|spend| spend.cap));
        weeks.push(TenantWeek { name, slug, week, before, spent_cents, cap_cents });
    }
    Ok(weeks)
}
