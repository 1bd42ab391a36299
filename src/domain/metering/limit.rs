//! The limits of a month, how far they are used, and what happens when one is reached.

use serde::Serialize;

use crate::domain::tenancy::limits::ActionAtCap;

/// What a limit is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum LimitKind {
    /// Minor units of the currency.
    Spend,
    Minutes,
    Agents,
    Numbers,
    Extensions,
}

impl LimitKind {
    pub const ALL: [Self; 5] = [Self::Spend, Self::Minutes, Self::Agents, Self::Numbers, Self::Extensions];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spend => "spend",
            Self::Minutes => "minutes",
            Self::Agents => "agents",
            Self::Numbers => "numbers",
            Self::Extensions => "extensions",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Spend and minutes run through a month and can be exceeded, so reaching them does something. A full count only refuses the next.
    pub fn acts(self) -> bool {
        matches!(self, Self::Spend | Self::Minutes)
    }
}

/// How far one limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    pub kind: LimitKind,
    pub used: i64,
    pub cap: i64,
}

impl Used {
    /// Whole per cent, rounded down; a limit of nothing is full.
    pub fn percent(self) -> i64 {
        match self.cap {
            0 => 100,
            cap => i64::try_from(i128::from(self.used.max(0)) * 100 / i128::from(cap)).unwrap_or(i64::MAX),
        }
    }

    pub fn reached(self) -> bool {
        self.used >= self.cap
    }

    /// The thresholds that are crossed; 100 is one whether it is asked for or not. A limit of nothing was reached before it was used.
    pub fn crossed(self, thresholds: &[i16]) -> Vec<i16> {
        if self.used <= 0 {
            return Vec::new();
        }
        let mut crossed: Vec<i16> = thresholds.iter().copied().chain([100]).filter(|t| self.percent() >= i64::from(*t)).collect();
        crossed.sort_unstable();
        crossed.dedup();
        crossed
    }
}

/// What reaching a limit does to new calls.
pub fn blocks_calls(used: &[Used], action: ActionAtCap) -> Option<LimitKind> {
    let reached = used.iter().find(|used| used.kind.acts() && used.reached())?;
    (action != ActionAtCap::NotifyOnly).then_some(reached.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(used: i64, cap: i64) -> Used {
        Used { kind: LimitKind::Spend, used, cap }
    }

    #[test]
    fn thresholds_and_reaching() {
        assert_eq!(used(79, 100).crossed(&[50, 80]), [50]);
        assert_eq!(used(100, 100).crossed(&[50, 80]), [50, 80, 100]);
        assert_eq!(used(0, 0).crossed(&[50]), [0; 0]);
        assert_eq!(used(1, 0).crossed(&[50]), [50, 100]);
        assert_eq!(used(99_999, 100_000).percent(), 99);
        assert_eq!(blocks_calls(&[used(100, 100)], ActionAtCap::NotifyOnly), None);
        assert_eq!(blocks_calls(&[used(100, 100)], ActionAtCap::BlockNewCalls), Some(LimitKind::Spend));
        assert_eq!(blocks_calls(&[used(99, 100)], ActionAtCap::Suspend), None);
        let full = Used { kind: LimitKind::Numbers, used: 5, cap: 5 };
        assert_eq!(blocks_calls(&[full], ActionAtCap::Suspend), None, "a full count refuses the next and nothing else");
    }
}
