//! Whose account an address names, and what its caller may do there.

use crate::api::auth::Caller;
use crate::api::failure::ApiError;
use crate::domain::ids::TenantId;
use crate::domain::tenancy::sub_accounts;
use crate::domain::{Ctx, Error};

/// For administration of sub-accounts: the parent's own credentials on its own account.
///
/// # Errors
/// [`Error::Forbidden`] for a sub-account's credentials, whatever the address; [`Error::NotFound`] for another's account.
pub async fn parent(caller: &Caller, account: &str) -> Result<Ctx, ApiError> {
    if caller.tenant().is_some() {
        return Err(Error::Forbidden.into());
    }
    if account != caller.key().account_id {
        return Err(Error::NotFound.into());
    }
    caller.ctx().await
}

/// For what an account has: its own credentials, or its parent's, who also reach it under the sub-account's id. The tenant is the
/// sub-account's; none for the parent's own account.
///
/// # Errors
/// [`Error::NotFound`] for an account that is neither.
pub async fn account(caller: &Caller, account: &str) -> Result<(Ctx, Option<TenantId>), ApiError> {
    let own = account == caller.key().account_id;
    match caller.tenant() {
        Some(tenant) if own => Ok((caller.ctx().await?, Some(tenant))),
        Some(_) => Err(Error::NotFound.into()),
        None if own => Ok((caller.ctx().await?, None)),
        None => {
            let mut ctx = caller.ctx().await?;
            let tenant = sub_accounts::id(&mut ctx, account).await?;
            Ok((ctx, Some(tenant)))
        }
    }
}

/// The same where only a sub-account has it.
///
/// # Errors
/// As [`account`]; [`Error::NotFound`] for the parent's own account.
pub async fn sub_account(caller: &Caller, named: &str) -> Result<(Ctx, TenantId), ApiError> {
    let (ctx, tenant) = account(caller, named).await?;
    Ok((ctx, tenant.ok_or(Error::NotFound)?))
}
