//! The pages that are the same for an agency that pays and a tenant that does: their content, and the document's title, which says what is wrong.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::{DETAILS, FILL, FORM, RECHARGE, card_form, let_in};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::{accounts, confirmations, credits, payment_methods};
use crate::domain::error::{Error, Result};
use crate::domain::ids::PaymentId;

use crate::server::extract::Cx;
use crate::ui::billing::Place;
use crate::ui::form::Form;
use crate::ui::layout::Body;
use crate::ui::{accounts as view, cards};

fn body(place: &Place<'_>, key: &str, document_title: String, content: AnyView) -> Body {
    Body {
        title: place.t(key),
        document_title: Some(document_title),
        crumbs: vec![(place.t("billing-title"), place.root.clone())],
        content,
        ..Body::default()
    }
}

/// What stands on the account's invoices.
///
/// # Errors
/// For those who may not change it.
pub async fn details(cx: &Cx, mut ctx: Ctx, place: &Place<'_>) -> Result<Body> {
    ctx.authorize(Action::BillingManage)?;
    let key = accounts::own(&ctx)?;
    let account = accounts::read(&mut ctx, key).await?;
    drop(ctx);
    let form = Form { text: cx.text(), refused: cx.refused(DETAILS), defaults: view::details_defaults(&account) };
    Ok(body(place, "account-details", form.title(cx.t("account-details")), view::details_form(place, &form)))
}

/// What is paid in advance.
///
/// # Errors
/// For those who may not change it.
pub async fn wallet(cx: &Cx, mut ctx: Ctx, place: &Place<'_>) -> Result<Body> {
    ctx.authorize(Action::BillingManage)?;
    let key = accounts::own(&ctx)?;
    let account = accounts::read(&mut ctx, key).await?;
    let has_card = !payment_methods::list(&mut ctx, key).await?.is_empty();
    drop(ctx);
    let fill = Form { text: cx.text(), refused: cx.refused(FILL), defaults: Vec::new() };
    let recharge = Form { text: cx.text(), refused: cx.refused(RECHARGE), defaults: view::recharge_defaults(&account) };
    let title = recharge.title(fill.title(cx.t("billing-wallet")));
    Ok(body(place, "billing-wallet", title, view::wallet_forms(place, &account, has_card, &fill, &recharge)))
}

/// Adding a card.
///
/// # Errors
/// For those who may not.
pub async fn card(cx: &Cx, mut ctx: Ctx, place: &Place<'_>, response: Option<&ResponseOptions>) -> Result<Body> {
    ctx.authorize(Action::BillingManage)?;
    let key = accounts::own(&ctx)?;
    let account = accounts::read(&mut ctx, key).await?;
    let owed = credits::balances(&mut ctx, key).await?.owed_cents;
    drop(ctx);
    // Whoever pays by card pays what is open as soon as there is one.
    let open = (account.auto_pay && owed > 0).then(|| cx.text().minor(&account.currency, owed));
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
    let content = cards::card_form(place, &form, &card_form(cx, key, response).await?, open);
    Ok(body(place, "card-add", form.title(cx.t("card-add")), content))
}

/// Where the owner of a card confirms a payment with Stripe.js.
///
/// # Errors
/// [`Error::NotFound`] for a payment that does not wait.
pub async fn confirm(cx: &Cx, ctx: Ctx, place: &Place<'_>, payment: &str, response: Option<&ResponseOptions>) -> Result<Body> {
    let (key, id): (_, PaymentId) = (accounts::own(&ctx)?, payment.parse().map_err(|_| Error::NotFound)?);
    let waiting = confirmations::open(ctx, key, id).await?;
    let_in(&waiting.form, response);
    let content = cards::confirm_form(place, payment, &waiting);
    Ok(body(place, "payment-confirm", cx.t("payment-confirm"), content))
}
