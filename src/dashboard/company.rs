//! `/settings/company`: what the agency is, and how strictly its people sign in.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::chrome::{Place, chrome, settings_tabs};
use crate::domain::access::Action;
use crate::domain::accounts::two_factor::RequiredFor;
use crate::domain::error::Result;
use crate::domain::tenancy::company::{self, Company};
use crate::language::Language;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::form::{Form, Input, Refused, zone};
use crate::ui::layout::{Body, desk};

const FORM: &str = "company";
const PATH: &str = "/settings/company";

#[component]
pub fn CompanyPage() -> impl IntoView {
    page(|cx| async move {
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::AgencyUpdate)?;
        let saved = company::read(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(saved) };
        let title = form.title(cx.t("company-title"));
        let content = view! { {settings_tabs(&cx, Place::Company)}{fields(&cx, &form)} };
        let body = Body { title: cx.t("company-title"), document_title: Some(title), content: content.into_any(), ..Body::default() };
        Ok(desk(chrome(&cx, Place::Company, None)?, body))
    })
}

fn values(saved: Company) -> Vec<(&'static str, String)> {
    vec![
        ("companyName", saved.name),
        ("timezone", saved.timezone),
        ("language", saved.language.tag().to_owned()),
        ("secondFactorFor", saved.second_factor_for.as_str().to_owned()),
    ]
}

fn fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    let name = Input {
        name: "companyName",
        label: cx.t("company-name"),
        help: Some(cx.t("company-name-help")),
        autocomplete: "organization",
        maxlength: Some(100),
        ..Input::default()
    };
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.endonym().to_owned())).to_vec();
    let factors = RequiredFor::ALL.map(|who| (who.as_str().to_owned(), cx.t(&format!("second-factor-for-{}", who.as_str())))).to_vec();
    view! {
        <section class="section narrow"><form class="form" method="post" action="/fn/dashboard/company/save" novalidate=true>
            {form.problems()}
            {form.input(name)}
            {zone(cx.text(), form)}
            {form.select("language", cx.t("company-language"), languages, Some(cx.t("company-language-help")))}
            {form.choices("secondFactorFor", cx.t("second-factor-for"), factors)}
            <p class="soft">{cx.t("second-factor-for-note")}</p>
            <div class="actions"><button class="btn primary" type="submit">{cx.t("form-save")}</button></div>
        </form></section>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CompanyForm {
    company_name: String,
    timezone: String,
    language: String,
    second_factor_for: String,
}

#[server(prefix = "/fn", endpoint = "dashboard/company/save")]
pub async fn save_company(#[server(flatten)] form: CompanyForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    done(match save(&cx, form).await {
        Ok(()) => Ok(PATH.to_owned()),
        Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: CompanyForm) -> Result<()> {
    company::update(cx.agency_ctx().await?, |company, problems| {
        company.name = form.company_name;
        company.timezone = form.timezone;
        match Language::from_tag(&form.language) {
            Some(language) => company.language = language,
            None => problems.code("language", "unknown_value"),
        }
        match RequiredFor::parse(&form.second_factor_for) {
            Some(who) => company.second_factor_for = who,
            None => problems.code("secondFactorFor", "unknown_value"),
        }
    })
    .await?;
    cx.state().sites.forget(cx.site().brand.agency);
    cx.set_flash(cx.t("company-saved")).await
}
