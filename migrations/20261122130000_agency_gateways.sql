-- An agency's own Stripe account, which takes its tenants' payments instead of the installation's gateway (DESIGN §8.5). Rows name it `stripe:` and
-- the id: a key that is renewed within the same account keeps it, another account has another.
CREATE TABLE agency_gateways (
    agency_id uuid PRIMARY KEY REFERENCES agencies (id),
    id uuid NOT NULL,
    publishable_key text NOT NULL,
    -- Sealed under PORTICO_SECRET_KEY; the last characters tell one key from another.
    secret_key bytea NOT NULL,
    secret_hint text NOT NULL,
    webhook_secret bytea,
    connected_at timestamptz NOT NULL,
    connected_by text NOT NULL
);
ALTER TABLE agency_gateways ENABLE ROW LEVEL SECURITY;
ALTER TABLE agency_gateways FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON agency_gateways USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON agency_gateways USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON agency_gateways TO portico_app;

-- Money at an agency's own account: the platform does not settle it.
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_book_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_book_check CHECK (book IN ('receivable', 'revenue', 'tax', 'gateway', 'own_gateway', 'bank',
    'wallet', 'credit', 'promotion', 'bad_debt', 'refund', 'fee', 'holdback', 'payable'));

-- The gateway's customer that a card is of: an account has another with each gateway.
ALTER TABLE payment_methods ADD COLUMN gateway_customer text;
UPDATE payment_methods AS m SET gateway_customer = a.gateway_customer
FROM billing_accounts AS a WHERE a.agency_id = m.agency_id AND a.id = m.account_id AND a.gateway = m.gateway;

-- Conversations are not billed as such, so none can be included: what is included are units of a price.
ALTER TABLE plan_versions DROP COLUMN included_conversations;
ALTER TABLE agency_plan_versions DROP COLUMN included_conversations;
ALTER TABLE subscriptions DROP COLUMN included_conversations;
