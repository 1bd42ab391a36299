//! What the pages of records call things.

use std::collections::BTreeMap;

use crate::domain::telephony::kind::{Field, Kind};
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::Cx;

/// A text of a kind: `records-<word>-<part>`.
pub(super) fn words(cx: &Cx, kind: Kind, part: &str) -> String {
    cx.t(&format!("records-{}-{part}", kind.describe().word.replace('_', "-")))
}

pub(super) fn label(cx: &Cx, field: &Field) -> String {
    cx.t(&format!("records-field-{}", field.column.replace('_', "-")))
}

pub(super) fn root(standing: &Standing, kind: Kind) -> String {
    format!("/t/{}/{}", standing.slug, kind.describe().path)
}

pub(super) fn form_name(kind: Kind) -> String {
    format!("record-{}", kind.describe().word)
}

/// Titles of what the kind refers to, by id.
pub(super) type Titles = BTreeMap<String, String>;
