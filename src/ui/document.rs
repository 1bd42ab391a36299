//! A whole small document, for answers outside the application.

use super::bits::html_escape;
use super::page::problem_name;
use crate::domain::Error;
use crate::text::Text;

/// `brand`: its name and the address of its stylesheet.
pub fn error(text: &Text, error: &Error, brand: Option<(&str, &str)>) -> String {
    let name = problem_name(error);
    let title = html_escape(&text.get(&format!("problem-{name}-title")));
    let words = html_escape(&text.get(&format!("problem-{name}")));
    let home = html_escape(&text.get("problem-home"));
    let (brand_name, brand_css) = brand.unwrap_or(("", ""));
    let brand_name = html_escape(brand_name);
    let brand_link = if brand_css.is_empty() { String::new() } else { format!("<link rel=\"stylesheet\" href=\"{brand_css}\">") };
    format!(
        "<!DOCTYPE html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"stylesheet\" href=\"{css}\">{brand_link}</head>\
         <body><div class=\"door\"><main id=\"main\"><div class=\"brand\">{brand_name}</div><div class=\"panel\"><h1>{title}</h1>\
         <p class=\"soft\">{words}</p><a class=\"btn\" href=\"/\">{home}</a></div></main></div></body></html>",
        lang = text.lang(),
        css = super::assets::path("app.css"),
    )
}
