//! Who calls: a key, in the way its dialect presents it, becomes an identity with the key's scope.

use std::sync::PoisonError;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::OwnedSemaphorePermit;

use super::failure::{Api, ApiError, Scheme, base_url};
use super::limits::{self, Policy};
use crate::config::Http;
use crate::domain::access::{Actor, Identity, Origin, Scope, Surface};
use crate::domain::accounts::api_key::PresentedKey;
use crate::domain::idempotency::{Before, Once};
use crate::domain::ids::{AgencyId, TenantId};
use crate::domain::{Ctx, Error, Services};
use crate::server::state::AppState;

/// Whoever presented a key that counts.
pub struct Caller {
    state: AppState,
    /// Of this request.
    services: Services,
    identity: Identity,
    key: PresentedKey,
    secret: SecretString,
    pub api: Api,
    base: String,
}

/// A body that takes longer than this to arrive leaves time to revoke the key it came with.
const FRESH: time::Duration = time::Duration::SECOND;

impl Caller {
    /// This key's turn to read a list.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.state.lists.take(self.key.id).await
    }

    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer; as the key's first look-up when it counts no more. [`ApiError::Again`] with
    /// what was answered when the request was carried out already.
    pub async fn ctx(&self) -> Result<Ctx, ApiError> {
        if self.services.clock.now() - self.api.now > FRESH {
            self.state.keys.present(self.secret.expose_secret()).await?;
        }
        let mut ctx = Ctx::begin(&self.services, self.identity.clone()).await?;
        let Some(once) = &self.services.once else { return Ok(ctx) };
        let refused = |slug| Err(ApiError::Http(StatusCode::CONFLICT, slug));
        match once.before(&mut ctx).await? {
            Before::Nothing => Ok(ctx),
            Before::Answered(answer) => Err(ApiError::Again(answer)),
            Before::Other => Err(ApiError::Http(StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused")),
            Before::Running => refused("idempotency-key-in-use"),
            Before::Interrupted => refused("idempotency-interrupted"),
        }
    }

    /// Counts the request against a policy.
    ///
    /// # Errors
    /// [`Error::RateLimited`] when the key has had its share.
    pub fn count(&self, policy: Policy) -> Result<(), ApiError> {
        let (standing, passed) = self.state.limiter.count(policy, self.key.id.uuid(), self.api.now);
        // The tightest is told.
        let mut told = self.api.standing.lock().unwrap_or_else(PoisonError::into_inner);
        if passed.is_err() || told.is_none_or(|told| standing.remaining() < told.remaining()) {
            *told = Some(standing);
        }
        Ok(passed?)
    }

    pub fn key(&self) -> &PresentedKey {
        &self.key
    }

    pub fn services(&self) -> &Services {
        &self.services
    }

    pub fn http(&self) -> &Http {
        &self.state.config.http
    }

    /// The brand or the hosts of an agency were changed.
    pub fn forget_site(&self, agency: AgencyId) {
        self.state.sites.forget(agency);
    }

    /// The address that was asked, for links in answers.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Of a tenant's own key.
    pub fn tenant(&self) -> Option<TenantId> {
        self.key.tenant
    }
}

/// The secret, and the account that is said to be its own where the scheme has one.
fn presented(parts: &Parts, scheme: Scheme) -> Option<(String, Option<String>)> {
    let header = |name: &str| Some(parts.headers.get(name)?.to_str().ok()?.trim().to_owned());
    let authorization = header(header::AUTHORIZATION.as_str());
    let after = |wanted: &str| {
        let (scheme, rest) = authorization.as_deref()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case(wanted).then(|| rest.trim().to_owned())
    };
    match scheme {
        Scheme::Bearer => Some((after("bearer")?, None)),
        Scheme::ApiKey => Some((header("x-api-key")?, None)),
        Scheme::Account => {
            if let (Some(account), Some(secret)) = (header("x-auth-id"), header("x-auth-token")) {
                return Some((secret, Some(account)));
            }
            let decoded = String::from_utf8(STANDARD.decode(after("basic")?).ok()?).ok()?;
            let (account, secret) = decoded.split_once(':')?;
            Some((secret.to_owned(), Some(account.to_owned())))
        }
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let api = parts.extensions.get::<Api>().cloned().ok_or_else(|| Error::internal("no API layer"))?;
        let (secret, account) = presented(parts, api.dialect.scheme).ok_or(Error::Unauthenticated)?;
        let key = state.keys.present(&secret).await.map_err(|error| match error {
            // The sub-account forms have a word for credentials that are known and switched off.
            Error::Forbidden if api.dialect.scheme == Scheme::Account => ApiError::Http(StatusCode::FORBIDDEN, "account-inactive"),
            error => error.into(),
        })?;
        if account.is_some_and(|account| account != key.account_id) {
            return Err(Error::Unauthenticated.into());
        }
        let scope = match key.tenant {
            Some(tenant) => Scope::Tenant { agency: key.agency, tenant },
            None => Scope::Agency(key.agency),
        };
        let actor = Actor::Key { id: key.id, name: key.name.clone(), role: key.role(), scopes: key.scopes.clone() };
        let origin = parts.extensions.get::<Origin>().cloned().unwrap_or_default();
        let once = match &api.attempt {
            Some(attempt) => {
                Some(api.once.get_or_init(|| Once::new(attempt.clone().with_scopes(&key.scopes), key.agency, key.tenant)).clone())
            }
            None => None,
        };
        let caller = Self {
            state: state.clone(),
            services: Services { once, ..state.services.clone() },
            identity: Identity::new(actor, scope, Surface::Api, origin),
            key,
            secret: SecretString::from(secret),
            api,
            base: base_url(state, parts.headers.get(header::HOST)).await,
        };
        let rates = state.rates.of(&state.services, caller.key.agency, caller.key.tenant).await?;
        caller.count(limits::of_request(&parts.method, parts.uri.path(), rates, state.config.api.scale))?;
        if let Some(requests) = caller.key.requests_per_minute.and_then(|n| u32::try_from(n).ok()) {
            caller.count(limits::of_key(requests))?;
        }
        Ok(caller)
    }
}
