//! `/billing/card`: adding a card.

use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::payer;
use crate::server::extract::page;
use crate::ui::cards;
use crate::ui::form::Form;
use crate::ui::layout::{Body, desk};

#[component]
pub fn CardPage() -> impl IntoView {
    let response = use_context::<ResponseOptions>();
    page(|cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingManage)?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(payer::FORM), defaults: Vec::new() };
        let body = Body {
            title: cx.t("card-add"),
            document_title: Some(form.title(cx.t("card-add"))),
            crumbs: vec![(cx.t("billing-title"), "/billing".to_owned())],
            content: cards::card_form(&own::place(&cx, now), &form, &payer::card_form(&cx, response.as_ref())),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}
