//! Invoices and payments, their lines, what they come to.

use leptos::prelude::*;
use time::{Duration, OffsetDateTime};

use super::Place;
use crate::domain::billing::credit_notes::CreditNote;
use crate::domain::billing::invoice::{Invoice, IssuedLine, Status};
use crate::domain::billing::invoices::Whole;
use crate::domain::billing::line::Line;
use crate::domain::billing::payment::{self, Payment};
use crate::domain::metering::price_rule::{Model, PriceRule};

use crate::text::Text;
use crate::ui::bits::{self, icon};
use crate::ui::prices;

/// A badge of an invoice: what became of it, and whether it should have been paid by now.
pub fn badge(text: &Text, invoice: &Invoice, now: OffsetDateTime) -> AnyView {
    let (class, key) = match invoice.status {
        Status::Open if invoice.is_overdue(now) => ("badge suspended", "invoice-overdue"),
        Status::Open => ("badge pending", "invoice-open"),
        Status::Paid => ("badge active", "invoice-paid"),
        Status::Void => ("badge cancelled", "invoice-void"),
        Status::Uncollectible => ("badge cancelled", "invoice-uncollectible"),
    };
    view! { <span class=class>{text.get(key)}</span> }.into_any()
}

/// Invoices as rows; `payers` says whose they are.
pub fn invoice_rows(place: &Place<'_>, invoices: &[Invoice], payers: bool) -> AnyView {
    if invoices.is_empty() {
        return view! { <p class="soft">{place.t("invoices-empty")}</p> }.into_any();
    }
    let rows = invoices
        .iter()
        .map(|invoice| {
            let href = format!("{}/{}", place.invoices, invoice.id);
            let payer = payers.then(|| view! { <td>{invoice.payer_name.clone()}</td> });
            view! {
                <tr><th scope="row"><a href=href>{invoice.number.clone()}</a></th>{payer}
                    <td class="corner">{badge(place.text, invoice, place.now)}</td>
                    <td class="num" data-label=place.t("invoice-issued")>{bits::day(place.text, invoice.issued_at)}</td>
                    <td class="num hide">{bits::day(place.text, invoice.due_at)}</td>
                    <td class="num end">{place.text.minor(&invoice.currency, invoice.total_cents)}</td></tr>
            }
        })
        .collect_view();
    let payer = payers.then(|| view! { <th scope="col">{place.t("invoice-payer")}</th> });
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{place.t("invoices-title")}</caption>
            <thead><tr><th scope="col">{place.t("invoice-number")}</th>{payer}<th scope="col">{place.t("tenants-status")}</th>
                <th scope="col" class="num">{place.t("invoice-issued")}</th><th scope="col" class="num">{place.t("invoice-due")}</th>
                <th scope="col" class="num">{place.t("invoice-total")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

/// What was paid, and what was not.
pub fn payment_rows(place: &Place<'_>, payments: &[Payment]) -> Option<AnyView> {
    if payments.is_empty() {
        return None;
    }
    let rows = payments
        .iter()
        .map(|payment| {
            let (class, key) = match payment.status {
                payment::Status::Succeeded => ("badge active", "payment-succeeded"),
                payment::Status::Failed => ("badge suspended", "payment-failed"),
                payment::Status::Pending => ("badge pending", "payment-pending"),
                payment::Status::RequiresAction => ("badge trial", "payment-requires-action"),
            };
            let refunded = (payment.refunded_cents > 0)
                .then(|| place.say("payment-refunded", &[("amount", &place.text.minor(&payment.currency, payment.refunded_cents))]));
            let why = payment.failure_message.clone().or(payment.reference.clone()).or(refunded);
            let what = match (&payment.invoice, &payment.invoice_number) {
                (Some(id), Some(number)) => view! { <a href=format!("{}/{id}", place.invoices)>{number.clone()}</a> }.into_any(),
                _ => place.t("payment-into-wallet").into_any(),
            };
            let from = (payment.gateway == payment::WALLET).then(|| place.t("payment-from-wallet"));
            let here = || {
                (place.pays && payment.status == payment::Status::RequiresAction).then(|| format!("{}/confirm/{}", place.root, payment.id))
            };
            let confirm = payment.action_url.clone().or_else(here).map(|url| view! { " "<a href=url>{place.t("payment-confirm")}</a> });
            view! {
                <tr><th scope="row" class="nowrap">{bits::day_and_time(place.text, payment.created_at)}</th>
                    <td class="corner"><span class=class>{place.t(key)}</span></td>
                    <td class="full">{what}" "{from}{why.map(|why| view! { <span class="second">{why}</span> })}{confirm}</td>
                    <td class="num end">{place.text.minor(&payment.currency, payment.amount_cents)}</td></tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="payments"><header><h2 id="payments">{place.t("payments-title")}</h2></header>
                <div class="wide"><table class="table cards"><caption class="vh">{place.t("payments-title")}</caption>
                <thead><tr><th scope="col">{place.t("payment-when")}</th><th scope="col">{place.t("tenants-status")}</th><th scope="col">{place.t("payment-note")}</th>
                    <th scope="col" class="num">{place.t("invoice-total")}</th></tr></thead>
                <tbody>{rows}</tbody></table></div></section>
        }
        .into_any(),
    )
}

/// A line as pages show it, issued or not.
pub struct ShownLine<'a> {
    pub kind: &'static str,
    pub description: &'a str,
    pub unit: Option<&'a str>,
    pub quantity_micros: i64,
    pub before_micros: i64,
    pub rule: Option<&'a PriceRule>,
    pub exact: &'a str,
    pub amount_cents: i64,
    pub period: Option<(OffsetDateTime, OffsetDateTime)>,
    /// The page of the calls behind it.
    pub calls: Option<String>,
}

impl<'a> ShownLine<'a> {
    pub fn issued(line: &'a IssuedLine, calls: Option<String>) -> Self {
        Self {
            kind: line.kind.as_str(),
            description: &line.description,
            unit: line.unit.as_deref(),
            quantity_micros: line.quantity_micros,
            before_micros: line.before_micros.unwrap_or(0),
            rule: line.rule.as_ref(),
            exact: &line.exact_amount,
            amount_cents: line.amount_cents,
            period: line.period_start.zip(line.period_end),
            calls,
        }
    }

    pub fn derived(line: &'a Line) -> Self {
        let usage = line.usage.as_ref();
        Self {
            kind: line.kind.as_str(),
            description: &line.description,
            unit: usage.map(|usage| usage.unit.as_str()),
            quantity_micros: usage.map_or(1_000_000, |usage| usage.quantity.micros()),
            before_micros: usage.map_or(0, |usage| usage.before.micros()),
            rule: usage.map(|usage| &usage.rule),
            exact: &line.exact,
            amount_cents: line.amount_cents,
            period: line.period,
            calls: None,
        }
    }
}

/// The lines, each of which opens to its rule and its rounding.
pub fn lines(place: &Place<'_>, currency: &str, lines: &[ShownLine<'_>], net_cents: i64) -> AnyView {
    let rows = lines.iter().map(|line| line_row(place, currency, line)).collect_view();
    view! {
        <section class="section" aria-labelledby="lines"><header><h2 id="lines">{place.t("invoice-lines")}</h2><small>{place.t("invoice-lines-open")}</small></header>
            <ul class="bill">
                <li class="bill-head"><span></span><span>{place.t("paper-what")}</span><span class="num">{place.t("paper-quantity")}</span>
                    <span class="num">{place.say("paper-each", &[("currency", currency)])}</span><span class="num">{place.t("paper-amount")}</span></li>
                {rows}
                <li class="bill-sum"><span></span><span>{place.t("paper-net")}</span><span class="num"></span><span class="num"></span><span class="num">{place.text.minor(currency, net_cents)}</span></li>
            </ul></section>
    }
    .into_any()
}

fn line_row(place: &Place<'_>, currency: &str, line: &ShownLine<'_>) -> AnyView {
    let what = place.say(&format!("paper-line-{}", line.kind.replace('_', "-")), &[("name", line.description)]);
    let days = line.period.map(|(start, end)| format!("{} – {}", place.text.day(start), place.text.day(end - Duration::SECOND)));
    let (quantity, each) = match line.rule {
        Some(rule) => {
            let each = match (rule.model, &rule.rate) {
                (Model::PerUnit, Some(rate)) => match &rule.included {
                    Some(included) => place.say("paper-each-included", &[("rate", rate), ("included", included)]),
                    None => rate.clone(),
                },
                _ => place.t("paper-tiered"),
            };
            (place.text.quantity(line.quantity_micros), each)
        }
        None => ("1".to_owned(), place.text.minor(currency, line.amount_cents)),
    };
    let inside = line.rule.map(|rule| explained(place, currency, line, rule)).unwrap_or_else(|| {
        let words = days.clone().map(|days| place.say("line-period", &[("days", &days)]));
        view! { <p class="soft">{words.unwrap_or_else(|| place.t("line-by-hand"))}</p> }.into_any()
    });
    view! {
        <li><details><summary>{icon("next")}<span class="what">{what}<small>{days}</small></span><span class="num">{quantity}</span><span class="num">{each}</span>
            <span class="num">{place.text.minor(currency, line.amount_cents)}</span></summary><div class="inside">{inside}</div></details></li>
    }
    .into_any()
}

/// The rule, the exact amount, the one rounding.
fn explained(place: &Place<'_>, currency: &str, line: &ShownLine<'_>, rule: &PriceRule) -> AnyView {
    let unit = line.unit.unwrap_or_default();
    let tiers = prices::tiers(place.text, rule, unit).into_iter().map(|tier| view! { <li>{tier}</li> }).collect_view();
    let said = |key: &str, number: &str| place.say(key, &[("quantity", number), ("unit", &place.text.units(number, unit))]);
    let included = rule.included.as_ref().map(|included| view! { <p>{said("line-included", included)}</p> });
    let before =
        (line.before_micros > 0).then(|| view! { <p class="soft">{said("line-before", &place.text.quantity(line.before_micros))}</p> });
    let calls = line.calls.clone().map(|href| view! { <p><a href=href>{place.t("line-calls")}</a></p> });
    view! {
        <div class="because">
            <div class="section"><header><h3>{place.t("line-rule")}</h3></header><p>{prices::rule(place.text, rule, unit)}</p><ul>{tiers}</ul>{included}{before}{calls}</div>
            <dl class="kv sums">
                {bits::row(place.t("line-billed"), Some(prices::billed(place.text, line.quantity_micros, unit).into_any()), "")}
                {bits::row(place.t("line-exact"), Some(format!("{currency} {}", line.exact).into_any()), "")}
                <dt class="total">{place.t("line-rounded")}</dt><dd class="total">{place.text.minor(currency, line.amount_cents)}</dd>
            </dl>
        </div>
    }
    .into_any()
}

/// The column beside the lines: what it comes to, and who stands on it.
pub fn totals(place: &Place<'_>, whole: &Whole, notes: &[CreditNote], wallet_cents: i64) -> AnyView {
    let invoice = &whole.invoice;
    let money = |cents: i64| place.text.minor(&invoice.currency, cents);
    let tax = (invoice.tax_cents != 0).then(|| {
        let rate = crate::domain::metering::decimal::format(i64::from(invoice.tax_ppm), 4);
        let name = invoice.tax_name.clone().unwrap_or_else(|| place.t("paper-tax"));
        let key = if invoice.tax_inclusive { "paper-tax-included" } else { "paper-tax-added" };
        bits::row(place.say(key, &[("name", &name), ("rate", &rate)]), Some(money(invoice.tax_cents).into_any()), "")
    });
    let credits =
        (invoice.credits_cents > 0).then(|| bits::row(place.t("paper-credits"), Some(money(-invoice.credits_cents).into_any()), ""));
    let credited = notes
        .iter()
        .map(|note| {
            let href = format!("{}/{}/{}.pdf", place.invoices, invoice.id, note.id);
            view! { <dt><a href=href>{note.number.clone()}</a></dt><dd>{money(-note.total_cents)}</dd> }
        })
        .collect_view();
    let due = (invoice.due_cents() > 0).then(|| view! { <dt class="total">{place.say("invoice-due-on", &[("day", &place.text.day(invoice.due_at))])}</dt><dd class="total">{money(invoice.due_cents())}</dd> });
    // What of it needs no card.
    let wallet = wallet_cents.min(invoice.due_cents());
    let wallet = (wallet > 0).then(|| bits::row(place.t("invoice-from-wallet"), Some(money(wallet).into_any()), ""));
    let period = format!(
        "{} – {}",
        place.text.day(invoice.period_start),
        place.text.day((invoice.period_end - Duration::SECOND).max(invoice.period_start))
    );
    view! {
        <section class="section" aria-labelledby="total"><header><h2 id="total">{place.t("invoice-total")}</h2></header>
            <dl class="kv sums">{bits::row(place.t("paper-net"), Some(money(invoice.net_cents()).into_any()), "")}{tax}{credits}
                <dt class="total">{place.t("invoice-total")}</dt><dd class="total">{money(invoice.total_cents)}</dd>{credited}{due}{wallet}</dl></section>
        {by_transfer(place, whole)}
        <section class="section" aria-labelledby="details"><header><h2 id="details">{place.t("invoice-details")}</h2></header>
            <dl class="kv">{bits::row(place.t("paper-to"), Some(whole.payer.name.clone().into_any()), "")}
                {bits::row(place.t("invoice-issuer"), Some(whole.issuer.name.clone().into_any()), "")}
                {bits::row(place.t("billing-period"), Some(period.into_any()), "")}
                {bits::row(place.t("invoice-issued"), Some(bits::day(place.text, invoice.issued_at)), "")}
                {invoice.paid_at.map(|at| bits::row(place.t("invoice-paid-on"), Some(bits::day(place.text, at)), ""))}</dl></section>
    }
    .into_any()
}

/// Pay now, and the paper.
pub fn actions(place: &Place<'_>, whole: &Whole, waiting: bool) -> AnyView {
    let invoice = &whole.invoice;
    let pdf = whole.has_document.then(|| {
        let href = format!("{}/{}/paper.pdf", place.invoices, invoice.id);
        view! { <a class="btn" href=href>{icon("download")}{place.t("invoice-pdf")}</a> }
    });
    let pay = (place.may_manage && invoice.due_cents() > 0 && !waiting).then(|| {
        let label = place.say("invoice-pay", &[("amount", &place.text.minor(&invoice.currency, invoice.due_cents()))]);
        place.button("pay", &[("invoice", invoice.id.to_string())], label, "btn primary")
    });
    view! { {pdf}{pay} }.into_any()
}

/// Where the money goes, for who would rather pay by transfer.
fn by_transfer(place: &Place<'_>, whole: &Whole) -> Option<AnyView> {
    let bank = whole.issuer.bank_details.as_ref().filter(|_| place.pays && whole.invoice.due_cents() > 0)?;
    let lines = bank.lines().map(|line| view! { <li>{line.to_owned()}</li> }).collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="transfer"><header><h2 id="transfer">{place.t("invoice-by-transfer")}</h2></header>
                <p class="soft">{place.say("paper-bank", &[("number", &whole.invoice.number)])}</p><ul>{lines}</ul></section>
        }
        .into_any(),
    )
}
