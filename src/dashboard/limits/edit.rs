//! `/tenants/limits/{id}/edit`: the six limits, the threshold, and what happens at the cap (vendor-apis.md §4.5). Blank is unlimited.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::dashboard::tenants::form::{actions_at_cap, money, whole};
use crate::domain::access::Action;
use crate::domain::error::{Error, Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant::{Profile, Tenant};
use crate::domain::tenancy::{edits, tenants};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "limits-edit";

/// Fields by name and label, in the order of the table; the first is money.
const FIELDS: [(&str, &str); 6] = [
    ("usageLimits.monthlySpendLimitCents", "tenant-cap-spend"),
    ("usageLimits.maxMonthlyMinutes", "tenant-cap-minutes"),
    ("usageLimits.maxExtensions", "tenant-cap-extensions"),
    ("usageLimits.maxPhoneNumbers", "tenant-cap-numbers"),
    ("usageLimits.maxAgents", "tenant-cap-agents"),
    ("usageLimits.maxConcurrentCalls", "tenant-cap-calls"),
];

fn values(profile: &Profile) -> Vec<(&'static str, String)> {
    let limits = &profile.usage_limits;
    let count = |limit: Option<i64>| limit.map(|n| n.to_string()).unwrap_or_default();
    let thresholds: Vec<String> = profile.billing_alerts.alert_thresholds.iter().map(ToString::to_string).collect();
    vec![
        (FIELDS[0].0, limits.monthly_spend_limit_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)).unwrap_or_default()),
        (FIELDS[1].0, count(limits.max_monthly_minutes)),
        (FIELDS[2].0, count(limits.max_extensions)),
        (FIELDS[3].0, count(limits.max_phone_numbers)),
        (FIELDS[4].0, count(limits.max_agents)),
        (FIELDS[5].0, count(limits.max_concurrent_calls)),
        ("usageLimits.inboundSharePercent", limits.inbound_share_percent.to_string()),
        ("billingAlerts.alertThresholds", thresholds.join(", ")),
        ("billingAlerts.alertEmails", profile.billing_alerts.alert_emails.join(", ")),
        ("billingAlerts.actionAt100", profile.billing_alerts.action_at_100.as_str().to_owned()),
    ]
}

#[component]
pub fn EditLimitsPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TenantUpdate)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(&tenant.profile) };
        let title = cx.text().with("limits-edit-title", &[("name", &tenant.profile.name)]);
        let body = Body {
            title: cx.t("limits-title"),
            document_title: Some(form.title(title.clone())),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), title, "/tenants/limits", view(&cx, &form, &tenant))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Limits, None)?, body))
    })
}

fn view(cx: &Cx, form: &Form<'_>, tenant: &Tenant) -> AnyView {
    let field = |n: usize| {
        let (name, key) = FIELDS[n];
        let prefix = (n == 0).then(|| cx.site().brand.currency.clone());
        form.input(Input {
            name,
            label: cx.t(key),
            optional: true,
            numeric: true,
            autocomplete: "off",
            prefix,
            autofocus: n == 0,
            ..Input::default()
        })
    };
    let fields = [0, 2, 4].map(|n| view! { <div class="pair">{field(n)}{field(n + 1)}</div> }).collect_view();
    let text = |name: &'static str, key: &str, numeric| Input {
        name,
        label: cx.t(key),
        help: Some(cx.t(&format!("{key}-help"))),
        autocomplete: "off",
        numeric,
        ..Input::default()
    };
    view! {
        <form method="post" action="/fn/dashboard/limits/edit" novalidate=true>
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            <div class="body form">
                {form.problems()}
                <p class="soft">{cx.t("limits-edit-lead")}</p>
                {fields}
                {form.input(text("usageLimits.inboundSharePercent", "limits-inbound", true))}
                {form.input(text("billingAlerts.alertThresholds", "limits-thresholds", false))}
                {form.input(text("billingAlerts.alertEmails", "limits-emails", false))}
                {form.select("billingAlerts.actionAt100", cx.t("tenant-action"), actions_at_cap(cx), Some(cx.t("limits-action-help")))}
            </div>
            <div class="ends"><a class="btn" href="/tenants/limits">{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("limits-save")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitsForm {
    tenant: String,
    #[serde(rename = "usageLimits.monthlySpendLimitCents")]
    spend: String,
    #[serde(rename = "usageLimits.maxMonthlyMinutes")]
    minutes: String,
    #[serde(rename = "usageLimits.maxExtensions")]
    extensions: String,
    #[serde(rename = "usageLimits.maxPhoneNumbers")]
    numbers: String,
    #[serde(rename = "usageLimits.maxAgents")]
    agents: String,
    #[serde(rename = "usageLimits.maxConcurrentCalls")]
    calls: String,
    #[serde(rename = "usageLimits.inboundSharePercent")]
    inbound: String,
    #[serde(rename = "billingAlerts.alertThresholds")]
    thresholds: String,
    #[serde(rename = "billingAlerts.alertEmails")]
    emails: String,
    #[serde(rename = "billingAlerts.actionAt100")]
    action: String,
}

impl LimitsForm {
    fn apply(&self, profile: &mut Profile, problems: &mut Problems) {
        let limits = &mut profile.usage_limits;
        limits.monthly_spend_limit_cents = money(problems, FIELDS[0].0, &self.spend);
        limits.max_monthly_minutes = whole(problems, FIELDS[1].0, &self.minutes);
        limits.max_extensions = whole(problems, FIELDS[2].0, &self.extensions);
        limits.max_phone_numbers = whole(problems, FIELDS[3].0, &self.numbers);
        limits.max_agents = whole(problems, FIELDS[4].0, &self.agents);
        limits.max_concurrent_calls = whole(problems, FIELDS[5].0, &self.calls);
        limits.inbound_share_percent =
            whole(problems, "usageLimits.inboundSharePercent", &self.inbound).unwrap_or(limits.inbound_share_percent);
        let words =
            |text: &str| -> Vec<String> { text.split([',', ' ', ';']).filter(|word| !word.is_empty()).map(str::to_owned).collect() };
        let thresholds: Option<Vec<i16>> = words(&self.thresholds).iter().map(|word| word.trim_end_matches('%').parse().ok()).collect();
        match thresholds {
            Some(thresholds) => profile.billing_alerts.alert_thresholds = thresholds,
            None => problems.code("billingAlerts.alertThresholds", "threshold_range"),
        }
        profile.billing_alerts.alert_emails = words(&self.emails);
        match ActionAtCap::parse(&self.action) {
            Some(action) => profile.billing_alerts.action_at_100 = action,
            None => problems.code("billingAlerts.actionAt100", "unknown_value"),
        }
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/limits/edit")]
pub async fn edit_limits(#[server(flatten)] form: LimitsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let (refused, back) = (Refused::new(FORM, &form), format!("/tenants/limits/{}/edit", form.tenant));
    done(match save(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, told(error), refused, back).await,
    });
    Ok(())
}

/// One field holds all addresses.
fn told(error: Error) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for error in errors.iter_mut().filter(|error| error.field.starts_with("billingAlerts.alertEmails[")) {
                "billingAlerts.alertEmails".clone_into(&mut error.field);
            }
            errors.dedup();
            Error::Invalid(errors)
        }
        other => other,
    }
}

async fn save(cx: &Cx, form: LimitsForm) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = form.tenant.parse().map_err(|_| Error::NotFound)?;
    let tenant = edits::make(cx.agency_ctx().await?, id, |edit, problems| form.apply(&mut edit.profile, problems)).await?;
    cx.set_flash(cx.text().with("limits-saved", &[("name", &tenant.profile.name)])).await?;
    Ok("/tenants/limits".to_owned())
}
