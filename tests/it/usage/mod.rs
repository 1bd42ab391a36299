//! Usage: counted once, priced by the version of its time, summed without a difference.

mod analytics;
mod calls;
mod exactly_once;
mod hooks;
mod ingest;
mod nightly;
mod pages;
mod prices;

use axum::http::Method;
use portico::domain::ids::{AgencyId, TenantId};
use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::{Client, Reply, TestApp};

/// Northwind, with one of its tenants and a key.
pub struct World {
    pub app: TestApp,
    pub api: Client,
    pub agency: AgencyId,
    pub tenant: TenantId,
}

pub fn rfc(at: OffsetDateTime) -> String {
    at.format(&Rfc3339).unwrap()
}

impl World {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let agency = portico::domain::seed::tenants(&app.services, "northwind", 3).await.unwrap();
        let api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
        let tenant = Self::nth(&app, agency, 0).await;
        Self { app, api, agency, tenant }
    }

    /// The tenants `Client 0`, `Client 1`, …
    pub async fn nth(app: &TestApp, agency: AgencyId, n: i32) -> TenantId {
        let sql = "SELECT id FROM tenants WHERE agency_id = $1 AND name = 'Client ' || $2";
        TenantId(sqlx::query_scalar(sql).bind(agency.uuid()).bind(n).fetch_one(&app.owner().await).await.unwrap())
    }

    pub async fn send(&mut self, method: Method, path: &str, body: Value) -> Reply {
        let path = path.replace("{t}", &self.tenant.to_string());
        self.api.json(method, &format!("/api/v1{path}"), &body).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> (u16, Value) {
        let reply = self.send(Method::POST, path, body).await;
        (reply.status.as_u16(), reply.json())
    }

    pub async fn get(&mut self, path: &str) -> Value {
        let path = path.replace("{t}", &self.tenant.to_string());
        self.api.get(&format!("/api/v1{path}")).await.json()
    }

    /// An event of the tenant, now.
    pub fn event(&self, id: &str, meter: &str, quantity: Value) -> Value {
        json!({"id": id, "tenant": self.tenant.to_string(), "meter": meter, "quantity": quantity, "occurredAt": rfc(self.app.now())})
    }

    pub async fn events(&mut self, events: Vec<Value>) -> Value {
        let (status, answer) = self.post("/usage/events", json!({"events": events})).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    /// Every sum is what the events say, and all sums say the same.
    pub async fn sums_are_right(&self) {
        let owner = self.app.owner().await;
        let events: (i64, i64, i64) = sqlx::query_as(
            "SELECT count(*), coalesce(sum(quantity_micros), 0)::bigint, coalesce(sum(amount_micros), 0)::bigint FROM usage_events",
        )
        .fetch_one(&owner)
        .await
        .unwrap();
        for table in ["usage_quarters", "usage_days", "usage_months"] {
            let sql = format!(
                "SELECT coalesce(sum(events), 0)::bigint, coalesce(sum(quantity_micros), 0)::bigint, coalesce(sum(amount_micros), 0)::bigint FROM {table}"
            );
            let sums: (i64, i64, i64) = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&owner).await.unwrap();
            assert_eq!(sums, events, "{table}");
        }
        for table in ["activity_quarters", "activity_days", "agency_quarters", "usage_balances"] {
            let sql = format!(
                "SELECT coalesce(sum(amount_micros), 0)::bigint, coalesce(sum(conversations), 0)::bigint, coalesce(sum(seconds), 0)::bigint,
                     coalesce(sum(cost_micros), 0)::bigint FROM {table}"
            );
            let sums: (i64, i64, i64, i64) = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&owner).await.unwrap();
            let talks: (i64, i64) =
                sqlx::query_as("SELECT count(*), coalesce(sum(extract(epoch FROM ended_at - started_at)), 0)::bigint FROM conversations")
                    .fetch_one(&owner)
                    .await
                    .unwrap();
            let cost: i64 =
                sqlx::query_scalar("SELECT coalesce(sum(cost_micros), 0)::bigint FROM usage_months").fetch_one(&owner).await.unwrap();
            assert_eq!(sums, (events.2, talks.0, talks.1, cost), "{table}");
        }
    }
}
