//! A role of a tenant's own: a name, and what it adds to what a plain user may do.

use crate::domain::access::Permission;
use crate::domain::error::{Problems, Result};
use crate::domain::ids::TenantRoleId;
use crate::domain::input;

/// As many as a tenant can have.
pub const MOST: usize = 50;
pub const NAME_LENGTH: usize = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRole {
    pub id: TenantRoleId,
    pub name: String,
    pub permissions: Vec<Permission>,
    /// How many people have it.
    pub people: i64,
}

/// A role as it is typed; permissions by their words.
#[derive(Debug, Clone, Default)]
pub struct RoleProfile {
    pub name: String,
    pub permissions: Vec<String>,
}

impl RoleProfile {
    /// The name and the permissions, each once and in the order of [`Permission::ALL`].
    ///
    /// # Errors
    /// [`crate::domain::Error::Invalid`] with every mistake.
    pub fn checked(&self) -> Result<(String, Vec<Permission>)> {
        let mut problems = Problems::default();
        let name = input::required(&mut problems, "name", &self.name, NAME_LENGTH);
        if self.permissions.is_empty() {
            problems.code("permissions", "no_permission");
        } else if self.permissions.iter().any(|word| Permission::from_stored(word).is_none()) {
            problems.code("permissions", "unknown_value");
        }
        problems.finish()?;
        let chosen = |permission: &Permission| self.permissions.iter().any(|word| word == permission.as_str());
        Ok((name, Permission::ALL.iter().copied().filter(chosen).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Error;

    fn profile(name: &str, permissions: &[&str]) -> RoleProfile {
        RoleProfile { name: name.to_owned(), permissions: permissions.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn permissions_are_kept_once_and_in_order() {
        let (name, permissions) = profile(" Front desk ", &["audit.read", "devices.manage", "audit.read"]).checked().unwrap();
        assert_eq!((name.as_str(), permissions), ("Front desk", vec![Permission::DevicesManage, Permission::AuditRead]));
    }

    #[test]
    fn every_mistake_is_told() {
        let told = |profile: RoleProfile| match profile.checked() {
            Err(Error::Invalid(errors)) => errors.into_iter().map(|error| format!("{}:{}", error.field, error.code)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(told(profile(" ", &[])), ["name:required", "permissions:no_permission"]);
        assert_eq!(told(profile("a\nb", &["audit.read", "keys.manage"])), ["name:control_characters", "permissions:unknown_value"]);
        assert_eq!(told(profile(&"x".repeat(61), &["audit.read"])), ["name:too_long"]);
    }
}
