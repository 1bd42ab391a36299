-- What a tenant decides about its calls: which are recorded and how long that is kept, and what becomes of calls to a number that no call
-- flow has. `unplaced_target`: the words, the extension's number, the voicemail box's number.
ALTER TABLE tenants
    ADD COLUMN record_calls text NOT NULL DEFAULT 'all' CHECK (record_calls IN ('none', 'inbound', 'outbound', 'all')),
    ADD COLUMN announce_recording boolean NOT NULL DEFAULT false,
    ADD COLUMN keep_recordings_days integer CHECK (keep_recordings_days BETWEEN 1 AND 3650),
    ADD COLUMN unplaced_calls text NOT NULL DEFAULT 'reject' CHECK (unplaced_calls IN ('reject', 'announce', 'ring', 'voicemail')),
    ADD COLUMN unplaced_target text CHECK (char_length(unplaced_target) <= 500),
    -- Whom the tenant itself wants warned about its limits, beside those its agency does.
    ADD COLUMN own_alert_emails text[] NOT NULL DEFAULT '{}' CHECK (cardinality(own_alert_emails) <= 20),
    ADD CHECK ((unplaced_calls = 'reject') = (unplaced_target IS NULL));
GRANT UPDATE (record_calls, announce_recording, keep_recordings_days, unplaced_calls, unplaced_target, own_alert_emails) ON tenants TO portico_app;

-- What was kept long enough is found by when it was recorded.
CREATE INDEX recordings_by_start ON recordings (tenant_id, started_at);

-- What an old call leads to is forgotten with its recording.
GRANT UPDATE (recording_url, transcript_url) ON conversations TO portico_app;
