-- Addresses that agencies' own systems report calls to, and what came there. docs/ARCHITECTURE.md "Inbound hooks".

CREATE TABLE inbound_hooks (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    -- Its calls are all this tenant's; without it each payload says whose it is. The agency's to know, not the tenant's.
    of_tenant uuid,
    -- Must its senders sign? What they sign with is derived, as the token is: neither is stored.
    signed boolean NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    last_received_at timestamptz,
    deleted_at timestamptz,
    PRIMARY KEY (agency_id, id)
);

-- What is in the address of a hook → whose it is.
CREATE TABLE hook_tokens (
    token_hash bytea PRIMARY KEY,
    agency_id uuid NOT NULL,
    hook_id uuid NOT NULL
);

-- What was sent, before it is known what it is: kept first, so that nothing is lost.
CREATE TABLE hook_payloads (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    hook_id uuid NOT NULL,
    -- SHA-256 of the body: the same again says nothing new.
    digest bytea NOT NULL,
    -- As it was sent; gone once it is a conversation.
    body bytea,
    status text NOT NULL CHECK (status IN ('received', 'recorded', 'unmapped', 'dismissed')),
    -- Why it is not recorded.
    reason text,
    -- What it says of itself, as far as it could be read.
    source text CHECK (source IN ('vapi', 'freeswitch')),
    external_id text,
    -- Whose it is; while it is looked at, whose somebody has said it is.
    of_tenant uuid,
    conversation_id uuid,
    received_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, hook_id) REFERENCES inbound_hooks (agency_id, id),
    CONSTRAINT hook_payloads_once UNIQUE (agency_id, hook_id, digest),
    CHECK (body IS NOT NULL OR status IN ('recorded', 'dismissed'))
);
CREATE INDEX hook_payloads_waiting ON hook_payloads (agency_id, received_at) WHERE status = 'received';
CREATE INDEX hook_payloads_unmapped ON hook_payloads (agency_id, id DESC) WHERE status = 'unmapped';
CREATE INDEX hook_payloads_unmapped_of ON hook_payloads (agency_id, hook_id) WHERE status = 'unmapped';
CREATE INDEX hook_payloads_of_tenant ON hook_payloads (agency_id, of_tenant) WHERE of_tenant IS NOT NULL;
CREATE INDEX hook_payloads_received_at ON hook_payloads (received_at);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['inbound_hooks', 'hook_payloads'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY platform ON %I USING (current_setting(''app.platform'') = ''on'')', t);
        EXECUTE format('CREATE POLICY agency ON %I USING (agency_id = current_setting(''app.agency_id'')::uuid)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON inbound_hooks TO portico_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON hook_payloads TO portico_app;
GRANT SELECT, INSERT, DELETE ON hook_tokens TO portico_app;
