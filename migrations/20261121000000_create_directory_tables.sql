-- Directory tables are read before a scope is known: keyed by the value (or its SHA-256), read by exact key
-- in a statement of their own, no row security. tests/it/golden/directory_tables.txt names them all.

-- Slug of an agency → the agency: the first label of its brand host.
CREATE TABLE agency_slugs (
    slug text PRIMARY KEY,
    agency_id uuid NOT NULL
);

-- Browser sessions. `id_hash` is the SHA-256 of the cookie's value. Rows without a user carry only flash data.
CREATE TABLE sessions (
    id_hash bytea PRIMARY KEY CHECK (octet_length(id_hash) = 32),
    id uuid NOT NULL,
    realm_id uuid NOT NULL,
    user_id uuid,
    user_name text,
    user_email text,
    role text,
    data jsonb NOT NULL DEFAULT '{}',
    ip text,
    user_agent text,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user_id ON sessions (user_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- What a presented API key is, and whether it still counts. Read on every request, never cached.
CREATE TABLE api_key_directory (
    secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
    key_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    subject_tenant_id uuid,
    name text NOT NULL,
    scopes text[] NOT NULL,
    environment text NOT NULL CHECK (environment IN ('live', 'sandbox')),
    requests_per_minute integer,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
CREATE INDEX api_key_directory_key_id ON api_key_directory (key_id);

-- SHA-256 of an invitation's token → the invitation.
CREATE TABLE invitation_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    agency_id uuid NOT NULL,
    invitation_id uuid NOT NULL
);
CREATE INDEX invitation_tokens_invitation_id ON invitation_tokens (invitation_id);

-- Sign-in e-mail (lower-cased) and realm → user. The same address under two brands is two users.
CREATE TABLE sign_in_emails (
    email text NOT NULL,
    realm_id uuid NOT NULL,
    user_id uuid NOT NULL,
    PRIMARY KEY (email, realm_id)
);

-- Where a user may go: the tenants it is a member of. The member row itself is the tenant's.
CREATE TABLE membership_directory (
    user_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (user_id, subject_tenant_id)
);

-- SIP prefixes are unique on the whole platform and set once.
CREATE TABLE sip_prefixes (
    prefix text PRIMARY KEY,
    subject_tenant_id uuid NOT NULL
);
