//! The words of the weekly summary.

use askama::Template;

use super::letter::{Letter, Worded, rendered};
use super::transport::SendError;
use crate::domain::analytics::attention::Why;
use crate::domain::analytics::digest::{AgencyWeek, Digest, Of, TenantWeek};
use crate::text::Text;

struct Line {
    label: String,
    value: String,
    /// What it is compared with; may be empty.
    note: String,
}

struct Section {
    /// Empty where there is only one.
    title: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "digest/subject.txt")]
struct DigestSubject {
    subject: String,
}
#[derive(Template)]
#[template(path = "digest/body.txt")]
struct DigestText<'a> {
    letter: &'a Letter<'a>,
    lead: &'a str,
    sections: &'a [Section],
    attention: &'a [String],
    off: &'a str,
}
#[derive(Template)]
#[template(path = "digest/body.html")]
struct DigestHtml<'a> {
    letter: &'a Letter<'a>,
    lead: &'a str,
    sections: &'a [Section],
    attention: &'a [String],
    button: &'a str,
    off: &'a str,
}

/// Where its button leads on the brand's host.
pub(super) fn path(digest: &Digest) -> String {
    match &digest.of {
        Of::Agency(_) => "/overview".to_owned(),
        Of::Tenants(weeks) => match weeks.as_slice() {
            [one] => format!("/t/{}/usage", one.slug),
            _ => "/".to_owned(),
        },
    }
}

/// `off`: the address that turns it off.
pub(super) fn words(letter: &Letter<'_>, digest: &Digest, off: &str) -> Result<Worded, SendError> {
    let text = letter.text;
    let (sections, attention, place) = match &digest.of {
        Of::Agency(week) => (vec![agency(text, digest, week)], attention(text, week), letter.brand.name.as_str()),
        Of::Tenants(weeks) => {
            let place = if let [one] = weeks.as_slice() { one.name.as_str() } else { letter.brand.name.as_str() };
            (weeks.iter().map(|week| tenant(text, digest, week, weeks.len() > 1)).collect(), Vec::new(), place)
        }
    };
    let (from, to) = (text.short_day(digest.from), text.short_day(digest.to));
    let args = [("place", place), ("from", from.as_str()), ("to", to.as_str())];
    let (lead, button) = (text.with("mail-digest-lead", &args), text.get("mail-digest-button"));
    let (lead, button) = (lead.as_str(), button.as_str());
    let (sections, attention) = (sections.as_slice(), attention.as_slice());
    let worded = rendered(
        &DigestSubject { subject: text.with("mail-digest-subject", &args) },
        &DigestText { letter, lead, sections, attention, off },
        &DigestHtml { letter, lead, sections, attention, button, off },
    )?;
    Ok(Worded { unsubscribe: Some(off.to_owned()), ..worded })
}

fn line(label: String, value: String) -> Line {
    Line { label, value, note: String::new() }
}

fn compared(text: &Text, key: &str, value: String, before: &str) -> Line {
    Line { note: text.with("mail-digest-before", &[("before", before)]), ..line(text.get(key), value) }
}

fn agency(text: &Text, digest: &Digest, week: &AgencyWeek) -> Section {
    let (now, before) = (week.week, week.before);
    let (count, money) = (|n| text.number(n), |micros| text.money(&digest.currency, micros));
    let lines = vec![
        compared(text, "mail-digest-calls", count(now.conversations), &count(before.conversations)),
        compared(text, "mail-digest-minutes", count(now.minutes()), &count(before.minutes())),
        compared(text, "mail-digest-revenue", money(now.amount_micros), &money(before.amount_micros)),
        line(text.get("mail-digest-new"), count(week.new)),
        line(text.get("mail-digest-suspended"), count(week.suspended)),
    ];
    Section { title: String::new(), lines }
}

fn tenant(text: &Text, digest: &Digest, week: &TenantWeek, named: bool) -> Section {
    let (now, before) = (week.week, week.before);
    let (count, money) = (|n| text.number(n), |micros| text.money(&digest.currency, micros));
    let month = line(text.get("mail-digest-month"), text.minor(&digest.currency, week.spent_cents));
    let cap = week.cap_cents.map(|cap| text.with("mail-digest-cap", &[("cap", &text.minor(&digest.currency, cap))]));
    let lines = vec![
        compared(text, "mail-digest-calls", count(now.conversations), &count(before.conversations)),
        compared(text, "mail-digest-minutes", count(now.minutes()), &count(before.minutes())),
        compared(text, "mail-digest-spend", money(now.amount_micros), &money(before.amount_micros)),
        Line { note: cap.unwrap_or_default(), ..month },
    ];
    Section { title: if named { week.name.clone() } else { String::new() }, lines }
}

fn attention(text: &Text, week: &AgencyWeek) -> Vec<String> {
    let words = |(place, why): &(String, Why)| match why {
        Why::Reached { blocked: true, .. } => text.with("mail-digest-blocked", &[("place", place)]),
        Why::Reached { blocked: false, .. } => text.with("mail-digest-reached", &[("place", place)]),
        Why::Suspended { .. } => text.with("mail-digest-is-suspended", &[("place", place)]),
        Why::Near { used, .. } => text.with("mail-digest-near", &[("place", place), ("percent", &used.percent().to_string())]),
        Why::TrialEnds { at, .. } => text.with("mail-digest-trial", &[("place", place), ("day", &text.day(*at))]),
        Why::Waiting { .. } => text.with("mail-digest-waiting", &[("place", place)]),
    };
    let mut lines: Vec<String> = week.attention.iter().map(words).collect();
    if week.more > 0 {
        lines.push(text.count("mail-digest-more", week.more));
    }
    lines
}
