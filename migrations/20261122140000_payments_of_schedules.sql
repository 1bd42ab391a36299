-- A payment that the schedule began: what fails of it is a step of the schedule. The name of who began it says nothing, a key may be called anything.
ALTER TABLE payments ADD COLUMN scheduled boolean NOT NULL DEFAULT false;
UPDATE payments SET scheduled = created_by = 'billing';
-- The customer a card is being added to: it may have another by the time it is kept.
ALTER TABLE payment_setups ADD COLUMN gateway_customer text;
UPDATE payment_setups AS s SET gateway_customer = a.gateway_customer
FROM billing_accounts AS a WHERE a.agency_id = s.agency_id AND a.id = s.account_id AND a.gateway = s.gateway;
