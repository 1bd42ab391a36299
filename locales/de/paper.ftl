# Invoices and credit notes on paper: complete in every language.

## Papers: invoices and credit notes as PDF
paper-invoice = Rechnung
paper-credit-note = Rechnungskorrektur
paper-to = Rechnungsempfänger
paper-date = Datum
paper-period = Leistungszeitraum
paper-due = Fällig am
paper-of-invoice = Zu Rechnung
paper-your-tax-id = Ihre Steuernummer / USt-IdNr.
paper-what = Beschreibung
paper-quantity = Menge
paper-each = Einzelpreis in { $currency }
paper-amount = Betrag
paper-net = Netto
paper-tax = Steuer
paper-tax-added = { $name } { $rate } %
paper-tax-included = Enthält { $name } { $rate } %
paper-tax-none = { $name } 0 %
paper-credits = Aus Gutschriften und Guthaben
paper-total = Gesamt
paper-credited = Gutgeschrieben
paper-credit-line = Gutschrift zu Rechnung { $number }
paper-reason = Grund: { $reason }
paper-tiered = gestaffelt
paper-each-included = { $rate } ab { $included }
paper-per-unit = pro { $unit }
paper-line-base = Tarif { $name }
paper-line-proration-credit = Tarif { $name }, nicht genutzte Zeit
paper-line-proration-debit = Tarif { $name }, verbleibende Zeit
paper-line-usage = { $name }
paper-line-manual = { $name }
paper-line-discount = { $name }
paper-reverse-charge = Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).
paper-bank = Bitte überweisen Sie unter Angabe des Verwendungszwecks { $number } an:
paper-rounding = Die Nutzung wird auf ein Millionstel einer Einheit genau erfasst; jede Position wird einmal gerundet.
