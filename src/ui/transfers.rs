//! Transfers: what waits for a decision as panels, what is over as a table.

use leptos::prelude::*;

use super::bits::{self, icon};
use crate::domain::tenancy::transfer::{Direction, Transfer, TransferStatus};

use crate::text::Text;

/// Where forms go, and whether the person looking may send them.
pub struct Place<'a> {
    pub text: &'a Text,
    /// `/fn/<surface>/transfers`.
    pub endpoint: &'static str,
    pub may_decide: bool,
    pub may_cancel: bool,
}

pub fn view(place: &Place<'_>, transfers: &[Transfer]) -> AnyView {
    let text = place.text;
    let (open, over): (Vec<_>, Vec<_>) = transfers.iter().partition(|transfer| transfer.status == TransferStatus::Pending);
    let pending = open
        .iter()
        .map(|transfer| match transfer.direction {
            Direction::Incoming => offered(place, transfer),
            Direction::Outgoing => sent(place, transfer),
        })
        .collect_view();
    let none = open.is_empty().then(|| bits::empty(text.get("transfers-none-title"), text.get("transfers-none"), None));
    let history = (!over.is_empty()).then(|| history(text, &over));
    view! { <div class="stack">{pending}</div>{none}{history} }.into_any()
}

/// What the tenant has, for whoever decides.
fn has(text: &Text, transfer: &Transfer) -> AnyView {
    let count = |n: i32| text.number(i64::from(n));
    view! {
        <dl class="tiles">
            <div><dt>{text.get("tenants-users")}</dt><dd class="figure">{count(transfer.users)}</dd></div>
            <div><dt>{text.get("tenants-numbers")}</dt><dd class="figure">{count(transfer.numbers)}</dd></div>
            <div><dt>{text.get("tenants-extensions")}</dt><dd class="figure">{count(transfer.extensions)}</dd></div>
            <div><dt>{text.get("nav-agents")}</dt><dd class="figure">{count(transfer.agents)}</dd></div>
        </dl>
    }
    .into_any()
}

fn note(transfer: &Transfer) -> Option<AnyView> {
    transfer.note.clone().map(|note| view! { <blockquote class="quote">{note}</blockquote> }.into_any())
}

fn offered(place: &Place<'_>, transfer: &Transfer) -> AnyView {
    let (text, id) = (place.text, transfer.id.to_string());
    let from = transfer.other_name.clone().unwrap_or_default();
    let lead = text.with("transfer-offered", &[("from", &from), ("day", &text.day(transfer.expires_at))]);
    let forms = place.may_decide.then(|| {
        let reason = format!("reason-{id}");
        view! {
            <div class="actions">
                <form method="post" action=format!("{}/accept", place.endpoint)><input type="hidden" name="transfer" value=id.clone()/>
                    <button class="btn primary" type="submit">{text.with("transfer-accept", &[("name", &transfer.tenant_name)])}</button></form>
            </div>
            <details class="more"><summary>{text.get("transfer-reject")}</summary>
                <form class="form" method="post" action=format!("{}/reject", place.endpoint)><input type="hidden" name="transfer" value=id.clone()/>
                    <div class="field"><label for=reason.clone()>{text.get("transfer-reason")}" "<span class="optional">{text.get("form-optional")}</span></label>
                        <input class="input" id=reason name="reason" maxlength="1000" autocomplete="off"/></div>
                    <button class="btn danger" type="submit">{text.with("transfer-reject-button", &[("name", &transfer.tenant_name)])}</button></form>
            </details>
        }
    });
    view! {
        <section class="panel"><h2>{transfer.tenant_name.clone()}</h2><p>{lead}</p>{note(transfer)}{has(text, transfer)}
            <p class="soft">{text.get("transfer-means")}</p>{forms}</section>
    }
    .into_any()
}

fn sent(place: &Place<'_>, transfer: &Transfer) -> AnyView {
    let text = place.text;
    let key = if transfer.to_self_managed() { "transfer-sent-self-managed" } else { "transfer-sent" };
    let lead =
        text.with(key, &[("to", &transfer.target.to_string()), ("by", &transfer.requested_by), ("day", &text.day(transfer.expires_at))]);
    let cancel = place.may_cancel.then(|| {
        view! {
            <form method="post" action=format!("{}/cancel", place.endpoint)><input type="hidden" name="transfer" value=transfer.id.to_string()/>
                <button class="btn" type="submit">{icon("close")}{text.get("transfer-cancel")}</button></form>
        }
    });
    view! { <section class="panel"><h2>{transfer.tenant_name.clone()}</h2><p>{lead}</p>{note(transfer)}<div class="actions">{cancel}</div></section> }
        .into_any()
}

fn history(text: &Text, transfers: &[&Transfer]) -> AnyView {
    let rows = transfers
        .iter()
        .map(|transfer| {
            let way = text.get(&format!("transfer-{}", transfer.direction.as_str()));
            let other = transfer.other_name.clone().unwrap_or_else(|| match transfer.to_self_managed() {
                true => text.get("transfer-self-managed"),
                false => transfer.target.to_string(),
            });
            let class = if transfer.status == TransferStatus::Accepted { "badge active" } else { "badge cancelled" };
            let status = text.get(&format!("transfer-status-{}", transfer.status.as_str()));
            let reason = transfer.reason.clone().map(|reason| view! { <span class="second">{reason}</span> });
            let at = transfer.decided_at.map(|at| bits::day(text, at));
            view! {
                <tr><th scope="row" class="full">{transfer.tenant_name.clone()}</th><td>{way}<span class="second">{other}</span></td>
                    <td><span class=class>{status}</span>{reason}</td><td class="num nowrap">{at}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section"><h2>{text.get("transfers-over")}</h2>
            <div class="wide"><table class="table cards team-table">
                <caption class="vh">{text.get("transfers-over")}</caption>
                <thead><tr><th scope="col">{text.get("transfer-tenant")}</th><th scope="col">{text.get("transfer-way")}</th>
                    <th scope="col">{text.get("team-status")}</th><th scope="col" class="num">{text.get("transfer-decided")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div></section>
    }
    .into_any()
}
