//! `/t/{slug}/billing/card`: adding a card.

use leptos::prelude::*;

use super::own;
use crate::domain::access::Action;
use crate::portal::chrome::{Place, tenant_page};
use crate::ui::billing as view;
use crate::ui::form::Form;
use crate::ui::layout::Body;

pub(super) const FORM: &str = "portal-card";

#[component]
pub fn CardPage() -> impl IntoView {
    tenant_page(Place::Billing, |cx, ctx, standing| async move {
        ctx.authorize(Action::BillingManage)?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        Ok(Body {
            title: cx.t("card-add"),
            document_title: Some(form.title(cx.t("card-add"))),
            crumbs: vec![(cx.t("billing-title"), format!("/t/{}/billing", standing.slug))],
            content: view::card_form(&own::place(&cx, &standing, now), &form),
            ..Body::default()
        })
    })
}
