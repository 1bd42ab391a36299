//! `/t/{slug}/billing`: the tenant's account with its provider (Simuwave's billing page, vendor-apis.md §4.12).

use std::collections::BTreeMap;

use leptos::prelude::*;
use time::OffsetDateTime;

use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::account::{Account, Model};
use crate::domain::billing::credits::{self, Balances};
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::payment_methods::{self, PaymentMethod};
use crate::domain::billing::plan::Plan;
use crate::domain::billing::subscription::{Status, Subscription};
use crate::domain::billing::usage_report::{self, UsageReport};
use crate::domain::billing::{accounts, invoices, subscriptions};
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::portal::Standing;

use crate::payer::{self, History};
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::Cx;
use crate::ui::accounts as accounts_view;
use crate::ui::billing as view;
use crate::ui::bits;
use crate::ui::cards;
use crate::ui::charts::{self, Meter};
use crate::ui::layout::Body;

/// Everything the page shows.
pub(super) struct Loaded {
    account: Account,
    pub subscription: Option<Subscription>,
    pub plans: Vec<Plan>,
    usage: UsageReport,
    /// What the price has in it of each meter, in micro-units.
    included: BTreeMap<String, i64>,
    invoiced: bool,
    methods: Vec<PaymentMethod>,
    balances: Balances,
    history: History,
    /// Of the agencies it was with before.
    former: Vec<Invoice>,
    pub now: OffsetDateTime,
}

pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<Loaded> {
    let key = accounts::own(ctx)?;
    let account = accounts::read(ctx, key).await?;
    let subscription = subscriptions::read(ctx, key).await?;
    let (usage, included) = usage_report::against_included(ctx, key).await?;
    let loaded = Loaded {
        usage,
        included,
        invoiced: accounts::gets_invoices(ctx, key).await?,
        methods: payment_methods::list(ctx, key).await?,
        balances: credits::balances(ctx, key).await?,
        history: payer::history(cx, ctx, key).await?,
        former: match invoices::list_former(ctx).await {
            Err(Error::Forbidden) => Vec::new(),
            listed => listed?,
        },
        plans: subscriptions::offered(ctx, key).await?,
        account,
        subscription,
        now: ctx.now(),
    };
    Ok(loaded)
}

pub(super) fn place<'a>(cx: &'a Cx, standing: &Standing, now: OffsetDateTime) -> view::Place<'a> {
    let root = format!("/t/{}/billing", standing.slug);
    view::Place {
        text: cx.text(),
        invoices: format!("/t/{}/invoices", standing.slug),
        root,
        endpoint: payer::ENDPOINT,
        slug: Some(standing.slug.clone()),
        may_manage: standing.may(Action::BillingManage),
        pays: true,
        now,
    }
}

#[component]
pub fn BillingPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, mut ctx, standing| async move {
        let loaded = load(&cx, &mut ctx).await?;
        drop(ctx);
        Ok(Body { title: cx.t("billing-title"), content: content(&cx, &standing, &loaded), ..Body::default() })
    })
}

pub(super) fn content(cx: &Cx, standing: &Standing, loaded: &Loaded) -> AnyView {
    let place = place(cx, standing, loaded.now);
    let subscription = loaded.subscription.as_ref();
    let model = cx.t(if loaded.account.model == Model::Flat { "billing-model-flat" } else { "billing-model-pay-as-you-go" });
    let goes_on = subscription.is_some_and(|s| s.status != Status::Cancelled && !s.cancel_at_period_end);
    let cancel = (place.may_manage && goes_on)
        .then(|| view! { <p><a class="danger" href=format!("{}/plan/cancel", place.root)>{cx.t("billing-cancel")}</a></p> });
    let cards = (loaded.account.model == Model::Flat && loaded.invoiced && !loaded.plans.is_empty())
        .then(|| view::plan_cards(&place, &loaded.plans, subscription));
    view! {
        <div class="split"><div class="stack">
            {view::summary(&place, subscription, &loaded.balances, &loaded.account, Some(model), (loaded.invoiced, &loaded.plans))}
            {usage(cx, loaded)}
            {loaded.history.view(&place, &place.root)}
            {former(&place, &loaded.former)}
            {cards}
        </div><div class="stack">{cards::methods(&place, &loaded.methods, loaded.account.auto_pay)}
            {accounts_view::wallet(&place, &loaded.account, &loaded.balances)}{accounts_view::details(&place, &loaded.account)}{cancel}</div></div>
    }
    .into_any()
}

/// Papers of a provider it was with before: they are there to read, and nothing can be done about them here.
fn former(place: &view::Place<'_>, invoices: &[Invoice]) -> Option<AnyView> {
    if invoices.is_empty() {
        return None;
    }
    let rows = invoices
        .iter()
        .map(|invoice| {
            let href = format!("{}/{}/paper.pdf", place.invoices, invoice.id);
            view! {
                <tr><th scope="row"><a href=href download="">{invoice.number.clone()}</a></th><td class="corner">{view::badge(place.text, invoice, place.now)}</td>
                    <td class="num" data-label=place.t("invoice-issued")>{bits::day(place.text, invoice.issued_at)}</td>
                    <td class="num end">{place.text.minor(&invoice.currency, invoice.total_cents)}</td></tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="former"><header><h2 id="former">{place.t("former-title")}</h2></header><p class="soft">{place.t("former-lead")}</p>
                <div class="wide"><table class="table cards"><caption class="vh">{place.t("former-title")}</caption>
                <thead><tr><th scope="col">{place.t("invoice-number")}</th><th scope="col">{place.t("tenants-status")}</th>
                    <th scope="col" class="num">{place.t("invoice-issued")}</th><th scope="col" class="num">{place.t("invoice-total")}</th></tr></thead>
                <tbody>{rows}</tbody></table></div></section>
        }
        .into_any(),
    )
}

/// The month so far, at the tenant's prices.
fn usage(cx: &Cx, loaded: &Loaded) -> AnyView {
    if loaded.usage.meters.is_empty() {
        return view! { <section class="section"><h2>{cx.t("billing-usage")}</h2><p class="soft">{cx.t("usage-empty")}</p></section> }
            .into_any();
    }
    let currency = loaded.usage.currency.as_str();
    // Each is a line of the bill, rounded by itself.
    let total = loaded.usage.meters.iter().map(|meter| meter.cents(currency)).sum();
    let rows = loaded
        .usage
        .meters
        .iter()
        .map(|meter| {
            let name = cx.text().meter(&meter.meter, &meter.name);
            let included = loaded.included.get(&meter.meter).map(|cap| {
                let of = cx.text().with("usage-included", &[("quantity", &cx.text().quantity(*cap))]);
                let shown = Meter {
                    label: &name,
                    used: meter.quantity_micros,
                    cap: *cap,
                    shown: format!("{} {of}", cx.text().quantity(meter.quantity_micros)),
                    thresholds: &[],
                    alarms: false,
                    thin: true,
                };
                view! { <span class="second">{of.clone()}</span>{charts::meter(&shown)} }
            });
            let used = cx.text().quantity(meter.quantity_micros);
            let units = cx.text().units(&used, &meter.unit);
            view! { <tr><th scope="row">{name.clone()}{included}</th><td class="num">{used}<span class="phone-only">" "{units.clone()}</span></td><td class="hide">{units}</td>
                <td class="num end">{cx.text().minor(currency, meter.cents(currency))}</td></tr> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="used"><header><h2 id="used">{cx.t("billing-usage")}</h2><small>{format!("{} – {}", cx.text().short_day(loaded.usage.from), cx.text().short_day(loaded.usage.to))}</small></header>
            <div class="wide" role="region" tabindex="0" aria-labelledby="used"><table class="table cards"><caption class="vh">{cx.t("billing-usage")}</caption>
            <thead><tr><th scope="col">{cx.t("usage-what")}</th><th scope="col" class="num">{cx.t("usage-quantity")}</th><th scope="col">{cx.t("usage-unit")}</th><th scope="col" class="num">{cx.t("invoice-total")}</th></tr></thead>
            <tbody>{rows}</tbody><tfoot><tr><td>{cx.t("invoice-total")}</td><td></td><td class="hide"></td><td class="num end">{cx.text().minor(currency, total)}</td></tr></tfoot></table></div></section>
    }
    .into_any()
}
