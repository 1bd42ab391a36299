-- Lower case as people mean it, whatever the locale: in C, lower() knows ASCII only. Most texts are no more than that.
CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length($1) = char_length($1) THEN lower($1)
       ELSE translate(lower($1), 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŒŠŸŽ', 'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþœšÿž') END
$$;

-- Words of a person's names and address, searched by range as those of tenants are.
CREATE TABLE user_search_tokens (
    agency_id uuid NOT NULL,
    user_id uuid NOT NULL,
    token text COLLATE "C" NOT NULL,
    PRIMARY KEY (agency_id, user_id, token),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id) ON DELETE CASCADE
);
CREATE INDEX user_search_tokens_by_token ON user_search_tokens (agency_id, token, user_id);
ALTER TABLE user_search_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_search_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON user_search_tokens USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON user_search_tokens USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, DELETE ON user_search_tokens TO portico_app;

-- Those who are there already: every word, and the address whole.
INSERT INTO user_search_tokens (agency_id, user_id, token)
SELECT DISTINCT u.agency_id, u.id, token
FROM users AS u, LATERAL (
    SELECT regexp_split_to_table(folded(concat_ws(' ', u.first_name, u.last_name, u.email)), '[\s!-/:-@\[-`{-~]+') AS token
    UNION SELECT folded(u.email)
) AS words
WHERE token <> '' AND octet_length(token) <= 254;

-- The operators' walk along a word needs no more than the index.
CREATE INDEX tenant_search_tokens_by_word ON tenant_search_tokens (token, subject_tenant_id, agency_id);
DROP INDEX tenant_search_tokens_everywhere;
