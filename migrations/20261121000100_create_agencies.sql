-- An agency is a reseller account. The platform has one of its own, whose staff are the operators.
CREATE TABLE agencies (
    id uuid PRIMARY KEY,
    kind text NOT NULL DEFAULT 'partner' CHECK (kind IN ('platform', 'partner')),
    name text NOT NULL,
    slug text NOT NULL UNIQUE,
    account_id text NOT NULL UNIQUE CHECK (account_id ~ '^MA[A-Z0-9]{18}$'),
    brand_name text NOT NULL,
    brand_color text NOT NULL DEFAULT '#0b6390' CHECK (brand_color ~ '^#[0-9a-f]{6}$'),
    mark text NOT NULL DEFAULT 'monogram',
    mail_from text,
    support_email text,
    timezone text NOT NULL DEFAULT 'UTC',
    currency char(3) NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
    requires_second_factor boolean NOT NULL DEFAULT false,
    demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
ALTER TABLE agencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE agencies FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON agencies USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON agencies USING (id = current_setting('app.agency_id')::uuid);

-- How many tenants of each status, kept in the transaction that changes one: totals without counting rows.
CREATE TABLE agency_tenant_counts (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    status text NOT NULL CHECK (status IN ('pending', 'trial', 'active', 'suspended', 'cancelled')),
    tenants bigint NOT NULL CHECK (tenants >= 0),
    PRIMARY KEY (agency_id, status)
);
ALTER TABLE agency_tenant_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_tenant_counts FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON agency_tenant_counts USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON agency_tenant_counts USING (agency_id = current_setting('app.agency_id')::uuid);

-- The platform's own agency: the realm of the operators and of self-managed tenants.
INSERT INTO agencies (id, kind, name, slug, account_id, brand_name, mark, created_at, updated_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'platform', 'Portico', 'platform', 'MA000000000000000001', 'Portico', 'portico', now(), now());
INSERT INTO agency_slugs (slug, agency_id) VALUES ('platform', '00000000-0000-7000-8000-000000000001');
INSERT INTO agency_tenant_counts (agency_id, status, tenants)
SELECT '00000000-0000-7000-8000-000000000001', unnest(ARRAY['pending', 'trial', 'active', 'suspended', 'cancelled']), 0;
