-- API keys: of a user, an organization or an OAuth client, each known by the hash of its secret.
CREATE TABLE api_keys (
  id            TEXT PRIMARY KEY,
  hash          BLOB NOT NULL,
  hint          TEXT NOT NULL,
  name          TEXT NOT NULL,
  description   TEXT,
  subject       TEXT NOT NULL,
  scopes        TEXT NOT NULL,
  claims        TEXT NOT NULL,
  rate_requests INTEGER,
  rate_seconds  INTEGER,
  created_by    TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER,
  last_used_at  INTEGER,
  revoked_at    INTEGER,
  revoke_reason TEXT,
  over_at       INTEGER -- when it expires or was revoked
) STRICT, WITHOUT ROWID;
CREATE INDEX api_keys_by_subject ON api_keys (subject, id);
CREATE INDEX api_keys_by_hint ON api_keys (hint);
CREATE INDEX api_keys_by_end ON api_keys (over_at) WHERE over_at IS NOT NULL;

-- Administrators of organizations keep the server's own permissions.
UPDATE roles SET permissions = (SELECT json_group_array(permission) FROM (
  SELECT value AS permission FROM json_each(roles.permissions)
  UNION SELECT 'org:sys_api_keys:manage' UNION SELECT 'org:sys_api_keys:read' ORDER BY permission))
WHERE key = 'org:admin';
