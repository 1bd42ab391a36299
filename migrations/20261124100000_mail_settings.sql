-- An agency's own mail server. Without a host the platform's sends; the row stays then, so that tests go on being counted.
CREATE TABLE mail_settings (
    agency_id uuid PRIMARY KEY REFERENCES agencies (id),
    host text CHECK (char_length(host) BETWEEN 1 AND 253),
    port integer CHECK (port BETWEEN 1 AND 65535),
    security text CHECK (security IN ('starttls', 'tls', 'plain')),
    username text CHECK (char_length(username) BETWEEN 1 AND 254),
    -- ChaCha20-Poly1305 under PORTICO_SECRET_KEY.
    password bytea,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    -- Tests since the first of the last ten minutes' and what the last one came to.
    tests integer NOT NULL DEFAULT 0,
    tests_since timestamptz,
    tested_at timestamptz,
    test_trouble text,
    test_detail text,
    -- The last mail that it did not take, and when one was given up.
    failed_at timestamptz,
    trouble text,
    detail text,
    given_up_at timestamptz,
    CHECK (num_nulls(host, port, security) IN (0, 3)),
    CHECK (host IS NOT NULL OR num_nonnulls(username, password) = 0),
    CHECK ((username IS NULL) = (password IS NULL))
);
ALTER TABLE mail_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON mail_settings USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON mail_settings USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, UPDATE ON mail_settings TO portico_app;
