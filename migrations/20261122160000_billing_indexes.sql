-- What an account has, looked up by the account: among ten thousand accounts of an agency, too.
CREATE INDEX subscriptions_by_account ON subscriptions (agency_id, account_id);
CREATE INDEX payment_methods_by_account ON payment_methods (agency_id, account_id);
