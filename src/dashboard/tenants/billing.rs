//! `/tenants/{id}/billing`: a tenant's account with the agency: its subscription, what it owes and has, and what the agency can do about it.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::account::{Account, AccountKey};
use crate::domain::billing::credits::{self, Balances, Credit};
use crate::domain::billing::items::{self, Item};
use crate::domain::billing::payment_methods::{self, PaymentMethod};
use crate::domain::billing::plan::Plan;
use crate::domain::billing::subscription::Subscription;
use crate::domain::billing::tax::TaxExempt;
use crate::domain::billing::{accounts, line, plans, subscriptions};
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::money::exponent;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenants;
use crate::format;
use crate::payer::{self, History};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::accounts as accounts_view;
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};
use crate::ui::{billing as view, cards};

const CREDIT: &str = "tenant-credit";
const ITEM: &str = "tenant-item";

struct Loaded {
    account: Account,
    subscription: Option<Subscription>,
    balances: Balances,
    invoiced: bool,
    plans: Vec<Plan>,
    waiting: Vec<Item>,
    history: History,
    methods: Vec<PaymentMethod>,
    now: time::OffsetDateTime,
}

#[component]
pub fn TenantBillingPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::InvoiceRead)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let key = AccountKey::of_tenant(ctx.scope().agency(), id);
        let loaded = Loaded {
            account: accounts::read(&mut ctx, key).await?,
            subscription: subscriptions::read(&mut ctx, key).await?,
            balances: credits::balances(&mut ctx, key).await?,
            invoiced: accounts::gets_invoices(&mut ctx, key).await?,
            plans: plans::list(&mut ctx).await?,
            waiting: items::waiting(&mut ctx, key).await?,
            history: payer::history(&cx, &mut ctx, key).await?,
            methods: payment_methods::list(&mut ctx, key).await?,
            now: ctx.now(),
        };
        drop(ctx);
        let (content, title) = content(&cx, &tenant, &loaded);
        let body = Body {
            title: cx.t("billing-title"),
            document_title: Some(title),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned()), (tenant.profile.name.clone(), format!("/tenants/{id}"))],
            content,
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, None)?, body))
    })
}

fn content(cx: &Cx, tenant: &Tenant, loaded: &Loaded) -> (AnyView, String) {
    let place = view::Place { may_manage: false, ..crate::dashboard::invoices_place(cx, loaded.now) };
    let currency = &loaded.account.currency;
    let credit = Form { text: cx.text(), refused: cx.refused(CREDIT), defaults: Vec::new() };
    let item = Form { text: cx.text(), refused: cx.refused(ITEM), defaults: Vec::new() };
    let title = item.title(credit.title(cx.t("billing-title")));
    let owes = bits::row(cx.t("tenant-owes"), Some(format::minor(currency, loaded.balances.owed_cents).into_any()), "");
    let acts = cx
        .agency_may(Action::InvoiceManage)
        .then(|| view! { {credit_form(cx, &credit, tenant, currency)}{item_form(cx, &item, tenant, currency)} });
    let payer = view! { {accounts_view::details(&place, &loaded.account)}{tax(cx, tenant, &loaded.account)} };
    let content = view! {
        <div class="split"><div class="stack">
            {view::summary(&place, loaded.subscription.as_ref(), &loaded.balances, &loaded.account, None, (loaded.invoiced, &loaded.plans))}
            {waiting(cx, tenant, currency, &loaded.waiting)}
            {loaded.history.view(&place, &format!("/tenants/{}/billing", tenant.id))}
        </div><div class="stack">
            <section class="section"><h2>{cx.t("tenant-account")}</h2><dl class="kv sums">{owes}</dl></section>
            {credits_left(cx, tenant, currency, &loaded.balances.credits)}{acts}{payer}{cards::methods(&place, &loaded.methods, loaded.account.auto_pay)}
        </div></div>
    };
    (content.into_any(), title)
}

/// What is on the tenant's next invoice besides usage. What somebody added can be taken off again.
fn waiting(cx: &Cx, tenant: &Tenant, currency: &str, items: &[Item]) -> Option<AnyView> {
    if items.is_empty() {
        return None;
    }
    let may = cx.agency_may(Action::InvoiceManage);
    let rows = items
        .iter()
        .map(|item| {
            let take_off = (may && item.by_hand()).then(|| {
                let label = cx.text().with("item-drop-label", &[("what", &item.description)]);
                view! {
                    <form method="post" action="/fn/dashboard/tenants/item-drop"><input type="hidden" name="tenant" value=tenant.id.to_string()/>
                        <input type="hidden" name="item" value=item.id.to_string()/><button class="btn plain" type="submit" aria-label=label>{cx.t("item-drop")}</button></form>
                }
            });
            let period = item.period_start.zip(item.period_end).map(|(from, to)| {
                view! { <span class="second">{format!("{} – {}", format::day(from), format::day(to - time::Duration::SECOND))}</span> }
            });
            let kind = cx.t(&format!("item-kind-{}", item.kind.as_str().replace('_', "-")));
            view! {
                <tr><th scope="row">{item.description.clone()}{period}</th><td>{kind}</td><td class="num">{format::minor(currency, item.amount_cents)}</td>
                    <td class="end">{take_off}</td></tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section class="section" aria-labelledby="waiting"><header><h2 id="waiting">{cx.t("items-waiting")}</h2></header>
                <div class="wide"><table class="table cards"><caption class="vh">{cx.t("items-waiting")}</caption>
                <thead><tr><th scope="col">{cx.t("item-what")}</th><th scope="col">{cx.t("item-kind")}</th><th scope="col" class="num">{cx.t("invoice-total")}</th>
                    <th scope="col"><span class="vh">{cx.t("item-drop")}</span></th></tr></thead>
                <tbody>{rows}</tbody></table></div></section>
        }
        .into_any(),
    )
}

/// Whether the tenant pays tax: it may owe it itself, or not at all.
fn tax(cx: &Cx, tenant: &Tenant, account: &Account) -> AnyView {
    let words = |exempt: TaxExempt| cx.t(&format!("tax-exempt-{}", exempt.as_str()));
    let row = bits::row(cx.t("taxes-title"), Some(words(account.tax_exempt).into_any()), "");
    let form = Form { text: cx.text(), refused: None, defaults: vec![("exempt", account.tax_exempt.as_str().to_owned())] };
    let options = TaxExempt::ALL.map(|exempt| (exempt.as_str().to_owned(), words(exempt))).to_vec();
    let change = cx.agency_may(Action::InvoiceManage).then(|| {
        view! {
            <details class="more"><summary>{cx.t("tax-exempt-change")}</summary>
                <form class="form" method="post" action="/fn/dashboard/tenants/tax"><input type="hidden" name="tenant" value=tenant.id.to_string()/>
                    {form.choices("exempt", cx.t("taxes-title"), options)}
                    <div class="actions"><button class="btn" type="submit">{cx.t("form-save")}</button></div></form></details>
        }
    });
    view! { <section class="section"><dl class="kv">{row}</dl>{change}</section> }.into_any()
}

/// Each grant, and until when it can be used.
fn credits_left(cx: &Cx, tenant: &Tenant, currency: &str, credits: &[Credit]) -> Option<AnyView> {
    if credits.is_empty() {
        return None;
    }
    let may = cx.agency_may(Action::InvoiceManage);
    let rows = credits
        .iter()
        .map(|credit| {
            let until = credit.expires_at.map(|at| cx.text().with("credit-until", &[("day", &format::day(at - time::Duration::SECOND))]));
            let take_back = may.then(|| {
                let label = cx.text().with("credit-take-back-label", &[("reason", &credit.reason)]);
                view! {
                    <form method="post" action="/fn/dashboard/tenants/credit-take-back"><input type="hidden" name="tenant" value=tenant.id.to_string()/>
                        <input type="hidden" name="credit" value=credit.id.to_string()/><button class="as-link" type="submit" aria-label=label>{cx.t("credit-take-back")}</button></form>
                }
            });
            view! { <dt>{credit.reason.clone()}" "<span class="second">{until}</span>{take_back}</dt><dd>{format::minor(currency, credit.left_cents)}</dd> }
        })
        .collect_view();
    Some(view! { <section class="section"><h2>{cx.t("billing-credit")}</h2><dl class="kv sums">{rows}</dl></section> }.into_any())
}

fn amount(cx: &Cx, currency: &str) -> Input {
    Input {
        name: "amount",
        label: cx.text().with("act-amount", &[("currency", currency)]),
        numeric: true,
        autocomplete: "off",
        maxlength: Some(20),
        ..Input::default()
    }
}

fn credit_form(cx: &Cx, form: &Form<'_>, tenant: &Tenant, currency: &str) -> AnyView {
    let reason = Input { name: "reason", label: cx.t("credit-reason"), autocomplete: "off", maxlength: Some(500), ..Input::default() };
    let until = Input {
        name: "expiresAt",
        kind: "date",
        label: cx.t("credit-expires"),
        help: Some(cx.t("credit-expires-help")),
        optional: true,
        autocomplete: "off",
        ..Input::default()
    };
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t("credit-grant")}</summary>
            <form class="form" method="post" action="/fn/dashboard/tenants/credit" novalidate=true>
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>{form.problems()}
                <p class="soft">{cx.t("credit-lead")}</p>{form.input(amount(cx, currency))}{form.input(reason)}{form.input(until)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("credit-grant")}</button></div></form></details>
    }
    .into_any()
}

fn item_form(cx: &Cx, form: &Form<'_>, tenant: &Tenant, currency: &str) -> AnyView {
    let what = Input { name: "description", label: cx.t("item-what"), autocomplete: "off", maxlength: Some(200), ..Input::default() };
    let amount = Input { help: Some(cx.t("item-amount-help")), ..amount(cx, currency) };
    view! {
        <details class="more" open=form.refused.is_some()><summary>{cx.t("item-add")}</summary>
            <form class="form" method="post" action="/fn/dashboard/tenants/item" novalidate=true>
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>{form.problems()}
                <p class="soft">{cx.t("item-lead")}</p>{form.input(what)}{form.input(amount)}
                <div class="actions"><button class="btn primary" type="submit">{cx.t("item-add")}</button></div></form></details>
    }
    .into_any()
}

/// The agency's context, and the account of the tenant that a form names.
async fn account_of(cx: &Cx, tenant: &str) -> Result<(Ctx, AccountKey)> {
    let ctx = cx.agency_ctx().await?;
    let tenant: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    let key = AccountKey::of_tenant(ctx.scope().agency(), tenant);
    Ok((ctx, key))
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CreditForm {
    tenant: String,
    amount: String,
    reason: String,
    expires_at: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/credit")]
pub async fn grant_credit(#[server(flatten)] form: CreditForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let (refused, back) = (Refused::new(CREDIT, &form), format!("/tenants/{}/billing", form.tenant));
    done(match grant(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn grant(cx: &Cx, form: &CreditForm) -> Result<()> {
    let (mut ctx, key) = account_of(cx, &form.tenant).await?;
    let currency = accounts::read(&mut ctx, key).await?.currency;
    let expires_at = match form.expires_at.trim() {
        "" => None,
        // The whole day still counts.
        day => Some(
            (format::read_day(day).and_then(time::Date::next_day).ok_or_else(|| Error::invalid("expiresAt", "not_a_day"))?)
                .midnight()
                .assume_utc(),
        ),
    };
    credits::grant(ctx, key, line::minor(&form.amount, exponent(&currency)), &form.reason, expires_at).await?;
    cx.set_flash(cx.t("credit-granted")).await
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemForm {
    tenant: String,
    description: String,
    amount: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/item")]
pub async fn add_item(#[server(flatten)] form: ItemForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let (refused, back) = (Refused::new(ITEM, &form), format!("/tenants/{}/billing", form.tenant));
    done(match item(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn item(cx: &Cx, form: &ItemForm) -> Result<()> {
    let (mut ctx, key) = account_of(cx, &form.tenant).await?;
    let currency = accounts::read(&mut ctx, key).await?.currency;
    items::add_by_hand(ctx, key, &form.description, line::minor(&form.amount, exponent(&currency))).await?;
    cx.set_flash(cx.t("item-added")).await
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/item-drop")]
pub async fn drop_item(#[server(default)] tenant: String, #[server(default)] item: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let back = format!("/tenants/{tenant}/billing");
    let result = async {
        let (ctx, key) = account_of(&cx, &tenant).await?;
        items::drop_item(ctx, key, item.parse().map_err(|_| Error::NotFound)?).await?;
        Ok(cx.t("item-dropped"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| back));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/credit-take-back")]
pub async fn take_credit_back(#[server(default)] tenant: String, #[server(default)] credit: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let back = format!("/tenants/{tenant}/billing");
    let result = async {
        let (ctx, key) = account_of(&cx, &tenant).await?;
        credits::take_back(ctx, key, credit.parse().map_err(|_| Error::NotFound)?).await?;
        Ok(cx.t("credit-taken-back"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| back));
    Ok(())
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/tax")]
pub async fn set_tax(#[server(default)] tenant: String, #[server(default)] exempt: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let back = format!("/tenants/{tenant}/billing");
    let result = async {
        let (ctx, key) = account_of(&cx, &tenant).await?;
        let exempt = TaxExempt::parse(&exempt).ok_or_else(|| Error::invalid("exempt", "unknown_value"))?;
        accounts::set_tax_exempt(ctx, key, exempt).await?;
        Ok(cx.t("tax-exempt-saved"))
    };
    let result = result.await;
    done(cx.tell(result).await.map(|()| back));
    Ok(())
}
