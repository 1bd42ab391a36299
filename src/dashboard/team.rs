//! `/team`: the agency's staff. `/team/{user}`: one of them.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role, policy};
use crate::domain::accounts::staff;
use crate::domain::accounts::team::{Colleague, NewColleague, TeamQuery};
use crate::domain::error::{Error, Result};
use crate::domain::ids::UserId;
use crate::domain::page::Page;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Refused};
use crate::ui::layout::{Body, desk, dialog};
use crate::ui::team;

const INVITE: &str = "team-invite";
const PERSON: &str = "team-person";
const ROWS: i64 = 50;

#[component]
pub fn TeamPage() -> impl IntoView {
    page(|cx| async move {
        let found = load(&cx, &mut cx.agency_ctx().await?).await?;
        let form = invite_form(&cx);
        let body = Body {
            title: cx.t("team-title"),
            document_title: Some(form.title(cx.t("team-title"))),
            content: content(&cx, Some(&form), &found)?,
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Team, None)?, body))
    })
}

#[component]
pub fn ColleaguePage() -> impl IntoView {
    let user = use_params_map().read_untracked().get("user").unwrap_or_default();
    page(move |cx| async move {
        cx.signed_in()?;
        let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::StaffManage)?;
        let colleague = staff::get(&mut ctx, user).await?;
        let behind = load(&cx, &mut ctx).await?;
        drop(ctx);
        let defaults = vec![("role", colleague.role.as_str().to_owned())];
        let form = Form { text: cx.text(), refused: cx.refused(PERSON), defaults };
        let inside = team::person(&place(&cx)?, &form, &colleague);
        let body = Body {
            title: cx.t("team-title"),
            document_title: Some(form.title(colleague.name())),
            content: content(&cx, None, &behind)?,
            dialog: Some(dialog(cx.text(), colleague.name(), "/team", inside)),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Team, None)?, body))
    })
}

async fn load(cx: &Cx, ctx: &mut Ctx) -> Result<Page<Colleague>> {
    staff::list(ctx, &TeamQuery { after: cx.param("at"), size: ROWS, ..TeamQuery::default() }).await
}

fn place(cx: &Cx) -> Result<team::Place<'_>> {
    let who = cx.signed_in()?;
    Ok(team::Place {
        text: cx.text(),
        root: "/team".to_owned(),
        endpoint: "/fn/dashboard/team",
        slug: None,
        roles: &Role::STAFF,
        own: &[],
        me: who.user,
        may_manage: who.agency_role().is_some_and(|role| policy::role_allows(role, Action::StaffManage)),
    })
}

fn invite_form(cx: &Cx) -> Form<'_> {
    let defaults = vec![("role", Role::AgencyAccountManager.as_str().to_owned())];
    Form { text: cx.text(), refused: cx.refused(INVITE), defaults }
}

/// Without a form behind a dialog, whose fields have the same names.
fn content(cx: &Cx, form: Option<&Form<'_>>, found: &Page<Colleague>) -> Result<AnyView> {
    let place = place(cx)?;
    let next = found.next.as_ref().map(|at| view! { <a class="btn" href=format!("/team?at={at}")>{cx.t("tenants-next")}</a> });
    let invite = form.filter(|_| place.may_manage).map(|form| team::invite_form(&place, form));
    Ok(view! {
        <section class="section">{team::table(&place, &found.rows)}
            <div class="foot"><span>{cx.text().count("team-count", found.total)}</span>
                <nav class="pages" aria-label=cx.t("tenants-pages")>{next}</nav></div></section>
        {invite}
    }
    .into_any())
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InviteForm {
    email: String,
    first_name: String,
    last_name: String,
    role: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/team/invite")]
pub async fn invite_colleague(#[server(flatten)] form: InviteForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(INVITE, &form);
    done(match invite(&cx, form).await {
        Ok(()) => Ok("/team".to_owned()),
        Err(error) => refuse(&cx, error, refused, "/team".to_owned()).await,
    });
    Ok(())
}

async fn invite(cx: &Cx, form: InviteForm) -> Result<()> {
    cx.signed_in()?;
    let InviteForm { email, first_name, last_name, role } = form;
    let made = staff::invite(cx.agency_ctx().await?, NewColleague { email, first_name, last_name, role }).await?;
    cx.set_flash(cx.text().with("team-invited", &[("email", &made.email)])).await
}

#[server(prefix = "/fn", endpoint = "dashboard/team/update")]
pub async fn update_colleague(#[server(default)] user: String, #[server(default)] role: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(PERSON, &serde_json::json!({"role": role}));
    done(match update(&cx, &user, &role).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, format!("/team/{user}")).await,
    });
    Ok(())
}

async fn update(cx: &Cx, user: &str, role: &str) -> Result<String> {
    cx.signed_in()?;
    let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
    let colleague = staff::change_role(cx.agency_ctx().await?, user, role).await?;
    let role = team::role_name(cx.text(), colleague.role);
    cx.set_flash(cx.text().with("team-changed", &[("name", &colleague.name()), ("role", &role)])).await?;
    Ok("/team".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/team/remove")]
pub async fn remove_colleague(#[server(default)] user: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(remove(&cx, &user).await);
    Ok(())
}

async fn remove(cx: &Cx, user: &str) -> Result<String> {
    cx.signed_in()?;
    let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
    let removed = staff::remove(cx.agency_ctx().await?, user).await;
    cx.tell(removed.map(|gone| cx.text().with("team-removed", &[("name", &gone.name())]))).await?;
    Ok("/team".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/team/factor")]
pub async fn reset_colleague_factor(#[server(default)] user: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reset_factor(&cx, &user).await);
    Ok(())
}

async fn reset_factor(cx: &Cx, user: &str) -> Result<String> {
    cx.signed_in()?;
    let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
    let reset = staff::reset_second_factor(cx.agency_ctx().await?, user).await;
    cx.tell(reset.map(|name| cx.text().with("team-factor-reset", &[("name", &name)]))).await?;
    Ok("/team".to_owned())
}

#[server(prefix = "/fn", endpoint = "dashboard/team/resend")]
pub async fn resend_colleague(#[server(default)] user: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(resend(&cx, &user).await);
    Ok(())
}

async fn resend(cx: &Cx, user: &str) -> Result<String> {
    cx.signed_in()?;
    let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
    let sent = staff::resend(cx.agency_ctx().await?, user).await;
    cx.tell(sent.map(|email| cx.text().with("tenant-invitation-resent", &[("email", &email)]))).await?;
    Ok("/team".to_owned())
}
