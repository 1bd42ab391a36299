//! The tenant's pages, under the agency's brand.

mod agents;
mod attention;
mod audit;
mod billing;
mod calls;
mod chrome;
mod contact;
mod export;
mod extensions;
mod keys;
mod numbers;
mod overview;
mod record_form;
mod record_save;
mod record_words;
mod records;
mod roles;
mod search;
mod settings;
mod suspended;
mod team;
mod usage;
mod visits;
mod webhooks;

pub use agents::AgentsPage;
pub use audit::{AuditPage, audit_csv};
pub use billing::{BillingPage, CardPage, ConfirmPage, DetailsPage, InvoicePage, LinePage, PlanPage, WalletPage, invoice_paper, line_csv};
pub use calls::{CallPage, CallsPage, calls_csv};
pub use export::{ExportPage, export_csv};
pub use extensions::ExtensionsPage;
pub use keys::{KeyPage, KeysPage};
pub use numbers::NumbersPage;
pub use overview::OverviewPage;
pub use records::{
    CallFlowPage, CallFlowsPage, ContactPage, ContactsPage, DevicePage, DevicesPage, RecordingPage, RecordingsPage, TranscriptPage,
    TranscriptsPage, TrunkPage, TrunksPage, VoicemailBoxPage, VoicemailBoxesPage, VoicemailMessagePage, VoicemailMessagesPage,
};
pub use roles::{RolePage, RolesPage};
pub use search::SearchPage;
pub use settings::{AccountSettingsPage, NotificationSettingsPage, RecordingSettingsPage, RoutingSettingsPage, SettingsPage};
pub use team::{MemberPage, TeamPage};
pub use usage::{UsagePage, usage_csv};
pub use visits::VisitsPage;
pub use webhooks::{WebhookDeliveryPage, WebhookPage, WebhooksPage};
