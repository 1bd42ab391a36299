# Layout
layout-skip = Skip to content
layout-main-menu = Main
layout-quick-menu = Quick
layout-breadcrumb = Breadcrumb
layout-menu = Menu
layout-close = Close
layout-help = Help
layout-sign-out = Sign out
nav-tenants = Tenants
nav-defaults = Tenant defaults
nav-audit = Audit
nav-overview = Overview
nav-visits = Visits
nav-settings = Settings
nav-numbers = Numbers
nav-extensions = Extensions
nav-agents = Agents
nav-team = Team
nav-transfers = Transfers
nav-agencies = Agencies
nav-jobs = Jobs
nav-health = Health

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

# Forms
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

# Signing in
sign-in-title = Sign in
sign-in-email = E-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-new-here = New here? Your invitation is in your mail.
sign-in-signed-out = You are signed out.

# Invitations
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

# Own account
account-title = Your account
account-name = Name
account-places = Where you can go
account-sign-ins = Where you are signed in
account-this-one = This one
account-end = Sign out there
account-ended = That sign-in has ended.
account-unknown-device = Unknown device
account-back = Back

# Tenants
tenants-title = Tenants
tenants-new = New tenant
tenants-empty-title = Your first tenant
tenants-empty = A tenant is one of your clients, with its own portal under your brand. Create one and its owner gets an invitation by mail.
tenants-none-title = Nothing matches
tenants-none = No tenant matches this search and these filters.
tenants-clear = Show all tenants
tenants-count = { $n ->
    [one] 1 tenant
   *[other] { $shown } tenants
}
tenants-all = All
tenants-search = Name or billing e-mail
tenants-filter = Filter
tenants-plan = Plan
tenants-any-plan = Any plan
tenants-sort = Sort
tenants-sort-name = By name
tenants-sort-newest = Newest first
tenants-sort-users = Most users
tenants-pages = Pages
tenants-previous = Previous
tenants-next = Next
tenants-name = Name
tenants-sip-prefix = SIP prefix
tenants-status = Status
tenants-users = Users
tenants-numbers = DIDs
tenants-extensions = Extensions
tenants-extensions-short = Ext.
tenants-created = Created
tenants-no-billing-email = no billing e-mail
tenants-trial-left = { $n ->
    [0] last day
    [one] 1 day left
   *[other] { $n } days left
}
tenants-purge-left = { $n ->
    [one] Deleted in 1 day
   *[other] Deleted in { $n } days
}

tenants-actions = Actions
tenants-csv = Download as CSV
tenants-edit = Edit
tenants-edit-of = Edit { $name }
tenants-manage = Manage
tenants-manage-of = Manage { $name }
tenants-delete = Delete
tenants-delete-of = Delete { $name }
tenants-restore = Restore
tenants-restore-of = Restore { $name }

tenant-edit-title = Edit { $name }
tenant-edit-button = Save changes
tenant-edit-note = SIP prefix { $prefix } and the creation date, { $day }, never change.
tenant-edit-cancelled = This tenant is cancelled. Set it to Active to change anything else.
tenant-status-help = Deleting a tenant has a page of its own.
tenant-suspension-reason = Reason for the suspension
tenant-suspension-reason-help = Kept and shown to the tenant. Only used when you suspend.
tenant-updated = { $name } was saved.
tenant-suspend = Suspend this tenant
tenant-suspend-button = Suspend
tenant-suspend-notify = Tell { $email }, with the reason
tenant-suspended = { $name } is suspended.
tenant-reactivate = Reactivate
tenant-reactivated = { $name } is back.
suspension-title = Why it is suspended
suspension-no-reason = No reason was given.
suspension-by = { $source } by { $who } on { $day }
suspension-by-nobody = the system
suspension-source-manual = Suspended in the dashboard
suspension-source-api = Suspended through the API
suspension-source-cap = Suspended at a cap
suspension-source-non-payment = Suspended for non-payment
suspension-means = No calls go in or out, nothing new is set up, its keys and agents are off. Its people see a page that says so. All data stays.
cancelled-title = Cancelled
cancelled-means = Everything is kept until { $day } and can be restored until then. After that all of it is deleted.
tenant-delete-title = Delete { $name }?
tenant-delete-lead = This cancels the tenant. It does the following:
tenant-delete-closed = Calls, keys and agents stop now; its people can only read.
tenant-delete-extensions = { $n ->
    [one] 1 extension is unregistered.
   *[other] { $shown } extensions are unregistered.
}
tenant-delete-numbers = { $n ->
    [one] 1 number goes back to your inventory.
   *[other] { $shown } numbers go back to your inventory.
}
tenant-delete-recordings = Running recordings are finished; nothing new is recorded.
tenant-delete-some-recordings = { $n ->
    [one] A call that is being recorded is cut off there; its 1 recording is kept for 90 days, nothing new is recorded.
   *[other] Calls that are being recorded are cut off there; its { $shown } recordings are kept for 90 days, nothing new is recorded.
}
tenant-delete-purge = After 90 days everything is deleted: calls, recordings, transcripts, voicemail, contacts. Until then you can restore it.
tenant-delete-port = Is the client leaving with its numbers? Port them out first: once they are back in your inventory it gets complicated.
tenant-delete-type = Type { $name } to confirm
tenant-delete-button = Delete { $name }
tenant-deleted = { $name } is cancelled. You can restore it for 90 days.
tenant-tags = Tags
tenant-tags-help = Separated by commas. Only you see them.
tenant-billing-profile = Billing profile
tenant-billing-profile-none = None

defaults-title = Tenant defaults
defaults-lead = New tenants start with these, whether you or a program makes them. Tenants you have keep their settings.
defaults-action = Suspension behaviour
defaults-action-help = What happens when a tenant exceeds its spend cap.
defaults-saved = The defaults were saved. They apply to new tenants.
billing-profiles-title = Billing profiles
billing-profiles-lead = How you bill your tenants. A new tenant gets the default one.
billing-profiles-empty = None yet.
billing-profile-name = Name of a new profile
billing-profile-add = Add profile
billing-profile-created = The billing profile { $name } was added.

tenant-new-title = New tenant
tenant-new-button = Create tenant
tenant-new-note = The SIP prefix is made from the name and never changes.
tenant-created = { $name } was created.
tenant-created-invited = { $name } was created. The invitation is on its way to { $email }.
tenant-name = Name
tenant-billing-email = Billing e-mail
tenant-billing-help = Invoices and cap warnings go here.
tenant-owner-email = Owner’s e-mail
tenant-owner-help = Gets an invitation, valid for 7 days.
tenant-owner-first-name = Owner’s first name
tenant-owner-last-name = Owner’s last name
tenant-plan-price = { $plan }, { $price } a month
tenant-plan-by-agreement = { $plan }, by agreement
tenant-status-trial = Trial, 14 days
tenant-status-active = Active
tenant-status-pending = Pending
tenant-more = Address, caller name, timezone, billing
tenant-more-summary = from the name, UTC
tenant-slug = Short name in addresses
tenant-slug-help = Lower-case letters, digits and hyphens. Made from the name when empty.
tenant-cnam = Default caller name (CNAM)
tenant-display-name = Public name
tenant-business = Business
tenant-contact-person = Contact
tenant-contact-email = Contact e-mail
tenant-phone = Phone
tenant-description = Description
tenant-cnam-help = At most 15 characters.
tenant-timezone = Timezone
tenant-timezone-help = As in Europe/Dublin or America/New_York.
tenant-billing-mode = Billing
tenant-billing-mode-platform-billed = We invoice this tenant for you
tenant-billing-mode-self-billed = You invoice this tenant yourself
tenant-e911 = Emergency address (E911)
tenant-e911-none = none yet
tenant-street = Street
tenant-unit = Unit
tenant-city = City
tenant-state = State or region
tenant-postal-code = Postal code
tenant-country = Country
tenant-caps = Caps
tenant-caps-none = no caps yet
tenant-cap-spend = Monthly spend
tenant-cap-minutes = Monthly minutes
tenant-cap-numbers = Numbers
tenant-cap-extensions = Extensions
tenant-cap-agents = Agents
tenant-cap-calls = Concurrent calls
tenant-no-cap = no cap
tenant-action = When a cap is reached
tenant-action-notify-only = Notify only
tenant-action-block-new-calls = Block new calls
tenant-action-suspend = Suspend the tenant
tenant-about = About
tenant-portal = Portal
tenant-id = Id
tenant-none = none
tenant-owner = Owner
tenant-no-owner = Nobody owns this tenant yet.
tenant-owner-joined = Joined on { $day }.
tenant-invitation-open = Invited; the invitation is valid until { $day }.
tenant-invitation-expired = The invitation expired on { $day }.
tenant-invitation-resend = Send again
tenant-invitation-resent = The invitation is on its way to { $email } again. The old link no longer works.
tenant-invitation-settled = There is no open invitation to send.

# Audit
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
audit-action-session-revoked = Ended a sign-in
audit-action-session-refused = Refused a sign-in
audit-action-key-created = Made an API key
audit-action-sub-account-token-revealed = Looked at a sub-account’s token
audit-action-sub-account-token-renewed = Renewed a sub-account’s token
audit-action-key-revoked = Revoked an API key
audit-action-user-created = Added a user
audit-action-agency-created = Agency opened

# Portal
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
numbers-empty = Add the numbers your carrier gave you, one by one or as a file. Then assign them to tenants.
numbers-none-of-tenant = { $brand } has not assigned a number to this account yet.
numbers-none = No number matches this search.
numbers-clear = Show all numbers
numbers-count = { $n ->
    [one] 1 number
   *[other] { $shown } numbers
}
numbers-search = First or last digits
numbers-show = Show
numbers-all = All numbers
numbers-free = Unassigned only
numbers-import-title = Import a file
numbers-import-lead = One number a line: the number, then perhaps a caller name and a tenant’s short name, separated by commas. If a line is wrong, nothing is imported.
numbers-import-lines = Lines
numbers-import-button = Import
numbers-imported = { $n ->
    [one] 1 number was imported.
   *[other] { $shown } numbers were imported.
}
number-number = Number
number-number-help = With the country code, like +1 212 555 0100.
number-tenant = Tenant
number-tenant-help = Its short name, as in the address of its portal. Empty: back to the inventory.
number-unassigned = Unassigned
number-cnam = Caller name (CNAM)
number-cnam-of = Caller name of { $number }
number-e911 = E911
number-edit-of = Edit { $number }
number-new = Add a number
number-add = Add number
number-created = { $number } is in your inventory.
number-updated = { $number } was saved.
number-release = Give it back to the carrier
number-release-note = It leaves its tenant and your inventory, and others can get it. There is no way back.
number-release-button = Release { $number }
number-released = The number was released.
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

# Records
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

# Bulk changes
bulk-label = Selected tenants
bulk-selected = selected
bulk-select = Select { $name }
bulk-select-all = Select all on this page
bulk-all = { $n ->
    [one] the one that matches
   *[other] all { $shown } that match
}
bulk-suspend = Suspend…
bulk-reactivate = Reactivate…
bulk-tag = Tag…
bulk-export = CSV
bulk-title-suspend = { $n ->
    [one] Suspend 1 tenant
   *[other] Suspend { $shown } tenants
}
bulk-title-reactivate = { $n ->
    [one] Reactivate 1 tenant
   *[other] Reactivate { $shown } tenants
}
bulk-title-tag = { $n ->
    [one] Tag 1 tenant
   *[other] Tag { $shown } tenants
}
bulk-title-untag = { $n ->
    [one] Take a tag off 1 tenant
   *[other] Take a tag off { $shown } tenants
}
bulk-means-suspend = Their calls are blocked, their keys refused, their agents switched off, and their people see a page that says so. Everything comes back as it was when you reactivate them.
bulk-means-reactivate = Each goes back to where it was before its suspension. Tenants that are not suspended stay as they are.
bulk-means-tag = A tag sorts your tenants; only your team sees it.
bulk-means-untag = Tenants that do not have the tag stay as they are.
bulk-and-more = { $n ->
    [one] and one more
   *[other] and { $shown } more
}
bulk-tag-field = Tag
bulk-notify = Tell their owners by mail
bulk-do-suspend = { $n ->
    [one] Suspend it
   *[other] Suspend all { $shown }
}
bulk-do-reactivate = { $n ->
    [one] Reactivate it
   *[other] Reactivate all { $shown }
}
bulk-do-tag = { $n ->
    [one] Tag it
   *[other] Tag all { $shown }
}
bulk-do-untag = { $n ->
    [one] Take the tag off
   *[other] Take the tag off all { $shown }
}
bulk-undo-suspend = { $n ->
    [one] Undo: reactivate it
   *[other] Undo: reactivate these { $shown }
}
bulk-undo-reactivate = { $n ->
    [one] Undo: suspend it again
   *[other] Undo: suspend these { $shown } again
}
bulk-undo-tag = { $n ->
    [one] Undo: take the tag off
   *[other] Undo: take the tag off these { $shown }
}
bulk-undo-untag = { $n ->
    [one] Undo: tag it again
   *[other] Undo: tag these { $shown } again
}
bulk-progress = { $done } of { $total }
bulk-leave = You can leave this page; it goes on.
bulk-look-again = Look again
bulk-done = Done
bulk-unchanged = Was so already
bulk-refused = Not possible
bulk-waiting = Waiting
bulk-results = What became of each
bulk-result = Result

# Transfers
transfers-title = Transfers
transfers-lead = A tenant changes its agency when the other side accepts. Until then nothing changes for it; an offer stands for 14 days.
transfers-operator-lead = Tenants that want to leave their agency and manage themselves, under the platform’s own address.
transfers-off = Transfers are switched off here: no tenant leaves and none comes. An Admin can switch them on; a single tenant is moved by support.
transfers-own-id = Whoever transfers a tenant to you needs this id:
transfers-disable = Switch transfers off
transfers-enable = Switch transfers on
transfers-none-title = Nothing to decide
transfers-none = Offers that wait for an answer stand here, those you were made and those you made.
transfers-over = What became of earlier ones
transfer-tenant = Tenant
transfer-way = Way
transfer-decided = When
transfer-incoming = To you from
transfer-outgoing = From you to
transfer-self-managed = self-managed
transfer-status-accepted = Accepted
transfer-status-rejected = Rejected
transfer-status-cancelled = Taken back
transfer-status-expired = Expired
transfer-offered = Offered by { $from }. The offer stands until { $day }.
transfer-sent = Offered to { $to } by { $by }. The offer stands until { $day }.
transfer-sent-self-managed = Offered to the platform by { $by }, to be self-managed. The offer stands until { $day }.
transfer-means = With it come its people, numbers, extensions, agents and keys. What was used and billed before stays with the agency that sends it.
transfer-accept = Accept { $name }
transfer-accepted = { $name } is here now. Its people were told.
transfer-reject = Reject
transfer-reject-button = Reject { $name }
transfer-rejected = The offer of { $name } was rejected; the sender was told.
transfer-reason = Why
transfer-cancel = Take the offer back
transfer-cancelled = The offer of { $name } was taken back.
tenant-transfer = Transfer
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

# Team
team-title = Team
team-name = Name
team-role = Role
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
team-remove-note = They are signed out at once and cannot come back without a new invitation. What they did stays in the audit log.
team-remove-button = Remove { $name }
team-removed = { $name } is no longer on the team.
members-empty-title = Nobody yet
members-empty = Invite the person who runs this account, as its owner. They get a mail with a link to set a password.

# Agencies
agencies-title = Agencies
agencies-address = Address
agencies-empty-title = No agency yet
agencies-empty = An agency is a reseller with a brand host of its own. Create one and its first manager gets an invitation by mail.
agencies-actions = Actions
agency-suspend = Suspend
agency-suspend-note = Its people, its programs and all its tenants’ are locked out until you reactivate it. Nothing is deleted.
agency-suspend-button = Suspend { $name }
agency-suspended = { $name } is suspended.
agency-reactivate = Reactivate
agency-reactivated = { $name } is open again.
operator-tenants-search = Name, e-mail, SIP prefix…
operator-tenants-any-status = Any status
operator-tenants-any-agency = Any agency
operator-tenants-empty-title = No tenant like that
operator-tenants-empty = Names and addresses are matched from the beginning of each word.
operator-tenants-agency = Agency
operator-tenants-audit = Audit
operator-tenants-audit-of = Audit log of { $name }
operator-move = Move to another agency
operator-move-lead = For an agency that asked the platform to: its numbers, extensions, agents and people go along at once, and the agency it leaves has no way back to it.
operator-move-choose = Choose an agency
operator-move-note = Why, for both agencies
operator-move-button = Move the tenant
operator-moved = { $name } belongs to { $agency } now.
operator-visit-title = Manage { $name }
operator-visit-lead = You work in the tenant's own pages for up to an hour. The tenant and its agency see that an operator was here, and why; what you do is in their log and in yours.
operator-visit-start = Start
operator-visit-open = Your visit is still open.
operator-visit-continue = Go on
jobs-title = Jobs
jobs-waiting = Waiting
jobs-running = Running
jobs-retrying = To be tried again
jobs-failed = Failed
jobs-empty-title = Nothing in the queue
jobs-empty = Mails, purges and everything else that happens later stands here until it is done.
jobs-task = Job
jobs-attempts = Tries
jobs-due = Due
jobs-state = State
jobs-retry = Try again
jobs-retry-of = Try job { $id } again
jobs-retried = Job { $id } is tried again now.
jobs-error = What went wrong
health-title = Health
health-database = Database
health-postgres = PostgreSQL
health-size = Size of the database
health-connections = Connections
health-schema = Schema
health-queue = Queue
health-lag = The next job is overdue by
health-mails-waiting = Mails waiting
health-mails-failed = Mails given up
health-use = Use
health-sign-ins = Open sign-ins
health-usage = Usage sums
health-usage-at = Derived again from the events
health-usage-events = Events looked at
health-usage-differences = Differences
health-version = This program
health-ok = All is well
health-trouble = Look at the jobs
agency-invite-again = Invite the manager again
agency-no-plan = none
agency-new-title = New agency
agency-new-button = Create agency
agency-name = Name
agency-slug = Short name
agency-slug-help = The first part of its address: lower-case letters, digits and hyphens.
agency-color = Brand colour
agency-color-help = Every other colour of its pages, light and dark, is made from this one.
agency-mail-from = Mail comes from
agency-mail-from-help = An address at a domain whose mail this installation may send. Without it: the installation’s.
agency-support = Support address
agency-support-help = Shown to its tenants and in its mail.
agency-manager-email = First manager’s e-mail

# Pages that are no page
problem-home = To the start
problem-not-found-title = Not found
problem-not-found = There is nothing here, or it is not yours to see.
problem-signed-out-title = Sign in first
problem-signed-out = You are not signed in.
problem-forbidden-title = Not allowed
problem-forbidden = Your role does not allow this. Ask an administrator.
problem-unreadable-title = The form could not be read
problem-unreadable = Go back and send it again.
problem-state-title = Not possible now
problem-state = This cannot be done in the state it is in.
problem-state-visit-over = Your visit is over after an hour. Start another from the tenant's page.
problem-state-agency-suspended = This account is suspended for the time being. Nothing is lost; ask whoever looks after it.
problem-too-many-title = Too many tries
problem-too-many = Wait a minute, then go back and try again.
problem-unavailable-title = Back in a moment
problem-unavailable = Something we need does not answer. Nothing was lost; try again shortly.
problem-internal-title = Something went wrong
problem-internal = It is our fault and it has been noted. Nothing was half-done.

# Mistakes in fields, by code
error-invalid = Check this value.
error-required = Fill this in.
error-too-long = Use at most { $max } characters.
error-too-large = Use a number of at most { $max }.
error-too-many = Give at most { $max }.
error-control-characters = Remove line breaks and other invisible characters.
error-invalid-email = Enter the whole address, like accounts@example.com.
error-unknown-timezone = Enter a zone like Europe/Dublin.
error-invalid-slug = Use lower-case letters, digits and hyphens, with a letter or digit at both ends.
error-reserved = This one is kept for the platform. Choose another.
error-taken = “{ $value }” is taken. Choose another.
error-name-taken = Already one of your tenants. Add a place, such as “{ $value } North”.
error-unknown-plan = There is no plan “{ $value }”. Use starter, professional, business or enterprise.
error-not-at-creation = A new tenant is pending, trial or active.
error-not-a-day = Write a day like 2026-11-21.
error-not-a-color = Enter a colour like #0b6390.
error-negative = Enter a number that is not below zero.
error-not-a-number = Enter a whole number, or leave it empty for no cap.
error-not-an-amount = Enter an amount like 250.00, or leave it empty for no cap.
error-threshold-range = Thresholds are whole per cents from 1 to 100.
error-duplicate = Give each value once.
error-unknown-field = This field is not known here.
error-unknown-value = This value is not one of those allowed.
error-wrong-type = This value has the wrong type.
error-not-a-page = Give a whole number from 1.
error-invalid-cursor = This cursor does not belong to this list and order. Start again without it.
error-unknown-scope = There is no scope “{ $value }”.
error-operator-exists = This address is taken on the platform; an operator can sign in with it already.
error-user-active = This person can sign in already.
error-wrong-password = This is not your password.
error-visit-over = Your visit is over after an hour.
error-wrong-credentials = E-mail or password is wrong.
error-unreadable-form = The form could not be read.
error-password-too-short = Use at least { $min } characters.
error-password-too-long = Use at most { $max } characters.
error-password-common = This password is on a list that attackers try first. Choose another.
error-password-guessable = This is easy to guess. Add a few unrelated words.
error-password-uses-known-name = Do not build it from your name, your e-mail address or our name.
error-invitation-used = This invitation was used already. Sign in instead.
error-invitation-expired = This invitation has expired. Ask for a new one.
error-no-open-invitation = There is no open invitation to send.
error-not-an-id = This is no agency’s id. It begins with agn_.
error-own-agency = This is your own agency.
error-transfer-pending = This tenant is offered already. Take that offer back first.
error-transfer-settled = This offer is settled already, or over.
error-agency-suspended = This agency is suspended.
error-agency-not-suspended = This agency is not suspended.
error-bulk-none = Tick at least one tenant first.
error-bulk-too-many = These are more than 20,000 tenants. Narrow the list first.
error-bulk-started = This was started already.
error-bulk-actor-gone = Whoever started it has no access any more.
error-bulk-tenant-gone = It is not there any more.
error-bulk-forbidden = Your role does not allow this any more.
error-bulk-cancelled = It is deleted; restore it by itself.
error-not-a-uuid = This is no UUID.
error-not-a-sip-uri = Write it like sip:sbc.example.com, with a port if there is one.
error-not-an-address = “{ $value }” is no IP address or network.
error-not-a-phone-number = A phone number has 7 to 15 digits, with a + before them if it is international.
error-out-of-range = This number is out of range.
error-required-for-customer-use = Customer use needs an e-mail address.
error-not-a-mac = A MAC address has twelve digits and letters from A to F.
error-not-a-time = Write a time like 2025-01-15T10:00:00Z.
error-not-seconds = Give whole seconds.
error-unknown-reference = There is no such thing here.
error-record-in-use = Something else refers to it. Delete that first.
error-on-the-staff = { $value } is on the agency’s staff and can open this account as it is.
error-transfer-withheld = The agency that offered it cannot let it go at the moment.
error-too-many-lines = A file has at most { $max } lines. Import the rest with another.
error-number-moved = Somebody else has just assigned this number. Look at it again.
error-on-the-team = { $value } is on this team already.
error-role-by-person = Only a person can give this role.
error-last-admin = This is the last Admin who can sign in. Make somebody else Admin first.
error-last-owner = This is the last owner. Make somebody else owner first.
error-own-role = You cannot change your own role or remove yourself. Ask somebody else who may.
error-tenant-cancelled = This tenant is cancelled and cannot be changed.
error-tenant-suspended = This tenant is suspended; nothing can be set up or switched on until it is reactivated.
error-limit-numbers = The tenant’s cap of numbers is reached. Raise it to assign another.
error-limit-extensions = The tenant’s cap of extensions is reached. Raise it to add another.
error-limit-agents = The tenant’s cap of agents is reached. Raise it to add another.
error-not-an-extension = Use two to eight digits.
error-import-line = Line { $line }: { $what }
error-not-csv = This is no CSV we can read.
error-not-e164 = “{ $value }” is no number we can read. Write it like +1 212 555 0100.
error-unknown-tenant = You have no such tenant.
error-tenant-purging = The 90 days are over; its data is being deleted.
error-transition = A tenant that is { $from } cannot become { $to }.
error-not-the-name = Type the tenant’s name exactly as it is written above.
error-unknown-billing-profile = There is no such billing profile.
error-range-too-long = A report covers at most { $max } days.
error-not-a-date = Write a day like 2026-11-21.
error-call-over = A call of this id is over.
error-already-over = This moment is over already.
error-raise-too-long = A raise lasts 31 days at most. What is to stay is a new limit.
error-not-limited = There is no such limit to raise.
error-not-a-raise = This is not above the limit.
error-no-raise = No limit is raised at the moment.
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
error-only-with-suspension = A reason goes with a suspension only.
error-not-an-event-id = Give an id of 1 to 200 characters without blanks.
error-quantity-too-large = This is more than can be one count.
error-not-a-quantity = Give a number of zero or more with at most six decimals.
error-in-the-future = This is in the future.
error-too-old = This is more than 100 days ago.
error-unknown-meter = There is no such meter.
error-not-a-batch = Send from 1 to { $max } events.
error-before-the-start = It cannot end before it began.
error-too-long-a-call = A conversation lasts a day at most.
error-not-a-url = Give an address that begins with https://.
error-usage-conflict = Something else is known under this id. What you sent is kept for review and not charged.
error-unknown-agent = There is no such agent.
error-malformed = This is no JSON object.
error-conflict-resolved = Somebody has looked at this already.
error-tier-line = Line { $line } is no tier. Write its end, a comma and its rate, like “1000, 0.02”; the last line begins with “more”.
error-not-a-share = Give a percentage from 0 to 100, with a dot before its decimals.
error-more-than-all = The fee and what is held back are more than 100 % together.
error-not-a-percentage = Give a percentage from 0 to 10,000 with at most two decimals.
error-not-a-currency = Give a currency by its three capital letters.
error-invalid-meter-key = Use small letters, digits and underscores, beginning with a letter.
error-too-many-hooks = There are a hundred hooks already. Delete one first.
error-payload-recorded = This is recorded already.
error-payload-settled = This does not wait any more.
error-not-a-rate = Give a rate as decimal text, with at most twelve decimals.
error-not-tiers = Each tier ends above the one before, and only the last has no end.
error-not-with-this-model = This does not go with this way to price.
error-in-the-past = Prices change from now on or later. What has happened was priced.
error-too-far-ahead = This is more than two years ahead.

# The API's problems, by slug
# For programs: nothing that was sent is repeated.
plain-invalid = is not valid
plain-required = is required
plain-too-long = is too long
plain-too-short = is too short
plain-control-characters = has characters that cannot be kept
plain-invalid-email = is no e-mail address
plain-not-a-phone-number = has 7 to 15 digits, with or without a leading +
plain-unknown-value = is none of the allowed values
plain-unknown-field = is not a known field
plain-unknown-plan = is not a known plan
plain-wrong-type = has the wrong type
plain-out-of-range = is out of range
plain-taken = is in use already
plain-name-taken = is in use already
plain-not-a-uuid = is not a UUID
plain-duplicate = is given twice
plain-transition = This status cannot become that one.
plain-not-a-page = is out of range
api-bad-request-title = Bad Request
api-bad-request = The request could not be read.
api-malformed-json-title = Malformed JSON
api-malformed-json = The body is not valid JSON.
api-unauthorized-title = Unauthorized
api-unauthorized = Send a valid API key as “Authorization: Bearer …”.
api-invalid-signature-title = Invalid Signature
api-invalid-signature = Sign the body with this hook’s secret.
api-account-inactive-title = Account Inactive
api-account-inactive = This account is switched off.
api-forbidden-title = Forbidden
api-forbidden = This key may not do this.
api-not-found-title = Resource Not Found
api-not-found = There is no such resource, or it is not yours.
api-method-not-allowed-title = Method Not Allowed
api-method-not-allowed = The Allow header lists the methods of this resource.
api-conflict-title = Conflict
api-conflict = The request collides with something that exists.
api-validation-error-title = Validation Error
api-validation-error = Some fields are wrong; each is listed in errors.
api-invalid-state-title = Invalid State
api-content-too-large-title = Content Too Large
api-content-too-large = A body can have 1 MiB at most.
api-unsupported-media-type-title = Unsupported Media Type
api-unsupported-media-type = Send “Content-Type: application/json”.
api-rate-limit-exceeded-title = Rate Limit Exceeded
api-rate-limit-exceeded = Too many requests. Wait as long as Retry-After says.
api-unavailable-title = Unavailable
api-unavailable = Something we need does not answer. Try again shortly.
api-internal-error-title = Internal Error
api-internal-error = It is our fault and it has been noted. Quote traceId to support.
api-invalid-state = The resource’s state does not allow this.

# Mail
mail-hello = Hello { $name },
mail-questions = Questions? Write to
mail-invitation-subject = Your invitation to { $place }
mail-invitation-body = { $by } invited you to { $place }. Your account with { $brand } is ready; set a password and you are in.
mail-invitation-link = Open this link:
mail-invitation-button = Set your password
mail-invitation-until = The link works once, until { $until }.
mail-invitation-unexpected = If you did not expect this, you can ignore it. Nothing happens unless you open the link.
mail-transfer-offered-subject = { $place } is offered to you
mail-transfer-offered-body = Another agency wants to transfer its tenant { $place } to you. Accept or reject it until { $day }.
mail-transfer-offered-button = See the offer
mail-transfer-accepted-subject = { $place } was transferred
mail-transfer-accepted-body = Your offer was accepted: { $place } is with its new agency now. Your invoices, reports and audit log until now stay with you.
mail-transfer-accepted-button = See your transfers
mail-transfer-rejected-subject = The transfer of { $place } was rejected
mail-transfer-rejected-body = The other side has rejected the transfer of { $place }. The tenant stays with you.
mail-transfer-rejected-button = See your transfers
mail-transfer-expired-subject = The transfer of { $place } has expired
mail-transfer-expired-body = Nobody has accepted the transfer of { $place } within 14 days. The tenant stays with you.
mail-transfer-expired-button = See your transfers
mail-tenant-transferred-subject = { $place } is now with { $brand }
mail-tenant-transferred-body = { $place } has changed its provider: from now on { $brand } looks after it. Sign in here, with the address and password you have.
mail-tenant-transferred-button = Sign in
mail-staff-added-subject = You are now on the team of { $brand }
mail-staff-added-body = You can now open the dashboard of { $brand } with the account you already have.
mail-staff-added-button = Open it
mail-access-granted-subject = You now have access to { $place }
mail-access-granted-body = You can now open { $place } with the { $brand } account you already have.
mail-access-granted-button = Open it
mail-tenant-suspended-subject = { $place } is suspended
mail-tenant-suspended-body = Service for { $place } is suspended: no calls go in or out. Nothing is lost; your numbers, settings and recordings are kept.
mail-tenant-suspended-button = See what this means
mail-usage-spend-subject = { $place }: { $percent } % of the monthly spend limit
mail-usage-spend-body = { $place } has used { $used } of its monthly limit of { $cap }. { $action ->
    [notify_only] Calls go on as before.
    [block_new_calls] New calls are refused until the limit is raised or the month is over.
    [suspend] Service is suspended.
   *[none] Calls go on as before.
}
mail-usage-spend-button = See the usage
mail-usage-minutes-subject = { $place }: { $percent } % of the monthly minutes
mail-usage-minutes-body = { $place } has used { $used } of its { $cap } minutes this month. { $action ->
    [notify_only] Calls go on as before.
    [block_new_calls] New calls are refused until the limit is raised or the month is over.
    [suspend] Service is suspended.
   *[none] Calls go on as before.
}
mail-usage-minutes-button = See the usage
mail-usage-agents-subject = { $place }: { $percent } % of its agents
mail-usage-agents-body = { $place } has { $used } of the { $cap } agents it may have.
mail-usage-agents-button = See the agents
mail-usage-numbers-subject = { $place }: { $percent } % of its phone numbers
mail-usage-numbers-body = { $place } has { $used } of the { $cap } phone numbers it may have.
mail-usage-numbers-button = See the numbers
mail-usage-extensions-subject = { $place }: { $percent } % of its extensions
mail-usage-extensions-body = { $place } has { $used } of the { $cap } extensions it may have.
mail-usage-extensions-button = See the extensions
mail-tenant-reactivated-subject = { $place } is back
mail-tenant-reactivated-body = Service for { $place } is running again. You have nothing to do.
mail-tenant-reactivated-button = Open it
mail-trial-ending-subject = The trial of { $place } ends on { $day }
mail-trial-ending-body = Your trial with { $brand } runs until { $day }. To keep your calls running after that, make sure that a way to pay is set up.
mail-trial-ending-button = Open your account
mail-purge-coming-subject = The data of { $place } will be deleted on { $day }
mail-purge-coming-body = You cancelled { $place }. On { $day } all its data is deleted for good: calls, recordings, transcripts, voicemail, contacts. Until then you can restore it.
mail-purge-coming-button = See cancelled tenants

# Overview
overview-title = Overview
overview-first = First steps
overview-first-lead = A tenant is a client of yours. Make one, and its owner gets a mail in your name.
overview-step-tenant = Add the first tenant
overview-step-defaults = Say what a new tenant starts with
overview-step-numbers = Put your phone numbers into the inventory
overview-step-team = Invite your colleagues
overview-unplaced = { $n ->
    [one] 1 reported call could not be placed, and is not charged
   *[other] { $shown } reported calls could not be placed, and are not charged
}
overview-attention = Needs attention
overview-attention-first = the { $n } most urgent
overview-attention-count = { $n ->
    [one] one tenant
   *[other] { $shown } tenants, most urgent first
}
overview-calm = Nobody is near a limit, nobody is suspended, no trial ends this week.
overview-reached-spend = Spend limit reached on { $at }.
overview-reached-minutes = Monthly minutes used up on { $at }.
overview-refused = { $n ->
    [one] One call refused since.
   *[other] { $shown } calls refused since.
}
overview-suspended = Suspended: { $reason }.
overview-suspended-without = no reason was given
overview-near-spend = { $percent } % of its limit of { $cap } used.
overview-near-minutes = { $percent } % of its { $cap } minutes used.
overview-pace = { $n ->
    [0] At this pace it is full today.
    [one] At this pace it is full tomorrow.
   *[other] At this pace it is full in { $shown } days.
}
overview-trial = The trial ends on { $day }.
overview-trial-unpaid = The trial ends on { $day }, and there is no way to pay yet.
overview-waiting = The owner has not accepted the invitation of { $day }.
overview-go-raise = Raise the limit
overview-go-limits = Adjust limits
overview-go-tenant = Look at it
overview-go-again = Send again
overview-revenue = Revenue
overview-cost = Cost
overview-margin = Margin
overview-minutes = Minutes
overview-calls = Calls
overview-month = { $month } so far
overview-compared = compared with { $from } to { $to }
overview-forecast = If the month goes on as it did, its revenue comes to about { $revenue }.
overview-calls-per-day = Calls per day
overview-range = { $from } to { $to }
overview-days-before = 30 days before
overview-top = Top tenants this month
overview-all-tenants = { $n ->
    [one] The one tenant
   *[other] All { $shown } tenants
}
overview-fifteen = 15 days
overview-revenue-in = Revenue { $currency }
overview-cost-in = Cost { $currency }
overview-margin-in = Margin { $currency }
overview-margin-rate = Margin %
overview-left = A tenant that has left
overview-channels = By channel
overview-activity = Recent activity
ago-in-days = { $n ->
    [one] in a day
   *[other] in { $shown } days
}
ago-minutes = { $shown } min ago
ago-hours = { $shown } h ago
ago-days = { $shown } days ago
nav-limits = Limits
nav-analytics = Analytics
nav-calls = Calls
nav-usage = Usage
direction-inbound = In
direction-outbound = Out
ending-completed = Completed
ending-failed = Failed
ending-abandoned = Hung up

# Pictures
chart-label = { $what }: { $total } in all, most on { $part } with { $most }
chart-numbers = Show the numbers
chart-nothing = Nothing yet.
chart-from = from { $before }
chart-more = More:
chart-less = Less:
chart-no-before = nothing before to compare with

# Limits
limits-title = Limits
limits-lead = Used this month (UTC) of what is allowed. Spend and minutes run on; a full count refuses the next.
limits-csv = CSV
limits-tabs = By how far they are used
limits-reached = Limit reached
limits-near = Over the threshold
limits-raised = Raised for a time
limits-raise-saved = { $name }: raised until the end of { $day }.
limits-caption = Limits of each tenant
limits-empty = Limits are set for each tenant. Add the first one.
limits-none-title = None
limits-none = No tenant is here at the moment.
limits-spend = Spend, { $currency }
limits-minutes = Minutes
limits-alert = Alert, %
limits-at-cap = At the limit
limits-of = of { $cap }
limits-raised-until = raised until { $day }
limits-edit = Edit
limits-edit-of = Edit the limits of { $name }
limits-raise = Raise
limits-raise-of = Raise a limit of { $name } for a time
limits-action-notify-only = Notify
limits-action-block-new-calls = Block new calls
limits-action-suspend = Suspend
limits-edit-title = Limits of { $name }
limits-edit-lead = Blank is unlimited.
limits-inbound = Kept for inbound calls, %
limits-inbound-help = Of the concurrent calls; outbound calls get the rest.
limits-thresholds = Alert at, %
limits-thresholds-help = One or more, like 50, 80, 100. Each is told once a month.
limits-emails = Alerts go to
limits-emails-help = Addresses with commas between them. Without any, your Admins and Managers are told.
limits-action-help = At the limit of spend or minutes. Reaching it is always told.
limits-save = Save limits
limits-saved = The limits of { $name } were saved.
limits-raise-title = Raise a limit for a time
limits-kind-spend = Spend
limits-kind-minutes = Minutes
limits-n-minutes = { $n ->
    [one] 1 minute
   *[other] { $shown } minutes
}
limits-refused-since = First on { $at }.
limits-new-spend = Spend limit until then
limits-new-minutes = Minutes until then
limits-until = Until the end of
limits-until-help = To 24:00 UTC. Then the limit is what it was.
limits-reason = Reason
limits-reason-help = The tenant sees it in its log.
limits-reactivate = Take back the suspension
limits-again-block-new-calls = If the limit of before is still exceeded when the raise ends, new calls are refused again.
limits-again-suspend = If the limit of before is still exceeded when the raise ends, the tenant is suspended.
limits-overshoot = At worst a bill exceeds the limit by { $amount }: every call that may run at once costing twice what was held back for its last five minutes. Usage that is reported without asking before a call is not held back.
limits-raised-now = Raised until { $day } by { $by }: { $reason }
limits-end-raise = End it now
limits-nothing-to-raise = This tenant has no limit of spend or minutes.
limits-raise-button = Raise it
limits-raise-note = Calls flow at once. Recorded under your name.
limits-raise-ended = The raise of { $name } is over.

# Analytics, usage, calls
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
rule-per-unit = { $rate } for each { $unit }
rule-graduated = in steps, each part at its own rate
rule-volume = all at the rate of the step it reaches
rule-package = { $price } for every { $size } begun
rule-included = after { $included } free each month
portal-blocked = The limit of this month is reached, so new calls are refused. Calls that run go on.
portal-forecast = By the end of the month, about

# Inbound hooks
nav-prices = Prices
nav-rates = Rate card
nav-hooks = Inbound hooks
hooks-title = Inbound hooks
hooks-lead = Your voice platform and your switch can report every call that is over: Vapi with its end-of-call report, FreeSWITCH with its JSON CDR. A call is charged once, also when it comes twice or by two ways. What cannot be placed is kept here.
hooks-empty-title = No hooks yet
hooks-empty = Make one, and enter its address as the server URL in Vapi, or as the url of mod_json_cdr in FreeSWITCH.
hook-new = New hook
hook-name = Name
hook-name-help = For yourselves, like “Vapi, production”.
hook-tenant = All calls of one tenant
hook-tenant-help = The tenant’s slug. Left empty, every report says whose it is: by metadata.tenant in Vapi or the variable portico_tenant in FreeSWITCH, by a SIP user, or by a number.
hook-signed = Senders must sign what they send (HMAC-SHA256)
hook-create = Make the hook
hook-created = { $name } is ready. Enter its address where the calls are made.
hook-address = Address
hook-secret = Signing secret
hook-secret-help = Senders put the HMAC-SHA256 of the body into X-Vapi-Signature or X-Signature, or this secret into X-Vapi-Secret.
hook-of = All calls are { $name }’s.
hook-of-each = Each report says whose it is.
hook-last = Last report { $at }.
hook-never = Nothing has come yet.
hook-delete = Delete
hook-delete-note = Its address answers no more at once. Reports that came already stay.
hook-delete-button = Delete { $name }
hook-deleted = { $name } is deleted.
hook-payloads = Reports
hook-count = { $n ->
    [one] 1 report
   *[other] { $shown } reports
}
hook-status-received = Being read
hook-status-unmapped = Not placed
hook-status-recorded = Recorded
hook-status-dismissed = Put aside
hook-none-title = Nothing here
hook-none-received = Everything was read.
hook-none-unmapped = Every report was placed.
hook-none-recorded = No call was reported yet.
hook-none-dismissed = Nothing was put aside.
hook-call = Call
hook-hook = Hook
hook-why = Why
hook-received = Received
hook-recorded-for = Recorded for
hook-no-call = No id
hook-source-vapi = Vapi
hook-source-freeswitch = FreeSWITCH
hook-retry-all = Try all again
hook-retried = { $recorded } of { $of } are recorded now.
hook-retry = Try again
hook-retry-tenant = Record it for
hook-retry-tenant-help = A tenant’s slug, where the report does not say whose call it is.
hook-recorded = The call is recorded and charged.
hook-still-unmapped = It still cannot be placed.
hook-dismiss = Put it aside: it is no call of anybody’s
hook-dismissed = It is put aside.
hook-body = What was sent
hook-body-gone = What was sent is not kept: the call is recorded.
hook-reason-not-json = It is neither JSON nor a form with a CDR.
hook-reason-unknown-payload = It is neither Vapi’s report nor FreeSWITCH’s CDR.
hook-reason-not-a-report = A message during a call.
hook-reason-second-leg = The second leg of a call.
hook-reason-internal-call = A call between two phones of one tenant.
hook-reason-no-id = The call has no id.
hook-reason-no-times = It does not say when the call was.
hook-reason-unknown-tenant = It names a tenant that you do not have.
hook-reason-no-tenant = Nothing in it leads to a tenant.
calls-clear = Show all calls
hook-reason-differs = It differs from what is known of the call, and is not charged.
hook-reason-invalid = It could not be recorded.

# Reports that differ
tenant-month = This month so far
tenant-conflicts = { $n ->
    [one] 1 report of usage differs from what is known
   *[other] { $shown } reports of usage differ from what is known
}
conflicts-title = Reports that differ
conflicts-lead = These came again under a known id and were not the same. What came first counts; what came after it is not charged.
conflicts-open = To look at
conflicts-resolved = Looked at
conflicts-none-title = Nothing here
conflicts-none = No report differs from what is known.
conflict-source-event = By the usage API
conflict-source-api = By the conversations API
conflict-source-vapi = By Vapi
conflict-source-freeswitch = By FreeSWITCH
conflict-source-call = By the end of an admitted call
conflict-field = Field
conflict-known = Counts
conflict-came = Came after it
conflict-resolve = I have looked at it
conflict-resolve-of = I have looked at { $id }
conflict-resolved = Noted. What came first stays as it is.
conflict-resolved-by = Looked at by { $by }

# The rate card
rates-title = Rate card
rates-lead = What agencies pay for one unit of each meter. A rate holds from a moment on; what was used before it stays as it was rated.
rate-next = { $rate } from { $day }
rate-none = No rate
rate-new = Set a rate
rate-currency = Currency
rate-rate = Rate
rate-rate-help = For one unit, at most twelve decimals.
rate-from = From
rate-from-help = The start of this day in UTC. Empty: from now on.
rate-set = Set the rate
rate-is-set = The rate is set.
rate-history = Every rate
rate-to-come = To come
rate-by = Set by
meter = Meter
meter-unit = Unit
meter-unit-help = One of it, like “minute”.
meter-new = Add a meter
meter-key = Key
meter-key-help = How programs name it, like sms_parts. It cannot be changed later.
meter-name = Name
meter-component = Part of the bill
meter-create = Add the meter
meter-created = { $name } is counted from now on. Set its rate next.
component-llm = Language model
component-tts = Text to speech
component-stt = Speech to text
component-telephony = Telephony
component-other = Other

# Prices
prices-title = Prices
prices-lead = A billing profile says what its tenants pay. Each tenant has one; the tenant defaults say which a new tenant gets.
prices-empty-title = No billing profiles yet
prices-empty = Without one tenants pay what you pay. Add one to set prices or a markup.
prices-profile = Billing profile
prices-profile-lead = A change begins a new version. What an older one has priced stays as it was.
prices-markup = Markup
prices-own = Own prices
prices-since = Since
prices-next = Changes { $day }
prices-now = What holds now
prices-cost = Cost
prices-cost-in = Cost, { $currency }
prices-price = Price
prices-each = a { $unit }
prices-by-markup = Cost + { $markup }
prices-change = Change
prices-change-of = Change { $name }
prices-versions = Versions
prices-holds = In force
prices-replaced = Replaced
price-markup = Markup in percent
price-markup-help = On top of the cost, for every meter without a price of its own.
price-units = Rates are in { $currency } for one { $unit }.
price-model = Price
price-model-markup = Cost with the markup
price-model-per-unit = The same for every unit
price-model-graduated = Graduated: each part at its tier’s rate
price-model-volume = Volume: everything at the rate of the tier reached
price-model-package = Packages
price-included = Included each month
price-included-help = Units that are free before the price begins.
price-rate = Rate
price-rate-help = With “the same for every unit”.
price-tiers = Tiers
price-tiers-help = With “graduated” and “volume”, a line each: its end, its rate, perhaps a fixed amount. “1000, 0.02” is up to 1,000 at 0.02; “more, 0.01” is everything above.
price-size = Units in a package
price-size-help = Every package begun is charged whole.
price-price = Price of a package
price-price-help = With “packages”.
price-from = From
price-from-help = The start of this day in UTC. Empty: from now on.
price-changed = The price is set. What happened before stays as it was priced.
tier-to = up to { $to }: { $rate } a { $unit }
tier-more = above: { $rate } a { $unit }
tier-flat = plus { $flat }

# Papers: invoices and credit notes as PDF
paper-invoice = Invoice
paper-credit-note = Credit note
paper-to = Billed to
paper-date = Date
paper-period = Period
paper-due = Due
paper-of-invoice = For invoice
paper-your-tax-id = Your tax ID
paper-what = Description
paper-quantity = Quantity
paper-each = Each, { $currency }
paper-amount = Amount
paper-net = Net
paper-tax = Tax
paper-tax-added = { $name } { $rate } %
paper-tax-included = Includes { $name } { $rate } %
paper-tax-none = { $name } 0 %
paper-credits = From credit and wallet
paper-total = Total
paper-credited = Credited
paper-credit-line = Credit on invoice { $number }
paper-reason = Reason: { $reason }
paper-tiered = tiered
paper-each-included = { $rate } after { $included }
paper-per-unit = per { $unit }
paper-line-base = { $name } plan
paper-line-proration-credit = { $name } plan, unused time
paper-line-proration-debit = { $name } plan, remaining time
paper-line-usage = { $name }
paper-line-manual = { $name }
paper-line-discount = { $name }
paper-reverse-charge = Reverse charge: the recipient of the service owes the tax (article 196 of directive 2006/112/EC).
paper-bank = By bank transfer, with the reference { $number }, to:
paper-rounding = Usage is exact to the millionth of a unit; each line is rounded once.

# What billing refuses
error-card-refused = { $reason } Nothing was charged. Try another card, or ask your bank.
plain-card-refused = The gateway refused the card.
error-document-not-ready = The PDF is being made. Try again in a moment.
error-invalid-plan-key = Use lower-case letters, digits, hyphens and underscores, up to 63.
error-invalid-prefix = Use up to 12 letters and digits.
error-invalid-tax-code = Use lower-case letters, digits, hyphens and underscores, up to 40.
error-invoice-not-open = This invoice is not open.
error-invoice-partly-paid = Part of this invoice was paid, so it cannot be void. Credit it, or write off the rest.
error-more-than-invoiced = At most { $max } can still be credited on this invoice.
plain-more-than-invoiced = That is more than can still be credited on this invoice.
error-no-drafts = There are no drafts to send.
error-no-payment-method = There is no card to pay with. Add one first.
error-not-a-country = There is no such country. Use its two letters (ISO 3166-1), as DE or US.
error-not-a-downgrade = That plan is not lower than the current one. Use upgrade instead.
error-not-an-upgrade = That plan is not higher than the current one. Use downgrade instead.
error-not-days = List days after the invoice in ascending order, as 3, 5, 7.
error-no-amount = Enter an amount, as 12.50.
error-nothing-planned = No cancellation or downgrade is planned.
error-only-method-with-auto-pay = This is the only card, and invoices are paid by it. Add another card first, or turn auto-pay off.
error-payment-under-way = A payment is under way. Wait until it is settled.
error-plan-by-agreement = This plan is by agreement. Get in touch with us.
error-subscription-cancelled = There is no subscription any more.
error-subscription-ending = The subscription already ends with this period.
error-subscription-past-due = Pay the open invoice first.
error-plan-lacks-feature = Your plan does not include this. Upgrade it on the billing page.
error-unknown-tax-code = There is no tax rate with the code { $value }.
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

mail-invoice-issued-subject = Invoice { $number } from { $brand }
mail-invoice-issued-body = Your invoice { $number } over { $amount } is ready. It is due on { $day }.
mail-invoice-issued-button = See the invoice
mail-payment-received-subject = Payment received for invoice { $number }
mail-payment-received-body = Thank you. Your payment of { $amount } for invoice { $number } has arrived.
mail-payment-received-button = See the invoice
mail-payment-failed-subject = Payment failed for invoice { $number }
mail-payment-failed-body = Your card could not be charged { $amount } for invoice { $number }. The card was not charged. Check it or add another; we try again in a few days.
mail-payment-failed-button = Pay the invoice
mail-payment-action-subject = Confirm your payment for invoice { $number }
mail-payment-action-body = Your bank wants you to confirm the payment of { $amount } for invoice { $number }. Without it the payment lapses after three days.
mail-payment-action-button = Confirm the payment
mail-invoice-overdue-subject = Invoice { $number } is past due
mail-invoice-overdue-body = Invoice { $number } over { $amount } was due on { $day } and is not paid. Please pay it, so that service goes on.
mail-invoice-overdue-button = Pay the invoice
mail-credit-note-subject = Credit on invoice { $number }
mail-credit-note-body = { $brand } has credited { $amount } of your invoice { $number }. { $rest ->
        [open] { $open } of it is still open.
        [card] It goes back to your card.
        [wallet] It is in your wallet, and pays your next invoice.
       *[none] Nothing of it is open any more.
    }
mail-credit-note-button = See the invoice

# Billing
nav-billing = Billing
nav-invoices = Invoices
nav-plans = Plans
nav-billing-settings = Billing settings
nav-settlements = Settlements

# The books, compared every night
health-books = Books and gateway
health-books-charges = Charges compared
books-differ = booked { $booked }, found { $found }
books-unbalanced = A posting does not balance:
books-receivable = What is owed is not what is open:
books-paid = Payments do not come to what is paid:
books-below-zero = A balance is below zero:
books-not-booked = Charged and not booked:
books-not-charged = Booked and not charged:
books-amount = Another amount was charged:
books-refund = Another amount went back:

# Plans, as forms
plans-title = Plans
plans-lead = What your tenants can be on besides the platform’s plans. A plan sets the monthly fee, how many calls a tenant can have at once, and how fast its programs may ask.
plans-empty-title = No plans of your own yet
plans-empty = Until then your tenants are on the platform’s plans, at the platform’s prices. Make your own to set fees and limits under your brand.
platform-plans-lead = What agencies and self-managed tenants pay. A change makes a new version; subscriptions take it up with their next period.
plan-new = New plan
plan-create = Create plan
plan-created = The plan is created.
plan-change = Save as a new version
plan-changed = The new version is saved.
plan-change-lead = This makes a new version. Who is on the plan pays by the old one until their period ends.
plan-starts = from { $day }
plan-name = Name
plan-key = Key
plan-key-help = What scripts call it: lower-case letters, digits, hyphens. It cannot be changed later.
plan-field-monthly = { $currency } a month
plan-field-monthly-help = Paid monthly. Empty: by agreement.
plan-field-annual = { $currency } a month, by the year
plan-field-annual-help = Twelve are paid at once. Empty: not by the year.
plan-field-calls = Concurrent calls
plan-field-calls-help = Empty: no limit.
plan-field-rate = API requests a minute
plan-field-rate-help = Empty: no limit.
plan-from = In force from
plan-from-help = Empty: at once. A day begins at midnight UTC.
plan-col-monthly = Monthly
plan-col-annual = By the year
plan-col-calls = Calls at once
plan-col-rate = Requests a minute
plan-no-limit = No limit
plan-versions = Versions
plan-archive = Take it from the offer
plan-archive-note = Nobody can change to it any more. Tenants that are on it stay on it.
plan-archive-button = Archive { $name }
plan-archived = The plan is archived.

tax-exempt-none = pays tax
tax-exempt-exempt = pays no tax
tax-exempt-reverse = owes the tax itself (reverse charge)
tax-exempt-change = Change
tax-exempt-saved = That holds from the next invoice on.

usage-included = of { $quantity } included

# Who pays, and what is paid in advance
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

# Settlements
settlements-title = Settlements
settlements-lead = What the platform collected from your tenants in each month, less its fee of { $fee } %. { $held } % of it are held back for three months.
settlements-operator-lead = What was collected for each agency in a month, less the platform’s fee and what is held back. Transfer the payout, and note it here with its reference.
settlements-empty-title = Nothing was settled yet
settlements-empty = A month in which something was collected by card is settled on the first of the next.
settlement-month = Month
settlement-agency = Agency
settlement-collected = Collected
settlement-refunded = Paid back
settlement-fee = Fee
settlement-held = Held back
settlement-released = Released
settlement-payout = Payout
settlement-paid = Paid out
settlement-unpaid = Not yet
settlement-reference = Reference of the transfer
settlement-pay = Note payout
settlement-noted = The payout is noted.
settlement-sums = Statement
settlement-fee-of = Fee, { $rate } %
settlement-held-of = Held back, { $rate } %
settlement-released-of = Released of what was held back before
settlement-payments = What was collected
settlement-none-title = Nothing was collected
settlement-none = What was held back three months before is released in this month.
settlement-csv = Payments as CSV
settlement-later = Later payments
settlement-for = For
settlement-wallet = Wallet
settlement-when = When
settlement-amount = Amount
settlements-unsettled = Collected, not settled yet
settlements-held = Held back
settlements-payable = To be paid out
settlement-terms = What the platform keeps
settlement-terms-now = A fee of { $fee } % of what is collected, and { $held } % of it are held back for three months.
settlement-terms-change = Change
settlement-terms-fee = Fee, %
settlement-terms-held = Held back, %
settlement-terms-note = It holds for every month that is settled from now on. Agencies see it on their settlements page.
settlement-terms-saved = The terms are saved.

# Whoever issues invoices
issuer-title = Billing settings
issuer-letterhead = Letterhead
issuer-letterhead-lead = What stands on invoices from the next one on.
issuer-legal-name = Legal name
issuer-prefix = Invoice prefix
issuer-prefix-help = As NW for NW-2026-0001.
issuer-address = Address
issuer-country = Country
issuer-tax-id = Tax number
issuer-bank = Bank details
issuer-bank-help = For those who pay by transfer.
issuer-footer = Footer
issuer-collect = When an invoice is not paid
issuer-retry = Try the card again after days
issuer-retry-help = Counted from the invoice, as 3, 5, 7. Empty: never.
issuer-suspend = Suspend after days past due
issuer-suspend-help = The tenant comes back by itself when it has paid.
issuer-drafts = Invoices of a month
issuer-drafts-send = are sent by themselves, three days after the month
issuer-drafts-review = wait until somebody has looked at them
issuer-saved = The settings are saved.
gateway-title = Your own Stripe account
gateway-none = Tenants pay through this installation’s gateway, and what they pay is settled with you each month. Connect an account of your own, and they pay into that instead: nothing of it is held back, settled or charged a fee for here.
gateway-connect = Connect a Stripe account
gateway-connect-button = Check and connect
gateway-renew = Change the keys
gateway-save = Check and save
gateway-publishable-key = Publishable key
gateway-publishable-key-help = As pk_live_… in Stripe’s dashboard, under Developers.
gateway-secret-key = Secret key
gateway-secret-key-help = As sk_live_…, or a restricted key (rk_live_…) that may read and write customers, payments and setup intents, payment methods and refunds. It is kept encrypted and never shown again.
gateway-webhook-secret = Signing secret of the endpoint
gateway-webhook-secret-help = As whsec_…. Without it payments are asked about from time to time instead of told at once.
gateway-since = Connected
gateway-connected-by = by { $by }
gateway-events = Events
gateway-events-taken = Taken as Stripe sends them
gateway-events-none = Not taken: no signing secret
gateway-address = Address for Stripe’s events
gateway-address-help = Add it in Stripe as an endpoint for payment_intent.* and setup_intent.* events, and put its signing secret here.
gateway-cards =
    { $n ->
        [one] { $n } card of your tenants is kept where they pay now. It is not charged by another account: its owner has to add it again.
       *[other] { $n } cards of your tenants are kept where they pay now. They are not charged by another account: their owners have to add them again.
    }
gateway-connected = Stripe knows the keys. Tenants pay into your account.
gateway-disconnect = Disconnect it
gateway-disconnect-note = Tenants pay through this installation’s gateway again, and its settlements count what they pay from then on. Refunds of what they paid into your account are up to you.
gateway-give-up =
    { $n ->
        [one] { $n } payment or refund is under way there. Give it up: I have seen in Stripe what became of it. A payment counts as failed, a refund goes to the wallet.
       *[other] { $n } payments and refunds are under way there. Give them up: I have seen in Stripe what became of them. Payments count as failed, refunds go to the wallet.
    }
gateway-disconnected = The account is disconnected.
error-not-a-stripe-key = That does not look like this kind of key.
error-other-mode = One key is for tests, the other is live. Take both from the same place.
error-gateway-in-use = Payments or refunds by this account are under way. Wait until they are settled, or disconnect it and give them up.
error-gateway-changed = Somebody else has just changed the account. Look at it again.
error-day-is-over = Choose a day that is still to come.
error-amount-outside = Enter an amount from { $least } to { $most }.
error-stripe-unreachable = Stripe does not answer just now. Nothing was changed; try again in a minute.
error-unknown-to-stripe = Stripe does not know this key.
taxes-title = Taxes
taxes-empty = No tax is added to invoices. Add a rate with the code “standard”, and it is, unless a billing profile names another.
tax-new = New rate
tax-add = Add rate
tax-added = The rate is added.
tax-name = Name
tax-name-help = As it stands on invoices: VAT.
tax-code = Code
tax-code-help = A later rate of the same code takes its place from its day on.
tax-rate = Per cent
tax-rate-help = As 19 or 8.875.
tax-prices = Prices
tax-exclusive = are without it
tax-inclusive = are with it

# Terms of a billing profile
terms-title = Terms
terms-lead = They hold for whoever has the profile, from the next invoice on.
terms-saved = The terms are saved.
terms-model = What is paid
terms-model-flat = A monthly fee, and usage
terms-model-pay-as-you-go = Usage alone
terms-fee = Monthly fee
terms-fee-plan = as the plan says
terms-fee-amount = Monthly fee in { $currency }
terms-fee-amount-help = Instead of the plan’s. Empty: as the plan says.
terms-net = Due
terms-net-days = { $n ->
    [0] at once
    [one] in one day
   *[other] in { $shown } days
}
terms-net-field = Days until an invoice is due
terms-net-field-help = From 0 to 120.
terms-auto-pay = Cards of new tenants
terms-auto-pay-on = are charged when an invoice is issued
terms-auto-pay-off = are charged only when somebody pays
terms-tax = Tax
terms-tax-standard = standard

# Behind a line at cost
shares-title = Tenants
shares-statement = Usage by tenant (CSV)
shares-none-title = Nothing is kept of it
shares-none = The sums of that month are no longer there.
shares-more = The { $n } largest are shown; the file has all of them.
share-tenant = Tenant
share-gone = A tenant that has left
share-cost = Cost, { $currency }

# A tenant's account, to its agency
tenant-account = Account
tenant-owes = Open
tenant-billing = Billing
credit-reason = Reason
credit-grant = Give credit
credit-lead = It pays the next invoices before anything else does. What is left when it expires is gone.
credit-granted = The credit is given.
credit-expires = Until
credit-expires-help = Empty: it does not expire.
credit-until = until { $day }
item-add = Add a line to the next invoice
item-lead = For what no meter counts: a porting, a visit. It is billed with the next invoice.
item-what = What for
item-amount-help = Below zero for a discount.
item-added = It will be on the next invoice.
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
credit-take-back = Take back
credit-taken-back = The credit is taken back.
credit-take-back-label = Take back: { $reason }
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
items-waiting = On the next invoice
item-kind = Kind
item-kind-base = Plan
item-kind-proration-credit = Credit for the rest of a period
item-kind-proration-debit = Rest of a period
item-kind-manual = Added by hand
item-kind-discount = Discount
item-drop = Take off
item-drop-label = Take off { $what }
item-dropped = The line is taken off.
invoices-older = Older
former-title = Previous provider
former-lead = Invoices of a provider you were with before. To ask about one, or to pay it, turn to that provider.
invoices-latest = Latest
payment-into-wallet = Into the wallet
payment-from-wallet = from the wallet
payments-all = All payments
tenant-change-lead = { $plan } holds at once. This is what comes of it for the rest of the period:
tenant-change-button = Save and bill it
preview-trial = Nothing is paid during the trial. When it ends, what is left of the period until { $day } is billed: its part of { $price }.
billing-elsewhere = This account is billed elsewhere: no invoice is sent from here, and no card is charged.
agreement-title = Plan of { $name }
agreement-fee = Agreed monthly fee, { $currency }
agreement-fee-help = Empty: the plan’s own price. A fee holds for this plan until another is agreed.
agreement-look = See what comes of it
agreement-save = Put on this plan
agreement-saved = The agency is on { $plan }.
agreement-nothing-now = Nothing is billed or credited now. Its fee is billed from the next period on, or when the trial ends.
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
error-not-a-cvc = The security code has three digits, or four.
error-not-an-expiry = Write month and year, as 12/30.
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
invoices-all = All
invoices-issued = Issued
invoices-count = { $n ->
    [one] 1 invoice
   *[other] { $shown } invoices
}
invoice-acts = What else
invoice-record-payment = Record a bank transfer
invoice-credit = Credit part of it
invoice-make-void = Make it void
invoice-write-off = Write it off
drafts-title = Drafts
drafts-lead = what will be issued once the month takes no more usage
drafts-send = { $n ->
    [one] Send 1 draft
   *[other] Send { $shown } drafts
}
drafts-started = The drafts are being sent. You can leave this page.
drafts-sending = { $done } of { $total } drafts are sent.
draft-waits = Draft
draft-approved = To be sent
draft-discarded = Put aside
draft-closes = Month closes
draft-period = From
draft-open-until = Usage of the month is still taken until { $day }. What is sent before goes out then.
draft-closed = The month takes no more usage: these figures stay as they are.
draft-send = Send
draft-discard = Put aside
draft-restore = Take it up again
draft-sent = The invoice is issued.
draft-will-be-sent = It is issued as soon as the month takes no more usage.
draft-put-aside = The draft is put aside. Its usage is not billed.
draft-restored = The draft is taken up again.
act-amount = Amount, { $currency }
act-reference = Reference of the transfer
act-reason = Reason, as it stands on the credit note
act-payment = Record a bank transfer
act-payment-means = Money that came in for { $number }. What is more than was open goes to the tenant’s wallet.
act-payment-done = The payment is recorded.
act-credit = Issue a credit note
act-credit-means = Credits part of { $number }, tax included. What is still open of it is lowered; the rest goes back to the tenant.
act-refund-to = What was paid goes
act-refund-wallet = to the wallet, for the next invoices
act-refund-card = back to the card, up to { $amount }
act-credit-done = The credit note is issued.
act-void = Make it void
act-void-means = { $number } will count as never issued. Its number stays. This cannot be undone.
act-void-done = The invoice is void.
act-write-off = Write it off
act-write-off-means = What is open of { $number } is given up as a loss. This cannot be undone.
act-write-off-done = The invoice is written off.

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
