//! `/t/{slug}/settings`: what the tenant sets for itself (seed 003: "tenant sets their own"; vendor-apis.md §4.12), a page for each tab.

mod account;
mod general;
mod notifications;
mod recording;
mod routing;

use leptos::prelude::*;

use super::chrome::tenant_form;
use crate::domain::access::Action;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::Cx;
use crate::ui::form::Form;
use crate::ui::layout::Body;

pub use account::AccountSettingsPage;
pub use general::SettingsPage;
pub use notifications::NotificationSettingsPage;
pub use recording::RecordingSettingsPage;
pub use routing::RoutingSettingsPage;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    General,
    Recording,
    Routing,
    Notifications,
    Account,
}

impl Tab {
    const ALL: [Self; 5] = [Self::General, Self::Recording, Self::Routing, Self::Notifications, Self::Account];

    fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Recording => "recording",
            Self::Routing => "routing",
            Self::Notifications => "notifications",
            Self::Account => "account",
        }
    }

    fn path(self, slug: &str) -> String {
        match self {
            Self::General => format!("/t/{slug}/settings"),
            other => format!("/t/{slug}/settings/{}", other.word()),
        }
    }
}

/// A tab's page: the tabs, and what is under this one.
fn body(cx: &Cx, standing: &Standing, tab: Tab, form: Option<&Form<'_>>, within: AnyView) -> Body {
    let name = cx.t(&format!("settings-tab-{}", tab.word()));
    let title = format!("{}: {name}", cx.t("settings-title"));
    let links = Tab::ALL
        .map(|other| {
            let current = (other == tab).then_some("page");
            view! { <a href=other.path(&standing.slug) aria-current=current>{cx.t(&format!("settings-tab-{}", other.word()))}</a> }
        })
        .collect_view();
    let content = view! { <nav class="tabs" aria-label=cx.t("settings-title")>{links}</nav>{within} };
    Body {
        title: cx.t("settings-title"),
        document_title: Some(form.map_or(title.clone(), |form| form.title(title))),
        content: content.into_any(),
        ..Body::default()
    }
}

/// A form whose fields only those can change who may.
fn save_form(cx: &Cx, standing: &Standing, action: &'static str, form: &Form<'_>, fields: AnyView) -> AnyView {
    let may = standing.may(Action::SettingsUpdate);
    let save = may.then(|| view! { <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div> });
    let within = view! { <fieldset class="form plain" disabled=!may>{form.problems()}{fields}</fieldset>{save} };
    view! { <section class="section narrow">{tenant_form(standing, action, within.into_any())}</section> }.into_any()
}
