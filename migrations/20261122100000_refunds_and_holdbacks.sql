-- Money that goes back to a card: promised with the credit note, done when the gateway says so.
CREATE TABLE refunds (
    agency_id uuid NOT NULL,
    -- Also the gateway's idempotency key.
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    subject_tenant_id uuid,
    payment_id uuid NOT NULL,
    credit_note_id uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency char(3) NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed')),
    -- Why the gateway refused; the money is in the wallet then.
    failure_message text,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (agency_id, id),
    FOREIGN KEY (agency_id, account_id) REFERENCES billing_accounts (agency_id, id),
    FOREIGN KEY (agency_id, payment_id) REFERENCES payments (agency_id, id),
    FOREIGN KEY (agency_id, credit_note_id) REFERENCES credit_notes (agency_id, id)
);
CREATE INDEX refunds_by_payment ON refunds (agency_id, payment_id);
CREATE INDEX refunds_waiting ON refunds (created_at) WHERE status = 'pending';
CREATE INDEX refunds_by_tenant ON refunds (subject_tenant_id) WHERE subject_tenant_id IS NOT NULL;

-- What was promised and has not left yet.
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_book_check;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_book_check CHECK (book IN ('receivable', 'revenue', 'tax', 'gateway', 'bank', 'wallet', 'credit',
    'promotion', 'bad_debt', 'refund', 'fee', 'holdback', 'payable'));

ALTER TABLE refunds ENABLE ROW LEVEL SECURITY;
ALTER TABLE refunds FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON refunds USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON refunds USING (agency_id = current_setting('app.agency_id')::uuid);
CREATE POLICY tenant ON refunds USING (subject_tenant_id = current_setting('app.tenant_id')::uuid);
GRANT SELECT, INSERT ON refunds TO portico_app;
GRANT UPDATE (status, failure_message, finished_at) ON refunds TO portico_app;

-- A month is settled once in each currency, and what was held back is released once, in a later settlement.
ALTER TABLE settlements DROP CONSTRAINT settlements_once;
ALTER TABLE settlements ADD CONSTRAINT settlements_once UNIQUE (agency_id, period, currency);
ALTER TABLE settlements ADD COLUMN holdback_released_in uuid;
GRANT UPDATE (holdback_released_in) ON settlements TO portico_app;
