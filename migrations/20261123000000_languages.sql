-- Which language somebody reads: their own choice, else their tenant's, else what the browser asks for, else the agency's.
ALTER TABLE agencies ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'de', 'es'));
ALTER TABLE tenants ADD COLUMN language text CHECK (language IN ('en', 'de', 'es'));
ALTER TABLE users ADD COLUMN language text CHECK (language IN ('en', 'de', 'es'));
-- The first two, as they were at sign-in; changed with them.
ALTER TABLE sessions ADD COLUMN language text CHECK (language IN ('en', 'de', 'es'));
GRANT UPDATE (language) ON tenants TO portico_app;
