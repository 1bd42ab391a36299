//! What a tenant's switch reads: what may happen now, and everything it connects.

use secrecy::SecretString;

use super::agent::Agent;
use super::call_settings::{self, CallSettings, Recorded};
use super::extension::Extension;
use super::kind::Kind;
use super::number::Number;
use super::record::Record;
use super::{agents, extensions, numbers, records};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::ids::TenantId;
use crate::domain::tenancy::place;
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::E911Address;

/// What happens to somebody who calls in (vendor-apis.md §7.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inbound {
    Connect,
    /// A message that says the service is interrupted.
    Announce,
    Refuse,
}

impl Inbound {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Announce => "announce",
            Self::Refuse => "refuse",
        }
    }
}

#[derive(Debug)]
pub struct SwitchConfig {
    pub tenant: TenantId,
    pub status: Status,
    pub sip_prefix: String,
    /// The name callers see where the number they are called from has none of its own.
    pub cnam: Option<String>,
    /// IANA name.
    pub timezone: String,
    /// Where help is sent for an emergency call.
    pub e911: E911Address,
    pub inbound: Inbound,
    pub outbound: bool,
    /// May extensions register? A cancelled tenant's are unregistered.
    pub registration: bool,
    /// May calls be recorded?
    pub recording: bool,
    /// What the tenant has decided about its calls.
    pub settings: CallSettings,
    pub max_concurrent_calls: Option<i32>,
    pub extensions: Vec<(Extension, SecretString)>,
    pub numbers: Vec<Number>,
    pub agents: Vec<Agent>,
    pub call_flows: Vec<Record>,
    pub voicemail_boxes: Vec<Record>,
    pub devices: Vec<Record>,
    pub trunks: Vec<Record>,
}

/// Most of each kind in one answer.
const MOST: i64 = 100_000;

/// The configuration of one tenant: the key's own, or one of its agency's.
///
/// # Errors
/// [`Error::Invalid`] for an agency's key that names no tenant; [`Error::NotFound`] for a tenant that is not its own.
pub async fn config(ctx: &mut Ctx, tenant: Option<TenantId>) -> Result<SwitchConfig> {
    ctx.authorize(Action::TelephonyRead)?;
    let tenant = ctx.scope().tenant().or(tenant).ok_or_else(|| Error::invalid("tenantId", "required"))?;
    let status = place::enter(ctx, tenant).await?;
    let agency = ctx.scope().agency();
    let row = sqlx::query!(
        "SELECT sip_prefix, max_concurrent_calls, allow_calls, cnam, timezone, e911_street, e911_unit, e911_city, e911_state, e911_postal_code, e911_country
         FROM tenants WHERE agency_id = $1 AND id = $2",
        agency.uuid(),
        tenant.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    let open = !matches!(status, Status::Suspended | Status::Cancelled);
    let extensions = extensions::with_secrets(ctx, tenant).await?;
    let voicemail_boxes = records::of_tenant(ctx, tenant, Kind::VoicemailBox, MOST).await?;
    let mut settings = call_settings::of_tenant(ctx, tenant).await?;
    settings.unplaced = settings.unplaced.reachable(
        |number| extensions.iter().any(|(extension, _)| extension.number == number),
        |number| voicemail_boxes.iter().any(|voicemail_box| voicemail_box.text("number") == number),
    );
    Ok(SwitchConfig {
        tenant,
        status,
        sip_prefix: row.sip_prefix,
        cnam: row.cnam,
        timezone: row.timezone,
        e911: E911Address {
            street: row.e911_street,
            unit: row.e911_unit,
            city: row.e911_city,
            state: row.e911_state,
            postal_code: row.e911_postal_code,
            country: row.e911_country,
        },
        inbound: match status {
            Status::Suspended => Inbound::Announce,
            Status::Cancelled => Inbound::Refuse,
            Status::Pending | Status::Trial | Status::Active => Inbound::Connect,
        },
        outbound: open && row.allow_calls,
        registration: status != Status::Cancelled,
        recording: open && settings.recorded != Recorded::None,
        settings,
        max_concurrent_calls: row.max_concurrent_calls,
        extensions,
        numbers: numbers::of_tenant(ctx, tenant, MOST).await?,
        agents: agents::of_tenant(ctx, tenant, MOST).await?,
        call_flows: records::of_tenant(ctx, tenant, Kind::CallFlow, MOST).await?,
        voicemail_boxes,
        devices: records::of_tenant(ctx, tenant, Kind::Device, MOST).await?,
        trunks: trunks(ctx, tenant, open).await?,
    })
}

/// Switched on here only while the tenant is served.
async fn trunks(ctx: &mut Ctx, tenant: TenantId, open: bool) -> Result<Vec<Record>> {
    let mut trunks = records::of_tenant(ctx, tenant, Kind::Trunk, MOST).await?;
    for trunk in trunks.iter_mut().filter(|_| !open) {
        trunk.values.insert("enabled".to_owned(), false.into());
    }
    Ok(trunks)
}
