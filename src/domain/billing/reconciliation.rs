//! The nightly look at the books (MON-16): every transaction comes to nothing, what accounts owe is what is open, what was paid for an invoice
//! are its payments, no balance is below zero; and what the gateway says it took is what was booked. What differs is noted and said aloud,
//! never mended in silence.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use super::gateway::{Charged, Gateway};
use super::gateways;
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, BillingCheckId, DifferenceId, PLATFORM_AGENCY, PaymentId};
use crate::domain::{Ctx, Services};

/// A run of it.
#[derive(Debug, Clone)]
pub struct Check {
    pub id: BillingCheckId,
    /// Charges from then on were compared.
    pub since: OffsetDateTime,
    pub started_at: OffsetDateTime,
    /// None: it runs still, or its worker died.
    pub finished_at: Option<OffsetDateTime>,
    pub charges: i64,
    pub differences: i32,
}

/// Something that is not as the books have it. Money is minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub agency: AgencyId,
    /// `unbalanced`, `receivable`, `paid`, `below_zero`, `not_booked`, `not_charged`, `amount`, `refund`.
    pub kind: String,
    pub subject: String,
    pub booked_cents: i64,
    pub found_cents: i64,
}

/// How far back charges are compared: for longer than a payment, its refund and Stripe's events may take.
const BACK: Duration = Duration::days(35);
/// What began within the hour may still be under way.
const SETTLED: Duration = Duration::HOUR;
/// Most of a kind that are noted: more of them say no more.
const MOST: i64 = 1_000;

fn system() -> Identity {
    Identity::system("billing", Scope::Platform, Surface::Job)
}

/// # Errors
/// When the database or the gateway does not answer. The run stays unfinished in the list.
pub async fn run(services: &Services) -> Result<Check> {
    let started_at = services.clock.now();
    let mut check = Check { id: services.new_id(), since: started_at - BACK, started_at, finished_at: None, charges: 0, differences: 0 };
    let mut ctx = Ctx::begin(services, system()).await?;
    sqlx::query!("INSERT INTO billing_checks (id, since, started_at) VALUES ($1, $2, $3)", check.id.uuid(), check.since, started_at)
        .execute(ctx.db())
        .await?;
    ctx.commit_unaudited().await?;
    let mut taken = Vec::new();
    for (agency, gateway) in gateways::all(services).await? {
        let asked = match gateway {
            Ok(gateway) => charged(&*gateway, check.since).await.map(|charged| (gateway.name().to_owned(), charged)),
            Err(error) => Err(error),
        };
        match (agency, asked) {
            (_, Ok((name, charged))) => taken.push((agency.unwrap_or(PLATFORM_AGENCY), name, charged)),
            // The rest is compared all the same.
            (Some(agency), Err(error)) => tracing::error!(%agency, %error, "an agency's own gateway could not be asked what it took"),
            (None, Err(error)) => return Err(error),
        }
    }
    let mut ctx = Ctx::begin(services, system()).await?;
    let mut found = books(&mut ctx).await?;
    for (agency, name, charged) in &taken {
        check.charges += i64::try_from(charged.len()).unwrap_or(i64::MAX);
        found.extend(against_gateway(&mut ctx, &check, (*agency, name), charged).await?);
    }
    for difference in &found {
        note(&mut ctx, &check, difference).await?;
        tracing::error!(
            kind = difference.kind,
            subject = difference.subject,
            booked = difference.booked_cents,
            found = difference.found_cents,
            "the books differ from what is"
        );
    }
    check.finished_at = Some(services.clock.now());
    check.differences = i32::try_from(found.len()).unwrap_or(i32::MAX);
    sqlx::query!(
        "UPDATE billing_checks SET finished_at = $2, charges = $3, differences = $4 WHERE id = $1",
        check.id.uuid(),
        check.finished_at,
        check.charges,
        check.differences
    )
    .execute(ctx.db())
    .await?;
    ctx.commit_unaudited().await?;
    Ok(check)
}

/// What a gateway took since then, by its name of it.
async fn charged(gateway: &dyn Gateway, since: OffsetDateTime) -> Result<HashMap<String, Charged>> {
    let mut charged = HashMap::new();
    let mut after = None;
    loop {
        let (page, next) = gateway.charges(since, after.as_deref()).await.map_err(|error| Error::Unavailable(error.into()))?;
        charged.extend(page.into_iter().map(|charge| (charge.id.clone(), charge)));
        if next.is_none() {
            return Ok(charged);
        }
        after = next;
    }
}

/// What the books say of themselves.
async fn books(ctx: &mut Ctx) -> Result<Vec<Difference>> {
    let rows = sqlx::query_as!(
        Difference,
        r#"(SELECT agency_id AS "agency!: AgencyId", 'unbalanced' AS "kind!", transaction_id::text AS "subject!", sum(amount_cents)::bigint AS "booked_cents!",
                  0::bigint AS "found_cents!"
            FROM ledger_entries GROUP BY agency_id, transaction_id, currency HAVING sum(amount_cents) <> 0 LIMIT $1)
           UNION ALL
           (SELECT a.agency_id, 'receivable', a.id::text, coalesce(e.owed, 0), coalesce(i.open, 0)
            FROM billing_accounts AS a
            LEFT JOIN (SELECT agency_id, account_id, sum(amount_cents)::bigint AS owed FROM ledger_entries WHERE book = 'receivable' GROUP BY 1, 2) AS e
                ON e.agency_id = a.agency_id AND e.account_id = a.id
            LEFT JOIN (SELECT agency_id, account_id, sum(total_cents - paid_cents - credited_cents)::bigint AS open FROM invoices WHERE status = 'open' GROUP BY 1, 2) AS i
                ON i.agency_id = a.agency_id AND i.account_id = a.id
            WHERE coalesce(e.owed, 0) <> coalesce(i.open, 0) LIMIT $1)
           UNION ALL
           (SELECT i.agency_id, 'paid', i.number, i.paid_cents, coalesce(p.paid, 0)
            FROM invoices AS i LEFT JOIN (SELECT agency_id, invoice_id, sum(amount_cents)::bigint AS paid FROM payments WHERE status = 'succeeded' GROUP BY 1, 2) AS p
                ON p.agency_id = i.agency_id AND p.invoice_id = i.id
            WHERE i.paid_cents <> coalesce(p.paid, 0) LIMIT $1)
           UNION ALL
           (SELECT agency_id, 'below_zero', account_id::text || ' ' || book, sum(amount_cents)::bigint, 0
            FROM ledger_entries WHERE book IN ('wallet', 'credit', 'refund') GROUP BY agency_id, account_id, book, credit_id HAVING sum(amount_cents) > 0 LIMIT $1)"#,
        MOST
    );
    Ok(rows.fetch_all(ctx.db()).await?)
}

struct Booked {
    agency: AgencyId,
    id: PaymentId,
    gateway_ref: Option<String>,
    succeeded: bool,
    amount_cents: i64,
    refunded_cents: i64,
    created_at: OffsetDateTime,
}

/// What was charged and is not booked, is booked and was not charged, or otherwise. `whose`: the gateway is, and what rows call it.
async fn against_gateway(
    ctx: &mut Ctx,
    check: &Check,
    (whose, gateway): (AgencyId, &str),
    charged: &HashMap<String, Charged>,
) -> Result<Vec<Difference>> {
    let rows = sqlx::query_as!(
        Booked,
        r#"SELECT agency_id AS "agency: AgencyId", id AS "id: PaymentId", gateway_ref, status = 'succeeded' AS "succeeded!", amount_cents, refunded_cents, created_at
           FROM payments WHERE gateway = $1 AND created_at >= $2"#,
        gateway,
        // A payment is written down before it is asked for, at times days before it is confirmed.
        check.since - Duration::WEEK
    )
    .fetch_all(ctx.db())
    .await?;
    let booked: HashMap<&str, &Booked> = rows.iter().filter_map(|row| Some((row.gateway_ref.as_deref()?, row))).collect();
    let settled = check.started_at - SETTLED;
    let mut found = Vec::new();
    let mut differs = |agency, kind: &str, subject: String, (booked_cents, found_cents)| {
        found.push(Difference { agency, kind: kind.to_owned(), subject, booked_cents, found_cents });
    };
    for charge in charged.values().filter(|charge| charge.created_at <= settled) {
        match booked.get(charge.id.as_str()) {
            Some(row) if row.succeeded => {
                if row.amount_cents != charge.amount_cents {
                    differs(row.agency, "amount", row.id.to_string(), (row.amount_cents, charge.amount_cents));
                }
                if row.refunded_cents != charge.refunded_cents {
                    differs(row.agency, "refund", row.id.to_string(), (row.refunded_cents, charge.refunded_cents));
                }
            }
            Some(row) => differs(row.agency, "not_booked", charge.id.clone(), (0, charge.amount_cents)),
            None => differs(whose, "not_booked", charge.id.clone(), (0, charge.amount_cents)),
        }
    }
    for row in rows.iter().filter(|row| row.succeeded && row.created_at >= check.since + Duration::DAY && row.created_at <= settled) {
        if !row.gateway_ref.as_deref().is_some_and(|id| charged.contains_key(id)) {
            differs(row.agency, "not_charged", row.id.to_string(), (row.amount_cents, 0));
        }
    }
    Ok(found)
}

async fn note(ctx: &mut Ctx, check: &Check, difference: &Difference) -> Result<()> {
    let (id, now): (DifferenceId, _) = (ctx.new_id(), ctx.now());
    sqlx::query!(
        "INSERT INTO billing_differences (agency_id, id, check_id, kind, subject, booked_cents, found_cents, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        difference.agency.uuid(),
        id.uuid(),
        check.id.uuid(),
        difference.kind,
        difference.subject,
        difference.booked_cents,
        difference.found_cents,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

/// The latest run that came to its end, and what it found, with the currency it is in.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators.
pub async fn latest(ctx: &mut Ctx) -> Result<Option<(Check, Vec<(Difference, String)>)>> {
    ctx.authorize(Action::HealthRead)?;
    let check = sqlx::query_as!(
        Check,
        r#"SELECT id AS "id: BillingCheckId", since, started_at, finished_at, charges, differences
           FROM billing_checks WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"#
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(check) = check else { return Ok(None) };
    let rows = sqlx::query!(
        r#"SELECT d.agency_id AS "agency: AgencyId", d.kind, d.subject, d.booked_cents, d.found_cents, a.currency
           FROM billing_differences AS d JOIN agencies AS a ON a.id = d.agency_id WHERE d.check_id = $1 ORDER BY d.id LIMIT 100"#,
        check.id.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    let differences = rows.into_iter().map(|row| {
        let difference = Difference {
            agency: row.agency,
            kind: row.kind,
            subject: row.subject,
            booked_cents: row.booked_cents,
            found_cents: row.found_cents,
        };
        (difference, row.currency)
    });
    Ok(Some((check, differences.collect())))
}
