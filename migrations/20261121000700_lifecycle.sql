-- Billing profiles: a name for now; prices and terms come with billing.
CREATE TABLE billing_profiles (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT billing_profiles_name UNIQUE (agency_id, name)
);
ALTER TABLE billing_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON billing_profiles USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON billing_profiles USING (agency_id = current_setting('app.agency_id')::uuid);

-- What a new tenant starts with where nobody says otherwise. No row: the columns' defaults.
CREATE TABLE tenant_defaults (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    timezone text NOT NULL DEFAULT 'UTC',
    cnam text CHECK (char_length(cnam) <= 15),
    action_at_100 text NOT NULL DEFAULT 'notify_only' CHECK (action_at_100 IN ('notify_only', 'block_new_calls', 'suspend')),
    billing_profile_id uuid,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id),
    FOREIGN KEY (agency_id, billing_profile_id) REFERENCES billing_profiles (agency_id, id)
);
ALTER TABLE tenant_defaults ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_defaults FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON tenant_defaults USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON tenant_defaults USING (agency_id = current_setting('app.agency_id')::uuid);

-- Who suspended, which reminders have left, how the agency sorts its tenants.
ALTER TABLE tenants
    ADD COLUMN suspended_by text,
    ADD COLUMN trial_reminded_at timestamptz,
    ADD COLUMN purge_reminded_at timestamptz,
    ADD COLUMN purge_started_at timestamptz,
    ADD COLUMN billing_profile_id uuid,
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20),
    ADD FOREIGN KEY (agency_id, billing_profile_id) REFERENCES billing_profiles (agency_id, id);
CREATE INDEX tenants_trial_ends_at ON tenants (trial_ends_at) WHERE status = 'trial';
CREATE INDEX tenants_purge_after ON tenants (purge_after) WHERE status = 'cancelled';

-- A suspended tenant's keys are refused without being revoked.
ALTER TABLE api_key_directory ADD COLUMN blocked_at timestamptz;
CREATE INDEX api_key_directory_subject_tenant_id ON api_key_directory (subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX api_keys_subject_tenant_id ON api_keys (agency_id, subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX mail_outbox_subject_tenant_id ON mail_outbox (agency_id, subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX membership_directory_subject_tenant_id ON membership_directory (subject_tenant_id);
CREATE INDEX sip_prefixes_subject_tenant_id ON sip_prefixes (subject_tenant_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON billing_profiles, tenant_defaults TO portico_app;
GRANT UPDATE (suspended_by, trial_reminded_at, purge_reminded_at, purge_started_at, billing_profile_id, tags) ON tenants TO portico_app;
-- For the purge, 90 days after a cancellation. Of the audit log nothing can be deleted.
GRANT DELETE ON tenants, invitations, api_keys, mail_outbox, users TO portico_app;
