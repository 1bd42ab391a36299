//! `/operator/jobs`: what waits, what failed, and trying again.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use super::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::queue::{self, QueueCounts, QueuedJob};
use crate::format;
use crate::server::extract::{Cx, done, page};
use crate::ui::bits;
use crate::ui::layout::{Body, desk};

const ROWS: i64 = 100;

#[component]
pub fn JobsPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.platform_ctx().await?;
        let counts = queue::counts(&mut ctx).await?;
        let jobs = queue::list(&mut ctx, ROWS).await?;
        drop(ctx);
        let body = Body { title: cx.t("jobs-title"), content: content(&cx, counts, &jobs), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Jobs)?, body))
    })
}

fn content(cx: &Cx, counts: QueueCounts, jobs: &[QueuedJob]) -> AnyView {
    let tile = |key: &str, n: i64| view! { <div><dt>{cx.t(key)}</dt><dd class="figure">{format::number(n)}</dd></div> };
    let tiles = view! {
        <dl class="tiles">{tile("jobs-failed", counts.failed)}{tile("jobs-retrying", counts.retrying)}
            {tile("jobs-waiting", counts.waiting)}{tile("jobs-running", counts.running)}</dl>
    };
    if jobs.is_empty() {
        return view! { {tiles}{bits::empty(cx.t("jobs-empty-title"), cx.t("jobs-empty"), None)} }.into_any();
    }
    let rows = jobs.iter().map(|job| row(cx, job)).collect_view();
    view! {
        {tiles}
        <div class="wide"><table class="table cards audit-table">
            <caption class="vh">{cx.t("jobs-title")}</caption>
            <thead><tr><th scope="col">{cx.t("jobs-task")}</th><th scope="col">{cx.t("jobs-state")}</th>
                <th scope="col" class="num">{cx.t("jobs-attempts")}</th><th scope="col">{cx.t("jobs-due")}</th>
                <th scope="col">{cx.t("jobs-error")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(cx: &Cx, job: &QueuedJob) -> AnyView {
    let (class, key) = match (job.running, job.has_failed(), job.attempts) {
        (true, ..) => ("badge active", "jobs-running"),
        (_, true, _) => ("badge suspended", "jobs-failed"),
        (_, _, 0) => ("badge", "jobs-waiting"),
        _ => ("badge pending", "jobs-retrying"),
    };
    let error = job
        .last_error
        .clone()
        .map(|words| view! { <details><summary>{cx.t("jobs-error")}</summary><pre class="pre">{words}</pre></details> });
    let retry = (!job.running && job.attempts > 0).then(|| {
        let label = cx.text().with("jobs-retry-of", &[("id", &job.id.to_string())]);
        view! {
            <form method="post" action="/fn/operator/jobs/retry"><input type="hidden" name="job" value=job.id.to_string()/>
                <button class="as-link" type="submit" aria-label=label>{cx.t("jobs-retry")}</button></form>
        }
    });
    view! {
        <tr><th scope="row" class="full"><code>{job.task.clone()}</code><span class="second">{job.key.clone()}</span></th>
            <td><span class=class>{cx.t(key)}</span></td>
            <td class="num" data-label=cx.t("jobs-attempts")>{format!("{} / {}", job.attempts, job.max_attempts)}</td>
            <td class="nowrap">{bits::day_and_time(cx.text(), job.run_at)}</td><td class="full changes">{error}</td><td class="row-actions">{retry}</td></tr>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "operator/jobs/retry")]
pub async fn retry_job(#[server(default)] job: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(retry(&cx, &job).await);
    Ok(())
}

async fn retry(cx: &Cx, job: &str) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.platform_ctx().await?;
    let id: i64 = job.parse().map_err(|_| Error::NotFound)?;
    queue::retry(ctx, id).await?;
    cx.set_flash(cx.text().with("jobs-retried", &[("id", job)])).await?;
    Ok("/operator/jobs".to_owned())
}
