//! `/t/{slug}`: the first thing an owner sees.

use leptos::prelude::*;

use super::chrome::{Place, tenant_page};
use crate::domain::tenancy::portal::{self, Member, Standing};
use crate::format;
use crate::server::extract::Cx;
use crate::ui::bits;
use crate::ui::layout::Body;

#[component]
pub fn OverviewPage() -> impl IntoView {
    tenant_page(Place::Overview, |cx, mut ctx, standing| async move {
        let members = portal::members(&mut ctx).await?;
        drop(ctx);
        Ok(Body { title: standing.name.clone(), content: content(&cx, &standing, members), ..Body::default() })
    })
}

fn content(cx: &Cx, standing: &Standing, members: Vec<Member>) -> AnyView {
    let brand = cx.site().brand.name.clone();
    let trial = standing.trial_ends_at.map(|at| view! { <p>{cx.text().with("portal-trial", &[("day", &format::day(at))])}</p> });
    let of = |used: i32, cap: Option<i32>| match cap {
        Some(cap) => cx.text().with("portal-of", &[("used", &format::number(i64::from(used))), ("cap", &format::number(i64::from(cap)))]),
        None => format::number(i64::from(used)),
    };
    let spend = standing.monthly_spend_limit_cents.map(|cents| format!("{} {}", cx.site().brand.currency, format::amount(cents)));
    let people = members
        .into_iter()
        .map(|m| view! { <li><span>{m.name}<br/><small>{m.email}</small></span><small>{cx.t(&format!("role-{}", m.role.replace('_', "-")))}</small></li> })
        .collect_view();
    let no_cap = cx.t("tenant-no-cap");
    view! {
        <section class="panel">
            <div class="with">{bits::status_badge(cx.text(), standing.status)}</div>
            <h2>{cx.text().with("portal-welcome", &[("brand", &brand)])}</h2>
            <p class="soft">{cx.t("portal-lead")}</p>
            {trial}
        </section>
        <section class="section"><h2>{cx.t("portal-allowance")}</h2><dl class="tiles">
            <div><dt>{cx.t("tenants-users")}</dt><dd class="figure">{format::number(i64::from(standing.users))}</dd></div>
            <div><dt>{cx.t("tenant-cap-numbers")}</dt><dd class="figure">{of(standing.numbers, standing.max_phone_numbers)}</dd></div>
            <div><dt>{cx.t("tenant-cap-extensions")}</dt><dd class="figure">{of(standing.extensions, standing.max_extensions)}</dd></div>
            <div><dt>{cx.t("portal-spend-cap")}</dt><dd class="figure">{spend.unwrap_or(no_cap)}</dd></div>
        </dl></section>
        <section class="section"><h2>{cx.t("portal-people")}</h2><ul class="people">{people}</ul></section>
    }
    .into_any()
}
