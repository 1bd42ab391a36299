# Mails: complete in every language.

## Mail
mail-hello = Guten Tag { $name },
mail-questions = Fragen? Schreiben Sie an
mail-invitation-subject = Ihre Einladung zu { $place }
mail-invitation-body = { $by } hat Sie zu { $place } eingeladen. Ihr Konto bei { $brand } ist bereit. Legen Sie ein Passwort fest, dann kann es losgehen.
mail-invitation-link = Öffnen Sie diesen Link:
mail-invitation-button = Passwort festlegen
mail-invitation-until = Der Link funktioniert einmal und gilt bis { $until }.
mail-invitation-unexpected = Falls Sie diese E-Mail nicht erwartet haben, können Sie sie ignorieren. Solange Sie den Link nicht öffnen, geschieht nichts.
mail-transfer-offered-subject = { $place } wird Ihnen angeboten
mail-transfer-offered-body = Ein anderer Anbieter möchte Ihnen seinen Kunden { $place } übertragen. Bitte nehmen Sie das Angebot bis zum { $day } an oder lehnen Sie es ab.
mail-transfer-offered-button = Angebot ansehen
mail-transfer-accepted-subject = { $place } wurde übertragen
mail-transfer-accepted-body = Ihr Angebot wurde angenommen: { $place } ist jetzt beim neuen Anbieter. Ihre bisherigen Rechnungen, Berichte und das Protokoll bleiben bei Ihnen.
mail-transfer-accepted-button = Übertragungen ansehen
mail-transfer-rejected-subject = Die Übertragung von { $place } wurde abgelehnt
mail-transfer-rejected-body = Die andere Seite hat die Übertragung von { $place } abgelehnt. Der Kunde bleibt bei Ihnen.
mail-transfer-rejected-button = Übertragungen ansehen
mail-transfer-expired-subject = Die Übertragung von { $place } ist abgelaufen
mail-transfer-expired-body = Niemand hat die Übertragung von { $place } innerhalb von 14 Tagen angenommen. Der Kunde bleibt bei Ihnen.
mail-transfer-expired-button = Übertragungen ansehen
mail-tenant-transferred-subject = { $place } ist jetzt bei { $brand }
mail-tenant-transferred-body = { $place } hat den Anbieter gewechselt: Ab sofort ist { $brand } zuständig. Melden Sie sich hier mit Ihrer bisherigen E-Mail-Adresse und Ihrem bisherigen Passwort an.
mail-tenant-transferred-button = Anmelden
mail-staff-added-subject = Sie gehören jetzt zum Team von { $brand }
mail-staff-added-body = Mit Ihrem bestehenden Konto können Sie jetzt das Dashboard von { $brand } öffnen.
mail-staff-added-button = Öffnen
mail-access-granted-subject = Sie haben jetzt Zugang zu { $place }
mail-access-granted-body = Mit Ihrem bestehenden Konto bei { $brand } können Sie jetzt { $place } öffnen.
mail-access-granted-button = Öffnen
mail-tenant-suspended-subject = { $place } ist gesperrt
mail-tenant-suspended-body = Der Dienst für { $place } ist gesperrt: Es sind weder eingehende noch ausgehende Anrufe möglich. Es geht nichts verloren; Ihre Rufnummern, Einstellungen und Aufnahmen bleiben erhalten.
mail-tenant-suspended-button = Was das bedeutet
mail-usage-spend-subject = { $place }: { $percent } % des monatlichen Ausgabenlimits
mail-usage-spend-body = { $place } hat { $used } des monatlichen Limits von { $cap } verbraucht. { $action ->
    [notify_only] Anrufe laufen weiter wie bisher.
    [block_new_calls] Neue Anrufe werden abgelehnt, bis das Limit erhöht wird oder der Monat vorbei ist.
    [suspend] Der Dienst ist gesperrt.
   *[none] Anrufe laufen weiter wie bisher.
}
mail-usage-spend-button = Nutzung ansehen
mail-usage-minutes-subject = { $place }: { $percent } % der monatlichen Minuten
mail-usage-minutes-body = { $place } hat in diesem Monat { $used } von { $cap } Minuten verbraucht. { $action ->
    [notify_only] Anrufe laufen weiter wie bisher.
    [block_new_calls] Neue Anrufe werden abgelehnt, bis das Limit erhöht wird oder der Monat vorbei ist.
    [suspend] Der Dienst ist gesperrt.
   *[none] Anrufe laufen weiter wie bisher.
}
mail-usage-minutes-button = Nutzung ansehen
mail-usage-agents-subject = { $place }: { $percent } % der Agenten
mail-usage-agents-body = { $place } hat { $used } von { $cap } möglichen Agenten.
mail-usage-agents-button = Agenten ansehen
mail-usage-numbers-subject = { $place }: { $percent } % der Rufnummern
mail-usage-numbers-body = { $place } hat { $used } von { $cap } möglichen Rufnummern.
mail-usage-numbers-button = Rufnummern ansehen
mail-usage-extensions-subject = { $place }: { $percent } % der Nebenstellen
mail-usage-extensions-body = { $place } hat { $used } von { $cap } möglichen Nebenstellen.
mail-usage-extensions-button = Nebenstellen ansehen
mail-tenant-reactivated-subject = { $place } ist wieder da
mail-tenant-reactivated-body = Der Dienst für { $place } läuft wieder. Sie müssen nichts tun.
mail-tenant-reactivated-button = Öffnen
mail-trial-ending-subject = Die Testphase von { $place } endet am { $day }
mail-trial-ending-body = Ihre Testphase bei { $brand } läuft bis zum { $day }. Damit Sie danach weiter telefonieren können, hinterlegen Sie bitte eine Zahlungsart.
mail-trial-ending-button = Konto öffnen
mail-purge-coming-subject = Die Daten von { $place } werden am { $day } gelöscht
mail-purge-coming-body = Sie haben { $place } gekündigt. Am { $day } werden alle Daten endgültig gelöscht: Anrufe, Aufnahmen, Transkripte, Voicemail und Kontakte. Bis dahin können Sie den Kunden wiederherstellen.
mail-purge-coming-button = Gekündigte Kunden ansehen

## What billing refuses
mail-invoice-issued-subject = Rechnung { $number } von { $brand }
mail-invoice-issued-body = Ihre Rechnung { $number } über { $amount } liegt bereit. Sie ist am { $day } fällig.
mail-invoice-issued-button = Rechnung ansehen
mail-payment-received-subject = Zahlung für Rechnung { $number } eingegangen
mail-payment-received-body = Vielen Dank. Ihre Zahlung von { $amount } für Rechnung { $number } ist eingegangen.
mail-payment-received-button = Rechnung ansehen
mail-payment-failed-subject = Zahlung für Rechnung { $number } fehlgeschlagen
mail-payment-failed-body = Der Betrag von { $amount } für Rechnung { $number } konnte nicht von Ihrer Karte abgebucht werden. Die Karte wurde nicht belastet. Bitte prüfen Sie die Karte oder fügen Sie eine andere hinzu; wir versuchen es in einigen Tagen erneut.
mail-payment-failed-button = Rechnung bezahlen
mail-payment-action-subject = Bitte bestätigen Sie Ihre Zahlung für Rechnung { $number }
mail-payment-action-body = Ihre Bank bittet Sie, die Zahlung von { $amount } für Rechnung { $number } zu bestätigen. Ohne Bestätigung verfällt die Zahlung nach drei Tagen.
mail-payment-action-button = Zahlung bestätigen
mail-invoice-overdue-subject = Rechnung { $number } ist überfällig
mail-invoice-overdue-body = Rechnung { $number } über { $amount } war am { $day } fällig und ist noch nicht bezahlt. Bitte bezahlen Sie sie, damit der Dienst weiterläuft.
mail-invoice-overdue-button = Rechnung bezahlen
mail-credit-note-subject = Gutschrift zu Rechnung { $number }
mail-credit-note-body = { $brand } hat Ihnen { $amount } auf Ihre Rechnung { $number } gutgeschrieben. { $rest ->
    [open] Davon sind noch { $open } offen.
    [card] Der Betrag wird auf Ihre Karte erstattet.
    [wallet] Der Betrag ist in Ihrem Guthaben und wird mit Ihrer nächsten Rechnung verrechnet.
   *[none] Es ist nichts mehr offen.
}
mail-credit-note-button = Rechnung ansehen

## One's own sign-in
mail-reset-subject = Neues Passwort für { $brand } festlegen
mail-reset-body = Für Ihr Konto bei { $brand } wurde ein neues Passwort angefordert, von Ihnen oder von jemand anderem. Legen Sie es mit diesem Link innerhalb einer Stunde fest.
mail-reset-button = Neues Passwort festlegen
mail-reset-unexpected = Falls Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.
mail-password-changed-subject = Ihr Passwort wurde geändert
mail-password-changed-body = Das Passwort Ihres Kontos bei { $brand } wurde geändert, und Ihre anderen Anmeldungen wurden beendet. Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-password-changed-button = Konto ansehen
mail-totp-on-subject = Eine Authenticator-App wurde eingerichtet
mail-totp-on-body = Ab jetzt verlangt Ihr Konto bei { $brand } einen Code aus einer Authenticator-App. Falls Sie das nicht waren, informieren Sie uns sofort.
mail-totp-on-button = Konto ansehen
mail-totp-off-subject = Ihre Authenticator-App wurde entfernt
mail-totp-off-body = Ihr Konto bei { $brand } verlangt keine Codes aus einer Authenticator-App mehr. Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-totp-off-button = Konto ansehen
mail-recovery-codes-renewed-subject = Neue Wiederherstellungscodes wurden erstellt
mail-recovery-codes-renewed-body = Für Ihr Konto bei { $brand } wurden neue Wiederherstellungscodes erstellt; die alten funktionieren nicht mehr. Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-recovery-codes-renewed-button = Konto ansehen
mail-recovery-code-used-subject = Ein Wiederherstellungscode wurde verwendet
mail-recovery-code-used-body = Jemand hat sich mit einem Wiederherstellungscode in Ihrem Konto bei { $brand } angemeldet. Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-recovery-code-used-button = Konto ansehen
mail-passkey-added-subject = Ein Passkey wurde hinzugefügt
mail-passkey-added-body = Zu Ihrem Konto bei { $brand } wurde ein Passkey hinzugefügt. Falls Sie das nicht waren, entfernen Sie ihn, legen Sie ein neues Passwort fest und informieren Sie uns.
mail-passkey-added-button = Konto ansehen
mail-passkey-removed-subject = Ein Passkey wurde entfernt
mail-passkey-removed-body = Aus Ihrem Konto bei { $brand } wurde ein Passkey entfernt. Falls Sie das nicht waren, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-passkey-removed-button = Konto ansehen
mail-second-factor-taken-away-subject = Ihr zweiter Faktor wurde zurückgesetzt
mail-second-factor-taken-away-body = Eine Person, die { $brand } betreut, hat Ihre Authenticator-App, Ihre Wiederherstellungscodes und Ihre Passkeys entfernt. Melden Sie sich mit Ihrem Passwort an und richten Sie neue ein. Falls Sie nicht darum gebeten haben, informieren Sie uns sofort.
mail-second-factor-taken-away-button = Anmelden
mail-new-sign-in-subject = Neue Anmeldung in Ihrem Konto
mail-new-sign-in-body = Jemand hat sich mit { $device } (Adresse { $address }) in Ihrem Konto bei { $brand } angemeldet. Das kam bisher nicht vor. Falls Sie das waren, müssen Sie nichts tun. Falls nicht, legen Sie sofort ein neues Passwort fest und informieren Sie uns.
mail-new-sign-in-button = Konto ansehen

## Whose server sends
mail-server-test-subject = Testnachricht von { $brand }
mail-server-test-body = Ihr eigener Mailserver hat diese Nachricht angenommen. E-Mails von { $brand } werden über ihn versandt.
mail-server-test-button = Einstellungen ansehen

## Weekly summary
mail-digest-subject = { $place }: { $from } bis { $to }
mail-digest-lead = So war die Woche vom { $from } bis { $to } bei { $place }.
mail-digest-calls = Anrufe
mail-digest-minutes = Minuten
mail-digest-revenue = Umsatz
mail-digest-spend = Ausgaben
mail-digest-before = { $before } in der Woche davor
mail-digest-new = Neue Kunden
mail-digest-suspended = Gesperrte Kunden
mail-digest-month = Bisher in diesem Monat
mail-digest-cap = von höchstens { $cap }
mail-digest-attention = Bitte zuerst ansehen
mail-digest-blocked = { $place }: Ein Monatslimit ist erreicht, neue Anrufe werden abgewiesen.
mail-digest-reached = { $place }: Ein Monatslimit ist erreicht.
mail-digest-is-suspended = { $place } ist gesperrt.
mail-digest-near = { $place }: { $percent } % eines Monatslimits sind verbraucht.
mail-digest-trial = { $place }: Der Testzeitraum endet am { $day }.
mail-digest-waiting = { $place }: Die Einladung ist noch nicht angenommen.
mail-digest-more =
    { $n ->
        [one] und ein weiterer
       *[other] und { $shown } weitere
    }
mail-digest-button = Mehr ansehen
mail-digest-off = Sie erhalten diese Übersicht montags früh.
mail-digest-off-link = Keine mehr senden
mail-domain-failing-subject = { $host } gehört hier bald nicht mehr Ihnen
mail-domain-failing-body = Der DNS-Eintrag, durch den { $host } Ihnen gehört, fehlt oder sagt etwas anderes. Links in E-Mails führen vorerst zu Ihrer anderen Adresse. Ist der Eintrag bis { $day } nicht wieder da, wird unter { $host } nichts mehr von Ihnen angezeigt.
mail-domain-failing-button = Eintrag ansehen
mail-domain-unreachable-subject = { $host } ist nicht erreichbar
mail-domain-unreachable-body = Seit sechs Stunden hat niemand Ihre Seiten unter { $host } erreicht. Links in E-Mails führen zu Ihrer anderen Adresse, bis sie wieder antwortet.
mail-domain-unreachable-button = Befund ansehen
mail-domain-lost-subject = { $host } führt nicht mehr zu Ihren Seiten
mail-domain-lost-body = Der DNS-Eintrag, durch den { $host } Ihnen gehörte, fehlt seit drei Tagen, oder jemand anderes hat nachgewiesen, dass ihm der Name gehört. Unter diesem Namen wird nichts mehr von Ihnen angezeigt. Ihre andere Adresse funktioniert wie bisher; tragen Sie den Eintrag wieder ein, und die Domain kommt zurück.
mail-domain-lost-button = Eintrag ansehen
mail-passkeys-left-subject = Richten Sie Ihre Passkeys neu ein
mail-passkeys-left-body = { $place } ist zu { $brand } gewechselt, und Passkeys gelten nur an der Adresse, für die sie angelegt wurden. Melden Sie sich mit Ihrem Passwort und einem Wiederherstellungscode an und legen Sie neue an.
mail-passkeys-left-button = Anmelden
mail-webhook-disabled-subject = Ihr Webhook wurde abgeschaltet
mail-webhook-disabled-body = Fünf Tage lang wurde nichts angenommen, was wir an { $url } gesendet haben, oder die Adresse hat mitgeteilt, dass es sie nicht mehr gibt. Dorthin wird nichts mehr gesendet. Was fehlt, bleibt dreißig Tage erhalten: Schalten Sie den Webhook wieder ein und senden Sie es erneut.
mail-webhook-disabled-button = Ansehen, was passiert ist
