//! `/api/v1/agency/white-label`: the agency's brand and its own domain (vendor-apis.md §2.9).

use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::api::json::Json;
use crate::api::patch::Patch;
use crate::api::problem::Problem;
use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::tenancy::brand_edits::{self, Branding, PictureChange};
use crate::domain::tenancy::branding::{Brand, BrandPicture};
use crate::domain::tenancy::domain::{CustomDomain, Method, Stage};
use crate::domain::tenancy::picture::{Kind, MOST_BYTES};
use crate::domain::tenancy::{agencies, domains};
use crate::format::iso;
use crate::net::FetchError;

/// What tenants see. All colours but `primary`, `secondary` and `accent` are derived, so that text can be read whatever colour is given.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Branding)]
pub struct BrandingBody {
    #[schema(example = "Acme Voice Ltd")]
    company_name: String,
    #[schema(example = "Acme Voice")]
    brand_name: String,
    /// As it is served: a PNG, whatever was sent.
    #[schema(example = "https://voice.example.com/brand/9f2c4e7a1b3d.png")]
    logo_url: Option<String>,
    logomark_url: Option<String>,
    favicon_url: Option<String>,
    colors: Colors,
    /// `system`, `serif`, `rounded`, `noto-sans`, `dejavu-sans` or `dejavu-serif`.
    #[schema(example = "system")]
    font_family: String,
    #[schema(example = "hello@example.com")]
    mail_from: Option<String>,
    #[schema(example = "support@example.com")]
    reply_to: Option<String>,
    #[schema(example = "support@example.com")]
    support_email: Option<String>,
    #[schema(example = "https://help.example.com")]
    support_url: Option<String>,
    #[schema(example = "ACME")]
    statement_descriptor: Option<String>,
    sign_in_text: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BrandColors)]
pub struct Colors {
    #[schema(example = "#0b6390")]
    primary: String,
    /// Text on `primary`, where that is lightened or darkened until it can be read.
    #[schema(example = "#ffffff")]
    primary_foreground: String,
    secondary: Option<String>,
    accent: Option<String>,
    #[schema(example = "#ffffff")]
    background: String,
    #[schema(example = "#15191e")]
    foreground: String,
}

/// Absent keeps what is, null clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateBranding {
    #[schema(example = "Acme Voice Ltd", max_length = 100)]
    company_name: Option<String>,
    #[schema(example = "Acme Voice", max_length = 60)]
    brand_name: Option<String>,
    /// SVG, PNG, JPEG or WebP up to 1 MiB: an `https` address that is fetched once, without redirects, or a `data:` URL in base64.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "https://www.example.com/logo.svg")]
    logo_url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    logomark_url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    favicon_url: Patch<String>,
    colors: Option<UpdateColors>,
    /// `system`, `serif`, `rounded`, `noto-sans`, `dejavu-sans` or `dejavu-serif`.
    #[schema(example = "system")]
    font_family: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "hello@example.com")]
    mail_from: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reply_to: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    support_email: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    support_url: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "ACME", min_length = 2, max_length = 10)]
    statement_descriptor: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 300)]
    sign_in_text: Patch<String>,
}

/// `#` and six hexadecimal digits each. The derived ones are taken so that an answer can be sent back, and derived again.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = UpdateBrandColors)]
pub struct UpdateColors {
    #[schema(example = "#0b6390")]
    primary: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    secondary: Patch<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    accent: Patch<String>,
    #[serde(default, rename = "primaryForeground")]
    _primary_foreground: Option<String>,
    #[serde(default, rename = "background")]
    _background: Option<String>,
    #[serde(default, rename = "foreground")]
    _foreground: Option<String>,
}

impl UpdateBranding {
    fn apply(self, branding: &mut Branding) {
        let keep = |value: Option<String>, field: &mut String| value.into_iter().for_each(|value| *field = value);
        keep(self.company_name, &mut branding.company_name);
        keep(self.brand_name, &mut branding.brand_name);
        keep(self.font_family, &mut branding.font);
        let colors = self.colors.unwrap_or_default();
        keep(colors.primary, &mut branding.primary);
        colors.secondary.apply(&mut branding.secondary);
        colors.accent.apply(&mut branding.accent);
        self.mail_from.apply(&mut branding.mail_from);
        self.reply_to.apply(&mut branding.reply_to);
        self.support_email.apply(&mut branding.support_email);
        self.support_url.apply(&mut branding.support_url);
        self.statement_descriptor.apply(&mut branding.statement_descriptor);
        self.sign_in_text.apply(&mut branding.sign_in_text);
    }
}

/// What the API calls a field of the brand.
fn api_field(error: &mut FieldError) {
    error.field = match error.field.as_str() {
        "primary" | "secondary" | "accent" => format!("colors.{}", error.field),
        "font" => "fontFamily".to_owned(),
        _ => return,
    };
}

fn body(branding: Branding, brand: &Brand, base: &str) -> BrandingBody {
    let picture = |picture: &Option<BrandPicture>| picture.as_ref().map(|picture| format!("{base}{}", picture.path()));
    BrandingBody {
        company_name: branding.company_name,
        brand_name: branding.brand_name,
        logo_url: picture(&brand.logo),
        logomark_url: picture(&brand.logomark),
        favicon_url: picture(&brand.favicon),
        colors: Colors {
            primary: branding.primary,
            primary_foreground: brand.palette.on_accent.light.to_string(),
            secondary: branding.secondary,
            accent: branding.accent,
            background: "#ffffff".to_owned(),
            foreground: "#15191e".to_owned(),
        },
        font_family: branding.font,
        mail_from: branding.mail_from,
        reply_to: branding.reply_to,
        support_email: branding.support_email,
        support_url: branding.support_url,
        statement_descriptor: branding.statement_descriptor,
        sign_in_text: branding.sign_in_text,
    }
}

async fn current(caller: &Caller) -> Result<BrandingBody, ApiError> {
    let mut ctx = caller.ctx().await?;
    let (branding, agency) = (brand_edits::read(&mut ctx).await?, ctx.scope().agency());
    drop(ctx);
    let brand = agencies::brand(caller.services(), agency).await?;
    Ok(body(branding, &brand, &caller.http().realm_url(&brand)))
}

/// Get the brand your tenants see.
#[utoipa::path(
    get, path = "/agency/white-label/branding", tag = "White label", security(("bearer" = [])),
    responses((status = 200, description = "The brand as it is", body = BrandingBody))
)]
pub async fn get_branding(caller: Caller) -> Result<axum::Json<BrandingBody>, ApiError> {
    Ok(axum::Json(current(&caller).await?))
}

/// Change the brand your tenants see: all that is sent, or nothing.
#[utoipa::path(
    put, path = "/agency/white-label/branding", tag = "White label", security(("bearer" = [])),
    request_body = UpdateBranding,
    responses((status = 200, description = "The brand as it is now", body = BrandingBody))
)]
pub async fn set_branding(caller: Caller, Json(mut update): Json<UpdateBranding>) -> Result<axum::Json<BrandingBody>, ApiError> {
    let ctx = caller.ctx().await?;
    ctx.authorize(Action::BrandingUpdate)?;
    let agency = ctx.scope().agency();
    // Nothing is fetched while a transaction is open.
    drop(ctx);
    let before = agencies::brand(caller.services(), agency).await?;
    let base = caller.http().realm_url(&before);
    let sent = [
        (Kind::Logo, "logoUrl", std::mem::take(&mut update.logo_url), &before.logo),
        (Kind::Logomark, "logomarkUrl", std::mem::take(&mut update.logomark_url), &before.logomark),
        (Kind::Favicon, "faviconUrl", std::mem::take(&mut update.favicon_url), &before.favicon),
    ];
    let (mut changes, mut wrong) = (Vec::new(), Vec::new());
    for (kind, field, url, now) in sent {
        match url {
            Patch::Absent => {}
            Patch::Null => changes.push((kind, PictureChange::Remove)),
            // What an answer said, sent back.
            Patch::Value(url) if now.as_ref().is_some_and(|now| url == format!("{base}{}", now.path())) => {}
            Patch::Value(url) => match picture(&caller, kind, &url).await? {
                Ok(change) => changes.push((kind, change)),
                Err(code) => wrong.push(FieldError::new(field, code)),
            },
        }
    }
    let saved = match wrong.is_empty() {
        true => brand_edits::update(caller.ctx().await?, |branding| update.apply(branding), changes).await,
        false => Err(Error::Invalid(wrong)),
    };
    saved.map_err(|error| match error {
        Error::Invalid(mut errors) => {
            errors.iter_mut().for_each(api_field);
            Error::Invalid(errors)
        }
        other => other,
    })?;
    let body = current(&caller).await?;
    // Reading it has committed it, also where the answer is kept.
    caller.forget_site(agency);
    Ok(axum::Json(body))
}

/// The picture at an address, drawn anew; or what is wrong with it.
async fn picture(caller: &Caller, kind: Kind, url: &str) -> Result<std::result::Result<PictureChange, &'static str>, ApiError> {
    let bytes = match bytes_of(caller, url).await {
        Ok(bytes) => bytes,
        Err(code) => return Ok(Err(code)),
    };
    let drawn = brand_edits::draw(kind, bytes).await?;
    Ok(drawn.map(PictureChange::Put).map_err(|refusal| refusal.code()))
}

async fn bytes_of(caller: &Caller, url: &str) -> std::result::Result<Vec<u8>, &'static str> {
    if let Some(data) = url.strip_prefix("data:") {
        let (_, text) = data.split_once(";base64,").ok_or("not_a_picture")?;
        return BASE64_STANDARD.decode(text).map_err(|_| "not_a_picture");
    }
    let url = Url::parse(url).ok().filter(|url| url.scheme() == "https" && url.username().is_empty()).ok_or("not_an_https_link")?;
    match caller.services().net.get(&url, MOST_BYTES).await {
        Ok(fetched) if fetched.status == 200 => Ok(fetched.body),
        Err(FetchError::TooLarge) => Err("picture_too_large"),
        Err(FetchError::Private) => Err("address_not_public"),
        Ok(_) | Err(_) => Err("picture_not_fetched"),
    }
}

/// A host name of your own, how you show that it is yours, and how far it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Domain)]
pub struct DomainBody {
    #[schema(example = "voice.example.com")]
    domain: String,
    /// `pending_verification`, `verified` (it is yours, and a certificate can be had), `active` (it reaches this service by HTTPS).
    #[schema(example = "pending_verification")]
    status: &'static str,
    /// `cname` or `txt`.
    #[schema(example = "cname")]
    verification_method: &'static str,
    /// What the domain's CNAME record says, with either method: the domain leads here.
    #[schema(example = "acme.portal.example.com")]
    cname_target: String,
    #[schema(example = "k2m4x7t9zb3wd8hgj5n6q2mxk4t9zb3w")]
    verification_token: String,
    /// Where the TXT record stands.
    #[schema(example = "_domain-verification.voice.example.com")]
    txt_name: String,
    #[schema(example = "domain-verification=k2m4x7t9zb3wd8hgj5n6q2mxk4t9zb3w")]
    txt_value: String,
    /// `pending` or `active`.
    #[schema(example = "pending")]
    ssl_status: &'static str,
    ssl_expires_at: Option<String>,
    verified_at: Option<String>,
    checked_at: Option<String>,
    /// What the last look found wrong: `no_record`, `other_record`, `unanswered`, `taken`, `not_here`, `no_certificate`, `not_reached`.
    #[schema(example = "no_record")]
    problem: Option<String>,
    /// What it found instead.
    found: Option<String>,
    #[schema(example = "2026-01-15T10:00:00Z")]
    created_at: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddDomain {
    #[serde(default)]
    #[schema(required, example = "voice.example.com", max_length = 220)]
    domain: String,
    /// `cname` (the default) or `txt`.
    #[schema(example = "cname")]
    verification_method: Option<String>,
}

async fn domain_body(caller: &Caller, domain: CustomDomain) -> Result<DomainBody, ApiError> {
    let agency = caller.ctx().await?.scope().agency();
    let slug = agencies::brand(caller.services(), agency).await?.slug;
    let active = domain.stage == Stage::Active;
    Ok(DomainBody {
        status: domain.stage.as_str(),
        verification_method: domain.method.as_str(),
        cname_target: caller.http().front().target(&slug),
        txt_name: domain.txt_name(),
        txt_value: domain.txt_value(),
        ssl_status: if active { "active" } else { "pending" },
        ssl_expires_at: domain.tls_expires_at.map(iso),
        verified_at: domain.verified_at.map(iso),
        checked_at: domain.checked_at.map(iso),
        created_at: iso(domain.created_at),
        domain: domain.host,
        verification_token: domain.token,
        problem: domain.problem,
        found: domain.found,
    })
}

/// Add a domain of your own. Nothing is served on it before its DNS shows that it is yours, which is looked at every ten minutes.
#[utoipa::path(
    post, path = "/agency/white-label/domain", tag = "White label", security(("bearer" = [])),
    request_body = AddDomain,
    responses(
        (status = 201, description = "What to write into its DNS", body = DomainBody),
        (status = 409, description = "There is a domain already, it is in use by another account, or the plan does not include it", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn add_domain(caller: Caller, Json(body): Json<AddDomain>) -> Result<(StatusCode, axum::Json<DomainBody>), ApiError> {
    let method = body.verification_method.as_deref().unwrap_or(Method::Cname.as_str());
    let made = domains::add(caller.ctx().await?, &body.domain, method, &caller.http().front()).await?;
    Ok((StatusCode::CREATED, axum::Json(domain_body(&caller, made).await?)))
}

/// Get your domain.
#[utoipa::path(
    get, path = "/agency/white-label/domain", tag = "White label", security(("bearer" = [])),
    responses((status = 200, description = "The domain as it was last seen", body = DomainBody))
)]
pub async fn get_domain(caller: Caller) -> Result<axum::Json<DomainBody>, ApiError> {
    let domain = domains::read(&mut caller.ctx().await?).await?.ok_or(Error::NotFound)?;
    Ok(axum::Json(domain_body(&caller, domain).await?))
}

/// Look at the domain now.
#[utoipa::path(
    post, path = "/agency/white-label/domain/verify", tag = "White label", security(("bearer" = [])),
    responses((status = 200, description = "The domain as it is seen now", body = DomainBody))
)]
pub async fn verify_domain(caller: Caller) -> Result<axum::Json<DomainBody>, ApiError> {
    let identity = caller.ctx().await?.identity.clone();
    let seen = domains::check(caller.services(), identity, &caller.http().front()).await?;
    caller.forget_site(caller.ctx().await?.scope().agency());
    Ok(axum::Json(domain_body(&caller, seen).await?))
}

/// Give your domain up. Links that were mailed lead nowhere from then on.
#[utoipa::path(
    delete, path = "/agency/white-label/domain", tag = "White label", security(("bearer" = [])),
    responses((status = 204, description = "It is given up"))
)]
pub async fn remove_domain(caller: Caller) -> Result<StatusCode, ApiError> {
    domains::remove(caller.ctx().await?).await?;
    caller.forget_site(caller.ctx().await?.scope().agency());
    Ok(StatusCode::NO_CONTENT)
}
