-- Mails somebody has turned off, or on. Where there is no row, what is usual for them holds.
CREATE TABLE notification_choices (
    agency_id uuid NOT NULL,
    user_id uuid NOT NULL,
    topic text NOT NULL CHECK (topic IN ('usage', 'billing', 'transfers', 'tenants', 'digest')),
    wanted boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, user_id, topic),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id) ON DELETE CASCADE
);
ALTER TABLE notification_choices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_choices FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON notification_choices USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON notification_choices USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, UPDATE ON notification_choices TO portico_app;

-- Weekly summaries that were made, by the Monday they were made on: one for a person and a week.
CREATE TABLE digests (
    agency_id uuid NOT NULL,
    user_id uuid NOT NULL,
    week date NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, user_id, week),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id) ON DELETE CASCADE
);
CREATE INDEX digests_by_week ON digests (week);
ALTER TABLE digests ENABLE ROW LEVEL SECURITY;
ALTER TABLE digests FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON digests USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON digests USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, DELETE ON digests TO portico_app;
