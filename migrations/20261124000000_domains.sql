-- A host name of the agency's own, until its name servers show that it is theirs, and after.
CREATE TABLE custom_domains (
    agency_id uuid PRIMARY KEY REFERENCES agencies (id),
    host text NOT NULL CHECK (host = lower(host) AND length(host) <= 253),
    method text NOT NULL CHECK (method IN ('cname', 'txt')),
    token text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending_verification', 'verified', 'active')),
    -- What the last look found wrong, and what it found instead.
    problem text,
    found text,
    -- Since when its name servers have not shown it any more.
    lost_since timestamptz,
    -- Since when it has not been reached, though it is active.
    unreached_since timestamptz,
    -- Since when its agency waits for it to be shown, or to be reached.
    waiting_since timestamptz NOT NULL,
    tls_expires_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    verified_at timestamptz,
    checked_at timestamptz
);
ALTER TABLE custom_domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE custom_domains FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON custom_domains USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON custom_domains USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON custom_domains TO portico_app;

-- Which agency a host name is, once it is shown to be its own: read before a scope is known.
CREATE TABLE domain_hosts (
    host text PRIMARY KEY,
    agency_id uuid NOT NULL UNIQUE,
    token text NOT NULL,
    -- It reaches us by HTTPS: links in mails lead there.
    active boolean NOT NULL DEFAULT false
);
GRANT SELECT, INSERT, UPDATE, DELETE ON domain_hosts TO portico_app;
