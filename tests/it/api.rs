//! `/api/v1/tenants` as the seed prints it, and what bad input gets.

use axum::http::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Client, Reply, TestApp};
use portico::domain::seed;

fn seed_body() -> Value {
    json!({
        "name": "Acme Corp", "slug": "acme-corp", "plan": "business", "billingMode": "platform_billed",
        "owner": {"email": "admin@acme.com", "firstName": "Jane", "lastName": "Smith"},
        "usageLimits": {"monthlySpendLimitCents": 500_000, "maxAgents": 20, "maxPhoneNumbers": 10, "maxConcurrentCalls": 20},
        "billingAlerts": {"alertThresholds": [50, 80, 100], "alertEmails": ["billing@youragency.com", "admin@acme.com"], "actionAt100": "notify_only"}
    })
}

async fn caller(app: &TestApp, slug: &str) -> Client {
    let agency = app.agency(slug).await;
    app.client("localhost:3000").with_key(&app.key(agency, None, &[]).await)
}

async fn create(client: &mut Client, body: &Value) -> Reply {
    client.json(Method::POST, "/api/v1/tenants", body).await
}

fn codes(reply: &Reply) -> Vec<String> {
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|e| format!("{} {}", e["field"].as_str().unwrap(), e["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn the_seeds_request_makes_the_seeds_tenant() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let reply = create(&mut client, &seed_body()).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let tenant = reply.json();
    let id = tenant["id"].as_str().unwrap();
    assert_eq!(reply.location(), format!("/api/v1/tenants/{id}"));
    assert!(id.starts_with("ten_") && tenant["agencyId"].as_str().unwrap().starts_with("agn_"));
    assert!(tenant["owner"]["id"].as_str().unwrap().starts_with("usr_"));
    for (field, expected) in [
        ("name", json!("Acme Corp")),
        ("slug", json!("acme-corp")),
        ("status", json!("active")),
        ("plan", json!("business")),
        ("billingMode", json!("platform_billed")),
        ("usageCurrentMonth", json!({"conversations": 0, "totalMinutes": 0, "totalCostCents": 0})),
        ("createdAt", json!("2026-11-21T10:00:00Z")),
        ("billingAlerts", seed_body()["billingAlerts"].clone()),
    ] {
        assert_eq!(tenant[field], expected, "{field}");
    }
    for (limit, value) in seed_body()["usageLimits"].as_object().unwrap() {
        assert_eq!(&tenant["usageLimits"][limit], value, "{limit}");
    }
    assert_eq!(tenant["owner"]["email"], "admin@acme.com");
    assert_eq!(tenant["owner"]["name"], "Jane Smith");

    let read = client.get(reply.location()).await;
    assert_eq!(read.status, 200);
    assert_eq!(read.json(), tenant, "reading gives what creating answered");
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap();
    assert!(mail.contains("admin@acme.com") && mail.contains("Northwind Voice"), "{mail}");
}

/// A word that few tenants have is looked up first, one of many is tried along the sort order: the same is found, in the same order.
#[tokio::test]
async fn searches_that_find_many_and_few() {
    let app = TestApp::new().await;
    seed::tenants(&app.services, "many", 1_200).await.unwrap();
    let mut client = caller(&app, "many").await;
    for (search, total) in [
        ("client", 1_200),
        ("client 11", 111),
        ("bill client", 1_200),
        ("11 client", 111),
        ("client 7", 111),
        ("cli clie", 1_200),
        ("none client", 0),
    ] {
        let encoded: String = url::form_urlencoded::byte_serialize(search.as_bytes()).collect();
        let mut cursor = String::new();
        let mut names: Vec<String> = Vec::new();
        loop {
            let page = client.get(&format!("/api/v1/tenants?search={encoded}&sortBy=name&sortOrder=asc&pageSize=100{cursor}")).await.json();
            assert_eq!(page["total"], total, "{search}");
            names.extend(page["data"].as_array().unwrap().iter().map(|tenant| tenant["name"].as_str().unwrap().to_owned()));
            match page["nextCursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(names.len(), total, "{search}");
        assert!(
            names.is_sorted() && names.iter().all(|name| !search.contains("11") || name.contains(" 11") || name.ends_with("11")),
            "{search}"
        );
    }
}

#[tokio::test]
async fn lists_filter_sort_and_page() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let names = |reply: &Reply| -> Vec<String> {
        reply.json()["data"].as_array().unwrap().iter().map(|t| t["name"].as_str().unwrap().to_owned()).collect()
    };

    let all = client.get("/api/v1/tenants").await;
    let envelope = all.json();
    assert_eq!(
        (&envelope["page"], &envelope["pageSize"], &envelope["total"], &envelope["totalPages"]),
        (&json!(1), &json!(20), &json!(12), &json!(1))
    );
    assert_eq!(names(&all)[0], "Verity Brokers", "newest first by default");

    let active = client.get("/api/v1/tenants?status=active&sortBy=name&sortOrder=asc").await;
    assert_eq!(active.json()["total"], 7);
    assert_eq!(names(&active)[..2], ["Aldergate Dental", "Copperfield Roofing"]);
    assert_eq!(names(&client.get("/api/v1/tenants?status=active&sortBy=name").await)[0], "Tidewater Logistics", "descending unless asked");
    assert_eq!(names(&client.get("/api/v1/tenants?search=harb%20fin").await), ["Harbour & Finch Legal"]);
    assert_eq!(names(&client.get("/api/v1/tenants?search=billing@tide").await), ["Tidewater Logistics"]);
    assert!(names(&client.get("/api/v1/tenants?search=arbour").await).is_empty(), "words are matched from their start");
    let starters = client.get("/api/v1/tenants?plan=starter").await;
    assert_eq!(starters.json()["total"], 4);

    // Page by page and by cursor: the same rows, each once, in every order.
    for sort in ["name", "createdAt", "status", "plan", "sipPrefix", "users", "phoneNumbers", "extensions"] {
        for order in ["asc", "desc"] {
            let whole = names(&client.get(&format!("/api/v1/tenants?sortBy={sort}&sortOrder={order}&pageSize=100")).await);
            assert_eq!(whole.len(), 12);
            let (mut paged, mut walked, mut cursor) = (Vec::new(), Vec::new(), String::new());
            for page in 1..=3 {
                let base = format!("/api/v1/tenants?sortBy={sort}&sortOrder={order}&pageSize=5");
                paged.extend(names(&client.get(&format!("{base}&page={page}")).await));
                let reply = client.get(&format!("{base}{cursor}")).await;
                walked.extend(names(&reply));
                cursor = reply.json()["nextCursor"].as_str().map(|c| format!("&cursor={c}")).unwrap_or_default();
                assert_eq!(cursor.is_empty(), page == 3, "{sort} {order} {page}");
            }
            assert_eq!(paged, whole, "{sort} {order} by page");
            assert_eq!(walked, whole, "{sort} {order} by cursor");
        }
    }
    assert_eq!(client.get("/api/v1/tenants?pageSize=1000").await.json()["pageSize"], 100);
}

#[tokio::test]
async fn a_query_string_is_checked() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let cursor = client.get("/api/v1/tenants?sortBy=name&pageSize=5").await.json()["nextCursor"].as_str().unwrap().to_owned();
    let made_up = |value: &str| {
        let cursor = json!({"s": "createdAt", "d": true, "v": value, "i": uuid::Uuid::nil(), "b": false}).to_string();
        format!("cursor={}", base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, cursor))
    };
    let (year_zero, far_offset) = (made_up("0000-01-01T00:00:00Z"), made_up("2026-01-01T00:00:00+23:59"));
    for (query, expected) in [
        (year_zero.as_str(), "cursor invalid_cursor"),
        (&far_offset, "cursor invalid_cursor"),
        ("page=0", "page not_a_page"),
        ("page=abc", "page not_a_page"),
        ("pageSize=-1", "pageSize not_a_page"),
        ("status=gone", "status unknown_value"),
        ("sortBy=secret", "sortBy unknown_value"),
        ("sortOrder=up", "sortOrder unknown_value"),
        ("billingMode=x", "billingMode unknown_value"),
        ("nope=1", "nope unknown_field"),
        ("cursor=!!!", "cursor invalid_cursor"),
        (&format!("sortBy=createdAt&cursor={cursor}"), "cursor invalid_cursor"),
        ("search=%00", "search control_characters"),
    ] {
        let reply = client.get(&format!("/api/v1/tenants?{query}")).await;
        assert_eq!((reply.status.as_u16(), codes(&reply)), (422, vec![expected.to_owned()]), "{query}");
    }
}

#[tokio::test]
async fn patch_merges_and_null_clears() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let path = create(&mut client, &seed_body()).await.location().to_owned();
    app.advance(Duration::minutes(1));
    let reply = client.json(Method::PATCH, &path, &json!({"usageLimits": {"monthlySpendLimitCents": 1_000_000, "maxAgents": 50}})).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let limits = &reply.json()["usageLimits"];
    assert_eq!(
        (&limits["monthlySpendLimitCents"], &limits["maxAgents"], &limits["maxPhoneNumbers"]),
        (&json!(1_000_000), &json!(50), &json!(10))
    );
    assert_eq!(reply.json()["updatedAt"], "2026-11-21T10:01:00Z");

    let cleared = client.json(Method::PATCH, &path, &json!({"usageLimits": {"maxAgents": null}, "billingEmail": null})).await.json();
    assert_eq!((&cleared["usageLimits"]["maxAgents"], &cleared["usageLimits"]["maxPhoneNumbers"]), (&Value::Null, &json!(10)));
    let all = client.json(Method::PATCH, &path, &json!({"usageLimits": null})).await.json();
    assert!(all["usageLimits"].as_object().unwrap().iter().all(|(name, value)| value.is_null() || name == "inboundSharePercent"));
    assert_eq!(all["usageLimits"]["inboundSharePercent"], 20, "never without one");

    for (body, expected) in [
        (json!({"name": null}), "name required"),
        (json!({"plan": "gold"}), "plan unknown_plan"),
        (json!({"usageLimits": {"maxAgents": -1}}), "usageLimits.maxAgents negative"),
        (json!({"agencyId": "agn_x"}), "agencyId unknown_field"),
        (json!({"sipPrefix": "zzz"}), "sipPrefix unknown_field"),
        (json!({"createdAt": "2020-01-01T00:00:00Z"}), "createdAt unknown_field"),
    ] {
        let reply = client.json(Method::PATCH, &path, &body).await;
        assert_eq!((reply.status.as_u16(), codes(&reply)), (422, vec![expected.to_owned()]), "{body}");
    }
    let taken = client.json(Method::PATCH, &path, &json!({"name": "larkspur HOTELS"})).await;
    assert_eq!((taken.status.as_u16(), codes(&taken)), (409, vec!["name name_taken".to_owned()]));
    assert_eq!(client.get(&path).await.json()["name"], "Acme Corp");
}

#[tokio::test]
async fn bad_bodies_get_typed_problems_and_change_nothing() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let owner = app.owner().await;
    let count = || async {
        sqlx::query_scalar::<_, i64>("SELECT (SELECT count(*) FROM tenants) + (SELECT count(*) FROM users) + (SELECT count(*) FROM mail_outbox) + (SELECT count(*) FROM sip_prefixes) + (SELECT count(*) FROM audit_entries)").fetch_one(&owner).await.unwrap()
    };
    let before = count().await;
    let with = |pointer: &str, value: Value| {
        let mut body = seed_body();
        *body.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        body
    };
    let mut extra = seed_body();
    extra["status"] = json!("suspended");
    let mut unknown = seed_body();
    unknown["balanceCents"] = json!(1);
    for (body, status, expected) in [
        (with("/name", json!("")), 422, "name required"),
        (with("/name", json!("a\u{0}b")), 422, "name control_characters"),
        (with("/name", json!("x".repeat(201))), 422, "name too_long"),
        (with("/name", json!("ALDERGATE dental ")), 409, "name name_taken"),
        (with("/slug", json!("larkspur-hotels")), 409, "slug taken"),
        (with("/slug", json!("Not A Slug")), 422, "slug invalid_slug"),
        (with("/plan", json!("platinum")), 422, "plan unknown_plan"),
        (with("/plan", json!(7)), 422, "plan wrong_type"),
        (with("/usageLimits/maxAgents", json!(-1)), 422, "usageLimits.maxAgents negative"),
        (with("/usageLimits/maxAgents", json!(1.5)), 422, "usageLimits.maxAgents wrong_type"),
        (with("/usageLimits/maxAgents", json!(9_999_999_999_i64)), 422, "usageLimits.maxAgents too_large"),
        (with("/owner/email", json!("not an address")), 422, "owner.email invalid_email"),
        (with("/owner/email", json!("a@b.example\r\nBcc: x@y.example")), 422, "owner.email invalid_email"),
        (with("/billingAlerts/alertThresholds", json!([0])), 422, "billingAlerts.alertThresholds threshold_range"),
        (with("/billingAlerts/actionAt100", json!("explode")), 422, "billingAlerts.actionAt100 unknown_value"),
        (with("/owner", json!(null)), 422, "owner wrong_type"),
        (extra, 422, "status not_at_creation"),
        (unknown, 422, "balanceCents unknown_field"),
    ] {
        let reply = create(&mut client, &body).await;
        assert_eq!((reply.status.as_u16(), codes(&reply)), (status, vec![expected.to_owned()]), "{body}");
        assert_eq!(reply.header("content-type"), "application/problem+json");
        let problem = reply.json();
        assert!(problem["traceId"].as_str().unwrap().starts_with("req_"));
        assert_eq!(problem["type"].as_str().unwrap().split("/errors/").next(), Some("http://localhost:3000"));
        assert!(!reply.body.contains("SELECT") && !reply.body.contains("sqlx"), "{}", reply.body);
    }
    let several = create(&mut client, &json!({"name": "", "plan": "x", "owner": {"email": "nope"}})).await;
    assert_eq!(codes(&several), ["name required", "owner.email invalid_email", "plan unknown_plan"]);

    for (mime, body, status, slug) in [
        ("application/json", "{".to_owned(), 400, "malformed-json"),
        ("application/json", "\u{feff}{}".to_owned(), 400, "malformed-json"),
        ("text/plain", seed_body().to_string(), 415, "unsupported-media-type"),
        ("application/json", format!("{{\"name\":\"{}\"}}", "x".repeat(10_000_000)), 413, "content-too-large"),
    ] {
        let reply = client.raw(Method::POST, "/api/v1/tenants", mime, body).await;
        assert_eq!(reply.status, status);
        assert!(reply.json()["type"].as_str().unwrap().ends_with(slug), "{}", reply.body);
    }
    let wrong = client.json(Method::DELETE, "/api/v1/tenants", &json!({})).await;
    assert_eq!(wrong.status, 405);
    assert!(wrong.header("allow").contains("GET") && wrong.header("allow").contains("POST"), "{}", wrong.header("allow"));
    assert!(wrong.json()["type"].as_str().unwrap().ends_with("method-not-allowed"));
    assert_eq!(client.get("/api/v1/nothing").await.json()["status"], 404);
    assert_eq!(count().await, before, "nothing was half-written");
}

#[tokio::test]
async fn slugs_are_derived_and_numbered_also_at_once() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let body = |name: &str, email: &str| json!({"name": name, "plan": "starter", "owner": {"email": email}});
    let first = create(&mut client, &body("Café & Söhne", "a@cafe.example")).await.json();
    assert_eq!(first["slug"], "cafe-soehne");
    assert_eq!(create(&mut client, &body("Cafe Soehne!", "b@cafe.example")).await.json()["slug"], "cafe-soehne-2");

    let mut tasks = Vec::new();
    for i in 0..8 {
        let mut client = client.clone();
        let body = body(&format!("Same{}", ".".repeat(i)), "same@owner.example");
        tasks.push(tokio::spawn(async move { create(&mut client, &body).await }));
    }
    let mut slugs = Vec::new();
    for task in tasks {
        let reply = task.await.unwrap();
        assert_eq!(reply.status, 201, "{}", reply.body);
        slugs.push(reply.json()["slug"].as_str().unwrap().to_owned());
    }
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 8, "{slugs:?}");
    let owner = app.owner().await;
    let counted: i64 = sqlx::query_scalar(
        "SELECT sum(tenants)::bigint FROM agency_tenant_counts c JOIN agencies a ON a.id = c.agency_id WHERE a.slug = 'northwind'",
    )
    .fetch_one(&owner)
    .await
    .unwrap();
    let there: i64 = sqlx::query_scalar("SELECT count(*) FROM tenants t JOIN agencies a ON a.id = t.agency_id WHERE a.slug = 'northwind'")
        .fetch_one(&owner)
        .await
        .unwrap();
    assert_eq!(counted, there, "the counters say what is there");
}

#[tokio::test]
async fn one_name_at_once_is_made_once() {
    let (app, _) = TestApp::demo().await;
    let client = caller(&app, "northwind").await;
    let tasks: Vec<_> = (0..6)
        .map(|_| {
            let mut client = client.clone();
            tokio::spawn(async move {
                create(&mut client, &json!({"name": "Only One", "plan": "starter", "owner": {"email": "o@one.example"}}))
                    .await
                    .status
                    .as_u16()
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for task in tasks {
        statuses.push(task.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn keys_count_until_they_do_not() {
    let (app, _) = TestApp::demo().await;
    let agency = app.agency("northwind").await;
    let mut nobody = app.client("localhost:3000");
    let reply = nobody.get("/api/v1/tenants").await;
    assert_eq!((reply.status.as_u16(), reply.header("www-authenticate")), (401, "Bearer"));
    for key in ["", "ptc_live_00000000000000000000000000000000", "x"] {
        assert_eq!(nobody.clone().with_key(key).get("/api/v1/tenants").await.status, 401, "{key:?}");
    }
    let reader = app.key(agency, None, &["tenants:read"]).await;
    assert!(reader.starts_with("ptc_live_") && reader.len() >= 9 + 32);
    let mut client = nobody.clone().with_key(&reader);
    assert_eq!(client.get("/api/v1/tenants").await.status, 200);
    assert_eq!(create(&mut client, &seed_body()).await.status, 403, "the scope is missing");

    let tenant = client.get("/api/v1/tenants?status=active").await.json()["data"][0]["id"].as_str().unwrap().parse().unwrap();
    let mut tenants_own = nobody.clone().with_key(&app.key(agency, Some(tenant), &[]).await);
    assert_eq!(tenants_own.get("/api/v1/tenants").await.status, 403, "a tenant's key is refused on administration");

    let owner = app.owner().await;
    let used: Option<time::OffsetDateTime> =
        sqlx::query_scalar("SELECT last_used_at FROM api_key_directory WHERE scopes = '{tenants:read}'").fetch_one(&owner).await.unwrap();
    assert_eq!(used, Some(app.now()));
    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM api_keys k JOIN api_key_directory d ON d.key_id = k.id WHERE k.prefix = $1 OR position($1::bytea in d.secret_hash) > 0")
        .bind(&reader).fetch_one(&owner).await.unwrap_or(0);
    assert_eq!(stored, 0, "the secret itself is nowhere");

    let id: uuid::Uuid =
        sqlx::query_scalar("SELECT key_id FROM api_key_directory WHERE scopes = '{tenants:read}'").fetch_one(&owner).await.unwrap();
    portico::domain::accounts::api_keys::revoke(app.ctx(agency).await, id.into()).await.unwrap();
    assert_eq!(client.get("/api/v1/tenants").await.status, 401, "revoked counts at once");
    sqlx::query("UPDATE api_key_directory SET expires_at = $1 WHERE subject_tenant_id IS NOT NULL")
        .bind(app.now())
        .execute(&owner)
        .await
        .unwrap();
    assert_eq!(tenants_own.get("/api/v1/tenants").await.status, 401, "expired does not count");
}

#[tokio::test]
async fn everything_is_in_the_audit_log() {
    let (app, _) = TestApp::demo().await;
    let mut client = caller(&app, "northwind").await;
    let path = create(&mut client, &seed_body()).await.location().to_owned();
    client.json(Method::PATCH, &path, &json!({"plan": "starter", "usageLimits": {"maxAgents": 50}})).await;
    let rows: Vec<(String, String, String, Value, String)> =
        sqlx::query_as("SELECT action, actor_kind, actor_name, changes, request_id FROM audit_entries WHERE surface = 'api' ORDER BY id")
            .fetch_all(&app.owner().await)
            .await
            .unwrap();
    let actions: Vec<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    assert_eq!(actions, ["tenant.created", "member.added", "invitation.created", "tenant.updated"]);
    assert!(rows.iter().all(|r| r.1 == "key" && r.2 == "test key" && r.4.starts_with("req_")));
    let changes = &rows[3].3;
    assert_eq!(changes["plan"], json!(["business", "starter"]));
    assert_eq!(changes["usageLimits"][1]["maxAgents"], 50);
    assert!(changes.get("name").is_none(), "only what changed");
}

#[tokio::test]
async fn the_document_is_the_snapshot_and_names_nobody() {
    let document = portico::api::document().to_pretty_json().unwrap();
    let snapshot = include_str!("../../docs/openapi.json");
    assert!(document.trim() == snapshot.trim(), "the API changed; run: portico openapi > docs/openapi.json");
    assert!(!document.to_lowercase().contains("portico"));
    let (app, _) = TestApp::demo().await;
    let reply = app.client("northwind.localhost:3000").get("/api/openapi.json").await;
    assert_eq!(reply.json()["servers"][0]["url"], "http://northwind.localhost:3000");
    let problem = app.client("northwind.localhost:3000").get("/api/v1/tenants").await;
    assert_eq!(problem.json()["type"], "http://northwind.localhost:3000/errors/unauthorized");
}
