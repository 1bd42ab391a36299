//! The fields of a webhook.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::webhooks::catalogue::{ALL, GROUPS, OF_AGENCIES};
use crate::domain::webhooks::endpoint::Endpoint;
use crate::server::extract::Cx;
use crate::ui::bits::icon;
use crate::ui::form::{Form, Input, id_of};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookForm {
    pub slug: String,
    /// Of the one that is changed.
    pub webhook: String,
    pub url: String,
    pub description: String,
    /// `all`, or those that are ticked.
    pub which: String,
    pub events: Vec<String>,
}

impl WebhookForm {
    pub fn wanted(&self) -> Vec<String> {
        if self.which == "all" { vec![ALL.to_owned()] } else { self.events.clone() }
    }
}

/// What a form begins with.
pub fn defaults(endpoint: Option<&Endpoint>) -> Vec<(&'static str, String)> {
    let Some(endpoint) = endpoint else { return vec![("which", "all".to_owned())] };
    let all = endpoint.events.iter().any(|event| event == ALL);
    vec![
        ("url", endpoint.url.clone()),
        ("description", endpoint.description.clone().unwrap_or_default()),
        ("which", if all { "all" } else { "some" }.to_owned()),
        ("events", endpoint.events.join(" ")),
    ]
}

/// `slug` as [`super::root`] has it.
pub fn fields(cx: &Cx, slug: &str, form: &Form<'_>) -> AnyView {
    let url = Input {
        name: "url",
        label: cx.t("webhook-url"),
        help: Some(cx.t("webhook-url-help")),
        kind: "url",
        maxlength: Some(500),
        autocomplete: "off",
        ..Input::default()
    };
    let description = Input {
        name: "description",
        label: cx.t("webhook-description"),
        optional: true,
        maxlength: Some(200),
        autocomplete: "off",
        ..Input::default()
    };
    let which = ["all", "some"].map(|which| (which.to_owned(), cx.t(&format!("webhook-events-{which}"))));
    view! {
        {form.input(url)}
        {form.input(description)}
        {form.choices("which", cx.t("webhook-events"), which.into())}
        {ticks(cx, slug, form)}
    }
    .into_any()
}

/// A tick for each event, group by group; hidden by style while everything is told.
fn ticks(cx: &Cx, slug: &str, form: &Form<'_>) -> AnyView {
    let ticked = form.value("events");
    let ticked: Vec<&str> = ticked.split(' ').collect();
    let groups = GROUPS
        .iter()
        .filter(|(group, _)| slug.is_empty() || !OF_AGENCIES.contains(group))
        .enumerate()
        .map(|(g, (group, events))| {
            let boxes = events
                .iter()
                .enumerate()
                .map(|(n, event)| {
                    let id = (g == 0 && n == 0).then(|| id_of("events"));
                    let words = cx.t(&format!("audit-action-{}", event.replace(['.', '_'], "-")));
                    view! {
                        <label><input type="checkbox" id=id name="events[]" value=*event checked=ticked.contains(event)/>
                            <span>{words}" "<code class="faint">{*event}</code></span></label>
                    }
                })
                .collect_view();
            let on = events.iter().filter(|event| ticked.contains(event)).count();
            let count = (on > 0).then(|| format!(" ({on})"));
            // Where the list of problems leads to.
            let open = on > 0 || g == 0 && form.error("events").is_some();
            view! { <details class="more" open=open><summary>{cx.t(&format!("webhook-group-{}", group.replace('_', "-")))}{count}</summary><div class="choices lines">{boxes}</div></details> }
        })
        .collect_view();
    let error = form.error("events").map(|words| view! { <p class="error">{icon("warn")}<span>{words}</span></p> });
    view! { <fieldset class="field events"><legend class="vh">{cx.t("webhook-events")}</legend>{groups}{error}</fieldset> }.into_any()
}

/// The hidden fields that say which.
pub fn which(slug: &str, endpoint: &Endpoint) -> AnyView {
    view! { <input type="hidden" name="slug" value=slug.to_owned()/><input type="hidden" name="webhook" value=endpoint.id.to_string()/> }
        .into_any()
}
