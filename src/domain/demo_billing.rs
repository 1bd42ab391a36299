//! The demo's invoices: three months of them, through the operations that make everybody's, with clocks set back.

use time::{Duration, OffsetDateTime};

use super::access::{Identity, Scope, Surface};
use super::billing::account::AccountKey;
use super::billing::cycle::{month_start, months_after};
use super::billing::gateway::{CardForm, TypedCard};
use super::billing::plan::NewTerms;
use super::billing::settings::{self, Settings};
use super::billing::taxes::{self, NewTaxRate};
use super::billing::{charging, credit_notes, dunning_run, invoices, payment_methods, plans, run, settlements};
use super::ctx::Clock;
use super::demo::{self, Demo};
use super::error::Result;
use super::ids::{AgencyId, MailId, PaymentId};
use super::job::SettlePayment;
use super::tenancy::agencies;
use super::tenancy::status::Status;
use super::{Ctx, Services, queue};

/// How many months are billed.
const MONTHS: i32 = 3;

fn system(agency: AgencyId) -> Identity {
    Identity::system("demo", Scope::Agency(agency), Surface::Cli)
}

fn at(services: &Services, moment: OffsetDateTime) -> Services {
    Services { clock: Clock::Fixed(std::sync::Arc::new(std::sync::Mutex::new(moment))), ..services.clone() }
}

/// Bills the demo's agencies and their tenants for the months before this one.
///
/// # Errors
/// When the database does not answer.
pub async fn load(services: &Services, demo: &Demo) -> Result<()> {
    let this_month = month_start(services.clock.now());
    let first = months_after(this_month, -MONTHS);
    let then = at(services, first);
    for agency in &demo.agencies {
        let Some(id) = agencies::id_by_slug(&services.db, agency.slug).await? else { continue };
        demo::begin_billing(services, agency.slug, first).await?;
        letterhead(&then, id, agency.slug).await?;
        // A demo brings no cards to a processor that takes real ones.
        if services.gateways.installation.card_form() != CardForm::Sandbox {
            continue;
        }
        card(&then, id, AccountKey::of_agency(id), "4242424242424242").await?;
        for tenant in &agency.tenants {
            let number = match tenant.status {
                Status::Active => "4242424242424242",
                // What has brought about its suspension.
                Status::Suspended => "4000000000009995",
                _ => continue,
            };
            card(&then, id, AccountKey::of_tenant(id, tenant.id), number).await?;
        }
    }
    let now = services.clock.now();
    for month in 1..=MONTHS {
        // The month takes usage for three days more; payments are tried three, five and seven days after.
        for days in [4, 7, 9, 11, 20] {
            let moment = months_after(first, month) + Duration::days(days);
            if moment <= now {
                pass(&at(services, moment)).await?;
            }
        }
    }
    goodwill(services, demo).await?;
    be_silent(services).await
}

/// What the clock brings at a moment, and what the gateway answers.
async fn pass(services: &Services) -> Result<()> {
    run::run(services).await?;
    dunning_run::run(services).await?;
    settlements::run(services).await?;
    let mut ctx = Ctx::begin(services, Identity::system("demo", Scope::Platform, Surface::Cli)).await?;
    let waiting = sqlx::query!(r#"SELECT agency_id AS "agency: AgencyId", id AS "id: PaymentId" FROM payments WHERE status = 'pending'"#)
        .fetch_all(ctx.db())
        .await?;
    drop(ctx);
    for payment in waiting {
        charging::settle(services, SettlePayment { agency: payment.agency, payment: payment.id }).await?;
    }
    Ok(())
}

async fn letterhead(services: &Services, agency: AgencyId, slug: &str) -> Result<()> {
    let ctx = || Ctx::begin(services, system(agency));
    let before = settings::read(&mut ctx().await?).await?;
    let (prefix, legal_name, address, bank) = match slug {
        "northwind" => ("NW", "Northwind Voice Ltd", "12 Custom House Quay\nDublin 1", "Northwind Voice Ltd\nIE12 BOFI 9000 0112 3456 78"),
        _ => ("SG", "Southgate Telecom Ltd", "4 Southgate Street\nBath", "Southgate Telecom Ltd\nGB33 BUKB 2020 1555 5555 55"),
    };
    let text = |text: &str| Some(text.to_owned());
    let new =
        Settings { prefix: prefix.to_owned(), legal_name: text(legal_name), address: text(address), bank_details: text(bank), ..before };
    settings::update(ctx().await?, new).await?;
    let vat = NewTaxRate { code: "standard".to_owned(), name: "VAT".to_owned(), rate_ppm: Some(230_000), ..NewTaxRate::default() };
    taxes::add(ctx().await?, vat).await?;
    for (key, name, month, year, calls) in [("care", "Care", 5_900, 4_900, 5), ("care-plus", "Care Plus", 12_900, 10_900, 20)] {
        let terms = NewTerms {
            monthly_price_cents: Some(month),
            annual_price_cents: Some(year),
            concurrent_calls: Some(calls),
            ..NewTerms::default()
        };
        plans::create(ctx().await?, key, name, terms).await?;
    }
    Ok(())
}

async fn card(services: &Services, agency: AgencyId, key: AccountKey, number: &str) -> Result<()> {
    let begun = payment_methods::begin(Ctx::begin(services, system(agency)).await?, key).await?;
    let year = i16::try_from(services.clock.now().year() + 3).unwrap_or(2030);
    let card = TypedCard { number: number.to_owned(), exp_month: 12, exp_year: year };
    payment_methods::confirm_typed(Ctx::begin(services, system(agency)).await?, key, begun.id, card).await?;
    Ok(())
}

/// A credit note for an outage, so that there is one.
async fn goodwill(services: &Services, demo: &Demo) -> Result<()> {
    let Some(agency) = demo.agencies.first() else { return Ok(()) };
    let Some(id) = agencies::id_by_slug(&services.db, agency.slug).await? else { return Ok(()) };
    let Some(tenant) = agency.tenants.iter().find(|tenant| tenant.name == "Larkspur Hotels") else { return Ok(()) };
    let mut ctx = Ctx::begin(services, system(id)).await?;
    let at = invoices::At { size: 1, offset: 0, cursor: None };
    let found = invoices::list(&mut ctx, AccountKey::of_tenant(id, tenant.id), invoices::Filter::default(), at).await?;
    let Some(invoice) = found.rows.first() else { return Ok(()) };
    let new = credit_notes::NewCreditNote { amount_cents: Some(2_500), reason: "Outage on the 3rd".to_owned(), to_card: false };
    credit_notes::create(ctx, invoice.id, new).await?;
    Ok(())
}

/// Nobody is written to about what is made up.
async fn be_silent(services: &Services) -> Result<()> {
    let mut ctx = Ctx::begin(services, Identity::system("demo", Scope::Platform, Surface::Cli)).await?;
    let cancelled = sqlx::query_scalar!(
        r#"UPDATE mail_outbox SET status = 'cancelled' WHERE status = 'queued'
             AND (kind LIKE 'invoice_%' OR kind LIKE 'payment_%' OR kind IN ('credit_note', 'tenant_suspended', 'tenant_reactivated'))
           RETURNING id AS "id: MailId""#
    )
    .fetch_all(ctx.db())
    .await?;
    // What these passes have done already, and what nobody is to get: a newcomer's own click is not to wait behind it.
    for mail in cancelled {
        queue::remove(&mut ctx, &format!("mail:{mail}")).await?;
    }
    for done in ["bill:", "charge:", "payment:"] {
        queue::remove(&mut ctx, done).await?;
    }
    ctx.commit_unaudited().await
}
