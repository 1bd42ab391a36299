//! `/t/{slug}/visits`: when staff of the agency managed the tenant, and their way out.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::chrome::{Place, tenant_page, tenants_path};
use crate::domain::access::Role;
use crate::domain::accounts::visits::{self, VisitSummary};
use crate::domain::error::Result;
use crate::server::extract::{Cx, done};
use crate::ui::bits;
use crate::ui::layout::Body;

#[component]
pub fn VisitsPage() -> impl IntoView {
    tenant_page(Place::Visits, |cx, mut ctx, _| async move {
        let visits = visits::list(&mut ctx).await?;
        drop(ctx);
        Ok(Body { title: cx.t("visits-title"), content: content(&cx, visits), ..Body::default() })
    })
}

fn content(cx: &Cx, visits: Vec<VisitSummary>) -> AnyView {
    let brand = &cx.site().brand.name;
    let lead = cx.text().with("visits-lead", &[("brand", brand)]);
    if visits.is_empty() {
        return bits::empty(cx.t("visits-empty"), lead, None);
    }
    let none = cx.t("visits-no-reason");
    let rows = visits
        .into_iter()
        .map(|visit| {
            let reason = visit.reason.unwrap_or_else(|| none.clone());
            view! {
                <tr><th scope="row" class="full">{visit.user_name}</th><td class="nowrap full" data-label=cx.t("visits-from")>{bits::day_and_time(cx.text(), visit.started_at)}</td>
                    <td class="nowrap full" data-label=cx.t("visits-until")>{bits::day_and_time(cx.text(), visit.until)}</td><td>{reason}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><p class="soft">{lead}</p>
            <div class="wide" role="region" tabindex="0" aria-label=cx.t("nav-visits")><table class="table cards audit-table">
                <caption class="vh">{cx.t("visits-title")}</caption>
                <thead><tr><th scope="col">{cx.t("visits-who")}</th><th scope="col">{cx.t("visits-from")}</th>
                    <th scope="col">{cx.t("visits-until")}</th><th scope="col">{cx.t("visits-reason")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "portal/visits/leave")]
pub async fn leave_tenant() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(leave(&cx).await);
    Ok(())
}

async fn leave(cx: &Cx) -> Result<String> {
    let who = cx.signed_in()?;
    let ctx = if who.agency_role() == Some(Role::Operator) { cx.platform_ctx().await? } else { cx.agency_ctx().await? };
    visits::leave(ctx, who).await?;
    Ok(tenants_path(cx).to_owned())
}
