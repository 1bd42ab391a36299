# What only staff of agencies and operators read: English.

## Layout
nav-tenants = Tenants
nav-defaults = Tenant defaults
nav-transfers = Transfers
nav-agencies = Agencies
nav-jobs = Jobs
nav-health = Health

## Tenants
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
tenants-plan = Plan
tenants-any-plan = Any plan
tenants-sort = Sort
tenants-sort-name = By name
tenants-sort-newest = Newest first
tenants-sort-users = Most users
tenants-previous = Previous
tenants-name = Name
tenants-sip-prefix = SIP prefix
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
tenants-csv = Download as CSV
tenants-edit = Edit
tenants-manage = Manage
tenants-delete = Delete
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
tenant-billing-help = Invoices and cap warnings go here.
tenant-owner-email = Owner’s e-mail
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
tenant-cap-agents = Agents
tenant-cap-calls = Concurrent calls
tenant-action = When a cap is reached
tenant-action-notify-only = Notify only
tenant-action-block-new-calls = Block new calls
tenant-action-suspend = Suspend the tenant
tenant-about = About
tenant-portal = Portal
tenant-id = Id
tenant-owner = Owner
tenant-no-owner = Nobody owns this tenant yet.
tenant-owner-joined = Joined on { $day }.
tenant-invitation-open = Invited; the invitation is valid until { $day }.
tenant-invitation-expired = The invitation expired on { $day }.
tenant-invitation-settled = There is no open invitation to send.

## Portal
numbers-empty = Add the numbers your carrier gave you, one by one or as a file. Then assign them to tenants.
numbers-none = No number matches this search.
numbers-clear = Show all numbers
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
number-number-help = With the country code, like +1 212 555 0100.
number-tenant = Tenant
number-tenant-help = Its short name, as in the address of its portal. Empty: back to the inventory.
number-unassigned = Unassigned
number-edit-of = Edit { $number }
number-new = Add a number
number-add = Add number
number-created = { $number } is in your inventory.
number-release = Give it back to the carrier
number-release-note = It leaves its tenant and your inventory, and others can get it. There is no way back.
number-release-button = Release { $number }
number-released = The number was released.

## Bulk changes
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

## Transfers
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
transfer-self-managed = self-managed
transfer-offered = Offered by { $from }. The offer stands until { $day }.
transfer-sent = Offered to { $to } by { $by }. The offer stands until { $day }.
transfer-sent-self-managed = Offered to the platform by { $by }, to be self-managed. The offer stands until { $day }.
transfer-means = With it come its people, numbers, extensions, agents and keys. What was used and billed before stays with the agency that sends it.
transfer-accept = Accept { $name }
transfer-reject = Reject
transfer-reject-button = Reject { $name }
transfer-reason = Why
transfer-cancel = Take the offer back
tenant-transfer = Transfer

## Agencies
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

## Overview
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
overview-compared = compared with { $from } to { $to }
overview-forecast = If the month goes on as it did, its revenue comes to about { $revenue }.
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

## Limits
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

## Analytics, usage, calls
## Inbound hooks
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
hook-reason-differs = It differs from what is known of the call, and is not charged.
hook-reason-invalid = It could not be recorded.

## Reports that differ
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

## The rate card
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

## Prices
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
## Billing
nav-invoices = Invoices
nav-plans = Plans
nav-billing-settings = Billing settings
nav-settlements = Settlements

## The books, compared every night
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

## Plans, as forms
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

## Settlements
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

## Whoever issues invoices
issuer-title = Billing settings
issuer-letterhead = Letterhead
issuer-letterhead-lead = What stands on invoices from the next one on.
issuer-prefix = Invoice prefix
issuer-prefix-help = As NW for NW-2026-0001.
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

## Terms of a billing profile
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

## Behind a line at cost
shares-title = Tenants
shares-statement = Usage by tenant (CSV)
shares-none-title = Nothing is kept of it
shares-none = The sums of that month are no longer there.
shares-more = The { $n } largest are shown; the file has all of them.
share-tenant = Tenant
share-gone = A tenant that has left
share-cost = Cost, { $currency }

## A tenant's account, to its agency
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
credit-take-back = Take back
credit-taken-back = The credit is taken back.
credit-take-back-label = Take back: { $reason }
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
tenant-change-lead = { $plan } holds at once. This is what comes of it for the rest of the period:
tenant-change-button = Save and bill it
agreement-title = Plan of { $name }
agreement-fee = Agreed monthly fee, { $currency }
agreement-fee-help = Empty: the plan’s own price. A fee holds for this plan until another is agreed.
agreement-look = See what comes of it
agreement-save = Put on this plan
agreement-saved = The agency is on { $plan }.
agreement-nothing-now = Nothing is billed or credited now. Its fee is billed from the next period on, or when the trial ends.
invoices-all = All
invoices-issued = Issued
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

## Branding
nav-white-label = White label
branding-title = Branding
branding-preview = Update preview
branding-brand-name = Brand name
branding-brand-name-help = Shown to your tenants on every page, mail and invoice.
branding-primary = Brand colour
branding-primary-help = One colour is enough: buttons, links and charts are derived from it, for light and dark.
branding-primary-saved = Not saved yet. Your tenants see { $color } until then.
branding-secondary = Secondary colour
branding-secondary-help = The second line of charts.
branding-accent = Accent colour
branding-accent-help = The third.
branding-pick = Pick a colour
branding-check-button = Text on buttons
branding-check-button-moved = Text on buttons, whose colour is { $color } so that it can be read
branding-check-links = Links on white, { $color }
branding-check-dark = Links in dark, { $color }
branding-font = Typeface
branding-font-help = The device’s own needs nothing to load; the others come from here, never from elsewhere.
font-system = The device’s own
font-serif = The device’s serif
font-rounded = The device’s rounded
font-noto-sans = Noto Sans
font-dejavu-sans = DejaVu Sans
font-dejavu-serif = DejaVu Serif
branding-logo = Logo
branding-logo-help = SVG, PNG, JPEG or WebP up to 1 MB. Shown 32 px high in place of mark and name.
branding-logomark = Logomark
branding-logomark-help = Square. Beside the name where there is no logo.
branding-favicon = Icon in browser tabs
branding-favicon-help = Square, 32 px or more. Without one, the logomark or your first letter.
branding-remove-picture = Remove it
branding-mail-from = Sender of mail
branding-mail-from-help = For your own mail server, or an address at your own domain. Otherwise mails come from our address under your name, and answers go to this one.
branding-reply-to = Answers go to
branding-reply-to-help = Without one, to your support e-mail.
branding-support-email = Support e-mail
branding-support-url = Help page
branding-support-url-help = “Help” leads here, or to your support e-mail.
branding-statement-descriptor = Card statement text
branding-statement-descriptor-help = 2 to 10 letters. Stands on your tenants’ card statements, behind the words of the payment account.
branding-sign-in-text = Words on the sign-in page
branding-saved = Your brand is saved. Your tenants see it from now on.
branding-previews = Preview
branding-previews-note = with what is in the form
branding-light = Light
branding-dark = Dark
branding-sample-month = November so far
branding-sample-invoice = Due on Friday:
branding-sample-mail = Mail
branding-sample-mail-body = Your invoice for November is ready.
branding-sample-mail-button = Look at it
branding-sample-paper = Invoice
branding-sample-line = Professional, November

## White label: company and domain

company-title = Company
company-name = Company name
company-name-help = Your legal name.
company-language = Language
company-language-help = Of mails and pages for whoever has chosen none and whose browser asks for none of ours.
company-saved = Your company is saved.
second-factor-for = Second factor
second-factor-for-nobody = Up to each person
second-factor-for-admins = Required of your Admins
second-factor-for-everyone = Required of your whole team and of your tenants’ people
second-factor-for-note = Who must have one and has none sets it up at the next sign-in.
domains-title = Domain
domains-lead = Your team and your tenants always reach you at
domain-add = Use a domain of your own
domain-host = Domain
domain-host-help = A name you have for this alone, like voice.example.com.
domain-method = How you show that it is yours
domain-method-cname = An alias (CNAME) that leads here
domain-method-txt = A text (TXT) beside it, for a name that cannot be an alias
domain-add-button = Add domain
domain-added = { $host } is noted. Now write the record below into its DNS.
domain-stage-pending-verification-done = Added
domain-stage-verified-open = Shown to be yours
domain-stage-verified-done = Shown to be yours
domain-stage-active-open = Reached over HTTPS
domain-stage-active-done = Reached over HTTPS: links in mails lead there
domain-write-cname = Write this record where you manage the domain’s DNS. It can take up to 24 hours until it is seen everywhere.
domain-write-txt = Write this record where you manage the domain’s DNS, and give the domain itself the addresses of { $target } (A, AAAA or ALIAS). It can take up to 24 hours until it is seen everywhere.
domain-record-name = Name
domain-record-type = Type
domain-record-value = Value
domain-certificate = Certificate valid until
domain-check = Check now
domain-checked = Last checked { $at }
domain-not-checked = Not checked yet
domain-note = We look by ourselves every ten minutes for two weeks, and once a day while it works. Who is signed in signs in again on the new address.
domain-now-pending-verification = Not yet: see below what was found.
domain-now-verified = The domain is yours. It does not answer over HTTPS yet.
domain-now-active = Your domain works.
domain-problem-no-record = There is no such record yet.
domain-problem-other-record = There is a record, but it says { $found }.
domain-problem-unanswered = Its name servers did not answer. We try again.
domain-problem-taken = Another account has shown this name to be its own.
domain-problem-not-here = Another server answers at this name. Let it lead here.
domain-problem-no-certificate = It answers with a certificate that is not good. The reverse proxy has to get one for this name.
domain-problem-not-reached = It cannot be reached over HTTPS ({ $found }).
domain-remove = Remove the domain
domain-remove-note = Links in mails that were sent lead nowhere from then on. Passkeys that were made on it do not work elsewhere.
domain-remove-button = Remove { $host }
domain-removed = { $host } is removed.

## Search
search-people = People
search-hint-agency = The start of a word of a tenant, a colleague or somebody of a tenant, part of a number, a page.
search-hint-operator = The start of a word of an agency or a tenant, a page.
search-all-tenants = All tenants it finds
search-all-numbers = All numbers it finds

## Mail: whose server sends
nav-mail = Mail
mail-settings-title = Mail
mail-settings-previews = See every mail
mail-settings-server = Mail server
mail-settings-platform = Your mails leave through this installation’s server, under your name. Use your own if they are to come from where the rest of your mail comes from.
mail-settings-own = Your mails leave through your own server. What it does not take is tried again for some hours, and never sent by another.
mail-settings-sender = Sender
mail-settings-sender-none = Our address, under your name.
mail-settings-sender-set = Set your own
mail-settings-host = Server
mail-settings-host-help = As smtp.example.com.
mail-settings-port = Port
mail-settings-port-help = 587 with STARTTLS, 465 with TLS.
mail-settings-security = Encryption
mail-settings-security-help = With STARTTLS nothing is said before it is encrypted.
mail-settings-username = User
mail-settings-username-help = Without one, nobody signs in there.
mail-settings-no-user = None
mail-settings-password = Password
mail-settings-password-help = It is kept encrypted and never shown again.
mail-settings-password-kept = Leave it empty to keep the one there is. For another server or user it is asked for again.
mail-settings-since = Set
mail-settings-tested = Last test
mail-settings-never = Never tested
mail-settings-taken = Taken
mail-settings-not-taken = Not taken
mail-settings-change = Change the server
mail-settings-use-own = Use your own server
mail-settings-saved = Saved. Send yourself a test message.
mail-settings-test = Send a test message to myself
mail-settings-test-sent = Your server has taken a test message to { $email }.
mail-settings-test-failed = Your server has not taken the test message. What it said is below.
mail-settings-remove = Go back to our server
mail-settings-remove-note = Your mails leave through this installation’s server again, and your settings with their password are deleted. Where your domain only lets your own server send for it (SPF, DKIM, DMARC), mails with your sender may then be refused.
mail-settings-remove-waiting =
    { $n ->
        [one] { $shown } mail that waits leaves through it as well.
       *[other] { $shown } mails that wait leave through it as well.
    }
mail-settings-removed = Your mails leave through our server from now on.
mail-settings-waiting =
    { $n ->
        [one] { $shown } mail was not taken and is tried again.
       *[other] { $shown } mails were not taken and are tried again.
    }
mail-settings-given-up = The last one was given up on { $at }.
mail-settings-failed = On { $at }:
smtp-security-starttls = STARTTLS
smtp-security-tls = TLS
smtp-security-plain = None, on this machine only
smtp-said = It said: { $said }
smtp-trouble-unknown-host = There is no server of this name.
smtp-trouble-private-host = The name leads into a private network, where nothing is sent.
smtp-trouble-plain-elsewhere = Without encryption only a server on this machine is used.
smtp-trouble-unreachable = The server does not answer.
smtp-trouble-timeout = The server did not answer in time.
smtp-trouble-no-starttls = The server does not offer STARTTLS. Use TLS, or another port.
smtp-trouble-tls = No encrypted connection came about. Check the port, the kind of encryption, and the server’s certificate.
smtp-trouble-sign-in = The server does not let this user in. Check user and password.
smtp-trouble-refused = The server does not take the mail. It may not let this user send from your sender’s address.
smtp-trouble-password-lost = The password cannot be read any more. Type it again.

## Mail: what each looks like
mail-preview-title = Every mail
mail-preview-kind = Mail
mail-preview-show = Show
mail-preview-subject = Subject
mail-preview-html = As most people see it
mail-preview-text = As plain text
mail-preview-text-note = What is shown where pictures and colours are not.
mail-kind-invitation = Invitation
mail-kind-staff-added = Added to your team
mail-kind-access-granted = Access to another tenant
mail-kind-tenant-transferred = Tenant is now yours
mail-kind-password-reset = New password
mail-kind-password-changed = Password changed
mail-kind-new-sign-in = New sign-in
mail-kind-totp-on = Authenticator app set up
mail-kind-totp-off = Authenticator app removed
mail-kind-recovery-codes-renewed = New recovery codes
mail-kind-recovery-code-used = Recovery code used
mail-kind-passkey-added = Passkey added
mail-kind-passkey-removed = Passkey removed
mail-kind-passkeys-left = Passkeys left behind
mail-kind-second-factor-taken-away = Second factor reset
mail-kind-server-test = Test of your mail server
mail-kind-webhook-disabled = Webhook switched off
mail-kind-domain-failing = Domain failing
mail-kind-domain-unreachable = Domain not reached
mail-kind-domain-lost = Domain lost
mail-kind-tenant-suspended = Tenant suspended
mail-kind-tenant-reactivated = Tenant reactivated
mail-kind-trial-ending = Trial ends
mail-kind-purge-coming = Data will be deleted
mail-kind-usage-spend = Spend limit
mail-kind-usage-minutes = Minutes
mail-kind-usage-agents = Agents
mail-kind-usage-numbers = Phone numbers
mail-kind-usage-extensions = Extensions
mail-kind-invoice-issued = Invoice
mail-kind-payment-received = Payment received
mail-kind-payment-failed = Payment failed
mail-kind-payment-action = Payment to confirm
mail-kind-invoice-overdue = Invoice past due
mail-kind-credit-note = Credit note
mail-kind-transfer-offered = Tenant offered to you
mail-kind-transfer-accepted = Transfer accepted
mail-kind-transfer-rejected = Transfer rejected
mail-kind-transfer-expired = Transfer expired
mail-kind-digest-agency = Weekly summary for your team
mail-kind-digest-tenant = Weekly summary for owners
