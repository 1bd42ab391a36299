//! What people of a suspended tenant see instead of their pages (vendor-apis.md §7 rows 27 and 32): why, and what they can do about it.

use leptos::prelude::*;

use super::contact::contact;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::accounts;
use crate::domain::billing::invoice::{self, Invoice};
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::error::{Error, Result};
use crate::domain::metering::alerts;
use crate::domain::metering::limit::{LimitKind, Used};
use crate::domain::tenancy::portal::{self, Standing};
use crate::domain::tenancy::status::{Source, Status};
use crate::server::extract::Cx;
use crate::ui::bits;
use crate::ui::layout::Body;

/// Most open invoices that are listed.
const INVOICES: i64 = 50;
/// Of them those that are due first are shown.
const SHOWN: usize = 3;

/// Why, as far as whoever looks may know.
enum Why {
    /// A limit of the month; which, where it still is reached.
    Cap(Option<Used>),
    /// The invoices that are open, the oldest first; none for those who may not see them.
    Unpaid(Vec<Invoice>),
    TrialOver,
    /// The provider, for its own reason.
    Provider,
}

pub async fn page(cx: &Cx, mut ctx: Ctx, standing: &Standing) -> Result<Body> {
    let why = why(&mut ctx).await?;
    drop(ctx);
    // A limit's is said in words of our own.
    let reason = standing
        .suspension_reason
        .clone()
        .filter(|_| !matches!(why, Why::Cap(_)))
        .map(|reason| view! { <p>{cx.text().with("portal-suspended-reason", &[("reason", &reason)])}</p> });
    let content = view! {
        <section class="panel suspended">
            <div class="with">{bits::status_badge(cx.text(), standing.status)}</div>
            <h2>{cx.t("portal-suspended-title")}</h2>
            {reason}
            {words(cx, standing, &why)}
            <p class="soft">{cx.t("portal-suspended")}</p>
            {ways(cx, standing, &why)}
        </section>
    };
    Ok(Body { title: standing.name.clone(), content: content.into_any(), ..Body::default() })
}

async fn why(ctx: &mut Ctx) -> Result<Why> {
    let tenant = portal::own(ctx).await?;
    let Some(suspension) = &tenant.suspension else { return Ok(Why::Provider) };
    match suspension.source {
        Source::Cap => {
            let reached = alerts::used(&tenant, ctx.now()).into_iter().find(|used| used.kind.acts() && used.reached());
            Ok(Why::Cap(reached))
        }
        Source::NonPayment => {
            let open = open(ctx).await?;
            Ok(if open.is_empty() && suspension.before == Status::Trial { Why::TrialOver } else { Why::Unpaid(open) })
        }
        Source::Manual | Source::Api => Ok(Why::Provider),
    }
}

async fn open(ctx: &mut Ctx) -> Result<Vec<Invoice>> {
    let key = accounts::own(ctx)?;
    let filter = Filter { status: Some(invoice::Status::Open), ..Filter::default() };
    match invoices::list(ctx, key, filter, At { size: INVOICES, offset: 0, cursor: None }).await {
        Err(Error::Forbidden | Error::NotFound) => Ok(Vec::new()),
        listed => {
            let mut open = listed?.rows;
            open.sort_by_key(|invoice| invoice.due_at);
            open.truncate(SHOWN);
            Ok(open)
        }
    }
}

/// What it means, and what ends it.
fn words(cx: &Cx, standing: &Standing, why: &Why) -> AnyView {
    let brand = ("brand", cx.site().brand.name.as_str());
    let said = match why {
        Why::Cap(Some(used)) => {
            let cap = match used.kind {
                LimitKind::Spend => cx.text().money(&cx.site().brand.currency, used.cap.saturating_mul(10_000)),
                _ => cx.text().number(used.cap),
            };
            cx.text().with(&format!("portal-suspended-{}", used.kind.as_str()), &[("cap", &cap), brand])
        }
        Why::Cap(None) => cx.text().with("portal-suspended-cap", &[brand]),
        Why::Unpaid(_) if standing.may(Action::BillingManage) => cx.t("portal-suspended-unpaid"),
        Why::Unpaid(_) => cx.t("portal-suspended-unpaid-others"),
        Why::TrialOver => cx.text().with("portal-suspended-trial", &[brand]),
        Why::Provider => cx.text().with("portal-suspended-provider", &[brand]),
    };
    view! { <p>{said}</p> }.into_any()
}

/// The way out of it first.
fn ways(cx: &Cx, standing: &Standing, why: &Why) -> AnyView {
    let root = format!("/t/{}", standing.slug);
    let reads = standing.may(Action::BillingRead);
    let account = reads.then(|| view! { <a class="btn" href=format!("{root}/billing")>{cx.t("billing-title")}</a> });
    match why {
        Why::Unpaid(open) if !open.is_empty() => {
            let rows = open.iter().map(|invoice| owed(cx, standing, invoice)).collect_view();
            view! { <ul class="rows">{rows}</ul><div class="actions">{account}{contact(cx, "btn")}</div> }.into_any()
        }
        Why::TrialOver if standing.may(Action::BillingManage) => view! {
            <div class="actions"><a class="btn primary" href=format!("{root}/billing/card")>{cx.t("card-add")}</a>
                <a class="btn" href=format!("{root}/billing")>{cx.t("portal-see-plans")}</a>{contact(cx, "btn")}</div>
        }
        .into_any(),
        _ => view! { <div class="actions">{contact(cx, "btn primary")}{account}</div> }.into_any(),
    }
}

/// An invoice that is open, and the way to pay it.
fn owed(cx: &Cx, standing: &Standing, invoice: &Invoice) -> AnyView {
    let href = format!("/t/{}/invoices/{}", standing.slug, invoice.id);
    let amount = cx.text().minor(&invoice.currency, invoice.due_cents());
    let due = cx.text().with("invoice-due-on", &[("day", &cx.text().day(invoice.due_at))]);
    let (class, go) = if standing.may(Action::BillingManage) {
        ("btn primary", cx.text().with("invoice-pay", &[("amount", &amount)]))
    } else {
        ("btn", cx.t("portal-look"))
    };
    view! { <li><div><b>{invoice.number.clone()}</b>" "{amount}<span class="second">{due}</span></div><a class=class href=href>{go}</a></li> }.into_any()
}
