//! `/t/{slug}/agents`: what answers for the tenant.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, pager, tenant_form, tenant_page};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgentId;
use crate::domain::page::Page;
use crate::domain::telephony::agent::{Agent, AgentProfile, Channel};
use crate::domain::telephony::agents;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::Body;

const FORM: &str = "agent-new";
const ROWS: i64 = 50;

#[component]
pub fn AgentsPage() -> impl IntoView {
    tenant_page(Place::Agents, |cx, mut ctx, standing| async move {
        let found = agents::list(&mut ctx, standing.tenant, cx.param("at").as_deref(), 0, ROWS).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: vec![("channel", "phone".to_owned())] };
        Ok(Body {
            title: cx.t("agents-title"),
            document_title: Some(form.title(cx.t("agents-title"))),
            content: content(&cx, &standing, &form, &found),
            ..Body::default()
        })
    })
}

fn content(cx: &Cx, standing: &Standing, form: &Form<'_>, found: &Page<Agent>) -> AnyView {
    let add = standing.may(Action::AgentCreate).then(|| add(cx, standing, form));
    if found.rows.is_empty() {
        return view! { {bits::empty(cx.t("agents-empty-title"), cx.t("agents-empty"), None)}{add} }.into_any();
    }
    let rows = found.rows.iter().map(|agent| row(cx, standing, agent)).collect_view();
    let total = cx.text().count("agents-count", found.total);
    view! {
        <section class="section">
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{cx.t("agents-title")}</caption>
                <thead><tr><th scope="col">{cx.t("agent-name")}</th><th scope="col">{cx.t("agent-channel")}</th>
                    <th scope="col">{cx.t("agent-state")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
            {pager(cx, total, &format!("/t/{}/agents", standing.slug), found.next.as_deref())}
        </section>
        {add}
    }
    .into_any()
}

fn row(cx: &Cx, standing: &Standing, agent: &Agent) -> AnyView {
    let profile = &agent.profile;
    let action = |endpoint: &'static str, key: &str, class: &'static str, to: &'static str| {
        let label = cx.text().with(&format!("{key}-of"), &[("name", &profile.name)]);
        let fields = view! {
            <input type="hidden" name="agent" value=agent.id.to_string()/><input type="hidden" name="active" value=to/>
            <button class=class type="submit" aria-label=label>{cx.t(key)}</button>
        };
        tenant_form(standing, endpoint, fields.into_any())
    };
    let (key, to) = if profile.active { ("agent-switch-off", "") } else { ("agent-switch-on", "yes") };
    let switch = standing.may(Action::AgentUpdate).then(|| action("/fn/portal/agents/switch", key, "as-link", to));
    let delete = standing.may(Action::AgentDelete).then(|| action("/fn/portal/agents/delete", "agent-delete", "as-link delete", ""));
    let (class, state) = if profile.active { ("badge active", "agent-on") } else { ("badge cancelled", "agent-off") };
    view! {
        <tr><th scope="row" class="full">{profile.name.clone()}</th><td>{cx.t(&format!("channel-{}", profile.channel.as_str()))}</td>
            <td><span class=class>{cx.t(state)}</span></td><td class="row-actions">{switch}{delete}</td></tr>
    }
    .into_any()
}

fn add(cx: &Cx, standing: &Standing, form: &Form<'_>) -> AnyView {
    let name = Input { name: "name", label: cx.t("agent-name"), maxlength: Some(100), autocomplete: "off", ..Input::default() };
    let channels = Channel::ALL.map(|c| (c.as_str().to_owned(), cx.t(&format!("channel-{}", c.as_str())))).to_vec();
    let fields = view! {
        {form.problems()}
        <div class="pair">{form.input(name)}{form.select("channel", cx.t("agent-channel"), channels, None)}</div>
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("agent-add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{cx.t("agent-new")}</h2>{tenant_form(standing, "/fn/portal/agents/create", fields.into_any())}</section> }
        .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AgentForm {
    slug: String,
    name: String,
    channel: String,
}

#[server(prefix = "/fn", endpoint = "portal/agents/create")]
pub async fn create_agent(#[server(flatten)] form: AgentForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("/t/{}/agents", form.slug);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: AgentForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let channel = Channel::parse(&form.channel).unwrap_or(Channel::Phone);
    let agent = agents::create(ctx, standing.tenant, AgentProfile { name: form.name, channel, active: true }).await?;
    cx.set_flash(cx.text().with("agent-created", &[("name", &agent.profile.name)])).await?;
    Ok(format!("/t/{}/agents", standing.slug))
}

#[server(prefix = "/fn", endpoint = "portal/agents/switch")]
pub async fn switch_agent(
    #[server(default)] slug: String,
    #[server(default)] agent: String,
    #[server(default)] active: String,
) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(switch(&cx, &slug, &agent, !active.is_empty()).await);
    Ok(())
}

async fn switch(cx: &Cx, slug: &str, agent: &str, active: bool) -> Result<String> {
    let (ctx, standing) = inside(cx, slug).await?;
    let id: AgentId = agent.parse().map_err(|_| Error::NotFound)?;
    let switched = agents::update(ctx, standing.tenant, id, |profile, _| profile.active = active).await;
    let key = if active { "agent-switched-on" } else { "agent-switched-off" };
    cx.tell(switched.map(|agent| cx.text().with(key, &[("name", &agent.profile.name)]))).await?;
    Ok(format!("/t/{slug}/agents"))
}

#[server(prefix = "/fn", endpoint = "portal/agents/delete")]
pub async fn delete_agent(#[server(default)] slug: String, #[server(default)] agent: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(delete(&cx, &slug, &agent).await);
    Ok(())
}

async fn delete(cx: &Cx, slug: &str, agent: &str) -> Result<String> {
    let (ctx, standing) = inside(cx, slug).await?;
    let id: AgentId = agent.parse().map_err(|_| Error::NotFound)?;
    let deleted = agents::delete(ctx, standing.tenant, id).await;
    cx.tell(deleted.map(|()| cx.t("agent-deleted"))).await?;
    Ok(format!("/t/{slug}/agents"))
}
