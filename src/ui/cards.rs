//! Ways to pay: the cards there are, adding one, and confirming a payment with one.

use leptos::prelude::*;
use url::Url;

use super::billing::Place;
use super::bits::icon;
use super::form::{Form, Input};
use crate::domain::billing::confirmations::Unconfirmed;
use crate::domain::billing::gateway::CardForm;
use crate::domain::billing::payment_methods::PaymentMethod;

/// Cards, which one pays, and whether by itself.
pub fn methods(place: &Place<'_>, methods: &[PaymentMethod], auto_pay: bool) -> AnyView {
    let rows = methods
        .iter()
        .map(|method| {
            let name = format!("{} {}", method.brand.as_deref().map_or_else(|| method.kind.clone(), capital), place.say("card-ending", &[("last4", method.last4.as_deref().unwrap_or("····"))]));
            let expires = method.exp_month.zip(method.exp_year).map(|(month, year)| place.say("card-expires", &[("date", &format!("{month:02}/{year}"))]));
            let badge = method.is_default.then(|| view! { " "<span class="badge active">{place.t("card-default")}</span> });
            let id = method.id.to_string();
            let actions = place.may_manage.then(|| {
                let make = (!method.is_default).then(|| place.button("default", &[("method", id.clone())], place.t("card-make-default"), "as-link"));
                view! { <div class="line">{make}{place.button("remove", &[("method", id.clone())], place.t("card-remove"), "as-link")}</div> }
            });
            view! { <li><div><b>{name}</b>{badge}<span class="second">{expires}</span></div>{actions}</li> }
        })
        .collect_view();
    let add =
        place.may_manage.then(|| view! { <a class="btn" href=format!("{}/card", place.root)>{icon("plus")}{place.t("card-add")}</a> });
    let switch = (place.may_manage && !methods.is_empty()).then(|| {
        let (value, key) = if auto_pay { ("off", "autopay-turn-off") } else { ("on", "autopay-turn-on") };
        place.button("auto-pay", &[("on", value.to_owned())], place.t(key), "as-link")
    });
    let words = match (methods.is_empty(), auto_pay) {
        (true, _) => place.t("methods-empty"),
        (false, true) => place.t("autopay-on"),
        (false, false) => place.t("autopay-off"),
    };
    view! {
        <section class="section" aria-labelledby="methods"><header><h2 id="methods">{place.t("methods-title")}</h2></header>
            <ul class="rows">{rows}</ul><div class="line"><span class="soft">{words}</span>{switch}</div><div class="actions">{add}</div></section>
    }
    .into_any()
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The form for a card: Stripe's own field, or ours for test cards.
///
/// `open`: what is paid with the card as soon as it is there.
pub fn card_form(place: &Place<'_>, form: &Form<'_>, of: &CardForm, open: Option<String>) -> AnyView {
    let open = open.map(|amount| view! { <div class="banner"><p>{place.say("card-pays-open", &[("amount", &amount)])}</p></div> });
    let form = match of {
        CardForm::Sandbox => sandbox_form(place, form),
        CardForm::Stripe { script, publishable_key, .. } => stripe_form(place, form, script, publishable_key),
    };
    view! { {open}{form} }.into_any()
}

/// The scripts of a page where Stripe.js is at work.
fn scripts(script: &Url) -> AnyView {
    view! { <script src=script.to_string() defer></script><script type="module" src=super::assets::path("card.js")></script> }.into_any()
}

/// `public/card.js` puts Stripe's field where it belongs, and sends the form once Stripe has kept the card.
fn stripe_form(place: &Place<'_>, form: &Form<'_>, script: &Url, publishable_key: &str) -> AnyView {
    view! {
        <form class="form narrow" method="post" action=format!("{}/card-kept", place.endpoint) data-stripe=publishable_key.to_owned()
            data-begin=format!("{}/card/begin", place.root) data-unreachable=place.t("card-unreachable")>{place.hidden()}
            {form.problems()}
            <input type="hidden" name="setup"/>
            <noscript><p class="banner">{place.t("card-needs-script")}</p></noscript>
            <div class="field"><span class="label" id="card-label">{place.t("card-number")}</span>
                <div class="input card-field" id="card" role="group" aria-labelledby="card-label"></div>
                <p class="error" role="alert" hidden>{icon("warn")}<span></span></p></div>
            <p class="soft">{place.t("card-stripe")}</p>
            <div class="actions"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit" disabled>{place.t("card-add")}</button></div>
        </form>
        {scripts(script)}
    }
    .into_any()
}

/// Where the owner of a card confirms a payment with Stripe.js.
pub fn confirm_form(place: &Place<'_>, payment: &str, waiting: &Unconfirmed) -> AnyView {
    let CardForm::Stripe { script, publishable_key, .. } = &waiting.form else { return ().into_any() };
    let amount = place.text.minor(&waiting.currency, waiting.amount_cents);
    view! {
        <form class="form narrow" method="post" action=format!("{}/confirmed", place.endpoint) data-stripe=publishable_key.clone()
            data-secret=waiting.client_secret.clone() data-method=waiting.method.clone() data-unreachable=place.t("card-unreachable")>{place.hidden()}
            <input type="hidden" name="payment" value=payment.to_owned()/>
            <noscript><p class="banner">{place.t("card-needs-script")}</p></noscript>
            <p>{place.say("card-confirm-lead", &[("amount", &amount)])}</p>
            <p class="error" role="alert" hidden>{icon("warn")}<span></span></p>
            <div class="actions"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit" disabled>{place.t("payment-confirm")}</button></div>
        </form>
        {scripts(script)}
    }
    .into_any()
}

/// The form for a test card.
fn sandbox_form(place: &Place<'_>, form: &Form<'_>) -> AnyView {
    let field = |name: &'static str, key: &str, autocomplete: &'static str, help: bool| {
        form.input(Input {
            name,
            label: place.t(key),
            help: help.then(|| place.t(&format!("{key}-help"))),
            autocomplete,
            numeric: true,
            maxlength: Some(30),
            ..Input::default()
        })
    };
    view! {
        <form class="form narrow" method="post" action=format!("{}/card", place.endpoint) novalidate=true>{place.hidden()}
            {form.problems()}
            <p class="soft">{place.t("card-sandbox")}</p>
            {field("number", "card-number", "cc-number", true)}
            <div class="pair">{field("expiry", "card-expiry", "cc-exp", true)}{field("cvc", "card-cvc", "cc-csc", false)}</div>
            <div class="actions"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit">{place.t("card-add")}</button></div>
        </form>
    }
    .into_any()
}

/// `12/30` or `12/2030` as month and year.
pub fn expiry(text: &str) -> Option<(i16, i16)> {
    let (month, year) = text.split_once('/')?;
    let (month, year): (i16, i16) = (month.trim().parse().ok()?, year.trim().parse().ok()?);
    (1..=12).contains(&month).then_some((month, if year < 100 { 2000 + year } else { year }))
}
