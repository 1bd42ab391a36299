-- What would not travel to Citus or YugabyteDB, and money that is not whole minor units.
SELECT conname::text AS name, 'deferrable' AS fault FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND condeferrable
UNION ALL
SELECT conname, 'exclusion constraint' FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'x'
UNION ALL
SELECT c.relname, 'unlogged' FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relpersistence = 'u'
UNION ALL
SELECT c.relname, 'inheritance' FROM pg_class AS c JOIN pg_inherits AS i ON i.inhrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND c.relkind = 'r'
UNION ALL
SELECT c.relname, 'a sequence: ids are made in the app' FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
UNION ALL
SELECT t.typname, 'an enum: text and CHECK' FROM pg_type AS t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'e'
UNION ALL
SELECT t.tgrelid::regclass || '.' || t.tgname, 'a trigger' FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT c.relname || '.' || a.attname,
       CASE WHEN a.attgenerated = 's' THEN 'a stored generated column'
            WHEN a.attname ~ '_(cents|minor|micros)$' THEN 'money is bigint minor units'
            ELSE 'a floating or money type' END
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  AND (a.attgenerated = 's'
       OR a.atttypid IN ('float4'::regtype, 'float8'::regtype, 'money'::regtype)
       OR a.attname ~ '_(cents|minor|micros)$' AND a.atttypid <> 'bigint'::regtype);
