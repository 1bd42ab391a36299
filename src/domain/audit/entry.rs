//! One entry of the audit log. Its action is an event name (`tenant.created`).

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::domain::ids::{AgencyId, TenantId};

/// What an entry is about.
#[derive(Debug, Clone)]
pub struct Subject {
    pub kind: &'static str,
    pub id: String,
    pub name: String,
}

impl Subject {
    pub fn new(kind: &'static str, id: impl ToString, name: impl Into<String>) -> Self {
        Self { kind, id: id.to_string(), name: name.into() }
    }
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub action: &'static str,
    pub subject: Subject,
    pub agency: Option<AgencyId>,
    pub tenant: Option<TenantId>,
    pub changes: Value,
}

impl Entry {
    pub fn new(action: &'static str, subject: Subject) -> Self {
        Self { action, subject, agency: None, tenant: None, changes: json!({}) }
    }

    /// The tenant it concerns, so that the tenant sees it in its own log.
    #[must_use]
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    /// The agency it concerns, where the scope does not say it (operators act on agencies).
    #[must_use]
    pub fn agency(mut self, agency: AgencyId) -> Self {
        self.agency = Some(agency);
        self
    }

    /// `{field: [before, after]}` of the fields that differ. Secrets are not part of what is compared.
    #[must_use]
    pub fn changes<T: Serialize>(mut self, before: Option<&T>, after: Option<&T>) -> Self {
        self.changes = Value::Object(diff(&to_map(before), &to_map(after)));
        self
    }
}

fn to_map<T: Serialize>(value: Option<&T>) -> Map<String, Value> {
    match value.map(serde_json::to_value) {
        Some(Ok(Value::Object(map))) => map,
        _ => Map::new(),
    }
}

fn diff(before: &Map<String, Value>, after: &Map<String, Value>) -> Map<String, Value> {
    let mut keys: Vec<&String> = before.keys().chain(after.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let side = |map: &Map<String, Value>, key: &str| map.get(key).cloned().unwrap_or(Value::Null);
    keys.into_iter()
        .map(|key| (key.clone(), side(before, key), side(after, key)))
        .filter(|(_, old, new)| old != new)
        .map(|(key, old, new)| (key, json!([old, new])))
        .collect()
}

/// What the agency keeps to itself of a tenant.
const AGENCY_ONLY: [&str; 4] = ["tags", "billingProfile", "billingProfileId", "subAccount"];

/// What the tenant may know of a change that concerns it.
pub fn for_its_tenant(changes: &Value) -> Value {
    let mut shown = changes.clone();
    if let Some(map) = shown.as_object_mut() {
        map.retain(|field, _| !AGENCY_ONLY.contains(&field.as_str()));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_kept() {
        let subject = Subject::new("tenant", "ten_1", "Acme");
        let entry = Entry::new("tenant.updated", subject).changes(
            Some(&json!({"name": "Acme", "plan": "starter", "old": 1})),
            Some(&json!({"name": "Acme", "plan": "business", "new": 2})),
        );
        assert_eq!(entry.changes, json!({"new": [null, 2], "old": [1, null], "plan": ["starter", "business"]}));
    }
}
