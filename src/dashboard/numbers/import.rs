//! A file of numbers: all of its lines or none, and what is wrong with each bad one.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;

use crate::domain::access::Action;
use crate::domain::error::{Error, FieldError, Result};
use crate::domain::telephony::import::{self, BadLine};
use crate::server::extract::{Cx, done};
use crate::ui::bits::icon;
use crate::ui::form::{Form, Refused, text_area};

const FORM: &str = "numbers-import";
/// What a refused form keeps of a value.
const KEPT: usize = 2_000;

pub(super) fn section(cx: &Cx) -> AnyView {
    let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: Vec::new() };
    view! {
        <section class="section"><h2>{cx.t("numbers-import-title")}</h2><p class="soft">{cx.t("numbers-import-lead")}</p>
            <form class="form" method="post" action="/fn/dashboard/numbers/import">
                {form.problems()}
                {text_area("lines", cx.t("numbers-import-lines"), &form.value("lines"))}
                <div class="actions"><button class="btn" type="submit">{icon("upload")}{cx.t("numbers-import-button")}</button></div>
            </form>
        </section>
    }
    .into_any()
}

#[server(prefix = "/fn", endpoint = "dashboard/numbers/import")]
pub async fn import_numbers(#[server(default)] lines: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(import(&cx, lines).await);
    Ok(())
}

async fn import(cx: &Cx, text: String) -> Result<String> {
    let ctx = cx.agency_ctx().await?;
    ctx.authorize(Action::NumberCreate)?;
    let errors = match import::read(&text) {
        Err(Error::Invalid(errors)) => errors,
        Err(error) => return Err(error),
        Ok(lines) => match import::run(ctx, lines).await? {
            Ok(n) => {
                cx.set_flash(cx.text().count("numbers-imported", i64::try_from(n).unwrap_or(i64::MAX))).await?;
                return Ok("/numbers".to_owned());
            }
            Err(bad) => bad.iter().map(|bad| told(cx, bad)).collect(),
        },
    };
    // A long list would come back cut; better it is pasted again.
    let kept = if text.len() <= KEPT { text } else { String::new() };
    let mut refused = Refused::new(FORM, &serde_json::json!({"lines": kept}));
    refused.errors = errors;
    cx.set_refused(&refused).await?;
    Ok("/numbers".to_owned())
}

fn told(cx: &Cx, bad: &BadLine) -> FieldError {
    FieldError::new("lines", "import_line").with("line", bad.line).with("what", cx.text().field_error(&bad.error))
}
