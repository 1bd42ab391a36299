//! An extension: a SIP user of a tenant, its prefix and number.

use serde::Serialize;
use time::OffsetDateTime;

use crate::domain::error::Problems;
use crate::domain::ids::ExtensionId;
use crate::domain::input;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub id: ExtensionId,
    pub number: String,
    pub name: String,
    /// The tenant's SIP prefix and the number.
    pub sip_user: String,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// What people decide about an extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewExtension {
    /// Two to eight digits, unique in the tenant.
    pub number: String,
    pub name: String,
}

impl NewExtension {
    pub fn check(&mut self, problems: &mut Problems) {
        self.name = input::required(problems, "name", &self.name, 100);
        self.number = self.number.trim().to_owned();
        if !(2..=8).contains(&self.number.len()) || !self.number.bytes().all(|b| b.is_ascii_digit()) {
            problems.code("number", "not_an_extension");
        }
    }
}
