//! The calls and other events behind a line of an invoice.

use axum::extract::Path;
use serde::Serialize;
use utoipa::ToSchema;

use super::{id_of, of_tenant, own};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::query::Query;
use crate::api::v1::list::{At, List};
use crate::domain::Error;
use crate::domain::billing::invoices;
use crate::domain::billing::line_events::{self, LineEvent};
use crate::domain::metering::decimal;
use crate::format::iso;

/// An event that a line bills.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InvoiceLineEvent)]
pub struct LineEventBody {
    /// As its sender named it.
    #[schema(example = "call-7781")]
    id: String,
    occurred_at: String,
    /// The call it is of; null for what is no call's, and for a call that is no longer kept.
    #[schema(example = "conv_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    conversation_id: Option<String>,
    /// Who called, or was called.
    #[schema(example = "+353612345678")]
    number: Option<String>,
    /// How long the call was.
    #[schema(example = 61)]
    duration_seconds: Option<i64>,
    /// Decimal text, in the meter's unit: what was billed.
    #[schema(example = "1.016667")]
    quantity: String,
    /// Decimal text in units of the currency: what it made the month dearer by when it came. The line is rounded once, as a whole.
    #[schema(example = "0.053333")]
    amount: String,
}

impl From<LineEvent> for LineEventBody {
    fn from(event: LineEvent) -> Self {
        Self {
            id: event.external_id,
            occurred_at: iso(event.occurred_at),
            conversation_id: event.conversation.map(|id| id.to_string()),
            number: event.number,
            duration_seconds: event.seconds,
            quantity: decimal::format(event.quantity_micros, 6),
            amount: decimal::format(event.amount_micros, 6),
        }
    }
}

type Answer = Result<axum::Json<List<LineEventBody>>, ApiError>;

async fn list(caller: &Caller, tenant: Option<&str>, invoice: &str, line: &str, mut query: Query) -> Answer {
    let at = At::take(&mut query);
    query.finish()?;
    let mut ctx = caller.ctx().await?;
    let key = match tenant {
        Some(id) => of_tenant(&ctx, id)?,
        None => own(&ctx)?,
    };
    let whole = invoices::open(&mut ctx, key, id_of(invoice)?).await?;
    let line = whole.line(line.parse().map_err(|_| Error::NotFound)?)?;
    let place = invoices::At { size: i64::from(at.size), offset: at.offset(), cursor: at.cursor.clone() };
    let found = line_events::list(&mut ctx, &whole.invoice, &line, &place).await?;
    Ok(axum::Json(at.list(found)))
}

/// List the calls and other events behind a line, in the order they came.
#[utoipa::path(
    get, path = "/billing/invoices/{invoiceId}/lines/{position}/events", tag = "Billing", security(("bearer" = [])),
    params(("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("position" = i16, Path, example = 2),
        ("page" = Option<u32>, Query), ("pageSize" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of events; empty once they are no longer kept", body = List<LineEventBody>))
)]
pub async fn list_line_events(caller: Caller, Path((invoice, line)): Path<(String, String)>, query: Query) -> Answer {
    list(&caller, None, &invoice, &line, query).await
}

/// List the calls and other events behind a line of a tenant's invoice.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/billing/invoices/{invoiceId}/lines/{position}/events", tag = "Tenant billing", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("invoiceId" = String, Path, example = "inv_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("position" = i16, Path, example = 2),
        ("page" = Option<u32>, Query), ("pageSize" = Option<u32>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, description = "A page of events; empty once they are no longer kept", body = List<LineEventBody>))
)]
pub async fn list_tenant_line_events(
    caller: Caller,
    Path((tenant, invoice, line)): Path<(String, String, String)>,
    query: Query,
) -> Answer {
    list(&caller, Some(&tenant), &invoice, &line, query).await
}
