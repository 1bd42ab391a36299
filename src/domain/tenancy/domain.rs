//! A host name of the agency's own: what it must show, and what follows from what its name servers say (vendor-apis.md §2.9).

use time::{Duration, OffsetDateTime};

use crate::domain::error::Problems;

/// How long an own domain may be without its record before it is given up: name servers are moved, and come back.
pub(super) const GRACE: Duration = Duration::hours(72);
/// How long links in mails still lead to one that is not reached any more.
const UNREACHED: Duration = Duration::hours(6);

/// How an agency shows that a host name is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Method {
    /// It leads to the agency's own host here.
    Cname,
    /// A text beside it, for a host that cannot be an alias.
    Txt,
}

impl Method {
    pub const ALL: [Self; 2] = [Self::Cname, Self::Txt];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cname => "cname",
            Self::Txt => "txt",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Stage {
    PendingVerification,
    /// It is the agency's: a certificate may be had for it.
    Verified,
    /// It reaches us by HTTPS.
    Active,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::PendingVerification, Self::Verified, Self::Active];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingVerification => "pending_verification",
            Self::Verified => "verified",
            Self::Active => "active",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomDomain {
    pub host: String,
    pub method: Method,
    pub token: String,
    pub stage: Stage,
    /// What the last look found wrong: `domain_problem_<code>`.
    pub problem: Option<String>,
    /// What it found instead.
    pub found: Option<String>,
    pub lost_since: Option<OffsetDateTime>,
    pub unreached_since: Option<OffsetDateTime>,
    /// Since when its agency waits for it to be shown, or to be reached.
    pub waiting_since: OffsetDateTime,
    pub tls_expires_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub verified_at: Option<OffsetDateTime>,
    pub checked_at: Option<OffsetDateTime>,
}

/// What its name servers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    Shown,
    /// There is no such record.
    Missing,
    /// There is one, and it says something else.
    Other(String),
    /// They did not answer: nothing follows.
    Unanswered,
}

/// What comes back from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Ours {
        certificate_until: Option<OffsetDateTime>,
    },
    /// Another server answers.
    Other,
    NoCertificate,
    Nothing(String),
}

impl CustomDomain {
    /// Where the text stands. No name of ours is in it: everybody can read it.
    pub fn txt_name(&self) -> String {
        format!("_domain-verification.{}", self.host)
    }

    /// What the text says.
    pub fn txt_value(&self) -> String {
        format!("domain-verification={}", self.token)
    }

    /// Links in mails lead to it: it is reached, and its record is there.
    pub fn leads_here(&self) -> bool {
        self.stage == Stage::Active && self.lost_since.is_none()
    }

    /// The mail that says what has become worse since `before`, if anything has.
    pub fn trouble_since(&self, before: &Self) -> Option<&'static str> {
        match (before.stage, self.stage) {
            (Stage::Verified | Stage::Active, Stage::PendingVerification) => Some("domain_lost"),
            _ if before.lost_since.is_none() && self.lost_since.is_some() => Some("domain_failing"),
            // Its missing record was told already, and is why.
            (Stage::Active, Stage::Verified) if self.lost_since.is_none() => Some("domain_unreachable"),
            _ => None,
        }
    }

    /// What follows from what the name servers say.
    pub fn note_ownership(&mut self, ownership: Ownership, now: OffsetDateTime) {
        self.checked_at = Some(now);
        let (problem, found) = match ownership {
            Ownership::Shown => {
                self.lost_since = None;
                if self.stage == Stage::PendingVerification {
                    (self.stage, self.verified_at) = (Stage::Verified, Some(now));
                }
                (None, None)
            }
            Ownership::Unanswered => (Some("unanswered"), None),
            Ownership::Missing => (Some("no_record"), None),
            Ownership::Other(found) => (Some("other_record"), Some(found)),
        };
        self.problem = problem.map(ToOwned::to_owned);
        self.found = found;
        if matches!(problem, Some("no_record" | "other_record")) && self.stage > Stage::PendingVerification {
            let since = *self.lost_since.get_or_insert(now);
            if now - since >= GRACE {
                self.lose(now);
            }
        }
    }

    /// It is another's, or nobody's any more.
    pub fn lose(&mut self, now: OffsetDateTime) {
        self.stage = Stage::PendingVerification;
        self.waiting_since = now;
        (self.verified_at, self.lost_since, self.unreached_since, self.tls_expires_at) = (None, None, None, None);
    }

    /// What follows from what answers there. One that is not reached for some hours is still served, but no link leads there any more.
    pub fn note_reach(&mut self, reach: Reach, now: OffsetDateTime) {
        if self.stage == Stage::PendingVerification {
            return;
        }
        let (problem, found) = match reach {
            Reach::Ours { certificate_until } => {
                (self.stage, self.unreached_since, self.tls_expires_at) = (Stage::Active, None, certificate_until);
                return;
            }
            Reach::Other => ("not_here", None),
            Reach::NoCertificate => ("no_certificate", None),
            Reach::Nothing(words) => ("not_reached", Some(words)),
        };
        // What the name servers lack is said first.
        if self.problem.is_none() {
            (self.problem, self.found) = (Some(problem.to_owned()), found);
        }
        if self.stage == Stage::Active && now - *self.unreached_since.get_or_insert(now) >= UNREACHED {
            (self.stage, self.unreached_since, self.waiting_since) = (Stage::Verified, None, now);
        }
    }
}

/// A host name as people write it: lower-cased, in the form of IDNA, without a dot at its end.
pub fn checked_host(problems: &mut Problems, field: &str, text: &str, base_host: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let host = match url::Host::parse(text) {
        Ok(url::Host::Domain(host)) if is_host_name(&host) => host,
        _ => {
            problems.code(field, if text.is_empty() { "required" } else { "not_a_domain" });
            return text.to_owned();
        }
    };
    if host == base_host || host.strip_suffix(base_host).is_some_and(|rest| rest.ends_with('.')) {
        problems.code(field, "domain_ours");
    }
    host
}

/// Labels of letters, digits and hyphens, two at least, and no number at the end (RFC 1123 §2.1).
fn is_host_name(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    let last_is_a_word = labels.last().is_some_and(|label| !label.bytes().all(|b| b.is_ascii_digit()));
    // The longest name that is looked up under it still has to fit.
    labels.len() >= 2 && host.len() <= 220 && last_is_a_word && labels.into_iter().all(super::naming::is_slug)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 10:00 UTC);

    fn domain(stage: Stage) -> CustomDomain {
        CustomDomain {
            host: "voice.example.com".to_owned(),
            method: Method::Cname,
            token: "t".to_owned(),
            stage,
            problem: None,
            found: None,
            lost_since: None,
            unreached_since: None,
            waiting_since: NOW,
            tls_expires_at: None,
            created_at: NOW,
            verified_at: (stage > Stage::PendingVerification).then_some(NOW),
            checked_at: None,
        }
    }

    #[test]
    fn a_domain_is_verified_reached_and_given_up_after_three_days() {
        let mut d = domain(Stage::PendingVerification);
        d.note_ownership(Ownership::Missing, NOW);
        assert_eq!((d.stage, d.problem.as_deref(), d.lost_since), (Stage::PendingVerification, Some("no_record"), None));
        d.note_ownership(Ownership::Shown, NOW);
        d.note_reach(Reach::NoCertificate, NOW);
        assert_eq!((d.stage, d.problem.as_deref(), d.verified_at), (Stage::Verified, Some("no_certificate"), Some(NOW)));
        d.note_ownership(Ownership::Shown, NOW);
        d.note_reach(Reach::Ours { certificate_until: Some(NOW) }, NOW);
        assert_eq!((d.stage, d.problem.as_deref()), (Stage::Active, None));
        d.note_ownership(Ownership::Other("elsewhere.example".to_owned()), NOW);
        d.note_reach(Reach::Other, NOW);
        assert_eq!((d.stage, d.problem.as_deref(), d.found.as_deref()), (Stage::Active, Some("other_record"), Some("elsewhere.example")));
        d.note_ownership(Ownership::Unanswered, NOW + Duration::days(9));
        assert_eq!(d.stage, Stage::Active, "silence proves nothing");
        d.note_ownership(Ownership::Missing, NOW + Duration::hours(71));
        assert_eq!(d.stage, Stage::Active);
        d.note_ownership(Ownership::Missing, NOW + Duration::hours(72));
        assert_eq!((d.stage, d.verified_at), (Stage::PendingVerification, None));
    }

    #[test]
    fn a_record_that_comes_back_is_forgiven() {
        let mut d = domain(Stage::Active);
        d.note_ownership(Ownership::Missing, NOW);
        d.note_ownership(Ownership::Shown, NOW + Duration::hours(1));
        d.note_ownership(Ownership::Missing, NOW + Duration::hours(73));
        assert_eq!(d.stage, Stage::Active);
    }

    #[test]
    fn links_lead_nowhere_else_than_to_us() {
        let mut d = domain(Stage::Active);
        for (hours, stage) in [(0, Stage::Active), (5, Stage::Active), (6, Stage::Verified), (30, Stage::Verified)] {
            d.note_reach(Reach::Other, NOW + Duration::hours(hours));
            assert_eq!(d.stage, stage, "{hours}");
        }
        d.note_reach(Reach::Ours { certificate_until: None }, NOW + Duration::hours(31));
        assert_eq!((d.stage, d.unreached_since), (Stage::Active, None));
        let mut lost = domain(Stage::PendingVerification);
        lost.note_reach(Reach::Ours { certificate_until: None }, NOW);
        assert_eq!(lost.stage, Stage::PendingVerification, "a look that began before does not bring it back");
    }

    #[test]
    fn host_names() {
        let checked = |text: &str| {
            let mut problems = Problems::default();
            let host = checked_host(&mut problems, "domain", text, "portal.example");
            problems.finish().map(|()| host).map_err(|error| match error {
                crate::domain::Error::Invalid(errors) => errors[0].code.clone(),
                other => other.to_string(),
            })
        };
        assert_eq!(checked(" Voice.Example.COM. ").unwrap(), "voice.example.com");
        assert_eq!(checked("telefon.müller.example").unwrap(), "telefon.xn--mller-kva.example");
        for bad in [
            "localhost",
            "127.0.0.1",
            "[::1]",
            "https://a.example",
            "a.example:80",
            "a.example/x",
            "*.a.example",
            "a_b.example",
            "a..b",
            "-a.example",
            "1.2",
        ] {
            assert_eq!(checked(bad).unwrap_err(), "not_a_domain", "{bad}");
        }
        assert_eq!(checked("portal.example").unwrap_err(), "domain_ours");
        assert_eq!(checked("x.portal.example").unwrap_err(), "domain_ours");
        assert_eq!(checked("myportal.example").unwrap(), "myportal.example");
        assert_eq!(checked("").unwrap_err(), "required");
    }
}
