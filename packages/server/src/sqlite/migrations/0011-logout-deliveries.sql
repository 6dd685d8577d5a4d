-- What OAuth clients are still to be told: that a session is over, and as what they were known when it ended.
CREATE TABLE logout_deliveries (
  session_id      TEXT PRIMARY KEY,
  user_id         TEXT NOT NULL,
  oauth_client_id TEXT NOT NULL,
  audience        TEXT NOT NULL,
  uri             TEXT NOT NULL,
  is_trusted      INTEGER NOT NULL,
  algorithm       TEXT,
  queued_at       INTEGER NOT NULL,
  tries           INTEGER NOT NULL,
  due_at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (oauth_client_id, due_at);

-- Keys that may do everything go on to.
UPDATE access_keys SET scopes = json_insert(scopes, '$[#]', 'clients', '$[#]', 'registration')
WHERE kind = 'admin' AND scopes LIKE '%"read"%' AND scopes LIKE '%"users"%' AND scopes LIKE '%"sessions"%'
  AND scopes LIKE '%"policy"%' AND scopes LIKE '%"keys"%' AND scopes LIKE '%"templates"%';
