//! `/numbers/{id}`: who has it, its caller name and emergency status, and giving it back to the carrier.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::NumberId;
use crate::domain::telephony::number::{E911Status, Number};
use crate::domain::telephony::numbers;
use crate::domain::tenancy::tenants;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "number-edit";

#[component]
pub fn NumberPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: NumberId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::NumberUpdate)?;
        let number = numbers::get(&mut ctx, id).await?;
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        let defaults = vec![
            ("tenant", number.tenant_slug.clone().unwrap_or_default()),
            ("cnam", number.profile.cnam.clone().unwrap_or_default()),
            ("e911Status", number.profile.e911_status.as_str().to_owned()),
        ];
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults };
        let body = Body {
            title: cx.t("numbers-title"),
            document_title: Some(form.title(number.e164.clone())),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), number.e164.clone(), "/numbers", view(&cx, &form, &number))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Numbers, None)?, body))
    })
}

fn view(cx: &Cx, form: &Form<'_>, number: &Number) -> AnyView {
    let tenant = Input {
        name: "tenant",
        label: cx.t("number-tenant"),
        optional: true,
        autocomplete: "off",
        maxlength: Some(63),
        help: Some(cx.t("number-tenant-help")),
        autofocus: true,
        ..Input::default()
    };
    let cnam =
        Input { name: "cnam", label: cx.t("number-cnam"), optional: true, maxlength: Some(15), autocomplete: "off", ..Input::default() };
    let statuses = E911Status::ALL.map(|s| (s.as_str().to_owned(), cx.t(&format!("e911-{}", s.as_str())))).to_vec();
    let release = cx.agency_may(Action::NumberRelease).then(|| {
        view! {
            <form class="inline-end" method="post" action="/fn/dashboard/numbers/release">
                <input type="hidden" name="number" value=number.id.to_string()/>
                <details class="more"><summary>{cx.t("number-release")}</summary><p class="soft">{cx.t("number-release-note")}</p>
                    <button class="btn danger" type="submit">{cx.text().with("number-release-button", &[("number", &number.e164)])}</button></details>
            </form>
        }
    });
    view! {
        <form method="post" action="/fn/dashboard/numbers/update" novalidate=true id="number-form">
            <input type="hidden" name="id" value=number.id.to_string()/>
            <div class="body form">
                {form.problems()}
                {form.input(tenant)}
                {form.input(cnam)}
                {form.select("e911Status", cx.t("number-e911"), statuses, None)}
            </div>
        </form>
        <div class="body form">{release}</div>
        <div class="ends"><a class="btn" href="/numbers">{cx.t("form-cancel")}</a>
            <button class="btn primary" type="submit" form="number-form">{cx.t("form-save")}</button></div>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    id: String,
    tenant: String,
    cnam: String,
    #[serde(rename = "e911Status")]
    e911_status: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/numbers/update")]
pub async fn update_number(#[server(flatten)] form: EditForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/numbers/{}", form.id);
    done(match update(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn update(cx: &Cx, form: EditForm) -> Result<String> {
    cx.signed_in()?;
    let id: NumberId = form.id.parse().map_err(|_| Error::NotFound)?;
    let mut ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::NumberUpdate)?;
    let tenant = tenants::typed(&mut ctx, "tenant", &form.tenant).await?;
    let number = numbers::change(ctx, id, Some(tenant), |profile, problems| {
        profile.cnam = Some(form.cnam);
        match E911Status::parse(&form.e911_status) {
            Some(status) => profile.e911_status = status,
            None => problems.code("e911Status", "unknown_value"),
        }
    })
    .await?;
    cx.set_flash(cx.text().with("number-updated", &[("number", &number.e164)])).await?;
    Ok("/numbers".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/numbers/release")]
pub async fn release_number(#[server(default)] number: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(release(&cx, &number).await);
    Ok(())
}

async fn release(cx: &Cx, number: &str) -> Result<String> {
    cx.signed_in()?;
    let id: NumberId = number.parse().map_err(|_| Error::NotFound)?;
    numbers::release(cx.agency_ctx().await?, id).await?;
    cx.set_flash(cx.t("number-released")).await?;
    Ok("/numbers".to_owned())
}
