//! What stands around every page of a tenant: its places, and for staff who manage it the bar that says so.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::domain::Ctx;
use crate::domain::access::{Action, Role, policy};
use crate::domain::error::Result;
use crate::domain::telephony::kind::Kind;
use crate::domain::tenancy::portal::{self, Standing};
use crate::domain::tenancy::status::Status;
use crate::server::extract::{Cx, page};
use crate::ui::bits;
use crate::ui::layout::{Body, Chrome, Nav, desk};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Overview,
    Calls,
    Usage,
    Billing,
    Numbers,
    Extensions,
    Agents,
    Records(Kind),
    Team,
    Visits,
    Settings,
    Audit,
}

/// A page of the tenant in the address. It is loaded in the tenant's scope; people of a suspended tenant see that page
/// instead, but for billing; staff of the agency go on working.
pub fn tenant_page<F, Fut>(place: Place, load: F) -> AnyView
where
    F: FnOnce(Cx, Ctx, Standing) -> Fut + Send + 'static,
    Fut: Future<Output = Result<Body>> + Send + 'static,
{
    let slug = use_params_map().read_untracked().get("slug").unwrap_or_default();
    page(move |cx| async move {
        let user = cx.signed_in()?.user;
        let mut ctx = cx.tenant_ctx(&slug).await?;
        let standing = portal::enter(&mut ctx, user).await?;
        let cx = cx.in_zone(&standing.timezone);
        // Who is suspended for an invoice can see and pay it.
        let mut body = if standing.status == Status::Suspended && !standing.visiting && place != Place::Billing {
            drop(ctx);
            suspended(&cx, &standing)
        } else {
            load(cx.clone(), ctx, standing.clone()).await?
        };
        body.crumbs = crumbs(&cx, &standing, place, std::mem::take(&mut body.crumbs));
        body.notice = notice(&cx, &standing);
        Ok(desk(chrome(&cx, &standing, place)?, body))
    })
}

/// A form of these pages, which says in which tenant it was filled in.
pub fn tenant_form(standing: &Standing, action: &'static str, fields: AnyView) -> AnyView {
    view! { <form class="form" method="post" action=action novalidate=true><input type="hidden" name="slug" value=standing.slug.clone()/>{fields}</form> }
        .into_any()
}

/// How many there are, and the way to the next.
pub fn pager(cx: &Cx, total: String, path: &str, next: Option<&str>) -> AnyView {
    let next = next.map(|cursor| {
        let href = format!("{path}?at={cursor}");
        view! { <a class="btn" href=href>{cx.t("tenants-next")}</a> }
    });
    view! { <div class="foot"><span>{total}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div> }.into_any()
}

/// "Tenants → Name" for staff, wherever they are inside; the tenant's own people start at their overview.
fn crumbs(cx: &Cx, standing: &Standing, place: Place, rest: Vec<(String, String)>) -> Vec<(String, String)> {
    let agency = standing.visiting.then(|| (cx.t("tenants-title"), tenants_path(cx).to_owned()));
    let home = (place != Place::Overview).then(|| (standing.name.clone(), format!("/t/{}", standing.slug)));
    agency.into_iter().chain(home).chain(rest).collect()
}

fn chrome<'a>(cx: &'a Cx, standing: &Standing, place: Place) -> Result<Chrome<'a>> {
    let who = cx.signed_in()?;
    let root = format!("/t/{}", standing.slug);
    let item = |at: Place, path: &str, icon, key: &str| Nav {
        href: format!("{root}{path}"),
        icon,
        label: cx.t(key),
        current: at == place,
        count: None,
    };
    // Two kinds may share an item.
    let records = |kind: Kind, other: Kind, icon, key: &str| {
        let path = format!("/{}", kind.describe().path);
        Nav { current: place == Place::Records(kind) || place == Place::Records(other), ..item(Place::Records(kind), &path, icon, key) }
    };
    let audit = policy::role_allows(standing.role, Action::AuditRead).then(|| item(Place::Audit, "/audit", "audit", "nav-audit"));
    let billing =
        policy::role_allows(standing.role, Action::BillingRead).then(|| item(Place::Billing, "/billing", "billing", "nav-billing"));
    let settings =
        policy::role_allows(standing.role, Action::SettingsUpdate).then(|| item(Place::Settings, "/settings", "defaults", "nav-settings"));
    let role = if standing.visiting { who.agency_role().unwrap_or(standing.role) } else { standing.role };
    Ok(Chrome {
        brand: &cx.site().brand,
        text: cx.text(),
        // The brand leads staff back to the dashboard.
        home: if standing.visiting { tenants_path(cx).to_owned() } else { root.clone() },
        nav: [
            item(Place::Overview, "", "home", "nav-overview"),
            item(Place::Calls, "/calls", "calls", "nav-calls"),
            item(Place::Usage, "/usage", "usage", "nav-usage"),
            item(Place::Numbers, "/numbers", "numbers", "nav-numbers"),
            item(Place::Extensions, "/extensions", "extensions", "nav-extensions"),
            item(Place::Agents, "/agents", "agents", "nav-agents"),
            records(Kind::CallFlow, Kind::CallFlow, "flows", "nav-call-flows"),
            records(Kind::VoicemailMessage, Kind::VoicemailBox, "voicemail", "nav-voicemail"),
            records(Kind::Device, Kind::Device, "devices", "nav-devices"),
            records(Kind::Trunk, Kind::Trunk, "trunks", "nav-trunks"),
            records(Kind::Contact, Kind::Contact, "contacts", "nav-contacts"),
            records(Kind::Recording, Kind::Transcript, "recordings", "nav-recordings"),
            item(Place::Team, "/team", "team", "nav-team"),
            item(Place::Visits, "/visits", "visits", "nav-visits"),
        ]
        .into_iter()
        .chain(billing)
        .chain(audit)
        .chain(settings)
        .collect(),
        person: who.name.clone(),
        role: cx.t(&format!("role-{}", role.as_str().replace('_', "-"))),
        flash: cx.flash(),
        managing: standing.visiting.then(|| managing(cx, standing)),
    })
}

/// The list of tenants of whoever is on a visit.
pub fn tenants_path(cx: &Cx) -> &'static str {
    match cx.who().and_then(|who| who.agency_role()) {
        Some(Role::Operator) => "/operator/tenants",
        _ => "/tenants",
    }
}

/// The black bar, on every page of a visit (target IMP-4).
fn managing(cx: &Cx, standing: &Standing) -> AnyView {
    let details = format!("{}/{}", tenants_path(cx), standing.tenant);
    view! {
        <div class="banner managing" role="region" aria-label=cx.t("managing-title")>{bits::icon("account")}
            <p>{cx.text().with("managing-lead", &[("name", &standing.name)])}" "<span class="extra">{cx.t("managing-note")}</span></p>
            <div class="actions"><a href=details>{cx.t("managing-details")}</a>
                <form method="post" action="/fn/portal/visits/leave"><button class="as-link" type="submit">{cx.t("managing-leave")}</button></form></div>
        </div>
    }
    .into_any()
}

/// What the tenant's status means for whoever is on the page.
fn notice(cx: &Cx, standing: &Standing) -> Option<AnyView> {
    let words = match standing.status {
        Status::Suspended if standing.visiting => cx.t("managing-suspended"),
        Status::Cancelled => {
            let until = standing.purge_after.map(|at| cx.text().day(at)).unwrap_or_default();
            cx.text().with("portal-cancelled", &[("day", &until)])
        }
        _ => return None,
    };
    Some(view! { <div class="banner warn">{bits::icon("warn")}<p>{words}</p></div> }.into_any())
}

/// What people of a suspended tenant see instead of their pages (vendor-apis.md §7 rows 27 and 32).
fn suspended(cx: &Cx, standing: &Standing) -> Body {
    let brand = &cx.site().brand;
    let reason = standing
        .suspension_reason
        .clone()
        .map(|reason| view! { <p>{cx.text().with("portal-suspended-reason", &[("reason", &reason)])}</p> });
    let contact = brand.support_email.clone().map(|address| {
        let href = format!("mailto:{address}");
        view! { <a class="btn primary" href=href>{cx.text().with("portal-contact", &[("brand", &brand.name)])}</a> }
    });
    let billing = standing
        .may(Action::BillingRead)
        .then(|| view! { <a class="btn" href=format!("/t/{}/billing", standing.slug)>{cx.t("billing-title")}</a> });
    let content = view! {
        <section class="panel suspended">
            <div class="with">{bits::status_badge(cx.text(), standing.status)}</div>
            <h2>{cx.t("portal-suspended-title")}</h2>
            {reason}
            <p class="soft">{cx.t("portal-suspended")}</p>
            <div class="actions">{contact}{billing}</div>
        </section>
    };
    Body { title: standing.name.clone(), content: content.into_any(), ..Body::default() }
}
