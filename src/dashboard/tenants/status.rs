//! Suspending and reactivating from a tenant's page and from the list.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::tenancy::status_changes;
use crate::server::extract::{Cx, done};

#[server(prefix = "/fn", endpoint = "dashboard/tenants/suspend")]
pub async fn suspend_tenant(
    #[server(default)] tenant: String,
    #[server(default)] reason: String,
    #[server(default)] notify: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(suspend(&cx, &tenant, &reason, !notify.is_empty()).await);
    Ok(())
}

async fn suspend(cx: &Cx, tenant: &str, reason: &str, notify: bool) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    let words = match status_changes::suspend(cx.agency_ctx().await?, id, Some(reason), notify).await {
        Ok(tenant) => Ok(cx.text().with("tenant-suspended", &[("name", &tenant.profile.name)])),
        Err(error) => Err(refusal(cx, error)?),
    };
    say(cx, words).await?;
    Ok(format!("/tenants/{id}"))
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/reactivate")]
pub async fn reactivate_tenant(#[server(default)] tenant: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reactivate(&cx, &tenant).await);
    Ok(())
}

async fn reactivate(cx: &Cx, tenant: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    let words = match status_changes::reactivate(cx.agency_ctx().await?, id, true).await {
        Ok(tenant) => Ok(cx.text().with("tenant-reactivated", &[("name", &tenant.profile.name)])),
        Err(error) => Err(refusal(cx, error)?),
    };
    say(cx, words).await?;
    Ok(format!("/tenants/{id}"))
}

/// What a state or a field refuses is said on the page; everything else is an error of its own.
fn refusal(cx: &Cx, error: Error) -> Result<String> {
    let told = error.state_error().or_else(|| error.field_errors().and_then(|errors| errors.first().cloned()));
    told.map(|told| cx.text().field_error(&told)).ok_or(error)
}

async fn say(cx: &Cx, words: Result<String, String>) -> Result<()> {
    match words {
        Ok(words) => cx.set_flash(words).await,
        Err(words) => cx.set_bad_flash(words).await,
    }
}
