//! The trunks of a sub-account, in both forms: a name, a SIP URI, the addresses its calls may come from, a switch.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::access;
use super::plivo::{Done, Objects, PlivoError, take_range};
use super::vobiz::{Message, VobizError, timestamp};
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::telephony::kind::Kind;
use crate::domain::telephony::record::Record;
use crate::domain::telephony::records;

/// A line to a system of the sub-account's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Trunk {
    #[serde(skip_serializing_if = "Option::is_none")]
    api_id: Option<Uuid>,
    #[schema(example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")]
    trunk_id: String,
    #[schema(example = "Office PBX")]
    name: String,
    #[schema(example = "sip:sbc.example.com:5060")]
    sip_uri: String,
    /// IP addresses and networks.
    #[schema(value_type = Vec<String>, example = json!(["192.0.2.1", "2001:db8::/32"]))]
    allowed_addresses: Value,
    enabled: bool,
    created_at: String,
    updated_at: String,
}

impl Trunk {
    fn new(record: &Record) -> Self {
        Self {
            api_id: None,
            trunk_id: record.id_text(),
            name: record.text("name"),
            sip_uri: record.text("sipUri"),
            allowed_addresses: record.values.get("allowedAddresses").cloned().unwrap_or_else(|| json!([])),
            enabled: record.values.get("enabled").and_then(Value::as_bool).unwrap_or(true),
            created_at: timestamp(record.created_at),
            updated_at: timestamp(record.updated_at),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TrunkList {
    trunks: Vec<Trunk>,
    total: i64,
    page: u32,
    size: u32,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedTrunk {
    api_id: Uuid,
    trunk_id: String,
    #[schema(example = "created")]
    message: &'static str,
}

/// Name and SIP URI are required to make one. To change one, absent keeps what is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrunkInput {
    #[schema(example = "Office PBX", max_length = 100)]
    name: Option<String>,
    #[schema(example = "sip:sbc.example.com:5060", max_length = 300)]
    sip_uri: Option<String>,
    /// None: calls may come from anywhere.
    allowed_addresses: Option<Vec<String>>,
    /// True unless said.
    enabled: Option<bool>,
}

impl TrunkInput {
    fn given(self) -> Map<String, Value> {
        let fields = [
            ("name", self.name.map(Value::from)),
            ("sipUri", self.sip_uri.map(Value::from)),
            ("allowedAddresses", self.allowed_addresses.map(Value::from)),
            ("enabled", self.enabled.map(Value::from)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

fn id_of(text: &str) -> Result<Uuid, ApiError> {
    Ok(Kind::Trunk.read_id(text).ok_or(Error::NotFound)?)
}

async fn list(caller: &Caller, account: &str, offset: u32, size: u32) -> Result<(Vec<Trunk>, i64), ApiError> {
    let _turn = caller.turn().await;
    let (mut ctx, tenant) = access::sub_account(caller, account).await?;
    let found = records::list(&mut ctx, tenant, Kind::Trunk, None, i64::from(offset), i64::from(size)).await?;
    Ok((found.rows.iter().map(Trunk::new).collect(), found.total))
}

async fn create(caller: &Caller, account: &str, body: TrunkInput) -> Result<Trunk, ApiError> {
    let (ctx, tenant) = access::sub_account(caller, account).await?;
    Ok(Trunk::new(&records::create(ctx, tenant, Kind::Trunk, &body.given()).await?))
}

async fn read(caller: &Caller, account: &str, trunk: &str) -> Result<Trunk, ApiError> {
    let (mut ctx, tenant) = access::sub_account(caller, account).await?;
    Ok(Trunk::new(&records::get(&mut ctx, tenant, Kind::Trunk, id_of(trunk)?).await?))
}

async fn update(caller: &Caller, account: &str, trunk: &str, body: TrunkInput) -> Result<Trunk, ApiError> {
    let (ctx, tenant) = access::sub_account(caller, account).await?;
    Ok(Trunk::new(&records::update(ctx, tenant, Kind::Trunk, id_of(trunk)?, &body.given()).await?))
}

async fn delete(caller: &Caller, account: &str, trunk: &str) -> Result<(), ApiError> {
    let (ctx, tenant) = access::sub_account(caller, account).await?;
    records::delete(ctx, tenant, Kind::Trunk, id_of(trunk)?).await?;
    Ok(())
}

/// List a sub-account's trunks, the newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/trunks/", tag = "Sub-accounts", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("page" = Option<u32>, Query, description = "From 1", minimum = 1),
        ("size" = Option<u32>, Query, description = "25 by default, 100 at most", minimum = 1, maximum = 100),
    ),
    responses((status = 200, description = "A page of them", body = TrunkList))
)]
pub async fn list_trunks(caller: Caller, Path(account): Path<String>, mut query: Query) -> Result<axum::Json<TrunkList>, ApiError> {
    let (page, size) = (query.take_count("page", 1, 1_000_000, 1), query.take_count("size", 1, 100, 25));
    query.finish()?;
    let (trunks, total) = list(&caller, &account, (page - 1) * size, size).await?;
    Ok(axum::Json(TrunkList { trunks, total, page, size }))
}

/// Create a trunk.
#[utoipa::path(
    post, path = "/api/v1/accounts/{auth_id}/trunks/", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    request_body = TrunkInput,
    responses(
        (status = 201, description = "It", body = Trunk),
        (status = 409, description = "The name is taken, or the sub-account is switched off", body = VobizError),
    )
)]
pub async fn create_trunk(
    caller: Caller,
    Path(account): Path<String>,
    Json(body): Json<TrunkInput>,
) -> Result<(StatusCode, axum::Json<Trunk>), ApiError> {
    Ok((StatusCode::CREATED, axum::Json(create(&caller, &account, body).await?)))
}

/// Get a trunk.
#[utoipa::path(
    get, path = "/api/v1/accounts/{auth_id}/trunks/{trunk_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "It", body = Trunk))
)]
pub async fn get_trunk(caller: Caller, Path((account, trunk)): Path<(String, String)>) -> Result<axum::Json<Trunk>, ApiError> {
    Ok(axum::Json(read(&caller, &account, &trunk).await?))
}

/// Change the fields of a trunk that are given.
#[utoipa::path(
    put, path = "/api/v1/accounts/{auth_id}/trunks/{trunk_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = TrunkInput,
    responses(
        (status = 200, description = "It, as it is now", body = Trunk),
        (status = 409, description = "The name is taken", body = VobizError),
    )
)]
pub async fn update_trunk(
    caller: Caller,
    Path((account, trunk)): Path<(String, String)>,
    Json(body): Json<TrunkInput>,
) -> Result<axum::Json<Trunk>, ApiError> {
    Ok(axum::Json(update(&caller, &account, &trunk, body).await?))
}

/// Delete a trunk.
#[utoipa::path(
    delete, path = "/api/v1/accounts/{auth_id}/trunks/{trunk_id}", tag = "Sub-accounts", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "It is gone", body = Message))
)]
pub async fn delete_trunk(caller: Caller, Path((account, trunk)): Path<(String, String)>) -> Result<axum::Json<Message>, ApiError> {
    delete(&caller, &account, &trunk).await?;
    Ok(axum::Json(Message { message: "Trunk deleted" }))
}

/// List a sub-account's trunks, the newest first.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Trunk/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(
        ("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"),
        ("limit" = Option<u32>, Query, description = "20 by default, and at most", minimum = 1, maximum = 20),
        ("offset" = Option<u32>, Query, description = "0 by default"),
    ),
    responses((status = 200, description = "A page of them", body = Objects<Trunk>))
)]
pub async fn list_plivo_trunks(
    caller: Caller,
    Path(account): Path<String>,
    mut query: Query,
) -> Result<axum::Json<Objects<Trunk>>, ApiError> {
    let range = take_range(&mut query);
    query.finish()?;
    let (trunks, total) = list(&caller, &account, range.1, range.0).await?;
    let path = format!("/api/v1/Account/{account}/Trunk/");
    Ok(axum::Json(Objects::new(&caller.api, &path, None, range, total, trunks)))
}

/// Create a trunk.
#[utoipa::path(
    post, path = "/api/v1/Account/{auth_id}/Trunk/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A")),
    request_body = TrunkInput,
    responses(
        (status = 201, description = "It is made", body = CreatedTrunk),
        (status = 409, description = "The name is taken, or the sub-account is switched off", body = PlivoError),
    )
)]
pub async fn create_plivo_trunk(
    caller: Caller,
    Path(account): Path<String>,
    Json(body): Json<TrunkInput>,
) -> Result<(StatusCode, axum::Json<CreatedTrunk>), ApiError> {
    let made = create(&caller, &account, body).await?;
    Ok((StatusCode::CREATED, axum::Json(CreatedTrunk { api_id: caller.api.id, trunk_id: made.trunk_id, message: "created" })))
}

/// Get a trunk.
#[utoipa::path(
    get, path = "/api/v1/Account/{auth_id}/Trunk/{trunk_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 200, description = "It", body = Trunk))
)]
pub async fn get_plivo_trunk(caller: Caller, Path((account, trunk)): Path<(String, String)>) -> Result<axum::Json<Trunk>, ApiError> {
    Ok(axum::Json(Trunk { api_id: Some(caller.api.id), ..read(&caller, &account, &trunk).await? }))
}

/// Change the fields of a trunk that are given.
#[utoipa::path(
    post, path = "/api/v1/Account/{auth_id}/Trunk/{trunk_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    request_body = TrunkInput,
    responses(
        (status = 202, description = "It is changed", body = Done),
        (status = 409, description = "The name is taken", body = PlivoError),
    )
)]
pub async fn update_plivo_trunk(
    caller: Caller,
    Path((account, trunk)): Path<(String, String)>,
    Json(body): Json<TrunkInput>,
) -> Result<(StatusCode, axum::Json<Done>), ApiError> {
    update(&caller, &account, &trunk, body).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(Done::changed(&caller.api))))
}

/// Delete a trunk.
#[utoipa::path(
    delete, path = "/api/v1/Account/{auth_id}/Trunk/{trunk_id}/", tag = "Subaccounts (Plivo)", security(("account" = [])),
    params(("auth_id" = String, Path, example = "SAEXAMPLE0000000000A"), ("trunk_id" = String, Path, example = "trk_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses((status = 204, description = "It is gone"))
)]
pub async fn delete_plivo_trunk(caller: Caller, Path((account, trunk)): Path<(String, String)>) -> Result<StatusCode, ApiError> {
    delete(&caller, &account, &trunk).await?;
    Ok(StatusCode::NO_CONTENT)
}
