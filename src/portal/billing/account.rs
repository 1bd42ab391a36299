//! `/t/{slug}/billing/details` and `…/wallet`: what stands on the tenant's invoices, and what it pays in advance.

use leptos::prelude::*;

use super::own;
use crate::domain::access::Action;
use crate::domain::billing::{accounts, payment_methods};
use crate::domain::tenancy::portal::Standing;
use crate::payer;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::Cx;
use crate::ui::accounts as view;
use crate::ui::form::Form;
use crate::ui::layout::Body;

fn body(cx: &Cx, standing: &Standing, title: &str, document_title: String, content: AnyView) -> Body {
    Body {
        title: cx.t(title),
        document_title: Some(document_title),
        crumbs: vec![(cx.t("billing-title"), format!("/t/{}/billing", standing.slug))],
        content,
        ..Body::default()
    }
}

#[component]
pub fn DetailsPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, mut ctx, standing| async move {
        ctx.authorize(Action::BillingManage)?;
        let (key, now) = (accounts::own(&ctx)?, ctx.now());
        let account = accounts::read(&mut ctx, key).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(payer::DETAILS), defaults: view::details_defaults(&account) };
        let title = form.title(cx.t("account-details"));
        let content = view::details_form(&own::place(&cx, &standing, now), &form);
        Ok(body(&cx, &standing, "account-details", title, content))
    })
}

#[component]
pub fn WalletPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, mut ctx, standing| async move {
        ctx.authorize(Action::BillingManage)?;
        let (key, now) = (accounts::own(&ctx)?, ctx.now());
        let account = accounts::read(&mut ctx, key).await?;
        let has_card = !payment_methods::list(&mut ctx, key).await?.is_empty();
        drop(ctx);
        let fill = Form { text: cx.text(), refused: cx.refused(payer::FILL), defaults: Vec::new() };
        let recharge = Form { text: cx.text(), refused: cx.refused(payer::RECHARGE), defaults: view::recharge_defaults(&account) };
        let title = recharge.title(fill.title(cx.t("billing-wallet")));
        let content = view::wallet_forms(&own::place(&cx, &standing, now), &account, has_card, &fill, &recharge);
        Ok(body(&cx, &standing, "billing-wallet", title, content))
    })
}
