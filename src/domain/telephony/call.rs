//! May this call start? The rules, and what is held back for one that does.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::agent::Channel;
use crate::domain::error::{FieldError, Problems};
use crate::domain::ids::{AgentId, CallId, TenantId};
use crate::domain::input;
use crate::domain::metering::conversation::Direction;
use crate::domain::metering::event::is_id;
use crate::domain::metering::meter;
use crate::domain::metering::quantity::Quantity;
use crate::domain::money::Exact;

/// Why a call may not start or go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    Suspended,
    Cancelled,
    /// The tenant's credentials may place no calls.
    NotAllowed,
    SpendLimit,
    MinutesLimit,
    /// As many calls run as may.
    Concurrency,
    /// The calls that are left are kept for those that come in.
    InboundShare,
}

impl Reason {
    pub const ALL: [Self; 7] =
        [Self::Suspended, Self::Cancelled, Self::NotAllowed, Self::SpendLimit, Self::MinutesLimit, Self::Concurrency, Self::InboundShare];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
            Self::NotAllowed => "not_allowed",
            Self::SpendLimit => "spend_limit",
            Self::MinutesLimit => "minutes_limit",
            Self::Concurrency => "concurrency",
            Self::InboundShare => "inbound_share",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == text)
    }
}

/// How long a call may run before it asks again, where a limit of money or minutes is enforced.
pub const SLICE: i64 = 300;
/// Where none is.
pub const WHOLE: i64 = 3_600;
/// Less than this is no call.
pub const SHORTEST: i64 = 15;
/// Longest that may be asked for at once.
pub const LONGEST: i64 = 14_400;
/// How long after its time a call that says nothing keeps its place.
pub const PATIENCE: i64 = 30;

/// What a talkative minute of a voice agent takes, where the caller does not say: the meters' keys and units in a minute.
pub const TYPICAL_MINUTE: [(&str, i64); 4] = [(meter::LLM_INPUT, 4_000), (meter::LLM_OUTPUT, 300), (meter::TTS, 900), (meter::STT, 60)];

/// As it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCall {
    /// The caller's own id: asking again under it gives the same answer.
    pub id: String,
    pub tenant: TenantId,
    pub direction: Direction,
    pub channel: Channel,
    pub agent: Option<AgentId>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub max_seconds: Option<i64>,
    /// What a minute of it takes beside the minute itself, by meter key.
    pub usage_per_minute: Option<BTreeMap<String, Quantity>>,
}

impl NewCall {
    pub fn check(&mut self, problems: &mut Problems) {
        if !is_id(&self.id) {
            problems.code("id", "not_an_event_id");
        }
        for (field, value) in [("from", &mut self.from), ("to", &mut self.to)] {
            *value = input::optional(problems, field, value.as_deref(), 100);
        }
        check_seconds(problems, self.max_seconds);
    }

    /// What a minute takes beside itself.
    pub fn per_minute(&self) -> Vec<(String, Quantity)> {
        match &self.usage_per_minute {
            Some(usage) => usage.iter().map(|(key, quantity)| (key.clone(), *quantity)).collect(),
            None => TYPICAL_MINUTE
                .iter()
                .map(|(key, n)| ((*key).to_owned(), Quantity::from_micros(n * 1_000_000).unwrap_or_default()))
                .collect(),
        }
    }
}

pub fn check_seconds(problems: &mut Problems, seconds: Option<i64>) {
    if seconds.is_some_and(|seconds| !(SHORTEST..=LONGEST).contains(&seconds)) {
        problems.add(FieldError::new("maxSeconds", "out_of_range"));
    }
}

/// A call that may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    pub call: CallId,
    /// From its start, all that was granted together.
    pub max_seconds: i64,
    /// By then it is over, or has asked for more.
    pub expires_at: OffsetDateTime,
    /// Held back of the spend limit; nothing where it is not enforced.
    pub reserved_micros: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Allow(Allowed),
    Deny(Reason),
}

/// The room a tenant has for calls; `None` is unlimited, or not enforced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    pub concurrent: Option<i64>,
    /// Of these, kept for calls that come in.
    pub inbound: i64,
    pub spend_micros: Option<i64>,
    pub seconds: Option<i64>,
}

impl Room {
    /// Places that calls which go out may take.
    pub fn outbound(&self) -> Option<i64> {
        self.concurrent.map(|places| places - self.inbound)
    }
}

/// Of so many places, those that are kept for calls that come in: the share, rounded up, but never the only one.
pub fn kept_for_inbound(places: i64, share_percent: i64) -> i64 {
    ((places * share_percent + 99) / 100).min(places - 1).max(0)
}

/// What is held back for so many seconds at so much a minute, rounded up.
pub fn price_of(minute_micros: i64, seconds: i64) -> i64 {
    let micros = (i128::from(minute_micros) * i128::from(seconds) + 59) / 60;
    i64::try_from(micros).unwrap_or(i64::MAX)
}

/// How many seconds of what was asked for fit: under the money and the minutes that are left.
///
/// # Errors
/// Which of the two is used up.
pub fn seconds_that_fit(wanted: i64, minute_micros: i64, left_micros: Option<i64>, left_seconds: Option<i64>) -> Result<i64, Reason> {
    let by_money = match left_micros {
        Some(left) if minute_micros > 0 => i64::try_from(i128::from(left.max(0)) * 60 / i128::from(minute_micros)).unwrap_or(i64::MAX),
        Some(left) if left <= 0 => 0,
        _ => i64::MAX,
    };
    let by_time = left_seconds.unwrap_or(i64::MAX);
    let fit = wanted.min(by_money).min(by_time);
    if fit >= SHORTEST.min(wanted) {
        Ok(fit)
    } else if by_money <= by_time {
        Err(Reason::SpendLimit)
    } else {
        Err(Reason::MinutesLimit)
    }
}

/// By how much the bill can exceed the spend limit at worst: every call that may run at once costs twice what was held back for its last slice.
/// (Where it costs what was held back, or less, the limit is not exceeded at all.) `None`: the limit does not refuse calls.
pub fn worst_overshoot(cap_micros: Option<i64>, concurrent: Option<i64>, minute_micros: i64) -> Option<i64> {
    let cap = cap_micros?;
    let slice = price_of(minute_micros, SLICE);
    // Without a limit of calls, as many run as there is money for: together they hold all of it.
    Some(concurrent.map_or(cap, |calls| calls.saturating_mul(slice)).min(cap))
}

/// Micro-units a minute, from exact amounts, rounded up.
pub fn micros_up(amount: Exact) -> i64 {
    amount.to_micros().unwrap_or(i64::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_kept_for_calls_that_come_in() {
        for (places, share, kept) in [(5, 20, 1), (20, 20, 4), (21, 20, 5), (1, 20, 0), (2, 90, 1), (10, 0, 0), (0, 20, 0)] {
            assert_eq!(kept_for_inbound(places, share), kept, "{share} % of {places}");
        }
    }

    #[test]
    fn what_fits() {
        // Six cents a minute.
        let minute = 60_000;
        assert_eq!(seconds_that_fit(300, minute, None, None), Ok(300));
        assert_eq!(seconds_that_fit(300, minute, Some(300_000), None), Ok(300));
        assert_eq!(seconds_that_fit(300, minute, Some(120_500), None), Ok(120));
        assert_eq!(seconds_that_fit(300, minute, Some(14_999), None), Err(Reason::SpendLimit));
        assert_eq!(seconds_that_fit(300, minute, Some(-5), None), Err(Reason::SpendLimit));
        assert_eq!(seconds_that_fit(300, minute, Some(300_000), Some(14)), Err(Reason::MinutesLimit));
        assert_eq!(seconds_that_fit(300, minute, Some(300_000), Some(200)), Ok(200));
        assert_eq!(seconds_that_fit(300, 0, Some(0), None), Err(Reason::SpendLimit), "what costs nothing is refused all the same");
        assert_eq!(price_of(minute, 1), 1_000);
        assert_eq!(price_of(1, 1), 1, "rounded up");
    }

    #[test]
    fn the_worst_case_is_a_number() {
        assert_eq!(worst_overshoot(None, Some(5), 60_000), None);
        assert_eq!(worst_overshoot(Some(10_000_000), Some(5), 60_000), Some(1_500_000));
        assert_eq!(worst_overshoot(Some(1_000_000), Some(5), 60_000), Some(1_000_000), "never more than the limit itself");
        assert_eq!(worst_overshoot(Some(1_000_000), None, 60_000), Some(1_000_000));
    }
}
