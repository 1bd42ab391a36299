-- Versions that begin at the same moment: the one made last holds. A price for the first of next month can be corrected, and another
-- meter's changed for the same day, without touching a row.
ALTER TABLE billing_profile_versions DROP CONSTRAINT billing_profile_versions_from;
CREATE INDEX billing_profile_versions_from ON billing_profile_versions (agency_id, profile_id, effective_from DESC, id DESC);
ALTER TABLE cost_rates DROP CONSTRAINT cost_rates_currency_meter_id_effective_from_key;
CREATE INDEX cost_rates_from ON cost_rates (currency, meter_id, effective_from DESC, id DESC);

-- Most events have none: a NULL takes no room.
ALTER TABLE usage_events ALTER COLUMN attributes DROP NOT NULL, ALTER COLUMN attributes DROP DEFAULT;
