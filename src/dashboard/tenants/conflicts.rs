//! `/tenants/{id}/conflicts`: reports of the tenant's usage that differ from what is known, side by side with it.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde_json::Value;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{ConflictId, TenantId};
use crate::domain::metering::conflicts::{self, Conflict};
use crate::domain::tenancy::tenants;
use crate::server::extract::{Cx, done, page};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 25;

#[component]
pub fn ConflictsPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let resolved = cx.param("is").as_deref() == Some("resolved");
        let from = cx.param("at").and_then(|at| at.parse().ok()).filter(|at| *at >= 0).unwrap_or(0);
        let mut ctx = cx.agency_ctx().await?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let found = conflicts::list(&mut ctx, id, resolved, from, ROWS).await?;
        drop(ctx);
        let path = format!("/tenants/{id}/conflicts");
        let tab = |is: bool, key: &str| {
            let here = (is == resolved).then_some("page");
            view! { <a href=format!("{path}{}", if is { "?is=resolved" } else { "" }) aria-current=here>{cx.t(key)}</a> }
        };
        let tabs = [tab(false, "conflicts-open"), tab(true, "conflicts-resolved")];
        let rows = found.rows.iter().map(|conflict| one(&cx, id, conflict)).collect_view();
        let none = found.rows.is_empty().then(|| bits::empty(cx.t("conflicts-none-title"), cx.t("conflicts-none"), None));
        let next = (from + ROWS < found.total).then(|| {
            let is = if resolved { "is=resolved&" } else { "" };
            view! { <a class="btn" href=format!("{path}?{is}at={}", from + ROWS)>{cx.t("tenants-next")}</a> }
        });
        let content = view! {
            <p class="soft prose">{cx.t("conflicts-lead")}</p>
            <nav class="tabs" aria-label=cx.t("conflicts-title")>{tabs}</nav>
            <div class="stack">{rows}</div>{none}
            <div class="foot"><span>{cx.text().count("hook-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
        };
        let body = Body {
            title: cx.t("conflicts-title"),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned()), (tenant.profile.name.clone(), format!("/tenants/{id}"))],
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, None)?, body))
    })
}

/// The fields of a report in words, its parts one by one.
fn fields(value: &Value) -> Vec<(String, String)> {
    let words = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let of = |(field, value): (&String, &Value)| match value.as_object() {
        Some(parts) => parts.iter().map(|(part, value)| (format!("{field}.{part}"), words(value))).collect(),
        None if value.is_null() => Vec::new(),
        None => vec![(field.clone(), words(value))],
    };
    value.as_object().into_iter().flatten().flat_map(of).collect()
}

/// What differs, side by side; all of it where what counts is no longer kept.
fn one(cx: &Cx, tenant: TenantId, conflict: &Conflict) -> AnyView {
    let known = conflict.known.as_ref().map(fields);
    let rows = fields(&conflict.came)
        .into_iter()
        .filter_map(|(field, came)| {
            let first = known.as_ref().map(|known| known.iter().find(|(name, _)| *name == field).map(|(_, value)| value.clone()));
            match first {
                // A meter that only one of them has is a difference; another field is one that the other does not know.
                Some(None) if !field.starts_with("usage.") => None,
                Some(Some(first)) if first == came => None,
                first => Some((field, first.flatten(), came)),
            }
        })
        .map(|(field, first, came)| {
            let first = view! { <td data-label=cx.t("conflict-known")>{first}</td> };
            view! { <tr><th scope="row" class="full">{field}</th>{first}<td data-label=cx.t("conflict-came")><mark>{came}</mark></td></tr> }
        })
        .collect_view();
    let foot = match (&conflict.resolved_by, conflict.resolved_at) {
        (Some(by), Some(at)) => view! { <p class="soft">{cx.text().with("conflict-resolved-by", &[("by", by)])}" "{bits::day_and_time(cx.text(), at)}</p> }.into_any(),
        _ => view! {
            <form method="post" action="/fn/dashboard/conflicts/resolve"><input type="hidden" name="tenant" value=tenant.to_string()/>
                <input type="hidden" name="conflict" value=conflict.id.to_string()/>
                <button class="btn" type="submit" aria-label=cx.text().with("conflict-resolve-of", &[("id", &conflict.external_id)])>{cx.t("conflict-resolve")}</button></form>
        }
        .into_any(),
    };
    let title = conflict.id.to_string();
    view! {
        <section class="panel" aria-labelledby=title.clone()><h2 id=title.clone()>{conflict.external_id.clone()}</h2>
            <p class="soft">{cx.t(&format!("conflict-source-{}", conflict.source))}", "{bits::day_and_time(cx.text(), conflict.created_at)}</p>
            <div class="wide"><table class="table cards"><thead><tr><th scope="col">{cx.t("conflict-field")}</th>
                <th scope="col">{cx.t("conflict-known")}</th><th scope="col">{cx.t("conflict-came")}</th></tr></thead><tbody>{rows}</tbody></table></div>
            {foot}</section>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/conflicts/resolve")]
pub async fn resolve_conflict(#[server(default)] tenant: String, #[server(default)] conflict: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(resolve(&cx, &tenant, &conflict).await);
    Ok(())
}

async fn resolve(cx: &Cx, tenant: &str, conflict: &str) -> Result<String> {
    cx.signed_in()?;
    let tenant: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    let id: ConflictId = conflict.parse().map_err(|_| Error::NotFound)?;
    let done = conflicts::resolve(cx.agency_ctx().await?, tenant, id).await;
    cx.tell(done.map(|()| cx.t("conflict-resolved"))).await?;
    Ok(format!("/tenants/{tenant}/conflicts"))
}
