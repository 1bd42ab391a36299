//! The form of a record, made from its kind's description.

use super::chrome::tenant_form;
use crate::domain::telephony::kind::{Field, Holds, Kind, STEP_KINDS};
use crate::domain::telephony::record::Record;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::Cx;
use crate::ui::bits::icon;
use crate::ui::form::{Form, Input};
use leptos::prelude::*;
use serde_json::Value;

use super::record_words::{Titles, label, root, words};

/// Empty rows below a flow's steps.
const MORE_STEPS: usize = 3;

pub(super) fn hidden(kind: Kind, record: Option<&Record>) -> AnyView {
    let record = record.map(|record| view! { <input type="hidden" name="record" value=record.id_text()/> });
    view! { <input type="hidden" name="kind" value=kind.describe().path/>{record} }.into_any()
}

pub(super) fn delete_form(cx: &Cx, standing: &Standing, record: &Record) -> AnyView {
    let fields = view! {
        {hidden(record.kind, Some(record))}
        <details class="more"><summary>{cx.t("records-delete")}</summary><p class="soft">{cx.t("records-delete-note")}</p>
            <button class="btn danger" type="submit">{cx.text().with("records-delete-button", &[("name", &record.title())])}</button></details>
    };
    tenant_form(standing, "/fn/portal/records/delete", fields.into_any())
}

pub(super) fn edited(cx: &Cx, standing: &Standing, form: &Form<'_>, record: &Record, titles: &Titles) -> AnyView {
    let slug = standing.slug.clone();
    view! {
        <form method="post" action="/fn/portal/records/save" novalidate=true id="record-form">
            <input type="hidden" name="slug" value=slug/>{hidden(record.kind, Some(record))}
            <div class="body form">{form.problems()}{fields(cx, form, record.kind, titles, Some(record))}</div>
        </form>
        <div class="body form">{delete_form(cx, standing, record)}</div>
        <div class="ends"><a class="btn" href=root(standing, record.kind)>{cx.t("form-cancel")}</a>
            <button class="btn primary" type="submit" form="record-form">{cx.t("form-save")}</button></div>
    }
    .into_any()
}

pub(super) fn add(cx: &Cx, standing: &Standing, kind: Kind, form: &Form<'_>, titles: &Titles) -> AnyView {
    let inside = view! {
        {hidden(kind, None)}{form.problems()}{fields(cx, form, kind, titles, None)}
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{words(cx, kind, "add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{words(cx, kind, "new")}</h2>{tenant_form(standing, "/fn/portal/records/save", inside.into_any())}</section> }
        .into_any()
}

pub(super) fn fields(cx: &Cx, form: &Form<'_>, kind: Kind, titles: &Titles, record: Option<&Record>) -> AnyView {
    kind.describe().fields.iter().map(|field| control(cx, form, field, titles, record)).collect_view().into_any()
}

fn control(cx: &Cx, form: &Form<'_>, field: &Field, titles: &Titles, record: Option<&Record>) -> AnyView {
    let help = cx.text().try_get(&format!("records-help-{}", field.column.replace('_', "-")));
    let line = |maxlength: Option<u32>, numeric: bool, kind: &'static str| {
        form.input(Input {
            name: field.name,
            kind,
            label: label(cx, field),
            help: help.clone(),
            optional: !field.required,
            autocomplete: "off",
            maxlength,
            numeric,
            ..Input::default()
        })
    };
    match field.holds {
        Holds::Line(max) => line(u32::try_from(max).ok(), false, "text"),
        Holds::Number => line(Some(40), false, "tel"),
        Holds::Extension => line(Some(8), true, "text"),
        Holds::Email => line(Some(254), false, "email"),
        Holds::Mac => line(Some(23), false, "text"),
        Holds::Seconds => line(Some(6), true, "text"),
        Holds::Time => line(Some(40), false, "text"),
        Holds::Text(_) => form.text_area(field.name, label(cx, field), !field.required, None),
        Holds::OneOf(options) => {
            let options = options.iter().map(|word| ((*word).to_owned(), cx.t(&format!("records-{}-{word}", field.name)))).collect();
            form.select(field.name, label(cx, field), options, help)
        }
        Holds::Reference(_) => {
            let options = titles.iter().map(|(id, title)| (id.clone(), title.clone())).collect();
            form.select(field.name, label(cx, field), options, help)
        }
        Holds::Truth => ().into_any(),
        Holds::SipUri => line(Some(300), false, "text"),
        Holds::Addresses => form.text_area(field.name, label(cx, field), !field.required, None),
        Holds::Switch => {
            let options = vec![("true".to_owned(), cx.t("records-on")), ("false".to_owned(), cx.t("records-off"))];
            form.select(field.name, label(cx, field), options, help)
        }
        Holds::Steps => steps(cx, form, record),
    }
}

/// A row for each step and some to add; the number in front says the order, so that it can be changed without scripting.
fn steps(cx: &Cx, form: &Form<'_>, record: Option<&Record>) -> AnyView {
    let stored: Vec<Value> = record.and_then(|record| record.values.get("steps")?.as_array().cloned()).unwrap_or_default();
    let typed = form.refused.map_or(0, |refused| refused.values.keys().filter(|name| name.ends_with("-kind")).count());
    let rows = (stored.len() + MORE_STEPS).max(typed);
    let rows = (0..rows).map(|n| step(cx, form, n, stored.get(n))).collect_view();
    view! { <fieldset class="field"><legend>{cx.t("records-field-steps")}</legend><p class="help">{cx.t("records-steps-help")}</p>
    <ol class="steps">{rows}</ol></fieldset> }
    .into_any()
}

fn step(cx: &Cx, form: &Form<'_>, n: usize, stored: Option<&Value>) -> AnyView {
    let name = |part: &str| format!("step-{n}-{part}");
    let was = |part: &str| {
        let typed = form.refused.map(|refused| refused.values.get(&name(part)).cloned().unwrap_or_default());
        typed.unwrap_or_else(|| match stored.and_then(|step| step.get(part)) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        })
    };
    let order = form.refused.and_then(|refused| refused.values.get(&name("order")).cloned()).unwrap_or_else(|| (n + 1).to_string());
    let said = |part: &str| cx.text().with(&format!("records-step-{part}"), &[("n", &(n + 1).to_string())]);
    let kind = was("kind");
    let options = STEP_KINDS
        .map(|word| {
            let selected = word == kind;
            view! { <option value=word selected=selected>{cx.t(&format!("records-step-kind-{word}"))}</option> }
        })
        .collect_view();
    let error = ["kind", "target", "seconds"].into_iter().find_map(|part| form.error(&name(part)));
    let error = error.map(|words| view! { <p class="error">{icon("warn")}<span>{words}</span></p> });
    view! {
        <li>
            <input class="input num order" name=name("order") value=order aria-label=said("order") inputmode="numeric" maxlength="3"/>
            <select class="input" id=name("kind") name=name("kind") aria-label=said("kind")><option value="">{cx.t("records-step-none")}</option>{options}</select>
            <input class="input" id=name("target") name=name("target") value=was("target") aria-label=said("target") placeholder=cx.t("records-step-target-hint") maxlength="300"/>
            <input class="input num" id=name("seconds") name=name("seconds") value=was("seconds") aria-label=said("seconds") placeholder=cx.t("records-step-seconds-hint") inputmode="numeric" maxlength="4"/>
            {error}
        </li>
    }
    .into_any()
}
