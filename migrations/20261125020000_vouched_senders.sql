-- An operator has set the address that an agency's mails come from, and so stands for it: what an agency writes there itself is used with its own
-- mail server or at its own domain, not through the platform's server in the name of whoever it likes.
ALTER TABLE agencies ADD COLUMN mail_from_vouched boolean NOT NULL DEFAULT true;
