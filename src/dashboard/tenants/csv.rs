//! `/tenants.csv`: the list as a file, all of it, with the filters of the address.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;

use super::list::query;
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::tenant::Tenant;
use crate::domain::tenancy::tenant_list;
use crate::format::{csv_line, iso};
use crate::server::extract::{Cx, sign_in_path};
use crate::server::pages::error_page;

/// Rows of one statement. Between two of them no connection is held, however slowly the client reads.
const CHUNK: u32 = 500;

const HEAD: [&str; 16] = [
    "id",
    "name",
    "slug",
    "status",
    "plan",
    "billing_email",
    "sip_prefix",
    "users",
    "dids",
    "extensions",
    "agents",
    "monthly_spend_limit",
    "timezone",
    "tags",
    "created",
    "owner_email",
];

pub async fn tenants_csv(request: Request) -> Response {
    let Some(cx) = request.extensions().get::<Cx>().cloned() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    // The first rows are read before anything is sent, so that a refusal is still an answer of its own.
    match chunk(&cx, None).await {
        Ok((lines, next)) => file(cx, csv_line(HEAD) + &lines, next),
        Err(Error::Unauthenticated) => (StatusCode::SEE_OTHER, [(header::LOCATION, sign_in_path(&cx.path_and_query()))]).into_response(),
        Err(error) => error_page(&error, None),
    }
}

async fn chunk(cx: &Cx, cursor: Option<String>) -> Result<(String, Option<String>)> {
    let mut ctx = cx.agency_ctx().await?;
    let query = tenant_list::ListQuery { page_size: CHUNK, cursor, ..query(cx) };
    let found = tenant_list::list(&mut ctx, &query).await?;
    drop(ctx);
    Ok((found.page.rows.iter().map(line).collect(), found.page.next))
}

fn line(tenant: &Tenant) -> String {
    let profile = &tenant.profile;
    let cap = profile.usage_limits.monthly_spend_limit_cents.map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
    csv_line([
        tenant.id.to_string().as_str(),
        &profile.name,
        &tenant.slug,
        tenant.status.as_str(),
        &profile.plan_label,
        profile.billing_email.as_deref().unwrap_or_default(),
        &tenant.sip_prefix,
        &tenant.users.to_string(),
        &tenant.numbers.to_string(),
        &tenant.extensions.to_string(),
        &tenant.agents.to_string(),
        cap.as_deref().unwrap_or_default(),
        &profile.timezone,
        &profile.tags.join(" "),
        &iso(tenant.created_at),
        tenant.owner.as_ref().map(|owner| owner.email.as_str()).unwrap_or_default(),
    ])
}

fn file(cx: Cx, first: String, next: Option<String>) -> Response {
    let rest = stream::try_unfold((cx, next), |(cx, next)| async move {
        let Some(cursor) = next else { return Ok(None) };
        // A fault half-way ends the transfer before its end, which a client can tell from a whole file.
        let (lines, next) = chunk(&cx, Some(cursor)).await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>(Some((lines, (cx, next))))
    });
    let first = stream::once(async move { Ok::<_, std::io::Error>(first) });
    let body = Body::from_stream(futures::StreamExt::chain(first, rest));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"tenants.csv\"")),
    ];
    (headers, body).into_response()
}
