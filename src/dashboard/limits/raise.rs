//! `/tenants/limits/{id}/raise`: a limit that is raised until a day, with a reason.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::dashboard::tenants::form::{money, whole};
use crate::domain::access::Action;
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::metering::alerts;
use crate::domain::metering::limit::{LimitKind, Used};
use crate::domain::metering::period::Period;
use crate::domain::telephony::overshoot;
use crate::domain::telephony::refusals;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::raises::{self, NewRaise};
use crate::domain::tenancy::status::{Source, Status};
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenants;
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::icon;
use crate::ui::charts::{self, Meter};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "limits-raise";

struct Loaded {
    tenant: Tenant,
    refused: i64,
    since: Option<OffsetDateTime>,
    /// Micro-units.
    overshoot: Option<i64>,
    now: OffsetDateTime,
}

#[component]
pub fn RaisePage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::LimitRaise)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let refused = refusals::list(&mut ctx).await?.remove(&id).unwrap_or_default();
        let overshoot = overshoot::stated(&mut ctx, &tenant).await?;
        let behind = list::load(&cx, &mut ctx).await?;
        let loaded = Loaded {
            refused: refused.iter().map(|refusals| refusals.calls).sum(),
            since: refused.iter().map(|refusals| refusals.since).min(),
            overshoot,
            now: ctx.now(),
            tenant,
        };
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(&loaded) };
        let title = cx.t("limits-raise-title");
        let body = Body {
            title: cx.t("limits-title"),
            document_title: Some(form.title(title.clone())),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), title, "/tenants/limits", view(&cx, &form, &loaded))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Limits, None)?, body))
    })
}

/// Half as much again, rounded up to fifty units, until the end of the third day.
fn values(loaded: &Loaded) -> Vec<(&'static str, String)> {
    let limits = &loaded.tenant.profile.usage_limits;
    let half_more = |limit: i64, step: i64| (limit + limit / 2 + step - 1) / step * step;
    let until = (loaded.now + Duration::days(3)).date();
    let mut values = vec![("until", format::iso_day(until))];
    if let Some(cents) = limits.monthly_spend_limit_cents {
        values.push(("monthlySpendLimitCents", format!("{}.00", half_more(cents, 5_000) / 100)));
    }
    values
}

fn usage(cx: &Cx, loaded: &Loaded, used: Used) -> AnyView {
    let tenant = &loaded.tenant;
    let shown = |n: i64| {
        if used.kind == LimitKind::Spend {
            format::money(&cx.site().brand.currency, n.saturating_mul(10_000))
        } else {
            cx.text().count("limits-n-minutes", n)
        }
    };
    let of = cx.text().with("limits-of", &[("cap", &shown(used.cap))]);
    let meter = Meter {
        label: &cx.t(&format!("limits-kind-{}", used.kind.as_str())),
        used: used.used,
        cap: used.cap,
        shown: format!("{} {of}", shown(used.used)),
        thresholds: &tenant.profile.billing_alerts.alert_thresholds,
        alarms: true,
        thin: false,
    };
    let refused = (loaded.refused > 0 && used.kind == LimitKind::Spend).then(|| {
        let since = loaded.since.map(format::day_and_time).unwrap_or_default();
        let words = format!(
            "{} {}",
            cx.text().count("overview-refused", loaded.refused),
            cx.text().with("limits-refused-since", &[("at", &since)])
        );
        view! { <small>{words}</small> }
    });
    view! {
        <div class="usage"><div class="row"><b>{tenant.profile.name.clone()}</b><span><b>{shown(used.used)}</b>" "<span class="faint">{of}</span></span></div>
            {charts::meter(&meter)}{refused}</div>
    }
    .into_any()
}

fn view(cx: &Cx, form: &Form<'_>, loaded: &Loaded) -> AnyView {
    let tenant = &loaded.tenant;
    let limits = &tenant.profile.usage_limits;
    let bars =
        alerts::used(tenant, loaded.now).into_iter().filter(|used| used.kind.acts()).map(|used| usage(cx, loaded, used)).collect_view();
    let spend = limits.monthly_spend_limit_cents.map(|_| {
        let prefix = Some(cx.site().brand.currency.clone());
        form.input(Input {
            name: "monthlySpendLimitCents",
            label: cx.t("limits-new-spend"),
            numeric: true,
            prefix,
            autocomplete: "off",
            autofocus: true,
            ..Input::default()
        })
    });
    let minutes = limits.max_monthly_minutes.map(|_| {
        form.input(Input {
            name: "maxMonthlyMinutes",
            label: cx.t("limits-new-minutes"),
            optional: true,
            numeric: true,
            autocomplete: "off",
            ..Input::default()
        })
    });
    let until = form.input(Input {
        name: "until",
        label: cx.t("limits-until"),
        kind: "date",
        help: Some(cx.t("limits-until-help")),
        ..Input::default()
    });
    let reason = form.input(Input {
        name: "reason",
        label: cx.t("limits-reason"),
        maxlength: Some(500),
        autocomplete: "off",
        help: Some(cx.t("limits-reason-help")),
        ..Input::default()
    });
    let suspended = tenant.status == Status::Suspended && tenant.suspension.as_ref().is_some_and(|s| s.source == Source::Cap);
    let reactivate = suspended.then(|| {
        view! { <label class="check"><input type="checkbox" name="reactivate" value="yes" checked=true/>{cx.t("limits-reactivate")}</label> }
    });
    let again = match tenant.profile.billing_alerts.action_at_100 {
        ActionAtCap::NotifyOnly => None,
        action => Some(cx.t(&format!("limits-again-{}", action.as_str().replace('_', "-")))),
    };
    let again = again.map(|words| view! { <div class="banner warn">{icon("warn")}<p>{words}</p></div> });
    let overshoot = loaded.overshoot.map(|micros| {
        let amount = format::money(&cx.site().brand.currency, micros);
        view! { <p class="help">{cx.text().with("limits-overshoot", &[("amount", &amount)])}</p> }
    });
    let raise = tenant.raise.as_ref().filter(|raise| raise.until > loaded.now).map(|raise| {
        let words = cx
            .text()
            .with("limits-raised-now", &[("day", &format::day_and_time(raise.until)), ("reason", &raise.reason), ("by", &raise.by)]);
        view! { <div class="banner">{icon("note")}<p>{words}</p></div> }
    });
    let end = raise.is_some().then(|| {
        view! { <button class="btn plain danger" type="submit" formaction="/fn/dashboard/limits/end-raise" formnovalidate=true>{cx.t("limits-end-raise")}</button> }
    });
    let limited = spend.is_some() || minutes.is_some();
    let none = (!limited).then(|| view! { <p class="soft">{cx.t("limits-nothing-to-raise")}</p> });
    let save = limited.then(|| view! { <button class="btn primary" type="submit">{cx.t("limits-raise-button")}</button> });
    view! {
        <form method="post" action="/fn/dashboard/limits/raise" novalidate=true>
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            <div class="body form">
                {form.problems()}{raise}{bars}{none}{spend}{minutes}{until}{reason}{reactivate}{again}{overshoot}
            </div>
            <div class="ends"><small>{cx.t("limits-raise-note")}</small>{end}<a class="btn" href="/tenants/limits">{cx.t("form-cancel")}</a>{save}</div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RaiseForm {
    tenant: String,
    #[serde(rename = "monthlySpendLimitCents")]
    spend: String,
    #[serde(rename = "maxMonthlyMinutes")]
    minutes: String,
    until: String,
    reason: String,
    reactivate: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/limits/raise")]
pub async fn raise_limits(#[server(flatten)] form: RaiseForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let (refused, back) = (Refused::new(FORM, &form), format!("/tenants/limits/{}/raise", form.tenant));
    done(match raise(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn raise(cx: &Cx, form: RaiseForm) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = form.tenant.parse().map_err(|_| Error::NotFound)?;
    let ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::LimitRaise)?;
    let mut problems = Problems::default();
    let spend_limit_cents = money(&mut problems, "monthlySpendLimitCents", &form.spend);
    let monthly_minutes = whole(&mut problems, "maxMonthlyMinutes", &form.minutes);
    let day = format::read_day(&form.until);
    // To the end of that day, as limits run in UTC.
    let until = day.and_then(Date::next_day).map(|day| day.midnight().assume_utc());
    if until.is_none() {
        problems.code("until", "not_a_day");
    }
    problems.finish()?;
    let until = until.unwrap_or_else(|| Period::of(ctx.now()).end());
    let new = NewRaise { spend_limit_cents, monthly_minutes, until, reason: form.reason, reactivate: !form.reactivate.is_empty() };
    let tenant = raises::raise(ctx, id, new).await?;
    let words = cx.text().with("limits-raise-saved", &[("name", &tenant.profile.name), ("day", &format::day(until - Duration::SECOND))]);
    cx.set_flash(words).await?;
    Ok("/tenants/limits".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/limits/end-raise")]
pub async fn end_raise(#[server(default)] tenant: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &serde_json::json!({}));
    let ended: Result<String> = async {
        cx.signed_in()?;
        let id: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
        let tenant = raises::end(cx.agency_ctx().await?, id).await?;
        cx.set_flash(cx.text().with("limits-raise-ended", &[("name", &tenant.profile.name)])).await?;
        Ok("/tenants/limits".to_owned())
    }
    .await;
    done(match ended {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, format!("/tenants/limits/{tenant}/raise")).await,
    });
    Ok(())
}
