-- ISO-1. Row security is whole or absent: a table that has a tenant's column, or any part of row security, has it enabled and
-- forced, with a policy. (A table with none of these is in golden/directory_tables.txt or the test of that list fails.)
SELECT c.relname AS name, 'row security is not enabled, forced and with a policy' AS fault
FROM pg_class AS c
CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM pg_policy AS p WHERE p.polrelid = c.oid) AS yes) AS policy
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND (c.relrowsecurity OR c.relforcerowsecurity OR policy.yes
       OR EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
  -- A partition has no policy of its own: reached directly, it shows nothing. (That nobody has a right on one is the second lint's.)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND (policy.yes OR c.relispartition))
UNION ALL
-- Every other way to the rows is the owner's way, and the owner is not held by row security.
SELECT c.relname, 'a view reads with its owner''s eyes: WITH (security_invoker = true)'
FROM pg_class AS c
WHERE c.relnamespace = 'public'::regnamespace
  AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))
UNION ALL
SELECT p.proname, 'a SECURITY DEFINER function runs as its owner'
FROM pg_proc AS p
-- The one that makes and drops partitions, which only an owner can (docs/DECISIONS.md).
WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND p.proname <> 'maintain_usage';
