-- Usage: what tenants use, what it costs, and the sums of it. docs/ARCHITECTURE.md "Metering" says how it hangs together.

-- What is counted. A reference table: small, the same for everybody, extended by operators.
CREATE TABLE meters (
    id smallint PRIMARY KEY CHECK (id > 0),
    key text COLLATE "C" NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]{0,62}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    unit text NOT NULL CHECK (char_length(unit) BETWEEN 1 AND 40),
    component text NOT NULL CHECK (component IN ('llm', 'tts', 'stt', 'telephony', 'other')),
    created_at timestamptz NOT NULL
);
INSERT INTO meters (id, key, name, unit, component, created_at) VALUES
    (1, 'llm_input_tokens', 'LLM input', 'token', 'llm', now()),
    (2, 'llm_output_tokens', 'LLM output', 'token', 'llm', now()),
    (3, 'tts_characters', 'Text to speech', 'character', 'tts', now()),
    (4, 'stt_seconds', 'Speech to text', 'second', 'stt', now()),
    (5, 'inbound_minutes', 'Inbound calls', 'minute', 'telephony', now()),
    (6, 'outbound_minutes', 'Outbound calls', 'minute', 'telephony', now()),
    (7, 'numbers', 'Phone numbers', 'number a month', 'telephony', now());

-- The platform's rate card: what agencies pay. Pico-units (1e-12) of the currency for one unit; rows are never changed.
CREATE TABLE cost_rates (
    id uuid PRIMARY KEY,
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    meter_id smallint NOT NULL,
    rate_picos bigint NOT NULL CHECK (rate_picos BETWEEN 0 AND 1000000000000000000),
    effective_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    UNIQUE (currency, meter_id, effective_from)
);
INSERT INTO cost_rates (id, currency, meter_id, rate_picos, effective_from, created_at, created_by)
SELECT ('00000000-0000-7000-8000-00000000010' || meter)::uuid, 'USD', meter, picos, '2020-01-01 00:00+00', now(), 'Portico'
FROM (VALUES (1, 2500000), (2, 10000000), (3, 15000000), (4, 100000000), (5, 8500000000), (6, 14000000000), (7, 1000000000000))
    AS rate (meter, picos);

-- How often an agency's prices have changed, and (under the nil agency) the platform's card: what a remembered price list is checked
-- against with every request. The nil agency's `rate_versions` is the last id of a rate version anywhere.
CREATE TABLE rate_revisions (
    agency_id uuid PRIMARY KEY,
    revision bigint NOT NULL DEFAULT 1,
    rate_versions integer NOT NULL DEFAULT 0
);
INSERT INTO rate_revisions (agency_id) VALUES ('00000000-0000-0000-0000-000000000000');

-- What a billing profile asks for, from when on. `prices`: meter key → {included, model, …}; other meters cost the card's rate with
-- the markup on top (basis points). Rows are never changed.
CREATE TABLE billing_profile_versions (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    profile_id uuid NOT NULL,
    markup_bps integer NOT NULL CHECK (markup_bps BETWEEN 0 AND 1000000),
    prices jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(prices) = 'object'),
    effective_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT billing_profile_versions_from UNIQUE (agency_id, profile_id, effective_from),
    FOREIGN KEY (agency_id, profile_id) REFERENCES billing_profiles (agency_id, id)
);

-- What rated an event: one meter under one version of a profile and one rate of the card, written out. Ids are unique on the whole
-- platform, so that an event needs no agency beside them. The nil UUID: without a profile, without a rate.
CREATE TABLE rate_versions (
    agency_id uuid NOT NULL,
    id integer NOT NULL,
    meter_id smallint NOT NULL REFERENCES meters (id),
    profile_id uuid,
    profile_version_id uuid NOT NULL,
    cost_rate_id uuid NOT NULL,
    tariff jsonb NOT NULL,
    cost_picos bigint NOT NULL,
    markup_bps integer,
    effective_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT rate_versions_of UNIQUE (agency_id, meter_id, profile_version_id, cost_rate_id)
);

-- One row for each thing that counts once: an event's id, a conversation, a meter of a conversation. `key` is derived from it (UUIDv8),
-- `received_at` finds what came first.
CREATE TABLE usage_dedupe (
    tenant_id uuid NOT NULL,
    key uuid NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX usage_dedupe_received_at ON usage_dedupe USING brin (received_at);

-- The events. `received_at` is unique for a tenant (the writer sees to it) and so the key; `occurred_at` is their own time.
-- Columns are ordered for their size: docs/PERFORMANCE.md.
CREATE TABLE usage_events (
    tenant_id uuid NOT NULL,
    conversation_id uuid,
    received_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    quantity_micros bigint NOT NULL CHECK (quantity_micros >= 0),
    amount_micros bigint NOT NULL,
    rate_version integer NOT NULL,
    meter_id smallint NOT NULL,
    channel smallint NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    attributes jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (tenant_id, received_at)
) PARTITION BY RANGE (received_at);

-- One call or chat. `id` is derived from `external_id`. `of_agency` is whose tenant it was then.
CREATE TABLE conversations (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL CHECK (char_length(external_id) BETWEEN 1 AND 200),
    of_agency uuid NOT NULL,
    source text NOT NULL CHECK (source IN ('api', 'vapi', 'freeswitch', 'call')),
    channel smallint NOT NULL,
    direction text CHECK (direction IN ('inbound', 'outbound')),
    status text NOT NULL CHECK (status IN ('completed', 'failed', 'abandoned')),
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    agent_id uuid,
    agent_name text,
    from_number text COLLATE "C",
    to_number text COLLATE "C",
    sentiment_millis smallint CHECK (sentiment_millis BETWEEN 0 AND 1000),
    transferred boolean NOT NULL DEFAULT false,
    resolved boolean,
    summary text CHECK (char_length(summary) <= 4000),
    recording_url text CHECK (char_length(recording_url) <= 2000),
    transcript_url text CHECK (char_length(transcript_url) <= 2000),
    -- Meter key → quantity, as it was reported.
    usage jsonb NOT NULL DEFAULT '{}',
    amount_micros bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (ended_at >= started_at)
);
CREATE INDEX conversations_started_at ON conversations (tenant_id, started_at DESC, id);
CREATE INDEX conversations_by_agent ON conversations (tenant_id, agent_id, started_at DESC, id);

-- What came again under a known id and was not the same: kept for somebody to look at, never charged.
CREATE TABLE usage_conflicts (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    external_id text NOT NULL,
    source text NOT NULL,
    -- Of what came first.
    first_received_at timestamptz NOT NULL,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    resolved_at timestamptz,
    resolved_by text,
    PRIMARY KEY (tenant_id, id)
);

-- Roll-ups: facts of the agency of their time, so they carry it. Quantities are micro-units, amounts micro-units of the currency.
-- By quarter of an hour (UTC) in which things happened.
CREATE TABLE usage_quarters (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    rate_version integer NOT NULL,
    meter_id smallint NOT NULL,
    channel smallint NOT NULL,
    events bigint NOT NULL,
    quantity_micros bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, at, rate_version, meter_id, channel)
) WITH (fillfactor = 70);
CREATE INDEX usage_quarters_by_tenant ON usage_quarters (subject_tenant_id, at);

-- By the month (UTC) they are billed in, and their day.
CREATE TABLE usage_days (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    period date NOT NULL,
    day date NOT NULL,
    rate_version integer NOT NULL,
    meter_id smallint NOT NULL,
    channel smallint NOT NULL,
    events bigint NOT NULL,
    quantity_micros bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, period, day, rate_version, meter_id, channel)
) WITH (fillfactor = 70);
CREATE INDEX usage_days_by_tenant ON usage_days (subject_tenant_id, period);

-- The month so far: where tiers and included quantities stand.
CREATE TABLE usage_months (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    period date NOT NULL,
    rate_version integer NOT NULL,
    meter_id smallint NOT NULL,
    events bigint NOT NULL,
    quantity_micros bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, period, meter_id, rate_version)
) WITH (fillfactor = 50);
CREATE INDEX usage_months_by_tenant ON usage_months (subject_tenant_id, period);

-- What a tenant's month comes to: one row, which a flush of the tenant's events holds while it runs.
CREATE TABLE usage_balances (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    period date NOT NULL,
    conversations bigint NOT NULL DEFAULT 0,
    seconds bigint NOT NULL DEFAULT 0,
    -- Of the meters of inbound and outbound minutes.
    minutes_micros bigint NOT NULL DEFAULT 0,
    amount_micros bigint NOT NULL DEFAULT 0,
    cost_micros bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (agency_id, subject_tenant_id, period)
) WITH (fillfactor = 50);
CREATE INDEX usage_balances_by_period ON usage_balances (agency_id, period);
CREATE INDEX usage_balances_by_tenant ON usage_balances (subject_tenant_id, period);

-- Calls and chats by quarter of an hour, with the money of what happened in it. The nil agent: none that we know.
CREATE TABLE activity_quarters (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    at timestamptz NOT NULL,
    channel smallint NOT NULL,
    agent_id uuid NOT NULL,
    conversations bigint NOT NULL,
    failed bigint NOT NULL,
    abandoned bigint NOT NULL,
    transferred bigint NOT NULL,
    resolved bigint NOT NULL,
    resolution_known bigint NOT NULL,
    seconds bigint NOT NULL,
    sentiment_millis bigint NOT NULL,
    sentiments bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, at, channel, agent_id)
) WITH (fillfactor = 70);
CREATE INDEX activity_quarters_by_tenant ON activity_quarters (subject_tenant_id, at);
CREATE INDEX activity_quarters_by_agency ON activity_quarters (agency_id, at);

-- The same by day (UTC) and tenant, for lists of many tenants.
CREATE TABLE activity_days (
    agency_id uuid NOT NULL,
    day date NOT NULL,
    subject_tenant_id uuid NOT NULL,
    conversations bigint NOT NULL,
    seconds bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, day, subject_tenant_id)
) WITH (fillfactor = 70);
CREATE INDEX activity_days_by_tenant ON activity_days (subject_tenant_id, day);

-- The same of all tenants together. `stripe` is the writer, so that writers do not wait for each other.
CREATE TABLE agency_quarters (
    agency_id uuid NOT NULL,
    at timestamptz NOT NULL,
    channel smallint NOT NULL,
    stripe smallint NOT NULL,
    conversations bigint NOT NULL,
    failed bigint NOT NULL,
    abandoned bigint NOT NULL,
    transferred bigint NOT NULL,
    resolved bigint NOT NULL,
    resolution_known bigint NOT NULL,
    seconds bigint NOT NULL,
    sentiment_millis bigint NOT NULL,
    sentiments bigint NOT NULL,
    amount_micros bigint NOT NULL,
    cost_micros bigint NOT NULL,
    PRIMARY KEY (agency_id, at, channel, stripe)
) WITH (fillfactor = 70);

-- A threshold that was crossed, once in a month for each limit.
CREATE TABLE usage_alerts (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    period date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('spend', 'minutes', 'agents', 'numbers', 'extensions', 'concurrent_calls')),
    threshold smallint NOT NULL CHECK (threshold BETWEEN 1 AND 100),
    used bigint NOT NULL,
    cap bigint NOT NULL,
    action text NOT NULL CHECK (action IN ('notify_only', 'block_new_calls', 'suspend')),
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT usage_alerts_once UNIQUE (agency_id, subject_tenant_id, period, kind, threshold)
);
CREATE INDEX usage_alerts_by_tenant ON usage_alerts (subject_tenant_id, at);

-- The limits of a tenant that are raised for a while, and how much of its concurrency is kept for inbound calls.
ALTER TABLE tenants
    ADD COLUMN inbound_share_percent smallint NOT NULL DEFAULT 20 CHECK (inbound_share_percent BETWEEN 0 AND 90),
    ADD COLUMN raised_spend_limit_cents bigint CHECK (raised_spend_limit_cents >= 0),
    ADD COLUMN raised_monthly_minutes integer CHECK (raised_monthly_minutes >= 0),
    ADD COLUMN raised_until timestamptz,
    ADD COLUMN raise_reason text CHECK (char_length(raise_reason) <= 500),
    ADD COLUMN raised_by text,
    ADD COLUMN raised_at timestamptz;
GRANT UPDATE (inbound_share_percent, raised_spend_limit_cents, raised_monthly_minutes, raised_until, raise_reason, raised_by, raised_at)
    ON tenants TO portico_app;

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['usage_dedupe', 'usage_events', 'conversations', 'usage_conflicts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['billing_profile_versions', 'rate_versions', 'usage_quarters', 'usage_days', 'usage_months', 'usage_balances',
                             'activity_quarters', 'activity_days', 'agency_quarters', 'usage_alerts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY platform ON %I USING (current_setting(''app.platform'') = ''on'')', t);
        EXECUTE format('CREATE POLICY agency ON %I USING (agency_id = current_setting(''app.agency_id'')::uuid)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['usage_quarters', 'usage_days', 'usage_months', 'usage_balances', 'activity_quarters', 'activity_days', 'usage_alerts'] LOOP
        EXECUTE format('CREATE POLICY tenant ON %I USING (subject_tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
    END LOOP;
    -- The ingest login writes for everybody; the handler has bound each event to a tenant of its caller (DESIGN §8.1).
    FOREACH t IN ARRAY ARRAY['usage_dedupe', 'usage_events', 'conversations', 'usage_quarters', 'usage_days', 'usage_months', 'usage_balances',
                             'activity_quarters', 'activity_days', 'agency_quarters'] LOOP
        EXECUTE format('CREATE POLICY ingest ON %I TO portico_ingest USING (true)', t);
    END LOOP;
END $$;

GRANT INSERT ON usage_events, conversations TO portico_ingest;
GRANT SELECT, INSERT ON usage_dedupe TO portico_ingest;
GRANT SELECT, INSERT, UPDATE ON usage_quarters, usage_days, usage_months, usage_balances, activity_quarters, activity_days, agency_quarters
    TO portico_ingest;

GRANT SELECT, INSERT ON meters, cost_rates, billing_profile_versions, rate_versions TO portico_app;
GRANT SELECT, INSERT, UPDATE ON rate_revisions, usage_conflicts, usage_alerts TO portico_app;
-- The purge deletes; nothing else of the app writes what the ingest login has written.
GRANT SELECT, DELETE ON usage_dedupe, usage_events, conversations TO portico_app;
GRANT DELETE ON usage_conflicts, usage_alerts TO portico_app;
GRANT SELECT ON usage_quarters, usage_days, usage_months, usage_balances, activity_quarters, activity_days, agency_quarters TO portico_app;

CREATE TABLE usage_events_other PARTITION OF usage_events DEFAULT;
ALTER TABLE usage_events_other ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_events_other FORCE ROW LEVEL SECURITY;

-- Partitions are reached through their parent only: nobody has a right on one, and row security without a policy shuts them besides.
-- Made here for a month and the two after it, dropped when all of one is older than so many days. Tells how many ids of events were
-- forgotten, at most 20,000 at a time. This is the one thing of the owner's
-- that the app may have done (docs/DECISIONS.md); it tells nothing of any row.
CREATE FUNCTION maintain_usage(at timestamptz, keep_days integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    first_day date;
    name text;
    forgotten integer;
BEGIN
    FOR i IN 0..2 LOOP
        first_day := (date_trunc('month', at) + make_interval(months => i))::date;
        name := 'usage_events_' || to_char(first_day, 'YYYYMM');
        -- Where a month began without its partition, its events are in the one for all others and stay there.
        IF to_regclass('public.' || name) IS NULL AND NOT EXISTS (
            SELECT FROM public.usage_events_other WHERE received_at >= first_day AND received_at < first_day + interval '1 month') THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.usage_events FOR VALUES FROM (%L) TO (%L)',
                name, first_day::timestamptz, (first_day + interval '1 month')::timestamptz);
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', name);
            EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', name);
        END IF;
    END LOOP;
    -- An id counts once for 100 days, and what it stood for is looked at when it comes again.
    FOR name, first_day IN
        SELECT c.relname, to_date(right(c.relname, 6), 'YYYYMM')
        FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'public.usage_events'::regclass AND c.relname ~ '^usage_events_[0-9]{6}$'
    LOOP
        IF first_day + interval '1 month' < at - make_interval(days => greatest(keep_days, 101)) THEN
            EXECUTE format('DROP TABLE public.%I', name);
        END IF;
    END LOOP;
    DELETE FROM public.usage_dedupe WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM public.usage_dedupe WHERE received_at < at - interval '100 days' LIMIT 20000));
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END $$;
REVOKE EXECUTE ON FUNCTION maintain_usage(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION maintain_usage(timestamptz, integer) TO portico_app;
SELECT maintain_usage(now(), 101);
