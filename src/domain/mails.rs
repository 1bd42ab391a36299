//! What a mail of the outbox is about, read when it is sent.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::accounts::invitations::{self, Invitation};
use super::accounts::{notifications, password_changes, sessions};
use super::analytics::digest::Digest;
use super::analytics::digests;
use super::error::{Error, Result};
use super::ids::{AgencyId, InvitationId, MailId, PLATFORM_AGENCY, TenantId, UserId};
use super::job::SendMail;
use super::outbox::{self, Cancelled};
use super::tenancy::status::Status;
use super::{Ctx, Services, mail_kind};
use crate::language::Language;

/// What a mail says, ready to be worded.
#[derive(Debug, Clone)]
pub enum Content {
    Invitation {
        invitation: Box<Invitation>,
        token: String,
    },
    /// The way to a new password.
    PasswordReset {
        token: String,
    },
    Notice(Notice),
    /// The weekly summary, and the token that turns it off.
    Digest {
        digest: Box<Digest>,
        token: String,
    },
}

/// Something a person is told, mostly about a tenant. Its words are `mail-<kind>-…`.
#[derive(Debug, Clone)]
pub struct Notice {
    pub kind: String,
    pub tenant_name: String,
    /// Of the page it leads to, on the host of the mail's brand or of this agency's. None: there is none that who reads it can open.
    pub path: Option<String>,
    pub at_agency: Option<AgencyId>,
    pub reason: Option<String>,
    /// Until when, or from when, where the words say a day.
    pub day: Option<OffsetDateTime>,
    /// What else the words say, by name.
    pub facts: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct Outgoing {
    pub id: MailId,
    pub agency: AgencyId,
    pub to_email: String,
    pub to_name: String,
    pub created_at: OffsetDateTime,
    /// The reader's: their own choice, their tenant's or the agency's.
    pub language: Language,
    pub timezone: String,
    pub content: Content,
}

/// The mail if it is still to be sent; `None` when it was sent, cancelled, or what it is about is settled.
pub async fn load(services: &Services, job: SendMail) -> Result<Option<Outgoing>> {
    let mut ctx = Ctx::begin(services, outbox::identity(job.agency)).await?;
    let row = sqlx::query!(
        r#"SELECT m.kind, m.subject_id, m.facts, m.to_email, m.to_name, m.created_at, u.language AS "own?", a.language AS provider, a.timezone,
                  m.subject_tenant_id AS "tenant: TenantId", u.id AS "user?: UserId"
           FROM mail_outbox AS m JOIN agencies AS a ON a.id = m.agency_id
           LEFT JOIN users AS u ON u.agency_id = m.agency_id AND u.email = m.to_email
           WHERE m.agency_id = $1 AND m.id = $2 AND m.status = 'queued'"#,
        job.agency.uuid(),
        job.mail.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let topic = mail_kind::topic(&row.kind);
    if let Some(topic) = topic
        && notifications::declined(&mut ctx, job.agency, &row.to_email, topic).await?
    {
        outbox::cancel(ctx, job, Cancelled::Declined).await?;
        return Ok(None);
    }
    let tenant = tenant_of(&mut ctx, job.agency, row.tenant, row.user).await?;
    let (of_tenant, zone) = tenant.map_or((None, None), |(language, zone)| (language, Some(zone)));
    let language =
        row.own.or(of_tenant).and_then(|tag| Language::from_tag(&tag)).or_else(|| Language::from_tag(&row.provider)).unwrap_or_default();
    let mut to_name = row.to_name.clone();
    let content = match row.kind.as_str() {
        "invitation" => invitation(&mut ctx, job, InvitationId(row.subject_id)).await?,
        "password_reset" => password_changes::link(&mut ctx, job.agency, row.subject_id).await?.map(|(token, name)| {
            to_name = name;
            Content::PasswordReset { token }
        }),
        kind @ ("digest_agency" | "digest_tenant") => {
            let user = UserId(row.subject_id);
            let token = notifications::unsubscribe_token(services, job.agency, user);
            digests::read(&mut ctx, kind, user, row.facts.as_ref()).await?.map(|digest| Content::Digest { digest: Box::new(digest), token })
        }
        kind => told(&mut ctx, job, language, kind, row.subject_id, row.facts.as_ref()).await?.map(Content::Notice),
    };
    let Some(content) = content else {
        outbox::cancel(ctx, job, Cancelled::Settled).await?;
        return Ok(None);
    };
    // What the platform bills an agency for goes to people of the agency's own realm, who have chosen there.
    if let (Some(topic), Content::Notice(Notice { at_agency: Some(agency), .. })) = (topic, &content)
        && notifications::declined(&mut ctx, *agency, &row.to_email, topic).await?
    {
        outbox::cancel(ctx, job, Cancelled::Declined).await?;
        return Ok(None);
    }
    Ok(Some(Outgoing {
        id: job.mail,
        agency: job.agency,
        to_email: row.to_email,
        to_name,
        created_at: row.created_at,
        language,
        timezone: zone.unwrap_or(row.timezone),
        content,
    }))
}

/// Language and zone of the tenant that a mail is about, else of the first that its reader belongs to.
async fn tenant_of(
    ctx: &mut Ctx,
    agency: AgencyId,
    about: Option<TenantId>,
    reader: Option<UserId>,
) -> Result<Option<(Option<String>, String)>> {
    let id = match (about, reader) {
        (Some(tenant), _) => Some(tenant),
        // A directory read of its own.
        (None, Some(user)) => sessions::first_tenant(ctx, agency, user).await?,
        (None, None) => None,
    };
    let Some(id) = id else { return Ok(None) };
    let row = sqlx::query!("SELECT language, timezone FROM tenants WHERE agency_id = $1 AND id = $2", agency.uuid(), id.uuid())
        .fetch_optional(ctx.db())
        .await?;
    Ok(row.map(|row| (row.language, row.timezone)))
}

/// `None`: it was accepted or revoked.
async fn invitation(ctx: &mut Ctx, job: SendMail, id: InvitationId) -> Result<Option<Content>> {
    let invitation = match invitations::read(ctx, job.agency, id).await {
        Ok(invitation) if invitation.accepted_at.is_none() => invitation,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let token = invitations::link_token(ctx, job.agency, id).await?;
    Ok(Some(Content::Invitation { invitation: Box::new(invitation), token }))
}

/// `None`: it would not be true any more.
async fn told(
    ctx: &mut Ctx,
    job: SendMail,
    language: Language,
    kind: &str,
    subject: Uuid,
    facts: Option<&serde_json::Value>,
) -> Result<Option<Notice>> {
    Ok(Some(match kind {
        "password_changed"
        | "totp_on"
        | "totp_off"
        | "recovery_codes_renewed"
        | "recovery_code_used"
        | "passkey_added"
        | "passkey_removed"
        | "second_factor_taken_away"
        | "new_sign_in" => security(kind, facts),
        "staff_added" => Notice {
            kind: kind.to_owned(),
            tenant_name: String::new(),
            path: Some("/tenants".to_owned()),
            reason: None,
            day: None,
            facts: Vec::new(),
            at_agency: None,
        },
        "domain_failing" | "domain_unreachable" | "domain_lost" => domain(kind, facts),
        "webhook_disabled" => webhook(ctx, job.agency, kind, subject, facts).await?,
        "transfer_offered" | "transfer_accepted" | "transfer_rejected" | "transfer_expired" => {
            transfer(ctx, job.agency, kind, subject).await?
        }
        "usage_spend" | "usage_minutes" | "usage_agents" | "usage_numbers" | "usage_extensions" => {
            usage(ctx, language, job.agency, kind, subject).await?
        }
        "invoice_issued" | "payment_received" | "payment_failed" | "payment_action" | "invoice_overdue" | "credit_note" => {
            invoice(ctx, language, kind, subject).await?
        }
        "access_granted" | "tenant_transferred" | "passkeys_left" | "tenant_suspended" | "tenant_reactivated" | "trial_ending"
        | "purge_coming" => {
            return notice(ctx, job, kind, TenantId(subject)).await;
        }
        other => return Err(Error::internal(format!("mail_outbox {}: unknown kind {other}", job.mail))),
    }))
}

/// Something about somebody's own sign-in.
fn security(kind: &str, facts: Option<&serde_json::Value>) -> Notice {
    let fact = |name: &str| facts.and_then(|facts| facts.get(name)?.as_str()).filter(|fact| !fact.is_empty()).unwrap_or("–").to_owned();
    Notice {
        kind: kind.to_owned(),
        tenant_name: String::new(),
        path: Some("/account".to_owned()),
        reason: None,
        day: None,
        facts: vec![("device", fact("device")), ("address", fact("address"))],
        at_agency: None,
    }
}

/// An own domain that does not lead here, or soon will not.
fn domain(kind: &str, facts: Option<&serde_json::Value>) -> Notice {
    let fact = |name: &str| facts.and_then(|facts| facts.get(name)?.as_str()).unwrap_or_default();
    Notice {
        kind: kind.to_owned(),
        tenant_name: String::new(),
        path: Some("/settings/domains".to_owned()),
        reason: None,
        day: OffsetDateTime::parse(fact("until"), &Rfc3339).ok(),
        facts: vec![("host", fact("host").to_owned())],
        at_agency: None,
    }
}

/// An endpoint that is told nothing more: the agency's, or a tenant's own.
async fn webhook(ctx: &mut Ctx, agency: AgencyId, kind: &str, endpoint: Uuid, facts: Option<&serde_json::Value>) -> Result<Notice> {
    let slug = sqlx::query_scalar!(
        "SELECT t.slug FROM webhook_endpoints AS e JOIN tenants AS t ON t.agency_id = e.agency_id AND t.id = e.subject_tenant_id
         WHERE e.agency_id = $1 AND e.id = $2",
        agency.uuid(),
        endpoint
    )
    .fetch_optional(ctx.db())
    .await?;
    let url = facts.and_then(|facts| facts.get("url")?.as_str()).unwrap_or_default().to_owned();
    Ok(Notice {
        kind: kind.to_owned(),
        tenant_name: String::new(),
        path: Some(slug.map_or("/settings/webhooks".to_owned(), |slug| format!("/t/{slug}/webhooks"))),
        reason: None,
        day: None,
        facts: vec![("url", url)],
        at_agency: None,
    })
}

/// An offer, to those who decide about it or made it.
async fn transfer(ctx: &mut Ctx, agency: AgencyId, kind: &str, id: uuid::Uuid) -> Result<Notice> {
    let row =
        sqlx::query!("SELECT tenant_name, note, reason, expires_at FROM transfers WHERE agency_id = $1 AND id = $2", agency.uuid(), id)
            .fetch_one(ctx.db())
            .await?;
    let path = if agency == PLATFORM_AGENCY { "/operator/transfers" } else { "/transfers" };
    Ok(Notice {
        kind: kind.to_owned(),
        tenant_name: row.tenant_name,
        path: Some(path.to_owned()),
        reason: if kind == "transfer_offered" { row.note } else { row.reason },
        day: Some(row.expires_at),
        facts: Vec::new(),
        at_agency: None,
    })
}

/// A threshold of a limit. It was true when it was crossed, whatever has been changed since.
async fn usage(ctx: &mut Ctx, language: Language, agency: AgencyId, kind: &str, alert: uuid::Uuid) -> Result<Notice> {
    let row = sqlx::query!(
        "SELECT t.name, t.slug, a.threshold, a.used, a.cap, a.action, g.currency
         FROM usage_alerts AS a JOIN tenants AS t ON t.agency_id = a.agency_id AND t.id = a.subject_tenant_id JOIN agencies AS g ON g.id = a.agency_id
         WHERE a.agency_id = $1 AND a.id = $2",
        agency.uuid(),
        alert
    )
    .fetch_one(ctx.db())
    .await?;
    let shown = |n: i64| match kind {
        "usage_spend" => crate::format::minor_in(language, &row.currency, n),
        _ => language.number(n),
    };
    // What follows is said only where something does.
    let acts = row.threshold == 100 && matches!(kind, "usage_spend" | "usage_minutes");
    let facts = vec![
        ("percent", row.threshold.to_string()),
        ("used", shown(row.used)),
        ("cap", shown(row.cap)),
        ("action", if acts { row.action } else { "none".to_owned() }),
    ];
    Ok(Notice {
        kind: kind.to_owned(),
        tenant_name: row.name,
        path: Some(format!("/t/{}", row.slug)),
        reason: None,
        day: None,
        facts,
        at_agency: None,
    })
}

/// An invoice, of the agency that issued it or of the platform.
async fn invoice(ctx: &mut Ctx, language: Language, kind: &str, id: uuid::Uuid) -> Result<Notice> {
    // What the platform issues is among the rows of the agency that pays.
    ctx.enter_platform().await?;
    // A mail about a payment is over what was paid; those of before named the invoice.
    let payment =
        sqlx::query!(r#"SELECT invoice_id AS "invoice!", amount_cents FROM payments WHERE id = $1 AND invoice_id IS NOT NULL"#, id)
            .fetch_optional(ctx.db())
            .await?;
    let note = sqlx::query!("SELECT invoice_id, total_cents, to_card_cents, to_wallet_cents FROM credit_notes WHERE id = $1", id)
        .fetch_optional(ctx.db())
        .await?;
    let id = payment.as_ref().map(|payment| payment.invoice).or(note.as_ref().map(|note| note.invoice_id)).unwrap_or(id);
    let row = sqlx::query!(
        r#"SELECT i.agency_id AS "agency: AgencyId", i.number, i.currency, i.total_cents, i.paid_cents, i.credited_cents, i.due_at, i.payer_facts->>'name' AS "payer!",
                  i.subject_tenant_id IS NOT NULL AS "of_tenant!", t.slug AS "slug?"
           FROM invoices AS i LEFT JOIN tenants AS t ON t.agency_id = i.agency_id AND t.id = i.subject_tenant_id WHERE i.id = $1"#,
        id
    )
    .fetch_one(ctx.db())
    .await?;
    let money = |cents: i64| crate::format::minor_in(language, &row.currency, cents);
    let cents = payment.map(|payment| payment.amount_cents).or(note.as_ref().map(|note| note.total_cents)).unwrap_or(row.total_cents);
    let mut facts = vec![("number", row.number.clone()), ("amount", money(cents))];
    if let Some(note) = note {
        let open = row.total_cents - row.paid_cents - row.credited_cents;
        let rest = match (open > 0, note.to_card_cents > 0, note.to_wallet_cents > 0) {
            (true, ..) => "open",
            (_, true, _) => "card",
            (.., true) => "wallet",
            _ => "none",
        };
        facts.extend([("rest", rest.to_owned()), ("open", money(open))]);
    }
    let id = super::ids::InvoiceId(id);
    // A tenant that has gone to another agency has no page here any more.
    let path = match &row.slug {
        Some(slug) => Some(format!("/t/{slug}/invoices/{id}")),
        None => (!row.of_tenant).then(|| format!("/billing/invoices/{id}")),
    };
    Ok(Notice {
        kind: kind.to_owned(),
        tenant_name: row.payer,
        path,
        reason: None,
        day: Some(row.due_at),
        facts,
        at_agency: (!row.of_tenant).then_some(row.agency),
    })
}

/// What the tenant's row says now. `None`: it has changed since, and the mail would no longer be true.
async fn notice(ctx: &mut Ctx, job: SendMail, kind: &str, tenant: TenantId) -> Result<Option<Notice>> {
    let row = sqlx::query!(
        r#"SELECT name, slug, status AS "status: Status", suspension_reason, trial_ends_at, purge_after
           FROM tenants WHERE agency_id = $1 AND id = $2"#,
        job.agency.uuid(),
        tenant.uuid()
    )
    .fetch_optional(ctx.db())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (still, day) = match kind {
        "tenant_suspended" => (row.status == Status::Suspended, None),
        "tenant_reactivated" => (!matches!(row.status, Status::Suspended | Status::Cancelled), None),
        "trial_ending" => (row.status == Status::Trial, row.trial_ends_at),
        "purge_coming" => (row.status == Status::Cancelled, row.purge_after),
        _ => (true, None),
    };
    let path = if kind == "purge_coming" { "/tenants?status=suspended".to_owned() } else { format!("/t/{}", row.slug) };
    let reason = row.suspension_reason.filter(|_| kind == "tenant_suspended");
    Ok(still.then(|| Notice {
        kind: kind.to_owned(),
        tenant_name: row.name,
        path: Some(path),
        reason,
        day,
        facts: Vec::new(),
        at_agency: None,
    }))
}
