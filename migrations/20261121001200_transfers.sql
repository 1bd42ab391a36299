-- A tenant on its way to another agency, as each side sees it: one row for the sender, one for the target, with the same id.
-- Neither learns more of the other than the offer says. An unknown target has no row, and the sender cannot tell.
CREATE TABLE transfers (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    direction text NOT NULL CHECK (direction IN ('outgoing', 'incoming')),
    subject_tenant_id uuid NOT NULL,
    tenant_name text NOT NULL,
    from_agency_id uuid NOT NULL,
    -- The platform's own agency: self-managed.
    target_agency_id uuid NOT NULL,
    -- What the other side calls itself, once it may be known.
    other_name text,
    note text CHECK (char_length(note) <= 1000),
    -- What the tenant has, for whoever has to decide.
    users_count integer NOT NULL,
    numbers_count integer NOT NULL,
    extensions_count integer NOT NULL,
    agents_count integer NOT NULL,
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'accepted', 'rejected', 'cancelled', 'expired')),
    reason text CHECK (char_length(reason) <= 1000),
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_by text,
    decided_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
-- One at a time. (A tenant is its sender's while it is pending.)
CREATE UNIQUE INDEX transfers_pending ON transfers (agency_id, subject_tenant_id) WHERE status = 'pending' AND direction = 'outgoing';
CREATE INDEX transfers_by_id ON transfers (id);
CREATE INDEX transfers_subject_tenant_id ON transfers (subject_tenant_id);
CREATE INDEX transfers_expires_at ON transfers (expires_at) WHERE status = 'pending';
ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfers FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON transfers USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON transfers USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON transfers USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT ON transfers TO portico_app;
GRANT UPDATE (other_name, status, reason, decided_by, decided_at) ON transfers TO portico_app;

-- Off: neither sends nor accepts. And a visit is looked up by its tenant when that leaves.
ALTER TABLE agencies ADD COLUMN transfers_enabled boolean NOT NULL DEFAULT true;
CREATE INDEX sessions_visit_tenant_id ON sessions (visit_tenant_id) WHERE visit_tenant_id IS NOT NULL;
