//! `/t/{slug}/settings/account`: one's own sign-in, the tenant's data to take along, and how the account is closed.

use leptos::prelude::*;

use super::{Tab, body};
use crate::domain::tenancy::portal::Standing;
use crate::portal::chrome::{Place, tenant_page};
use crate::portal::contact::contact;
use crate::server::extract::Cx;

#[component]
pub fn AccountSettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, ctx, standing| async move {
        drop(ctx);
        Ok(body(&cx, &standing, Tab::Account, None, content(&cx, &standing)))
    })
}

fn content(cx: &Cx, standing: &Standing) -> AnyView {
    let brand = &cx.site().brand;
    // A visitor's own account is not the tenant's.
    let own = (!standing.visiting).then(|| {
        view! {
            <section class="section narrow" aria-labelledby="sign-in"><h2 id="sign-in">{cx.t("settings-sign-in")}</h2>
                <p class="soft">{cx.t("settings-sign-in-lead")}</p><div class="actions"><a class="btn" href="/account">{cx.t("settings-sign-in-go")}</a></div></section>
        }
    });
    let subject = cx.text().with("settings-close-subject", &[("name", &standing.name)]);
    let close = match brand.support_email.as_ref() {
        Some(address) => {
            let href = format!("mailto:{address}?subject={}", url::form_urlencoded::byte_serialize(subject.as_bytes()).collect::<String>().replace('+', "%20"));
            view! { <p>{cx.text().with("settings-close-mail", &[("brand", &brand.name), ("email", address)])}</p>
            <div class="actions"><a class="btn danger" href=href>{cx.t("settings-close-go")}</a></div> }
            .into_any()
        }
        None => view! { <p>{cx.text().with("settings-close-ask", &[("brand", &brand.name)])}</p><div class="actions">{contact(cx, "btn")}</div> }.into_any(),
    };
    view! {
        {own}
        <section class="section narrow" aria-labelledby="export"><h2 id="export">{cx.t("export-title")}</h2>
            <p class="soft">{cx.t("settings-export-lead")}</p>
            <div class="actions"><a class="btn" href=format!("/t/{}/export", standing.slug)>{cx.t("export-title")}</a></div></section>
        <section class="section narrow" aria-labelledby="close"><h2 id="close">{cx.t("settings-close")}</h2>
            <p class="soft">{cx.t("settings-close-means")}</p>{close}</section>
    }
    .into_any()
}
