//! Adding a card, and confirming a payment with one. Test cards are typed into our own form; with Stripe its script has the card, and we its name.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_axum::ResponseOptions;
use serde::{Deserialize, Serialize};

use super::{invoices, own, page};
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::gateway::{self, TypedCard};
use crate::domain::billing::{confirmations, gateways, payment_methods};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{PaymentId, PaymentSetupId};
use crate::server::extract::{Cx, done, refuse};
use crate::server::middleware::headers::csp_with_stripe;
use crate::ui::cards::expiry;
use crate::ui::form::Refused;

/// Of the form for a card, on either's page.
pub const FORM: &str = "card";

/// Which form a page shows for a card, which is let do what that needs.
///
/// # Errors
/// When the database does not answer.
pub async fn card_form(cx: &Cx, key: AccountKey, response: Option<&ResponseOptions>) -> Result<gateway::CardForm> {
    let form = gateways::of(&cx.state().services, key).await?.card_form();
    let_in(&form, response);
    Ok(form)
}

/// Lets a page do what its form for a card needs.
pub fn let_in(form: &gateway::CardForm, response: Option<&ResponseOptions>) {
    if let gateway::CardForm::Stripe { script, api, .. } = form
        && let (Some(response), Some(policy)) = (response, csp_with_stripe(script, api))
    {
        response.insert_header(axum::http::header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A test card as it was typed. Nothing of it is kept when it is refused.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CardForm {
    slug: String,
    number: String,
    expiry: String,
    cvc: String,
}

impl std::fmt::Debug for CardForm {
    /// A number never stands in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CardForm(…)")
    }
}

#[server(prefix = "/fn", endpoint = "billing/card")]
pub async fn add_card(#[server(flatten)] form: CardForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused { form: FORM.to_owned(), ..Refused::default() };
    done(match add(&cx, &form).await {
        Ok(()) => Ok(page(&form.slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/card", page(&form.slug))).await,
    });
    Ok(())
}

async fn add(cx: &Cx, form: &CardForm) -> Result<()> {
    let (ctx, key) = own(cx, &form.slug).await?;
    let (exp_month, exp_year) = expiry(&form.expiry).ok_or_else(|| Error::invalid("expiry", "not_an_expiry"))?;
    let cvc = form.cvc.trim();
    if !(3..=4).contains(&cvc.len()) || !cvc.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::invalid("cvc", "not_a_cvc"));
    }
    let begun = payment_methods::begin(ctx, key).await?;
    let card = TypedCard { number: form.number.clone(), exp_month, exp_year };
    let kept = payment_methods::confirm_typed(own(cx, &form.slug).await?.0, key, begun.id, card).await?;
    cx.set_flash(cx.t(if kept.is_some() { "card-added" } else { "card-not-added" })).await
}

/// What `public/card.js` begins with.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Begun {
    id: String,
    client_secret: String,
}

/// `POST /billing/card/begin`
pub async fn begin_own(Extension(cx): Extension<Cx>) -> Response {
    begin(&cx, "").await
}

/// `POST /t/{slug}/billing/card/begin`
pub async fn begin_of_tenant(Extension(cx): Extension<Cx>, Path(slug): Path<String>) -> Response {
    begin(&cx, &slug).await
}

async fn begin(cx: &Cx, slug: &str) -> Response {
    let begun = async {
        let (ctx, key) = own(cx, slug).await?;
        payment_methods::begin(ctx, key).await
    };
    match begun.await {
        Ok(begun) => Json(Begun { id: begun.id.to_string(), client_secret: begun.setup.client_secret }).into_response(),
        Err(error) => {
            crate::server::pages::log(&error);
            axum::http::StatusCode::from_u16(error.status()).unwrap_or_default().into_response()
        }
    }
}

#[server(prefix = "/fn", endpoint = "billing/card-kept")]
pub async fn card_kept(#[server(default)] slug: String, #[server(default)] setup: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused { form: FORM.to_owned(), ..Refused::default() };
    done(match kept(&cx, &slug, &setup).await {
        Ok(()) => Ok(page(&slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/card", page(&slug))).await,
    });
    Ok(())
}

async fn kept(cx: &Cx, slug: &str, setup: &str) -> Result<()> {
    let (ctx, key) = own(cx, slug).await?;
    let id: PaymentSetupId = setup.parse().map_err(|_| Error::NotFound)?;
    let kept = payment_methods::finish(ctx, key, id).await?;
    cx.set_flash(cx.t(if kept.is_some() { "card-added" } else { "card-not-added" })).await
}

#[server(prefix = "/fn", endpoint = "billing/confirmed")]
pub async fn payment_confirmed(#[server(default)] slug: String, #[server(default)] payment: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(match confirmed(&cx, &slug, &payment).await {
        Ok(back) => Ok(back),
        Err(error) => refuse(&cx, error, Refused::default(), page(&slug)).await,
    });
    Ok(())
}

async fn confirmed(cx: &Cx, slug: &str, payment: &str) -> Result<String> {
    let (ctx, key) = own(cx, slug).await?;
    let id: PaymentId = payment.parse().map_err(|_| Error::NotFound)?;
    let invoice = confirmations::answered(ctx, key, id).await?;
    cx.set_flash(cx.t("card-confirmed")).await?;
    Ok(invoice.map_or_else(|| page(slug), |invoice| format!("{}/{invoice}", invoices(slug))))
}
