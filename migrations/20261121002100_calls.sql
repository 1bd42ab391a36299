-- Calls that are asked for: what runs now, what is held back for it, and what was refused.

-- What a tenant's running calls hold, in one row: of two calls for the last place one is refused.
CREATE TABLE call_slots (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    active integer NOT NULL DEFAULT 0 CHECK (active >= 0),
    active_outbound integer NOT NULL DEFAULT 0 CHECK (active_outbound >= 0),
    reserved_micros bigint NOT NULL DEFAULT 0 CHECK (reserved_micros >= 0),
    reserved_seconds bigint NOT NULL DEFAULT 0 CHECK (reserved_seconds >= 0),
    PRIMARY KEY (agency_id, subject_tenant_id)
) WITH (fillfactor = 50);
CREATE INDEX call_slots_by_tenant ON call_slots (subject_tenant_id);

-- One call that may run, for so long. `of_agency` is whose slots it holds.
CREATE TABLE call_reservations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL CHECK (char_length(external_id) BETWEEN 1 AND 200),
    of_agency uuid NOT NULL,
    channel smallint NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    agent_id uuid,
    from_number text COLLATE "C",
    to_number text COLLATE "C",
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'completed', 'expired')),
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    granted_seconds integer NOT NULL,
    minute_micros bigint NOT NULL,
    reserved_micros bigint NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT call_reservations_external_id UNIQUE (tenant_id, external_id)
);
CREATE INDEX call_reservations_active ON call_reservations (tenant_id, expires_at) WHERE status = 'active';

-- How many calls were refused and why, in a month; `since` and `refused_since` begin anew when the reason is dealt with.
CREATE TABLE call_refusals (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    period date NOT NULL,
    reason text NOT NULL,
    refused bigint NOT NULL,
    since timestamptz NOT NULL,
    refused_since bigint NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, period, reason)
) WITH (fillfactor = 50);
CREATE INDEX call_refusals_by_tenant ON call_refusals (subject_tenant_id, period);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['call_slots', 'call_refusals'] LOOP
        EXECUTE format('CREATE POLICY platform ON %I USING (current_setting(''app.platform'') = ''on'')', t);
        EXECUTE format('CREATE POLICY agency ON %I USING (agency_id = current_setting(''app.agency_id'')::uuid)', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (subject_tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
    END LOOP;
    CREATE POLICY tenant ON call_reservations USING (tenant_id = current_setting('app.tenant_id')::uuid);
    FOREACH t IN ARRAY ARRAY['call_slots', 'call_refusals', 'call_reservations'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portico_app', t);
    END LOOP;
END $$;
