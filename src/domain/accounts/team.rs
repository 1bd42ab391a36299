//! Somebody of a team: an agency's staff, or the people of one tenant.

use serde::Serialize;
use time::OffsetDateTime;

use super::users;
use crate::domain::Ctx;
use crate::domain::access::{Action, Actor, Role, policy};
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::{TenantId, TenantRoleId, UserId};
use crate::domain::input;
use crate::domain::tenancy::{place, tenants};

/// How far somebody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamStatus {
    /// Has a link that works.
    Invited,
    /// Had one, for seven days.
    Expired,
    Active,
}

impl TeamStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Expired => "expired",
            Self::Active => "active",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Invited, Self::Expired, Self::Active].into_iter().find(|status| status.as_str() == word)
    }
}

/// A role of the tenant's own, on top of a plain user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomRole {
    pub id: TenantRoleId,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct Colleague {
    pub user: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: Role,
    pub custom_role: Option<CustomRole>,
    pub status: TeamStatus,
    pub last_sign_in_at: Option<OffsetDateTime>,
    pub invited_by: Option<String>,
    pub created_at: OffsetDateTime,
}

impl Colleague {
    /// The name, or the address while nobody has given one.
    pub fn name(&self) -> String {
        let name = users::full_name(&self.first_name, &self.last_name);
        if name.is_empty() { self.email.clone() } else { name }
    }
}

/// What is read of one; the columns are the same for both kinds of team.
pub(super) struct Row {
    pub user_id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: String,
    pub custom_role_id: Option<TenantRoleId>,
    pub custom_role: Option<String>,
    pub status: String,
    pub invited_until: Option<OffsetDateTime>,
    pub last_sign_in_at: Option<OffsetDateTime>,
    pub invited_by: Option<String>,
    pub created_at: OffsetDateTime,
}

impl Row {
    pub fn at(self, now: OffsetDateTime) -> Colleague {
        let status = match (self.status.as_str(), self.invited_until) {
            ("active", _) => TeamStatus::Active,
            (_, Some(until)) if until > now => TeamStatus::Invited,
            _ => TeamStatus::Expired,
        };
        Colleague {
            user: self.user_id,
            email: self.email,
            first_name: self.first_name,
            last_name: self.last_name,
            role: Role::from_stored(&self.role).unwrap_or(Role::Nobody),
            custom_role: self.custom_role_id.zip(self.custom_role).map(|(id, name)| CustomRole { id, name }),
            status,
            last_sign_in_at: self.last_sign_in_at,
            invited_by: self.invited_by,
            created_at: self.created_at,
        }
    }
}

/// What to list of a team, in the order they came.
#[derive(Debug, Clone, Default)]
pub struct TeamQuery {
    pub role: Option<Role>,
    pub status: Option<TeamStatus>,
    /// Any part of a name or an address.
    pub search: String,
    pub after: Option<String>,
    pub offset: i64,
    pub size: i64,
}

impl TeamQuery {
    pub(super) fn search(&self) -> Option<String> {
        Some(self.search.trim().to_lowercase()).filter(|text| !text.is_empty())
    }
}

/// Somebody to invite. `role` is the word of [`Role::as_str`].
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewColleague {
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub role: String,
}

impl NewColleague {
    pub(super) fn check(&mut self, actor: &Actor, roles: &[Role], problems: &mut Problems) -> Role {
        self.email = input::email(problems, "email", &self.email);
        self.first_name = input::optional(problems, "firstName", Some(&self.first_name), 100).unwrap_or_default();
        self.last_name = input::optional(problems, "lastName", Some(&self.last_name), 100).unwrap_or_default();
        checked_role(actor, &self.role, roles, problems)
    }
}

/// The role a word means, if it is one of those and the actor may give it.
pub(super) fn checked_role(actor: &Actor, word: &str, roles: &[Role], problems: &mut Problems) -> Role {
    match Role::from_stored(word).filter(|role| roles.contains(role)) {
        Some(role) if policy::may_give(actor.role(), role) => role,
        Some(role) => {
            problems.code("role", "role_by_person");
            role
        }
        None if word.is_empty() => {
            problems.code("role", "required");
            Role::Nobody
        }
        None => {
            problems.code("role", "unknown_value");
            Role::Nobody
        }
    }
}

/// Nobody changes what they are themselves, so that nobody locks themselves out by mistake; and nobody touches a role they
/// could not give.
pub(super) fn may_touch(actor: &Actor, colleague: &Colleague) -> Result<()> {
    if matches!(actor, Actor::User { id, .. } if *id == colleague.user) {
        return Err(Error::State("own_role"));
    }
    if policy::may_give(actor.role(), colleague.role) { Ok(()) } else { Err(Error::Forbidden) }
}

/// What the audit log compares.
pub(super) fn facts(colleague: &Colleague) -> serde_json::Value {
    let own = colleague.custom_role.as_ref().map(|own| &own.name);
    serde_json::json!({"email": colleague.email, "role": colleague.role.as_str(), "customRole": own})
}

/// Enters the tenant with its row held: who its people are is decided one after the other.
pub(super) async fn hold_people(ctx: &mut Ctx, tenant: TenantId) -> Result<()> {
    ctx.authorize(Action::MemberManage)?;
    place::enter_to_change(ctx, tenant).await?;
    ctx.enter_realm().await?;
    tenants::lock(ctx, tenant).await
}
