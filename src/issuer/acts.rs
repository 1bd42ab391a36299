//! What is done about an issued invoice: a credit note, a bank transfer, void, written off; each a dialog over the invoice.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::ctx;
use super::invoices::{body, open, root};
use crate::domain::access::Action;
use crate::domain::billing::bank_transfers::{self, ByHand};
use crate::domain::billing::credit_notes::{self, NewCreditNote};
use crate::domain::billing::endings::{self, Ending};
use crate::domain::billing::invoice::Invoice;
use crate::domain::billing::line::decimal;
use crate::domain::billing::{invoices, line, refunds};
use crate::domain::error::{Error, Result};
use crate::domain::ids::InvoiceId;
use crate::domain::money::exponent;
use crate::format;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, dialog};

const FORM: &str = "invoice-act";
const ACTS: [&str; 4] = ["payment", "credit", "void", "write-off"];

/// The dialog over the invoice.
///
/// # Errors
/// [`Error::NotFound`] for an act there is not; [`Error::Forbidden`] for those who may not.
pub async fn act_body(cx: &Cx, of: &'static str, id: &str, act: &str) -> Result<Body> {
    let id: InvoiceId = id.parse().map_err(|_| Error::NotFound)?;
    let act = ACTS.into_iter().find(|known| *known == act).ok_or(Error::NotFound)?;
    let mut ctx = ctx(cx, of).await?;
    ctx.authorize(Action::InvoiceManage)?;
    let opened = open(&mut ctx, id).await?;
    let invoice = &opened.whole.invoice;
    let refundable = if act == "credit" { refunds::most(&mut ctx, invoice.key(), id).await? } else { 0 };
    drop(ctx);
    let due = decimal(invoice.due_cents(), exponent(&invoice.currency));
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: vec![("amount", due), ("refundTo", "wallet".to_owned())] };
    let title = cx.t(&format!("act-{act}"));
    let inside = fields(cx, &form, invoice, (of, act), refundable);
    Ok(Body {
        document_title: Some(form.title(title.clone())),
        dialog: Some(dialog(cx.text(), title, format!("{}/{id}", root(of)), inside)),
        ..body(cx, of, &opened)
    })
}

fn fields(cx: &Cx, form: &Form<'_>, invoice: &Invoice, (of, act): (&'static str, &'static str), refundable: i64) -> AnyView {
    let amount = || {
        form.input(Input {
            name: "amount",
            label: cx.text().with("act-amount", &[("currency", &invoice.currency)]),
            autocomplete: "off",
            numeric: true,
            autofocus: true,
            ..Input::default()
        })
    };
    let text = |name: &'static str, key: &str| {
        form.input(Input { name, label: cx.t(key), autocomplete: "off", maxlength: Some(200), ..Input::default() })
    };
    let inside = match act {
        "payment" => view! { {amount()}{text("reference", "act-reference")} }.into_any(),
        "credit" => {
            let to_card = cx.text().with("act-refund-card", &[("amount", &format::minor(&invoice.currency, refundable))]);
            let ways = vec![("wallet".to_owned(), cx.t("act-refund-wallet")), ("card".to_owned(), to_card)];
            let to = (refundable > 0).then(|| form.choices("refundTo", cx.t("act-refund-to"), ways));
            view! { {amount()}{text("reason", "act-reason")}{to} }.into_any()
        }
        _ => ().into_any(),
    };
    let danger = matches!(act, "void" | "write-off");
    let class = if danger { "btn danger" } else { "btn primary" };
    view! {
        <form method="post" action="/fn/issuer/act" novalidate=true>
            <input type="hidden" name="of" value=of/>
            <input type="hidden" name="invoice" value=invoice.id.to_string()/><input type="hidden" name="act" value=act/>
            <div class="body form">{form.problems()}<p>{cx.text().with(&format!("act-{act}-means"), &[("number", &invoice.number)])}</p>{inside}</div>
            <div class="ends"><a class="btn" href=format!("{}/{}", root(of), invoice.id)>{cx.t("form-cancel")}</a><button class=class type="submit">{cx.t(&format!("act-{act}"))}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ActForm {
    of: String,
    invoice: String,
    act: String,
    amount: String,
    reference: String,
    reason: String,
    #[serde(rename = "refundTo")]
    refund_to: String,
}

#[server(prefix = "/fn", endpoint = "issuer/act")]
pub async fn act_on_invoice(#[server(flatten)] form: ActForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("{}/{}/do/{}", root(&form.of), form.invoice, form.act);
    done(match act(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn act(cx: &Cx, form: &ActForm) -> Result<String> {
    cx.signed_in()?;
    let id: InvoiceId = form.invoice.parse().map_err(|_| Error::NotFound)?;
    let mut ctx = ctx(cx, &form.of).await?;
    let invoice = invoices::read_issued(&mut ctx, id).await?;
    let amount_cents = line::minor(&form.amount, exponent(&invoice.currency));
    match form.act.as_str() {
        "payment" => {
            let by_hand = ByHand { amount_cents, reference: form.reference.clone() };
            bank_transfers::note(ctx, invoice.key(), id, by_hand).await?;
        }
        "credit" => {
            let new = NewCreditNote { amount_cents, reason: form.reason.clone(), to_card: form.refund_to == "card" };
            credit_notes::create(ctx, id, new).await?;
        }
        "void" => endings::end(ctx, id, Ending::Void).await?,
        "write-off" => endings::end(ctx, id, Ending::Uncollectible).await?,
        _ => return Err(Error::NotFound),
    }
    cx.set_flash(cx.t(&format!("act-{}-done", form.act))).await?;
    Ok(format!("{}/{id}", root(&form.of)))
}
