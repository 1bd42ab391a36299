# Mails: complete in every language.

## Mail
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

## What billing refuses
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

## One's own sign-in
mail-reset-subject = Set a new password for { $brand }
mail-reset-body = You, or somebody else, asked for a new password for your account with { $brand }. Set it with this link within one hour.
mail-reset-button = Set a new password
mail-reset-unexpected = If it was not you, do nothing: your password stays as it is.
mail-password-changed-subject = Your password was changed
mail-password-changed-body = The password of your account with { $brand } was changed, and your other sign-ins have ended. If it was not you, set a new password at once and tell us.
mail-password-changed-button = Look at your account
mail-totp-on-subject = An authenticator app was set up
mail-totp-on-body = From now on your account with { $brand } asks for a code from an authenticator app. If it was not you, tell us at once.
mail-totp-on-button = Look at your account
mail-totp-off-subject = Your authenticator app was removed
mail-totp-off-body = Your account with { $brand } does not ask for codes from an authenticator app any more. If it was not you, set a new password at once and tell us.
mail-totp-off-button = Look at your account
mail-recovery-codes-renewed-subject = New recovery codes were made
mail-recovery-codes-renewed-body = New recovery codes were made for your account with { $brand }; the old ones do not work any more. If it was not you, set a new password at once and tell us.
mail-recovery-codes-renewed-button = Look at your account
mail-recovery-code-used-subject = A recovery code was used
mail-recovery-code-used-body = Somebody signed in to your account with { $brand } with a recovery code. If it was not you, set a new password at once and tell us.
mail-recovery-code-used-button = Look at your account
mail-passkey-added-subject = A passkey was added
mail-passkey-added-body = A passkey was added to your account with { $brand }. If it was not you, remove it, set a new password and tell us.
mail-passkey-added-button = Look at your account
mail-passkey-removed-subject = A passkey was removed
mail-passkey-removed-body = A passkey was removed from your account with { $brand }. If it was not you, set a new password at once and tell us.
mail-passkey-removed-button = Look at your account
mail-second-factor-taken-away-subject = Your second factor was reset
mail-second-factor-taken-away-body = Somebody who looks after { $brand } has taken away your authenticator app, recovery codes and passkeys. Sign in with your password and set up new ones. If you did not ask for it, tell us at once.
mail-second-factor-taken-away-button = Sign in
mail-new-sign-in-subject = New sign-in to your account
mail-new-sign-in-body = Somebody signed in to your account with { $brand } from { $device } (address { $address }), which we have not seen before. If it was you, there is nothing to do. If not, set a new password at once and tell us.
mail-new-sign-in-button = Look at your account

## Whose server sends
mail-server-test-subject = Test message from { $brand }
mail-server-test-body = Your own mail server has taken this message. Mails of { $brand } leave through it.
mail-server-test-button = See the settings

## Weekly summary
mail-digest-subject = { $place }: { $from } to { $to }
mail-digest-lead = This was the week from { $from } to { $to } at { $place }.
mail-digest-calls = Calls
mail-digest-minutes = Minutes
mail-digest-revenue = Revenue
mail-digest-spend = Spend
mail-digest-before = { $before } the week before
mail-digest-new = New tenants
mail-digest-suspended = Tenants suspended
mail-digest-month = This month so far
mail-digest-cap = of at most { $cap }
mail-digest-attention = To look at first
mail-digest-blocked = { $place }: a monthly limit is reached, new calls are refused.
mail-digest-reached = { $place }: a monthly limit is reached.
mail-digest-is-suspended = { $place } is suspended.
mail-digest-near = { $place }: { $percent } % of a monthly limit is used.
mail-digest-trial = { $place }: the trial ends on { $day }.
mail-digest-waiting = { $place }: the owner has not accepted the invitation.
mail-digest-more =
    { $n ->
        [one] and one more
       *[other] and { $shown } more
    }
mail-digest-button = See more
mail-digest-off = You get this summary on Monday mornings.
mail-digest-off-link = Send me no more
mail-domain-failing-subject = { $host } will soon not be yours here
mail-domain-failing-body = The DNS record by which { $host } is yours is gone or says something else. Links in mails lead to your other address for now. If the record is not back by { $day }, nothing of yours is served on { $host } any more.
mail-domain-failing-button = See the record
mail-domain-unreachable-subject = { $host } cannot be reached
mail-domain-unreachable-body = For six hours nobody has reached your pages at { $host }. Links in mails lead to your other address until it answers again.
mail-domain-unreachable-button = See what was found
mail-domain-lost-subject = { $host } does not lead to your pages any more
mail-domain-lost-body = The DNS record by which { $host } was yours has been missing for three days, or somebody else has shown that the name is theirs. Nothing of yours is served on it any more. Your other address works as before; write the record again and the domain comes back.
mail-domain-lost-button = See the record
mail-passkeys-left-subject = Set up your passkeys again
mail-passkeys-left-body = { $place } has moved to { $brand }, and passkeys are good at the address they were made for only. Sign in with your password and a recovery code, and make new ones.
mail-passkeys-left-button = Sign in
mail-webhook-disabled-subject = Your webhook was switched off
mail-webhook-disabled-body = Nothing we sent to { $url } was taken for five days, or it said that it is gone. Nothing more is sent there. What it missed is kept for thirty days: switch it on again and send it anew.
mail-webhook-disabled-button = See what happened
