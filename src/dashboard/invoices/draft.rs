//! `/invoices/drafts/{draft}`: what an invoice will say; to be sent, or put aside.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;

use super::list::place;
use crate::dashboard::chrome::{self, chrome};
use crate::domain::billing::drafts::{self, Opened};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::format;
use crate::server::extract::{Cx, done, page};
use crate::ui::billing::{self as view, ShownLine};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

#[component]
pub fn DraftPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("draft").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let opened = drafts::open(&mut ctx, id).await?;
        let now = ctx.now();
        drop(ctx);
        let body = Body {
            title: opened.draft.payer_name.clone(),
            crumbs: vec![(cx.t("invoices-title"), "/invoices".to_owned())],
            content: content(&cx, &opened, now),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}

fn content(cx: &Cx, opened: &Opened, now: time::OffsetDateTime) -> AnyView {
    let (draft, derived, place) = (&opened.draft, &opened.derived, place(cx, now));
    let lines: Vec<ShownLine<'_>> = derived.lines.iter().map(ShownLine::derived).collect();
    let money = |cents: i64| format::minor(&draft.currency, cents);
    let button = |verb: &str, key: &str, class: &'static str| {
        view! { <form method="post" action=format!("/fn/dashboard/invoices/{verb}")><input type="hidden" name="draft" value=draft.id.to_string()/>
        <button class=class type="submit">{cx.t(key)}</button></form> }
    };
    let acts = place.may_manage.then(|| match (draft.discarded_at, draft.approved_at) {
        (Some(_), _) => button("restore", "draft-restore", "btn").into_any(),
        (None, Some(_)) => button("discard", "draft-discard", "as-link").into_any(),
        (None, None) => view! { {button("send", "draft-send", "btn primary")}{button("discard", "draft-discard", "as-link")} }.into_any(),
    });
    let words = if draft.closes_at > now {
        cx.text().with("draft-open-until", &[("day", &format::day_and_time(draft.closes_at))])
    } else {
        cx.t("draft-closed")
    };
    let tax = (derived.taxed.tax_cents != 0).then(|| bits::row(cx.t("invoice-tax"), Some(money(derived.taxed.tax_cents).into_any()), ""));
    view! {
        <div class="banner"><p>{words}</p></div>
        <div class="split"><div class="stack">{view::lines(&place, &draft.currency, &lines, derived.taxed.net_cents)}</div>
            <div class="stack"><section class="section" aria-labelledby="total"><header><h2 id="total">{cx.t("invoice-total")}</h2></header>
                <dl class="kv sums">{bits::row(cx.t("paper-net"), Some(money(derived.taxed.net_cents).into_any()), "")}{tax}
                    <dt class="total">{cx.t("invoice-total")}</dt><dd class="total">{money(derived.taxed.gross_cents)}</dd></dl></section>
                <div class="actions">{acts}</div></div></div>
    }
    .into_any()
}

async fn act(cx: &Cx, draft: &str, verb: &str) -> Result<String> {
    cx.signed_in()?;
    let id: InvoiceId = draft.parse().map_err(|_| Error::NotFound)?;
    let ctx = cx.agency_ctx().await?;
    match verb {
        "send" => {
            let issued = drafts::send(ctx, id).await?;
            Ok(cx.t(if issued.is_some() { "draft-sent" } else { "draft-will-be-sent" }))
        }
        verb => {
            drafts::discard(ctx, id, verb == "discard").await?;
            Ok(cx.t(if verb == "discard" { "draft-put-aside" } else { "draft-restored" }))
        }
    }
}

async fn answer(draft: String, verb: &'static str) {
    let Ok(cx) = Cx::current() else { return };
    let result = act(&cx, &draft, verb).await;
    done(cx.tell(result).await.map(|()| "/invoices".to_owned()));
}

#[server(prefix = "/fn", endpoint = "dashboard/invoices/send")]
pub async fn send_draft(#[server(default)] draft: String) -> Result<(), ServerFnError> {
    answer(draft, "send").await;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/invoices/discard")]
pub async fn discard_draft(#[server(default)] draft: String) -> Result<(), ServerFnError> {
    answer(draft, "discard").await;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/invoices/restore")]
pub async fn restore_draft(#[server(default)] draft: String) -> Result<(), ServerFnError> {
    answer(draft, "restore").await;
    Ok(())
}
