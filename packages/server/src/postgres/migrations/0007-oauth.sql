-- Runs beside: 7
-- A server that knows nothing of grants would end a session without what ends with it, so none may run beside this.

-- OAuth: applications, what they may ask for, what people let them do, and the codes on their way to them.

CREATE TABLE oauth_clients (
  id                  TEXT PRIMARY KEY,
  client_id           TEXT NOT NULL UNIQUE,
  state               TEXT NOT NULL,
  registration        TEXT NOT NULL,
  settings            TEXT NOT NULL,
  version             BIGINT NOT NULL,
  secret_hash         BYTEA,
  former_secret_hash  BYTEA,
  former_secret_until BIGINT,
  registration_hash   BYTEA,
  created_at          BIGINT NOT NULL,
  updated_at          BIGINT NOT NULL
);

CREATE TABLE oauth_scopes (
  name        TEXT PRIMARY KEY,
  description TEXT NOT NULL
);

CREATE TABLE oauth_consents (
  user_id         TEXT NOT NULL REFERENCES users (id),
  client_id       TEXT NOT NULL REFERENCES oauth_clients (id),
  scopes          TEXT NOT NULL,
  resources       TEXT NOT NULL,
  organization_id TEXT,
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (user_id, client_id)
);
CREATE INDEX oauth_consents_by_client ON oauth_consents (client_id);

CREATE TABLE authorization_codes (
  id                TEXT PRIMARY KEY,
  hash              BYTEA NOT NULL,
  client_id         TEXT NOT NULL,
  user_id           TEXT NOT NULL,
  epoch             BIGINT NOT NULL,
  session_id        TEXT NOT NULL,
  ends_with_session SMALLINT NOT NULL,
  redirect_uri      TEXT NOT NULL,
  code_challenge    TEXT NOT NULL,
  scopes            TEXT NOT NULL,
  resources         TEXT NOT NULL,
  organization_id   TEXT,
  nonce             TEXT,
  dpop_thumbprint   TEXT,
  first_factor_at   BIGINT,
  second_factor_at  BIGINT,
  method            TEXT,
  expires_at        BIGINT NOT NULL
);
CREATE INDEX authorization_codes_by_client ON authorization_codes (client_id, user_id);
CREATE INDEX authorization_codes_by_end ON authorization_codes (expires_at);

ALTER TABLE sessions ADD COLUMN method TEXT;
-- Of a grant: whose it is, what it is good for (scopes and resources), and what it ends with.
ALTER TABLE sessions ADD COLUMN oauth_client_id TEXT;
ALTER TABLE sessions ADD COLUMN oauth TEXT;
ALTER TABLE sessions ADD COLUMN oauth_organization_id TEXT;
ALTER TABLE sessions ADD COLUMN parent_id TEXT;
CREATE INDEX sessions_by_oauth_client ON sessions (oauth_client_id, user_id) WHERE oauth_client_id IS NOT NULL;
CREATE INDEX sessions_by_oauth_organization ON sessions (oauth_organization_id, user_id)
  WHERE oauth_organization_id IS NOT NULL;
CREATE INDEX sessions_by_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;
-- Copies outside of the database lack these columns: none is believed before it was read anew.
UPDATE record_era SET era = era + 1;
