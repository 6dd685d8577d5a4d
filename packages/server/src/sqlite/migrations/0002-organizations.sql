-- Organizations: who belongs to which, as what, and who is invited.

CREATE TABLE roles (
  key         TEXT PRIMARY KEY,
  name        TEXT NOT NULL,
  permissions TEXT NOT NULL,
  created_at  INTEGER NOT NULL, -- 0 for those that are there from the beginning
  updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO roles (key, name, permissions, created_at, updated_at) VALUES
  ('org:admin', 'Admin',
   '["org:sys_memberships:manage","org:sys_memberships:read","org:sys_profile:delete","org:sys_profile:manage"]', 0, 0),
  ('org:member', 'Member', '["org:sys_memberships:read"]', 0, 0);

CREATE TABLE organizations (
  id               TEXT PRIMARY KEY,
  name             TEXT NOT NULL,
  slug             TEXT NOT NULL UNIQUE,
  public_metadata  TEXT NOT NULL,
  private_metadata TEXT NOT NULL,
  version          INTEGER NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE memberships (
  organization_id  TEXT NOT NULL REFERENCES organizations (id),
  user_id          TEXT NOT NULL REFERENCES users (id),
  role             TEXT NOT NULL REFERENCES roles (key),
  public_metadata  TEXT NOT NULL,
  private_metadata TEXT NOT NULL,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  PRIMARY KEY (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_by_user ON memberships (user_id, organization_id);
CREATE INDEX memberships_by_role ON memberships (role, organization_id, user_id);

CREATE TABLE invitations (
  id              TEXT PRIMARY KEY,
  hash            BLOB NOT NULL,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email           TEXT NOT NULL,
  role            TEXT NOT NULL,
  inviter_id      TEXT,
  state           TEXT NOT NULL,
  user_id         TEXT,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, email) WHERE state = 'pending';
CREATE INDEX invitations_by_organization ON invitations (organization_id, id);
CREATE INDEX invitations_by_email ON invitations (email, id);
CREATE INDEX invitations_by_role ON invitations (role) WHERE state = 'pending';
CREATE INDEX invitations_by_user ON invitations (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX invitations_by_end ON invitations (expires_at);
