# Invoices and credit notes on paper: complete in every language.

## Papers: invoices and credit notes as PDF
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
