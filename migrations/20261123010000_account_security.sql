-- Second factors, new passwords, and what a sign-in is worth.

-- Who of an agency must have a second factor: nobody, its Admins, or all its people and its tenants'. New agencies ask their Admins.
ALTER TABLE agencies DROP COLUMN requires_second_factor;
ALTER TABLE agencies ADD COLUMN second_factor_for text NOT NULL DEFAULT 'nobody' CHECK (second_factor_for IN ('nobody', 'admins', 'everyone'));
UPDATE agencies SET second_factor_for = 'admins' WHERE kind = 'platform';

-- A time-based one-time password (RFC 6238): the secret sealed, the last step that was used, so that no code works twice. Recovery
-- codes are kept as SHA-256 and removed when used.
ALTER TABLE users
    ADD COLUMN totp_secret bytea,
    ADD COLUMN totp_last_step bigint,
    ADD COLUMN totp_since timestamptz,
    ADD COLUMN recovery_codes bytea[] NOT NULL DEFAULT '{}',
    ADD COLUMN factor_failures integer NOT NULL DEFAULT 0;

-- A passkey works on the host it was made on, and nowhere else.
CREATE TABLE passkeys (
    agency_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    host text NOT NULL,
    credential_id bytea NOT NULL,
    credential jsonb NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    PRIMARY KEY (agency_id, id),
    UNIQUE (agency_id, credential_id),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id) ON DELETE CASCADE
);
CREATE INDEX passkeys_user_id ON passkeys (agency_id, user_id);
ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkeys FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON passkeys USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON passkeys USING (agency_id = current_setting('app.agency_id')::uuid);

-- What somebody has begun and has yet to finish: a second factor after the password, a passkey's question, a new authenticator.
CREATE TABLE challenges (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    realm_id uuid NOT NULL,
    user_id uuid,
    kind text NOT NULL CHECK (kind IN ('second_factor', 'passkey_sign_in', 'passkey_new', 'totp_new')),
    state bytea,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_expires_at ON challenges (expires_at);

-- Somebody has asked for a new password for an address, known or not: whoever sends the mail finds out.
CREATE TABLE password_resets (
    agency_id uuid NOT NULL REFERENCES agencies (id),
    id uuid NOT NULL,
    email text NOT NULL,
    token_nonce bytea NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (agency_id, id)
);
ALTER TABLE password_resets ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_resets FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON password_resets USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON password_resets USING (agency_id = current_setting('app.agency_id')::uuid);

-- SHA-256 of a reset's token → the reset.
CREATE TABLE reset_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    agency_id uuid NOT NULL,
    reset_id uuid NOT NULL
);
CREATE INDEX reset_tokens_reset_id ON reset_tokens (reset_id);

-- Browsers somebody has signed in from, as hashes of what is alike in all their visits: a new one is told by mail.
CREATE TABLE known_browsers (
    agency_id uuid NOT NULL,
    user_id uuid NOT NULL,
    fingerprint bytea NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (agency_id, user_id, fingerprint),
    FOREIGN KEY (agency_id, user_id) REFERENCES users (agency_id, id) ON DELETE CASCADE
);
ALTER TABLE known_browsers ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_browsers FORCE ROW LEVEL SECURITY;
CREATE POLICY platform ON known_browsers USING (current_setting('app.platform') = 'on');
CREATE POLICY agency ON known_browsers USING (agency_id = current_setting('app.agency_id')::uuid);

-- A sign-in with a second factor ends sooner (NIST SP 800-63B-4, AAL2); one that still owes it gets no further than one's account.
ALTER TABLE sessions
    ADD COLUMN second_factor boolean NOT NULL DEFAULT false,
    ADD COLUMN owes_second_factor boolean NOT NULL DEFAULT false,
    ADD COLUMN idle_seconds integer NOT NULL DEFAULT 604800;

-- What a mail says that no row keeps: where a sign-in came from.
ALTER TABLE mail_outbox ADD COLUMN facts jsonb;

GRANT SELECT, INSERT, UPDATE, DELETE ON passkeys, challenges, password_resets, reset_tokens, known_browsers TO portico_app;
