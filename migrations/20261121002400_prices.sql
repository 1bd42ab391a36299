-- Versions that begin at the same moment: the one made last holds. A price for the first of next month can be corrected, and another
-- meter's changed for the same day, without touching a row.
ALTER TABLE billing_profile_versions DROP CONSTRAINT billing_profile_versions_from;
CREATE INDEX billing_profile_versions_from ON billing_profile_versions (agency_id, profile_id, effective_from DESC, id DESC);
ALTER TABLE cost_rates DROP CONSTRAINT cost_rates_currency_meter_id_effective_from_key;
CREATE INDEX cost_rates_from ON cost_rates (currency, meter_id, effective_from DESC, id DESC);

-- Most events have none: a NULL takes no room.
ALTER TABLE usage_events ALTER COLUMN attributes DROP NOT NULL, ALTER COLUMN attributes DROP DEFAULT;

-- A tenant's events are added at the end of its part of the index and never moved: its pages need no room for more.
CREATE OR REPLACE FUNCTION maintain_usage(at timestamptz, keep_days integer) RETURNS integer
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
            EXECUTE format('ALTER INDEX public.%I SET (fillfactor = 100)', name || '_pkey');
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
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid WHERE i.inhparent = 'usage_events'::regclass LOOP
        EXECUTE format('ALTER INDEX %I SET (fillfactor = 100)', name || '_pkey');
    END LOOP;
END $$;
