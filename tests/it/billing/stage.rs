//! Where scenarios are played: one agency with one tenant, a clock, and a word for everything that can happen to an account. See the
//! top of `scenarios.txt`.

use std::sync::Arc;

use axum::http::Method;
use portico::domain::access::{Identity, Scope, Surface};
use portico::domain::billing::account::{AccountKey, Model};
use portico::domain::billing::bank_transfers::{self, ByHand};
use portico::domain::billing::credit_notes::{self, NewCreditNote};
use portico::domain::billing::cycle::Interval;
use portico::domain::billing::endings::{self, Ending};
use portico::domain::billing::gateway::TypedCard;
use portico::domain::billing::invoice::Invoice;
use portico::domain::billing::invoices::{self, At, Filter};
use portico::domain::billing::plan::NewTerms;
use portico::domain::billing::plan_changes::{self, Wanted};
use portico::domain::billing::profiles::{self, Terms};
use portico::domain::billing::tax::TaxExempt;
use portico::domain::billing::taxes::NewTaxRate;
use portico::domain::billing::{
    accounts, charging, credits, drafts, dunning_run, gateway_events, items, line, line_events, payment_methods, payments, plans, refunds,
    run, settings,
};
use portico::domain::billing::{settlements, subscriptions, taxes, top_ups};
use portico::domain::ids::{AgencyId, BillingProfileId, TenantId};
use portico::domain::job::{BillNow, ChargeInvoice, SettlePayment, SettleRefund, SettleSetup};
use portico::domain::metering::event::{NewEvent, Outcome};
use portico::domain::metering::events;
use portico::domain::metering::price_changes::{self, Change};
use portico::domain::metering::price_rule::PriceRule;
use portico::domain::tenancy::agencies;
use portico::domain::tenancy::agency::NewAgency;
use portico::domain::tenancy::handover::{self, NewNames};
use portico::domain::tenancy::status_changes;
use portico::domain::tenancy::transfers;
use portico::domain::{Ctx, Error};
use serde_json::{Value, json};
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime};

use crate::support::{Client, TestApp};

pub struct Stage {
    pub app: Arc<TestApp>,
    api: Client,
    pub agency: AgencyId,
    tenant: Option<TenantId>,
    profile: Option<BillingProfileId>,
    /// The tenant has gone to another agency.
    left: bool,
    /// Whose account is meant.
    of_agency: bool,
    events: u32,
    result: Option<String>,
}

type Played = Result<(), String>;

fn cents(text: &str) -> Result<i64, String> {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    portico::domain::metering::decimal::parse(text, 2).map(|n| sign * n).map_err(|_| format!("no amount: {text}"))
}

fn moment(text: &str) -> Result<OffsetDateTime, String> {
    let text = if text.contains(' ') { text.to_owned() } else { format!("{text} 12:00") };
    PrimitiveDateTime::parse(&text, format_description!("[year]-[month]-[day] [hour]:[minute]"))
        .map(PrimitiveDateTime::assume_utc)
        .map_err(|_| format!("no moment: {text}"))
}

fn shown(cents: i64) -> String {
    line::decimal(cents, 2)
}

fn day(at: OffsetDateTime) -> String {
    at.format(format_description!("[year]-[month]-[day]")).unwrap()
}

/// What an error is, in one word: a state, or a field and its code.
fn word(error: &Error) -> String {
    match error {
        Error::State(code) => (*code).to_owned(),
        Error::Invalid(errors) | Error::Conflict(errors) => {
            errors.iter().map(|e| format!("{}:{}", e.field, e.code)).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

impl Stage {
    /// A new agency in a database where nobody is billed yet. Scenarios that are played one after the other may share it.
    pub async fn new(app: Arc<TestApp>, n: usize) -> Self {
        app.set_now(moment("2026-11-01 00:00").unwrap());
        let clear = "TRUNCATE billing_accounts, subscriptions, invoices, invoice_lines, invoice_items, invoice_drafts, credit_notes, document_counters,
                payments, payment_methods, payment_setups, settlements, refunds, credits, ledger_transactions, ledger_entries, sandbox_intents, sandbox_methods, mail_outbox;
            UPDATE tenants SET trial_ends_at = NULL";
        sqlx::raw_sql(clear).execute(&app.owner().await).await.unwrap();
        let platform = Identity::system("test", Scope::Platform, Surface::Cli);
        let ctx = Ctx::begin(&app.services, platform).await.unwrap();
        let new = NewAgency {
            name: "Acme".to_owned(),
            slug: format!("acme{n}"),
            manager_email: format!("a{n}@example.com"),
            manager_first_name: "A".to_owned(),
            manager_last_name: "B".to_owned(),
            ..NewAgency::default()
        };
        let agency = agencies::create(ctx, new).await.unwrap();
        let api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
        Self { app, api, agency, tenant: None, profile: None, of_agency: false, left: false, events: 0, result: None }
    }

    pub fn key(&self) -> AccountKey {
        match self.tenant.filter(|_| !self.of_agency) {
            Some(tenant) => AccountKey::of_tenant(self.agency, tenant),
            None => AccountKey::of_agency(self.agency),
        }
    }

    pub async fn ctx(&self) -> Ctx {
        self.app.ctx(self.agency).await
    }

    /// Plays one step. What fails is compared with what stands behind `!`.
    pub async fn step(&mut self, step: &str, block: &[&str]) -> Played {
        let (step, expected) = step.split_once(" ! ").map_or((step, None), |(step, error)| (step, Some(error.trim())));
        let words: Vec<&str> = step.split_whitespace().collect();
        self.result = None;
        self.act(words[0], &words[1..], block).await?;
        match (self.result.take(), expected) {
            (None, None) => Ok(()),
            (Some(error), Some(expected)) if error == expected => Ok(()),
            (got, expected) => Err(format!("expected {expected:?}, got {got:?}")),
        }
    }

    /// What an operation answered, told as a word where it refused.
    fn note<T>(&mut self, answered: Result<T, Error>) {
        self.result = answered.err().map(|error| word(&error));
    }

    async fn act(&mut self, verb: &str, args: &[&str], block: &[&str]) -> Played {
        let rest = args.join(" ");
        match verb {
            "at" => {
                self.app.set_now(moment(&rest)?);
                self.work().await
            }
            // The clock alone: whatever is due waits.
            "clock" => {
                self.app.set_now(moment(&rest)?);
                Ok(())
            }
            "agency" => {
                self.of_agency = true;
                Ok(())
            }
            "plan" => self.plan(args).await,
            "profile" => self.profile(args).await,
            "price" => self.price(args).await,
            "tax" => self.tax(args).await,
            "exempt" => {
                let exempt = TaxExempt::parse(args[0]).ok_or("not exempt")?;
                let answered = accounts::set_tax_exempt(self.issuer().await, self.key(), exempt).await;
                self.note(answered);
                Ok(())
            }
            "settings" => self.settings(args).await,
            "tenant" => self.make_tenant(args).await,
            "status" => self.patch(json!({"status": args[0]})).await,
            "move" => self.patch(json!({"plan": args[0]})).await,
            "mode" => self.patch(json!({"billingMode": args[0]})).await,
            "anchor" => {
                let sql = "UPDATE billing_accounts SET anchor_at = $2, cycle = 0, next_invoice_at = $2 + interval '1 month' WHERE id = $1";
                let at = moment(&rest)?;
                let owner = self.app.owner().await;
                sqlx::query(sql).bind(self.key().id()).bind(at).execute(&owner).await.unwrap();
                let next: OffsetDateTime = portico::domain::billing::cycle::months_after(at, 1);
                let sql = "UPDATE subscriptions SET current_period_start = $2, current_period_end = $3 WHERE account_id = $1";
                sqlx::query(sql).bind(self.key().id()).bind(at).bind(next).execute(&owner).await.unwrap();
                Ok(())
            }
            "use" => self.use_meter(args).await,
            "card" => self.card(args[0]).await,
            "upgrade" | "downgrade" => self.change(verb, args).await,
            "cancel" => {
                let answered = plan_changes::cancel(self.payer().await, self.key(), Some("why not"), None, false).await;
                self.note(answered);
                self.work().await
            }
            "resume" => {
                let answered = plan_changes::resume(self.payer().await, self.key()).await;
                self.note(answered);
                Ok(())
            }
            "autopay" => {
                let answered = payment_methods::set_auto_pay(self.payer().await, self.key(), args[0] == "on").await;
                self.note(answered);
                Ok(())
            }
            "default" | "remove" => {
                let methods = payment_methods::list(&mut self.payer().await, self.key()).await.map_err(|e| word(&e))?;
                let id = methods.last().ok_or("no card")?.id;
                if verb == "default" {
                    let answered = payment_methods::set_default(self.payer().await, self.key(), id).await;
                    self.note(answered);
                } else {
                    let answered = payment_methods::remove(self.payer().await, self.key(), id).await;
                    self.note(answered);
                }
                self.work().await
            }
            "recharge" => {
                let answered = credits::set_recharge(self.payer().await, self.key(), Some((cents(args[0])?, cents(args[1])?))).await;
                self.note(answered);
                self.work().await
            }
            "archive" => {
                let plans = plans::own(&mut self.ctx().await, self.agency).await.map_err(|e| word(&e))?;
                let plan = plans.iter().find(|plan| plan.key == args[0]).and_then(|plan| plan.own).ok_or("no such plan")?;
                let answered = plans::archive(self.ctx().await, plan.into()).await;
                self.note(answered);
                Ok(())
            }
            "close" => {
                let answered = status_changes::cancel(self.ctx().await, self.tenant.ok_or("a tenant first")?, None).await;
                self.note(answered);
                self.work().await
            }
            "leave" => Box::pin(self.leave()).await,
            "credit" => {
                let expires = args.get(1).map(|text| moment(text)).transpose()?;
                let answered = credits::grant(self.issuer().await, self.key(), Some(cents(args[0])?), "sorry", expires).await;
                self.note(answered);
                Ok(())
            }
            "item" => {
                let answered = items::add_by_hand(self.issuer().await, self.key(), &args[1..].join(" "), Some(cents(args[0])?)).await;
                self.note(answered);
                Ok(())
            }
            "topup" => {
                let answered = top_ups::begin(self.payer().await, self.key(), Some(cents(args[0])?)).await;
                self.note(answered);
                self.work().await
            }
            "pay" => {
                let invoice = self.last().await?;
                let answered = charging::pay(self.payer().await, self.key(), invoice.id, None).await;
                self.note(answered);
                self.work().await
            }
            "bank" => {
                let invoice = self.last().await?;
                let by_hand = ByHand { amount_cents: Some(cents(args[0])?), reference: "transfer 7".to_owned() };
                let answered = bank_transfers::note(self.issuer().await, self.key(), invoice.id, by_hand).await;
                self.note(answered);
                self.work().await
            }
            "note" => {
                let invoice = self.last().await?;
                let to_card = args.get(1) == Some(&"card");
                let new = NewCreditNote { amount_cents: Some(cents(args[0])?), reason: "outage".to_owned(), to_card };
                let answered = credit_notes::create(self.issuer().await, invoice.id, new).await;
                self.note(answered);
                self.work().await
            }
            "void" | "writeoff" => {
                let ending = if verb == "void" { Ending::Void } else { Ending::Uncollectible };
                let invoice = self.last().await?;
                let answered = endings::end(self.issuer().await, invoice.id, ending).await;
                self.note(answered);
                Ok(())
            }
            "confirm" | "refuse" => self.challenge(verb == "confirm").await,
            "payout" => {
                let all = settlements::list(&mut self.ctx().await).await.map_err(|e| word(&e))?;
                let id = all.last().ok_or("no settlement")?.id;
                let answered = settlements::pay_out(self.platform().await, self.agency, id, "transfer 9").await;
                self.note(answered);
                Ok(())
            }
            "send" | "discard" | "restore" => self.draft(verb).await,
            "expect" => self.expect(args[0], &args[1..], block).await,
            other => Err(format!("no such word: {other}")),
        }
    }

    /// To another agency.
    async fn leave(&mut self) -> Played {
        let platform = Identity::system("test", Scope::Platform, Surface::Cli);
        let new = NewAgency {
            name: "Other".to_owned(),
            slug: format!("other-{}", self.agency.uuid().simple()),
            manager_email: "other@example.com".to_owned(),
            manager_first_name: "O".to_owned(),
            manager_last_name: "T".to_owned(),
            ..NewAgency::default()
        };
        let other = agencies::create(Ctx::begin(&self.app.services, platform).await.unwrap(), new).await.map_err(|e| word(&e))?;
        let tenant = self.tenant.ok_or("a tenant first")?;
        let offer = transfers::request(self.ctx().await, tenant, Some(other), None).await.map_err(|e| word(&e))?;
        let answered = handover::accept(self.app.ctx(other).await, offer.id, NewNames::default()).await;
        self.left = answered.is_ok();
        self.note(answered);
        self.work().await
    }

    async fn plan(&mut self, args: &[&str]) -> Played {
        let price = |n: usize| args.get(n).filter(|text| **text != "-").map(|text| cents(text)).transpose();
        let from = args.iter().position(|word| *word == "from").map(|at| moment(&args[at + 1..].join(" "))).transpose()?;
        let own = plans::own(&mut self.ctx().await, self.agency).await.unwrap();
        let terms = NewTerms {
            monthly_price_cents: price(1)?,
            annual_price_cents: price(2).unwrap_or(None),
            concurrent_calls: Some(9),
            effective_from: from,
            ..NewTerms::default()
        };
        match own.into_iter().find(|plan| plan.key == args[0]) {
            None => {
                let answered = plans::create(self.ctx().await, args[0], args[0], terms).await;
                self.note(answered);
            }
            Some(plan) => {
                let answered = plans::change(self.ctx().await, portico::domain::ids::PlanId(plan.own.unwrap()), args[0], terms).await;
                self.note(answered);
            }
        }
        Ok(())
    }

    async fn profile(&mut self, args: &[&str]) -> Played {
        let id = match self.profile {
            Some(id) => id,
            None => profiles::create(self.ctx().await, "profile").await.map_err(|e| word(&e))?.id,
        };
        self.profile = Some(id);
        let mut terms = Terms::default();
        for arg in args {
            let (name, value) = arg.split_once('=').ok_or("name=value")?;
            match name {
                "model" => terms.model = Model::parse(value).ok_or("no model")?,
                "fee" => terms.monthly_fee_cents = Some(cents(value)?),
                "net" => terms.net_days = value.parse().map_err(|_| "no days")?,
                "tax" => terms.tax_code = Some(value.to_owned()),
                "auto" => terms.auto_pay = value == "on",
                other => return Err(format!("no such term: {other}")),
            }
        }
        let answered = profiles::set_terms(self.ctx().await, id, terms).await;
        self.note(answered);
        Ok(())
    }

    /// `price inbound_minutes 0.10 [included 100] [from DAY]`, or a rule as JSON.
    async fn price(&mut self, args: &[&str]) -> Played {
        let profile = self.profile.ok_or("a profile first")?;
        let from = args.iter().position(|word| *word == "from").map(|at| moment(&args[at + 1..].join(" "))).transpose()?;
        let end = args.iter().position(|word| *word == "from").unwrap_or(args.len());
        let rule: PriceRule = if args[1].starts_with('{') {
            serde_json::from_str(&args[1..end].join(" ")).map_err(|e| e.to_string())?
        } else {
            let included = args.get(3).filter(|_| args.get(2) == Some(&"included"));
            serde_json::from_value(json!({"model": "per_unit", "rate": args[1], "included": included})).map_err(|e| e.to_string())?
        };
        let answered = price_changes::change(self.ctx().await, profile, Change::Price(args[0].to_owned(), Some(rule)), from).await;
        self.note(answered);
        Ok(())
    }

    async fn tax(&mut self, args: &[&str]) -> Played {
        let from = args.iter().position(|word| *word == "from").map(|at| moment(&args[at + 1..].join(" "))).transpose()?;
        let new = NewTaxRate {
            code: args[0].to_owned(),
            name: "VAT".to_owned(),
            rate_ppm: portico::domain::billing::line::minor(args[1], 4).map(|ppm| i32::try_from(ppm).unwrap()),
            inclusive: args.contains(&"inclusive"),
            effective_from: from,
        };
        let ctx = if self.of_agency { self.platform().await } else { self.ctx().await };
        let answered = taxes::add(ctx, new).await;
        self.note(answered);
        Ok(())
    }

    /// Of whoever sends the account its invoices.
    async fn issuer(&self) -> Ctx {
        if self.of_agency { self.platform().await } else { self.ctx().await }
    }

    /// Whoever pays, in their own scope: what they may not write is refused here as it is to them.
    async fn payer(&self) -> Ctx {
        let key = self.key();
        let scope = key.tenant.map_or(Scope::Agency(key.agency), |tenant| Scope::Tenant { agency: key.agency, tenant });
        Ctx::begin(&self.app.services, Identity::system("test", scope, Surface::Cli)).await.unwrap()
    }

    async fn platform(&self) -> Ctx {
        Ctx::begin(&self.app.services, Identity::system("test", Scope::Platform, Surface::Cli)).await.unwrap()
    }

    async fn settings(&mut self, args: &[&str]) -> Played {
        let mut new = settings::read(&mut self.ctx().await).await.map_err(|e| word(&e))?;
        for arg in args {
            let (name, value) = arg.split_once('=').ok_or("name=value")?;
            match name {
                "review" => new.review_drafts = value == "on",
                "retry" => new.retry_days = value.split(',').filter_map(|day| day.parse().ok()).collect(),
                "suspend" => new.suspend_after_days = value.parse().map_err(|_| "no days")?,
                "prefix" => new.prefix = value.to_owned(),
                other => return Err(format!("no such setting: {other}")),
            }
        }
        let answered = settings::update(self.ctx().await, new).await;
        self.note(answered);
        Ok(())
    }

    /// `tenant PLAN [trial]`: active unless it is said, with the profile if there is one.
    async fn make_tenant(&mut self, args: &[&str]) -> Played {
        let profile = self.profile.map(|id| id.to_string());
        let body = json!({"name": "Tenant", "plan": args[0], "billingEmail": "payer@tenant.example", "billingProfileId": profile,
            "status": "trial", "owner": {"email": "o@tenant.example", "firstName": "O", "lastName": "P"}});
        let reply = self.api.json(Method::POST, "/api/v1/tenants", &body).await;
        if reply.status != 201 {
            return Err(reply.body);
        }
        self.tenant = Some(reply.json()["id"].as_str().unwrap().parse().unwrap());
        if args.get(1) != Some(&"trial") {
            self.patch(json!({"status": "active"})).await?;
        }
        self.work().await
    }

    async fn patch(&mut self, body: Value) -> Played {
        let path = format!("/api/v1/tenants/{}", self.tenant.ok_or("a tenant first")?);
        let reply = self.api.json(Method::PATCH, &path, &body).await;
        if reply.status != 200 {
            return Err(reply.body);
        }
        self.work().await
    }

    /// `use METER QUANTITY [MOMENT]`
    async fn use_meter(&mut self, args: &[&str]) -> Played {
        let tenant = self.tenant.ok_or("a tenant first")?;
        let at = if args.len() > 2 { moment(&args[2..].join(" "))? } else { self.app.now() };
        self.events += 1;
        let event = NewEvent {
            id: format!("e-{}", self.events),
            tenant,
            meter: args[0].to_owned(),
            quantity: args[1].parse().map_err(|_| "no quantity")?,
            occurred_at: at,
            conversation: None,
            channel: None,
            attributes: serde_json::Map::new(),
        };
        match events::record(self.ctx().await, vec![Ok(event)]).await {
            Ok(outcomes) if matches!(outcomes[0], Outcome::Invalid(_)) => Err(format!("{:?}", outcomes[0])),
            Ok(_) => Ok(()),
            Err(error) => Err(word(&error)),
        }
    }

    async fn card(&mut self, number: &str) -> Played {
        let begun = payment_methods::begin(self.payer().await, self.key()).await.map_err(|e| word(&e))?;
        let card = TypedCard { number: number.to_owned(), exp_month: 12, exp_year: 2030 };
        let answered = payment_methods::confirm_typed(self.payer().await, self.key(), begun.id, card).await;
        self.note(answered);
        self.work().await
    }

    async fn change(&mut self, verb: &str, args: &[&str]) -> Played {
        let interval = args.iter().find_map(|word| Interval::parse(word));
        let wanted = Wanted { plan: args[0].to_owned(), interval };
        let dry = args.contains(&"dry");
        let answered = match verb {
            "upgrade" => plan_changes::upgrade(self.payer().await, self.key(), wanted, dry).await,
            _ => plan_changes::downgrade(self.payer().await, self.key(), wanted, dry).await,
        };
        self.note(answered);
        self.work().await
    }

    async fn challenge(&mut self, accept: bool) -> Played {
        let sql = "SELECT client_secret FROM sandbox_intents WHERE status = 'requires_action' ORDER BY created_at DESC LIMIT 1";
        let secret: String = sqlx::query_scalar(sql).fetch_one(&self.app.services.db).await.map_err(|e| e.to_string())?;
        self.app.services.gateways.installation.answer_challenge(&secret, accept).await.map_err(|e| e.to_string())?;
        // As the page does that the owner of the card comes back to.
        let sql = "SELECT id FROM payments WHERE status = 'requires_action'";
        let payment: uuid::Uuid = sqlx::query_scalar(sql).fetch_one(&self.app.owner().await).await.map_err(|e| e.to_string())?;
        let job = SettlePayment { agency: self.agency, payment: portico::domain::ids::PaymentId(payment) };
        let answered = charging::settle(&self.app.services, job).await;
        self.note(answered);
        self.work().await
    }

    async fn draft(&mut self, verb: &str) -> Played {
        let drafts = drafts::list(&mut self.ctx().await, None).await.map_err(|e| word(&e))?;
        let id = drafts.first().ok_or("no draft")?.id;
        match verb {
            "send" => {
                let answered = drafts::send(self.ctx().await, id).await;
                self.note(answered);
            }
            _ => {
                let answered = drafts::discard(self.ctx().await, id, verb == "discard").await;
                self.note(answered);
            }
        }
        self.work().await
    }

    /// All jobs that are due, and what the calendar brings.
    pub async fn work(&mut self) -> Played {
        portico::domain::tenancy::sweep::run(&self.app.services).await.map_err(|e| e.to_string())?;
        for _ in 0..20 {
            run::run(&self.app.services).await.map_err(|e| e.to_string())?;
            dunning_run::run(&self.app.services).await.map_err(|e| e.to_string())?;
            settlements::run(&self.app.services).await.map_err(|e| e.to_string())?;
            if !self.jobs().await? {
                return Ok(());
            }
        }
        Err("jobs without end".to_owned())
    }

    /// The queue's jobs of billing, played at once; a payment that nobody answers for waits for the calendar.
    async fn jobs(&mut self) -> Result<bool, String> {
        let sql = "DELETE FROM graphile_worker._private_jobs AS j USING graphile_worker._private_tasks AS t
                   WHERE t.id = j.task_id RETURNING t.identifier, j.payload::jsonb";
        let jobs: Vec<(String, Value)> = sqlx::query_as(sql).fetch_all(&self.app.owner().await).await.map_err(|e| e.to_string())?;
        let services = &self.app.services;
        let mut did = false;
        for (name, payload) in jobs {
            let read = |e: serde_json::Error| e.to_string();
            let answered = match name.as_str() {
                BillNow::NAME => run::bill_now(services, serde_json::from_value(payload).map_err(read)?).await.map(drop),
                ChargeInvoice::NAME => charging::charge(services, serde_json::from_value(payload).map_err(read)?).await,
                SettlePayment::NAME => charging::settle(services, serde_json::from_value(payload).map_err(read)?).await,
                SettleRefund::NAME => refunds::settle(services, serde_json::from_value(payload).map_err(read)?).await,
                SettleSetup::NAME => gateway_events::settle_setup(services, serde_json::from_value(payload).map_err(read)?).await,
                _ => continue,
            };
            match answered {
                // The gateway did not answer; it is asked again when the clock says so.
                Err(Error::Unavailable(_)) => {}
                Err(error) => return Err(format!("{name}: {error}: {:?}", std::error::Error::source(&error))),
                Ok(()) if name == SettlePayment::NAME => {}
                Ok(()) => did = true,
            }
        }
        Ok(did)
    }

    pub async fn invoices(&self) -> Result<Vec<Invoice>, String> {
        let at = At { size: 100, offset: 0, cursor: None };
        let page = invoices::list(&mut self.payer().await, self.key(), Filter::default(), at).await.map_err(|e| word(&e))?;
        Ok(page.rows.into_iter().rev().collect())
    }

    async fn last(&self) -> Result<Invoice, String> {
        self.invoices().await?.pop().ok_or_else(|| "no invoice".to_owned())
    }

    /// `paid 12.10 2026-11-01: base 10.00, usage inbound_minutes 1.00, tax 1.10, credits -1.00`
    async fn told(&self, invoice: &Invoice) -> Result<String, String> {
        let whole = invoices::open(&mut self.payer().await, self.key(), invoice.id).await.map_err(|e| word(&e))?;
        let mut parts: Vec<String> = whole
            .lines
            .iter()
            .map(|line| {
                let what = line.meter.clone().unwrap_or_else(|| line.description.clone());
                let kind = line.kind.as_str().replace("proration_", "");
                let month = invoice.usage_period.map(|month| month.midnight().assume_utc());
                let late = line.meter.is_some() && line.period_start < month;
                format!("{kind} {what}{} {}", if late { " late" } else { "" }, shown(line.amount_cents))
            })
            .collect();
        if invoice.tax_cents != 0 {
            parts.push(format!("tax {}", shown(invoice.tax_cents)));
        }
        if invoice.credits_cents != 0 {
            parts.push(format!("credits {}", shown(-invoice.credits_cents)));
        }
        let due = if invoice.due_cents() > 0 && invoice.due_cents() != invoice.total_cents {
            format!(" (due {})", shown(invoice.due_cents()))
        } else {
            String::new()
        };
        Ok(format!("{} {}{due} {}: {}", invoice.status.as_str(), shown(invoice.total_cents), day(invoice.issued_at), parts.join(", ")))
    }

    /// Behind every line of usage are events of just its quantity.
    async fn explained(&self, invoice: &Invoice) -> Played {
        let whole = invoices::open(&mut self.payer().await, self.key(), invoice.id).await.map_err(|e| word(&e))?;
        // The calls of a tenant that has left are no longer the agency's to see (DESIGN §8.3).
        let theirs = invoice.tenant.is_some() && !self.left;
        for line in whole.lines.iter().filter(|line| theirs && line.meter.is_some()) {
            let at = At { size: 1_000, offset: 0, cursor: None };
            let found = line_events::list(&mut self.ctx().await, invoice, line, &at).await.map_err(|e| word(&e))?;
            let sum: i64 = found.rows.iter().map(|event| event.quantity_micros).sum();
            if sum != line.quantity_micros {
                return Err(format!("{} of {} are behind a line of {}", sum, line.description, line.quantity_micros));
            }
        }
        Ok(())
    }

    async fn expect(&mut self, what: &str, args: &[&str], block: &[&str]) -> Played {
        let rest = args.join(" ");
        let got = match what {
            "invoices" => {
                let mut told = Vec::new();
                for invoice in self.invoices().await? {
                    told.push(self.told(&invoice).await?);
                    self.explained(&invoice).await?;
                }
                return if told == block { Ok(()) } else { Err(format!("expected\n{}\ngot\n{}", block.join("\n"), told.join("\n"))) };
            }
            "subscription" => match subscriptions::read(&mut self.payer().await, self.key()).await.map_err(|e| word(&e))? {
                None => "none".to_owned(),
                Some(s) => {
                    let next = s.next_plan_key.map(|plan| format!(" then {plan}")).unwrap_or_default();
                    let ends = if s.cancel_at_period_end { " ending" } else { "" };
                    format!("{} {} {} until {}{next}{ends}", s.status.as_str(), s.plan_key, s.interval.as_str(), day(s.period_end))
                }
            },
            "tenant" => {
                let reply = self.api.get(&format!("/api/v1/tenants/{}", self.tenant.ok_or("a tenant first")?)).await.json();
                reply["status"].as_str().unwrap_or_default().to_owned()
            }
            "wallet" => shown(credits::balances(&mut self.payer().await, self.key()).await.map_err(|e| word(&e))?.wallet_cents),
            "credits" => shown(credits::balances(&mut self.payer().await, self.key()).await.map_err(|e| word(&e))?.credit_cents()),
            "payments" => {
                let all = payments::list(&mut self.payer().await, self.key(), None).await.map_err(|e| word(&e))?;
                all.iter().rev().map(|p| format!("{} {}", p.status.as_str(), shown(p.amount_cents))).collect::<Vec<_>>().join(", ")
            }
            "charged" => {
                let sql = "SELECT coalesce(sum(amount_cents - refunded_cents), 0)::bigint FROM sandbox_intents WHERE kind = 'payment' AND (status = 'succeeded' OR status = 'processing')";
                shown(sqlx::query_scalar(sql).fetch_one(&self.app.services.db).await.map_err(|e| e.to_string())?)
            }
            "drafts" => {
                let all = drafts::list(&mut self.ctx().await, None).await.map_err(|e| word(&e))?;
                all.iter().map(|d| shown(d.total_cents)).collect::<Vec<_>>().join(", ")
            }
            "settlements" => {
                let all = settlements::list(&mut self.ctx().await).await.map_err(|e| word(&e))?;
                let told = all.iter().rev().map(|s| {
                    let amounts = [s.collected_cents, s.fee_cents, s.holdback_cents, s.released_cents, s.payout_cents].map(shown);
                    format!("{} {}{}", s.period, amounts.join(" "), if s.paid_at.is_some() { " paid" } else { "" })
                });
                told.collect::<Vec<_>>().join(", ")
            }
            "notes" => {
                let mut told = Vec::new();
                for invoice in self.invoices().await? {
                    let notes = credit_notes::of_invoice(&mut self.ctx().await, &invoice).await.map_err(|e| word(&e))?;
                    told.extend(notes.iter().map(|note| format!("{} tax {}", shown(note.total_cents), shown(note.tax_cents))));
                }
                told.join(", ")
            }
            "numbers" => self.invoices().await?.iter().map(|i| i.number.clone()).collect::<Vec<_>>().join(", "),
            "mails" => {
                let sql = "SELECT kind FROM mail_outbox WHERE kind LIKE '%invoice%' OR kind LIKE '%payment%' OR kind LIKE '%credit%' OR kind LIKE 'tenant_%' ORDER BY created_at, id";
                let kinds: Vec<String> = sqlx::query_scalar(sql).fetch_all(&self.app.owner().await).await.map_err(|e| e.to_string())?;
                kinds.join(" ")
            }
            other => return Err(format!("nothing to expect of {other}")),
        };
        if got == rest { Ok(()) } else { Err(format!("expected {rest}\n         got {got}")) }
    }

    /// What always holds: every transaction comes to nothing, what is owed is what is open, totals are lines and tax without credits.
    pub async fn check_books(&self) -> Played {
        let owner = self.app.owner().await;
        let of = |sql: &'static str| {
            let owner = owner.clone();
            async move { sqlx::query_scalar::<_, i64>(sql).fetch_one(&owner).await.map_err(|e| e.to_string()) }
        };
        let unbalanced = "SELECT count(*) FROM (SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_cents) <> 0) AS x";
        let differing = "SELECT count(*) FROM (
                SELECT a.agency_id, a.id, coalesce(sum(i.total_cents - i.paid_cents - i.credited_cents) FILTER (WHERE i.status = 'open'), 0) AS open,
                       (SELECT coalesce(sum(e.amount_cents), 0) FROM ledger_entries AS e WHERE e.agency_id = a.agency_id AND e.account_id = a.id AND e.book = 'receivable') AS owed
                FROM billing_accounts AS a LEFT JOIN invoices AS i ON i.agency_id = a.agency_id AND i.account_id = a.id GROUP BY 1, 2) AS x WHERE open <> owed";
        let below = "SELECT count(*) FROM (SELECT 1 FROM ledger_entries WHERE book IN ('wallet', 'credit') GROUP BY account_id, book, credit_id HAVING sum(amount_cents) > 0) AS x";
        let totals = "SELECT count(*) FROM invoices AS i WHERE lines_cents <> (SELECT coalesce(sum(amount_cents), 0) FROM invoice_lines AS l WHERE l.invoice_id = i.id)";
        let charged = "SELECT (SELECT coalesce(sum(amount_cents - refunded_cents), 0) FROM sandbox_intents WHERE kind = 'payment' AND status IN ('succeeded', 'processing'))::bigint
                            - (SELECT coalesce(sum(amount_cents - refunded_cents), 0) FROM payments WHERE gateway = 'sandbox' AND status = 'succeeded')::bigint
                            - (SELECT coalesce(sum(amount_cents), 0) FROM payments WHERE gateway = 'sandbox' AND status = 'pending' AND gateway_ref IS NOT NULL)::bigint";
        for (what, sql) in [
            ("transactions that do not balance", unbalanced),
            ("accounts that owe something else than what is open", differing),
            ("balances below zero", below),
            ("totals that are not their lines", totals),
            ("charged and not noted, in cents", charged),
        ] {
            let n = of(sql).await?;
            if n != 0 {
                return Err(format!("{n} {what}"));
            }
        }
        Ok(())
    }
}
