-- What an agency knew of a tenant that has gone to another: what it used before is still billed to it, as it was billed then.
ALTER TABLE billing_accounts
    ADD COLUMN left_at timestamptz,
    ADD COLUMN former_name text,
    ADD COLUMN former_email text,
    ADD COLUMN former_mode text CHECK (former_mode IN ('platform_billed', 'self_billed'));

-- A mail names what it is about by its id alone: what the platform issues is among the rows of whoever pays.
CREATE INDEX invoices_by_id ON invoices (id);
CREATE INDEX credit_notes_by_id ON credit_notes (id);
CREATE INDEX payments_by_id ON payments (id);
-- The nightly look at what a gateway took.
CREATE INDEX payments_by_gateway ON payments (gateway, created_at);
-- Whether a period was billed.
CREATE INDEX invoice_items_by_subscription ON invoice_items (agency_id, subscription_id, id DESC) WHERE subscription_id IS NOT NULL;
