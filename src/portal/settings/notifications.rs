//! `/t/{slug}/settings/notifications`: who of the tenant is warned about its limits, and where invoices go.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{Tab, body, save_form};
use crate::domain::error::Result;
use crate::domain::tenancy::portal::Standing;
use crate::domain::tenancy::tenant::Profile;
use crate::domain::tenancy::{edits, own_alerts};
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Refused};

const FORM: &str = "tenant-notifications";
const FIELD: &str = "emails";

#[component]
pub fn NotificationSettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let (profile, emails) = (edits::settings(&mut ctx).await?, own_alerts::read(&mut ctx).await?);
        drop(ctx);
        let defaults = vec![(FIELD, emails.join("\n"))];
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults };
        let help = cx.text().with("settings-alerts-help", &[("brand", &cx.site().brand.name)]);
        let field = form.text_area(FIELD, cx.t("settings-alerts"), true, Some(help));
        let saved = save_form(&cx, &standing, "/fn/portal/settings/notifications", &form, field);
        let within = view! { {saved}{others(&cx, &standing, &profile)} };
        Ok(body(&cx, &standing, Tab::Notifications, Some(&form), within.into_any()))
    })
}

/// What is decided elsewhere.
fn others(cx: &Cx, standing: &Standing, profile: &Profile) -> AnyView {
    let invoices = match &profile.billing_email {
        Some(email) => cx.text().with("settings-invoices-go", &[("email", email)]),
        None => cx.t("settings-invoices-nowhere"),
    };
    view! {
        <section class="section narrow" aria-labelledby="invoices"><h2 id="invoices">{cx.t("settings-invoices")}</h2>
            <p>{invoices}" "<a href=Tab::General.path(&standing.slug)>{cx.t("settings-change")}</a></p></section>
        <section class="section narrow" aria-labelledby="own"><h2 id="own">{cx.t("settings-own-mails")}</h2>
            <p>{cx.t("settings-own-mails-lead")}" "<a href="/account/notifications">{cx.t("settings-own-mails-go")}</a></p></section>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct NotificationsForm {
    slug: String,
    emails: String,
}

#[server(prefix = "/fn", endpoint = "portal/settings/notifications")]
pub async fn save_notifications(#[server(flatten)] form: NotificationsForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = Tab::Notifications.path(&form.slug);
    done(match save(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &NotificationsForm) -> Result<()> {
    let (ctx, _) = inside(cx, &form.slug).await?;
    let words = form.emails.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    own_alerts::change(ctx, words.map(ToOwned::to_owned).collect()).await?;
    cx.set_flash(cx.t("settings-saved")).await
}
