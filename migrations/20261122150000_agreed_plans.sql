-- The plan that an account's own fee was agreed for (Enterprise); on another plan it pays that one's price. None: the fee is its profile's, whatever the plan.
ALTER TABLE billing_accounts ADD COLUMN agreed_plan_key text;
