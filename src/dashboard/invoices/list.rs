//! `/invoices`: drafts of the month that is over, and what was issued.

use axum::Extension;
use axum::response::Response;
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use time::OffsetDateTime;

use crate::dashboard::chrome::{self, chrome};
use crate::domain::access::Action;
use crate::domain::billing::bulk_sending::{self, Progress};
use crate::domain::billing::drafts::{self, Draft};
use crate::domain::billing::invoice::Status;
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::billing::line::decimal;
use crate::domain::error::Result;
use crate::domain::money::exponent;
use crate::format::{self, csv_line, iso};
use crate::issuer;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file, done, page};
use crate::ui::billing::{self as view, Place};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 50;

pub(crate) fn place(cx: &Cx, now: OffsetDateTime) -> Place<'_> {
    issuer::place(cx, "", now)
}

fn filter(cx: &Cx) -> (String, Filter) {
    let word = cx.param("status").unwrap_or_default();
    let tenant = cx.param("tenant").and_then(|id| id.parse().ok());
    let filter = Filter { status: Status::parse(&word), overdue: word == "overdue", tenant };
    (word, filter)
}

#[component]
pub fn InvoicesPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        let (word, filter) = filter(&cx);
        // Of one tenant, where the address says so.
        let of = filter.tenant.map(|tenant| format!("&tenant={tenant}")).unwrap_or_default();
        let drafts = drafts::list(&mut ctx, filter.tenant).await?;
        let progress = bulk_sending::latest(&mut ctx).await?;
        let found = invoices::list_issued(&mut ctx, filter, At { size: ROWS, offset: 0, cursor: cx.param("at") }).await?;
        let place = place(&cx, ctx.now());
        drop(ctx);
        let choices = ["", "open", "overdue", "paid", "void", "uncollectible"]
            .map(|choice| {
                let key = if choice.is_empty() { "invoices-all".to_owned() } else { format!("invoice-{choice}") };
                let (href, current) = (format!("/invoices?status={choice}{of}"), (choice == word).then_some("true"));
                view! { <a href=href aria-current=current>{cx.t(&key)}</a> }
            })
            .collect_view();
        let next = found
            .next
            .map(|cursor| view! { <a class="btn" href=format!("/invoices?status={word}{of}&at={cursor}")>{cx.t("tenants-next")}</a> });
        let content = view! {
            {draft_section(&cx, &place, &drafts, progress.as_ref())}
            <section class="section" aria-labelledby="issued"><header><h2 id="issued">{cx.t("invoices-issued")}</h2><a href=format!("/invoices.csv?status={word}{of}")>"CSV"</a></header>
                <nav class="tabs" aria-label=cx.t("tenants-status")>{choices}</nav>
                {view::invoice_rows(&place, &found.rows, true)}
                <div class="foot"><span>{cx.text().count("invoices-count", found.total)}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div></section>
        };
        let settlements = cx
            .agency_may(Action::SettlementRead)
            .then(|| view! { <a class="btn" href="/settlements">{cx.t("settlements-title")}</a> }.into_any());
        let body = Body { title: cx.t("invoices-title"), actions: settlements, content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, chrome::Place::Invoices, None)?, body))
    })
}

fn draft_section(cx: &Cx, place: &Place<'_>, drafts: &[Draft], progress: Option<&Progress>) -> Option<AnyView> {
    let running = progress.filter(|run| run.finished_at.is_none()).map(|run| {
        let (done, total) = ((run.done + run.failed).to_string(), run.total.to_string());
        view! { <div class="banner"><p>{cx.text().with("drafts-sending", &[("done", &done), ("total", &total)])}</p>
        <progress max=run.total value=run.done + run.failed aria-label=cx.t("drafts-title")></progress></div> }
    });
    if drafts.is_empty() && running.is_none() {
        return None;
    }
    let rows = drafts
        .iter()
        .map(|draft| {
            let state = if draft.discarded_at.is_some() {
                ("badge cancelled", cx.t("draft-discarded"))
            } else if draft.approved_at.is_some() {
                ("badge active", cx.t("draft-approved"))
            } else {
                ("badge pending", cx.t("draft-waits"))
            };
            view! {
                <tr><th scope="row"><a href=format!("/invoices/drafts/{}", draft.id)>{draft.payer_name.clone()}</a></th>
                    <td class="corner"><span class=state.0>{state.1}</span></td>
                    <td class="num hide">{bits::day(cx.text(), draft.period_start)}</td>
                    <td class="num" data-label=cx.t("draft-closes")>{bits::day_and_time(cx.text(), draft.closes_at)}</td>
                    <td class="num end">{format::minor(&draft.currency, draft.total_cents)}</td></tr>
            }
        })
        .collect_view();
    let open = drafts.iter().filter(|draft| draft.discarded_at.is_none() && draft.approved_at.is_none()).count();
    let send = (place.may_manage && open > 0 && running.is_none()).then(|| {
        let label = cx.text().count("drafts-send", i64::try_from(open).unwrap_or(0));
        view! { <form method="post" action="/fn/dashboard/invoices/send-all"><button class="btn primary" type="submit">{label}</button></form> }
    });
    Some(
        view! {
            <section class="section" aria-labelledby="drafts"><header><h2 id="drafts">{cx.t("drafts-title")}</h2><small>{cx.t("drafts-lead")}</small></header>
                {running}
                <div class="wide"><table class="table cards"><caption class="vh">{cx.t("drafts-title")}</caption>
                <thead><tr><th scope="col">{cx.t("invoice-payer")}</th><th scope="col">{cx.t("tenants-status")}</th><th scope="col" class="num">{cx.t("draft-period")}</th>
                    <th scope="col" class="num">{cx.t("draft-closes")}</th><th scope="col" class="num">{cx.t("invoice-total")}</th></tr></thead>
                <tbody>{rows}</tbody></table></div><div class="actions">{send}</div></section>
        }
        .into_any(),
    )
}

#[server(prefix = "/fn", endpoint = "dashboard/invoices/send-all")]
pub async fn send_all() -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let result = async {
        cx.signed_in()?;
        bulk_sending::start(cx.agency_ctx().await?).await?;
        Ok(cx.t("drafts-started"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| "/invoices".to_owned()));
    Ok(())
}

const HEAD: [&str; 10] = ["id", "number", "tenant", "status", "currency", "net", "tax", "total", "issued_at", "due_at"];

pub async fn invoices_csv(Extension(cx): Extension<Cx>) -> Response {
    csv_file(cx, "invoices.csv", &HEAD, chunk).await
}

async fn chunk(cx: Cx, cursor: Option<String>) -> Result<Chunk> {
    let mut ctx = cx.agency_ctx().await?;
    let (_, filter) = filter(&cx);
    let found = invoices::list_issued(&mut ctx, filter, At { size: i64::from(CHUNK), offset: 0, cursor }).await?;
    drop(ctx);
    let line = |invoice: &crate::domain::billing::invoice::Invoice| {
        let money = |cents: i64| decimal(cents, exponent(&invoice.currency));
        csv_line([
            invoice.id.to_string().as_str(),
            &invoice.number,
            &invoice.payer_name,
            invoice.status.as_str(),
            &invoice.currency,
            &money(invoice.net_cents()),
            &money(invoice.tax_cents),
            &money(invoice.total_cents),
            &iso(invoice.issued_at),
            &iso(invoice.due_at),
        ])
    };
    Ok((found.rows.iter().map(line).collect(), found.next))
}
