//! An agency: a reseller account, and the realm its users belong to.

use super::palette::HexColor;
use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::ids::AgencyId;
use crate::domain::input;

/// Labels that would shadow the platform's own hosts.
const RESERVED_SLUGS: &[&str] =
    &["www", "api", "app", "mail", "smtp", "admin", "operator", "platform", "portico", "status", "static", "assets"];

/// What a brand has before anybody chose a colour.
pub const DEFAULT_COLOR: HexColor = HexColor { r: 0x0b, g: 0x63, b: 0x90 };

#[derive(Debug, Clone, Default)]
pub struct NewAgency {
    pub name: String,
    pub slug: String,
    /// `#rrggbb`; empty takes the default.
    pub brand_color: String,
    /// Where its mail comes from and where questions go; without them the installation's address and none.
    pub mail_from: Option<String>,
    pub support_email: Option<String>,
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
    pub suspended_at: Option<time::OffsetDateTime>,
    pub suspension_reason: Option<String>,
    /// The first manager's invitation is still open.
    pub invited: bool,
    pub created_at: time::OffsetDateTime,
    /// Of its subscription's plan; none where that is cancelled.
    pub plan: Option<String>,
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
        } else if !super::naming::is_slug(&self.slug) {
            problems.code("slug", "invalid_slug");
        } else if RESERVED_SLUGS.contains(&self.slug.as_str()) {
            problems.add(FieldError::new("slug", "reserved"));
        }
        if self.brand_color.trim().is_empty() {
            self.brand_color = DEFAULT_COLOR.to_string();
        }
        match self.brand_color.trim().parse::<HexColor>() {
            Ok(color) => self.brand_color = color.to_string(),
            Err(_) => problems.code("brandColor", "not_a_color"),
        }
        self.mail_from = input::optional_email(&mut problems, "mailFrom", self.mail_from.as_deref());
        self.support_email = input::optional_email(&mut problems, "supportEmail", self.support_email.as_deref());
        self.manager_email = input::email(&mut problems, "manager.email", &self.manager_email);
        self.manager_first_name = input::required(&mut problems, "manager.firstName", &self.manager_first_name, 100);
        self.manager_last_name = input::required(&mut problems, "manager.lastName", &self.manager_last_name, 100);
        problems.finish()?;
        Ok(self)
    }
}
