//! The life of a tenant: which status follows which. Rules: vendor-apis.md §7.1, DESIGN §8.3.

use time::{Duration, OffsetDateTime};

use super::status::{Source, Status};
use super::tenant::Tenant;
use crate::domain::error::{Error, Result};

/// How long a trial runs when nobody says otherwise.
pub const TRIAL: Duration = Duration::days(14);
/// How long before the end of a trial its people are told.
pub const TRIAL_REMINDER: Duration = Duration::days(3);
/// How long a cancelled tenant can be restored; then all it had is deleted.
pub const RESTORABLE: Duration = Duration::days(90);
/// How long before that the agency is told.
pub const PURGE_REMINDER: Duration = Duration::days(7);

/// A status that is asked for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub to: Status,
    /// Kept with a suspension, and told to the owner.
    pub reason: Option<String>,
    pub source: Source,
    pub notify_owner: bool,
}

impl Move {
    pub fn to(to: Status, source: Source) -> Self {
        Self { to, reason: None, source, notify_owner: false }
    }
}

/// May the tenant go there now? `false`: it is there already.
///
/// # Errors
/// [`Error::Transition`] with both statuses; [`Error::State`] when a cancelled tenant's time is over.
pub fn check(tenant: &Tenant, to: Status, now: OffsetDateTime) -> Result<bool> {
    use Status::{Active, Cancelled, Pending, Suspended, Trial};
    let before = tenant.suspension.as_ref().map(|suspension| suspension.before);
    let allowed = match (tenant.status, to) {
        (from, to) if from == to => return Ok(false),
        (Cancelled, Active) if tenant.purge_after.is_some_and(|end| end <= now) => return Err(Error::State("tenant_purging")),
        (Pending, Trial | Active | Suspended | Cancelled) | (Trial, Active | Suspended | Cancelled) => true,
        (Active | Suspended, Cancelled) | (Active, Suspended) | (Suspended | Cancelled, Active) => true,
        (Suspended, Trial | Pending) => before == Some(to),
        _ => false,
    };
    if allowed { Ok(true) } else { Err(Error::Transition { from: tenant.status.as_str(), to: to.as_str() }) }
}

/// Where the verb `reactivate` leads: back before the suspension, or out of the cancellation.
///
/// A trial that has run out meanwhile is not gone on with: whoever reactivates it wants to keep the tenant.
pub fn reactivated(tenant: &Tenant, now: OffsetDateTime) -> Status {
    match (tenant.status, &tenant.suspension) {
        (Status::Suspended, Some(suspension))
            if suspension.before == Status::Trial && tenant.trial_ends_at.is_some_and(|end| end <= now) =>
        {
            Status::Active
        }
        (Status::Suspended, Some(suspension)) => suspension.before,
        (Status::Suspended | Status::Cancelled, _) => Status::Active,
        (other, _) => other,
    }
}

/// The statuses a form may offer: where the tenant is and where it may go, but for the end, which has a dialog of its own.
pub fn offered(tenant: &Tenant, now: OffsetDateTime) -> Vec<Status> {
    Status::ALL.into_iter().filter(|to| tenant.status == *to || (*to != Status::Cancelled && check(tenant, *to, now).is_ok())).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::super::tenant::Suspension;
    use super::super::tenant::tests::tenant;
    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 10:00 UTC);

    fn in_status(status: Status, before: Option<Status>) -> Tenant {
        let suspension = before.map(|before| Suspension { at: NOW, reason: None, source: Source::Manual, by: None, before });
        let purge_after = (status == Status::Cancelled).then(|| NOW + RESTORABLE);
        Tenant { status, suspension, purge_after, ..tenant() }
    }

    /// Every pair of statuses, and what each tenant may become.
    #[test]
    fn moves() {
        use Status::{Active, Cancelled, Pending, Suspended, Trial};
        let table = [
            (in_status(Pending, None), vec![Active, Trial, Pending, Suspended, Cancelled]),
            (in_status(Trial, None), vec![Active, Trial, Suspended, Cancelled]),
            (in_status(Active, None), vec![Active, Suspended, Cancelled]),
            (in_status(Suspended, Some(Active)), vec![Active, Suspended, Cancelled]),
            (in_status(Suspended, Some(Trial)), vec![Active, Trial, Suspended, Cancelled]),
            (in_status(Suspended, Some(Pending)), vec![Active, Pending, Suspended, Cancelled]),
            (in_status(Cancelled, None), vec![Active, Cancelled]),
        ];
        for (tenant, expected) in table {
            let may: Vec<Status> = Status::ALL.into_iter().filter(|to| check(&tenant, *to, NOW).is_ok()).collect();
            assert_eq!(may, expected, "from {:?}", tenant.status);
        }
    }

    #[test]
    fn a_refusal_names_both() {
        let refused = check(&in_status(Status::Active, None), Status::Trial, NOW);
        assert!(matches!(refused, Err(Error::Transition { from: "active", to: "trial" })));
    }

    #[test]
    fn ninety_days_and_no_longer() {
        let tenant = in_status(Status::Cancelled, None);
        assert!(check(&tenant, Status::Active, NOW + RESTORABLE - Duration::SECOND).is_ok());
        assert!(matches!(check(&tenant, Status::Active, NOW + RESTORABLE), Err(Error::State("tenant_purging"))));
    }

    #[test]
    fn reactivation_goes_back() {
        assert_eq!(reactivated(&in_status(Status::Suspended, Some(Status::Trial)), NOW), Status::Trial);
        assert_eq!(reactivated(&in_status(Status::Cancelled, Some(Status::Trial)), NOW), Status::Active);
        assert_eq!(reactivated(&in_status(Status::Active, None), NOW), Status::Active);
    }
}
