-- What an agency looks and sounds like beyond its name and colour.
ALTER TABLE agencies
    ADD COLUMN brand_secondary text CHECK (brand_secondary ~ '^#[0-9a-f]{6}$'),
    ADD COLUMN brand_accent text CHECK (brand_accent ~ '^#[0-9a-f]{6}$'),
    ADD COLUMN brand_font text NOT NULL DEFAULT 'system' CHECK (brand_font IN ('system', 'serif', 'rounded', 'noto-sans', 'dejavu-sans', 'dejavu-serif')),
    ADD COLUMN mail_reply_to text,
    ADD COLUMN support_url text,
    ADD COLUMN statement_descriptor text CHECK (length(statement_descriptor) <= 22),
    ADD COLUMN sign_in_text text CHECK (length(sign_in_text) <= 300);

-- Its pictures, as we wrote them anew: PNG, whatever came in. `tone` says what background they need.
CREATE TABLE brand_pictures (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    kind text NOT NULL CHECK (kind IN ('logo', 'logomark', 'favicon')),
    hash text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    tone text NOT NULL CHECK (tone IN ('dark', 'light', 'any')),
    png bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, kind)
);
ALTER TABLE brand_pictures ENABLE ROW LEVEL SECURITY;
ALTER TABLE brand_pictures FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON brand_pictures USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON brand_pictures USING (agency_id = current_setting('app.agency_id')::uuid);
GRANT SELECT, INSERT, UPDATE, DELETE ON brand_pictures TO portico_app;
