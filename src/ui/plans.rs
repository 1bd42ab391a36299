//! What a plan costs and allows, as forms and tables: the platform's plans and an agency's own.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::bits;
use super::form::{Form, Input};
use crate::domain::billing::line;
use crate::domain::billing::plan::{NewTerms, Plan};
use crate::domain::billing::plans::Version;
use crate::domain::error::{Problems, Result};
use crate::domain::metering::price_changes;
use crate::domain::money::exponent;

use crate::text::Text;

/// What was typed about a plan's next version.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TermsForm {
    monthly_price: String,
    annual_price: String,
    api_requests_per_minute: String,
    concurrent_calls: String,
    effective_from: String,
}

impl TermsForm {
    /// # Errors
    /// [`crate::domain::Error::Invalid`] with everything that is no number or no day.
    pub fn read(&self, currency: &str, now: OffsetDateTime) -> Result<NewTerms> {
        let mut problems = Problems::default();
        let mut price = |name: &str, text: &str| {
            let cents = line::minor(text, exponent(currency));
            if cents.is_none() && !text.trim().is_empty() {
                problems.code(name, "no_amount");
            }
            cents
        };
        let (monthly_price_cents, annual_price_cents) =
            (price("monthlyPrice", &self.monthly_price), price("annualPrice", &self.annual_price));
        let mut whole = |name: &str, text: &str| {
            let n = text.trim().replace(',', "").parse().ok();
            if n.is_none() && !text.trim().is_empty() {
                problems.code(name, "out_of_range");
            }
            n
        };
        let api_requests_per_minute = whole("apiRequestsPerMinute", &self.api_requests_per_minute);
        let concurrent_calls = whole("concurrentCalls", &self.concurrent_calls);
        problems.finish()?;
        let effective_from = price_changes::beginning(&self.effective_from, now)?;
        Ok(NewTerms { monthly_price_cents, annual_price_cents, api_requests_per_minute, concurrent_calls, effective_from })
    }
}

/// What a form begins with: the version that holds.
pub fn defaults(plan: &Plan) -> Vec<(&'static str, String)> {
    let money = |cents: Option<i64>| cents.map(|cents| line::decimal(cents, exponent(&plan.currency))).unwrap_or_default();
    let whole = |n: Option<i32>| n.map(|n| n.to_string()).unwrap_or_default();
    vec![
        ("name", plan.name.clone()),
        ("monthlyPrice", money(plan.monthly_price_cents)),
        ("annualPrice", money(plan.annual_price_cents)),
        ("apiRequestsPerMinute", whole(plan.api_requests_per_minute)),
        ("concurrentCalls", whole(plan.concurrent_calls)),
    ]
}

/// The fields of a version.
pub fn fields(text: &Text, form: &Form<'_>, currency: &str) -> AnyView {
    let field = |name: &'static str, key: &str, help: bool| {
        let label = text.with(key, &[("currency", currency)]);
        let help = help.then(|| text.get(&format!("{key}-help")));
        form.input(Input { name, label, help, numeric: true, optional: true, autocomplete: "off", maxlength: Some(20), ..Input::default() })
    };
    let from = Input {
        name: "effectiveFrom",
        kind: "date",
        label: text.get("plan-from"),
        help: Some(text.get("plan-from-help")),
        optional: true,
        autocomplete: "off",
        ..Input::default()
    };
    view! {
        <div class="pair">{field("monthlyPrice", "plan-field-monthly", true)}{field("annualPrice", "plan-field-annual", true)}</div>
        <div class="pair">{field("concurrentCalls", "plan-field-calls", true)}{field("apiRequestsPerMinute", "plan-field-rate", true)}</div>
        {form.input(from)}
    }
    .into_any()
}

/// A price a month; by agreement where there is none.
pub fn price(text: &Text, currency: &str, cents: Option<i64>) -> String {
    cents.map_or_else(|| text.get("plan-by-agreement"), |cents| text.minor(currency, cents))
}

/// A number; without limit where there is none.
pub fn limit(text: &Text, n: Option<i32>) -> String {
    n.map_or_else(|| text.get("plan-no-limit"), |n| text.number(i64::from(n)))
}

/// The versions there were and will be.
pub fn history(text: &Text, currency: &str, versions: &[Version], now: OffsetDateTime) -> AnyView {
    let rows = versions
        .iter()
        .map(|version| {
            let badge = (version.effective_from > now).then(|| view! { " "<span class="badge pending">{text.get("rate-to-come")}</span> });
            view! {
                <tr><th scope="row" class="nowrap">{bits::day_and_time(text, version.effective_from)}{badge}</th>
                    <td class="num" data-label=text.get("plan-col-monthly")>{price(text, currency, version.monthly_price_cents)}</td>
                    <td class="num" data-label=text.get("plan-col-annual")>{price(text, currency, version.annual_price_cents)}</td>
                    <td class="num" data-label=text.get("plan-col-calls")>{limit(text, version.concurrent_calls)}</td>
                    <td class="num" data-label=text.get("plan-col-rate")>{limit(text, version.api_requests_per_minute)}</td>
                    <td data-label=text.get("rate-by")>{version.created_by.clone()}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><h2>{text.get("plan-versions")}</h2><div class="wide"><table class="table cards">
            <caption class="vh">{text.get("plan-versions")}</caption>
            <thead><tr><th scope="col">{text.get("plan-from")}</th><th scope="col" class="num">{text.get("plan-col-monthly")}</th>
                <th scope="col" class="num">{text.get("plan-col-annual")}</th><th scope="col" class="num">{text.get("plan-col-calls")}</th>
                <th scope="col" class="num">{text.get("plan-col-rate")}</th><th scope="col">{text.get("rate-by")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

/// Plans, and how each is called and costs now.
pub fn table(text: &Text, plans: &[Plan], root: &str, now: OffsetDateTime) -> AnyView {
    let rows = plans
        .iter()
        .map(|plan| {
            let badge = (plan.effective_from > now).then(|| {
                let from = text.with("plan-starts", &[("day", &text.day(plan.effective_from))]);
                view! { " "<span class="badge pending">{from}</span> }
            });
            let id = plan.own.map_or_else(|| plan.key.clone(), |id| crate::domain::ids::PlanId(id).to_string());
            view! {
                <tr><th scope="row"><a href=format!("{root}/{id}")>{plan.name.clone()}</a>{badge}<span class="second">{plan.key.clone()}</span></th>
                    <td class="num" data-label=text.get("plan-col-monthly")>{price(text, &plan.currency, plan.monthly_price_cents)}</td>
                    <td class="num" data-label=text.get("plan-col-annual")>{price(text, &plan.currency, plan.annual_price_cents)}</td>
                    <td class="num" data-label=text.get("plan-col-calls")>{limit(text, plan.concurrent_calls)}</td>
                    <td class="num" data-label=text.get("plan-col-rate")>{limit(text, plan.api_requests_per_minute)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{text.get("plans-title")}</caption>
            <thead><tr><th scope="col">{text.get("plan-name")}</th><th scope="col" class="num">{text.get("plan-col-monthly")}</th>
                <th scope="col" class="num">{text.get("plan-col-annual")}</th><th scope="col" class="num">{text.get("plan-col-calls")}</th>
                <th scope="col" class="num">{text.get("plan-col-rate")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}
