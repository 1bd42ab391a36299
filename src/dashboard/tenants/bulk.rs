//! `/tenants/bulk/{id}`: one change to many tenants, first to be confirmed, then with a bar, then with what became of each.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::error::{Error, Result};
use crate::domain::ids::{BulkChangeId, TenantId};
use crate::domain::tenancy::bulk_change::{BulkChange, BulkItem, BulkStatus, Kind, Outcome};
use crate::domain::tenancy::bulk_changes::{self, Confirmation, Selection};
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "bulk-start";
/// Results shown on the page; all of them are in the counts.
const SHOWN: i64 = 500;

#[component]
pub fn BulkPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: BulkChangeId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        let bulk = bulk_changes::get(&mut ctx, id).await?;
        let items = bulk_changes::items(&mut ctx, id, SHOWN).await?;
        let outcomes = bulk_changes::outcomes(&mut ctx, id).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let title = cx.text().count(&format!("bulk-title-{}", bulk.kind.as_str()), i64::from(bulk.total));
        let content = match bulk.status {
            BulkStatus::Draft => confirm(&cx, &form, &bulk, &items),
            BulkStatus::Running | BulkStatus::Done => progress(&cx, &bulk, &items, outcomes),
        };
        let body = Body {
            title: title.clone(),
            document_title: Some(form.title(title)),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned())],
            content,
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, None)?, body))
    })
}

fn confirm(cx: &Cx, form: &Form<'_>, bulk: &BulkChange, items: &[BulkItem]) -> AnyView {
    let names = items.iter().map(|item| view! { <li>{item.name.clone()}</li> }).collect_view();
    let shown = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let rest = i64::from(bulk.total) - shown;
    let rest = (rest > 0).then(|| view! { <li class="faint">{cx.text().count("bulk-and-more", rest)}</li> });
    let kind = bulk.kind.as_str();
    let tells = matches!(bulk.kind, Kind::Suspend | Kind::Reactivate);
    let reason = (bulk.kind == Kind::Suspend).then(|| {
        form.input(Input {
            name: "reason",
            label: cx.t("tenant-suspension-reason"),
            optional: true,
            maxlength: Some(500),
            autocomplete: "off",
            ..Input::default()
        })
    });
    let tag = matches!(bulk.kind, Kind::Tag | Kind::Untag).then(|| {
        let defaults = vec![("tag", bulk.tag.clone().unwrap_or_default())];
        let form = Form { text: form.text, refused: form.refused, defaults };
        form.input(Input { name: "tag", label: cx.t("bulk-tag-field"), maxlength: Some(40), autocomplete: "off", ..Input::default() })
    });
    let notify =
        tells.then(|| view! { <label class="check"><input type="checkbox" name="notify" value="yes"/>{cx.t("bulk-notify")}</label> });
    let class = if bulk.kind == Kind::Suspend { "btn danger sure" } else { "btn primary" };
    let id = bulk.id.to_string();
    view! {
        <section class="section narrow">
            {form.problems()}
            <p class="prose">{cx.t(&format!("bulk-means-{kind}"))}</p>
            <ul class="dots columns">{names}{rest}</ul>
            <form class="form" method="post" action="/fn/dashboard/bulk/start" novalidate=true>
                <input type="hidden" name="bulk" value=id.clone()/>{reason}{tag}{notify}
                <div class="actions">
                    <button class="btn" type="submit" form="discard">{cx.t("form-cancel")}</button>
                    <button class=class type="submit">{cx.text().count(&format!("bulk-do-{kind}"), i64::from(bulk.total))}</button>
                </div>
            </form>
            <form id="discard" method="post" action="/fn/dashboard/bulk/discard"><input type="hidden" name="bulk" value=id/></form>
        </section>
    }
    .into_any()
}

fn progress(cx: &Cx, bulk: &BulkChange, items: &[BulkItem], (changed, unchanged, refused): (i64, i64, i64)) -> AnyView {
    let running = bulk.status == BulkStatus::Running;
    let (total, processed) = (i64::from(bulk.total), i64::from(bulk.processed));
    let words = cx.text().with("bulk-progress", &[("done", &format::number(processed)), ("total", &format::number(total))]);
    let tile = |key: &str, n: i64| view! { <div><dt>{cx.t(key)}</dt><dd class="figure">{format::number(n)}</dd></div> };
    let bar = running.then(|| {
        let look = format!("/tenants/bulk/{}", bulk.id);
        view! {
            <label class="progress"><span>{words}</span><progress max=total.to_string() value=processed.to_string()>{processed}</progress></label>
            <p class="soft">{cx.t("bulk-leave")}" "<a href=look>{cx.t("bulk-look-again")}</a></p>
        }
    });
    let undo = (!running && changed > 0).then(|| {
        view! {
            <form method="post" action="/fn/dashboard/bulk/undo"><input type="hidden" name="bulk" value=bulk.id.to_string()/>
                <button class="btn" type="submit">{cx.text().count(&format!("bulk-undo-{}", bulk.kind.as_str()), changed)}</button></form>
        }
    });
    let rows = items.iter().map(|item| row(cx, item)).collect_view();
    let refresh = running.then_some("");
    view! {
        <div id="bulk" class="stack" aria-live="polite" data-refresh=refresh>
            {bar}
            <dl class="tiles">{tile("bulk-done", changed)}{tile("bulk-unchanged", unchanged)}{tile("bulk-refused", refused)}</dl>
            {undo}
            <div class="wide"><table class="table cards team-table">
                <caption class="vh">{cx.t("bulk-results")}</caption>
                <thead><tr><th scope="col">{cx.t("tenants-name")}</th><th scope="col">{cx.t("bulk-result")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </div>
    }
    .into_any()
}

fn row(cx: &Cx, item: &BulkItem) -> AnyView {
    let (class, words) = match &item.outcome {
        Outcome::Waiting => ("badge", cx.t("bulk-waiting")),
        Outcome::Done => ("badge active", cx.t("bulk-done")),
        Outcome::Unchanged => ("badge cancelled", cx.t("bulk-unchanged")),
        Outcome::Refused(_) => ("badge suspended", cx.t("bulk-refused")),
    };
    let why = match &item.outcome {
        Outcome::Refused(error) => Some(view! { " "<span>{cx.text().field_error(error)}</span> }),
        _ => None,
    };
    let href = format!("/tenants/{}", item.tenant);
    view! { <tr><th scope="row"><a href=href>{item.name.clone()}</a></th><td><span class=class>{words}</span>{why}</td></tr> }.into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ChooseForm {
    tenants: Vec<String>,
    /// "yes": all that the list of `query` has, not only the ticked.
    all: String,
    query: String,
    #[serde(rename = "do")]
    kind: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/bulk/choose")]
pub async fn choose_bulk(#[server(flatten)] form: ChooseForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(choose(&cx, form).await);
    Ok(())
}

async fn choose(cx: &Cx, form: ChooseForm) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.agency_ctx().await?;
    let back = if form.query.is_empty() { "/tenants".to_owned() } else { format!("/tenants?{}", form.query) };
    let Some(kind) = Kind::parse(&form.kind) else { return Ok(back) };
    let selection = match form.all.as_str() {
        "yes" => Selection::All(list::query_in(&form.query)),
        _ => Selection::These(form.tenants.iter().filter_map(|id| id.parse::<TenantId>().ok()).collect()),
    };
    match bulk_changes::choose(ctx, kind, None, selection).await {
        Ok(id) => Ok(format!("/tenants/bulk/{id}")),
        Err(error) => {
            cx.tell(Err(error)).await?;
            Ok(back)
        }
    }
}

#[server(prefix = "/fn", endpoint = "dashboard/bulk/start")]
pub async fn start_bulk(
    #[server(default)] bulk: String,
    #[server(default)] reason: String,
    #[server(default)] tag: String,
    #[server(default)] notify: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &serde_json::json!({"reason": reason, "tag": tag}));
    let back = format!("/tenants/bulk/{bulk}");
    let said = Confirmation { reason: Some(reason), tag: Some(tag).filter(|tag| !tag.trim().is_empty()), notify_owner: notify == "yes" };
    done(match start(&cx, &bulk, said).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn start(cx: &Cx, bulk: &str, said: Confirmation) -> Result<()> {
    cx.signed_in()?;
    let id: BulkChangeId = bulk.parse().map_err(|_| Error::NotFound)?;
    bulk_changes::start(cx.agency_ctx().await?, id, said).await?;
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/bulk/discard")]
pub async fn discard_bulk(#[server(default)] bulk: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(discard(&cx, &bulk).await);
    Ok(())
}

async fn discard(cx: &Cx, bulk: &str) -> Result<String> {
    cx.signed_in()?;
    let id: BulkChangeId = bulk.parse().map_err(|_| Error::NotFound)?;
    bulk_changes::discard(cx.agency_ctx().await?, id).await?;
    Ok("/tenants".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/bulk/undo")]
pub async fn undo_bulk(#[server(default)] bulk: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(undo(&cx, &bulk).await);
    Ok(())
}

async fn undo(cx: &Cx, bulk: &str) -> Result<String> {
    cx.signed_in()?;
    let id: BulkChangeId = bulk.parse().map_err(|_| Error::NotFound)?;
    let back = bulk_changes::undo(cx.agency_ctx().await?, id).await?;
    Ok(format!("/tenants/bulk/{back}"))
}
