//! `/t/{slug}/export`: everything the tenant has, as files, also of a closed tenant until its data is deleted.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::File;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::accounts;
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::portal::{self, Standing};
use crate::domain::tenancy::status::Status;
use crate::portal::chrome::{Place, sees, tenant_page};
use crate::portal::record_words::words;
use crate::server::extract::Cx;
use crate::ui::bits::{self, icon};
use crate::ui::layout::Body;

/// Invoices whose papers are listed, the latest; the file has them all.
const PAPERS: i64 = 60;

#[component]
pub fn ExportPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let since = portal::own(&mut ctx).await?.created_at;
        let papers = papers(&mut ctx).await?;
        let now = ctx.now();
        drop(ctx);
        Ok(Body { title: cx.t("export-title"), content: content(&cx, &standing, &papers, years(since, now)), ..Body::default() })
    })
}

/// Nothing for those whom it is none of their business, and where somebody else sends the invoices.
async fn papers(ctx: &mut Ctx) -> Result<Vec<Invoice>> {
    let key = accounts::own(ctx)?;
    match invoices::list(ctx, key, Filter::default(), At { size: PAPERS, offset: 0, cursor: None }).await {
        Err(Error::Forbidden | Error::NotFound) => Ok(Vec::new()),
        listed => Ok(listed?.rows),
    }
}

/// The years there was something to use in, the latest first.
fn years(since: OffsetDateTime, now: OffsetDateTime) -> Vec<i32> {
    (since.year()..=now.year()).rev().take(20).collect()
}

fn content(cx: &Cx, standing: &Standing, papers: &[Invoice], years: Vec<i32>) -> AnyView {
    let lead = match (standing.status, standing.purge_after) {
        (Status::Cancelled, Some(at)) => cx.text().with("export-until", &[("day", &cx.text().day(at))]),
        _ => cx.t("export-lead"),
    };
    let root = format!("/t/{}", standing.slug);
    let mut files: Vec<(String, String)> = Vec::new();
    if sees(standing, Action::ConversationRead) {
        files.push((cx.t("calls-title"), format!("{root}/calls.csv")));
    }
    if sees(standing, Action::AnalyticsRead) {
        files.extend(years.into_iter().map(|year| {
            let name = cx.text().with("export-usage", &[("year", &year.to_string())]);
            (name, format!("{root}/usage.csv?from={year}-01-01&to={year}-12-31&by=day"))
        }));
    }
    let lists = File::ALL.into_iter().filter(|file| sees(standing, file.needs()));
    files.extend(lists.map(|file| (name(cx, file), format!("{root}/export/{}", file.name()))));
    if sees(standing, Action::AuditRead) {
        files.push((cx.t("audit-title"), format!("{root}/audit.csv")));
    }
    let rows = files.into_iter().map(|(name, href)| row(cx, name, None, href, "CSV")).collect_view();
    view! {
        <section class="section narrow" aria-labelledby="lists"><h2 id="lists">{cx.t("export-lists")}</h2><p class="soft">{lead}</p><ul class="rows">{rows}</ul></section>
        {paper_list(cx, standing, papers)}
    }
    .into_any()
}

fn name(cx: &Cx, file: File) -> String {
    match file {
        File::Numbers => cx.t("nav-numbers"),
        File::Extensions => cx.t("nav-extensions"),
        File::Agents => cx.t("nav-agents"),
        File::Team => cx.t("nav-team"),
        File::Invoices => cx.t("invoices-title"),
        File::Records(kind) => words(cx, kind, "title"),
    }
}

fn row(cx: &Cx, name: String, second: Option<AnyView>, href: String, format: &'static str) -> AnyView {
    let label = cx.text().with("export-download", &[("name", &name), ("format", format)]);
    view! { <li><div>{name}{second}</div><a class="btn" href=href download="" aria-label=label>{icon("download")}{format}</a></li> }
        .into_any()
}

fn paper_list(cx: &Cx, standing: &Standing, papers: &[Invoice]) -> Option<AnyView> {
    if papers.is_empty() {
        return None;
    }
    let rows = papers
        .iter()
        .map(|invoice| {
            let amount = cx.text().minor(&invoice.currency, invoice.total_cents);
            let second = view! { <span class="second">{bits::day(cx.text(), invoice.issued_at)}" · "{amount}</span> };
            let href = format!("/t/{}/invoices/{}/paper.pdf", standing.slug, invoice.id);
            row(cx, invoice.number.clone(), Some(second.into_any()), href, "PDF")
        })
        .collect_view();
    Some(
        view! { <section class="section narrow" aria-labelledby="papers"><h2 id="papers">{cx.t("export-papers")}</h2><ul class="rows">{rows}</ul></section> }
            .into_any(),
    )
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::domain::telephony::kind::Kind;

    #[test]
    fn every_file_has_a_name_of_its_own_and_no_kind_is_forgotten() {
        for file in File::ALL {
            assert!(File::parse(file.name()) == Some(file), "{}", file.name());
        }
        assert!(Kind::ALL.into_iter().all(|kind| File::ALL.contains(&File::Records(kind))));
        assert!(File::parse("secrets.csv").is_none());
    }

    #[test]
    fn years_go_back_to_the_first() {
        assert_eq!(years(datetime!(2024-12-31 23:00 UTC), datetime!(2026-01-01 00:00 UTC)), [2026, 2025, 2024]);
    }
}
