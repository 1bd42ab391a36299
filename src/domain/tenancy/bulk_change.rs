//! One change to many tenants.

use time::OffsetDateTime;

use crate::domain::access::Action;
use crate::domain::error::FieldError;
use crate::domain::ids::{BulkChangeId, TenantId};

/// Most tenants of one change.
pub const MOST: usize = 20_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Kind {
    Suspend,
    Reactivate,
    Tag,
    Untag,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Suspend, Self::Reactivate, Self::Tag, Self::Untag];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Reactivate => "reactivate",
            Self::Tag => "tag",
            Self::Untag => "untag",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What the policy calls it.
    pub fn action(self) -> Action {
        match self {
            Self::Suspend => Action::TenantSuspend,
            Self::Reactivate => Action::TenantReactivate,
            Self::Tag | Self::Untag => Action::TenantUpdate,
        }
    }

    /// What takes it back.
    pub fn inverse(self) -> Self {
        match self {
            Self::Suspend => Self::Reactivate,
            Self::Reactivate => Self::Suspend,
            Self::Tag => Self::Untag,
            Self::Untag => Self::Tag,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum BulkStatus {
    /// Chosen, not confirmed.
    Draft,
    Running,
    Done,
}

#[derive(Debug, Clone)]
pub struct BulkChange {
    pub id: BulkChangeId,
    pub kind: Kind,
    pub reason: Option<String>,
    pub tag: Option<String>,
    pub notify_owner: bool,
    pub status: BulkStatus,
    pub total: i32,
    pub processed: i32,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
}

/// What became of one tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Waiting,
    Done,
    /// It was so already.
    Unchanged,
    Refused(FieldError),
}

#[derive(Debug, Clone)]
pub struct BulkItem {
    pub tenant: TenantId,
    pub name: String,
    pub outcome: Outcome,
}
