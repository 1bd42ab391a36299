//! What a search shows: the field, and what was found by kind. `public/palette.js` shows the same list over any page.

use leptos::prelude::*;

use super::bits::{self, icon};
use super::layout::{Body, Nav};
use crate::domain::search::{Found, LONGEST, MOST, Query};
use crate::domain::tenancy::status::Status;
use crate::text::Text;

/// What stands in the address of a search.
pub struct Asked {
    typed: String,
    error: Option<String>,
    /// `None` where nothing was typed, or what cannot be asked for.
    pub query: Option<Query>,
    /// Only the list is wanted, to put it into another page.
    part: bool,
}

impl Asked {
    /// `q` and `part` of the address.
    pub fn read(text: &Text, q: Option<String>, part: Option<&str>) -> Self {
        let typed = q.unwrap_or_default();
        let (query, error) = match Query::read(&typed) {
            Ok(query) => (query, None),
            Err(error) => (None, error.field_errors().and_then(|errors| errors.first()).map(|error| text.field_error(error))),
        };
        Self { typed, error, query, part: part == Some("results") }
    }
}

pub struct Hit {
    pub href: String,
    pub icon: &'static str,
    pub title: String,
    pub detail: String,
    pub status: Option<Status>,
}

/// Those of one kind that are shown.
pub struct Group {
    title: String,
    hits: Vec<Hit>,
    more: bool,
    /// The list that has them all: words and address.
    all: Option<(String, String)>,
}

impl Group {
    pub fn of<T>(title: String, found: Found<T>, hit: impl FnMut(T) -> Hit) -> Self {
        Self { title, more: found.more, hits: found.rows.into_iter().map(hit).collect(), all: None }
    }

    /// With the list at this path, which takes the same query.
    #[must_use]
    pub fn in_list(mut self, words: String, path: &str, query: &Query) -> Self {
        let address = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", query.text()).finish();
        self.all = Some((words, format!("{path}?{address}")));
        self
    }
}

/// Places of the menu, by their words.
pub fn pages(text: &Text, nav: &[Nav], query: &Query) -> Group {
    let hits = nav.iter().filter(|nav| query.matches(&nav.label)).take(MOST).map(|nav| Hit {
        href: nav.href.clone(),
        icon: nav.icon,
        title: nav.label.clone(),
        detail: String::new(),
        status: None,
    });
    Group { title: text.get("search-pages"), hits: hits.collect(), more: false, all: None }
}

/// The page at `action`. `hint`: what can be looked for here.
pub fn body(text: &Text, action: &str, hint: String, asked: &Asked, groups: Vec<Group>) -> Body {
    let results = asked.query.as_ref().map(|query| results(text, query, groups));
    let content = if asked.part { results.into_any() } else { view! { {field(text, action, hint, asked)}{results} }.into_any() };
    Body { title: text.get("search-title"), content, bare: asked.part, ..Body::default() }
}

fn field(text: &Text, action: &str, hint: String, asked: &Asked) -> AnyView {
    let error = asked.error.clone().map(|words| view! { <p class="error" id="q-error">{icon("warn")}<span>{words}</span></p> });
    let (invalid, described) = if asked.error.is_some() { (Some("true"), "q-error") } else { (None, "q-hint") };
    view! {
        <form class="asked field" role="search" action=action.to_owned() aria-label=text.get("search-title")>
            <label class="vh" for="q">{text.get("search-find")}</label>
            <div class="with"><div class="search">{icon("search")}
                <input class="input" type="search" id="q" name="q" value=asked.typed.clone() maxlength=LONGEST.to_string() autocomplete="off"
                    aria-invalid=invalid aria-describedby=described autofocus=asked.typed.is_empty()/></div>
                <button class="btn" type="submit">{text.get("search-title")}</button></div>
            {error}
            <p class="help" id="q-hint">{hint}</p>
        </form>
    }
    .into_any()
}

fn results(text: &Text, query: &Query, groups: Vec<Group>) -> AnyView {
    let groups: Vec<Group> = groups.into_iter().filter(|group| !group.hits.is_empty()).collect();
    let n: usize = groups.iter().map(|group| group.hits.len()).sum();
    let n = i64::try_from(n).unwrap_or(i64::MAX);
    let said = match n {
        0 => text.with("search-none", &[("words", query.text())]),
        n if groups.iter().any(|group| group.more) => text.count("search-first", n),
        n => text.count("search-count", n),
    };
    let help = (n == 0).then(|| view! { <p class="faint">{text.get("search-none-help")}</p> });
    let groups = groups.into_iter().enumerate().map(|(i, group)| section(text, i, group)).collect_view();
    view! { <div class="found" id="results"><p class="said soft">{said}</p>{help}{groups}</div> }.into_any()
}

fn section(text: &Text, i: usize, group: Group) -> AnyView {
    let id = format!("found-{i}");
    let hits = group.hits.into_iter().map(|hit| link(text, hit)).collect_view();
    let more = group.more.then(|| match group.all {
        Some((words, href)) => view! { <a class="all" href=href>{words}</a> }.into_any(),
        None => view! { <p class="faint">{text.get("search-more")}</p> }.into_any(),
    });
    view! { <section aria-labelledby=id.clone()><h2 id=id.clone()>{group.title}</h2><ul>{hits}</ul>{more}</section> }.into_any()
}

fn link(text: &Text, hit: Hit) -> AnyView {
    let detail = (!hit.detail.is_empty()).then(|| view! { " "<span class="faint">{hit.detail}</span> });
    let status = hit.status.map(|status| view! { " "{bits::status_badge(text, status)} });
    view! { <li><a href=hit.href>{icon(hit.icon)}<span><b>{hit.title}</b>{detail}</span>{status}</a></li> }.into_any()
}
