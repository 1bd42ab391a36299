//! `/t/{slug}`: the first thing an owner sees.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::domain::tenancy::portal::{self, Home};
use crate::domain::tenancy::status::Status;
use crate::format;
use crate::server::extract::{Cx, page};
use crate::ui::bits;
use crate::ui::layout::{Body, Chrome, Nav, desk};

#[component]
pub fn OverviewPage() -> impl IntoView {
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    page(move |cx| async move {
        let who = cx.signed_in()?.clone();
        let mut ctx = cx.tenant_ctx(&slug).await?;
        let home = portal::home(&mut ctx, who.user).await?;
        drop(ctx);
        let here = format!("/t/{slug}");
        let chrome = Chrome {
            brand: &cx.site().brand,
            text: cx.text(),
            home: here.clone(),
            nav: vec![Nav { href: here, icon: "home", label: cx.t("nav-overview"), current: true, count: None }],
            person: who.name.clone(),
            role: cx.t(&format!("role-{}", home.role.as_str().replace('_', "-"))),
            flash: cx.flash(),
        };
        let body = Body {
            title: home.name.clone(),
            document_title: None,
            crumbs: Vec::new(),
            actions: None,
            content: if home.status == Status::Suspended { suspended(&cx, &home) } else { content(&cx, &home) },
            dialog: None,
        };
        Ok(desk(chrome, body))
    })
}

/// What people of a suspended tenant see instead of their pages (vendor-apis.md §7 rows 27 and 32).
fn suspended(cx: &Cx, home: &Home) -> AnyView {
    let brand = &cx.site().brand;
    let reason =
        home.suspension_reason.clone().map(|reason| view! { <p>{cx.text().with("portal-suspended-reason", &[("reason", &reason)])}</p> });
    let contact = brand.support_email.clone().map(|address| {
        let href = format!("mailto:{address}");
        view! { <a class="btn primary" href=href>{cx.text().with("portal-contact", &[("brand", &brand.name)])}</a> }
    });
    view! {
        <section class="panel suspended">
            <div class="with">{bits::status_badge(cx.text(), home.status)}</div>
            <h2>{cx.t("portal-suspended-title")}</h2>
            {reason}
            <p class="soft">{cx.t("portal-suspended")}</p>
            {contact}
        </section>
    }
    .into_any()
}

fn content(cx: &Cx, home: &Home) -> AnyView {
    let closed = (home.status == Status::Cancelled).then(|| {
        let until = home.purge_after.map(format::day).unwrap_or_default();
        view! { <p class="banner warn">{bits::icon("warn")}<span>{cx.text().with("portal-cancelled", &[("day", &until)])}</span></p> }
    });
    let brand = cx.site().brand.name.clone();
    let trial = home.trial_ends_at.map(|at| view! { <p>{cx.text().with("portal-trial", &[("day", &format::day(at))])}</p> });
    let of = |used: i32, cap: Option<i32>| match cap {
        Some(cap) => cx.text().with("portal-of", &[("used", &format::number(i64::from(used))), ("cap", &format::number(i64::from(cap)))]),
        None => format::number(i64::from(used)),
    };
    let spend = home.monthly_spend_limit_cents.map(|cents| format!("{} {}", cx.site().brand.currency, format::amount(cents)));
    let people = home
        .members
        .iter()
        .map(|m| view! { <li><span>{m.name.clone()}<br/><small>{m.email.clone()}</small></span><small>{cx.t(&format!("role-{}", m.role.replace('_', "-")))}</small></li> })
        .collect_view();
    let no_cap = cx.t("tenant-no-cap");
    view! {
        {closed}
        <section class="panel">
            <div class="with">{bits::status_badge(cx.text(), home.status)}</div>
            <h2>{cx.text().with("portal-welcome", &[("brand", &brand)])}</h2>
            <p class="soft">{cx.t("portal-lead")}</p>
            {trial}
        </section>
        <section class="section"><h2>{cx.t("portal-allowance")}</h2><dl class="tiles">
            <div><dt>{cx.t("tenants-users")}</dt><dd class="figure">{format::number(i64::from(home.users))}</dd></div>
            <div><dt>{cx.t("tenant-cap-numbers")}</dt><dd class="figure">{of(home.numbers, home.max_phone_numbers)}</dd></div>
            <div><dt>{cx.t("tenant-cap-extensions")}</dt><dd class="figure">{of(home.extensions, home.max_extensions)}</dd></div>
            <div><dt>{cx.t("portal-spend-cap")}</dt><dd class="figure">{spend.unwrap_or(no_cap)}</dd></div>
        </dl></section>
        <section class="section"><h2>{cx.t("portal-people")}</h2><ul class="people">{people}</ul></section>
    }
    .into_any()
}
