-- The audit log is searched by who, what and about what; when is in the id. Prefixes are ranges of these columns, as a function
-- of a column has no index behind a policy.
ALTER TABLE audit_entries
    ADD COLUMN actor_key text COLLATE "C",
    ADD COLUMN subject_key text COLLATE "C";
UPDATE audit_entries SET actor_key = lower(actor_name), subject_key = lower(subject_name);
ALTER TABLE audit_entries ALTER COLUMN actor_key SET NOT NULL, ALTER COLUMN subject_key SET NOT NULL;
CREATE INDEX audit_entries_by_actor ON audit_entries (agency_id, actor_key, id);
CREATE INDEX audit_entries_by_subject ON audit_entries (agency_id, subject_key, id);
CREATE INDEX audit_entries_by_action ON audit_entries (agency_id, action, id);
-- A tenant's own log, whichever agency it was with.
CREATE INDEX audit_entries_by_tenant ON audit_entries (subject_tenant_id, id) WHERE subject_tenant_id IS NOT NULL;
