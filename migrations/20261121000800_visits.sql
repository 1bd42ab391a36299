-- "Managing as the tenant": who of the agency was in which tenant, from when to when. Like the audit log it has no foreign key:
-- it stays with the agency of its time.
CREATE TABLE visits (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_name text NOT NULL,
    reason text,
    started_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX visits_subject_tenant_id ON visits (agency_id, subject_tenant_id, id);
CREATE INDEX visits_by_tenant ON visits (subject_tenant_id, id);
ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE visits FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON visits USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON visits USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON visits USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON visits TO portico_app;

-- The visit a browser is on, read with its session.
ALTER TABLE sessions
    ADD COLUMN visit_id uuid,
    ADD COLUMN visit_tenant_id uuid,
    ADD COLUMN visit_slug text,
    ADD COLUMN visit_ends_at timestamptz;
