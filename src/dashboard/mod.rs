//! The partner's pages.

mod analytics;
mod audit;
mod billing;
mod chrome;
mod hooks;
mod invoices;
mod limits;
mod numbers;
mod overview;
mod prices;
mod team;
mod tenants;
mod transfers;

pub use analytics::{AnalyticsPage, analytics_csv};
pub use audit::{AuditPage, audit_csv};
pub use billing::{BillingPage, CardPage, OwnInvoicePage, PlanPage, own_paper};
pub use hooks::{HooksPage, PayloadPage};
pub use invoices::{ActPage, DraftPage, InvoicePage, InvoicesPage, LinePage, invoices_csv, issued_paper, line_csv};
pub use limits::{EditLimitsPage, LimitsPage, RaisePage, limits_csv};
pub use numbers::{NumberPage, NumbersPage};
pub use overview::OverviewPage;
pub use prices::{EditPricePage, PricesPage, ProfilePage};
pub use team::{ColleaguePage, TeamPage};
pub use tenants::{
    BulkPage, ConflictsPage, DefaultsPage, DeleteTenantPage, EditTenantPage, NewTenantPage, TenantPage, TenantsPage, tenants_csv,
};
pub use transfers::{TransferPage, TransfersPage};
