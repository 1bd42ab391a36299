//! What the forms do.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{ctx, page};
use crate::domain::billing::line;
use crate::domain::billing::settings::{self, Settings};
use crate::domain::billing::taxes::{self, NewTaxRate};
use crate::domain::error::{Error, Result};
use crate::domain::metering::price_changes;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::Refused;

pub(super) const SETTINGS: &str = "issuer-settings";
pub(super) const TAX: &str = "issuer-tax";

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SettingsForm {
    of: String,
    prefix: String,
    legal_name: String,
    address: String,
    country: String,
    tax_id: String,
    bank_details: String,
    footer: String,
    review_drafts: String,
    retry_days: String,
    suspend_after_days: String,
}

#[server(prefix = "/fn", endpoint = "issuer/settings")]
pub async fn save_settings(#[server(flatten)] form: SettingsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(SETTINGS, &form);
    done(match save(&cx, &form).await {
        Ok(()) => Ok(page(&form.of).to_owned()),
        Err(error) => refuse(&cx, error, refused, page(&form.of).to_owned()).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &SettingsForm) -> Result<()> {
    let mut ctx = ctx(cx, &form.of).await?;
    let before = settings::read(&mut ctx).await?;
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.trim().is_empty());
    let days = form.retry_days.split([',', ' ']).map(str::trim).filter(|day| !day.is_empty());
    let retry_days: std::result::Result<Vec<i16>, _> = days.map(str::parse).collect();
    let new = Settings {
        prefix: form.prefix.clone(),
        legal_name: text(&form.legal_name),
        address: text(&form.address),
        country: text(&form.country),
        tax_id: text(&form.tax_id),
        bank_details: text(&form.bank_details),
        footer: text(&form.footer),
        review_drafts: form.review_drafts == "review",
        retry_days: retry_days.map_err(|_| Error::invalid("retryDays", "not_days"))?,
        suspend_after_days: match form.suspend_after_days.trim() {
            "" => before.suspend_after_days,
            days => days.parse().map_err(|_| Error::invalid("suspendAfterDays", "out_of_range"))?,
        },
    };
    settings::update(ctx, new).await?;
    cx.set_flash(cx.t("issuer-saved")).await
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TaxForm {
    of: String,
    name: String,
    code: String,
    rate: String,
    prices: String,
    effective_from: String,
}

#[server(prefix = "/fn", endpoint = "issuer/tax")]
pub async fn add_tax(#[server(flatten)] form: TaxForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(TAX, &form);
    done(match tax(&cx, &form).await {
        Ok(()) => Ok(page(&form.of).to_owned()),
        Err(error) => refuse(&cx, error, refused, page(&form.of).to_owned()).await,
    });
    Ok(())
}

async fn tax(cx: &Cx, form: &TaxForm) -> Result<()> {
    let ctx = ctx(cx, &form.of).await?;
    let effective_from = price_changes::beginning(&form.effective_from, ctx.now())?;
    let new = NewTaxRate {
        code: form.code.clone(),
        name: form.name.clone(),
        // Four decimals of a per cent.
        rate_ppm: line::minor(form.rate.trim().trim_end_matches('%').trim_end(), 4).and_then(|ppm| i32::try_from(ppm).ok()),
        inclusive: form.prices == "inclusive",
        effective_from,
    };
    taxes::add(ctx, new).await?;
    cx.set_flash(cx.t("tax-added")).await
}
