-- Runs beside: 1
CREATE TABLE templates (
  id                    TEXT PRIMARY KEY,
  name                  TEXT NOT NULL UNIQUE,
  text                  TEXT NOT NULL,
  lifetime_seconds      BIGINT NOT NULL,
  clock_skew_seconds    BIGINT NOT NULL,
  algorithm             TEXT NOT NULL,
  sealed_secret         BYTEA,
  detached              SMALLINT NOT NULL,
  allow_user_controlled SMALLINT NOT NULL,
  version               BIGINT NOT NULL,
  created_at            BIGINT NOT NULL,
  updated_at            BIGINT NOT NULL
);

CREATE TABLE issued_tokens (
  jti        TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  template   TEXT NOT NULL,
  issued_at  BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX issued_tokens_by_user ON issued_tokens (user_id, issued_at);
CREATE INDEX issued_tokens_by_end ON issued_tokens (until_at);

-- Each algorithm has keys of its own: of each, one is replaced by none. Servers of the version before follow one chain
-- through `follows`; where this index stops them from adding to it, they go on with the keys that there are.
ALTER TABLE signing_keys ADD COLUMN token_life BIGINT;
ALTER TABLE signing_keys ALTER COLUMN follows DROP NOT NULL;
CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (algorithm) WHERE replaced_at IS NULL;

-- Keys that may do everything go on to.
UPDATE access_keys SET scopes = scopes::JSONB || '["templates"]'
WHERE kind = 'admin' AND scopes::JSONB @> '["read", "users", "sessions", "policy", "keys"]';
