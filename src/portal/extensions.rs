//! `/t/{slug}/extensions`: the tenant's SIP users.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::chrome::{Place, pager, tenant_form, tenant_page};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::ExtensionId;
use crate::domain::page::Page;
use crate::domain::telephony::extension::{Extension, NewExtension};
use crate::domain::telephony::extensions;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::Body;

const FORM: &str = "extension-new";
const ROWS: i64 = 50;

#[component]
pub fn ExtensionsPage() -> impl IntoView {
    tenant_page(Place::Extensions, |cx, mut ctx, standing| async move {
        let found = extensions::list(&mut ctx, standing.tenant, cx.param("at").as_deref(), 0, ROWS).await?;
        let fresh: Option<ExtensionId> = cx.flash().and_then(|flash| flash.about.as_deref()?.parse().ok());
        let secret = match fresh {
            Some(id) if standing.may(Action::ExtensionUpdate) => {
                extensions::fresh_secret(&mut ctx, standing.tenant, id).await?.map(|s| (id, s))
            }
            _ => None,
        };
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        Ok(Body {
            title: cx.t("extensions-title"),
            document_title: Some(form.title(cx.t("extensions-title"))),
            content: content(&cx, &standing, &form, &found, secret.as_ref()),
            ..Body::default()
        })
    })
}

fn content(
    cx: &Cx,
    standing: &Standing,
    form: &Form<'_>,
    found: &Page<Extension>,
    secret: Option<&(ExtensionId, SecretString)>,
) -> AnyView {
    let add = standing.may(Action::ExtensionCreate).then(|| add(cx, standing, form));
    let shown = secret.and_then(|(id, secret)| {
        let extension = found.rows.iter().find(|extension| extension.id == *id)?;
        Some(view! {
            <section class="panel"><h2>{cx.text().with("extension-secret-title", &[("number", &extension.number)])}</h2>
                <dl class="kv">
                    {bits::row(cx.t("extension-sip-user"), Some(view! { <code>{extension.sip_user.clone()}</code> }.into_any()), "")}
                    {bits::row(cx.t("extension-secret"), Some(view! { <code>{secret.expose_secret().to_owned()}</code> }.into_any()), "")}
                </dl><p class="soft">{cx.t("extension-secret-once")}</p></section>
        })
    });
    if found.rows.is_empty() {
        return view! { {bits::empty(cx.t("extensions-empty-title"), cx.t("extensions-empty"), None)}{add} }.into_any();
    }
    let rows = found.rows.iter().map(|extension| row(cx, standing, extension)).collect_view();
    let total = cx.text().count("extensions-count", found.total);
    view! {
        {shown}
        <section class="section">
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{cx.t("extensions-title")}</caption>
                <thead><tr><th scope="col">{cx.t("extension-number")}</th><th scope="col">{cx.t("extension-name")}</th>
                    <th scope="col">{cx.t("extension-sip-user")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {pager(cx, total, &format!("/t/{}/extensions", standing.slug), found.next.as_deref())}
        </section>
        {add}
    }
    .into_any()
}

fn row(cx: &Cx, standing: &Standing, extension: &Extension) -> AnyView {
    let action = |endpoint: &'static str, key: &str, class: &'static str| {
        let label = cx.text().with(&format!("{key}-of"), &[("number", &extension.number)]);
        tenant_form(
            standing,
            endpoint,
            view! { <input type="hidden" name="extension" value=extension.id.to_string()/>
            <button class=class type="submit" aria-label=label>{cx.t(key)}</button> }
            .into_any(),
        )
    };
    let renew = standing.may(Action::ExtensionUpdate).then(|| action("/fn/portal/extensions/renew", "extension-renew", "as-link"));
    let delete =
        standing.may(Action::ExtensionDelete).then(|| action("/fn/portal/extensions/delete", "extension-delete", "as-link delete"));
    view! {
        <tr><th scope="row" class="full">{extension.number.clone()}</th><td>{extension.name.clone()}</td>
            <td><code>{extension.sip_user.clone()}</code></td><td class="row-actions">{renew}{delete}</td></tr>
    }
    .into_any()
}

fn add(cx: &Cx, standing: &Standing, form: &Form<'_>) -> AnyView {
    let number = Input {
        name: "number",
        label: cx.t("extension-number"),
        maxlength: Some(8),
        numeric: true,
        autocomplete: "off",
        help: Some(cx.t("extension-number-help")),
        ..Input::default()
    };
    let name = Input { name: "name", label: cx.t("extension-name"), maxlength: Some(100), autocomplete: "off", ..Input::default() };
    let fields = view! {
        {form.problems()}
        <div class="pair">{form.input(number)}{form.input(name)}</div>
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("extension-add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{cx.t("extension-new")}</h2>{tenant_form(standing, "/fn/portal/extensions/create", fields.into_any())}</section> }
        .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ExtensionForm {
    slug: String,
    number: String,
    name: String,
}

#[server(prefix = "/fn", endpoint = "portal/extensions/create")]
pub async fn create_extension(#[server(flatten)] form: ExtensionForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/t/{}/extensions", form.slug);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: ExtensionForm) -> Result<String> {
    let (ctx, standing) = crate::server::extract::inside(cx, &form.slug).await?;
    let (extension, _) = extensions::create(ctx, standing.tenant, NewExtension { number: form.number, name: form.name }).await?;
    let words = cx.text().with("extension-created", &[("number", &extension.number)]);
    cx.set_flash_about(words, extension.id).await?;
    Ok(format!("/t/{}/extensions", standing.slug))
}

#[server(prefix = "/fn", endpoint = "portal/extensions/renew")]
pub async fn renew_extension(#[server(default)] slug: String, #[server(default)] extension: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(renew(&cx, &slug, &extension).await);
    Ok(())
}

async fn renew(cx: &Cx, slug: &str, extension: &str) -> Result<String> {
    let (ctx, standing) = crate::server::extract::inside(cx, slug).await?;
    let id: ExtensionId = extension.parse().map_err(|_| Error::NotFound)?;
    match extensions::renew_secret(ctx, standing.tenant, id).await {
        Ok((extension, _)) => {
            cx.set_flash_about(cx.text().with("extension-renewed", &[("number", &extension.number)]), extension.id).await?;
        }
        Err(error) => cx.tell(Err(error)).await?,
    }
    Ok(format!("/t/{slug}/extensions"))
}

#[server(prefix = "/fn", endpoint = "portal/extensions/delete")]
pub async fn delete_extension(#[server(default)] slug: String, #[server(default)] extension: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &slug, &extension).await);
    Ok(())
}

async fn delete(cx: &Cx, slug: &str, extension: &str) -> Result<String> {
    let (ctx, standing) = crate::server::extract::inside(cx, slug).await?;
    let id: ExtensionId = extension.parse().map_err(|_| Error::NotFound)?;
    let deleted = extensions::delete(ctx, standing.tenant, id).await;
    cx.tell(deleted.map(|()| cx.t("extension-deleted"))).await?;
    Ok(format!("/t/{slug}/extensions"))
}
