//! The page: the letterhead, what happens to invoices that are not paid, taxes.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::forms::{SETTINGS, TAX};
use crate::countries;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::settings::{self, Settings};
use crate::domain::billing::taxes::{self, TaxRate};
use crate::domain::error::Result;
use crate::domain::metering::decimal;
use crate::server::extract::Cx;
use crate::ui::bits;
use crate::ui::form::{Form, Input};

/// Everything the page shows.
pub struct Loaded {
    settings: Settings,
    rates: Vec<TaxRate>,
    now: OffsetDateTime,
}

/// # Errors
/// For those who may not change it.
pub async fn load(ctx: &mut Ctx) -> Result<Loaded> {
    ctx.authorize(Action::BillingSettingsUpdate)?;
    Ok(Loaded { settings: settings::read(ctx).await?, rates: taxes::list(ctx).await?, now: ctx.now() })
}

/// The content, and the title of the document, which says what is wrong. `of`: whose.
pub fn content(cx: &Cx, loaded: &Loaded, of: &'static str) -> (AnyView, String) {
    let settings = Form { text: cx.text(), refused: cx.refused(SETTINGS), defaults: defaults(&loaded.settings) };
    let tax = Form {
        text: cx.text(),
        refused: cx.refused(TAX),
        defaults: vec![("code", "standard".to_owned()), ("prices", "exclusive".to_owned())],
    };
    let title = tax.title(settings.title(cx.t("issuer-title")));
    let content = view! { {settings_form(cx, &settings, of)}{rates(cx, loaded)}{tax_form(cx, &tax, of)} };
    (content.into_any(), title)
}

fn defaults(settings: &Settings) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("prefix", settings.prefix.clone()),
        ("legalName", text(&settings.legal_name)),
        ("address", text(&settings.address)),
        ("country", text(&settings.country)),
        ("taxId", text(&settings.tax_id)),
        ("bankDetails", text(&settings.bank_details)),
        ("footer", text(&settings.footer)),
        ("reviewDrafts", if settings.review_drafts { "review" } else { "send" }.to_owned()),
        ("retryDays", settings.retry_days.iter().map(i16::to_string).collect::<Vec<_>>().join(", ")),
        ("suspendAfterDays", settings.suspend_after_days.to_string()),
    ]
}

fn field(cx: &Cx, name: &'static str, key: &str, help: bool) -> Input {
    let help = help.then(|| cx.t(&format!("{key}-help")));
    Input { name, label: cx.t(key), help, autocomplete: "off", ..Input::default() }
}

fn settings_form(cx: &Cx, form: &Form<'_>, of: &'static str) -> AnyView {
    let input = |name, key, help| form.input(Input { optional: true, ..field(cx, name, key, help) });
    let choices = ["send", "review"].map(|value| (value.to_owned(), cx.t(&format!("issuer-drafts-{value}")))).to_vec();
    // Of the platform's, which suspends nobody by itself, less is to be said.
    let agency = of.is_empty().then(|| {
        view! {
            {form.choices("reviewDrafts", cx.t("issuer-drafts"), choices)}
            {form.input(Input { numeric: true, ..field(cx, "suspendAfterDays", "issuer-suspend", true) })}
        }
    });
    view! {
        <form class="form narrow" method="post" action="/fn/issuer/settings" novalidate=true>
            <input type="hidden" name="of" value=of/>
            {form.problems()}
            <h2>{cx.t("issuer-letterhead")}</h2><p class="soft">{cx.t("issuer-letterhead-lead")}</p>
            <div class="pair">{input("legalName", "issuer-legal-name", false)}{form.input(Input { maxlength: Some(12), ..field(cx, "prefix", "issuer-prefix", true) })}</div>
            {form.text_area("address", cx.t("issuer-address"), true, None)}
            <div class="pair">{form.select("country", cx.t("issuer-country"), countries::options(cx.text()), None)}{input("taxId", "issuer-tax-id", false)}</div>
            {form.text_area("bankDetails", cx.t("issuer-bank"), true, Some(cx.t("issuer-bank-help")))}
            {input("footer", "issuer-footer", false)}
            <h2>{cx.t("issuer-collect")}</h2>
            {form.input(Input { optional: true, ..field(cx, "retryDays", "issuer-retry", true) })}
            {agency}
            <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
        </form>
    }
    .into_any()
}

fn rates(cx: &Cx, loaded: &Loaded) -> AnyView {
    if loaded.rates.is_empty() {
        return view! { <section class="section"><h2>{cx.t("taxes-title")}</h2><p class="soft prose">{cx.t("taxes-empty")}</p></section> }
            .into_any();
    }
    let rows = loaded
        .rates
        .iter()
        .map(|rate| {
            let badge = (rate.effective_from > loaded.now).then(|| view! { " "<span class="badge pending">{cx.t("rate-to-come")}</span> });
            let meant = cx.t(if rate.inclusive { "tax-inclusive" } else { "tax-exclusive" });
            view! {
                <tr><th scope="row">{rate.name.clone()}{badge}<span class="second">{rate.code.clone()}</span></th>
                    <td class="num">{format!("{} %", decimal::format(i64::from(rate.rate_ppm), 4))}</td><td class="full">{meant}</td>
                    <td class="num nowrap">{bits::day_and_time(cx.text(), rate.effective_from)}</td><td data-label=cx.t("rate-by")>{rate.created_by.clone()}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><h2>{cx.t("taxes-title")}</h2><div class="wide"><table class="table cards"><caption class="vh">{cx.t("taxes-title")}</caption>
            <thead><tr><th scope="col">{cx.t("tax-name")}</th><th scope="col" class="num">{cx.t("tax-rate")}</th><th scope="col">{cx.t("tax-prices")}</th>
                <th scope="col" class="num">{cx.t("rate-from")}</th><th scope="col">{cx.t("rate-by")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

fn tax_form(cx: &Cx, form: &Form<'_>, of: &'static str) -> AnyView {
    let prices = ["exclusive", "inclusive"].map(|value| (value.to_owned(), cx.t(&format!("tax-{value}")))).to_vec();
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t("tax-new")}</summary>
            <form class="form narrow" method="post" action="/fn/issuer/tax" novalidate=true>
                <input type="hidden" name="of" value=of/>
                {form.problems()}
                <div class="pair">{form.input(Input { maxlength: Some(60), ..field(cx, "name", "tax-name", true) })}
                    {form.input(Input { maxlength: Some(40), ..field(cx, "code", "tax-code", true) })}</div>
                {form.input(Input { numeric: true, ..field(cx, "rate", "tax-rate", true) })}
                {form.choices("prices", cx.t("tax-prices"), prices)}
                {form.input(Input { kind: "date", optional: true, ..field(cx, "effectiveFrom", "rate-from", true) })}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("tax-add")}</button></div>
            </form></details>
    }
    .into_any()
}
