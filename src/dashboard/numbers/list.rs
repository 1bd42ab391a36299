//! `/numbers`: the inventory and who has what.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::import;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::Result;
use crate::domain::page::Page;
use crate::domain::telephony::number::Number;
use crate::domain::telephony::numbers::{self, NewNumber, NumberQuery};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk};

const FORM: &str = "number-new";
const ROWS: i64 = 50;

#[component]
pub fn NumbersPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        let found = load(&cx, &mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let body = Body {
            title: cx.t("numbers-title"),
            document_title: Some(form.title(cx.t("numbers-title"))),
            content: view! { {content(&cx, &found)}{cx.agency_may(Action::NumberCreate).then(|| add(&cx, &form))} }.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Numbers, None)?, body))
    })
}

/// The list as the address asks for it; used behind the dialog of one number as well.
pub(super) async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<Page<Number>> {
    let query = NumberQuery {
        unassigned: cx.param("show").as_deref() == Some("free"),
        search: cx.param("q").unwrap_or_default(),
        after: cx.param("at").filter(|at| !at.is_empty()),
        size: ROWS,
        ..NumberQuery::default()
    };
    numbers::list(ctx, &query).await
}

pub(super) fn content(cx: &Cx, found: &Page<Number>) -> AnyView {
    let search = cx.param("q").unwrap_or_default();
    let free = cx.param("show").as_deref() == Some("free");
    if found.rows.is_empty() && search.is_empty() && !free {
        return bits::empty(cx.t("numbers-empty-title"), cx.t("numbers-empty"), None);
    }
    let rows = found.rows.iter().map(|number| row(cx, number)).collect_view();
    let total = cx.text().count("numbers-count", found.total);
    let next = found.next.as_deref().map(|cursor| {
        let mut parts = url::form_urlencoded::Serializer::new(String::new());
        parts.append_pair("q", &search).append_pair("show", if free { "free" } else { "" }).append_pair("at", cursor);
        view! { <a class="btn" href=format!("/numbers?{}", parts.finish())>{cx.t("tenants-next")}</a> }
    });
    let options = [("", "numbers-all"), ("free", "numbers-free")].map(|(value, key)| {
        let selected = (value == "free") == free;
        view! { <option value=value selected=selected>{cx.t(key)}</option> }
    });
    let table = if found.rows.is_empty() {
        let clear = view! { <a class="btn" href="/numbers">{cx.t("numbers-clear")}</a> }.into_any();
        bits::empty(cx.t("tenants-none-title"), cx.t("numbers-none"), Some(clear))
    } else {
        view! {
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{cx.t("numbers-title")}</caption>
                <thead><tr><th scope="col">{cx.t("number-number")}</th><th scope="col">{cx.t("number-tenant")}</th>
                    <th scope="col">{cx.t("number-cnam")}</th><th scope="col">{cx.t("number-e911")}</th>
                    <th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-label=cx.t("numbers-title")>
            <form class="toolbar" role="search" action="/numbers" aria-label=cx.t("numbers-title")>
                <div class="search grow">{icon("search")}<label class="vh" for="q">{cx.t("numbers-search")}</label>
                    <input class="input" type="search" id="q" name="q" value=search placeholder=cx.t("numbers-search")/></div>
                <label class="vh" for="show">{cx.t("numbers-show")}</label>
                <select class="input auto" id="show" name="show">{options}</select>
                <button class="btn" type="submit">{cx.t("tenants-filter")}</button>
            </form>
            {table}
            <div class="foot"><span>{total}</span><nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div>
        </section>
    }
    .into_any()
}

fn row(cx: &Cx, number: &Number) -> AnyView {
    let tenant = match (&number.tenant_name, number.tenant) {
        (Some(name), Some(id)) => view! { <a href=format!("/tenants/{id}")>{name.clone()}</a> }.into_any(),
        _ => view! { <span class="faint">{cx.t("number-unassigned")}</span> }.into_any(),
    };
    let cnam = number
        .profile
        .cnam
        .clone()
        .map_or_else(|| view! { <span class="faint">{cx.t("tenant-none")}</span> }.into_any(), IntoAny::into_any);
    let label = cx.text().with("number-edit-of", &[("number", &number.e164)]);
    let edit = cx
        .agency_may(Action::NumberUpdate)
        .then(|| view! { <a href=format!("/numbers/{}", number.id) aria-label=label>{cx.t("tenants-edit")}</a> });
    view! {
        <tr><th scope="row" class="full">{number.e164.clone()}</th><td class="full">{tenant}</td><td>{cnam}</td>
            <td>{cx.t(&format!("e911-{}", number.profile.e911_status.as_str()))}</td><td class="row-actions">{edit}</td></tr>
    }
    .into_any()
}

fn add(cx: &Cx, form: &Form<'_>) -> AnyView {
    let number = Input {
        name: "number",
        label: cx.t("number-number"),
        autocomplete: "off",
        maxlength: Some(40),
        help: Some(cx.t("number-number-help")),
        ..Input::default()
    };
    let cnam =
        Input { name: "cnam", label: cx.t("number-cnam"), optional: true, maxlength: Some(15), autocomplete: "off", ..Input::default() };
    view! {
        <div class="settings">
            <section class="section"><h2>{cx.t("number-new")}</h2>
                <form class="form" method="post" action="/fn/dashboard/numbers/create" novalidate=true>
                    {form.problems()}{form.input(number)}{form.input(cnam)}
                    <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("number-add")}</button></div>
                </form>
            </section>
            {import::section(cx)}
        </div>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NumberForm {
    number: String,
    cnam: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/numbers/create")]
pub async fn create_number(#[server(flatten)] form: NumberForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/numbers".to_owned()).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: NumberForm) -> Result<String> {
    let new = NewNumber { e164: form.number, cnam: Some(form.cnam), tenant: None };
    let number = numbers::create(cx.agency_ctx().await?, new).await?;
    cx.set_flash(cx.text().with("number-created", &[("number", &number.e164)])).await?;
    Ok("/numbers".to_owned())
}
