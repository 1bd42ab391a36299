-- Where an agency or a tenant wants to be told what happens (Standard Webhooks 1.0).
CREATE TABLE webhook_endpoints (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    -- The tenant whose own it is; none for the agency's, which is told of all its tenants.
    subject_tenant_id uuid,
    url text NOT NULL CHECK (char_length(url) <= 500),
    description text CHECK (char_length(description) <= 200),
    -- Event names; '*' is every one, also those there will be.
    events text[] NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 100),
    status text NOT NULL DEFAULT 'enabled' CHECK (status IN ('enabled', 'disabled')),
    disabled_because text CHECK (disabled_because IN ('by_hand', 'failing', 'gone')),
    -- Since when every attempt fails, and when the last did.
    failing_since timestamptz,
    failed_at timestamptz,
    -- Encrypted: every message is signed with it.
    secret bytea NOT NULL,
    -- Signs beside it until then.
    former_secret bytea,
    former_until timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CHECK ((status = 'disabled') = (disabled_because IS NOT NULL)),
    CHECK ((former_secret IS NULL) = (former_until IS NULL))
);
CREATE INDEX webhook_endpoints_subject_tenant_id ON webhook_endpoints (agency_id, subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;

-- What happened, as it is sent: written with the change itself, for the endpoints there are then.
CREATE TABLE webhook_messages (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid,
    type text NOT NULL,
    body text NOT NULL CHECK (octet_length(body) <= 20000),
    created_at timestamptz NOT NULL,
    -- Of the time before the tenant came to this agency.
    former boolean NOT NULL DEFAULT false,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX webhook_messages_by_age ON webhook_messages (created_at);
CREATE INDEX webhook_messages_subject_tenant_id ON webhook_messages (agency_id, subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;

-- A message to an endpoint: the queue, and afterwards the log.
CREATE TABLE webhook_deliveries (
    agency_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    message_id uuid NOT NULL,
    subject_tenant_id uuid,
    status text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed')),
    -- All of them, and those since it was begun or begun anew, which say when the next is.
    attempts integer NOT NULL DEFAULT 0,
    tries smallint NOT NULL DEFAULT 0,
    next_at timestamptz NOT NULL,
    -- Somebody is at it until then; afterwards they are taken for dead.
    leased_until timestamptz,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (agency_id, endpoint_id, message_id),
    FOREIGN KEY (agency_id, endpoint_id) REFERENCES webhook_endpoints (agency_id, id) ON DELETE CASCADE,
    FOREIGN KEY (agency_id, message_id) REFERENCES webhook_messages (agency_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (agency_id, endpoint_id, next_at) WHERE status = 'waiting';
CREATE INDEX webhook_deliveries_of_message ON webhook_deliveries (agency_id, message_id);

-- Every try, for thirty days.
CREATE TABLE webhook_attempts (
    agency_id uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    message_id uuid NOT NULL,
    number integer NOT NULL,
    subject_tenant_id uuid,
    at timestamptz NOT NULL,
    milliseconds integer NOT NULL,
    -- What was answered; none where nothing was.
    status smallint,
    problem text,
    -- The first kilobyte of it.
    answer text CHECK (octet_length(answer) <= 4096),
    PRIMARY KEY (agency_id, endpoint_id, message_id, number),
    FOREIGN KEY (agency_id, endpoint_id, message_id) REFERENCES webhook_deliveries (agency_id, endpoint_id, message_id) ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['webhook_endpoints', 'webhook_messages', 'webhook_deliveries', 'webhook_attempts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY platform ON %I USING (current_setting(''app.platform'') = ''on'')', t);
        EXECUTE format('CREATE POLICY agency ON %I USING (agency_id = current_setting(''app.agency_id'')::uuid)', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (subject_tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portico_app', t);
    END LOOP;
END $$;
