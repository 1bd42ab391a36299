//! `/settings/branding`: how the agency looks and sounds, with its tenants' pages beside the form as they would look.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{FromRequest, Multipart, Query, Request};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use crate::dashboard::chrome::{Place, chrome, settings_tabs};
use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::tenancy::brand_edits::{self, Branding, PictureChange};
use crate::domain::tenancy::branding::{Brand, BrandPicture, Font};
use crate::domain::tenancy::palette::{HexColor, Palette, contrast};
use crate::domain::tenancy::picture::Kind;
use crate::server::extract::{Cx, page, refuse};
use crate::server::middleware::form::TooLarge;
use crate::server::pages::error_for;
use crate::ui::bits;
use crate::ui::charts::{self, Meter};
use crate::ui::form::{Form, Input, Refused, id_of};
use crate::ui::layout::{Body, desk};

const FORM: &str = "branding";
const PATH: &str = "/settings/branding";
const WHITE: HexColor = HexColor { r: 255, g: 255, b: 255 };
const NIGHT: HexColor = HexColor { r: 0x13, g: 0x16, b: 0x19 };

#[component]
pub fn BrandingPage() -> impl IntoView {
    page(|cx| async move {
        cx.signed_in()?;
        let mut ctx = cx.agency_ctx().await?;
        ctx.authorize(Action::BrandingUpdate)?;
        let saved = brand_edits::read(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(&saved) };
        let actions = view! {
            <button class="btn" type="submit" form="brand" name="do" value="preview">{cx.t("branding-preview")}</button>
            <button class="btn primary" type="submit" form="brand" name="do" value="save">{cx.t("form-save")}</button>
        };
        let content = view! { {settings_tabs(&cx, Place::Branding)}<div class="settings">{fields(&cx, &form, &saved)}{previews(&cx, &form)}</div><script type="module" src=crate::ui::assets::path("branding.js")></script> };
        let body = Body {
            title: cx.t("branding-title"),
            document_title: Some(form.title(cx.t("branding-title"))),
            actions: Some(actions.into_any()),
            content: content.into_any(),
            ..Body::default()
        };
        Ok(desk(chrome(&cx, Place::Branding, None)?, body))
    })
}

fn values(saved: &Branding) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("brandName", saved.brand_name.clone()),
        ("primary", saved.primary.clone()),
        ("secondary", text(&saved.secondary)),
        ("accent", text(&saved.accent)),
        ("font", saved.font.clone()),
        ("mailFrom", text(&saved.mail_from)),
        ("replyTo", text(&saved.reply_to)),
        ("supportEmail", text(&saved.support_email)),
        ("supportUrl", text(&saved.support_url)),
        ("statementDescriptor", text(&saved.statement_descriptor)),
        ("signInText", text(&saved.sign_in_text)),
    ]
}

fn fields(cx: &Cx, form: &Form<'_>, saved: &Branding) -> AnyView {
    let input = |name: &'static str, kind: &'static str, optional: bool, maxlength: u32| {
        let key =
            name.chars().flat_map(|c| if c.is_ascii_uppercase() { vec!['-', c.to_ascii_lowercase()] } else { vec![c] }).collect::<String>();
        let help = cx.text().try_get(&format!("branding-{key}-help"));
        form.input(Input {
            name,
            label: cx.t(&format!("branding-{key}")),
            kind,
            help,
            optional,
            autocomplete: "off",
            maxlength: Some(maxlength),
            ..Input::default()
        })
    };
    let brand = &cx.site().brand;
    let fonts = Font::ALL.map(|font| (font.as_str().to_owned(), cx.t(&format!("font-{}", font.as_str())))).to_vec();
    view! {
        <form class="form" id="brand" method="post" action=PATH enctype="multipart/form-data" novalidate=true data-preview="/settings/branding/preview.css">
            {form.problems()}
            {input("brandName", "text", false, 60)}
            {color(cx, form, "primary", Some(&saved.primary))}
            {checks(cx, &form.value("primary"))}
            <div class="pair">{color(cx, form, "secondary", None)}{color(cx, form, "accent", None)}</div>
            {form.select("font", cx.t("branding-font"), fonts, Some(cx.t("branding-font-help")))}
            {file(cx, form, Kind::Logo, brand.logo.as_ref())}
            {file(cx, form, Kind::Logomark, brand.logomark.as_ref())}
            {file(cx, form, Kind::Favicon, brand.favicon.as_ref())}
            {input("mailFrom", "email", true, 254)}
            {input("replyTo", "email", true, 254)}
            {input("supportEmail", "email", true, 254)}
            {input("supportUrl", "url", true, 300)}
            {input("statementDescriptor", "text", true, 10)}
            {input("signInText", "text", true, 300)}
        </form>
    }
    .into_any()
}

/// The text is what counts; the picker beside it, which cannot be empty, is there for browsers with scripts.
fn color(cx: &Cx, form: &Form<'_>, name: &'static str, saved: Option<&str>) -> AnyView {
    let (id, value, error) = (id_of(name), form.value(name), form.error(name));
    let invalid = error.is_some().then_some("true");
    let error = error.map(|words| view! { <p class="error" id=format!("{name}-error")>{bits::icon("warn")}<span>{words}</span></p> });
    let help = match saved {
        Some(saved) if value != saved => cx.text().with("branding-primary-saved", &[("color", saved)]),
        _ => cx.t(&format!("branding-{name}-help")),
    };
    let optional = (name != "primary").then(|| view! { " "<span class="optional">{cx.t("form-optional")}</span> });
    let picked = if value.parse::<HexColor>().is_ok() { value.clone() } else { "#808080".to_owned() };
    view! {
        <div class="field"><label for=id.clone()>{cx.t(&format!("branding-{name}"))}{optional}</label>
            <div class="swatches"><input type="color" value=picked data-for=name aria-label=cx.t("branding-pick") hidden=true/>
                <input class="input short" id=id name=name value=value maxlength="7" autocomplete="off" spellcheck="false" aria-invalid=invalid aria-describedby=format!("{name}-help")/></div>
            {error}<p class="help" id=format!("{name}-help")>{help}</p></div>
    }
    .into_any()
}

/// What is promised of the colour, with the numbers.
fn checks(cx: &Cx, primary: &str) -> AnyView {
    let Ok(color) = primary.parse::<HexColor>() else { return ().into_any() };
    let palette = Palette::from_primary(color);
    let ratio = |a, b| cx.text().language().decimal((contrast(a, b) * 10.0).floor() as i64, 1);
    let row = |words: String, ratio: String| view! { <li>{bits::icon("tick")}{words}<b>{format!("{ratio} : 1")}</b></li> };
    let (light, dark) = (palette.accent_ink.light, palette.accent_ink.dark);
    let fill = palette.accent.light;
    let button = if fill == color {
        cx.t("branding-check-button")
    } else {
        cx.text().with("branding-check-button-moved", &[("color", &fill.to_string())])
    };
    view! {
        <ul class="checks panel fill" id="checks">
            {row(button, ratio(palette.on_accent.light, fill))}
            {row(cx.text().with("branding-check-links", &[("color", &light.to_string())]), ratio(light, WHITE))}
            {row(cx.text().with("branding-check-dark", &[("color", &dark.to_string())]), ratio(dark, NIGHT))}
        </ul>
    }
    .into_any()
}

fn file(cx: &Cx, form: &Form<'_>, kind: Kind, there: Option<&BrandPicture>) -> AnyView {
    let name = kind.as_str();
    let error = form.error(name);
    let invalid = error.is_some().then_some("true");
    let error = error.map(|words| view! { <p class="error" id=format!("{name}-error")>{bits::icon("warn")}<span>{words}</span></p> });
    let there = there.map(|picture| {
        view! {
            <div class="have"><img class=format!("logo {}", picture.tone.as_str()) src=picture.path() alt="" width=picture.width height=picture.height/>
                <label class="check"><input type="checkbox" name=format!("{name}-remove") value="yes"/>{cx.t("branding-remove-picture")}</label></div>
        }
    });
    view! {
        <div class="field"><label for=name>{cx.t(&format!("branding-{name}"))}" "<span class="optional">{cx.t("form-optional")}</span></label>
            {there}
            <input class="input file" type="file" id=name name=name accept="image/png,image/jpeg,image/webp,image/svg+xml" aria-invalid=invalid aria-describedby=format!("{name}-help")/>
            {error}<p class="help" id=format!("{name}-help")>{cx.t(&format!("branding-{name}-help"))}</p></div>
    }
    .into_any()
}

/// The address of the stylesheet that shows a brand before it is saved.
fn preview_css(form: &Form<'_>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["primary", "secondary", "accent", "font"] {
        query.append_pair(name, &form.value(name));
    }
    format!("{PATH}/preview.css?{}", query.finish())
}

fn previews(cx: &Cx, form: &Form<'_>) -> AnyView {
    let brand = Brand { name: form.value("brandName"), ..cx.site().brand.clone() };
    let one = |theme: &'static str, key: &str| {
        let meter = Meter {
            label: &cx.t("branding-sample-month"),
            used: 14_820,
            cap: 25_000,
            shown: String::new(),
            thresholds: &[50, 80],
            alarms: false,
            thin: false,
        };
        view! {
            <div class=format!("preview brand-preview {theme}")><div class="top"><span class="brand">{bits::brand(&brand)}</span><small>{cx.t(key)}</small></div>
                <div class="in"><div class="usage"><div class="row"><b>{cx.t("branding-sample-month")}</b><span><b>{cx.text().minor(&brand.currency, 14_820)}</b>" "
                    <span class="faint">{cx.text().with("limits-of", &[("cap", &cx.text().minor(&brand.currency, 25_000))])}</span></span></div>{charts::meter(&meter)}</div>
                    <p>{cx.t("branding-sample-invoice")}" "<span class="as-link">"INV-0391"</span></p>
                    <div class="actions"><span class="btn primary">{cx.text().with("invoice-pay", &[("amount", &cx.text().minor(&brand.currency, 18_229))])}</span>
                        <span class="badge active right">{cx.t("status-active")}</span></div></div></div>
        }
    };
    // As mails are: the logo, or the letter in the brand's colour and the name.
    let letter = Brand { logomark: None, mark: "monogram".to_owned(), ..brand.clone() };
    let mail = view! {
        <div class="preview brand-preview light paper"><div class="top"><span class="brand">{bits::brand(&letter)}</span><small>{cx.t("branding-sample-mail")}</small></div>
            <div class="in"><p>{cx.text().with("mail-hello", &[("name", "Ada Byron")])}</p><p>{cx.t("branding-sample-mail-body")}</p><div class="actions"><span class="btn primary">{cx.t("branding-sample-mail-button")}</span></div></div></div>
    };
    let invoice = view! {
        <div class="preview brand-preview light paper"><div class="top"><span class="brand">{brand.name.clone()}</span><small>{cx.t("branding-sample-paper")}</small></div>
            <div class="in"><p class="invoice-head"><b>{cx.t("paper-invoice")}" INV-0391"</b></p>
                <div class="label-row"><span>{cx.t("branding-sample-line")}</span><span class="num">{cx.text().minor(&brand.currency, 14_900)}</span></div>
                <div class="label-row"><b>{cx.t("paper-total")}</b><b class="num">{cx.text().minor(&brand.currency, 18_229)}</b></div></div></div>
    };
    view! {
        <section class="previews" id="previews" aria-labelledby="pv"><link rel="stylesheet" href=preview_css(form) data-preview-css=""/>
            <div class="label-row"><h2 id="pv">{cx.t("branding-previews")}</h2><span class="faint">{cx.t("branding-previews-note")}</span></div>
            {one("light", "branding-light")}{one("dark", "branding-dark")}{mail}{invoice}</section>
    }
    .into_any()
}

/// The tokens of a brand that is being tried out, for the previews alone. What is no colour shows the saved one.
pub async fn branding_preview(Extension(cx): Extension<Cx>, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    if !cx.agency_may(Action::BrandingUpdate) {
        return error_for(&cx, &Error::NotFound);
    }
    let brand = &cx.site().brand;
    let color = |name: &str| asked.get(name).and_then(|text| text.parse::<HexColor>().ok());
    let palette = Palette::of(color("primary").unwrap_or(brand.color), color("secondary"), color("accent"));
    let font = asked.get("font").and_then(|text| Font::parse(text)).unwrap_or(brand.font);
    let tried = Brand { palette, font, ..brand.clone() };
    let css = tried.css(crate::ui::assets::path).replace(":root{", ".brand-preview{");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css).into_response()
}

/// Where the form goes: fields and pictures together.
pub async fn save_branding(Extension(cx): Extension<Cx>, request: Request) -> Response {
    let too_large = request.extensions().get::<TooLarge>().is_some();
    let posted = if too_large { Ok(Posted::default()) } else { Posted::read(request).await };
    let done = match posted {
        Ok(posted) => {
            let refused = Refused::new(FORM, &posted.fields);
            match save(&cx, posted, too_large).await {
                Ok(path) => Ok(path),
                Err(error) => refuse(&cx, error, refused, PATH.to_owned()).await,
            }
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(path) => Redirect::to(&path).into_response(),
        Err(Error::Unauthenticated) => Redirect::to("/sign-in").into_response(),
        Err(error) => error_for(&cx, &error),
    }
}

#[derive(Default)]
struct Posted {
    fields: BTreeMap<String, String>,
    files: Vec<(Kind, axum::body::Bytes)>,
}

impl Posted {
    async fn read(request: Request) -> Result<Self> {
        let unreadable = || Error::invalid("", "unreadable_form");
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| unreadable())?;
        let mut posted = Self::default();
        while let Some(part) = parts.next_field().await.map_err(|_| unreadable())? {
            let name = part.name().unwrap_or_default().to_owned();
            let kind = Kind::parse(&name).filter(|_| part.file_name().is_some());
            let bytes = part.bytes().await.map_err(|_| unreadable())?;
            match kind {
                Some(_) if bytes.is_empty() => {}
                Some(kind) if posted.files.iter().all(|(other, _)| *other != kind) => posted.files.push((kind, bytes)),
                Some(_) => return Err(unreadable()),
                None if posted.fields.len() < 40 => {
                    let text = String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())?;
                    posted.fields.insert(name, text.replace("\r\n", "\n"));
                }
                None => return Err(unreadable()),
            }
        }
        Ok(posted)
    }

    fn get(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }
}

async fn save(cx: &Cx, posted: Posted, too_large: bool) -> Result<String> {
    cx.signed_in()?;
    let ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::BrandingUpdate)?;
    drop(ctx); // No connection is held while pictures are drawn.
    if too_large {
        return Err(Error::invalid("logo", "picture_too_large"));
    }
    let mut ctx = cx.agency_ctx().await?;
    // The company’s name is changed on a page of its own.
    let typed = typed(&posted, brand_edits::read(&mut ctx).await?.company_name);
    drop(ctx);
    if posted.get("do") == "preview" {
        // Shown with what was typed, and nothing is kept of it.
        let refused = Refused::new(FORM, &posted.fields);
        typed.validated()?;
        cx.set_refused(&refused).await?;
        return Ok(format!("{PATH}#previews"));
    }
    let mut changes: Vec<(Kind, PictureChange)> = Kind::ALL
        .into_iter()
        .filter(|kind| posted.get(&format!("{}-remove", kind.as_str())) == "yes")
        .map(|kind| (kind, PictureChange::Remove))
        .collect();
    let mut wrong = match typed.clone().validated() {
        Err(Error::Invalid(errors)) => errors,
        other => {
            other?;
            Vec::new()
        }
    };
    for (kind, bytes) in posted.files {
        match brand_edits::draw(kind, bytes.to_vec()).await? {
            Ok(picture) => changes.push((kind, PictureChange::Put(picture))),
            Err(refusal) => wrong.push(FieldError::new(kind.as_str(), refusal.code())),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    brand_edits::update(cx.agency_ctx().await?, |branding| *branding = typed, changes).await?;
    cx.state().sites.forget(cx.site().brand.agency);
    cx.set_flash(cx.t("branding-saved")).await?;
    Ok(PATH.to_owned())
}

fn typed(posted: &Posted, company_name: String) -> Branding {
    let optional = |name: &str| Some(posted.get(name)).filter(|text| !text.trim().is_empty());
    Branding {
        company_name,
        brand_name: posted.get("brandName"),
        primary: posted.get("primary"),
        secondary: optional("secondary"),
        accent: optional("accent"),
        font: posted.get("font"),
        mail_from: optional("mailFrom"),
        reply_to: optional("replyTo"),
        support_email: optional("supportEmail"),
        support_url: optional("supportUrl"),
        statement_descriptor: optional("statementDescriptor"),
        sign_in_text: optional("signInText"),
    }
}
