//! Operations on agencies' own host names: asking for one, looking whether it is shown, giving it up.

use futures::StreamExt;
use serde_json::json;
use time::Duration;
use url::Url;

use super::domain::{CustomDomain, GRACE, Method, Ownership, Reach, Stage, checked_host};
use crate::domain::access::{Action, Identity, Scope, Surface};
use crate::domain::accounts::staff;
use crate::domain::audit::{Entry, Subject};
use crate::domain::billing::plan::Feature;
use crate::domain::billing::subscriptions;
use crate::domain::error::{Error, FieldError, Problems, Result};
use crate::domain::ids::AgencyId;
use crate::domain::{Ctx, Services, outbox};
use crate::format::iso;
use crate::net::{FetchError, Net};

/// Where the installation stands: agencies' hosts are below `host`.
#[derive(Debug, Clone)]
pub struct Front {
    pub scheme: String,
    pub host: String,
    pub port: Option<u16>,
}

impl Front {
    /// What an agency's own name leads to. It is the agency's alone, so that nobody can claim a name that leads to another's.
    pub fn target(&self, slug: &str) -> String {
        format!("{slug}.{}", self.host)
    }

    fn probe(&self, host: &str) -> Result<Url> {
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        Url::parse(&format!("{}://{host}{port}{PROBE}", self.scheme)).map_err(Error::internal)
    }
}

/// Answers with the proof of the host it is asked on.
pub const PROBE: &str = "/.well-known/domain-check";
/// How often an own domain is looked at: until it is active, and after.
const WAITING: Duration = Duration::minutes(10);
const DAILY: Duration = Duration::hours(24);
/// Looks that wait for an answer at the same time.
const AT_ONCE: usize = 8;
/// How long nobody has to ask that it be looked at.
const PATIENCE: Duration = Duration::days(14);

/// The agency a host name is, if it is shown to be its own. A directory read: no scope is known yet.
pub async fn agency_of(services: &Services, host: &str) -> Result<Option<AgencyId>> {
    let id = sqlx::query_scalar!(r#"SELECT agency_id AS "id: AgencyId" FROM domain_hosts WHERE host = $1"#, host)
        .fetch_optional(&services.db)
        .await?;
    Ok(id)
}

/// What only this installation knows of a host that is somebody's: the probe compares it.
pub async fn proof(services: &Services, host: &str) -> Result<Option<String>> {
    let token = sqlx::query_scalar!("SELECT token FROM domain_hosts WHERE host = $1", host).fetch_optional(&services.db).await?;
    Ok(token.map(|token| proof_of(services, host, &token)))
}

/// Nobody else can give it: the token may stand in the domain's DNS.
fn proof_of(services: &Services, host: &str, token: &str) -> String {
    hex::encode(&services.secret.derive("domain-check", &[host.as_bytes(), token.as_bytes()])[..16])
}

/// The own domain of the scope's agency.
pub async fn read(ctx: &mut Ctx) -> Result<Option<CustomDomain>> {
    ctx.authorize(Action::DomainRead)?;
    let agency = ctx.scope().agency();
    load(ctx, agency).await
}

/// With its row held: what follows from several looks is written one after the other.
async fn hold(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<CustomDomain>> {
    sqlx::query_scalar!("SELECT agency_id FROM custom_domains WHERE agency_id = $1 FOR UPDATE", agency.uuid())
        .fetch_optional(ctx.db())
        .await?;
    load(ctx, agency).await
}

async fn load(ctx: &mut Ctx, agency: AgencyId) -> Result<Option<CustomDomain>> {
    let found = sqlx::query_as!(
        CustomDomain,
        r#"SELECT host, method AS "method: Method", token, status AS "stage: Stage", problem, found, lost_since, unreached_since, waiting_since,
                  tls_expires_at, created_at, verified_at, checked_at
           FROM custom_domains WHERE agency_id = $1"#,
        agency.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(found)
}

/// Asks for a host name. Nothing is served on it before its name servers have shown that it is the agency's.
///
/// # Errors
/// [`Error::State`] `plan_lacks_feature`, or `domain_set` when there is one already; [`Error::Conflict`] when it is another's.
pub async fn add(mut ctx: Ctx, host: &str, method: &str, front: &Front) -> Result<CustomDomain> {
    ctx.authorize(Action::DomainUpdate)?;
    subscriptions::has(&mut ctx, Feature::WhiteLabel).await?;
    let mut problems = Problems::default();
    let host = checked_host(&mut problems, "domain", host, &front.host);
    let method = Method::parse(method).unwrap_or_else(|| {
        problems.code("verificationMethod", "unknown_value");
        Method::Cname
    });
    problems.finish()?;
    let (agency, now, by) = (ctx.scope().agency(), ctx.now(), ctx.identity.actor.name().to_owned());
    let another = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM domain_hosts WHERE host = $1 AND agency_id <> $2) AS "another!""#,
        host,
        agency.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    if another {
        return Err(Error::Conflict(vec![FieldError::new("domain", "domain_taken")]));
    }
    let token = ctx.services.random.upper_alnum(32).to_lowercase();
    let added = sqlx::query!(
        "INSERT INTO custom_domains (agency_id, host, method, token, status, created_at, waiting_since, created_by)
         VALUES ($1, $2, $3, $4, 'pending_verification', $5, $5, $6) ON CONFLICT (agency_id) DO NOTHING",
        agency.uuid(),
        host,
        method.as_str(),
        token,
        now,
        by
    )
    .execute(ctx.db())
    .await?;
    if added.rows_affected() == 0 {
        return Err(Error::State("domain_set"));
    }
    let made = load(&mut ctx, agency).await?.ok_or_else(|| Error::internal("the domain just added"))?;
    ctx.commit([entry("domain.added", agency, &made)]).await?;
    Ok(made)
}

/// Gives it up: nothing is served on it any more, and no certificate asked for.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn remove(mut ctx: Ctx) -> Result<CustomDomain> {
    ctx.authorize(Action::DomainUpdate)?;
    let agency = ctx.scope().agency();
    let gone = hold(&mut ctx, agency).await?.ok_or(Error::NotFound)?;
    sqlx::query!("DELETE FROM custom_domains WHERE agency_id = $1", agency.uuid()).execute(ctx.db()).await?;
    sqlx::query!("DELETE FROM domain_hosts WHERE agency_id = $1", agency.uuid()).execute(ctx.db()).await?;
    ctx.commit([entry("domain.removed", agency, &gone)]).await?;
    Ok(gone)
}

fn entry(action: &'static str, agency: AgencyId, domain: &CustomDomain) -> Entry {
    let facts = json!({"method": domain.method.as_str()});
    Entry::new(action, Subject::new("domain", agency, &domain.host)).agency(agency).changes(None, Some(&facts))
}

/// Looks at it now, and notes what follows.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn check(services: &Services, identity: Identity, front: &Front) -> Result<CustomDomain> {
    let mut ctx = Ctx::begin(services, identity.clone()).await?;
    ctx.authorize(Action::DomainUpdate)?;
    let agency = ctx.scope().agency();
    let known = load(&mut ctx, agency).await?.ok_or(Error::NotFound)?;
    let slug = sqlx::query_scalar!("SELECT slug FROM agencies WHERE id = $1", agency.uuid()).fetch_one(ctx.db()).await?;
    drop(ctx);
    let ownership = ownership(&services.net, &known, &front.target(&slug)).await;
    let noted = note(services, identity.clone(), &known, |domain, now| domain.note_ownership(ownership, now)).await?;
    if noted.stage == Stage::PendingVerification {
        return Ok(noted);
    }
    let reach = reach(&services.net, front.probe(&noted.host)?, &proof_of(services, &noted.host, &noted.token)).await;
    note(services, identity, &noted, |domain, now| domain.note_reach(reach, now)).await
}

/// What the name servers of a domain say.
async fn ownership(net: &Net, domain: &CustomDomain, target: &str) -> Ownership {
    let found = match domain.method {
        Method::Cname => net.dns().aliases(&domain.host, target).await,
        Method::Txt => net.dns().texts(&domain.txt_name()).await,
    };
    let wanted = match domain.method {
        Method::Cname => target.to_owned(),
        Method::Txt => domain.txt_value(),
    };
    match found {
        Err(_) => Ownership::Unanswered,
        Ok(found) if found.contains(&wanted) => Ownership::Shown,
        Ok(found) => found.into_iter().next().map_or(Ownership::Missing, |first| Ownership::Other(first.chars().take(200).collect())),
    }
}

async fn reach(net: &Net, probe: Url, proof: &str) -> Reach {
    match net.get(&probe, 1024).await {
        Ok(fetched) if fetched.status == 200 && fetched.body == proof.as_bytes() => {
            Reach::Ours { certificate_until: fetched.certificate_until }
        }
        Ok(_) | Err(FetchError::TooLarge) => Reach::Other,
        Err(FetchError::Certificate) => Reach::NoCertificate,
        Err(error) => Reach::Nothing(error.to_string()),
    }
}

/// Writes what follows from a look, if the domain is still the one that was looked at.
async fn note(
    services: &Services,
    identity: Identity,
    seen: &CustomDomain,
    follow: impl FnOnce(&mut CustomDomain, time::OffsetDateTime),
) -> Result<CustomDomain> {
    let mut ctx = Ctx::begin(services, identity).await?;
    let (agency, now) = (ctx.scope().agency(), ctx.now());
    let before = hold(&mut ctx, agency).await?.filter(|domain| domain.token == seen.token).ok_or(Error::NotFound)?;
    let mut after = before.clone();
    follow(&mut after, now);
    if after.stage > Stage::PendingVerification && !claim(&mut ctx, agency, &after).await? {
        after.lose(now);
        (after.problem, after.found) = (Some("taken".to_owned()), None);
    }
    if after.stage == Stage::PendingVerification {
        sqlx::query!("DELETE FROM domain_hosts WHERE agency_id = $1", agency.uuid()).execute(ctx.db()).await?;
    }
    sqlx::query!(
        "UPDATE custom_domains SET status = $2, problem = $3, found = $4, lost_since = $5, tls_expires_at = $6, verified_at = $7, checked_at = $8,
             unreached_since = $9, waiting_since = $10
         WHERE agency_id = $1",
        agency.uuid(),
        after.stage.as_str(),
        after.problem,
        after.found,
        after.lost_since,
        after.tls_expires_at,
        after.verified_at,
        after.checked_at,
        after.unreached_since,
        after.waiting_since
    )
    .execute(ctx.db())
    .await?;
    if let Some(kind) = after.trouble_since(&before) {
        tell(&mut ctx, agency, kind, &after).await?;
    }
    let event = match (before.stage, after.stage) {
        (Stage::PendingVerification, Stage::Verified | Stage::Active) => "domain.verified",
        (Stage::Verified, Stage::Active) => "domain.activated",
        (Stage::Active, Stage::Verified) => "domain.unreachable",
        (Stage::Verified | Stage::Active, Stage::PendingVerification) => "domain.lost",
        _ => {
            ctx.commit_unaudited().await?;
            return Ok(after);
        }
    };
    ctx.commit([entry(event, agency, &after)]).await?;
    Ok(after)
}

/// Those who decide for the agency: its tenants and its team reach it there no more, or soon will not.
async fn tell(ctx: &mut Ctx, agency: AgencyId, kind: &'static str, domain: &CustomDomain) -> Result<()> {
    let facts = json!({"host": domain.host, "until": domain.lost_since.map(|since| iso(since + GRACE))});
    for (email, name) in staff::deciders(ctx, agency).await? {
        outbox::queue_with(ctx, agency, None, kind, agency.uuid(), &email, &name, Some(facts.clone())).await?;
    }
    Ok(())
}

/// Takes the name into the directory, or notes there whether links lead to it. False: another agency was first.
async fn claim(ctx: &mut Ctx, agency: AgencyId, domain: &CustomDomain) -> Result<bool> {
    let claimed = sqlx::query!(
        "INSERT INTO domain_hosts (host, agency_id, token, active) VALUES ($1, $2, $3, $4)
         ON CONFLICT (host) DO UPDATE SET token = excluded.token, active = excluded.active WHERE domain_hosts.agency_id = excluded.agency_id",
        domain.host,
        agency.uuid(),
        domain.token,
        domain.leads_here()
    )
    .execute(ctx.db())
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// Looks at every domain whose time it is: what waits every ten minutes for two weeks, what is somebody's every day. One that cannot be
/// looked at does not keep the others waiting.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(services: &Services, front: &Front) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("sweep", Scope::Platform, Surface::Job)).await?;
    let now = ctx.now();
    let due = sqlx::query_scalar!(
        r#"SELECT agency_id AS "agency: AgencyId" FROM custom_domains
           WHERE checked_at IS NULL
              OR (checked_at <= $2 AND (unreached_since IS NOT NULL OR lost_since IS NOT NULL OR (status <> 'active' AND waiting_since > $1)))
              OR (checked_at <= $3 AND status <> 'pending_verification')
           ORDER BY checked_at NULLS FIRST LIMIT 1000"#,
        now - PATIENCE,
        now - WAITING,
        now - DAILY
    )
    .fetch_all(ctx.db())
    .await?;
    drop(ctx);
    let looks = futures::stream::iter(due).map(|agency| async move {
        let identity = Identity::system("sweep", Scope::Agency(agency), Surface::Job);
        if let Err(error) = check(services, identity, front).await {
            tracing::warn!(%agency, %error, "an own domain could not be looked at");
        }
    });
    looks.buffer_unordered(AT_ONCE).collect::<()>().await;
    Ok(())
}
