//! `/pay/confirm/{secret}`: where the owner of a test card says yes or no to a payment (3-D Secure). With Stripe it is a page of the account's.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;

use crate::domain::billing::confirmations;
use crate::domain::error::Result;
use crate::server::extract::{Cx, done, page};
use crate::ui::layout::door;

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let secret = use_params_map().read_untracked().get("secret").unwrap_or_default();
    page(move |cx| async move {
        let asked = confirmations::challenge(&cx.state().services, &secret).await?;
        let inside = match asked {
            Some((number, amount)) => view! {
                <h1>{cx.t("confirm-title")}</h1>
                <p>{cx.text().with(if number.is_empty() { "confirm-wallet" } else { "confirm-lead" }, &[("number", &number), ("amount", &amount)])}</p>
                <form method="post" action="/fn/account/pay/answer"><input type="hidden" name="secret" value=secret.clone()/>
                    <div class="actions"><button class="btn primary" type="submit" name="answer" value="yes">{cx.t("confirm-yes")}</button>
                        <button class="btn" type="submit" name="answer" value="no">{cx.t("confirm-no")}</button></div></form>
            }
            .into_any(),
            None => {
                view! { <h1>{cx.t("confirm-title")}</h1><p>{cx.t("confirm-settled")}</p><a class="btn" href="/">{cx.t("confirm-back")}</a> }
                    .into_any()
            }
        };
        Ok(door(&cx.site().brand, cx.text(), &cx.t("confirm-title"), cx.flash(), inside, None))
    })
}

#[server(prefix = "/fn", endpoint = "account/pay/answer")]
pub async fn answer(#[server(default)] secret: String, #[server(default)] answer: String) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    done(settle(&cx, &secret, answer == "yes").await);
    Ok(())
}

async fn settle(cx: &Cx, secret: &str, accept: bool) -> Result<String> {
    confirmations::answer(&cx.state().services, secret, accept).await?;
    cx.set_flash(cx.t(if accept { "confirm-done" } else { "confirm-refused" })).await?;
    Ok(format!("/pay/confirm/{secret}"))
}
