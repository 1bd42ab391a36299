//! Settlements: what was collected for an agency in a month, less fee and holdback.

use std::collections::HashMap;

use leptos::prelude::*;

use super::bits;
use crate::domain::billing::settlements::Settlement;
use crate::domain::ids::AgencyId;
use crate::format;
use crate::text::Text;

/// One row a month; for operators with the agency's name, and the way to note a payout.
pub fn table(text: &Text, settlements: &[Settlement], names: Option<&HashMap<AgencyId, String>>) -> AnyView {
    if settlements.is_empty() {
        return bits::empty(text.get("settlements-empty-title"), text.get("settlements-empty"), None);
    }
    let rows = settlements.iter().map(|settlement| row(text, settlement, names)).collect_view();
    let head = |key: &str| view! { <th scope="col" class="num">{text.get(key)}</th> };
    let agency = names.map(|_| view! { <th scope="col">{text.get("settlement-agency")}</th> });
    view! {
        <div class="wide"><table class="table cards"><caption class="vh">{text.get("settlements-title")}</caption>
            <thead><tr><th scope="col">{text.get("settlement-month")}</th>{agency}{head("settlement-collected")}{head("settlement-refunded")}{head("settlement-fee")}
                {head("settlement-held")}{head("settlement-released")}{head("settlement-payout")}<th scope="col">{text.get("settlement-paid")}</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

fn row(text: &Text, settlement: &Settlement, names: Option<&HashMap<AgencyId, String>>) -> AnyView {
    let cell = |key: &str, cents: i64| {
        view! { <td class="num" data-label=text.get(key)>{format::minor(&settlement.currency, cents)}</td> }
    };
    let name = names.map(|names| {
        let name = names.get(&settlement.agency).cloned().unwrap_or_else(|| settlement.agency.to_string());
        view! { <td>{name}</td> }
    });
    let paid = match settlement.paid_at {
        Some(at) => view! { {bits::day(at)}<span class="second">{settlement.paid_reference.clone()}</span> }.into_any(),
        None if names.is_some() => {
            let label = text.get("settlement-reference");
            view! {
                <form class="row" method="post" action="/fn/operator/settlements/paid">
                    <input type="hidden" name="agency" value=settlement.agency.to_string()/><input type="hidden" name="settlement" value=settlement.id.to_string()/>
                    <input class="input" name="reference" required maxlength="200" autocomplete="off" aria-label=label.clone() placeholder=label/>
                    <button class="btn" type="submit">{text.get("settlement-pay")}</button></form>
            }
            .into_any()
        }
        None => text.get("settlement-unpaid").into_any(),
    };
    view! {
        <tr><th scope="row" class="nowrap">{format::month(settlement.period)}</th>{name}{cell("settlement-collected", settlement.collected_cents)}
            {cell("settlement-refunded", -settlement.refunded_cents)}{cell("settlement-fee", -settlement.fee_cents)}
            {cell("settlement-held", -settlement.holdback_cents)}{cell("settlement-released", settlement.released_cents)}
            <td class="num end" data-label=text.get("settlement-payout")>{format::minor(&settlement.currency, settlement.payout_cents)}</td>
            <td class="full" data-label=text.get("settlement-paid")>{paid}</td></tr>
    }
    .into_any()
}
