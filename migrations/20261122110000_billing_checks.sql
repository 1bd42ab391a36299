-- The nightly look at the books: compared with what is owed, and with what the gateway says it took (MON-16). One row a run.
CREATE TABLE billing_checks (
    id uuid PRIMARY KEY,
    -- Charges from then on were compared.
    since timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    charges bigint NOT NULL DEFAULT 0,
    differences integer NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE ON billing_checks TO portico_app;

-- What differs; never mended in silence. Of nobody's that is known: the platform's.
CREATE TABLE billing_differences (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    check_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('unbalanced', 'receivable', 'paid', 'below_zero', 'not_booked', 'not_charged', 'amount', 'refund')),
    -- What it is about: a transaction, an account, an invoice, a payment, or the gateway's own name of a charge.
    subject text NOT NULL,
    -- Minor units: as the books have it, and as it is.
    booked_cents bigint NOT NULL,
    found_cents bigint NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, id)
);
ALTER TABLE billing_differences ENABLE ROW LEVEL SECURITY;
ALTER TABLE billing_differences FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON billing_differences USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON billing_differences USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT ON billing_differences TO portico_app;
