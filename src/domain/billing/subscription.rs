//! A subscription: the plan an account is on, for the period it has paid for.

use time::OffsetDateTime;

use super::cycle::Interval;
use super::plan::Feature;
use super::proration::Priced;
use crate::domain::ids::SubscriptionId;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Trial,
    Active,
    /// An invoice was not paid in time.
    PastDue,
    Cancelled,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trial => "trial",
            Self::Active => "active",
            Self::PastDue => "past_due",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Money is minor units of `currency`. Limits that are not there are not limited.
#[derive(Debug, Clone)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub status: Status,
    pub plan_key: String,
    pub plan_name: String,
    pub interval: Interval,
    /// Of one interval.
    pub price_cents: i64,
    pub currency: String,
    pub api_requests_per_minute: Option<i32>,
    pub voice_hub_connections_per_minute: Option<i32>,
    pub concurrent_calls: Option<i32>,
    pub features: Vec<String>,
    pub period_start: OffsetDateTime,
    /// The first moment after it.
    pub period_end: OffsetDateTime,
    pub trial_ends_at: Option<OffsetDateTime>,
    /// What it turns into when the period ends.
    pub next_plan_key: Option<String>,
    pub next_interval: Option<Interval>,
    pub cancel_at_period_end: bool,
    pub cancelled_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
}

impl Subscription {
    pub fn priced(&self) -> Priced {
        Priced { cents: self.price_cents, start: self.period_start, end: self.period_end }
    }

    pub fn has(&self, feature: Feature) -> bool {
        self.status != Status::Cancelled && self.features.iter().any(|name| name == feature.as_str())
    }
}
