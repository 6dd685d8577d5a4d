-- Runs beside: 4
-- A server that knows nothing of second factors would take a session that waits for one for a whole one, so none may
-- run beside this.

-- Second factors. Seeds are sealed, recovery codes keyed hashes; a passkey's key is public.
CREATE TABLE factors (
  id            TEXT PRIMARY KEY,
  user_id       TEXT NOT NULL REFERENCES users (id),
  kind          TEXT NOT NULL,
  name          TEXT,
  created_at    BIGINT NOT NULL,
  activated_at  BIGINT, -- until then it is being set up, and counts for nothing
  last_used_at  BIGINT,
  sealed_seed   BYTEA,
  last_step     BIGINT, -- the newest step of a one-time password that was used: none as old counts any more
  credential_id TEXT UNIQUE,
  public_key    BYTEA,
  sign_count    BIGINT,
  transports    TEXT
);
CREATE INDEX factors_by_user ON factors (user_id, id);

CREATE TABLE recovery_codes (
  factor_id TEXT NOT NULL REFERENCES factors (id) ON DELETE CASCADE,
  n         BIGINT NOT NULL,
  hash      BYTEA NOT NULL,
  used_at   BIGINT,
  PRIMARY KEY (factor_id, n)
);

-- 1: the session waits for its user's second factor, and is worth nothing until then. 2: it waited until its last proof.
ALTER TABLE sessions ADD COLUMN second_factor_due SMALLINT NOT NULL DEFAULT 0;
-- Copies outside of the database lack that column: none is believed before it was read anew.
UPDATE record_era SET era = era + 1;
