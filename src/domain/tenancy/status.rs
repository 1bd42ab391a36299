//! The five statuses, and what makes them change.

use serde::Serialize;

/// Canonical status; every dialect translates it (vendor-apis.md §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Status {
    Pending,
    Trial,
    Active,
    Suspended,
    Cancelled,
}

impl Status {
    pub const ALL: [Status; 5] = [Self::Active, Self::Trial, Self::Pending, Self::Suspended, Self::Cancelled];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Trial => "trial",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// What made a tenant's status change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Source {
    /// A person, in the dashboard.
    Manual,
    /// A cap that was reached.
    Cap,
    /// An invoice that was not paid, or a trial that ended without a way to pay.
    NonPayment,
    /// A program, with a key.
    Api,
}

impl Source {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Cap => "cap",
            Self::NonPayment => "non_payment",
            Self::Api => "api",
        }
    }
}
