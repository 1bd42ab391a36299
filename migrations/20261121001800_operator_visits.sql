-- Operators visit tenants of any agency, so a session says whose tenant it is on a visit to.
ALTER TABLE sessions ADD COLUMN visit_agency_id uuid;
UPDATE sessions SET visit_agency_id = realm_id WHERE visit_id IS NOT NULL;
