//! What stands on an account's invoices, and what is paid in advance: sections and forms, the same for an agency that pays and a tenant that does.

use leptos::prelude::*;

use super::billing::Place;
use super::bits;
use super::form::{Form, Input};
use crate::countries;
use crate::domain::billing::account::Account;
use crate::domain::billing::credits::Balances;
use crate::domain::billing::line::decimal;
use crate::domain::money::exponent;

/// Who pays, as the next invoice will say it.
pub fn details(place: &Place<'_>, account: &Account) -> AnyView {
    let none = place.t("tenant-none");
    let row = |key: &str, value: Option<String>| bits::row(place.t(key), value.map(IntoAny::into_any), &none);
    let country = account.country.as_deref().map(|code| countries::name(place.text, code));
    let change = place.may_manage.then(|| view! { <a href=format!("{}/details", place.root)>{place.t("prices-change")}</a> });
    view! {
        <section class="section" aria-labelledby="payer"><header><h2 id="payer">{place.t("account-details")}</h2>{change}</header><dl class="kv">
            {row("issuer-legal-name", account.legal_name.clone())}{row("issuer-address", account.address.clone())}
            {row("issuer-country", country)}{row("issuer-tax-id", account.tax_id.clone())}</dl></section>
    }
    .into_any()
}

/// What is paid in advance, and whether it fills itself.
pub fn wallet(place: &Place<'_>, account: &Account, balances: &Balances) -> AnyView {
    let money = |cents| place.text.minor(&account.currency, cents);
    let recharge = match account.recharge_below_cents.zip(account.recharge_cents) {
        Some((below, amount)) => place.say("wallet-recharges", &[("amount", &money(amount)), ("below", &money(below))]),
        None => place.t("wallet-recharge-off"),
    };
    let manage = place.may_manage.then(|| view! { <a href=format!("{}/wallet", place.root)>{place.t("wallet-manage")}</a> });
    view! {
        <section class="section" aria-labelledby="wallet"><header><h2 id="wallet">{place.t("billing-wallet")}</h2>{manage}</header>
            <p class="figure">{money(balances.wallet_cents)}</p><p class="soft">{recharge}</p></section>
    }
    .into_any()
}

/// What a form begins with.
pub fn details_defaults(account: &Account) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("legalName", text(&account.legal_name)),
        ("address", text(&account.address)),
        ("country", text(&account.country)),
        ("taxId", text(&account.tax_id)),
    ]
}

pub fn details_form(place: &Place<'_>, form: &Form<'_>) -> AnyView {
    let field = |name: &'static str, key: &str, help: Option<String>, most: u32| {
        form.input(Input {
            name,
            label: place.t(key),
            help,
            optional: true,
            autocomplete: "off",
            maxlength: Some(most),
            ..Input::default()
        })
    };
    view! {
        <form class="form narrow" method="post" action="/fn/billing/details" novalidate=true>{place.hidden()}
            {form.problems()}
            <p class="soft">{place.t("account-details-lead")}</p>
            {field("legalName", "issuer-legal-name", None, 200)}
            {form.text_area("address", place.t("issuer-address"), true, None)}
            <div class="pair">{form.select("country", place.t("issuer-country"), countries::options(place.text), None)}{field("taxId", "issuer-tax-id", None, 50)}</div>
            <div class="actions"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit">{place.t("form-save")}</button></div>
        </form>
    }
    .into_any()
}

/// What the form about filling it by itself begins with.
pub fn recharge_defaults(account: &Account) -> Vec<(&'static str, String)> {
    let text = |cents: Option<i64>| cents.map(|cents| decimal(cents, exponent(&account.currency))).unwrap_or_default();
    vec![("below", text(account.recharge_below_cents)), ("recharge", text(account.recharge_cents))]
}

/// Putting money in, and letting it fill itself. Without a card there is nothing to do it with.
pub fn wallet_forms(place: &Place<'_>, account: &Account, has_card: bool, fill: &Form<'_>, recharge: &Form<'_>) -> AnyView {
    if !has_card {
        let add = view! { <a class="btn primary" href=format!("{}/card", place.root)>{place.t("card-add")}</a> };
        return bits::empty(place.t("wallet-no-card-title"), place.t("wallet-no-card"), Some(add.into_any()));
    }
    let amount = |form: &Form<'_>, name: &'static str, key: &str, optional: bool| {
        let label = place.say(key, &[("currency", &account.currency)]);
        form.input(Input { name, label, numeric: true, optional, autocomplete: "off", maxlength: Some(20), ..Input::default() })
    };
    view! {
        <form class="form narrow" method="post" action="/fn/billing/top-up" novalidate=true>{place.hidden()}
            {fill.problems()}
            <p class="soft">{place.t("wallet-lead")}</p>
            {amount(fill, "amount", "act-amount", false)}
            <div class="actions"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit">{place.t("wallet-fill")}</button></div>
        </form>
        <form class="form narrow" method="post" action="/fn/billing/recharge" novalidate=true>{place.hidden()}
            <h2>{place.t("wallet-recharge")}</h2>
            {recharge.problems()}
            <p class="soft">{place.t("wallet-recharge-lead")}</p>
            <div class="pair">{amount(recharge, "below", "wallet-below", true)}{amount(recharge, "recharge", "wallet-amount", true)}</div>
            <div class="actions"><button class="btn" type="submit">{place.t("form-save")}</button></div>
        </form>
    }
    .into_any()
}
