//! One change to many tenants: confirmed first, done by a job, with a result for each, and undone.

use portico::domain::demo::Demo;
use time::Duration;

use crate::support::{Client, TestApp};
use portico::domain::seed;

async fn world() -> (TestApp, Demo, Client) {
    let (app, demo) = TestApp::demo().await;
    app.run_jobs().await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    (app, demo, dana)
}

fn ids(demo: &Demo, slugs: &[&str]) -> Vec<(&'static str, String)> {
    let id = |slug: &&str| demo.agencies[0].tenants.iter().find(|t| t.slug == **slug).unwrap().id.to_string();
    slugs.iter().map(|slug| ("tenants[]", id(slug))).collect()
}

async fn choose(client: &mut Client, kind: &str, tenants: &[(&'static str, String)]) -> String {
    let mut fields: Vec<(&str, &str)> = tenants.iter().map(|(name, id)| (*name, id.as_str())).collect();
    fields.push(("do", kind));
    client.post("/fn/dashboard/bulk/choose", &fields).await.location().to_owned()
}

#[tokio::test]
async fn many_are_suspended_with_a_result_each_and_brought_back() {
    let (app, demo, mut dana) = world().await;
    // One that can be, one that is already, one that is deleted.
    let chosen = ids(&demo, &["harbour-finch-legal", "oakhurst-property", "saltmarsh-studios"]);
    let page = choose(&mut dana, "suspend", &chosen).await;
    let confirm = dana.get(&page).await;
    assert_eq!(confirm.text("h1"), "Suspend 3 tenants");
    assert_eq!(confirm.all(".columns li"), ["Harbour & Finch Legal", "Oakhurst Property", "Saltmarsh Studios"]);
    assert!(!dana.get("/t/harbour-finch-legal").await.body.contains("This tenant is suspended."), "nothing has happened yet");

    let bulk = page.rsplit('/').next().unwrap();
    let start = [("bulk", bulk), ("reason", "Spring clean"), ("notify", "yes")];
    assert_eq!(dana.post("/fn/dashboard/bulk/start", &start).await.location(), page);
    let running = dana.get(&page).await;
    assert_eq!(running.attribute("progress", "max").as_deref(), Some("3"));
    assert!(running.attribute("#bulk", "data-refresh").is_some());
    app.run_jobs().await;
    let done = dana.get(&page).await;
    assert!(done.all("progress").is_empty());
    assert_eq!(done.all(".tiles div"), ["Done 1", "Was so already 1", "Not possible 1"]);
    let rows = done.all("tbody tr");
    assert!(rows[0].starts_with("Saltmarsh Studios Not possible A tenant that is cancelled cannot become suspended."), "{rows:?}");
    assert!(rows.contains(&"Harbour & Finch Legal Done".to_owned()) && rows.contains(&"Oakhurst Property Was so already".to_owned()));
    assert!(app.mails().iter().any(|mail| mail.contains("priya@harbourfinch.example") && mail.contains("Spring clean")));
    let log = dana.get("/audit?action=tenant.suspended&who=dana").await;
    assert_eq!(log.all("tbody th"), ["Suspended a tenant Harbour & Finch Legal"], "by whom it was confirmed");
    // Not twice.
    assert!(dana.post("/fn/dashboard/bulk/start", &start).await.location().ends_with(bulk));

    // Taking it back touches only what it did.
    let undo = dana.post("/fn/dashboard/bulk/undo", &[("bulk", bulk)]).await.location().to_owned();
    assert_eq!(dana.get(&undo).await.text("h1"), "Reactivate 1 tenant");
    dana.post("/fn/dashboard/bulk/start", &[("bulk", undo.rsplit('/').next().unwrap())]).await;
    app.run_jobs().await;
    assert_eq!(dana.get(&undo).await.all(".tiles div")[0], "Done 1");
    assert!(dana.get("/tenants?status=active").await.body.contains("Harbour &amp; Finch"));
}

#[tokio::test]
async fn all_that_a_list_has_are_tagged_and_the_tag_is_taken_off() {
    let (app, _, mut dana) = world().await;
    let fields = [("all", "yes"), ("query", "status=active"), ("do", "tag")];
    let page = dana.post("/fn/dashboard/bulk/choose", &fields).await.location().to_owned();
    assert_eq!(dana.get(&page).await.text("h1"), "Tag 7 tenants");
    let bulk = page.rsplit('/').next().unwrap().to_owned();
    let refused = dana.post("/fn/dashboard/bulk/start", &[("bulk", &bulk), ("tag", "  ")]).await;
    assert_eq!(dana.get(refused.location()).await.text(".field .error"), "Fill this in.");
    dana.post("/fn/dashboard/bulk/start", &[("bulk", &bulk), ("tag", "spring")]).await;
    app.run_jobs().await;
    let file = dana.get("/tenants.csv").await;
    assert_eq!(file.body.lines().filter(|line| line.contains(",spring,")).count(), 7, "{}", file.body);
    let undo = dana.post("/fn/dashboard/bulk/undo", &[("bulk", &bulk)]).await.location().to_owned();
    dana.post("/fn/dashboard/bulk/start", &[("bulk", undo.rsplit('/').next().unwrap())]).await;
    app.run_jobs().await;
    assert!(!dana.get("/tenants.csv").await.body.contains("spring"));
}

#[tokio::test]
async fn a_long_change_takes_turns_and_one_of_nothing_notes_that() {
    let (app, _, mut dana) = world().await;
    seed::tenants(&app.services, "northwind", 520).await.unwrap();
    for outcome in ["Done 527 Was so already 0", "Done 0 Was so already 527"] {
        let fields = [("all", "yes"), ("query", "status=active"), ("do", "tag")];
        let page = dana.post("/fn/dashboard/bulk/choose", &fields).await.location().to_owned();
        dana.post("/fn/dashboard/bulk/start", &[("bulk", page.rsplit('/').next().unwrap()), ("tag", "spring")]).await;
        app.run_jobs().await;
        let shown = dana.get(&page).await.text("main");
        assert!(shown.contains(outcome), "{}", &shown[..400]);
    }
}

#[tokio::test]
async fn selected_rows_are_a_file() {
    let (_, demo, mut dana) = world().await;
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(ids(&demo, &["larkspur-hotels", "millbrook-veterinary"]))
        .append_pair("query", "")
        .finish();
    let file = dana.get(&format!("/tenants.csv?{query}")).await;
    assert_eq!(file.body.lines().count(), 3, "{}", file.body);
    let stranger = demo.agencies[1].tenants[0].id;
    let file = dana.get(&format!("/tenants.csv?tenants%5B%5D={stranger}")).await;
    assert_eq!(file.body.lines().count(), 1, "another agency's is not in it");
    let all = dana.get("/tenants.csv?all=yes&query=status%3Dtrial&tenants%5B%5D=x").await;
    assert_eq!(all.body.lines().count(), 3, "{}", all.body);
}

#[tokio::test]
async fn nobody_does_in_bulk_what_they_may_not_do_singly() {
    let (app, demo, mut dana) = world().await;
    let chosen = ids(&demo, &["harbour-finch-legal", "larkspur-hotels"]);
    let mut owen = app.client("northwind.localhost:3000");
    owen.sign_in(&demo.agencies[0].people[3]).await;
    let fields = [("tenants[]", chosen[0].1.as_str()), ("do", "suspend")];
    assert_eq!(owen.post("/fn/dashboard/bulk/choose", &fields).await.status, 403);
    let mut other = app.client("southgate.localhost:3000");
    other.sign_in(&demo.agencies[1].people[0]).await;
    let none = choose(&mut other, "suspend", &chosen).await;
    assert_eq!(other.get(&none).await.text(".flash.bad"), "Tick at least one tenant first.", "another agency's ids are nobody's");

    // Lucia confirms, and loses the role before the job comes to it.
    let mut lucia = app.client("northwind.localhost:3000");
    lucia.sign_in(&demo.agencies[0].people[2]).await;
    let page = choose(&mut lucia, "suspend", &chosen).await;
    assert_eq!(other.get(&page).await.status, 404);
    lucia.post("/fn/dashboard/bulk/start", &[("bulk", page.rsplit('/').next().unwrap())]).await;
    let owner = app.owner().await;
    let id: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM users WHERE email = 'lucia@northwind.example'").fetch_one(&owner).await.unwrap();
    let id = portico::domain::ids::UserId(id).to_string();
    dana.post("/fn/dashboard/team/update", &[("user", &id), ("role", "agency_read_only")]).await;
    app.run_jobs().await;
    assert_eq!(dana.get(&page).await.all(".tiles div")[2], "Not possible 2");
    assert!(dana.get("/tenants?status=suspended").await.all("tbody tr").len() == 2, "Oakhurst and the deleted one");
}

#[tokio::test]
async fn a_choice_can_be_dropped_and_is_forgotten_after_a_month() {
    let (app, demo, mut dana) = world().await;
    let chosen = ids(&demo, &["larkspur-hotels"]);
    let page = choose(&mut dana, "reactivate", &chosen).await;
    dana.post("/fn/dashboard/bulk/discard", &[("bulk", page.rsplit('/').next().unwrap())]).await;
    assert_eq!(dana.get(&page).await.status, 404);
    let page = choose(&mut dana, "tag", &chosen).await;
    app.advance(Duration::days(31));
    app.sweep().await;
    let mut dana = app.client("northwind.localhost:3000");
    dana.sign_in(&demo.agencies[0].people[0]).await;
    assert_eq!(dana.get(&page).await.status, 404);
}
