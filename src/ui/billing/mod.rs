//! Money, as pages show it: the same for an agency that pays and a tenant that does.

mod invoice;
mod plan;

pub use invoice::{ShownLine, actions, badge, invoice_rows, lines, payment_rows, totals};
pub use plan::{cancel_means, change_sums, plan_cards, preview, summary};

use leptos::prelude::*;
use time::OffsetDateTime;

use crate::text::Text;

/// Where an account's pages are, and where their forms go.
pub struct Place<'a> {
    pub text: &'a Text,
    /// Of the pages: `/billing`.
    pub root: String,
    /// Of the invoices' pages: `/billing/invoices`.
    pub invoices: String,
    /// Of the server functions: `/fn/billing`.
    pub endpoint: &'static str,
    /// The tenant's, where forms must say which.
    pub slug: Option<String>,
    pub may_manage: bool,
    /// Are these the pages of whoever pays?
    pub pays: bool,
    pub now: OffsetDateTime,
}

impl Place<'_> {
    pub fn t(&self, key: &str) -> String {
        self.text.get(key)
    }

    pub(super) fn say(&self, key: &str, args: &[(&'static str, &str)]) -> String {
        self.text.with(key, args)
    }

    pub(super) fn hidden(&self) -> Option<AnyView> {
        self.slug.clone().map(|slug| view! { <input type="hidden" name="slug" value=slug/> }.into_any())
    }

    /// A form of one button.
    pub(super) fn button(&self, verb: &str, fields: &[(&'static str, String)], label: String, class: &'static str) -> AnyView {
        let fields = fields.iter().map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> }).collect_view();
        view! { <form method="post" action=format!("{}/{verb}", self.endpoint)>{self.hidden()}{fields}<button class=class type="submit">{label}</button></form> }
            .into_any()
    }
}
