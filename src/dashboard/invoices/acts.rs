//! `/invoices/{invoice}/do/{act}`: what is done about an invoice, a dialog over it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::dashboard::chrome::{self, chrome};
use crate::issuer;
use crate::server::extract::page;
use crate::ui::layout::desk;

#[component]
pub fn ActPage() -> impl IntoView {
    let params = use_params_map();
    let (id, act) = (params.read_untracked().get("invoice").unwrap_or_default(), params.read_untracked().get("act").unwrap_or_default());
    page(move |cx| async move {
        cx.signed_in()?;
        let body = issuer::act_body(&cx, "", &id, &act).await?;
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}
