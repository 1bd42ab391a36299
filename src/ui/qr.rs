//! A QR code as a picture of the page: dark on white in every theme, which is what cameras read.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around it (ISO/IEC 18004).
const QUIET: i32 = 4;

/// Nothing where there is too much to say in one.
pub fn qr(words: &str, label: String) -> Option<AnyView> {
    let code = QrCode::encode_text(words, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
    let path: String = dark.map(|(x, y)| format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)).collect();
    let all = size + 2 * QUIET;
    Some(
        view! {
            <svg class="qr" viewBox=format!("0 0 {all} {all}") role="img" aria-label=label shape-rendering="crispEdges">
                <rect width=all.to_string() height=all.to_string() fill="#fff"></rect><path d=path fill="#000"></path></svg>
        }
        .into_any(),
    )
}
