-- ISO-9, foreign keys. They are checked without row security, so between tenants' or agencies' tables they carry the column that
-- holds both ends to the same tenant or agency. Directory tables stand alone.
SELECT k.conrelid::regclass || '.' || k.conname AS name, 'a foreign key does not pair ' || target.attname || ' with ' || target.attname AS fault
FROM pg_constraint AS k
JOIN pg_class AS t ON t.oid = k.confrelid AND t.relrowsecurity
JOIN pg_attribute AS target ON target.attrelid = t.oid AND target.attname IN ('agency_id', 'tenant_id') AND NOT target.attisdropped
WHERE k.connamespace = 'public'::regnamespace AND k.contype = 'f'
  AND NOT EXISTS (
      SELECT 1
      FROM unnest(k.conkey, k.confkey) AS pair (here, there)
      JOIN pg_attribute AS source ON source.attrelid = k.conrelid AND source.attnum = pair.here
      WHERE pair.there = target.attnum AND source.attname = target.attname)
UNION ALL
SELECT k.conrelid::regclass || '.' || k.conname, 'a foreign key of a directory table'
FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
WHERE k.connamespace = 'public'::regnamespace AND k.contype = 'f' AND NOT c.relrowsecurity;
