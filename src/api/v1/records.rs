//! `/api/v1/tenants/{tenantId}/<kind>`: contacts, devices, voicemail, call flows, recordings, transcripts. The routes and their
//! part of the document are made from the kinds' descriptions.

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItemBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, KnownFormat, OpenApi, PathItem, PathsBuilder, Ref, RefOr, Required, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;

use super::list::{At, List};
use super::tenants::id_of;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::openapi;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::ids::TenantId;
use crate::domain::telephony::kind::{Field, Holds, Kind, STEP_KINDS};
use crate::domain::telephony::record::Record;
use crate::domain::telephony::records;
use crate::format::iso;
use crate::server::state::AppState;

/// The routes of all kinds, documented.
pub fn router() -> OpenApiRouter<AppState> {
    let mut router = OpenApiRouter::new();
    let mut paths = PathsBuilder::new();
    for kind in Kind::ALL {
        let many = format!("/tenants/{{tenantId}}/{}", kind.describe().path);
        let one = format!("{many}/{{id}}");
        router = router
            .route(
                &many,
                get(move |caller: Caller, Path(tenant): Path<String>, query: Query| list(kind, caller, tenant, query)).post(
                    move |caller: Caller, Path(tenant): Path<String>, Json(body): Json<Map<String, Value>>| {
                        create(kind, caller, tenant, body)
                    },
                ),
            )
            .route(
                &one,
                get(move |caller: Caller, Path((tenant, id)): Path<(String, String)>| read(kind, caller, tenant, id))
                    .patch(move |caller: Caller, Path((tenant, id)): Path<(String, String)>, Json(body): Json<Map<String, Value>>| {
                        update(kind, caller, tenant, id, body)
                    })
                    .delete(move |caller: Caller, Path((tenant, id)): Path<(String, String)>| delete(kind, caller, tenant, id)),
            );
        paths = paths.path(many, path_of_many(kind)).path(one, path_of_one(kind));
    }
    let mut document = OpenApi::default();
    document.paths = paths.build();
    let mut components = utoipa::openapi::Components::new();
    for kind in Kind::ALL {
        components.schemas.insert(schema_name(kind), RefOr::T(schema(kind, true)));
        components.schemas.insert(format!("Write{}", schema_name(kind)), RefOr::T(schema(kind, false)));
    }
    document.components = Some(components);
    router.get_openapi_mut().merge(document);
    router
}

pub(super) fn body(record: &Record) -> Value {
    let mut body = Map::from_iter([("id".to_owned(), json!(record.id_text()))]);
    body.extend(record.values.clone());
    body.insert("createdAt".to_owned(), json!(iso(record.created_at)));
    body.insert("updatedAt".to_owned(), json!(iso(record.updated_at)));
    Value::Object(body)
}

/// A record as its JSON.
#[derive(serde::Serialize)]
#[serde(transparent)]
struct Body(Value);

impl From<Record> for Body {
    fn from(record: Record) -> Self {
        Self(body(&record))
    }
}

async fn list(kind: Kind, caller: Caller, tenant: String, mut query: Query) -> Result<axum::Json<List<Body>>, ApiError> {
    let at = At::take(&mut query);
    query.finish()?;
    let turn = caller.turn().await;
    let mut ctx = caller.ctx().await?;
    let found = records::list(&mut ctx, id_of(&tenant)?, kind, at.cursor.as_deref(), at.offset(), i64::from(at.size)).await?;
    drop((ctx, turn));
    Ok(axum::Json(at.list(found)))
}

async fn create(kind: Kind, caller: Caller, tenant: String, given: Map<String, Value>) -> Result<Response, ApiError> {
    let tenant: TenantId = id_of(&tenant)?;
    let made = records::create(caller.ctx().await?, tenant, kind, &given).await?;
    let location = format!("/api/v1/tenants/{tenant}/{}/{}", kind.describe().path, made.id_text());
    let location = HeaderValue::from_str(&location).map_err(Error::internal)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(body(&made))).into_response())
}

async fn read(kind: Kind, caller: Caller, tenant: String, id: String) -> Result<axum::Json<Value>, ApiError> {
    let id = kind.read_id(&id).ok_or(Error::NotFound)?;
    let found = records::get(&mut caller.ctx().await?, id_of(&tenant)?, kind, id).await?;
    Ok(axum::Json(body(&found)))
}

async fn update(kind: Kind, caller: Caller, tenant: String, id: String, given: Map<String, Value>) -> Result<axum::Json<Value>, ApiError> {
    let id = kind.read_id(&id).ok_or(Error::NotFound)?;
    let updated = records::update(caller.ctx().await?, id_of(&tenant)?, kind, id, &given).await?;
    Ok(axum::Json(body(&updated)))
}

async fn delete(kind: Kind, caller: Caller, tenant: String, id: String) -> Result<StatusCode, ApiError> {
    let id = kind.read_id(&id).ok_or(Error::NotFound)?;
    records::delete(caller.ctx().await?, id_of(&tenant)?, kind, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

// The document.

/// `call_flow` → `CallFlow`.
fn schema_name(kind: Kind) -> String {
    kind.describe().word.split('_').map(|part| part[..1].to_uppercase() + &part[1..]).collect()
}

/// `call_flow` → `call flow`.
fn words(kind: Kind) -> String {
    kind.describe().word.replace('_', " ")
}

/// The `operationId` of an operation.
fn operation_id(verb: &str, kind: Kind) -> String {
    format!("{verb}_tenant_{}", kind.describe().word)
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::String))
}

fn number(least: i64, most: i64) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)).minimum(Some(least)).maximum(Some(most))
}

fn schema_of(field: &Field) -> Schema {
    let object = match field.holds {
        Holds::Line(max) | Holds::Text(max) => text().max_length(Some(max)),
        Holds::Number => text().description(Some("E.164")).examples([json!("+12125550100")]),
        Holds::Extension => text().pattern(Some("^[0-9]{2,8}$")).examples([json!("101")]),
        Holds::Email => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Email))),
        Holds::Mac => {
            text().description(Some("Twelve hexadecimal digits; what stands between them is left out")).examples([json!("001a2b3c4d5e")])
        }
        Holds::Seconds => number(0, 86_400),
        Holds::Time => text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime))).examples([json!("2025-01-15T10:00:00Z")]),
        Holds::SipUri => text().max_length(Some(300)).examples([json!("sip:sbc.example.com:5060")]),
        Holds::Addresses => {
            let items = text().description(Some("An IP address or a network"));
            return Schema::Array(ArrayBuilder::new().items(items).examples([json!(["192.0.2.1", "2001:db8::/32"])]).build());
        }
        Holds::Switch => ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)).default(Some(json!(true))),
        Holds::Truth => ObjectBuilder::new().schema_type(SchemaType::Type(Type::Boolean)),
        Holds::OneOf(words) => text().enum_values(Some(words.to_vec())),
        Holds::Reference(kind) => text().description(Some(format!("The id of a {}", words(kind)))),
        Holds::Steps => {
            let step = ObjectBuilder::new()
                .property("kind", text().enum_values(Some(STEP_KINDS)))
                .property("target", text().max_length(Some(300)).description(Some("What is said, rung, or led to; none for `hangup`")))
                .property("seconds", number(1, 3600))
                .required("kind");
            return Schema::Array(
                ArrayBuilder::new().items(step).description(Some("In the order a call goes through them")).max_items(Some(50)).build(),
            );
        }
    };
    Schema::Object(object.build())
}

/// What is answered, or (`read: false`) what is written.
fn schema(kind: Kind, read: bool) -> Schema {
    let mut object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Object));
    if read {
        let id = format!("{}01JAZ3T5W6M7N8P9Q0R1S2T3V4", kind.describe().prefix);
        object = object.property("id", text().examples([json!(id)])).required("id");
    }
    for field in kind.describe().fields {
        object = object.property(field.name, schema_of(field));
        if field.required {
            object = object.required(field.name);
        }
    }
    if read {
        let time = || text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        object = object.property("createdAt", time()).property("updatedAt", time()).required("createdAt").required("updatedAt");
    }
    Schema::Object(object.build())
}

fn reference(name: &str) -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(name))
}

fn operation(kind: Kind, verb: &str, summary: String, ids: bool) -> OperationBuilder {
    let path = |name: &str, example: String| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Path)
            .required(Required::True)
            .schema(Some(text().examples([json!(example)]).build()))
            .build()
    };
    let mut operation = OperationBuilder::new()
        .tag("Records")
        .operation_id(Some(operation_id(verb, kind)))
        .summary(Some(summary))
        .security(SecurityRequirement::new("bearer", Vec::<String>::new()))
        .parameter(path("tenantId", "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4".to_owned()));
    if ids {
        operation = operation.parameter(path("id", format!("{}01JAZ3T5W6M7N8P9Q0R1S2T3V4", kind.describe().prefix)));
    }
    operation
}

fn answers(mut operation: OperationBuilder, ok: (&str, &str, Option<RefOr<Schema>>), problem: Option<(&str, &str)>) -> OperationBuilder {
    let mut answer = ResponseBuilder::new().description(ok.1);
    if let Some(schema) = ok.2 {
        answer = answer.content("application/json", ContentBuilder::new().schema(Some(schema)).build());
    }
    operation = operation.response(ok.0, answer.build());
    if let Some((status, words)) = problem {
        operation = operation.response(status, openapi::problem(words));
    }
    operation
}

const CONFLICT: (&str, &str) = ("409", "Taken, in use, or the tenant's status does not allow it");

fn path_of_many(kind: Kind) -> PathItem {
    let name = schema_name(kind);
    let mut listed = operation(kind, "list", format!("List a tenant's {}s, the newest first.", words(kind)), false);
    for (parameter, words) in [("page", "From 1"), ("pageSize", "20 by default; above 100 is taken as 100")] {
        let schema = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer)).minimum(Some(1)).build();
        let built = ParameterBuilder::new().name(parameter).parameter_in(ParameterIn::Query).description(Some(words)).schema(Some(schema));
        listed = listed.parameter(built.build());
    }
    let cursor = ParameterBuilder::new().name("cursor").parameter_in(ParameterIn::Query).schema(Some(text().build()));
    listed = listed.parameter(cursor.description(Some("`nextCursor` of the page before; `page` is then only repeated")).build());
    let integer = || ObjectBuilder::new().schema_type(SchemaType::Type(Type::Integer));
    let page = ObjectBuilder::new()
        .property("data", ArrayBuilder::new().items(Ref::from_schema_name(&name)))
        .property("page", integer())
        .property("pageSize", integer())
        .property("total", integer())
        .property("totalPages", integer())
        .property("nextCursor", ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null])))
        .build();
    let listed = answers(listed, ("200", "A page of them", Some(RefOr::T(Schema::Object(page)))), None);
    let write = ContentBuilder::new().schema(Some(reference(&format!("Write{name}")))).build();
    let created = operation(kind, "create", format!("Create a {}.", words(kind)), false)
        .request_body(Some(RequestBodyBuilder::new().content("application/json", write).required(Some(Required::True)).build()));
    let created = answers(created, ("201", "It, with `Location`", Some(reference(&name))), Some(CONFLICT));
    PathItemBuilder::new().operation(HttpMethod::Get, listed.build()).operation(HttpMethod::Post, created.build()).build()
}

fn path_of_one(kind: Kind) -> PathItem {
    let name = schema_name(kind);
    let read = answers(operation(kind, "get", format!("Get a {}.", words(kind)), true), ("200", "It", Some(reference(&name))), None);
    // What is required to make one may be left out here.
    let Schema::Object(mut part) = schema(kind, false) else { return PathItem::default() };
    part.required.clear();
    let write = ContentBuilder::new().schema(Some(RefOr::T(Schema::Object(part)))).build();
    let updated = operation(kind, "update", format!("Change the fields of a {} that are given; null clears.", words(kind)), true)
        .request_body(Some(RequestBodyBuilder::new().content("application/json", write).required(Some(Required::True)).build()));
    let updated = answers(updated, ("200", "It, as it is now", Some(reference(&name))), Some(CONFLICT));
    let deleted =
        answers(operation(kind, "delete", format!("Delete a {}.", words(kind)), true), ("204", "It is gone", None), Some(CONFLICT));
    PathItemBuilder::new()
        .operation(HttpMethod::Get, read.build())
        .operation(HttpMethod::Patch, updated.build())
        .operation(HttpMethod::Delete, deleted.build())
        .build()
}
