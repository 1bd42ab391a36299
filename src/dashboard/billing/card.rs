//! `/billing/card`: adding a card.

use leptos::prelude::*;

use super::own;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::server::extract::page;
use crate::ui::billing as view;
use crate::ui::form::Form;
use crate::ui::layout::{Body, desk};

pub(super) const FORM: &str = "billing-card";

#[component]
pub fn CardPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BillingManage)?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let body = Body {
            title: cx.t("card-add"),
            document_title: Some(form.title(cx.t("card-add"))),
            crumbs: vec![(cx.t("billing-title"), "/billing".to_owned())],
            content: view::card_form(&own::place(&cx, now), &form),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Billing, None)?, body))
    })
}
