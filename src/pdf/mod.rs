//! Papers by typst: a template, what it says as data, and the bytes of a PDF. The same paper is the same bytes.

use serde::Serialize;
use typst::foundations::{Bytes, Dict, Smart, Value};
use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, pdf};

use crate::countries;
use crate::domain::billing::documents::Paper;
use crate::domain::billing::invoice::{IssuedLine, Party};
use crate::domain::billing::items::Kind;
use crate::domain::metering::decimal;
use crate::domain::metering::price_rule::Model;
use crate::domain::tenancy::branding::Brand;

use crate::text::Text;

const TEMPLATE: &str = include_str!("invoice.typ");

/// Why a paper could not be set.
#[derive(Debug, thiserror::Error)]
#[error("the paper could not be set: {0}")]
pub struct PdfError(String);

/// What the template is given.
#[derive(Debug, Serialize)]
struct Data {
    lang: String,
    title: String,
    accent: String,
    brand: String,
    heading: String,
    number: String,
    issuer: Name,
    sender: Vec<String>,
    to: String,
    payer: Payer,
    facts: Vec<(String, String)>,
    reason: Option<String>,
    columns: [String; 4],
    lines: Vec<Row>,
    sums: Vec<(String, String)>,
    total: (String, String),
    notes: Vec<String>,
    footer: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Name {
    name: String,
}

#[derive(Debug, Serialize)]
struct Payer {
    name: String,
    lines: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    what: String,
    note: String,
    quantity: String,
    each: String,
    amount: String,
}

/// `logo` is a PNG, in place of the brand's name.
///
/// # Errors
/// When typst refuses the template or what is put into it.
pub fn render(paper: &Paper, brand: &Brand, logo: Option<Vec<u8>>) -> Result<Vec<u8>, PdfError> {
    let data = serde_json::to_string(&data(paper, brand, &Text::of(paper.language))).map_err(|error| PdfError(error.to_string()))?;
    let mut inputs = Dict::new();
    inputs.insert("data".into(), Value::Str(data.as_str().into()));
    if let Some(logo) = logo {
        inputs.insert("logo".into(), Value::Bytes(Bytes::new(logo)));
    }
    let engine = TypstEngine::builder().main_file(TEMPLATE).fonts(typst_assets::fonts()).build();
    let document: PagedDocument = engine.compile_with_input(inputs).output.map_err(|error| PdfError(error.to_string()))?;
    // Nothing names the program that made it.
    let options = PdfOptions { creator: Smart::Custom(None), ..PdfOptions::default() };
    pdf(&document, &options).map_err(|errors| PdfError(format!("{errors:?}")))
}

fn data(paper: &Paper, brand: &Brand, text: &Text) -> Data {
    let whole = &paper.whole;
    let invoice = &whole.invoice;
    let currency = invoice.currency.as_str();
    let money = |cents: i64| text.minor(currency, cents);
    let last_day = invoice.period_end - time::Duration::SECOND;
    let note = paper.credit_note.as_ref();
    let mut facts = vec![(text.get("paper-date"), text.day(note.map_or(invoice.issued_at, |note| note.created_at)))];
    if note.is_some() {
        facts.push((text.get("paper-of-invoice"), invoice.number.clone()));
    } else {
        facts.push((text.get("paper-period"), format!("{} – {}", text.day(invoice.period_start), text.day(last_day))));
        facts.push((text.get("paper-due"), text.day(invoice.due_at)));
    }
    facts.extend(whole.payer.tax_id.clone().map(|id| (text.get("paper-your-tax-id"), id)));
    let (lines, sums, total) = match note {
        Some(note) => {
            let row = Row {
                what: text.with("paper-credit-line", &[("number", &invoice.number)]),
                note: String::new(),
                quantity: "1".to_owned(),
                each: money(note.net_cents),
                amount: money(note.net_cents),
            };
            let sums = vec![(text.get("paper-net"), money(note.net_cents)), (tax_words(paper, text), money(note.tax_cents))];
            (vec![row], sums, (text.get("paper-credited"), money(note.total_cents)))
        }
        None => {
            let mut sums = vec![(text.get("paper-net"), money(invoice.net_cents()))];
            if invoice.tax_cents != 0 || invoice.tax_name.is_some() {
                sums.push((tax_words(paper, text), money(invoice.tax_cents)));
            }
            if invoice.credits_cents > 0 {
                sums.push((text.get("paper-credits"), money(-invoice.credits_cents)));
            }
            (
                whole.lines.iter().map(|line| row(line, currency, text)).collect(),
                sums,
                (text.get("paper-total"), money(invoice.total_cents)),
            )
        }
    };
    let heading = text.get(if note.is_some() { "paper-credit-note" } else { "paper-invoice" });
    let number = note.map_or(&invoice.number, |note| &note.number).clone();
    Data {
        lang: text.lang().to_owned(),
        title: format!("{heading} {number}"),
        accent: brand.palette.accent.light.to_string(),
        brand: brand.name.clone(),
        heading,
        number,
        issuer: Name { name: whole.issuer.name.clone() },
        sender: sender(text, &whole.issuer),
        to: text.get("paper-to"),
        payer: Payer { name: whole.payer.name.clone(), lines: address(text, &whole.payer) },
        facts,
        reason: note.map(|note| text.with("paper-reason", &[("reason", &note.reason)])),
        columns: ["paper-what", "paper-quantity", "paper-each", "paper-amount"].map(|key| text.with(key, &[("currency", currency)])),
        lines,
        sums,
        total,
        notes: notes(paper, text),
        footer: footer(&whole.issuer),
    }
}

fn tax_words(paper: &Paper, text: &Text) -> String {
    let invoice = &paper.whole.invoice;
    let name = invoice.tax_name.clone().unwrap_or_else(|| text.get("paper-tax"));
    let rate = decimal::format(i64::from(invoice.tax_ppm), 4);
    let key = if invoice.tax_inclusive { "paper-tax-included" } else { "paper-tax-added" };
    if invoice.tax_exempt == "none" {
        text.with(key, &[("name", &name), ("rate", &rate)])
    } else {
        text.with("paper-tax-none", &[("name", &name)])
    }
}

fn country(text: &Text, party: &Party) -> Option<String> {
    party.country.as_deref().map(|code| countries::name(text, code))
}

fn sender(text: &Text, issuer: &Party) -> Vec<String> {
    let address = issuer.address.iter().flat_map(|address| address.lines().map(str::to_owned));
    std::iter::once(issuer.name.clone()).chain(address).chain(country(text, issuer)).collect()
}

fn address(text: &Text, payer: &Party) -> Vec<String> {
    payer.address.iter().flat_map(|address| address.lines().map(str::to_owned)).chain(country(text, payer)).collect()
}

fn footer(issuer: &Party) -> Vec<String> {
    [Some(issuer.name.clone()), issuer.tax_id.clone(), issuer.email.clone(), issuer.footer.clone()].into_iter().flatten().collect()
}

fn notes(paper: &Paper, text: &Text) -> Vec<String> {
    let invoice = &paper.whole.invoice;
    let mut notes = Vec::new();
    if invoice.tax_exempt == "reverse" {
        notes.push(text.get("paper-reverse-charge"));
    }
    if paper.credit_note.is_none() {
        // Who pays by card is not asked to pay by transfer as well.
        if let Some(bank) = paper.whole.issuer.bank_details.as_ref().filter(|_| !paper.by_card) {
            notes.push(format!("{}\n{bank}", text.with("paper-bank", &[("number", &invoice.number)])));
        }
        notes.push(text.get("paper-rounding"));
    }
    notes
}

fn row(line: &IssuedLine, currency: &str, text: &Text) -> Row {
    let (quantity, each) = match &line.rule {
        Some(rule) => (
            text.quantity(line.quantity_micros),
            match (rule.model, &rule.rate) {
                (Model::PerUnit, Some(rate)) => match &rule.included {
                    Some(included) => text.with("paper-each-included", &[("rate", &text.exact(rate)), ("included", &text.exact(included))]),
                    None => text.exact(rate),
                },
                _ => text.get("paper-tiered"),
            },
        ),
        None => ("1".to_owned(), text.minor(currency, line.amount_cents)),
    };
    let key = format!("paper-line-{}", line.kind.as_str().replace('_', "-"));
    let what = text.with(&key, &[("name", &line.description)]);
    let days = line.period_start.zip(line.period_end).map(|(start, end)| {
        let unit = line
            .unit
            .as_ref()
            .map(|unit| format!(" · {}", text.with("paper-per-unit", &[("unit", &text.units("1", unit))])))
            .unwrap_or_default();
        format!("{} – {}{unit}", text.day(start), text.day(end - time::Duration::SECOND))
    });
    let note = days.filter(|_| line.kind != Kind::Manual).unwrap_or_default();
    Row { what, note, quantity, each, amount: text.minor(currency, line.amount_cents) }
}
