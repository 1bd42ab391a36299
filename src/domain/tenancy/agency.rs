//! An agency: a reseller account, and the realm its users belong to.

use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::ids::AgencyId;
use crate::domain::input;

/// Labels that would shadow the platform's own hosts.
const RESERVED_SLUGS: &[&str] =
    &["www", "api", "app", "mail", "smtp", "admin", "operator", "platform", "portico", "status", "static", "assets"];

#[derive(Debug, Clone)]
pub struct NewAgency {
    pub name: String,
    pub slug: String,
    pub manager_email: String,
    pub manager_first_name: String,
    pub manager_last_name: String,
}

#[derive(Debug, Clone)]
pub struct AgencySummary {
    pub id: AgencyId,
    pub name: String,
    pub slug: String,
    pub tenants: i64,
    /// The first manager's invitation is still open.
    pub invited: bool,
    pub created_at: time::OffsetDateTime,
}

impl NewAgency {
    /// # Errors
    /// Every mistake in the fields.
    pub fn validated(mut self) -> Result<Self> {
        let mut problems = Problems::default();
        self.name = input::required(&mut problems, "name", &self.name, 100);
        self.slug = self.slug.trim().to_lowercase();
        if self.slug.is_empty() {
            problems.code("slug", "required");
        } else if !super::tenant::is_slug(&self.slug) {
            problems.code("slug", "invalid_slug");
        } else if RESERVED_SLUGS.contains(&self.slug.as_str()) {
            problems.add(FieldError::new("slug", "reserved"));
        }
        self.manager_email = input::email(&mut problems, "manager.email", &self.manager_email);
        self.manager_first_name = input::required(&mut problems, "manager.firstName", &self.manager_first_name, 100);
        self.manager_last_name = input::required(&mut problems, "manager.lastName", &self.manager_last_name, 100);
        problems.finish()?;
        Ok(self)
    }
}
