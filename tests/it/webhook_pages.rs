//! Webhooks as people set them up: on the agency's settings and in the tenant's portal.

use portico::jobs::webhooks;
use time::Duration;

use crate::support::northwind::Northwind;
use crate::support::{Client, Reply};

const SLUG: &str = "harbour-finch-legal";
/// No name server knows it, so that nothing is ever sent there.
const URL: &str = "https://hooks.invalid/voice";

/// Posts a form and reads the page it leads to.
async fn post(client: &mut Client, what: &str, fields: &[(&str, &str)]) -> Reply {
    let answer = client.post(&format!("/fn/webhooks/{what}"), fields).await;
    assert_eq!(answer.status, 303, "{what}: {}", answer.body);
    let to = answer.location().to_owned();
    client.get(&to).await
}

#[tokio::test]
async fn people_set_them_up_on_both_sides() {
    for slug in ["", SLUG] {
        let world = Northwind::new().await;
        let mut client = if slug.is_empty() { world.staff(0).await } else { world.owner_of(SLUG).await };
        let root = if slug.is_empty() { "/settings/webhooks".to_owned() } else { format!("/t/{SLUG}/webhooks") };
        let list = client.get(&root).await;
        assert_eq!(list.status, 200, "{}", list.body);
        assert!(list.body.contains("No webhooks yet"));

        // What is wrong is said at its field, and what was typed stays.
        let wrong = [("slug", slug), ("url", "http://hooks.invalid/"), ("description", "Our CRM"), ("which", "some")];
        let page = post(&mut client, "create", &wrong).await;
        assert!(page.text("#problems").contains("Give an address that begins with https://."), "{}", page.text("#problems"));
        assert_eq!(page.attribute("input[name=url]", "value").as_deref(), Some("http://hooks.invalid/"));
        assert_eq!(page.attribute("input[name=description]", "value").as_deref(), Some("Our CRM"));
        let wrong = [("slug", slug), ("url", URL), ("which", "some")];
        assert!(!post(&mut client, "create", &wrong).await.text("#problems").is_empty(), "nothing is ticked");

        let new = [
            ("slug", slug),
            ("url", URL),
            ("description", "Our CRM"),
            ("which", "some"),
            ("events[]", "tenant.updated"),
            ("events[]", "extension.created"),
        ];
        let page = post(&mut client, "create", &new).await;
        let secret = page.text("code.secret");
        assert!(secret.starts_with("whsec_"), "{}", page.body);
        assert!(page.body.contains("What happens from now on is listed here"));
        let id = page.attribute("input[name=webhook]", "value").unwrap();
        let path = format!("{root}/{id}");
        assert!(client.get(&path).await.all("code.secret").is_empty(), "shown this once");
        let ticked = client.get(&path).await.attributes("input[type=checkbox][checked]", "value");
        assert_eq!(ticked, ["tenant.updated", "extension.created"]);
        let row = client.get(&root).await.text("tbody tr");
        for part in [URL, "Our CRM", "2 events", "Works"] {
            assert!(row.contains(part), "{part}: {row}");
        }

        let own = [("slug", slug), ("webhook", id.as_str())];
        let page = post(&mut client, "test", &own).await;
        assert!(page.body.contains("webhook.test") && page.body.contains("Waiting"), "{}", page.body);
        webhooks::run_once(&world.app.services).await.unwrap();
        let page = client.get(&path).await;
        assert!(
            page.text("tbody tr").contains("Failed") && page.text("tbody tr").contains("there is no such host"),
            "{}",
            page.text("tbody tr")
        );
        let link = page.attribute("tbody th a", "href").unwrap();
        let message = link.rsplit('/').next().unwrap().to_owned();
        let one = client.get(&link).await;
        assert!(one.text("pre.pre").contains("\"webhook.test\"") && one.all(".people li").len() == 1, "{}", one.body);

        // Off: what waits is given up, and nothing is sent again before it is on.
        let page = post(&mut client, "switch", &[("slug", slug), ("webhook", &id), ("to", "disabled")]).await;
        assert_eq!(page.text(".flash"), "It is off. What waited is not sent; you can send it again later.");
        assert!(page.text("tbody tr").contains("Failed"), "{}", page.text("tbody tr"));
        let again = [("slug", slug), ("webhook", id.as_str()), ("message", message.as_str())];
        assert!(post(&mut client, "replay", &again).await.text(".flash").contains("switched off"));
        post(&mut client, "switch", &[("slug", slug), ("webhook", &id), ("to", "enabled")]).await;
        assert_eq!(post(&mut client, "replay", &again).await.text(".flash"), "One message is sent again.");
        world.app.advance(Duration::days(4));
        webhooks::run_once(&world.app.services).await.unwrap();
        let since = [("slug", slug), ("webhook", id.as_str()), ("since", "2026-01-01")];
        assert_eq!(post(&mut client, "replay-since", &since).await.text(".flash"), "One message is sent again.", "a test is tried once");

        let page = post(&mut client, "renew", &own).await;
        let renewed = page.text("code.secret");
        assert!(renewed.starts_with("whsec_") && renewed != secret);
        let all = [("slug", slug), ("webhook", id.as_str()), ("url", URL), ("description", ""), ("which", "all")];
        post(&mut client, "update", &all).await;
        assert!(client.get(&root).await.text("tbody tr").contains("Everything"));
        let page = post(&mut client, "delete", &own).await;
        assert!(page.body.contains("No webhooks yet") && page.text(".flash").contains("deleted"));
        assert_eq!(client.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn who_only_reads_finds_no_forms_and_strangers_nothing() {
    let world = Northwind::new().await;
    let mut admin = world.staff(0).await;
    let page = post(&mut admin, "create", &[("slug", ""), ("url", URL), ("which", "all")]).await;
    let id = page.attribute("input[name=webhook]", "value").unwrap();
    let path = format!("/settings/webhooks/{id}");
    let mut reader = world.staff(3).await;
    let page = reader.get(&path).await;
    assert_eq!(page.status, 403);
    assert_eq!(reader.post("/fn/webhooks/delete", &[("slug", ""), ("webhook", &id)]).await.status, 403);
    // The tenant's people, by the agency's address and by their own.
    let mut owner = world.owner_of(SLUG).await;
    assert_ne!(owner.get(&path).await.status, 200);
    assert_eq!(owner.get(&format!("/t/{SLUG}/webhooks/{id}")).await.status, 404);
    assert_eq!(owner.post("/fn/webhooks/delete", &[("slug", SLUG), ("webhook", &id)]).await.status, 404);
    assert_eq!(admin.get(&path).await.status, 200);
}
