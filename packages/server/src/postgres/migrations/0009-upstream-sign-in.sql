-- Runs beside: 7
-- Upstreams that people sign in with: what this server is to each as a client. `client` is JSON, its secret is sealed.
ALTER TABLE upstreams ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE upstreams ADD COLUMN sign_in SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE upstreams ADD COLUMN sign_up SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE upstreams ADD COLUMN client TEXT;
ALTER TABLE upstreams ADD COLUMN sealed_client_secret BYTEA;
ALTER TABLE upstreams ADD COLUMN ends_sessions SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE upstreams ADD COLUMN sealed_webhook_secret BYTEA;
UPDATE upstreams SET name = issuer;

-- Where sessions came from, so that they end with what they came from.
CREATE TABLE upstream_sessions (
  session_id          TEXT PRIMARY KEY,
  upstream_id         TEXT NOT NULL,
  subject             TEXT NOT NULL,
  upstream_session_id TEXT,
  issued_at           BIGINT NOT NULL,
  until_at            BIGINT NOT NULL
);
CREATE INDEX upstream_sessions_by_session ON upstream_sessions (upstream_id, upstream_session_id);
CREATE INDEX upstream_sessions_by_subject ON upstream_sessions (upstream_id, subject);
CREATE INDEX upstream_sessions_by_end ON upstream_sessions (until_at);

-- What ended upstream, for sessions that are on their way.
CREATE TABLE upstream_ends (
  key      TEXT PRIMARY KEY, -- upstream, what is named, its name
  at       BIGINT NOT NULL, -- by the upstream's clock
  until_at BIGINT NOT NULL
);
CREATE INDEX upstream_ends_by_end ON upstream_ends (until_at);
