-- Runs beside: 4
-- The organization that a session works in: what its tokens tell, as long as its user belongs to it.
ALTER TABLE sessions ADD COLUMN active_organization_id TEXT;
-- Copies outside of the database lack that column: none is believed before it was read anew.
UPDATE record_era SET era = era + 1;
