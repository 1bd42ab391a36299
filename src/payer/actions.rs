//! What the forms about an account do: its plan, its cards, its invoices.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::{invoices, own, page};
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::plan_changes::{self, Wanted};
use crate::domain::billing::{charging, payment_methods};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{InvoiceId, PaymentMethodId};
use crate::server::extract::{Cx, done};

/// Says what was done, or why not, on the page.
async fn told(cx: &Cx, result: Result<String>, back: &str) -> Result<String> {
    cx.tell(result).await?;
    Ok(back.to_owned())
}

#[server(prefix = "/fn", endpoint = "billing/change")]
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

#[server(prefix = "/fn", endpoint = "billing/cancel")]
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

#[server(prefix = "/fn", endpoint = "billing/resume")]
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

#[server(prefix = "/fn", endpoint = "billing/auto-pay")]
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

#[server(prefix = "/fn", endpoint = "billing/default")]
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

#[server(prefix = "/fn", endpoint = "billing/remove")]
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

#[server(prefix = "/fn", endpoint = "billing/pay")]
pub async fn pay(#[server(default)] slug: String, #[server(default)] invoice: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let back = format!("{}/{invoice}", invoices(&slug));
    let result = async {
        let (ctx, key) = own(&cx, &slug).await?;
        let id: InvoiceId = invoice.parse().map_err(|_| Error::NotFound)?;
        charging::pay(ctx, key, id, None).await.map(drop)
    };
    // What became of it stands on the invoice's page, which looks again while it is under way.
    done(match result.await {
        Ok(()) => Ok(back),
        Err(error) => told(&cx, Err(error), &back).await,
    });
    Ok(())
}
