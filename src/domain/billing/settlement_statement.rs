//! What is behind a settlement: every payment and refund of its month, as the books have them; and what was not settled yet.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::settlements::Settlement;
use crate::domain::Ctx;
use crate::domain::access::{Action, Scope};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{AgencyId, InvoiceId, SettlementId, TenantId};
use crate::domain::metering::period::Period;
use crate::domain::page::Keyset;

/// Money that came in, or went back where it is below zero, in minor units of the settlement's currency.
#[derive(Debug, Clone)]
pub struct Movement {
    pub transaction: Uuid,
    pub at: OffsetDateTime,
    pub tenant: TenantId,
    /// None for a tenant that is gone.
    pub tenant_name: Option<String>,
    /// The invoice that was paid, and its number; none for what filled a wallet.
    pub invoice: Option<(InvoiceId, String)>,
    pub amount_cents: i64,
}

/// What the gateway holds of an agency's money, that no settlement counts yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsettled {
    pub currency: String,
    pub cents: i64,
}

/// A settlement of the scope's agency; of any for operators.
///
/// # Errors
/// [`Error::NotFound`] for one there is not.
pub async fn open(ctx: &mut Ctx, agency: AgencyId, id: SettlementId) -> Result<Settlement> {
    ctx.authorize(Action::SettlementRead)?;
    if ctx.scope() != Scope::Platform && ctx.scope().agency() != agency {
        return Err(Error::NotFound);
    }
    let settlement = sqlx::query_as!(
        Settlement,
        r#"SELECT id AS "id: SettlementId", agency_id AS "agency: AgencyId", period, currency, collected_cents, refunded_cents, fee_cents, holdback_cents,
                  released_cents, payout_cents, fee_bps, holdback_bps, paid_at, paid_reference
           FROM settlements WHERE agency_id = $1 AND id = $2"#,
        agency.uuid(),
        id.uuid()
    );
    settlement.fetch_optional(ctx.db()).await?.ok_or(Error::NotFound)
}

/// What a settlement counts, in the order it was posted: at most `size` of it behind `after`, and where to go on. It comes to collected less refunded.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn movements(ctx: &mut Ctx, settlement: &Settlement, after: Option<&str>, size: u32) -> Result<(Vec<Movement>, Option<String>)> {
    ctx.authorize(Action::SettlementRead)?;
    let after = after.map(Keyset::decode).transpose()?;
    let since = after.as_ref().map(|cursor| OffsetDateTime::parse(&cursor.key, &Rfc3339)).transpose();
    let since = since.map_err(|_| Error::invalid("cursor", "invalid_cursor"))?;
    let month = Period(settlement.period);
    let rows = sqlx::query!(
        r#"SELECT t.id AS "transaction", e.at, p.subject_tenant_id AS "tenant!: TenantId", n.name AS "name?", i.id AS "invoice?: InvoiceId",
                  i.number AS "number?", e.amount_cents
           FROM ledger_entries AS e JOIN ledger_transactions AS t ON t.agency_id = e.agency_id AND t.id = e.transaction_id
           LEFT JOIN refunds AS r ON t.kind = 'refund' AND r.agency_id = t.agency_id AND r.id = t.source
           JOIN payments AS p ON p.agency_id = t.agency_id AND p.id = coalesce(r.payment_id, t.source)
           LEFT JOIN tenants AS n ON n.agency_id = p.agency_id AND n.id = p.subject_tenant_id
           LEFT JOIN invoices AS i ON i.agency_id = p.agency_id AND i.id = p.invoice_id
           WHERE e.agency_id = $1 AND e.issuer = 'agency' AND e.book = 'gateway' AND t.kind IN ('payment', 'refund') AND e.currency = $2
             AND e.at >= coalesce($6::timestamptz, $3::timestamptz) AND e.at < $4 AND ($5::uuid IS NULL OR (e.at, t.id) > ($6, $5))
           ORDER BY e.at, t.id LIMIT $7"#,
        settlement.agency.uuid(),
        settlement.currency,
        month.start(),
        month.end(),
        after.map(|cursor| cursor.id),
        since,
        i64::from(size) + 1
    )
    .fetch_all(ctx.db())
    .await?;
    let more = rows.len() > size as usize;
    let movements: Vec<Movement> = rows
        .into_iter()
        .take(size as usize)
        .map(|row| Movement {
            transaction: row.transaction,
            at: row.at,
            tenant: row.tenant,
            tenant_name: row.name,
            invoice: row.invoice.zip(row.number),
            amount_cents: row.amount_cents,
        })
        .collect();
    let last = movements.last().filter(|_| more);
    let next = last.map(|movement| Keyset { key: movement.at.format(&Rfc3339).unwrap_or_default(), id: movement.transaction }.encode());
    Ok((movements, next))
}

/// What came in and went back since the last month that was settled, by currency.
///
/// # Errors
/// [`Error::Forbidden`] for those whom it is none of their business.
pub async fn unsettled(ctx: &mut Ctx) -> Result<Vec<Unsettled>> {
    ctx.authorize(Action::SettlementRead)?;
    let agency = ctx.scope().agency();
    let rows = sqlx::query_as!(
        Unsettled,
        r#"SELECT known.currency AS "currency!", c.cents AS "cents!"
           FROM (SELECT s.currency, (max(s.period) + interval '1 month') AT TIME ZONE 'UTC' AS until
               FROM (SELECT currency, period FROM settlements WHERE agency_id = $1 UNION ALL SELECT currency, NULL FROM agencies WHERE id = $1) AS s
               GROUP BY 1) AS known
           CROSS JOIN LATERAL (SELECT coalesce(sum(e.amount_cents), 0)::bigint AS cents
               FROM ledger_entries AS e JOIN ledger_transactions AS t ON t.agency_id = e.agency_id AND t.id = e.transaction_id
               WHERE e.agency_id = $1 AND e.issuer = 'agency' AND e.book = 'gateway' AND t.kind IN ('payment', 'refund')
                 AND e.currency = known.currency AND e.at >= coalesce(known.until, '-infinity')) AS c
           ORDER BY 1"#,
        agency.uuid()
    );
    Ok(rows.fetch_all(ctx.db()).await?)
}
