//! `/operator/rates`: the platform's card, which is what agencies pay for a unit of each meter, and the meters themselves.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::metering::meter::{Component, Meter, NewMeter};
use crate::domain::metering::price_changes;
use crate::domain::metering::price_rule::{rate, rate_text};
use crate::domain::metering::rates::{self, CardRate};
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const RATE: &str = "rate-new";
const METER: &str = "meter-new";
const PATH: &str = "/operator/rates";
/// Rates that are over and still shown.
const PAST: usize = 50;

#[component]
pub fn RatesPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.platform_ctx().await?;
        let (meters, card) = rates::list_card(&mut ctx).await?;
        let now = ctx.now();
        drop(ctx);
        let rate = Form { text: cx.text(), refused: cx.refused(RATE), defaults: vec![("currency", "USD".to_owned())] };
        let meter = Form { text: cx.text(), refused: cx.refused(METER), defaults: vec![("component", "other".to_owned())] };
        let title = meter.title(rate.title(cx.t("rates-title")));
        let content = view! {
            <p class="soft prose">{cx.t("rates-lead")}</p>
            {holding(&cx, &meters, &card, now)}
            {rate_form(&cx, &rate, &meters)}
            {meter_form(&cx, &meter)}
            {past(&cx, &meters, &card, now)}
        };
        let body = Body { title: cx.t("rates-title"), document_title: Some(title), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Rates)?, body))
    })
}

/// The rate of a meter that holds in each currency, and the next one.
fn holding(cx: &Cx, meters: &[Meter], card: &[CardRate], now: OffsetDateTime) -> AnyView {
    let mut currencies: Vec<&str> = card.iter().map(|rate| rate.currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let rows = meters
        .iter()
        .map(|meter| {
            let of =
                |currency: &str| card.iter().filter(move |rate| rate.meter == meter.key && rate.currency == currency).collect::<Vec<_>>();
            let cells = currencies
                .iter()
                .map(|currency| {
                    let all = of(currency);
                    let held = all.iter().find(|rate| rate.effective_from <= now).map(|rate| rate_text(rate.rate));
                    let soonest = all.iter().rfind(|rate| rate.effective_from > now).map(|rate| rate.effective_from);
                    // Of those that begin together the one made last is first.
                    let next = all.iter().find(|rate| Some(rate.effective_from) == soonest).map(|rate| {
                        let words = [("rate", rate_text(rate.rate)), ("day", format::day_and_time(rate.effective_from))];
                        let words = [(words[0].0, words[0].1.as_str()), (words[1].0, words[1].1.as_str())];
                        view! { <span class="second">{cx.text().with("rate-next", &words)}</span> }
                    });
                    let held = held.unwrap_or_else(|| cx.t("rate-none"));
                    view! { <td class="num" data-label=currency.to_string()>{held}{next}</td> }
                })
                .collect_view();
            view! {
                <tr><th scope="row">{meter.name.clone()}<span class="second">{meter.key.clone()}</span></th>
                    <td data-label=cx.t("meter-unit")>{meter.unit.clone()}</td>{cells}</tr>
            }
        })
        .collect_view();
    let heads = currencies.iter().map(|currency| view! { <th scope="col" class="num">{currency.to_string()}</th> }).collect_view();
    view! {
        <section class="section"><div class="wide"><table class="table cards">
            <caption class="vh">{cx.t("rates-title")}</caption>
            <thead><tr><th scope="col">{cx.t("meter")}</th><th scope="col">{cx.t("meter-unit")}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

fn field(cx: &Cx, name: &'static str, key: &str, help: bool) -> Input {
    let help = help.then(|| cx.t(&format!("{key}-help")));
    Input { name, label: cx.t(key), help, autocomplete: "off", ..Input::default() }
}

fn rate_form(cx: &Cx, form: &Form<'_>, meters: &[Meter]) -> AnyView {
    let options = meters.iter().map(|meter| (meter.key.clone(), meter.name.clone())).collect();
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t("rate-new")}</summary>
            <form class="form narrow" method="post" action="/fn/operator/rates/set" novalidate=true>
                {form.problems()}
                {form.select("meter", cx.t("meter"), options, None)}
                <div class="pair">{form.input(Input { maxlength: Some(3), ..field(cx, "currency", "rate-currency", false) })}
                    {form.input(Input { numeric: true, ..field(cx, "rate", "rate-rate", true) })}</div>
                {form.input(Input { kind: "date", optional: true, ..field(cx, "effectiveFrom", "rate-from", true) })}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("rate-set")}</button></div>
            </form></details>
    }
    .into_any()
}

fn meter_form(cx: &Cx, form: &Form<'_>) -> AnyView {
    let options =
        Component::ALL.map(|component| (component.as_str().to_owned(), cx.t(&format!("component-{}", component.as_str())))).to_vec();
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t("meter-new")}</summary>
            <form class="form narrow" method="post" action="/fn/operator/meters/create" novalidate=true>
                {form.problems()}
                {form.input(Input { maxlength: Some(63), ..field(cx, "key", "meter-key", true) })}
                <div class="pair">{form.input(Input { maxlength: Some(100), ..field(cx, "name", "meter-name", false) })}
                    {form.input(Input { maxlength: Some(40), ..field(cx, "unit", "meter-unit", true) })}</div>
                {form.select("component", cx.t("meter-component"), options, None)}
                <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("meter-create")}</button></div>
            </form></details>
    }
    .into_any()
}

fn past(cx: &Cx, meters: &[Meter], card: &[CardRate], now: OffsetDateTime) -> AnyView {
    let name = |key: &str| meters.iter().find(|meter| meter.key == key).map_or_else(|| key.to_owned(), |meter| meter.name.clone());
    let rows = card
        .iter()
        .take(PAST)
        .map(|rate| {
            let badge = (rate.effective_from > now).then(|| view! { " "<span class="badge pending">{cx.t("rate-to-come")}</span> });
            view! {
                <tr><th scope="row">{name(&rate.meter)}{badge}</th><td class="num">{rate_text(rate.rate)}" "{rate.currency.clone()}</td>
                    <td class="num nowrap">{bits::day_and_time(cx.text(), rate.effective_from)}</td><td data-label=cx.t("rate-by")>{rate.created_by.clone()}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><h2>{cx.t("rate-history")}</h2><div class="wide"><table class="table cards">
            <caption class="vh">{cx.t("rate-history")}</caption>
            <thead><tr><th scope="col">{cx.t("meter")}</th><th scope="col" class="num">{cx.t("rate-rate")}</th>
                <th scope="col" class="num">{cx.t("rate-from")}</th><th scope="col">{cx.t("rate-by")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RateForm {
    meter: String,
    currency: String,
    rate: String,
    #[serde(rename = "effectiveFrom")]
    effective_from: String,
}

#[server(prefix = "/fn", endpoint = "operator/rates/set")]
pub async fn set_rate(#[server(flatten)] form: RateForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(RATE, &form);
    done(match set(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

async fn set(cx: &Cx, form: &RateForm) -> Result<String> {
    let ctx = cx.platform_ctx().await?;
    let from = price_changes::beginning(&form.effective_from, ctx.now())?;
    price_changes::set_cost(ctx, &form.meter, form.currency.trim(), rate(form.rate.trim()), from).await?;
    cx.set_flash(cx.t("rate-is-set")).await?;
    Ok(PATH.to_owned())
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MeterForm {
    key: String,
    name: String,
    unit: String,
    component: String,
}

#[server(prefix = "/fn", endpoint = "operator/meters/create")]
pub async fn create_meter(#[server(flatten)] form: MeterForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(METER, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: MeterForm) -> Result<String> {
    let ctx = cx.platform_ctx().await?;
    let component = Component::parse(&form.component).ok_or_else(|| Error::invalid("component", "unknown_value"))?;
    let meter = price_changes::create_meter(ctx, NewMeter { key: form.key, name: form.name, unit: form.unit, component }).await?;
    cx.set_flash(cx.text().with("meter-created", &[("name", &meter.name)])).await?;
    Ok(PATH.to_owned())
}
