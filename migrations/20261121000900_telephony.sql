-- What a tenant's calls run through. Portico carries no media: these rows are what a switch is told.

-- Telephone numbers are unique on the whole platform, SIP users too: a prefix may end where another's number begins.
CREATE TABLE number_directory (
    e164 text COLLATE "C" PRIMARY KEY,
    agency_id uuid NOT NULL,
    number_id uuid NOT NULL
);
CREATE TABLE sip_users (
    sip_user text COLLATE "C" PRIMARY KEY,
    subject_tenant_id uuid NOT NULL,
    extension_id uuid NOT NULL
);
CREATE INDEX sip_users_subject_tenant_id ON sip_users (subject_tenant_id);

-- The agency's inventory. Without a tenant: unassigned. Released numbers stay as a record and may be bought again.
CREATE TABLE numbers (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    subject_tenant_id uuid,
    e164 text COLLATE "C" NOT NULL CHECK (e164 ~ '^\+[1-9][0-9]{6,14}$'),
    -- A suffix is found as a prefix of this.
    reversed text COLLATE "C" NOT NULL CHECK (reversed = reverse(e164)),
    cnam text CHECK (char_length(cnam) <= 15),
    e911_status text NOT NULL DEFAULT 'none' CHECK (e911_status IN ('none', 'pending', 'active', 'failed')),
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'pending', 'released')),
    assigned_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, subject_tenant_id) REFERENCES tenants (agency_id, id),
    CHECK (subject_tenant_id IS NULL OR status <> 'released')
);
CREATE UNIQUE INDEX numbers_e164 ON numbers (agency_id, e164) WHERE status <> 'released';
CREATE INDEX numbers_by_e164 ON numbers (agency_id, e164, id);
CREATE INDEX numbers_by_reversed ON numbers (agency_id, reversed, id);
CREATE INDEX numbers_subject_tenant_id ON numbers (agency_id, subject_tenant_id, e164, id);
CREATE INDEX numbers_by_tenant ON numbers (subject_tenant_id, e164, id);
ALTER TABLE numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON numbers USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON numbers USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON numbers USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);

-- `secret` is ciphertext under PORTICO_SECRET_KEY: a switch has to know it, nobody else gets to see it twice.
CREATE TABLE extensions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number text COLLATE "C" NOT NULL CHECK (number ~ '^[0-9]{2,8}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    sip_user text NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT extensions_number UNIQUE (tenant_id, number)
);
ALTER TABLE extensions ENABLE ROW LEVEL SECURITY;
ALTER TABLE extensions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON extensions USING (tenant_id = current_setting('app.tenant_id')::uuid);

-- `active_before` remembers what a suspension switched off.
CREATE TABLE agents (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    channel text NOT NULL CHECK (channel IN ('phone', 'webrtc', 'webchat')),
    active boolean NOT NULL,
    active_before boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT agents_name UNIQUE (tenant_id, name)
);
ALTER TABLE agents ENABLE ROW LEVEL SECURITY;
ALTER TABLE agents FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON agents USING (tenant_id = current_setting('app.tenant_id')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON number_directory, sip_users, extensions, agents TO portico_app;
GRANT SELECT, INSERT, DELETE ON numbers TO portico_app;
GRANT UPDATE (subject_tenant_id, cnam, e911_status, status, assigned_at, updated_at) ON numbers TO portico_app;
