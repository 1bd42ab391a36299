//! `/api/v1/telephony/config`: what a switch reads. Portico carries no media.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use super::tenant_body::E911Body;
use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::domain::Error;
use crate::domain::secret::sha256;
use crate::domain::telephony::call_settings::Unplaced;
use crate::domain::telephony::switch::{self, Inbound, SwitchConfig};

/// Everything a switch connects for one tenant, and what may happen now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TelephonyConfig)]
pub struct ConfigBody {
    tenant_id: String,
    status: &'static str,
    sip_prefix: String,
    /// The name callers see where the number they are called from has none of its own.
    cnam: Option<String>,
    #[schema(example = "Europe/Dublin")]
    timezone: String,
    e911: E911Body,
    calls: CallsBody,
    extensions: Vec<SipUser>,
    numbers: Vec<Did>,
    agents: Vec<SwitchAgent>,
    /// As `/call-flows` lists them.
    #[schema(value_type = Vec<Object>)]
    call_flows: Vec<serde_json::Value>,
    /// As `/voicemail-boxes` lists them.
    #[schema(value_type = Vec<Object>)]
    voicemail_boxes: Vec<serde_json::Value>,
    /// As `/devices` lists them.
    #[schema(value_type = Vec<Object>)]
    devices: Vec<serde_json::Value>,
    /// As `/trunks` lists them.
    #[schema(value_type = Vec<Object>)]
    trunks: Vec<serde_json::Value>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallsBody {
    /// `connect`, `announce` or `refuse`.
    inbound: &'static str,
    outbound: bool,
    /// What callers hear where `inbound` is `announce`.
    announcement: Option<&'static str>,
    /// May extensions register?
    registration: bool,
    /// May calls be recorded?
    recording: bool,
    /// Which of them: `none`, `inbound`, `outbound` or `all`.
    recorded: &'static str,
    /// Is it said at the beginning of a call that it is recorded?
    recording_announced: bool,
    unplaced: UnplacedBody,
    /// Null is unlimited.
    max_concurrent: Option<i32>,
}

/// What becomes of a call to a number that no call flow has.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = UnplacedCalls)]
pub struct UnplacedBody {
    /// `reject`, `announce`, `ring` or `voicemail`.
    action: &'static str,
    /// The words to speak, where it is announced.
    message: Option<String>,
    /// The extension's number, where it rings one.
    extension: Option<String>,
    /// The box's number, where it goes to voicemail.
    voicemail_box: Option<String>,
}

impl From<Unplaced> for UnplacedBody {
    fn from(unplaced: Unplaced) -> Self {
        let body = Self { action: unplaced.word(), ..Self::default() };
        match unplaced {
            Unplaced::Reject => body,
            Unplaced::Announce(message) => Self { message: Some(message), ..body },
            Unplaced::Ring(extension) => Self { extension: Some(extension), ..body },
            Unplaced::Voicemail(number) => Self { voicemail_box: Some(number), ..body },
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SipUser {
    number: String,
    name: String,
    sip_user: String,
    secret: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Did {
    number: String,
    cnam: Option<String>,
    e911: bool,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SwitchAgent {
    id: String,
    name: String,
    channel: &'static str,
    active: bool,
}

impl From<SwitchConfig> for ConfigBody {
    fn from(config: SwitchConfig) -> Self {
        let sip_user = |(extension, secret): (crate::domain::telephony::extension::Extension, secrecy::SecretString)| SipUser {
            number: extension.number,
            name: extension.name,
            sip_user: extension.sip_user,
            secret: secret.expose_secret().to_owned(),
        };
        Self {
            tenant_id: config.tenant.to_string(),
            status: config.status.as_str(),
            sip_prefix: config.sip_prefix,
            cnam: config.cnam,
            timezone: config.timezone,
            e911: config.e911.into(),
            calls: CallsBody {
                inbound: config.inbound.as_str(),
                outbound: config.outbound,
                announcement: (config.inbound == Inbound::Announce).then_some("service_interrupted"),
                registration: config.registration,
                recording: config.recording,
                recorded: config.settings.recorded.as_str(),
                recording_announced: config.settings.announced,
                unplaced: config.settings.unplaced.into(),
                max_concurrent: config.max_concurrent_calls,
            },
            extensions: config.extensions.into_iter().map(sip_user).collect(),
            numbers: config
                .numbers
                .into_iter()
                .map(|number| Did {
                    e911: number.profile.e911_status == crate::domain::telephony::number::E911Status::Active,
                    number: number.e164,
                    cnam: number.profile.cnam,
                })
                .collect(),
            agents: config
                .agents
                .into_iter()
                .map(|agent| SwitchAgent {
                    id: agent.id.to_string(),
                    name: agent.profile.name,
                    channel: agent.profile.channel.as_str(),
                    active: agent.profile.active,
                })
                .collect(),
            call_flows: config.call_flows.iter().map(super::records::body).collect(),
            voicemail_boxes: config.voicemail_boxes.iter().map(super::records::body).collect(),
            devices: config.devices.iter().map(super::records::body).collect(),
            trunks: config.trunks.iter().map(super::records::body).collect(),
        }
    }
}

/// The configuration of one tenant: the key's own, or for an agency's key the one it names. Ask again with `If-None-Match`.
#[utoipa::path(
    get, path = "/telephony/config", tag = "Telephony", security(("bearer" = [])),
    params(("tenantId" = Option<String>, Query, description = "Required with an agency's key", example = "ten_01JAZ3T5W6M7N8P9Q0R1S2T3V4")),
    responses(
        (status = 200, description = "The configuration", body = ConfigBody, headers(("ETag" = String, description = "Of this configuration"))),
        (status = 304, description = "It is what you have"),
        (status = 404, description = "No such tenant of this agency", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn telephony_config(caller: Caller, headers: HeaderMap, mut query: Query) -> Result<Response, ApiError> {
    let tenant = query.take("tenantId");
    query.finish()?;
    let mut ctx = caller.ctx().await?;
    let tenant = tenant.map(|id| id.parse()).transpose().map_err(|_| ApiError::Domain(Error::NotFound))?;
    let config = switch::config(&mut ctx, tenant).await?;
    drop(ctx);
    let body = serde_json::to_vec(&ConfigBody::from(config)).map_err(Error::internal)?;
    let tag = format!("\"{}\"", hex::encode(&sha256(&body)[..16]));
    let known =
        headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).is_some_and(|tags| tags.split(',').any(|t| t.trim() == tag));
    let etag = [(header::ETAG, HeaderValue::from_str(&tag).map_err(Error::internal)?)];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, etag).into_response());
    }
    Ok((etag, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response())
}
