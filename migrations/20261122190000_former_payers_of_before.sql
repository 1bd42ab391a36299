-- Tenants that went to another agency before that was kept: how they were billed, as the new agency's row says it.
UPDATE billing_accounts AS b SET former_name = coalesce(b.legal_name, t.name), former_email = coalesce(t.billing_email, t.owner_email),
    former_mode = t.billing_mode, left_at = coalesce(
        (SELECT max(s.cancelled_at) FROM subscriptions AS s WHERE s.agency_id = b.agency_id AND s.account_id = b.id), b.updated_at)
FROM tenants AS t
WHERE b.subject_tenant_id = t.id AND b.agency_id <> t.agency_id AND b.left_at IS NULL
    AND NOT EXISTS (SELECT FROM tenants AS own WHERE own.agency_id = b.agency_id AND own.id = b.id);
