-- What happened, by whom, for whom, from where. Append-only for the app: no UPDATE, no DELETE is granted.
CREATE TABLE audit_entries (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid,
    at timestamptz NOT NULL,
    action text NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('user', 'key', 'system', 'anonymous')),
    actor_id uuid,
    actor_name text NOT NULL,
    -- The tenant an agency user was acting in, when it was managing as the tenant.
    on_behalf_of uuid,
    surface text NOT NULL,
    subject_kind text NOT NULL,
    subject_id text NOT NULL,
    subject_name text NOT NULL,
    changes jsonb NOT NULL DEFAULT '{}',
    request_id text NOT NULL,
    ip text,
    user_agent text,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX audit_entries_subject_tenant_id ON audit_entries (agency_id, subject_tenant_id, id);
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON audit_entries USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON audit_entries USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON audit_entries USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);

-- Mail to send. The row is the truth; the job carries its id. The text is rendered when it is sent.
CREATE TABLE mail_outbox (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    to_email text NOT NULL,
    to_name text NOT NULL,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'failed', 'cancelled')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, subject_tenant_id) REFERENCES tenants (agency_id, id)
);
ALTER TABLE mail_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON mail_outbox USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON mail_outbox USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON mail_outbox USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
