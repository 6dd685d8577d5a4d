-- Runs beside: 7
-- API keys: of a user, an organization or an OAuth client, each known by the hash of its secret.
CREATE TABLE api_keys (
  id            TEXT PRIMARY KEY,
  hash          BYTEA NOT NULL,
  hint          TEXT COLLATE "C" NOT NULL,
  name          TEXT NOT NULL,
  description   TEXT,
  subject       TEXT NOT NULL,
  scopes        TEXT NOT NULL,
  claims        TEXT NOT NULL,
  rate_requests BIGINT,
  rate_seconds  BIGINT,
  created_by    TEXT NOT NULL,
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT,
  last_used_at  BIGINT,
  revoked_at    BIGINT,
  revoke_reason TEXT,
  over_at       BIGINT -- when it expires or was revoked
);
CREATE INDEX api_keys_by_subject ON api_keys (subject, id);
CREATE INDEX api_keys_by_hint ON api_keys (hint);
CREATE INDEX api_keys_by_end ON api_keys (over_at) WHERE over_at IS NOT NULL;

-- Administrators of organizations keep the server's own permissions.
UPDATE roles SET permissions = (SELECT jsonb_agg(permission ORDER BY permission COLLATE "C") FROM (
  SELECT jsonb_array_elements_text(roles.permissions::JSONB) AS permission
  UNION SELECT unnest(ARRAY['org:sys_api_keys:manage', 'org:sys_api_keys:read'])) AS kept)
WHERE key = 'org:admin';
