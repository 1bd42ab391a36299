-- The platform's plans: a reference table, small, the same for everybody, written by migrations and operators only.
-- Prices are minor units a month; null means "by agreement".
CREATE TABLE plans (
    key text PRIMARY KEY,
    name text NOT NULL,
    position smallint NOT NULL,
    currency char(3) NOT NULL DEFAULT 'USD',
    monthly_price_cents bigint CHECK (monthly_price_cents >= 0),
    annual_price_cents bigint CHECK (annual_price_cents >= 0),
    api_requests_per_minute integer CHECK (api_requests_per_minute > 0),
    concurrent_calls integer CHECK (concurrent_calls > 0)
);
INSERT INTO plans (key, name, position, monthly_price_cents, annual_price_cents, api_requests_per_minute, concurrent_calls) VALUES
    ('starter', 'Starter', 1, 4900, 3900, 60, 5),
    ('professional', 'Professional', 2, 14900, 11900, 120, 20),
    ('business', 'Business', 3, 39900, 31900, 300, 50),
    ('enterprise', 'Enterprise', 4, NULL, NULL, NULL, NULL);
