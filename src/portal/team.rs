//! `/t/{slug}/team`: the tenant's people. `/t/{slug}/team/{user}`: one of them.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, pager, tenant_page};
use crate::domain::Ctx;
use crate::domain::access::{Action, Role};
use crate::domain::accounts::team::{Colleague, NewColleague, TeamQuery};
use crate::domain::accounts::tenant_role::TenantRole;
use crate::domain::accounts::{members, tenant_roles};
use crate::domain::error::{Error, Result};
use crate::domain::ids::UserId;
use crate::domain::page::Page;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Refused};
use crate::ui::layout::{Body, dialog};
use crate::ui::team;

const INVITE: &str = "member-invite";
const PERSON: &str = "member-person";
const ROWS: i64 = 50;

#[component]
pub fn TeamPage() -> impl IntoView {
    tenant_page(Place::Team, |cx, mut ctx, standing| async move {
        let found = load(&cx, &mut ctx, &standing).await?;
        drop(ctx);
        let form = invite_form(&cx);
        let roles = standing
            .may(Action::MemberManage)
            .then(|| view! { <a class="btn" href=format!("{}/roles", root(&standing.slug))>{cx.t("roles-title")}</a> }.into_any());
        Ok(Body {
            title: cx.t("team-title"),
            document_title: Some(form.title(cx.t("team-title"))),
            actions: roles,
            content: content(&cx, &standing, Some(&form), &found)?,
            ..Body::default()
        })
    })
}

#[component]
pub fn MemberPage() -> impl IntoView {
    let user = use_params_map().read_untracked().get("user").unwrap_or_default();
    tenant_page(Place::Team, move |cx, mut ctx, standing| async move {
        let user: UserId = user.parse().map_err(|_| Error::NotFound)?;
        ctx.authorize(Action::MemberManage)?;
        let member = members::get(&mut ctx, standing.tenant, user).await?;
        let behind = load(&cx, &mut ctx, &standing).await?;
        drop(ctx);
        let defaults = vec![("role", team::role_value(&member))];
        let form = Form { text: cx.text(), refused: cx.refused(PERSON), defaults };
        let place = place(&cx, &standing, &behind.roles)?;
        let inside = team::person(&place, &form, &member);
        Ok(Body {
            title: cx.t("team-title"),
            document_title: Some(form.title(member.name())),
            content: content(&cx, &standing, None, &behind)?,
            dialog: Some(dialog(cx.text(), member.name(), place.root.clone(), inside)),
            ..Body::default()
        })
    })
}

struct Loaded {
    people: Page<Colleague>,
    /// The tenant's own, for whoever gives roles.
    roles: Vec<TenantRole>,
}

async fn load(cx: &Cx, ctx: &mut Ctx, standing: &Standing) -> Result<Loaded> {
    let query = TeamQuery { after: cx.param("at"), size: ROWS, ..TeamQuery::default() };
    let people = members::list(ctx, standing.tenant, &query).await?;
    let roles = if standing.may(Action::MemberManage) { tenant_roles::list(ctx, standing.tenant).await? } else { Vec::new() };
    Ok(Loaded { people, roles })
}

fn place<'a>(cx: &'a Cx, standing: &Standing, own: &'a [TenantRole]) -> Result<team::Place<'a>> {
    Ok(team::Place {
        text: cx.text(),
        root: root(&standing.slug),
        endpoint: "/fn/portal/team",
        slug: Some(standing.slug.clone()),
        roles: &Role::TENANT,
        own,
        me: cx.signed_in()?.user,
        may_manage: standing.may(Action::MemberManage),
    })
}

pub(super) fn root(slug: &str) -> String {
    format!("/t/{slug}/team")
}

fn invite_form(cx: &Cx) -> Form<'_> {
    let defaults = vec![("role", Role::TenantUser.as_str().to_owned())];
    Form { text: cx.text(), refused: cx.refused(INVITE), defaults }
}

/// Without a form behind a dialog, whose fields have the same names.
fn content(cx: &Cx, standing: &Standing, form: Option<&Form<'_>>, Loaded { people: found, roles }: &Loaded) -> Result<AnyView> {
    let place = place(cx, standing, roles)?;
    let invite = form.filter(|_| place.may_manage).map(|form| team::invite_form(&place, form));
    let total = cx.text().count("team-count", found.total);
    let list = if found.rows.is_empty() {
        crate::ui::bits::empty(cx.t("members-empty-title"), cx.t("members-empty"), None)
    } else {
        team::table(&place, &found.rows)
    };
    Ok(view! { <section class="section">{list}{pager(cx, total, &place.root, found.next.as_deref())}</section>{invite} }.into_any())
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct InviteForm {
    slug: String,
    email: String,
    first_name: String,
    last_name: String,
    role: String,
}

#[server(prefix = "/fn", endpoint = "portal/team/invite")]
pub async fn invite_member(#[server(flatten)] form: InviteForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(INVITE, &form);
    let back = root(&form.slug);
    done(match invite(&cx, form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn invite(cx: &Cx, form: InviteForm) -> Result<()> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let InviteForm { email, first_name, last_name, role, .. } = form;
    let made = members::invite(ctx, standing.tenant, NewColleague { email, first_name, last_name, role }).await?;
    cx.set_flash(cx.text().with("team-invited", &[("email", &made.email)])).await
}

/// Which of the tenant's people a form is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    slug: String,
    user: String,
    role: String,
}

impl PersonForm {
    fn user(&self) -> Result<UserId> {
        self.user.parse().map_err(|_| Error::NotFound)
    }
}

#[server(prefix = "/fn", endpoint = "portal/team/update")]
pub async fn update_member(#[server(flatten)] form: PersonForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(PERSON, &serde_json::json!({"role": form.role}));
    done(match update(&cx, &form).await {
        Ok(()) => Ok(root(&form.slug)),
        Err(error) => refuse(&cx, error, refused, format!("{}/{}", root(&form.slug), form.user)).await,
    });
    Ok(())
}

async fn update(cx: &Cx, form: &PersonForm) -> Result<()> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let member = members::change_role(ctx, standing.tenant, form.user()?, &form.role).await?;
    let role = team::role_of(cx.text(), &member);
    cx.set_flash(cx.text().with("team-changed", &[("name", &member.name()), ("role", &role)])).await
}

#[server(prefix = "/fn", endpoint = "portal/team/remove")]
pub async fn remove_member(#[server(flatten)] form: PersonForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(remove(&cx, &form).await);
    Ok(())
}

async fn remove(cx: &Cx, form: &PersonForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let removed = members::remove(ctx, standing.tenant, form.user()?).await;
    cx.tell(removed.map(|gone| cx.text().with("team-removed", &[("name", &gone.name())]))).await?;
    Ok(root(&form.slug))
}

#[server(prefix = "/fn", endpoint = "portal/team/factor")]
pub async fn reset_member_factor(#[server(flatten)] form: PersonForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(reset_factor(&cx, &form).await);
    Ok(())
}

async fn reset_factor(cx: &Cx, form: &PersonForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let reset = members::reset_second_factor(ctx, standing.tenant, form.user()?).await;
    cx.tell(reset.map(|name| cx.text().with("team-factor-reset", &[("name", &name)]))).await?;
    Ok(root(&form.slug))
}

#[server(prefix = "/fn", endpoint = "portal/team/resend")]
pub async fn resend_member(#[server(flatten)] form: PersonForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(resend(&cx, &form).await);
    Ok(())
}

async fn resend(cx: &Cx, form: &PersonForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let sent = members::resend(ctx, standing.tenant, form.user()?).await;
    cx.tell(sent.map(|email| cx.text().with("tenant-invitation-resent", &[("email", &email)]))).await?;
    Ok(root(&form.slug))
}
