-- Second factors. Seeds are sealed, recovery codes keyed hashes; a passkey's key is public.
CREATE TABLE factors (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id),
  kind          TEXT NOT NULL,
  name          TEXT,
  created_at    INTEGER NOT NULL,
  activated_at  INTEGER, -- until then it is being set up, and counts for nothing
  last_used_at  INTEGER,
  sealed_seed   BLOB,
  last_step     INTEGER, -- the newest step of a one-time password that was used: none as old counts any more
  credential_id TEXT UNIQUE,
  public_key    BLOB,
  sign_count    INTEGER,
  transports    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX factors_by_user ON factors (user_id, id);

CREATE TABLE recovery_codes (
  factor_id TEXT NOT NULL REFERENCES factors (id) ON DELETE CASCADE,
  n         INTEGER NOT NULL,
  hash      BLOB NOT NULL,
  used_at   INTEGER,
  PRIMARY KEY (factor_id, n)
) STRICT, WITHOUT ROWID;

-- 1: the session waits for its user's second factor, and is worth nothing until then. 2: it waited until its last proof.
ALTER TABLE sessions ADD COLUMN second_factor_due INTEGER NOT NULL DEFAULT 0;
