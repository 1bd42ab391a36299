//! A team as a table, the form that invites somebody, and the dialog of one person.

use leptos::prelude::*;

use super::bits::{self, icon};
use super::form::{Form, Input};
use crate::domain::access::{Permission, Role};
use crate::domain::accounts::team::{Colleague, TeamStatus};
use crate::domain::accounts::tenant_role::TenantRole;
use crate::domain::ids::UserId;
use crate::text::Text;

/// Where a team's pages are, and what the person looking may do there.
pub struct Place<'a> {
    pub text: &'a Text,
    /// `/team`, or a tenant's.
    pub root: String,
    /// `/fn/<surface>/team`.
    pub endpoint: &'static str,
    /// The tenant a form says it was filled in.
    pub slug: Option<String>,
    pub roles: &'static [Role],
    /// What the tenant made for itself.
    pub own: &'a [TenantRole],
    pub me: UserId,
    pub may_manage: bool,
}

pub fn role_name(text: &Text, role: Role) -> String {
    text.get(&format!("role-{}", role.as_str().replace('_', "-")))
}

/// A role of the tenant's own, by what it is on top of: `User: Front desk`.
pub fn own_name(text: &Text, name: &str) -> String {
    text.with("team-role-own", &[("role", &role_name(text, Role::TenantUser)), ("name", name)])
}

/// What somebody is.
pub fn role_of(text: &Text, colleague: &Colleague) -> String {
    match &colleague.custom_role {
        Some(own) => own_name(text, &own.name),
        None => role_name(text, colleague.role),
    }
}

/// The value of the choice that stands for what somebody is.
pub fn role_value(colleague: &Colleague) -> String {
    colleague.custom_role.as_ref().map_or_else(|| colleague.role.as_str().to_owned(), |own| own.id.to_string())
}

/// The key of a permission's words; with `-means` what it allows.
pub fn permission_key(permission: Permission) -> String {
    format!("permission-{}", permission.as_str().replace(['.', '_'], "-"))
}

pub fn permissions(text: &Text, role: &TenantRole) -> String {
    role.permissions.iter().map(|permission| text.get(&permission_key(*permission))).collect::<Vec<_>>().join(", ")
}

fn badge(text: &Text, status: TeamStatus) -> AnyView {
    let class = match status {
        TeamStatus::Active => "badge active",
        TeamStatus::Invited => "badge pending",
        TeamStatus::Expired => "badge suspended",
    };
    view! { <span class=class>{text.get(&format!("team-status-{}", status.as_str()))}</span> }.into_any()
}

/// What every form of these pages carries.
fn hidden(place: &Place<'_>, user: Option<UserId>) -> AnyView {
    let slug = place.slug.clone().map(|slug| view! { <input type="hidden" name="slug" value=slug/> });
    let user = user.map(|user| view! { <input type="hidden" name="user" value=user.to_string()/> });
    view! { {slug}{user} }.into_any()
}

impl Place<'_> {
    /// One's own row leads nowhere: nobody changes their own role.
    fn may_change(&self, colleague: &Colleague) -> bool {
        self.may_manage && colleague.user != self.me
    }
}

pub fn table(place: &Place<'_>, colleagues: &[Colleague]) -> AnyView {
    let text = place.text;
    let rows = colleagues.iter().map(|colleague| row(place, colleague)).collect_view();
    view! {
        <div class="wide" role="region" tabindex="0" aria-label=text.get("team-title")><table class="table cards team-table">
            <caption class="vh">{text.get("team-title")}</caption>
            <thead><tr><th scope="col">{text.get("team-name")}</th><th scope="col">{text.get("team-role")}</th>
                <th scope="col">{text.get("team-status")}</th><th scope="col" class="num">{text.get("team-last-sign-in")}</th>
                <th scope="col" class="num">{text.get("team-added")}</th>
                <th scope="col"><span class="vh">{text.get("tenants-actions")}</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(place: &Place<'_>, colleague: &Colleague) -> AnyView {
    let (text, name) = (place.text, colleague.name());
    let you = (colleague.user == place.me).then(|| view! { " "<span class="faint">{text.get("team-you")}</span> });
    let email = (name != colleague.email).then(|| view! { <span class="second">{colleague.email.clone()}</span> });
    let seen = match colleague.last_sign_in_at {
        Some(at) => bits::day_and_time(text, at),
        None => view! { <span class="faint">{text.get("team-never")}</span> }.into_any(),
    };
    let change = place.may_change(colleague).then(|| {
        let label = text.with("team-change-of", &[("name", &name)]);
        view! { <a href=format!("{}/{}", place.root, colleague.user) aria-label=label>{text.get("team-change")}</a> }
    });
    let again = (place.may_manage && colleague.status != TeamStatus::Active).then(|| {
        let label = text.with("team-resend-of", &[("name", &name)]);
        view! {
            <form method="post" action=format!("{}/resend", place.endpoint)>{hidden(place, Some(colleague.user))}
                <button class="as-link" type="submit" aria-label=label>{text.get("tenant-invitation-resend")}</button></form>
        }
    });
    view! {
        <tr><th scope="row" class="full"><span>{name.clone()}{you}</span>{email}</th><td>{role_of(text, colleague)}</td>
            <td>{badge(text, colleague.status)}</td><td class="num nowrap" data-label=text.get("team-last-sign-in")>{seen}</td>
            <td class="num nowrap hide">{bits::day(text, colleague.created_at)}</td><td class="row-actions">{again}{change}</td></tr>
    }
    .into_any()
}

fn roles(place: &Place<'_>) -> Vec<(String, String)> {
    let ours = place.roles.iter().map(|role| (role.as_str().to_owned(), role_name(place.text, *role)));
    ours.chain(place.own.iter().map(|role| (role.id.to_string(), own_name(place.text, &role.name)))).collect()
}

/// What each role may do, for whoever has to choose one.
fn roles_explained(place: &Place<'_>) -> AnyView {
    let text = place.text;
    let each = place
        .roles
        .iter()
        .map(|role| {
            let words = text.get(&format!("role-{}-means", role.as_str().replace('_', "-")));
            view! { <dt>{role_name(text, *role)}</dt><dd>{words}</dd> }
        })
        .collect_view();
    let own = place
        .own
        .iter()
        .map(|role| {
            let words = text.with("team-role-own-means", &[("permissions", &permissions(text, role))]);
            view! { <dt>{own_name(text, &role.name)}</dt><dd>{words}</dd> }
        })
        .collect_view();
    view! { <details class="more"><summary>{text.get("team-roles")}</summary><dl class="kv">{each}{own}</dl></details> }.into_any()
}

pub fn invite_form(place: &Place<'_>, form: &Form<'_>) -> AnyView {
    let text = place.text;
    let name = |name: &'static str, key: &str| Input {
        name,
        label: text.get(key),
        optional: true,
        autocomplete: "off",
        maxlength: Some(100),
        ..Input::default()
    };
    let email = Input {
        name: "email",
        kind: "email",
        label: text.get("team-email"),
        autocomplete: "off",
        maxlength: Some(254),
        help: Some(text.get("tenant-owner-help")),
        ..Input::default()
    };
    view! {
        <section class="section narrow"><h2>{text.get("team-invite-title")}</h2>
            <form class="form" method="post" action=format!("{}/invite", place.endpoint) novalidate=true>
                {hidden(place, None)}{form.problems()}
                {form.input(email)}
                <div class="pair">{form.input(name("firstName", "invitation-first-name"))}{form.input(name("lastName", "invitation-last-name"))}</div>
                {form.select("role", text.get("team-role"), roles(place), None)}
                {roles_explained(place)}
                <div class="actions"><button class="btn primary" type="submit">{icon("mail")}{text.get("team-invite")}</button></div>
            </form></section>
    }
    .into_any()
}

/// The dialog's inside: another role, or out.
pub fn person(place: &Place<'_>, form: &Form<'_>, colleague: &Colleague) -> AnyView {
    let (text, name) = (place.text, colleague.name());
    view! {
        <form method="post" action=format!("{}/update", place.endpoint) id="person-form">
            {hidden(place, Some(colleague.user))}
            <div class="body form">{form.problems()}<p class="soft">{colleague.email.clone()}</p>
                {form.select("role", text.get("team-role"), roles(place), None)}{roles_explained(place)}</div>
        </form>
        <form class="body form" method="post" action=format!("{}/remove", place.endpoint)>
            {hidden(place, Some(colleague.user))}
            <details class="more"><summary>{text.get("team-remove")}</summary><p class="soft">{text.get("team-remove-note")}</p>
                <button class="btn danger" type="submit">{text.with("team-remove-button", &[("name", &name)])}</button></details>
        </form>
        <form class="body form" method="post" action=format!("{}/factor", place.endpoint)>
            {hidden(place, Some(colleague.user))}
            <details class="more"><summary>{text.get("team-factor")}</summary><p class="soft">{text.get("team-factor-note")}</p>
                <button class="btn danger" type="submit">{text.with("team-factor-button", &[("name", &name)])}</button></details>
        </form>
        <div class="ends"><a class="btn" href=place.root.clone()>{text.get("form-cancel")}</a>
            <button class="btn primary" type="submit" form="person-form">{text.get("form-save")}</button></div>
    }
    .into_any()
}
