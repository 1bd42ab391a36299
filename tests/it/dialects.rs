//! One tenant in three dialects (seeds 001 and 004): clients, sub-accounts, and the form that imitates Plivo.

use axum::body::Body;
use axum::http::{Method, Request};
use portico::domain::ids::{AgencyId, TenantId};
use serde_json::{Value, json};
use time::Duration;

use crate::support::{Client, Reply, TestApp};

struct World {
    app: TestApp,
    agency: AgencyId,
    parent: Client,
    account: String,
}

impl World {
    async fn new() -> Self {
        let (app, _) = TestApp::demo().await;
        let agency = app.agency("northwind").await;
        let parent = app.caller(agency, None, &[]).await;
        let account = parent.account.clone();
        Self { app, agency, parent, account }
    }

    fn vobiz(&self, rest: &str) -> String {
        format!("/api/v1/accounts/{}/{rest}", self.account)
    }

    fn plivo(&self, rest: &str) -> String {
        format!("/api/v1/Account/{}/{rest}", self.account)
    }

    async fn send(&mut self, method: Method, path: &str, body: Value) -> (u16, Value) {
        told(&self.parent.json(method, path, &body).await)
    }

    async fn get(&mut self, path: &str) -> (u16, Value) {
        told(&self.parent.get(path).await)
    }

    /// A sub-account, and a client with its own credentials.
    async fn sub_account(&mut self, name: &str) -> (String, Client) {
        let (status, made) = self.send(Method::POST, &self.vobiz("sub-accounts/"), json!({"name": name})).await;
        assert_eq!(status, 201, "{made}");
        let credentials = &made["auth_credentials"];
        let id = credentials["auth_id"].as_str().unwrap().to_owned();
        let own = self.app.client("localhost:3000").with_account(&id, credentials["auth_token"].as_str().unwrap());
        (id, own)
    }
}

fn told(reply: &Reply) -> (u16, Value) {
    (reply.status.as_u16(), serde_json::from_str(&reply.body).unwrap_or_default())
}

/// The seed's body, but for the address, which the seed's page hides.
fn abc_motors() -> Value {
    json!({
        "name": "ABC Motors", "display_name": "ABC Motors - Downtown", "type": "automotive", "subscription_plan": "Pro", "status": "active",
        "contact_person": "Jane Smith", "contact_email": "jane@abc.example", "phone_number": "+1 (555) 123-4567"
    })
}

#[tokio::test]
async fn a_client_is_made_as_the_seed_says() {
    let mut world = World::new().await;
    let (status, made) = world.send(Method::POST, "/v1/clients", abc_motors()).await;
    assert_eq!(status, 201, "{made}");
    let client = &made["data"];
    for (field, value) in abc_motors().as_object().unwrap() {
        if field != "phone_number" {
            assert_eq!(&client[field], value, "{field}");
        }
    }
    assert_eq!((&client["phone_number"], &client["slug"]), (&json!("+15551234567"), &json!("abc-motors")));
    assert_eq!(client["organization_id"], world.agency.uuid().to_string());
    assert!(client["joined_at"].as_str().unwrap().ends_with('Z') && client["last_active_at"].is_null());

    // The name is unique in the organization whatever its case; a slug that is taken is numbered.
    let (status, refused) =
        world.send(Method::POST, "/v1/clients", json!({"name": " abc MOTORS", "type": "x", "subscription_plan": "y"})).await;
    assert_eq!((status, &refused["error"]), (409, &json!("Already exists")));
    let (_, second) = world.send(Method::POST, "/v1/clients", json!({"name": "ABC-Motors", "type": "x", "subscription_plan": "pro"})).await;
    assert_eq!((&second["data"]["slug"], &second["data"]["display_name"]), (&json!("abc-motors-2"), &json!("ABC-Motors")));
    assert_eq!(second["data"]["subscription_plan"], "pro", "as it was given");
    for (status, word) in [("inactive", "inactive"), ("churned", "churned"), ("trial", "trial"), ("pending", "pending")] {
        let body = json!({"name": format!("As {word}"), "type": "x", "subscription_plan": "y", "status": status});
        assert_eq!(world.send(Method::POST, "/v1/clients", body).await.1["data"]["status"], word);
    }
    // Its own credentials at work: noted after the answer, so it is asked for until it is there.
    let tenant = TenantId(client["id"].as_str().unwrap().parse().unwrap());
    let mut own = world.app.caller(world.agency, Some(tenant), &[]).await;
    assert_eq!(own.get("/api/v1/numbers").await.status, 200);
    let one = format!("/v1/clients/{}", tenant.uuid());
    let mut last_active = Value::Null;
    for _ in 0..500 {
        last_active = world.get(&one).await.1["data"]["last_active_at"].clone();
        if !last_active.is_null() {
            break;
        }
    }
    assert_eq!(last_active, client["joined_at"], "the clock stood still");
    let me = world.get("/v1/auth/me").await.1;
    assert_eq!((&me["key_name"], &me["environment"]), (&json!("test key"), &json!("production")));
    assert_eq!(world.app.client("localhost:3000").get("/health").await.json(), json!({"status": "ok"}), "without a key");
}

#[tokio::test]
async fn clients_are_listed_read_changed_and_churned() {
    let mut world = World::new().await;
    let id = world.send(Method::POST, "/v1/clients", abc_motors()).await.1["data"]["id"].as_str().unwrap().to_owned();
    let one = format!("/v1/clients/{id}");
    let (_, list) = world.get("/v1/clients?limit=5&offset=2").await;
    assert_eq!(list["pagination"], json!({"limit": 5, "offset": 2, "total": 13}));
    assert_eq!(list["data"].as_array().unwrap().len(), 5);
    for (query, total) in [("type=automotive", 1), ("type=auto", 0), ("search=jane", 1), ("status=inactive", 1), ("status=churned", 1)] {
        assert_eq!(world.get(&format!("/v1/clients?{query}")).await.1["pagination"]["total"], total, "{query}");
    }
    let change =
        json!({"name": "ABC Autos", "phone_number": null, "display_name": null, "subscription_plan": "Gold", "status": "inactive"});
    let (status, changed) = world.send(Method::PATCH, &one, change).await;
    assert_eq!(status, 200, "{changed}");
    let data = &changed["data"];
    assert_eq!((&data["slug"], &data["display_name"], &data["status"]), (&json!("abc-motors"), &json!("ABC Autos"), &json!("inactive")));
    assert_eq!((&data["phone_number"], &data["subscription_plan"], &data["type"]), (&Value::Null, &json!("Gold"), &json!("automotive")));
    assert_eq!(world.get(&one).await.1, changed);
    assert_eq!(world.parent.json(Method::DELETE, &one, &json!({})).await.status, 204);
    assert_eq!(world.get(&one).await.1["data"]["status"], "churned", "it can be restored for 90 days");
    assert_eq!(world.send(Method::PATCH, &one, json!({"name": "Other"})).await.0, 409);
    assert_eq!(world.send(Method::PATCH, &one, json!({"status": "active"})).await.1["data"]["status"], "active");
    assert_eq!(world.get("/v1/clients/not-a-uuid").await.0, 400);
    assert_eq!(world.get("/v1/clients/3c90c3cc-0d44-4b50-8888-8dd25736052a").await, (404, json!({"error": "Resource Not Found"})));
}

#[tokio::test]
async fn ten_clients_a_minute_for_each_key() {
    let mut world = World::new().await;
    let body = |n: usize| json!({"name": format!("Client {n}"), "type": "x", "subscription_plan": "y"});
    for n in 0..10 {
        let reply = world.parent.json(Method::POST, "/v1/clients", &body(n)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        assert_eq!((reply.header("x-ratelimit-limit"), reply.header("x-ratelimit-remaining")), ("10", (9 - n).to_string().as_str()));
        assert_eq!(reply.header("x-ratelimit-policy"), "clients-create");
    }
    let refused = world.parent.json(Method::POST, "/v1/clients", &body(10)).await;
    assert_eq!((refused.status.as_u16(), refused.json()), (429, json!({"error": "Rate Limit Exceeded"})));
    assert_eq!((refused.header("retry-after"), refused.header("x-ratelimit-remaining")), ("60", "0"));
    assert_eq!(refused.header("x-ratelimit-reset"), (world.app.now() + Duration::MINUTE).unix_timestamp().to_string());
    assert_eq!(world.get("/v1/clients").await.0, 200, "reading is not counted");
    let mut other = world.app.caller(world.agency, None, &[]).await;
    assert_eq!(other.json(Method::POST, "/v1/clients", &body(11)).await.status, 201, "another key");
    world.app.advance(Duration::seconds(60));
    assert_eq!(world.send(Method::POST, "/v1/clients", body(12)).await.0, 201);
}

#[tokio::test]
async fn a_sub_account_in_the_form_of_today() {
    let mut world = World::new().await;
    let body = json!({
        "name": "Wayne Enterprises", "email": "ops@wayne.example", "phone": "+12125550100", "description": "Their own line", "rate_limit": 50,
        "permissions": {"cdr": false}, "kyc_mode": "customer_use", "business_type": "llp", "password": "never kept"
    });
    let (status, made) = world.send(Method::POST, &world.vobiz("sub-accounts/"), body).await;
    assert_eq!(status, 201, "{made}");
    let sub = &made["sub_account"];
    let id = sub["auth_id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("SA") && id.len() == 20);
    assert_eq!((&made["auth_credentials"]["auth_id"], made.get("tokens")), (&sub["auth_id"], None));
    assert_eq!((&sub["kyc_calls_blocked"], sub.get("password")), (&json!(false), None));
    assert!(made["auth_credentials"]["auth_token"].as_str().unwrap().len() >= 40);
    assert_eq!((&sub["permissions"], &sub["rate_limit"]), (&json!({"calls": true, "cdr": false}), &json!(50)));
    assert_eq!((&sub["enabled"], &sub["is_active"], &sub["parent_auth_id"]), (&json!(true), &json!(true), &json!(world.account)));
    assert!(sub["created_at"].as_str().unwrap().len() == 27, "microseconds: {sub}");
    let path = format!("/api/v1/tenants/{}", sub["id"].as_str().unwrap());
    assert_eq!(world.get(&path).await.1["name"], "Wayne Enterprises", "its id is the tenant's");

    let one = world.vobiz(&format!("sub-accounts/{id}"));
    let (_, read) = world.get(&one).await;
    assert_eq!((&read["auth_token"], &read["email"]), (&json!("<redacted>"), &json!("ops@wayne.example")));
    let (status, changed) =
        world.send(Method::PUT, &one, json!({"description": null, "permissions": {"calls": false}, "enabled": false})).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!((&changed["description"], &changed["permissions"]), (&Value::Null, &json!({"calls": false, "cdr": false})));
    assert_eq!((&changed["enabled"], &changed["is_active"], &changed["business_type"]), (&json!(false), &json!(false), &json!("llp")));

    world.sub_account("Second").await;
    let (_, list) = world.get(&world.vobiz("sub-accounts/?size=2")).await;
    assert_eq!((&list["page"], &list["size"], &list["total"]), (&json!(1), &json!(2), &json!(13)), "the cancelled one is gone");
    assert_eq!(list["sub_accounts"][0]["name"], "Second", "the newest first");
    assert_eq!(world.get(&world.vobiz("sub-accounts/?active_only=true")).await.1["total"], 11);

    let refused = world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), json!({"email": null})).await;
    assert_eq!((refused.0, &refused.1["error"]["details"]["errors"][0]["field"]), (400, &json!("email")), "customer use needs one");
    let (status, gone) = world.send(Method::DELETE, &one, Value::Null).await;
    assert_eq!((status, gone["message"].is_string()), (200, true));
    assert_eq!(world.get(&one).await.0, 404, "at once");
    assert_eq!(world.send(Method::DELETE, &one, Value::Null).await.0, 404);
    world.sub_account("Wayne Enterprises").await; // Its name is free again.
    let (_, restorable) = world.get("/api/v1/tenants?search=wayne&status=cancelled").await;
    assert!(restorable["data"][0]["name"].as_str().unwrap().starts_with("Wayne Enterprises (deleted "), "{restorable}");
}

#[tokio::test]
async fn a_sub_account_in_plivos_form() {
    let mut world = World::new().await;
    let all = world.plivo("Subaccount/");
    let (status, made) = world.send(Method::POST, &all, json!({"name": "Wayne Enterprises", "enabled": true})).await;
    assert_eq!((status, &made["message"]), (201, &json!("created")), "{made}");
    let (id, token) = (made["auth_id"].as_str().unwrap().to_owned(), made["auth_token"].clone());
    let one = format!("{all}{id}/");
    let (_, read) = world.get(&one).await;
    assert_eq!(
        (&read["auth_token"], &read["enabled"], &read["modified"]),
        (&token, &json!(true), &Value::Null),
        "its parent may see it again"
    );
    assert_eq!((&read["created"], &read["resource_uri"]), (&json!("2026-11-21"), &json!(one)));
    assert_ne!(read["api_id"], made["api_id"], "fresh for each request");
    let revealed: i64 = sqlx::query_scalar("SELECT count(*) FROM audit_entries WHERE action = 'sub_account.token_revealed'")
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    assert_eq!(revealed, 1, "who looked is recorded");
    let mut reader = world.app.caller(world.agency, None, &["tenants:read"]).await;
    let seen = reader.get(&one).await.json();
    assert_eq!((&seen["name"], seen.get("auth_token")), (&json!("Wayne Enterprises"), None), "a key that only reads gets no secret");

    world.app.advance(Duration::days(1));
    let (status, changed) = world.send(Method::POST, &one, json!({"name": "Wayne Corp"})).await;
    assert_eq!((status, &changed["message"]), (202, &json!("changed")));
    let (_, read) = world.get(&one).await;
    assert_eq!((&read["name"], &read["enabled"], &read["modified"]), (&json!("Wayne Corp"), &json!(true), &json!("2026-11-22")));

    let (_, list) = world.get(&format!("{all}?limit=3&offset=3")).await;
    assert_eq!(
        list["meta"],
        json!({"limit": 3, "offset": 3, "total_count": 12, "next": format!("{all}?limit=3&offset=6"), "previous": format!("{all}?limit=3&offset=0")})
    );
    assert!(list["objects"].as_array().unwrap().iter().all(|one| one.get("api_id").is_none() && one.get("auth_token").is_none()));
    assert_eq!(world.get(&format!("{all}?limit=21")).await.0, 400);
    let unsaid = world.send(Method::POST, &all, json!({"name": "Unsaid"})).await.1["auth_id"].as_str().unwrap().to_owned();
    assert_eq!(world.get(&format!("{all}{unsaid}/")).await.1["enabled"], true);
    assert_eq!(world.send(Method::POST, &all, json!({"name": "unsaid"})).await.0, 409, "names are unique whatever their case");
    for n in 0..2 {
        world.send(Method::POST, "/api/v1/numbers", json!({"number": format!("+1212555012{n}")})).await;
    }
    let numbers = world.plivo("Number/");
    let found = world.get(&format!("{numbers}?number_startswith=1212555012&limit=1")).await.1;
    assert_eq!(found["meta"]["next"], format!("{numbers}?limit=1&offset=1&number_startswith=1212555012"), "the next of the same list");
    // One that was made elsewhere has a token once it is asked for.
    let other = list["objects"][0]["auth_id"].as_str().unwrap().to_owned();
    let token = world.get(&format!("{all}{other}/")).await.1["auth_token"].as_str().unwrap().to_owned();
    let mut own = world.app.client("localhost:3000").with_account(&other, &token);
    assert_eq!(own.get(&format!("/api/v1/Account/{other}/Number/")).await.status, 200);
    assert_eq!(world.parent.json(Method::DELETE, &one, &Value::Null).await.status, 204);
    assert_eq!(world.get(&one).await.0, 404);
}

#[tokio::test]
async fn every_spelling_of_the_forms_is_served() {
    let mut world = World::new().await;
    let account = world.account.clone();
    for path in ["account/{a}/subaccount", "Account/{a}/SubAccount/", "ACCOUNT/{a}/SUBACCOUNT/", "Account/{a}/Subaccount?limit=1"] {
        let (status, list) = world.get(&format!("/api/v1/{}", path.replace("{a}", &account))).await;
        assert_eq!((status, list["meta"]["total_count"].as_i64()), (200, Some(11)), "{path}");
    }
    assert_eq!(world.get(&format!("/api/v1/accounts/{account}/sub-accounts")).await.1["total"], 11);
    let (id, _) = world.sub_account("One").await;
    assert_eq!(world.get(&format!("/api/v1/accounts/{account}/sub-accounts/{id}/")).await.1["name"], "One");
    let made = world.send(Method::POST, &format!("/api/v1/account/{account}/subaccount"), json!({"name": "Two"})).await;
    assert_eq!((made.0, &made.1["message"]), (201, &json!("created")), "with its body");
    for (path, shape) in [("Account/{a}/Nothing/", "api_id"), ("accounts/{a}/nothing", "requestId"), ("nothing", "traceId")] {
        let (status, problem) = world.get(&format!("/api/v1/{}", path.replace("{a}", &account))).await;
        assert!(status == 404 && problem.get(shape).is_some(), "{path}: {problem}");
    }
}

#[tokio::test]
async fn own_credentials_work_on_what_is_its_own_and_nowhere_else() {
    let mut world = World::new().await;
    let (id, mut own) = world.sub_account("Wayne Enterprises").await;
    let (other, _) = world.sub_account("Other").await;
    let number = json!({"number": "+12125550100"});
    assert_eq!(world.send(Method::POST, "/api/v1/numbers", number).await.0, 201);
    let assign = format!("/api/v1/account/{}/numbers/%2B12125550100/assign-subaccount", world.account);
    let (status, assigned) = world.send(Method::POST, &assign, json!({"sub_account_id": id})).await;
    assert_eq!((status, &assigned["sub_account"]), (200, &json!(id)), "{assigned}");

    for form in ["accounts/{a}/numbers/", "Account/{a}/Number/"] {
        let (status, list) = told(&own.get(&format!("/api/v1/{}", form.replace("{a}", &id))).await);
        let numbers = if form.starts_with('a') { &list["numbers"] } else { &list["objects"] };
        assert_eq!((status, &numbers[0]["number"]), (200, &json!("12125550100")), "{list}");
    }
    for (start, found) in [("1212", 1), ("0100", 0)] {
        assert_eq!(own.get(&format!("/api/v1/accounts/{id}/numbers/?starts_with={start}")).await.json()["total"], found, "{start}");
    }
    let named = own.json(Method::PUT, &format!("/api/v1/accounts/{id}/numbers/12125550100"), &json!({"cnam": "WAYNE ENT"})).await;
    assert_eq!(named.json()["cnam"], "WAYNE ENT");
    let trunks = format!("/api/v1/accounts/{id}/trunks/");
    let trunk = json!({"name": "PBX", "sip_uri": "sip:sbc.wayne.example:5060", "allowed_addresses": ["192.0.2.7", "2001:db8::1/32"]});
    let (status, made) = told(&own.json(Method::POST, &trunks, &trunk).await);
    assert_eq!(
        (status, &made["allowed_addresses"], &made["enabled"]),
        (201, &json!(["192.0.2.7", "2001:db8::/32"]), &json!(true)),
        "{made}"
    );
    let one = format!("{trunks}{}", made["trunk_id"].as_str().unwrap());
    assert_eq!(own.json(Method::PUT, &one, &json!({"enabled": false})).await.json()["enabled"], false);
    let in_plivos = format!("/api/v1/Account/{id}/Trunk/{}/", made["trunk_id"].as_str().unwrap());
    assert_eq!(own.json(Method::POST, &in_plivos, &json!({"name": "Desk PBX"})).await.json()["message"], "changed");
    assert_eq!(world.get(&in_plivos).await.1["name"], "Desk PBX", "its parent sees it under its id");
    let config = own.clone().with_key(own.key.clone().unwrap().as_str()).get("/api/v1/telephony/config").await.json();
    assert_eq!((&config["trunks"][0]["name"], config["trunks"][0]["enabled"].as_bool()), (&json!("Desk PBX"), Some(false)), "{config}");

    let no_calls = json!({"permissions": {"calls": false}});
    world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), no_calls).await;
    let config = own.get("/api/v1/telephony/config").await.json();
    assert_eq!((&config["calls"]["outbound"], &config["calls"]["inbound"]), (&json!(false), &json!("connect")), "it places no calls");

    // The parent's administration is refused, another's account is not there, and a secret goes with its own id only.
    for path in
        [world.vobiz("sub-accounts/"), world.plivo("Subaccount/"), format!("/api/v1/Account/{id}/Subaccount/"), "/v1/clients".to_owned()]
    {
        assert_eq!(own.get(&path).await.status, 403, "{path}");
    }
    for path in [format!("/api/v1/accounts/{other}/numbers/"), world.vobiz("numbers/")] {
        assert_eq!(own.get(&path).await.status, 404, "{path}");
    }
    let mut mixed = own.clone();
    mixed.account = world.account.clone();
    assert_eq!(mixed.get(&world.vobiz("numbers/")).await.status, 401);
    let headers = |client: &Client, id: &str| {
        let request = Request::get(format!("/api/v1/accounts/{id}/numbers/"));
        request.header("x-auth-id", &client.account).header("x-auth-token", client.key.as_deref().unwrap()).body(Body::empty()).unwrap()
    };
    let request = headers(&own, &id);
    assert_eq!(own.send(request).await.status, 200, "as headers too");

    // Its calls are its own to read unless its parent says no.
    let recordings =
        format!("/api/v1/tenants/{}/recordings", world.get("/api/v1/tenants?search=wayne").await.1["data"][0]["id"].as_str().unwrap());
    assert_eq!(own.get(&recordings).await.status, 200);
    world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), json!({"permissions": {"cdr": false}})).await;
    assert_eq!((own.get(&recordings).await.status.as_u16(), world.get(&recordings).await.0), (403, 200));

    // Switched off, its next call is refused; switched on, it works again; deleted, nobody knows it.
    let switch = world.plivo(&format!("Subaccount/{id}/"));
    assert_eq!(world.send(Method::POST, &switch, json!({"enabled": false})).await.0, 202);
    for path in [trunks.clone(), format!("/api/v1/Account/{id}/Number/"), "/v1/auth/me".to_owned(), "/api/v1/telephony/config".to_owned()] {
        assert_eq!(own.get(&path).await.status, 403, "{path}");
    }
    assert_eq!(own.get(&trunks).await.json()["error"]["code"], "ACCOUNT_INACTIVE");
    assert_eq!(world.send(Method::POST, &trunks, json!({"name": "Another", "sip_uri": "sip:a.example"})).await.0, 409);
    let tenant = world.get("/api/v1/tenants?search=wayne").await.1["data"][0]["id"].as_str().unwrap().to_owned();
    let (_, config) = world.get(&format!("/api/v1/telephony/config?tenantId={tenant}")).await;
    assert!(config["trunks"].as_array().unwrap().iter().all(|trunk| trunk["enabled"] == false), "{config}");
    assert_eq!(world.send(Method::POST, &switch, json!({"enabled": true})).await.0, 202);
    assert_eq!(own.get(&trunks).await.status, 200);
    let old = own.clone();
    let renewed = world.send(Method::POST, &world.vobiz(&format!("sub-accounts/{id}/token")), json!({})).await.1;
    own = own.with_account(&id, renewed["auth_token"].as_str().unwrap());
    assert_eq!((old.clone().get(&trunks).await.status.as_u16(), own.get(&trunks).await.status.as_u16()), (401, 200));
    assert_eq!(world.send(Method::DELETE, &switch, Value::Null).await.0, 204);
    assert_eq!(own.get(&trunks).await.status, 401);
}

#[tokio::test]
async fn a_deleted_sub_accounts_numbers_go_back_or_are_released() {
    let mut world = World::new().await;
    for (nth, (query, body, left)) in
        [("", Value::Null, 1), ("?cascade=true", Value::Null, 0), ("", json!({"cascade": true}), 0), ("?cascade=false", Value::Null, 1)]
            .into_iter()
            .enumerate()
    {
        let (id, _) = world.sub_account(&format!("One {nth}")).await;
        let digits = format!("1212555010{nth}");
        world.send(Method::POST, "/api/v1/numbers", json!({"number": format!("+{digits}")})).await;
        let given = world.send(Method::POST, &world.plivo(&format!("Number/{digits}/")), json!({"subaccount": id})).await;
        assert_eq!(given.0, 202, "{}", given.1);
        let of_it = world.plivo(&format!("Subaccount/{id}/Number/"));
        assert_eq!(world.get(&of_it).await.1["meta"]["total_count"], 1);
        let path = world.plivo(&format!("Subaccount/{id}/{query}"));
        assert_eq!(world.send(Method::DELETE, &path, body).await.0, 204);
        let found = world.get(&format!("/api/v1/numbers?search={digits}")).await.1;
        assert_eq!(found["total"], left, "{query}");
        if left == 1 {
            assert_eq!(found["data"][0]["tenantId"], Value::Null);
        }
    }
    assert_eq!(world.get(&world.plivo("Subaccount/?cascade=perhaps")).await.0, 400);
}

#[tokio::test]
async fn a_sub_accounts_own_limit_is_kept_in_every_dialect() {
    let mut world = World::new().await;
    let (id, mut own) = world.sub_account("Busy").await;
    let limit = json!({"rate_limit": 3});
    assert_eq!(world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), limit).await.1["rate_limit"], 3);
    let paths = [format!("/api/v1/accounts/{id}/numbers/"), format!("/api/v1/Account/{id}/Number/"), "/api/v1/telephony/config".to_owned()];
    for (n, path) in paths.iter().enumerate() {
        let reply = own.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.header("x-ratelimit-remaining")), (200, (2 - n).to_string().as_str()), "{path}");
    }
    for (path, shape) in paths.iter().zip(["/error/code", "/error", "/title"]) {
        let refused = own.get(path).await;
        assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "60"), "{path}");
        assert!(refused.json().pointer(shape).is_some(), "{}", refused.body);
    }
    assert_eq!(world.get(&world.vobiz("numbers/")).await.0, 200, "its parent is not held up");
}

/// The same tenant in every dialect, in every status; a golden file shows what each of them says.
#[tokio::test]
async fn one_tenant_is_the_same_in_all_dialects() {
    let mut world = World::new().await;
    let (_, made) = world.send(Method::POST, "/v1/clients", abc_motors()).await;
    let id: TenantId = TenantId(made["data"]["id"].as_str().unwrap().parse().unwrap());
    let sub: String = sqlx::query_scalar("SELECT sub_account_id FROM tenants WHERE id = $1")
        .bind(id.uuid())
        .fetch_one(&world.app.owner().await)
        .await
        .unwrap();
    let ours = format!("/api/v1/tenants/{id}");
    let (client, vobiz, plivo) =
        (format!("/v1/clients/{}", id.uuid()), world.vobiz(&format!("sub-accounts/{sub}")), world.plivo(&format!("Subaccount/{sub}/")));
    // Each step by another dialect; the others follow.
    let steps: [(&str, Method, &str, Value); 7] = [
        ("made as a client", Method::GET, &client, Value::Null),
        ("switched off as a sub-account", Method::PUT, &vobiz, json!({"enabled": false})),
        ("switched on in Plivo's form", Method::POST, &plivo, json!({"enabled": true})),
        ("suspended as a tenant", Method::PATCH, &ours, json!({"status": "suspended"})),
        ("made active as a client", Method::PATCH, &client, json!({"status": "active", "contact_email": "new@abc.example"})),
        ("deleted in Plivo's form", Method::DELETE, &plivo, Value::Null),
        ("brought back as a client", Method::PATCH, &client, json!({"status": "active"})),
    ];
    let mut table = String::new();
    for (what, method, path, body) in steps {
        let (status, answer) = world.send(method, path, body).await;
        assert!(status < 300, "{what}: {answer}");
        let said = |reply: (u16, Value), pointer: &str| match reply {
            (200, body) => body.pointer(pointer).cloned().unwrap_or_default().to_string(),
            (status, _) => status.to_string(),
        };
        let tenant = said(world.get(&ours).await, "/status");
        let as_client = said(world.get(&client).await, "/data/status");
        let as_sub_account = said(world.get(&vobiz).await, "/is_active");
        let in_plivos = said(world.get(&plivo).await, "/enabled");
        table += &format!("{what:<30} tenant {tenant:<12} client {as_client:<10} sub-account {as_sub_account:<6} Plivo {in_plivos}\n");
    }
    let expected = include_str!("golden/dialects.txt");
    assert_eq!(table, expected, "\n{table}");
    let (_, seen) = world.get(&vobiz).await;
    assert_eq!((&seen["email"], &seen["phone"]), (&json!("new@abc.example"), &json!("+15551234567")));
    assert_eq!(world.get(&ours).await.1["plan"], "professional", "the plan that “Pro” is another name of");
}

/// Every family refuses in its own shape with the right status, and repeats nothing of what was sent.
#[tokio::test]
async fn bad_input_gets_each_dialects_own_error() {
    let mut world = World::new().await;
    let (id, _) = world.sub_account("Taken").await;
    world.send(Method::POST, "/v1/clients", abc_motors()).await;
    let (clients, vobiz, plivo) = ("/v1/clients".to_owned(), world.vobiz("sub-accounts/"), world.plivo("Subaccount/"));
    let shape = |path: &str, body: &Value| match path {
        path if path.starts_with("/v1") => body["error"].is_string() && body.get("api_id").is_none(),
        path if path.starts_with("/api/v1/Account") => body["error"].is_string() && body["api_id"].is_string(),
        _ => {
            body["status"] == "error" && body["error"]["code"].is_string() && body["requestId"].is_string() && body["timestamp"].is_string()
        }
    };
    let secret = "s3cr3t-zq";
    let long = format!("{secret}{}", "x".repeat(300));
    let big = format!("{{\"name\": \"{}\"}}", "x".repeat(1024 * 1024));
    let json_type = "application/json";
    let bodies: Vec<(&str, String, [u16; 3])> = vec![
        (json_type, format!("{{\"name\": \"{long}\", \"type\": \"x\", \"subscription_plan\": \"y\"}}"), [400, 422, 400]),
        (json_type, "{\"name\": 5}".to_owned(), [400, 422, 400]),
        (json_type, "{}".to_owned(), [400, 422, 400]),
        (json_type, format!("{{\"name\": \"{secret}"), [400, 400, 400]),
        ("text/plain", secret.to_owned(), [415, 415, 415]),
        (json_type, big, [413, 413, 413]),
    ];
    for (mime, body, expected) in &bodies {
        for (path, status) in [&clients, &vobiz, &plivo].into_iter().zip(expected) {
            let reply = world.parent.raw(Method::POST, path, mime, body.clone()).await;
            assert_eq!(reply.status.as_u16(), *status, "{path} {}: {}", &body[..body.len().min(60)], reply.body);
            assert!(shape(path, &reply.json()), "{path}: {}", reply.body);
            assert!(!reply.body.contains(secret), "{path}: {}", reply.body);
        }
    }
    // Unknown fields are told where a form has none beside its own.
    for (path, status) in [(&clients, 400), (&vobiz, 422)] {
        let body = json!({"name": "x", "type": "x", "subscription_plan": "y", "colour": secret});
        let reply = world.parent.json(Method::POST, path, &body).await;
        assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
        assert!(!reply.body.contains(secret) && reply.body.contains("known field"), "{}", reply.body);
    }
    // What is taken; a foreign id; another method; no key, the wrong scheme, the wrong secret.
    for (path, name) in [(&clients, "ABC Motors"), (&vobiz, "taken"), (&plivo, "Taken")] {
        let reply = world.parent.json(Method::POST, path, &json!({"name": name, "type": "x", "subscription_plan": "y"})).await;
        let reply = if path == &clients { reply } else { world.parent.json(Method::POST, path, &json!({"name": name})).await };
        assert_eq!(reply.status, 409, "{path}: {}", reply.body);
        assert!(shape(path, &reply.json()) && !reply.body.contains(name), "{}", reply.body);
    }
    let southgate = world.app.agency("southgate").await;
    let mut stranger = world.app.caller(southgate, None, &[]).await;
    let theirs = stranger.account.clone();
    for path in [
        format!("/v1/clients/{}", uuid::Uuid::from_u128(7)),
        world.vobiz(&format!("sub-accounts/{id}")),
        world.plivo(&format!("Subaccount/{id}/")),
        format!("/api/v1/accounts/{theirs}/sub-accounts/{id}"),
    ] {
        let reply = stranger.get(&path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(shape(&path, &reply.json()), "{}", reply.body);
    }
    for (path, method, allowed) in [(&clients, Method::PUT, "GET"), (&vobiz, Method::PATCH, "POST"), (&plivo, Method::DELETE, "POST")] {
        let reply = world.parent.json(method, path, &json!({})).await;
        assert_eq!(reply.status, 405, "{path}");
        assert!(reply.header("allow").contains(allowed) && shape(path, &reply.json()), "{path}: {} {}", reply.header("allow"), reply.body);
    }
    let key = world.parent.key.clone().unwrap();
    let mut nobody = world.app.client("localhost:3000");
    for path in [&clients, &vobiz, &plivo] {
        for (name, value) in [
            ("x-nothing", String::new()),
            ("authorization", format!("Bearer {key}")),
            ("x-api-key", if path == &clients { secret.to_owned() } else { key.clone() }),
            ("x-auth-token", key.clone()),
        ] {
            let request = Request::get(path.as_str()).header(name, value).body(Body::empty()).unwrap();
            let reply = nobody.send(request).await;
            assert_eq!(reply.status, 401, "{path} {name}");
            assert!(shape(path, &reply.json()) && !reply.body.contains(secret) && !reply.body.contains(&key), "{}", reply.body);
        }
    }
    let (status, refused) = told(&nobody.get("/v1/clients").await);
    assert_eq!((status, refused), (401, json!({"error": "Unauthorized"})), "as the vendor words it");
}

/// A token may do no more than the key that makes it or looks at it.
#[tokio::test]
async fn a_restricted_key_gives_no_more_than_it_has() {
    let mut world = World::new().await;
    let mut narrow = world.app.caller(world.agency, None, &["tenants:read", "tenants:write"]).await;
    let made = narrow.json(Method::POST, &world.vobiz("sub-accounts/"), &json!({"name": "Narrow"})).await.json();
    let id = made["auth_credentials"]["auth_id"].as_str().unwrap().to_owned();
    let token = made["auth_credentials"]["auth_token"].as_str().unwrap();
    let mut own = world.app.client("localhost:3000").with_account(&id, token);
    for path in [format!("/api/v1/accounts/{id}/numbers/"), "/api/v1/telephony/config".to_owned()] {
        assert_eq!(own.get(&path).await.status, 403, "{path}");
    }
    assert_eq!(narrow.get(&world.plivo(&format!("Subaccount/{id}/"))).await.json()["auth_token"], token, "it may see what it made");
    let (wide, _) = world.sub_account("Wide").await;
    assert!(narrow.get(&world.plivo(&format!("Subaccount/{wide}/"))).await.json().get("auth_token").is_none());
    let renewed = narrow.json(Method::POST, &world.vobiz(&format!("sub-accounts/{wide}/token")), &json!({})).await.json();
    let mut own = world.app.client("localhost:3000").with_account(&wide, renewed["auth_token"].as_str().unwrap());
    assert_eq!(own.get("/api/v1/telephony/config").await.status, 403);
}

#[tokio::test]
async fn a_transfer_ends_the_old_parents_token() {
    let mut world = World::new().await;
    let (id, mut own) = world.sub_account("Mover").await;
    let tenant = world.get("/api/v1/tenants?search=mover").await.1["data"][0]["id"].as_str().unwrap().to_owned();
    let southgate = world.app.agency("southgate").await;
    let mut south = world.app.caller(southgate, None, &[]).await;
    let offer = json!({"targetAgencyId": southgate.to_string()});
    let transfer =
        world.send(Method::POST, &format!("/api/v1/tenants/{tenant}/transfer"), offer).await.1["id"].as_str().unwrap().to_owned();
    assert_eq!(own.get("/api/v1/telephony/config").await.status, 200);
    let accept = format!("/api/v1/agency/transfers/{transfer}/accept");
    assert_eq!(south.json(Method::POST, &accept, &json!({})).await.status, 200);
    assert_eq!(own.get("/api/v1/telephony/config").await.status, 401);
    let seen = south.get(&format!("/api/v1/Account/{}/Subaccount/{id}/", south.account)).await.json();
    let mut own = own.with_account(&id, seen["auth_token"].as_str().unwrap());
    assert_eq!(own.get(&format!("/api/v1/accounts/{id}/numbers/")).await.status, 200, "the new one's works");
    assert_eq!(world.get(&world.plivo(&format!("Subaccount/{id}/"))).await.0, 404);
}

/// What callers may send by mistake or on purpose is refused, and never a fault of ours.
#[tokio::test]
async fn odd_input_is_refused_and_costs_little() {
    let mut world = World::new().await;
    let (id, mut own) = world.sub_account("Odd").await;
    let account = world.account.clone();
    for path in [
        world.vobiz("sub-accounts/%00"),
        "/api/v1/Account/%00/Number/".to_owned(),
        format!("/api/v1/Account/{account}/Number/%00/"),
        format!("/api/v1/Account/{account}/Subaccount/%2e%2e/"),
        format!("/api/v1/accounts/{account}/numbers/abc"),
        format!("/api/v1/accounts/{id}/trunks/%00"),
        "/v1/clients/%00".to_owned(),
        world.vobiz("sub-accounts/?page=4294967295"),
        world.vobiz("sub-accounts/?page=1000000&size=100"),
        world.plivo("Subaccount/?offset=1000000"),
    ] {
        let status = world.get(&path).await.0;
        assert!((200..500).contains(&status), "{path}: {status}");
    }
    let assign = format!("/api/v1/account/{account}/numbers/1/assign-subaccount");
    assert_eq!(world.send(Method::POST, &assign, json!({"sub_account_id": "\u{0}"})).await.0, 404);
    let trunks = format!("/api/v1/accounts/{id}/trunks/");
    let addresses: Vec<String> = (0..60_000).map(|n: u32| std::net::Ipv4Addr::from(n).to_string()).collect();
    let began = std::time::Instant::now();
    let many = own.json(Method::POST, &trunks, &json!({"name": "x", "sip_uri": "sip:a.example", "allowed_addresses": addresses})).await;
    assert_eq!((many.status.as_u16(), many.json()["error"]["details"]["errors"].as_array().unwrap().len()), (422, 1), "{}", many.body);
    assert!(began.elapsed().as_secs() < 5, "they are counted before they are read");
    for uri in ["sip:user:secret@a.example", "http://a.example", "sip:", "sip:a b", "sip:@a.example"] {
        let reply = own.json(Method::POST, &trunks, &json!({"name": "x", "sip_uri": uri})).await;
        assert_eq!(reply.status, 422, "{uri}");
    }
    for basic in ["", "!!!", "bm9jb2xvbg==", "Og=="] {
        let request = Request::get(&trunks).header("authorization", format!("Basic {basic}")).body(Body::empty()).unwrap();
        assert_eq!(world.app.client("localhost:3000").send(request).await.status, 401, "{basic}");
    }
    // A key in the wrong place does not come back.
    let key = world.parent.key.clone().unwrap();
    for path in ["/v1/clients".to_owned(), world.vobiz("sub-accounts/"), world.plivo("Subaccount/"), "/api/v1/tenants".to_owned()] {
        let reply = world.parent.get(&format!("{path}?{key}=1")).await;
        assert!(reply.status.is_client_error() && !reply.body.contains(&key), "{path}: {}", reply.body);
    }
    // A body too large is one in every spelling, and for a deletion too.
    let big = "x".repeat(1024 * 1024 + 1);
    for (method, path) in
        [(Method::POST, format!("/api/v1/account/{account}/subaccount")), (Method::DELETE, world.plivo(&format!("Subaccount/{id}/")))]
    {
        assert_eq!(world.parent.raw(method, &path, "application/json", format!("{{\"name\": \"{big}\"}}")).await.status, 413, "{path}");
    }
    let reply = world.parent.raw(Method::DELETE, &world.plivo(&format!("Subaccount/{id}/")), "application/json", "[]".to_owned()).await;
    assert_eq!(reply.status, 400, "no object");
    for _ in 0..12 {
        assert_eq!(own.json(Method::POST, "/v1/clients", &abc_motors()).await.status, 403, "not 429: it never may");
    }
}

/// Whatever is in flight when a sub-account is switched off: a call that begins after the answer is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switching_off_refuses_the_next_call_whatever_is_in_flight() {
    let mut world = World::new().await;
    let (id, own) = world.sub_account("Busy").await;
    let path = format!("/api/v1/accounts/{id}/numbers/");
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let (mut own, path, stopped) = (own.clone(), path.clone(), stopped.clone());
            tokio::spawn(async move {
                let mut served = 0;
                loop {
                    let off = *stopped.borrow();
                    let status = own.get(&path).await.status.as_u16();
                    if off {
                        return (served, status);
                    }
                    served += u32::from(status == 200);
                }
            })
        })
        .collect();
    // Each has been served at least once more when it is switched off.
    for _ in 0..20 {
        assert_eq!(own.clone().get(&path).await.status, 200);
    }
    let off = json!({"enabled": false});
    assert_eq!(world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), off).await.0, 200);
    stop.send(true).unwrap();
    for caller in callers {
        let (served, last) = caller.await.unwrap();
        assert!(served > 0);
        assert_eq!(last, 403, "the next call after it was switched off");
    }
}

/// A body that is held back until the credentials it came with are switched off does nothing.
#[tokio::test]
async fn a_call_whose_body_comes_after_it_was_switched_off_does_nothing() {
    let mut world = World::new().await;
    let (id, own) = world.sub_account("Slow").await;
    let trunks = format!("/api/v1/accounts/{id}/trunks/");
    let (chunks, body) = tokio::sync::mpsc::channel::<Result<&'static [u8], std::io::Error>>(2);
    chunks.send(Ok(b"{\"name\": \"PBX\", ")).await.unwrap();
    let stream = futures::stream::unfold(body, |mut body| async move { Some((body.recv().await?, body)) });
    let request = Request::post(&trunks).header("content-type", "application/json").body(Body::from_stream(stream)).unwrap();
    let mut slow = own.clone();
    let call = tokio::spawn(async move { slow.send(request).await });
    // The first part is taken once there is room for another: the call has begun, its key was looked up.
    while chunks.capacity() < 2 {
        tokio::task::yield_now().await;
    }
    world.app.advance(Duration::seconds(2));
    let off = json!({"enabled": false});
    assert_eq!(world.send(Method::PUT, &world.vobiz(&format!("sub-accounts/{id}")), off).await.0, 200);
    chunks.send(Ok(b"\"sip_uri\": \"sip:a.example\"}")).await.unwrap();
    drop(chunks);
    assert_eq!(call.await.unwrap().status, 403);
    assert_eq!(world.get(&trunks).await.1["total"], 0);
}

/// The application on a real socket of loopback; it ends with the test's runtime.
async fn serve(app: &TestApp) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn run(command: &str, arguments: &[&str]) -> String {
    let mut command = tokio::process::Command::new(command);
    let output = tokio::time::timeout(std::time::Duration::from_secs(60), command.args(arguments).kill_on_drop(true).output());
    let output = output.await.expect("within a minute").unwrap();
    assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The seed's curl, with the host and the key changed, and the address that its page hides from readers written out.
const CURL: &str = r#"curl --silent --show-error --request POST \
  --url https://mgmt-api.voxfra.com/v1/clients \
  --header 'Content-Type: application/json' \
  --header 'X-API-Key: <api-key>' \
  --data '
{
  "name": "ABC Motors",
  "display_name": "ABC Motors - Downtown",
  "type": "automotive",
  "subscription_plan": "Pro",
  "status": "active",
  "contact_person": "Jane Smith",
  "contact_email": "[email protected]",
  "phone_number": "+15551234567"
}
'"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_seeds_curl_runs_as_printed() {
    let world = World::new().await;
    let url = serve(&world.app).await;
    let curl = CURL
        .replace("https://mgmt-api.voxfra.com", &url)
        .replace("<api-key>", world.parent.key.as_deref().unwrap())
        .replace("[email protected]", "jane@abc.example");
    let answer: Value = serde_json::from_str(&run("sh", &["-c", &curl]).await).unwrap();
    let fields: Vec<&String> = answer["data"].as_object().unwrap().keys().collect();
    for field in [
        "id",
        "organization_id",
        "name",
        "display_name",
        "type",
        "subscription_plan",
        "contact_person",
        "contact_email",
        "phone_number",
        "joined_at",
        "last_active_at",
    ] {
        assert!(fields.contains(&&field.to_owned()), "{field}: {answer}");
    }
    assert_eq!((&answer["data"]["name"], &answer["data"]["status"]), (&json!("ABC Motors"), &json!("active")));
}

/// Nothing of the client is changed but its base address.
#[tokio::test]
async fn call_records_and_balance_are_a_sub_accounts_own() {
    let mut world = World::new().await;
    let (id, mut own) = world.sub_account("Wayne Enterprises").await;
    let (_, mut other) = world.sub_account("Other").await;
    let mut api = world.app.client("localhost:3000").with_key(&world.app.key(world.agency, None, &[]).await);
    let sql = "SELECT id FROM tenants WHERE sub_account_id = $1";
    let tenant = TenantId(sqlx::query_scalar(sql).bind(&id).fetch_one(&world.app.owner().await).await.unwrap());
    let rfc = |at: time::OffsetDateTime| at.format(&time::format_description::well_known::Rfc3339).unwrap();
    let hour = world.app.now() - Duration::HOUR;
    for (n, channel, direction, status, minutes) in [
        (1, "phone", "inbound", "completed", 10),
        (2, "phone", "outbound", "completed", 2),
        (3, "phone", "outbound", "failed", 0),
        (4, "webchat", "inbound", "completed", 5),
    ] {
        let start = hour + Duration::minutes(n);
        let call = json!({"id": format!("c-{n}"), "tenant": tenant.to_string(), "channel": channel, "direction": direction, "status": status,
            "from": "+14155550123", "to": "+12125550100", "startedAt": rfc(start), "endedAt": rfc(start + Duration::minutes(minutes))});
        assert_eq!(api.json(Method::POST, "/api/v1/conversations", &call).await.status, 201);
    }
    let cdr = format!("/api/v1/account/{id}/cdr");
    let (status, list) = told(&own.get(&cdr).await);
    assert_eq!(
        (status, list["count"].clone(), list["pagination"]["total"].clone()),
        (200, json!(3), json!(3)),
        "a chat is no call: {list}"
    );
    // 10 minutes at 0.0085 in, 2 at 0.014 out, and half of all paid for is two of three.
    let summary = &list["summary"];
    assert_eq!((&summary["totalCalls"], &summary["answeredCalls"], &summary["avgCallDuration"]), (&json!(3), &json!(2), &json!("360s")));
    assert_eq!((summary["total_cost"].to_string(), summary["answerRate"].to_string()), ("0.113".to_owned(), "66.6".to_owned()));
    let last = &list["data"][0];
    assert_eq!((&last["sip_call_id"], &last["answer_time"], &last["billsec"]), (&json!("c-3"), &Value::Null, &json!(0)));
    for (filter, found) in [
        ("call_direction=outbound", 2),
        ("min_duration=121", 1),
        ("from_number=%2B1415", 3),
        ("to_number=%2B1415", 0),
        ("start_date=2020-01-01&end_date=2020-01-02", 0),
        ("context=voice-api&page=2&per_page=2", 1),
    ] {
        let list = own.get(&format!("{cdr}?{filter}")).await.json();
        assert_eq!(list["count"], found, "{filter}: {list}");
    }
    for (page, more) in [(1, true), (2, false)] {
        let told = own.get(&format!("{cdr}?per_page=2&page={page}")).await.json();
        assert_eq!(told["pagination"]["has_next"], more, "page {page}");
    }
    let first = own.get(&format!("/api/v1/Account/{id}/Call/?limit=2")).await.json();
    assert!(first["meta"]["next"].is_string() && first["meta"]["total_count"] == 3, "{first}");
    for wrong in ["start_date=2026-01-01", "start_date=soon&end_date=2026-01-01", "per_page=101", "nonsense=1"] {
        let (status, refused) = told(&own.get(&format!("{cdr}?{wrong}")).await);
        assert_eq!((status, &refused["error"]["code"]), (422, &json!("VALIDATION_ERROR")), "{wrong}: {refused}");
    }
    let uuid = list["data"][2]["uuid"].as_str().unwrap().to_owned();
    let one = own.get(&format!("{cdr}/{uuid}")).await.json();
    assert_eq!((&one["data"]["duration"], one["data"]["total_cost"].to_string()), (&json!(600), "0.085".to_owned()));

    assert_eq!(own.get(&format!("{cdr}/recent")).await.status, 404, "not there");

    // In Plivo's form, with the sub-account's credentials and with its parent's.
    let calls = own.get(&format!("/api/v1/Account/{id}/Call/?call_direction=inbound")).await.json();
    assert_eq!((&calls["meta"]["total_count"], &calls["objects"][0]["total_amount"]), (&json!(1), &json!("0.085000")));
    let call = own.get(&format!("/api/v1/Account/{id}/Call/{uuid}/")).await.json();
    assert_eq!((&call["bill_duration"], &call["call_uuid"]), (&json!(600), &json!(uuid)));
    assert_eq!(world.get(&world.plivo(&format!("Call/?subaccount={id}"))).await.1["meta"]["total_count"], 3);
    assert_eq!(world.get(&world.plivo("Call/")).await.0, 400, "whose?");
    assert_eq!(world.get(&cdr).await.1["count"], 3, "the parent keeps control");

    // What was spent, what is held and what is left.
    let limit = json!({"usageLimits": {"monthlySpendLimitCents": 500}, "billingAlerts": {"actionAt100": "block_new_calls"}});
    assert_eq!(api.json(Method::PATCH, &format!("/api/v1/tenants/{tenant}"), &limit).await.status, 200);
    let asked = json!({"id": "running", "tenant": tenant.to_string(), "direction": "inbound", "maxSeconds": 60});
    assert_eq!(api.json(Method::POST, "/api/v1/calls", &asked).await.status, 201);
    let balance = own.get(&format!("/api/v1/account/{id}/balance/USD")).await;
    let text = |field: &str| balance.json()[field].to_string();
    assert_eq!(
        (text("balance"), text("credit_limit"), text("credit_limit_type")),
        ("-0.113".to_owned(), "5.0".to_owned(), "\"hard\"".to_owned())
    );
    let held: f64 = text("reserved_funds").parse().unwrap();
    assert!(held > 0.0 && (text("available_balance").parse::<f64>().unwrap() - (5.0 - 0.113 - held)).abs() < 1e-6, "{}", balance.body);
    assert_eq!(own.get(&format!("/api/v1/account/{id}/balance/INR")).await.status, 404);

    // Nobody else's, and not where its parent has taken the permission away.
    for path in [cdr.clone(), format!("{cdr}/{uuid}"), format!("/api/v1/account/{id}/balance/USD"), format!("/api/v1/Account/{id}/Call/")] {
        assert_eq!(other.get(&path).await.status, 404, "{path}");
    }
    let switch = json!({"permissions": {"cdr": false}});
    let path = world.vobiz(&format!("sub-accounts/{id}"));
    assert_eq!(world.send(Method::PUT, &path, switch).await.0, 200);
    for path in [cdr.clone(), format!("{cdr}/{uuid}"), format!("/api/v1/Account/{id}/Call/")] {
        assert_eq!(own.get(&path).await.status, 403, "{path}");
    }
    assert_eq!(world.get(&cdr).await.0, 200, "its parent reads on");
}

const PLIVO_CLIENT: &str = r#"
import sys
import plivo
from plivo import exceptions
from plivo.rest import client as rest

url, auth_id, auth_token = sys.argv[1:]
rest.PLIVO_API_BASE_URI = rest.API_VOICE_BASE_URI = f"{url}/api/v1/Account"
client = plivo.RestClient(auth_id, auth_token)

made = client.subaccounts.create(name="Wayne Enterprises", enabled=True)
sub = client.subaccounts.get(made.auth_id)
assert (sub.name, sub.enabled, sub.auth_token) == ("Wayne Enterprises", True, made.auth_token), sub
listed = client.subaccounts.list(limit=5, offset=0)
assert listed.meta.total_count > 5 and len(listed.objects) == 5 and listed.objects[0].auth_id == made.auth_id, listed

own = plivo.RestClient(made.auth_id, made.auth_token)
assert own.numbers.list().meta.total_count == 0
assert own.calls.list(call_direction="inbound", limit=5).meta.total_count == 0
assert client.calls.list(subaccount=made.auth_id).meta.total_count == 0

def refused(with_what, call):
    try:
        call()
    except with_what:
        return
    raise SystemExit(f"not refused with {with_what}")

# (A refused list would trip over a mistake of the client's own: it counts objects that are not there.)
number = lambda: own.numbers.get("12125550100")
refused(exceptions.ResourceNotFoundError, number)
client.subaccounts.update(made.auth_id, "Wayne Corp", True)
assert client.subaccounts.get(made.auth_id).name == "Wayne Corp"
# Without it the client itself says false, which switches the sub-account off.
client.subaccounts.update(made.auth_id, "Wayne Corp")
assert client.subaccounts.get(made.auth_id).enabled is False
refused(exceptions.ForbiddenError, number)
client.subaccounts.update(made.auth_id, "Wayne Corp", True)
assert own.numbers.list().meta.total_count == 0
refused(exceptions.ForbiddenError, lambda: own.subaccounts.get(made.auth_id))

client.subaccounts.delete(made.auth_id, cascade=True)
refused(exceptions.ResourceNotFoundError, lambda: client.subaccounts.get(made.auth_id))
refused(exceptions.AuthenticationError, number)
print("done")
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unmodified_plivo_client_manages_sub_accounts() {
    let world = World::new().await;
    let url = serve(&world.app).await;
    let python =
        std::env::var("PORTICO_TEST_PYTHON").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/target/venv/bin/python").to_owned());
    let told = run(&python, &["-c", PLIVO_CLIENT, &url, &world.account, world.parent.key.as_deref().unwrap()]).await;
    assert_eq!(told.trim(), "done");
}
