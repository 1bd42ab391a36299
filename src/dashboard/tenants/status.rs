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
    let suspended = status_changes::suspend(cx.agency_ctx().await?, id, Some(reason), notify).await;
    cx.tell(suspended.map(|tenant| cx.text().with("tenant-suspended", &[("name", &tenant.profile.name)]))).await?;
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
    let reactivated = status_changes::reactivate(cx.agency_ctx().await?, id, true).await;
    cx.tell(reactivated.map(|tenant| cx.text().with("tenant-reactivated", &[("name", &tenant.profile.name)]))).await?;
    Ok(format!("/tenants/{id}"))
}
