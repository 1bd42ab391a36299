-- Policies (DESIGN §8.1): one for each scope and named after it, for every command, one plain comparison with the setting.
-- No sub-select, no NULLIF, no second argument of current_setting: a missing setting is an error, not an empty page.
SELECT tablename || '.' || policyname AS name, 'a policy is one plain comparison of its scope''s column with its setting: ' || coalesce(qual, 'none') AS fault
FROM pg_policies
WHERE schemaname = 'public'
  -- The ingest login writes the usage of all tenants; what it may read is a matter of its rights.
  AND NOT (policyname = 'ingest' AND roles = '{portico_ingest}' AND qual = 'true' AND cmd = 'ALL' AND with_check IS NULL)
  AND (permissive <> 'PERMISSIVE' OR cmd <> 'ALL' OR with_check IS NOT NULL OR qual IS NULL
       OR qual <> CASE policyname
           WHEN 'platform' THEN '(current_setting(''app.platform''::text) = ''on''::text)'
           WHEN 'agency' THEN format('(%s = (current_setting(''app.agency_id''::text))::uuid)', CASE tablename WHEN 'agencies' THEN 'id' ELSE 'agency_id' END)
           WHEN 'tenant' THEN format('(%s = (current_setting(''app.tenant_id''::text))::uuid)',
               CASE WHEN tablename = 'tenants' THEN 'id'
                    WHEN EXISTS (SELECT 1 FROM pg_attribute AS a
                                 WHERE a.attrelid = format('public.%I', tablename)::regclass AND a.attname = 'tenant_id' AND NOT a.attisdropped) THEN 'tenant_id'
                    ELSE 'subject_tenant_id' END)
           ELSE 'no such scope' END)
UNION ALL
SELECT tablename, 'more than one policy for a scope'
FROM pg_policies
WHERE schemaname = 'public'
GROUP BY tablename, substring(qual FROM 'app\.[a-z_]+')
HAVING count(*) > 1;
