-- What was answered to requests that carry an Idempotency-Key: written in the transaction of the change the answer tells of. Without a status it
-- is not answered: it runs, or its process ended before the last of several transactions.
CREATE TABLE idempotent_requests (
    agency_id uuid NOT NULL,
    -- Whose key it is: the tenant, or the agency itself.
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    key text COLLATE "C" NOT NULL CHECK (char_length(key) BETWEEN 1 AND 255),
    -- SHA-256 of method, address and body.
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    began_at timestamptz NOT NULL,
    status smallint,
    headers jsonb,
    -- Encrypted: some answers show a secret this once.
    body bytea,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, account_id, key),
    CHECK ((status IS NULL) = (headers IS NULL) AND (status IS NULL) = (body IS NULL))
);
CREATE INDEX idempotent_requests_by_end ON idempotent_requests (expires_at);
ALTER TABLE idempotent_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotent_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON idempotent_requests USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON idempotent_requests USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON idempotent_requests USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotent_requests TO portico_app;
