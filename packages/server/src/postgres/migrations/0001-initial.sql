-- Runs beside: 1
-- Times are milliseconds since 1970-01-01T00:00:00Z. Secrets are hashes, keyed hashes or sealed. Lists that grow (states,
-- kinds, transports) are checked by core's types alone. Yes and no are 1 and 0, JSON is text: rows are read by the code
-- that reads SQLite's.

-- The clock that decides. It moves on within a transaction, so that a statement which waited for a lock judges by the
-- time at which it goes on.
CREATE FUNCTION coatcheck_now() RETURNS BIGINT LANGUAGE SQL VOLATILE AS
  $$ SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::BIGINT $$;

CREATE TABLE users (
  id                TEXT PRIMARY KEY,
  state             TEXT NOT NULL,
  epoch             BIGINT NOT NULL,
  email             TEXT UNIQUE,
  email_verified_at BIGINT,
  username          TEXT,
  external_id       TEXT UNIQUE,
  password_hash     TEXT,
  first_name        TEXT,
  last_name         TEXT,
  image_url         TEXT,
  locale            TEXT,
  public_metadata   TEXT NOT NULL,
  private_metadata  TEXT NOT NULL,
  unsafe_metadata   TEXT NOT NULL,
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL,
  last_sign_in_at   BIGINT,
  deletion_at       BIGINT
);
CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE INDEX users_by_deletion ON users (deletion_at) WHERE deletion_at IS NOT NULL;

CREATE TABLE identities (
  issuer     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  user_id    TEXT NOT NULL REFERENCES users (id),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE clients (
  id                   TEXT PRIMARY KEY,
  secret_hash          BYTEA,
  previous_secret_hash BYTEA,
  rotated_at           BIGINT NOT NULL,
  active_session_id    TEXT,
  created_at           BIGINT NOT NULL
);

CREATE TABLE sessions (
  id                    TEXT PRIMARY KEY,
  user_id               TEXT NOT NULL REFERENCES users (id),
  client_id             TEXT NOT NULL REFERENCES clients (id),
  transport             TEXT NOT NULL,
  created_at            BIGINT NOT NULL,
  last_active_at        BIGINT NOT NULL,
  end_state             TEXT,
  end_reason            TEXT,
  ended_at              BIGINT,
  epoch                 BIGINT NOT NULL,
  idle_ms               BIGINT,
  slack_ms              BIGINT NOT NULL,
  absolute_at           BIGINT NOT NULL,
  token_ms              BIGINT NOT NULL,
  token_max_ms          BIGINT NOT NULL,
  first_factor_at       BIGINT,
  second_factor_at      BIGINT,
  first_factor_before   BIGINT,
  second_factor_before  BIGINT,
  opaque_hash           BYTEA,
  salt                  BYTEA,
  counter               BIGINT NOT NULL,
  keyed                 SMALLINT NOT NULL,
  dpop_thumbprint       TEXT,
  dpop_non_extractable  SMALLINT NOT NULL,
  step_key              BYTEA,
  step_secret           BIGINT,
  step_at               BIGINT,
  step_kind             TEXT,
  previous_key          BYTEA,
  previous_key_unknown  SMALLINT NOT NULL,
  refresh_tat           BIGINT NOT NULL,
  tokens_until          BIGINT,
  remember_me           SMALLINT NOT NULL,
  address               TEXT,
  user_agent            TEXT,
  actor                 TEXT,
  authorized_party      TEXT NOT NULL,
  -- When it ends if nobody acts: the earlier of both limits, as core's deadlineMs says.
  deadline_at           BIGINT NOT NULL GENERATED ALWAYS AS
                          (least(absolute_at, coalesce(last_active_at + idle_ms + slack_ms, absolute_at))) STORED
);
CREATE INDEX sessions_by_user ON sessions (user_id, id);
CREATE INDEX sessions_by_client ON sessions (client_id, id);
CREATE INDEX sessions_by_deadline ON sessions (deadline_at) WHERE end_state IS NULL;
CREATE INDEX sessions_by_end ON sessions (ended_at) WHERE end_state IS NOT NULL;

CREATE TABLE tickets (
  id         TEXT PRIMARY KEY,
  hash       BYTEA NOT NULL,
  kind       TEXT NOT NULL,
  user_id    TEXT NOT NULL,
  email      TEXT NOT NULL,
  epoch      BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX tickets_by_user ON tickets (user_id, kind);
CREATE INDEX tickets_by_end ON tickets (expires_at);

CREATE TABLE access_keys (
  id               TEXT PRIMARY KEY,
  kind             TEXT NOT NULL,
  name             TEXT NOT NULL,
  scopes           TEXT NOT NULL,
  authorized_party TEXT,
  hash             BYTEA NOT NULL,
  created_at       BIGINT NOT NULL,
  revoked_at       BIGINT
);

CREATE TABLE upstreams (
  id                    TEXT PRIMARY KEY,
  kind                  TEXT NOT NULL,
  issuer                TEXT NOT NULL UNIQUE,
  jwks_url              TEXT NOT NULL,
  algorithms            TEXT NOT NULL,
  audiences             TEXT NOT NULL,
  authorized_parties    TEXT NOT NULL,
  max_token_age_seconds BIGINT NOT NULL,
  allow_actor           SMALLINT NOT NULL,
  created_at            BIGINT NOT NULL
);

CREATE TABLE policy (
  one   SMALLINT PRIMARY KEY CHECK (one = 1),
  saved TEXT NOT NULL
);

CREATE TABLE signing_keys (
  kid                TEXT PRIMARY KEY,
  -- The key that was the newest before; empty for the first. Of two that follow the same one, one is kept.
  follows            TEXT NOT NULL UNIQUE,
  algorithm          TEXT NOT NULL,
  public_jwk         TEXT NOT NULL,
  sealed_private_key BYTEA NOT NULL,
  created_at         BIGINT NOT NULL,
  signs_from         BIGINT NOT NULL,
  replaced_at        BIGINT,
  verifies_until     BIGINT,
  revoked_at         BIGINT
);

CREATE TABLE secret_fingerprints (
  version     BIGINT PRIMARY KEY,
  fingerprint BYTEA NOT NULL
);

CREATE TABLE events (
  id         TEXT PRIMARY KEY, -- rises with time
  at         BIGINT NOT NULL,
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
);
CREATE INDEX events_by_time ON events (at);
CREATE INDEX events_by_user ON events (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX events_by_session ON events (session_id, id) WHERE session_id IS NOT NULL;
CREATE INDEX events_by_type ON events (type, id);

CREATE TABLE log (
  position BIGINT PRIMARY KEY,
  kind     TEXT NOT NULL,
  id       TEXT NOT NULL,
  until_at BIGINT NOT NULL
);
CREATE INDEX log_by_end ON log (until_at);

CREATE TABLE log_head (
  one      SMALLINT PRIMARY KEY CHECK (one = 1),
  position BIGINT NOT NULL
);
INSERT INTO log_head (one, position) VALUES (1, 0);

CREATE TABLE rate_limits (
  bucket TEXT PRIMARY KEY,
  tat    BIGINT NOT NULL -- theoretical arrival time of the generic cell rate algorithm
);
CREATE INDEX rate_limits_by_end ON rate_limits (tat);

CREATE TABLE used_once (
  key        TEXT PRIMARY KEY,
  until_at   BIGINT NOT NULL,
  session_id TEXT,
  key_hash   BYTEA
);
CREATE INDEX used_once_by_end ON used_once (until_at);

-- Copies of sessions that are kept outside of this database say in which era they were made: another one starts when
-- many rows changed at once. One row.
CREATE TABLE record_era (
  era BIGINT NOT NULL
);
INSERT INTO record_era VALUES (0);
