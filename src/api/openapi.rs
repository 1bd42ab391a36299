//! The OpenAPI 3.1 document. It carries the host it is asked on, and neutral names.

use std::sync::OnceLock;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, Info, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Response, ResponseBuilder, ServerBuilder,
};

use super::failure::base_url;
use crate::server::state::AppState;

/// What is the same on every host.
pub fn base() -> OpenApi {
    let bearer = SecurityScheme::Http(
        HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key: `ptc_live_…` or `ptc_sb_…`.")).build(),
    );
    let header = |name: &str, words: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, words)));
    let account = SecurityScheme::Http(
        HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The account's id (`MA…`, a sub-account's `SA…`) and its token; or as `X-Auth-ID` and `X-Auth-Token`."))
            .build(),
    );
    let mut info = Info::new("Partner API", env!("CARGO_PKG_VERSION"));
    info.description = Some("Client tenants of an agency. Errors are problem details (RFC 9457) under `/api/v1`; the families that follow other systems have those systems' errors.".to_owned());
    OpenApiBuilder::new()
        .info(info)
        .components(Some(
            ComponentsBuilder::new()
                .security_scheme("bearer", bearer)
                .security_scheme("api_key", header("X-API-Key", "The same keys."))
                .security_scheme("account", account)
                .security_scheme("auth_id", header("X-Auth-ID", "`MA…`, or a sub-account's `SA…`."))
                .security_scheme("auth_token", header("X-Auth-Token", "The key, or the sub-account's token."))
                .build(),
        ))
        .servers(Some([ServerBuilder::new().url("https://example.com").build()]))
        .build()
}

/// A problem's entry in an operation's answers.
pub fn problem(words: &str) -> Response {
    failure(words, "application/problem+json", "Problem")
}

fn failure(words: &str, content_type: &str, schema: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).build();
    ResponseBuilder::new().description(words).content(content_type, content).build()
}

/// What makes a request one that may be sent twice.
fn idempotency_key() -> Parameter {
    let words = "Your own name for this request, new for each: sent again with the same key it is not carried out again, and answered as the first time, with \
                 `Idempotent-Replayed: true`. Kept for 24 hours, for 30 days where money moves. Another request under the same key is refused with 422.";
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255)).build()))
        .example(Some("4b1f6a52-9d0e-4a73-8c58-2f3f4e8d1c90".into()))
        .build()
}

/// Adds what any operation of its kind can refuse with, in its dialect, where the operation itself says nothing better.
pub fn complete(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        let (content_type, schema, invalid) = match path.as_str() {
            path if path.starts_with("/v1/") => ("application/json", "ClientError", "400"),
            path if path.starts_with("/api/v1/Account/") => ("application/json", "PlivoError", "400"),
            path if path.starts_with("/api/v1/account") => ("application/json", "VobizError", "422"),
            _ => ("application/problem+json", "Problem", "422"),
        };
        for operation in [&mut item.post, &mut item.patch].into_iter().flatten().filter(|operation| operation.security.is_some()) {
            operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
            let words = "Something is there already, or its state does not allow it; or the same request is being carried out";
            operation.responses.responses.entry("409".to_owned()).or_insert_with(|| RefOr::T(failure(words, content_type, schema)));
        }
        let operations = [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let takes = |place: ParameterIn| {
                let is = |given: &RefOr<Parameter>| matches!(given, RefOr::T(parameter) if parameter.parameter_in == place);
                operation.parameters.iter().flatten().any(is)
            };
            let mut problems = Vec::new();
            if operation.security.is_some() {
                problems.extend([("401", "No key, or one that does not count"), ("403", "The key may not do this")]);
                problems.push(("429", "More than the key may make; `Retry-After` says how long to wait"));
            }
            // The same two, as headers instead of HTTP Basic.
            if path.to_lowercase().starts_with("/api/v1/account")
                && let Some(security) = &mut operation.security
            {
                security.push(SecurityRequirement::new("auth_id", Vec::<String>::new()).add("auth_token", Vec::<String>::new()));
            }
            if takes(ParameterIn::Path) {
                problems.push(("404", "No such thing of this agency or tenant"));
            }
            let types: Vec<String> = match &operation.request_body {
                Some(RefOr::T(body)) => body.content.keys().map(|mime| format!("`{mime}`")).collect(),
                _ => Vec::new(),
            };
            let expected = format!("Not {}", types.join(" or "));
            if !types.is_empty() {
                problems.push((invalid, "Fields are wrong; all of them are listed"));
                problems.extend([("400", "It cannot be read"), ("413", "More than 1 MiB"), ("415", expected.as_str())]);
            } else if takes(ParameterIn::Query) {
                problems.push((invalid, "A parameter is wrong"));
            }
            for (status, words) in problems {
                let answer = || RefOr::T(failure(words, content_type, schema));
                operation.responses.responses.entry(status.to_owned()).or_insert_with(answer);
            }
        }
    }
    document
}

/// Put here by the router when it is built, once.
pub static DOCUMENT: OnceLock<OpenApi> = OnceLock::new();

pub async fn serve(State(state): State<AppState>, headers: HeaderMap) -> axum::response::Response {
    let mut document = DOCUMENT.get().cloned().unwrap_or_else(base);
    let base = base_url(&state, headers.get(header::HOST)).await;
    document.servers = Some(vec![ServerBuilder::new().url(if base.is_empty() { "/".to_owned() } else { base }).build()]);
    ([(header::CONTENT_TYPE, "application/json")], document.to_json().unwrap_or_default()).into_response()
}
