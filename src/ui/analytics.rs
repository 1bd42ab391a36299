//! What the agency's and the tenant's figures have in common: the range that is asked for, the picture, the comparison.

use leptos::prelude::*;
use time::{Date, OffsetDateTime};

use super::bits::icon;
use super::charts::{self, Line};
use crate::domain::analytics::figures::Figures;
use crate::domain::analytics::range::{GroupBy, Range};
use crate::domain::analytics::reports::Report;
use crate::domain::error::{Error, Result};
use crate::format;
use crate::text::Text;

/// What the address asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub range: Range,
    pub by: GroupBy,
    /// Why something else is shown than was asked for.
    pub problem: Option<String>,
}

/// As [`asked`]; for what cannot be shown the last thirty days, and why.
pub fn asked_or_usual(text: &Text, param: impl Fn(&str) -> Option<String>, now: OffsetDateTime, zone: &str) -> Result<Asked> {
    match asked(param, now, zone) {
        Err(Error::Invalid(problems)) => {
            let why = problems.first().map(|problem| text.field_error(problem)).unwrap_or_default();
            let problem = Some(text.with("analytics-range-wrong", &[("why", &why)]));
            Ok(Asked { problem, ..asked(|_| None, now, zone)? })
        }
        found => found,
    }
}

/// The last thirty days where nothing is asked for.
///
/// # Errors
/// [`Error::Invalid`] for a day that is none, or a range that is too long.
pub fn asked(param: impl Fn(&str) -> Option<String>, now: OffsetDateTime, zone: &str) -> Result<Asked> {
    let read = |name: &str| match param(name).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => format::read_day(&text).map(Some).ok_or_else(|| Error::invalid(name, "not_a_day")),
    };
    let usual = Range::last_days(now, 30, zone)?;
    let (from, to) = (read("from")?.unwrap_or(usual.from), read("to")?.unwrap_or(usual.to));
    let range = Range::new(from, to, zone)?;
    let by = param("by").as_deref().and_then(GroupBy::parse).unwrap_or(if range.days() > 92 { GroupBy::Week } else { GroupBy::Day });
    Ok(Asked { range, by, problem: None })
}

/// The form that asks for another range, and the file of this one.
pub fn toolbar(text: &Text, path: &str, csv: &str, asked: &Asked) -> AnyView {
    let options = GroupBy::ALL
        .map(|by| {
            let selected = by == asked.by;
            view! { <option value=by.as_str() selected=selected>{text.get(&format!("analytics-by-{}", by.as_str()))}</option> }
        })
        .collect_view();
    let (from, to) = (format::iso_day(asked.range.from), format::iso_day(asked.range.to));
    let file = format!("{csv}?from={from}&to={to}&by={}", asked.by.as_str());
    let problem = asked.problem.clone().map(|words| view! { <div class="banner warn" role="alert">{icon("warn")}<p>{words}</p></div> });
    view! {
        {problem}
        <form class="toolbar" action=path.to_owned() aria-label=text.get("analytics-range")>
            <label for="from">{text.get("analytics-from")}</label><input class="input auto" type="date" id="from" name="from" value=from/>
            <label for="to">{text.get("analytics-to")}</label><input class="input auto" type="date" id="to" name="to" value=to/>
            <label class="vh" for="by">{text.get("analytics-by")}</label><select class="input auto" id="by" name="by">{options}</select>
            <button class="btn" type="submit">{text.get("analytics-show")}</button>
            <a class="btn icon" href=file download="" aria-label=text.get("analytics-csv") title=text.get("analytics-csv")>{icon("download")}</a>
        </form>
    }
    .into_any()
}

/// A part of a range in words: a day, a week by its first, a month.
pub fn part_name(text: &Text, by: GroupBy, day: Date) -> String {
    match by {
        GroupBy::Day | GroupBy::Week => text.short_day(day),
        GroupBy::Month => text.month_and_year(day),
    }
}

/// The figures as a line, with those of the period before where it has as many parts.
pub fn line(
    text: &Text,
    title: String,
    report: &Report,
    before: Option<&Report>,
    by: GroupBy,
    of: fn(&Figures) -> i64,
    shown: fn(&Text, i64) -> String,
) -> AnyView {
    let points = report.parts.iter().zip(&report.series).map(|(part, figures)| (part_name(text, by, part.day), of(figures)));
    let before = before.filter(|before| before.parts.len() == report.parts.len()).map(|before| {
        let name = text.with("overview-range", &[("from", &text.short_day(before.range.from)), ("to", &text.short_day(before.range.to))]);
        (name, before.series.iter().map(of).collect())
    });
    let line = Line { title, part: text.get(&format!("analytics-{}", by.as_str())), points: points.collect(), before, shown };
    charts::line(text, &line)
}

/// One of the figures on top, compared with the period before.
pub fn tile(text: &Text, label: String, value: String, change: Option<i64>, was: &str) -> AnyView {
    view! { <div><dt>{label}</dt><dd class="figure">{value}</dd>{charts::delta(text, change, was)}</div> }.into_any()
}
