//! The tenant's data to take along: `/t/{slug}/export` lists it, `/t/{slug}/export/{file}` is each list as a file.

mod files;
mod page;

use crate::domain::access::Action;
use crate::domain::telephony::kind::Kind;

pub use files::export_csv;
pub use page::ExportPage;

/// A list that is a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum File {
    Numbers,
    Extensions,
    Agents,
    Team,
    Invoices,
    Records(Kind),
}

impl File {
    const ALL: [Self; 13] = [
        Self::Numbers,
        Self::Extensions,
        Self::Agents,
        Self::Records(Kind::CallFlow),
        Self::Records(Kind::VoicemailBox),
        Self::Records(Kind::VoicemailMessage),
        Self::Records(Kind::Device),
        Self::Records(Kind::Trunk),
        Self::Records(Kind::Contact),
        Self::Records(Kind::Recording),
        Self::Records(Kind::Transcript),
        Self::Team,
        Self::Invoices,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers.csv",
            Self::Extensions => "extensions.csv",
            Self::Agents => "agents.csv",
            Self::Team => "team.csv",
            Self::Invoices => "invoices.csv",
            Self::Records(Kind::CallFlow) => "call-flows.csv",
            Self::Records(Kind::VoicemailBox) => "voicemail-boxes.csv",
            Self::Records(Kind::VoicemailMessage) => "voicemail-messages.csv",
            Self::Records(Kind::Device) => "devices.csv",
            Self::Records(Kind::Trunk) => "trunks.csv",
            Self::Records(Kind::Contact) => "contacts.csv",
            Self::Records(Kind::Recording) => "recordings.csv",
            Self::Records(Kind::Transcript) => "transcripts.csv",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// What whoever takes it must be allowed to see.
    fn needs(self) -> Action {
        match self {
            Self::Numbers => Action::NumberRead,
            Self::Extensions => Action::ExtensionRead,
            Self::Agents => Action::AgentRead,
            Self::Team => Action::MemberList,
            Self::Invoices => Action::BillingRead,
            Self::Records(_) => Action::RecordRead,
        }
    }
}
