-- Runs beside: 11
-- What OAuth clients are still to be told: that a session is over, and as what they were known when it ended.
CREATE TABLE logout_deliveries (
  session_id      TEXT PRIMARY KEY,
  user_id         TEXT NOT NULL,
  oauth_client_id TEXT NOT NULL,
  audience        TEXT NOT NULL,
  uri             TEXT NOT NULL,
  is_trusted      SMALLINT NOT NULL,
  algorithm       TEXT,
  queued_at       BIGINT NOT NULL,
  tries           BIGINT NOT NULL,
  due_at          BIGINT NOT NULL
);
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (oauth_client_id, due_at);

-- Keys that may do everything go on to.
UPDATE access_keys SET scopes = scopes::JSONB || '["clients", "registration"]'
WHERE kind = 'admin' AND scopes::JSONB @> '["read", "users", "sessions", "policy", "keys", "templates"]';
