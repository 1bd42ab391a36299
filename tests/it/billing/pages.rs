//! The forms about money, as the agency's people and operators send them.

use portico::domain::Ctx;
use portico::domain::access::{Identity, Scope, Surface};
use portico::domain::billing::account::AccountKey;
use portico::domain::billing::gateway::TypedCard;
use portico::domain::billing::{items, payment_methods, profiles, run, settlements};
use portico::domain::demo::{Demo, Person};
use portico::domain::ids::PLATFORM_AGENCY;
use portico::domain::job::BillNow;
use portico::domain::metering::price_changes;
use portico::domain::tenancy::handover::{self, NewNames};
use portico::domain::tenancy::transfers;
use time::macros::datetime;

use crate::support::{Client, TestApp};

async fn world() -> (TestApp, Demo, Client) {
    let (app, demo) = TestApp::demo().await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    (app, demo, dana)
}

async fn signed_in(app: &TestApp, host: &str, person: &Person) -> Client {
    let mut client = app.client(host);
    client.sign_in(person).await;
    client
}

#[tokio::test]
async fn an_agency_makes_changes_and_archives_a_plan() {
    let (_app, _, mut dana) = world().await;
    let plan = |key: &'static str, price: &'static str, calls: &'static str| {
        [("plan", ""), ("key", key), ("name", "Front desk"), ("monthlyPrice", price), ("concurrentCalls", calls)]
    };
    let reply = dana.post("/fn/dashboard/plans/save", &plan("Front Desk!", "much", "-1")).await;
    assert_eq!(reply.location(), "/settings/plans/new");
    let form = dana.get("/settings/plans/new").await;
    assert!(form.text("[role=alert]").contains("Enter an amount"), "{}", form.text("[role=alert]"));
    assert_eq!(form.attribute("#monthly-price", "value").or(form.attribute("[name=monthlyPrice]", "value")).as_deref(), Some("much"));

    assert_eq!(dana.post("/fn/dashboard/plans/save", &plan("front-desk", "79", "7")).await.location(), "/settings/plans");
    let list = dana.get("/settings/plans").await;
    let row = list.all("tbody tr").into_iter().find(|row| row.contains("Front desk")).unwrap();
    assert!(row.contains("$79.00") && row.contains('7') && row.contains("By agreement"), "{row}");
    assert_eq!(dana.post("/fn/dashboard/plans/save", &plan("front-desk", "79", "7")).await.location(), "/settings/plans/new", "taken");

    let mut own = String::new();
    for path in list.attributes("tbody th a", "href") {
        if dana.get(&path).await.text("h1").contains("Front desk") {
            own = path;
        }
    }
    let id = own.rsplit('/').next().unwrap().to_owned();
    let change = [("plan", id.as_str()), ("name", "Front desk"), ("monthlyPrice", "89.50"), ("effectiveFrom", "2026-12-01")];
    assert_eq!(dana.post("/fn/dashboard/plans/save", &change).await.location(), "/settings/plans");
    let page = dana.get(&own).await;
    let versions = page.all("table tbody tr");
    assert!(versions.len() == 2 && versions[0].contains("$89.50") && versions[0].contains("1 December 2026"), "{versions:?}");
    let past = [("plan", id.as_str()), ("name", "Front desk"), ("monthlyPrice", "1"), ("effectiveFrom", "2020-01-01")];
    assert_eq!(dana.post("/fn/dashboard/plans/save", &past).await.location(), own, "what has happened is not changed");

    assert_eq!(dana.post("/fn/dashboard/plans/archive", &[("plan", id.as_str())]).await.location(), "/settings/plans");
    assert!(!dana.get("/settings/plans").await.body.contains("Front desk"));
    assert_eq!(dana.get(&own).await.status, 404);
}

#[tokio::test]
async fn letterhead_taxes_and_terms_are_the_agencys_own() {
    let (app, demo, mut dana) = world().await;
    let letterhead = [
        ("of", ""),
        ("prefix", "nwv"),
        ("legalName", "Northwind Voice Ltd"),
        ("address", "1 Quay\n\nDublin"),
        ("country", "ie"),
        ("retryDays", "2, 4 9"),
        ("suspendAfterDays", "21"),
        ("reviewDrafts", "review"),
    ];
    assert_eq!(dana.post("/fn/issuer/settings", &letterhead).await.location(), "/settings/billing");
    let page = dana.get("/settings/billing").await;
    assert_eq!(page.attribute("[name=prefix]", "value").as_deref(), Some("NWV"));
    assert_eq!(page.attribute("[name=country] [selected]", "value").as_deref(), Some("IE"));
    assert_eq!(page.attribute("[name=retryDays]", "value").as_deref(), Some("2, 4, 9"));
    assert_eq!(page.attribute("[name=suspendAfterDays]", "value").as_deref(), Some("21"));
    for (field, value, says) in
        [("prefix", "N W", "letters and digits"), ("retryDays", "9, 2", "ascending"), ("suspendAfterDays", "soon", "out of range")]
    {
        let wrong = letterhead.map(|(name, known)| (name, if name == field { value } else { known }));
        dana.post("/fn/issuer/settings", &wrong).await;
        let page = dana.get("/settings/billing").await;
        assert!(page.text("[role=alert]").contains(says), "{field}: {}", page.text("[role=alert]"));
    }

    let tax = [("of", ""), ("name", "VAT"), ("code", "reduced"), ("rate", "13.5"), ("prices", "inclusive")];
    assert_eq!(dana.post("/fn/issuer/tax", &tax).await.location(), "/settings/billing");
    let page = dana.get("/settings/billing").await;
    assert!(
        page.all("tbody tr").iter().any(|row| row.contains("reduced") && row.contains("13.5 %") && row.contains("are with it")),
        "{:?}",
        page.all("tbody tr")
    );
    dana.post("/fn/issuer/tax", &[("of", ""), ("name", "VAT"), ("code", "x"), ("rate", "1000")]).await;
    assert!(dana.get("/settings/billing").await.text("[role=alert]").contains("percentage"));

    let profile = dana.get("/settings/prices").await.attribute("tbody th a", "href").unwrap();
    let id = profile.rsplit('/').next().unwrap().to_owned();
    let terms = [
        ("profile", id.as_str()),
        ("model", "pay_as_you_go"),
        ("monthlyFee", ""),
        ("netDays", "30"),
        ("autoPay", "off"),
        ("taxCode", "reduced"),
    ];
    assert_eq!(dana.post("/fn/dashboard/prices/terms", &terms).await.location(), profile);
    let page = dana.get(&profile).await;
    for words in ["Usage alone", "in 30 days", "charged only when somebody pays", "reduced"] {
        assert!(page.body.contains(words), "{words}");
    }
    let wrong = terms.map(|(name, value)| (name, if name == "netDays" { "500" } else { value }));
    assert_eq!(dana.post("/fn/dashboard/prices/terms", &wrong).await.location(), format!("{profile}/terms"));

    // Nobody else's: not another agency's, not the platform's, not for those who only look.
    let mut other = signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0]).await;
    assert_eq!(other.get(&profile).await.status, 404);
    assert!(!other.get("/settings/billing").await.body.contains("reduced"));
    dana.post("/fn/issuer/settings", &[("of", "platform"), ("prefix", "EVIL")]).await;
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    assert_eq!(robin.get("/operator/billing").await.attribute("[name=prefix]", "value").as_deref(), Some("PLAT"));
    let reader = demo.agencies[0].people.iter().find(|person| person.role == portico::domain::access::Role::AgencyReadOnly).unwrap();
    let mut reader = signed_in(&app, "northwind.localhost:3000", reader).await;
    for path in ["/settings/billing", "/settings/plans", "/settlements"] {
        assert_eq!(reader.get(path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_tenant_is_given_credit_and_a_line() {
    let (app, demo, mut dana) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let (id, page) = (tenant.id.to_string(), format!("/tenants/{}/billing", tenant.id));
    assert_eq!(dana.post("/fn/dashboard/tenants/credit", &[("tenant", &id), ("amount", ""), ("reason", "")]).await.location(), page);
    assert!(dana.get(&page).await.text("[role=alert]").contains("Enter an amount"));
    let credit = [("tenant", id.as_str()), ("amount", "12.50"), ("reason", "Outage"), ("expiresAt", "2027-01-31")];
    assert_eq!(dana.post("/fn/dashboard/tenants/credit", &credit).await.location(), page);
    let item = [("tenant", id.as_str()), ("description", "Porting of two numbers"), ("amount", "-5.00")];
    assert_eq!(dana.post("/fn/dashboard/tenants/item", &item).await.location(), page);
    let shown = dana.get(&page).await;
    assert!(
        shown.body.contains("$12.50") && shown.body.contains("Outage") && shown.body.contains("until 31 Jan 2027"),
        "{}",
        shown.text("main")
    );
    let mut other = signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0]).await;
    assert_eq!(other.get(&page).await.status, 404);
    other.post("/fn/dashboard/tenants/credit", &credit).await;
    let granted: i64 = sqlx::query_scalar("SELECT count(*) FROM credits").fetch_one(&app.owner().await).await.unwrap();
    assert_eq!(granted, 1);
    // Given by mistake it is taken back; a second time there is nothing to take.
    let given = shown.attribute("[name=credit]", "value").unwrap();
    let back = [("tenant", id.as_str()), ("credit", given.as_str())];
    other.post("/fn/dashboard/tenants/credit-take-back", &back).await;
    assert!(dana.get(&page).await.body.contains("$12.50"));
    assert_eq!(dana.post("/fn/dashboard/tenants/credit-take-back", &back).await.location(), page);
    assert_eq!(dana.post("/fn/dashboard/tenants/credit-take-back", &back).await.status, 404);
    assert!(dana.get(&page).await.all("[name=credit]").is_empty());
    let taken: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_entries WHERE action = 'credit.taken_back'")
        .fetch_one(&app.owner().await)
        .await
        .unwrap();
    assert_eq!(taken, 1);
    let only = dana.get(&format!("/invoices?tenant={id}")).await;
    assert!(only.all("tbody tr").iter().all(|row| row.contains("Harbour")), "{:?}", only.all("tbody tr"));
}

/// An agency that puts a tenant on another plan sees what that comes to, and nothing is changed until it says so.
#[tokio::test]
async fn a_tenants_change_of_plan_is_seen_before_it_is_billed() {
    let (app, demo, mut dana) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let (id, owner) = (tenant.id.to_string(), app.owner().await);
    let state = async || {
        let sql = "SELECT t.plan_label, s.price_cents, (SELECT count(*) FROM invoice_items AS i WHERE i.account_id = s.account_id)
                   FROM tenants AS t JOIN subscriptions AS s ON s.account_id = t.id WHERE t.id = $1";
        sqlx::query_as::<_, (String, i64, i64)>(sql).bind(tenant.id.0).fetch_one(&owner).await.unwrap()
    };
    let billed = "INSERT INTO invoice_items (agency_id, id, account_id, subject_tenant_id, subscription_id, kind, description, amount_cents, period_start,
                      period_end, created_at, created_by)
                  SELECT agency_id, gen_random_uuid(), account_id, account_id, id, 'base', plan_name, price_cents, current_period_start, current_period_end,
                      now(), 'x' FROM subscriptions WHERE account_id = $1";
    sqlx::query(billed).bind(tenant.id.0).execute(&owner).await.unwrap();
    let before = state().await;
    let edit = format!("/tenants/{id}/edit");
    let now = dana.get(&edit).await;
    let value = |selector: &str| now.attribute(selector, "value").unwrap_or_default();
    let (name, other) = (value("#name"), if before.0 == "business" { "professional" } else { "business" });
    let with = |plan: &'static str, looked: String| {
        [("tenant", id.clone()), ("name", name.clone()), ("plan", plan.to_owned()), ("timezone", "UTC".to_owned()), ("looked", looked)]
    };
    let post = async |dana: &mut Client, fields: [(&'static str, String); 5]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        dana.post("/fn/dashboard/tenants/update", &fields).await.location().to_owned()
    };
    assert_eq!(post(&mut dana, with(other, String::new())).await, edit);
    let seen = dana.get(&edit).await;
    assert!(seen.text(".dialog .banner").contains("holds at once"), "{}", seen.text(".dialog"));
    assert_eq!(seen.all(".dialog dl.sums dd").len(), 3, "{:?}", seen.all(".dialog dl.sums dd"));
    assert_eq!(state().await, before, "it was only looked at");

    // Sent again it is done; what was looked at is what is done.
    let looked = seen.attribute("[name=looked]", "value").unwrap();
    let third = if before.0 == "starter" { "professional" } else { "starter" };
    assert_eq!(post(&mut dana, with(third, looked.clone())).await, edit, "another plan than the one that was seen");
    assert_eq!(state().await, before);
    assert_eq!(post(&mut dana, with(other, looked)).await, "/tenants");
    let after = state().await;
    assert_eq!((after.0.as_str(), after.2), (other, before.2 + 2), "a credit and a debit");

    // What waits for the next invoice is listed; what somebody added can be taken off again.
    let page = format!("/tenants/{id}/billing");
    let item = [("tenant", id.as_str()), ("description", "Porting"), ("amount", "5.00")];
    dana.post("/fn/dashboard/tenants/item", &item).await;
    let shown = dana.get(&page).await;
    assert!(shown.text("[aria-labelledby=waiting]").contains("Porting"), "{}", shown.text("main"));
    let line = shown.attribute("[name=item]", "value").unwrap();
    assert_eq!(dana.post("/fn/dashboard/tenants/item-drop", &[("tenant", &id), ("item", &line)]).await.location(), page);
    assert!(!dana.get(&page).await.text("[aria-labelledby=waiting]").contains("Porting"));
}

#[tokio::test]
async fn operators_set_the_platforms_plans_and_its_taxes() {
    let (app, demo, mut dana) = world().await;
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    let change = |price: &'static str| {
        [("plan", "business"), ("monthlyPrice", price), ("annualPrice", "350"), ("concurrentCalls", "60"), ("apiRequestsPerMinute", "300")]
    };
    assert_eq!(robin.post("/fn/operator/plans/change", &change("four hundred")).await.location(), "/operator/plans/business");
    assert!(robin.get("/operator/plans/business").await.text("[role=alert]").contains("Enter an amount"));
    assert_eq!(robin.post("/fn/operator/plans/change", &change("429")).await.location(), "/operator/plans");
    assert!(robin.get("/operator/plans").await.all("tbody tr").iter().any(|row| row.contains("Business") && row.contains("$429.00")));
    assert!(dana.get("/billing").await.body.contains("$429"), "agencies are offered the new version");
    robin
        .post("/fn/issuer/tax", &[("of", "platform"), ("name", "VAT"), ("code", "standard"), ("rate", "20"), ("prices", "exclusive")])
        .await;
    assert!(robin.get("/operator/billing").await.all("tbody tr").iter().any(|row| row.contains("20 %")));

    assert_eq!(robin.get("/operator/settlements").await.status, 200);
    dana.post("/fn/operator/plans/change", &change("1")).await;
    assert!(!robin.get("/operator/plans").await.body.contains("$1.00"), "an agency does not set what it pays");
    for path in ["/operator/plans", "/operator/plans/business", "/operator/settlements", "/operator/billing"] {
        assert_ne!(dana.get(path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_tenant_sees_to_its_invoices_and_its_wallet() {
    let (app, demo, mut dana) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let mut priya = signed_in(&app, "northwind.localhost:3000", &tenant.people[0]).await;
    let (slug, root) = (("slug", "harbour-finch-legal"), "/t/harbour-finch-legal/billing");
    let details = [slug, ("legalName", "Harbour & Finch LLP"), ("address", "3 Quay\nCork"), ("country", "ie"), ("taxId", "IE123")];
    assert_eq!(priya.post("/fn/billing/details", &details).await.location(), root);
    let page = priya.get(root).await;
    let said = page.text("main");
    assert!(said.contains("Harbour & Finch LLP") && said.contains("IE123") && said.contains("Ireland"), "{said}");
    let wrong = details.map(|(name, value)| (name, if name == "country" { "Ireland" } else { value }));
    assert_eq!(priya.post("/fn/billing/details", &wrong).await.location(), format!("{root}/details"));
    assert!(priya.get(&format!("{root}/details")).await.text("[role=alert]").contains("no such country"));

    // What the price has in it is seen before any of it is used.
    let agency = app.agency("northwind").await;
    let profile = profiles::create(app.ctx(agency).await, "minutes").await.unwrap().id;
    let rule = serde_json::from_value(serde_json::json!({"model": "per_unit", "rate": "0.02", "included": "250"})).unwrap();
    let change = price_changes::Change::Price("outbound_minutes".to_owned(), Some(rule));
    price_changes::change(app.ctx(agency).await, profile, change, None).await.unwrap();
    let sql = "UPDATE tenants SET billing_profile_id = $1 WHERE id = $2";
    sqlx::query(sql).bind(profile.uuid()).bind(tenant.id.uuid()).execute(&app.owner().await).await.unwrap();
    let used = priya.get(root).await.text("[aria-labelledby=used]");
    assert!(used.contains("Outbound calls") && used.contains("of 250 included"), "{used}");

    // What a lower plan takes away is said before; what only agencies have is not a tenant's to hear of.
    let lower = priya.get(&format!("{root}/plan/starter")).await.text("dialog");
    assert!(lower.contains("5 concurrent calls instead of 50") && !lower.contains("White label"), "{lower}");
    let lower = dana.get("/billing/plan/starter").await.text("dialog");
    assert!(lower.contains("White label: no longer"), "{lower}");

    assert_eq!(priya.post("/fn/billing/top-up", &[slug, ("amount", "25")]).await.location(), format!("{root}/wallet"), "without a card");
    let card = [slug, ("number", "4242424242424242"), ("expiry", "12/30"), ("cvc", "123")];
    assert_eq!(priya.post("/fn/billing/card", &card).await.location(), root);
    assert_eq!(priya.post("/fn/billing/top-up", &[slug, ("amount", "25")]).await.location(), root);
    app.run_jobs().await;
    assert!(priya.get(root).await.text("main").contains("$25.00"));
    assert_eq!(priya.post("/fn/billing/top-up", &[slug, ("amount", "much")]).await.location(), format!("{root}/wallet"));
    assert_eq!(priya.post("/fn/billing/recharge", &[slug, ("below", "30"), ("recharge", "")]).await.location(), format!("{root}/wallet"));
    assert!(priya.get(&format!("{root}/wallet")).await.text("[role=alert]").contains("Enter an amount"));
    assert_eq!(priya.post("/fn/billing/recharge", &[slug, ("below", "30"), ("recharge", "50")]).await.location(), root);
    assert!(priya.get(root).await.text("main").contains("Filled with $50.00 when there is less than $30.00"));
    assert_eq!(priya.post("/fn/billing/recharge", &[slug, ("below", ""), ("recharge", "")]).await.location(), root);
    assert!(priya.get(root).await.text("main").contains("It does not fill itself."));

    // Away and back again, by the page's own buttons.
    assert_eq!(priya.post("/fn/billing/cancel", &[slug, ("reason", "Too dear")]).await.location(), root);
    assert!(priya.get(root).await.text(".banner").contains("ends"), "{}", priya.get(root).await.text(".banner"));
    assert_eq!(priya.post("/fn/billing/resume", &[slug]).await.location(), root);
    assert!(!priya.get(root).await.body.contains("class=\"banner\""));

    let id = tenant.id.to_string();
    let page = format!("/tenants/{id}/billing");
    assert_eq!(dana.post("/fn/dashboard/tenants/tax", &[("tenant", &id), ("exempt", "reverse")]).await.location(), page);
    assert!(dana.get(&page).await.text("main").contains("reverse charge"));
    // The agency's own, by the same forms.
    let own = [("slug", ""), ("legalName", "Northwind Voice Ltd"), ("country", "IE")];
    assert_eq!(dana.post("/fn/billing/details", &own).await.location(), "/billing");
    assert!(dana.get("/billing").await.text("main").contains("Northwind Voice Ltd"));
    assert_eq!(priya.post("/fn/billing/details", &own).await.status, 403, "the agency's is none of a tenant's business");
}

#[tokio::test]
async fn operators_put_right_what_the_platform_bills() {
    let (app, demo, mut dana) = world().await;
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    for key in [
        AccountKey::of_agency(app.agency("northwind").await),
        AccountKey::of_tenant(app.agency("northwind").await, demo.agencies[0].tenants[0].id),
    ] {
        let issuer = if key.tenant.is_some() { Scope::Agency(key.agency) } else { Scope::Platform };
        let ctx = Ctx::begin(&app.services, Identity::system("test", issuer, Surface::Cli)).await.unwrap();
        items::add_by_hand(ctx, key, "setup", Some(5_000)).await.unwrap();
        run::bill_now(&app.services, BillNow { agency: key.agency, tenant: key.tenant }).await.unwrap().unwrap();
    }
    let list = robin.get("/operator/invoices?status=open").await;
    assert!(list.all("tbody tr").iter().any(|row| row.contains("PLAT-") && row.contains("Northwind")), "{:?}", list.all("tbody tr"));
    assert_eq!(list.all("tbody tr").len(), 1, "what agencies bill is theirs");
    let path = list.attribute("tbody th a", "href").unwrap();
    let id = path.rsplit('/').next().unwrap().to_owned();
    assert_eq!(robin.get(&path).await.status, 200);
    let paid = [("of", "platform"), ("invoice", id.as_str()), ("act", "payment"), ("amount", "50.00"), ("reference", "transfer 3")];
    dana.post("/fn/issuer/act", &paid).await;
    assert_eq!(robin.get("/operator/invoices?status=paid").await.all("tbody tr").len(), 0, "an agency does not say that it has paid");
    assert_eq!(robin.post("/fn/issuer/act", &paid).await.location(), path);
    assert_eq!(robin.get("/operator/invoices?status=paid").await.all("tbody tr").len(), 1);
    assert_eq!(robin.get(&format!("{path}/do/credit")).await.status, 200);
    let credit =
        [("of", "platform"), ("invoice", id.as_str()), ("act", "credit"), ("amount", "5.00"), ("reason", "Outage"), ("refundTo", "wallet")];
    assert_eq!(robin.post("/fn/issuer/act", &credit).await.location(), path);
    assert!(robin.get(&path).await.text("main").contains("−$5.00"), "{}", robin.get(&path).await.text("main"));
    // Not by whoever pays it, nor by an agency for itself.
    let own = credit.map(|(name, value)| (name, if name == "of" { "" } else { value }));
    dana.post("/fn/issuer/act", &own).await;
    dana.post("/fn/issuer/act", &credit).await;
    let notes: i64 =
        sqlx::query_scalar("SELECT count(*) FROM credit_notes WHERE issuer = 'platform'").fetch_one(&app.owner().await).await.unwrap();
    assert_eq!(notes, 1);
    assert_ne!(dana.get("/operator/invoices").await.status, 200);
    // And an operator does not act for an agency's tenants there.
    let theirs: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM invoices WHERE issuer = 'agency' LIMIT 1").fetch_one(&app.owner().await).await.unwrap();
    let theirs = portico::domain::ids::InvoiceId(theirs);
    assert_eq!(robin.get(&format!("/operator/invoices/{theirs}")).await.status, 404);

    // A self-managed tenant has the platform for its agency: what it is billed is there too.
    let tenant = &demo.agencies[0].tenants[1];
    let offer = transfers::request(app.ctx(app.agency("northwind").await).await, tenant.id, None, None).await.unwrap();
    robin.post("/fn/operator/transfers/accept", &[("transfer", &offer.id.to_string())]).await;
    let key = AccountKey::of_tenant(PLATFORM_AGENCY, tenant.id);
    items::add_by_hand(app.ctx(PLATFORM_AGENCY).await, key, "setup", Some(7_000)).await.unwrap();
    let invoice = run::bill_now(&app.services, BillNow { agency: key.agency, tenant: key.tenant }).await.unwrap().unwrap().to_string();
    let list = robin.get("/operator/invoices?status=open").await;
    assert!(list.all("tbody tr").iter().any(|row| row.contains(&tenant.name) && row.contains("$70.00")), "{:?}", list.all("tbody tr"));
    let paid = [("of", "platform"), ("invoice", invoice.as_str()), ("act", "payment"), ("amount", "70.00"), ("reference", "transfer 4")];
    assert_eq!(robin.post("/fn/issuer/act", &paid).await.location(), format!("/operator/invoices/{invoice}"));
    assert!(robin.get(&format!("/operator/invoices/{invoice}")).await.text("main").contains("Paid"));
}

/// The one exception of the policy for content, by path: where Stripe.js has a card to do with (DESIGN §8.7).
#[tokio::test]
async fn only_the_cards_pages_let_stripe_in() {
    let settings = vec![
        ("STRIPE_SECRET_KEY", "sk_test_x".to_owned()),
        ("STRIPE_PUBLISHABLE_KEY", "pk_test_x".to_owned()),
        ("STRIPE_API_BASE", "http://127.0.0.1:1".to_owned()),
    ];
    let (app, demo) = TestApp::demo_with(settings).await;
    let mut dana = signed_in(&app, "northwind.localhost:3000", &demo.agencies[0].people[0]).await;
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    let exceptions = ["/billing/card", "/t/{slug}/billing/card"];
    for route in portico::server::pages::ROUTES.iter() {
        let path = route.path().replace("{slug}", "harbour-finch-legal");
        let client = if path.starts_with("/operator/") { &mut robin } else { &mut dana };
        let reply = client.get(&path).await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe-"), "{path}: {policy}");
        let lets_in = policy.contains("https://js.stripe.com");
        assert_eq!(lets_in, exceptions.contains(&route.path()), "{path}: {policy}");
        assert_eq!(lets_in, reply.body.contains("https://js.stripe.com"), "{path}");
    }
}

/// A tenant uses something and pays for it by card; the agency is billed and settled with.
async fn a_month_and_its_payments(app: &TestApp, demo: &Demo) {
    let (agency, tenant) =
        (app.agency("northwind").await, demo.agencies[0].tenants.iter().find(|t| t.slug == "harbour-finch-legal").unwrap());
    let key = AccountKey::of_tenant(agency, tenant.id);
    let begun = payment_methods::begin(app.ctx(agency).await, key).await.unwrap();
    let card = TypedCard { number: "4242424242424242".into(), exp_month: 12, exp_year: 2030 };
    payment_methods::confirm_typed(app.ctx(agency).await, key, begun.id, card).await.unwrap();
    let mut api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let call = serde_json::json!({"id": "call-1", "tenant": tenant.id.to_string(), "channel": "phone",
        "startedAt": "2026-11-21T09:00:00Z", "endedAt": "2026-11-21T09:20:00Z"});
    assert_eq!(api.json(axum::http::Method::POST, "/api/v1/conversations", &call).await.status, 201);
    for at in [datetime!(2026-12-05 12:00 UTC), datetime!(2027-01-05 12:00 UTC)] {
        app.set_now(at);
        run::run(&app.services).await.unwrap();
        app.run_jobs().await;
        settlements::run(&app.services).await.unwrap();
    }
}

/// What is a table on a page is a file too, with the same figures; a settlement is paid out once.
#[tokio::test]
async fn bills_and_settlements_are_files_too() {
    let (app, demo) = TestApp::demo().await;
    a_month_and_its_payments(&app, &demo).await;
    let mut dana = signed_in(&app, "northwind.localhost:3000", &demo.agencies[0].people[0]).await;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let invoices = dana.get("/invoices.csv").await;
    assert!(invoices.header("content-type").starts_with("text/csv"), "{}", invoices.header("content-type"));
    let rows = lines(&invoices.body);
    let owner = app.owner().await;
    let issued: i64 = sqlx::query_scalar("SELECT count(*) FROM invoices WHERE issuer = 'agency' AND agency_id = $1")
        .bind(app.agency("northwind").await.0)
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!((rows[0].starts_with("id,number,tenant,status"), rows.len()), (true, usize::try_from(issued).unwrap() + 1));

    // The statement behind the agency's own bill: its shares add up to the line.
    let own = dana.get("/billing").await;
    // The latest is of December, in which nothing was used.
    let invoice = own.attributes("[aria-labelledby=invoices] tbody th a", "href").swap_remove(1);
    let statement = lines(&dana.get(&format!("{invoice}/usage.csv")).await.body);
    assert!(statement[0].starts_with("tenant,name,billing_mode,meter") && statement.len() > 1, "{statement:?}");
    let detail = dana.get(&invoice).await;
    let line = detail.attributes("main a", "href").into_iter().find(|href| href.contains("/lines/")).unwrap();
    let shares = lines(&dana.get(&format!("{line}/shares.csv")).await.body);
    assert!(shares.len() > 1 && shares[1..].iter().all(|share| statement.contains(share)), "{shares:?}");

    let settlements = lines(&dana.get("/settlements.csv").await.body);
    assert_eq!(settlements.len(), dana.get("/settlements").await.all("tbody tr").len() + 1);
    assert!(settlements.len() > 1, "the demo has settled nothing");
    let mut south = signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0]).await;
    // Behind each are the payments it counts, as the books have them.
    for (row, statement) in settlements[1..].iter().zip(dana.get("/settlements").await.attributes("tbody th a", "href")) {
        let cells: Vec<&str> = row.split(',').collect();
        let payments = lines(&dana.get(&format!("{statement}/payments.csv")).await.body);
        let cents = |text: &str| (text.parse::<f64>().unwrap() * 100.0).round();
        let sum: f64 = payments[1..].iter().map(|line| cents(line.split(',').nth(5).unwrap())).sum();
        assert!((sum - (cents(cells[2]) - cents(cells[3]))).abs() < 0.5, "{row}: {payments:?}");
        assert_eq!(dana.get(&statement).await.all("section:has(#payments) tbody tr").len(), payments.len() - 1);
        for foreign in [statement.clone(), format!("{statement}/payments.csv")] {
            assert_eq!(south.get(&foreign).await.status, 404, "{foreign}");
        }
    }
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    let page = robin.get("/operator/settlements").await;
    let statement = page.attributes("tbody th a", "href").swap_remove(0);
    assert_eq!(
        robin.get(&statement).await.all("section:has(#payments) tbody tr").len(),
        lines(&robin.get(&format!("{statement}/payments.csv")).await.body).len() - 1
    );
    for (fee, held, said) in [("2.5 %", "97.6", "more than 100"), ("x", "5", "Give a percentage"), ("2.5 %", "5", "2.5 %")] {
        let reply = robin.post("/fn/operator/settlements/terms", &[("fee", fee), ("held", held)]).await;
        let page = robin.get(reply.location()).await;
        assert!(page.body.contains(said), "{fee} {held}: {}", page.text("main"));
    }
    let (agency, settlement) = (page.attribute("[name=agency]", "value").unwrap(), page.attribute("[name=settlement]", "value").unwrap());
    let paid = [("agency", agency.as_str()), ("settlement", &settlement), ("reference", "SEPA 4711")];
    for _ in 0..2 {
        robin.post("/fn/operator/settlements/paid", &paid).await;
    }
    let audited: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_entries WHERE action = 'settlement.paid'").fetch_one(&owner).await.unwrap();
    assert_eq!(audited, 1);
    assert!(robin.get("/operator/settlements").await.body.contains("SEPA 4711"));
}

/// Who is suspended sees what is owed, and can pay it; nothing else.
#[tokio::test]
async fn who_is_suspended_can_pay() {
    let (app, demo, _) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let agency = app.agency("northwind").await;
    let mut priya = signed_in(&app, "northwind.localhost:3000", &tenant.people[0]).await;
    items::add_by_hand(app.ctx(agency).await, AccountKey::of_tenant(agency, tenant.id), "Porting", Some(5_000)).await.unwrap();
    let invoice = run::bill_now(&app.services, BillNow { agency, tenant: Some(tenant.id) }).await.unwrap().unwrap().to_string();
    app.run_jobs().await;
    let mut api = app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await);
    let suspend = serde_json::json!({"status": "suspended"});
    assert_eq!(api.json(axum::http::Method::PATCH, &format!("/api/v1/tenants/{}", tenant.id), &suspend).await.status, 200);
    let (slug, root) = (("slug", "harbour-finch-legal"), "/t/harbour-finch-legal");
    let door = priya.get(root).await;
    assert!(
        door.text("main").contains("suspended") && door.attributes("main a", "href").contains(&format!("{root}/billing")),
        "{}",
        door.text("main")
    );
    assert!(priya.get(&format!("{root}/extensions")).await.text("main").contains("suspended"));
    assert!(priya.get(&format!("{root}/invoices/{invoice}")).await.body.contains("Pay $50.00"));
    let card = [slug, ("number", "4242424242424242"), ("expiry", "12/30"), ("cvc", "123")];
    assert_eq!(priya.post("/fn/billing/card", &card).await.location(), format!("{root}/billing"));
    app.run_jobs().await;
    priya.post("/fn/billing/pay", &[slug, ("invoice", &invoice)]).await;
    app.run_jobs().await;
    assert!(priya.get(&format!("{root}/invoices/{invoice}")).await.text("main").contains("Paid"));
}

/// What a provider billed before a transfer is the tenant's to read; the new one's people see nothing of it (DESIGN §8.3).
#[tokio::test]
async fn a_previous_providers_invoices_are_the_tenants_own() {
    let (app, demo, mut dana) = world().await;
    let tenant = demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == "harbour-finch-legal").unwrap();
    let (north, south) = (app.agency("northwind").await, app.agency("southgate").await);
    items::add_by_hand(app.ctx(north).await, AccountKey::of_tenant(north, tenant.id), "Porting", Some(5_000)).await.unwrap();
    let invoice = run::bill_now(&app.services, BillNow { agency: north, tenant: Some(tenant.id) }).await.unwrap().unwrap().to_string();
    let offer = transfers::request(app.ctx(north).await, tenant.id, Some(south), None).await.unwrap();
    handover::accept(app.ctx(south).await, offer.id, NewNames::default()).await.unwrap();
    app.run_jobs().await;

    let mut priya = signed_in(&app, "southgate.localhost:3000", &tenant.people[0]).await;
    let root = "/t/harbour-finch-legal";
    let page = priya.get(&format!("{root}/billing")).await;
    assert!(page.text("[aria-labelledby=former]").contains("$50.00"), "{}", page.text("main"));
    let paper = page.attribute("[aria-labelledby=former] tbody a", "href").unwrap();
    let reply = priya.get(&paper).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/pdf"));
    // It can be read and nothing else: the page of it, with its form to pay, is of those of one's own provider.
    assert_eq!(priya.get(&format!("{root}/invoices/{invoice}")).await.status, 404);

    let mut staff = signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0]).await;
    let page = staff.get(&format!("{root}/billing")).await;
    assert!(page.status == 200 && page.all("[aria-labelledby=former]").is_empty(), "{}", page.text("main"));
    assert_eq!(staff.get(&paper).await.status, 404);
    // The old agency keeps it, and finds it.
    assert!(dana.get("/invoices").await.attributes("tbody th a", "href").contains(&format!("/invoices/{invoice}")));
    assert_eq!(dana.get(&format!("/invoices/{invoice}")).await.status, 200);
    // Its mails lead nowhere that the tenant could not go.
    let mails = app.mails();
    let told = mails.iter().find(|mail| mail.contains("$50.00")).expect("a mail about the invoice");
    assert!(!told.contains("/t/harbour"), "{told}");
}

/// The platform puts an agency on a plan by agreement, at its fee; the agency finds it on its page, and may leave it for a listed one at the end.
#[tokio::test]
async fn a_plan_is_agreed_with_an_agency() {
    let (app, demo, mut dana) = world().await;
    let mut robin = signed_in(&app, "localhost:3000", &demo.operator).await;
    let agency = app.agency("northwind").await;
    let owner = app.owner().await;
    let sql = "UPDATE subscriptions SET status = 'active', trial_ends_at = NULL WHERE agency_id = $1 AND account_id = $1";
    sqlx::query(sql).bind(agency.0).execute(&owner).await.unwrap();
    let back = format!("/operator/agencies/{agency}/plan");
    let form = |fee: &'static str, looked: &'static str| [("plan", "enterprise"), ("monthlyFee", fee), ("looked", looked)];
    let id = agency.to_string();
    let with = |fields: [(&'static str, &'static str); 3]| {
        [("agency", id.clone())].into_iter().chain(fields.map(|(n, v)| (n, v.to_owned()))).collect::<Vec<_>>()
    };
    let post = async |robin: &mut Client, fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        robin.post("/fn/operator/agencies/plan", &fields).await.location().to_owned()
    };
    assert_eq!(post(&mut robin, with(form("", ""))).await, back);
    assert!(robin.get(&back).await.text("[role=alert]").contains("Fill this in"), "{}", robin.get(&back).await.text(".dialog"));
    assert_eq!(post(&mut robin, with(form("12,50", ""))).await, back);
    assert_eq!(post(&mut robin, with(form("1,250.00", ""))).await, back);
    let seen = robin.get(&back).await;
    assert!(seen.text(".dialog .banner").contains("Enterprise holds at once"), "{}", seen.text(".dialog"));
    assert_eq!(post(&mut robin, with(form("1,250.00", "enterprise 1,250.00"))).await, "/operator/agencies");
    let page = dana.get("/billing").await;
    assert!(page.text("main").contains("Enterprise") && page.text("main").contains("$1,250.00 a month"), "{}", page.text("main"));
    // What is listed for less is less, whatever the list says of Enterprise.
    dana.post("/fn/billing/change", &[("slug", ""), ("plan", "business"), ("interval", "monthly")]).await;
    let page = dana.get("/billing").await;
    assert!(page.text(".banner").contains("Changes to Business"), "{}", page.text(".banner"));
    app.set_now(datetime!(2026-12-05 12:00 UTC));
    run::run(&app.services).await.unwrap();
    let now: (String, i64) = sqlx::query_as("SELECT plan_key, price_cents FROM subscriptions WHERE account_id = $1")
        .bind(agency.0)
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(now, ("business".to_owned(), 39_900), "the fee was agreed for another plan");
}
