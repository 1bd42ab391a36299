-- The nightly look at the sums: derived again from the events and compared. One row a run; counts only, so it belongs to nobody.
CREATE TABLE usage_checks (
    id uuid PRIMARY KEY,
    -- What happened from then on was looked at.
    since timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    tenants integer NOT NULL DEFAULT 0,
    events bigint NOT NULL DEFAULT 0,
    differences integer NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE ON usage_checks TO portico_app;

-- A sum that is not what it is the sum of.
CREATE TABLE usage_differences (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    -- Not the tenant's to see: costs are in it.
    of_tenant uuid NOT NULL,
    check_id uuid NOT NULL,
    -- Which sum, and which row of it.
    sum text NOT NULL CHECK (sum IN ('quarters', 'days', 'months', 'balances', 'activity', 'activity_days')),
    row_key text NOT NULL,
    derived text NOT NULL,
    stored text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id)
);
ALTER TABLE usage_differences ENABLE ROW LEVEL SECURITY;
ALTER TABLE usage_differences FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON usage_differences USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON usage_differences USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT ON usage_differences TO portico_app;
