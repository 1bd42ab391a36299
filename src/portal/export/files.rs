//! What is in each file. The heads are for programs: English, as the API names things.

use axum::Extension;
use axum::extract::Path;
use axum::response::Response;

use super::File;
use crate::domain::Error;
use crate::domain::accounts::members;
use crate::domain::accounts::team::TeamQuery;
use crate::domain::billing::accounts;
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::error::Result;
use crate::domain::metering::decimal;
use crate::domain::money;
use crate::domain::telephony::kind::{Field, Holds, Kind};
use crate::domain::telephony::number::Number;
use crate::domain::telephony::numbers::{self, NumberQuery};
use crate::domain::telephony::record::Record;
use crate::domain::telephony::{agents, extensions, records};
use crate::format::{csv_line, iso};
use crate::server::extract::inside;
use crate::server::extract::{CHUNK, Chunk, Cx, csv_file};
use crate::server::pages::error_for;

/// Transcripts of one statement: each may be long.
const TRANSCRIPTS: i64 = 50;

pub async fn export_csv(Extension(cx): Extension<Cx>, Path((slug, file)): Path<(String, String)>) -> Response {
    let Some(file) = File::parse(&file) else { return error_for(&cx, &Error::NotFound) };
    let head = head(file);
    csv_file(cx, file.name(), &head, move |cx, after| chunk(cx, slug.clone(), file, after)).await
}

fn head(file: File) -> Vec<&'static str> {
    match file {
        File::Numbers => vec!["id", "number", "cnam", "e911_status", "status", "assigned_at"],
        File::Extensions => vec!["id", "number", "name", "sip_user", "created_at"],
        File::Agents => vec!["id", "name", "channel", "active", "created_at"],
        File::Team => vec!["id", "email", "first_name", "last_name", "role", "status", "last_sign_in_at", "created_at"],
        File::Invoices => vec!["number", "status", "issued_at", "due_at", "total", "paid", "credited", "currency", "paper"],
        File::Records(kind) => {
            let fields = kind.describe().fields.iter().map(|field| field.column);
            std::iter::once("id").chain(fields).chain(["created_at", "updated_at"]).collect()
        }
    }
}

async fn chunk(cx: Cx, slug: String, file: File, after: Option<String>) -> Result<Chunk> {
    let (mut ctx, standing) = inside(&cx, &slug).await?;
    let (ctx, tenant, size) = (&mut ctx, standing.tenant, i64::from(CHUNK));
    let at = after.as_deref();
    match file {
        File::Numbers => {
            let query = NumberQuery { after, size, ..NumberQuery::default() };
            let found = numbers::list(ctx, &query).await?;
            Ok((found.rows.iter().map(number_line).collect(), found.next))
        }
        File::Extensions => {
            let found = extensions::list(ctx, tenant, at, 0, size).await?;
            let lines = found.rows.iter().map(|extension| {
                let (id, made) = (extension.id.to_string(), iso(extension.created_at));
                csv_line([id.as_str(), &extension.number, &extension.name, &extension.sip_user, &made])
            });
            Ok((lines.collect(), found.next))
        }
        File::Agents => {
            let found = agents::list(ctx, tenant, at, 0, size).await?;
            let lines = found.rows.iter().map(|agent| {
                let (id, made, profile) = (agent.id.to_string(), iso(agent.created_at), &agent.profile);
                csv_line([id.as_str(), &profile.name, profile.channel.as_str(), yes_or_no(profile.active), &made])
            });
            Ok((lines.collect(), found.next))
        }
        File::Team => {
            let found = members::list(ctx, tenant, &TeamQuery { after, size, ..TeamQuery::default() }).await?;
            let lines = found.rows.iter().map(|person| {
                let (id, made) = (person.user.to_string(), iso(person.created_at));
                let seen = person.last_sign_in_at.map(iso).unwrap_or_default();
                let (role, status) = (person.role.as_str(), person.status.as_str());
                csv_line([id.as_str(), &person.email, &person.first_name, &person.last_name, role, status, &seen, &made])
            });
            Ok((lines.collect(), found.next))
        }
        File::Invoices => {
            let key = accounts::own(ctx)?;
            let found = invoices::list(ctx, key, Filter::default(), At { size, offset: 0, cursor: after }).await?;
            Ok((found.rows.iter().map(|invoice| invoice_line(invoice, &slug)).collect(), found.next))
        }
        File::Records(kind) => {
            let size = if kind == Kind::Transcript { TRANSCRIPTS } else { size };
            let found = records::list(ctx, tenant, kind, at, 0, size).await?;
            Ok((found.rows.iter().map(record_line).collect(), found.next))
        }
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn number_line(number: &Number) -> String {
    csv_line([
        number.id.to_string().as_str(),
        &number.e164,
        number.profile.cnam.as_deref().unwrap_or_default(),
        number.profile.e911_status.as_str(),
        number.status.as_str(),
        &number.assigned_at.map(iso).unwrap_or_default(),
    ])
}

fn invoice_line(invoice: &Invoice, slug: &str) -> String {
    let places = usize::try_from(money::exponent(&invoice.currency)).unwrap_or(2);
    let amount = |cents: i64| decimal::format(cents, places);
    csv_line([
        invoice.number.as_str(),
        invoice.status.as_str(),
        &iso(invoice.issued_at),
        &iso(invoice.due_at),
        &amount(invoice.total_cents),
        &amount(invoice.paid_cents),
        &amount(invoice.credited_cents),
        &invoice.currency,
        &format!("/t/{slug}/invoices/{}/paper.pdf", invoice.id),
    ])
}

fn record_line(record: &Record) -> String {
    let mut cells = vec![record.id_text()];
    cells.extend(record.kind.describe().fields.iter().map(|field| cell(record, field)));
    cells.extend([iso(record.created_at), iso(record.updated_at)]);
    csv_line(cells.iter().map(String::as_str))
}

/// Steps as the JSON that the API has.
fn cell(record: &Record, field: &Field) -> String {
    match (field.holds, record.values.get(field.name)) {
        (Holds::Steps, Some(steps)) => steps.to_string(),
        _ => record.text(field.name),
    }
}
