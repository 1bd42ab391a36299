//! Usage limits and the alerts on them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::domain::error::{FieldError, Problems};
use crate::domain::input;

/// Null is unlimited. Money is minor units of the agency's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageLimits {
    pub monthly_spend_limit_cents: Option<i64>,
    pub max_agents: Option<i64>,
    pub max_phone_numbers: Option<i64>,
    pub max_concurrent_calls: Option<i64>,
    pub max_extensions: Option<i64>,
    pub max_monthly_minutes: Option<i64>,
    /// Of the concurrent calls, so many per cent are kept for those that come in.
    pub inbound_share_percent: i64,
}

impl Default for UsageLimits {
    fn default() -> Self {
        Self {
            monthly_spend_limit_cents: None,
            max_agents: None,
            max_phone_numbers: None,
            max_concurrent_calls: None,
            max_extensions: None,
            max_monthly_minutes: None,
            inbound_share_percent: 20,
        }
    }
}

/// What a tenant has used in a month, at its price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthUsage {
    pub conversations: i64,
    pub seconds: i64,
    /// Inbound and outbound minutes as they are metered.
    pub minutes_micros: i64,
    pub amount_micros: i64,
}

/// A raise as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaiseNote {
    pub spend_limit_cents: Option<i64>,
    pub monthly_minutes: Option<i64>,
    pub until: OffsetDateTime,
    pub reason: String,
    pub by: String,
    pub at: OffsetDateTime,
}

impl UsageLimits {
    fn each(&self) -> [(&'static str, Option<i64>, i64); 6] {
        let count = i64::from(i32::MAX);
        [
            // 9.99 trillion of the major unit: far above any bill, far below what an i64 can add up.
            ("usageLimits.monthlySpendLimitCents", self.monthly_spend_limit_cents, 999_999_999_999_999),
            ("usageLimits.maxAgents", self.max_agents, count),
            ("usageLimits.maxPhoneNumbers", self.max_phone_numbers, count),
            ("usageLimits.maxConcurrentCalls", self.max_concurrent_calls, count),
            ("usageLimits.maxExtensions", self.max_extensions, count),
            ("usageLimits.maxMonthlyMinutes", self.max_monthly_minutes, count),
        ]
    }

    pub fn check(&self, problems: &mut Problems) {
        if !(0..=90).contains(&self.inbound_share_percent) {
            problems.code("usageLimits.inboundSharePercent", "out_of_range");
        }
        for (field, value, max) in self.each() {
            match value {
                Some(n) if n < 0 => problems.code(field, "negative"),
                Some(n) if n > max => problems.add(FieldError::new(field, "too_large").with("max", max)),
                _ => {}
            }
        }
    }
}

/// What happens when a spend or minutes cap is reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum ActionAtCap {
    #[default]
    NotifyOnly,
    BlockNewCalls,
    Suspend,
}

impl ActionAtCap {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotifyOnly => "notify_only",
            Self::BlockNewCalls => "block_new_calls",
            Self::Suspend => "suspend",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "notify_only" => Some(Self::NotifyOnly),
            "block_new_calls" => Some(Self::BlockNewCalls),
            "suspend" => Some(Self::Suspend),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BillingAlerts {
    /// Per cent of a cap, 1–100, each once, ascending.
    pub alert_thresholds: Vec<i16>,
    pub alert_emails: Vec<String>,
    #[serde(rename = "actionAt100")]
    pub action_at_100: ActionAtCap,
}

impl Default for BillingAlerts {
    fn default() -> Self {
        Self { alert_thresholds: vec![80, 100], alert_emails: Vec::new(), action_at_100: ActionAtCap::NotifyOnly }
    }
}

impl BillingAlerts {
    pub fn check(&mut self, problems: &mut Problems) {
        if self.alert_thresholds.iter().any(|t| !(1..=100).contains(t)) {
            problems.code("billingAlerts.alertThresholds", "threshold_range");
        }
        self.alert_thresholds.sort_unstable();
        let before = self.alert_thresholds.len();
        self.alert_thresholds.dedup();
        if self.alert_thresholds.len() != before {
            problems.code("billingAlerts.alertThresholds", "duplicate");
        }
        if self.alert_emails.len() > 20 {
            problems.add(FieldError::new("billingAlerts.alertEmails", "too_many").with("max", 20));
            return;
        }
        for (i, email) in self.alert_emails.iter_mut().enumerate() {
            *email = input::email(problems, &format!("billingAlerts.alertEmails[{i}]"), email);
        }
    }
}

/// Limits that are raised for a while.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Raise {
    spend_cents: Option<i64>,
    minutes: Option<i64>,
}

impl Raise {
    /// What holds of a raise now: nothing once its time is over.
    pub fn holding(spend_cents: Option<i64>, minutes: Option<i64>, until: Option<OffsetDateTime>, now: OffsetDateTime) -> Self {
        if until.is_some_and(|until| until > now) { Self { spend_cents, minutes } } else { Self::default() }
    }

    /// The monthly spend limit, raised. What is unlimited stays so, and a raise lowers nothing.
    pub fn spend_cents(self, limit: Option<i64>) -> Option<i64> {
        limit.map(|limit| self.spend_cents.map_or(limit, |raised| raised.max(limit)))
    }

    /// The monthly minutes, raised.
    pub fn minutes(self, limit: Option<i64>) -> Option<i64> {
        limit.map(|limit| self.minutes.map_or(limit, |raised| raised.max(limit)))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_raise_holds_until_its_time_and_lowers_nothing() {
        let until = datetime!(2026-11-27 00:00 UTC);
        let at = |now| Raise::holding(Some(500), Some(10), Some(until), now);
        assert_eq!(at(until - time::Duration::SECOND).spend_cents(Some(300)), Some(500));
        assert_eq!(at(until - time::Duration::SECOND).spend_cents(Some(900)), Some(900));
        assert_eq!(at(until - time::Duration::SECOND).spend_cents(None), None);
        assert_eq!(at(until - time::Duration::SECOND).minutes(Some(5)), Some(10));
        assert_eq!(at(until).spend_cents(Some(300)), Some(300));
    }
}
