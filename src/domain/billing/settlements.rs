//! What the platform collected for an agency in a month, less its fee and what it holds back (vendor-apis.md §2.9: 10 % of each monthly
//! settlement); the rest is paid out by hand.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;
use time::{Date, OffsetDateTime};

use super::account::{AccountKey, Issuer};
use super::ledger::{self, Book, Posting};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{AgencyId, PLATFORM_AGENCY, SettlementId};
use crate::domain::metering::period::Period;
use crate::domain::{Ctx, Services, input};

/// How many months later what was held back is released. Our decision: the source names the 10 %, not for how long.
const HELD: i32 = 3;

/// Money is minor units of `currency`.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub id: SettlementId,
    pub agency: AgencyId,
    /// The first day of its month.
    pub period: Date,
    pub currency: String,
    pub collected_cents: i64,
    pub refunded_cents: i64,
    pub fee_cents: i64,
    pub holdback_cents: i64,
    /// Of what was held back before.
    pub released_cents: i64,
    pub payout_cents: i64,
    /// What the platform kept and held back, in hundredths of a per cent.
    pub fee_bps: i32,
    pub holdback_bps: i32,
    pub paid_at: Option<OffsetDateTime>,
    pub paid_reference: Option<String>,
}

/// A part in basis points, half away from zero.
fn part(cents: i64, bps: i32) -> i64 {
    let n = i128::from(cents) * i128::from(bps);
    i64::try_from((n.abs() + 5_000) / 10_000 * n.signum()).unwrap_or(i64::MAX)
}

fn system() -> Identity {
    Identity::system("billing", Scope::Platform, Surface::Job)
}

/// How long after its end a month is settled: what was being posted then is in the books by now.
const GRACE: time::Duration = time::Duration::HOUR;

/// Of which agency, in which currency, for which month.
type Due = (AgencyId, String, Date);

/// What the platform keeps of what it collects, and what it holds back of what did not go back, in hundredths of a per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub fee_bps: i32,
    pub holdback_bps: i32,
}

/// The terms that the next settlement is made with; an agency may know them.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn terms(ctx: &mut Ctx) -> Result<Terms> {
    ctx.authorize(Action::SettlementRead)?;
    ctx.enter_platform().await?;
    let terms = load_terms(ctx).await?;
    ctx.leave_platform().await?;
    Ok(terms)
}

async fn load_terms(ctx: &mut Ctx) -> Result<Terms> {
    let terms = sqlx::query_as!(
        Terms,
        "SELECT settlement_fee_bps AS fee_bps, holdback_bps FROM billing_settings WHERE agency_id = $1",
        PLATFORM_AGENCY.uuid()
    );
    Ok(terms.fetch_optional(ctx.db()).await?.unwrap_or(Terms { fee_bps: 399, holdback_bps: 1_000 }))
}

/// Sets them for every month that is settled from now on; None: it was no percentage.
///
/// # Errors
/// [`Error::Invalid`] with every mistake.
pub async fn set_terms(mut ctx: Ctx, fee_bps: Option<i32>, holdback_bps: Option<i32>) -> Result<()> {
    ctx.authorize(Action::SettlementPay)?;
    let mut problems = Problems::default();
    let (fee_bps, holdback_bps) = (fee_bps.unwrap_or(-1), holdback_bps.unwrap_or(-1));
    for (field, bps) in [("fee", fee_bps), ("held", holdback_bps)] {
        if !(0..=10_000).contains(&bps) {
            problems.code(field, "not_a_share");
        }
    }
    // What is kept and what is held back are both of what was collected: nothing beyond that.
    if problems.is_empty() && fee_bps + holdback_bps > 10_000 {
        problems.code("held", "more_than_all");
    }
    problems.finish()?;
    let before = load_terms(&mut ctx).await?;
    let terms = Terms { fee_bps, holdback_bps };
    if before == terms {
        return Ok(());
    }
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO billing_settings (agency_id, settlement_fee_bps, holdback_bps, updated_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agency_id) DO UPDATE SET settlement_fee_bps = $2, holdback_bps = $3, updated_at = $4",
        PLATFORM_AGENCY.uuid(),
        fee_bps,
        holdback_bps,
        now
    )
    .execute(ctx.db())
    .await?;
    let facts = |terms: &Terms| json!({"feeBps": terms.fee_bps, "holdbackBps": terms.holdback_bps});
    let entry = Entry::new("settlement_terms.updated", Subject::new("settlement_terms", PLATFORM_AGENCY, "settlement terms"));
    ctx.commit([entry.changes(Some(&facts(&before)), Some(&facts(&terms)))]).await
}

/// Settles the months that are over: those something was collected in, and the last one where something held back is to be released.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn run(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let last = Period::of(ctx.now() - GRACE).previous();
    let mut due: BTreeMap<Due, (i64, i64)> = collected(&mut ctx, last).await?;
    for (agency, currency) in to_release(&mut ctx, last).await? {
        due.entry((agency, currency, last.0)).or_default();
    }
    drop(ctx);
    // In order: what one holds back a later one releases, and what is before the last that was settled is not looked at again.
    let mut failed = HashSet::new();
    for ((agency, currency, month), (collected, refunded)) in due {
        if failed.contains(&(agency, currency.clone())) {
            continue;
        }
        if let Err(error) = settle(services, agency, Period(month), &currency, collected, refunded).await {
            tracing::error!(%error, %agency, %month, "a month could not be settled");
            failed.insert((agency, currency));
        }
    }
    Ok(())
}

/// What came in and went back through the gateway in each month after the last that was settled. Of an agency that is settled this reads nothing.
async fn collected(ctx: &mut Ctx, last: Period) -> Result<BTreeMap<Due, (i64, i64)>> {
    let rows = sqlx::query!(
        r#"SELECT a.id AS "agency: AgencyId", c.currency AS "currency!", c.month AS "month!", c.collected AS "collected!", c.refunded AS "refunded!"
           FROM agencies AS a
           CROSS JOIN LATERAL (SELECT s.currency, (max(s.period) + interval '1 month') AT TIME ZONE 'UTC' AS settled_until
               FROM (SELECT currency, period FROM settlements WHERE agency_id = a.id UNION ALL SELECT a.currency, NULL) AS s GROUP BY 1) AS known
           CROSS JOIN LATERAL (
               SELECT e.currency, date_trunc('month', e.at, 'UTC')::date AS month,
                      coalesce(sum(e.amount_cents) FILTER (WHERE t.kind = 'payment'), 0)::bigint AS collected,
                      coalesce(-sum(e.amount_cents) FILTER (WHERE t.kind = 'refund'), 0)::bigint AS refunded
               FROM ledger_entries AS e JOIN ledger_transactions AS t ON t.agency_id = e.agency_id AND t.id = e.transaction_id
               WHERE e.agency_id = a.id AND e.issuer = 'agency' AND e.book = 'gateway' AND t.kind IN ('payment', 'refund') AND e.at < $1
                 AND e.currency = known.currency AND e.at >= coalesce(known.settled_until, '-infinity')
               GROUP BY 1, 2) AS c
           WHERE a.id <> $2"#,
        last.end(),
        PLATFORM_AGENCY.uuid()
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| ((row.agency, row.currency, row.month), (row.collected, row.refunded))).collect())
}

/// Whose money was held back for long enough.
async fn to_release(ctx: &mut Ctx, last: Period) -> Result<Vec<(AgencyId, String)>> {
    let rows = sqlx::query!(
        r#"SELECT DISTINCT agency_id AS "agency: AgencyId", currency FROM settlements
           WHERE holdback_cents > 0 AND holdback_released_in IS NULL AND period <= $1"#,
        held_until(last)
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(rows.into_iter().map(|row| (row.agency, row.currency)).collect())
}

/// The last month whose holdback is released with this one's settlement.
fn held_until(month: Period) -> Date {
    super::cycle::months_after(month.start(), -HELD).date()
}

async fn settle(services: &Services, agency: AgencyId, month: Period, currency: &str, collected: i64, refunded: i64) -> Result<()> {
    let mut ctx = Ctx::begin(services, system()).await?;
    let Terms { fee_bps, holdback_bps } = load_terms(&mut ctx).await?;
    let released = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(holdback_cents), 0)::bigint AS "sum!" FROM (SELECT holdback_cents FROM settlements
               WHERE agency_id = $1 AND currency = $2 AND period <= $3 AND holdback_released_in IS NULL FOR UPDATE) AS held"#,
        agency.uuid(),
        currency,
        held_until(month)
    )
    .fetch_one(ctx.db())
    .await?;
    // More went back than came in: nothing of that is held back, and the agency owes it.
    let (fee, holdback) = (part(collected, fee_bps), part((collected - refunded).max(0), holdback_bps));
    let payout = collected - refunded - fee - holdback + released;
    let (id, now): (SettlementId, _) = (ctx.new_id(), ctx.now());
    let made = sqlx::query!(
        "INSERT INTO settlements (agency_id, id, period, currency, collected_cents, refunded_cents, fee_cents, holdback_cents, released_cents, payout_cents,
             fee_bps, holdback_bps, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT ON CONSTRAINT settlements_once DO NOTHING",
        agency.uuid(),
        id.uuid(),
        month.0,
        currency,
        collected,
        refunded,
        fee,
        holdback,
        released,
        payout,
        fee_bps,
        holdback_bps,
        now
    )
    .execute(ctx.db())
    .await?;
    if made.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "UPDATE settlements SET holdback_released_in = $4 WHERE agency_id = $1 AND currency = $2 AND period <= $3 AND holdback_released_in IS NULL",
        agency.uuid(),
        currency,
        held_until(month),
        id.uuid()
    )
    .execute(ctx.db())
    .await?;
    let posting = Posting::new("settlement", id.uuid(), currency)
        .of(Issuer::Agency)
        .debit(Book::Fee, fee)
        .debit(Book::Holdback, holdback)
        .debit(Book::Payable, payout)
        .credit(Book::Gateway, collected - refunded)
        .credit(Book::Holdback, released);
    ledger::post(&mut ctx, AccountKey::of_agency(agency), posting).await?;
    let facts =
        json!({"collectedCents": collected, "feeCents": fee, "holdbackCents": holdback, "releasedCents": released, "payoutCents": payout});
    let entry = Entry::new("settlement.made", Subject::new("settlement", id, crate::format::iso_day(month.0))).agency(agency);
    ctx.commit([entry.changes(None, Some(&facts))]).await
}

/// An agency's settlements, the latest first; for operators those of all agencies, first those that are to be paid out.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn list(ctx: &mut Ctx) -> Result<Vec<Settlement>> {
    ctx.authorize(Action::SettlementRead)?;
    let agency = match ctx.scope() {
        Scope::Platform => None,
        scope => Some(scope.agency().uuid()),
    };
    let settlements = sqlx::query_as!(
        Settlement,
        r#"SELECT id AS "id: SettlementId", agency_id AS "agency: AgencyId", period, currency, collected_cents, refunded_cents, fee_cents, holdback_cents,
                  released_cents, payout_cents, fee_bps, holdback_bps, paid_at, paid_reference
           FROM settlements WHERE ($1::uuid IS NULL OR agency_id = $1)
           ORDER BY ($1 IS NULL AND paid_at IS NOT NULL), period DESC, id DESC LIMIT 500"#,
        agency
    );
    Ok(settlements.fetch_all(ctx.db()).await?)
}

/// Notes that a settlement was paid out, by a transfer with this reference.
///
/// # Errors
/// [`Error::NotFound`] for one there is not, or that was paid.
pub async fn pay_out(mut ctx: Ctx, agency: AgencyId, id: SettlementId, reference: &str) -> Result<()> {
    ctx.authorize(Action::SettlementPay)?;
    let mut problems = Problems::default();
    let reference = input::required(&mut problems, "reference", reference, 200);
    problems.finish()?;
    let (now, by) = (ctx.now(), ctx.identity.actor.name().to_owned());
    let row = sqlx::query!(
        "UPDATE settlements SET paid_at = $3, paid_by = $4, paid_reference = $5 WHERE agency_id = $1 AND id = $2 AND paid_at IS NULL
         RETURNING period, currency, payout_cents",
        agency.uuid(),
        id.uuid(),
        now,
        by,
        reference
    )
    .fetch_optional(ctx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let posting = Posting::new("payout", id.uuid(), &row.currency)
        .of(Issuer::Agency)
        .debit(Book::Bank, row.payout_cents)
        .credit(Book::Payable, row.payout_cents);
    ledger::post(&mut ctx, AccountKey::of_agency(agency), posting).await?;
    let facts = json!({"reference": reference, "payoutCents": row.payout_cents});
    let entry = Entry::new("settlement.paid", Subject::new("settlement", id, crate::format::iso_day(row.period))).agency(agency);
    ctx.commit([entry.changes(None, Some(&facts))]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_rounded_half_away_from_zero() {
        assert_eq!((part(10_000, 399), part(1_253, 399), part(125, 1_000), part(0, 399)), (399, 50, 13, 0));
    }
}
