//! What stands on the account's invoices, and its wallet.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{own, page};
use crate::domain::billing::accounts::{self, Details};
use crate::domain::billing::{credits, line, top_ups};
use crate::domain::error::{Error, Result};
use crate::domain::money::exponent;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::Refused;

/// Of the form for what stands on invoices.
pub const DETAILS: &str = "payer-details";
/// Of the form that fills the wallet.
pub const FILL: &str = "wallet-fill";
/// Of the form that lets it fill itself.
pub const RECHARGE: &str = "wallet-recharge";

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DetailsForm {
    slug: String,
    legal_name: String,
    address: String,
    country: String,
    tax_id: String,
}

#[server(prefix = "/fn", endpoint = "billing/details")]
pub async fn set_details(#[server(flatten)] form: DetailsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(DETAILS, &form);
    done(match details(&cx, &form).await {
        Ok(()) => Ok(page(&form.slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/details", page(&form.slug))).await,
    });
    Ok(())
}

async fn details(cx: &Cx, form: &DetailsForm) -> Result<()> {
    let (ctx, key) = own(cx, &form.slug).await?;
    let text = |text: &str| Some(text.to_owned());
    let details = Details {
        legal_name: text(&form.legal_name),
        address: text(&form.address),
        country: text(&form.country),
        tax_id: text(&form.tax_id),
    };
    accounts::set_details(ctx, key, details).await?;
    cx.set_flash(cx.t("account-details-saved")).await
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WalletForm {
    slug: String,
    amount: String,
    below: String,
    recharge: String,
}

#[server(prefix = "/fn", endpoint = "billing/top-up")]
pub async fn fill_wallet(#[server(flatten)] form: WalletForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FILL, &form);
    done(match fill(&cx, &form).await {
        Ok(()) => Ok(page(&form.slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/wallet", page(&form.slug))).await,
    });
    Ok(())
}

async fn fill(cx: &Cx, form: &WalletForm) -> Result<()> {
    let (mut ctx, key) = own(cx, &form.slug).await?;
    let currency = accounts::read(&mut ctx, key).await?.currency;
    top_ups::begin(ctx, key, line::minor(&form.amount, exponent(&currency))).await?;
    cx.set_flash(cx.t("wallet-filling")).await
}

#[server(prefix = "/fn", endpoint = "billing/recharge")]
pub async fn set_recharge(#[server(flatten)] form: WalletForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(RECHARGE, &form);
    done(match recharge(&cx, &form).await {
        Ok(()) => Ok(page(&form.slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/wallet", page(&form.slug))).await,
    });
    Ok(())
}

async fn recharge(cx: &Cx, form: &WalletForm) -> Result<()> {
    let (mut ctx, key) = own(cx, &form.slug).await?;
    let currency = accounts::read(&mut ctx, key).await?.currency;
    let cents = |field: &str, text: &str| line::minor(text, exponent(&currency)).ok_or_else(|| Error::invalid(field, "no_amount"));
    let wanted = match (form.below.trim(), form.recharge.trim()) {
        ("", "") => None,
        (below, amount) => Some((cents("below", below)?, cents("recharge", amount)?)),
    };
    credits::set_recharge(ctx, key, wanted).await?;
    cx.set_flash(cx.t("wallet-recharge-saved")).await
}
