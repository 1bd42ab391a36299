//! The forms are asked in more than one spelling: `Account`, `account` and `ACCOUNT`, with a slash at the end and without. The
//! documented one is served; the others are led to it (vendor-apis.md §5.1).

use std::borrow::Cow;

use axum::extract::Request;
use axum::http::Uri;

use crate::api::failure::Api;
use crate::domain::access::Origin;

/// The documented spelling of an address, if it is another one of a documented address.
pub fn documented<'a>(templates: impl Iterator<Item = &'a str>, path: &str) -> Option<String> {
    let asked: Vec<&str> = path.trim_matches('/').split('/').collect();
    // What is spelled right wins over what differs in case: `account` and `Account` are two forms.
    let fits = |template: &str, exact: bool| -> Option<String> {
        let parts: Vec<&str> = template.trim_matches('/').split('/').collect();
        if parts.len() != asked.len() {
            return None;
        }
        let spelled: Option<Vec<Cow<'_, str>>> = parts
            .iter()
            .zip(&asked)
            .map(|(part, asked)| match part.starts_with('{') {
                true if !asked.is_empty() => Some(Cow::Borrowed(*asked)),
                true => None,
                false if part == asked => Some(Cow::Borrowed(*part)),
                false if !exact && part.eq_ignore_ascii_case(asked) => Some(Cow::Borrowed(*part)),
                false => None,
            })
            .collect();
        let end = if template.ends_with('/') { "/" } else { "" };
        Some(format!("/{}{end}", spelled?.join("/")))
    };
    let templates: Vec<&str> = templates.collect();
    let found = templates.iter().find_map(|t| fits(t, true)).or_else(|| templates.iter().find_map(|t| fits(t, false)))?;
    (found != path).then_some(found)
}

/// The request under another path. What the router noted of the first one stays behind.
pub fn under(request: Request, path: &str) -> Request {
    let (mut parts, body) = request.into_parts();
    let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    if let Ok(uri) = format!("{path}{query}").parse::<Uri>() {
        parts.uri = uri;
    }
    let noted = std::mem::take(&mut parts.extensions);
    if let Some(api) = noted.get::<Api>() {
        parts.extensions.insert(api.clone());
    }
    if let Some(origin) = noted.get::<Origin>() {
        parts.extensions.insert(origin.clone());
    }
    Request::from_parts(parts, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATES: [&str; 4] = [
        "/api/v1/accounts/{auth_id}/sub-accounts/{sub_auth_id}",
        "/api/v1/accounts/{auth_id}/sub-accounts/",
        "/api/v1/Account/{auth_id}/Subaccount/",
        "/api/v1/account/{auth_id}/numbers/{number}/assign-subaccount",
    ];

    #[test]
    fn every_spelling_leads_to_the_documented_one() {
        let spelled = |path: &str| documented(TEMPLATES.into_iter(), path);
        for path in ["/api/v1/Account/MA1/Subaccount", "/api/v1/account/MA1/SubAccount/", "/api/v1/ACCOUNT/MA1/SUBACCOUNT"] {
            assert_eq!(spelled(path).as_deref(), Some("/api/v1/Account/MA1/Subaccount/"), "{path}");
        }
        assert_eq!(spelled("/api/v1/accounts/MA1/sub-accounts").as_deref(), Some("/api/v1/accounts/MA1/sub-accounts/"));
        assert_eq!(spelled("/api/v1/accounts/MA1/sub-accounts/SA1/").as_deref(), Some("/api/v1/accounts/MA1/sub-accounts/SA1"));
        assert_eq!(
            spelled("/api/v1/account/ma1/numbers/%2B12/assign-subaccount/").as_deref(),
            Some("/api/v1/account/ma1/numbers/%2B12/assign-subaccount"),
            "ids stay as they are"
        );
        for path in ["/api/v1/Account/MA1/Subaccount/", "/api/v1/accounts/MA1/nothing", "/api/v1/accounts//sub-accounts/", "/"] {
            assert_eq!(spelled(path), None, "{path}");
        }
    }
}
