//! `Authorization: Bearer ptc_…`: a key becomes an identity with the key's scope.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use tokio::sync::OwnedSemaphorePermit;

use super::problem::ApiError;
use crate::domain::access::{Actor, Identity, Origin, Scope, Surface};
use crate::domain::{Ctx, Error};
use crate::server::state::AppState;

/// Whoever presented a key that counts.
pub struct Caller {
    state: AppState,
    identity: Identity,
}

impl Caller {
    /// This key's turn to read a list.
    pub async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        match &self.identity.actor {
            Actor::Key { id, .. } => self.state.lists.take(*id).await,
            _ => None,
        }
    }

    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn ctx(self) -> Result<Ctx, ApiError> {
        Ok(Ctx::begin(&self.state.services, self.identity).await?)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, secret) = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let secret = bearer(parts).ok_or(Error::Unauthenticated)?;
        let key = state.keys.present(secret).await?;
        let scope = match key.tenant {
            Some(tenant) => Scope::Tenant { agency: key.agency, tenant },
            None => Scope::Agency(key.agency),
        };
        let role = key.role();
        let actor = Actor::Key { id: key.id, name: key.name, role, scopes: key.scopes };
        let origin = parts.extensions.get::<Origin>().cloned().unwrap_or_default();
        Ok(Self { state: state.clone(), identity: Identity::new(actor, scope, Surface::Api, origin) })
    }
}
