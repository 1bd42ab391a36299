-- A sign-in counts on the host it was made on: a domain that an agency gives up takes no cookie along that opens anything elsewhere.
ALTER TABLE sessions ADD COLUMN host text;
-- When its person last showed who they are: what a borrowed browser should not do asks again (ASVS 7.5.1).
ALTER TABLE sessions ADD COLUMN confirmed_at timestamptz;
