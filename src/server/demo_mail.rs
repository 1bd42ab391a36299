//! The demo's mailbox: what the file transport wrote, so that an invitation can be opened without a mail server.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::state::AppState;
use crate::config::MailTransport;
use crate::ui::bits::html_escape;

fn dir(state: &AppState) -> Option<&std::path::Path> {
    match &state.config.mail.transport {
        MailTransport::Files(dir) => Some(dir),
        MailTransport::Smtp(_) => None,
    }
}

/// The mails, newest first: their ids are sorted by time.
pub async fn list(State(state): State<AppState>) -> Response {
    let mut names: Vec<String> = Vec::new();
    if let Some(dir) = dir(&state)
        && let Ok(mut entries) = tokio::fs::read_dir(dir).await
    {
        while let Ok(Some(entry)) = entries.next_entry().await {
            names.extend(entry.file_name().to_str().and_then(|name| name.strip_suffix(".eml")).map(str::to_owned));
        }
    }
    names.sort_unstable_by(|a, b| b.cmp(a));
    let items: String = names.iter().map(|name| format!("<li><a href=\"/demo/mail/{0}\">{0}</a></li>", html_escape(name))).collect();
    page(&format!("<ul class=\"people\">{items}</ul>"))
}

/// One mail as it would have been sent, its lines joined again, its link ready to follow.
pub async fn show(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let Some(dir) = dir(&state).filter(|_| plain) else { return StatusCode::NOT_FOUND.into_response() };
    let Ok(mail) = tokio::fs::read_to_string(dir.join(format!("{name}.eml"))).await else { return StatusCode::NOT_FOUND.into_response() };
    let mail = mail.replace("=\r\n", "").replace("=3D", "=");
    let link = mail.split_whitespace().find(|word| word.starts_with("http")).unwrap_or_default();
    page(&format!("<p><a class=\"btn primary\" href=\"{0}\">Follow the link</a></p><pre>{1}</pre>", html_escape(link), html_escape(&mail)))
}

fn page(content: &str) -> Response {
    let css = crate::ui::assets::path("app.css");
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Demo mailbox</title><link rel=\"stylesheet\" href=\"{css}\"></head>\
         <body><main class=\"page\"><h1>Demo mailbox</h1>{content}</main></body></html>"
    ))
    .into_response()
}
