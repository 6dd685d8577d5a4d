-- Runs beside: 11
CREATE TABLE device_grants (
  id                TEXT PRIMARY KEY,
  hash              BYTEA NOT NULL,
  user_code_hash    BYTEA NOT NULL UNIQUE,
  client_id         TEXT NOT NULL,
  scopes            TEXT NOT NULL,
  resources         TEXT NOT NULL,
  address           TEXT,
  user_agent        TEXT,
  created_at        BIGINT NOT NULL,
  expires_at        BIGINT NOT NULL,
  interval_ms       BIGINT NOT NULL,
  polled_at         BIGINT,
  too_soon          SMALLINT NOT NULL DEFAULT 0,
  decision          TEXT,
  user_id           TEXT,
  epoch             BIGINT,
  session_id        TEXT,
  ends_with_session SMALLINT,
  organization_id   TEXT,
  first_factor_at   BIGINT,
  second_factor_at  BIGINT,
  method            TEXT
);
CREATE INDEX device_grants_by_end ON device_grants (expires_at);
