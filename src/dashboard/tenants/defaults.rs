//! `/tenants/defaults`: what a new tenant starts with.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::form;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::{Action, policy};
use crate::domain::billing::profiles::{self, BillingProfile};
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::limits::ActionAtCap;
use crate::domain::tenancy::tenant_defaults;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits;
use crate::ui::form::{Form, Input, Refused, zone};
use crate::ui::layout::{Body, desk};

const FORM: &str = "tenant-defaults";
const PROFILE_FORM: &str = "billing-profile-new";

#[component]
pub fn DefaultsPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        let defaults = tenant_defaults::get(&mut ctx).await?;
        let profiles = profiles::list(&mut ctx).await?;
        drop(ctx);
        let values = vec![
            ("timezone", defaults.timezone),
            ("cnam", defaults.cnam.unwrap_or_default()),
            ("actionAt100", defaults.action_at_100.as_str().to_owned()),
            ("billingProfileId", defaults.billing_profile.map(|id| id.to_string()).unwrap_or_default()),
        ];
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values };
        let body = Body {
            title: cx.t("defaults-title"),
            document_title: Some(form.title(cx.t("defaults-title"))),
            crumbs: vec![(cx.t("tenants-title"), "/tenants".to_owned())],
            content: content(&cx, &form, &profiles),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Defaults, None)?, body))
    })
}

fn content(cx: &Cx, form: &Form<'_>, profiles: &[BillingProfile]) -> AnyView {
    let role = cx.who().and_then(|who| who.agency_role());
    let may = role.is_some_and(|role| policy::role_allows(role, Action::DefaultsUpdate));
    let none = (String::new(), cx.t("tenant-billing-profile-none"));
    let options = std::iter::once(none).chain(profiles.iter().map(|p| (p.id.to_string(), p.name.clone()))).collect();
    let save = may.then(|| view! { <button class="btn primary" type="submit">{cx.t("form-save")}</button> });
    let names = profiles
        .iter()
        .map(|p| view! { <li><span>{p.name.clone()}</span><code class="faint">{p.id.to_string()}</code></li> })
        .collect_view();
    let names = if profiles.is_empty() {
        view! { <p class="soft">{cx.t("billing-profiles-empty")}</p> }.into_any()
    } else {
        view! { <ul class="people">{names}</ul> }.into_any()
    };
    view! {
        <div class="settings">
            <section class="section"><p class="soft">{cx.t("defaults-lead")}</p>
                <form class="form" method="post" action="/fn/dashboard/tenants/defaults" novalidate=true>
                    <fieldset class="form plain" disabled=!may>
                        {form.problems()}
                        {zone(cx.text(), form)}
                        {form::cnam(cx, form)}
                        {form.select("actionAt100", cx.t("defaults-action"), form::actions_at_cap(cx), Some(cx.t("defaults-action-help")))}
                        {form.select("billingProfileId", cx.t("tenant-billing-profile"), options, None)}
                    </fieldset>
                    <div class="actions">{save}</div>
                </form>
            </section>
            <section class="section"><h2>{cx.t("billing-profiles-title")}</h2><p class="soft">{cx.t("billing-profiles-lead")}</p>
                {names}{may.then(|| new_profile(cx))}
            </section>
        </div>
    }
    .into_any()
}

fn new_profile(cx: &Cx) -> AnyView {
    let form = Form { text: cx.text(), refused: cx.refused(PROFILE_FORM), defaults: Vec::new() };
    let name = Input { name: "name", label: cx.t("billing-profile-name"), maxlength: Some(100), autocomplete: "off", ..Input::default() };
    view! {
        <form class="form" method="post" action="/fn/dashboard/billing-profiles/create" novalidate=true>
            {form.input(name)}
            <div class="actions"><button class="btn" type="submit">{bits::icon("plus")}{cx.t("billing-profile-add")}</button></div>
        </form>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct DefaultsForm {
    timezone: String,
    cnam: String,
    #[serde(rename = "actionAt100")]
    action: String,
    #[serde(rename = "billingProfileId")]
    billing_profile: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/defaults")]
pub async fn save_defaults(#[server(flatten)] form: DefaultsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match save(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/tenants/defaults".to_owned()).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: DefaultsForm) -> Result<String> {
    tenant_defaults::update(cx.agency_ctx().await?, |defaults, problems| {
        defaults.timezone = form.timezone;
        defaults.cnam = Some(form.cnam);
        match ActionAtCap::parse(&form.action) {
            Some(action) => defaults.action_at_100 = action,
            None => problems.code("actionAt100", "unknown_value"),
        }
        defaults.billing_profile = match form.billing_profile.as_str() {
            "" => None,
            id => id.parse().map_err(|_| problems.code("billingProfileId", "unknown_billing_profile")).ok(),
        };
    })
    .await?;
    cx.set_flash(cx.t("defaults-saved")).await?;
    Ok("/tenants/defaults".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/billing-profiles/create")]
pub async fn create_billing_profile(#[server(default)] name: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(PROFILE_FORM, &serde_json::json!({"name": name}));
    let made: Result<String, Error> = async {
        let profile = profiles::create(cx.agency_ctx().await?, &name).await?;
        cx.set_flash(cx.text().with("billing-profile-created", &[("name", &profile.name)])).await?;
        Ok("/tenants/defaults".to_owned())
    }
    .await;
    done(match made {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, "/tenants/defaults".to_owned()).await,
    });
    Ok(())
}
