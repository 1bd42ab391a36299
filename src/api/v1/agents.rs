//! `/api/v1/tenants/{tenantId}/agents`: for the agency's keys and the tenant's own.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::error::Problems;
use crate::domain::ids::TenantId;
use crate::domain::telephony::agent::{Agent, AgentProfile, Channel};
use crate::domain::telephony::agents;
use crate::format::iso;

/// What answers for a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Agent)]
pub struct AgentBody {
    #[schema(example = "agt_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "Front desk")]
    name: String,
    /// `phone`, `webrtc` or `webchat`.
    #[schema(example = "phone")]
    channel: &'static str,
    active: bool,
    #[schema(example = "2025-01-15T10:00:00Z")]
    created_at: String,
    updated_at: String,
}

impl From<Agent> for AgentBody {
    fn from(agent: Agent) -> Self {
        Self {
            id: agent.id.to_string(),
            name: agent.profile.name,
            channel: agent.profile.channel.as_str(),
            active: agent.profile.active,
            created_at: iso(agent.created_at),
            updated_at: iso(agent.updated_at),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateAgent {
    #[schema(example = "Front desk", max_length = 100)]
    name: String,
    /// `phone` (default), `webrtc` or `webchat`.
    #[schema(example = "phone")]
    channel: Option<String>,
    /// True by default.
    active: Option<bool>,
}

/// Absent keeps what is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateAgent {
    #[schema(max_length = 100)]
    name: Option<String>,
    channel: Option<String>,
    active: Option<bool>,
}

fn channel(problems: &mut Problems, text: Option<&str>, otherwise: Channel) -> Channel {
    let Some(text) = text else { return otherwise };
    Channel::parse(text).unwrap_or_else(|| {
        problems.code("channel", "unknown_value");
        otherwise
    })
}

/// List a tenant's agents, by name.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/agents", tag = "Agents", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of agents", body = List<AgentBody>))
)]
pub async fn list_agents(caller: Caller, Path(tenant): Path<String>, mut query: Query) -> Result<axum::Json<List<AgentBody>>, ApiError> {
    let at = At::take(&mut query);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = agents::list(&mut ctx, id_of(&tenant)?, at.cursor.as_deref(), at.offset(), i64::from(at.size)).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Create an agent.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/agents", tag = "Agents", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = CreateAgent,
    responses(
        (status = 201, description = "The agent", body = AgentBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn create_agent(caller: Caller, Path(tenant): Path<String>, Json(body): Json<CreateAgent>) -> Result<Response, ApiError> {
    let tenant: TenantId = id_of(&tenant)?;
    let mut problems = Problems::default();
    let channel = channel(&mut problems, body.channel.as_deref(), Channel::Phone);
    problems.finish()?;
    let profile = AgentProfile { name: body.name, channel, active: body.active.unwrap_or(true) };
    let agent = agents::create(caller.ctx().await?, tenant, profile).await?;
    let location = HeaderValue::from_str(&format!("/api/v1/tenants/{tenant}/agents/{}", agent.id)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(AgentBody::from(agent))).into_response())
}

/// Get an agent.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/agents/{agentId}", tag = "Agents", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("agentId" = String, Path)),
    responses((status = 200, description = "The agent", body = AgentBody))
)]
pub async fn get_agent(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<axum::Json<AgentBody>, ApiError> {
    let agent = agents::get(&mut caller.ctx().await?, id_of(&tenant)?, id_of(&id)?).await?;
    Ok(axum::Json(agent.into()))
}

/// Change an agent.
#[utoipa::path(
    patch, path = "/tenants/{tenantId}/agents/{agentId}", tag = "Agents", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("agentId" = String, Path)),
    request_body = UpdateAgent,
    responses(
        (status = 200, description = "The agent as it is now", body = AgentBody),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_agent(
    caller: Caller,
    Path((tenant, id)): Path<(String, String)>,
    Json(body): Json<UpdateAgent>,
) -> Result<axum::Json<AgentBody>, ApiError> {
    let agent = agents::update(caller.ctx().await?, id_of(&tenant)?, id_of(&id)?, |profile, problems| {
        profile.channel = channel(problems, body.channel.as_deref(), profile.channel);
        profile.active = body.active.unwrap_or(profile.active);
        if let Some(name) = body.name {
            profile.name = name;
        }
    })
    .await?;
    Ok(axum::Json(agent.into()))
}

/// Delete an agent.
#[utoipa::path(
    delete, path = "/tenants/{tenantId}/agents/{agentId}", tag = "Agents", security(("bearer" = [])),
    params(("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"), ("agentId" = String, Path)),
    responses(
        (status = 204, description = "It is gone"),
        (status = 409, description = "Taken, or the tenant's cap or status does not allow it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn delete_agent(caller: Caller, Path((tenant, id)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    agents::delete(caller.ctx().await?, id_of(&tenant)?, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
