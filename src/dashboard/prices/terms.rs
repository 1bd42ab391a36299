//! `/settings/prices/{profile}/terms`: how whoever has the profile is billed besides prices.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::show::{self, Loaded};
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::billing::account::Model;
use crate::domain::billing::line;
use crate::domain::billing::profiles::{self, Terms};
use crate::domain::billing::taxes;
use crate::domain::error::{Error, Result};
use crate::domain::ids::BillingProfileId;
use crate::domain::money::exponent;
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "profile-terms";

/// The terms, for the profile's page.
pub(super) fn rows(cx: &Cx, loaded: &Loaded) -> AnyView {
    let (terms, currency) = (&loaded.profile.terms, &cx.site().brand.currency);
    let model = cx.t(&format!("terms-model-{}", terms.model.as_str().replace('_', "-")));
    let fee = terms.monthly_fee_cents.map_or_else(|| cx.t("terms-fee-plan"), |cents| format::minor(currency, cents));
    let pays = cx.t(if terms.auto_pay { "terms-auto-pay-on" } else { "terms-auto-pay-off" });
    let change = cx.agency_may(Action::BillingProfileUpdate).then(|| {
        let label = cx.text().with("prices-change-of", &[("name", &cx.t("terms-title"))]);
        view! { <a href=format!("/settings/prices/{}/terms", loaded.profile.id) aria-label=label>{cx.t("prices-change")}</a> }
    });
    let row = |key: &str, words: String| bits::row(cx.t(key), Some(words.into_any()), "");
    view! {
        <section class="section" aria-labelledby="terms"><header><h2 id="terms">{cx.t("terms-title")}</h2>{change}</header><dl class="kv">
            {row("terms-model", model)}{row("terms-fee", fee)}{row("terms-net", cx.text().count("terms-net-days", i64::from(terms.net_days)))}
            {row("terms-auto-pay", pays)}{row("terms-tax", terms.tax_code.clone().unwrap_or_else(|| "standard".to_owned()))}</dl></section>
    }
    .into_any()
}

#[component]
pub fn TermsPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        let id: BillingProfileId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingProfileUpdate)?;
        let loaded = show::load(&cx, &mut ctx, id).await?;
        let mut codes: Vec<String> = taxes::list(&mut ctx).await?.into_iter().map(|rate| rate.code).collect();
        drop(ctx);
        codes.dedup();
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: defaults(&cx, &loaded.profile.terms) };
        let inside = fields(&cx, &form, id, codes);
        let title = cx.t("terms-title");
        let body = Body {
            document_title: Some(form.title(title.clone())),
            dialog: Some(dialog(cx.text(), title, format!("/settings/prices/{id}"), inside)),
            content: show::content(&cx, &loaded),
            ..show::head(&cx, &loaded)
        };
        Ok(desk(chrome(&cx, Place::Prices, None)?, body))
    })
}

fn defaults(cx: &Cx, terms: &Terms) -> Vec<(&'static str, String)> {
    let currency = &cx.site().brand.currency;
    vec![
        ("model", terms.model.as_str().to_owned()),
        ("monthlyFee", terms.monthly_fee_cents.map(|cents| line::decimal(cents, exponent(currency))).unwrap_or_default()),
        ("netDays", terms.net_days.to_string()),
        ("autoPay", if terms.auto_pay { "on" } else { "off" }.to_owned()),
        ("taxCode", terms.tax_code.clone().unwrap_or_default()),
    ]
}

fn fields(cx: &Cx, form: &Form<'_>, id: BillingProfileId, codes: Vec<String>) -> AnyView {
    let models = [Model::Flat, Model::PayAsYouGo]
        .map(|model| (model.as_str().to_owned(), cx.t(&format!("terms-model-{}", model.as_str().replace('_', "-")))))
        .to_vec();
    let pays = ["on", "off"].map(|value| (value.to_owned(), cx.t(&format!("terms-auto-pay-{value}")))).to_vec();
    let mut taxes = vec![(String::new(), cx.t("terms-tax-standard"))];
    taxes.extend(codes.into_iter().map(|code| (code.clone(), code)));
    let number = |name: &'static str, key: &str, optional: bool| {
        form.input(Input {
            name,
            label: cx.text().with(key, &[("currency", &cx.site().brand.currency)]),
            help: Some(cx.t(&format!("{key}-help"))),
            numeric: true,
            optional,
            autocomplete: "off",
            ..Input::default()
        })
    };
    view! {
        <form method="post" action="/fn/dashboard/prices/terms" novalidate=true>
            <input type="hidden" name="profile" value=id.to_string()/>
            <div class="body form">{form.problems()}<p class="soft">{cx.t("terms-lead")}</p>
                {form.choices("model", cx.t("terms-model"), models)}
                {number("monthlyFee", "terms-fee-amount", true)}
                {number("netDays", "terms-net-field", false)}
                {form.choices("autoPay", cx.t("terms-auto-pay"), pays)}
                {form.select("taxCode", cx.t("terms-tax"), taxes, None)}</div>
            <div class="ends"><a class="btn" href=format!("/settings/prices/{id}")>{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ProfileTermsForm {
    profile: String,
    model: String,
    monthly_fee: String,
    net_days: String,
    auto_pay: String,
    tax_code: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/prices/terms")]
pub async fn set_terms(#[server(flatten)] form: ProfileTermsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/settings/prices/{}", form.profile);
    done(match set(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, format!("{back}/terms")).await,
    });
    Ok(())
}

async fn set(cx: &Cx, form: &ProfileTermsForm) -> Result<()> {
    let ctx = cx.agency_ctx().await?;
    let id: BillingProfileId = form.profile.parse().map_err(|_| Error::NotFound)?;
    let monthly_fee_cents = match form.monthly_fee.trim() {
        "" => None,
        text => Some(line::minor(text, exponent(&cx.site().brand.currency)).ok_or_else(|| Error::invalid("monthlyFee", "no_amount"))?),
    };
    let terms = Terms {
        model: Model::parse(&form.model).ok_or_else(|| Error::invalid("model", "unknown_value"))?,
        monthly_fee_cents,
        net_days: form.net_days.trim().parse().map_err(|_| Error::invalid("netDays", "out_of_range"))?,
        auto_pay: form.auto_pay == "on",
        tax_code: Some(form.tax_code.clone()).filter(|code| !code.is_empty()),
    };
    profiles::set_terms(ctx, id, terms).await?;
    cx.set_flash(cx.t("terms-saved")).await
}
