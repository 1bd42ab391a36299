//! What stands around every page of a tenant: its places, and for staff who manage it the bar that says so.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::suspended;
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::error::Result;
use crate::domain::telephony::kind::Kind;
use crate::domain::tenancy::portal::{self, Standing};
use crate::domain::tenancy::status::Status;
use crate::server::extract::{Cx, page};
use crate::ui::bits;
use crate::ui::layout::{Body, Chrome, Nav, desk};
use crate::ui::team;

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
    Keys,
    Webhooks,
    Visits,
    Settings,
    Audit,
    Search,
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
            suspended::page(&cx, ctx, &standing).await?
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

/// May the person see it? Also in a closed tenant, which can only be read.
pub fn sees(standing: &Standing, action: Action) -> bool {
    Standing { status: Status::Active, ..standing.clone() }.may(action)
}

fn chrome<'a>(cx: &'a Cx, standing: &Standing, place: Place) -> Result<Chrome<'a>> {
    let who = cx.signed_in()?;
    let role = if standing.visiting { who.agency_role().unwrap_or(standing.role) } else { standing.role };
    let role = match &standing.custom_role {
        Some(own) => team::own_name(cx.text(), own),
        None => team::role_name(cx.text(), role),
    };
    Ok(Chrome {
        brand: &cx.site().brand,
        text: cx.text(),
        // The brand leads staff back to the dashboard.
        home: if standing.visiting { tenants_path(cx).to_owned() } else { format!("/t/{}", standing.slug) },
        search: format!("/t/{}/search", standing.slug),
        nav: nav(cx, standing, place),
        person: who.name.clone(),
        role,
        flash: cx.flash(),
        managing: standing.visiting.then(|| managing(cx, standing)),
    })
}

/// The places there are for the person.
pub fn nav(cx: &Cx, standing: &Standing, place: Place) -> Vec<Nav> {
    use Action as A;
    let root = format!("/t/{}", standing.slug);
    let item = |at: Place, needs: Action, path: &str, icon, key: &str| {
        let item = Nav { href: format!("{root}{path}"), icon, label: cx.t(key), current: at == place, count: None };
        sees(standing, needs).then_some(item)
    };
    // Two kinds may share an item.
    let records = |kind: Kind, other: Kind, icon, key: &str| {
        let path = format!("/{}", kind.describe().path);
        let current = place == Place::Records(kind) || place == Place::Records(other);
        item(Place::Records(kind), A::RecordRead, &path, icon, key).map(|item| Nav { current, ..item })
    };
    [
        item(Place::Overview, A::PortalRead, "", "home", "nav-overview"),
        item(Place::Calls, A::ConversationRead, "/calls", "calls", "nav-calls"),
        item(Place::Usage, A::AnalyticsRead, "/usage", "usage", "nav-usage"),
        item(Place::Numbers, A::NumberRead, "/numbers", "numbers", "nav-numbers"),
        item(Place::Extensions, A::ExtensionRead, "/extensions", "extensions", "nav-extensions"),
        item(Place::Agents, A::AgentRead, "/agents", "agents", "nav-agents"),
        records(Kind::CallFlow, Kind::CallFlow, "flows", "nav-call-flows"),
        records(Kind::VoicemailMessage, Kind::VoicemailBox, "voicemail", "nav-voicemail"),
        records(Kind::Device, Kind::Device, "devices", "nav-devices"),
        records(Kind::Trunk, Kind::Trunk, "trunks", "nav-trunks"),
        records(Kind::Contact, Kind::Contact, "contacts", "nav-contacts"),
        records(Kind::Recording, Kind::Transcript, "recordings", "nav-recordings"),
        item(Place::Team, A::MemberList, "/team", "team", "nav-team"),
        item(Place::Visits, A::PortalRead, "/visits", "visits", "nav-visits"),
        item(Place::Billing, A::BillingRead, "/billing", "billing", "nav-billing"),
        item(Place::Keys, A::KeyList, "/keys", "keys", "nav-keys"),
        item(Place::Webhooks, A::WebhookRead, "/webhooks", "webhooks", "nav-webhooks"),
        item(Place::Audit, A::AuditRead, "/audit", "audit", "nav-audit"),
        item(Place::Settings, A::SettingsUpdate, "/settings", "defaults", "nav-settings"),
    ]
    .into_iter()
    .flatten()
    .collect()
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
        Status::Suspended if standing.visiting => cx.t("managing-suspended").into_any(),
        Status::Cancelled => {
            let until = standing.purge_after.map(|at| cx.text().day(at)).unwrap_or_default();
            let words = cx.text().with("portal-cancelled", &[("day", &until)]);
            view! { {words}" "<a href=format!("/t/{}/export", standing.slug)>{cx.t("export-title")}</a> }.into_any()
        }
        _ => return None,
    };
    Some(view! { <div class="banner warn">{bits::icon("warn")}<p>{words}</p></div> }.into_any())
}
