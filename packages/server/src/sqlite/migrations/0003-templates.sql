CREATE TABLE templates (
  id                    TEXT PRIMARY KEY,
  name                  TEXT NOT NULL UNIQUE,
  text                  TEXT NOT NULL,
  lifetime_seconds      INTEGER NOT NULL,
  clock_skew_seconds    INTEGER NOT NULL,
  algorithm             TEXT NOT NULL,
  sealed_secret         BLOB,
  detached              INTEGER NOT NULL,
  allow_user_controlled INTEGER NOT NULL,
  version               INTEGER NOT NULL,
  created_at            INTEGER NOT NULL,
  updated_at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE issued_tokens (
  jti        TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL,
  template   TEXT NOT NULL,
  issued_at  INTEGER NOT NULL,
  until_at   INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX issued_tokens_by_user ON issued_tokens (user_id, issued_at);
CREATE INDEX issued_tokens_by_end ON issued_tokens (until_at);

-- Each algorithm has keys of its own: of each, one is replaced by none.
ALTER TABLE signing_keys ADD COLUMN token_life INTEGER;
CREATE UNIQUE INDEX signing_keys_newest ON signing_keys (algorithm) WHERE replaced_at IS NULL;

-- Keys that may do everything go on to.
UPDATE access_keys SET scopes = json_insert(scopes, '$[#]', 'templates')
WHERE kind = 'admin' AND scopes LIKE '%"read"%' AND scopes LIKE '%"users"%' AND scopes LIKE '%"sessions"%'
  AND scopes LIKE '%"policy"%' AND scopes LIKE '%"keys"%';
