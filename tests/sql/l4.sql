-- ISO-9, keys (DESIGN §8.2). A tenant table is keyed by tenant_id first, an agency table by agency_id first, and so is everything
-- unique in it: otherwise one tenant learns from an error what another has.
WITH scoped AS (
    SELECT c.oid, c.relname, a.attnum, a.attname, a.attnotnull, a.atttypid
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname IN ('agency_id', 'tenant_id') AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity
)
SELECT i.indexrelid::regclass::text AS name, 'a unique index does not start with ' || s.attname AS fault
FROM scoped AS s JOIN pg_index AS i ON i.indrelid = s.oid
WHERE i.indisunique AND i.indkey[0] <> s.attnum
UNION ALL
SELECT s.relname, 'no primary key'
FROM scoped AS s
WHERE NOT EXISTS (SELECT 1 FROM pg_index AS i WHERE i.indrelid = s.oid AND i.indisprimary)
UNION ALL
SELECT s.relname, s.attname || ' is not uuid NOT NULL'
FROM scoped AS s
WHERE NOT s.attnotnull OR s.atttypid <> 'uuid'::regtype
UNION ALL
SELECT s.relname, 'an agency table calls its tenant subject_tenant_id, a tenant table has no agency_id'
FROM scoped AS s
GROUP BY s.relname
HAVING count(*) > 1
UNION ALL
-- Neither a tenant table nor an agency table: then it is a directory table and has no row security. An agency itself is its own key.
SELECT c.relname, 'row security without tenant_id or agency_id'
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND c.relname <> 'agencies'
  AND NOT EXISTS (SELECT 1 FROM scoped AS s WHERE s.oid = c.oid);
