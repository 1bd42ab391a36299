//! `/t/{slug}/billing/card`: adding a card.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::own;
use crate::domain::access::Action;
use crate::payer;
use crate::portal::chrome::{Place, tenant_page};
use crate::ui::cards;
use crate::ui::form::Form;
use crate::ui::layout::Body;

#[component]
pub fn CardPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    tenant_page(Place::Billing, |cx, ctx, standing| async move {
        ctx.authorize(Action::BillingManage)?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(payer::FORM), defaults: Vec::new() };
        Ok(Body {
            title: cx.t("card-add"),
            document_title: Some(form.title(cx.t("card-add"))),
            crumbs: vec![(cx.t("billing-title"), format!("/t/{}/billing", standing.slug))],
            content: cards::card_form(&own::place(&cx, &standing, now), &form, &payer::card_form(&cx, response.as_ref())),
            ..Body::default()
        })
    })
}
