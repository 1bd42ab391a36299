//! What the forms of `/t/{slug}/billing` do.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::card::FORM;
use crate::domain::Ctx;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::gateway::TypedCard;
use crate::domain::billing::plan_changes::{self, Wanted};
use crate::domain::billing::{accounts, payment_methods, payments};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{InvoiceId, PaymentMethodId};
use crate::portal::chrome::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::billing::expiry;
use crate::ui::form::Refused;

fn page(slug: &str) -> String {
    format!("/t/{slug}/billing")
}

async fn own(cx: &Cx, slug: &str) -> Result<(Ctx, AccountKey)> {
    let (ctx, _) = inside(cx, slug).await?;
    let key = accounts::own(&ctx)?;
    Ok((ctx, key))
}

/// Says what was done, or why not, on the page.
async fn told(cx: &Cx, result: Result<String>, back: &str) -> Result<String> {
    cx.tell(result).await?;
    Ok(back.to_owned())
}

#[server(prefix = "/fn", endpoint = "portal/billing/change")]
pub async fn change_plan(
    #[server(default)] slug: String,
    #[server(default)] plan: String,
    #[server(default)] interval: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = change(&cx, &slug, Wanted { plan, interval: Interval::parse(&interval) }).await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

async fn change(cx: &Cx, slug: &str, wanted: Wanted) -> Result<String> {
    let (ctx, key) = own(cx, slug).await?;
    match plan_changes::upgrade(ctx, key, wanted.clone(), false).await {
        Ok(_) => Ok(cx.t("subscription-changed")),
        Err(Error::State("not_an_upgrade")) => {
            plan_changes::downgrade(own(cx, slug).await?.0, key, wanted, false).await?;
            Ok(cx.t("subscription-planned"))
        }
        Err(error) => Err(error),
    }
}

#[server(prefix = "/fn", endpoint = "portal/billing/cancel")]
pub async fn cancel(#[server(default)] slug: String, #[server(default)] reason: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        plan_changes::cancel(ctx, key, Some(&reason), None, false).await?;
        Ok(cx.t("subscription-cancelling"))
    };
    let result = result.await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "portal/billing/resume")]
pub async fn resume(#[server(default)] slug: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        plan_changes::resume(ctx, key).await?;
        Ok(cx.t("subscription-resumed"))
    };
    let result = result.await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "portal/billing/auto-pay")]
pub async fn auto_pay(#[server(default)] slug: String, #[server(default)] on: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        payment_methods::set_auto_pay(ctx, key, on == "on").await?;
        Ok(cx.t("autopay-changed"))
    };
    let result = result.await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "portal/billing/default")]
pub async fn make_default(#[server(default)] slug: String, #[server(default)] method: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        let id: PaymentMethodId = method.parse().map_err(|_| Error::NotFound)?;
        payment_methods::set_default(ctx, key, id).await?;
        Ok(cx.t("card-default-changed"))
    };
    let result = result.await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "portal/billing/remove")]
pub async fn remove_method(#[server(default)] slug: String, #[server(default)] method: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        let id: PaymentMethodId = method.parse().map_err(|_| Error::NotFound)?;
        payment_methods::remove(ctx, key, id).await?;
        Ok(cx.t("card-removed"))
    };
    let result = result.await;
    done(told(&cx, result, &page(&slug)).await);
    Ok(())
}

#[server(prefix = "/fn", endpoint = "portal/billing/pay")]
pub async fn pay(#[server(default)] slug: String, #[server(default)] invoice: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let back = format!("/t/{slug}/invoices/{invoice}");
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        let id: InvoiceId = invoice.parse().map_err(|_| Error::NotFound)?;
        payments::pay(ctx, key, id, None).await?;
        Ok(cx.t("invoice-paying"))
    };
    let result = result.await;
    done(told(&cx, result, &back).await);
    Ok(())
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

#[server(prefix = "/fn", endpoint = "portal/billing/card")]
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
    let slug = form.slug.as_str();
    let (ctx, key) = own(cx, slug).await?;
    let (exp_month, exp_year) = expiry(&form.expiry).ok_or_else(|| Error::invalid("expiry", "not_an_expiry"))?;
    let begun = payment_methods::begin(ctx, key).await?;
    let card = TypedCard { number: form.number.clone(), exp_month, exp_year };
    let kept = payment_methods::confirm_typed(own(cx, slug).await?.0, key, begun.id, card).await?;
    cx.set_flash(cx.t(if kept.is_some() { "card-added" } else { "card-not-added" })).await
}
