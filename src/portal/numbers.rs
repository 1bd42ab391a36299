//! `/t/{slug}/numbers`: the numbers the agency gave the tenant, and the names their callers show.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::chrome::{Place, pager, tenant_form, tenant_page};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::NumberId;
use crate::domain::page::Page;
use crate::domain::telephony::number::Number;
use crate::domain::telephony::numbers::{self, NumberQuery};
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done};
use crate::ui::bits;
use crate::ui::layout::Body;

const ROWS: i64 = 50;

#[component]
pub fn NumbersPage() -> impl IntoView {
    tenant_page(Place::Numbers, |cx, mut ctx, standing| async move {
        let query = NumberQuery { after: cx.param("at"), size: ROWS, ..NumberQuery::default() };
        let found = numbers::list(&mut ctx, &query).await?;
        drop(ctx);
        Ok(Body { title: cx.t("numbers-title"), content: content(&cx, &standing, &found), ..Body::default() })
    })
}

fn content(cx: &Cx, standing: &Standing, found: &Page<Number>) -> AnyView {
    if found.rows.is_empty() {
        let words = cx.text().with("numbers-none-of-tenant", &[("brand", &cx.site().brand.name)]);
        return bits::empty(cx.t("numbers-empty-title"), words, None);
    }
    let rows = found.rows.iter().map(|number| row(cx, standing, number)).collect_view();
    let total = cx.text().count("numbers-count", found.total);
    view! {
        <section class="section">
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{cx.t("numbers-title")}</caption>
                <thead><tr><th scope="col">{cx.t("number-number")}</th><th scope="col">{cx.t("number-cnam")}</th>
                    <th scope="col">{cx.t("number-e911")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {pager(cx, total, &format!("/t/{}/numbers", standing.slug), found.next.as_deref())}
        </section>
    }
    .into_any()
}

fn row(cx: &Cx, standing: &Standing, number: &Number) -> AnyView {
    let cnam = number.profile.cnam.clone().unwrap_or_default();
    let cnam = if standing.may(Action::NumberUpdate) {
        let label = cx.text().with("number-cnam-of", &[("number", &number.e164)]);
        let fields = view! {
            <input type="hidden" name="number" value=number.id.to_string()/>
            <div class="with"><input class="input" name="cnam" value=cnam maxlength="15" aria-label=label autocomplete="off"/>
                <button class="btn" type="submit">{cx.t("form-save")}</button></div>
        };
        tenant_form(standing, "/fn/portal/numbers/update", fields.into_any())
    } else {
        cnam.into_any()
    };
    let e911 = cx.t(&format!("e911-{}", number.profile.e911_status.as_str()));
    view! { <tr><th scope="row" class="full">{number.e164.clone()}</th><td class="full">{cnam}</td><td>{e911}</td></tr> }.into_any()
}

#[server(prefix = "/fn", endpoint = "portal/numbers/update")]
pub async fn update_number(
    #[server(default)] slug: String,
    #[server(default)] number: String,
    #[server(default)] cnam: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(update(&cx, &slug, &number, cnam).await);
    Ok(())
}

async fn update(cx: &Cx, slug: &str, number: &str, cnam: String) -> Result<String> {
    let (ctx, _) = inside(cx, slug).await?;
    let id: NumberId = number.parse().map_err(|_| Error::NotFound)?;
    let updated = numbers::update(ctx, id, |profile, _| profile.cnam = Some(cnam)).await;
    cx.tell(updated.map(|number| cx.text().with("number-updated", &[("number", &number.e164)]))).await?;
    Ok(format!("/t/{slug}/numbers"))
}
