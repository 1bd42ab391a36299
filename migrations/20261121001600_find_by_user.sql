-- Whoever leaves is forgotten by id.
CREATE INDEX sign_in_emails_user_id ON sign_in_emails (user_id);
