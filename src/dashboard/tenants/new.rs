//! `/tenants/new`: the dialog over the list, and its form.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::plans::{self, Plan};
use crate::domain::error::{FieldError, Problems, Result};
use crate::domain::tenancy::creation;
use crate::domain::tenancy::limits::{ActionAtCap, BillingAlerts, UsageLimits};
use crate::domain::tenancy::tenant::{BillingMode, E911Address, NewOwner, NewTenant, Profile, Status};
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "tenant-new";

#[component]
pub fn NewTenantPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TenantCreate)?;
        let plans = plans::list(&mut ctx).await?;
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: defaults() };
        let body = Body {
            title: cx.t("tenants-title"),
            document_title: Some(form.title(cx.t("tenant-new-title"))),
            crumbs: Vec::new(),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), cx.t("tenant-new-title"), "/tenants", view(&cx, &form, &plans))),
        };
        Ok(desk(chrome(&cx, Place::Tenants, Some(behind.all()))?, body))
    })
}

fn defaults() -> Vec<(&'static str, String)> {
    [
        ("plan", "business"),
        ("status", "trial"),
        ("billingMode", "platform_billed"),
        ("timezone", "UTC"),
        ("billingAlerts.actionAt100", "notify_only"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn view(cx: &Cx, form: &Form<'_>, plans: &[Plan]) -> AnyView {
    let text = |name, key: &str, optional| Input { name, label: cx.t(key), optional, ..Input::default() };
    let name = Input { autofocus: true, maxlength: Some(200), ..text("name", "tenant-name", false) };
    let billing = Input {
        kind: "email",
        autocomplete: "off",
        help: Some(cx.t("tenant-billing-help")),
        ..text("billingEmail", "tenant-billing-email", true)
    };
    let owner = Input {
        kind: "email",
        autocomplete: "off",
        help: Some(cx.t("tenant-owner-help")),
        ..text("owner.email", "tenant-owner-email", true)
    };
    let statuses = ["trial", "active", "pending"].map(|s| (s.to_owned(), cx.t(&format!("tenant-status-{s}")))).to_vec();
    view! {
        <form method="post" action="/fn/dashboard/tenants/create" novalidate=true>
            <div class="body form">
                {form.problems()}
                {form.input(name)}
                {form.input(billing)}
                {form.input(owner)}
                <div class="pair">
                    {form.input(text("owner.firstName", "tenant-owner-first-name", true))}
                    {form.input(text("owner.lastName", "tenant-owner-last-name", true))}
                </div>
                {form.select("plan", cx.t("tenants-plan"), plan_options(cx, plans), None)}
                {form.choices("status", cx.t("tenants-status"), statuses)}
                {caller(cx, form)}
                {emergency(cx, form)}
                {caps(cx, form)}
            </div>
            <div class="ends"><small>{cx.t("tenant-new-note")}</small><a class="btn" href="/tenants">{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("tenant-new-button")}</button></div>
        </form>
    }
    .into_any()
}

fn plan_options(cx: &Cx, plans: &[Plan]) -> Vec<(String, String)> {
    plans
        .iter()
        .map(|plan| {
            let words = match plan.monthly_price_cents {
                Some(cents) => cx
                    .text()
                    .with("tenant-plan-price", &[("plan", &plan.name), ("price", &format!("{} {}", plan.currency, format::amount(cents)))]),
                None => cx.text().with("tenant-plan-by-agreement", &[("plan", &plan.name)]),
            };
            (plan.key.clone(), words)
        })
        .collect()
}

fn caller(cx: &Cx, form: &Form<'_>) -> AnyView {
    let slug = Input {
        name: "slug",
        label: cx.t("tenant-slug"),
        optional: true,
        maxlength: Some(63),
        help: Some(cx.t("tenant-slug-help")),
        ..Input::default()
    };
    let cnam = Input {
        name: "cnam",
        label: cx.t("tenant-cnam"),
        optional: true,
        maxlength: Some(15),
        help: Some(cx.t("tenant-cnam-help")),
        ..Input::default()
    };
    let zone = Input { name: "timezone", label: cx.t("tenant-timezone"), help: Some(cx.t("tenant-timezone-help")), ..Input::default() };
    let modes =
        ["platform_billed", "self_billed"].map(|m| (m.to_owned(), cx.t(&format!("tenant-billing-mode-{}", m.replace('_', "-"))))).to_vec();
    let fields =
        vec![form.input(slug), form.input(cnam), form.input(zone), form.select("billingMode", cx.t("tenant-billing-mode"), modes, None)];
    form.more(cx.t("tenant-more"), cx.t("tenant-more-summary"), &["slug", "cnam", "timezone", "billingMode"], fields)
}

fn emergency(cx: &Cx, form: &Form<'_>) -> AnyView {
    const FIELDS: [(&str, &str); 6] = [
        ("e911.street", "tenant-street"),
        ("e911.unit", "tenant-unit"),
        ("e911.city", "tenant-city"),
        ("e911.state", "tenant-state"),
        ("e911.postalCode", "tenant-postal-code"),
        ("e911.country", "tenant-country"),
    ];
    let fields = FIELDS
        .map(|(name, key)| form.input(Input { name, label: cx.t(key), optional: true, autocomplete: "off", ..Input::default() }))
        .into();
    form.more(cx.t("tenant-e911"), cx.t("tenant-e911-none"), &FIELDS.map(|(name, _)| name), fields)
}

/// Caps by field name and label; the first is money.
const CAPS: [(&str, &str); 6] = [
    ("usageLimits.monthlySpendLimitCents", "tenant-cap-spend"),
    ("usageLimits.maxMonthlyMinutes", "tenant-cap-minutes"),
    ("usageLimits.maxPhoneNumbers", "tenant-cap-numbers"),
    ("usageLimits.maxExtensions", "tenant-cap-extensions"),
    ("usageLimits.maxAgents", "tenant-cap-agents"),
    ("usageLimits.maxConcurrentCalls", "tenant-cap-calls"),
];

fn caps(cx: &Cx, form: &Form<'_>) -> AnyView {
    let mut fields: Vec<AnyView> = CAPS
        .into_iter()
        .enumerate()
        .map(|(i, (name, key))| {
            let prefix = (i == 0).then(|| cx.site().brand.currency.clone());
            form.input(Input { name, label: cx.t(key), optional: true, numeric: true, autocomplete: "off", prefix, ..Input::default() })
        })
        .collect();
    let actions = ["notify_only", "block_new_calls", "suspend"]
        .map(|a| (a.to_owned(), cx.t(&format!("tenant-action-{}", a.replace('_', "-")))))
        .to_vec();
    fields.push(form.select("billingAlerts.actionAt100", cx.t("tenant-action"), actions, None));
    form.more(cx.t("tenant-caps"), cx.t("tenant-caps-none"), &CAPS.map(|(name, _)| name), fields)
}

/// The form as it is posted: text, under the names of the API's fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TenantForm {
    name: String,
    slug: String,
    #[serde(rename = "billingEmail")]
    billing_email: String,
    #[serde(rename = "owner.email")]
    owner_email: String,
    #[serde(rename = "owner.firstName")]
    owner_first_name: String,
    #[serde(rename = "owner.lastName")]
    owner_last_name: String,
    plan: String,
    status: String,
    #[serde(rename = "billingMode")]
    billing_mode: String,
    cnam: String,
    timezone: String,
    #[serde(rename = "e911.street")]
    street: String,
    #[serde(rename = "e911.unit")]
    unit: String,
    #[serde(rename = "e911.city")]
    city: String,
    #[serde(rename = "e911.state")]
    state: String,
    #[serde(rename = "e911.postalCode")]
    postal_code: String,
    #[serde(rename = "e911.country")]
    country: String,
    #[serde(rename = "usageLimits.monthlySpendLimitCents")]
    spend: String,
    #[serde(rename = "usageLimits.maxMonthlyMinutes")]
    minutes: String,
    #[serde(rename = "usageLimits.maxPhoneNumbers")]
    numbers: String,
    #[serde(rename = "usageLimits.maxExtensions")]
    extensions: String,
    #[serde(rename = "usageLimits.maxAgents")]
    agents: String,
    #[serde(rename = "usageLimits.maxConcurrentCalls")]
    calls: String,
    #[serde(rename = "billingAlerts.actionAt100")]
    action: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/create")]
pub async fn create_tenant(#[server(flatten)] form: TenantForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/tenants/new".to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: TenantForm) -> Result<String> {
    let ctx = cx.agency_ctx().await?;
    let (new, unread) = form.into_new_tenant();
    let tenant = creation::create(ctx, new, unread).await?;
    let name = tenant.profile.name.as_str();
    let words = match &tenant.owner {
        Some(owner) => cx.text().with("tenant-created-invited", &[("name", name), ("email", &owner.email)]),
        None => cx.text().with("tenant-created", &[("name", name)]),
    };
    cx.set_flash(words).await?;
    Ok("/tenants".to_owned())
}

impl TenantForm {
    fn into_new_tenant(self) -> (NewTenant, Problems) {
        let mut problems = Problems::default();
        let some = |text: String| Some(text).filter(|t| !t.trim().is_empty());
        let usage_limits = UsageLimits {
            monthly_spend_limit_cents: money(&mut problems, CAPS[0].0, &self.spend),
            max_monthly_minutes: whole(&mut problems, CAPS[1].0, &self.minutes),
            max_phone_numbers: whole(&mut problems, CAPS[2].0, &self.numbers),
            max_extensions: whole(&mut problems, CAPS[3].0, &self.extensions),
            max_agents: whole(&mut problems, CAPS[4].0, &self.agents),
            max_concurrent_calls: whole(&mut problems, CAPS[5].0, &self.calls),
        };
        let profile = Profile {
            name: self.name,
            plan: None,
            plan_label: self.plan,
            billing_mode: BillingMode::parse(&self.billing_mode).unwrap_or(BillingMode::PlatformBilled),
            billing_email: some(self.billing_email),
            cnam: some(self.cnam),
            timezone: some(self.timezone).unwrap_or_else(|| "UTC".to_owned()),
            e911: E911Address {
                street: some(self.street),
                unit: some(self.unit),
                city: some(self.city),
                state: some(self.state),
                postal_code: some(self.postal_code),
                country: some(self.country),
            },
            usage_limits,
            billing_alerts: BillingAlerts {
                action_at_100: ActionAtCap::parse(&self.action).unwrap_or_default(),
                ..BillingAlerts::default()
            },
        };
        let names = some(self.owner_first_name.clone()).or_else(|| some(self.owner_last_name.clone()));
        let owner = (some(self.owner_email.clone()).is_some() || names.is_some()).then_some(NewOwner {
            email: self.owner_email,
            first_name: self.owner_first_name,
            last_name: self.owner_last_name,
        });
        let status = Status::parse(&self.status).unwrap_or(Status::Trial);
        (NewTenant { profile, slug: some(self.slug), status, owner }, problems)
    }
}

/// A whole number, with or without thousands separators; empty is no cap.
fn whole(problems: &mut Problems, field: &'static str, text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if digits.is_empty() {
        return None;
    }
    let number = digits.parse().ok();
    if number.is_none() {
        problems.add(FieldError::new(field, "not_a_number"));
    }
    number
}

/// An amount of the major unit with at most two decimals, as minor units; empty is no cap.
fn money(problems: &mut Problems, field: &'static str, text: &str) -> Option<i64> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    if digits.is_empty() {
        return None;
    }
    let (major, minor) = digits.split_once('.').unwrap_or((&digits, ""));
    let minor = match minor.len() {
        0..=2 if minor.bytes().all(|b| b.is_ascii_digit()) => format!("{minor:0<2}").parse::<i64>().ok(),
        _ => None,
    };
    let cents = major.parse::<i64>().ok().zip(minor).and_then(|(major, minor)| {
        let cents = major.checked_abs()?.checked_mul(100)?.checked_add(minor)?;
        Some(if major < 0 { -cents } else { cents })
    });
    if cents.is_none() {
        problems.add(FieldError::new(field, "not_an_amount"));
    }
    cents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        let read = |text: &str| {
            let mut problems = Problems::default();
            (money(&mut problems, "f", text), problems.finish().is_ok())
        };
        assert_eq!(read(""), (None, true));
        assert_eq!(read("250"), (Some(25_000), true));
        assert_eq!(read("1,250.5"), (Some(125_050), true));
        assert_eq!(read("-5"), (Some(-500), true));
        for bad in ["2.505", "abc", "1e3", "1.-5", "99999999999999999999"] {
            assert_eq!(read(bad), (None, false), "{bad}");
        }
    }
}
