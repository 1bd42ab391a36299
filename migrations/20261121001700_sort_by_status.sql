-- The list sorted by status settles ties by id; tenants_by_status serves one status in the order of creation.
CREATE INDEX tenants_by_status_and_id ON tenants (agency_id, status, id);
