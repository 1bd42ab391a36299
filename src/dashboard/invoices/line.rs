//! `/invoices/{invoice}/lines/{line}`: the calls behind a line of a tenant's invoice.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::dashboard::chrome::{self, chrome};
use crate::domain::Ctx;
use crate::domain::billing::invoice::{Invoice, IssuedLine};
use crate::domain::billing::invoices::{self, At};
use crate::domain::billing::line_events::{self, LineEvent};
use crate::domain::error::{Error, Result};
use crate::domain::page::Page;
use crate::domain::tenancy::tenants;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, page};
use crate::ui::layout::{Body, desk};
use crate::ui::line_events::{self as view, Shown};

async fn load(ctx: &mut Ctx, invoice: &str, line: &str, at: At) -> Result<(Invoice, IssuedLine, Page<LineEvent>)> {
    let invoice = invoices::read_issued(ctx, invoice.parse().map_err(|_| Error::NotFound)?).await?;
    line_events::open(ctx, invoice.key(), invoice.id, line, &at).await
}

#[component]
pub fn LinePage() -> impl IntoView {
    let params = use_params_map().read_untracked().clone();
    let (invoice, line) = (params.get("invoice").unwrap_or_default(), params.get("line").unwrap_or_default());
    page(move |cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let at = At { size: view::ROWS, offset: 0, cursor: cx.param("at") };
        let (invoice, line, events) = load(&mut ctx, &invoice, &line, at).await?;
        let tenant = tenants::get(&mut ctx, invoice.tenant.ok_or(Error::NotFound)?).await?;
        drop(ctx);
        let here = format!("/invoices/{}/lines/{}", invoice.id, line.position);
        let calls = format!("/t/{}/calls", tenant.slug);
        let content = view::content(&Shown { text: cx.text(), invoice: &invoice, line: &line, events: &events, here, calls });
        let body = Body {
            title: line.description.clone(),
            crumbs: vec![(cx.t("invoices-title"), "/invoices".to_owned()), (invoice.number.clone(), format!("/invoices/{}", invoice.id))],
            content,
            ..Body::default()
        };
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}

pub async fn line_csv(Extension(cx): Extension<Cx>, Path((invoice, line)): Path<(String, String)>) -> Response {
    csv_file(cx, "calls-of-line.csv", &view::CSV_HEAD, move |cx, after| chunk(cx, invoice.clone(), line.clone(), after)).await
}

async fn chunk(cx: Cx, invoice: String, line: String, after: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.agency_ctx().await?;
    let at = At { size: i64::from(CHUNK), offset: 0, cursor: after };
    let (_, line, events) = load(&mut ctx, &invoice, &line, at).await?;
    Ok((events.rows.iter().map(|event| view::csv(&line, event)).collect(), events.next))
}
