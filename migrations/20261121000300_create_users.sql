-- Users belong to a realm, which is an agency (the platform's own for operators). `role` is the role in the agency;
-- null for people who only belong to tenants. `email` is stored lower-cased.
CREATE TABLE users (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    email text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    role text CHECK (role IN ('operator', 'agency_manager', 'agency_technical_manager', 'agency_account_manager', 'agency_read_only')),
    status text NOT NULL DEFAULT 'invited' CHECK (status IN ('invited', 'active', 'disabled')),
    password_hash text,
    password_changed_at timestamptz,
    last_sign_in_at timestamptz,
    invited_by text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    UNIQUE (agency_id, email)
);
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON users USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON users USING (agency_id = current_setting('app.agency_id')::uuid);

-- An offer to set a password: 7 days, one use. Sending again replaces the token, not the row.
CREATE TABLE invitations (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid,
    user_id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    token_nonce bytea NOT NULL,
    invited_by_name text NOT NULL,
    sent_count integer NOT NULL DEFAULT 1,
    last_sent_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id)
);
CREATE INDEX invitations_subject_tenant_id ON invitations (agency_id, subject_tenant_id);
CREATE INDEX invitations_user_id ON invitations (agency_id, user_id);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON invitations USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON invitations USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON invitations USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);

-- Keys as their owners see them; what counts at the door is api_key_directory.
CREATE TABLE api_keys (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    subject_tenant_id uuid,
    name text NOT NULL,
    prefix text NOT NULL,
    scopes text[] NOT NULL,
    environment text NOT NULL CHECK (environment IN ('live', 'sandbox')),
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON api_keys USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON api_keys USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON api_keys USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
