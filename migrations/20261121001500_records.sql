-- The rest of what a tenant's telephony consists of, as data: Portico carries no media. What people set up (contacts, devices,
-- voicemail boxes, call flows) and what a switch reports (messages, recordings, transcripts).
CREATE TABLE contacts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    number text COLLATE "C",
    email text,
    note text CHECK (char_length(note) <= 1000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE devices (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    mac text COLLATE "C" CHECK (mac ~ '^[0-9a-f]{12}$'),
    model text CHECK (char_length(model) <= 100),
    -- The number of the extension it registers as.
    extension text COLLATE "C" CHECK (extension ~ '^[0-9]{2,8}$'),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT devices_mac UNIQUE (tenant_id, mac)
);
CREATE TABLE voicemail_boxes (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    number text COLLATE "C" NOT NULL CHECK (number ~ '^[0-9]{2,8}$'),
    email text,
    greeting text CHECK (char_length(greeting) <= 1000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT voicemail_boxes_number UNIQUE (tenant_id, number)
);
CREATE TABLE voicemail_messages (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    box_id uuid NOT NULL,
    from_number text COLLATE "C",
    received_at timestamptz NOT NULL,
    duration_seconds integer CHECK (duration_seconds BETWEEN 0 AND 86400),
    transcript text CHECK (char_length(transcript) <= 20000),
    url text CHECK (char_length(url) <= 2000),
    heard boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, box_id) REFERENCES voicemail_boxes (tenant_id, id)
);
CREATE INDEX voicemail_messages_box_id ON voicemail_messages (tenant_id, box_id, id);
-- `steps`: [{kind, target, seconds}], in the order a call goes through them.
CREATE TABLE call_flows (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    number text COLLATE "C",
    steps jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(steps) = 'array'),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT call_flows_name UNIQUE (tenant_id, name)
);
CREATE TABLE recordings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text CHECK (char_length(external_id) <= 200),
    from_number text COLLATE "C",
    to_number text COLLATE "C",
    started_at timestamptz NOT NULL,
    duration_seconds integer CHECK (duration_seconds BETWEEN 0 AND 86400),
    status text NOT NULL CHECK (status IN ('recording', 'final')),
    url text CHECK (char_length(url) <= 2000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT recordings_external_id UNIQUE (tenant_id, external_id)
);
CREATE TABLE transcripts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    recording_id uuid,
    language text CHECK (char_length(language) <= 35),
    text text NOT NULL CHECK (char_length(text) <= 200000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, recording_id) REFERENCES recordings (tenant_id, id)
);
CREATE INDEX transcripts_recording_id ON transcripts (tenant_id, recording_id);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['contacts', 'devices', 'voicemail_boxes', 'voicemail_messages', 'call_flows', 'recordings', 'transcripts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portico_app', t);
    END LOOP;
END $$;
