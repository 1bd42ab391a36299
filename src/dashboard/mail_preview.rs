//! `/settings/mail/preview`: every kind of mail as the agency's people get it, with made-up facts, in each language.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::Query;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome};
use crate::domain::access::Action;
use crate::domain::error::{Error, Result};
use crate::domain::mail_kind::KINDS;
use crate::language::Language;
use crate::server::extract::{Cx, page};
use crate::server::mails::{self, Worded};
use crate::server::pages::error_for;
use crate::ui::form::Form;
use crate::ui::layout::{Body, desk};

const PAGE: &str = "/settings/mail/preview";

/// What is looked at; the first kind and the agency's language where nothing is said.
struct Asked {
    kind: String,
    language: Language,
}

impl Asked {
    /// # Errors
    /// [`Error::NotFound`] for a language that there is not.
    fn of(cx: &Cx, kind: Option<String>, language: Option<String>) -> Result<Self> {
        let kind = kind.filter(|kind| !kind.is_empty()).unwrap_or_else(|| KINDS[0].0.to_owned());
        let language = match language.filter(|tag| !tag.is_empty()) {
            Some(tag) => Language::from_tag(&tag).ok_or(Error::NotFound)?,
            None => cx.site().brand.language,
        };
        Ok(Self { kind, language })
    }

    async fn worded(&self, cx: &Cx) -> Result<Worded> {
        let ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::MailRead)?;
        drop(ctx);
        mails::preview(cx.state(), &cx.site().brand, cx.signed_in()?, &self.kind, self.language).await
    }
}

#[component]
pub fn MailPreviewPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let asked = Asked::of(&cx, cx.param("kind"), cx.param("language"))?;
        let worded = asked.worded(&cx).await?;
        let body = Body {
            title: cx.t("mail-preview-title"),
            crumbs: vec![(cx.t("mail-settings-title"), "/settings/mail".to_owned())],
            content: content(&cx, &asked, &worded),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Mail, None)?, body))
    })
}

fn content(cx: &Cx, asked: &Asked, worded: &Worded) -> AnyView {
    let defaults = vec![("kind", asked.kind.clone()), ("language", asked.language.tag().to_owned())];
    let form = Form { text: cx.text(), refused: None, defaults };
    let kinds = KINDS.iter().map(|(kind, _)| ((*kind).to_owned(), cx.t(&format!("mail-kind-{}", kind.replace('_', "-"))))).collect();
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.endonym().to_owned())).to_vec();
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("kind", &asked.kind)
        .append_pair("language", asked.language.tag())
        .finish();
    let lang = asked.language.tag();
    view! {
        <form class="toolbar fields" method="get" action=PAGE>
            {form.select("kind", cx.t("mail-preview-kind"), kinds, None)}
            {form.select("language", cx.t("language-title"), languages, None)}
            <button class="btn" type="submit">{cx.t("mail-preview-show")}</button>
        </form>
        <section class="section" aria-labelledby="subject"><h2 id="subject">{cx.t("mail-preview-subject")}</h2><p lang=lang><b>{worded.subject.clone()}</b></p></section>
        <section class="section" aria-labelledby="html"><h2 id="html">{cx.t("mail-preview-html")}</h2>
            <iframe class="mail-frame" src=format!("{PAGE}.html?{query}") title=worded.subject.clone() sandbox=""></iframe></section>
        <section class="section" aria-labelledby="text"><h2 id="text">{cx.t("mail-preview-text")}</h2>
            <p class="soft">{cx.t("mail-preview-text-note")}</p><pre class="panel fill pre" lang=lang tabindex="0">{worded.text.clone()}</pre></section>
    }
    .into_any()
}

/// The HTML alone, for the frame.
pub async fn mail_preview(Extension(cx): Extension<Cx>, Query(mut asked): Query<BTreeMap<String, String>>) -> Response {
    let worded = match Asked::of(&cx, asked.remove("kind"), asked.remove("language")) {
        Ok(asked) => asked.worded(&cx).await,
        Err(error) => Err(error),
    };
    match worded {
        Ok(worded) => ([(header::CONTENT_SECURITY_POLICY, mails::CSP)], Html(worded.html)).into_response(),
        // Nobody is led to the sign-in inside of a frame.
        Err(error) => error_for(&cx, &error),
    }
}
