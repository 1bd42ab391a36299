# What tenants, their visitors and people at the door read: complete in every language.

## Layout
layout-skip = Zum Inhalt springen
layout-main-menu = Hauptmenü
layout-quick-menu = Schnellzugriff
layout-breadcrumb = Navigationspfad
layout-menu = Menü
layout-close = Schließen
layout-help = Hilfe
layout-sign-out = Abmelden
nav-audit = Protokoll
nav-overview = Übersicht
nav-visits = Besuche
nav-settings = Einstellungen
nav-numbers = Rufnummern
nav-extensions = Nebenstellen
nav-agents = Agenten
nav-team = Team
role-operator = Betreiber
role-agency-admin = Admin
role-agency-admin-means = Alles im Konto, einschließlich Personen und Einstellungen.
role-agency-manager = Manager
role-agency-manager-means = Alle Kunden mit ihren Personen, Rufnummern und Agenten; Schlüssel; das Protokoll.
role-agency-technical-manager = Technischer Manager
role-agency-technical-manager-means = Rufnummern, Nebenstellen, Agenten und Schlüssel; sieht Kunden.
role-agency-account-manager = Kundenbetreuer
role-agency-account-manager-means = Legt Kunden an, bearbeitet, sperrt und reaktiviert sie und lädt ihre Personen ein.
role-agency-read-only = Lesezugriff
role-agency-read-only-means = Sieht alles aus dem Tagesgeschäft, ändert nichts.
role-tenant-owner = Inhaber
role-tenant-owner-means = Alles hier, einschließlich der Personen.
role-tenant-user = Benutzer
role-tenant-user-means = Sieht alles und verwaltet Agenten.
role-tenant-read-only = Lesezugriff
role-tenant-read-only-means = Sieht alles, ändert nichts.
status-pending = Ausstehend
status-trial = Testphase
status-active = Aktiv
status-suspended = Gesperrt
status-cancelled = Gekündigt

## Forms
form-optional = optional
form-cancel = Abbrechen
form-save = Speichern
form-problems = { $n ->
    [one] Es gibt ein Problem
   *[other] Es gibt { $n } Probleme
}
form-problems-short = { $n ->
    [one] 1 Problem
   *[other] { $n } Probleme
}

## Signing in
sign-in-description = Anmelden bei { $brand }: Ihre Anrufe, Nummern, Nutzung und Rechnungen.
sign-in-title = Anmelden
sign-in-email = E-Mail
sign-in-password = Passwort
sign-in-button = Anmelden
sign-in-new-here = Neu hier? Ihre Einladung finden Sie in Ihrem E-Mail-Postfach.
sign-in-signed-out = Sie sind abgemeldet.
sign-in-or = oder
sign-in-forgotten = Passwort vergessen?

## A second factor
factor-title = Zweiter Faktor
factor-lead = Ihr Passwort stimmt. Noch ein Schritt.
factor-code = Code
factor-code-help = Die sechs Ziffern, die Ihre Authenticator-App anzeigt.
factor-recovery = Wiederherstellungscode
factor-recovery-help = Einer der Codes, die Sie aufbewahrt haben. Er funktioniert nur einmal.
factor-use-recovery = Wiederherstellungscode verwenden
factor-use-code = Authenticator-App oder Passkey verwenden
factor-start-again = Von vorn beginnen
factor-remove = Entfernen
factor-owed = { $brand } verlangt einen zweiten Faktor. Richten Sie eine Authenticator-App oder einen Passkey ein, um fortzufahren.
totp-name = Authenticator-App
totp-means = Ein Code von Ihrem Handy, zusätzlich zum Passwort.
totp-since = Eingeschaltet seit { $day }
totp-set-up = Einrichten
totp-title = Authenticator-App einrichten
totp-scan = Scannen Sie dieses Bild mit einer Authenticator-App und geben Sie dann den Code ein, den sie anzeigt.
totp-picture = Bild für Ihre Authenticator-App
totp-by-hand = Scannen nicht möglich? Geben Sie dies in die App ein
totp-button = Einschalten
codes-title = Wiederherstellungscodes
codes-left = { $n ->
    [0] Keiner mehr übrig
    [one] Noch 1 übrig
   *[other] Noch { $n } übrig
}
codes-renew = Neue Codes
codes-lead = Bewahren Sie diese Codes so auf, dass Sie sie auch ohne Ihr Handy finden. Mit jedem können Sie sich einmal anmelden, anstelle eines Codes aus der App oder eines Passkeys.
codes-once = Sie werden nicht noch einmal angezeigt.
codes-kept = Ich habe sie aufbewahrt
codes-shown = Wiederherstellungscodes werden nur einmal angezeigt, wenn sie erstellt werden. Erstellen Sie neue, falls Sie sie verloren haben.
passkeys-title = Passkeys
passkeys-lead = Melden Sie sich mit Fingerabdruck, Gesicht oder Geräte-PIN an, ohne Passwort. Ein Passkey funktioniert nur unter dieser Adresse.
passkeys-scripts = Passkeys benötigen einen Browser mit eingeschaltetem JavaScript.
passkey-name = Name des neuen Passkeys
passkey-name-help = Damit Sie ihn wiedererkennen, z. B. „Mein Handy“.
passkey-add = Passkey hinzufügen
passkey-added = Der Passkey ist bereit.
passkey-made = Erstellt am { $day } für { $host }.
passkey-used = Zuletzt verwendet am { $day }.
passkey-sign-in = Mit Passkey anmelden
passkey-not-used = Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder verwenden Sie Ihr Passwort.
passkey-not-made = Es wurde kein Passkey erstellt. Versuchen Sie es noch einmal.
prove-new-title = Sind Sie es?
prove-new = Bitte noch einmal Ihr Passwort, bevor Sie einen Weg zur Anmeldung hinzufügen.
prove-new-button = Weiter
prove-totp-title = Authenticator-App entfernen
prove-totp = Sie melden sich dann ohne Codes aus der App an. Auch die Wiederherstellungscodes entfallen, außer wenn Sie einen Passkey haben.
prove-totp-button = App entfernen
prove-codes-title = Neue Wiederherstellungscodes
prove-codes = Ihre bisherigen Codes funktionieren dann nicht mehr.
prove-codes-button = Neue Codes erstellen
prove-passkey-title = Diesen Passkey entfernen
prove-passkey = Er funktioniert hier dann nicht mehr. Auf Ihrem Gerät bleibt er möglicherweise, bis Sie ihn dort löschen.
prove-passkey-button = Passkey entfernen
prove-done = Erledigt.

## Passwords
password-title = Passwort ändern
password-lead = Ihre anderen Anmeldungen werden beendet.
password-current = Aktuelles Passwort
password-button = Passwort ändern
password-change = Ändern
password-changed = Ihr Passwort wurde geändert. Ihre anderen Anmeldungen wurden beendet.
forgotten-title = Passwort vergessen?
forgotten-lead = Wir senden Ihnen einen Link, mit dem Sie ein neues festlegen können.
forgotten-button = Link senden
forgotten-sent-title = Sehen Sie in Ihr E-Mail-Postfach
forgotten-sent = Falls es zu dieser Adresse ein Konto gibt, ist ein Link unterwegs. Er gilt eine Stunde.
forgotten-back = Zurück zur Anmeldung
reset-title = Neues Passwort festlegen
reset-new = Neues Passwort
reset-button = Passwort festlegen
reset-done = Ihr neues Passwort ist festgelegt. Melden Sie sich damit an.
reset-over-title = Dieser Link funktioniert nicht mehr
reset-over = Er wurde bereits verwendet, ist älter als eine Stunde oder unvollständig.
reset-again = Neuen Link anfordern

## Languages
language-title = Sprache
language-automatic = Automatisch
language-of-provider = Wie beim Anbieter
language-set = Gespeichert.

## Invitations
invitation-title = Willkommen bei { $place }
invitation-lead = { $by } hat Sie zu { $place } eingeladen. Legen Sie ein Passwort fest, dann kann es losgehen.
invitation-first-name = Vorname
invitation-last-name = Nachname
invitation-password-help = Mindestens { $min } Zeichen. Vier oder fünf Wörter ohne Zusammenhang lassen sich leicht merken.
invitation-button = Passwort festlegen und weiter
invitation-used-title = Diese Einladung wurde bereits verwendet
invitation-used = Eine Einladung gilt nur einmal. Wenn Sie selbst sie verwendet haben, melden Sie sich mit Ihrem Passwort an.
invitation-expired-title = Diese Einladung ist abgelaufen
invitation-expired = Bitten Sie die Person, die Sie eingeladen hat, die Einladung erneut zu senden.

## Own account
account-title = Ihr Konto
account-name = Name
account-places = Ihre Zugänge
account-sign-ins = Wo Sie angemeldet sind
account-this-one = Dieses Gerät
account-end = Dort abmelden
account-ended = Diese Anmeldung wurde beendet.
account-unknown-device = Unbekanntes Gerät
account-back = Zurück

## Tenants
tenants-title = Kunden
tenants-filter = Filtern
tenants-pages = Seiten
tenants-next = Weiter
tenants-status = Status
tenants-users = Benutzer
tenants-actions = Aktionen
tenants-edit-of = { $name } bearbeiten
tenants-manage-of = { $name } verwalten
tenants-delete-of = { $name } löschen
tenant-billing-email = E-Mail für Rechnungen
tenant-owner-help = Erhält eine Einladung, die 7 Tage gültig ist.
tenant-timezone = Zeitzone
tenant-timezone-help = Zum Beispiel Europe/Berlin oder America/New_York.
tenant-cap-numbers = Rufnummern
tenant-cap-extensions = Nebenstellen
tenant-no-cap = kein Limit
tenant-none = keine Angabe
tenant-invitation-resend = Erneut senden
tenant-invitation-resent = Die Einladung ist erneut an { $email } unterwegs. Der alte Link funktioniert nicht mehr.

## Audit
audit-title = Protokoll
audit-empty-title = Noch ist nichts passiert
audit-empty = Hier steht jede Änderung: wer sie vorgenommen hat, was, wann und von wo.
audit-when = Wann
audit-who = Wer
audit-what = Was
audit-changes = Vorher → nachher
audit-where = Wo
audit-older = Ältere
audit-action = Was
audit-any = Alles
audit-about = Betrifft
audit-from = Datum von
audit-to = Datum bis
audit-agency = Protokoll von
audit-platform = Die Plattform selbst
audit-csv = Als CSV herunterladen
audit-none-title = Nichts gefunden
audit-none = Dazu gibt es keinen Eintrag im Protokoll. Namen werden von ihrem Anfang an verglichen; Tage gelten in UTC.
audit-tenant-gone = einem Kunden, den es nicht mehr gibt
audit-group-account = Konten
audit-group-tenant = Kunden
audit-group-transfer = Übertragungen
audit-group-visit = Besuche
audit-group-defaults = Vorgaben
audit-group-phone-number = Rufnummern
audit-group-extension = Nebenstellen
audit-group-agent = Agenten
audit-group-usage = Nutzung und Preise
audit-group-billing = Abrechnung
audit-group-records = Anrufe und Kontakte
audit-group-people = Personen
audit-group-session = Anmeldungen
audit-group-key = Schlüssel
audit-group-agency = Anbieter
audit-no-fields = keine Felder
audit-fields = { $n ->
    [one] 1 Feld
   *[other] { $n } Felder
}
audit-by-key = { $name } (API-Schlüssel)
audit-by-nobody = Nicht angemeldet
audit-by-system = System
audit-on-behalf = tätig bei { $tenant }
audit-surface-dashboard = Dashboard
audit-surface-portal = Portal
audit-surface-operator = Betreiber
audit-surface-account = Anmeldung
audit-surface-api = API
audit-surface-job = Job
audit-surface-cli = Kommandozeile
audit-action-tenant-created = Kunde angelegt
audit-action-tenant-updated = Kunde geändert
audit-action-tenant-trial-started = Testphase begonnen
audit-action-tenant-suspended = Kunde gesperrt
audit-action-tenant-unsuspended = Kunde reaktiviert
audit-action-tenant-activated = Kunde aktiviert
audit-action-tenant-deleted = Kunde gekündigt
audit-action-tenant-restored = Kunde wiederhergestellt
audit-action-tenant-purge-started = Löschung der Kundendaten begonnen
audit-action-tenant-purged = Kundendaten gelöscht
audit-action-tenant-reminded = Erinnerung gesendet
audit-action-defaults-updated = Vorgaben für Kunden geändert
audit-action-billing-profile-created = Abrechnungsprofil angelegt
audit-action-billing-profile-updated = Neue Preise festgelegt
audit-action-usage-threshold-reached = Limit bald erreicht
audit-action-usage-limit-reached = Limit erreicht
audit-action-usage-reviewed = Abweichende Meldung geprüft
audit-action-rate-card-updated = Preis in der Preisliste festgelegt
audit-action-meter-created = Nutzungsart angelegt
audit-action-hook-created = Eingehender Hook angelegt
audit-action-hook-deleted = Eingehender Hook gelöscht
audit-action-hook-payload-retried = Meldung erneut verarbeitet
audit-action-hook-payload-dismissed = Meldung verworfen
audit-action-limit-raised = Limit erhöht
audit-action-limit-raise-ended = Erhöhung beendet
audit-action-phone-number-added = Rufnummer hinzugefügt
audit-action-phone-number-assigned = Rufnummer zugewiesen
audit-action-phone-number-unassigned = Rufnummer zurückgenommen
audit-action-phone-number-updated = Rufnummer geändert
audit-action-phone-number-released = Rufnummer freigegeben
audit-action-extension-created = Nebenstelle hinzugefügt
audit-action-extension-updated = Nebenstelle geändert
audit-action-extension-secret-renewed = SIP-Passwort einer Nebenstelle erneuert
audit-action-extension-deleted = Nebenstelle gelöscht
audit-action-agent-created = Agent hinzugefügt
audit-action-agent-updated = Agent geändert
audit-action-agent-deleted = Agent gelöscht
audit-action-transfer-requested = Kunde zur Übertragung angeboten
audit-action-transfer-offered = Angebot für einen Kunden erhalten
audit-action-transfer-accepted = Kunde übertragen
audit-action-transfer-rejected = Übertragung abgelehnt
audit-action-transfer-cancelled = Übertragung zurückgenommen
audit-action-transfer-expired = Übertragung abgelaufen
audit-action-agency-suspended = Anbieter gesperrt
audit-action-agency-reactivated = Anbieter reaktiviert
audit-action-job-retried = Job erneut versucht
audit-action-agency-updated = Anbieter geändert
audit-action-call-flow-created = Anrufablauf hinzugefügt
audit-action-call-flow-updated = Anrufablauf geändert
audit-action-call-flow-deleted = Anrufablauf gelöscht
audit-action-voicemail-box-created = Voicemail-Box hinzugefügt
audit-action-voicemail-box-updated = Voicemail-Box geändert
audit-action-voicemail-box-deleted = Voicemail-Box gelöscht
audit-action-voicemail-message-created = Voicemail-Nachricht hinzugefügt
audit-action-voicemail-message-updated = Voicemail-Nachricht geändert
audit-action-voicemail-message-deleted = Voicemail-Nachricht gelöscht
audit-action-trunk-created = Trunk hinzugefügt
audit-action-trunk-updated = Trunk geändert
audit-action-trunk-deleted = Trunk gelöscht
audit-action-device-created = Gerät hinzugefügt
audit-action-device-updated = Gerät geändert
audit-action-device-deleted = Gerät gelöscht
audit-action-contact-created = Kontakt hinzugefügt
audit-action-contact-updated = Kontakt geändert
audit-action-contact-deleted = Kontakt gelöscht
audit-action-recording-created = Aufnahme hinzugefügt
audit-action-recording-updated = Aufnahme geändert
audit-action-recording-deleted = Aufnahme gelöscht
audit-action-transcript-created = Transkript hinzugefügt
audit-action-transcript-updated = Transkript geändert
audit-action-transcript-deleted = Transkript gelöscht
audit-action-visit-started = Besuch bei einem Kunden begonnen
audit-action-visit-ended = Besuch bei einem Kunden beendet
audit-action-member-added = Person hinzugefügt
audit-action-member-role-changed = Rolle einer Person geändert
audit-action-member-removed = Person entfernt
audit-action-tenant-role-created = Rolle angelegt
audit-action-tenant-role-updated = Rolle geändert
audit-action-tenant-role-deleted = Rolle gelöscht
audit-action-staff-added = Teammitglied hinzugefügt
audit-action-staff-role-changed = Rolle eines Teammitglieds geändert
audit-action-staff-removed = Teammitglied entfernt
audit-action-bulk-change-started = Viele Kunden geändert
audit-action-tenants-seeded = Kunden für Messungen geladen
audit-action-demo-loaded = Demo geladen
audit-action-access-granted = Zugang erteilt
audit-action-invitation-created = Eingeladen
audit-action-invitation-resent = Erneut eingeladen
audit-action-invitation-accepted = Einladung angenommen
audit-action-session-opened = Angemeldet
audit-action-session-closed = Abgemeldet
audit-action-session-confirmed = Hat sich erneut ausgewiesen
audit-action-session-revoked = Anmeldung beendet
audit-action-session-refused = Anmeldung abgelehnt
audit-action-key-created = API-Schlüssel erstellt
audit-action-sub-account-token-revealed = Token eines Unterkontos angesehen
audit-action-sub-account-token-renewed = Token eines Unterkontos erneuert
audit-action-branding-updated = Erscheinungsbild geändert
audit-action-user-password-changed = Passwort geändert
audit-action-user-password-reset-requested = Neues Passwort angefordert
audit-action-user-password-reset = Passwort per E-Mail neu festgelegt
audit-action-user-totp-enabled = Authenticator-App eingeschaltet
audit-action-user-totp-disabled = Authenticator-App entfernt
audit-action-user-recovery-codes-renewed = Neue Wiederherstellungscodes erstellt
audit-action-user-recovery-code-used = Mit Wiederherstellungscode angemeldet
audit-action-user-passkey-added = Passkey hinzugefügt
audit-action-user-passkey-removed = Passkey entfernt
audit-action-user-second-factor-taken-away = Zweiter Faktor zurückgesetzt
audit-action-user-language-changed = Sprache gewählt
audit-action-key-revoked = API-Schlüssel widerrufen
audit-action-user-created = Benutzer hinzugefügt
audit-action-agency-created = Anbieter eröffnet

## Portal
portal-welcome = Willkommen bei { $brand }
portal-lead = Der bisherige Monat und die Personen, mit denen Sie arbeiten.
portal-trial = Ihre Testphase läuft bis zum { $day }.
managing-title = Besuch beim Kunden
managing-lead = Sie verwalten gerade { $name }.
managing-note = Was Sie hier tun, wird unter Ihrem Namen protokolliert und dem Kunden angezeigt.
managing-details = Konto
managing-leave = Beenden
managing-suspended = Dieser Kunde ist gesperrt. Wer zum Kunden gehört, sieht nur einen Hinweis darauf.
numbers-title = Rufnummern
numbers-empty-title = Noch keine Rufnummern
numbers-none-of-tenant = { $brand } hat diesem Konto noch keine Rufnummer zugewiesen.
numbers-count = { $n ->
    [one] 1 Rufnummer
   *[other] { $shown } Rufnummern
}
number-number = Rufnummer
number-cnam = Anrufername (CNAM)
number-cnam-of = Anrufername von { $number }
number-e911 = E911
number-updated = { $number } wurde gespeichert.
e911-none = Nicht eingerichtet
e911-pending = Ausstehend
e911-active = Aktiv
e911-failed = Fehlgeschlagen
extensions-title = Nebenstellen
extensions-empty-title = Noch keine Nebenstelle
extensions-empty = Eine Nebenstelle ist ein Telefon oder eine App, mit der man anrufen und angerufen werden kann. Fügen Sie eine hinzu und richten Sie das Telefon mit SIP-Benutzer und SIP-Passwort ein.
extensions-count = { $n ->
    [one] 1 Nebenstelle
   *[other] { $shown } Nebenstellen
}
extension-number = Nummer
extension-number-help = Zwei bis acht Ziffern, z. B. 101. Später nicht mehr änderbar.
extension-name = Name
extension-sip-user = SIP-Benutzer
extension-secret = SIP-Passwort
extension-secret-title = Telefon von { $number } einrichten
extension-secret-once = Das SIP-Passwort wird nur dieses eine Mal angezeigt. Geht es verloren, erneuern Sie es.
extension-new = Nebenstelle hinzufügen
extension-add = Nebenstelle hinzufügen
extension-created = Nebenstelle { $number } wurde hinzugefügt.
extension-renew = SIP-Passwort erneuern
extension-renew-of = SIP-Passwort von { $number } erneuern
extension-renewed = Nebenstelle { $number } hat ein neues SIP-Passwort.
extension-delete = Löschen
extension-delete-of = Nebenstelle { $number } löschen
extension-deleted = Die Nebenstelle wurde gelöscht.
agents-title = Agenten
agents-empty-title = Noch kein Agent
agents-empty = Ein Agent antwortet für Sie: am Telefon, im Browser oder im Chat.
agents-count = { $n ->
    [one] 1 Agent
   *[other] { $shown } Agenten
}
agent-name = Name
agent-channel = Kanal
agent-state = Status
agent-on = Ein
agent-off = Aus
agent-new = Agent hinzufügen
agent-add = Agent hinzufügen
agent-created = { $name } wurde hinzugefügt.
agent-switch-on = Einschalten
agent-switch-on-of = { $name } einschalten
agent-switch-off = Ausschalten
agent-switch-off-of = { $name } ausschalten
agent-switched-on = { $name } ist eingeschaltet.
agent-switched-off = { $name } ist ausgeschaltet.
agent-delete = Löschen
agent-delete-of = { $name } löschen
agent-deleted = Der Agent wurde gelöscht.
channel-phone = Telefon
channel-webrtc = Browser-Anruf
channel-webchat = Webchat
settings-title = Einstellungen
settings-billing-email-help = Hierhin gehen Rechnungen und Hinweise zu Ihren Limits.
settings-cnam = Anrufername (CNAM)
settings-language-help = Gilt für alle, die selbst keine Sprache gewählt haben, sowie für E-Mails und Rechnungen.
settings-cnam-help = Das sehen die Angerufenen. Höchstens 15 Zeichen; eine Rufnummer kann einen eigenen Namen haben.
settings-saved = Ihre Einstellungen wurden gespeichert.
visits-title = Besuche
visits-lead = Hier sehen Sie, wann Mitarbeitende von { $brand } dieses Konto verwaltet haben. Was sie getan haben, steht unter ihrem Namen im Protokoll.
visits-empty = Noch keine Besuche
visits-who = Wer
visits-from = Von
visits-until = Bis
visits-reason = Grund
visits-no-reason = nicht angegeben
portal-suspended-title = Ihr Dienst ist gesperrt
portal-suspended = Anrufe sind unterbrochen, bis dies geklärt ist. Es geht nichts verloren: Ihre Rufnummern, Einstellungen und Aufnahmen bleiben erhalten.
portal-suspended-reason = Grund: { $reason }
portal-contact = { $brand } kontaktieren
portal-cancelled = Dieses Konto ist geschlossen und kann nur noch gelesen werden. Alle Daten werden am { $day } gelöscht.
portal-allowance = Ihr Kontingent
portal-spend-cap = Monatliches Ausgabenlimit
portal-of = { $used } von { $cap }
portal-people = Personen

## Records
nav-call-flows = Anrufabläufe
nav-voicemail = Voicemail
nav-devices = Geräte
nav-trunks = Trunks
nav-contacts = Kontakte
nav-recordings = Aufnahmen
records-open = Öffnen
records-open-of = { $name } öffnen
records-count = { $n ->
    [one] 1 insgesamt
   *[other] { $shown } insgesamt
}
records-saved = { $name } wurde gespeichert.
records-deleted = { $name } wurde gelöscht.
records-delete = Löschen
records-delete-note = Das lässt sich nicht rückgängig machen.
records-delete-button = { $name } löschen
records-listen = Anhören
records-on = Ein
records-off = Aus
records-heard = Gehört
records-new = Neu
records-mark-heard = Als gehört markieren
records-mark-new = Als neu markieren
records-status-recording = Nimmt auf
records-status-final = Fertig
records-steps = { $n ->
    [0] Keine Schritte
    [one] 1 Schritt
   *[other] { $shown } Schritte
}
records-field-name = Name
records-field-number = Rufnummer
records-field-email = E-Mail
records-field-note = Notiz
records-field-mac = MAC-Adresse
records-field-model = Modell
records-field-extension = Nebenstelle
records-field-greeting = Begrüßung
records-field-box-id = Voicemail-Box
records-field-from-number = Von
records-field-to-number = An
records-field-received-at = Eingang
records-field-started-at = Beginn
records-field-duration-seconds = Dauer
records-field-transcript = Transkript
records-field-url = Audio
records-field-heard = Status
records-field-steps = Schritte
records-field-sip-uri = SIP-Adresse
records-field-allowed-addresses = Erlaubte Adressen
records-field-enabled = Status
records-field-external-id = ID der Telefonanlage
records-field-status = Status
records-field-recording-id = Aufnahme
records-field-language = Sprache
records-field-text = Text
records-help-sip-uri = Wohin die Anrufe gehen, z. B. sip:sbc.example.com:5060.
records-help-mac = Steht auf einem Etikett am Gerät, z. B. 00:1A:2B:3C:4D:5E.
records-help-extension = Die Nummer der Nebenstelle, als die sich das Gerät anmeldet.
records-steps-help = Ein Anruf durchläuft die Schritte in dieser Reihenfolge. Die Zahl vor einem Schritt gibt seinen Platz an; ein Schritt ohne Art wird weggelassen.
records-step-none = Kein Schritt
records-step-order = Platz von Schritt { $n }
records-step-kind = Art von Schritt { $n }
records-step-target = Ziel von Schritt { $n }
records-step-seconds = Sekunden von Schritt { $n }
records-step-target-hint = Text, Nummer oder Name
records-step-seconds-hint = Sek.
records-step-kind-greeting = Ansage abspielen
records-step-kind-menu = Menü anbieten
records-step-kind-ring = Nebenstelle anrufen
records-step-kind-agent = An Agenten übergeben
records-step-kind-voicemail = Nachricht aufnehmen
records-step-kind-forward = An Rufnummer weiterleiten
records-step-kind-hangup = Auflegen
records-call-flow-title = Anrufabläufe
records-call-flow-new = Neuer Anrufablauf
records-call-flow-add = Anrufablauf hinzufügen
records-call-flow-empty-title = Noch kein Anrufablauf
records-call-flow-empty = Ein Anrufablauf legt Schritt für Schritt fest, was Anrufer erwartet: eine Begrüßung, Telefone, die klingeln, eine Voicemail-Box.
records-voicemail-box-title = Voicemail-Boxen
records-voicemail-box-new = Neue Voicemail-Box
records-voicemail-box-add = Voicemail-Box hinzufügen
records-voicemail-box-empty-title = Noch keine Voicemail-Box
records-voicemail-box-empty = Eine Box nimmt Nachrichten auf, wenn niemand abnimmt, und kann sie per E-Mail weiterleiten.
records-voicemail-message-title = Nachrichten
records-voicemail-message-new = Neue Nachricht
records-voicemail-message-add = Nachricht hinzufügen
records-voicemail-message-empty-title = Keine Nachricht
records-voicemail-message-empty = Hier erscheinen Nachrichten, die Anrufer hinterlassen.
records-trunk-title = Trunks
records-trunk-new = Neuer Trunk
records-trunk-add = Trunk hinzufügen
records-trunk-empty-title = Noch kein Trunk
records-trunk-empty = Eine Leitung zu Ihrer eigenen Anlage: wohin Anrufe gehen und von welchen Adressen sie kommen dürfen.
records-device-title = Geräte
records-device-new = Neues Gerät
records-device-add = Gerät hinzufügen
records-device-empty-title = Noch kein Gerät
records-device-empty = Ein Telefon oder ein Adapter und die Nebenstelle, als die es sich anmeldet.
records-contact-title = Kontakte
records-contact-new = Neuer Kontakt
records-contact-add = Kontakt hinzufügen
records-contact-empty-title = Noch kein Kontakt
records-contact-empty = Personen und Rufnummern, die Sie wiedererkennen möchten.
records-recording-title = Aufnahmen
records-recording-new = Neue Aufnahme
records-recording-add = Aufnahme hinzufügen
records-recording-empty-title = Keine Aufnahme
records-recording-empty = Hier erscheinen Anrufe, die aufgenommen wurden.
records-transcript-title = Transkripte
records-transcript-new = Neues Transkript
records-transcript-add = Transkript hinzufügen
records-transcript-empty-title = Kein Transkript
records-transcript-empty = Hier erscheint schriftlich, was in aufgenommenen Anrufen gesagt wurde.

## Transfers
transfer-incoming = An Sie von
transfer-outgoing = Von Ihnen an
transfer-status-accepted = Angenommen
transfer-status-rejected = Abgelehnt
transfer-status-cancelled = Zurückgenommen
transfer-status-expired = Abgelaufen
transfer-accepted = { $name } ist jetzt bei Ihnen. Die Personen dort wurden informiert.
transfer-rejected = Das Angebot für { $name } wurde abgelehnt; der Absender wurde informiert.
transfer-cancelled = Das Angebot für { $name } wurde zurückgenommen.
transfer-title = { $name } übertragen
transfer-lead = Alles, was zum Kunden gehört, geht mit: Personen, Rufnummern, Nebenstellen, Agenten, Schlüssel. Ihre Rechnungen, Berichte und das Protokoll bis zu diesem Zeitpunkt bleiben bei Ihnen; auf den Kunden haben Sie danach keinen Zugriff mehr. Von Ihrer Seite lässt sich das nicht rückgängig machen.
transfer-to = Wer den Kunden erhalten soll
transfer-to-agency = Ein anderer Anbieter
transfer-to-self-managed = Niemand: Der Kunde verwaltet sich selbst, wenn der Betreiber dieser Plattform zustimmt
transfer-target = Die ID des Anbieters
transfer-target-help = Sie steht beim anderen Anbieter auf der Seite der Übertragungen und beginnt mit agn_. Wir verraten nicht, ob es einen solchen Anbieter gibt; auf eine falsche ID kommt nie eine Antwort.
transfer-note = Eine Notiz für die andere Seite
transfer-request = Übertragung anbieten
transfer-requested = { $name } wurde angeboten. Sie erfahren es, sobald die andere Seite entschieden hat.

## Team
team-title = Team
team-name = Name
team-role = Rolle
team-role-own = { $role }: { $name }
team-role-own-means = Was ein Benutzer darf, und: { $permissions }.
team-roles = Was jede Rolle darf
team-status = Status
team-status-active = Aktiv
team-status-invited = Eingeladen
team-status-expired = Einladung abgelaufen
team-last-sign-in = Letzte Anmeldung
team-never = Nie
team-added = Hinzugefügt
team-you = (Sie)
team-email = E-Mail
team-count = { $n ->
    [one] 1 Person
   *[other] { $shown } Personen
}
team-invite-title = Jemanden einladen
team-invite = Einladung senden
team-invited = { $email } erhält eine E-Mail und damit Zugang.
team-change = Ändern
team-change-of = { $name } ändern
team-changed = { $name } hat jetzt die Rolle „{ $role }“.
team-resend-of = Einladung an { $name } erneut senden
team-remove = Aus dem Team entfernen
team-factor = Zweiten Faktor verloren?
team-factor-note = Authenticator-App, Wiederherstellungscodes und Passkeys der Person werden entfernt und ihre Anmeldungen beendet. Vergewissern Sie sich, dass die Bitte wirklich von ihr kommt.
team-factor-button = Zweiten Faktor von { $name } zurücksetzen
team-factor-reset = { $name } meldet sich jetzt nur mit dem Passwort an und kann einen neuen zweiten Faktor einrichten.
team-remove-note = Die Person wird sofort abgemeldet und kann ohne neue Einladung nicht zurückkehren. Was sie getan hat, bleibt im Protokoll.
team-remove-button = { $name } entfernen
team-removed = { $name } gehört nicht mehr zum Team.
members-empty-title = Noch niemand
members-empty = Laden Sie die Person, die dieses Konto führt, als Inhaber ein. Sie erhält eine E-Mail mit einem Link, um ein Passwort festzulegen.

## Mistakes in fields, by code
roles-title = Rollen
roles-lead = Jeder Benutzer sieht Anrufe, Nutzung und was hier eingerichtet ist, und arbeitet mit Agenten, Kontakten und Nachrichten. Eine eigene Rolle erweitert das. Personen, Schlüssel, Einstellungen und Zahlungen bleiben den Inhabern vorbehalten.
roles-empty-title = Noch keine eigene Rolle
roles-empty = Legen Sie eine Rolle für Personen an, die mehr tun als andere Benutzer, etwa am Empfang oder in der Buchhaltung. Danach vergeben Sie sie auf der Seite „Team“.
roles-name = Name
roles-permissions = Erlaubt zusätzlich
roles-people = Personen
roles-people-count = { $n ->
    [0] Niemand
    [one] 1 Person
   *[other] { $shown } Personen
}
roles-new = Neue Rolle
roles-add = Rolle hinzufügen
roles-full = Es gibt fünfzig Rollen, mehr sind nicht möglich. Löschen Sie eine, um eine andere hinzuzufügen.
roles-delete-note = { $n ->
    [0] Niemand hat diese Rolle. Sie wird endgültig gelöscht.
    [one] Eine Person hat diese Rolle und bleibt ohne sie Benutzer. Sie wird endgültig gelöscht.
   *[other] { $shown } Personen haben diese Rolle und bleiben ohne sie Benutzer. Sie wird endgültig gelöscht.
}
permission-group-telephony = Telefonie
permission-group-insight = Einsicht
permission-call-flows-manage = Anrufabläufe
permission-call-flows-manage-means = Legt Anrufabläufe und Voicemail-Boxen an, ändert und löscht sie.
permission-extensions-manage = Nebenstellen
permission-extensions-manage-means = Legt Nebenstellen an, löscht sie und vergibt neue Passwörter für sie.
permission-numbers-manage = Rufnummern
permission-numbers-manage-means = Ändert die Anrufernamen der Rufnummern.
permission-devices-manage = Geräte
permission-devices-manage-means = Legt Geräte an, ändert und löscht sie.
permission-trunks-manage = Trunks
permission-trunks-manage-means = Legt Leitungen zu eigenen Anlagen an, ändert und löscht sie.
permission-billing-read = Abrechnung
permission-billing-read-means = Sieht Tarif, Karten, Rechnungen und Zahlungen und ändert nichts daran.
permission-audit-read = Protokoll
permission-audit-read-means = Sieht, was hier wann und von wem getan wurde.
refused-suspended = Der Kunde ist gesperrt.
refused-cancelled = Der Kunde ist gekündigt.
refused-not-allowed = Mit den Zugangsdaten des Kunden sind keine Anrufe erlaubt.
refused-spend-limit = Das monatliche Ausgabenlimit ist erreicht, oder der Rest ist für laufende Anrufe zurückgehalten.
refused-minutes-limit = Die Minuten des Monats sind aufgebraucht, oder der Rest ist für laufende Anrufe zurückgehalten.
refused-concurrency = Die Höchstzahl gleichzeitiger Anrufe ist erreicht.
refused-inbound-share = Die verbleibenden Leitungen sind für eingehende Anrufe reserviert.
announce-suspended = Dieser Dienst ist zurzeit unterbrochen. Bitte versuchen Sie es später noch einmal.
announce-cancelled = Diese Rufnummer ist nicht vergeben.
announce-not-allowed = Von diesem Anschluss sind keine Anrufe möglich.
announce-spend-limit = Dieser Dienst ist im Moment nicht verfügbar. Bitte versuchen Sie es später noch einmal.
announce-minutes-limit = Dieser Dienst ist im Moment nicht verfügbar. Bitte versuchen Sie es später noch einmal.
announce-concurrency = Alle Leitungen sind belegt. Bitte versuchen Sie es in einigen Minuten noch einmal.
announce-inbound-share = Alle Leitungen sind belegt. Bitte versuchen Sie es in einigen Minuten noch einmal.

## Overview
overview-minutes = Minuten
overview-calls = Anrufe
overview-month = { $month } bisher
overview-calls-per-day = Anrufe pro Tag
overview-range = { $from } bis { $to }
overview-channels = Nach Kanal
nav-calls = Anrufe
nav-usage = Nutzung
direction-inbound = Eingehend
direction-outbound = Ausgehend
ending-completed = Abgeschlossen
ending-failed = Fehlgeschlagen
ending-abandoned = Aufgelegt

## Pictures
chart-label = { $what }: { $total } insgesamt, Höchstwert { $most } ({ $part })
chart-numbers = Zahlen anzeigen
chart-nothing = Noch nichts.
chart-from = gegenüber { $before }
chart-more = Mehr:
chart-less = Weniger:
chart-no-before = kein früherer Wert zum Vergleich

## Limits
limits-of = von { $cap }
limits-kind-spend = Ausgaben
limits-kind-minutes = Minuten
limits-n-minutes = { $n ->
    [one] 1 Minute
   *[other] { $shown } Minuten
}

## Analytics, usage, calls
analytics-title = Auswertung
analytics-day = Tag
analytics-week = Woche ab
analytics-month = Monat
analytics-range-wrong = Dieser Zeitraum lässt sich nicht anzeigen: { $why } Angezeigt werden die letzten dreißig Tage.
analytics-by = Unterteilt in
analytics-by-day = Tage
analytics-by-week = Wochen
analytics-by-month = Monate
analytics-range = Zeitraum
analytics-from = Von
analytics-to = Bis
analytics-show = Anzeigen
analytics-csv = Als CSV herunterladen
analytics-figures = Kennzahlen
analytics-compared = Verglichen mit { $from } bis { $to }. Tage in der Zeitzone { $zone }.
analytics-conversations = Gespräche
analytics-margin-over-time = Marge
analytics-margin-in = Marge in { $currency }
analytics-quality = Verlauf der Gespräche
analytics-average = Durchschnittsdauer
analytics-transferred = Weitergeleitet
analytics-abandoned = Aufgelegt
analytics-resolved = Gelöst
analytics-sentiment = Stimmung
analytics-unknown = nicht bekannt
analytics-tenants = Kunden
analytics-empty-title = Keine Anrufe an diesen Tagen
analytics-empty = Wählen Sie andere Tage oder senden Sie Nutzung über die API.
usage-title = Nutzung
usage-amount = Betrag
usage-over-time = Betrag im Zeitverlauf
usage-amount-in = Betrag in { $currency }
usage-by-meter = Nach Nutzungsart
usage-what = Was
usage-quantity = Menge
usage-unit = Einheit
usage-total = Summe
usage-provisional = Die Beträge sind vorläufig, bis der Monat abgerechnet ist.
usage-empty-title = Keine Nutzung an diesen Tagen
usage-empty = Sobald Anrufe eingehen, steht hier, was sie verbrauchen.
calls-title = Anrufe
calls-empty-title = Noch keine Anrufe
calls-empty = Anrufe und Chats erscheinen hier kurz nach ihrem Ende.
calls-none-title = Nichts gefunden
calls-none = Kein Anruf passt dazu. Entfernen Sie einen Filter.
calls-count = { $n ->
    [one] 1 Anruf
   *[other] { $shown } Anrufe
}
calls-filter = Anrufe filtern
calls-number = Anfang einer Rufnummer, z. B. +49
calls-any-channel = Alle Kanäle
calls-any-direction = Ein- und ausgehend
calls-any-status = Alle Ergebnisse
calls-csv = Als CSV herunterladen
calls-no-number = keine Rufnummer
calls-agent = Agent
calls-length = Dauer
calls-started = Beginn
calls-channel = Kanal
calls-direction = Richtung
calls-status = Ergebnis
calls-about = Der Anruf
calls-from = Von
calls-to = An
calls-resolved = Gelöst
calls-yes = Ja
calls-no = Nein
calls-recording = Aufnahme
calls-listen = Anhören
calls-transcript = Transkript
calls-read = Lesen
calls-id = ID
calls-summary = Zusammenfassung
calls-costs = Kosten
calls-no-costs = Zu diesem Anruf ist keine Nutzung bekannt, oder die Angaben werden nicht mehr aufbewahrt.
calls-provisional = Jeder Betrag zeigt, um wie viel dieser Teil den Monat teurer gemacht hat. Der Monat wird einmal gerundet, wenn er abgerechnet wird.
portal-forecast = Prognose zum Monatsende

## Inbound hooks
calls-clear = Alle Anrufe anzeigen

## The rate card
meter = Nutzungsart

## Prices
prices-change = Ändern

## What billing refuses
plain-card-refused = Der Zahlungsdienstleister hat die Karte abgelehnt.
plain-more-than-invoiced = Das ist mehr, als sich auf diese Rechnung noch gutschreiben lässt.
plain-unknown-tax-code = Es gibt keinen Steuersatz mit diesem Code.
audit-action-billing-account-updated = Rechnungsdaten geändert
audit-action-billing-settings-updated = Abrechnungseinstellungen geändert
audit-action-subscription-activated = Abonnement begonnen
audit-action-subscription-upgraded = Upgrade des Tarifs
audit-action-subscription-downgrade-scheduled = Downgrade geplant
audit-action-subscription-cancel-scheduled = Kündigung geplant
audit-action-subscription-resumed = Geplante Änderung rückgängig gemacht
audit-action-subscription-past-due = Abonnement überfällig
audit-action-subscription-recovered = Abonnement wieder bezahlt
audit-action-subscription-agreed = Tarif vereinbart
audit-action-subscription-ended = Abonnement beendet
audit-action-plan-created = Tarif angelegt
audit-action-plan-updated = Tarif geändert
audit-action-plan-archived = Tarif archiviert
audit-action-tax-rate-added = Steuersatz hinzugefügt
audit-action-invoice-item-added = Position zur nächsten Rechnung hinzugefügt
audit-action-invoice-item-dropped = Position von der nächsten Rechnung entfernt
audit-action-invoice-draft-sent = Entwurf gesendet
audit-action-invoice-draft-discarded = Entwurf zurückgestellt
audit-action-invoice-draft-restored = Entwurf wieder aufgenommen
audit-action-invoice-drafts-sent = Alle Entwürfe gesendet
audit-action-invoice-issued = Rechnung ausgestellt
audit-action-invoice-voided = Rechnung storniert
audit-action-invoice-written-off = Rechnung abgeschrieben
audit-action-credit-note-issued = Gutschrift ausgestellt
audit-action-credit-granted = Gutschriftbetrag gewährt
audit-action-credit-taken-back = Gutschriftbetrag zurückgenommen
audit-action-credit-expired = Gutschriftbetrag verfallen
audit-action-payment-method-requested = Hinzufügen einer Karte begonnen
audit-action-payment-method-added = Karte hinzugefügt
audit-action-payment-method-made-default = Standardkarte gewählt
audit-action-payment-method-removed = Karte entfernt
audit-action-payment-started = Zahlung begonnen
audit-action-payment-succeeded = Zahlung eingegangen
audit-action-payment-failed = Zahlung fehlgeschlagen
audit-action-refund-succeeded = Erstattung ausgeführt
audit-action-refund-failed = Erstattung abgelehnt
audit-action-gateway-connected = Eigenes Stripe-Konto verbunden
audit-action-gateway-renewed = Schlüssel des eigenen Stripe-Kontos geändert
audit-action-gateway-disconnected = Eigenes Stripe-Konto getrennt
audit-action-settlement-made = Auszahlungsabrechnung erstellt
audit-action-settlement-paid = Auszahlungsabrechnung ausgezahlt
audit-action-settlement-terms-updated = Auszahlungsbedingungen geändert

## Billing
nav-billing = Abrechnung

## Plans, as forms
usage-included = von { $quantity } inklusive

## Who pays, and what is paid in advance
account-details = Rechnungsdaten
account-details-lead = Sie stehen ab der nächsten Rechnung auf Ihren Rechnungen.
account-details-saved = Die Rechnungsdaten wurden gespeichert.
wallet-manage = Verwalten
wallet-lead = Rechnungen werden zuerst aus dem Guthaben bezahlt, dann mit der Karte.
wallet-fill = Aufladen
wallet-filling = Die Karte wird belastet; das Geld ist in wenigen Sekunden da.
wallet-recharge = Automatisch aufladen
wallet-recharge-lead = Sobald das Guthaben unter das Mindestguthaben fällt, wird der Aufladebetrag von der Standardkarte abgebucht. Lassen Sie beide Felder leer, um dies auszuschalten.
wallet-recharge-saved = Das wurde gespeichert.
wallet-recharge-off = Das Guthaben wird nicht automatisch aufgeladen.
wallet-recharges = Das Guthaben wird um { $amount } aufgeladen, sobald es unter { $below } fällt.
wallet-below = Mindestguthaben in { $currency }
wallet-amount = Aufladebetrag in { $currency }
wallet-no-card-title = Keine Karte zum Aufladen
wallet-no-card = Fügen Sie zuerst eine Karte hinzu; danach können Sie damit Guthaben aufladen.

## Whoever issues invoices
issuer-legal-name = Firmenname
issuer-address = Anschrift
issuer-country = Land
issuer-tax-id = Steuernummer / USt-IdNr.

## A tenant's account, to its agency
billing-title = Abrechnung
billing-no-plan = Hier gibt es keinen Tarif. Die Nutzung wird monatlich abgerechnet.
billing-subscription = Abonnement
billing-plan = Tarif
billing-model = Modell
billing-model-flat = Pauschale
billing-model-pay-as-you-go = Nach Nutzung
billing-fee = Gebühr
billing-trial-until = Testphase bis
billing-period = Zeitraum
billing-to-pay = Zu zahlen
card-pays-open = Der offene Betrag von { $amount } wird sofort damit bezahlt.
billing-next = Nächste Rechnung
billing-wallet = Guthaben
billing-credit = Gutschriften
billing-ends = Das Abonnement endet am { $day }.
billing-then = Wechselt am { $day } zu { $plan }.
billing-resume = Unverändert lassen
billing-cancel = Abonnement kündigen
billing-plans = Tarife
interval-monthly = pro Monat
interval-annual = pro Jahr
plan-a-month = pro Monat
plan-annual = oder { $price } pro Monat bei jährlicher Zahlung
plan-by-agreement = Nach Vereinbarung
plan-calls = { $n } gleichzeitige Anrufe
plan-requests = { $n } API-Anfragen pro Minute
plan-current = Aktueller Tarif
plan-upgrade = Upgrade auf { $plan }
plan-downgrade = Downgrade auf { $plan }
plan-planned = ab { $day }
plan-upgrade-short = Upgrade
plan-downgrade-short = Downgrade
feature-whitelabel = White-Label
feature-agencymode = Eigene Kunden
feature-hipaacompliance = HIPAA-Konformität
feature-ssosaml = Single Sign-on (SAML)
feature-dedicatedsupport = Persönlicher Support
preview-debit = { $plan }, ab jetzt bis zum { $day }
preview-credit = Bereits bezahlt und nicht mehr genutzt
invoices-older = Ältere
former-title = Früherer Anbieter
former-lead = Rechnungen eines früheren Anbieters. Bei Fragen dazu oder zur Bezahlung wenden Sie sich bitte an diesen Anbieter.
invoices-latest = Neueste
payment-into-wallet = Aufladung des Guthabens
payment-from-wallet = aus dem Guthaben
payments-all = Alle Zahlungen
preview-trial = Während der Testphase zahlen Sie nichts. An ihrem Ende wird der Rest des Zeitraums bis zum { $day } berechnet: der entsprechende Anteil von { $price }.
billing-elsewhere = Dieses Konto wird an anderer Stelle abgerechnet: Von hier wird keine Rechnung gesendet und keine Karte belastet.
preview-others = Weitere Positionen, die noch nicht berechnet sind
preview-from-credit = Aus Gutschriften und Guthaben
preview-next = Auf der nächsten Rechnung
preview-later = Gutschrift auf der nächsten Rechnung
preview-now = Jetzt zu zahlen
preview-then = Ab { $day }: { $price }.
preview-then-down = Ab { $day } zahlen Sie { $price }.
preview-lost = Ab dann gilt:
preview-lost-feature = { $feature }: nicht mehr enthalten
preview-lost-calls = Gleichzeitige Anrufe: { $is } statt { $was }
preview-lost-requests = API-Anfragen pro Minute: { $is } statt { $was }
preview-down = Bis dahin bleibt alles, wie es ist. Bis zu diesem Tag können Sie es sich anders überlegen.
preview-to-monthly = { $plan } monatlich zahlen
preview-to-annual = { $plan } jährlich zahlen
preview-monthly = Stattdessen monatlich zahlen
preview-annual = Stattdessen jährlich zahlen
methods-title = Zahlungsarten
methods-empty = Noch keine Karte. Ohne Karte werden Rechnungen per Überweisung bezahlt.
autopay-on = Rechnungen werden mit der Standardkarte bezahlt.
autopay-off = Rechnungen werden nicht automatisch bezahlt.
autopay-turn-on = Mit Karte bezahlen
autopay-turn-off = Automatische Zahlung ausschalten
autopay-changed = Die automatische Zahlung wurde geändert.
card-ending = mit Endziffern { $last4 }
card-expires = gültig bis { $date }
card-default = Standard
card-make-default = Als Standard festlegen
card-remove = Entfernen
card-add = Karte hinzufügen
card-added = Die Karte wurde hinzugefügt.
card-not-added = Die Karte wird noch bestätigt.
card-removed = Die Karte wurde entfernt.
card-default-changed = Die Standardkarte wurde geändert.
card-sandbox = Diese Installation nimmt nur Testkarten an: Mit 4242 4242 4242 4242 gelingt die Zahlung. Echte Karten werden nicht gespeichert.
card-stripe = Die Karte geht direkt an Stripe und wird dort gespeichert; hier wird sie weder gesehen noch gespeichert.
card-needs-script = Diese Seite benötigt JavaScript: Die Kartennummer geht direkt an den Zahlungsdienstleister.
card-unreachable = Der Zahlungsdienstleister war nicht erreichbar. Es wurde nichts gespeichert; versuchen Sie es gleich noch einmal.
card-confirm-lead = Die Bank möchte sichergehen, dass Sie es sind, der { $amount } zahlt.
card-confirmed = Die Zahlung ist bestätigt.
card-number = Kartennummer
card-number-help = 16 Ziffern, wie auf der Karte.
card-expiry = Gültig bis
card-expiry-help = Monat und Jahr, z. B. 12/30.
card-cvc = Prüfnummer
invoices-title = Rechnungen
invoices-empty = Noch keine Rechnungen.
invoice-number = Nummer
invoice-payer = Kunde
invoice-issued = Ausgestellt
invoice-due = Fällig
invoice-total = Gesamt
invoice-tax = Steuer
invoice-open = Offen
invoice-overdue = Überfällig
invoice-paid = Bezahlt
invoice-void = Storniert
invoice-uncollectible = Abgeschrieben
invoice-lines = Positionen
invoice-lines-open = zum Anzeigen der Preisregel öffnen
invoice-by-transfer = Per Überweisung zahlen
invoice-details = Einzelheiten
invoice-issuer = Ausgestellt von
invoice-paid-on = Bezahlt am
invoice-due-on = Fällig am { $day }
invoice-pdf = PDF
invoice-from-wallet = Davon aus dem Guthaben
invoice-pay = { $amount } zahlen
subscription-trial = Testphase
subscription-active = Aktiv
subscription-past-due = Überfällig
subscription-cancelled = Beendet
subscription-changed = Ihr Tarif wurde geändert.
subscription-planned = Die Änderung ist geplant.
subscription-resumed = Alles bleibt, wie es ist.
subscription-cancelling = Das Abonnement endet mit diesem Zeitraum.
payments-title = Zahlungen
payment-when = Wann
payment-note = Hinweis
payment-succeeded = Bezahlt
payment-failed = Fehlgeschlagen
payment-pending = In Bearbeitung
payment-requires-action = Zu bestätigen
payment-refunded = { $amount } erstattet
payment-confirm = Zahlung bestätigen
units-token = { $n ->
    [one] Token
   *[other] Tokens
}
units-character = { $n ->
    [one] Zeichen
   *[other] Zeichen
}
units-second = { $n ->
    [one] Sekunde
   *[other] Sekunden
}
units-minute = { $n ->
    [one] Minute
   *[other] Minuten
}
units-number-a-month = { $n ->
    [one] Rufnummer pro Monat
   *[other] Rufnummern pro Monat
}
line-rule = Preisregel
line-period = Für { $days }.
line-by-hand = Von Hand hinzugefügt.
line-included = Jeden Monat inklusive: { $quantity } { $unit }.
line-before = Davor in diesem Monat, zu einem früheren Preis: { $quantity } { $unit }.
line-calls = Ansehen, was dahintersteckt
line-billed = Berechnet
line-billed-in = Berechnet, { $unit }
line-events = Was berechnet wird
line-events-none-title = Nicht mehr aufbewahrt
line-events-none = Einzelne Anrufe werden nach einiger Zeit gelöscht; ihre Summe bleibt erhalten.
line-events-count = { $n ->
    [one] 1 Eintrag
   *[other] { $shown } Einträge
}
line-exact = Genauer Betrag
line-rounded = Einmal gerundet
billing-cancel-trial = Die Testphase endet am { $day }; dafür wird nichts berechnet. Bis dahin können Sie dies rückgängig machen.
billing-cancel-means = Das Abonnement bleibt bis zum { $day } aktiv und wird nicht verlängert. Bis dahin können Sie dies rückgängig machen.
billing-cancel-reason = Warum kündigen Sie? (optional)
invoices-count = { $n ->
    [one] 1 Rechnung
   *[other] { $shown } Rechnungen
}
act-amount = Betrag in { $currency }
billing-usage = Nutzung in diesem Monat
confirm-title = Zahlung bestätigen
confirm-wallet = { $amount } für Ihr Guthaben. Haben Sie diese Zahlung veranlasst?
confirm-lead = { $amount } für Rechnung { $number }. Haben Sie diese Zahlung veranlasst?
confirm-yes = Ja, zahlen
confirm-no = Nein, abbrechen
confirm-settled = Es gibt nichts mehr zu bestätigen.
confirm-back = Zurück
confirm-done = Vielen Dank. Die Zahlung ist bestätigt.
confirm-refused = Die Zahlung wurde abgebrochen. Es wurde nichts abgebucht.

## How a price is made
rule-per-unit = { $rate } je { $unit }
rule-graduated = gestaffelt, jede Stufe zu ihrem Preis
rule-volume = alles zum Preis der erreichten Stufe
rule-package = { $price } je angefangene { $size }
rule-included = nach { $included } freien im Monat
tier-to = bis { $to }: { $rate } je { $unit }
tier-more = darüber: { $rate } je { $unit }
tier-flat = zuzüglich { $flat }
plan-no-limit = Ohne Limit
audit-group-domain = Domain
audit-action-domain-added = Domain hinzugefügt
audit-action-domain-verified = Domain nachgewiesen
audit-action-domain-activated = Domain aktiv
audit-action-domain-unreachable = Domain nicht erreicht
audit-action-domain-lost = Domain verloren
audit-action-domain-removed = Domain entfernt

## Suche
search-title = Suche
search-find = Alles durchsuchen
search-hint = Ein Teil einer Nummer oder eines Namens, jemand aus dem Team, eine Seite.
search-pages = Seiten
search-count = { $n ->
    [one] Ein Treffer
   *[other] { $shown } Treffer
}
search-first = Die ersten { $shown } Treffer; es gibt weitere.
search-more = Es gibt weitere. Geben Sie mehr davon ein.
search-none = Nichts gefunden zu „{ $words }“.
search-none-help = Versuchen Sie es mit weniger Buchstaben, dem Anfang eines anderen Wortes oder dem Ende einer Nummer.

audit-action-recordings-expired = Aufnahmen nach Ablauf der Aufbewahrungszeit gelöscht
nav-keys = API-Schlüssel

## The overview of a tenant
portal-attention = Zu beachten
portal-look = Ansehen
attention-reached-spend = Das monatliche Ausgabenlimit von { $cap } ist erreicht.
attention-reached-minutes = Alle { $cap } Minuten dieses Monats sind verbraucht.
attention-blocked = Neue Anrufe werden abgelehnt; laufende gehen weiter.
attention-refused = { $n ->
    [one] Ein Anruf wurde abgelehnt.
   *[other] { $shown } Anrufe wurden abgelehnt.
}
attention-because-concurrency = Es liefen zu viele gleichzeitig.
attention-because-inbound-share = Die übrigen Leitungen sind für eingehende Anrufe reserviert.
attention-because-not-allowed = Dieses Konto darf keine Anrufe tätigen.
attention-near-spend = { $percent } % des monatlichen Ausgabenlimits von { $cap } sind verbraucht.
attention-near-minutes = { $percent } % der { $cap } Minuten dieses Monats sind verbraucht.
attention-pace = { $n ->
    [0] Geht es so weiter wie diese Woche, ist das Limit heute erreicht.
    [one] Geht es so weiter wie diese Woche, ist das Limit morgen erreicht.
   *[other] Geht es so weiter wie diese Woche, ist das Limit in { $shown } Tagen erreicht.
}
attention-invoice-unconfirmed = Rechnung { $number } über { $amount }: Ihre Bank möchte, dass Sie die Zahlung bestätigen.
attention-invoice-failed = Rechnung { $number } über { $amount }: Die Zahlung ist fehlgeschlagen.
attention-invoice-overdue = Rechnung { $number } über { $amount } ist überfällig.
attention-invoice-open = Rechnung { $number } über { $amount } ist zu bezahlen.
attention-card-ends = Die Karte mit den Endziffern { $last4 } läuft { $date } ab.
attention-card-over = Die Karte mit den Endziffern { $last4 } ist abgelaufen ({ $date }).
attention-trial = Ihre Testphase endet am { $day }.
attention-trial-unpaid = Ihre Testphase endet am { $day }, und es ist noch keine Zahlungsart hinterlegt.
attention-unplaced = { $n ->
    [one] Eine Rufnummer hat keinen Anrufablauf; Anrufe dorthin werden abgelehnt.
   *[other] { $shown } Rufnummern haben keinen Anrufablauf; Anrufe dorthin werden abgelehnt.
}
attention-go-usage = Nutzung ansehen
attention-go-pay = Bezahlen
attention-go-confirm = Bestätigen
attention-go-routing = Festlegen
portal-first = Erste Schritte
portal-first-lead = Es ist noch nichts eingegangen. Das ist noch zu tun:
portal-step-team = Laden Sie die Personen ein, mit denen Sie arbeiten
portal-step-extension = Richten Sie eine Nebenstelle für ein Telefon ein
portal-step-flow = Legen Sie fest, was Anrufer erwartet
portal-step-card = Hinterlegen Sie eine Karte zum Bezahlen
portal-latest-calls = Letzte Anrufe
portal-all-calls = Alle Anrufe

## Why a tenant is suspended
portal-suspended-spend = Das monatliche Ausgabenlimit von { $cap } ist erreicht. { $brand } kann es erhöhen und den Dienst wieder einschalten.
portal-suspended-minutes = Alle { $cap } Minuten dieses Monats sind verbraucht. { $brand } kann das Limit erhöhen und den Dienst wieder einschalten.
portal-suspended-cap = Ein Limit dieses Monats wurde erreicht. { $brand } kann den Dienst wieder einschalten.
portal-suspended-unpaid = Es ist noch etwas zu bezahlen. Sobald alle fälligen Rechnungen bezahlt sind, läuft der Dienst von selbst weiter.
portal-suspended-unpaid-others = Es ist noch etwas zu bezahlen. Wenden Sie sich an die Person, die sich um die Abrechnung kümmert.
portal-suspended-trial = Die Testphase ist vorbei, und es ist keine Zahlungsart hinterlegt. Fügen Sie eine Karte hinzu; danach kann { $brand } den Dienst wieder einschalten.
portal-suspended-provider = { $brand } hat den Dienst unterbrochen und kann ihn wieder einschalten.
portal-see-plans = Tarife ansehen

## API keys
keys-title = API-Schlüssel
keys-empty-title = Noch keine Schlüssel
keys-empty = Mit einem Schlüssel kann ein Programm Ihre Daten lesen und ändern, soweit seine Berechtigungen reichen.
keys-name = Name
keys-name-help = Wofür er ist, damit Sie ihn wiedererkennen.
keys-scopes = Berechtigungen
keys-scopes-help = So wenige, wie das Programm braucht.
keys-scopes-count = { $n ->
    [one] 1 Berechtigung
   *[other] { $shown } Berechtigungen
}
keys-everything = Alles
keys-made = Erstellt
keys-made-by = Erstellt von
keys-used = Zuletzt verwendet
keys-never = nie
keys-state = Status
keys-active = Aktiv
keys-expired = Abgelaufen
keys-revoked = Widerrufen
keys-until = Bis { $day }
keys-begins = { $prefix }…
keys-begins-with = Beginnt mit
keys-environment = Umgebung
keys-live = Live
keys-sandbox = Sandbox
keys-ends = Endet
keys-ends-never = Nie von selbst
keys-ends-days = { $n ->
    [one] Nach 1 Tag
   *[other] Nach { $shown } Tagen
}
keys-new = Neuer Schlüssel
keys-add = Schlüssel erstellen
keys-created = Der Schlüssel „{ $name }“ wurde erstellt.
keys-secret-title = Das Geheimnis des Schlüssels
keys-secret-once = Kopieren Sie es jetzt: Es wird nur dieses eine Mal angezeigt. Wer es hat, kann alles, was der Schlüssel darf.
keys-open = Öffnen
keys-open-of = { $name } öffnen
keys-revoke = Widerrufen
keys-revoke-of = { $name } widerrufen
keys-revoke-means = Programme mit diesem Schlüssel werden ab sofort abgewiesen. Das lässt sich nicht rückgängig machen.
keys-revoke-button = { $name } widerrufen
keys-revoked-now = Der Schlüssel wurde widerrufen.
key-scope-numbers-read = Rufnummern ansehen
key-scope-numbers-write = Anrufernamen von Rufnummern ändern
key-scope-extensions-read = Nebenstellen ansehen
key-scope-extensions-write = Nebenstellen hinzufügen, ändern und löschen
key-scope-agents-read = Agenten ansehen
key-scope-agents-write = Agenten hinzufügen, ändern und löschen
key-scope-telephony-read = Lesen, was eine Telefonanlage braucht, auch SIP-Passwörter
key-scope-records-read = Anrufabläufe, Voicemail, Geräte, Kontakte und Aufnahmen ansehen
key-scope-records-write = Diese hinzufügen, ändern und löschen
key-scope-users-read = Das Team ansehen
key-scope-users-write = Personen einladen, ändern und entfernen
key-scope-usage-read = Die Nutzung ansehen
key-scope-usage-write = Nutzung und Anrufe melden
key-scope-conversations-read = Anrufe ansehen
key-scope-calls-write = Anrufe beginnen und beenden
key-scope-analytics-read = Auswertungen ansehen
key-scope-billing-read = Tarif, Karten und Rechnungen ansehen
key-scope-billing-write = Den Tarif ändern, bezahlen, Karten hinzufügen
key-scope-webhooks-read = Webhooks ansehen
key-scope-webhooks-write = Webhooks einrichten

## Settings of a tenant
settings-tab-general = Allgemein
settings-tab-recording = Aufnahmen
settings-tab-routing = Anrufziele
settings-tab-notifications = Benachrichtigungen
settings-tab-account = Konto
settings-name = Name
settings-name-help = So steht er auf Seiten und in E-Mails, und auf Rechnungen, wenn dafür kein anderer angegeben ist.
settings-change = Ändern
settings-recording-lead = Gilt für alle Anrufe ab jetzt. Anrufer müssen je nach Rechtslage davon wissen.
settings-recorded = Welche Anrufe aufgenommen werden
settings-recorded-none = Keine
settings-recorded-inbound = Eingehende Anrufe
settings-recorded-outbound = Ausgehende Anrufe
settings-recorded-all = Alle
settings-announced = Zu Beginn sagen, dass ein Anruf aufgenommen wird
settings-announced-yes = Ja
settings-announced-no = Nein
settings-keep-days = Aufnahmen so viele Tage aufbewahren
settings-keep-days-help = Ältere werden jede Nacht gelöscht, mit ihren Transkripten. Leer: Sie werden aufbewahrt.
settings-keep-sure = In der kommenden Nacht löschen. Das lässt sich nicht rückgängig machen.
settings-routing-lead = Was Anrufer erwartet, legt der Anrufablauf der angerufenen Rufnummer fest. Dies gilt für Rufnummern, die in keinem Anrufablauf stehen.
settings-unplaced = Ein Anruf an eine solche Rufnummer
settings-unplaced-reject = wird abgelehnt
settings-unplaced-announce = hört eine Ansage
settings-unplaced-ring = lässt eine Nebenstelle klingeln
settings-unplaced-voicemail = geht an eine Voicemail-Box
settings-message = Ansage
settings-message-help = Wird dem Anrufer vorgelesen, wenn eine Ansage gewählt ist.
settings-extension = Nebenstelle
settings-extension-help = Wenn eine Nebenstelle gewählt ist.
settings-voicemail-box = Voicemail-Box
settings-voicemail-box-help = Wenn eine Voicemail-Box gewählt ist.
settings-target-none = keine
settings-alerts = Hinweise zu Limits
settings-alerts-help = Adressen, eine pro Zeile, die eine E-Mail erhalten, wenn ein Limit fast oder ganz erreicht ist. Ohne Adresse erhält sie { $brand }.
settings-invoices = Rechnungen
settings-invoices-go = Sie gehen an { $email }.
settings-invoices-nowhere = Dafür ist keine Adresse angegeben; sie gehen an den Inhaber.
settings-own-mails = E-Mails an Sie
settings-own-mails-lead = Welche E-Mails Sie selbst erhalten, bestimmen Sie.
settings-own-mails-go = Ihre Benachrichtigungen
settings-sign-in = Ihre Anmeldung
settings-sign-in-lead = Passwort, zweiter Faktor und wo Sie angemeldet sind.
settings-sign-in-go = Ihr Konto
settings-export-lead = Anrufe, Nutzung, Kontakte, Rechnungen und alles andere als Dateien.
settings-close = Konto schließen
settings-close-means = Anrufe enden, und nach 90 Tagen werden alle Daten gelöscht. Bis dahin kann das Konto wieder geöffnet werden.
settings-close-mail = Schreiben Sie { $brand } an { $email }; dort wird es für Sie geschlossen.
settings-close-ask = { $brand } schließt es für Sie.
settings-close-go = Per E-Mail anfragen
settings-close-subject = Konto { $name } schließen

## Data to take along
export-title = Ihre Daten mitnehmen
export-lists = Listen
export-lead = Jede ist eine CSV-Datei, die jede Tabellenkalkulation öffnet.
export-until = Jede ist eine CSV-Datei, die jede Tabellenkalkulation öffnet. Alle Daten werden am { $day } gelöscht; laden Sie vorher herunter, was Sie behalten möchten.
export-usage = Nutzung { $year }
export-papers = Rechnungen als PDF
export-download = { $name } als { $format }

audit-action-mail-settings-updated = Mailserver eingerichtet
audit-action-mail-settings-removed = Mailserver entfernt
audit-action-mail-settings-tested = Mailserver getestet
audit-action-user-notifications-changed = Auswahl der E-Mails geändert

## Which mails somebody gets
notifications-title = Ihre E-Mails
notifications-lead = Welche E-Mails möchten Sie an { $email } erhalten?
notifications-usage = Nutzung
notifications-usage-means = Ein Limit ist bald oder ganz erreicht.
notifications-billing = Rechnungen und Zahlungen
notifications-billing-means = Eine neue Rechnung, eine eingegangene oder fehlgeschlagene Zahlung, eine Gutschrift.
notifications-transfers = Übertragungen
notifications-transfers-means = Ihnen wird ein Kunde angeboten, oder Ihr Angebot wird beantwortet.
notifications-tenants = Dienst
notifications-tenants-means = Der Dienst ist gesperrt oder läuft wieder, ein Testzeitraum endet, Daten werden gelöscht.
notifications-digest = Wochenübersicht
notifications-digest-means = Montags früh: Anrufe, Minuten und Beträge der Vorwoche.
notifications-always = Einladungen, neue Passwörter und Hinweise zu Ihrer Anmeldung werden immer gesandt.
notifications-none = Es gibt hier keine E-Mails an Sie, die sich abbestellen ließen.
notifications-saved = Gespeichert.
unsubscribe-title = Wochenübersicht
unsubscribe-lead = Sie erhalten montags früh eine Übersicht. Möchten Sie keine mehr?
unsubscribe-button = Keine mehr senden
unsubscribe-done = Sie erhalten keine Wochenübersichten mehr.
unsubscribe-choices = E-Mails auswählen

## What is counted
meter-name-llm-input-tokens = LLM-Eingabe
meter-name-llm-output-tokens = LLM-Ausgabe
meter-name-tts-characters = Sprachausgabe
meter-name-stt-seconds = Spracherkennung
meter-name-inbound-minutes = Eingehende Anrufe
meter-name-outbound-minutes = Ausgehende Anrufe
meter-name-numbers = Rufnummern
search-failed = Die Suche antwortet nicht. Mit der Eingabetaste öffnen Sie ihre Seite.
audit-group-rates = Preise
audit-group-hook = Eingehende Hooks
audit-group-webhook = Webhooks
audit-action-webhook-created = Webhook angelegt
audit-action-webhook-updated = Webhook geändert
audit-action-webhook-deleted = Webhook gelöscht
audit-action-webhook-secret-rotated = Geheimnis eines Webhooks erneuert
audit-action-webhook-tested = Webhook getestet
audit-action-webhook-replayed = Webhook erneut gesendet
audit-action-webhook-disabled = Webhook von selbst abgeschaltet

## Webhooks
nav-webhooks = Webhooks
webhooks-title = Webhooks
webhooks-lead = Wenn hier etwas geschieht, können Ihre eigenen Systeme es sofort erfahren: Wir senden eine signierte Nachricht an eine Adresse von Ihnen.
webhooks-empty-title = Noch keine Webhooks
webhooks-empty = Fügen Sie die Adresse eines Systems hinzu, das wissen möchte, was geschieht.
webhook-new = Neuer Webhook
webhook-add = Webhook hinzufügen
webhook-url = Adresse
webhook-url-help = Beginnt mit https://, etwa https://hooks.example.com/voice.
webhook-description = Wofür er ist
webhook-events = Was er erfährt
webhook-events-all = Alles
webhook-events-some = Nur das Angekreuzte
webhook-state = Status
webhook-on = Aktiv
webhook-off = Aus
webhook-failing = Fehlerhaft
webhook-failing-since = seit { $at }
webhook-off-by-hand = von Hand ausgeschaltet
webhook-off-failing = fünf Tage nichts angenommen
webhook-off-gone = er hat gemeldet, dass es ihn nicht mehr gibt
webhook-secret-title = Sein Geheimnis
webhook-secret-once = Wird nur dieses eine Mal angezeigt. Damit prüft Ihr System, dass eine Nachricht von uns kommt (Standard Webhooks).
webhook-test = Test senden
webhook-tested = Ein Test ist unterwegs.
webhook-switch-off = Ausschalten
webhook-switch-on = Einschalten
webhook-switched-on = Er ist wieder eingeschaltet.
webhook-switched-off = Er ist ausgeschaltet. Was wartete, wird nicht gesendet; Sie können es später erneut senden.
webhook-created = Der Webhook wurde hinzugefügt. Bewahren Sie sein Geheimnis auf.
webhook-deleted = Der Webhook wurde gelöscht.
webhook-edit = Adresse oder Ereignisse ändern
webhook-renew = Geheimnis erneuern
webhook-renew-means = Nachrichten werden einen Tag lang mit beiden signiert, damit beim Wechsel nichts verloren geht.
webhook-former-until = Das vorige signiert noch bis { $at }.
webhook-renew-button = Neues Geheimnis erzeugen
webhook-delete = Diesen Webhook löschen
webhook-delete-means = Dorthin wird nichts mehr gesendet, und das Gesendete wird vergessen.
webhook-delete-button = Webhook löschen
webhook-deliveries = Was gesendet wurde
webhook-no-deliveries-title = Hier ist nichts
webhook-no-deliveries = Was von nun an geschieht, steht hier dreißig Tage lang.
webhook-all = Alle
webhook-waiting = Wartet
webhook-delivered = Zugestellt
webhook-failed = Fehlgeschlagen
webhook-next = nächster Versuch { $at }
webhook-event = Ereignis
webhook-attempts = Versuche
webhook-answer = Antwort
webhook-replay = Erneut senden
webhook-replay-of = { $event } erneut senden
webhook-replay-since = Fehlgeschlagen seit
webhook-replay-all = Alle erneut senden
webhook-id = Nachricht
webhook-body = Was gesendet wurde
webhook-trouble-unknown-host = diesen Host gibt es nicht
webhook-trouble-private-host = der Host liegt nicht im öffentlichen Internet
webhook-trouble-certificate = sein Zertifikat ist nicht in Ordnung
webhook-trouble-unreachable = er antwortet nicht
webhook-trouble-late = er hat nicht rechtzeitig geantwortet
webhook-trouble-off = er wurde ausgeschaltet
webhook-trouble-no-secret = sein Geheimnis lässt sich nicht mehr lesen: erneuern Sie es
webhook-took = { $ms } ms
webhook-group-tenant = Kunden
webhook-group-transfer = Übertragungen
webhook-group-phone-number = Rufnummern
webhook-group-extension = Nebenstellen
webhook-group-agent = Agenten
webhook-group-usage = Nutzung und Grenzen
webhook-group-subscription = Abonnements
webhook-group-invoice = Rechnungen
webhook-group-payment = Zahlungen
webhook-group-people = Personen
webhook-group-domain = Domain
webhook-events-count = { $n ->
    [one] ein Ereignis
   *[other] { $shown } Ereignisse
}
webhook-deliveries-count = { $n ->
    [one] eine Nachricht
   *[other] { $shown } Nachrichten
}
webhook-replayed = { $n ->
    [one] Eine Nachricht wird erneut gesendet.
   *[other] { $shown } Nachrichten werden erneut gesendet.
}
