//! Moments on the wire.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::domain::error::FieldError;

/// RFC 3339, to the microsecond: that is what is kept.
///
/// # Errors
/// `not_a_time`.
pub fn instant(field: &str, text: &str) -> Result<OffsetDateTime, FieldError> {
    let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| FieldError::new(field, "not_a_time"))?;
    let at = at.to_offset(time::UtcOffset::UTC);
    // PostgreSQL keeps less than this crate reads.
    if !(1970..=9999).contains(&at.year()) {
        return Err(FieldError::new(field, "not_a_time"));
    }
    Ok(at.replace_nanosecond(at.nanosecond() / 1_000 * 1_000).unwrap_or(at))
}
