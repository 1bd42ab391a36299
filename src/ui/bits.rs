//! The small parts: icon, mark, badge, title, time, empty state.

use leptos::prelude::*;
use leptos_meta::Title;
use time::OffsetDateTime;

use crate::domain::tenancy::branding::Brand;
use crate::domain::tenancy::status::Status;
use crate::format;
use crate::text::Text;

/// A decorative icon of the sprite; what it means is said in words beside it.
pub fn icon(name: &'static str) -> AnyView {
    let href = format!("{}#{name}", super::assets::path("icons.svg"));
    view! { <svg class="i" aria-hidden="true"><use_ href=href></use_></svg> }.into_any()
}

/// The brand's mark: a drawn one, or the first letter of its name.
pub fn mark(brand: &Brand) -> AnyView {
    if let Some(logomark) = &brand.logomark {
        return view! { <img class="mark picture" src=logomark.path() width="24" height="24" alt=""/> }.into_any();
    }
    if brand.mark == "monogram" {
        let initial = brand.initial();
        return view! { <svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><text x="12" y="17" text-anchor="middle">{initial}</text></svg> }.into_any();
    }
    let href = format!("{}#mark-{}", super::assets::path("icons.svg"), brand.mark);
    view! { <svg class="mark drawn" viewBox="-6 -6 36 36" aria-hidden="true"><use_ href=href width="24" height="24"></use_></svg> }
        .into_any()
}

/// The brand as it stands at the head of every page: its logo, or mark and name.
pub fn brand(brand: &Brand) -> AnyView {
    let name = brand.name.clone();
    match &brand.logo {
        Some(logo) => {
            let class = format!("logo {}", logo.tone.as_str());
            view! { <img class=class src=logo.path() width=logo.width height=logo.height alt=name/> }.into_any()
        }
        None => view! { {mark(brand)}{name} }.into_any(),
    }
}

/// The document's title. `leptos_meta` writes it unescaped (dependencies.md §1.2), so it is escaped here, and only here.
pub fn page_title(brand: &Brand, title: &str) -> AnyView {
    let text = format!("{title} · {}", brand.name);
    let escaped = html_escape(&text);
    view! { <Title text=escaped/> }.into_any()
}

pub fn html_escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Shape, word and colour, in that order of trust.
pub fn status_badge(text: &Text, status: Status) -> AnyView {
    let class = format!("badge {}", status.as_str());
    let word = text.get(&format!("status-{}", status.as_str()));
    view! { <span class=class>{word}</span> }.into_any()
}

pub fn day(text: &Text, at: OffsetDateTime) -> AnyView {
    let (iso, day) = (format::iso(at), text.day(at));
    view! { <time datetime=iso>{day}</time> }.into_any()
}

pub fn day_and_time(text: &Text, at: OffsetDateTime) -> AnyView {
    let (iso, day) = (format::iso(at), text.day_and_time(at));
    view! { <time datetime=iso>{day}</time> }.into_any()
}

/// Nothing here yet: what this place is for and what to do next.
pub fn empty(title: String, words: String, action: Option<AnyView>) -> AnyView {
    view! { <div class="empty"><h2>{title}</h2><p>{words}</p>{action}</div> }.into_any()
}

/// A row of a definition list; an absent value is said in words, never left blank.
pub fn row(label: String, value: Option<AnyView>, absent: &str) -> AnyView {
    let value = value.unwrap_or_else(|| view! { <span class="faint">{absent.to_owned()}</span> }.into_any());
    view! { <dt>{label}</dt><dd>{value}</dd> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::html_escape;

    #[test]
    fn a_title_cannot_close_its_element() {
        assert_eq!(html_escape("</title><script>'\"&"), "&lt;/title&gt;&lt;script&gt;&#39;&quot;&amp;");
    }
}
