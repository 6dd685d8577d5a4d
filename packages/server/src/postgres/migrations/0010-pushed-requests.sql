-- Runs beside: 7
-- Pushed authorization requests: what clients asked for before they sent the browser here.
CREATE TABLE pushed_requests (
  hash       TEXT PRIMARY KEY, -- base64url
  client_id  TEXT NOT NULL,
  parameters TEXT NOT NULL,
  opened_at  BIGINT, -- when a browser first came with it
  expires_at BIGINT NOT NULL
);
CREATE INDEX pushed_requests_by_end ON pushed_requests (expires_at);
