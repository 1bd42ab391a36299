//! Pictures of figures, drawn on the server: no script, no inline style, and each with its numbers in a table for whoever would rather read.

use leptos::prelude::*;

use crate::text::Text;

/// A line over days, and perhaps the one before it.
pub struct Line {
    /// What is counted, for the picture's name and the table.
    pub title: String,
    /// What a point is of, for the table's head: "Day".
    pub part: String,
    pub points: Vec<(String, i64)>,
    /// Of as many points, with its name.
    pub before: Option<(String, Vec<i64>)>,
    /// How a value is written.
    pub shown: fn(&Text, i64) -> String,
}

/// The next round number above the highest, as three steps of 1, 2 or 5.
fn scale(most: i64) -> i64 {
    let step = (most.max(3) + 2) / 3;
    let mut unit = 1;
    loop {
        for n in [1, 2, 5] {
            if n * unit >= step {
                return n * unit * 3;
            }
        }
        unit *= 10;
    }
}

/// Coordinates with one decimal: per cent from the top.
fn height(value: i64, top: i64) -> String {
    let millis = 1_000 - value.clamp(0, top) * 1_000 / top.max(1);
    format!("{}.{}", millis / 10, millis % 10)
}

fn path(values: &[i64], top: i64) -> String {
    values.iter().enumerate().map(|(x, value)| format!("{}{x} {}", if x == 0 { 'M' } else { 'L' }, height(*value, top))).collect()
}

/// A line chart with its numbers below it.
pub fn line(text: &Text, line: &Line) -> AnyView {
    let values: Vec<i64> = line.points.iter().map(|(_, value)| *value).collect();
    let before: &[i64] = line.before.as_ref().map_or(&[], |(_, values)| values.as_slice());
    let top = scale(values.iter().chain(before).copied().max().unwrap_or(0));
    let last = values.len().saturating_sub(1).max(1);
    let total: i64 = values.iter().sum();
    let busiest = line.points.iter().max_by_key(|(_, value)| *value);
    let label = text.with(
        "chart-label",
        &[
            ("what", line.title.as_str()),
            ("total", &(line.shown)(text, total)),
            ("part", busiest.map_or("", |(part, _)| part.as_str())),
            ("most", &busiest.map_or_else(String::new, |(_, value)| (line.shown)(text, *value))),
        ],
    );
    let grid = [0, 1, 2, 3].map(|n| {
        let y = format!("{}%", height(top / 3 * n, top));
        let class = if n == 0 { "grid base" } else { "grid" };
        let words = (n > 0).then(|| view! { <text class="y" x="-8" y=y.clone() dy="4">{(line.shown)(text, top / 3 * n)}</text> });
        view! { <line class=class x2="100%" y1=y.clone() y2=y></line>{words} }
    });
    let area = format!("{}L{last} 100L0 100Z", path(&values, top));
    let drawn = path(&values, top);
    let drawn_before = (!before.is_empty()).then(|| {
        let d = path(before, top);
        view! { <path class="before" d=d></path> }
    });
    let every = line.points.len().div_ceil(5).max(1);
    let axis = line.points.iter().enumerate().filter(|(n, _)| *n == last || n % every == 0 && last - n >= every);
    let axis = axis
        .map(|(n, (part, _))| {
            let x = format!("{}.{}%", n * 1_000 / last / 10, n * 1_000 / last % 10);
            let class = match n {
                0 => "x first",
                n if n == last => "x last",
                _ => "x",
            };
            view! { <text class=class x=x y="12">{part.clone()}</text> }
        })
        .collect_view();
    let view_box = format!("0 0 {last} 100");
    view! {
        <figure class="chart">
            <svg class="plot" role="img" aria-label=label>{grid}
                <svg viewBox=view_box width="100%" height="100%" preserveAspectRatio="none" overflow="visible">
                    {drawn_before}<path class="area" d=area></path><path class="line" d=drawn></path></svg></svg>
            <svg class="plot axis" aria-hidden="true">{axis}</svg>
            {numbers(text, line, before)}
        </figure>
    }
    .into_any()
}

/// The same as a table, folded away.
fn numbers(text: &Text, line: &Line, before: &[i64]) -> AnyView {
    let rows = line
        .points
        .iter()
        .enumerate()
        .map(|(n, (part, value))| {
            let earlier = before.get(n).map(|value| view! { <td class="num">{(line.shown)(text, *value)}</td> });
            view! { <tr><th scope="row">{part.clone()}</th><td class="num">{(line.shown)(text, *value)}</td>{earlier}</tr> }
        })
        .collect_view();
    let earlier = line.before.as_ref().map(|(name, _)| view! { <th scope="col" class="num">{name.clone()}</th> });
    view! {
        <details><summary>{text.get("chart-numbers")}</summary><div class="wide"><table class="table tight">
            <caption class="vh">{line.title.clone()}</caption>
            <thead><tr><th scope="col">{line.part.clone()}</th><th scope="col" class="num">{line.title.clone()}</th>{earlier}</tr></thead>
            <tbody>{rows}</tbody></table></div></details>
    }
    .into_any()
}

/// Parts of a whole: a bar, and a row for each. At most three.
pub fn parts(text: &Text, caption: String, parts: &[(String, i64)]) -> AnyView {
    let whole: i64 = parts.iter().map(|(_, value)| value).sum();
    let millis = |value: i64| if whole == 0 { 0 } else { value * 1_000 / whole };
    let mut from = 0;
    let classes = ["c1", "c2", "c3"];
    let bars = parts
        .iter()
        .zip(classes)
        .map(|((_, value), class)| {
            let (x, width) = (from, millis(*value));
            from += width;
            // A gap between two, so that they are told apart without their colours.
            let shown = (width - 5).max(0);
            let (x, width) = (format!("{}.{}%", x / 10, x % 10), format!("{}.{}%", shown / 10, shown % 10));
            view! { <rect class=class x=x width=width height="100%"></rect> }
        })
        .collect_view();
    let rows = parts
        .iter()
        .zip(classes)
        .map(|((name, value), class)| {
            let key = format!("key {class}");
            view! {
                <tr><th scope="row"><span class="with"><svg class=key aria-hidden="true"><rect width="8" height="8"></rect></svg>{name.clone()}</span></th>
                    <td class="num">{text.number(*value)}</td><td class="num faint">{text.per_cent(millis(*value))}</td></tr>
            }
        })
        .collect_view();
    let label: Vec<String> = parts.iter().map(|(name, value)| format!("{name} {}", text.per_cent(millis(*value)))).collect();
    let bar = (whole > 0).then(|| view! { <svg class="stackbar" role="img" aria-label=label.join(", ")>{bars}</svg> });
    let none = (whole == 0).then(|| view! { <p class="soft">{text.get("chart-nothing")}</p> });
    view! {
        <figure class="chart">{bar}{none}<table class="table tight"><caption class="vh">{caption}</caption><tbody>{rows}</tbody></table></figure>
    }
    .into_any()
}

/// A small line beside a name, for the eye alone.
pub fn spark(values: &[i64]) -> AnyView {
    let (least, most) = (values.iter().copied().min().unwrap_or(0), values.iter().copied().max().unwrap_or(0));
    let last = values.len().saturating_sub(1).max(1);
    let range = (most - least).max(1);
    let d: String = values
        .iter()
        .enumerate()
        .map(|(x, value)| format!("{}{x} {}", if x == 0 { 'M' } else { 'L' }, 92 - (value - least) * 84 / range))
        .collect();
    let flat = if most == 0 { "spark flat" } else { "spark" };
    view! { <svg class=flat viewBox=format!("0 0 {last} 100") preserveAspectRatio="none" aria-hidden="true"><path d=d></path></svg> }
        .into_any()
}

/// How far a limit is used. Colour only where it matters: a full count is no alarm.
pub struct Meter<'a> {
    pub label: &'a str,
    pub used: i64,
    pub cap: i64,
    /// In words, for whoever does not see it.
    pub shown: String,
    /// Per cent, where ticks stand and where it becomes near.
    pub thresholds: &'a [i16],
    pub alarms: bool,
    pub thin: bool,
}

pub fn meter(meter: &Meter<'_>) -> AnyView {
    let millis = match meter.cap {
        0 => 1_000,
        cap => i64::try_from(i128::from(meter.used.max(0)) * 1_000 / i128::from(cap)).unwrap_or(1_000).min(1_000),
    };
    let near = meter.thresholds.iter().copied().filter(|t| *t < 100).max().unwrap_or(80);
    let state = match millis {
        _ if !meter.alarms => "",
        1_000 => " over",
        millis if millis >= i64::from(near) * 10 => " near",
        _ => "",
    };
    let class = format!("meter{state}{}", if meter.thin { " thin" } else { "" });
    let width = format!("{}.{}%", millis / 10, millis % 10);
    let ticks = (!meter.thin).then(|| {
        let ticks = meter.thresholds.iter().filter(|t| **t < 100).map(|threshold| {
            let x = format!("{threshold}%");
            view! { <line class="tick" x1=x.clone() x2=x y2="100%"></line> }
        });
        ticks.collect_view()
    });
    let label = meter.label.to_owned();
    view! {
        <svg class=class role="meter" aria-label=label aria-valuemin="0" aria-valuemax="100" aria-valuenow=(millis / 10).to_string() aria-valuetext=meter.shown.clone()>
            <rect class="track" width="100%" height="100%"></rect><rect class="used" width=width height="100%"></rect>{ticks}</svg>
    }
    .into_any()
}

/// "▲ 12.4 % from 4,178.60", without a colour: more is not good by itself.
pub fn delta(text: &Text, millis: Option<i64>, before: &str) -> AnyView {
    match millis {
        Some(millis) => {
            let sign = if millis >= 0 { "▲" } else { "▼" };
            let words = format!("{sign} {}", text.per_cent(millis.abs()));
            let rest = text.with("chart-from", &[("before", before)]);
            let spoken = text.get(if millis >= 0 { "chart-more" } else { "chart-less" });
            view! { <dd class="delta"><span class="vh">{spoken}</span><b>{words}</b>" "{rest}</dd> }.into_any()
        }
        None => view! { <dd class="delta">{text.get("chart-no-before")}</dd> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_above() {
        for (most, top) in [(0, 3), (3, 3), (4, 6), (1_245, 1_500), (900, 1_500), (100_001, 150_000)] {
            assert_eq!(scale(most), top, "{most}");
        }
        assert_eq!((height(0, 100), height(50, 100), height(200, 100)), ("100.0".to_owned(), "50.0".to_owned(), "0.0".to_owned()));
        assert_eq!(path(&[0, 50, 100], 100), "M0 100.0L1 50.0L2 0.0");
    }

    #[test]
    fn a_meter_alarms_at_the_highest_threshold_below_the_end() {
        let html = |used, alarms| {
            meter(&Meter { label: "x", used, cap: 100, shown: String::new(), thresholds: &[50, 80, 100], alarms, thin: true }).to_html()
        };
        assert!(html(79, true).contains("meter thin") && html(80, true).contains("meter near") && html(100, true).contains("meter over"));
        assert!(html(100, false).contains("meter thin"));
    }
}
