//! The audit log as a table: what happened, by whom, before → after, from where.

use leptos::prelude::*;
use serde_json::Value;

use super::bits;
use crate::domain::audit::log::LoggedEntry;
use crate::text::Text;

/// `older` is the address of the page after this one.
pub fn table(text: &Text, entries: Vec<LoggedEntry>, older: Option<String>) -> AnyView {
    if entries.is_empty() {
        return bits::empty(text.get("audit-empty-title"), text.get("audit-empty"), None);
    }
    let rows = entries.into_iter().map(|entry| row(text, entry)).collect_view();
    let older = older.map(|href| view! { <a class="btn" href=href>{text.get("audit-older")}</a> });
    view! {
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

fn row(text: &Text, entry: LoggedEntry) -> AnyView {
    let key = format!("audit-action-{}", entry.action.replace(['.', '_'], "-"));
    let action = text.try_get(&key).unwrap_or_else(|| entry.action.clone());
    let actor = match entry.actor_kind.as_str() {
        "key" => text.with("audit-by-key", &[("name", &entry.actor_name)]),
        "anonymous" => text.get("audit-by-nobody"),
        "system" => text.get("audit-by-system"),
        _ => entry.actor_name.clone(),
    };
    let on_behalf =
        entry.on_behalf_of.map(|id| view! { <span class="second">{text.with("audit-on-behalf", &[("tenant", &id.to_string())])}</span> });
    let place = text.try_get(&format!("audit-surface-{}", entry.surface)).unwrap_or(entry.surface);
    let address = entry.ip.map(|ip| view! { <span class="second">{ip}</span> });
    view! {
        <tr>
            <td class="nowrap full">{bits::day_and_time(entry.at)}</td>
            <td>{actor}{on_behalf}</td>
            <th scope="row" class="full">{action}<span class="second">{entry.subject_name}</span></th>
            <td class="full changes">{changes(text, &entry.changes)}</td>
            <td>{place}{address}</td>
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
