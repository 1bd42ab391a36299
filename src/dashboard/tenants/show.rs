//! `/tenants/{id}`: what the agency knows of one tenant, and its owner's invitation.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;

use super::list::status_detail;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::accounts::invitations::{self, Invitation};
use crate::domain::billing::plans;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::metering::limit::LimitKind;
use crate::domain::metering::{alerts, conflicts};
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::{Profile, Tenant};
use crate::domain::tenancy::tenants;
use crate::format;
use crate::server::extract::{Cx, done, page};
use crate::ui::bits;
use crate::ui::charts::{self, Meter};
use crate::ui::layout::{Body, desk};

#[component]
pub fn TenantPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let invitation = invitations::latest_of(&mut ctx, id).await?;
        let conflicts = if cx.agency_may(Action::UsageReview) { conflicts::open(&mut ctx, id).await? } else { 0 };
        drop(ctx);
        let body = Body {
            title: tenant.profile.name.clone(),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned())],
            actions: Some(actions(&cx, &tenant)),
            content: content(&cx, &tenant, invitation.as_ref(), conflicts),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, None)?, body))
    })
}

fn content(cx: &Cx, tenant: &Tenant, invitation: Option<&Invitation>, conflicts: i64) -> AnyView {
    let differ = (conflicts > 0).then(|| {
        let href = format!("/tenants/{}/conflicts", tenant.id);
        view! { <div class="banner warn">{bits::icon("warn")}<p><a href=href>{cx.text().count("tenant-conflicts", conflicts)}</a></p></div> }
    });
    let detail = status_detail(cx, tenant).map(|words| view! { " "<span class="faint">{words}</span> });
    let status = view! { {bits::status_badge(cx.text(), tenant.status)}{detail} }.into_any();
    let none = cx.t("tenant-none");
    let words = |value: &Option<String>| value.clone().map(|v| v.into_any());
    let profile = &tenant.profile;
    let mode = cx.t(&format!("tenant-billing-mode-{}", profile.billing_mode.as_str().replace('_', "-")));
    let address = cx.state().config.http.realm_url(&cx.site().brand);
    view! {
        {differ}
        <div class="split">
            <div class="stack">
                <section class="section"><h2>{cx.t("tenant-about")}</h2><dl class="kv">
                    {bits::row(cx.t("tenants-status"), Some(status), "")}
                    {bits::row(cx.t("tenants-plan"), Some(plans::display_name(&profile.plan_label).to_owned().into_any()), "")}
                    {bits::row(cx.t("tenant-billing-mode"), Some(mode.into_any()), "")}
                    {bits::row(cx.t("tenant-billing-email"), words(&profile.billing_email), &none)}
                    {contact(cx, profile)}
                    {bits::row(cx.t("tenant-cnam"), words(&profile.cnam), &none)}
                    {bits::row(cx.t("tenant-timezone"), Some(profile.timezone.clone().into_any()), "")}
                    {bits::row(cx.t("tenants-sip-prefix"), Some(view! { <code>{tenant.sip_prefix.clone()}</code> }.into_any()), "")}
                    {bits::row(cx.t("tenant-tags"), (!profile.tags.is_empty()).then(|| profile.tags.join(", ").into_any()), &none)}
                    {bits::row(cx.t("tenant-portal"), Some(view! { <code>{format!("{address}/t/{}", tenant.slug)}</code> }.into_any()), "")}
                    {bits::row(cx.t("tenant-id"), Some(view! { <code>{tenant.id.to_string()}</code> }.into_any()), "")}
                    {bits::row(cx.t("tenant-e911"), emergency(profile), &cx.t("tenant-e911-none"))}
                    {bits::row(cx.t("tenants-created"), Some(bits::day(cx.text(), tenant.created_at)), "")}
                </dl></section>
                {caps(cx, tenant)}
            </div>
            <aside class="stack">{month(cx, tenant)}{standing(cx, tenant)}{owner(cx, tenant, invitation)}</aside>
        </div>
    }
    .into_any()
}

/// The month so far, and the ways to more of it.
fn month(cx: &Cx, tenant: &Tenant) -> AnyView {
    let now = cx.state().services.clock.now();
    let currency = &cx.site().brand.currency;
    let spent = format::money(currency, tenant.month.amount_micros);
    let limit = alerts::used(tenant, now).into_iter().find(|used| used.kind == LimitKind::Spend).map(|used| {
        let of = cx.text().with("limits-of", &[("cap", &format::amount(used.cap))]);
        let meter = Meter {
            label: &cx.t("tenant-cap-spend"),
            used: used.used,
            cap: used.cap,
            shown: format!("{} {of}", format::amount(used.used)),
            thresholds: &tenant.profile.billing_alerts.alert_thresholds,
            alarms: true,
            thin: true,
        };
        view! { <p class="t1 soft">{of}</p>{charts::meter(&meter)} }
    });
    let raised = tenant.raise.as_ref().filter(|raise| raise.until > now).map(|raise| {
        let day = format::day(raise.until - time::Duration::SECOND);
        view! { <p class="t1 soft">{cx.text().with("limits-raised-until", &[("day", &day)])}</p> }
    });
    let visit = cx.agency_may(Action::VisitStart);
    let links = [
        (visit, format!("/t/{}/calls", tenant.slug), "nav-calls"),
        (visit, format!("/t/{}/usage", tenant.slug), "nav-usage"),
        (cx.agency_may(Action::TenantUpdate), format!("/tenants/limits/{}/edit", tenant.id), "nav-limits"),
    ];
    let links = links.into_iter().filter(|(may, ..)| *may).map(|(_, href, key)| view! { <a href=href>{cx.t(key)}</a>" " }).collect_view();
    view! {
        <section class="panel"><h2>{cx.t("tenant-month")}</h2>
            <div><p class="figure">{spent}</p>{limit}{raised}</div>
            <dl class="kv">{bits::row(cx.t("overview-calls"), Some(format::number(tenant.month.conversations).into_any()), "")}
                {bits::row(cx.t("overview-minutes"), Some(format::number((tenant.month.seconds + 30) / 60).into_any()), "")}</dl>
            <div class="actions">{links}</div></section>
    }
    .into_any()
}

/// Only what is known: most tenants have none of it.
fn contact(cx: &Cx, profile: &Profile) -> AnyView {
    let contact = &profile.contact;
    [
        ("tenant-display-name", &contact.display_name),
        ("tenant-business", &contact.business),
        ("tenant-contact-person", &contact.person),
        ("tenant-contact-email", &contact.email),
        ("tenant-phone", &contact.phone),
        ("tenant-description", &profile.sub_account.description),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(bits::row(cx.t(key), Some(value.clone()?.into_any()), "")))
    .collect_view()
    .into_any()
}

fn actions(cx: &Cx, tenant: &Tenant) -> AnyView {
    let id = tenant.id;
    let cancelled = tenant.status == Status::Cancelled;
    let edit = (!cancelled && cx.agency_may(Action::TenantUpdate))
        .then(|| view! { <a class="btn" href=format!("/tenants/{id}/edit")>{cx.t("tenants-edit")}</a> });
    let delete = (!cancelled && cx.agency_may(Action::TenantCancel))
        .then(|| view! { <a class="btn danger" href=format!("/tenants/{id}/delete")>{cx.t("tenants-delete")}</a> });
    let manage = cx
        .agency_may(Action::VisitStart)
        .then(|| view! { <a class="btn primary" href=format!("/t/{}", tenant.slug)>{cx.t("tenants-manage")}</a> });
    let transfer = (!cancelled && cx.agency_may(Action::TransferRequest))
        .then(|| view! { <a class="btn" href=format!("/tenants/{id}/transfer")>{cx.t("tenant-transfer")}</a> });
    let billing = cx
        .agency_may(Action::InvoiceRead)
        .then(|| view! { <a class="btn" href=format!("/tenants/{id}/billing")>{cx.t("tenant-billing")}</a> });
    view! { {delete}{transfer}{billing}{edit}{manage} }.into_any()
}

/// What the status means, who made it so, and the way out of it.
fn standing(cx: &Cx, tenant: &Tenant) -> AnyView {
    let reactivate = |key: &str| {
        cx.agency_may(Action::TenantReactivate).then(|| {
            view! {
                <form method="post" action="/fn/dashboard/tenants/reactivate">
                    <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                    <button class="btn" type="submit">{cx.t(key)}</button>
                </form>
            }
        })
    };
    match (tenant.status, &tenant.suspension) {
        (Status::Suspended, Some(suspension)) => {
            let source = cx.t(&format!("suspension-source-{}", suspension.source.as_str().replace('_', "-")));
            let reason = suspension.reason.clone().unwrap_or_else(|| cx.t("suspension-no-reason"));
            let by = suspension.by.clone().unwrap_or_else(|| cx.t("suspension-by-nobody"));
            let when = cx.text().with("suspension-by", &[("who", &by), ("day", &format::day(suspension.at)), ("source", &source)]);
            view! {
                <section class="panel"><h2>{cx.t("suspension-title")}</h2>
                    <p>{reason}</p><p class="t1 faint">{when}</p><p class="soft">{cx.t("suspension-means")}</p>{reactivate("tenant-reactivate")}</section>
            }
            .into_any()
        }
        (Status::Cancelled, _) => {
            let until = tenant.purge_after.map(format::day).unwrap_or_default();
            view! {
                <section class="panel"><h2>{cx.t("cancelled-title")}</h2>
                    <p class="soft">{cx.text().with("cancelled-means", &[("day", &until)])}</p>{reactivate("tenants-restore")}</section>
            }
            .into_any()
        }
        _ => cx.agency_may(Action::TenantSuspend).then(|| suspend_form(cx, tenant)).into_any(),
    }
}

fn suspend_form(cx: &Cx, tenant: &Tenant) -> AnyView {
    let tell = tenant.owner.as_ref().map(|owner| {
        let words = cx.text().with("tenant-suspend-notify", &[("email", &owner.email)]);
        view! { <label class="check"><input type="checkbox" name="notify" value="yes"/>{words}</label> }
    });
    view! {
        <details class="panel more"><summary>{cx.t("tenant-suspend")}</summary>
            <form class="form" method="post" action="/fn/dashboard/tenants/suspend">
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                <p class="soft">{cx.t("suspension-means")}</p>
                <div class="field"><label for="suspend-reason">{cx.t("tenant-suspension-reason")}" "<span class="optional">{cx.t("form-optional")}</span></label>
                    <input class="input" id="suspend-reason" name="reason" maxlength="500" autocomplete="off"/></div>
                {tell}
                <button class="btn danger" type="submit">{cx.t("tenant-suspend-button")}</button>
            </form>
        </details>
    }
    .into_any()
}

/// The address on one line, in the order it is written on an envelope.
fn emergency(profile: &Profile) -> Option<AnyView> {
    let e911 = &profile.e911;
    let parts = [&e911.street, &e911.unit, &e911.city, &e911.state, &e911.postal_code, &e911.country];
    let line = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then(|| line.into_any())
}

fn caps(cx: &Cx, tenant: &Tenant) -> AnyView {
    let currency = &cx.site().brand.currency;
    let limits = &tenant.profile.usage_limits;
    let spend = limits.monthly_spend_limit_cents.map(|cents| format!("{currency} {}", format::amount(cents)));
    let count = |n: Option<i64>| n.map(format::number);
    let rows = [
        ("tenant-cap-spend", spend),
        ("tenant-cap-minutes", count(limits.max_monthly_minutes)),
        ("tenant-cap-numbers", count(limits.max_phone_numbers)),
        ("tenant-cap-extensions", count(limits.max_extensions)),
        ("tenant-cap-agents", count(limits.max_agents)),
        ("tenant-cap-calls", count(limits.max_concurrent_calls)),
    ];
    let no_cap = cx.t("tenant-no-cap");
    let rows = rows.map(|(key, value)| bits::row(cx.t(key), value.map(IntoAny::into_any), &no_cap)).collect_view();
    let action = cx.t(&format!("tenant-action-{}", tenant.profile.billing_alerts.action_at_100.as_str().replace('_', "-")));
    let action = bits::row(cx.t("tenant-action"), Some(action.into_any()), "");
    view! { <section class="section"><h2>{cx.t("tenant-caps")}</h2><dl class="kv sums">{rows}{action}</dl></section> }.into_any()
}

fn owner(cx: &Cx, tenant: &Tenant, invitation: Option<&Invitation>) -> AnyView {
    let Some(owner) = &tenant.owner else {
        return view! { <section class="panel"><h2>{cx.t("tenant-owner")}</h2><p class="soft">{cx.t("tenant-no-owner")}</p></section> }
            .into_any();
    };
    let name = Some(owner.name.clone()).filter(|name| !name.is_empty()).map(|name| view! { <p><strong>{name}</strong></p> });
    let state = invitation.map(|invitation| invitation_state(cx, tenant, invitation));
    view! { <section class="panel"><h2>{cx.t("tenant-owner")}</h2><div>{name}<p class="soft">{owner.email.clone()}</p></div>{state}</section> }.into_any()
}

fn invitation_state(cx: &Cx, tenant: &Tenant, invitation: &Invitation) -> AnyView {
    if let Some(at) = invitation.accepted_at {
        return view! { <p class="t1 faint">{cx.text().with("tenant-owner-joined", &[("day", &format::day(at))])}</p> }.into_any();
    }
    let expired = invitation.expires_at <= cx.state().services.clock.now();
    let key = if expired { "tenant-invitation-expired" } else { "tenant-invitation-open" };
    let words = cx.text().with(key, &[("day", &format::day(invitation.expires_at))]);
    let resend = cx.agency_may(Action::InvitationResend).then(|| {
        view! {
            <form method="post" action="/fn/dashboard/invitations/resend">
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                <button class="btn" type="submit">{bits::icon("mail")}{cx.t("tenant-invitation-resend")}</button>
            </form>
        }
    });
    view! { <p class="t1 faint">{words}</p>{resend} }.into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/invitations/resend")]
pub async fn resend_invitation(#[server(default)] tenant: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(resend(&cx, &tenant).await);
    Ok(())
}

async fn resend(cx: &Cx, tenant: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    match invitations::resend(cx.agency_ctx().await?, id).await {
        Ok(email) => cx.set_flash(cx.text().with("tenant-invitation-resent", &[("email", &email)])).await?,
        Err(Error::State(_)) => cx.set_bad_flash(cx.t("tenant-invitation-settled")).await?,
        Err(other) => return Err(other),
    }
    Ok(format!("/tenants/{id}"))
}
