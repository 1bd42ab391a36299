# What tenants, their visitors and people at the door read: complete in every language.

## Layout
layout-skip = Skip to content
layout-main-menu = Main
layout-quick-menu = Quick
layout-breadcrumb = Breadcrumb
layout-menu = Menu
layout-close = Close
layout-help = Help
layout-sign-out = Sign out
nav-audit = Audit
nav-overview = Overview
nav-visits = Visits
nav-settings = Settings
nav-numbers = Numbers
nav-extensions = Extensions
nav-agents = Agents
nav-team = Team
role-operator = Operator
role-agency-admin = Admin
role-agency-admin-means = Everything in the account, its people and settings included.
role-agency-manager = Manager
role-agency-manager-means = All tenants, their people, numbers and agents; keys; the audit log.
role-agency-technical-manager = Technical manager
role-agency-technical-manager-means = Numbers, extensions, agents and keys; sees tenants.
role-agency-account-manager = Account manager
role-agency-account-manager-means = Creates, edits, suspends and reactivates tenants and invites their people.
role-agency-read-only = Read only
role-agency-read-only-means = Sees everything of the daily work, changes nothing.
role-tenant-owner = Owner
role-tenant-owner-means = Everything here, its people included.
role-tenant-user = User
role-tenant-user-means = Sees everything and manages agents.
role-tenant-read-only = Read only
role-tenant-read-only-means = Sees everything, changes nothing.
status-pending = Pending
status-trial = Trial
status-active = Active
status-suspended = Suspended
status-cancelled = Cancelled

## Forms
form-optional = optional
form-cancel = Cancel
form-save = Save
form-problems = { $n ->
    [one] There is one problem
   *[other] There are { $n } problems
}
form-problems-short = { $n ->
    [one] 1 problem
   *[other] { $n } problems
}

## Signing in
sign-in-description = Sign in to { $brand }: your calls, numbers, usage and invoices.
sign-in-title = Sign in
sign-in-email = E-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-new-here = New here? Your invitation is in your mail.
sign-in-signed-out = You are signed out.
sign-in-or = or
sign-in-forgotten = Forgotten your password?

## A second factor
factor-title = Second factor
factor-lead = Your password is right. One more step.
factor-code = Code
factor-code-help = The six digits your authenticator app shows.
factor-recovery = Recovery code
factor-recovery-help = One of the codes you kept. It works once.
factor-use-recovery = Use a recovery code
factor-use-code = Use my authenticator app or passkey
factor-start-again = Start again
factor-remove = Remove
factor-owed = { $brand } asks for a second factor. Set up an authenticator app or a passkey to go on.
totp-name = Authenticator app
totp-means = A code from your phone, besides the password.
totp-since = On since { $day }
totp-set-up = Set up
totp-title = Set up an authenticator app
totp-scan = Scan this picture with an authenticator app, then type the code it shows.
totp-picture = Picture for your authenticator app
totp-by-hand = Cannot scan it? Type this into the app
totp-button = Switch on
codes-title = Recovery codes
codes-left = { $n ->
    [0] None left
    [one] 1 left
   *[other] { $n } left
}
codes-renew = New codes
codes-lead = Keep these where you find them without your phone. Each one signs you in once, in place of a code or a passkey.
codes-once = They are not shown again.
codes-kept = I have kept them
codes-shown = Recovery codes are shown once, when they are made. Make new ones if you have lost them.
passkeys-title = Passkeys
passkeys-lead = Sign in with your fingerprint, face or device PIN, without a password. A passkey works on this address only.
passkeys-scripts = Passkeys need a browser with scripts switched on.
passkey-name = Name of the new passkey
passkey-name-help = So that you recognise it, like “My phone”.
passkey-add = Add a passkey
passkey-added = The passkey is ready.
passkey-made = Made on { $day } for { $host }.
passkey-used = Last used on { $day }.
passkey-sign-in = Sign in with a passkey
passkey-not-used = No passkey was used. Try again, or use your password.
passkey-not-made = No passkey was made. Try again.
prove-new-title = Is it you?
prove-new = Your password once more, before you add a way to sign in.
prove-new-button = Go on
prove-totp-title = Remove the authenticator app
prove-totp = You will sign in without its codes. Recovery codes go too, unless you have a passkey.
prove-totp-button = Remove the app
prove-codes-title = New recovery codes
prove-codes = The codes you have now stop working.
prove-codes-button = Make new codes
prove-passkey-title = Remove this passkey
prove-passkey = It stops working here. Your device may keep it until you delete it there.
prove-passkey-button = Remove the passkey
prove-done = Done.

## Passwords
password-title = Change your password
password-lead = Your other sign-ins end.
password-current = Current password
password-button = Change password
password-change = Change
password-changed = Your password is changed. Your other sign-ins have ended.
forgotten-title = Forgotten your password?
forgotten-lead = We send you a link to set a new one.
forgotten-button = Send the link
forgotten-sent-title = Look into your mail
forgotten-sent = If there is an account for this address, a link is on its way. It works for one hour.
forgotten-back = Back to sign-in
reset-title = Set a new password
reset-new = New password
reset-button = Set password
reset-done = Your new password is set. Sign in with it.
reset-over-title = This link does not work any more
reset-over = It has been used, is older than an hour, or is not whole.
reset-again = Ask for a new one

## Languages
language-title = Language
language-automatic = Automatic
language-of-provider = As the provider’s
language-set = Saved.

## Invitations
invitation-title = Welcome to { $place }
invitation-lead = { $by } invited you to { $place }. Set a password and you are in.
invitation-first-name = First name
invitation-last-name = Last name
invitation-password-help = At least { $min } characters. Four or five unrelated words are easy to remember.
invitation-button = Set password and continue
invitation-used-title = This invitation was used
invitation-used = An invitation works once. If it was you, sign in with your password.
invitation-expired-title = This invitation has expired
invitation-expired = Ask whoever invited you to send it again.

## Own account
account-title = Your account
account-name = Name
account-places = Where you can go
account-sign-ins = Where you are signed in
account-this-one = This one
account-end = Sign out there
account-ended = That sign-in has ended.
account-unknown-device = Unknown device
account-back = Back

## Tenants
tenants-title = Tenants
tenants-filter = Filter
tenants-pages = Pages
tenants-next = Next
tenants-status = Status
tenants-users = Users
tenants-actions = Actions
tenants-edit-of = Edit { $name }
tenants-manage-of = Manage { $name }
tenants-delete-of = Delete { $name }
tenant-billing-email = Billing e-mail
tenant-owner-help = Gets an invitation, valid for 7 days.
tenant-timezone = Timezone
tenant-timezone-help = As in Europe/Dublin or America/New_York.
tenant-cap-numbers = Numbers
tenant-cap-extensions = Extensions
tenant-no-cap = no cap
tenant-none = none
tenant-invitation-resend = Send again
tenant-invitation-resent = The invitation is on its way to { $email } again. The old link no longer works.

## Audit
audit-title = Audit
audit-empty-title = Nothing has happened yet
audit-empty = Every change anybody makes is listed here, with who, what, when and from where.
audit-when = When
audit-who = Who
audit-what = What
audit-changes = Before → after
audit-where = From
audit-older = Older
audit-action = What
audit-any = Anything
audit-about = About
audit-from = From day
audit-to = To day
audit-agency = Whose
audit-platform = The platform’s own
audit-csv = Download as CSV
audit-none-title = Nothing like that
audit-none = Nothing in the log is like this. Names are matched from their beginning; days are in UTC.
audit-tenant-gone = a tenant that is gone
audit-group-account = Accounts
audit-group-tenant = Tenants
audit-group-transfer = Transfers
audit-group-visit = Managing
audit-group-defaults = Defaults
audit-group-phone-number = Numbers
audit-group-extension = Extensions
audit-group-agent = Agents
audit-group-usage = Usage and prices
audit-group-billing = Billing
audit-group-records = Calls and contacts
audit-group-people = People
audit-group-session = Sign-ins
audit-group-key = Keys
audit-group-agency = Agencies
audit-no-fields = no fields
audit-fields = { $n ->
    [one] 1 field
   *[other] { $n } fields
}
audit-by-key = { $name } (API key)
audit-by-nobody = Not signed in
audit-by-system = System
audit-on-behalf = acting in { $tenant }
audit-surface-dashboard = Dashboard
audit-surface-portal = Portal
audit-surface-operator = Operator
audit-surface-account = Sign-in
audit-surface-api = API
audit-surface-job = Job
audit-surface-cli = Command line
audit-action-tenant-created = Created a tenant
audit-action-tenant-updated = Changed a tenant
audit-action-tenant-trial-started = Trial started
audit-action-tenant-suspended = Suspended a tenant
audit-action-tenant-unsuspended = Reactivated a tenant
audit-action-tenant-activated = Activated a tenant
audit-action-tenant-deleted = Cancelled a tenant
audit-action-tenant-restored = Restored a tenant
audit-action-tenant-purge-started = Began to delete a tenant’s data
audit-action-tenant-purged = Deleted a tenant’s data
audit-action-tenant-reminded = Reminded
audit-action-defaults-updated = Changed the tenant defaults
audit-action-billing-profile-created = Added a billing profile
audit-action-billing-profile-updated = Set new prices
audit-action-usage-threshold-reached = A limit is near
audit-action-usage-limit-reached = A limit is reached
audit-action-usage-reviewed = Looked at a report that differs
audit-action-rate-card-updated = Set a rate of the card
audit-action-meter-created = Added a meter
audit-action-hook-created = Made an inbound hook
audit-action-hook-deleted = Deleted an inbound hook
audit-action-hook-payload-retried = Tried a report again
audit-action-hook-payload-dismissed = Put a report aside
audit-action-limit-raised = Raised a limit
audit-action-limit-raise-ended = Ended a raise
audit-action-phone-number-added = Added a number
audit-action-phone-number-assigned = Assigned a number
audit-action-phone-number-unassigned = Took a number back
audit-action-phone-number-updated = Changed a number
audit-action-phone-number-released = Released a number
audit-action-extension-created = Added an extension
audit-action-extension-updated = Changed an extension
audit-action-extension-secret-renewed = Renewed an extension’s secret
audit-action-extension-deleted = Deleted an extension
audit-action-agent-created = Added an agent
audit-action-agent-updated = Changed an agent
audit-action-agent-deleted = Deleted an agent
audit-action-transfer-requested = Offered a tenant
audit-action-transfer-offered = Was offered a tenant
audit-action-transfer-accepted = Transferred a tenant
audit-action-transfer-rejected = Rejected a transfer
audit-action-transfer-cancelled = Took a transfer back
audit-action-transfer-expired = A transfer expired
audit-action-agency-suspended = Suspended an agency
audit-action-agency-reactivated = Reactivated an agency
audit-action-job-retried = Tried a job again
audit-action-agency-updated = Changed the agency
audit-action-call-flow-created = Added a call flow
audit-action-call-flow-updated = Changed a call flow
audit-action-call-flow-deleted = Deleted a call flow
audit-action-voicemail-box-created = Added a voicemail box
audit-action-voicemail-box-updated = Changed a voicemail box
audit-action-voicemail-box-deleted = Deleted a voicemail box
audit-action-voicemail-message-created = Added a voicemail message
audit-action-voicemail-message-updated = Changed a voicemail message
audit-action-voicemail-message-deleted = Deleted a voicemail message
audit-action-trunk-created = Added a trunk
audit-action-trunk-updated = Changed a trunk
audit-action-trunk-deleted = Deleted a trunk
audit-action-device-created = Added a device
audit-action-device-updated = Changed a device
audit-action-device-deleted = Deleted a device
audit-action-contact-created = Added a contact
audit-action-contact-updated = Changed a contact
audit-action-contact-deleted = Deleted a contact
audit-action-recording-created = Added a recording
audit-action-recording-updated = Changed a recording
audit-action-recording-deleted = Deleted a recording
audit-action-transcript-created = Added a transcript
audit-action-transcript-updated = Changed a transcript
audit-action-transcript-deleted = Deleted a transcript
audit-action-visit-started = Began to manage a tenant
audit-action-visit-ended = Stopped managing a tenant
audit-action-member-added = Added a person
audit-action-member-role-changed = Changed a person’s role
audit-action-member-removed = Removed a person
audit-action-tenant-role-created = Made a role
audit-action-tenant-role-updated = Changed a role
audit-action-tenant-role-deleted = Deleted a role
audit-action-staff-added = Added a colleague
audit-action-staff-role-changed = Changed a colleague’s role
audit-action-staff-removed = Removed a colleague
audit-action-bulk-change-started = Changed many tenants
audit-action-tenants-seeded = Loaded tenants for measuring
audit-action-demo-loaded = Loaded the demo
audit-action-access-granted = Gave access
audit-action-invitation-created = Invited
audit-action-invitation-resent = Invited again
audit-action-invitation-accepted = Accepted an invitation
audit-action-session-opened = Signed in
audit-action-session-closed = Signed out
audit-action-session-confirmed = Confirmed who they are
audit-action-session-revoked = Ended a sign-in
audit-action-session-refused = Refused a sign-in
audit-action-key-created = Made an API key
audit-action-sub-account-token-revealed = Looked at a sub-account’s token
audit-action-sub-account-token-renewed = Renewed a sub-account’s token
audit-action-branding-updated = Branding changed
audit-action-user-password-changed = Password changed
audit-action-user-password-reset-requested = New password asked for
audit-action-user-password-reset = Password set anew by mail
audit-action-user-totp-enabled = Authenticator app switched on
audit-action-user-totp-disabled = Authenticator app removed
audit-action-user-recovery-codes-renewed = New recovery codes made
audit-action-user-recovery-code-used = Signed in with a recovery code
audit-action-user-passkey-added = Passkey added
audit-action-user-passkey-removed = Passkey removed
audit-action-user-second-factor-taken-away = Second factor taken away
audit-action-user-language-changed = Language chosen
audit-action-key-revoked = Revoked an API key
audit-action-user-created = Added a user
audit-action-agency-created = Agency opened

## Portal
portal-welcome = Welcome to { $brand }
portal-lead = The month so far, and the people you work with.
portal-trial = Your trial runs until { $day }.
managing-title = Managing as tenant
managing-lead = You are managing { $name }.
managing-note = What you do here is recorded under your name and shown to the tenant.
managing-details = Account
managing-leave = Leave
managing-suspended = This tenant is suspended. Its own people only see a page that says so.
numbers-title = Numbers
numbers-empty-title = No numbers yet
numbers-none-of-tenant = { $brand } has not assigned a number to this account yet.
numbers-count = { $n ->
    [one] 1 number
   *[other] { $shown } numbers
}
number-number = Number
number-cnam = Caller name (CNAM)
number-cnam-of = Caller name of { $number }
number-e911 = E911
number-updated = { $number } was saved.
e911-none = Not set up
e911-pending = Pending
e911-active = Active
e911-failed = Failed
extensions-title = Extensions
extensions-empty-title = No extension yet
extensions-empty = An extension is a phone or an app that can call and be called. Add one and set up the phone with its SIP user and secret.
extensions-count = { $n ->
    [one] 1 extension
   *[other] { $shown } extensions
}
extension-number = Number
extension-number-help = Two to eight digits, like 101. It cannot be changed later.
extension-name = Name
extension-sip-user = SIP user
extension-secret = Secret
extension-secret-title = Set up the phone of { $number }
extension-secret-once = The secret is shown this once. If it is lost, renew it.
extension-new = Add an extension
extension-add = Add extension
extension-created = Extension { $number } was added.
extension-renew = Renew secret
extension-renew-of = Renew the secret of { $number }
extension-renewed = Extension { $number } has a new secret.
extension-delete = Delete
extension-delete-of = Delete extension { $number }
extension-deleted = The extension was deleted.
agents-title = Agents
agents-empty-title = No agent yet
agents-empty = An agent answers for you: on the phone, in the browser or in a chat.
agents-count = { $n ->
    [one] 1 agent
   *[other] { $shown } agents
}
agent-name = Name
agent-channel = Channel
agent-state = State
agent-on = On
agent-off = Off
agent-new = Add an agent
agent-add = Add agent
agent-created = { $name } was added.
agent-switch-on = Switch on
agent-switch-on-of = Switch { $name } on
agent-switch-off = Switch off
agent-switch-off-of = Switch { $name } off
agent-switched-on = { $name } is on.
agent-switched-off = { $name } is off.
agent-delete = Delete
agent-delete-of = Delete { $name }
agent-deleted = The agent was deleted.
channel-phone = Phone
channel-webrtc = Browser call
channel-webchat = Web chat
settings-title = Settings
settings-billing-email-help = Where invoices and warnings about your limits go.
settings-cnam = Caller name (CNAM)
settings-language-help = What your people read who chose nothing themselves, and the language of mails and invoices.
settings-cnam-help = What those you call see. At most 15 characters; a number may have its own.
settings-saved = Your settings were saved.
visits-title = Visits
visits-lead = When people of { $brand } managed this account. What they did is in the log, under their names.
visits-empty = Nobody was here
visits-who = Who
visits-from = From
visits-until = Until
visits-reason = Reason
visits-no-reason = none given
portal-suspended-title = Your service is suspended
portal-suspended = Calls are interrupted until this is settled. Nothing is lost: your numbers, settings and recordings are kept.
portal-suspended-reason = Reason: { $reason }
portal-contact = Contact { $brand }
portal-cancelled = This account is closed and can only be read. All data is deleted on { $day }.
portal-allowance = Your allowance
portal-spend-cap = Monthly spend cap
portal-of = { $used } of { $cap }
portal-people = People

## Records
nav-call-flows = Call flows
nav-voicemail = Voicemail
nav-devices = Devices
nav-trunks = Trunks
nav-contacts = Contacts
nav-recordings = Recordings
records-open = Open
records-open-of = Open { $name }
records-count = { $n ->
    [one] 1 in all
   *[other] { $shown } in all
}
records-saved = { $name } was saved.
records-deleted = { $name } was deleted.
records-delete = Delete
records-delete-note = It is gone for good.
records-delete-button = Delete { $name }
records-listen = Listen
records-on = On
records-off = Off
records-heard = Heard
records-new = New
records-mark-heard = Mark as heard
records-mark-new = Mark as new
records-status-recording = Recording
records-status-final = Finished
records-steps = { $n ->
    [0] No steps
    [one] 1 step
   *[other] { $shown } steps
}
records-field-name = Name
records-field-number = Number
records-field-email = E-mail
records-field-note = Note
records-field-mac = MAC address
records-field-model = Model
records-field-extension = Extension
records-field-greeting = Greeting
records-field-box-id = Voicemail box
records-field-from-number = From
records-field-to-number = To
records-field-received-at = Received
records-field-started-at = Started
records-field-duration-seconds = Length
records-field-transcript = Transcript
records-field-url = Sound
records-field-heard = State
records-field-steps = Steps
records-field-sip-uri = SIP address
records-field-allowed-addresses = Allowed addresses
records-field-enabled = State
records-field-external-id = Id of the switch
records-field-status = State
records-field-recording-id = Recording
records-field-language = Language
records-field-text = Text
records-help-sip-uri = Where its calls go, like sip:sbc.example.com:5060.
records-help-mac = On a label of the device, like 00:1A:2B:3C:4D:5E.
records-help-extension = The number of the extension it registers as.
records-steps-help = A call goes through them in this order. The number in front of a step says where it stands; a step without a kind is left out.
records-step-none = No step
records-step-order = Place of step { $n }
records-step-kind = Kind of step { $n }
records-step-target = Target of step { $n }
records-step-seconds = Seconds of step { $n }
records-step-target-hint = Words, number or name
records-step-seconds-hint = Sec.
records-step-kind-greeting = Say
records-step-kind-menu = Offer a menu
records-step-kind-ring = Ring an extension
records-step-kind-agent = Hand to an agent
records-step-kind-voicemail = Take a message
records-step-kind-forward = Forward to a number
records-step-kind-hangup = Hang up
records-call-flow-title = Call flows
records-call-flow-new = New call flow
records-call-flow-add = Add call flow
records-call-flow-empty-title = No call flow yet
records-call-flow-empty = A call flow says what a caller meets, step by step: a greeting, some phones that ring, a voicemail box.
records-voicemail-box-title = Voicemail boxes
records-voicemail-box-new = New voicemail box
records-voicemail-box-add = Add voicemail box
records-voicemail-box-empty-title = No voicemail box yet
records-voicemail-box-empty = A box takes messages when nobody answers, and can pass them on by mail.
records-voicemail-message-title = Messages
records-voicemail-message-new = New message
records-voicemail-message-add = Add message
records-voicemail-message-empty-title = No message
records-voicemail-message-empty = Messages that callers leave appear here.
records-trunk-title = Trunks
records-trunk-new = New trunk
records-trunk-add = Add trunk
records-trunk-empty-title = No trunk yet
records-trunk-empty = A line to a system of your own: where calls go to, and the addresses they may come from.
records-device-title = Devices
records-device-new = New device
records-device-add = Add device
records-device-empty-title = No device yet
records-device-empty = A phone or an adapter, and the extension it registers as.
records-contact-title = Contacts
records-contact-new = New contact
records-contact-add = Add contact
records-contact-empty-title = No contact yet
records-contact-empty = People and numbers you want to recognise.
records-recording-title = Recordings
records-recording-new = New recording
records-recording-add = Add recording
records-recording-empty-title = No recording
records-recording-empty = Calls that were recorded appear here.
records-transcript-title = Transcripts
records-transcript-new = New transcript
records-transcript-add = Add transcript
records-transcript-empty-title = No transcript
records-transcript-empty = What was said in recorded calls appears here, in writing.

## Transfers
transfer-incoming = To you from
transfer-outgoing = From you to
transfer-status-accepted = Accepted
transfer-status-rejected = Rejected
transfer-status-cancelled = Taken back
transfer-status-expired = Expired
transfer-accepted = { $name } is here now. Its people were told.
transfer-rejected = The offer of { $name } was rejected; the sender was told.
transfer-cancelled = The offer of { $name } was taken back.
transfer-title = Transfer { $name }
transfer-lead = Everything the tenant has goes along: people, numbers, extensions, agents, keys. You keep your invoices, reports and audit log of the time until then, and have no way to the tenant afterwards. It cannot be undone from your side.
transfer-to = Who is to have it
transfer-to-agency = Another agency
transfer-to-self-managed = Nobody: the tenant manages itself, if the operator of this platform agrees
transfer-target = The agency’s id
transfer-target-help = It stands on the other agency’s page of transfers and begins with agn_. We do not say whether there is such an agency; a wrong id is never answered.
transfer-note = A note for the other side
transfer-request = Offer the transfer
transfer-requested = { $name } was offered. You will hear when the other side has decided.

## Team
team-title = Team
team-name = Name
team-role = Role
team-role-own = { $role }: { $name }
team-role-own-means = What a user may, and: { $permissions }.
team-roles = What each role may do
team-status = Status
team-status-active = Active
team-status-invited = Invited
team-status-expired = Invitation expired
team-last-sign-in = Last sign-in
team-never = Never
team-added = Added
team-you = (you)
team-email = E-mail
team-count = { $n ->
    [one] 1 person
   *[other] { $shown } people
}
team-invite-title = Invite somebody
team-invite = Send the invitation
team-invited = { $email } gets a mail and can come in.
team-change = Change
team-change-of = Change { $name }
team-changed = { $name } is now: { $role }.
team-resend-of = Send { $name }’s invitation again
team-remove = Remove from the team
team-factor = Lost their second factor?
team-factor-note = It takes away their authenticator app, recovery codes and passkeys, and ends their sign-ins. Make sure it is really them who asks.
team-factor-button = Reset the second factor of { $name }
team-factor-reset = { $name } signs in with the password alone now, and can set up a new second factor.
team-remove-note = They are signed out at once and cannot come back without a new invitation. What they did stays in the audit log.
team-remove-button = Remove { $name }
team-removed = { $name } is no longer on the team.
members-empty-title = Nobody yet
members-empty = Invite the person who runs this account, as its owner. They get a mail with a link to set a password.

## Mistakes in fields, by code
roles-title = Roles
roles-lead = Every user sees calls, usage and what is set up here, and works with agents, contacts and messages. A role of your own adds to that. People, keys, settings and paying stay with owners.
roles-empty-title = No role of your own yet
roles-empty = Make one for people who do more than other users, such as the front desk or bookkeeping. Then give it to them on the team page.
roles-name = Name
roles-permissions = Adds
roles-people = People
roles-people-count = { $n ->
    [0] Nobody
    [one] 1 person
   *[other] { $shown } people
}
roles-new = New role
roles-add = Add role
roles-full = There are fifty roles, as many as there can be. Delete one to add another.
roles-delete-note = { $n ->
    [0] Nobody has this role. It is gone for good.
    [one] One person has this role and stays as a user without it. It is gone for good.
   *[other] { $shown } people have this role and stay as users without it. It is gone for good.
}
permission-group-telephony = Telephony
permission-group-insight = Insight
permission-call-flows-manage = Call flows
permission-call-flows-manage-means = Adds, changes and deletes call flows and voicemail boxes.
permission-extensions-manage = Extensions
permission-extensions-manage-means = Adds and deletes extensions, and gives them new passwords.
permission-numbers-manage = Numbers
permission-numbers-manage-means = Changes the caller names of numbers.
permission-devices-manage = Devices
permission-devices-manage-means = Adds, changes and deletes devices.
permission-trunks-manage = Trunks
permission-trunks-manage-means = Adds, changes and deletes lines to systems of your own.
permission-billing-read = Billing
permission-billing-read-means = Sees the plan, the cards, invoices and payments, and changes none of them.
permission-audit-read = Audit log
permission-audit-read-means = Sees what was done here, when and by whom.
refused-suspended = The tenant is suspended.
refused-cancelled = The tenant is cancelled.
refused-not-allowed = The tenant’s credentials may place no calls.
refused-spend-limit = The monthly spend limit is reached, or what is left of it is held back for calls that run.
refused-minutes-limit = The monthly minutes are used up, or what is left of them is held back for calls that run.
refused-concurrency = As many calls run as may.
refused-inbound-share = The calls that are left are kept for those that come in.
announce-suspended = This service is interrupted. Please try again later.
announce-cancelled = This number is not in service.
announce-not-allowed = Calls cannot be placed from here.
announce-spend-limit = This service is not available at the moment. Please try again later.
announce-minutes-limit = This service is not available at the moment. Please try again later.
announce-concurrency = All lines are busy. Please try again in a few minutes.
announce-inbound-share = All lines are busy. Please try again in a few minutes.

## Overview
overview-minutes = Minutes
overview-calls = Calls
overview-month = { $month } so far
overview-calls-per-day = Calls per day
overview-range = { $from } to { $to }
overview-channels = By channel
nav-calls = Calls
nav-usage = Usage
direction-inbound = In
direction-outbound = Out
ending-completed = Completed
ending-failed = Failed
ending-abandoned = Hung up

## Pictures
chart-label = { $what }: { $total } in all, most on { $part } with { $most }
chart-numbers = Show the numbers
chart-nothing = Nothing yet.
chart-from = from { $before }
chart-more = More:
chart-less = Less:
chart-no-before = nothing before to compare with

## Limits
limits-of = of { $cap }
limits-kind-spend = Spend
limits-kind-minutes = Minutes
limits-n-minutes = { $n ->
    [one] 1 minute
   *[other] { $shown } minutes
}

## Analytics, usage, calls
analytics-title = Analytics
analytics-day = Day
analytics-week = Week from
analytics-month = Month
analytics-range-wrong = This range cannot be shown: { $why } Shown are the last thirty days.
analytics-by = In
analytics-by-day = Days
analytics-by-week = Weeks
analytics-by-month = Months
analytics-range = Range
analytics-from = From
analytics-to = To
analytics-show = Show
analytics-csv = Download as CSV
analytics-figures = Figures
analytics-compared = Compared with { $from } to { $to }. Days of { $zone }.
analytics-conversations = Conversations
analytics-margin-over-time = Margin
analytics-margin-in = Margin, { $currency }
analytics-quality = How they went
analytics-average = Average length
analytics-transferred = Transferred
analytics-abandoned = Hung up
analytics-resolved = Resolved
analytics-sentiment = Sentiment
analytics-unknown = not known
analytics-tenants = Tenants
analytics-empty-title = No calls in these days
analytics-empty = Choose other days, or send usage through the API.
usage-title = Usage
usage-amount = Amount
usage-over-time = Amount over time
usage-amount-in = Amount, { $currency }
usage-by-meter = By meter
usage-what = What
usage-quantity = Quantity
usage-unit = Unit
usage-total = Together
usage-provisional = Amounts are provisional until the month is billed.
usage-empty-title = No usage in these days
usage-empty = As soon as calls come in, what they use is here.
calls-title = Calls
calls-empty-title = No calls yet
calls-empty = Calls and chats are here a moment after they are over.
calls-none-title = Nothing found
calls-none = No call is like that. Take a filter away.
calls-count = { $n ->
    [one] one call
   *[other] { $shown } calls
}
calls-filter = Filter calls
calls-number = Start of a number, like +353
calls-any-channel = Any channel
calls-any-direction = In and out
calls-any-status = Any end
calls-csv = Download as CSV
calls-no-number = no number
calls-agent = Agent
calls-length = Length
calls-started = Started
calls-channel = Channel
calls-direction = Direction
calls-status = End
calls-about = The call
calls-from = From
calls-to = To
calls-resolved = Resolved
calls-yes = Yes
calls-no = No
calls-recording = Recording
calls-listen = Listen
calls-transcript = Transcript
calls-read = Read
calls-id = Id
calls-summary = Summary
calls-costs = What it cost
calls-no-costs = Nothing that was used in this call is known, or it is no longer kept.
calls-provisional = Each amount is what the part made its month dearer by; the month is rounded once when it is billed.
portal-forecast = By the end of the month, about

## Inbound hooks
calls-clear = Show all calls

## The rate card
meter = Meter

## Prices
prices-change = Change

## What billing refuses
plain-card-refused = The gateway refused the card.
plain-more-than-invoiced = That is more than can still be credited on this invoice.
plain-unknown-tax-code = There is no tax rate with this code.
audit-action-billing-account-updated = Billing details changed
audit-action-billing-settings-updated = Billing settings changed
audit-action-subscription-activated = Subscription began
audit-action-subscription-upgraded = Plan upgraded
audit-action-subscription-downgrade-scheduled = Downgrade planned
audit-action-subscription-cancel-scheduled = Cancellation planned
audit-action-subscription-resumed = Planned change undone
audit-action-subscription-past-due = Subscription past due
audit-action-subscription-recovered = Subscription paid up again
audit-action-subscription-agreed = Plan agreed
audit-action-subscription-ended = Subscription ended
audit-action-plan-created = Plan made
audit-action-plan-updated = Plan changed
audit-action-plan-archived = Plan archived
audit-action-tax-rate-added = Tax rate added
audit-action-invoice-item-added = Line added to the next invoice
audit-action-invoice-item-dropped = Line taken off the next invoice
audit-action-invoice-draft-sent = Draft sent
audit-action-invoice-draft-discarded = Draft put aside
audit-action-invoice-draft-restored = Draft taken up again
audit-action-invoice-drafts-sent = All drafts sent
audit-action-invoice-issued = Invoice issued
audit-action-invoice-voided = Invoice voided
audit-action-invoice-written-off = Invoice written off
audit-action-credit-note-issued = Credit note issued
audit-action-credit-granted = Credit given
audit-action-credit-taken-back = Credit taken back
audit-action-credit-expired = Credit expired
audit-action-payment-method-requested = Adding a card begun
audit-action-payment-method-added = Card added
audit-action-payment-method-made-default = Default card chosen
audit-action-payment-method-removed = Card removed
audit-action-payment-started = Payment started
audit-action-payment-succeeded = Payment received
audit-action-payment-failed = Payment failed
audit-action-refund-succeeded = Refund made
audit-action-refund-failed = Refund refused
audit-action-gateway-connected = Own Stripe account connected
audit-action-gateway-renewed = Keys of the own Stripe account changed
audit-action-gateway-disconnected = Own Stripe account disconnected
audit-action-settlement-made = Settlement made
audit-action-settlement-paid = Settlement paid out
audit-action-settlement-terms-updated = Settlement terms changed

## Billing
nav-billing = Billing

## Plans, as forms
usage-included = of { $quantity } included

## Who pays, and what is paid in advance
account-details = Billing details
account-details-lead = They stand on invoices from the next one on.
account-details-saved = The billing details are saved.
wallet-manage = Manage
wallet-lead = What is in the wallet pays invoices before the card does.
wallet-fill = Put it in
wallet-filling = The card is being charged; the money arrives within seconds.
wallet-recharge = Let it fill itself
wallet-recharge-lead = Whenever there is less in it than so much, so much is taken from the default card. Leave both empty to switch it off.
wallet-recharge-saved = That is saved.
wallet-recharge-off = It does not fill itself.
wallet-recharges = Filled with { $amount } when there is less than { $below } in it.
wallet-below = Below { $currency }
wallet-amount = By { $currency }
wallet-no-card-title = No card to fill it from
wallet-no-card = Add a card first; then the wallet can be filled from it.

## Whoever issues invoices
issuer-legal-name = Legal name
issuer-address = Address
issuer-country = Country
issuer-tax-id = Tax number

## A tenant's account, to its agency
billing-title = Billing
billing-no-plan = There is no plan here. Usage is billed by the month.
billing-subscription = Subscription
billing-plan = Plan
billing-model = Model
billing-model-flat = Flat rate
billing-model-pay-as-you-go = Pay as you go
billing-fee = Fee
billing-trial-until = Trial until
billing-period = Period
billing-to-pay = To pay
card-pays-open = What is open, { $amount }, is paid with it at once.
billing-next = Next invoice
billing-wallet = In the wallet
billing-credit = Credit
billing-ends = The subscription ends on { $day }.
billing-then = Changes to { $plan } on { $day }.
billing-resume = Keep it as it is
billing-cancel = Cancel subscription
billing-plans = Plans
interval-monthly = a month
interval-annual = a year
plan-a-month = a month
plan-annual = or { $price } a month, paid by the year
plan-by-agreement = By agreement
plan-calls = { $n } concurrent calls
plan-requests = { $n } API requests a minute
plan-current = Current plan
plan-upgrade = Upgrade to { $plan }
plan-downgrade = Downgrade to { $plan }
plan-planned = from { $day }
plan-upgrade-short = Upgrade
plan-downgrade-short = Downgrade
feature-whitelabel = White label
feature-agencymode = Tenants of your own
feature-hipaacompliance = HIPAA compliance
feature-ssosaml = Single sign-on (SAML)
feature-dedicatedsupport = Dedicated support
preview-debit = { $plan }, from now until { $day }
preview-credit = What is paid already and will not be used
invoices-older = Older
former-title = Previous provider
former-lead = Invoices of a provider you were with before. To ask about one, or to pay it, turn to that provider.
invoices-latest = Latest
payment-into-wallet = Into the wallet
payment-from-wallet = from the wallet
payments-all = All payments
preview-trial = Nothing is paid during the trial. When it ends, what is left of the period until { $day } is billed: its part of { $price }.
billing-elsewhere = This account is billed elsewhere: no invoice is sent from here, and no card is charged.
preview-others = Other lines that wait for an invoice
preview-from-credit = From credit and wallet
preview-next = On the next invoice
preview-later = Credited on the next invoice
preview-now = To pay now
preview-then = From { $day }: { $price }.
preview-then-down = From { $day } you pay { $price }.
preview-lost = From then on:
preview-lost-feature = { $feature }: no longer
preview-lost-calls = { $is } concurrent calls instead of { $was }
preview-lost-requests = { $is } API requests a minute instead of { $was }
preview-down = Until then everything stays as it is. You can change your mind until that day.
preview-to-monthly = Pay { $plan } by the month
preview-to-annual = Pay { $plan } by the year
preview-monthly = Pay by the month instead
preview-annual = Pay by the year instead
methods-title = Payment methods
methods-empty = No card yet. Without one, invoices are paid by bank transfer.
autopay-on = Invoices are paid by the default card.
autopay-off = Invoices are not paid by themselves.
autopay-turn-on = Pay them by card
autopay-turn-off = Turn auto-pay off
autopay-changed = Auto-pay is changed.
card-ending = ending { $last4 }
card-expires = expires { $date }
card-default = Default
card-make-default = Make default
card-remove = Remove
card-add = Add card
card-added = The card is added.
card-not-added = The card is being confirmed.
card-removed = The card is removed.
card-default-changed = The default card is changed.
card-sandbox = This installation takes test cards only: 4242 4242 4242 4242 pays. No real card is kept.
card-stripe = The card goes to Stripe, which keeps it; it is never seen or stored here.
card-needs-script = This page needs scripting: the card’s number goes straight to the payment processor.
card-unreachable = The payment processor could not be reached. Nothing was kept; try again in a moment.
card-confirm-lead = The bank wants to be sure that it is you who pays { $amount }.
card-confirmed = The payment is confirmed.
card-number = Card number
card-number-help = 16 digits, as on the card.
card-expiry = Expires
card-expiry-help = Month and year, as 12/30.
card-cvc = Security code
invoices-title = Invoices
invoices-empty = No invoices yet.
invoice-number = Number
invoice-payer = Tenant
invoice-issued = Issued
invoice-due = Due
invoice-total = Total
invoice-tax = Tax
invoice-open = Open
invoice-overdue = Past due
invoice-paid = Paid
invoice-void = Void
invoice-uncollectible = Written off
invoice-lines = Lines
invoice-lines-open = open one to see its rule
invoice-by-transfer = Pay by transfer
invoice-details = Details
invoice-issuer = Issued by
invoice-paid-on = Paid
invoice-due-on = Due { $day }
invoice-pdf = PDF
invoice-from-wallet = Of it from the wallet
invoice-pay = Pay { $amount }
subscription-trial = Trial
subscription-active = Active
subscription-past-due = Past due
subscription-cancelled = Ended
subscription-changed = Your plan is changed.
subscription-planned = The change is planned.
subscription-resumed = Everything stays as it is.
subscription-cancelling = The subscription ends with this period.
payments-title = Payments
payment-when = When
payment-note = Note
payment-succeeded = Paid
payment-failed = Failed
payment-pending = Under way
payment-requires-action = To confirm
payment-refunded = { $amount } went back
payment-confirm = Confirm the payment
units-token = { $n ->
        [one] token
       *[other] tokens
    }
units-character = { $n ->
        [one] character
       *[other] characters
    }
units-second = { $n ->
        [one] second
       *[other] seconds
    }
units-minute = { $n ->
        [one] minute
       *[other] minutes
    }
units-number-a-month = { $n ->
        [one] number a month
       *[other] numbers a month
    }
line-rule = The rule
line-period = For { $days }.
line-by-hand = Added by hand.
line-included = { $quantity } { $unit } are free each month.
line-before = { $quantity } { $unit } of the month came before, under an earlier price.
line-calls = See what is behind it
line-billed = Billed
line-billed-in = Billed, { $unit }
line-events = What it bills
line-events-none-title = No longer kept
line-events-none = Single calls are forgotten after a time; what they came to is kept.
line-events-count = { $n ->
    [one] one entry
   *[other] { $shown } entries
}
line-exact = Exact amount
line-rounded = Rounded once
billing-cancel-trial = The trial ends on { $day }, and nothing is billed for it. You can undo this until then.
billing-cancel-means = The subscription stays active until { $day } and is not renewed. You can undo this until then.
billing-cancel-reason = Why are you leaving? (optional)
invoices-count = { $n ->
    [one] 1 invoice
   *[other] { $shown } invoices
}
act-amount = Amount, { $currency }
billing-usage = This month’s usage
confirm-title = Confirm your payment
confirm-wallet = { $amount } for the wallet. Is this you?
confirm-lead = { $amount } for invoice { $number }. Is this you?
confirm-yes = Yes, pay
confirm-no = No, stop it
confirm-settled = There is nothing to confirm any more.
confirm-back = Back
confirm-done = Thank you. The payment is confirmed.
confirm-refused = The payment is stopped. Nothing was taken.

## How a price is made
rule-per-unit = { $rate } for each { $unit }
rule-graduated = in steps, each part at its own rate
rule-volume = all at the rate of the step it reaches
rule-package = { $price } for every { $size } begun
rule-included = after { $included } free each month
tier-to = up to { $to }: { $rate } a { $unit }
tier-more = above: { $rate } a { $unit }
tier-flat = plus { $flat }
plan-no-limit = No limit
audit-group-domain = Domain
audit-action-domain-added = Domain added
audit-action-domain-verified = Domain shown to be theirs
audit-action-domain-activated = Domain active
audit-action-domain-unreachable = Domain not reached
audit-action-domain-lost = Domain lost
audit-action-domain-removed = Domain removed

## Search
search-title = Search
search-find = Find anything
search-hint = Part of a number or a name, somebody of the team, a page.
search-pages = Pages
search-count = { $n ->
    [one] One result
   *[other] { $shown } results
}
search-first = The first { $shown } results; there are more.
search-more = There are more. Type more of it.
search-none = Nothing found for “{ $words }”.
search-none-help = Try fewer letters, the start of another word, or the end of a number.

audit-action-recordings-expired = Recordings went, kept for as long as was decided
nav-keys = API keys

## The overview of a tenant
portal-attention = Needs attention
portal-look = Look at it
attention-reached-spend = The monthly spend limit of { $cap } is reached.
attention-reached-minutes = All { $cap } minutes of this month are used.
attention-blocked = New calls are refused; those that run go on.
attention-refused = { $n ->
    [one] One call was refused.
   *[other] { $shown } calls were refused.
}
attention-because-concurrency = Too many ran at once.
attention-because-inbound-share = The lines that were left are kept for calls that come in.
attention-because-not-allowed = This account may not place calls.
attention-near-spend = { $percent } % of the monthly spend limit of { $cap } is used.
attention-near-minutes = { $percent } % of this month’s { $cap } minutes are used.
attention-pace = { $n ->
    [0] At this week’s pace it is reached today.
    [one] At this week’s pace it is reached tomorrow.
   *[other] At this week’s pace it is reached in { $shown } days.
}
attention-invoice-unconfirmed = Invoice { $number } for { $amount }: the bank wants you to confirm the payment.
attention-invoice-failed = Invoice { $number } for { $amount }: the payment did not go through.
attention-invoice-overdue = Invoice { $number } for { $amount } is past due.
attention-invoice-open = Invoice { $number } for { $amount } is to be paid.
attention-card-ends = The card ending { $last4 } expires { $date }.
attention-card-over = The card ending { $last4 } has expired ({ $date }).
attention-trial = Your trial ends on { $day }.
attention-trial-unpaid = Your trial ends on { $day }, and there is no way to pay yet.
attention-unplaced = { $n ->
    [one] One number has no call flow; calls to it are refused.
   *[other] { $shown } numbers have no call flow; calls to them are refused.
}
attention-go-usage = See usage
attention-go-pay = Pay
attention-go-confirm = Confirm
attention-go-routing = Decide what happens
portal-first = First steps
portal-first-lead = Nothing has come in yet. This is left to do:
portal-step-team = Invite the people you work with
portal-step-extension = Add an extension for a phone
portal-step-flow = Say what callers meet
portal-step-card = Add a card to pay with
portal-latest-calls = Latest calls
portal-all-calls = All calls

## Why a tenant is suspended
portal-suspended-spend = The monthly spend limit of { $cap } is reached. { $brand } can raise it and switch the service on again.
portal-suspended-minutes = All { $cap } minutes of this month are used. { $brand } can raise the limit and switch the service on again.
portal-suspended-cap = A limit of the month was reached. { $brand } can switch the service on again.
portal-suspended-unpaid = Something has not been paid. Once all invoices that are due are paid, the service goes on by itself.
portal-suspended-unpaid-others = Something has not been paid. Ask whoever looks after your billing.
portal-suspended-trial = The trial is over, and there is no way to pay. Add a card; then { $brand } can switch the service on again.
portal-suspended-provider = { $brand } has interrupted the service and can switch it on again.
portal-see-plans = See plans

## API keys
keys-title = API keys
keys-empty-title = No keys yet
keys-empty = A key lets a program read and change what is yours, as far as its permissions go.
keys-name = Name
keys-name-help = What it is for, so that you know it again.
keys-scopes = Permissions
keys-scopes-help = As few as the program needs.
keys-scopes-count = { $n ->
    [one] 1 permission
   *[other] { $shown } permissions
}
keys-everything = Everything
keys-made = Made
keys-made-by = Made by
keys-used = Last used
keys-never = never
keys-state = State
keys-active = Active
keys-expired = Expired
keys-revoked = Revoked
keys-until = Until { $day }
keys-begins = { $prefix }…
keys-begins-with = Begins with
keys-environment = Environment
keys-live = Live
keys-sandbox = Sandbox
keys-ends = Ends
keys-ends-never = Never by itself
keys-ends-days = { $n ->
    [one] After 1 day
   *[other] After { $shown } days
}
keys-new = New key
keys-add = Make key
keys-created = The key { $name } is made.
keys-secret-title = The key’s secret
keys-secret-once = Copy it now: it is shown this once and never again. Whoever has it can do all that the key may.
keys-open = Open
keys-open-of = Open { $name }
keys-revoke = Revoke
keys-revoke-of = Revoke { $name }
keys-revoke-means = Programs with this key are refused from now on. This cannot be undone.
keys-revoke-button = Revoke { $name }
keys-revoked-now = The key is revoked.
key-scope-numbers-read = See numbers
key-scope-numbers-write = Name the callers of numbers
key-scope-extensions-read = See extensions
key-scope-extensions-write = Add, change and delete extensions
key-scope-agents-read = See agents
key-scope-agents-write = Add, change and delete agents
key-scope-telephony-read = Read what a switch needs, SIP secrets included
key-scope-records-read = See call flows, voicemail, devices, contacts and recordings
key-scope-records-write = Add, change and delete these
key-scope-users-read = See the team
key-scope-users-write = Invite, change and remove people
key-scope-usage-read = See usage
key-scope-usage-write = Report usage and calls
key-scope-conversations-read = See calls
key-scope-calls-write = Start and end calls
key-scope-analytics-read = See figures
key-scope-billing-read = See plan, cards and invoices
key-scope-billing-write = Change the plan, pay, add cards
key-scope-webhooks-read = See webhooks
key-scope-webhooks-write = Set up webhooks

## Settings of a tenant
settings-tab-general = General
settings-tab-recording = Recording
settings-tab-routing = Routing
settings-tab-notifications = Notifications
settings-tab-account = Account
settings-name = Name
settings-name-help = As it stands on pages and mails, and on invoices where no other name is given for them.
settings-change = Change
settings-recording-lead = Holds for all calls from now on. Whoever calls may have to know about it; the law decides where.
settings-recorded = Which calls are recorded
settings-recorded-none = None
settings-recorded-inbound = Calls that come in
settings-recorded-outbound = Calls that go out
settings-recorded-all = All
settings-announced = Say at the beginning that a call is recorded
settings-announced-yes = Yes
settings-announced-no = No
settings-keep-days = Keep recordings for so many days
settings-keep-days-help = Older ones are deleted every night, with their transcripts. Empty: they are kept.
settings-keep-sure = Delete them in the coming night. This cannot be undone.
settings-routing-lead = What a caller meets is decided by the call flow of the number that is called. This is for numbers that no call flow has.
settings-unplaced = A call to such a number
settings-unplaced-reject = is refused
settings-unplaced-announce = hears a message
settings-unplaced-ring = rings an extension
settings-unplaced-voicemail = goes to a voicemail box
settings-message = Message
settings-message-help = Spoken to the caller, where a message is chosen.
settings-extension = Extension
settings-extension-help = Where an extension is chosen.
settings-voicemail-box = Voicemail box
settings-voicemail-box-help = Where a voicemail box is chosen.
settings-target-none = none
settings-alerts = Warnings about limits
settings-alerts-help = Addresses, one a line, that get a mail when a limit is near or reached. Without any, { $brand } gets it.
settings-invoices = Invoices
settings-invoices-go = They go to { $email }.
settings-invoices-nowhere = No address is given for them; they go to the owner.
settings-own-mails = Mails to you
settings-own-mails-lead = Which mails you get yourself is yours to choose.
settings-own-mails-go = Your notifications
settings-sign-in = Your sign-in
settings-sign-in-lead = Password, second factor, and where you are signed in.
settings-sign-in-go = Your account
settings-export-lead = Calls, usage, contacts, invoices and all the rest as files.
settings-close = Close the account
settings-close-means = Calls end, and after 90 days all data is deleted. Until then it can be opened again.
settings-close-mail = Write to { $brand } at { $email }, who closes it for you.
settings-close-ask = { $brand } closes it for you.
settings-close-go = Ask by mail
settings-close-subject = Close the account { $name }

## Data to take along
export-title = Take your data with you
export-lists = Lists
export-lead = Each is a CSV file, which every spreadsheet opens.
export-until = Each is a CSV file, which every spreadsheet opens. All data is deleted on { $day }; what you want to keep, download before.
export-usage = Usage { $year }
export-papers = Invoices as PDF
export-download = { $name } as { $format }

audit-action-mail-settings-updated = Mail server set
audit-action-mail-settings-removed = Mail server removed
audit-action-mail-settings-tested = Mail server tested
audit-action-user-notifications-changed = Choice of mails changed

## Which mails somebody gets
notifications-title = Your mails
notifications-lead = Which mails do you want at { $email }?
notifications-usage = Usage
notifications-usage-means = A limit is near or reached.
notifications-billing = Invoices and payments
notifications-billing-means = A new invoice, a payment that arrived or failed, a credit.
notifications-transfers = Transfers
notifications-transfers-means = A tenant is offered to you, or an offer of yours is answered.
notifications-tenants = Service
notifications-tenants-means = Service is suspended or runs again, a trial ends, data will be deleted.
notifications-digest = Weekly summary
notifications-digest-means = On Monday mornings: calls, minutes and money of the week before.
notifications-always = Invitations, new passwords and notices about your sign-in are always sent.
notifications-none = There are no mails for you here that could be turned off.
notifications-saved = Saved.
unsubscribe-title = Weekly summary
unsubscribe-lead = You get a summary on Monday mornings. Do you want no more of them?
unsubscribe-button = Send me no more
unsubscribe-done = You get no more weekly summaries.
unsubscribe-choices = Choose your mails

## What is counted
meter-name-llm-input-tokens = LLM input
meter-name-llm-output-tokens = LLM output
meter-name-tts-characters = Text to speech
meter-name-stt-seconds = Speech to text
meter-name-inbound-minutes = Inbound calls
meter-name-outbound-minutes = Outbound calls
meter-name-numbers = Phone numbers
search-failed = The search does not answer. Press Enter to open its page.
audit-group-rates = Rates
audit-group-hook = Inbound hooks
audit-group-webhook = Webhooks
audit-action-webhook-created = Webhook created
audit-action-webhook-updated = Webhook changed
audit-action-webhook-deleted = Webhook deleted
audit-action-webhook-secret-rotated = Secret of a webhook renewed
audit-action-webhook-tested = Webhook tested
audit-action-webhook-replayed = Webhook sent again
audit-action-webhook-disabled = Webhook switched off by itself

## Webhooks
nav-webhooks = Webhooks
webhooks-title = Webhooks
webhooks-lead = When something happens here, your own systems can be told at once: we send a signed message to an address of yours.
webhooks-empty-title = No webhooks yet
webhooks-empty = Add the address of a system that wants to know what happens.
webhook-new = New webhook
webhook-add = Add webhook
webhook-url = Address
webhook-url-help = Begins with https://, like https://hooks.example.com/voice.
webhook-description = What it is for
webhook-events = What it is told
webhook-events-all = Everything
webhook-events-some = Only what is ticked
webhook-state = State
webhook-on = Works
webhook-off = Off
webhook-failing = Failing
webhook-failing-since = since { $at }
webhook-off-by-hand = switched off by hand
webhook-off-failing = nothing was taken for five days
webhook-off-gone = it said that it is gone
webhook-secret-title = Its secret
webhook-secret-once = Shown this once. With it your system checks that a message is from us (Standard Webhooks).
webhook-test = Send a test
webhook-tested = A test is on its way.
webhook-switch-off = Switch off
webhook-switch-on = Switch on
webhook-switched-on = It is on again.
webhook-switched-off = It is off. What waited is not sent; you can send it again later.
webhook-created = The webhook was added. Keep its secret.
webhook-deleted = The webhook was deleted.
webhook-edit = Change address or events
webhook-renew = Renew the secret
webhook-renew-means = Messages are signed with both for a day, so that nothing is lost while you change it.
webhook-former-until = The one before signs until { $at }.
webhook-renew-button = Make a new secret
webhook-delete = Delete this webhook
webhook-delete-means = Nothing is sent there any more, and what was sent is forgotten.
webhook-delete-button = Delete webhook
webhook-deliveries = What was sent
webhook-no-deliveries-title = Nothing here
webhook-no-deliveries = What happens from now on is listed here for thirty days.
webhook-all = All
webhook-waiting = Waiting
webhook-delivered = Delivered
webhook-failed = Failed
webhook-next = next try { $at }
webhook-event = Event
webhook-attempts = Attempts
webhook-answer = Answer
webhook-replay = Send again
webhook-replay-of = Send { $event } again
webhook-replay-since = Failed since
webhook-replay-all = Send all again
webhook-id = Message
webhook-body = What was sent
webhook-trouble-unknown-host = there is no such host
webhook-trouble-private-host = the host is not on the public internet
webhook-trouble-certificate = its certificate is not good
webhook-trouble-unreachable = it does not answer
webhook-trouble-late = it did not answer in time
webhook-trouble-off = it was switched off
webhook-trouble-no-secret = its secret can no longer be read: renew it
webhook-took = { $ms } ms
webhook-group-tenant = Tenants
webhook-group-transfer = Transfers
webhook-group-phone-number = Phone numbers
webhook-group-extension = Extensions
webhook-group-agent = Agents
webhook-group-usage = Usage and limits
webhook-group-subscription = Subscriptions
webhook-group-invoice = Invoices
webhook-group-payment = Payments
webhook-group-people = People
webhook-group-domain = Domain
webhook-events-count = { $n ->
    [one] one event
   *[other] { $shown } events
}
webhook-deliveries-count = { $n ->
    [one] one message
   *[other] { $shown } messages
}
webhook-replayed = { $n ->
    [one] One message is sent again.
   *[other] { $shown } messages are sent again.
}
