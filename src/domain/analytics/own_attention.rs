//! What a tenant should look at first, and why. Whoever looks is told what they may see and nothing else.

use time::{Date, Duration, Month, OffsetDateTime};

use super::attention::{self, Why};
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::account::AccountKey;
use crate::domain::billing::invoice::{self, Invoice};
use crate::domain::billing::invoices::{self, At, Filter};
use crate::domain::billing::payment_methods::{self, PaymentMethod};
use crate::domain::billing::{accounts, payment, payments};
use crate::domain::error::{Error, Result};
use crate::domain::metering::alerts;
use crate::domain::telephony::call::Reason;
use crate::domain::telephony::call_settings;
use crate::domain::telephony::refusals::{self, Refusals};
use crate::domain::tenancy::status::Status;
use crate::domain::tenancy::tenant::Tenant;

/// Most open invoices that are told; the page of the account has them all.
const INVOICES: i64 = 50;
/// Of them the most urgent are told.
const TOLD: usize = 3;
/// How long before it a card's end is told.
const CARD_ENDS: Duration = Duration::days(31);
/// How long before it a trial's end is told, and how long after the last one that calls were refused.
const WEEK: Duration = Duration::days(7);

/// What is the matter with an open invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// The card's owner has to confirm a payment.
    Unconfirmed,
    /// A payment was refused.
    Failed,
    Overdue,
    Open,
}

#[derive(Debug, Clone)]
pub enum Matter {
    /// [`Why::Reached`] or [`Why::Near`].
    Limit(Why),
    /// Calls were refused, for something else than a limit of the month.
    Refused(Refusals),
    Invoice(Box<Invoice>, Owed),
    /// The card that pays ends, or has ended.
    Card {
        card: PaymentMethod,
        over: bool,
    },
    /// `can_pay` is for those who may see it.
    TrialEnds {
        at: OffsetDateTime,
        can_pay: Option<bool>,
    },
    /// So many numbers' calls are refused, as no call flow has them.
    Unplaced(i64),
}

impl Matter {
    /// The most urgent first.
    fn rank(&self) -> u8 {
        match self {
            Self::Limit(Why::Reached { blocked: true, .. }) => 0,
            Self::Invoice(_, Owed::Unconfirmed | Owed::Failed | Owed::Overdue) => 1,
            Self::Limit(Why::Reached { .. }) | Self::Card { over: true, .. } => 2,
            Self::TrialEnds { .. } => 3,
            Self::Limit(_) | Self::Refused(_) => 4,
            Self::Card { .. } | Self::Invoice(..) => 5,
            Self::Unplaced(_) => 6,
        }
    }
}

#[derive(Debug, Default)]
pub struct Looked {
    pub matters: Vec<Matter>,
    /// Is there a card? `None` where somebody else bills the tenant, and for those whom it is none of their business.
    pub has_card: Option<bool>,
}

/// What the scope's tenant should look at.
///
/// # Errors
/// When the database does not answer.
pub async fn look(ctx: &mut Ctx, tenant: &Tenant) -> Result<Looked> {
    let mut looked = Looked::default();
    let served = !matches!(tenant.status, Status::Suspended | Status::Cancelled);
    if served && ctx.authorize(Action::UsageRead).is_ok() {
        usage(ctx, tenant, &mut looked.matters).await?;
    }
    if ctx.authorize(Action::BillingRead).is_ok() {
        looked.has_card = money(ctx, &mut looked.matters).await?;
    }
    if let Some(at) = tenant.trial_ends_at.filter(|at| tenant.status == Status::Trial && *at <= ctx.now() + WEEK) {
        let can_pay = looked.has_card.map(|card| card || tenant.profile.billing_profile.is_some());
        looked.matters.push(Matter::TrialEnds { at, can_pay });
    }
    if served {
        match call_settings::refused_numbers(ctx).await {
            Ok(0) | Err(Error::Forbidden) => {}
            Ok(numbers) => looked.matters.push(Matter::Unplaced(numbers)),
            Err(error) => return Err(error),
        }
    }
    looked.matters.sort_by_key(Matter::rank);
    Ok(looked)
}

async fn usage(ctx: &mut Ctx, tenant: &Tenant, matters: &mut Vec<Matter>) -> Result<()> {
    let now = ctx.now();
    let refused = refusals::list(ctx).await?.remove(&tenant.id).unwrap_or_default();
    let alerts = alerts::list(ctx, Some(tenant.id), 50).await?;
    let pace = attention::pace(ctx, &[tenant.id]).await?.remove(&tenant.id);
    let of_limits = |refused: &&Refusals| matches!(refused.reason, Reason::SpendLimit | Reason::MinutesLimit);
    let calls = refused.iter().filter(of_limits).map(|refused| refused.calls).sum();
    matters.extend(attention::limit(tenant, calls, &alerts, pace, now).map(Matter::Limit));
    // What a suspension refused is over with it.
    let goes_on = |refused: &Refusals| {
        matches!(refused.reason, Reason::NotAllowed | Reason::Concurrency | Reason::InboundShare) && refused.last_at > now - WEEK
    };
    matters.extend(refused.into_iter().filter(goes_on).map(Matter::Refused));
    Ok(())
}

/// Open invoices and the card that pays. Whether there is a card.
async fn money(ctx: &mut Ctx, matters: &mut Vec<Matter>) -> Result<Option<bool>> {
    let key = accounts::own(ctx)?;
    if !accounts::gets_invoices(ctx, key).await? {
        return Ok(None);
    }
    let account = match accounts::read(ctx, key).await {
        Err(Error::NotFound) => return Ok(None),
        read => read?,
    };
    let methods = payment_methods::list(ctx, key).await?;
    let pays_itself = account.auto_pay && !methods.is_empty();
    owed(ctx, key, pays_itself, matters).await?;
    let today = ctx.now().date();
    let default = methods.iter().find(|method| method.is_default);
    if let Some((card, end)) = default.and_then(|card| Some((card, end_of(card)?))).filter(|(_, end)| *end <= today + CARD_ENDS) {
        matters.push(Matter::Card { card: card.clone(), over: end <= today });
    }
    Ok(Some(!methods.is_empty()))
}

async fn owed(ctx: &mut Ctx, key: AccountKey, pays_itself: bool, matters: &mut Vec<Matter>) -> Result<()> {
    let (filter, at) =
        (Filter { status: Some(invoice::Status::Open), ..Filter::default() }, At { size: INVOICES, offset: 0, cursor: None });
    let now = ctx.now();
    let mut open = invoices::list(ctx, key, filter, at).await?.rows;
    open.sort_by_key(|invoice| invoice.due_at);
    for invoice in open {
        if matters.iter().filter(|matter| matches!(matter, Matter::Invoice(..))).count() == TOLD {
            break;
        }
        let paying = payments::list(ctx, key, Some(invoice.id)).await?;
        let owed = if paying.iter().any(|payment| payment.status == payment::Status::RequiresAction) {
            Owed::Unconfirmed
        } else if paying.iter().any(|payment| payment.status == payment::Status::Pending) {
            continue;
        } else if invoice.attempts > 0 {
            Owed::Failed
        } else if invoice.is_overdue(now) {
            Owed::Overdue
        } else if pays_itself {
            continue;
        } else {
            Owed::Open
        };
        matters.push(Matter::Invoice(Box::new(invoice), owed));
    }
    Ok(())
}

/// The first day on which a card is no longer good.
fn end_of(card: &PaymentMethod) -> Option<Date> {
    let (month, year) = card.exp_month.zip(card.exp_year)?;
    let (month, year) = (Month::try_from(u8::try_from(month).ok()?).ok()?, i32::from(year));
    Some(Date::from_calendar_date(year, month, month.length(year)).ok()? + Duration::DAY)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;
    use crate::domain::ids::PaymentMethodId;

    fn card(month: i16, year: i16) -> PaymentMethod {
        PaymentMethod {
            id: PaymentMethodId(uuid::Uuid::nil()),
            gateway_ref: String::new(),
            kind: "card".to_owned(),
            brand: None,
            last4: None,
            exp_month: Some(month),
            exp_year: Some(year),
            is_default: true,
            added_at: datetime!(2026-01-01 00:00 UTC),
        }
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        assert_eq!(end_of(&card(12, 2026)), Some(date!(2027 - 01 - 01)));
        assert_eq!(end_of(&card(2, 2028)), Some(date!(2028 - 03 - 01)));
        assert_eq!(end_of(&card(13, 2026)), None);
    }

    #[test]
    fn what_stops_calls_comes_before_what_costs_and_that_before_the_rest() {
        let trial = Matter::TrialEnds { at: datetime!(2026-01-01 00:00 UTC), can_pay: None };
        let over = Matter::Card { card: card(1, 2026), over: true };
        let ends = Matter::Card { card: card(1, 2026), over: false };
        let ranks = [over.rank(), trial.rank(), ends.rank(), Matter::Unplaced(1).rank()];
        assert!(ranks.is_sorted(), "{ranks:?}");
    }
}
