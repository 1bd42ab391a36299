//! Numbers that tenants rent: each is charged once a month, under an id that says so.

use serde_json::{Map, json};

use super::event::{NewEvent, Outcome};
use super::events;
use super::period::Period;
use super::quantity::Quantity;
use crate::domain::access::{Identity, Scope, Surface};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, NumberId, TenantId};
use crate::domain::{Ctx, Services};

/// The meter of them.
const METER: &str = "numbers";
/// Events of one agency in one go.
const BATCH: usize = 500;

/// Charges this month's rent of every number that is assigned. What was charged this month already is known by its id; a number that went to
/// another tenant is charged to that one too, as it is for the vendor that rents it out by the month.
///
/// # Errors
/// When the database does not answer; the next run takes it up.
pub async fn run(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, system(Scope::Platform)).await?;
    let rented = sqlx::query!(
        r#"SELECT n.agency_id AS "agency: AgencyId", n.id AS "id: NumberId", n.subject_tenant_id AS "tenant!: TenantId", n.e164, n.assigned_at
           FROM numbers AS n JOIN tenants AS t ON t.agency_id = n.agency_id AND t.id = n.subject_tenant_id
           WHERE n.status = 'active' AND t.status <> 'cancelled' ORDER BY n.agency_id, n.id"#
    )
    .fetch_all(ctx.db())
    .await?;
    let now = ctx.now();
    drop(ctx);
    let (month, start) = (Period::of(now).0, Period::of(now).start());
    for numbers in rented.chunk_by(|one, next| one.agency == next.agency) {
        for batch in numbers.chunks(BATCH) {
            let rent = batch.iter().map(|number| {
                Ok(NewEvent {
                    id: format!("rent:{}:{}-{:02}", number.id, month.year(), u8::from(month.month())),
                    tenant: number.tenant,
                    meter: METER.to_owned(),
                    quantity: Quantity::ONE,
                    // The whole month's, from when it was taken; the same whenever it is looked at.
                    occurred_at: number.assigned_at.unwrap_or(start).max(start),
                    conversation: None,
                    channel: None,
                    attributes: Map::from_iter([("number".to_owned(), json!(number.e164))]),
                })
            });
            let ctx = Ctx::begin(services, system(Scope::Agency(batch[0].agency))).await?;
            for outcome in events::record(ctx, rent.collect()).await? {
                if let Outcome::Invalid(error) = outcome {
                    tracing::error!(?error, "a number's rent could not be charged");
                }
            }
        }
    }
    Ok(())
}

fn system(scope: Scope) -> Identity {
    Identity::system("usage", scope, Surface::Job)
}
