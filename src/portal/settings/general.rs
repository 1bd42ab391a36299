//! `/t/{slug}/settings`: name, billing address, language, time zone, caller name.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{Tab, body, save_form};
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::edits;
use crate::domain::tenancy::tenant::Profile;
use crate::language::Language;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Input, Refused, language_options, zone};

const FORM: &str = "tenant-settings";

#[component]
pub fn SettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let profile = edits::settings(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(profile) };
        let within = save_form(&cx, &standing, "/fn/portal/settings/save", &form, fields(&cx, &form));
        Ok(body(&cx, &standing, Tab::General, Some(&form), within))
    })
}

fn values(profile: Profile) -> Vec<(&'static str, String)> {
    vec![
        ("name", profile.name),
        ("billingEmail", profile.billing_email.unwrap_or_default()),
        ("timezone", profile.timezone),
        ("language", profile.language.map(Language::tag).unwrap_or_default().to_owned()),
        ("cnam", profile.cnam.unwrap_or_default()),
    ]
}

fn fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    let input = |name: &'static str, key: &str, help: &str, kind: &'static str, maxlength: u32| {
        form.input(Input {
            name,
            label: cx.t(key),
            kind,
            help: Some(cx.t(help)),
            optional: name != "name",
            autocomplete: "off",
            maxlength: Some(maxlength),
            ..Input::default()
        })
    };
    view! {
        {input("name", "settings-name", "settings-name-help", "text", 200)}
        {input("billingEmail", "tenant-billing-email", "settings-billing-email-help", "email", 254)}
        {form.select("language", cx.t("language-title"), language_options(cx.text(), "language-of-provider"), Some(cx.t("settings-language-help")))}
        {zone(cx.text(), form)}
        {input("cnam", "settings-cnam", "settings-cnam-help", "text", 15)}
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    slug: String,
    name: String,
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
    let back = Tab::General.path(&form.slug);
    done(match save(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, told(error), refused, back).await,
    });
    Ok(())
}

/// Whose the other tenant of this name is, is not said.
fn told(error: Error) -> Error {
    match error {
        Error::Conflict(mut errors) => {
            for error in errors.iter_mut().filter(|error| error.code == "name_taken") {
                "taken".clone_into(&mut error.code);
            }
            Error::Conflict(errors)
        }
        other => other,
    }
}

async fn save(cx: &Cx, form: SettingsForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let language = if form.language.is_empty() {
        None
    } else {
        Some(Language::from_tag(&form.language).ok_or_else(|| Error::invalid("language", "unknown_value"))?)
    };
    edits::change_settings(ctx, |profile| {
        profile.name = form.name;
        profile.billing_email = Some(form.billing_email);
        profile.timezone = form.timezone;
        profile.language = language;
        profile.cnam = Some(form.cnam);
    })
    .await?;
    cx.set_flash(cx.t("settings-saved")).await?;
    Ok(Tab::General.path(&standing.slug))
}
