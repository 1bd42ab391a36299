//! `/t/{slug}/{kind}` and `/t/{slug}/{kind}/{id}`: call flows, voicemail, devices, contacts, recordings, transcripts. One list and
//! one dialog, made from the kind's description.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde_json::Value;

use super::chrome::{Place, pager, tenant_form, tenant_page};
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::page::Page;
use crate::domain::telephony::kind::{Field, Holds, Kind};
use crate::domain::telephony::record::Record;
use crate::domain::telephony::records;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::Cx;
use crate::ui::bits::{self};
use crate::ui::form::Form;
use crate::ui::layout::{Body, dialog};

use super::record_form::{add, delete_form, edited, hidden};
use super::record_words::{Titles, form_name, label, root, words};

const ROWS: i64 = 50;
/// Things another kind refers to, in a choice.
const CHOICE: i64 = 500;
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
            Ok(at) => bits::day_and_time(cx.text(), at),
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

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn a_duration_is_read_like_a_clock() {
        assert_eq!(clock(247), "4:07");
        assert_eq!(clock(3_600), "60:00");
    }
}
