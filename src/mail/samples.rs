//! A mail of each kind with made-up facts, for whoever wants to see what their people get.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::domain::accounts::invitations::Invitation;
use crate::domain::analytics::attention::Why;
use crate::domain::analytics::digest::{AgencyWeek, Digest, Of, TenantWeek};
use crate::domain::analytics::figures::Figures;
use crate::domain::ids::{InvitationId, MailId, UserId};
use crate::domain::mail_kind;
use crate::domain::mails::{Content, Notice, Outgoing};
use crate::domain::metering::limit::{LimitKind, Used};
use crate::domain::tenancy::branding::Brand;
use crate::format::minor_in;
use crate::language::Language;

const TENANT: &str = "Elm Street Dental";

/// Who reads it, and how.
#[derive(Debug, Clone)]
pub struct Reader {
    pub email: String,
    pub name: String,
    pub language: Language,
    pub timezone: String,
}

/// `None`: there is no such kind.
pub fn sample(kind: &str, id: MailId, brand: &Brand, reader: Reader, now: OffsetDateTime) -> Option<Outgoing> {
    if !mail_kind::is_known(kind) {
        return None;
    }
    let content = match kind {
        "invitation" => Content::Invitation { invitation: Box::new(invitation(brand, &reader, now)), token: "example".to_owned() },
        "password_reset" => Content::PasswordReset { token: "example".to_owned() },
        "digest_agency" | "digest_tenant" => {
            Content::Digest { digest: Box::new(digest(kind == "digest_agency", brand, now)), token: "example".to_owned() }
        }
        kind => Content::Notice(notice(kind, brand, reader.language, now)),
    };
    let Reader { email, name, language, timezone } = reader;
    Some(Outgoing { id, agency: brand.agency, to_email: email, to_name: name, created_at: now, language, timezone, content })
}

fn invitation(brand: &Brand, reader: &Reader, now: OffsetDateTime) -> Invitation {
    Invitation {
        id: InvitationId(Uuid::nil()),
        agency: brand.agency,
        tenant: None,
        tenant_name: Some(TENANT.to_owned()),
        user: UserId(Uuid::nil()),
        email: reader.email.clone(),
        first_name: reader.name.clone(),
        last_name: String::new(),
        user_role: None,
        last_sent_at: now,
        invited_by: brand.name.clone(),
        expires_at: now + Duration::days(7),
        accepted_at: None,
    }
}

fn notice(kind: &str, brand: &Brand, language: Language, now: OffsetDateTime) -> Notice {
    let money = |cents: i64| minor_in(language, &brand.currency, cents);
    let fact = |name: &'static str, value: &str| (name, value.to_owned());
    let facts = match kind {
        "usage_spend" => {
            vec![fact("percent", "80"), fact("used", &money(20_000)), fact("cap", &money(25_000)), fact("action", "block_new_calls")]
        }
        "usage_minutes" => vec![
            fact("percent", "80"),
            fact("used", &language.number(4_000)),
            fact("cap", &language.number(5_000)),
            fact("action", "block_new_calls"),
        ],
        kind if kind.starts_with("usage_") => vec![fact("percent", "80"), fact("used", "8"), fact("cap", "10"), fact("action", "none")],
        "webhook_disabled" => vec![fact("url", "https://hooks.example.com/voice")],
        kind if kind.starts_with("domain_") => vec![fact("host", "voice.example.com")],
        "new_sign_in" => vec![fact("device", "Firefox, Linux"), fact("address", "192.0.2.1")],
        _ => vec![fact("number", "INV-0391"), fact("amount", &money(18_229)), fact("rest", "card"), fact("open", &money(0))],
    };
    let reason = matches!(kind, "tenant_suspended" | "transfer_offered").then(|| "…".to_owned());
    Notice {
        kind: kind.to_owned(),
        tenant_name: TENANT.to_owned(),
        path: Some(if kind == "server_test" { "/settings/mail" } else { "/" }.to_owned()),
        at_agency: None,
        reason,
        day: Some(now + Duration::days(14)),
        facts,
    }
}

fn digest(agency: bool, brand: &Brand, now: OffsetDateTime) -> Digest {
    let figures = |conversations, minutes: i64, cents: i64| Figures {
        conversations,
        seconds: minutes * 60,
        amount_micros: cents * 10_000,
        ..Figures::default()
    };
    let of = if agency {
        let near = Why::Near { used: Used { kind: LimitKind::Spend, used: 24_000, cap: 25_000 }, days: None, at: None };
        let trial = Why::TrialEnds { at: now + Duration::days(3), can_pay: false };
        Of::Agency(AgencyWeek {
            week: figures(4_812, 14_310, 214_650),
            before: figures(4_377, 13_020, 195_300),
            new: 2,
            suspended: 1,
            attention: vec![(TENANT.to_owned(), near), ("North Pier Legal".to_owned(), trial)],
            more: 3,
        })
    } else {
        let (week, before) = (figures(312, 940, 14_820), figures(287, 871, 13_700));
        let (name, slug) = (TENANT.to_owned(), "elm-street-dental".to_owned());
        Of::Tenants(vec![TenantWeek { name, slug, week, before, spent_cents: 18_229, cap_cents: Some(25_000) }])
    };
    let to = now.date() - Duration::days(i64::from(now.weekday().number_days_from_monday()) + 1);
    Digest { from: to - Duration::days(6), to, currency: brand.currency.clone(), of }
}
