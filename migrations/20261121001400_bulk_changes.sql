-- One change to many tenants: asked for, confirmed, then done by a job, with what became of each.
CREATE TABLE bulk_changes (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('suspend', 'reactivate', 'tag', 'untag')),
    reason text CHECK (char_length(reason) <= 500),
    tag text CHECK (char_length(tag) <= 40),
    notify_owner boolean NOT NULL DEFAULT false,
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'running', 'done')),
    total integer NOT NULL,
    processed integer NOT NULL DEFAULT 0,
    -- Whoever confirmed it, and acts.
    actor_id uuid,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX bulk_changes_created_at ON bulk_changes (created_at);
ALTER TABLE bulk_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON bulk_changes USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON bulk_changes USING (agency_id = current_setting('app.agency_id')::uuid);

-- `outcome`: null while it waits, then `done`, `unchanged`, or the code of what was in the way.
CREATE TABLE bulk_change_items (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    bulk_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    name text NOT NULL,
    outcome text,
    args jsonb NOT NULL DEFAULT '[]',
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, bulk_id) REFERENCES bulk_changes (agency_id, id)
);
CREATE INDEX bulk_change_items_bulk_id ON bulk_change_items (agency_id, bulk_id, id);
CREATE INDEX bulk_change_items_subject_tenant_id ON bulk_change_items (agency_id, subject_tenant_id);
CREATE INDEX bulk_change_items_by_tenant ON bulk_change_items (subject_tenant_id);
ALTER TABLE bulk_change_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE bulk_change_items FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON bulk_change_items USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON bulk_change_items USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON bulk_change_items USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON bulk_changes, bulk_change_items TO portico_app;
