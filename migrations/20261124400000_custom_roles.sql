-- Roles a tenant makes for itself: what each adds to what a plain user may do. The words are those of `domain/access/permission.rs`.
CREATE TABLE tenant_roles (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    -- The name as it is told apart: in lower case.
    name_key text NOT NULL,
    permissions text[] NOT NULL CHECK (permissions <@ ARRAY['numbers.manage', 'extensions.manage', 'call_flows.manage', 'devices.manage',
        'trunks.manage', 'billing.read', 'audit.read']),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT tenant_roles_name UNIQUE (tenant_id, name_key)
);
ALTER TABLE tenant_roles ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_roles FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant_roles USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_roles TO portico_app;

-- On top of a plain user; every other role is what it is.
ALTER TABLE tenant_members
    ADD COLUMN custom_role_id uuid,
    ADD CONSTRAINT tenant_members_custom_role CHECK (custom_role_id IS NULL OR role = 'tenant_user'),
    ADD FOREIGN KEY (tenant_id, custom_role_id) REFERENCES tenant_roles (tenant_id, id);
