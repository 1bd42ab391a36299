//! What happened, for those who want to be told: written with the change, or not at all (target WH-4).

use serde_json::{Value, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::catalogue::ALL;
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, MessageId, TenantId};
use crate::format::iso;

/// Largest body (Standard Webhooks 1.0).
const MOST_BYTES: usize = 20_000;
/// Tells the workers that there is something to send.
pub const CHANNEL: &str = "portico_webhooks";

/// Something that an endpoint may want to know.
#[derive(Debug)]
pub struct Happened<'a> {
    pub agency: AgencyId,
    pub tenant: Option<TenantId>,
    pub event: &'a str,
    pub object: &'a str,
    pub id: &'a str,
    pub name: &'a str,
    /// `{field: [before, after]}`.
    pub changes: &'a Value,
    pub at: OffsetDateTime,
}

/// The body that is signed and sent: `type`, `timestamp`, `data` as Standard Webhooks has them, and `id`, `tenantId` as the seed's vendor.
pub fn body(message: MessageId, happened: &Happened<'_>) -> String {
    let Happened { agency, tenant, event, object, id, name, changes, at } = happened;
    let write = |changes: &Value| {
        json!({
            "id": message, "type": event, "timestamp": iso(*at), "agencyId": agency, "tenantId": tenant,
            "data": {"object": object, "id": id, "name": name, "changes": changes},
        })
        .to_string()
    };
    let whole = write(changes);
    // Whoever wants more reads it.
    if whole.len() <= MOST_BYTES { whole } else { write(&json!({})) }
}

/// Queues it for the endpoints that asked for it: the agency's, or those of `own`, who is told no more than it may know.
///
/// # Errors
/// When the database does not answer.
pub async fn emit(db: &mut PgConnection, message: MessageId, happened: &Happened<'_>, own: Option<TenantId>) -> Result<()> {
    let asked = [ALL.to_owned(), happened.event.to_owned()];
    queue(db, message, happened, &asked, own, None).await
}

/// Queues it for one endpoint, whatever it has asked for.
pub(super) async fn queue_for(db: &mut PgConnection, message: MessageId, happened: &Happened<'_>, endpoint: Uuid) -> Result<()> {
    queue(db, message, happened, &[], None, Some(endpoint)).await
}

async fn queue(
    db: &mut PgConnection,
    message: MessageId,
    happened: &Happened<'_>,
    asked: &[String],
    own: Option<TenantId>,
    only: Option<Uuid>,
) -> Result<()> {
    let tenant = happened.tenant.map(TenantId::uuid);
    let queued = sqlx::query!(
        // Held, so that one that is deleted meanwhile is no fault of the change; switching one off waits for nobody.
        r#"WITH told AS (
               SELECT id, subject_tenant_id FROM webhook_endpoints
               WHERE agency_id = $1 AND (id = $9 OR ($9::uuid IS NULL AND status = 'enabled' AND events && $3
                   AND subject_tenant_id IS NOT DISTINCT FROM $10)) FOR KEY SHARE),
           written AS (
               INSERT INTO webhook_messages (agency_id, id, subject_tenant_id, type, body, created_at)
               SELECT $1, $4, $2, $5, $6, $7 WHERE EXISTS (SELECT 1 FROM told) RETURNING id)
           INSERT INTO webhook_deliveries (agency_id, endpoint_id, message_id, subject_tenant_id, next_at, created_at)
           SELECT $1, told.id, written.id, told.subject_tenant_id, $7, $7 FROM told, written
           RETURNING pg_notify($8, '')::text AS "told?""#,
        happened.agency.uuid(),
        tenant,
        asked,
        message.uuid(),
        happened.event,
        body(message, happened),
        happened.at,
        CHANNEL,
        only,
        own.map(TenantId::uuid)
    );
    queued.fetch_all(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_never_too_large() {
        let happened = Happened {
            agency: AgencyId(Uuid::nil()),
            tenant: None,
            event: "tenant.updated",
            object: "tenant",
            id: "ten_1",
            name: "Acme",
            changes: &json!({"notes": [null, "x".repeat(30_000)]}),
            at: OffsetDateTime::UNIX_EPOCH,
        };
        let body: Value = serde_json::from_str(&body(MessageId(Uuid::nil()), &happened)).unwrap();
        assert_eq!((body["type"].as_str(), &body["data"]["changes"]), (Some("tenant.updated"), &json!({})));
        assert_eq!(body["timestamp"], "1970-01-01T00:00:00Z");
    }
}
