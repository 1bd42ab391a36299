-- The tenant, whole: one row for every dialect. `id` is also the Voxfra UUID, `sub_account_id` serves both Vobiz forms.
-- Limits: null is unlimited. Money is minor units of the agency's currency.
CREATE TABLE tenants (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    sub_account_id text NOT NULL CHECK (sub_account_id ~ '^SA[A-Z0-9]{18}$'),
    environment text NOT NULL DEFAULT 'live' CHECK (environment IN ('live', 'sandbox')),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    name_key text NOT NULL,
    display_name text,
    slug text COLLATE "C" NOT NULL CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    type text,
    plan_key text REFERENCES plans (key),
    plan_label text NOT NULL,
    contact_person text,
    contact_email text,
    phone text,
    billing_email text,
    cnam text CHECK (char_length(cnam) <= 15),
    timezone text NOT NULL DEFAULT 'UTC',
    sip_prefix text NOT NULL,
    e911_street text,
    e911_unit text,
    e911_city text,
    e911_state text,
    e911_postal_code text,
    e911_country text,
    billing_mode text NOT NULL CHECK (billing_mode IN ('platform_billed', 'self_billed')),
    monthly_spend_limit_cents bigint CHECK (monthly_spend_limit_cents >= 0),
    max_agents integer CHECK (max_agents >= 0),
    max_phone_numbers integer CHECK (max_phone_numbers >= 0),
    max_extensions integer CHECK (max_extensions >= 0),
    max_monthly_minutes integer CHECK (max_monthly_minutes >= 0),
    max_concurrent_calls integer CHECK (max_concurrent_calls >= 0),
    alert_thresholds smallint[] NOT NULL DEFAULT '{80,100}',
    alert_emails text[] NOT NULL DEFAULT '{}',
    action_at_100 text NOT NULL DEFAULT 'notify_only' CHECK (action_at_100 IN ('notify_only', 'block_new_calls', 'suspend')),
    status text NOT NULL CHECK (status IN ('pending', 'trial', 'active', 'suspended', 'cancelled')),
    status_before_suspension text CHECK (status_before_suspension IN ('pending', 'trial', 'active')),
    trial_ends_at timestamptz,
    suspended_at timestamptz,
    suspension_reason text,
    suspension_source text CHECK (suspension_source IN ('manual', 'cap', 'non_payment', 'api')),
    cancelled_at timestamptz,
    purge_after timestamptz,
    users_count integer NOT NULL DEFAULT 0 CHECK (users_count >= 0),
    numbers_count integer NOT NULL DEFAULT 0 CHECK (numbers_count >= 0),
    extensions_count integer NOT NULL DEFAULT 0 CHECK (extensions_count >= 0),
    agents_count integer NOT NULL DEFAULT 0 CHECK (agents_count >= 0),
    owner_user_id uuid,
    owner_email text,
    owner_first_name text,
    owner_last_name text,
    last_active_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT tenants_name_key UNIQUE (agency_id, name_key),
    CONSTRAINT tenants_slug UNIQUE (agency_id, slug),
    CONSTRAINT tenants_sub_account_id UNIQUE (agency_id, sub_account_id),
    FOREIGN KEY (agency_id, owner_user_id) REFERENCES users (agency_id, id)
);
-- One index for each way a list is sorted; the id settles ties, so a page never repeats or skips a row.
CREATE INDEX tenants_by_name ON tenants (agency_id, name_key, id);
CREATE INDEX tenants_by_created_at ON tenants (agency_id, created_at, id);
CREATE INDEX tenants_by_status ON tenants (agency_id, status, created_at, id);
CREATE INDEX tenants_by_sip_prefix ON tenants (agency_id, sip_prefix, id);
CREATE INDEX tenants_by_plan ON tenants (agency_id, plan_label, id);
CREATE INDEX tenants_by_users ON tenants (agency_id, users_count, id);
CREATE INDEX tenants_by_numbers ON tenants (agency_id, numbers_count, id);
CREATE INDEX tenants_by_extensions ON tenants (agency_id, extensions_count, id);
CREATE INDEX tenants_by_id ON tenants (id);
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON tenants USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON tenants USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON tenants USING (id = current_setting('app.tenant_id')::uuid);

-- Words of a tenant's names and addresses, searched by range: a prefix search that row security leaves its index.
CREATE TABLE tenant_search_tokens (
    agency_id uuid NOT NULL,
    subject_tenant_id uuid NOT NULL,
    token text COLLATE "C" NOT NULL,
    PRIMARY KEY (agency_id, subject_tenant_id, token),
    FOREIGN KEY (agency_id, subject_tenant_id) REFERENCES tenants (agency_id, id)
);
CREATE INDEX tenant_search_tokens_by_token ON tenant_search_tokens (agency_id, token, subject_tenant_id);
ALTER TABLE tenant_search_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_search_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON tenant_search_tokens USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON tenant_search_tokens USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON tenant_search_tokens USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);

-- Who belongs to a tenant. Name and address are copied from the user, so the tenant can show its people.
CREATE TABLE tenant_members (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    email text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    role text NOT NULL CHECK (role IN ('tenant_owner', 'tenant_user', 'tenant_read_only')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, user_id)
);
ALTER TABLE tenant_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant_members USING (tenant_id = current_setting('app.tenant_id')::uuid);

-- Row security compares the column a policy names; that the tenant is the agency's own, a foreign key must say.
-- (The audit log has none: its entries stay with the agency of their time when a tenant moves.)
ALTER TABLE invitations ADD FOREIGN KEY (agency_id, subject_tenant_id) REFERENCES tenants (agency_id, id);
ALTER TABLE api_keys ADD FOREIGN KEY (agency_id, subject_tenant_id) REFERENCES tenants (agency_id, id);
