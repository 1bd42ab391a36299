//! Which mails somebody wants, topic by topic, and the way out of the weekly summary that each one carries.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use uuid::Uuid;

use super::session::SignedIn;
use super::{sessions, users};
use crate::domain::access::{Action, Identity, Role, policy};
use crate::domain::audit::{Entry, Subject};
use crate::domain::error::Result;
use crate::domain::ids::{AgencyId, UserId};
use crate::domain::mail_kind::Topic;
use crate::domain::{Ctx, Services};

/// A topic, and whether its mails are sent to this person.
pub type Choices = Vec<(Topic, bool)>;

/// The topics there are for somebody, as they stand.
pub async fn own(ctx: &mut Ctx, who: &SignedIn) -> Result<Choices> {
    ctx.authorize(Action::AccountUpdate)?;
    let (role, owns) = (who.agency_role(), owns_tenant(ctx, who).await?);
    let chosen = chosen(ctx, who.realm, who.user).await?;
    let offered = Topic::ALL.into_iter().filter(|topic| concerns(*topic, role, !who.memberships.is_empty(), owns));
    Ok(offered.map(|topic| (topic, chosen.get(topic.as_str()).copied().unwrap_or(usual(topic, role)))).collect())
}

/// Does it concern somebody of this role, or none but in tenants?
fn concerns(topic: Topic, role: Option<Role>, member: bool, owner: bool) -> bool {
    let Some(role) = role else {
        return match topic {
            Topic::Transfers => false,
            Topic::Digest => owner,
            Topic::Usage | Topic::Billing | Topic::Tenants => member,
        };
    };
    let may = |action| policy::role_allows(role, action);
    match topic {
        Topic::Usage => may(Action::UsageRead),
        Topic::Billing => may(Action::InvoiceRead) || may(Action::BillingRead),
        Topic::Transfers => may(Action::TransferList),
        Topic::Tenants => may(Action::TenantRead),
        Topic::Digest => may(Action::AnalyticsRead),
    }
}

/// What holds where nothing was chosen. The summary goes to an agency's Admins and to owners of tenants.
fn usual(topic: Topic, role: Option<Role>) -> bool {
    topic != Topic::Digest || role.is_none_or(|role| role == Role::AgencyAdmin)
}

async fn owns_tenant(ctx: &mut Ctx, who: &SignedIn) -> Result<bool> {
    let owns = sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM membership_directory AS m JOIN tenants AS t ON t.agency_id = m.agency_id AND t.id = m.subject_tenant_id
                          WHERE m.user_id = $2 AND m.agency_id = $1 AND t.owner_user_id = $2) AS "owns!""#,
        who.realm.uuid(),
        who.user.uuid()
    )
    .fetch_one(ctx.db())
    .await?;
    Ok(owns)
}

async fn chosen(ctx: &mut Ctx, realm: AgencyId, user: UserId) -> Result<BTreeMap<String, bool>> {
    let rows =
        sqlx::query!("SELECT topic, wanted FROM notification_choices WHERE agency_id = $1 AND user_id = $2", realm.uuid(), user.uuid())
            .fetch_all(ctx.db())
            .await?;
    Ok(rows.into_iter().map(|row| (row.topic, row.wanted)).collect())
}

/// Chooses: `wanted` is all that is to be sent. What does not concern the person stays as it is.
pub async fn choose(mut ctx: Ctx, who: &SignedIn, wanted: &BTreeSet<Topic>) -> Result<()> {
    let before = own(&mut ctx, who).await?;
    let after: Choices = before.iter().map(|(topic, _)| (*topic, wanted.contains(topic))).collect();
    if after == before {
        return Ok(());
    }
    for (topic, wanted) in after.iter().filter(|choice| !before.contains(choice)) {
        write(&mut ctx, who.realm, who.user, *topic, *wanted).await?;
    }
    ctx.commit([entry(who.user, &who.name, &before, &after)]).await
}

async fn write(ctx: &mut Ctx, realm: AgencyId, user: UserId, topic: Topic, wanted: bool) -> Result<()> {
    let now = ctx.now();
    sqlx::query!(
        "INSERT INTO notification_choices (agency_id, user_id, topic, wanted, changed_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (agency_id, user_id, topic) DO UPDATE SET wanted = $4, changed_at = $5",
        realm.uuid(),
        user.uuid(),
        topic.as_str(),
        wanted,
        now
    )
    .execute(ctx.db())
    .await?;
    Ok(())
}

fn entry(user: UserId, name: &str, before: &[(Topic, bool)], after: &[(Topic, bool)]) -> Entry {
    let facts = |choices: &[(Topic, bool)]| choices.iter().map(|(topic, wanted)| (topic.as_str(), *wanted)).collect::<BTreeMap<_, _>>();
    Entry::new("user.notifications_changed", Subject::new("user", user, name)).changes(Some(&facts(before)), Some(&facts(after)))
}

/// Has whoever this address is of in the realm turned the topic off? An address that is nobody's has turned nothing off.
pub(crate) async fn declined(ctx: &mut Ctx, realm: AgencyId, email: &str, topic: Topic) -> Result<bool> {
    let row = sqlx::query!(
        r#"SELECT u.role, c.wanted AS "wanted?" FROM users AS u
           LEFT JOIN notification_choices AS c ON c.agency_id = u.agency_id AND c.user_id = u.id AND c.topic = $3
           WHERE u.agency_id = $1 AND u.email = $2"#,
        realm.uuid(),
        email,
        topic.as_str()
    )
    .fetch_optional(ctx.db())
    .await?;
    Ok(row.is_some_and(|row| !row.wanted.unwrap_or(usual(topic, row.role.as_deref().and_then(Role::from_stored)))))
}

fn about(realm: AgencyId) -> Vec<u8> {
    [b"unsubscribe".as_slice(), realm.uuid().as_bytes()].concat()
}

/// What stands in the links of somebody's summaries: who it is, sealed for their realm. It is stored nowhere, and works for as long as the
/// installation has its key, as links in mails must.
pub(crate) fn unsubscribe_token(services: &Services, realm: AgencyId, user: UserId) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(services.secret.seal(services.random.bytes(), user.uuid().as_bytes(), &about(realm)))
}

fn reader(services: &Services, realm: AgencyId, token: &str) -> Option<UserId> {
    let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    let opened = services.secret.open(&sealed, &about(realm))?;
    Uuid::from_slice(&opened).ok().map(UserId)
}

/// Turns somebody's weekly summary off. A token that is none, or of another realm, changes nothing and is answered the same.
///
/// # Errors
/// When the database does not answer.
pub async fn unsubscribe(services: &Services, identity: Identity, token: &str) -> Result<()> {
    let mut ctx = Ctx::begin(services, identity).await?;
    ctx.authorize(Action::Unsubscribe)?;
    let realm = ctx.scope().agency();
    let Some(user) = reader(services, realm, token) else { return Ok(()) };
    let Some(user) = users::hold_active(&mut ctx, realm, user).await? else { return Ok(()) };
    if declined(&mut ctx, realm, &user.email, Topic::Digest).await? {
        return Ok(());
    }
    write(&mut ctx, realm, user.id, Topic::Digest, false).await?;
    ctx.identity.actor = sessions::actor(&user);
    let entry = entry(user.id, &user.full_name(), &[(Topic::Digest, true)], &[(Topic::Digest, false)]);
    ctx.commit([entry]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_concerns_whom() {
        let of = |role, member, owner| Topic::ALL.into_iter().filter(|topic| concerns(*topic, role, member, owner)).collect::<Vec<_>>();
        assert_eq!(of(Some(Role::AgencyAdmin), false, false), Topic::ALL);
        assert_eq!(of(None, true, true), [Topic::Usage, Topic::Billing, Topic::Tenants, Topic::Digest]);
        assert_eq!(of(None, true, false), [Topic::Usage, Topic::Billing, Topic::Tenants]);
        assert!(of(None, false, false).is_empty());
        assert!(!of(Some(Role::Operator), false, false).contains(&Topic::Digest), "operators have a console");
        assert!(
            usual(Topic::Digest, None) && usual(Topic::Digest, Some(Role::AgencyAdmin)) && !usual(Topic::Digest, Some(Role::AgencyManager))
        );
        assert!(usual(Topic::Usage, Some(Role::AgencyReadOnly)));
    }
}
