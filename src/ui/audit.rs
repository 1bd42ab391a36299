//! The audit log as a table: what happened, by whom, before → after, from where.

use leptos::prelude::*;
use serde_json::Value;
use time::Date;
use time::macros::format_description;

use super::bits;
use crate::domain::audit::log::{AuditQuery, LoggedEntry};
use crate::domain::audit::{actions, for_its_tenant};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AuditId;
use crate::format::{csv_line, iso};
use crate::text::Text;

/// Where a log is shown, and what it was asked.
pub struct Place<'a> {
    pub text: &'a Text,
    /// `/audit`, the operators', or a tenant's.
    pub path: &'a str,
    pub query: &'a AuditQuery,
    /// The tenant's own people see what concerns the tenant, not what the agency keeps to itself.
    pub for_tenant: bool,
}

/// The query of a page's address.
///
/// # Errors
/// [`Error::Invalid`] for a day that is none; [`Error::NotFound`] for an id that is none.
pub fn query(param: impl Fn(&str) -> Option<String>, size: i64) -> Result<AuditQuery> {
    let day = |name: &str| match param(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => {
            Date::parse(&text, format_description!("[year]-[month]-[day]")).map(Some).map_err(|_| Error::invalid(name, "not_a_day"))
        }
    };
    fn id<T: std::str::FromStr>(text: Option<String>) -> Result<Option<T>> {
        text.filter(|text| !text.is_empty()).map(|text| text.parse()).transpose().map_err(|_| Error::NotFound)
    }
    Ok(AuditQuery {
        agency: id(param("agency"))?,
        tenant: id(param("tenant"))?,
        actor: param("who").unwrap_or_default(),
        action: param("action").filter(|action| !action.is_empty()),
        subject: param("about").unwrap_or_default(),
        from: day("from")?,
        to: day("to")?,
        before: id(param("before"))?,
        size,
    })
}

impl Place<'_> {
    /// The same question, from another entry on, or as a file.
    fn address(&self, file: bool, before: Option<AuditId>) -> String {
        let query = self.query;
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let pairs = [
            ("agency", query.agency.map(|id| id.to_string()).unwrap_or_default()),
            ("tenant", query.tenant.map(|id| id.to_string()).unwrap_or_default()),
            ("who", query.actor.clone()),
            ("action", query.action.clone().unwrap_or_default()),
            ("about", query.subject.clone()),
            ("from", day(query.from)),
            ("to", day(query.to)),
            ("before", before.map(|id| id.to_string()).unwrap_or_default()),
        ];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let path = if file { format!("{}.csv", self.path) } else { self.path.to_owned() };
        if text.is_empty() { path } else { format!("{path}?{text}") }
    }
}

/// The words of an action; its event name where it has none.
pub fn action_words(text: &Text, action: &str) -> String {
    text.try_get(&format!("audit-action-{}", action.replace(['.', '_'], "-"))).unwrap_or_else(|| action.to_owned())
}

fn filters(place: &Place<'_>, agencies: Option<AnyView>) -> AnyView {
    let (text, query) = (place.text, place.query);
    let chosen = query.action.clone().unwrap_or_default();
    let groups = actions::GROUPS
        .iter()
        .map(|(group, names)| {
            let options = names
                .iter()
                .map(|name| {
                    let selected = chosen == *name;
                    view! { <option value=*name selected=selected>{action_words(text, name)}</option> }
                })
                .collect_view();
            let label = text.get(&format!("audit-group-{}", group.replace('_', "-")));
            view! { <optgroup label=label>{options}</optgroup> }
        })
        .collect_view();
    let field = |name: &'static str, key: &str, kind: &'static str, value: String| {
        view! { <div class="field"><label for=format!("audit-{name}")>{text.get(key)}</label>
        <input class="input" type=kind id=format!("audit-{name}") name=name value=value autocomplete="off"/></div> }
    };
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let tenant = query.tenant.map(|id| view! { <input type="hidden" name="tenant" value=id.to_string()/> });
    view! {
        <form class="toolbar fields" role="search" action=place.path.to_owned() aria-label=text.get("audit-title")>
            {tenant}{agencies}
            {field("who", "audit-who", "search", query.actor.clone())}
            <div class="field"><label for="audit-action">{text.get("audit-action")}</label>
                <select class="input" id="audit-action" name="action"><option value="">{text.get("audit-any")}</option>{groups}</select></div>
            {field("about", "audit-about", "search", query.subject.clone())}
            {field("from", "audit-from", "date", day(query.from))}
            {field("to", "audit-to", "date", day(query.to))}
            <button class="btn" type="submit">{text.get("tenants-filter")}</button>
            <a class="btn icon" href=place.address(true, None) download="" aria-label=text.get("audit-csv") title=text.get("audit-csv")>{bits::icon("download")}</a>
        </form>
    }
    .into_any()
}

/// Filters and entries. `agencies`: a choice of whose log it is, for operators.
pub fn view(place: &Place<'_>, entries: Vec<LoggedEntry>, more: bool, agencies: Option<AnyView>) -> AnyView {
    let text = place.text;
    let filters = filters(place, agencies);
    if entries.is_empty() {
        let (title, words) =
            if place.query.is_filtered() { ("audit-none-title", "audit-none") } else { ("audit-empty-title", "audit-empty") };
        return view! { {filters}{bits::empty(text.get(title), text.get(words), None)} }.into_any();
    }
    let older = entries.last().filter(|_| more).map(|last| place.address(false, Some(last.id)));
    let older = older.map(|href| view! { <a class="btn" href=href>{text.get("audit-older")}</a> });
    let rows = entries.into_iter().map(|entry| row(place, entry)).collect_view();
    view! {
        {filters}
        <div class="wide"><table class="table cards audit-table">
            <caption class="vh">{text.get("audit-title")}</caption>
            <thead><tr>
                <th scope="col">{text.get("audit-when")}</th><th scope="col">{text.get("audit-who")}</th><th scope="col">{text.get("audit-what")}</th>
                <th scope="col">{text.get("audit-changes")}</th><th scope="col">{text.get("audit-where")}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
        <div class="foot"><span></span><nav class="pages" aria-label=text.get("tenants-pages")>{older}</nav></div>
    }
    .into_any()
}

/// The columns of the file.
pub const HEAD: [&str; 11] =
    ["id", "at", "action", "actor_kind", "actor", "acting_in", "subject_kind", "subject", "subject_id", "changes", "surface"];

fn line(entry: &LoggedEntry, for_tenant: bool) -> String {
    let changes = serde_json::to_string(&shown_changes(&entry.changes, for_tenant)).unwrap_or_default();
    csv_line([
        entry.id.to_string().as_str(),
        &iso(entry.at),
        &entry.action,
        &entry.actor_kind,
        &entry.actor_name,
        entry.on_behalf_of_name.as_deref().unwrap_or_default(),
        &entry.subject_kind,
        &entry.subject_name,
        &entry.subject_id,
        &changes,
        &entry.surface,
    ])
}

/// A part of the file, and where the next begins.
pub fn lines(entries: &[LoggedEntry], more: bool, for_tenant: bool) -> (String, Option<String>) {
    let next = entries.last().filter(|_| more).map(|last| last.id.to_string());
    (entries.iter().map(|entry| line(entry, for_tenant)).collect(), next)
}

fn shown_changes(changes: &Value, for_tenant: bool) -> Value {
    if for_tenant { for_its_tenant(changes) } else { changes.clone() }
}

fn row(place: &Place<'_>, entry: LoggedEntry) -> AnyView {
    let text = place.text;
    let action = action_words(text, &entry.action);
    let actor = match entry.actor_kind.as_str() {
        "key" => text.with("audit-by-key", &[("name", &entry.actor_name)]),
        "anonymous" => text.get("audit-by-nobody"),
        "system" => text.get("audit-by-system"),
        _ => entry.actor_name.clone(),
    };
    // The tenant knows in whom they acted.
    let acted = entry.on_behalf_of.filter(|_| !place.for_tenant).map(|_| {
        let name = entry.on_behalf_of_name.clone().unwrap_or_else(|| text.get("audit-tenant-gone"));
        view! { <span class="second">{text.with("audit-on-behalf", &[("tenant", &name)])}</span> }
    });
    let surface = text.try_get(&format!("audit-surface-{}", entry.surface)).unwrap_or(entry.surface);
    let address = entry.ip.filter(|_| !place.for_tenant).map(|ip| view! { <span class="second">{ip}</span> });
    view! {
        <tr>
            <td class="nowrap full">{bits::day_and_time(text, entry.at)}</td>
            <td>{actor}{acted}</td>
            <th scope="row" class="full">{action}<span class="second">{entry.subject_name}</span></th>
            <td class="full changes">{changes(text, &shown_changes(&entry.changes, place.for_tenant))}</td>
            <td>{surface}{address}</td>
        </tr>
    }
    .into_any()
}

/// Field, before → after. What was not there before is not shown as a change from nothing.
fn changes(text: &Text, changes: &Value) -> AnyView {
    let Some(map) = changes.as_object().filter(|map| !map.is_empty()) else {
        return view! { <span class="faint">{text.get("audit-no-fields")}</span> }.into_any();
    };
    let lines: Vec<AnyView> = map
        .iter()
        .filter_map(|(field, pair)| Some((field, pair.get(0)?, pair.get(1)?)))
        .flat_map(|(field, before, after)| flatten(field, before, after))
        .map(|(field, before, after)| {
            let before = (!before.is_empty()).then(|| view! { <del>{before}</del>" → " });
            view! { <li><code>{field}</code>" "{before}<ins>{after}</ins></li> }.into_any()
        })
        .collect();
    let n = lines.len();
    if n <= 3 {
        return view! { <ul>{lines}</ul> }.into_any();
    }
    let summary = text.count("audit-fields", i64::try_from(n).unwrap_or(i64::MAX));
    view! { <details><summary>{summary}</summary><ul>{lines}</ul></details> }.into_any()
}

/// Nested objects as dotted fields, only where they differ.
fn flatten(field: &str, before: &Value, after: &Value) -> Vec<(String, String, String)> {
    let mut keys: Vec<&String> = [before, after].into_iter().filter_map(Value::as_object).flat_map(serde_json::Map::keys).collect();
    if keys.is_empty() {
        let (before, after) = (shown(before), shown(after));
        return if before == after {
            Vec::new()
        } else {
            vec![(field.to_owned(), before, if after.is_empty() { "–".to_owned() } else { after })]
        };
    }
    keys.sort_unstable();
    keys.dedup();
    let side = |value: &Value, key: &str| value.get(key).cloned().unwrap_or(Value::Null);
    keys.into_iter().flat_map(|key| flatten(&format!("{field}.{key}"), &side(before, key), &side(after, key))).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::flatten;
    use serde_json::json;

    #[test]
    fn nested_changes_are_dotted() {
        let lines = flatten("limits", &json!({"a": 1, "b": 2}), &json!({"a": 1, "b": null, "c": [1, 2]}));
        assert_eq!(lines, [("limits.b".into(), "2".into(), "–".into()), ("limits.c".into(), String::new(), "1, 2".into())]);
    }
}
