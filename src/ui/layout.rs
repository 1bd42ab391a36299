//! The two frames: the desk (rail, page, dock) and the door (one panel).

use leptos::prelude::*;

use super::assets;
use super::bits::{self, icon, page_title};
use super::form::Flash;
use crate::domain::search::LONGEST;
use crate::domain::tenancy::branding::Brand;
use crate::text::Text;

pub struct Nav {
    pub href: String,
    pub icon: &'static str,
    pub label: String,
    pub current: bool,
    pub count: Option<i64>,
}

/// What stands around a page.
pub struct Chrome<'a> {
    pub brand: &'a Brand,
    pub text: &'a Text,
    pub home: String,
    /// The address of the search here.
    pub search: String,
    pub nav: Vec<Nav>,
    pub person: String,
    pub role: String,
    pub flash: Option<&'a Flash>,
    /// The bar that says in whose place the person is.
    pub managing: Option<AnyView>,
}

/// One page's own part.
pub struct Body {
    pub title: String,
    pub document_title: Option<String>,
    /// The way here: words and address.
    pub crumbs: Vec<(String, String)>,
    pub actions: Option<AnyView>,
    /// Something to know before anything else on the page.
    pub notice: Option<AnyView>,
    pub content: AnyView,
    /// A dialog over the page, which is inert behind it.
    pub dialog: Option<AnyView>,
    /// Nothing around it: a script asked, which puts it into another page.
    pub bare: bool,
}

impl Default for Body {
    fn default() -> Self {
        let (title, crumbs, content) = (String::new(), Vec::new(), ().into_any());
        Self { title, document_title: None, crumbs, actions: None, notice: None, content, dialog: None, bare: false }
    }
}

pub fn desk(chrome: Chrome<'_>, body: Body) -> AnyView {
    let text = chrome.text;
    let behind = body.dialog.is_some();
    let title = page_title(chrome.brand, body.document_title.as_deref().unwrap_or(&body.title));
    if body.bare {
        return view! { {title}{body.content} }.into_any();
    }
    let rail_items = chrome.nav.iter().map(|nav| nav_link(text, nav, true)).collect_view();
    let dock_items = chrome.nav.iter().take(3).map(|nav| nav_link(text, nav, false)).collect_view();
    let crumbs = (!body.crumbs.is_empty()).then(|| {
        let items = body.crumbs.into_iter().map(|(words, href)| view! { <li><a href=href>{words}</a></li> }).collect_view();
        view! { <nav class="crumbs" aria-label=text.get("layout-breadcrumb")><ol>{items}</ol></nav> }
    });
    let actions = body.actions.map(|actions| view! { <div class="actions">{actions}</div> });
    let flash = chrome.flash.map(flash_bar);
    view! {
        {title}
        <div class="app" inert=behind>
            <a class="skip" href="#main">{text.get("layout-skip")}</a>
            <header class="bar"><a class="brand" href=chrome.home.clone()>{bits::brand(chrome.brand)}</a>
                <a class="btn plain icon" href=chrome.search.clone() aria-label=text.get("search-title")>{icon("search")}</a></header>
            <nav class="rail" id="rail" popover="auto" aria-label=text.get("layout-main-menu")>
                <a class="brand" href=chrome.home>{bits::brand(chrome.brand)}</a>
                {find(text, &chrome.search)}
                <ul>{rail_items}</ul>
                <div class="me">
                    <a href="/account">{chrome.person}</a>
                    <div class="line"><small>{chrome.role}" · "</small>
                        <form method="post" action="/fn/account/session/close"><button class="as-link" type="submit">{text.get("layout-sign-out")}</button></form>
                    </div>
                </div>
            </nav>
            <main id="main" tabindex="-1">
                {chrome.managing}
                <div class="page">
                    <div class="head">{crumbs}<h1>{body.title}</h1>{actions}</div>
                    {flash}
                    {body.notice}
                    {body.content}
                </div>
            </main>
            <nav class="dock" aria-label=text.get("layout-quick-menu")>
                {dock_items}
                <button type="button" popovertarget="rail">{icon("menu")}{text.get("layout-menu")}</button>
            </nav>
        </div>
        {body.dialog}
        {palette(text, chrome.search)}
    }
    .into_any()
}

/// The field in the rail; its keys open the palette where there is a script.
fn find(text: &Text, action: &str) -> AnyView {
    view! {
        <form class="find" role="search" action=action.to_owned() aria-label=text.get("search-find")>
            <label class="vh" for="find">{text.get("search-find")}</label>
            <input class="input quiet" type="search" id="find" name="q" maxlength=LONGEST.to_string() autocomplete="off"
                placeholder=text.get("search-find") aria-keyshortcuts="/ Control+K Meta+K"/><kbd aria-hidden="true">"/"</kbd>
        </form>
    }
    .into_any()
}

/// The same search over any page: `public/palette.js` opens it and fills its list with what the page at `action` lists.
fn palette(text: &Text, action: String) -> AnyView {
    view! {
        <dialog class="palette" id="palette" aria-label=text.get("search-title") data-failed=text.get("search-failed")>
            <form class="search" role="search" action=action aria-label=text.get("search-title")>{icon("search")}
                <label class="vh" for="ask">{text.get("search-find")}</label>
                <input class="input" type="text" id="ask" name="q" maxlength=LONGEST.to_string() autocomplete="off" autocapitalize="off"
                    spellcheck="false" enterkeyhint="search" placeholder=text.get("search-find") role="combobox" aria-autocomplete="list"
                    aria-expanded="false" aria-controls="options"/>
            </form>
            <div class="found" id="options" role="listbox" aria-label=text.get("search-title") hidden=true></div>
            <p class="said" role="status"></p>
        </dialog>
        <script type="module" src=assets::path("palette.js")></script>
    }
    .into_any()
}

fn nav_link(text: &Text, nav: &Nav, in_rail: bool) -> AnyView {
    let current = nav.current.then_some("page");
    let (href, label) = (nav.href.clone(), nav.label.clone());
    let count = nav.count.filter(|_| in_rail).map(|n| view! { <span class="count">{text.number(n)}</span> });
    let link = view! { <a href=href aria-current=current>{icon(nav.icon)}{label}{count}</a> };
    if in_rail { view! { <li>{link}</li> }.into_any() } else { link.into_any() }
}

fn flash_bar(flash: &Flash) -> AnyView {
    let (class, role, sign) = if flash.bad { ("flash bad", "alert", "warn") } else { ("flash", "status", "tick") };
    let words = flash.text.clone();
    view! { <div class=class role=role>{icon(sign)}<p>{words}</p></div> }.into_any()
}

/// One panel under the brand: sign-in, invitation, messages to people who are not inside.
pub fn door(brand: &Brand, text: &Text, title: &str, flash: Option<&Flash>, panel: AnyView, note: Option<String>) -> AnyView {
    let note = note.map(|words| view! { <p class="faint t1">{words}</p> });
    let support = brand.support_url.clone().or_else(|| brand.support_email.as_ref().map(|address| format!("mailto:{address}")));
    let support = support.map(|href| view! { <a href=href>{text.get("layout-help")}</a> });
    view! {
        {page_title(brand, title)}
        <div class="door">
            <main id="main">
                <div class="brand">{bits::brand(brand)}</div>
                {flash.map(flash_bar)}
                <div class="panel">{panel}</div>
                {note}
            </main>
            <footer><span>{brand.name.clone()}</span>{support}</footer>
        </div>
    }
    .into_any()
}

/// A dialog with its own address: it arrives open, and its Cancel is a link to the page behind.
pub fn dialog(text: &Text, title: String, close: impl Into<String>, content: AnyView) -> AnyView {
    let close: String = close.into();
    view! {
        <dialog class="dialog" open=true aria-labelledby="dialog-title" aria-modal="true">
            <header><h2 id="dialog-title">{title}</h2><a class="btn plain icon" href=close aria-label=text.get("layout-close") data-dismiss="">{icon("close")}</a></header>
            {content}
        </dialog>
    }
    .into_any()
}
