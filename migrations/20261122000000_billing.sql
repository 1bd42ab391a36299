-- Billing (DESIGN §8.5): one engine for both money flows. An account is a payer, and its id is the payer's: the agency's own account with the
-- platform is in its rows (`issuer` = 'platform'), its tenants' accounts with it too (`issuer` = 'agency'). Money is minor units of `currency`.

-- The platform's plans by date. Prices are minor units a month (annual: a month, paid for twelve), null is by agreement.
CREATE TABLE plan_versions (
    id uuid PRIMARY KEY,
    plan_key text NOT NULL,
    effective_from timestamptz NOT NULL,
    currency char(3) NOT NULL DEFAULT 'USD' CHECK (currency ~ '^[A-Z]{3}$'),
    monthly_price_cents bigint CHECK (monthly_price_cents >= 0),
    annual_price_cents bigint CHECK (annual_price_cents >= 0),
    api_requests_per_minute integer CHECK (api_requests_per_minute > 0),
    voice_hub_connections_per_minute integer CHECK (voice_hub_connections_per_minute > 0),
    concurrent_calls integer CHECK (concurrent_calls > 0),
    included_conversations integer NOT NULL DEFAULT 0 CHECK (included_conversations >= 0),
    features text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL,
    created_by text NOT NULL
);
CREATE INDEX plan_versions_from ON plan_versions (plan_key, effective_from DESC, id DESC);
INSERT INTO plan_versions (id, plan_key, effective_from, monthly_price_cents, annual_price_cents, api_requests_per_minute,
    voice_hub_connections_per_minute, concurrent_calls, features, created_at, created_by) VALUES
    ('00000000-0000-7000-8000-0000000000a1', 'starter', '2020-01-01Z', 4900, 3900, 60, 5, 5, '{}', '2020-01-01Z', 'Portico'),
    ('00000000-0000-7000-8000-0000000000a2', 'professional', '2020-01-01Z', 14900, 11900, 120, 10, 20, '{}', '2020-01-01Z', 'Portico'),
    ('00000000-0000-7000-8000-0000000000a3', 'business', '2020-01-01Z', 39900, 31900, 300, 25, 50, '{whiteLabel,agencyMode}', '2020-01-01Z', 'Portico'),
    ('00000000-0000-7000-8000-0000000000a4', 'enterprise', '2020-01-01Z', NULL, NULL, NULL, NULL, NULL,
        '{whiteLabel,agencyMode,hipaaCompliance,ssoSaml,dedicatedSupport}', '2020-01-01Z', 'Portico');
-- Now in the versions.
ALTER TABLE plans DROP COLUMN currency, DROP COLUMN monthly_price_cents, DROP COLUMN annual_price_cents, DROP COLUMN api_requests_per_minute,
    DROP COLUMN concurrent_calls;

-- An agency's own plans, for its tenants.
CREATE TABLE agency_plans (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    key text COLLATE "C" NOT NULL CHECK (key ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    archived_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT agency_plans_key UNIQUE (agency_id, key)
);
CREATE TABLE agency_plan_versions (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    effective_from timestamptz NOT NULL,
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    monthly_price_cents bigint CHECK (monthly_price_cents >= 0),
    annual_price_cents bigint CHECK (annual_price_cents >= 0),
    api_requests_per_minute integer CHECK (api_requests_per_minute > 0),
    concurrent_calls integer CHECK (concurrent_calls > 0),
    included_conversations integer NOT NULL DEFAULT 0 CHECK (included_conversations >= 0),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, plan_id) REFERENCES agency_plans (agency_id, id)
);
CREATE INDEX agency_plan_versions_from ON agency_plan_versions (agency_id, plan_id, effective_from DESC, id DESC);

-- What a tenant's plan allows is kept with the tenant: admission reads one row.
ALTER TABLE tenants
    ADD COLUMN agency_plan_id uuid,
    ADD COLUMN plan_concurrent_calls integer CHECK (plan_concurrent_calls > 0),
    ADD FOREIGN KEY (agency_id, agency_plan_id) REFERENCES agency_plans (agency_id, id);
UPDATE tenants AS t SET plan_concurrent_calls = v.concurrent_calls FROM plan_versions AS v WHERE v.plan_key = t.plan_key;
GRANT UPDATE (agency_plan_id, plan_concurrent_calls) ON tenants TO portico_app;

-- How an agency bills: what stands on its invoices, and what it does about those that are not paid. No row: the defaults.
CREATE TABLE billing_settings (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    invoice_prefix text CHECK (invoice_prefix ~ '^[A-Z0-9]{1,12}$'),
    legal_name text CHECK (char_length(legal_name) <= 200),
    address text CHECK (char_length(address) <= 500),
    country char(2) CHECK (country ~ '^[A-Z]{2}$'),
    tax_id text CHECK (char_length(tax_id) <= 50),
    bank_details text CHECK (char_length(bank_details) <= 500),
    footer text CHECK (char_length(footer) <= 500),
    -- Drafts wait for somebody to send them.
    review_drafts boolean NOT NULL DEFAULT false,
    -- Days after the first attempt at which a payment is tried again.
    retry_days smallint[] NOT NULL DEFAULT '{3,5,7}',
    -- Days past due at which a tenant is suspended.
    suspend_after_days smallint NOT NULL DEFAULT 14 CHECK (suspend_after_days BETWEEN 0 AND 90),
    -- Of the platform's row: what it keeps of what it collects for agencies, and what it holds back (basis points).
    settlement_fee_bps integer NOT NULL DEFAULT 399 CHECK (settlement_fee_bps BETWEEN 0 AND 10000),
    holdback_bps integer NOT NULL DEFAULT 1000 CHECK (holdback_bps BETWEEN 0 AND 10000),
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id)
);

-- Tax by date: of one code the rate that began last holds.
CREATE TABLE tax_rates (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[a-z0-9_-]{1,40}$'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    rate_bps integer NOT NULL CHECK (rate_bps BETWEEN 0 AND 10000),
    -- Are prices meant with it?
    inclusive boolean NOT NULL DEFAULT false,
    effective_from timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (agency_id, id)
);
CREATE INDEX tax_rates_from ON tax_rates (agency_id, code, effective_from DESC, id DESC);

-- A profile is a template: how the tenants it is attached to are billed.
ALTER TABLE billing_profiles
    ADD COLUMN model text NOT NULL DEFAULT 'flat' CHECK (model IN ('flat', 'pay_as_you_go')),
    -- Instead of the plan's fee.
    ADD COLUMN monthly_fee_cents bigint CHECK (monthly_fee_cents >= 0),
    ADD COLUMN net_days smallint NOT NULL DEFAULT 14 CHECK (net_days BETWEEN 0 AND 120),
    ADD COLUMN auto_pay boolean NOT NULL DEFAULT true,
    ADD COLUMN tax_code text COLLATE "C";

CREATE TABLE billing_accounts (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    -- The payer's: the agency's own, or the tenant's.
    id uuid NOT NULL,
    subject_tenant_id uuid,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    currency char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    legal_name text CHECK (char_length(legal_name) <= 200),
    address text CHECK (char_length(address) <= 500),
    country char(2) CHECK (country ~ '^[A-Z]{2}$'),
    tax_id text CHECK (char_length(tax_id) <= 50),
    tax_exempt text NOT NULL DEFAULT 'none' CHECK (tax_exempt IN ('none', 'exempt', 'reverse')),
    -- Of the profile, as it is attached.
    model text NOT NULL DEFAULT 'flat' CHECK (model IN ('flat', 'pay_as_you_go')),
    monthly_fee_cents bigint CHECK (monthly_fee_cents >= 0),
    net_days smallint NOT NULL DEFAULT 14 CHECK (net_days BETWEEN 0 AND 120),
    tax_code text COLLATE "C",
    auto_pay boolean NOT NULL DEFAULT true,
    gateway_customer text,
    -- The moment whose day of the month and time begin a period, and how many months after it the current one began.
    anchor_at timestamptz NOT NULL,
    cycle integer NOT NULL DEFAULT 0 CHECK (cycle >= 0),
    -- When the current period ends and is billed. Null: never again.
    next_invoice_at timestamptz,
    -- Usage of days (UTC) before it is free: a trial's. Null while there is no end of it.
    billable_from date,
    past_due_at timestamptz,
    recharge_below_cents bigint CHECK (recharge_below_cents >= 0),
    recharge_cents bigint CHECK (recharge_cents > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CHECK ((issuer = 'agency') = (subject_tenant_id IS NOT NULL)),
    CHECK (id = coalesce(subject_tenant_id, agency_id))
);
CREATE INDEX billing_accounts_due ON billing_accounts (next_invoice_at) WHERE next_invoice_at IS NOT NULL;
CREATE INDEX billing_accounts_by_tenant ON billing_accounts (subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;

CREATE TABLE subscriptions (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    status text NOT NULL CHECK (status IN ('trial', 'active', 'past_due', 'cancelled')),
    -- One of the platform's plans, or of the agency's; what it said when it was taken.
    plan_key text COLLATE "C" NOT NULL,
    plan_name text NOT NULL,
    plan_version_id uuid NOT NULL,
    billing_interval text NOT NULL CHECK (billing_interval IN ('monthly', 'annual')),
    -- Of one interval: a month's, or a year's.
    price_cents bigint NOT NULL CHECK (price_cents >= 0),
    currency char(3) NOT NULL,
    api_requests_per_minute integer,
    voice_hub_connections_per_minute integer,
    concurrent_calls integer,
    included_conversations integer NOT NULL DEFAULT 0,
    features text[] NOT NULL DEFAULT '{}',
    current_period_start timestamptz NOT NULL,
    current_period_end timestamptz NOT NULL,
    trial_ends_at timestamptz,
    -- What it turns into at the end of the period.
    next_plan_key text COLLATE "C",
    next_interval text CHECK (next_interval IN ('monthly', 'annual')),
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    cancel_reason text CHECK (char_length(cancel_reason) <= 500),
    cancel_feedback text CHECK (char_length(cancel_feedback) <= 2000),
    cancelled_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    CHECK (current_period_end > current_period_start)
);
CREATE UNIQUE INDEX subscriptions_live ON subscriptions (agency_id, account_id) WHERE status <> 'cancelled';
CREATE INDEX subscriptions_by_tenant ON subscriptions (subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX subscriptions_trial ON subscriptions (trial_ends_at) WHERE status = 'trial';

-- An invoice once it is issued: never changed but in what becomes of it. Drafts are only noted (below) and derived whenever they are looked at.
CREATE TABLE invoices (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    kind text NOT NULL CHECK (kind IN ('recurring', 'one_off')),
    number text NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'paid', 'void', 'uncollectible')),
    currency char(3) NOT NULL,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    -- The month (UTC) whose usage it has.
    usage_period date,
    lines_cents bigint NOT NULL,
    tax_cents bigint NOT NULL,
    -- Paid from credits and the wallet when it was issued.
    credits_cents bigint NOT NULL DEFAULT 0 CHECK (credits_cents >= 0),
    -- lines + tax (unless it is in the lines) − credits.
    total_cents bigint NOT NULL CHECK (total_cents >= 0),
    tax_name text,
    tax_bps integer NOT NULL DEFAULT 0,
    tax_inclusive boolean NOT NULL DEFAULT false,
    tax_exempt text NOT NULL DEFAULT 'none',
    issuer_facts jsonb NOT NULL,
    payer_facts jsonb NOT NULL,
    issued_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    -- What becomes of it.
    paid_cents bigint NOT NULL DEFAULT 0 CHECK (paid_cents >= 0),
    credited_cents bigint NOT NULL DEFAULT 0 CHECK (credited_cents >= 0),
    paid_at timestamptz,
    voided_at timestamptz,
    uncollectible_at timestamptz,
    attempts smallint NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    CONSTRAINT invoices_number UNIQUE (agency_id, issuer, number),
    CHECK (total_cents = lines_cents + CASE WHEN tax_inclusive THEN 0 ELSE tax_cents END - credits_cents),
    CHECK (paid_cents + credited_cents <= total_cents OR status = 'paid')
);
CREATE UNIQUE INDEX invoices_once ON invoices (agency_id, account_id, period_start) WHERE kind = 'recurring';
CREATE UNIQUE INDEX invoices_usage_once ON invoices (agency_id, account_id, usage_period) WHERE usage_period IS NOT NULL;
CREATE INDEX invoices_by_account ON invoices (agency_id, account_id, id DESC);
CREATE INDEX invoices_by_issuer ON invoices (agency_id, issuer, id DESC);
CREATE INDEX invoices_by_tenant ON invoices (subject_tenant_id, id DESC) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX invoices_attempts ON invoices (next_attempt_at) WHERE status = 'open' AND next_attempt_at IS NOT NULL;
CREATE INDEX invoices_due ON invoices (due_at) WHERE status = 'open';

CREATE TABLE invoice_lines (
    agency_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    position smallint NOT NULL,
    subject_tenant_id uuid,
    kind text NOT NULL CHECK (kind IN ('base', 'proration_credit', 'proration_debit', 'usage', 'manual', 'discount')),
    description text NOT NULL,
    -- Of usage: what of which meter, by which rate.
    meter_key text,
    unit text,
    quantity_micros bigint NOT NULL DEFAULT 1000000,
    rate_version integer,
    -- Where in the month's quantity this line's begins.
    before_micros bigint,
    rule jsonb,
    -- Decimal text in units of the currency, before it was rounded.
    exact_amount text NOT NULL,
    amount_cents bigint NOT NULL,
    period_start timestamptz,
    period_end timestamptz,
    PRIMARY KEY (agency_id, invoice_id, position),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, id)
);
CREATE INDEX invoice_lines_by_tenant ON invoice_lines (subject_tenant_id, invoice_id) WHERE subject_tenant_id IS NOT NULL;

-- What will be billed next besides usage, and on which invoice it was. A subscription's period is billed once.
CREATE TABLE invoice_items (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    subscription_id uuid,
    kind text NOT NULL CHECK (kind IN ('base', 'proration_credit', 'proration_debit', 'manual', 'discount')),
    description text NOT NULL,
    amount_cents bigint NOT NULL,
    period_start timestamptz,
    period_end timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    invoice_id uuid,
    dropped_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, id)
);
CREATE UNIQUE INDEX invoice_items_base_once ON invoice_items (agency_id, subscription_id, period_start) WHERE kind = 'base';
CREATE INDEX invoice_items_pending ON invoice_items (agency_id, account_id, id) WHERE invoice_id IS NULL AND dropped_at IS NULL;

-- A period that has ended and is not issued yet: usage still comes in, or somebody is to look at it.
CREATE TABLE invoice_drafts (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    currency char(3) NOT NULL,
    period_start timestamptz NOT NULL,
    period_end timestamptz NOT NULL,
    usage_period date,
    -- From when on the month takes no more usage.
    closes_at timestamptz NOT NULL,
    -- As it stood when it was last derived.
    lines_cents bigint NOT NULL,
    tax_cents bigint NOT NULL,
    total_cents bigint NOT NULL,
    -- Sent by somebody before the month was closed.
    approved_at timestamptz,
    approved_by text,
    discarded_at timestamptz,
    discarded_by text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    CONSTRAINT invoice_drafts_once UNIQUE (agency_id, account_id, period_start)
);
CREATE INDEX invoice_drafts_closing ON invoice_drafts (closes_at) WHERE discarded_at IS NULL;
CREATE INDEX invoice_drafts_by_tenant ON invoice_drafts (subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;

-- The last number of an issuer's year; held while one is given, so none is missing.
CREATE TABLE document_counters (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year smallint NOT NULL,
    last integer NOT NULL CHECK (last > 0),
    PRIMARY KEY (agency_id, kind, year)
);

CREATE TABLE credit_notes (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    number text NOT NULL,
    currency char(3) NOT NULL,
    -- Without tax, tax, both.
    net_cents bigint NOT NULL CHECK (net_cents >= 0),
    tax_cents bigint NOT NULL CHECK (tax_cents >= 0),
    total_cents bigint NOT NULL CHECK (total_cents > 0),
    -- What of it lowered what was open, went to the wallet, or back to the card.
    to_invoice_cents bigint NOT NULL CHECK (to_invoice_cents >= 0),
    to_wallet_cents bigint NOT NULL CHECK (to_wallet_cents >= 0),
    to_card_cents bigint NOT NULL CHECK (to_card_cents >= 0),
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, id),
    CONSTRAINT credit_notes_number UNIQUE (agency_id, issuer, number),
    CHECK (total_cents = net_cents + tax_cents AND total_cents = to_invoice_cents + to_wallet_cents + to_card_cents)
);
CREATE INDEX credit_notes_by_invoice ON credit_notes (agency_id, invoice_id);

-- The PDF of an invoice or a credit note (by its id), made once.
CREATE TABLE billing_documents (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    subject_tenant_id uuid,
    sha256 bytea NOT NULL,
    pdf bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id)
);

CREATE TABLE payment_methods (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    gateway text NOT NULL,
    gateway_ref text NOT NULL,
    type text NOT NULL,
    brand text,
    last4 text,
    exp_month smallint,
    exp_year smallint,
    is_default boolean NOT NULL DEFAULT false,
    added_at timestamptz NOT NULL,
    removed_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    CONSTRAINT payment_methods_once UNIQUE (agency_id, gateway, gateway_ref)
);
CREATE UNIQUE INDEX payment_methods_default ON payment_methods (agency_id, account_id) WHERE is_default AND removed_at IS NULL;

-- A card about to be added.
CREATE TABLE payment_setups (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    gateway text NOT NULL,
    gateway_ref text NOT NULL,
    finished_at timestamptz,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    CONSTRAINT payment_setups_once UNIQUE (agency_id, gateway, gateway_ref)
);

-- Money that came in, or was to. The id is also the gateway's idempotency key: however often it is tried, it is charged once.
CREATE TABLE payments (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    -- Null: for the wallet.
    invoice_id uuid,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency char(3) NOT NULL,
    method_id uuid,
    -- `manual`: by bank transfer, with its reference.
    gateway text NOT NULL,
    gateway_ref text,
    reference text CHECK (char_length(reference) <= 200),
    status text NOT NULL CHECK (status IN ('pending', 'requires_action', 'succeeded', 'failed')),
    failure_code text,
    failure_message text,
    action_url text,
    refunded_cents bigint NOT NULL DEFAULT 0 CHECK (refunded_cents BETWEEN 0 AND amount_cents),
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    FOREIGN KEY (agency_id, invoice_id) REFERENCES invoices (agency_id, id),
    FOREIGN KEY (agency_id, method_id) REFERENCES payment_methods (agency_id, id)
);
-- Of one invoice one payment at a time is under way.
CREATE UNIQUE INDEX payments_under_way ON payments (agency_id, invoice_id) WHERE status IN ('pending', 'requires_action');
CREATE INDEX payments_by_account ON payments (agency_id, account_id, id DESC);
CREATE INDEX payments_by_tenant ON payments (subject_tenant_id, id DESC) WHERE subject_tenant_id IS NOT NULL;
CREATE INDEX payments_waiting ON payments (created_at) WHERE status IN ('pending', 'requires_action');

-- The books: double entry, appended to and never changed. Each transaction's entries come to nothing; a debit is positive. A thing
-- (`source`) is posted once in its kind.
CREATE TABLE ledger_transactions (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    kind text NOT NULL,
    source uuid NOT NULL,
    currency char(3) NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id),
    CONSTRAINT ledger_transactions_once UNIQUE (agency_id, kind, source)
);
CREATE TABLE ledger_entries (
    agency_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    position smallint NOT NULL,
    issuer text NOT NULL CHECK (issuer IN ('platform', 'agency')),
    book text NOT NULL CHECK (book IN ('receivable', 'revenue', 'tax', 'gateway', 'bank', 'wallet', 'credit', 'promotion', 'bad_debt',
        'fee', 'holdback', 'payable')),
    account_id uuid,
    subject_tenant_id uuid,
    credit_id uuid,
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    currency char(3) NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, transaction_id, position),
    FOREIGN KEY (agency_id, transaction_id) REFERENCES ledger_transactions (agency_id, id)
);
CREATE INDEX ledger_entries_by_account ON ledger_entries (agency_id, account_id, book) WHERE account_id IS NOT NULL;
CREATE INDEX ledger_entries_by_book ON ledger_entries (agency_id, issuer, book, at);

-- Credit that was given, perhaps until a day; what is left of it is in the books.
CREATE TABLE credits (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency char(3) NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) BETWEEN 1 AND 500),
    expires_at timestamptz,
    expired_at timestamptz,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id)
);
CREATE INDEX credits_expiring ON credits (expires_at) WHERE expires_at IS NOT NULL AND expired_at IS NULL;
CREATE INDEX credits_by_account ON credits (agency_id, account_id);

-- What the platform collected for an agency in a month, what it kept, and what it paid out.
CREATE TABLE settlements (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    period date NOT NULL,
    currency char(3) NOT NULL,
    collected_cents bigint NOT NULL,
    refunded_cents bigint NOT NULL,
    fee_cents bigint NOT NULL,
    holdback_cents bigint NOT NULL,
    released_cents bigint NOT NULL,
    payout_cents bigint NOT NULL,
    fee_bps integer NOT NULL,
    holdback_bps integer NOT NULL,
    created_at timestamptz NOT NULL,
    paid_at timestamptz,
    paid_by text,
    paid_reference text CHECK (char_length(paid_reference) <= 200),
    PRIMARY KEY (agency_id, id),
    CONSTRAINT settlements_once UNIQUE (agency_id, period),
    CHECK (payout_cents = collected_cents - refunded_cents - fee_cents - holdback_cents + released_cents)
);

-- A run that issues many invoices: how far it is.
CREATE TABLE billing_runs (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    total integer NOT NULL,
    done integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    started_by text NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (agency_id, id)
);

-- Messages of the gateway, each taken once. No tenant's data: only their ids and what they are about.
CREATE TABLE gateway_events (
    gateway text NOT NULL,
    event_id text NOT NULL,
    type text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (gateway, event_id)
);

-- The embedded processor of cards that are no cards (payments::sandbox): a service of its own that happens to live here. It knows
-- its customers by their references only.
CREATE TABLE sandbox_intents (
    id text PRIMARY KEY,
    idempotency_key text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('setup', 'payment')),
    customer text NOT NULL,
    method text,
    amount_cents bigint NOT NULL DEFAULT 0,
    currency char(3) NOT NULL,
    status text NOT NULL,
    failure_code text,
    client_secret text NOT NULL,
    metadata jsonb NOT NULL,
    refunded_cents bigint NOT NULL DEFAULT 0,
    settles_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX sandbox_intents_settling ON sandbox_intents (settles_at) WHERE status = 'processing';
CREATE TABLE sandbox_methods (
    id text PRIMARY KEY,
    customer text NOT NULL,
    card text NOT NULL,
    brand text NOT NULL,
    last4 text NOT NULL,
    exp_month smallint NOT NULL,
    exp_year smallint NOT NULL,
    detached_at timestamptz
);
CREATE TABLE sandbox_refunds (
    idempotency_key text PRIMARY KEY,
    intent text NOT NULL,
    amount_cents bigint NOT NULL
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['agency_plans', 'agency_plan_versions', 'billing_settings', 'tax_rates', 'document_counters', 'settlements',
                             'billing_runs', 'billing_accounts', 'subscriptions', 'invoices', 'invoice_lines', 'invoice_items', 'invoice_drafts',
                             'credit_notes', 'billing_documents', 'payment_methods', 'payment_setups', 'payments', 'ledger_transactions',
                             'ledger_entries', 'credits'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY platform ON %I USING (current_setting(''app.platform'') = ''on'')', t);
        EXECUTE format('CREATE POLICY agency ON %I USING (agency_id = current_setting(''app.agency_id'')::uuid)', t);
    END LOOP;
    FOREACH t IN ARRAY ARRAY['billing_accounts', 'subscriptions', 'invoices', 'invoice_lines', 'invoice_items', 'invoice_drafts', 'credit_notes',
                             'billing_documents', 'payment_methods', 'payment_setups', 'payments', 'ledger_entries', 'credits'] LOOP
        EXECUTE format('CREATE POLICY tenant ON %I USING (subject_tenant_id = current_setting(''app.tenant_id'')::uuid)', t);
    END LOOP;
END $$;

GRANT SELECT, INSERT ON plan_versions, agency_plan_versions, tax_rates, invoice_lines, credit_notes, billing_documents, ledger_transactions,
    ledger_entries, gateway_events, sandbox_refunds TO portico_app;
GRANT SELECT, INSERT, UPDATE ON agency_plans, billing_settings, document_counters, billing_runs, billing_accounts, subscriptions,
    payment_methods, payment_setups, sandbox_intents, sandbox_methods TO portico_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON invoice_drafts TO portico_app;
-- What is issued stays as it is.
GRANT SELECT, INSERT ON invoices, invoice_items, payments, credits, settlements TO portico_app;
GRANT UPDATE (status, paid_cents, credited_cents, paid_at, voided_at, uncollectible_at, attempts, next_attempt_at) ON invoices TO portico_app;
GRANT UPDATE (invoice_id, dropped_at) ON invoice_items TO portico_app;
GRANT UPDATE (status, gateway_ref, failure_code, failure_message, action_url, refunded_cents, finished_at, method_id) ON payments TO portico_app;
GRANT UPDATE (expired_at) ON credits TO portico_app;
GRANT UPDATE (paid_at, paid_by, paid_reference) ON settlements TO portico_app;

-- Whoever is here already: agencies begin with the trial a new one has, tenants where their status is.
INSERT INTO billing_accounts (agency_id, id, issuer, currency, anchor_at, next_invoice_at, billable_from, created_at, updated_at)
SELECT id, id, 'platform', currency, date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month',
       (date_trunc('month', now(), 'UTC') AT TIME ZONE 'UTC')::date, now(), now()
FROM agencies WHERE kind = 'partner';
INSERT INTO subscriptions (agency_id, id, account_id, status, plan_key, plan_name, plan_version_id, billing_interval, price_cents, currency,
    api_requests_per_minute, voice_hub_connections_per_minute, concurrent_calls, features, current_period_start, current_period_end,
    trial_ends_at, created_at, updated_at)
SELECT a.id, gen_random_uuid(), a.id, 'trial', 'business', 'Business', '00000000-0000-7000-8000-0000000000a3', 'monthly', 39900, 'USD', 300, 25, 50,
       '{whiteLabel,agencyMode}', date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month',
       now() + interval '14 days', now(), now()
FROM agencies AS a WHERE kind = 'partner';
INSERT INTO billing_accounts (agency_id, id, subject_tenant_id, issuer, currency, anchor_at, next_invoice_at, billable_from, created_at, updated_at)
SELECT t.agency_id, t.id, t.id, 'agency', a.currency, date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month',
       CASE WHEN coalesce(t.status_before_suspension, t.status) = 'active' THEN (date_trunc('month', now(), 'UTC') AT TIME ZONE 'UTC')::date END,
       now(), now()
FROM tenants AS t JOIN agencies AS a ON a.id = t.agency_id;
INSERT INTO subscriptions (agency_id, id, account_id, subject_tenant_id, status, plan_key, plan_name, plan_version_id, billing_interval, price_cents,
    currency, api_requests_per_minute, voice_hub_connections_per_minute, concurrent_calls, features, current_period_start, current_period_end,
    trial_ends_at, cancelled_at, created_at, updated_at)
SELECT t.agency_id, gen_random_uuid(), t.id, t.id,
       CASE WHEN t.status = 'cancelled' THEN 'cancelled' WHEN coalesce(t.status_before_suspension, t.status) = 'active' THEN 'active' ELSE 'trial' END,
       v.plan_key, p.name, v.id, 'monthly', coalesce(v.monthly_price_cents, 0), v.currency, v.api_requests_per_minute, v.voice_hub_connections_per_minute,
       v.concurrent_calls, v.features, date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month',
       t.trial_ends_at, t.cancelled_at, t.created_at, now()
FROM tenants AS t JOIN plan_versions AS v ON v.plan_key = t.plan_key JOIN plans AS p ON p.key = v.plan_key;
