# Invoices and credit notes on paper: complete in every language.

## Papers: invoices and credit notes as PDF
paper-invoice = Factura
paper-credit-note = Nota de crédito
paper-to = Facturado a
paper-date = Fecha
paper-period = Periodo
paper-due = Vencimiento
paper-of-invoice = De la factura
paper-your-tax-id = Su identificación fiscal
paper-what = Descripción
paper-quantity = Cantidad
paper-each = Precio, { $currency }
paper-amount = Importe
paper-net = Subtotal
paper-tax = Impuesto
paper-tax-added = { $name } { $rate } %
paper-tax-included = Incluye { $name } { $rate } %
paper-tax-none = { $name } 0 %
paper-credits = Con crédito y saldo
paper-total = Total
paper-credited = Abonado
paper-credit-line = Abono en la factura { $number }
paper-reason = Motivo: { $reason }
paper-tiered = por tramos
paper-each-included = { $rate } después de { $included }
paper-per-unit = por { $unit }
paper-line-base = Plan { $name }
paper-line-proration-credit = Plan { $name }, tiempo no utilizado
paper-line-proration-debit = Plan { $name }, tiempo restante
paper-line-usage = { $name }
paper-line-manual = { $name }
paper-line-discount = { $name }
paper-reverse-charge = Inversión del sujeto pasivo: el destinatario del servicio es el deudor del impuesto (artículo 196 de la Directiva 2006/112/CE).
paper-bank = Por transferencia bancaria, con la referencia { $number }, a:
paper-rounding = El consumo es exacto hasta la millonésima de unidad; cada concepto se redondea una sola vez.
