//! `/api/v1/users`: the account's own people, which are the agency's staff or, for a tenant's key, the tenant's people;
//! `/api/v1/tenants/{tenantId}/users`: the people of one tenant.

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
use crate::domain::access::{Action, Role, policy};
use crate::domain::accounts::team::{Colleague, NewColleague, TeamQuery, TeamStatus};
use crate::domain::accounts::{members, staff};
use crate::domain::ids::{TenantId, UserId};
use crate::domain::page::Page;
use crate::domain::{Ctx, Error, Result};
use crate::format::iso;

/// A person who signs in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = User)]
pub struct UserBody {
    #[schema(example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "developer@acme.example")]
    email: String,
    #[schema(example = "Bob")]
    first_name: String,
    #[schema(example = "Dev")]
    last_name: String,
    /// `Admin`, `AgencyManager`, `AgencyTechnicalManager`, `AgencyAccountManager`, `TenantOwner`, `TenantUser`, `ReadOnly`.
    #[schema(example = "TenantUser")]
    role: &'static str,
    /// A role of the tenant's own, which adds to what a `TenantUser` may do.
    custom_role: Option<CustomRoleBody>,
    /// `invited`, `expired` (the invitation is over), `active`.
    #[schema(example = "invited")]
    status: &'static str,
    last_login_at: Option<String>,
    /// Who invited them, as the audit log names them.
    #[schema(example = "Jane Smith")]
    invited_by: Option<String>,
    permissions: Permissions,
    #[schema(example = "2025-01-15T10:00:00Z")]
    created_at: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomRole)]
pub struct CustomRoleBody {
    #[schema(example = "rol_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    id: String,
    #[schema(example = "Front desk")]
    name: String,
}

/// What follows from the role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Permissions {
    can_manage_api_keys: bool,
    can_manage_users: bool,
}

impl From<Colleague> for UserBody {
    fn from(person: Colleague) -> Self {
        let may = |action| policy::role_allows(person.role, action);
        let permissions = Permissions {
            can_manage_api_keys: may(Action::KeyCreate),
            can_manage_users: may(Action::StaffManage) || may(Action::MemberManage),
        };
        Self {
            id: person.user.to_string(),
            role: word(person.role),
            custom_role: person.custom_role.map(|own| CustomRoleBody { id: own.id.to_string(), name: own.name }),
            status: person.status.as_str(),
            last_login_at: person.last_sign_in_at.map(iso),
            permissions,
            created_at: iso(person.created_at),
            email: person.email,
            first_name: person.first_name,
            last_name: person.last_name,
            invited_by: person.invited_by,
        }
    }
}

/// The API's word for a role (vendor-apis.md §2.8).
fn word(role: Role) -> &'static str {
    match role {
        Role::AgencyAdmin => "Admin",
        Role::AgencyManager => "AgencyManager",
        Role::AgencyTechnicalManager => "AgencyTechnicalManager",
        Role::AgencyAccountManager => "AgencyAccountManager",
        Role::TenantOwner => "TenantOwner",
        Role::TenantUser => "TenantUser",
        _ => "ReadOnly",
    }
}

/// The role a word means among those of a team; `ReadOnly` is in both.
fn role_of(text: &str, roles: &[Role]) -> Option<Role> {
    roles.iter().copied().find(|role| word(*role) == text)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InviteUser {
    #[schema(example = "developer@acme.example", max_length = 254)]
    email: String,
    #[serde(default)]
    #[schema(example = "Bob", max_length = 100)]
    first_name: String,
    #[serde(default)]
    #[schema(example = "Dev", max_length = 100)]
    last_name: String,
    /// `Admin`, `AgencyManager`, `AgencyTechnicalManager`, `AgencyAccountManager`, `TenantOwner`, `TenantUser`, `ReadOnly`.
    #[schema(example = "TenantUser")]
    role: String,
}

impl InviteUser {
    /// A word that is no role here is refused where all mistakes are told.
    fn into_new(self, roles: &[Role]) -> NewColleague {
        let role = role_of(&self.role, roles).map_or("unknown", Role::as_str).to_owned();
        let role = if self.role.is_empty() { String::new() } else { role };
        NewColleague { email: self.email, first_name: self.first_name, last_name: self.last_name, role }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateUser {
    /// `Admin`, `AgencyManager`, `AgencyTechnicalManager`, `AgencyAccountManager`, `TenantOwner`, `TenantUser`, `ReadOnly`.
    #[schema(example = "TenantOwner")]
    role: String,
}

/// The team a path means: of the tenant it names, of the tenant whose key it is, or the agency's staff.
enum Team {
    Staff,
    Tenant(TenantId),
}

impl Team {
    /// `/users`.
    fn own(ctx: &Ctx) -> Self {
        ctx.scope().tenant().map_or(Self::Staff, Self::Tenant)
    }

    fn roles(&self) -> &'static [Role] {
        match self {
            Self::Staff => &Role::STAFF,
            Self::Tenant(_) => &Role::TENANT,
        }
    }

    async fn list(&self, ctx: &mut Ctx, query: &TeamQuery) -> Result<Page<Colleague>> {
        match self {
            Self::Staff => staff::list(ctx, query).await,
            Self::Tenant(tenant) => members::list(ctx, *tenant, query).await,
        }
    }

    async fn get(&self, ctx: &mut Ctx, user: UserId) -> Result<Colleague> {
        match self {
            Self::Staff => staff::get(ctx, user).await,
            Self::Tenant(tenant) => members::get(ctx, *tenant, user).await,
        }
    }

    async fn invite(&self, ctx: Ctx, body: InviteUser) -> Result<Colleague> {
        let new = body.into_new(self.roles());
        match self {
            Self::Staff => staff::invite(ctx, new).await,
            Self::Tenant(tenant) => members::invite(ctx, *tenant, new).await,
        }
    }

    async fn update(&self, ctx: Ctx, user: UserId, body: &UpdateUser) -> Result<Colleague> {
        let role = role_of(&body.role, self.roles()).map_or("unknown", Role::as_str);
        match self {
            Self::Staff => staff::change_role(ctx, user, role).await,
            Self::Tenant(tenant) => members::change_role(ctx, *tenant, user, role).await,
        }
    }

    async fn remove(&self, ctx: Ctx, user: UserId) -> Result<Colleague> {
        match self {
            Self::Staff => staff::remove(ctx, user).await,
            Self::Tenant(tenant) => members::remove(ctx, *tenant, user).await,
        }
    }

    async fn resend(&self, ctx: Ctx, user: UserId) -> Result<String> {
        match self {
            Self::Staff => staff::resend(ctx, user).await,
            Self::Tenant(tenant) => members::resend(ctx, *tenant, user).await,
        }
    }
}

fn query_of(mut query: Query, roles: &[Role]) -> Result<(At, TeamQuery), ApiError> {
    let at = At::take(&mut query);
    let role = query.take_word("role", |text| role_of(text, roles));
    let status = query.take_word("status", TeamStatus::parse);
    let search = query.take("search").unwrap_or_default();
    query.finish()?;
    let wanted = TeamQuery { role, status, search, after: at.cursor.clone(), offset: at.offset(), size: i64::from(at.size) };
    Ok((at, wanted))
}

fn created(person: Colleague, root: &str) -> Result<Response, ApiError> {
    let location = HeaderValue::from_str(&format!("{root}/{}", person.user)).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(UserBody::from(person))).into_response())
}

/// List the agency's staff; with a tenant's key, its people, in the order they came.
#[utoipa::path(
    get, path = "/users", tag = "Users", security(("bearer" = [])),
    params(
        ("role" = Option<String>, Query, description = "`Admin`, `AgencyManager`, `AgencyTechnicalManager`, `AgencyAccountManager`, `TenantOwner`, `TenantUser`, `ReadOnly`"),
        ("status" = Option<String>, Query, description = "`invited`, `expired` (the invitation is over), `active`"),
        ("search" = Option<String>, Query, description = "Any part of a name or an address"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of users", body = List<UserBody>))
)]
pub async fn list_users(caller: Caller, query: Query) -> Result<axum::Json<List<UserBody>>, ApiError> {
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    let (at, wanted) = query_of(query, team.roles())?;
    let found = team.list(&mut ctx, &wanted).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Invite somebody onto the agency's staff; with a tenant's key, into the tenant. A program makes nobody `Admin`.
#[utoipa::path(
    post, path = "/users/invite", tag = "Users", security(("bearer" = [])),
    request_body = InviteUser,
    responses(
        (status = 201, description = "The user, invited", body = UserBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Belongs to the team already, or the tenant is cancelled", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn invite_user(caller: Caller, Json(body): Json<InviteUser>) -> Result<Response, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    created(team.invite(ctx, body).await?, "/api/v1/users")
}

/// Get one of them.
#[utoipa::path(
    get, path = "/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The user", body = UserBody))
)]
pub async fn get_user(caller: Caller, Path(user): Path<String>) -> Result<axum::Json<UserBody>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    Ok(axum::Json(team.get(&mut ctx, id_of(&user)?).await?.into()))
}

/// Give one of them another role.
#[utoipa::path(
    patch, path = "/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = UpdateUser,
    responses(
        (status = 200, description = "The user as it is now", body = UserBody),
        (status = 409, description = "The last Admin or owner stays one", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_user(caller: Caller, Path(user): Path<String>, Json(body): Json<UpdateUser>) -> Result<axum::Json<UserBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    Ok(axum::Json(team.update(ctx, id_of(&user)?, &body).await?.into()))
}

/// Remove one of them. Their sign-ins end at once; what they did stays in the audit log.
#[utoipa::path(
    delete, path = "/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 204, description = "They are out"),
        (status = 409, description = "The last Admin or owner cannot be removed", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn remove_user(caller: Caller, Path(user): Path<String>) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    team.remove(ctx, id_of(&user)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send an open invitation again. The old link stops working.
#[utoipa::path(
    post, path = "/users/{userId}/invitation/resend", tag = "Users", security(("bearer" = [])),
    params(
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 204, description = "On its way"),
        (status = 409, description = "There is no open invitation", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resend_user(caller: Caller, Path(user): Path<String>) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::own(&ctx);
    team.resend(ctx, id_of(&user)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List a tenant's people, in the order they came.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/users", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("role" = Option<String>, Query, description = "`TenantOwner`, `TenantUser`, `ReadOnly`"),
        ("status" = Option<String>, Query, description = "`invited`, `expired` (the invitation is over), `active`"),
        ("search" = Option<String>, Query, description = "Any part of a name or an address"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("pageSize" = Option<u32>, Query, description = "20 by default; above 100 is taken as 100", minimum = 1),
        ("cursor" = Option<String>, Query, description = "`nextCursor` of the page before; `page` is then only repeated"),
    ),
    responses((status = 200, description = "A page of users", body = List<UserBody>))
)]
pub async fn list_tenant_users(caller: Caller, Path(tenant): Path<String>, query: Query) -> Result<axum::Json<List<UserBody>>, ApiError> {
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    let (at, wanted) = query_of(query, team.roles())?;
    let found = team.list(&mut ctx, &wanted).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

/// Invite somebody into a tenant. They get a mail with a link that is valid for seven days; whoever signs in here already is told.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/users/invite", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = InviteUser,
    responses(
        (status = 201, description = "The user, invited", body = UserBody, headers(("Location" = String, description = "Where it can be read"))),
        (status = 409, description = "Belongs to the team already, or the tenant is cancelled", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn invite_tenant_user(caller: Caller, Path(tenant): Path<String>, Json(body): Json<InviteUser>) -> Result<Response, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    created(team.invite(ctx, body).await?, &format!("/api/v1/tenants/{tenant}/users"))
}

/// Get one of them.
#[utoipa::path(
    get, path = "/tenants/{tenantId}/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses((status = 200, description = "The user", body = UserBody))
)]
pub async fn get_tenant_user(caller: Caller, Path((tenant, user)): Path<(String, String)>) -> Result<axum::Json<UserBody>, ApiError> {
    let mut ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    Ok(axum::Json(team.get(&mut ctx, id_of(&user)?).await?.into()))
}

/// Give one of them another role. A role of the tenant's own goes with the old one.
#[utoipa::path(
    patch, path = "/tenants/{tenantId}/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    request_body = UpdateUser,
    responses(
        (status = 200, description = "The user as it is now", body = UserBody),
        (status = 409, description = "The last Admin or owner stays one", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn update_tenant_user(
    caller: Caller,
    Path((tenant, user)): Path<(String, String)>,
    Json(body): Json<UpdateUser>,
) -> Result<axum::Json<UserBody>, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    Ok(axum::Json(team.update(ctx, id_of(&user)?, &body).await?.into()))
}

/// Remove one of them. Their sign-ins end at once; what they did stays in the audit log.
#[utoipa::path(
    delete, path = "/tenants/{tenantId}/users/{userId}", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 204, description = "They are out"),
        (status = 409, description = "The last Admin or owner cannot be removed", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn remove_tenant_user(caller: Caller, Path((tenant, user)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    team.remove(ctx, id_of(&user)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send an open invitation again. The old link stops working.
#[utoipa::path(
    post, path = "/tenants/{tenantId}/users/{userId}/invitation/resend", tag = "Users", security(("bearer" = [])),
    params(
        ("tenantId" = String, Path, example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
        ("userId" = String, Path, example = "usr_01JAZ3T5W6M7N8P9Q0R1S2T3V4"),
    ),
    responses(
        (status = 204, description = "On its way"),
        (status = 409, description = "There is no open invitation", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn resend_tenant_user(caller: Caller, Path((tenant, user)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    let ctx = caller.ctx().await?;
    let team = Team::Tenant(id_of(&tenant)?);
    team.resend(ctx, id_of(&user)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
