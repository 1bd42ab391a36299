-- What the Voxfra and Vobiz/Plivo forms know of a tenant beside what the first table had. `rate_limit` is requests per minute.
ALTER TABLE tenants
    ADD COLUMN description text CHECK (char_length(description) <= 500),
    ADD COLUMN allow_calls boolean NOT NULL DEFAULT true,
    ADD COLUMN allow_cdr boolean NOT NULL DEFAULT true,
    ADD COLUMN rate_limit integer NOT NULL DEFAULT 1000 CHECK (rate_limit BETWEEN 1 AND 1000000),
    ADD COLUMN kyc_mode text NOT NULL DEFAULT 'personal_use' CHECK (kyc_mode IN ('personal_use', 'customer_use')),
    ADD COLUMN business_type text CHECK (business_type IN ('individual', 'proprietorship', 'private_limited', 'llp', 'partnership',
        'public_limited', 'trust', 'society', 'huf', 'government')),
    ADD CONSTRAINT tenants_display_name_length CHECK (char_length(display_name) <= 255),
    ADD CONSTRAINT tenants_type_length CHECK (char_length(type) <= 100);
GRANT UPDATE (description, allow_calls, allow_cdr, rate_limit, kyc_mode, business_type) ON tenants TO portico_app;

-- The user name of Basic authentication and of `X-Auth-ID`: the agency's `MA…`, or the tenant's `SA…`.
ALTER TABLE api_key_directory ADD COLUMN account_id text;
UPDATE api_key_directory AS d SET account_id = (SELECT account_id FROM agencies WHERE id = d.agency_id) WHERE subject_tenant_id IS NULL;
UPDATE api_key_directory AS d SET account_id = (SELECT sub_account_id FROM tenants WHERE id = d.subject_tenant_id)
    WHERE subject_tenant_id IS NOT NULL;
ALTER TABLE api_key_directory ALTER COLUMN account_id SET NOT NULL;

-- A sub-account's own token, kept readable for its parent: the Plivo form shows it again. `secret` is ciphertext.
CREATE TABLE sub_account_tokens (
    tenant_id uuid PRIMARY KEY,
    key_id uuid NOT NULL,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL
);
ALTER TABLE sub_account_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE sub_account_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON sub_account_tokens USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON sub_account_tokens TO portico_app;

-- Where a sub-account's calls come from and go to.
CREATE TABLE trunks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    sip_uri text NOT NULL CHECK (char_length(sip_uri) <= 300),
    allowed_addresses text[] NOT NULL DEFAULT '{}',
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT trunks_name UNIQUE (tenant_id, name)
);
ALTER TABLE trunks ENABLE ROW LEVEL SECURITY;
ALTER TABLE trunks FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON trunks USING (tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON trunks TO portico_app;
