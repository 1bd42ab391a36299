//! `/t/{slug}/invoices/{invoice}/lines/{line}`: the calls behind a line.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::domain::Ctx;
use crate::domain::billing::invoice::{Invoice, IssuedLine};
use crate::domain::billing::invoices::At;
use crate::domain::billing::{accounts, line_events};
use crate::domain::error::{Error, Result};
use crate::domain::page::Page;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::{CHUNK, Chunk, Cx, at_billing, csv_file};
use crate::ui::layout::Body;
use crate::ui::line_events::{self as view, Shown};

async fn load(ctx: &mut Ctx, invoice: &str, line: &str, at: At) -> Result<(Invoice, IssuedLine, Page<line_events::LineEvent>)> {
    let (key, invoice) = (accounts::own(ctx)?, invoice.parse().map_err(|_| Error::NotFound)?);
    line_events::open(ctx, key, invoice, line, &at).await
}

#[component]
pub fn LinePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (invoice, line) = (params.get("invoice").unwrap_or_default(), params.get("line").unwrap_or_default());
    tenant_page(Place::Billing, move |cx, mut ctx, standing| async move {
        let at = At { size: view::ROWS, offset: 0, cursor: cx.param("at") };
        let (invoice, line, events) = load(&mut ctx, &invoice, &line, at).await?;
        drop(ctx);
        let root = format!("/t/{}", standing.slug);
        let here = format!("{root}/invoices/{}/lines/{}", invoice.id, line.position);
        let content = view::content(&Shown {
            text: cx.text(),
            invoice: &invoice,
            line: &line,
            events: &events,
            here,
            calls: format!("{root}/calls"),
        });
        Ok(Body {
            title: line.description.clone(),
            crumbs: vec![
                (cx.t("billing-title"), format!("{root}/billing")),
                (invoice.number.clone(), format!("{root}/invoices/{}", invoice.id)),
            ],
            content,
            ..Body::default()
        })
    })
}

pub async fn line_csv(Extension(cx): Extension<Cx>, Path((slug, invoice, line)): Path<(String, String, String)>) -> Response {
    csv_file(cx, "calls-of-line.csv", &view::CSV_HEAD, move |cx, after| chunk(cx, slug.clone(), invoice.clone(), line.clone(), after)).await
}

async fn chunk(cx: Cx, slug: String, invoice: String, line: String, after: Option<String>) -> Result<Chunk> {
    let (mut ctx, _) = at_billing(&cx, &slug).await?;
    let at = At { size: i64::from(CHUNK), offset: 0, cursor: after };
    let (_, line, events) = load(&mut ctx, &invoice, &line, at).await?;
    Ok((events.rows.iter().map(|event| view::csv(&line, event)).collect(), events.next))
}
