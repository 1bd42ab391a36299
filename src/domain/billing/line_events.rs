//! What is behind a usage line of an invoice: the calls and other events that it sums up (seed 002, "explain this bill").

use time::{Duration, OffsetDateTime, Time};

use super::account::AccountKey;
use super::accounts;
use super::invoice::{Invoice, IssuedLine};
use super::invoices::{self, At};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::{ConversationId, InvoiceId, TenantId};
use crate::domain::metering::conversations;
use crate::domain::metering::period::{AHEAD, GRACE, Period};
use crate::domain::page::{COUNT_LIMIT, Keyset, Page};
use crate::domain::tenancy::place;

/// An event that a line bills.
#[derive(Debug, Clone)]
pub struct LineEvent {
    /// As its sender named it.
    pub external_id: String,
    pub occurred_at: OffsetDateTime,
    /// Billed, in millionths of the meter's unit.
    pub quantity_micros: i64,
    /// Provisional, micro-units of the currency: what it made the month dearer by when it came.
    pub amount_micros: i64,
    /// The call it is of; none for what is no call's.
    pub conversation: Option<ConversationId>,
    /// How long that call was in truth.
    pub seconds: Option<i64>,
    /// Who called, or was called.
    pub number: Option<String>,
    received_at: OffsetDateTime,
}

/// Moments of an event: when it happened and when it came, each from the first until before the second.
struct Window {
    occurred: (OffsetDateTime, OffsetDateTime),
    received: (OffsetDateTime, OffsetDateTime),
}

/// An event is billed with its own month while that takes usage, and afterwards with the month it came in ([`Period::open_for`]).
fn window(billed: Period, used: Period) -> Window {
    let received = if used == billed {
        (used.start() - AHEAD - Duration::DAY, used.end() + GRACE)
    } else {
        (billed.start().max(used.end() + GRACE), billed.end())
    };
    Window { occurred: (used.start(), used.end()), received }
}

/// An invoice, one of its lines (by the text of its position), and the events behind it. The invoice was found by somebody who may read it.
///
/// # Errors
/// As [`list`].
pub async fn open(
    ctx: &mut Ctx,
    key: AccountKey,
    invoice: InvoiceId,
    line: &str,
    at: &At,
) -> Result<(Invoice, IssuedLine, Page<LineEvent>)> {
    let whole = invoices::open(ctx, key, invoice).await?;
    let line = whole.line(line.parse().map_err(|_| Error::NotFound)?)?;
    let events = list(ctx, &whole.invoice, &line, at).await?;
    Ok((whole.invoice, line, events))
}

/// The events of a line, in the order they came. What is older than the agency's retention is no longer kept, while its sums are.
///
/// # Errors
/// [`Error::NotFound`] for a line that bills no meter, and for a tenant that is no longer the scope's.
pub async fn list(ctx: &mut Ctx, invoice: &Invoice, line: &IssuedLine, at: &At) -> Result<Page<LineEvent>> {
    ctx.authorize(Action::ConversationRead)?;
    let (Some(tenant), Some(meter), Some(version)) = (invoice.tenant, &line.meter, line.rate_version) else { return Err(Error::NotFound) };
    let (Some(billed), Some(used)) = (invoice.usage_period, line.period_start) else { return Err(Error::NotFound) };
    let account = accounts::load(ctx, invoice.key(), false).await?;
    place::enter(ctx, tenant).await?;
    conversations::may_read(ctx, tenant).await?;
    let mut window = window(Period(billed), Period::of(used));
    // Days before the first that is billed were a trial's.
    if let Some(from) = account.billable_from {
        window.occurred.0 = window.occurred.0.max(from.with_time(Time::MIDNIGHT).assume_utc());
    }
    page(ctx, tenant, meter, version, &window, at).await
}

async fn page(ctx: &mut Ctx, tenant: TenantId, meter: &str, version: i32, window: &Window, at: &At) -> Result<Page<LineEvent>> {
    let after = at.cursor.as_deref().map(Keyset::decode).transpose()?.map(|keyset| {
        OffsetDateTime::parse(&keyset.key, &time::format_description::well_known::Rfc3339)
            .map_err(|_| Error::invalid("cursor", "invalid_cursor"))
    });
    let after = after.transpose()?;
    let rows = sqlx::query_as!(
        LineEvent,
        r#"SELECT e.external_id, e.occurred_at, e.quantity_micros, e.amount_micros, c.id AS "conversation?: ConversationId",
                  extract(epoch FROM c.ended_at - c.started_at)::bigint AS "seconds?",
                  CASE WHEN c.direction = 'outbound' THEN c.to_number ELSE c.from_number END AS "number?", e.received_at
           FROM usage_events AS e JOIN meters AS m ON m.id = e.meter_id AND m.key = $2
           LEFT JOIN conversations AS c ON c.tenant_id = e.tenant_id AND c.id = e.conversation_id
           WHERE e.tenant_id = $1 AND e.rate_version = $3 AND e.occurred_at >= $4 AND e.occurred_at < $5 AND e.received_at >= $6 AND e.received_at < $7
             AND ($8::timestamptz IS NULL OR e.received_at > $8)
           ORDER BY e.received_at LIMIT $9 OFFSET $10"#,
        tenant.uuid(),
        meter,
        version,
        window.occurred.0,
        window.occurred.1,
        window.received.0,
        window.received.1,
        after,
        at.size + 1,
        at.offset
    )
    .fetch_all(ctx.db())
    .await?;
    let total = sqlx::query_scalar!(
        r#"SELECT count(*) AS "n!" FROM (SELECT FROM usage_events AS e JOIN meters AS m ON m.id = e.meter_id AND m.key = $2
               WHERE e.tenant_id = $1 AND e.rate_version = $3 AND e.occurred_at >= $4 AND e.occurred_at < $5 AND e.received_at >= $6 AND e.received_at < $7
               LIMIT $8) AS found"#,
        tenant.uuid(),
        meter,
        version,
        window.occurred.0,
        window.occurred.1,
        window.received.0,
        window.received.1,
        COUNT_LIMIT
    )
    .fetch_one(ctx.db())
    .await?;
    // No two events of a tenant came in the same microsecond (`Ticks`).
    Ok(Page::after(rows, at.size, total, |row| Keyset { key: rfc(row.received_at), id: tenant.uuid() }))
}

fn rfc(at: OffsetDateTime) -> String {
    at.format(&time::format_description::well_known::Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    /// Every event is in the window of just the month it is posted to.
    #[test]
    fn an_event_is_behind_the_bill_it_was_posted_to() {
        let months: Vec<Period> =
            (7..=12).map(|month| Period(date!(2026 - 01 - 01).replace_month(time::Month::try_from(month).unwrap()).unwrap())).collect();
        let occurred = [datetime!(2026-09-30 23:59:59.999999 UTC), datetime!(2026-10-01 0:00 UTC), datetime!(2026-10-31 12:00 UTC)];
        let received = [
            datetime!(2026-10-03 23:59:59.999999 UTC),
            datetime!(2026-10-04 0:00 UTC),
            datetime!(2026-11-03 23:59:59.999999 UTC),
            datetime!(2026-11-04 0:00 UTC),
            datetime!(2026-12-01 0:00 UTC),
        ];
        for occurred in occurred {
            for received in received.into_iter().filter(|received| *received >= occurred) {
                let holds = |of: (OffsetDateTime, OffsetDateTime), at: OffsetDateTime| of.0 <= at && at < of.1;
                let bills: Vec<Period> = months
                    .iter()
                    .copied()
                    .filter(|billed| {
                        let window = window(*billed, Period::of(occurred));
                        holds(window.occurred, occurred) && holds(window.received, received)
                    })
                    .collect();
                assert_eq!(bills, [Period::open_for(occurred, received)], "{occurred} came {received}");
            }
        }
    }
}
