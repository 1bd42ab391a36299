//! The request as pages and server functions see it: site, session, who is signed in, message and refused form.

use std::sync::Arc;

use leptos::prelude::use_context;
use serde::Serialize;
use tower_sessions::Session;

use crate::domain::access::{Action, Actor, Identity, OPERATOR, Origin, Role, Scope, Surface, policy};
use crate::domain::accounts::session::{SignedIn, Token, Visit};
use crate::domain::accounts::{sessions, visits};
use crate::domain::error::{Error, Result};
use crate::domain::{
    Ctx,
    ids::{AgencyId, PLATFORM_AGENCY},
};
use crate::language::Language;
use crate::server::session_store::{REALM, TICKET, WHO};
use crate::server::sites::Site;
use crate::server::state::AppState;
use crate::text::Text;
use crate::ui::form::{Flash, Refused};

const FLASH: &str = "flash";
const FORM: &str = "form";
const PENDING: &str = "challenge";
const SECRET: &str = "secret";

#[derive(Clone)]
pub struct Cx(Arc<Inner>, Text);

struct Inner {
    state: AppState,
    site: Arc<Site>,
    session: Session,
    who: Option<SignedIn>,
    origin: Origin,
    path: String,
    query: String,
    flash: Option<Flash>,
    refused: Option<Refused>,
    pending: Option<String>,
    secret: Option<String>,
}

/// A page, a form's answer, or what else reads the session.
pub struct RequestFacts {
    pub origin: Origin,
    pub path: String,
    pub query: String,
    /// What the browser would like to read.
    pub accept_language: Option<Language>,
    /// A page takes the message and the refused form; a form's target leaves them for the page it leads to.
    pub takes_messages: bool,
}

/// Tenants' pages, the door and one's own account are written in every language, dashboards and the console, which staff alone see, in English.
fn is_localised(path: &str, staff: bool) -> bool {
    let first = path.trim_start_matches('/').trim_start_matches("fn/").split('/').next().unwrap_or_default();
    !staff || matches!(first, "" | "t" | "portal" | "account" | "sign-in" | "invitation" | "password" | "pay" | "unsubscribe")
}

fn store_error(error: tower_sessions::session::Error) -> Error {
    Error::Unavailable(Box::new(error))
}

impl Cx {
    /// # Errors
    /// When the session cannot be read.
    pub async fn load(state: AppState, site: Arc<Site>, session: Session, facts: RequestFacts) -> Result<Self> {
        let who: Option<SignedIn> = session.get(WHO).await.map_err(store_error)?;
        // A session counts in its realm, on the host it was made on.
        let who = who.filter(|who| who.realm == site.brand.agency && who.host.as_ref().is_none_or(|host| *host == site.host));
        let (mut flash, mut refused, mut secret) = (None, None, None);
        let open = |sealed: Vec<u8>, what: &str| {
            state.services.secret.open(&sealed, what.as_bytes()).and_then(|bytes| String::from_utf8(bytes).ok())
        };
        let pending = session.get::<Vec<u8>>(PENDING).await.map_err(store_error)?.and_then(|sealed| open(sealed, PENDING));
        if facts.takes_messages {
            if session.get_value(FLASH).await.map_err(store_error)?.is_some() {
                flash = session.remove(FLASH).await.map_err(store_error)?;
            }
            if session.get_value(FORM).await.map_err(store_error)?.is_some() {
                refused = session.remove(FORM).await.map_err(store_error)?;
            }
            secret = session.remove::<Vec<u8>>(SECRET).await.map_err(store_error)?.and_then(|sealed| open(sealed, SECRET));
        }
        let RequestFacts { origin, path, query, accept_language, .. } = facts;
        let chosen = who.as_ref().and_then(|who| who.language).or(accept_language);
        let staff = who.as_ref().is_some_and(|who| who.role.is_some());
        let language = if is_localised(&path, staff) { chosen.unwrap_or(site.brand.language) } else { Language::En };
        Ok(Self(Arc::new(Inner { state, site, session, who, origin, path, query, flash, refused, pending, secret }), Text::of(language)))
    }

    /// The request a component or a server function runs in.
    ///
    /// # Errors
    /// Outside a request, which is how the router lists its routes.
    pub fn current() -> Result<Self> {
        use_context::<Self>().ok_or_else(|| Error::internal("no request context"))
    }

    pub fn state(&self) -> &AppState {
        &self.0.state
    }
    pub fn site(&self) -> &Site {
        &self.0.site
    }
    pub fn who(&self) -> Option<&SignedIn> {
        self.0.who.as_ref()
    }

    /// May this person do this as staff of the agency? For what a page shows; the operations ask again.
    pub fn agency_may(&self, action: Action) -> bool {
        self.who().and_then(SignedIn::agency_role).is_some_and(|role| policy::role_allows(role, action))
    }
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }
    /// Where the browser is, to come back to.
    pub fn path_and_query(&self) -> String {
        if self.0.query.is_empty() { self.0.path.clone() } else { format!("{}?{}", self.0.path, self.0.query) }
    }
    pub fn flash(&self) -> Option<&Flash> {
        self.0.flash.as_ref()
    }
    pub fn text(&self) -> &Text {
        &self.1
    }
    pub fn t(&self, key: &str) -> String {
        self.1.get(key)
    }

    /// The same request, its times on another clock.
    #[must_use]
    pub fn in_zone(mut self, timezone: &str) -> Self {
        self.1 = self.1.in_named_zone(timezone);
        self
    }

    /// The refused form of this name, if that is what brought the browser here.
    pub fn refused(&self, form: &str) -> Option<&Refused> {
        self.0.refused.as_ref().filter(|refused| refused.form == form)
    }

    /// The challenge that waits for a second factor, after the password was right.
    pub fn pending(&self) -> Option<&str> {
        self.0.pending.as_deref()
    }

    /// What the page before left to be shown this once.
    pub fn secret(&self) -> Option<&str> {
        self.0.secret.as_deref()
    }

    /// A parameter of the query string, decoded.
    pub fn param(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.0.query.as_bytes());
        // PostgreSQL cannot hold a NUL, and nobody types one.
        pairs.find(|(key, _)| key == name).map(|(_, value)| value.replace('\0', ""))
    }

    /// All parameters of the query string, decoded, in order.
    pub fn params(&self) -> Vec<(String, String)> {
        url::form_urlencoded::parse(self.0.query.as_bytes()).into_owned().collect()
    }

    /// Nobody yet, in the realm of the host: sign-in and invitations.
    pub fn anonymous(&self) -> Identity {
        let scope = Scope::Agency(self.0.site.brand.agency);
        Identity::new(Actor::Anonymous, scope, Surface::Account, self.0.origin.clone())
    }

    /// # Errors
    /// [`Error::Unauthenticated`] when nobody is signed in.
    pub fn signed_in(&self) -> Result<&SignedIn> {
        self.0.who.as_ref().ok_or(Error::Unauthenticated)
    }

    fn identity(&self, role: Role, scope: Scope, surface: Surface) -> Result<Identity> {
        let who = self.signed_in()?;
        let actor = Actor::user(who.user, who.name.clone(), role);
        Ok(Identity::new(actor, scope, surface, self.0.origin.clone()))
    }

    /// A context of the signed-in person's agency.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for people who only belong to tenants: their own pages are elsewhere.
    pub async fn agency_ctx(&self) -> Result<Ctx> {
        let who = self.signed_in()?;
        let role = who.agency_role().filter(|role| *role != Role::Operator).ok_or(Error::Forbidden)?;
        open_realm(who)?;
        Ctx::begin(&self.0.state.services, self.identity(role, Scope::Agency(who.realm), Surface::Dashboard)?).await
    }

    /// A context of the whole platform, for operators on the platform's own host; elsewhere there is no such place.
    ///
    /// # Errors
    /// [`Error::NotFound`] on an agency's host, [`Error::Forbidden`] for anybody but an operator.
    pub async fn platform_ctx(&self) -> Result<Ctx> {
        if self.0.site.brand.agency != PLATFORM_AGENCY {
            return Err(Error::NotFound);
        }
        let who = self.signed_in()?;
        let role = who.agency_role().filter(|role| *role == Role::Operator).ok_or(Error::Forbidden)?;
        open_realm(who)?;
        Ctx::begin(&self.0.state.services, self.identity(role, Scope::Platform, Surface::Operator)?).await
    }

    /// A context of one agency, for an operator who acts for it.
    ///
    /// # Errors
    /// As [`Cx::platform_ctx`].
    pub async fn operator_ctx(&self, agency: AgencyId) -> Result<Ctx> {
        let mut identity = self.platform_ctx().await?.identity.clone();
        identity.scope = Scope::Agency(agency);
        if let Actor::User { name, .. } = &mut identity.actor {
            OPERATOR.clone_into(name);
        }
        Ctx::begin(&self.0.state.services, identity).await
    }

    /// A context of one tenant, for its members, for staff of the agency, who manage it (their first request opens the visit), and
    /// for an operator on a visit. A member's role comes from the tenant's own row, see `tenancy::portal::enter`.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a tenant the person neither belongs to nor manages.
    pub async fn tenant_ctx(&self, slug: &str) -> Result<Ctx> {
        let who = self.signed_in()?;
        open_realm(who)?;
        let services = &self.0.state.services;
        let now = services.clock.now();
        let open = who.visit.clone().filter(|visit| visit.slug == slug);
        if who.agency_role() == Some(Role::Operator) {
            // An operator's visit was opened with a password; nothing opens one in passing.
            let visit = open.ok_or(Error::NotFound)?;
            if visit.ends_at <= now {
                return Err(Error::State("visit_over"));
            }
            let actor = Actor::user(who.user, OPERATOR, Role::TenantOwner);
            return self.visiting(actor, visit, Role::Operator).await;
        }
        // Staff are there as staff, recorded and seen, also where they belong to the tenant themselves.
        let Some(role) = who.agency_role().and_then(policy::visiting_role) else {
            let member = who.memberships.iter().find(|m| m.slug == slug).ok_or(Error::NotFound)?;
            let scope = Scope::Tenant { agency: who.realm, tenant: member.tenant };
            return Ctx::begin(services, self.identity(Role::TenantReadOnly, scope, Surface::Portal)?).await;
        };
        let visit = match open.filter(|visit| visit.ends_at > now) {
            Some(visit) => visit,
            // What a page asks for by itself opens none.
            None if self.param("part").is_some() => return Err(Error::NotFound),
            None => visits::open(self.agency_ctx().await?, who, slug, self.param("reason").as_deref()).await?,
        };
        let home = who.agency_role().unwrap_or(Role::Nobody);
        self.visiting(Actor::user(who.user, who.name.clone(), role), visit, home).await
    }

    async fn visiting(&self, actor: Actor, visit: Visit, home: Role) -> Result<Ctx> {
        let scope = Scope::Tenant { agency: visit.agency, tenant: visit.tenant };
        let mut identity = Identity::new(actor, scope, Surface::Portal, self.0.origin.clone());
        identity.on_behalf_of = Some(visit.tenant);
        identity.visitor = home;
        Ctx::begin(&self.0.state.services, identity).await
    }

    /// A context for what people do with their own account.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when nobody is signed in.
    pub async fn own_ctx(&self) -> Result<Ctx> {
        Ctx::begin(&self.0.state.services, self.own_identity()?).await
    }

    /// Who acts on their own account.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] when nobody is signed in.
    pub fn own_identity(&self) -> Result<Identity> {
        let who = self.signed_in()?;
        self.identity(who.agency_role().unwrap_or(Role::TenantUser), Scope::Agency(who.realm), Surface::Account)
    }

    /// Counts a try to prove who they are, as one to sign in.
    ///
    /// # Errors
    /// [`Error::RateLimited`] after too many.
    pub fn limit_proofs(&self) -> Result<()> {
        let who = self.signed_in()?;
        self.state().sign_in_limiter.check(&self.origin().ip.clone().unwrap_or_default(), &format!("proof {}", who.user))
    }

    /// Where somebody who has just signed in belongs.
    pub fn home_of(who: &SignedIn) -> String {
        if who.owes_second_factor {
            return "/account".to_owned();
        }
        match (who.agency_role(), who.memberships.first()) {
            (Some(Role::Operator), _) => "/operator/agencies".to_owned(),
            (Some(_), _) => "/overview".to_owned(),
            (None, Some(member)) => format!("/t/{}", member.slug),
            (None, None) => "/account".to_owned(),
        }
    }

    async fn remember<T: Serialize + Send + Sync>(&self, key: &str, value: &T) -> Result<()> {
        let session = &self.0.session;
        session.insert(REALM, self.0.site.brand.agency.to_string()).await.map_err(store_error)?;
        session.insert(key, value).await.map_err(store_error)
    }

    pub async fn set_flash(&self, text: String) -> Result<()> {
        self.remember(FLASH, &Flash { text, bad: false, about: None }).await
    }

    /// A message that lets the next page show something of `about` once.
    pub async fn set_flash_about(&self, text: String, about: impl ToString) -> Result<()> {
        self.remember(FLASH, &Flash { text, bad: false, about: Some(about.to_string()) }).await
    }

    /// A refusal that belongs to a state or a field is told on the next page; everything else is an error of its own.
    ///
    /// # Errors
    /// Whatever is not the caller's to mend.
    pub async fn tell(&self, done: Result<String>) -> Result<()> {
        match done {
            Ok(words) => self.set_flash(words).await,
            Err(error) => {
                let told = error.state_error().or_else(|| error.field_errors().and_then(|errors| errors.first().cloned()));
                match told {
                    Some(told) => self.set_bad_flash(self.text().field_error(&told)).await,
                    None => Err(error),
                }
            }
        }
    }

    pub async fn set_bad_flash(&self, text: String) -> Result<()> {
        self.remember(FLASH, &Flash { text, bad: true, about: None }).await
    }

    /// Keeps the token of a challenge until the browser has answered it; sealed while it waits.
    pub async fn set_pending(&self, token: &str) -> Result<()> {
        self.seal(PENDING, token).await
    }

    async fn seal(&self, what: &'static str, text: &str) -> Result<()> {
        let services = &self.0.state.services;
        self.remember(what, &services.secret.seal(services.random.bytes(), text.as_bytes(), what.as_bytes())).await
    }

    /// Leaves something for the next page to show once; sealed while it waits.
    pub async fn set_secret(&self, text: &str) -> Result<()> {
        self.seal(SECRET, text).await
    }

    pub async fn set_refused(&self, refused: &Refused) -> Result<()> {
        self.remember(FORM, refused).await
    }

    /// Ends whatever sign-in the browser had: it is about to get another.
    pub async fn leave(&self) -> Result<()> {
        match self.who() {
            Some(who) => sessions::sign_out(self.own_ctx().await?, who).await,
            None => Ok(()),
        }
    }

    /// Makes the browser's session the one a sign-in has just written: a new id, whatever it had before.
    pub async fn adopt(&self, token: Token) -> Result<()> {
        let session = &self.0.session;
        session.clear().await;
        session.insert(TICKET, token.0.to_string()).await.map_err(store_error)?;
        session.cycle_id().await.map_err(store_error)
    }

    /// Forgets the browser's session; its row is gone already.
    pub async fn forget(&self) -> Result<()> {
        self.0.session.flush().await.map_err(store_error)
    }
}

/// Nobody works in a suspended agency, nor in its tenants, nor without the second factor their agency asks for.
fn open_realm(who: &SignedIn) -> Result<()> {
    match (who.realm_suspended, who.owes_second_factor) {
        (true, _) => Err(Error::State("agency_suspended")),
        (_, true) => Err(Error::State("second_factor_owed")),
        _ => Ok(()),
    }
}
