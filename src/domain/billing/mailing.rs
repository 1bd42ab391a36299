//! Mails about money, in the name of whoever issues the invoice.

use uuid::Uuid;

use super::account::{Account, AccountKey};
use super::accounts;
use crate::domain::access::Role;
use crate::domain::error::Result;
use crate::domain::ids::InvoiceId;
use crate::domain::{Ctx, outbox};

/// Who pays, by mail: the tenant's billing address, else its owner; of an agency its first Admin. `None`: nobody is known.
pub(super) async fn payer(ctx: &mut Ctx, key: AccountKey) -> Result<Option<(String, String)>> {
    let row = match key.tenant {
        Some(tenant) => {
            let row = sqlx::query!(
                "SELECT name, billing_email, owner_email, owner_first_name, owner_last_name FROM tenants WHERE agency_id = $1 AND id = $2",
                key.agency.uuid(),
                tenant.uuid()
            )
            .fetch_optional(ctx.db())
            .await?;
            match row {
                Some(row) => {
                    let owner = [row.owner_first_name, row.owner_last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
                    row.billing_email.map(|email| (email, row.name)).or(row.owner_email.map(|email| (email, owner)))
                }
                None => accounts::former(ctx, key).await?.and_then(|former| Some((former.email?, former.name))),
            }
        }
        None => {
            let row = sqlx::query!(
                "SELECT email, first_name, last_name FROM users WHERE agency_id = $1 AND role = $2 AND status = 'active' ORDER BY created_at, id LIMIT 1",
                key.agency.uuid(),
                Role::AgencyAdmin.as_str()
            )
            .fetch_optional(ctx.db())
            .await?;
            row.map(|row| (row.email, format!("{} {}", row.first_name, row.last_name)))
        }
    };
    Ok(row)
}

/// Writes a mail about an invoice to whoever pays it.
pub(super) async fn queue(ctx: &mut Ctx, key: AccountKey, kind: &str, invoice: Uuid) -> Result<()> {
    let Some((email, name)) = payer(ctx, key).await? else { return Ok(()) };
    let former = accounts::former(ctx, key).await?.is_some();
    // One that has gone to another agency is no tenant of this one any more.
    let tenant = key.tenant.filter(|_| !former);
    outbox::queue(ctx, key.issuing_agency(), tenant, kind, invoice, &email, &name).await
}

/// The invoice is there; who pays by card is told that it will be charged.
pub(super) async fn invoice_issued(ctx: &mut Ctx, account: &Account, id: InvoiceId) -> Result<()> {
    queue(ctx, account.key, "invoice_issued", id.uuid()).await
}
