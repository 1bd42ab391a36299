//! `/t/{slug}/keys`: the tenant's own API keys. `/t/{slug}/keys/{key}`: one of them, and its end.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::chrome::{Place, tenant_form, tenant_page};
use crate::domain::access::Action;
use crate::domain::accounts::api_key::{Environment, tenant_scopes};
use crate::domain::accounts::api_keys::{self, KeySummary, NewKey};
use crate::domain::error::{Error, Result};
use crate::domain::ids::KeyId;
use crate::domain::tenancy::portal::Standing;
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::{self, icon};
use crate::ui::form::{Form, Input, Refused, id_of};
use crate::ui::layout::{Body, dialog};

const FORM: &str = "key-new";
/// Days after which a key may end by itself.
const ENDS: [i64; 3] = [30, 90, 365];
/// So many of its scopes stand in a key's row.
const SHORT: usize = 3;

#[component]
pub fn KeysPage() -> impl IntoView {
    tenant_page(Place::Keys, |cx, mut ctx, standing| async move {
        let keys = api_keys::list(&mut ctx).await?;
        let now = ctx.now();
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
        Ok(Body {
            title: cx.t("keys-title"),
            document_title: Some(form.title(cx.t("keys-title"))),
            content: content(&cx, &standing, Some(&form), &keys, now),
            ..Body::default()
        })
    })
}

#[component]
pub fn KeyPage() -> impl IntoView {
    let key = use_params_map().read_untracked().get("key").unwrap_or_default();
    tenant_page(Place::Keys, move |cx, mut ctx, standing| async move {
        let id: KeyId = key.parse().map_err(|_| Error::NotFound)?;
        let key = api_keys::get(&mut ctx, id).await?;
        let keys = api_keys::list(&mut ctx).await?;
        let now = ctx.now();
        drop(ctx);
        let close = root(&standing.slug);
        Ok(Body {
            title: cx.t("keys-title"),
            content: content(&cx, &standing, None, &keys, now),
            dialog: Some(dialog(cx.text(), key.name.clone(), close, one(&cx, &standing, &key, now))),
            ..Body::default()
        })
    })
}

fn root(slug: &str) -> String {
    format!("/t/{slug}/keys")
}

/// Without a form behind a dialog.
fn content(cx: &Cx, standing: &Standing, form: Option<&Form<'_>>, keys: &[KeySummary], now: OffsetDateTime) -> AnyView {
    let add = form.filter(|_| standing.may(Action::KeyCreate)).map(|form| add(cx, standing, form));
    let list =
        if keys.is_empty() { bits::empty(cx.t("keys-empty-title"), cx.t("keys-empty"), None) } else { table(cx, standing, keys, now) };
    view! { {fresh(cx)}{list}{add} }.into_any()
}

/// The secret of a key that was made just now, this once.
fn fresh(cx: &Cx) -> Option<AnyView> {
    let secret = cx.secret().filter(|secret| secret.starts_with("ptc_"))?.to_owned();
    Some(
        view! {
            <section class="panel" aria-labelledby="fresh"><h2 id="fresh">{cx.t("keys-secret-title")}</h2>
                <p><code class="secret select-all">{secret}</code></p><p class="soft">{cx.t("keys-secret-once")}</p></section>
        }
        .into_any(),
    )
}

fn table(cx: &Cx, standing: &Standing, keys: &[KeySummary], now: OffsetDateTime) -> AnyView {
    let rows = keys.iter().map(|key| row(cx, standing, key, now)).collect_view();
    view! {
        <section class="section">
            <div class="wide"><table class="table cards audit-table">
                <caption class="vh">{cx.t("keys-title")}</caption>
                <thead><tr><th scope="col">{cx.t("keys-name")}</th><th scope="col">{cx.t("keys-scopes")}</th><th scope="col">{cx.t("keys-made")}</th>
                    <th scope="col">{cx.t("keys-used")}</th><th scope="col">{cx.t("keys-state")}</th><th scope="col"><span class="vh">{cx.t("tenants-actions")}</span></th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn row(cx: &Cx, standing: &Standing, key: &KeySummary, now: OffsetDateTime) -> AnyView {
    let href = format!("{}/{}", root(&standing.slug), key.id);
    let (open, label) = if may_revoke(standing, key, now) { ("keys-revoke", "keys-revoke-of") } else { ("keys-open", "keys-open-of") };
    let label = cx.text().with(label, &[("name", &key.name)]);
    let (named, from) = (cx.text().with("keys-begins", &[("prefix", &key.prefix)]), cx.t(&format!("keys-{}", key.environment)));
    view! {
        <tr><th scope="row" class="full">{key.name.clone()}<span class="second">{named}" · "{from}</span></th><td class="full">{short_scopes(cx, key)}</td>
            <td data-label=cx.t("keys-made")>{bits::day(cx.text(), key.created_at)}<span class="second">{made_by(cx, key)}</span></td>
            <td data-label=cx.t("keys-used")>{used(cx, key)}</td><td>{state(cx, key, now)}</td>
            <td class="row-actions"><a href=href aria-label=label>{cx.t(open)}</a></td></tr>
    }
    .into_any()
}

fn may_revoke(standing: &Standing, key: &KeySummary, now: OffsetDateTime) -> bool {
    standing.may(Action::KeyRevoke) && key.counts(now) && !key.of_sub_account
}

/// A sub-account's own token is its provider's.
fn made_by(cx: &Cx, key: &KeySummary) -> String {
    if key.of_sub_account { cx.site().brand.name.clone() } else { key.created_by.clone() }
}

fn used(cx: &Cx, key: &KeySummary) -> AnyView {
    match key.last_used_at {
        Some(at) => bits::day_and_time(cx.text(), at),
        None => view! { <span class="faint">{cx.t("keys-never")}</span> }.into_any(),
    }
}

fn state(cx: &Cx, key: &KeySummary, now: OffsetDateTime) -> AnyView {
    let (class, word) = match key.revoked_at {
        Some(_) => ("badge cancelled", "keys-revoked"),
        None if key.counts(now) => ("badge active", "keys-active"),
        None => ("badge cancelled", "keys-expired"),
    };
    let until = key.expires_at.filter(|_| key.revoked_at.is_none()).map(|at| cx.text().with("keys-until", &[("day", &cx.text().day(at))]));
    view! { <span class=class>{cx.t(word)}</span>{until.map(|until| view! { <span class="second">{until}</span> })} }.into_any()
}

/// In words, those that open something of a tenant.
fn scopes(cx: &Cx, key: &KeySummary) -> Vec<String> {
    tenant_scopes().into_iter().filter(|scope| key.scopes.iter().any(|own| own == scope)).map(|scope| scope_words(cx, scope)).collect()
}

fn scope_words(cx: &Cx, scope: &str) -> String {
    cx.t(&format!("key-scope-{}", scope.replace(':', "-")))
}

fn short_scopes(cx: &Cx, key: &KeySummary) -> AnyView {
    let all = scopes(cx, key);
    match all.len() {
        0 => view! { <span class="faint">{cx.t("tenant-none")}</span> }.into_any(),
        n if n <= SHORT => all.join(", ").into_any(),
        n if n == tenant_scopes().len() => cx.t("keys-everything").into_any(),
        n => cx.text().count("keys-scopes-count", i64::try_from(n).unwrap_or(i64::MAX)).into_any(),
    }
}

fn one(cx: &Cx, standing: &Standing, key: &KeySummary, now: OffsetDateTime) -> AnyView {
    let lines = scopes(cx, key).into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
    let close = root(&standing.slug);
    let facts = view! {
        <dl class="kv">
            {bits::row(cx.t("keys-begins-with"), Some(view! { <code>{key.prefix.clone()}"…"</code> }.into_any()), "")}
            {bits::row(cx.t("keys-environment"), Some(cx.t(&format!("keys-{}", key.environment)).into_any()), "")}
            {bits::row(cx.t("keys-made"), Some(bits::day_and_time(cx.text(), key.created_at)), "")}
            {bits::row(cx.t("keys-made-by"), Some(made_by(cx, key).into_any()), "")}
            {bits::row(cx.t("keys-used"), Some(used(cx, key)), "")}
            {bits::row(cx.t("keys-state"), Some(state(cx, key, now)), "")}
            {bits::row(cx.t("keys-scopes"), Some(view! { <ul>{lines}</ul> }.into_any()), "")}
        </dl>
    };
    if !may_revoke(standing, key, now) {
        return view! { <div class="body form">{facts}</div><div class="ends"><a class="btn" href=close>{cx.t("layout-close")}</a></div> }
            .into_any();
    }
    let (slug, id) = (standing.slug.clone(), key.id.to_string());
    view! {
        <form method="post" action="/fn/portal/keys/revoke">
            <input type="hidden" name="slug" value=slug/><input type="hidden" name="key" value=id/>
            <div class="body form"><p>{cx.t("keys-revoke-means")}</p>{facts}</div>
            <div class="ends"><a class="btn" href=close>{cx.t("form-cancel")}</a>
                <button class="btn danger sure" type="submit">{cx.text().with("keys-revoke-button", &[("name", &key.name)])}</button></div>
        </form>
    }
    .into_any()
}

fn add(cx: &Cx, standing: &Standing, form: &Form<'_>) -> AnyView {
    let name = Input {
        name: "name",
        label: cx.t("keys-name"),
        help: Some(cx.t("keys-name-help")),
        maxlength: Some(100),
        autocomplete: "off",
        ..Input::default()
    };
    let ends = ENDS.map(|days| (days.to_string(), cx.text().count("keys-ends-days", days)));
    let ends = std::iter::once((String::new(), cx.t("keys-ends-never"))).chain(ends).collect();
    let fields = view! {
        {form.problems()}
        {form.input(name)}
        {ticks(cx, form)}
        {form.select("expires", cx.t("keys-ends"), ends, None)}
        <div class="actions"><button class="btn primary" type="submit">{icon("plus")}{cx.t("keys-add")}</button></div>
    };
    view! { <section class="section narrow"><h2>{cx.t("keys-new")}</h2>{tenant_form(standing, "/fn/portal/keys/create", fields.into_any())}</section> }
        .into_any()
}

/// A tick for each scope.
fn ticks(cx: &Cx, form: &Form<'_>) -> AnyView {
    let typed = form.value("scopes");
    let boxes = tenant_scopes()
        .into_iter()
        .enumerate()
        .map(|(n, scope)| {
            let checked = typed.split(' ').any(|ticked| ticked == scope);
            let id = (n == 0).then(|| id_of("scopes"));
            view! { <label><input type="checkbox" id=id name="scopes[]" value=scope checked=checked/>{scope_words(cx, scope)}</label> }
        })
        .collect_view();
    let error = form.error("scopes").map(|words| view! { <p class="error">{icon("warn")}<span>{words}</span></p> });
    view! {
        <fieldset class="field"><legend>{cx.t("keys-scopes")}</legend><p class="help">{cx.t("keys-scopes-help")}</p>
            <div class="choices lines">{boxes}</div>{error}</fieldset>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    slug: String,
    name: String,
    scopes: Vec<String>,
    /// Days; empty is never.
    expires: String,
}

#[server(prefix = "/fn", endpoint = "portal/keys/create")]
pub async fn create_key(#[server(flatten)] form: KeyForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &json!({"name": form.name, "scopes": form.scopes.join(" "), "expires": form.expires}));
    let back = root(&form.slug);
    done(match create(&cx, form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn create(cx: &Cx, form: KeyForm) -> Result<String> {
    let (ctx, standing) = inside(cx, &form.slug).await?;
    let days = ENDS.into_iter().find(|days| days.to_string() == form.expires);
    if days.is_none() && !form.expires.is_empty() {
        return Err(Error::invalid("expires", "unknown_value"));
    }
    let new = NewKey {
        name: form.name,
        tenant: Some(standing.tenant),
        scopes: form.scopes,
        environment: Environment::Live,
        expires_at: days.map(|days| ctx.now() + Duration::days(days)),
        requests_per_minute: None,
    };
    let name = new.name.trim().to_owned();
    let (_, secret) = api_keys::create(ctx, new).await?;
    cx.set_flash(cx.text().with("keys-created", &[("name", &name)])).await?;
    cx.set_secret(secret.expose_secret()).await?;
    Ok(root(&standing.slug))
}

#[server(prefix = "/fn", endpoint = "portal/keys/revoke")]
pub async fn revoke_key(#[server(default)] slug: String, #[server(default)] key: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(revoke(&cx, &slug, &key).await);
    Ok(())
}

async fn revoke(cx: &Cx, slug: &str, key: &str) -> Result<String> {
    let (ctx, standing) = inside(cx, slug).await?;
    let id: KeyId = key.parse().map_err(|_| Error::NotFound)?;
    let revoked = api_keys::revoke(ctx, id).await;
    cx.tell(revoked.map(|()| cx.t("keys-revoked-now"))).await?;
    Ok(root(&standing.slug))
}
