//! The demo's first agency: its people, a tenant's owner, a key of its own.

use portico::domain::demo::Demo;
use portico::domain::ids::TenantId;

use super::{Client, TestApp};

pub const HOST: &str = "northwind.localhost:3000";

pub struct Northwind {
    pub app: TestApp,
    pub demo: Demo,
    pub api: Client,
}

impl Northwind {
    pub async fn new() -> Self {
        let (app, demo) = TestApp::demo().await;
        let key = app.key(app.agency("northwind").await, None, &[]).await;
        let api = app.client("localhost:3000").with_key(&key);
        Self { app, demo, api }
    }

    pub fn tenant(&self, slug: &str) -> TenantId {
        self.demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == slug).unwrap().id
    }

    /// Signed in: 0 is its Admin, 2 an account manager, 3 only reads.
    pub async fn staff(&self, n: usize) -> Client {
        let mut client = self.app.client(HOST);
        client.sign_in(&self.demo.agencies[0].people[n]).await;
        client
    }

    /// Signed in.
    pub async fn owner_of(&self, slug: &str) -> Client {
        let mut client = self.app.client(HOST);
        client.sign_in(&self.demo.agencies[0].tenants.iter().find(|tenant| tenant.slug == slug).unwrap().people[0]).await;
        client
    }
}
