//! What an account is on: its subscription, the plans there are, what a change comes to.

use leptos::prelude::*;
use time::Duration;

use super::Place;
use crate::domain::billing::account::Account;
use crate::domain::billing::credits::Balances;
use crate::domain::billing::cycle::Interval;
use crate::domain::billing::plan::Plan;
use crate::domain::billing::plan_changes::PlanChange;
use crate::domain::billing::proration::Proration;
use crate::domain::billing::subscription::{self, Subscription};

use crate::text::Text;
use crate::ui::{bits, plans};

fn subscription_badge(text: &Text, subscription: &Subscription) -> AnyView {
    let (class, key) = match subscription.status {
        subscription::Status::Trial => ("badge trial", "subscription-trial"),
        subscription::Status::Active => ("badge active", "subscription-active"),
        subscription::Status::PastDue => ("badge suspended", "subscription-past-due"),
        subscription::Status::Cancelled => ("badge cancelled", "subscription-cancelled"),
    };
    view! { <span class=class>{text.get(key)}</span> }.into_any()
}

/// The plan, its period, and what is planned for it.
pub fn summary(
    place: &Place<'_>,
    subscription: Option<&Subscription>,
    balances: &Balances,
    account: &Account,
    model: Option<String>,
    (invoiced, plans): (bool, &[Plan]),
) -> AnyView {
    let (text, currency) = (place.text, account.currency.as_str());
    let Some(s) = subscription else {
        return view! { <section class="section"><p class="soft prose">{place.t("billing-no-plan")}</p></section> }.into_any();
    };
    let interval = place.t(&format!("interval-{}", s.interval.as_str()));
    let fee = format!("{} {interval}", place.text.minor(&s.currency, s.price_cents));
    let next = match (&s.next_plan_key, s.cancel_at_period_end) {
        (_, true) => Some(place.say("billing-ends", &[("day", &place.text.day(s.period_end))])),
        (Some(key), _) => {
            let name = plans.iter().find(|plan| plan.key == *key).map_or(key, |plan| &plan.name);
            Some(place.say("billing-then", &[("plan", name), ("day", &place.text.day(s.period_end))]))
        }
        _ => None,
    };
    let planned = next.map(|words| {
        let undo = place.may_manage.then(|| place.button("resume", &[], place.t("billing-resume"), "btn"));
        view! { <div class="banner"><p>{words}</p><div class="actions">{undo}</div></div> }
    });
    let elsewhere = (!invoiced).then(|| view! { <div class="banner"><p>{place.t("billing-elsewhere")}</p></div> });
    let trial = s.trial_ends_at.filter(|_| s.status == subscription::Status::Trial).map(|at| bits::day(place.text, at));
    let period = format!("{} – {}", place.text.day(s.period_start), place.text.day(s.period_end - Duration::SECOND));
    let to_pay =
        (place.pays && balances.owed_cents > 0).then(|| view! { <b>{place.text.minor(currency, balances.owed_cents)}</b> }.into_any());
    let wallet = (balances.wallet_cents > 0).then(|| view! { {place.text.minor(currency, balances.wallet_cents)} }.into_any());
    let credit = (balances.credit_cents() > 0).then(|| view! { {place.text.minor(currency, balances.credit_cents())} }.into_any());
    let plan = view! { {s.plan_name.clone()}" "{subscription_badge(text, s)} };
    view! {
        <section class="section" aria-labelledby="plan-now"><header><h2 id="plan-now">{place.t("billing-subscription")}</h2></header>
            {planned}{elsewhere}
            <dl class="kv">
                {bits::row(place.t("billing-plan"), Some(plan.into_any()), "")}
                {model.map(|model| bits::row(place.t("billing-model"), Some(model.into_any()), ""))}
                {(s.price_cents > 0 && invoiced).then(|| bits::row(place.t("billing-fee"), Some(fee.into_any()), ""))}
                {trial.map(|day| bits::row(place.t("billing-trial-until"), Some(day), ""))}
                {bits::row(place.t("billing-period"), Some(period.into_any()), "")}
                {account.next_sent_at().filter(|_| invoiced).map(|at| bits::row(place.t("billing-next"), Some(bits::day(place.text, at)), ""))}
                {to_pay.map(|amount| bits::row(place.t("billing-to-pay"), Some(amount), ""))}
                {wallet.map(|amount| bits::row(place.t("billing-wallet"), Some(amount), ""))}
                {credit.map(|amount| bits::row(place.t("billing-credit"), Some(amount), ""))}
            </dl></section>
    }
    .into_any()
}

/// What can be chosen, side by side; the plan one is on is marked.
pub fn plan_cards(place: &Place<'_>, plans: &[Plan], subscription: Option<&Subscription>) -> AnyView {
    let current = subscription.filter(|s| s.status != subscription::Status::Cancelled);
    let price_now = current.and_then(|s| plans.iter().find(|plan| plan.key == s.plan_key)).and_then(|plan| plan.monthly_price_cents);
    // Of one by agreement, what was agreed.
    let price_now = price_now.or(current.map(|s| s.price_cents / i64::from(s.interval.months())));
    let cards = plans.iter().map(|plan| plan_card(place, plan, current, price_now)).collect_view();
    view! {
        <section class="section" aria-labelledby="plans"><header><h2 id="plans">{place.t("billing-plans")}</h2></header>
            <ul class="plans">{cards}</ul></section>
    }
    .into_any()
}

fn plan_card(place: &Place<'_>, plan: &Plan, current: Option<&Subscription>, price_now: Option<i64>) -> AnyView {
    let is_current = current.is_some_and(|s| s.plan_key == plan.key);
    let price = match plan.monthly_price_cents {
        Some(cents) => {
            view! { <p class="price"><b>{place.text.minor(&plan.currency, cents)}</b>" "{place.t("plan-a-month")}</p> }.into_any()
        }
        None => view! { <p class="price"><b>{place.t("plan-by-agreement")}</b></p> }.into_any(),
    };
    let annual = plan.annual_price_cents.map(|cents| {
        view! { <p class="soft t1">{place.say("plan-annual", &[("price", &place.text.minor(&plan.currency, cents))])}</p> }
    });
    let limit = |n: Option<i32>, key: &str| n.map(|n| view! { <li>{place.say(key, &[("n", &place.text.number(i64::from(n)))])}</li> });
    let features =
        plan.features.iter().map(|feature| view! { <li>{place.t(&format!("feature-{}", feature.to_lowercase()))}</li> }).collect_view();
    let action = match current {
        Some(on) if is_current => Some(on_it(place, plan, on)),
        Some(on) if on.next_plan_key.as_ref() == Some(&plan.key) => {
            let from = place.say("plan-planned", &[("day", &place.text.day(on.period_end))]);
            Some(view! { <span class="badge pending">{from}</span> }.into_any())
        }
        Some(_) if !place.may_manage || plan.monthly_price_cents.is_none() => None,
        Some(_) => {
            let key = if plan.monthly_price_cents > price_now { "plan-upgrade" } else { "plan-downgrade" };
            // The plan's name stands above; who hears only the link hears it too.
            let label = place.say(key, &[("plan", &plan.name)]);
            Some(view! { <a class="btn" href=format!("{}/plan/{}", place.root, plan.key) aria-label=label>{place.t(&format!("{key}-short"))}</a> }.into_any())
        }
        None => None,
    };
    let marked = is_current.then_some("true");
    view! {
        <li class="plan" aria-current=marked><h3>{plan.name.clone()}</h3>{price}{annual}
            <ul>{limit(plan.concurrent_calls, "plan-calls")}{limit(plan.api_requests_per_minute, "plan-requests")}{features}</ul>
            <div class="actions">{action}</div></li>
    }
    .into_any()
}

/// On the card of the plan that it is: the other way to pay for it.
fn on_it(place: &Place<'_>, plan: &Plan, on: &Subscription) -> AnyView {
    let other = if on.interval == Interval::Monthly { Interval::Annual } else { Interval::Monthly };
    let switch = (place.may_manage && !on.cancel_at_period_end && plan.price_cents(other).is_some()).then(|| {
        let href = format!("{}/plan/{}?interval={}", place.root, plan.key, other.as_str());
        view! { <a class="t1" href=href>{place.t(&format!("preview-{}", other.as_str()))}</a> }
    });
    view! { <span class="badge active">{place.t("plan-current")}</span>{switch} }.into_any()
}

/// What a change of plan costs at once: what remains of the period, less what was paid for it. Nothing where that is nothing.
pub fn change_sums(text: &Text, change: &PlanChange) -> Option<AnyView> {
    let (s, now) = (&change.subscription, change.proration);
    if now == Proration::default() {
        return None;
    }
    let money = |cents: i64| Some(text.minor(&s.currency, cents).into_any());
    let until = text.day(s.period_end - Duration::SECOND);
    let debit = text.with("preview-debit", &[("plan", &change.plan_name), ("day", &until)]);
    let row = |key: &str, cents: i64| (cents != 0).then(|| bits::row(text.get(key), money(cents), ""));
    let (more, key, sum) = match change.bill {
        Some(bill) => {
            let rows = view! { {row("preview-others", bill.others_cents)}{row("invoice-tax", bill.tax_cents)}{row("preview-from-credit", -bill.credits_cents)} };
            (Some(rows), "preview-now", bill.due_cents)
        }
        None if now.net_cents() > 0 => (None, "preview-next", now.net_cents()),
        None => (None, "preview-later", now.net_cents()),
    };
    Some(
        view! {
            <dl class="kv sums">
                {bits::row(debit, money(now.debit_cents), "")}{bits::row(text.get("preview-credit"), money(now.credit_cents), "")}{more}
                <dt class="total">{text.get(key)}</dt><dd class="total">{money(sum)}</dd>
            </dl>
        }
        .into_any(),
    )
}

/// A change before it is made: what it costs now, what then, and the button that makes it.
///
/// `stays`: it is the plan that it is on, paid otherwise.
pub fn preview(place: &Place<'_>, plan: &Plan, change: &PlanChange, interval: Interval, (up, stays): (bool, bool)) -> AnyView {
    let s = &change.subscription;
    let sums = up.then(|| change_sums(place.text, change));
    let trial = (s.status == subscription::Status::Trial).then(|| {
        let rest = place.say(
            "preview-trial",
            &[("price", &place.text.minor(&s.currency, s.price_cents)), ("day", &place.text.day(s.period_end - Duration::SECOND))],
        );
        view! { <p>{rest}</p> }
    });
    let months = i64::from(interval.months());
    let later = plan.price_cents(interval).map(|cents| {
        let words = if up { "preview-then" } else { "preview-then-down" };
        let each = format!(
            "{} {}",
            place.text.minor(&plan.currency, cents / months * months),
            place.t(&format!("interval-{}", interval.as_str()))
        );
        view! { <p>{place.say(words, &[("price", &each), ("day", &place.text.day(s.period_end))])}</p> }
    });
    let other = if interval == Interval::Monthly { Interval::Annual } else { Interval::Monthly };
    let switch = plan.price_cents(other).filter(|_| !stays).map(|_| {
        let href = format!("{}/plan/{}?interval={}", place.root, plan.key, other.as_str());
        view! { <p><a href=href>{place.t(&format!("preview-{}", other.as_str()))}</a></p> }
    });
    let key = match (stays, interval) {
        (true, Interval::Annual) => "preview-to-annual",
        (true, Interval::Monthly) => "preview-to-monthly",
        (false, _) if up => "plan-upgrade",
        (false, _) => "plan-downgrade",
    };
    let label = place.say(key, &[("plan", &plan.name)]);
    let lost = (!up).then(|| lost(place, s, plan));
    view! {
        <form method="post" action=format!("{}/change", place.endpoint)>{place.hidden()}
            <input type="hidden" name="plan" value=plan.key.clone()/><input type="hidden" name="interval" value=interval.as_str()/>
            <div class="body form">{sums}{trial}{later}{lost}{(!up).then(|| view! { <p class="soft">{place.t("preview-down")}</p> })}{switch}</div>
            <div class="ends"><a class="btn" href=place.root.clone()>{place.t("form-cancel")}</a><button class="btn primary" type="submit">{label}</button></div>
        </form>
    }
    .into_any()
}

/// What a lower plan no longer has of what there is now.
fn lost(place: &Place<'_>, now: &Subscription, plan: &Plan) -> Option<AnyView> {
    let features = now.features.iter().filter(|feature| !plan.features.contains(feature));
    let name = |feature: &String| place.t(&format!("feature-{}", feature.to_lowercase()));
    let mut lines: Vec<String> = features.map(|feature| place.say("preview-lost-feature", &[("feature", &name(feature))])).collect();
    for (key, was, is) in [
        ("preview-lost-calls", now.concurrent_calls, plan.concurrent_calls),
        ("preview-lost-requests", now.api_requests_per_minute, plan.api_requests_per_minute),
    ] {
        // None is without limit.
        if let (was, Some(is)) = (was, is)
            && was.is_none_or(|was| was > is)
        {
            let number = |n: Option<i32>| plans::limit(place.text, n);
            lines.push(place.say(key, &[("was", &number(was)), ("is", &number(Some(is)))]));
        }
    }
    (!lines.is_empty()).then(|| {
        let items = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <div class="prose"><p>{place.t("preview-lost")}</p><ul class="dots">{items}</ul></div> }.into_any()
    })
}

/// What follows when a subscription is cancelled.
pub fn cancel_means(text: &Text, s: &Subscription) -> String {
    let ends = s.trial_ends_at.filter(|_| s.status == subscription::Status::Trial);
    let key = if ends.is_some() { "billing-cancel-trial" } else { "billing-cancel-means" };
    text.with(key, &[("day", &text.day(ends.unwrap_or(s.period_end)))])
}
