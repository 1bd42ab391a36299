//! `/t/{slug}/search`: the tenant's numbers, extensions, agents, contacts and people, and its pages, by a few letters.

use leptos::prelude::*;

use super::chrome::{Place, nav, tenant_page};
use crate::domain::access::Action;
use crate::domain::page::Keyset;
use crate::domain::search::{self, InTenant, Query};
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::Cx;
use crate::ui::layout::Nav;
use crate::ui::search::{self as view, Asked, Group, Hit};

#[component]
pub fn SearchPage() -> impl IntoView {
    tenant_page(Place::Search, |cx, mut ctx, standing| async move {
        let asked = Asked::read(cx.text(), cx.param("q"), cx.param("part").as_deref());
        let found = match &asked.query {
            Some(query) => Some(search::in_tenant(&mut ctx, query).await?),
            None => None,
        };
        drop(ctx);
        let places = nav(&cx, &standing, Place::Search);
        let groups =
            asked.query.as_ref().zip(found).map(|(query, found)| groups(&cx, &standing, &places, query, found)).unwrap_or_default();
        Ok(view::body(cx.text(), &root(&standing, "/search"), cx.t("search-hint"), &asked, groups))
    })
}

fn root(standing: &Standing, path: &str) -> String {
    format!("/t/{}{path}", standing.slug)
}

/// The list from this one on: there is no page of its own.
fn beginning_with(list: &str, key: &str) -> String {
    format!("{list}?at={}", Keyset { key: key.to_owned(), ..Keyset::default() }.encode())
}

fn groups(cx: &Cx, standing: &Standing, nav: &[Nav], query: &Query, found: InTenant) -> Vec<Group> {
    let list = |path| root(standing, path);
    let hit = |href, icon, title, detail| Hit { href, icon, title, detail, status: None };
    let manages = standing.may(Action::MemberManage);
    vec![
        Group::of(cx.t("numbers-title"), found.numbers, |number| {
            hit(beginning_with(&list("/numbers"), &number.e164), "numbers", number.e164, String::new())
        }),
        Group::of(cx.t("extensions-title"), found.extensions, |extension| {
            hit(beginning_with(&list("/extensions"), &extension.number), "extensions", extension.number, extension.name)
        }),
        Group::of(cx.t("agents-title"), found.agents, |agent| {
            hit(beginning_with(&list("/agents"), &agent.name), "agents", agent.name, String::new())
        }),
        Group::of(cx.t("records-contact-title"), found.contacts, |contact| {
            let href = format!("{}/{}", list("/contacts"), contact.id);
            hit(href, "contacts", contact.name, contact.number.unwrap_or_default())
        }),
        Group::of(cx.t("team-title"), found.members, |member| {
            let href = if manages { format!("{}/{}", list("/team"), member.user) } else { list("/team") };
            let detail = if member.name == member.email { String::new() } else { member.email };
            hit(href, "account", member.name, detail)
        }),
        view::pages(cx.text(), nav, query),
    ]
}
