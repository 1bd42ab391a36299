//! `/settings/prices/{profile}`: what each meter costs and is sold for now, and every version there was and will be.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use time::OffsetDateTime;

use super::list::markup;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::profiles::{self, BillingProfile};
use crate::domain::error::{Error, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::metering::meter::Meter;
use crate::domain::metering::price_rule::rate_text;
use crate::domain::metering::rates::{self, CardRate, PriceVersion};
use crate::server::extract::{Cx, page};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};
use crate::ui::prices;

/// What the page shows.
pub(super) struct Loaded {
    pub profile: BillingProfile,
    pub meters: Vec<Meter>,
    /// Nothing for those who may not see what the agency pays.
    card: Vec<CardRate>,
    pub versions: Vec<PriceVersion>,
    pub now: OffsetDateTime,
}

impl Loaded {
    pub fn version(&self) -> Option<&PriceVersion> {
        self.versions.iter().find(|version| version.effective_from <= self.now)
    }

    fn cost(&self, meter: &Meter, currency: &str) -> Option<&CardRate> {
        let holds = |rate: &&CardRate| rate.meter == meter.key && rate.currency == currency && rate.effective_from <= self.now;
        self.card.iter().find(holds)
    }
}

pub(super) async fn load(cx: &Cx, ctx: &mut Ctx, id: BillingProfileId) -> Result<Loaded> {
    let profile = profiles::list(ctx).await?.into_iter().find(|profile| profile.id == id).ok_or(Error::NotFound)?;
    let versions = rates::price_versions(ctx, id).await?;
    let (meters, card) =
        if cx.agency_may(Action::RateCardRead) { rates::list_card(ctx).await? } else { (rates::list_meters(ctx).await?, Vec::new()) };
    Ok(Loaded { profile, meters, card, versions, now: ctx.now() })
}

#[component]
pub fn ProfilePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        let id: BillingProfileId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let loaded = load(&cx, &mut ctx, id).await?;
        drop(ctx);
        let body = Body { content: content(&cx, &loaded), ..head(&cx, &loaded) };
        Ok(desk(chrome(&cx, Place::Prices, None)?, body))
    })
}

pub(super) fn head(cx: &Cx, loaded: &Loaded) -> Body {
    Body { title: loaded.profile.name.clone(), crumbs: vec![(cx.t("prices-title"), "/settings/prices".to_owned())], ..Body::default() }
}

pub(super) fn content(cx: &Cx, loaded: &Loaded) -> AnyView {
    let (text, id, version) = (cx.text(), loaded.profile.id, loaded.version());
    let may = cx.agency_may(Action::BillingProfileUpdate);
    let change = |what: &str, name: &str| {
        may.then(|| {
            let label = text.with("prices-change-of", &[("name", name)]);
            view! { <a href=format!("/settings/prices/{id}/{what}") aria-label=label>{cx.t("prices-change")}</a> }
        })
    };
    let currency = &cx.site().brand.currency;
    let costs = !loaded.card.is_empty();
    let rows = loaded
        .meters
        .iter()
        .map(|meter| {
            let cost = loaded.cost(meter, currency).map(|rate| rate.rate);
            let own = version.and_then(|version| version.prices.get(&meter.key));
            let price = match own {
                Some(rule) => {
                    let tiers = prices::tiers(text, rule, &meter.unit).into_iter().map(|line| view! { <span class="second">{line}</span> });
                    view! { {prices::rule(text, rule, &meter.unit)}{tiers.collect_view()} }.into_any()
                }
                None => {
                    let bps = version.map_or(0, |version| u32::try_from(version.markup_bps).unwrap_or(0));
                    let rate = cost.and_then(|cost| cost.marked_up(bps)).map(|rate| {
                        text.with("rule-per-unit", &[("rate", &rate_text(rate)), ("unit", &meter.unit)])
                    });
                    let words = text.with("prices-by-markup", &[("markup", &markup(version))]);
                    view! { {rate}<span class="second">{words}</span> }.into_any()
                }
            };
            let cost = costs.then(|| {
                let words = cost.map_or_else(|| cx.t("rate-none"), rate_text);
                view! { <td class="num full" data-label=cx.t("prices-cost")>{words}</td> }
            });
            view! {
                <tr><th scope="row">{meter.name.clone()}<span class="second">{text.with("prices-each", &[("unit", &meter.unit)])}</span></th>
                    {cost}<td class="full">{price}</td><td class="row-actions corner">{change(&meter.key, &meter.name)}</td></tr>
            }
        })
        .collect_view();
    let cost_head = costs.then(|| view! { <th scope="col" class="num">{text.with("prices-cost-in", &[("currency", currency)])}</th> });
    view! {
        <section class="section"><p class="soft prose">{cx.t("prices-profile-lead")}</p>
            <dl class="kv">{bits::row(cx.t("prices-markup"), Some(view! { {markup(version)}" "{change("markup", &cx.t("prices-markup"))} }.into_any()), "")}</dl>
            <div class="wide"><table class="table cards">
                <caption class="vh">{cx.t("prices-now")}</caption>
                <thead><tr><th scope="col">{cx.t("meter")}</th>{cost_head}<th scope="col">{cx.t("prices-price")}</th>
                    <th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody></table></div></section>
        {super::terms::rows(cx, loaded)}
        {history(cx, loaded)}
    }
    .into_any()
}

fn history(cx: &Cx, loaded: &Loaded) -> Option<AnyView> {
    let text = cx.text();
    let now = loaded.version().map(|version| version.id);
    let rows = loaded
        .versions
        .iter()
        .enumerate()
        .map(|(n, version)| {
            // Of those that begin together the one made last comes first.
            let replaced = n > 0 && loaded.versions[n - 1].effective_from == version.effective_from;
            let badge = if replaced {
                Some(("badge cancelled", "prices-replaced"))
            } else if Some(version.id) == now {
                Some(("badge active", "prices-holds"))
            } else {
                (version.effective_from > loaded.now).then_some(("badge pending", "rate-to-come"))
            };
            let badge = badge.map(|(class, key)| view! { " "<span class=class>{cx.t(key)}</span> });
            let mut own: Vec<(&Meter, String)> = loaded
                .meters
                .iter()
                .filter_map(|meter| {
                    let rule = version.prices.get(&meter.key)?;
                    let mut words = vec![prices::rule(text, rule, &meter.unit)];
                    words.extend(prices::tiers(text, rule, &meter.unit));
                    Some((meter, words.join("; ")))
                })
                .collect();
            own.sort_by_key(|(meter, _)| meter.id);
            let own =
                own.into_iter().map(|(meter, words)| view! { <span class="second">{meter.name.clone()}": "{words}</span> }).collect_view();
            view! {
                <tr><th scope="row" class="nowrap">{bits::day_and_time(cx.text(), version.effective_from)}{badge}</th>
                    <td class="full">{text.with("prices-by-markup", &[("markup", &markup(Some(version)))])}{own}</td>
                    <td data-label=cx.t("rate-by")>{version.created_by.clone()}</td></tr>
            }
        })
        .collect_view();
    (!loaded.versions.is_empty()).then(|| {
        view! {
            <section class="section"><h2>{cx.t("prices-versions")}</h2><div class="wide"><table class="table cards">
                <caption class="vh">{cx.t("prices-versions")}</caption>
                <thead><tr><th scope="col">{cx.t("rate-from")}</th><th scope="col">{cx.t("prices-price")}</th><th scope="col">{cx.t("rate-by")}</th></tr></thead>
                <tbody>{rows}</tbody></table></div></section>
        }
        .into_any()
    })
}
