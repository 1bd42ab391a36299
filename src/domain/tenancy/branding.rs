//! The brand an agency shows: everything a page or a mail needs, and nothing that names the platform.

use super::palette::{HexColor, Palette};
use crate::domain::ids::AgencyId;
use crate::language::Language;

/// Read once per host and shared by requests.
#[derive(Debug, Clone)]
pub struct Brand {
    pub agency: AgencyId,
    pub slug: String,
    pub name: String,
    /// Which mark stands beside the name: the key of a drawn one, or `monogram` for the first letter.
    pub mark: String,
    pub color: HexColor,
    pub palette: Palette,
    pub mail_from: Option<String>,
    pub support_email: Option<String>,
    /// ISO 4217; every amount of the agency is in it.
    pub currency: String,
    /// What is read by whoever chose nothing and asks for nothing we have.
    pub language: Language,
    pub is_platform: bool,
}

impl Brand {
    /// The letter of the monogram.
    pub fn initial(&self) -> String {
        self.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string()).unwrap_or_default()
    }
}
