//! `/t/{slug}/settings/recording`: which calls are recorded, whether that is said, and how long recordings are kept.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use serde::{Deserialize, Serialize};

use super::{Tab, body, save_form};
use crate::domain::error::{Problems, Result};
use crate::domain::input::ungrouped;
use crate::domain::telephony::call_settings::{self, CallSettings, Edit, Recorded};
use crate::portal::chrome::{Place, tenant_page};
use crate::server::extract::inside;
use crate::server::extract::{Cx, done, refuse};
use crate::ui::bits::icon;
use crate::ui::form::{Form, Input, Refused};

const FORM: &str = "tenant-recording";

#[component]
pub fn RecordingSettingsPage() -> impl IntoView {
    tenant_page(Place::Settings, |cx, mut ctx, standing| async move {
        let settings = call_settings::read(&mut ctx).await?;
        drop(ctx);
        let form = Form { text: cx.text(), refused: cx.refused(FORM), defaults: values(&settings) };
        let within = save_form(&cx, &standing, "/fn/portal/settings/recording", &form, fields(&cx, &form));
        Ok(body(&cx, &standing, Tab::Recording, Some(&form), within))
    })
}

fn values(settings: &CallSettings) -> Vec<(&'static str, String)> {
    vec![
        ("recorded", settings.recorded.as_str().to_owned()),
        ("announced", if settings.announced { "yes" } else { "no" }.to_owned()),
        ("keepDays", settings.keep_days.map(|days| days.to_string()).unwrap_or_default()),
    ]
}

fn fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    let recorded =
        Recorded::ALL.map(|recorded| (recorded.as_str().to_owned(), cx.t(&format!("settings-recorded-{}", recorded.as_str())))).to_vec();
    let announced = ["yes", "no"].map(|word| (word.to_owned(), cx.t(&format!("settings-announced-{word}")))).to_vec();
    let keep = Input {
        name: "keepDays",
        label: cx.t("settings-keep-days"),
        help: Some(cx.t("settings-keep-days-help")),
        optional: true,
        numeric: true,
        maxlength: Some(6),
        autocomplete: "off",
        ..Input::default()
    };
    view! {
        <p class="soft">{cx.t("settings-recording-lead")}</p>
        {form.choices("recorded", cx.t("settings-recorded"), recorded)}
        {form.choices("announced", cx.t("settings-announced"), announced)}
        {form.input(keep)}
        {agreement(cx, form)}
    }
    .into_any()
}

/// Asked where recordings would be deleted.
fn agreement(cx: &Cx, form: &Form<'_>) -> Option<AnyView> {
    let error = form.error("sure")?;
    Some(
        view! {
            <div class="field"><label class="check"><input type="checkbox" id="sure" name="sure" value=form.value("keepDays").trim().to_owned() aria-describedby="sure-error"/>{cx.t("settings-keep-sure")}</label>
                <p class="error" id="sure-error">{icon("warn")}<span>{error}</span></p></div>
        }
        .into_any(),
    )
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingForm {
    slug: String,
    recorded: String,
    announced: String,
    #[serde(rename = "keepDays")]
    keep_days: String,
    #[serde(skip_serializing)]
    sure: String,
}

impl RecordingForm {
    fn apply(&self, edit: &mut Edit, problems: &mut Problems) {
        match Recorded::parse(&self.recorded) {
            Some(recorded) => edit.settings.recorded = recorded,
            None => problems.code("recorded", "unknown_value"),
        }
        match self.announced.as_str() {
            "yes" => edit.settings.announced = true,
            "no" => edit.settings.announced = false,
            _ => problems.code("announced", "unknown_value"),
        }
        edit.settings.keep_days = match self.keep_days.trim() {
            "" => None,
            // What is no number is none that a recording is kept for.
            days => Some(ungrouped(days).and_then(|days| days.parse().ok()).unwrap_or(0)),
        };
        // Agreed to for so many days, not for fewer.
        edit.sure = !self.sure.is_empty() && self.sure == self.keep_days.trim();
    }
}

#[server(prefix = "/fn", endpoint = "portal/settings/recording")]
pub async fn save_recording(#[server(flatten)] form: RecordingForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = Tab::Recording.path(&form.slug);
    done(match save(&cx, &form).await {
        Ok(()) => Ok(back),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn save(cx: &Cx, form: &RecordingForm) -> Result<()> {
    let (ctx, _) = inside(cx, &form.slug).await?;
    call_settings::change(ctx, |edit, problems| form.apply(edit, problems)).await?;
    cx.set_flash(cx.t("settings-saved")).await
}
