//! Search: what a few letters find, for whom, and what they do not (DESIGN §6.3, §8.7).

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};

use crate::support::northwind::{HOST, Northwind as World};
use crate::support::{Client, Reply};

const PASSWORD: &str = "seven-lanterns-drift-slowly";

impl World {
    /// Through the API; the id of what was made.
    async fn make(&mut self, path: &str, body: Value) -> String {
        let reply = self.api.json(Method::POST, &format!("/api/v1{path}"), &body).await;
        assert_eq!(reply.status, 201, "{path}: {}", reply.body);
        reply.json()["id"].as_str().unwrap().to_owned()
    }
}

async fn search(client: &mut Client, path: &str, q: &str) -> Reply {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", q).finish();
    let page = client.get(&format!("{path}?{query}")).await;
    assert_eq!(page.status, 200, "{path} {q}: {}", page.body);
    page
}

/// Where the results lead.
async fn found(client: &mut Client, path: &str, q: &str) -> Vec<String> {
    search(client, path, q).await.attributes("#results li a", "href")
}

#[tokio::test]
async fn a_tenant_is_found_by_the_start_of_any_of_its_words() {
    let mut world = World::new().await;
    let mut dana = world.staff(0).await;
    let harbour = format!("/tenants/{}", world.tenant("harbour-finch-legal"));
    for q in ["finc", "FINCH", "finch leg", "legal har", "finance@harbourfinch", "harbour-finch-legal"] {
        assert_eq!(found(&mut dana, "/search", q).await, std::slice::from_ref(&harbour), "{q}");
    }
    for q in ["arbour", "harb bakery", "harb zzz"] {
        let page = search(&mut dana, "/search", q).await;
        assert!(page.attributes("#results a", "href").is_empty(), "{q}");
        assert_eq!(page.text("#results .said"), format!("Nothing found for “{q}”."));
    }
    let page = search(&mut dana, "/search", "finch").await;
    assert_eq!((page.all("#results h2"), page.text("#results .said")), (vec!["Tenants".to_owned()], "One result".to_owned()));
    assert_eq!(page.text("#results li"), "Harbour & Finch Legal Active");
    // By the name it has now.
    let id = world.tenant("larkspur-hotels");
    let renamed = world.api.json(Method::PATCH, &format!("/api/v1/tenants/{id}"), &json!({"name": "Öster Inns"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    assert_eq!(found(&mut dana, "/search", "öst").await, [format!("/tenants/{id}")]);
}

#[tokio::test]
async fn eight_of_a_kind_and_the_way_to_the_rest() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    // The last word of every billing address.
    let page = search(&mut dana, "/search", "example").await;
    let tenants = page.attributes("#results section:first-of-type li a", "href");
    assert_eq!(tenants.len(), 8);
    assert!(tenants.iter().all(|href| href.starts_with("/tenants/ten_")), "{tenants:?}");
    assert_eq!(page.attributes("#results a.all", "href"), ["/tenants?q=example"]);
    assert_eq!(dana.get("/tenants?q=example").await.all("tbody tr").len(), 12);
    assert!(page.text("#results .said").contains("there are more"));
    assert!(page.body.contains("There are more. Type more of it."), "people have no list that takes a query");
}

#[tokio::test]
async fn a_number_is_found_by_its_start_or_its_end_however_it_is_written() {
    let mut world = World::new().await;
    let harbour = world.tenant("harbour-finch-legal");
    world.make("/numbers", json!({"number": "+35315550100", "tenantId": harbour.to_string()})).await;
    let free = world.make("/numbers", json!({"number": "+35315550102"})).await;
    let mut dana = world.staff(0).await;
    let tenant = format!("/tenants/{harbour}");
    for q in ["0100", "555-0100", "5550100", "+353 1 555 0100", "(353) 1.555.0100"] {
        assert_eq!(found(&mut dana, "/search", q).await, std::slice::from_ref(&tenant), "{q}");
    }
    for q in ["+353 1", "35315"] {
        assert_eq!(found(&mut dana, "/search", q).await, [tenant.clone(), format!("/numbers/{free}")], "{q}");
    }
    assert!(found(&mut dana, "/search", "5501").await.is_empty(), "the middle is neither");
    assert_eq!(found(&mut world.staff(3).await, "/search", "0102").await, ["/numbers"], "who cannot change it sees the list");
    // Released, it is nobody's.
    world.api.json(Method::DELETE, &format!("/api/v1/numbers/{free}"), &json!({})).await;
    assert!(found(&mut dana, "/search", "0102").await.is_empty());
    // Inside the tenant its list begins with it.
    let mut priya = world.owner_of("harbour-finch-legal").await;
    let hits = found(&mut priya, "/t/harbour-finch-legal/search", "0100").await;
    assert_eq!(hits.len(), 1);
    assert_eq!(priya.get(&hits[0]).await.text("tbody th"), "+35315550100");
    let mut ines = world.owner_of("aldergate-dental").await;
    assert!(found(&mut ines, "/t/aldergate-dental/search", "0100").await.is_empty(), "another tenant's");
}

#[tokio::test]
async fn people_are_found_by_address_and_name() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    for q in ["samir@north", "samir", "okaf", "sam oka"] {
        let hits = found(&mut dana, "/search", q).await;
        assert!(hits.len() == 1 && hits[0].starts_with("/team/usr_"), "{q}: {hits:?}");
        assert_eq!(dana.get(&hits[0]).await.text("#dialog-title"), "Samir Okafor");
    }
    assert_eq!(found(&mut world.staff(3).await, "/search", "samir@north").await, ["/team"], "who manages nobody sees the list");
    // Somebody of a tenant leads to the tenant.
    let page = search(&mut dana, "/search", "priya ram").await;
    assert_eq!(page.attributes("#results li a", "href"), [format!("/tenants/{}", world.tenant("harbour-finch-legal"))]);
    assert_eq!(page.text("#results li"), "Priya Raman priya@harbourfinch.example · Harbour & Finch Legal");
}

#[tokio::test]
async fn people_are_found_under_the_names_they_have_now() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    let fields = [("email", "bob@northwind.example"), ("firstName", ""), ("lastName", ""), ("role", "agency_read_only")];
    dana.post("/fn/dashboard/team/invite", &fields).await;
    assert_eq!(search(&mut dana, "/search", "bob@").await.text("#results li"), "bob@northwind.example");
    world.app.run_jobs().await;
    let token = world.app.mailed_token();
    let names = [("token", token.as_str()), ("firstName", "Robert"), ("lastName", "Dévereux"), ("password", PASSWORD)];
    assert_eq!(world.app.client(HOST).post("/fn/account/invitation/accept", &names).await.status, 303);
    let hits = found(&mut dana, "/search", "dév rob").await;
    assert_eq!(hits.len(), 1);
    let user = hits[0].trim_start_matches("/team/").to_owned();
    dana.post("/fn/dashboard/team/remove", &[("user", &user)]).await;
    assert!(found(&mut dana, "/search", "dév rob").await.is_empty());
}

#[tokio::test]
async fn nothing_of_another_agency_is_found() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    let mut there = world.app.client("southgate.localhost:3000");
    there.sign_in(&world.demo.agencies[1].people[0]).await;
    let theirs = world.demo.agencies[1].tenants.iter().find(|tenant| tenant.name == "Aldergate Dental").unwrap().id;
    assert_eq!(found(&mut there, "/search", "dental").await, [format!("/tenants/{theirs}")]);
    assert_eq!(found(&mut dana, "/search", "dental").await, [format!("/tenants/{}", world.tenant("aldergate-dental"))]);
    assert!(found(&mut dana, "/search", "fennel").await.is_empty());
    for (client, email) in [(&mut dana, "dana@northwind.example"), (&mut there, "dana@southgate.example")] {
        assert_eq!(search(client, "/search", "dana").await.all("#results li"), [format!("Dana Whitlock {email}")]);
    }
    assert!(found(&mut there, "/search", "samir").await.is_empty());
}

#[tokio::test]
async fn inside_a_tenant_its_own_things_are_found() {
    let mut world = World::new().await;
    let harbour = world.tenant("harbour-finch-legal");
    let root = format!("/tenants/{harbour}");
    world.make(&format!("{root}/extensions"), json!({"number": "101", "name": "Front desk"})).await;
    world.make(&format!("{root}/extensions"), json!({"number": "102", "name": "Back office"})).await;
    world.make(&format!("{root}/agents"), json!({"name": "Night desk"})).await;
    let contact = world.make(&format!("{root}/contacts"), json!({"name": "Österreich Desk", "number": "+431234567"})).await;
    let mut priya = world.owner_of("harbour-finch-legal").await;
    let path = "/t/harbour-finch-legal/search";
    let page = search(&mut priya, path, "desk").await;
    assert_eq!(page.all("#results h2"), ["Extensions", "Agents", "Contacts"]);
    assert_eq!(page.all("#results li"), ["101 Front desk", "Night desk", "Österreich Desk +431234567"]);
    assert_eq!(found(&mut priya, path, "öster").await, [format!("/t/harbour-finch-legal/contacts/{contact}")]);
    let hits = found(&mut priya, path, "102").await;
    assert_eq!(priya.get(&hits[0]).await.text("tbody th"), "102", "the list begins with it");
    let hits = found(&mut priya, path, "raman").await;
    assert!(hits.len() == 1 && hits[0].starts_with("/t/harbour-finch-legal/team/usr_"), "{hits:?}");
    // Neither another tenant's people nor what is the agency's.
    for q in ["ines", "samir", "aldergate"] {
        assert!(found(&mut priya, path, q).await.is_empty(), "{q}");
    }
    let mut ines = world.owner_of("aldergate-dental").await;
    assert!(found(&mut ines, "/t/aldergate-dental/search", "desk").await.is_empty());
    assert_eq!(ines.get(&format!("{path}?q=desk")).await.status, 404);
    // Staff find the same on a visit.
    assert_eq!(found(&mut world.staff(0).await, path, "desk").await.len(), 3);
}

#[tokio::test]
async fn pages_are_those_of_the_persons_menu_in_their_language() {
    let world = World::new().await;
    let (mut dana, mut owen) = (world.staff(0).await, world.staff(3).await);
    assert_eq!(found(&mut dana, "/search", "audit").await, ["/audit"]);
    assert!(found(&mut owen, "/search", "audit").await.is_empty(), "who only reads has no such page");
    assert_eq!(found(&mut owen, "/search", "numb").await, ["/numbers"]);
    let mut katrin = world.owner_of("praxis-lindenhof").await;
    let request = Request::get("/t/praxis-lindenhof/search?q=%C3%BCber").header("accept-language", "de");
    let page = katrin.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(page.attributes("#results li a", "href"), ["/t/praxis-lindenhof"]);
    assert_eq!((page.text("#results h2"), page.text("#results .said")), ("Seiten".to_owned(), "Ein Treffer".to_owned()));
}

#[tokio::test]
async fn operators_find_agencies_and_their_tenants() {
    let world = World::new().await;
    let mut robin = world.app.client("localhost:3000");
    robin.sign_in(&world.demo.operator).await;
    let led = robin.get("/search?q=south").await;
    assert_eq!((led.status.as_u16(), led.location()), (303, "/operator/search?q=south"));
    let page = search(&mut robin, "/operator/search", "southg").await;
    assert_eq!(page.all("#results li"), ["Southgate Telecom southgate"]);
    let page = search(&mut robin, "/operator/search", "aldergate").await;
    assert_eq!(page.all("#results li"), ["Aldergate Dental Northwind Voice Active", "Aldergate Dental Southgate Telecom Active"]);
    assert!(page.attributes("#results li a", "href").iter().all(|href| href.starts_with("/operator/tenants/ten_")));
    assert!(found(&mut robin, "/operator/search", "priya").await.is_empty(), "agencies' people are not theirs to find");
    let dana = world.staff(0).await.get("/operator/search?q=south").await;
    assert_eq!(dana.status, 404, "there is no such place on an agency's host");
}

#[tokio::test]
async fn who_is_not_staff_has_no_search_of_the_agency() {
    let world = World::new().await;
    assert_eq!(world.owner_of("harbour-finch-legal").await.get("/search?q=samir").await.status, 403);
    let nobody = world.app.client(HOST).get("/search?q=samir").await;
    assert_eq!(nobody.status, 303);
    assert!(nobody.location().starts_with("/sign-in"), "{}", nobody.location());
}

#[tokio::test]
async fn whatever_is_typed_is_only_text() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    let mut priya = world.owner_of("harbour-finch-legal").await;
    let odd = ["'; DROP TABLE users; --", "%", "_", "\\", "' OR '1'='1", "(((", "😀", "\u{10FFFF}", "</h2>"];
    for (client, path) in [(&mut dana, "/search"), (&mut priya, "/t/harbour-finch-legal/search")] {
        for q in odd {
            assert!(found(client, path, q).await.is_empty(), "{path} {q}");
        }
        let evil = "</title><script>alert(1)</script>\"'&";
        let page = search(client, path, evil).await;
        assert!(!page.body.contains("<script>alert") && page.all("script").iter().all(String::is_empty), "{path}");
        assert_eq!(page.attribute("#q", "value").as_deref(), Some(evil));
        assert_eq!(page.text("#results .said"), format!("Nothing found for “{evil}”."));
        for q in ["", "   ", "%00"] {
            let page = client.get(&format!("{path}?q={}", q.replace(' ', "+"))).await;
            assert_eq!((page.status.as_u16(), page.all("#results").len(), page.all("#q-error").len()), (200, 0, 0), "{path} {q:?}");
        }
        let long = "a".repeat(101);
        for (q, words) in
            [(long.as_str(), "Use at most 100 characters."), ("a\u{7}b", "Remove line breaks and other invisible characters.")]
        {
            let page = search(client, path, q).await;
            assert_eq!((page.text("#q-error"), page.all("#results").len()), (words.to_owned(), 0), "{path}");
            assert_eq!(page.attribute("#q", "aria-invalid").as_deref(), Some("true"));
        }
    }
}

/// The field is on every page and needs no script; what the palette asks for is the same list with nothing around it.
#[tokio::test]
async fn the_field_is_everywhere_and_the_palette_shows_the_same_list() {
    let world = World::new().await;
    let mut dana = world.staff(0).await;
    for (page, action) in [("/overview", "/search"), ("/search", "/search"), ("/t/harbour-finch-legal", "/t/harbour-finch-legal/search")] {
        let page = dana.get(page).await;
        assert_eq!(page.attribute("form.find", "action").as_deref(), Some(action));
        assert_eq!(page.attribute("form.find", "method"), None, "it is a GET");
        assert_eq!(page.attribute("header.bar a.icon", "href").as_deref(), Some(action), "on a phone it is a link");
        assert_eq!(page.attribute("dialog#palette form", "action").as_deref(), Some(action));
        assert_eq!(page.attribute("dialog#palette", "open"), None);
    }
    let whole = search(&mut dana, "/search", "harb").await;
    let part = dana.get("/search?q=harb&part=results").await;
    assert_eq!(part.all("nav").len() + part.all("form").len() + part.all("dialog").len(), 0);
    assert_eq!(part.attributes("#results a", "href"), whole.attributes("#results a", "href"));
    assert_eq!(part.text("#results"), whole.text("#results"));
    assert!(part.body.len() < 3_000, "{} bytes", part.body.len());
}
