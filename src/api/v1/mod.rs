//! `/api/v1`, in the seed's shapes: camelCase, bare resources, paged lists.

mod tenant_body;
mod tenants;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::state::AppState;

pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(tenants::list_tenants, tenants::create_tenant))
        .routes(routes!(tenants::get_tenant, tenants::update_tenant))
        .routes(routes!(tenants::resend_invitation))
        .routes(routes!(tenants::deactivate_tenant))
        .routes(routes!(tenants::reactivate_tenant))
}
