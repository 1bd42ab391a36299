//! `/settings/prices/{profile}/{meter}`: another price for a meter, or (`markup`) on all that have none of their own, from a day on.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::show::{self, Loaded};
use super::tier_lines;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::metering::meter::Meter;
use crate::domain::metering::price_changes::{self, Change};
use crate::domain::metering::price_rule::{Model, PriceRule};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "price-edit";
/// In place of a meter, and of a way to price.
const MARKUP: &str = "markup";

#[component]
pub fn EditPricePage() -> impl IntoView {
    let params = use_params_map();
    let (id, what) = (params.read_untracked().get("id").unwrap_or_default(), params.read_untracked().get("meter").unwrap_or_default());
    page(move |cx| async move {
        let id: BillingProfileId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingProfileUpdate)?;
        let loaded = show::load(&cx, &mut ctx, id).await?;
        drop(ctx);
        let meter = loaded.meters.iter().find(|meter| meter.key == what);
        if meter.is_none() && what != MARKUP {
            return Err(Error::NotFound);
        }
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: defaults(&loaded, meter) };
        let title = meter.map_or_else(|| cx.t("prices-markup"), |meter| meter.name.clone());
        let fields = match meter {
            Some(meter) => price_fields(&cx, &form, meter),
            None => markup_fields(&cx, &form),
        };
        let view = view(&cx, &form, &loaded, &what, fields);
        let body = Body {
            document_title: Some(form.title(title.clone())),
            content: show::content(&cx, &loaded),
            dialog: Some(dialog(cx.text(), title, format!("/settings/prices/{id}"), view)),
            ..show::head(&cx, &loaded)
        };
        Ok(desk(chrome(&cx, Place::Prices, None)?, body))
    })
}

/// What holds now.
fn defaults(loaded: &Loaded, meter: Option<&Meter>) -> Vec<(&'static str, String)> {
    let version = loaded.version();
    let bps = version.map_or(0, |version| version.markup_bps);
    let rule = meter.and_then(|meter| version?.prices.get(&meter.key));
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    vec![
        ("markup", format!("{}.{:02}", bps / 100, bps % 100)),
        ("model", rule.map_or(MARKUP, |rule| rule.model.as_str()).to_owned()),
        ("included", text(rule.and_then(|rule| rule.included.as_ref()))),
        ("rate", text(rule.and_then(|rule| rule.rate.as_ref()))),
        ("tiers", rule.and_then(|rule| rule.tiers.as_deref()).map(tier_lines::write).unwrap_or_default()),
        ("size", text(rule.and_then(|rule| rule.size.as_ref()))),
        ("price", text(rule.and_then(|rule| rule.price.as_ref()))),
    ]
}

fn field(cx: &Cx, name: &'static str, help: bool) -> Input {
    let key = format!("price-{}", if name == "effectiveFrom" { "from" } else { name });
    Input {
        name,
        label: cx.t(&key),
        help: help.then(|| cx.t(&format!("{key}-help"))),
        autocomplete: "off",
        optional: true,
        numeric: true,
        ..Input::default()
    }
}

fn markup_fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    form.input(Input { optional: false, autofocus: true, ..field(cx, "markup", true) })
}

fn price_fields(cx: &Cx, form: &Form<'_>, meter: &Meter) -> AnyView {
    let model = |model: &str| (model.to_owned(), cx.t(&format!("price-model-{}", model.replace('_', "-"))));
    let models = std::iter::once(model(MARKUP)).chain(Model::ALL.map(|m| model(m.as_str()))).collect();
    view! {
        <p class="soft">{cx.text().with("price-units", &[("currency", &cx.site().brand.currency), ("unit", &meter.unit)])}</p>
        {form.select("model", cx.t("price-model"), models, None)}
        {form.input(field(cx, "included", true))}
        {form.input(field(cx, "rate", true))}
        {form.text_area("tiers", cx.t("price-tiers"), true, Some(cx.t("price-tiers-help")))}
        <div class="pair">{form.input(field(cx, "size", true))}{form.input(field(cx, "price", true))}</div>
    }
    .into_any()
}

fn view(cx: &Cx, form: &Form<'_>, loaded: &Loaded, what: &str, fields: AnyView) -> AnyView {
    let id = loaded.profile.id;
    let from = Input { kind: "date", numeric: false, ..field(cx, "effectiveFrom", true) };
    view! {
        <form method="post" action="/fn/dashboard/prices/change" novalidate=true>
            <input type="hidden" name="profile" value=id.to_string()/><input type="hidden" name="meter" value=what.to_owned()/>
            <div class="body form">{form.problems()}{fields}{form.input(from)}</div>
            <div class="ends"><a class="btn" href=format!("/settings/prices/{id}")>{cx.t("form-cancel")}</a>
                <button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PriceForm {
    profile: String,
    meter: String,
    markup: String,
    model: String,
    included: String,
    rate: String,
    tiers: String,
    size: String,
    price: String,
    #[serde(rename = "effectiveFrom")]
    effective_from: String,
}

impl PriceForm {
    /// What the chosen way to price needs; the other fields are left alone.
    fn rule(&self) -> Result<Option<PriceRule>> {
        if self.model == MARKUP {
            return Ok(None);
        }
        let model = Model::parse(&self.model).ok_or_else(|| Error::invalid("model", "unknown_value"))?;
        let text = |value: &str| Some(value.trim().to_owned()).filter(|text| !text.is_empty());
        let when = |model_is: bool, value: &str| text(value).filter(|_| model_is);
        let tiered = matches!(model, Model::Graduated | Model::Volume);
        let tiers = match tiered.then(|| tier_lines::read(&self.tiers)).transpose() {
            Ok(tiers) => tiers,
            Err(line) => return Err(Error::Invalid(vec![FieldError::new("tiers", "tier_line").with("line", line)])),
        };
        Ok(Some(PriceRule {
            model,
            included: text(&self.included),
            rate: when(model == Model::PerUnit, &self.rate),
            tiers,
            size: when(model == Model::Package, &self.size),
            price: when(model == Model::Package, &self.price),
        }))
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/prices/change")]
pub async fn change_price(#[server(flatten)] form: PriceForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/settings/prices/{}/{}", form.profile, form.meter);
    done(match change(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn change(cx: &Cx, form: &PriceForm) -> Result<String> {
    cx.signed_in()?;
    let profile: BillingProfileId = form.profile.parse().map_err(|_| Error::NotFound)?;
    let ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::BillingProfileUpdate)?;
    let from = price_changes::beginning(&form.effective_from, ctx.now())?;
    let change = if form.meter == MARKUP {
        Change::Markup(percent(&form.markup).ok_or_else(|| Error::invalid("markup", "not_a_percentage"))?)
    } else {
        Change::Price(form.meter.clone(), form.rule()?)
    };
    price_changes::change(ctx, profile, change, from).await.map_err(|error| here(error, &form.meter))?;
    cx.set_flash(cx.t("price-changed")).await?;
    Ok(format!("/settings/prices/{profile}"))
}

/// Hundredths of a percent; at most two decimals.
fn percent(text: &str) -> Option<i32> {
    let text = text.trim().trim_end_matches('%').trim_end();
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || decimals.len() > 2 || !(whole.to_owned() + decimals).bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let basis_points = format!("{whole}{decimals:0<2}").parse().ok()?;
    (0..=1_000_000).contains(&basis_points).then_some(basis_points)
}

/// Problems under the names of this form's fields.
fn here(error: Error, meter: &str) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let prefix = format!("prices.{meter}.");
    let named =
        |problem: FieldError| FieldError { field: problem.field.strip_prefix(&prefix).unwrap_or(&problem.field).to_owned(), ..problem };
    Error::Invalid(problems.into_iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_basis_points() {
        for (text, bps) in [("40", 4_000), ("40.5", 4_050), (" 0.25 % ", 25), ("0", 0), ("10000", 1_000_000)] {
            assert_eq!(percent(text), Some(bps), "{text}");
        }
        for text in ["", "-1", "1.234", "1e3", "10000.01", "forty", ".5", "1,5"] {
            assert_eq!(percent(text), None, "{text}");
        }
    }
}
