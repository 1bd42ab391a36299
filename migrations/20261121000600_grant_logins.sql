-- Three logins (DESIGN §8.1). The roles exist before the first migration: embedded mode makes them, and
-- docs/ARCHITECTURE.md has the SQL for everybody else.
GRANT USAGE ON SCHEMA public TO portico_app, portico_ingest;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT SELECT ON agency_slugs, plans TO portico_app;
GRANT INSERT, UPDATE, DELETE ON agency_slugs TO portico_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
    sessions, api_key_directory, invitation_tokens, sign_in_emails, membership_directory, sip_prefixes,
    tenant_search_tokens, tenant_members
    TO portico_app;
GRANT SELECT, INSERT, UPDATE ON
    agencies, agency_tenant_counts, users, invitations, api_keys, mail_outbox
    TO portico_app;
GRANT SELECT, INSERT ON tenants TO portico_app;
-- What never changes cannot be changed: the tenant's ids, agency, SIP prefix and creation date have no UPDATE right.
-- A later migration that adds a column grants it, or the test that changes every field says so.
DO $$
BEGIN
    EXECUTE (SELECT format('GRANT UPDATE (%s) ON tenants TO portico_app', string_agg(quote_ident(attname), ', '))
             FROM pg_attribute
             WHERE attrelid = 'tenants'::regclass AND attnum > 0 AND NOT attisdropped
               AND attname NOT IN ('agency_id', 'id', 'sub_account_id', 'environment', 'sip_prefix', 'created_at'));
END $$;
GRANT SELECT, INSERT ON audit_entries TO portico_app;
