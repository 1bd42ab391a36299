//! Saving and deleting a record from its form.

use crate::domain::error::{Error, FieldError, Result};
use crate::domain::telephony::kind::{Holds, Kind};
use crate::domain::telephony::records;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::Refused;
use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::record_words::{form_name, root};

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
