//! Forms: label above, error between field and help, what was typed kept, a summary first.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::bits::icon;
use crate::domain::{FieldError, input};
use crate::language::Language;
use crate::text::Text;

/// What the next page says first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    pub text: String,
    #[serde(default)]
    pub bad: bool,
    /// The id of what it is about, where the page shows more of it this once.
    #[serde(default)]
    pub about: Option<String>,
}

/// A form that was refused: which, what was typed, what is wrong. Secrets are never among the values.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Refused {
    pub form: String,
    pub values: BTreeMap<String, String>,
    pub errors: Vec<FieldError>,
}

impl Refused {
    /// The fields of a form by the names they are posted under.
    pub fn new(form: &str, fields: &impl Serialize) -> Self {
        let values = match serde_json::to_value(fields) {
            Ok(serde_json::Value::Object(map)) => map.into_iter().filter_map(|(k, v)| Some((k, kept(v.as_str()?)))).collect(),
            _ => BTreeMap::new(),
        };
        Self { form: form.to_owned(), values, errors: Vec::new() }
    }
}

/// What is kept of a typed value: the database cannot hold a NUL, and nobody types more than this.
fn kept(value: &str) -> String {
    value.chars().filter(|c| *c != '\0').take(2_000).collect()
}

/// One text-like field.
#[derive(Default, Clone)]
pub struct Input {
    pub name: &'static str,
    pub label: String,
    pub kind: &'static str,
    pub help: Option<String>,
    pub optional: bool,
    pub autocomplete: &'static str,
    pub maxlength: Option<u32>,
    pub prefix: Option<String>,
    pub numeric: bool,
    pub autofocus: bool,
    /// The id of a `<datalist>` on the page.
    pub suggestions: Option<&'static str>,
}

/// A form being shown: values and errors of the last try, else the defaults.
pub struct Form<'a> {
    pub text: &'a Text,
    pub refused: Option<&'a Refused>,
    pub defaults: Vec<(&'static str, String)>,
}

/// The element id of a field's name.
pub fn id_of(name: &str) -> String {
    name.replace(['.', '[', ']'], "-")
}

impl Form<'_> {
    pub fn value(&self, name: &str) -> String {
        let typed = self.refused.and_then(|refused| refused.values.get(name).cloned());
        typed.or_else(|| self.defaults.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone())).unwrap_or_default()
    }

    pub fn error(&self, name: &str) -> Option<String> {
        let error = self.refused?.errors.iter().find(|error| error.field == name)?;
        Some(self.text.field_error(error))
    }

    fn any_error(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.error(name).is_some())
    }

    /// The page's title, with the number of problems first, so that it is heard first.
    pub fn title(&self, title: String) -> String {
        match self.refused.map_or(0, |refused| refused.errors.len()) {
            0 => title,
            n => format!("{}: {title}", self.text.count("form-problems-short", i64::try_from(n).unwrap_or(i64::MAX))),
        }
    }

    /// The summary, with a link to each field.
    pub fn problems(&self) -> Option<AnyView> {
        let errors = self.refused.map(|refused| refused.errors.as_slice()).filter(|errors| !errors.is_empty())?;
        let heading = self.text.count("form-problems", i64::try_from(errors.len()).unwrap_or(i64::MAX));
        let items = errors
            .iter()
            .map(|error| {
                let words = self.text.field_error(error);
                if error.field.is_empty() {
                    view! { <li>{words}</li> }.into_any()
                } else {
                    let href = format!("#{}", id_of(&error.field));
                    view! { <li><a href=href>{words}</a></li> }.into_any()
                }
            })
            .collect_view();
        Some(view! { <div class="problems" role="alert" tabindex="-1" id="problems"><h2>{heading}</h2><ul>{items}</ul></div> }.into_any())
    }

    fn frame(&self, name: &str, label: &str, optional: bool, help: Option<String>, control: AnyView) -> AnyView {
        let id = id_of(name);
        let error = self.error(name).map(|words| {
            let error_id = format!("{id}-error");
            view! { <p class="error" id=error_id>{icon("warn")}<span>{words}</span></p> }
        });
        let help = help.map(|words| {
            let help_id = format!("{id}-help");
            view! { <p class="help" id=help_id>{words}</p> }
        });
        let optional = optional.then(|| view! { " "<span class="optional">{self.text.get("form-optional")}</span> });
        let label = label.to_owned();
        view! { <div class="field"><label for=id.clone()>{label}{optional}</label>{control}{error}{help}</div> }.into_any()
    }

    fn described_by(&self, name: &str, help: bool) -> Option<String> {
        let id = id_of(name);
        let error = self.error(name).map(|_| format!("{id}-error"));
        let help = help.then(|| format!("{id}-help"));
        let ids: Vec<String> = error.into_iter().chain(help).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub fn input(&self, input: Input) -> AnyView {
        let invalid = self.error(input.name).is_some().then_some("true");
        let described = self.described_by(input.name, input.help.is_some());
        let value = (input.kind != "password").then(|| self.value(input.name));
        let class = if input.numeric { "input num" } else { "input" };
        let kind = if input.kind.is_empty() { "text" } else { input.kind };
        let inputmode = input.numeric.then_some("decimal");
        let control = view! {
            <input class=class id=id_of(input.name) name=input.name type=kind value=value autocomplete=input.autocomplete maxlength=input.maxlength
                inputmode=inputmode list=input.suggestions required=!input.optional aria-invalid=invalid aria-describedby=described autofocus=input.autofocus/>
        };
        let control = match input.prefix {
            Some(prefix) => view! { <div class="affix before"><span aria-hidden="true">{prefix}</span>{control}</div> }.into_any(),
            None => control.into_any(),
        };
        self.frame(input.name, &input.label, input.optional, input.help, control)
    }

    /// `options`: value and words.
    pub fn select(&self, name: &'static str, label: String, options: Vec<(String, String)>, help: Option<String>) -> AnyView {
        let chosen = self.value(name);
        let invalid = self.error(name).is_some().then_some("true");
        let described = self.described_by(name, help.is_some());
        let options = options
            .into_iter()
            .map(|(value, words)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{words}</option> }
            })
            .collect_view();
        let control =
            view! { <select class="input" id=id_of(name) name=name aria-invalid=invalid aria-describedby=described>{options}</select> };
        self.frame(name, &label, false, help, control.into_any())
    }

    /// A multi-line field with what was typed and what is wrong with it.
    pub fn text_area(&self, name: &'static str, label: String, optional: bool, help: Option<String>) -> AnyView {
        let invalid = self.error(name).is_some().then_some("true");
        let described = self.described_by(name, help.is_some());
        // Leptos does not escape a textarea's child (dependencies.md §1.1): it is escaped here.
        let value = super::bits::html_escape(&self.value(name));
        let control = view! {
            <textarea class="input" id=id_of(name) name=name rows="4" aria-invalid=invalid aria-describedby=described>{value}</textarea>
        };
        self.frame(name, &label, optional, help, control.into_any())
    }

    pub fn choices(&self, name: &'static str, legend: String, options: Vec<(String, String)>) -> AnyView {
        let chosen = self.value(name);
        let options = options
            .into_iter()
            .enumerate()
            .map(|(i, (value, words))| {
                let checked = value == chosen;
                let id = (i == 0).then(|| id_of(name));
                view! { <label><input type="radio" id=id name=name value=value checked=checked/>{words}</label> }
            })
            .collect_view();
        let error = self.error(name).map(|words| view! { <p class="error">{icon("warn")}<span>{words}</span></p> });
        view! { <fieldset class="field"><legend>{legend}</legend><div class="choices">{options}</div>{error}</fieldset> }.into_any()
    }

    /// Fields that are mostly left alone; open when one of them has a problem.
    pub fn more(&self, title: String, summary: String, names: &[&str], fields: Vec<AnyView>) -> AnyView {
        let open = self.any_error(names);
        view! { <details class="more" open=open><summary>{title}" "<small>{summary}</small></summary><div class="form">{fields}</div></details> }.into_any()
    }
}

/// The languages there are, by their own names; first what holds where none is chosen.
pub fn language_options(text: &Text, none: &str) -> Vec<(String, String)> {
    let all = Language::ALL.map(|language| (language.tag().to_owned(), language.endonym().to_owned()));
    std::iter::once((String::new(), text.get(none))).chain(all).collect()
}

/// A time zone by its IANA name, with suggestions.
pub fn zone(text: &Text, form: &Form<'_>) -> AnyView {
    let names = input::timezones().iter().map(|name| view! { <option value=name.as_str()></option> }).collect_view();
    let field = form.input(Input {
        name: "timezone",
        label: text.get("tenant-timezone"),
        help: Some(text.get("tenant-timezone-help")),
        autocomplete: "off",
        suggestions: Some("timezones"),
        ..Input::default()
    });
    view! { {field}<datalist id="timezones">{names}</datalist> }.into_any()
}

/// A multi-line field. Leptos does not escape a textarea's child (dependencies.md §1.1): it is escaped here, and only here.
pub fn text_area(name: &'static str, label: String, value: &str) -> AnyView {
    let value = super::bits::html_escape(value);
    view! { <div class="field"><label for=id_of(name)>{label}</label><textarea class="input" id=id_of(name) name=name rows="4">{value}</textarea></div> }.into_any()
}
