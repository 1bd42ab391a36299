//! `/tenants/{id}/delete`: what will happen, and the name to type before it does.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;

use super::list;
use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::telephony::records;
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::{status_changes, tenants};
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::bits::icon;
use crate::ui::form::{Form, Refused};
use crate::ui::layout::{Body, desk, dialog};

const FORM: &str = "tenant-delete";

#[component]
pub fn DeleteTenantPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let id: TenantId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::TenantCancel)?;
        let tenant = tenants::get(&mut ctx, id).await?;
        let recordings = records::recordings_of(&mut ctx, id).await?;
        let behind = list::load(&cx, &mut ctx).await?;
        drop(ctx);
        if tenant.status == Status::Cancelled {
            return Err(Error::State("tenant_cancelled"));
        }
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        let title = cx.text().with("tenant-delete-title", &[("name", &tenant.profile.name)]);
        let body = Body {
            title: cx.t("tenants-title"),
            document_title: Some(form.title(title.clone())),
            actions: Some(list::actions(&cx)),
            content: list::content(&cx, &behind),
            dialog: Some(dialog(cx.text(), title, "/tenants", view(&cx, &form, &tenant, recordings))),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Tenants, Some(behind.all()))?, body))
    })
}

/// The name as a regular expression that matches nothing else, for the browser's own check. Browsers compile it in
/// Unicode mode, where only these characters may be escaped.
fn exactly(name: &str) -> String {
    let mut pattern = String::from(r"\s*");
    for c in name.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern + r"\s*"
}

fn view(cx: &Cx, form: &Form<'_>, tenant: &Tenant, recordings: i64) -> AnyView {
    let name = tenant.profile.name.clone();
    let effects = [
        Some(cx.t("tenant-delete-closed")),
        (tenant.extensions > 0).then(|| cx.text().count("tenant-delete-extensions", i64::from(tenant.extensions))),
        (tenant.numbers > 0).then(|| cx.text().count("tenant-delete-numbers", i64::from(tenant.numbers))),
        Some(match recordings {
            0 => cx.t("tenant-delete-recordings"),
            n => cx.text().count("tenant-delete-some-recordings", n),
        }),
        Some(cx.t("tenant-delete-purge")),
    ];
    let effects = effects.into_iter().flatten().map(|words| view! { <li>{words}</li> }).collect_view();
    let advice = (tenant.numbers > 0).then(|| view! { <p class="banner warn">{icon("warn")}<span>{cx.t("tenant-delete-port")}</span></p> });
    let error =
        form.error("confirmation").map(|words| view! { <p class="error" id="confirmation-error">{icon("warn")}<span>{words}</span></p> });
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then_some("confirmation-error");
    let typed = form.value("confirmation");
    view! {
        <form method="post" action="/fn/dashboard/tenants/delete">
            <input type="hidden" name="tenant" value=tenant.id.to_string()/>
            <div class="body form">
                {form.problems()}
                <div class="prose"><p>{cx.t("tenant-delete-lead")}</p><ul class="dots">{effects}</ul></div>
                {advice}
                <div class="field"><label for="confirmation">{cx.text().with("tenant-delete-type", &[("name", &name)])}</label>
                    <input class="input" id="confirmation" name="confirmation" required=true autocomplete="off" autofocus=true value=typed
                        pattern=exactly(&name) title=name.clone() aria-invalid=invalid aria-describedby=described/>{error}</div>
            </div>
            <div class="ends"><a class="btn" href="/tenants">{cx.t("form-cancel")}</a>
                <button class="btn danger sure" type="submit">{cx.text().with("tenant-delete-button", &[("name", &name)])}</button></div>
        </form>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/tenants/delete")]
pub async fn delete_tenant(#[server(default)] tenant: String, #[server(default)] confirmation: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &serde_json::json!({"confirmation": confirmation}));
    done(match delete(&cx, &tenant, &confirmation).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, format!("/tenants/{tenant}/delete")).await,
    });
    Ok(())
}

async fn delete(cx: &Cx, tenant: &str, confirmation: &str) -> Result<String> {
    cx.signed_in()?;
    let id: TenantId = tenant.parse().map_err(|_| Error::NotFound)?;
    let tenant = status_changes::cancel(cx.agency_ctx().await?, id, Some(confirmation)).await?;
    cx.set_flash(cx.text().with("tenant-deleted", &[("name", &tenant.profile.name)])).await?;
    Ok("/tenants?status=suspended".to_owned())
}

#[cfg(test)]
mod tests {
    use super::exactly;

    #[test]
    fn a_name_is_matched_as_it_is() {
        assert_eq!(exactly("Acme (UK) + Co."), r"\s*Acme \(UK\) \+ Co\.\s*");
    }
}
