//! The forms about money, as the agency's people and operators send them.

use portico::domain::demo::{Demo, Person};

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
        [
            ("plan", ""),
            ("key", key),
            ("name", "Front desk"),
            ("monthlyPrice", price),
            ("concurrentCalls", calls),
            ("includedConversations", ""),
        ]
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
    let change = [
        ("plan", id.as_str()),
        ("name", "Front desk"),
        ("monthlyPrice", "89.50"),
        ("effectiveFrom", "2026-12-01"),
        ("includedConversations", "10"),
    ];
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
    assert_eq!(page.attribute("[name=country]", "value").as_deref(), Some("IE"));
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
        shown.body.contains("$12.50") && shown.body.contains("Outage") && shown.body.contains("until 1 Feb 2027"),
        "{}",
        shown.text("main")
    );
    let mut other = signed_in(&app, "southgate.localhost:3000", &demo.agencies[1].people[0]).await;
    assert_eq!(other.get(&page).await.status, 404);
    other.post("/fn/dashboard/tenants/credit", &credit).await;
    let granted: i64 = sqlx::query_scalar("SELECT count(*) FROM credits").fetch_one(&app.owner().await).await.unwrap();
    assert_eq!(granted, 1);
    let only = dana.get(&format!("/invoices?tenant={id}")).await;
    assert!(only.all("tbody tr").iter().all(|row| row.contains("Harbour")), "{:?}", only.all("tbody tr"));
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
