//! The tenant's form, which creating and editing share: its fields, and what was typed into them.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::billing::plan::Plan;
use crate::domain::billing::profiles::BillingProfile;
use crate::domain::error::{FieldError, Problems};
use crate::domain::input::ungrouped;
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant::{BillingMode, E911Address, NewOwner, Profile};
use crate::format;
use crate::server::extract::Cx;
use crate::ui::form::{Form, Input, zone};

/// What selects offer.
pub struct Choices {
    pub plans: Vec<Plan>,
    pub profiles: Vec<BillingProfile>,
}

/// The values a form starts with, by field.
pub fn values(profile: &Profile) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let count = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
    let (e911, limits) = (&profile.e911, &profile.usage_limits);
    vec![
        ("name", profile.name.clone()),
        ("billingEmail", text(&profile.billing_email)),
        ("plan", profile.plan.clone().unwrap_or_else(|| profile.plan_label.clone())),
        ("billingMode", profile.billing_mode.as_str().to_owned()),
        ("cnam", text(&profile.cnam)),
        ("timezone", profile.timezone.clone()),
        ("billingProfileId", profile.billing_profile.map(|id| id.to_string()).unwrap_or_default()),
        ("tags", profile.tags.join(", ")),
        ("e911.street", text(&e911.street)),
        ("e911.unit", text(&e911.unit)),
        ("e911.city", text(&e911.city)),
        ("e911.state", text(&e911.state)),
        ("e911.postalCode", text(&e911.postal_code)),
        ("e911.country", text(&e911.country)),
        (CAPS[0].0, limits.monthly_spend_limit_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100)).unwrap_or_default()),
        (CAPS[1].0, count(limits.max_monthly_minutes)),
        (CAPS[2].0, count(limits.max_phone_numbers)),
        (CAPS[3].0, count(limits.max_extensions)),
        (CAPS[4].0, count(limits.max_agents)),
        (CAPS[5].0, count(limits.max_concurrent_calls)),
        ("billingAlerts.actionAt100", profile.billing_alerts.action_at_100.as_str().to_owned()),
    ]
}

fn text(cx: &Cx, name: &'static str, key: &str, optional: bool) -> Input {
    Input { name, label: cx.t(key), optional, ..Input::default() }
}

pub fn name(cx: &Cx, form: &Form<'_>) -> AnyView {
    form.input(Input { autofocus: true, maxlength: Some(200), ..text(cx, "name", "tenant-name", false) })
}

pub fn billing_email(cx: &Cx, form: &Form<'_>) -> AnyView {
    let help = Some(cx.t("tenant-billing-help"));
    form.input(Input { kind: "email", autocomplete: "off", help, ..text(cx, "billingEmail", "tenant-billing-email", true) })
}

pub fn owner(cx: &Cx, form: &Form<'_>) -> AnyView {
    let help = Some(cx.t("tenant-owner-help"));
    let owner = Input { kind: "email", autocomplete: "off", help, ..text(cx, "owner.email", "tenant-owner-email", true) };
    view! {
        {form.input(owner)}
        <div class="pair">
            {form.input(text(cx, "owner.firstName", "tenant-owner-first-name", true))}
            {form.input(text(cx, "owner.lastName", "tenant-owner-last-name", true))}
        </div>
    }
    .into_any()
}

pub fn plan(cx: &Cx, form: &Form<'_>, choices: &Choices) -> AnyView {
    let mut options = plan_options(cx, &choices.plans);
    // A label that came by another form of the API and names none of ours stays until another is chosen.
    let label = form.value("plan");
    if !label.is_empty() && !options.iter().any(|(key, _)| *key == label) {
        options.push((label.clone(), label));
    }
    form.select("plan", cx.t("tenants-plan"), options, None)
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

/// Caller name, zone, how it is billed; `first` stands before them.
pub fn more(cx: &Cx, form: &Form<'_>, choices: &Choices, first: Option<AnyView>) -> AnyView {
    let tags = Input { help: Some(cx.t("tenant-tags-help")), ..text(cx, "tags", "tenant-tags", true) };
    let none = (String::new(), cx.t("tenant-billing-profile-none"));
    let profiles = std::iter::once(none).chain(choices.profiles.iter().map(|p| (p.id.to_string(), p.name.clone()))).collect();
    let modes =
        ["platform_billed", "self_billed"].map(|m| (m.to_owned(), cx.t(&format!("tenant-billing-mode-{}", m.replace('_', "-"))))).to_vec();
    let fields = first
        .into_iter()
        .chain([
            cnam(cx, form),
            zone(cx.text(), form),
            form.select("billingMode", cx.t("tenant-billing-mode"), modes, None),
            form.select("billingProfileId", cx.t("tenant-billing-profile"), profiles, None),
            form.input(tags),
        ])
        .collect();
    let names = ["slug", "cnam", "timezone", "billingMode", "billingProfileId", "tags"];
    form.more(cx.t("tenant-more"), cx.t("tenant-more-summary"), &names, fields)
}

pub fn slug(cx: &Cx, form: &Form<'_>) -> AnyView {
    form.input(Input { maxlength: Some(63), help: Some(cx.t("tenant-slug-help")), ..text(cx, "slug", "tenant-slug", true) })
}

pub fn cnam(cx: &Cx, form: &Form<'_>) -> AnyView {
    form.input(Input { maxlength: Some(15), help: Some(cx.t("tenant-cnam-help")), ..text(cx, "cnam", "tenant-cnam", true) })
}

/// What happens at a cap, as options of a select.
pub fn actions_at_cap(cx: &Cx) -> Vec<(String, String)> {
    ["notify_only", "block_new_calls", "suspend"].map(|a| (a.to_owned(), cx.t(&format!("tenant-action-{}", a.replace('_', "-"))))).to_vec()
}

pub fn emergency(cx: &Cx, form: &Form<'_>) -> AnyView {
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

pub fn caps(cx: &Cx, form: &Form<'_>) -> AnyView {
    let mut fields: Vec<AnyView> = CAPS
        .into_iter()
        .enumerate()
        .map(|(i, (name, key))| {
            let prefix = (i == 0).then(|| cx.site().brand.currency.clone());
            form.input(Input { name, label: cx.t(key), optional: true, numeric: true, autocomplete: "off", prefix, ..Input::default() })
        })
        .collect();
    fields.push(form.select("billingAlerts.actionAt100", cx.t("tenant-action"), actions_at_cap(cx), None));
    form.more(cx.t("tenant-caps"), cx.t("tenant-caps-none"), &CAPS.map(|(name, _)| name), fields)
}

/// The form as it is posted: text, under the names of the API's fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TenantForm {
    /// Of the tenant that is edited.
    pub tenant: String,
    /// What of its billing was looked at before it was sent.
    pub looked: String,
    name: String,
    pub slug: String,
    #[serde(rename = "billingEmail")]
    billing_email: String,
    #[serde(rename = "owner.email")]
    owner_email: String,
    #[serde(rename = "owner.firstName")]
    owner_first_name: String,
    #[serde(rename = "owner.lastName")]
    owner_last_name: String,
    plan: String,
    pub status: String,
    pub reason: String,
    #[serde(rename = "billingProfileId")]
    billing_profile: String,
    tags: String,
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

fn some(text: String) -> Option<String> {
    Some(text).filter(|t| !t.trim().is_empty())
}

impl TenantForm {
    /// A form as it was typed and kept.
    pub fn typed(values: &BTreeMap<String, String>) -> Self {
        serde_json::to_value(values).ok().and_then(|values| serde_json::from_value(values).ok()).unwrap_or_default()
    }

    /// Writes what was typed into the profile; what it does not ask for stays.
    pub fn fill(self, profile: &mut Profile, problems: &mut Problems) {
        profile.name = self.name;
        profile.plan_label = self.plan;
        profile.billing_mode = BillingMode::parse(&self.billing_mode).unwrap_or(profile.billing_mode);
        profile.billing_email = some(self.billing_email);
        profile.cnam = some(self.cnam);
        profile.timezone = some(self.timezone).unwrap_or_else(|| "UTC".to_owned());
        profile.billing_profile = match self.billing_profile.as_str() {
            "" => None,
            id => id.parse().map_err(|_| problems.code("billingProfileId", "unknown_billing_profile")).ok(),
        };
        profile.tags = self.tags.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        profile.e911 = E911Address {
            street: some(self.street),
            unit: some(self.unit),
            city: some(self.city),
            state: some(self.state),
            postal_code: some(self.postal_code),
            country: some(self.country),
        };
        let limits = &mut profile.usage_limits;
        limits.monthly_spend_limit_cents = money(problems, CAPS[0].0, &self.spend);
        limits.max_monthly_minutes = whole(problems, CAPS[1].0, &self.minutes);
        limits.max_phone_numbers = whole(problems, CAPS[2].0, &self.numbers);
        limits.max_extensions = whole(problems, CAPS[3].0, &self.extensions);
        limits.max_agents = whole(problems, CAPS[4].0, &self.agents);
        limits.max_concurrent_calls = whole(problems, CAPS[5].0, &self.calls);
        profile.billing_alerts.action_at_100 = ActionAtCap::parse(&self.action).unwrap_or(profile.billing_alerts.action_at_100);
    }

    /// What decides what the tenant is billed.
    pub fn billing(&self) -> String {
        format!("{} {}", self.plan, self.billing_profile)
    }

    /// The owner to invite, if anything was typed of one.
    pub fn owner(&self) -> Option<NewOwner> {
        let typed = [&self.owner_email, &self.owner_first_name, &self.owner_last_name];
        typed.iter().any(|text| !text.trim().is_empty()).then(|| NewOwner {
            email: self.owner_email.clone(),
            first_name: self.owner_first_name.clone(),
            last_name: self.owner_last_name.clone(),
        })
    }
}

/// A whole number, with or without thousands separators; empty is no cap.
pub fn whole(problems: &mut Problems, field: &'static str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    let number = ungrouped(text).and_then(|digits| digits.parse().ok());
    if number.is_none() {
        problems.add(FieldError::new(field, "not_a_number"));
    }
    number
}

/// An amount of the major unit with at most two decimals, as minor units; empty is no cap.
pub fn money(problems: &mut Problems, field: &'static str, text: &str) -> Option<i64> {
    if text.trim().is_empty() {
        return None;
    }
    let (major, minor) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let major = ungrouped(major).unwrap_or_default();
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
        assert_eq!(read("1,234,567"), (Some(123_456_700), true));
        for bad in ["1,50", "1,50,0", "1,", ",500", "1.5,0", "2.505", "abc", "1e3", "1.-5", "99999999999999999999"] {
            assert_eq!(read(bad), (None, false), "{bad}");
        }
    }
}
