-- "Admin": everything in the account. The first of an agency's managers becomes it; until now they could do everything.
ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_check CHECK
    (role IN ('operator', 'agency_admin', 'agency_manager', 'agency_technical_manager', 'agency_account_manager', 'agency_read_only'));
UPDATE users AS u SET role = 'agency_admin'
FROM (SELECT DISTINCT ON (agency_id) agency_id, id FROM users WHERE role = 'agency_manager' ORDER BY agency_id, created_at, id) AS first
WHERE u.agency_id = first.agency_id AND u.id = first.id;
UPDATE sessions AS s SET role = u.role FROM users AS u WHERE u.id = s.user_id AND s.role = 'agency_manager' AND u.role = 'agency_admin';
UPDATE invitations AS i SET role = u.role FROM users AS u
WHERE u.agency_id = i.agency_id AND u.id = i.user_id AND i.subject_tenant_id IS NULL AND u.role = 'agency_admin';
