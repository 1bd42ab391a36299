//! `/t/{slug}/settings/routing`: what becomes of a call to a number that no call flow has.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{Tab, body, save_form};
use crate::domain::Ctx;
use crate::domain::error::{Problems, Result};
use crate::domain::ids::TenantId;
use crate::domain::telephony::call_settings::{self, CallSettings, Unplaced};
use crate::domain::telephony::kind::Kind;
use crate::domain::telephony::{extensions, records};
use crate::domain::tenancy::portal::Standing;
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::form::{Form, Input, Refused};

const FORM: &str = "tenant-routing";
/// Most extensions, and most boxes, in a choice.
const CHOICE: i64 = 500;

/// Number and words of what a call can be led to.
type Choices = Vec<(String, String)>;

#[component]
pub fn RoutingSettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let settings = call_settings::read(&mut ctx).await?;
        let (extensions, boxes) = choices(&mut ctx, standing.tenant).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(&settings) };
        let fields = fields(&cx, &standing, &form, extensions, boxes);
        let within = save_form(&cx, &standing, "/fn/portal/settings/routing", &form, fields);
        Ok(body(&cx, &standing, Tab::Routing, Some(&form), within))
    })
}

async fn choices(ctx: &mut Ctx, tenant: TenantId) -> Result<(Choices, Choices)> {
    let extensions = extensions::list(ctx, tenant, None, 0, CHOICE).await?.rows;
    let boxes = records::list(ctx, tenant, Kind::VoicemailBox, None, 0, CHOICE).await?.rows;
    let words = |number: &str, name: &str| (number.to_owned(), format!("{number} {name}"));
    Ok((
        extensions.iter().map(|extension| words(&extension.number, &extension.name)).collect(),
        boxes.iter().map(|one| words(&one.text("number"), &one.text("name"))).collect(),
    ))
}

fn values(settings: &CallSettings) -> Vec<(&'static str, String)> {
    let field = match &settings.unplaced {
        Unplaced::Reject => None,
        Unplaced::Announce(words) => Some(("message", words.clone())),
        Unplaced::Ring(number) => Some(("extension", number.clone())),
        Unplaced::Voicemail(number) => Some(("voicemailBox", number.clone())),
    };
    std::iter::once(("unplaced", settings.unplaced.word().to_owned())).chain(field).collect()
}

fn fields(cx: &Cx, standing: &Standing, form: &Form<'_>, extensions: Choices, boxes: Choices) -> AnyView {
    let ways = Unplaced::WORDS.map(|word| (word.to_owned(), cx.t(&format!("settings-unplaced-{word}")))).to_vec();
    let message = Input {
        name: "message",
        label: cx.t("settings-message"),
        help: Some(cx.t("settings-message-help")),
        optional: true,
        maxlength: Some(500),
        autocomplete: "off",
        ..Input::default()
    };
    let none = |choices: Choices| -> Choices { std::iter::once((String::new(), cx.t("settings-target-none"))).chain(choices).collect() };
    let flows = format!("/t/{}/call-flows", standing.slug);
    view! {
        <p class="soft">{cx.t("settings-routing-lead")}" "<a href=flows>{cx.t("nav-call-flows")}</a></p>
        {form.choices("unplaced", cx.t("settings-unplaced"), ways)}
        {form.input(message)}
        {form.select("extension", cx.t("settings-extension"), none(extensions), Some(cx.t("settings-extension-help")))}
        {form.select("voicemailBox", cx.t("settings-voicemail-box"), none(boxes), Some(cx.t("settings-voicemail-box-help")))}
    }
    .into_any()
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RoutingForm {
    slug: String,
    unplaced: String,
    message: String,
    extension: String,
    #[serde(rename = "voicemailBox")]
    voicemail_box: String,
}

impl RoutingForm {
    fn unplaced(&self, problems: &mut Problems) -> Unplaced {
        match self.unplaced.as_str() {
            "announce" => Unplaced::Announce(self.message.clone()),
            "ring" => Unplaced::Ring(self.extension.clone()),
            "voicemail" => Unplaced::Voicemail(self.voicemail_box.clone()),
            "reject" => Unplaced::Reject,
            _ => {
                problems.code("unplaced", "unknown_value");
                Unplaced::Reject
            }
        }
    }
}

#[server(prefix = "/fn", endpoint = "portal/settings/routing")]
pub async fn save_routing(#[server(flatten)] form: RoutingForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = Tab::Routing.path(&form.slug);
    done(match save(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &RoutingForm) -> Result<()> {
    let (ctx, _) = inside(cx, &form.slug).await?;
    call_settings::change(ctx, |edit, problems| edit.settings.unplaced = form.unplaced(problems)).await?;
    cx.set_flash(cx.t("settings-saved")).await
}
