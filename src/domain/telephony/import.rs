//! Numbers from a file: all of its lines or none, and what is wrong with each bad one.

use super::number::{NumberProfile, e164};
use super::numbers;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::audit::Entry;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::TenantId;

/// Most lines of one file; a second file takes the rest.
const MOST_LINES: usize = 2_000;

/// One line of a file: the number and what else it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    /// From 1, as editors count.
    pub line: usize,
    pub number: String,
    pub cnam: Option<String>,
    /// A tenant's slug.
    pub tenant: Option<String>,
}

/// A line that cannot be imported, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadLine {
    pub line: usize,
    pub error: FieldError,
}

/// Adds all the lines, or none and tells what is wrong with each bad one.
///
/// # Errors
/// When the database does not answer. Bad lines are not an error but an answer.
pub async fn run(mut ctx: Ctx, lines: Vec<ImportLine>) -> Result<Result<usize, Vec<BadLine>>> {
    ctx.authorize(Action::NumberCreate)?;
    ctx.authorize(Action::NumberAssign)?;
    hold_tenants(&mut ctx, &lines).await?;
    let (mut bad, mut first) = (Vec::new(), None);
    let count = lines.len();
    for line in lines {
        match add_line(&mut ctx, &line).await? {
            Ok(entries) => {
                for entry in entries {
                    match first {
                        None => first = Some(entry),
                        Some(_) => ctx.record(entry),
                    }
                }
            }
            Err(errors) => bad.extend(errors.into_iter().map(|error| BadLine { line: line.line, error })),
        }
    }
    if !bad.is_empty() {
        return Ok(Err(bad));
    }
    if let Some(first) = first {
        ctx.commit([first]).await?;
    }
    Ok(Ok(count))
}

/// The tenants of all lines, in the order of their ids: as whoever moves a number holds them.
async fn hold_tenants(ctx: &mut Ctx, lines: &[ImportLine]) -> Result<()> {
    let agency = ctx.scope().agency();
    let mut slugs: Vec<String> = lines.iter().filter_map(|line| line.tenant.as_ref()).map(|slug| slug.replace('\0', "")).collect();
    slugs.sort_unstable();
    slugs.dedup();
    sqlx::query_scalar!(
        "SELECT id FROM tenants WHERE agency_id = $1 AND slug = ANY($2) ORDER BY id FOR NO KEY UPDATE",
        agency.uuid(),
        &slugs
    )
    .fetch_all(ctx.db())
    .await?;
    Ok(())
}

async fn add_line(ctx: &mut Ctx, line: &ImportLine) -> Result<Result<Vec<Entry>, Vec<FieldError>>> {
    let mut problems = Problems::default();
    let number = e164(&mut problems, "number", &line.number);
    let mut profile = NumberProfile { cnam: line.cnam.clone(), ..NumberProfile::default() };
    profile.check(&mut problems);
    let tenant = match &line.tenant {
        Some(slug) => {
            let agency = ctx.scope().agency();
            let found: Option<TenantId> = sqlx::query_scalar!(
                r#"SELECT id AS "id: TenantId" FROM tenants WHERE agency_id = $1 AND slug = $2"#,
                agency.uuid(),
                slug.replace('\0', "")
            )
            .fetch_optional(ctx.db())
            .await?;
            if found.is_none() {
                problems.add(FieldError::new("tenant", "unknown_tenant").with("value", slug));
            }
            found
        }
        None => None,
    };
    if let Err(Error::Invalid(errors)) = problems.finish() {
        return Ok(Err(errors));
    }
    let Some(id) = numbers::insert(ctx, &number, &profile).await? else {
        return Ok(Err(vec![FieldError::new("number", "taken").with("value", number)]));
    };
    let made = numbers::read(ctx, id).await?;
    let mut entries = vec![numbers::entry("phone_number.added", &made, tenant)];
    if let Some(tenant) = tenant {
        match numbers::give(ctx, &made, tenant).await {
            Ok(assigned) => entries.push(assigned),
            Err(error) => match error.state_error() {
                Some(mut state) => {
                    "tenant".clone_into(&mut state.field);
                    return Ok(Err(vec![state]));
                }
                None => return Err(error),
            },
        }
    }
    Ok(Ok(entries))
}

/// The lines of a CSV file: number, caller name, a tenant's short name. A first line of headings is left out.
///
/// # Errors
/// [`Error::Invalid`] at `lines` for what is no CSV, or has no line.
pub fn read(text: &str) -> Result<Vec<ImportLine>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Error::invalid("lines", "not_csv"))?;
        let line = record.position().map_or(0, |at| line_of(text, at));
        let cell = |n: usize| record.get(n).map(str::to_owned).filter(|cell| !cell.is_empty());
        let Some(number) = cell(0) else { continue };
        if lines.is_empty() && !number.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        lines.push(ImportLine { line, number, cnam: cell(1), tenant: cell(2) });
    }
    if lines.len() > MOST_LINES {
        return Err(Error::Invalid(vec![FieldError::new("lines", "too_many_lines").with("max", MOST_LINES)]));
    }
    if lines.is_empty() { Err(Error::invalid("lines", "required")) } else { Ok(lines) }
}

/// The reader's position is before the empty lines it skips; editors count them.
fn line_of(text: &str, at: &csv::Position) -> usize {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let skipped = text.as_bytes().get(start..).unwrap_or_default().iter().take_while(|byte| b"\r\n".contains(byte));
    usize::try_from(at.line()).unwrap_or(0) + skipped.filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_as_editors_do() {
        let lines = read("number,cnam,tenant\n+12125550100, ACME ,acme\n\n\"+12125550101\"\n").unwrap();
        assert_eq!(lines.iter().map(|line| line.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!((lines[0].cnam.as_deref(), lines[0].tenant.as_deref()), (Some("ACME"), Some("acme")));
        assert_eq!((lines[1].number.as_str(), &lines[1].cnam), ("+12125550101", &None));
        assert!(matches!(read("number\n"), Err(Error::Invalid(_))));
        assert!(matches!(read(&"+12125550100\n".repeat(MOST_LINES + 1)), Err(Error::Invalid(_))));
    }
}
