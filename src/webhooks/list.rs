//! All of them, and a form for another.

use leptos::prelude::*;

use super::form::{defaults, fields};
use super::root;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::webhooks::catalogue::ALL;
use crate::domain::webhooks::endpoint::{Endpoint, Status};
use crate::domain::webhooks::endpoints;
use crate::server::extract::Cx;
use crate::ui::bits::{self, icon};
use crate::ui::form::Form;
use crate::ui::layout::Body;

pub(super) const FORM: &str = "webhook-new";

pub fn title(cx: &Cx) -> String {
    cx.t("webhooks-title")
}

/// # Errors
/// [`crate::domain::Error::Forbidden`] for those who may not see them.
pub async fn load(cx: &Cx, mut ctx: Ctx, slug: &str, may: bool) -> Result<Body> {
    let found = endpoints::list(&mut ctx).await?;
    let may = may && ctx.authorize(Action::WebhookManage).is_ok();
    drop(ctx);
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: defaults(None) };
    let list =
        if found.is_empty() { bits::empty(cx.t("webhooks-empty-title"), cx.t("webhooks-empty"), None) } else { table(cx, slug, &found) };
    let add = may.then(|| {
        view! {
            <section class="section narrow"><h2>{cx.t("webhook-new")}</h2>
                <form class="form" method="post" action="/fn/webhooks/create" novalidate=true><input type="hidden" name="slug" value=slug.to_owned()/>
                    {form.problems()}
                    {fields(cx, slug, &form)}
                    <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("webhook-add")}</button></div></form></section>
        }
    });
    Ok(Body {
        title: title(cx),
        document_title: Some(form.title(title(cx))),
        content: view! { <p class="soft prose">{cx.t("webhooks-lead")}</p>{list}{add} }.into_any(),
        ..Body::default()
    })
}

fn table(cx: &Cx, slug: &str, found: &[Endpoint]) -> AnyView {
    let rows = found
        .iter()
        .map(|endpoint| {
            let href = format!("{}/{}", root(slug), endpoint.id);
            let second = endpoint.description.clone().map(|words| view! { <span class="second">{words}</span> });
            view! {
                <tr><th scope="row" class="full"><a href=href>{endpoint.url.clone()}</a>{second}</th>
                    <td class="full" data-label=cx.t("webhook-events")>{events(cx, endpoint)}</td>
                    <td data-label=cx.t("webhook-state")>{state(cx, endpoint)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><div class="wide"><table class="table cards audit-table">
            <caption class="vh">{cx.t("webhooks-title")}</caption>
            <thead><tr><th scope="col">{cx.t("webhook-url")}</th><th scope="col">{cx.t("webhook-events")}</th><th scope="col">{cx.t("webhook-state")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div></section>
    }
    .into_any()
}

fn events(cx: &Cx, endpoint: &Endpoint) -> String {
    match endpoint.events.as_slice() {
        [one] if one == ALL => cx.t("webhook-events-all"),
        [one] => one.clone(),
        many => cx.text().count("webhook-events-count", i64::try_from(many.len()).unwrap_or(i64::MAX)),
    }
}

/// Works, fails, or is switched off and why.
pub(super) fn state(cx: &Cx, endpoint: &Endpoint) -> AnyView {
    match (endpoint.status, endpoint.because, endpoint.failing_since) {
        (Status::Disabled, because, _) => {
            let why = because.map(|because| cx.t(&format!("webhook-off-{}", because.as_str().replace('_', "-"))));
            view! { <span class="badge suspended">{cx.t("webhook-off")}</span>" "<span class="second">{why}</span> }.into_any()
        }
        (Status::Enabled, _, Some(since)) => {
            let since = cx.text().with("webhook-failing-since", &[("at", &cx.text().moment(since))]);
            view! { <span class="badge trial">{cx.t("webhook-failing")}</span>" "<span class="second">{since}</span> }.into_any()
        }
        (Status::Enabled, ..) => view! { <span class="badge active">{cx.t("webhook-on")}</span> }.into_any(),
    }
}
