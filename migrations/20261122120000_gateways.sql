-- Which gateway an account is a customer of: an installation may change from test cards to real ones.
ALTER TABLE billing_accounts ADD COLUMN gateway text;
UPDATE billing_accounts SET gateway = CASE WHEN gateway_customer LIKE 'cus_sandbox_%' THEN 'sandbox' ELSE 'stripe' END WHERE gateway_customer IS NOT NULL;
-- Cards of different gateways have defaults of their own.
DROP INDEX payment_methods_default;
CREATE UNIQUE INDEX payment_methods_default ON payment_methods (agency_id, account_id, gateway) WHERE is_default AND removed_at IS NULL;
-- Of one wallet one payment at a time is under way.
CREATE UNIQUE INDEX payments_filling ON payments (agency_id, account_id) WHERE invoice_id IS NULL AND status IN ('pending', 'requires_action');

-- What the platform has issued, for operators.
CREATE INDEX invoices_of_platform ON invoices (id DESC) WHERE issuer = 'platform';
