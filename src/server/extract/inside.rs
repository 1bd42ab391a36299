//! Who acts in a tenant.

use super::Cx;
use crate::domain::Ctx;
use crate::domain::error::{Error, Result};
use crate::domain::tenancy::portal::{self, Standing};
use crate::domain::tenancy::status::Status;

/// For a form of a tenant's pages: the tenant's scope and who acts in it. People of a suspended tenant change nothing.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not theirs, [`Error::State`] while it is suspended.
pub async fn inside(cx: &Cx, slug: &str) -> Result<(Ctx, Standing)> {
    let (ctx, standing) = at_billing(cx, slug).await?;
    if standing.status == Status::Suspended && !standing.visiting {
        return Err(Error::State("tenant_suspended"));
    }
    Ok((ctx, standing))
}

/// The same for what is about money: who is suspended for an invoice can pay it.
///
/// # Errors
/// [`Error::NotFound`] for a tenant that is not theirs.
pub async fn at_billing(cx: &Cx, slug: &str) -> Result<(Ctx, Standing)> {
    let user = cx.signed_in()?.user;
    let mut ctx = cx.tenant_ctx(slug).await?;
    let standing = portal::enter(&mut ctx, user).await?;
    Ok((ctx, standing))
}
