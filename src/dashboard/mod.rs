//! The partner's pages.

mod analytics;
mod audit;
mod billing;
mod branding;
mod chrome;
mod company;
mod domain;
mod gateway;
mod hooks;
mod invoices;
mod issuer;
mod limits;
mod mail_preview;
mod mail_settings;
mod numbers;
mod overview;
mod plans;
mod prices;
mod search;
mod settlements;
mod team;
mod tenants;
mod transfers;
mod webhooks;

pub use analytics::{AnalyticsPage, analytics_csv};
pub use audit::{AuditPage, audit_csv};
pub use billing::{
    BillingPage, CardPage, ConfirmPage, DetailsPage, OwnInvoicePage, OwnLinePage, PlanPage, WalletPage, own_paper, shares_csv,
    statement_csv,
};
pub use branding::{BrandingPage, branding_preview, save_branding};
pub use company::CompanyPage;
pub use domain::DomainPage;
pub use hooks::{HooksPage, PayloadPage};
pub(crate) use invoices::place as invoices_place;
pub use invoices::{ActPage, DraftPage, InvoicePage, InvoicesPage, LinePage, invoices_csv, issued_paper, line_csv};
pub use issuer::BillingSettingsPage;
pub use limits::{EditLimitsPage, LimitsPage, RaisePage, limits_csv};
pub use mail_preview::{MailPreviewPage, mail_preview};
pub use mail_settings::MailSettingsPage;
pub use numbers::{NumberPage, NumbersPage};
pub use overview::OverviewPage;
pub use plans::{NewPlanPage, OwnPlanPage, PlansPage};
pub use prices::{EditPricePage, PricesPage, ProfilePage, TermsPage};
pub use search::SearchPage;
pub use settlements::{SettlementPage, SettlementsPage, settlement_csv, settlements_csv};
pub use team::{ColleaguePage, TeamPage};
pub use tenants::{
    BulkPage, ConflictsPage, DefaultsPage, DeleteTenantPage, EditTenantPage, NewTenantPage, TenantBillingPage, TenantPage, TenantsPage,
    tenants_csv,
};
pub use transfers::{TransferPage, TransfersPage};
pub use webhooks::{WebhookDeliveryPage, WebhookPage, WebhooksPage};
