//! What the overview says needs looking at: a line for each matter, and from each the way to where it is dealt with.

use leptos::prelude::*;
use time::OffsetDateTime;

use super::chrome::sees;
use super::contact::contact_href;
use crate::domain::access::Action;
use crate::domain::analytics::attention::Why;
use crate::domain::analytics::own_attention::{Matter, Owed};
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::payment_methods::PaymentMethod;
use crate::domain::metering::limit::LimitKind;
use crate::domain::telephony::refusals::Refusals;
use crate::domain::tenancy::portal::Standing;
use crate::format::iso;
use crate::server::extract::Cx;
use crate::ui::bits::icon;

/// How bad it is.
#[derive(Clone, Copy)]
enum Severity {
    Stop,
    Warn,
    Note,
}

struct Line {
    severity: Severity,
    words: String,
    at: Option<OffsetDateTime>,
    /// Where it is dealt with, and what that is called.
    go: Option<(String, String)>,
}

/// Nothing where nothing is the matter.
pub fn section(cx: &Cx, standing: &Standing, matters: &[Matter]) -> Option<AnyView> {
    if matters.is_empty() {
        return None;
    }
    let rows = matters.iter().map(|matter| row(cx, line(cx, standing, matter))).collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="attention"><header><h2 id="attention">{cx.t("portal-attention")}</h2></header>
                <ul class="attention">{rows}</ul></section>
        }
        .into_any(),
    )
}

fn row(cx: &Cx, line: Line) -> AnyView {
    let (class, sign) = match line.severity {
        Severity::Stop => ("sev", "stop"),
        Severity::Warn => ("sev warn", "warn"),
        Severity::Note => ("sev note", "note"),
    };
    let when = match line.at {
        Some(at) => view! { <time class="nowrap" datetime=iso(at)>{cx.text().day(at)}</time> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    let go = match line.go {
        Some((href, words)) => view! { <a class="go" href=href>{words}</a> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    view! { <li><span class=class>{icon(sign)}</span><p>{line.words}</p>{when}{go}</li> }.into_any()
}

fn line(cx: &Cx, standing: &Standing, matter: &Matter) -> Line {
    match matter {
        Matter::Limit(why) => limit(cx, standing, why),
        Matter::Refused(refusals) => refused(cx, refusals),
        Matter::Invoice(invoice, owed) => invoice_line(cx, standing, invoice, *owed),
        Matter::Card { card, over } => card_line(cx, standing, card, *over),
        Matter::TrialEnds { at, can_pay } => trial(cx, standing, *at, *can_pay),
        Matter::Unplaced(numbers) => {
            let (path, key) = if standing.may(Action::SettingsUpdate) {
                ("settings/routing", "attention-go-routing")
            } else {
                ("call-flows", "nav-call-flows")
            };
            Line {
                severity: Severity::Note,
                words: cx.text().count("attention-unplaced", *numbers),
                at: None,
                go: go(cx, standing, path, key),
            }
        }
    }
}

fn go(cx: &Cx, standing: &Standing, path: &str, key: &str) -> Option<(String, String)> {
    Some((format!("/t/{}/{path}", standing.slug), cx.t(key)))
}

/// Only the provider raises a limit.
fn ask(cx: &Cx) -> Option<(String, String)> {
    Some((contact_href(cx)?, cx.text().with("portal-contact", &[("brand", &cx.site().brand.name)])))
}

fn limit(cx: &Cx, standing: &Standing, why: &Why) -> Line {
    let usage = || go(cx, standing, "usage", "attention-go-usage");
    let shown = |kind: LimitKind, cap: i64| {
        if kind == LimitKind::Spend {
            cx.text().money(&cx.site().brand.currency, cap.saturating_mul(10_000))
        } else {
            cx.text().number(cap)
        }
    };
    match why {
        Why::Reached { used, at, blocked, refused } => {
            let mut words = cx.text().with(&format!("attention-reached-{}", used.kind.as_str()), &[("cap", &shown(used.kind, used.cap))]);
            if *blocked {
                words = format!("{words} {}", cx.t("attention-blocked"));
            }
            if *refused > 0 {
                words = format!("{words} {}", cx.text().count("attention-refused", *refused));
            }
            let severity = if *blocked { Severity::Stop } else { Severity::Warn };
            Line { severity, words, at: *at, go: ask(cx).or_else(usage) }
        }
        Why::Near { used, days, at } => {
            let args = [("percent", used.percent().to_string()), ("cap", shown(used.kind, used.cap))];
            let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
            let mut words = cx.text().with(&format!("attention-near-{}", used.kind.as_str()), &args);
            if let Some(days) = days {
                words = format!("{words} {}", cx.text().count("attention-pace", *days));
            }
            Line { severity: Severity::Warn, words, at: *at, go: usage() }
        }
        // The other reasons are an agency's.
        Why::Suspended { .. } | Why::TrialEnds { .. } | Why::Waiting { .. } => {
            Line { severity: Severity::Note, words: String::new(), at: None, go: None }
        }
    }
}

fn refused(cx: &Cx, refusals: &Refusals) -> Line {
    let reason = cx.t(&format!("attention-because-{}", refusals.reason.as_str().replace('_', "-")));
    let words = format!("{} {reason}", cx.text().count("attention-refused", refusals.calls));
    Line { severity: Severity::Warn, words, at: Some(refusals.since), go: ask(cx) }
}

fn invoice_line(cx: &Cx, standing: &Standing, invoice: &Invoice, owed: Owed) -> Line {
    let (severity, key, pay) = match owed {
        Owed::Unconfirmed => (Severity::Stop, "attention-invoice-unconfirmed", "attention-go-confirm"),
        Owed::Failed => (Severity::Stop, "attention-invoice-failed", "attention-go-pay"),
        Owed::Overdue => (Severity::Stop, "attention-invoice-overdue", "attention-go-pay"),
        Owed::Open => (Severity::Note, "attention-invoice-open", "attention-go-pay"),
    };
    let amount = cx.text().minor(&invoice.currency, invoice.due_cents());
    let words = cx.text().with(key, &[("number", &invoice.number), ("amount", &amount)]);
    let pay = if standing.may(Action::BillingManage) { pay } else { "portal-look" };
    Line { severity, words, at: Some(invoice.due_at), go: go(cx, standing, &format!("invoices/{}", invoice.id), pay) }
}

fn card_line(cx: &Cx, standing: &Standing, card: &PaymentMethod, over: bool) -> Line {
    let date = card.exp_month.zip(card.exp_year).map(|(month, year)| format!("{month:02}/{year}")).unwrap_or_default();
    let key = if over { "attention-card-over" } else { "attention-card-ends" };
    let words = cx.text().with(key, &[("last4", card.last4.as_deref().unwrap_or("····")), ("date", &date)]);
    let (path, label) = if standing.may(Action::BillingManage) { ("billing/card", "card-add") } else { ("billing", "billing-title") };
    Line { severity: Severity::Warn, words, at: None, go: go(cx, standing, path, label) }
}

fn trial(cx: &Cx, standing: &Standing, at: OffsetDateTime, can_pay: Option<bool>) -> Line {
    let key = if can_pay == Some(false) { "attention-trial-unpaid" } else { "attention-trial" };
    let way = if can_pay == Some(false) && standing.may(Action::BillingManage) {
        go(cx, standing, "billing/card", "card-add")
    } else if sees(standing, Action::BillingRead) {
        go(cx, standing, "billing", "billing-title")
    } else {
        None
    };
    Line { severity: Severity::Warn, words: cx.text().with(key, &[("day", &cx.text().day(at))]), at: None, go: way }
}
