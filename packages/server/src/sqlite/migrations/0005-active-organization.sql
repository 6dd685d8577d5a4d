-- The organization that a session works in: what its tokens tell, as long as its user belongs to it.
ALTER TABLE sessions ADD COLUMN active_organization_id TEXT;
