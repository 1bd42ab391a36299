//! `/t/{slug}/team/roles`: the roles the tenant makes for its people. `/t/{slug}/team/roles/{role}`: one of them.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::chrome::{Place, tenant_form, tenant_page};
use crate::domain::access::{Action, Permission};
use crate::domain::accounts::tenant_role::{MOST, RoleProfile, TenantRole};
use crate::domain::accounts::tenant_roles;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantRoleId;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::{Body, dialog};
use crate::ui::team::{permission_key, permissions};

const FORM: &str = "tenant-role";

#[component]
pub fn RolesPage() -> impl IntoView {
    tenant_page(Place::Team, |cx, mut ctx, standing| async move {
        let roles = tenant_roles::list(&mut ctx, standing.tenant).await?;
        drop(ctx);
        let form = form(&cx, None);
        Ok(Body {
            title: cx.t("roles-title"),
            document_title: Some(form.title(cx.t("roles-title"))),
            crumbs: crumbs(&cx, &standing),
            content: content(&cx, &standing, Some(&form), &roles),
            ..Body::default()
        })
    })
}

#[component]
pub fn RolePage() -> impl IntoView {
    let role = use_params_map().read_untracked().get("role").unwrap_or_default();
    tenant_page(Place::Team, move |cx, mut ctx, standing| async move {
        let id: TenantRoleId = role.parse().map_err(|_| Error::NotFound)?;
        let roles = tenant_roles::list(&mut ctx, standing.tenant).await?;
        drop(ctx);
        let role = roles.iter().find(|role| role.id == id).ok_or(Error::NotFound)?;
        // There is nothing here but to change it.
        if !standing.may(Action::MemberManage) {
            return Err(Error::Forbidden);
        }
        let form = form(&cx, Some(role));
        let inside = edited(&cx, &standing, &form, role);
        Ok(Body {
            title: cx.t("roles-title"),
            document_title: Some(form.title(role.name.clone())),
            crumbs: crumbs(&cx, &standing),
            // Without its form, whose fields have the dialog's names.
            content: content(&cx, &standing, None, &roles),
            dialog: Some(dialog(cx.text(), role.name.clone(), root(&standing.slug), inside)),
            ..Body::default()
        })
    })
}

fn root(slug: &str) -> String {
    format!("{}/roles", super::team::root(slug))
}

fn crumbs(cx: &Cx, standing: &Standing) -> Vec<(String, String)> {
    vec![(cx.t("team-title"), super::team::root(&standing.slug))]
}

/// Permissions are one value here, their words with blanks between.
fn form<'a>(cx: &'a Cx, role: Option<&TenantRole>) -> Form<'a> {
    let words = |role: &TenantRole| role.permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(" ");
    let defaults = role.map(|role| vec![("name", role.name.clone()), ("permissions", words(role))]).unwrap_or_default();
    Form { text: cx.text(), refused: cx.refused(FORM), defaults }
}

fn content(cx: &Cx, standing: &Standing, form: Option<&Form<'_>>, roles: &[TenantRole]) -> AnyView {
    let add = form.filter(|_| standing.may(Action::MemberManage)).map(|form| {
        if roles.len() < MOST { add(cx, standing, form) } else { view! { <p class="soft">{cx.t("roles-full")}</p> }.into_any() }
    });
    let list =
        if roles.is_empty() { bits::empty(cx.t("roles-empty-title"), cx.t("roles-empty"), None) } else { table(cx, standing, roles) };
    view! { <p class="soft">{cx.t("roles-lead")}</p><section class="section">{list}</section>{add} }.into_any()
}

fn table(cx: &Cx, standing: &Standing, roles: &[TenantRole]) -> AnyView {
    let rows = roles.iter().map(|role| row(cx, standing, role)).collect_view();
    view! {
        <div class="wide"><table class="table cards audit-table">
            <caption class="vh">{cx.t("roles-title")}</caption>
            <thead><tr><th scope="col">{cx.t("roles-name")}</th><th scope="col">{cx.t("roles-permissions")}</th>
                <th scope="col">{cx.t("roles-people")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(cx: &Cx, standing: &Standing, role: &TenantRole) -> AnyView {
    let change = standing.may(Action::MemberManage).then(|| {
        let label = cx.text().with("team-change-of", &[("name", &role.name)]);
        view! { <a href=format!("{}/{}", root(&standing.slug), role.id) aria-label=label>{cx.t("team-change")}</a> }
    });
    view! {
        <tr><th scope="row" class="full">{role.name.clone()}</th><td class="full">{permissions(cx.text(), role)}</td>
            <td class="nowrap">{cx.text().count("roles-people-count", role.people)}</td><td class="row-actions">{change}</td></tr>
    }
    .into_any()
}

fn add(cx: &Cx, standing: &Standing, form: &Form<'_>) -> AnyView {
    let inside = view! {
        {form.problems()}{fields(cx, form)}
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("roles-add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{cx.t("roles-new")}</h2>{tenant_form(standing, "/fn/portal/roles/save", inside.into_any())}</section> }
        .into_any()
}

fn edited(cx: &Cx, standing: &Standing, form: &Form<'_>, role: &TenantRole) -> AnyView {
    let (slug, id) = (standing.slug.clone(), role.id.to_string());
    view! {
        <form method="post" action="/fn/portal/roles/save" novalidate=true id="role-form">
            <input type="hidden" name="slug" value=slug/><input type="hidden" name="customRole" value=id/>
            <div class="body form">{form.problems()}{fields(cx, form)}</div>
        </form>
        <div class="body form">{delete_form(cx, standing, role)}</div>
        <div class="ends"><a class="btn" href=root(&standing.slug)>{cx.t("form-cancel")}</a>
            <button class="btn primary" type="submit" form="role-form">{cx.t("form-save")}</button></div>
    }
    .into_any()
}

fn delete_form(cx: &Cx, standing: &Standing, role: &TenantRole) -> AnyView {
    let fields = view! {
        <input type="hidden" name="customRole" value=role.id.to_string()/>
        <details class="more"><summary>{cx.t("records-delete")}</summary><p class="soft">{cx.text().count("roles-delete-note", role.people)}</p>
            <button class="btn danger" type="submit">{cx.text().with("records-delete-button", &[("name", &role.name)])}</button></details>
    };
    tenant_form(standing, "/fn/portal/roles/delete", fields.into_any())
}

fn fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    let name = Input { name: "name", label: cx.t("roles-name"), autocomplete: "off", maxlength: Some(60), ..Input::default() };
    let ticked = form.value("permissions");
    let groups = Permission::GROUPS
        .iter()
        .enumerate()
        .map(|(n, (group, permissions))| {
            // A mistake leads to the first of all.
            let boxes = permissions.iter().enumerate().map(|(m, one)| tick(cx, *one, &ticked, n + m == 0)).collect_view();
            let error = form.error("permissions").filter(|_| n == 0);
            let error = error.map(|words| view! { <p class="error">{icon("warn")}<span>{words}</span></p> });
            view! { <fieldset class="field"><legend>{cx.t(&format!("permission-group-{group}"))}</legend>{boxes}{error}</fieldset> }
        })
        .collect_view();
    view! { {form.input(name)}{groups} }.into_any()
}

fn tick(cx: &Cx, permission: Permission, ticked: &str, first: bool) -> AnyView {
    let (word, key) = (permission.as_str(), permission_key(permission));
    let checked = ticked.split(' ').any(|one| one == word);
    let id = first.then_some("permissions");
    view! {
        <label class="check"><input type="checkbox" id=id name="permissions[]" value=word checked=checked/>
            <span>{cx.t(&key)}<span class="help">{cx.t(&format!("{key}-means"))}</span></span></label>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RoleForm {
    slug: String,
    /// Empty: a new one.
    custom_role: String,
    name: String,
    permissions: Vec<String>,
}

impl RoleForm {
    fn id(&self) -> Result<TenantRoleId> {
        self.custom_role.parse().map_err(|_| Error::NotFound)
    }

    /// The page the form stood on.
    fn page(&self) -> String {
        let list = root(&self.slug);
        if self.custom_role.is_empty() { list } else { format!("{list}/{}", self.custom_role) }
    }
}

#[server(prefix = "/fn", endpoint = "portal/roles/save")]
pub async fn save_role(#[server(flatten)] form: RoleForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &json!({"name": form.name, "permissions": form.permissions.join(" ")}));
    let back = form.page();
    done(match save(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: RoleForm) -> Result<String> {
    let id = (!form.custom_role.is_empty()).then(|| form.id()).transpose()?;
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let profile = RoleProfile { name: form.name, permissions: form.permissions };
    let saved = match id {
        None => tenant_roles::create(ctx, standing.tenant, profile).await?,
        Some(id) => tenant_roles::update(ctx, standing.tenant, id, profile).await?,
    };
    cx.set_flash(cx.text().with("records-saved", &[("name", &saved.name)])).await?;
    Ok(root(&standing.slug))
}

#[server(prefix = "/fn", endpoint = "portal/roles/delete")]
pub async fn delete_role(#[server(flatten)] form: RoleForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &form).await);
    Ok(())
}

async fn delete(cx: &Cx, form: &RoleForm) -> Result<String> {
    let id = form.id()?;
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let deleted = tenant_roles::delete(ctx, standing.tenant, id).await;
    cx.tell(deleted.map(|role| cx.text().with("records-deleted", &[("name", &role.name)]))).await?;
    Ok(root(&standing.slug))
}
