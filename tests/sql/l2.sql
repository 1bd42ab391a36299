-- ISO-2. What the login that asks may not be, may not own and may not do. To be run as the app's and the ingest login.
SELECT rolname AS name, 'may bypass row security or make roles or databases' AS fault
FROM pg_roles
WHERE rolname = current_user AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
UNION ALL
SELECT r.rolname, 'is a member of this role'
FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.roleid
WHERE m.member = (SELECT oid FROM pg_roles WHERE rolname = current_user)
UNION ALL
-- Tables, functions, schemas, databases: anything.
SELECT pg_describe_object(classid, objid, objsubid), 'is owned by the login'
FROM pg_shdepend
WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o' AND refobjid = (SELECT oid FROM pg_roles WHERE rolname = current_user)
  AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
UNION ALL
-- TRUNCATE is not held by row security; foreign keys and triggers see every row.
SELECT c.relname, 'the login has ' || p.privilege || ' on it'
FROM pg_class AS c
CROSS JOIN unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (privilege)
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, p.privilege)
UNION ALL
-- A partition spoken to directly is not held by its parent's policies.
SELECT c.relname, 'the login has rights on a partition'
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind IN ('r', 'p')
  AND has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')
UNION ALL
SELECT 'public', 'the login may create in the schema' WHERE has_schema_privilege('public', 'CREATE');
