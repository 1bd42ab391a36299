-- A suspended agency: its people and programs are locked out, its tenants' too. The directory's copy is read with every session
-- and every key.
ALTER TABLE agencies ADD COLUMN suspended_at timestamptz, ADD COLUMN suspended_by text, ADD COLUMN suspension_reason text;
ALTER TABLE agency_slugs ADD COLUMN suspended_at timestamptz;
CREATE INDEX agency_slugs_agency_id ON agency_slugs (agency_id);

-- Operators look for tenants across agencies.
CREATE INDEX tenant_search_tokens_everywhere ON tenant_search_tokens (token, subject_tenant_id);

-- What operators watch of the mail.
CREATE INDEX mail_outbox_unsent ON mail_outbox (status) WHERE status IN ('queued', 'failed');
