//! What an account was billed and what it has paid, the latest first, on the page of the account.

use leptos::prelude::*;

use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::billing::payment::Payment;
use crate::domain::billing::payments;
use crate::domain::error::Result;
use crate::domain::page::Page;
use crate::server::extract::Cx;
use crate::ui::billing::{Place, invoice_rows, payment_rows};

/// Invoices on a page.
const INVOICES: i64 = 24;
/// Payments, until all are asked for.
const PAYMENTS: usize = 12;

/// A page of invoices, and payments.
pub struct History {
    invoices: Page<Invoice>,
    /// Not the first page.
    later: bool,
    payments: Vec<Payment>,
    /// There are more.
    cut: bool,
}

/// As the page's address says: `at` behind which invoice, `payments=all`.
///
/// # Errors
/// For those whom it is none of their business.
pub async fn load(cx: &Cx, ctx: &mut Ctx, key: AccountKey) -> Result<History> {
    let cursor = cx.param("at");
    let later = cursor.is_some();
    let invoices = invoices::list(ctx, key, Filter::default(), At { size: INVOICES, offset: 0, cursor }).await?;
    let mut payments = payments::list(ctx, key, None).await?;
    let cut = cx.param("payments").as_deref() != Some("all") && payments.len() > PAYMENTS;
    if cut {
        payments.truncate(PAYMENTS);
    }
    Ok(History { invoices, later, payments, cut })
}

impl History {
    /// `root`: the page of the account.
    pub fn view(&self, place: &Place<'_>, root: &str) -> AnyView {
        let newest = self.later.then(|| view! { <a class="btn" href=format!("{root}#invoices")>{place.t("invoices-latest")}</a> });
        let older = self
            .invoices
            .next
            .as_ref()
            .map(|at| view! { <a class="btn" href=format!("{root}?at={at}#invoices")>{place.t("invoices-older")}</a> });
        let pages = (newest.is_some() || older.is_some()).then(|| {
            let count = place.text.count("invoices-count", self.invoices.total);
            view! { <div class="foot"><span>{count}</span><nav class="pages" aria-label=place.t("tenants-pages")>{newest}{older}</nav></div> }
        });
        let all = self.cut.then(|| view! { <p><a href=format!("{root}?payments=all#payments")>{place.t("payments-all")}</a></p> });
        view! {
            <section class="section" aria-labelledby="invoices"><header><h2 id="invoices">{place.t("invoices-title")}</h2></header>
                {invoice_rows(place, &self.invoices.rows, false)}{pages}</section>
            {payment_rows(place, &self.payments)}{all}
        }
        .into_any()
    }
}
