//! `/operator/agencies/{agency}/plan`: the plan an agency is put on, at a fee that was agreed or at the plan's price.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnError;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::agencies::shown;
use crate::domain::Ctx;
use crate::domain::access::Action;
use crate::domain::billing::account::{Account, AccountKey};
use crate::domain::billing::plan::Plan;
use crate::domain::billing::plan_changes::{self, PlanChange};
use crate::domain::billing::subscription::Subscription;
use crate::domain::billing::{accounts, line, plans, subscriptions};
use crate::domain::error::{Error, Result};
use crate::domain::ids::AgencyId;
use crate::domain::money::exponent;
use crate::domain::tenancy::agencies;
use crate::format;
use crate::server::extract::{Cx, done, page, refuse};
use crate::ui::billing;
use crate::ui::form::{Form, Input, Refused};
use crate::ui::layout::dialog;

const FORM: &str = "agency-plan";
const PATH: &str = "/operator/agencies";

#[component]
pub fn AgencyPlanPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("agency").unwrap_or_default();
    page(move |cx| async move {
        let agency: AgencyId = id.parse().map_err(|_| Error::NotFound)?;
        let mut ctx = cx.platform_ctx().await?;
        ctx.authorize(Action::PlatformPlanUpdate)?;
        let loaded = load(&mut ctx, agency).await?;
        drop(ctx);
        let refused = cx.refused(FORM);
        // It was not refused: what it comes to is to be seen first.
        let change = match refused.filter(|refused| refused.errors.is_empty()) {
            Some(typed) => Some(look(&cx, agency, &AgreementForm::typed(typed)).await?),
            None => None,
        };
        let form = Form { text: cx.text(), refused, defaults: loaded.defaults() };
        let name = cx.text().with("agreement-title", &[("name", &loaded.name)]);
        let title = form.title(name.clone());
        let content = view(&cx, &form, agency, &loaded, change.as_ref());
        shown(&cx, Some(title), Some(dialog(cx.text(), name, PATH, content))).await
    })
}

struct Loaded {
    name: String,
    account: Account,
    subscription: Option<Subscription>,
    plans: Vec<Plan>,
}

impl Loaded {
    fn defaults(&self) -> Vec<(&'static str, String)> {
        let fee = self.account.monthly_fee_cents.filter(|_| self.account.agreed_plan.is_some());
        let fee = fee.map(|cents| line::decimal(cents, exponent(&self.account.currency))).unwrap_or_default();
        vec![("plan", self.subscription.as_ref().map(|s| s.plan_key.clone()).unwrap_or_default()), ("monthlyFee", fee)]
    }
}

async fn load(ctx: &mut Ctx, agency: AgencyId) -> Result<Loaded> {
    let key = AccountKey::of_agency(agency);
    let name = agencies::list(ctx).await?.into_iter().find(|known| known.id == agency).ok_or(Error::NotFound)?.name;
    let (account, subscription) = (accounts::read(ctx, key).await?, subscriptions::read(ctx, key).await?);
    Ok(Loaded { name, account, subscription, plans: plans::platform(ctx).await? })
}

fn view(cx: &Cx, form: &Form<'_>, agency: AgencyId, loaded: &Loaded, change: Option<&PlanChange>) -> AnyView {
    let options = loaded.plans.iter().map(|plan| {
        let price = plan.monthly_price_cents.map_or_else(|| cx.t("plan-by-agreement"), |cents| format::minor(&plan.currency, cents));
        (plan.key.clone(), format!("{} · {price}", plan.name))
    });
    let fee = Input {
        name: "monthlyFee",
        label: cx.text().with("agreement-fee", &[("currency", &loaded.account.currency)]),
        help: Some(cx.t("agreement-fee-help")),
        optional: true,
        numeric: true,
        autocomplete: "off",
        maxlength: Some(20),
        ..Input::default()
    };
    let seen = change.map(|change| {
        let looked = form.refused.map(|refused| AgreementForm::typed(refused).terms()).unwrap_or_default();
        let lead = cx.text().with("tenant-change-lead", &[("plan", &change.plan_name)]);
        let nothing = billing::change_sums(cx.text(), change)
            .unwrap_or_else(|| view! { <p class="soft">{cx.t("agreement-nothing-now")}</p> }.into_any());
        view! { <input type="hidden" name="looked" value=looked/><div class="banner" role="status"><p>{lead}</p></div>{nothing} }
    });
    let button = cx.t(if change.is_some() { "agreement-save" } else { "agreement-look" });
    view! {
        <form method="post" action="/fn/operator/agencies/plan" novalidate=true><input type="hidden" name="agency" value=agency.to_string()/>
            <div class="body form">{form.problems()}{seen}{form.select("plan", cx.t("tenants-plan"), options.collect(), None)}{form.input(fee)}</div>
            <div class="ends"><a class="btn" href=PATH>{cx.t("form-cancel")}</a><button class="btn primary" type="submit">{button}</button></div>
        </form>
    }
    .into_any()
}

/// What was typed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AgreementForm {
    agency: String,
    /// The terms that were looked at before it was sent.
    looked: String,
    plan: String,
    monthly_fee: String,
}

impl AgreementForm {
    fn typed(refused: &Refused) -> Self {
        serde_json::to_value(&refused.values).ok().and_then(|values| serde_json::from_value(values).ok()).unwrap_or_default()
    }

    fn terms(&self) -> String {
        format!("{} {}", self.plan, self.monthly_fee.trim())
    }
}

#[server(prefix = "/fn", endpoint = "operator/agencies/plan")]
pub async fn agree_on_plan(#[server(flatten)] form: AgreementForm) -> Result<(), ServerFnError> {
    let Ok(cx) = Cx::current() else { return Ok(()) };
    let refused = Refused::new(FORM, &form);
    let back = format!("{PATH}/{}/plan", form.agency);
    done(match agree(&cx, &form).await {
        Ok(path) => Ok(path),
        Err(error) => refuse(&cx, error, refused, back).await,
    });
    Ok(())
}

async fn agree(cx: &Cx, form: &AgreementForm) -> Result<String> {
    let agency: AgencyId = form.agency.parse().map_err(|_| Error::NotFound)?;
    if form.looked != form.terms() {
        look(cx, agency, form).await?;
        cx.set_refused(&Refused::new(FORM, form)).await?;
        return Ok(format!("{PATH}/{agency}/plan"));
    }
    let change = ask(cx, agency, form, false).await?;
    cx.set_flash(cx.text().with("agreement-saved", &[("plan", &change.plan_name)])).await?;
    Ok(PATH.to_owned())
}

async fn look(cx: &Cx, agency: AgencyId, form: &AgreementForm) -> Result<PlanChange> {
    ask(cx, agency, form, true).await
}

async fn ask(cx: &Cx, agency: AgencyId, form: &AgreementForm, dry_run: bool) -> Result<PlanChange> {
    let mut ctx = cx.platform_ctx().await?;
    ctx.authorize(Action::PlatformPlanUpdate)?;
    let currency = accounts::read(&mut ctx, AccountKey::of_agency(agency)).await?.currency;
    let fee = match form.monthly_fee.trim() {
        "" => None,
        typed => Some(line::minor(typed, exponent(&currency)).ok_or_else(|| Error::invalid("monthlyFee", "no_amount"))?),
    };
    plan_changes::agree(ctx, agency, &form.plan, fee, dry_run).await
}
