-- Times are milliseconds since 1970-01-01T00:00:00Z. Secrets are hashes, keyed hashes or sealed. Lists that grow (states,
-- kinds, transports) are checked by core's types alone: SQLite could not change a CHECK without copying the table.

CREATE TABLE users (
  id                TEXT PRIMARY KEY,
  state             TEXT NOT NULL,
  epoch             INTEGER NOT NULL,
  email             TEXT UNIQUE,
  email_verified_at INTEGER,
  username          TEXT UNIQUE COLLATE NOCASE,
  external_id       TEXT UNIQUE,
  password_hash     TEXT,
  first_name        TEXT,
  last_name         TEXT,
  image_url         TEXT,
  locale            TEXT,
  public_metadata   TEXT NOT NULL,
  private_metadata  TEXT NOT NULL,
  unsafe_metadata   TEXT NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL,
  last_sign_in_at   INTEGER,
  deletion_at       INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX users_by_deletion ON users (deletion_at) WHERE deletion_at IS NOT NULL;

CREATE TABLE identities (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE clients (
  id                   TEXT PRIMARY KEY,
  secret_hash          BLOB,
  previous_secret_hash BLOB,
  rotated_at           INTEGER NOT NULL,
  active_session_id    TEXT,
  created_at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  id                    TEXT PRIMARY KEY,
  user_id               TEXT NOT NULL REFERENCES users (id),
  client_id             TEXT NOT NULL REFERENCES clients (id),
  transport             TEXT NOT NULL,
  created_at            INTEGER NOT NULL,
  last_active_at        INTEGER NOT NULL,
  end_state             TEXT,
  end_reason            TEXT,
  ended_at              INTEGER,
  epoch                 INTEGER NOT NULL,
  idle_ms               INTEGER,
  slack_ms              INTEGER NOT NULL,
  absolute_at           INTEGER NOT NULL,
  token_ms              INTEGER NOT NULL,
  token_max_ms          INTEGER NOT NULL,
  first_factor_at       INTEGER,
  second_factor_at      INTEGER,
  first_factor_before   INTEGER,
  second_factor_before  INTEGER,
  opaque_hash           BLOB,
  salt                  BLOB,
  counter               INTEGER NOT NULL,
  keyed                 INTEGER NOT NULL,
  dpop_thumbprint       TEXT,
  dpop_non_extractable  INTEGER NOT NULL,
  step_key              BLOB,
  step_secret           INTEGER,
  step_at               INTEGER,
  step_kind             TEXT,
  previous_key          BLOB,
  previous_key_unknown  INTEGER NOT NULL,
  refresh_tat           INTEGER NOT NULL,
  tokens_until          INTEGER,
  remember_me           INTEGER NOT NULL,
  address               TEXT,
  user_agent            TEXT,
  actor                 TEXT,
  authorized_party      TEXT NOT NULL,
  -- When it ends if nobody acts: the earlier of both limits, as core's deadlineMs says.
  deadline_at           INTEGER NOT NULL GENERATED ALWAYS AS
                          (min(absolute_at, coalesce(last_active_at + idle_ms + slack_ms, absolute_at))) VIRTUAL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_client ON sessions (client_id, id);
CREATE INDEX sessions_by_deadline ON sessions (deadline_at) WHERE end_state IS NULL;
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE end_state IS NOT NULL;

CREATE TABLE tickets (
  id         TEXT PRIMARY KEY,
  hash       BLOB NOT NULL,
  kind       TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  email      TEXT NOT NULL,
  epoch      INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_by_user ON tickets (user_id, kind);
CREATE INDEX tickets_by_end ON tickets (expires_at);

CREATE TABLE access_keys (
  id               TEXT PRIMARY KEY,
  kind             TEXT NOT NULL,
  name             TEXT NOT NULL,
  scopes           TEXT NOT NULL,
  authorized_party TEXT,
  hash             BLOB NOT NULL,
  created_at       INTEGER NOT NULL,
  revoked_at       INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE upstreams (
  id                    TEXT PRIMARY KEY,
  kind                  TEXT NOT NULL,
  issuer                TEXT NOT NULL UNIQUE,
  jwks_url              TEXT NOT NULL,
  algorithms            TEXT NOT NULL,
  audiences             TEXT NOT NULL,
  authorized_parties    TEXT NOT NULL,
  max_token_age_seconds INTEGER NOT NULL,
  allow_actor           INTEGER NOT NULL,
  created_at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  saved TEXT NOT NULL
) STRICT;

CREATE TABLE signing_keys (
  kid                TEXT PRIMARY KEY,
  algorithm          TEXT NOT NULL,
  public_jwk         TEXT NOT NULL,
  sealed_private_key BLOB NOT NULL,
  created_at         INTEGER NOT NULL,
  signs_from         INTEGER NOT NULL,
  replaced_at        INTEGER,
  verifies_until     INTEGER,
  revoked_at         INTEGER
) STRICT;

CREATE TABLE secret_fingerprints (
  version     INTEGER PRIMARY KEY,
  fingerprint BLOB NOT NULL
) STRICT;

CREATE TABLE events (
  id         TEXT PRIMARY KEY, -- rises with time
  at         INTEGER NOT NULL,
  type       TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id   TEXT,
  actor_by   TEXT,
  user_id    TEXT,
  session_id TEXT,
  client_id  TEXT,
  address    TEXT,
  user_agent TEXT,
  reason     TEXT,
  details    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_user ON events (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX events_by_session ON events (session_id, id) WHERE session_id IS NOT NULL;
CREATE INDEX events_by_type ON events (type, id);

CREATE TABLE log (
  position INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  until_at INTEGER NOT NULL
) STRICT;
CREATE INDEX log_by_end ON log (until_at);

CREATE TABLE log_head (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  position INTEGER NOT NULL
) STRICT;
INSERT INTO log_head (one, position) VALUES (1, 0);

CREATE TABLE rate_limits (
  bucket TEXT PRIMARY KEY,
  tat    INTEGER NOT NULL -- theoretical arrival time of the generic cell rate algorithm
) STRICT, WITHOUT ROWID;
CREATE INDEX rate_limits_by_end ON rate_limits (tat);

CREATE TABLE used_once (
  key        TEXT PRIMARY KEY,
  until_at   INTEGER NOT NULL,
  session_id TEXT,
  key_hash   BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX used_once_by_end ON used_once (until_at);
