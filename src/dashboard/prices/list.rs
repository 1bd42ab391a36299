//! `/settings/prices`: the billing profiles, and what each asks for now.

use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::profiles;
use crate::domain::metering::rates::{self, PriceVersion};
use crate::format;
use crate::server::extract::page;
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

#[component]
pub fn PricesPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingProfileRead)?;
        let profiles = profiles::list(&mut ctx).await?;
        let now = ctx.now();
        let mut rows = Vec::with_capacity(profiles.len());
        for profile in profiles {
            let versions = rates::price_versions(&mut ctx, profile.id).await?;
            rows.push((profile, versions));
        }
        drop(ctx);
        let rows: Vec<AnyView> = rows
            .into_iter()
            .map(|(profile, versions)| {
                let holds = versions.iter().find(|version| version.effective_from <= now);
                let next = versions.iter().rfind(|version| version.effective_from > now).map(|version| {
                    let day = format::day_and_time(version.effective_from);
                    view! { <span class="second">{cx.text().with("prices-next", &[("day", &day)])}</span> }
                });
                view! {
                    <tr><th scope="row"><a href=format!("/settings/prices/{}", profile.id)>{profile.name}</a>{next}</th>
                        <td class="num" data-label=cx.t("prices-markup")>{markup(holds)}</td>
                        <td class="num" data-label=cx.t("prices-own")>{holds.map_or(0, |version| version.prices.len())}</td>
                        <td class="num nowrap">{holds.map(|version| bits::day(cx.text(), version.effective_from))}</td></tr>
                }
                .into_any()
            })
            .collect();
        let content = if rows.is_empty() {
            let action = view! { <a class="btn primary" href="/tenants/defaults">{cx.t("billing-profile-add")}</a> }.into_any();
            bits::empty(cx.t("prices-empty-title"), cx.t("prices-empty"), Some(action))
        } else {
            view! {
                <section class="section"><p class="soft prose">{cx.t("prices-lead")}</p><div class="wide"><table class="table cards">
                    <caption class="vh">{cx.t("prices-title")}</caption>
                    <thead><tr><th scope="col">{cx.t("prices-profile")}</th><th scope="col" class="num">{cx.t("prices-markup")}</th>
                        <th scope="col" class="num">{cx.t("prices-own")}</th><th scope="col" class="num">{cx.t("prices-since")}</th></tr></thead>
                    <tbody>{rows}</tbody></table></div>
                    <p><a href="/tenants/defaults">{cx.t("billing-profile-add")}</a></p></section>
            }
            .into_any()
        };
        let body = Body { title: cx.t("prices-title"), content, ..Body::default() };
        Ok(desk(chrome(&cx, Place::Prices, None)?, body))
    })
}

/// The markup of a version; none is none.
pub(super) fn markup(version: Option<&PriceVersion>) -> String {
    let bps = version.map_or(0, |version| version.markup_bps);
    format!("{}.{:02} %", format::number(i64::from(bps / 100)), bps % 100)
}
