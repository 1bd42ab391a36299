//! `/t/{slug}/settings`: what the tenant sets for itself (seed 003: "tenant sets their own").

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, tenant_form, tenant_page};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::edits;
use crate::domain::tenancy::portal::Standing;
use crate::domain::tenancy::tenant::Profile;
use crate::language::Language;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Input, Refused, language_options, zone};
use crate::ui::layout::Body;

const FORM: &str = "tenant-settings";

#[component]
pub fn SettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let profile = edits::settings(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(profile) };
        Ok(Body {
            title: cx.t("settings-title"),
            document_title: Some(form.title(cx.t("settings-title"))),
            content: content(&cx, &standing, &form),
            ..Body::default()
        })
    })
}

fn values(profile: Profile) -> Vec<(&'static str, String)> {
    vec![
        ("billingEmail", profile.billing_email.unwrap_or_default()),
        ("timezone", profile.timezone),
        ("language", profile.language.map(Language::tag).unwrap_or_default().to_owned()),
        ("cnam", profile.cnam.unwrap_or_default()),
    ]
}

fn content(cx: &Cx, standing: &Standing, form: &Form<'_>) -> AnyView {
    let may = standing.may(Action::SettingsUpdate);
    let input = |name: &'static str, key: &str, help: &str, kind: &'static str, maxlength: u32| {
        let help = Some(cx.t(help));
        form.input(Input {
            name,
            label: cx.t(key),
            kind,
            help,
            optional: true,
            autocomplete: "off",
            maxlength: Some(maxlength),
            ..Input::default()
        })
    };
    let save = may.then(|| view! { <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div> });
    let fields = view! {
        <fieldset class="form plain" disabled=!may>
            {form.problems()}
            {input("billingEmail", "tenant-billing-email", "settings-billing-email-help", "email", 254)}
            {form.select("language", cx.t("language-title"), language_options(cx.text(), "language-of-provider"), Some(cx.t("settings-language-help")))}
            {zone(cx.text(), form)}
            {input("cnam", "settings-cnam", "settings-cnam-help", "text", 15)}
        </fieldset>
        {save}
    };
    view! { <section class="section narrow">{tenant_form(standing, "/fn/portal/settings/save", fields.into_any())}</section> }.into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    slug: String,
    #[serde(rename = "billingEmail")]
    billing_email: String,
    timezone: String,
    language: String,
    cnam: String,
}

#[server(prefix = "/fn", endpoint = "portal/settings/save")]
pub async fn save_settings(#[server(flatten)] form: SettingsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/t/{}/settings", form.slug);
    done(match save(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: SettingsForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let language = if form.language.is_empty() {
        None
    } else {
        Some(Language::from_tag(&form.language).ok_or_else(|| Error::invalid("language", "unknown_value"))?)
    };
    edits::change_settings(ctx, |profile| {
        profile.billing_email = Some(form.billing_email);
        profile.timezone = form.timezone;
        profile.language = language;
        profile.cnam = Some(form.cnam);
    })
    .await?;
    cx.set_flash(cx.t("settings-saved")).await?;
    Ok(format!("/t/{}/settings", standing.slug))
}
