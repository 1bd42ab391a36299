//! `/t/{slug}/{kind}` and `/t/{slug}/{kind}/{id}`: call flows, voicemail, devices, contacts, recordings, transcripts. One list and
//! one dialog, made from the kind's description.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::chrome::{Place, inside, pager, tenant_form, tenant_page};
use crate::domain::Ctx;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::page::Page;
use crate::domain::telephony::record::{Field, Holds, Kind, Record, STEP_KINDS};
use crate::domain::telephony::records;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, dialog};

const ROWS: i64 = 50;
/// Things another kind refers to, in a choice.
const CHOICE: i64 = 500;
/// Empty rows under the steps of a flow.
const MORE_STEPS: usize = 3;

macro_rules! pages {
    ($($list:ident $one:ident $kind:ident;)*) => {$(
        #[component]
        pub fn $list() -> impl IntoView {
            list_page(Kind::$kind)
        }
        #[component]
        pub fn $one() -> impl IntoView {
            record_page(Kind::$kind)
        }
    )*};
}

pages! {
    CallFlowsPage CallFlowPage CallFlow;
    VoicemailBoxesPage VoicemailBoxPage VoicemailBox;
    VoicemailMessagesPage VoicemailMessagePage VoicemailMessage;
    DevicesPage DevicePage Device;
    TrunksPage TrunkPage Trunk;
    ContactsPage ContactPage Contact;
    RecordingsPage RecordingPage Recording;
    TranscriptsPage TranscriptPage Transcript;
}

/// A text of a kind: `records-<word>-<part>`.
fn words(cx: &Cx, kind: Kind, part: &str) -> String {
    cx.t(&format!("records-{}-{part}", kind.describe().word.replace('_', "-")))
}

fn label(cx: &Cx, field: &Field) -> String {
    cx.t(&format!("records-field-{}", field.column.replace('_', "-")))
}

fn root(standing: &Standing, kind: Kind) -> String {
    format!("/t/{}/{}", standing.slug, kind.describe().path)
}

fn form_name(kind: Kind) -> String {
    format!("record-{}", kind.describe().word)
}

/// Titles of what the kind refers to, by id.
type Titles = BTreeMap<String, String>;

struct Loaded {
    found: Page<Record>,
    titles: Titles,
}

async fn load(cx: &Cx, ctx: &mut Ctx, standing: &Standing, kind: Kind) -> Result<Loaded> {
    let found = records::list(ctx, standing.tenant, kind, cx.param("at").as_deref(), 0, ROWS).await?;
    let mut titles = Titles::new();
    for field in kind.describe().fields {
        if let Holds::Reference(other) = field.holds {
            let others = records::list(ctx, standing.tenant, other, None, 0, CHOICE).await?;
            titles.extend(others.rows.iter().map(|record| (record.id_text(), record.title())));
        }
    }
    Ok(Loaded { found, titles })
}

fn list_page(kind: Kind) -> AnyView {
    tenant_page(Place::Records(kind), move |cx, mut ctx, standing| async move {
        let loaded = load(&cx, &mut ctx, &standing, kind).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(&form_name(kind)), defaults: Vec::new() };
        let title = words(&cx, kind, "title");
        Ok(Body {
            title: title.clone(),
            document_title: Some(form.title(title)),
            content: content(&cx, &standing, kind, Some(&form), &loaded),
            ..Body::default()
        })
    })
}

fn record_page(kind: Kind) -> AnyView {
    let id = use_params_map().read_untracked().get("record").unwrap_or_default();
    tenant_page(Place::Records(kind), move |cx, mut ctx, standing| async move {
        let id = kind.read_id(&id).ok_or(Error::NotFound)?;
        let record = records::get(&mut ctx, standing.tenant, kind, id).await?;
        let loaded = load(&cx, &mut ctx, &standing, kind).await?;
        drop(ctx);
        let defaults = kind.describe().fields.iter().map(|field| (field.name, record.text(field.name))).collect();
        let form = Form { text: cx.text(), refused: cx.refused(&form_name(kind)), defaults };
        let inside = if kind.describe().reported || !standing.may(kind.write_action()) {
            shown(&cx, &standing, &record, &loaded.titles)
        } else {
            edited(&cx, &standing, &form, &record, &loaded.titles)
        };
        let close = root(&standing, kind);
        Ok(Body {
            title: words(&cx, kind, "title"),
            document_title: Some(form.title(record.title())),
            // Without its form, whose fields have the dialog's names.
            content: content(&cx, &standing, kind, None, &loaded),
            dialog: Some(dialog(cx.text(), record.title(), close, inside)),
            ..Body::default()
        })
    })
}

/// Two kinds that belong together share a page's tabs.
fn tabs(cx: &Cx, standing: &Standing, kind: Kind) -> Option<AnyView> {
    let pair = match kind {
        Kind::VoicemailBox | Kind::VoicemailMessage => [Kind::VoicemailMessage, Kind::VoicemailBox],
        Kind::Recording | Kind::Transcript => [Kind::Recording, Kind::Transcript],
        _ => return None,
    };
    let links = pair
        .map(|other| {
            let current = (other == kind).then_some("page");
            view! { <a href=root(standing, other) aria-current=current>{words(cx, other, "title")}</a> }
        })
        .collect_view();
    Some(view! { <nav class="tabs" aria-label=words(cx, kind, "title")>{links}</nav> }.into_any())
}

fn content(cx: &Cx, standing: &Standing, kind: Kind, form: Option<&Form<'_>>, loaded: &Loaded) -> AnyView {
    let description = kind.describe();
    let may = standing.may(kind.write_action()) && !description.reported;
    let add = form.filter(|_| may).map(|form| add(cx, standing, kind, form, &loaded.titles));
    let found = &loaded.found;
    if found.rows.is_empty() {
        let empty = bits::empty(words(cx, kind, "empty-title"), words(cx, kind, "empty"), None);
        return view! { {tabs(cx, standing, kind)}{empty}{add} }.into_any();
    }
    let columns: Vec<&Field> = description.fields.iter().filter(|field| in_table(field)).collect();
    let heads = columns.iter().map(|field| view! { <th scope="col">{label(cx, field)}</th> }).collect_view();
    let rows = found.rows.iter().map(|record| row(cx, standing, &columns, record, &loaded.titles)).collect_view();
    let total = cx.text().count("records-count", found.total);
    view! {
        {tabs(cx, standing, kind)}
        <section class="section">
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{words(cx, kind, "title")}</caption>
                <thead><tr>{heads}<th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {pager(cx, total, &root(standing, kind), found.next.as_deref())}
        </section>
        {add}
    }
    .into_any()
}

/// Long texts and addresses are for the dialog.
fn in_table(field: &Field) -> bool {
    !matches!(field.holds, Holds::Text(_)) && field.name != "url" && field.name != "externalId"
}

fn row(cx: &Cx, standing: &Standing, columns: &[&Field], record: &Record, titles: &Titles) -> AnyView {
    let cells = columns
        .iter()
        .enumerate()
        .map(|(n, field)| {
            let value = value(cx, field, record, titles);
            if n == 0 { view! { <th scope="row" class="full">{value}</th> }.into_any() } else { view! { <td>{value}</td> }.into_any() }
        })
        .collect_view();
    let href = format!("{}/{}", root(standing, record.kind), record.id_text());
    let label = cx.text().with("records-open-of", &[("name", &record.title())]);
    view! { <tr>{cells}<td class="row-actions"><a href=href aria-label=label>{cx.t("records-open")}</a></td></tr> }.into_any()
}

/// `4:07`
fn clock(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn value(cx: &Cx, field: &Field, record: &Record, titles: &Titles) -> AnyView {
    let text = record.text(field.name);
    match field.holds {
        Holds::Steps => {
            let steps = record.values.get(field.name).and_then(Value::as_array).map_or(0, Vec::len);
            cx.text().count("records-steps", i64::try_from(steps).unwrap_or(i64::MAX)).into_any()
        }
        Holds::Switch => {
            let (class, key) = if text == "true" { ("badge active", "records-on") } else { ("badge cancelled", "records-off") };
            view! { <span class=class>{cx.t(key)}</span> }.into_any()
        }
        Holds::Truth if text == "true" => view! { <span class="badge cancelled">{cx.t("records-heard")}</span> }.into_any(),
        Holds::Truth => view! { <span class="badge active">{cx.t("records-new")}</span> }.into_any(),
        _ if text.is_empty() => view! { <span class="faint absent">"–"</span> }.into_any(),
        Holds::Seconds => clock(text.parse().unwrap_or(0)).into_any(),
        Holds::Time => match time::OffsetDateTime::parse(&text, &time::format_description::well_known::Rfc3339) {
            Ok(at) => bits::day_and_time(at),
            Err(_) => text.into_any(),
        },
        Holds::OneOf(_) => cx.t(&format!("records-{}-{text}", field.name)).into_any(),
        Holds::Reference(_) => titles.get(&text).cloned().unwrap_or(text).into_any(),
        Holds::Text(_) => view! { <span class="prewrap">{text}</span> }.into_any(),
        // Only what a browser opens as a page or a sound.
        Holds::Line(_) if field.name == "url" && text.starts_with("https://") => {
            view! { <a href=text rel="noreferrer">{cx.t("records-listen")}</a> }.into_any()
        }
        _ => text.into_any(),
    }
}

/// What a switch reported: to read, to mark as heard, to delete.
fn shown(cx: &Cx, standing: &Standing, record: &Record, titles: &Titles) -> AnyView {
    let description = record.kind.describe();
    let rows =
        description.fields.iter().map(|field| bits::row(label(cx, field), Some(value(cx, field, record, titles)), "")).collect_view();
    let may = standing.may(record.kind.write_action());
    let heard = (may && record.kind == Kind::VoicemailMessage).then(|| {
        let (to, key) = if record.text("heard") == "true" { ("no", "records-mark-new") } else { ("yes", "records-mark-heard") };
        let fields = view! { {hidden(record.kind, Some(record))}<input type="hidden" name="heard" value=to/>
        <button class="btn" type="submit">{cx.t(key)}</button> };
        tenant_form(standing, "/fn/portal/records/save", fields.into_any())
    });
    view! {
        <div class="body form"><dl class="kv">{rows}</dl>{heard}{may.then(|| delete_form(cx, standing, record))}</div>
        <div class="ends"><a class="btn" href=root(standing, record.kind)>{cx.t("form-cancel")}</a></div>
    }
    .into_any()
}

fn hidden(kind: Kind, record: Option<&Record>) -> AnyView {
    let record = record.map(|record| view! { <input type="hidden" name="record" value=record.id_text()/> });
    view! { <input type="hidden" name="kind" value=kind.describe().path/>{record} }.into_any()
}

fn delete_form(cx: &Cx, standing: &Standing, record: &Record) -> AnyView {
    let fields = view! {
        {hidden(record.kind, Some(record))}
        <details class="more"><summary>{cx.t("records-delete")}</summary><p class="soft">{cx.t("records-delete-note")}</p>
            <button class="btn danger" type="submit">{cx.text().with("records-delete-button", &[("name", &record.title())])}</button></details>
    };
    tenant_form(standing, "/fn/portal/records/delete", fields.into_any())
}

fn edited(cx: &Cx, standing: &Standing, form: &Form<'_>, record: &Record, titles: &Titles) -> AnyView {
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

fn add(cx: &Cx, standing: &Standing, kind: Kind, form: &Form<'_>, titles: &Titles) -> AnyView {
    let inside = view! {
        {hidden(kind, None)}{form.problems()}{fields(cx, form, kind, titles, None)}
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{words(cx, kind, "add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{words(cx, kind, "new")}</h2>{tenant_form(standing, "/fn/portal/records/save", inside.into_any())}</section> }
        .into_any()
}

fn fields(cx: &Cx, form: &Form<'_>, kind: Kind, titles: &Titles, record: Option<&Record>) -> AnyView {
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
        Holds::Text(_) => form.text_area(field.name, label(cx, field), !field.required),
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
        Holds::Addresses => form.text_area(field.name, label(cx, field), !field.required),
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

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordForm {
    slug: String,
    kind: String,
    record: String,
    #[serde(flatten)]
    values: BTreeMap<String, String>,
}

impl RecordForm {
    fn kind(&self) -> Result<Kind> {
        Kind::of_path(&self.kind).ok_or(Error::NotFound)
    }

    /// The page the form stood on.
    fn page(&self) -> String {
        let list = format!("/t/{}/{}", self.slug, self.kind);
        if self.record.is_empty() { list } else { format!("{list}/{}", self.record) }
    }

    /// The fields as the operation takes them, and which row of the form each step came from.
    fn given(&self, kind: Kind) -> (Map<String, Value>, Vec<usize>) {
        let (mut given, mut rows) = (Map::new(), Vec::new());
        for field in kind.describe().fields {
            if field.holds == Holds::Steps {
                let steps = self.steps();
                rows = steps.iter().map(|(row, _)| *row).collect();
                given.insert(field.name.to_owned(), steps.into_iter().map(|(_, step)| step).collect());
            } else if let Some(text) = self.values.get(field.name) {
                // What a switch reports, people only mark.
                if !kind.describe().reported || field.holds == Holds::Truth {
                    given.insert(field.name.to_owned(), json!(text));
                }
            }
        }
        (given, rows)
    }

    /// Rows with a kind or a target, in the order their numbers say.
    fn steps(&self) -> Vec<(usize, Value)> {
        let get =
            |n: usize, part: &str| self.values.get(&format!("step-{n}-{part}")).map(|text| text.trim().to_owned()).unwrap_or_default();
        let mut steps: Vec<(i64, usize, Value)> = (0..60)
            .filter(|n| !get(*n, "kind").is_empty() || !get(*n, "target").is_empty())
            .map(|n| {
                let order = get(n, "order").parse().unwrap_or(i64::MAX);
                let seconds = get(n, "seconds");
                let seconds = if seconds.is_empty() { Value::Null } else { seconds.parse::<i64>().map_or(json!(0), |n| json!(n)) };
                (order, n, json!({"kind": get(n, "kind"), "target": get(n, "target"), "seconds": seconds}))
            })
            .collect();
        steps.sort_by_key(|(order, n, _)| (*order, *n));
        steps.into_iter().map(|(_, n, step)| (n, step)).collect()
    }
}

/// A mistake in the third step is shown at the row it was typed in.
fn at_its_row(error: Error, rows: &[usize]) -> Error {
    let moved = |mut error: FieldError| {
        let step = error.field.strip_prefix("steps[").and_then(|rest| rest.split_once(']'));
        if let Some((n, part)) = step
            && let Some(row) = n.parse::<usize>().ok().and_then(|n| rows.get(n))
        {
            error.field = format!("step-{row}-{}", part.trim_start_matches('.'));
        }
        error
    };
    match error {
        Error::Invalid(errors) => Error::Invalid(errors.into_iter().map(moved).collect()),
        other => other,
    }
}

#[server(prefix = "/fn", endpoint = "portal/records/save")]
pub async fn save_record(#[server(flatten)] form: RecordForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let name = form.kind().map(form_name).unwrap_or_default();
    let refused = Refused::new(&name, &form.values);
    let back = form.page();
    done(match save(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &RecordForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let kind = form.kind()?;
    let (given, rows) = form.given(kind);
    let saved = if form.record.is_empty() {
        records::create(ctx, standing.tenant, kind, &given).await
    } else {
        let id = kind.read_id(&form.record).ok_or(Error::NotFound)?;
        records::update(ctx, standing.tenant, kind, id, &given).await
    };
    let record = saved.map_err(|error| at_its_row(error, &rows))?;
    cx.set_flash(cx.text().with("records-saved", &[("name", &record.title())])).await?;
    Ok(root(&standing, kind))
}

#[server(prefix = "/fn", endpoint = "portal/records/delete")]
pub async fn delete_record(#[server(flatten)] form: RecordForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &form).await);
    Ok(())
}

async fn delete(cx: &Cx, form: &RecordForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let kind = form.kind()?;
    let id = kind.read_id(&form.record).ok_or(Error::NotFound)?;
    let deleted = records::delete(ctx, standing.tenant, kind, id).await;
    cx.tell(deleted.map(|record| cx.text().with("records-deleted", &[("name", &record.title())]))).await?;
    Ok(root(&standing, kind))
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_duration_is_read_like_a_clock() {
        assert_eq!(clock(247), "4:07");
        assert_eq!(clock(3_600), "60:00");
    }
}
